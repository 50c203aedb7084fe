package brief

import (
	"fmt"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/review"
)

// prfaq writes the skeleton of a press release with the questions that it will be asked, and makes a register of what it assumes:
// each assumption with the test that would show it wrong.
func (b *builder) prfaq() {
	f := &b.in.Sheet.Fields
	b.standings()
	b.section("Press release")
	b.blank(must, "headline")
	b.field(must, onlyQuote, "aim", &f.Aim)
	b.blank(important, "who")
	b.blank(important, "problem")
	b.lever(must)
	b.blank(important, "customer")
	b.blank(useful, "begin")
	b.blank(useful, "day")
	b.section("Questions that will be asked")
	b.blanks(must, askedBy)
	b.questions(important, answerTo, "objections", f.Objections, "answer")
	b.questions(important, costOf, "trade_offs", f.TradeOffs, "price")
	b.questions(useful, openStill, "open_questions", f.OpenQuestions, "answer")
	b.section("What it assumes, and what would show it wrong")
	b.register()
	b.section(b.noteTitle())
	b.note(important, review.SectionShort)
}

// questions writes what was said in the meeting that somebody will ask again, each with the blank for its answer.
func (b *builder) questions(rank int, f form, path string, list []agent.Field, what string) {
	for i := range list {
		if b.field(rank+i/2, f, fmt.Sprintf("%s[%d]", path, i), &list[i]) {
			b.blank(rank+i/2, what).Joined = true
		}
	}
}

// register writes the assumptions of the sheet: why it is believed, the steps of the metric tree, when it is done, and what it
// depends on.
func (b *builder) register() {
	f := &b.in.Sheet.Fields
	if b.field(must, assume, "mechanism.because", &f.Mechanism.Because) {
		b.gateTest(must)
	}
	for i := range f.MetricTree.Edges {
		e := &f.MetricTree.Edges[i]
		if b.field(important+i/3, assume, fmt.Sprintf("metric_tree.edges[%d]", i), &e.Because) {
			b.signalTest(important+i/3, e.From)
		}
	}
	if b.field(important, assume, "done_when", &f.DoneWhen) {
		b.noTest(important, testNone, "done_when")
	}
	for i := range f.Dependencies {
		if path := fmt.Sprintf("dependencies[%d]", i); b.field(important+i/3, assume, path, &f.Dependencies[i]) {
			b.noTest(important+i/3, testPromise, path)
		}
	}
}

// gateTest names the gate as the test of an assumption, and how it stands.
func (b *builder) gateTest(rank int) {
	metric, limit, by, isDated, ok := b.gateSlots()
	switch {
	case !ok:
		b.noTest(rank, testNone, "gate.condition")
		return
	case isDated:
		b.join(rank, testGate, limit, metric, by)
	default:
		b.join(rank, testGateOf, limit, metric)
	}
	if n := b.in.Note; n != nil {
		if of, ok := b.day(n.AsOf, "the note is of", b.ofNote("as_of")); ok {
			b.join(rank, testStands, slot{word, gateWords[n.Gate.State], b.stateOf("gate", gateWords[n.Gate.State])}, of)
		}
	}
}

// signalTest names the signal of a node of the metric tree as the test of the step that begins there.
func (b *builder) signalTest(rank int, node string) {
	f := &b.in.Sheet.Fields
	for _, n := range f.MetricTree.Nodes {
		for i := range f.Signals {
			s := &f.Signals[i]
			if n.ID != node || oneline.Tidy(n.Text) != oneline.Tidy(s.Text) {
				continue
			}
			metric, ok := b.metric(linked(s.Match))
			if way := b.wayOf(s); ok && way != "" {
				b.join(rank, testSignal, metric, slot{word, string(way), ""})
				return
			}
		}
	}
	b.noTest(rank, testNone, "metric_tree")
}

// noTest says that nothing would show an assumption wrong.
func (b *builder) noTest(rank int, f form, path string) {
	l := b.join(rank, f)
	l.cites = []string{b.add(fact.Fact{Text: "no test of it is on the sheet", Formula: "looked up"}, b.ofSheet(path))}
}
