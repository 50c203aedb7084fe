package render

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
)

const (
	dateKey       = "Meeting date: "
	recordHeading = "Record"
	introOpening  = "<!-- plumb:"
	evidenceOpen  = "<!-- evidence "
	authorOpen    = "<!-- written by "
	metricOpen    = "<!-- metric "
	commentClose  = "-->"
)

const intro = introOpening + ` how to edit this sheet. This comment, and the line in italics below, are not read back.

  Write the words of a field below its heading. To clear a field, remove its words.
  Lists: one line that starts with "- " for each item; remove the line to remove the item.
  [agreed] in front of the words says how settled they are: partly, and one of agreed, proposed, tentative, deferred,
  reversed. Signals may also have proxy, leading or outcome; up or down; moves first.
  "> " is what is asked about a blank. Leave headings as they are.
  Comments with evidence or a metric may be left alone or removed with what they stand below; they cannot be changed.
  predicate: and objective: are what plumb computes with, such as
    predicate: activation >= 40% by 2026-03-13        objective: <= 2%
  A backslash makes the character after it ordinary text: \[ \- \# \*
-->`

// Markdown writes a version of a sheet in the form in which people edit and export it. [ParseMarkdown] reads it back
// without loss.
func Markdown(w io.Writer, v agent.Version) error {
	m := mdWriter{v: &v}
	m.line(intro)
	m.line("")
	m.line("# " + orNotStated(encodeLine(v.Title)))
	m.line("")
	m.line("_" + escapeInline(strings.Join(stateLine(&v), " · ")) + "_")
	m.line("")
	m.line(dateKey + orNotStated(encodeLine(v.MeetingDate)))
	for _, sec := range sections(&v.Fields) {
		m.section(sec)
	}
	m.record()
	return write(w, "render.markdown", m.buf.Bytes())
}

type mdWriter struct {
	buf bytes.Buffer
	v   *agent.Version
}

func (m *mdWriter) line(s string) {
	m.buf.WriteString(s)
	m.buf.WriteByte('\n')
}

func (m *mdWriter) section(sec section) {
	m.line("")
	m.line("## " + sec.label)
	m.line("")
	switch sec.shape {
	case single:
		m.single(sec)
	case list:
		for i := range *sec.items {
			f := &(*sec.items)[i]
			m.item("- ", marks(f), f)
		}
		m.noneOf(sec.path, len(*sec.items))
	case signals:
		for i := range m.v.Fields.Signals {
			s := &m.v.Fields.Signals[i]
			m.item("- ", signalMarks(s), &s.Field)
			m.metric("  ", &s.Field, &s.Match)
		}
		m.noneOf(sec.path, len(m.v.Fields.Signals))
	case tree:
		m.tree()
	}
}

func (m *mdWriter) single(sec section) {
	f := sec.field
	if f.Filled() {
		if list := marks(f); len(list) > 0 {
			m.line(bracket(list))
		}
		for _, line := range encodeText(f.Text) {
			m.line(line)
		}
	} else {
		m.line(notStated)
	}
	switch sec.path {
	case "gate.condition":
		m.setting(predicateKey, predicateOrBlank(m.v.Fields.Gate.Condition.Predicate))
	case "guardrail":
		m.setting(objectiveKey, objectiveOrBlank(m.v.Fields.Guardrail.Objective))
	}
	m.rests("", f)
	m.metric("", f, m.v.Fields.MatchAt(sec.path))
}

// metric writes which metric the words of a field mean.
func (m *mdWriter) metric(indent string, f *agent.Field, match *semantic.Match) {
	if metric := metricOf(f, match); metric != "" {
		m.line(indent + metricComment(metric))
	}
}

func metricComment(metric string) string {
	return metricOpen + quoteInComment(metric) + " " + commentClose
}

func (m *mdWriter) setting(key, value string) {
	m.line("")
	m.line(key + " " + value)
}

func (m *mdWriter) item(lead string, marks []string, f *agent.Field) {
	if len(marks) > 0 {
		lead += bracket(marks) + " "
	}
	for _, line := range encodeText(f.Text) {
		m.line(lead + line)
		lead = "  "
	}
	m.rests("  ", f)
}

