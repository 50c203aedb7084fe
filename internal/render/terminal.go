package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
)

// EvidenceView says how much evidence a terminal view shows below each field.
type EvidenceView string

// The evidence views. The empty view is folded.
const (
	EvidenceFolded EvidenceView = "folded" // one line each, the quote shortened to fit
	EvidenceFull   EvidenceView = "full"   // whole quotes, wrapped
	EvidenceNone   EvidenceView = "none"   // no evidence
)

// TerminalOptions say how a view is shown in a terminal. The zero value is 80 columns without colour, evidence folded.
type TerminalOptions struct {
	Width    int  // columns; 0 is DefaultWidth, other values are kept within MinWidth and MaxWidth
	Color    bool // use the 16 ANSI colours; they never carry a meaning that the words don't
	Evidence EvidenceView
}

// hang is the column at which the text of a field starts.
const hang = 17

// termLabels are shorter names for the fields whose own label does not fit into the label column.
var termLabels = map[string]string{
	"mechanism.lever":   "We believe",
	"mechanism.outcome": "  will move",
	"mechanism.because": "  because",
	"gate.condition":    "Continue if",
	"gate.learn":        "  we learn",
	"gate.otherwise":    "  otherwise",
}

// termGroups are the paths before which a terminal view leaves a line free.
var termGroups = map[string]bool{
	"mechanism.lever": true, "signals": true, "gate.condition": true, "guardrail": true, "owner": true, "ruled_out": true,
	"decision_rights": true, "objections": true,
}

type terminal struct {
	*screen
	v        *agent.Version
	evidence EvidenceView
	asked    map[string]bool // questions that already stand below their blank
}

// Terminal shows a version of a sheet at a fixed width: title and state, the findings that block, the fields in sheet
// order with the words they rest on, then what is left to ask, the other topics and the remaining findings.
func Terminal(w io.Writer, v agent.Version, opts TerminalOptions) error {
	t := terminal{screen: newScreen(opts.Width, opts.Color), v: &v, evidence: opts.Evidence, asked: map[string]bool{}}
	t.head()
	t.findings(agent.Block)
	t.fields()
	t.questions()
	t.topics()
	t.jargon()
	t.blank()
	t.findings(agent.Warn)
	t.findings(agent.Info)
	return t.writeTo(w, "render.terminal")
}

func (t *terminal) head() {
	t.block("", plain, 0, titleOf(&t.v.Sheet), bold)
	t.block("", plain, 0, strings.Join(stateLine(t.v), " · "), plain)
	if id := tidy(t.v.ID); id != "" {
		t.block("", plain, 0, "sheet "+id, dim)
	}
	if a := t.v.Approval; a != nil {
		t.block("", plain, 0, fmt.Sprintf("approved by %s on %s", tidy(a.By.Name), a.At.UTC().Format("2006-01-02 15:04 UTC")), green)
	}
	t.blank()
}

func (t *terminal) findings(severity agent.Severity) {
	found := bySeverity(t.v.Findings, severity)
	for _, f := range found {
		switch severity {
		case agent.Block:
			t.block("  ! blocks", red, 12, tidy(f.Message), bold)
		case agent.Warn:
			t.block("  ? check", yellow, 12, tidy(f.Message), plain)
		default:
			t.block("  - note", dim, 12, tidy(f.Message), plain)
		}
		t.rests(f.Evidence, 12)
	}
	if severity == agent.Block && len(found) > 0 {
		t.blank()
	}
}

func (t *terminal) fields() {
	f := &t.v.Fields
	for _, sec := range sections(f) {
		if sec.shape == tree && len(f.MetricTree.Edges) == 0 {
			continue // without edges the nodes only repeat the aim and the signals
		}
		if termGroups[sec.path] {
			t.blank()
		}
		switch sec.shape {
		case single:
			t.single(sec)
		case list:
			t.items(sec)
		case signals:
			t.signals(sec)
		case tree:
			t.tree(sec)
		}
	}
}

func (t *terminal) single(sec section) {
	label := sec.label
	if short, ok := termLabels[sec.path]; ok {
		label = short
	}
	t.field(label, sec.field, marks(sec.field))
	switch {
	case sec.path == "gate.condition" && t.v.Fields.Gate.Condition.Predicate != nil:
		t.block("", plain, hang, "checked as "+tidy(t.v.Fields.Gate.Condition.Predicate.String()), cyan)
	case sec.path == "guardrail" && t.v.Fields.Guardrail.Objective != nil:
		t.block("", plain, hang, "checked as "+tidy(t.v.Fields.Guardrail.Objective.String()), cyan)
	}
	t.metric(sec.field, t.v.Fields.MatchAt(sec.path))
}

// metric shows which metric the words of a field mean.
func (t *terminal) metric(f *agent.Field, m *semantic.Match) {
	line := metricOf(f, m)
	if line == "" {
		return
	}
	as := dim
	switch {
	case m.Outcome == semantic.Linked:
		as = cyan
	case line != notDefined:
		as = yellow
	}
	t.block("", plain, hang, "metric: "+line, as)
}

