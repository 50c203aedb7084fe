package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
)

// Diff shows field by field what changed from one version of a sheet to another: what was removed with a minus, what
// was added with a plus, and below words that stayed the same what changed about them. The evidence option has no
// meaning here: evidence is shown where it changed.
func Diff(w io.Writer, from, to agent.Version, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	s.block("", plain, 0, titleOf(&to.Sheet), bold)
	s.block("", plain, 0, versionName(&from)+" → "+versionName(&to), plain)
	before, after := facets(&from.Sheet), facets(&to.Sheet)
	changed := false
	for i := range before {
		if change := compare(before[i].lines, after[i].lines); change != nil {
			changed = true
			showChange(s, after[i].label, change)
		}
	}
	if !changed {
		s.blank()
		s.block("", plain, 0, "The content is the same.", plain)
	}
	return s.writeTo(w, "render.diff")
}

func versionName(v *agent.Version) string {
	return fmt.Sprintf("version %d (%s, %s)", v.Number, tidy(v.State.Words()), ShortHash(v.ContentHash))
}

// facet is one part of a sheet as lines that can be compared.
type facet struct {
	label string
	lines []diffLine
}

// diffLine is words, or a detail of the words above it. Equal lines are written alike.
type diffLine struct {
	text   string
	detail bool
}

// facets gives the parts of a sheet in the order of its views. Every sheet has the same parts.
func facets(s *agent.Sheet) []facet {
	out := []facet{
		{"Title", words(s.Title)},
		{"Meeting date", words(s.MeetingDate)},
	}
	for _, sec := range sections(&s.Fields) {
		out = append(out, facet{sec.label, sectionLines(s, sec)})
	}
	return append(out,
		facet{"Drafted by", words(engineName(s.Engine))},
		facet{"Records read", sourceLines(s)},
		facet{"Jargon", jargonDiffLines(s)},
		facet{"Findings", findingLines(s)})
}

func words(text string) []diffLine {
	if text == "" {
		return nil
	}
	return []diffLine{{text: reveal(text)}}
}

func sectionLines(s *agent.Sheet, sec section) []diffLine {
	f := &s.Fields
	var out []diffLine
	switch sec.shape {
	case single:
		out = fieldLines(s, sec.field, marks(sec.field), f.MatchAt(sec.path))
		if p := f.Gate.Condition.Predicate; sec.path == "gate.condition" && p != nil {
			out = append(out, diffLine{"checked as " + reveal(p.String()), true})
		}
		if o := f.Guardrail.Objective; sec.path == "guardrail" && o != nil {
			out = append(out, diffLine{"checked as " + reveal(o.String()), true})
		}
		return out
	case list:
		for i := range *sec.items {
			item := &(*sec.items)[i]
			out = append(out, fieldLines(s, item, marks(item), nil)...)
		}
	case signals:
		for i := range f.Signals {
			out = append(out, fieldLines(s, &f.Signals[i].Field, signalMarks(&f.Signals[i]), &f.Signals[i].Match)...)
		}
	case tree:
		for _, n := range f.MetricTree.Nodes {
			out = append(out, diffLine{text: reveal(fmt.Sprintf("%s (%s): %s", n.ID, n.Kind, n.Text))})
		}
		for i := range f.MetricTree.Edges {
			e := &f.MetricTree.Edges[i]
			out = append(out, diffLine{text: reveal(e.From + " → " + e.To)})
			out = append(out, fieldLines(s, &e.Because, marks(&e.Because), nil)...)
		}
	}
	if len(out) == 0 {
		out = append(out, diffLine{text: "not stated"})
		if q := questionFor(s, sec.path); q != "" {
			out = append(out, diffLine{"→ " + reveal(q), true})
		}
	}
	return out
}

func fieldLines(s *agent.Sheet, f *agent.Field, marks []string, m *semantic.Match) []diffLine {
	line := "not stated"
	if f.Filled() {
		line = reveal(f.Text)
	}
	if len(marks) > 0 {
		line += " [" + strings.Join(marks, ", ") + "]"
	}
	out := []diffLine{{text: line}}
	if metric := metricOf(f, m); metric != "" {
		out = append(out, diffLine{"metric: " + metric, true})
	}
	if f.Author != "" {
		out = append(out, diffLine{"written by " + reveal(f.Author), true})
	}
	for _, e := range f.Evidence {
		out = append(out, diffLine{reference(e, len(s.Sources)) + " " + `"` + reveal(e.Quote) + `"`, true})
	}
	if f.Question != "" {
		out = append(out, diffLine{"→ " + reveal(f.Question), true})
	}
	return out
}