// rests writes what belongs to a field besides its words: its question, who wrote it, its evidence.
func (m *mdWriter) rests(indent string, f *agent.Field) {
	if f.Question != "" {
		for _, line := range encodeText(f.Question) {
			m.line(indent + "> " + line)
		}
	}
	if f.Author != "" {
		m.line(indent + authorLine(f.Author))
	}
	for _, e := range f.Evidence {
		m.line(indent + evidenceLine(e, len(m.v.Sources)))
	}
}

func (m *mdWriter) noneOf(path string, n int) {
	if n > 0 {
		return
	}
	m.line(notStated)
	if q := questionFor(&m.v.Sheet, path); q != "" {
		for _, line := range encodeText(q) {
			m.line("> " + line)
		}
	}
}

func (m *mdWriter) tree() {
	t := &m.v.Fields.MetricTree
	for _, n := range t.Nodes {
		m.line("- node " + nodeName(n.ID) + " (" + string(n.Kind) + "): " + encodeLine(n.Text))
	}
	for i := range t.Edges {
		e := &t.Edges[i]
		m.item("- "+nodeName(e.From)+" -> "+nodeName(e.To)+": ", marks(&e.Because), &e.Because)
	}
	m.noneOf("metric_tree", len(t.Nodes)+len(t.Edges))
}

// record ends the document with what plumb keeps and people don't edit.
func (m *mdWriter) record() {
	m.line("")
	m.line("## " + recordHeading)
	m.line("")
	for _, line := range recordLines(&m.v.Sheet) {
		m.line(line)
	}
}

// recordLines says what a sheet rests on and what was found besides its fields.
func recordLines(s *agent.Sheet) []string {
	out := []string{
		"<!-- This part is kept by plumb. It cannot be edited; it may be removed. -->",
		"- drafted by " + escapeInline(engineName(s.Engine)),
	}
	for _, src := range s.Sources {
		out = append(out, fmt.Sprintf("- read %s: %d of %d utterances, sha256 %s",
			escapeInline(tidy(src.File)), src.UtterancesRead, src.UtterancesTotal, escapeInline(tidy(src.SHA256))))
	}
	for _, t := range s.Topics {
		kind := "also discussed"
		if t.Chosen {
			kind = "about"
		}
		out = append(out, fmt.Sprintf("- %s: %s (%d turns)", kind, escapeInline(tidy(t.Name)), t.Utterances))
	}
	for _, j := range s.Jargon {
		out = append(out, fmt.Sprintf("- term heard: %s (%s) → %s",
			escapeInline(tidy(j.Heard)), escapeInline(tidy(j.Utterance)), escapeInline(jargonMeaning(j.Match))))
	}
	for _, f := range s.Findings {
		out = append(out, fmt.Sprintf("- finding (%s): %s", f.Severity, escapeInline(tidy(f.Message))))
	}
	return out
}

// escapeInline makes tidy text literal inside a line of Markdown.
func escapeInline(s string) string { return encodeLine(s) }

func orNotStated(s string) string {
	if s == "" {
		return notStated
	}
	return s
}

func predicateOrBlank(p *agent.Predicate) string {
	if p == nil {
		return "not stated"
	}
	return predicateLine(p)
}

func objectiveOrBlank(o *agent.Objective) string {
	if o == nil {
		return "not stated"
	}
	return objectiveLine(o)
}

func bracket(marks []string) string { return "[" + strings.Join(marks, ", ") + "]" }

func authorLine(author string) string {
	return authorOpen + quoteInComment(author) + " " + commentClose
}

// evidenceLine names an evidence so that no two different ones are written alike: source (when there are several),
// utterance, speaker ("-" when unknown), time to the millisecond, quote.
func evidenceLine(e agent.Evidence, sources int) string {
	utterance, speaker := nodeName(e.Utterance), "-"
	if sources > 1 || e.Source != 0 {
		utterance = fmt.Sprintf("%d/%s", e.Source+1, utterance)
	}
	if e.Speaker != "" {
		speaker = e.Speaker
		if !isPlain(speaker) || speaker == "-" {
			speaker = quoteInComment(speaker)
		}
	}
	return fmt.Sprintf("%s%s %s %s.%03d %s %s", evidenceOpen, utterance, speaker, clock(e.StartMS), max(e.StartMS, 0)%1000,
		quoteInComment(e.Quote), commentClose)
}

var bareName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*`)

// nodeName writes an identifier bare when it holds only ASCII letters, digits, points, dashes and underscores.
func nodeName(id string) string {
	if bareName.FindString(id) == id && id != "" {
		return id
	}
	return quote(id)
}
