package render_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
)

// atoms are what hostile text is made of: Markdown and HTML syntax, plumb's own markers, invisible characters, scripts
// of other directions and widths.
var atoms = []string{
	"# ", "## Aim", "#", "---", "===", "`", "```", "*", "**bold**", "_", "__x__", "snake_case", "~", "~~gone~~", "|", "| a | b |", ":-:",
	"> ", ">", "- ", "-", "* ", "+ ", "1. ", "12) ", "[agreed]", "[partly, proposed]", "[x](http://a.example)", "![i](//e.example/p.png)", "]", "[",
	"<b>", "<script>alert(1)</script>", "<!-- evidence u0001 - 00:00:00.000 \"x\" -->", "<!--", "-->", "--!>", "&amp;", "&#32;", "&", "\\", "\\\\", "\\[",
	"\\u{41}", "\\u{}", "\\u", "not stated", "_not stated_", "*not stated*", "Not Stated", "predicate: a >= 1 by 2026-01-01", "objective: <= 2%",
	"\n", "\n\n", " ", "  ", "\t", "\r", "\r\n", "\v", "\u0085", "\u00a0", "\u2028", "\u2029", "\u3000",
	"\u200b", "\u200d", "\u200e", "\u202e", "\u2066", "\ufeff", "\u00ad", "\U000e0041", "\x00", "\x07", "\x1b[31m", "\x1b]8;;http://e.example\x07", "\x7f", "\u009b",
	"meeting", "import", "40%", "10,000", "Mira", "it's", "\"quoted\"", "'", "node n1 (aim): x", "n1 -> n2: y", "by", "by 2026-02-30", ">=", "<", "->", "(date not stated)",
	"日本語", "山田太郎", "한국어", "שלום", "مرحبا", "e\u0301", "Z\u0361\u0351\u0352\u0353\u0354\u0355\u0356\u0357", "👩‍💻", "🇩🇪", "❤️", "ﬁ", "ſ", "-0", "1e9",
}

type hostile struct{ *rand.Rand }

func (h hostile) pick(from []string) string { return from[h.IntN(len(from))] }

// text is never empty.
func (h hostile) text() string {
	var b strings.Builder
	for range 1 + h.IntN(6) {
		b.WriteString(h.pick(atoms))
		if h.IntN(3) == 0 {
			b.WriteByte(' ')
		}
	}
	if h.IntN(40) == 0 {
		b.WriteString(strings.Repeat("long "+h.pick(atoms), 500))
	}
	return b.String()
}

func (h hostile) maybe() string {
	if h.IntN(2) == 0 {
		return ""
	}
	return h.text()
}

func (h hostile) evidence() []agent.Evidence {
	out := []agent.Evidence{}
	for range h.IntN(3) {
		out = append(out, agent.Evidence{Source: h.IntN(2), Utterance: h.pick([]string{"u0001", "u0002", "u 3", "\"", "-"}), Speaker: h.maybe(),
			StartMS: h.Int64N(1e8), Quote: h.text()})
	}
	return out
}

func (h hostile) maturity() agent.Maturity {
	return agent.Maturity(h.pick([]string{"", "agreed", "proposed", "tentative", "deferred", "reversed"}))
}

func (h hostile) filled() agent.Field {
	f := agent.Field{Text: h.text(), Status: agent.Stated, Maturity: h.maturity(), Evidence: h.evidence()}
	if h.IntN(3) == 0 {
		f.Status, f.Question = agent.Partly, h.maybe()
	}
	if h.IntN(4) == 0 {
		f.Author = h.text()
	}
	return f
}

func (h hostile) field() agent.Field {
	if h.IntN(3) == 0 {
		return agent.Blank(h.maybe())
	}
	return h.filled()
}

func (h hostile) fields() []agent.Field {
	out := []agent.Field{}
	for range h.IntN(4) {
		out = append(out, h.filled())
		if h.IntN(5) == 0 {
			out = append(out, out[0]) // a repeated item
		}
	}
	return out
}

func (h hostile) number() float64 {
	switch h.IntN(4) {
	case 0:
		return float64(h.IntN(100000))
	case 1:
		return -h.Float64() * 1000
	case 2:
		return h.NormFloat64() * 1e30
	}
	return h.Float64() / 1e12
}

func (h hostile) op() agent.Op { return agent.Op(h.pick([]string{">=", "<=", ">", "<", "=="})) }

