package ask

import (
	"fmt"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
)

// The sections of an answer, in their order.
const (
	SectionPremise = "Premise"      // what the question takes for granted and is not so
	SectionAnswer  = "Answer"       // the answer itself, or why there is none
	SectionFacts   = "Rests on"     // what the answer rests on
	SectionSure    = "How sure"     // how sure it is
	SectionOpen    = "What is open" // what cannot be told, beside what can
)

// piece is what one query comes to: sentences, the most important first, and why it cannot be told where it cannot.
type piece struct {
	desk      *desk
	sentences []fact.Sentence
	sure      string
	sureFacts []string
	refusal   *Refusal
	cited     []string // facts that the refusal rests on
	readings  *bet     // whose readings it rests on; nil for none
}

func (d *desk) part() *piece { return &piece{desk: d} }

// say adds a sentence that rests on facts of the answer.
func (p *piece) say(section, text string, facts ...string) {
	if text == "" {
		return
	}
	p.sentences = append(p.sentences, sentenceOf(section, text, nil, facts))
}

// tell adds a sentence that is a fact of its own: what people wrote, what a definition says, what was counted.
func (p *piece) tell(section, text string, f fact.Fact, more ...string) {
	p.quote(section, text, f, nil, more...)
}

// quote is tell with what was said in a meeting.
func (p *piece) quote(section, text string, f fact.Fact, evidence []agent.Evidence, more ...string) {
	if text == "" {
		return
	}
	if f.Text == "" {
		f.Text = clause(text)
	}
	p.sentences = append(p.sentences, sentenceOf(section, text, evidence, append([]string{p.desk.add(f)}, more...)))
}

// repeat adds a sentence of a note as it stands there; it reports whether there is one that begins so.
func (p *piece) repeat(section string, b *bet, text string) bool {
	s, ok := noted(b, text)
	if !ok {
		return false
	}
	p.sentences = append(p.sentences, sentenceOf(section, s.Text, s.Evidence, p.desk.cite(b, s.Facts...)))
	return true
}

// noted finds the sentence of a note with a text.
func noted(b *bet, text string) (fact.Sentence, bool) {
	for _, s := range b.review.Sentences {
		if s.Text == oneline.UpperFirst(text) {
			return s, true
		}
	}
	return fact.Sentence{}, false
}

func sentenceOf(section, text string, evidence []agent.Evidence, facts []string) fact.Sentence {
	s := fact.Sentence{Text: oneline.UpperFirst(oneline.Tidy(text)), Section: section, Facts: []string{}, Evidence: []agent.Evidence{}}
	for _, id := range facts {
		if id != "" {
			s.Facts = append(s.Facts, id)
		}
	}
	s.Evidence = append(s.Evidence, evidence...)
	return s
}

// refuse says why there is no answer. What is said besides is what is known.
func (p *piece) refuse(reason Reason, text, settle string, choices ...Choice) *piece {
	if choices == nil {
		choices = []Choice{}
	}
	p.refusal = &Refusal{Reason: reason, Text: text, WouldSettle: settle, Choices: choices[:min(len(choices), choicesShown)]}
	return p
}

// howSure says how sure the answer of the part is.
func (p *piece) howSure(text string, facts ...string) {
	p.sure, p.sureFacts = text, facts
}

// standing adds that a sheet is no agreement while nobody has approved it.
func (p *piece) standing(b *bet) {
	switch state := b.sheet().State; {
	case state == agent.StateApproved:
	case b.voided > 0:
		text := fmt.Sprintf("Version %d of the sheet was approved and has been edited since, so nothing of it is in effect until version %d is approved", b.voided, b.sheet().Number)
		p.tell(SectionFacts, text+".", fact.Fact{Text: midway(text), Formula: "versions of sheet " + b.sheet().ID})
	case state == agent.StateDraft:
		p.say(SectionFacts, "The sheet is still a draft and not approved, so nothing here is agreed.")
	default:
		p.say(SectionFacts, "The sheet is "+state.Words()+" and not approved, so nothing here is agreed.")
	}
}

// moved says how far a metric moved, since when, and what may be said of why.
func (p *piece) moved(section string, b *bet, s review.Signal) {
	known := b.review.FactsOf(s.Metric)
	change, level, base := b.review.FactOf(known.Change), b.review.FactOf(known.Level), b.review.FactOf(known.Baseline)
	if change.ID == "" {
		return
	}
	text := change.Text
	if against(s) {
		text = strings.Replace(text, " by ", ", the wrong way, by ", 1)
	}
	text += ", from " + fact.FormatBeside(base.Value, level.Value, s.Unit) + " to " + fact.FormatBeside(level.Value, base.Value, s.Unit) + " on average"
	p.say(section, text+"; "+whyWords(s.Evidence)+".", p.desk.cite(b, known.Change, known.Level, known.Baseline, startOf(b))...)
}

// startOf gives the fact that says when the mechanism started; "" where that is not known.
func startOf(b *bet) string {
	for _, f := range b.review.Facts {
		if f.Metric == "" && (strings.HasPrefix(f.Text, "the mechanism start") || strings.HasPrefix(f.Text, "the meeting was on")) {
			return f.ID
		}
	}
	return ""
}

func hasMoved(s review.Signal) bool {
	return s.Verdict.Outcome == signal.MovedUp || s.Verdict.Outcome == signal.MovedDown
}

// against reports whether a metric moved the way that is not wanted.
func against(s review.Signal) bool {
	return s.Verdict.Outcome == signal.MovedUp && s.Direction == agent.Down || s.Verdict.Outcome == signal.MovedDown && s.Direction == agent.Up
}

// choicesShown is how many choices a person is given, and how many things that are named one answer tells of.
const choicesShown = 3
