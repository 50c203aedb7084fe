package render

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/review"
)

// ReviewMarkdown writes a review as a document: the note, the metrics in a table, the charts when there are files of
// them, which lie in a folder beside the document, and the facts with their formulas and readings. Facts are footnotes of
// the sentences that rest on them.
func ReviewMarkdown(w io.Writer, v review.Version, charts []ChartFile, folder string) error {
	m := reviewDocument{v: &v, notes: map[int]bool{}}
	m.head()
	m.note()
	m.metrics()
	m.charts(charts, folder)
	m.facts()
	m.footnotes()
	return write(w, "render.review_markdown", append(bytes.TrimRight(m.buf.Bytes(), "\n"), '\n'))
}

type reviewDocument struct {
	buf bytes.Buffer
	v   *review.Version
	// notes are the facts that sentences point to, by their index.
	notes map[int]bool
}

func (m *reviewDocument) line(format string, args ...any) {
	fmt.Fprintf(&m.buf, format+"\n", args...)
}

// mdText writes a text that starts a line, mdInline one that does not, and mdCell one in a table.
func mdText(s string) string { return noAddress.Replace(encodeLine(tidy(s))) }

// mdInline is encoded behind a full stop, as what opens a heading or a list is no markup there.
func mdInline(s string) string { return noAddress.Replace(encodeLine("." + tidy(s))[1:]) }

// noAddress keeps viewers from making links of addresses.
var noAddress = strings.NewReplacer("://", `\://`, "www.", `www\.`, "WWW.", `WWW\.`, "Www.", `Www\.`)

func mdCell(s string) string {
	return strings.NewReplacer(`\|`, "&#124;", "|", "&#124;").Replace(mdInline(s))
}

func (m *reviewDocument) head() {
	m.line("# %s\n", mdInline("Weekly review: "+reviewTitle(&m.v.Review)))
	m.line("%s\n", mdText(strings.Join(slices.Concat(reviewMeta(m.v), reviewOrigin(m.v)), " · ")))
	m.line("**%s**\n", mdInline(reviewStatus(m.v)))
	if hash := tidy(m.v.ContentHash); hash != "" {
		m.line("Content %s\n", mdInline(hash))
	}
	for _, s := range standings(&m.v.Review) {
		m.line("- %s: **%s**%s", s.Label, s.Word, prefixed(". ", mdInline(s.Detail)))
	}
	m.line("")
}

func (m *reviewDocument) note() {
	for _, section := range noteSections(&m.v.Review) {
		if section.title != "" {
			m.line("## %s\n", mdInline(section.title))
		}
		for _, s := range section.sentences {
			m.line("%s%s%s", mdText(s.Text), m.cited(s), prefixed(" _written by ", emphasised(s.Author)))
		}
		m.line("")
		for _, s := range section.sentences {
			for _, e := range s.Evidence {
				m.line("> %s \"%s\"\n", mdText(reference(e, 1)), mdInline(e.Quote))
			}
		}
	}
}

// emphasised closes the emphasis behind a name, if there is one.
func emphasised(name string) string {
	if name = mdInline(strings.ReplaceAll(name, "_", " ")); name != "" {
		return name + "_"
	}
	return ""
}

// cited gives the footnotes of the facts that a sentence rests on.
func (m *reviewDocument) cited(s fact.Sentence) string {
	var b strings.Builder
	for _, id := range s.Facts {
		if i := m.index(id); i >= 0 {
			fmt.Fprintf(&b, "[^F%d]", i+1)
			m.notes[i] = true
		}
	}
	return b.String()
}

func (m *reviewDocument) index(id string) int {
	return slices.IndexFunc(m.v.Facts, func(f fact.Fact) bool { return f.ID == id })
}

func (m *reviewDocument) metrics() {
	if len(m.v.Signals) == 0 {
		return
	}
	m.line("## Metrics\n")
	m.line("| metric | recent | newest | usual range | verdict | evidence |")
	m.line("| --- | --- | ---: | --- | --- | --- |")
	for _, s := range m.v.Signals {
		m.line("| %s | %s | %s | %s | %s | %s |", mdCell(signalName(s)), sparkline(s.Chart, 20), mdCell(newest(s)), mdCell(usualRange(s)), mdCell(verdictSentence(s)),
			mdCell(s.Evidence.Words()))
	}
	m.line("")
	checks := reviewChecks(&m.v.Review)
	for _, c := range checks {
		m.line("- %s: %s %s", map[bool]string{true: "blocks", false: "check"}[c.Severity == "block"], mdInline(ended(upperFirst(tidy(c.Message)))), mdInline(c.Next))
	}
	if len(checks) > 0 {
		m.line("")
	}
}

// noBrackets keeps a text from ending the brackets that it stands in.
var noBrackets = strings.NewReplacer("[", "(", "]", ")")

// inLink escapes what a path may hold and the target of a link may not.
var inLink = strings.NewReplacer("(", "%28", ")", "%29")

func (m *reviewDocument) charts(charts []ChartFile, folder string) {
	for _, c := range charts {
		i := slices.IndexFunc(m.v.Signals, func(s review.Signal) bool { return s.Metric == c.Metric })
		if i < 0 {
			continue
		}
		s := m.v.Signals[i]
		m.line("![%s](%s/%s)\n", mdInline(noBrackets.Replace(signalName(s)+": "+verdictSentence(s))), inLink.Replace(url.PathEscape(folder)), fileName(c.Name))
	}
}

func (m *reviewDocument) facts() {
	if len(m.v.Facts) == 0 {
		return
	}
	m.line("## Facts\n")
	m.line("| fact | statement | formula | readings |")
	m.line("| --- | --- | --- | --- |")
	for i, f := range m.v.Facts {
		m.line("| F%d | %s | %s | %s |", i+1, mdCell(factText(f)), mdCell(or(tidy(f.Formula), "as it was read")), mdCell(or(readingsLine(f.Readings), "-")))
	}
	m.line("")
}

// footnotes give the facts that sentences point to.
func (m *reviewDocument) footnotes() {
	for i, f := range m.v.Facts {
		if !m.notes[i] {
			continue
		}
		m.line("[^F%d]: %s", i+1, mdInline(factText(f)+" ("+factBasis(f, "; ")+")"))
	}
}