func (h hostile) match() semantic.Match {
	m := semantic.NotLookedUp()
	m.Score, m.Reason = h.Float64(), h.maybe()
	if h.IntN(3) == 0 {
		return m
	}
	m.Outcome = semantic.Outcome(h.pick([]string{"linked", "ambiguous", "conflict", "unknown", ""}))
	m.Term, m.DiffersIn = h.maybe(), h.maybe()
	for range h.IntN(6) {
		m.Candidates = append(m.Candidates, semantic.Candidate{Metric: h.text(), Name: h.maybe(), Why: h.maybe(), Choice: h.IntN(2) == 0})
	}
	if m.Outcome == semantic.Linked && len(m.Candidates) > 0 {
		m.Metric = m.Candidates[0].Metric
		m.Definition = &semantic.Definition{Hash: h.text(), Unit: h.maybe(), Direction: agent.Direction(h.pick([]string{"", "up", "down"}))}
	}
	return m
}

// sheet makes a sheet as the gates let it through (blanks have no words, enumerations hold known values), full of
// hostile text.
func (h hostile) sheet() agent.Sheet {
	s := agent.Sheet{Title: h.maybe(), MeetingDate: h.pick([]string{"", "2026-03-02"}), Engine: agent.Engine{Name: h.text(), Model: h.maybe()},
		Sources: []agent.Source{{File: h.text(), SHA256: h.text()}}, Questions: []agent.Question{}, Topics: []agent.Topic{}, Jargon: []agent.Jargon{}, Findings: []agent.Finding{}}
	if h.IntN(2) == 0 {
		s.Sources = append(s.Sources, agent.Source{File: h.text()})
	}
	f := &s.Fields
	for _, ref := range f.Single() {
		*ref.Field = h.field()
		if !ref.Field.Filled() && h.IntN(4) > 0 {
			s.Questions = append(s.Questions, agent.Question{Field: ref.Path, Text: ref.Field.Question})
		}
	}
	for _, ref := range f.Lists() {
		*ref.Items = h.fields()
		if h.IntN(2) == 0 {
			s.Questions = append(s.Questions, agent.Question{Field: ref.Path, Text: h.text()})
		}
	}
	f.Signals = []agent.Signal{}
	for _, item := range h.fields() {
		f.Signals = append(f.Signals, agent.Signal{Field: item, Role: agent.Role(h.pick([]string{"", "proxy", "leading", "outcome"})),
			Direction: agent.Direction(h.pick([]string{"", "up", "down"})), FirstMover: h.IntN(2) == 0, Match: h.match()})
	}
	f.Guardrail.Match, f.Gate.Condition.Match, f.Mechanism.Outcome.Match = h.match(), h.match(), h.match()
	if h.IntN(2) == 0 {
		f.Gate.Condition.Predicate = &agent.Predicate{Metric: h.maybe(), Op: h.op(), Threshold: h.number(), Unit: h.unit(), By: h.pick([]string{"", "2026-03-13"})}
		f.Guardrail.Objective = &agent.Objective{Op: h.op(), Threshold: h.number(), Unit: h.unit()}
	}
	h.tree(&f.MetricTree)
	for range h.IntN(3) {
		s.Topics = append(s.Topics, agent.Topic{Name: h.text(), Utterances: h.IntN(99), Chosen: h.IntN(2) == 0, Evidence: h.evidence()})
		s.Jargon = append(s.Jargon, agent.Jargon{Heard: h.text(), Utterance: "u0001", Match: h.match()})
		s.Findings = append(s.Findings, agent.Finding{Code: "x", Severity: agent.Severity(h.pick([]string{"block", "warn", "info"})), Message: h.text(), Evidence: h.evidence()})
	}
	return s
}

func (h hostile) unit() string {
	if h.IntN(2) == 0 {
		return h.pick([]string{"", "%", "ms", "active users", "€", "by", "user by day"})
	}
	return h.text()
}

func (h hostile) tree(t *agent.MetricTree) {
	t.Nodes, t.Edges = []agent.TreeNode{}, []agent.TreeEdge{}
	for i := range h.IntN(4) {
		id := fmt.Sprintf("n%d%s", i, h.maybe())
		t.Nodes = append(t.Nodes, agent.TreeNode{ID: id, Kind: agent.NodeKind(h.pick([]string{"aim", "leading", "proxy", "outcome"})), Text: h.maybe()})
		if i > 0 {
			t.Edges = append(t.Edges, agent.TreeEdge{From: id, To: t.Nodes[0].ID, Because: h.filled()})
		}
	}
}

// unseen are the characters that no reading view may emit, besides line breaks and plumb's own colours.
func unseen(view string) []rune {
	var out []rune
	for _, r := range view {
		bad := r < 0x20 && r != '\n' || r >= 0x7f && r < 0xa0 || slices.Contains([]rune{0xad, 0x61c, 0xfeff, 0xfe0f}, r) ||
			r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r >= 0xe0000 && r <= 0xe0fff
		if bad {
			out = append(out, r)
		}
	}
	return out
}
