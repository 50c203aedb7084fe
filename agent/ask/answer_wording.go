package ask

import (
	"context"
	"fmt"
	"slices"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/agent/narrate"
)

// wordingPrompt is that of notes: the sentences of an answer are of the same kind, and are held to the same.
const wordingPrompt = "review-note/v1"

// WithModel is [Ask] with a model that may choose what is looked up, see [ReadWith], and that says some of the computed sentences
// anew, see package narrate. What it says in other words is the same, or the computed sentence stands; facts, outcome and choices
// are never the model's. Where the model fails, the answer is that of Ask, and its engine says why. If said is set, it is called
// with every sentence of an answer that the model has a part in, in their order, as soon as it stands.
func WithModel(ctx context.Context, k Knowledge, q Question, m model.Model, said func(fact.Sentence)) (Answer, error) {
	if err := dated(q); err != nil {
		return Answer{}, err
	}
	plan, failure, err := ReadWith(ctx, k, q, m)
	if err != nil {
		return Answer{}, err
	}
	d, a, err := answerTo(ctx, k, q, plan)
	if err != nil {
		return Answer{}, err
	}
	if failure != "" { // who could not read the question is not asked for words
		a.Engine.FallbackReason = failure
		return a, nil
	}
	return d.reworded(ctx, a, m, said)
}

// rewording is one answer while a model puts it in words.
type rewording struct {
	desk    *desk
	answer  Answer
	wording *narrate.Wording
	points  []narrate.Point
	at      []int // places of the points among the sentences
	said    func(fact.Sentence)
	told    int // sentences that said was called with
}

// reworded gives an answer with the sentences of a model that hold.
func (d *desk) reworded(ctx context.Context, a Answer, m model.Model, said func(fact.Sentence)) (Answer, error) {
	r := &rewording{desk: d, answer: a, said: said}
	r.answer.Sentences = slices.Clone(a.Sentences)
	r.gather()
	if len(r.points) == 0 {
		r.tellUpTo(len(a.Sentences))
		a.Engine.FallbackReason = "the answer has no sentence that a model may put in other words"
		return a, nil
	}
	task := narrate.Task{Prompt: wordingPrompt, Role: model.Narrate, Facts: a.Facts, Points: r.points, Gate: r.gate}
	if said != nil {
		task.Settled = r.settled
	}
	told, err := narrate.Tell(ctx, task, m)
	if err != nil {
		return Answer{}, err
	}
	for i, text := range told.Texts {
		r.answer.Sentences[r.at[i]].Text = text.Text
	}
	r.tellUpTo(len(r.answer.Sentences))
	r.answer.Engine = told.Engine(func(place int) string { return fmt.Sprintf("sentence %d", r.at[place]+1) })
	r.answer.Answer.Text = textOf(r.answer.Sentences)
	r.answer.Note = note(r.answer)
	return r.answer, nil
}

// gather makes points of the sentences that a model may be shown: computed ones, and nothing that people wrote or said.
func (r *rewording) gather() {
	material := narrate.Material{Facts: r.answer.Facts, Licence: r.desk.licence}
	for _, b := range r.desk.notes() {
		bet, noted := b.review.Suspects()
		material.Bet, material.Noted = append(material.Bet, bet...), append(material.Noted, noted...)
		for _, s := range b.review.Signals {
			material.Names = append(material.Names, s.Name)
		}
	}
	r.wording = narrate.NewWording(material)
	for i, s := range r.answer.Sentences {
		if s.Section == SectionSure || s.Section == SectionPremise || r.quotes(s) || r.answer.Answer.Outcome == Abstained && i == 0 {
			continue
		}
		if p, ok := r.wording.Point(s); ok && r.contradiction(s.Text) == "" {
			r.points, r.at = append(r.points, p), append(r.at, i)
		}
	}
}

// quotes reports whether a sentence rests on what people wrote.
func (r *rewording) quotes(s fact.Sentence) bool {
	return slices.ContainsFunc(r.answer.Facts, func(f fact.Fact) bool { return f.Quote != "" && slices.Contains(s.Facts, f.ID) })
}

// gate holds a wording against its point, and against how gate and guardrail stand.
func (r *rewording) gate(p narrate.Point, s narrate.Said) string {
	if problem := r.wording.Gate(p, s); problem != "" {
		return problem
	}
	return r.contradiction(s.Text)
}

// contradiction says what a text has wrong of the gate or the guardrail.
func (r *rewording) contradiction(text string) string {
	if r.desk.home == nil {
		return ""
	}
	says, is := r.desk.home.review.Contradicts(text)
	if says == "" {
		return ""
	}
	return fmt.Sprintf("%q is wrong: %s", oneline.Short(says, 100), is)
}

// settled tells of a point that is known to stand, and of the sentences before it.
func (r *rewording) settled(place int, t narrate.Text) {
	r.answer.Sentences[r.at[place]].Text = t.Text
	r.tellUpTo(r.at[place] + 1)
}

// tellUpTo tells of the sentences before a place that were not told of.
func (r *rewording) tellUpTo(place int) {
	for ; r.told < place; r.told++ {
		if r.said != nil {
			r.said(r.answer.Sentences[r.told])
		}
	}
}
