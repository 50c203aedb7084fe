package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// shape says how a section of a sheet is built.
type shape int

const (
	single shape = iota
	list
	signals
	tree
)

// section is one heading of a sheet with what stands below it.
type section struct {
	path  string // JSON path below fields
	label string // the heading
	shape shape
	field *agent.Field   // for single
	items *[]agent.Field // for list
}

// sections gives the sections of a sheet in the order in which every view shows them.
func sections(f *agent.Fields) []section {
	var out []section
	for _, ref := range f.Single() {
		out = append(out, section{path: ref.Path, label: ref.Label, shape: single, field: ref.Field})
		if ref.Path == "mechanism.because" {
			out = append(out,
				section{path: "signals", label: "Signals", shape: signals},
				section{path: "metric_tree", label: "Metric tree", shape: tree})
		}
	}
	for _, ref := range f.Lists() {
		out = append(out, section{path: ref.Path, label: ref.Label, shape: list, items: ref.Items})
	}
	return out
}

// questionFor gives what the owner is asked about a path, or "".
func questionFor(s *agent.Sheet, path string) string {
	for _, q := range s.Questions {
		if q.Field == path {
			return q.Text
		}
	}
	return ""
}

// marks gives the small words that qualify a field: partly, and how settled it was.
func marks(f *agent.Field) []string {
	var out []string
	if f.Status == agent.Partly {
		out = append(out, string(agent.Partly))
	}
	if f.Maturity != "" {
		out = append(out, string(f.Maturity))
	}
	return out
}

const firstMover = "moves first"

// signalMarks adds the role and the direction of a signal to the marks of its field.
func signalMarks(s *agent.Signal) []string {
	out := marks(&s.Field)
	if s.Role != "" {
		out = append(out, string(s.Role))
	}
	if s.Direction != "" {
		out = append(out, string(s.Direction))
	}
	if s.FirstMover {
		out = append(out, firstMover)
	}
	return out
}

// clock writes milliseconds as 00:04:10.
func clock(ms int64) string {
	s := max(ms, 0) / 1000
	return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
}

// reference names the place of an evidence: utterance, speaker and time as far as they are known. With several sources
// the utterance is preceded by the number of its source, counted from 1.
func reference(e agent.Evidence, sources int) string {
	var b strings.Builder
	if sources > 1 {
		fmt.Fprintf(&b, "%d/", e.Source+1)
	}
	b.WriteString(tidy(e.Utterance))
	if speaker := tidy(e.Speaker); speaker != "" {
		b.WriteString(" " + speaker)
	}
	if e.StartMS > 0 {
		b.WriteString(" " + clock(e.StartMS))
	}
	return b.String()
}

// ShortHash gives the first ten digits of a content hash, by which the views of a sheet name its content.
func ShortHash(hash string) string { return cut(agent.HashDigits(tidy(hash)), 10) }

// stateLine says what is shown: state, version, hash, what drafted it and what was read.
func stateLine(v *agent.Version) []string {
	out := []string{sentenceCase(tidy(v.State.Words()))}
	if v.Number > 0 {
		out = append(out, fmt.Sprintf("version %d", v.Number))
	}
	if h := ShortHash(v.ContentHash); h != "" {
		out = append(out, h)
	}
	out = append(out, "drafted by "+engineName(v.Engine))
	if editor := editorOf(v); editor != "" {
		out = append(out, "edited by "+editor)
	}
	out = append(out, readLine(v.Sources))
	if v.MeetingDate != "" {
		out = append(out, "meeting of "+tidy(v.MeetingDate))
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// editorOf names the person who made this version of an earlier one, or "".
func editorOf(v *agent.Version) string {
	if v.CreatedBy.IsPerson() && v.Number > 1 {
		return tidy(v.CreatedBy.Name)
	}
	return ""
}

func engineName(e agent.Engine) string {
	name := tidy(e.Name)
	if model := tidy(e.Model); model != "" {
		name += " (" + model + ")"
	}
	switch reason := tidy(e.FallbackReason); {
	case reason == "":
	case e.Name == agent.ModelEngine:
		name += ", in part builtin: " + reason
	default:
		name += " in place of a model: " + reason
	}
	return name
}

func readLine(sources []agent.Source) string {
	read, total := 0, 0
	for _, s := range sources {
		read += s.UtterancesRead
		total += s.UtterancesTotal
	}
	return fmt.Sprintf("read %d of %d", read, total)
}

func sentenceCase(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// titleOf gives the title of a sheet, or what to call a sheet without one.
func titleOf(s *agent.Sheet) string {
	if t := tidy(s.Title); t != "" {
		return t
	}
	return "No initiative was named"
}

// bySeverity gives the findings of one severity.
func bySeverity(findings []agent.Finding, severity agent.Severity) []agent.Finding {
	var out []agent.Finding
	for _, f := range findings {
		if f.Severity == severity {
			out = append(out, f)
		}
	}
	return out
}
