package render

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
)

// ReportOptions say how the report of an import is shown.
type ReportOptions struct {
	TerminalOptions
	Losses  bool // name the metric of every loss, instead of counting them by field
	Preview bool // nothing was kept: say what would be
}

// The report of an import names this many of a kind before it counts the rest; all of them are in the JSON.
const (
	mostSkipped = 5
	mostEdits   = 20
	mostNames   = 5
)

// Reports shows what became of files of definitions: a line a file, what was passed over or lost of it, and then, field
// by field, how definitions changed.
func Reports(w io.Writer, reports []glossary.Report, opts ReportOptions) error {
	s := newScreen(opts.Width, opts.Color)
	for _, r := range reports {
		reportLine(s, r)
		gone(s, r.Gone)
		teamNames(s, r.Names)
		skipped(s, r.Skipped)
		losses(s, r.Losses, opts.Losses)
	}
	edits(s, reports)
	s.blank()
	s.block("", plain, 0, summary(reports, opts.Preview), plain)
	return s.writeTo(w, "render.reports")
}

// reportLine says on one line what became of a file, or on two when the name of the file is long.
func reportLine(s *screen, r glossary.Report) {
	name := tidy(r.File) + " (" + tidy(r.Format) + "): "
	did := counted(r.Metrics, "metric")
	if r.Terms > 0 {
		did += ", " + counted(r.Terms, "term")
	}
	if r.Error != "" {
		did += "; not kept"
	} else {
		did += "; " + changeLine(r.Change)
	}
	if width(name+did) <= s.width {
		s.block("", plain, 0, name+did, bold)
		return
	}
	s.block("", plain, 0, strings.TrimSuffix(name, " "), bold)
	s.block("", plain, 2, did, bold)
}

func changeLine(c glossary.Change) string {
	var parts []string
	for _, part := range []struct {
		n    int
		what string
	}{{len(c.Added), "new"}, {len(c.Changed), "changed"}, {len(c.Described), "described anew"}, {c.Unchanged, "unchanged"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.what))
		}
	}
	if len(parts) == 0 {
		return "nothing to keep"
	}
	return strings.Join(parts, ", ")
}

// gone tells which metrics a file no longer holds.
func gone(s *screen, ids []string) {
	if len(ids) == 0 {
		return
	}
	text := tidy(someOf(ids)) + " is no longer in this file, and still in use. Mark it as deprecated with plumb metrics retire ID."
	if len(ids) > 1 {
		text = fmt.Sprintf("%d metrics are no longer in this file, and still in use: %s. Mark them as deprecated with plumb metrics retire ID.", len(ids), tidy(someOf(ids)))
	}
	s.block("  gone", yellow, 12, text, plain)
}

// teamNames tells which names of teams a file brings: they count without being approved.
func teamNames(s *screen, names []glossary.TeamName) {
	for i, n := range names {
		if i == mostNames {
			s.block("", plain, 12, fmt.Sprintf("and %d more; --json lists them", len(names)-mostNames), dim)
			return
		}
		s.block("  name", yellow, 12, tidy(fmt.Sprintf("%q means %s when %s says it", n.Name, n.Metric, n.Team)), plain)
	}
}

func skipped(s *screen, list []format.Skip) {
	for i, skip := range list {
		if i == mostSkipped {
			s.block("", plain, 12, fmt.Sprintf("and %d more", len(list)-mostSkipped), dim)
			return
		}
		s.block("  skipped", yellow, 12, tidy(strings.TrimPrefix(skip.Name+": "+skip.Reason, ": ")), plain)
	}
}

// losses tells which fields were lost, each with how many metrics lost it, or with the metrics.
func losses(s *screen, list []format.Loss, all bool) {
	if all {
		for _, loss := range list {
			s.block("  lost", yellow, 12, tidy(loss.Field+" of "+loss.Metric), plain)
		}
		return
	}
	times := map[string]int{}
	for _, loss := range list {
		times[tidy(loss.Field)]++
	}
	fields := slices.Sorted(maps.Keys(times))
	slices.SortStableFunc(fields, func(a, b string) int { return cmp.Compare(times[b], times[a]) })
	for i, field := range fields {
		fields[i] = fmt.Sprintf("%s (%d)", field, times[field])
	}
	if len(fields) > 0 {
		s.block("  lost", yellow, 12, strings.Join(fields, ", "), plain)
	}
}