func sourceLines(s *agent.Sheet) []diffLine {
	var out []diffLine
	for _, src := range s.Sources {
		out = append(out, diffLine{text: fmt.Sprintf("%s, %d of %d utterances", reveal(src.File), src.UtterancesRead, src.UtterancesTotal)})
	}
	return out
}

func jargonDiffLines(s *agent.Sheet) []diffLine {
	var out []diffLine
	for _, t := range terms(s.Jargon) {
		out = append(out, diffLine{text: t.Heard + " → " + t.Meaning})
	}
	return out
}

func findingLines(s *agent.Sheet) []diffLine {
	var out []diffLine
	for _, f := range s.Findings {
		out = append(out, diffLine{text: fmt.Sprintf("%s: %s", f.Severity, reveal(f.Message))})
	}
	return out
}

// Between two paragraphs a comparison shows the sign for them.
const (
	paragraphBreak = "\n\n"
	pilcrow        = '\u00b6'
)

// reveal writes text on one line so that every difference can be seen: characters that could not be seen, line breaks
// and all but single spaces stand as \u{...}, and a paragraph break as a pilcrow.
func reveal(s string) string {
	var b strings.Builder
	for i, part := range strings.Split(strings.ToValidUTF8(s, "\uFFFD"), paragraphBreak) {
		if i > 0 {
			b.WriteString(" " + string(pilcrow) + " ")
		}
		revealParagraph(&b, part)
	}
	return strings.TrimSpace(b.String())
}

func revealParagraph(b *strings.Builder, s string) {
	prev := ' '
	for i, r := range s {
		blank := r == ' ' && (prev == ' ' || i == len(s)-1)
		if blank || r == pilcrow || isHidden(r) || isBreak(r) || r != ' ' && Clean(string(r)) == " " {
			fmt.Fprintf(b, `\u{%X}`, r)
		} else {
			b.WriteRune(r)
		}
		prev = r
	}
}

// change is a line of a comparison: ' ' stands for both, '-' for the first only, '+' for the second only.
type change struct {
	sign rune
	line diffLine
}

// maxCompared bounds the work of a comparison; two longer lists that share neither start nor end are shown whole.
const maxCompared = 1 << 22

// compare gives the lines that differ, in order, with the words above details that differ; nil when nothing does.
func compare(a, b []diffLine) []change {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	if start == len(a) && start == len(b) {
		return nil
	}
	var all []change
	for _, l := range a[:start] {
		all = append(all, change{' ', l})
	}
	all = append(all, middle(a[start:len(a)-end], b[start:len(b)-end])...)
	for _, l := range a[len(a)-end:] {
		all = append(all, change{' ', l})
	}
	return withContext(all)
}

// middle compares by the longest common subsequence.
func middle(a, b []diffLine) []change {
	var out []change
	if len(a)*len(b) > maxCompared {
		for _, l := range a {
			out = append(out, change{'-', l})
		}
		for _, l := range b {
			out = append(out, change{'+', l})
		}
		return out
	}
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, change{' ', a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			out = append(out, change{'-', a[i]})
			i++
		default:
			out = append(out, change{'+', b[j]})
			j++
		}
	}
	return out
}

// withContext drops what stayed the same, but for the words to which a changed detail belongs.
func withContext(all []change) []change {
	var out []change
	head, shown := -1, true
	for i, c := range all {
		if !c.line.detail {
			head, shown = i, c.sign != ' '
		}
		if c.sign == ' ' {
			continue
		}
		if !shown && head >= 0 {
			out = append(out, all[head])
			shown = true
		}
		out = append(out, c)
	}
	return out
}

func showChange(s *screen, label string, changes []change) {
	s.blank()
	s.block("", plain, 0, label, bold)
	as := map[rune]style{' ': plain, '-': red, '+': green}
	for _, c := range changes {
		lead, indent := "  "+string(c.sign), 4
		if c.line.detail {
			indent = 6
		}
		s.block(lead, as[c.sign], indent, c.line.text, as[c.sign])
	}
}