// field shows one field: label, words, marks, and below them what they rest on, or the question that a blank asks.
func (t *terminal) field(label string, f *agent.Field, marks []string) {
	if !f.Filled() {
		t.block(label, bold, hang, "not stated", yellow)
		t.ask(f.Question)
		return
	}
	text := tidy(f.Text)
	if len(marks) > 0 {
		text += " [" + strings.Join(marks, ", ") + "]"
	}
	t.block(label, bold, hang, text, plain)
	if author := tidy(f.Author); author != "" {
		t.block("", plain, hang+2, "written by "+author, dim)
	}
	t.rests(f.Evidence, hang+2)
	t.ask(f.Question)
}

func (t *terminal) ask(question string) {
	if q := tidy(question); q != "" {
		t.asked[q] = true
		t.block(strings.Repeat(" ", hang)+"→", yellow, hang+2, q, plain)
	}
}

func (t *terminal) rests(evidence []agent.Evidence, indent int) {
	if t.evidence == EvidenceNone {
		return
	}
	for _, e := range evidence {
		ref := reference(e, len(t.v.Sources))
		quote := tidy(e.Quote)
		if t.evidence == EvidenceFull {
			t.block("", plain, indent, ref+` "`+quote+`"`, dim)
			continue
		}
		ref = shorten(ref, t.width/2)
		room := t.width - indent - width(ref) - 3
		t.block("", plain, indent, ref+` "`+shorten(quote, room)+`"`, dim)
	}
}

func (t *terminal) items(sec section) {
	if len(*sec.items) == 0 {
		t.none(sec)
		return
	}
	label := sec.label
	for i := range *sec.items {
		f := &(*sec.items)[i]
		t.field(label, f, marks(f))
		label = ""
	}
}

func (t *terminal) none(sec section) {
	t.block(sec.label, bold, hang, "not stated", yellow)
	t.ask(questionFor(&t.v.Sheet, sec.path))
}

func (t *terminal) signals(sec section) {
	list := t.v.Fields.Signals
	if len(list) == 0 {
		t.none(sec)
		return
	}
	label := sec.label
	for i := range list {
		t.field(label, &list[i].Field, signalMarks(&list[i]))
		label = ""
		t.metric(&list[i].Field, &list[i].Match)
	}
}

func (t *terminal) tree(sec section) {
	name := make(map[string]string, len(t.v.Fields.MetricTree.Nodes))
	label := sec.label
	for _, n := range t.v.Fields.MetricTree.Nodes {
		name[n.ID] = tidy(n.Text)
		t.block(label, bold, hang, fmt.Sprintf("%s (%s)", tidy(n.Text), tidy(string(n.Kind))), plain)
		label = ""
	}
	for i := range t.v.Fields.MetricTree.Edges {
		e := &t.v.Fields.MetricTree.Edges[i]
		t.block("", plain, hang, fmt.Sprintf("%s → %s, because", name[e.From], name[e.To]), plain)
		t.field("", &e.Because, marks(&e.Because))
	}
}

// questions lists what is asked and did not stand below a blank already.
func (t *terminal) questions() {
	label := "Still to ask"
	for _, q := range t.v.Questions {
		text := tidy(q.Text)
		if text == "" || t.asked[text] {
			continue
		}
		if label != "" {
			t.blank()
		}
		t.block(label, bold, hang, text, plain)
		label = ""
	}
}

func (t *terminal) topics() {
	var heard []string
	for _, topic := range t.v.Topics {
		if name := tidy(topic.Name); name != "" && !topic.Chosen {
			heard = append(heard, fmt.Sprintf("%s (%d turns)", name, topic.Utterances))
		}
	}
	if len(heard) > 0 {
		t.blank()
		t.block("Also discussed", bold, hang, strings.Join(heard, "; "), plain)
	}
}

// The list of jargon: how wide its first column is at most, how many lines it takes about.
const (
	termColumn  = 22
	jargonLines = 15
)

// jargon lists the terms of the meeting in two columns. What a person has to choose is shown whole, the rest on one line each.
func (t *terminal) jargon() {
	list := terms(t.v.Jargon)
	if len(list) == 0 {
		return
	}
	t.blank()
	t.block("", plain, 0, "Jargon", bold)
	column := 0
	for _, term := range list {
		column = max(column, min(width(term.Heard), termColumn))
	}
	indent := 2 + column + 2
	room := t.width - indent
	lines := 0
	for i, term := range list {
		meaning, as := shorten(term.Meaning, room), plain
		if term.Open {
			meaning, as = term.Meaning, yellow
		}
		if lines += len(wrap(meaning, room)); lines > jargonLines && i > 0 {
			t.block("", plain, 2, fmt.Sprintf("and %d more, in the Markdown and the JSON of this sheet", len(list)-i), dim)
			return
		}
		t.block("  "+shorten(term.Heard, column), plain, indent, meaning, as)
	}
}