// edits shows how definitions changed, first those that compute something else.
func edits(s *screen, reports []glossary.Report) {
	var all []glossary.Edit
	for _, r := range reports {
		all = append(all, r.Edits...)
	}
	slices.SortStableFunc(all, func(a, b glossary.Edit) int {
		switch {
		case a.Definition == b.Definition:
			return 0
		case a.Definition:
			return -1
		}
		return 1
	})
	for i, e := range all {
		s.blank()
		if i == mostEdits {
			s.block("", plain, 0, fmt.Sprintf("and %d more; plumb metrics diff ID shows each", len(all)-mostEdits), dim)
			return
		}
		how := "other words, the same definition"
		if e.Definition {
			how = "another definition: a new version"
		}
		s.block("", plain, 0, tidy(e.ID)+" ("+how+")", bold)
		for _, f := range e.Fields {
			fieldChange(s, f)
		}
	}
}

func summary(reports []glossary.Report, preview bool) string {
	var total glossary.Change
	metrics, terms, failed := 0, 0, 0
	for _, r := range reports {
		metrics += r.Metrics
		terms += r.Terms
		if r.Error != "" {
			failed++
			continue
		}
		total.Added = append(total.Added, r.Added...)
		total.Changed = append(total.Changed, r.Changed...)
		total.Described = append(total.Described, r.Described...)
		total.Unchanged += r.Unchanged
	}
	text := counted(metrics, "metric")
	if terms > 0 {
		text += " and " + counted(terms, "term")
	}
	text += " in " + counted(len(reports), "file") + ": " + changeLine(total) + "."
	if failed > 0 {
		text += " " + counted(failed, "file") + " not kept."
	}
	if preview {
		text += " Nothing was kept: this only looked."
	}
	return text
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// mostNamed is how many metrics of which the same is to be said are named; all of them are in the JSON.
const mostNamed = 5

// Lint shows what is wrong with definitions, the worst first, and sums it up. What is to be said of several metrics is
// said once.
func Lint(w io.Writer, findings []semantic.LintFinding, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	colours := map[semantic.Severity]style{semantic.SeverityError: red, semantic.SeverityWarn: yellow}
	var counts []string
	for _, severity := range []semantic.Severity{semantic.SeverityError, semantic.SeverityWarn, semantic.SeverityInfo} {
		metrics, order, n := metricsByMessage(findings, severity)
		for _, message := range order {
			named := metrics[message]
			if len(named) == 1 {
				s.block(string(severity), colours[severity], 7, strings.TrimPrefix(named[0]+": "+message, ": "), plain)
				continue
			}
			s.block(string(severity), colours[severity], 7, fmt.Sprintf("%d metrics: %s", len(named), message), plain)
			s.block("", plain, 9, someOf(named), dim)
		}
		if n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, severity))
		}
	}
	s.blank()
	if len(counts) == 0 {
		counts = []string{"nothing to mend"}
	}
	s.block("", plain, 0, "Findings: "+strings.Join(counts, ", ")+".", plain)
	return s.writeTo(w, "render.lint")
}

// metricsByMessage gives the metrics of which each message is said, the messages in their order, and how many findings there are.
func metricsByMessage(findings []semantic.LintFinding, severity semantic.Severity) (metrics map[string][]string, order []string, n int) {
	metrics = map[string][]string{}
	for _, f := range findings {
		if f.Severity != severity {
			continue
		}
		n++
		message := tidy(f.Message + " (" + f.Code + ")")
		if metrics[message] == nil {
			order = append(order, message)
		}
		metrics[message] = append(metrics[message], tidy(f.Metric))
	}
	return metrics, order, n
}

func someOf(named []string) string {
	if len(named) <= mostNamed {
		return strings.Join(named, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(named[:mostNamed], ", "), len(named)-mostNamed)
}
