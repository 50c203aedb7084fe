package review

import (
	"context"
	"fmt"
	"slices"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/agent/narrate"
)

const notePrompt = "review-note/v1"

// Narrate gives a note that [Build] drafted with sentences in the words of a model, see package narrate. The model sees the
// sentences of the first sections with the facts that they rest on, and says some of them anew; everything else of the note,
// its facts, states and proposal with it, stays as it is.
//
// The engine of the note says which model it was, and for which sentences its words do not hold. Where the model fails, the
// note is that of Build and says so; the error is that of the context, or Internal when the prompt cannot be made.
func Narrate(ctx context.Context, r Review, m model.Model) (Review, error) {
	n := newNarration(r)
	if len(n.points) == 0 {
		return builtin(r, "the note has no sentence that a model may put in other words"), nil
	}
	told, err := narrate.Tell(ctx, narrate.Task{Prompt: notePrompt, Role: model.Narrate, Facts: r.Facts, Points: n.points, Gate: n.gate}, m)
	if err != nil {
		return Review{}, err
	}
	return n.written(told), nil
}

// builtin gives a note as it was computed, with the reason why no model had a part in it.
func builtin(r Review, reason string) Review {
	r.Engine = agent.Engine{Name: agent.BuiltinEngine, FallbackReason: reason}
	return r
}

// narration is one note while a model puts it in words.
type narration struct {
	review  Review
	wording *narrate.Wording
	points  []narrate.Point
	at      []int // places of the points among the sentences of the review
}

func newNarration(r Review) *narration {
	n := &narration{review: r, wording: narrate.NewWording(r.material())}
	for i, s := range r.Sentences {
		if !n.mayBeReworded(s) {
			continue
		}
		p, ok := n.wording.Point(s)
		if said, _ := r.contradicts(s.Text); ok && said == "" {
			n.points, n.at = append(n.points, p), append(n.at, i)
		}
	}
	return n
}

// material gives what the prose of a note rests on.
func (r Review) material() narrate.Material {
	m := narrate.Material{Facts: r.Facts, Licence: r.licence}
	m.Bet, m.Noted = r.suspects()
	for _, s := range r.Signals {
		m.Names = append(m.Names, s.Name)
	}
	return m
}

// reworded are the sections that a model may put in other words: those that are computed throughout.
var reworded = []string{SectionShort, SectionMoved, SectionUnmoved}

// mayBeReworded reports whether a sentence is computed: not what people noted, and not what is wrong or proposed.
func (n *narration) mayBeReworded(s fact.Sentence) bool {
	return slices.Contains(reworded, s.Section) && !slices.ContainsFunc(n.review.Facts, func(f fact.Fact) bool {
		return f.Formula == notedByPerson && slices.Contains(s.Facts, f.ID)
	})
}

// gate holds a wording against its point, and against how gate and guardrail of the note stand.
func (n *narration) gate(p narrate.Point, s narrate.Said) string {
	if problem := n.wording.Gate(p, s); problem != "" {
		return problem
	}
	if says, is := n.review.contradicts(s.Text); says != "" {
		return fmt.Sprintf("%q is wrong: %s", oneline.Short(says, longestQuote), is)
	}
	return ""
}

// written gives the note with the sentences that hold.
func (n *narration) written(told narrate.Told) Review {
	out := n.review
	out.Sentences = slices.Clone(out.Sentences)
	for i, text := range told.Texts {
		out.Sentences[n.at[i]].Text = text.Text
	}
	if told.Reworded() > 0 && out.lines() > max(screenLines, n.review.lines()) {
		return builtin(n.review, "in the words of the model the note does not fit on a screen")
	}
	out.Engine = told.Engine(n.nameOf)
	out.Note = out.Markdown()
	return out
}

// nameOf gives what people call a point: its section, and its place within it from 1.
func (n *narration) nameOf(point int) string {
	section, place := n.points[point].Section, 1
	for _, s := range n.review.Sentences[:n.at[point]] {
		if s.Section == section {
			place++
		}
	}
	return fmt.Sprintf("%s, sentence %d", section, place)
}
