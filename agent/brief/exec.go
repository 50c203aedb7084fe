package brief

import (
	"time"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/review"
)

// exec writes the page of somebody who decides.
func (b *builder) exec() {
	f := &b.in.Sheet.Fields
	b.standings()
	b.section("Aim")
	b.field(must, onlyQuote, "aim", &f.Aim)
	b.field(useful, doneWhen, "done_when", &f.DoneWhen)
	b.section("The bet")
	b.bet(must)
	b.field(important, theReason, "mechanism.because", &f.Mechanism.Because)
	b.section(b.noteTitle())
	b.note(must, review.SectionShort, review.SectionMoved)
	b.proposal(must)
	b.section("Stage gate")
	b.gate(must)
	b.section("Guardrail")
	b.guardrail(must)
	b.section("Decided")
	b.decisions(must)
	b.section("Ruled out")
	b.fields(important, onlyQuote, "ruled_out", f.RuledOut)
	b.fields(useful, costOf, "trade_offs", f.TradeOffs)
	b.section("Asked of you")
	b.asked(must)
}

// proposal writes what the approved note proposes, and why; nothing where it proposes nothing.
func (b *builder) proposal(rank int) {
	if b.in.Note == nil || b.in.Note.Proposal.Decision == review.None {
		return
	}
	p := &b.in.Note.Proposal
	l := b.say(rank, noteProposes, slot{word, string(p.Decision), b.add(fact.Fact{Text: "the note proposes to " + string(p.Decision), Formula: "as the approved note has it"}, b.ofNote("proposal.decision"))},
		slot{sentence, oneline.Tidy(p.Rationale), ""})
	l.cites = append(l.cites, p.Facts...)
	if l.Author = oneline.Tidy(p.Author); l.Author != "" {
		l.plain = false
	}
}

// noteTitle heads what the note tells.
func (b *builder) noteTitle() string {
	if b.in.Note == nil {
		return "How it goes"
	}
	day, err := time.Parse(time.DateOnly, b.in.Note.AsOf)
	if err != nil {
		return "How it goes, by the approved note"
	}
	return "How it goes, by the note of " + fact.Day(day)
}

// owners writes who owns what: the bet, its metrics, and who may decide.
func (b *builder) owners(rank int) {
	f := &b.in.Sheet.Fields
	if who, ok := b.person("owner", &f.Owner); ok {
		b.say(rank, owner, who).Mark = markOf(&f.Owner)
	}
	b.field(rank+1, cadence, "cadence", &f.Cadence)
	b.metricOwners(rank + 1)
	b.fields(rank+1, mayDecide, "decision_rights", f.DecisionRights)
	b.fields(rank+1, dependsOn, "dependencies", f.Dependencies)
}
