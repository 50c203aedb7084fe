package brief

import (
	"fmt"

	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
)

// digested is how many decisions a digest of the log tells; the others are counted.
const digested = 3

func ofDecision(e *decision.Entry, path string) Source {
	return Source{Kind: FromDecision, ID: e.ID, Version: e.Number, Path: path}
}

// choiceOf gives what was chosen, in a word.
func choiceOf(e *decision.Entry) string {
	if e.Choice == decision.Other || e.Choice == "" {
		return "decided"
	}
	return string(e.Choice)
}

// decisions writes the digest of the log about the sheet: what was decided, why, what was expected and what came of it.
func (b *builder) decisions(rank int) {
	if len(b.in.Decisions) == 0 {
		l := b.say(rank, nothingIsMade, b.today())
		l.cites = append(l.cites, b.noDecisionFact())
		return
	}
	for i := range b.in.Decisions[:min(digested, len(b.in.Decisions))] {
		b.decision(rank+i, &b.in.Decisions[i])
	}
	if more := len(b.in.Decisions) - digested; more > 0 {
		unit := "more decisions"
		if more == 1 {
			unit = "more decision"
		}
		n := b.amount(float64(more), "", "decisions about the sheet that the page does not tell:", ofRecords("approved decisions about sheet "+b.in.Sheet.ID))
		n.text += " " + unit
		b.say(rank+digested, moreDecisions, n)
	}
}

func (b *builder) decision(rank int, e *decision.Entry) {
	day, ok := b.day(e.Date, "it was chosen on", ofDecision(e, "date"))
	text, said := b.ofEntry(e, "text", or(e.Text, e.Heading()))
	if !ok || !said {
		b.b.More++
		return
	}
	b.say(rank, decided, day, slot{word, choiceOf(e), ""}, text)
	if why, ok := b.ofEntry(e, "rationale", e.Rationale); ok {
		b.join(rank+1, decidedWhy, why)
	}
	if prediction, ok := b.ofEntry(e, "prediction.text", e.Prediction.Text); ok && e.Prediction.Confidence > 0 {
		b.join(rank+1, expected, prediction, b.amount(100*e.Prediction.Confidence, fact.Percent, "the decision is sure of its prediction by", ofDecision(e, "prediction.confidence")))
	}
	b.outcome(rank+1, e)
	if e.ReplacedBy != "" {
		b.join(rank+1, replacedBy, b.ident(e.ReplacedBy, "the decision was replaced by", ofDecision(e, "replaced_by")))
	}
}

// outcome writes what became of a decision.
func (b *builder) outcome(rank int, e *decision.Entry) {
	if n := len(e.Revisits); n > 0 {
		last := e.Revisits[n-1]
		from := ofDecision(e, fmt.Sprintf("revisits[%d]", n-1))
		if on, ok := b.day(last.On, "it was looked at on", from); ok {
			b.join(rank, lookedAt, on, slot{word, last.Outcome.Words(), ""})
		}
		if lesson, ok := b.ofEntry(e, fmt.Sprintf("revisits[%d].lesson", n-1), last.Lesson); ok {
			b.join(rank+1, onlyQuote, lesson)
		}
		return
	}
	if due, ok := b.lookDay(e); ok && e.Due >= b.b.AsOf {
		b.join(rank, lookDue, due)
	} else if ok {
		b.join(rank, lookOverdue, due)
	}
}

func (b *builder) lookDay(e *decision.Entry) (slot, bool) {
	return b.day(e.Due, "the look back at the decision is due on", ofDecision(e, "due"))
}

// ofEntry quotes a text of a decision.
func (b *builder) ofEntry(e *decision.Entry, path, text string) (slot, bool) {
	whole := oneline.Tidy(text)
	said, ok := quoteOf(whole)
	if whole == "" || !ok {
		return slot{}, false
	}
	from := ofDecision(e, path)
	from.Text = whole
	return slot{quoted, said, b.add(fact.Fact{Text: "the decision says there " + said, Quote: whole, Formula: "words of the approved decision"}, from)}, true
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// asked writes what a reader is to do: looks back that are due, notes and decisions that wait, the gate, and what the sheet does
// not say.
func (b *builder) asked(rank int) {
	before := len(b.lines)
	for i := range b.in.Decisions {
		e := &b.in.Decisions[i]
		due, ok := b.lookDay(e)
		if !ok {
			continue
		}
		f := askLook
		if e.Due < b.b.AsOf {
			f = askLate
		}
		b.say(rank+min(i, 1), f, b.ident(e.ID, "the decision is", ofDecision(e, "")), due)
	}
	if w := b.in.Waiting; w != nil {
		if of, ok := b.day(w.AsOf, "a note that is not approved is of", Source{Kind: FromNote, ID: w.ID, Version: w.Number, Path: "as_of"}); ok {
			b.say(rank, askNote, of, b.ident(w.ID, "the note is", Source{Kind: FromNote, ID: w.ID, Version: w.Number}))
		}
	}
	if n := b.in.Note; n != nil && !b.decidedOn(n.ID) {
		if of, ok := b.day(n.AsOf, "the note is of", b.ofNote("as_of")); ok {
			b.say(rank, askDecide, of, b.ident(n.ID, "the note is", b.ofNote("")))
		}
	}
	if due, ok := b.due(); ok {
		b.say(rank, askGate, due)
	}
	b.blanks(rank+1, askBlank)
	if len(b.lines) == before {
		l := b.say(rank+1, nothingAsks)
		l.cites = []string{b.add(fact.Fact{Text: "no look back is due, no note waits, and nothing is left blank", Formula: "looked up"}, ofRecords("decisions, notes and blanks of sheet "+b.in.Sheet.ID))}
	}
}

func (b *builder) decidedOn(note string) bool {
	for i := range b.in.Decisions {
		if b.in.Decisions[i].Review == note {
			return true
		}
	}
	return false
}

// blanks writes what the sheet does not say, with the question that it asks.
func (b *builder) blanks(rank int, f form) {
	for i, q := range b.in.Sheet.Questions {
		field, known := fieldWords[q.Field]
		whole := oneline.Tidy(q.Text)
		text, ok := quoteOf(whole)
		if !known || !ok || whole == "" {
			continue
		}
		from := b.ofSheet(q.Field)
		from.Text = whole
		asks := b.add(fact.Fact{Text: "the sheet asks there " + text, Quote: whole, Formula: "question of the approved sheet"}, from)
		b.say(rank+i/3, f, slot{word, field, ""}, slot{quoted, text, asks})
	}
}
