package review

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/prompts"
)

const notePrompt = "review-note/v1"

const (
	longestModel  = 100 // bytes of a model's name
	longestReason = 300 // bytes of why the builtin words stand
	noteReply     = 3000
	shownProblems = 8 // problems of a reply that are sent back
)

// Narrate gives a note that [Build] drafted with sentences in the words of a model. The model sees the sentences of the first
// sections with the facts that they rest on, and says some of them anew; everything else of the note, its facts, states and
// proposal with it, stays as it is. A sentence of the model stands in place of the computed one only if it says the same: with
// the same metrics, numbers, words that carry weight and denials, no cause, and every number carried by the facts that it cites. For one that does not the
// model is asked once more, and then the computed sentence stands.
//
// The engine of the note says which model it was, and for which sentences its words do not hold. Where the model fails, the
// note is that of Build and says so; the error is that of the context, or Internal when the prompt cannot be made.
func Narrate(ctx context.Context, r Review, m model.Model) (Review, error) {
	n := newNarration(r)
	if len(n.points) == 0 {
		return builtin(r, "the note has no sentence that a model may put in other words"), nil
	}
	request, err := n.request()
	if err != nil {
		return Review{}, err
	}
	_, answer, err := model.Decode(ctx, m, request, n.hear)
	if ctx.Err() != nil {
		return Review{}, ctx.Err()
	}
	switch {
	case err == nil || n.heard:
		return n.written(answer.Model), nil
	case model.ClassOf(err) == model.Malformed: // what a schema finds wrong first is not always the same
		return builtin(r, "the reply of the model is not what was asked for"), nil
	}
	return builtin(r, short(err.Error(), longestReason)), nil
}

// builtin gives a note as it was computed, with the reason why no model had a part in it.
func builtin(r Review, reason string) Review {
	r.Engine = agent.Engine{Name: agent.BuiltinEngine, FallbackReason: reason}
	return r
}

// narration is one note while a model puts it in words.
type narration struct {
	review Review
	names  []string // of metrics, the longest first
	table  *fact.Table
	points []*point
	heard  bool // whether there was a reply of the right form
}

// point is a sentence that a model may put in other words.
type point struct {
	id      string
	at      int // place of the sentence in the review
	said    fact.Sentence
	is      essence
	text    string // the model's, once it holds; "" before
	problem string // of what the model said last; "" for none
}

func newNarration(r Review) *narration {
	n := &narration{review: r, names: namesOf(r), table: fact.NewTable(r.Facts, r.licence)}
	bet, noted := r.suspects()
	n.table.Suspect(bet, noted...)
	for i, s := range r.Sentences {
		if !n.mayBeReworded(s) {
			continue
		}
		p := &point{id: fmt.Sprintf("P%d", len(n.points)+1), at: i, said: s, is: n.essenceOf(s.Text)}
		if _, problem := n.examine(p, p.marked()); problem == "" { // what does not hold alone, such as "they moved", cannot be held to anything
			n.points = append(n.points, p)
		}
	}
	return n
}

// marked gives the computed sentence with its facts cited, as a model is asked to cite them.
func (p *point) marked() string {
	return strings.TrimSuffix(p.said.Text, ".") + " [" + strings.Join(p.said.Facts, ", ") + "]."
}

// reworded are the sections that a model may put in other words: those that are computed throughout.
var reworded = []string{SectionShort, SectionMoved, SectionUnmoved}

// mayBeReworded reports whether a model is shown a sentence. One that rests on no fact, repeats what people said or wrote, or
// was written by a person stays as it is.
func (n *narration) mayBeReworded(s fact.Sentence) bool {
	if s.Author != "" || len(s.Facts) == 0 || len(s.Evidence) > 0 || !slices.Contains(reworded, s.Section) || strings.ContainsAny(n.unnamed(s.Text), "“”\"?!") {
		return false
	}
	for _, f := range n.review.Facts {
		if f.Formula == notedByPerson && slices.Contains(s.Facts, f.ID) {
			return false
		}
	}
	return true
}

// shownFact and shownPoint are what a model is shown.
type (
	shownFact  struct{ ID, Text string }
	shownPoint struct{ ID, Section, Facts, Text string }
)

func (n *narration) request() (model.Request, error) {
	name, version, _ := strings.Cut(notePrompt, "/")
	p, err := prompts.Load(name, version)
	if err != nil {
		return model.Request{}, err
	}
	var facts []shownFact
	var points []shownPoint
	for _, f := range n.review.Facts {
		if slices.ContainsFunc(n.points, func(p *point) bool { return slices.Contains(p.said.Facts, f.ID) }) {
			facts = append(facts, shownFact{f.ID, tidy(f.Text)})
		}
	}
	for _, p := range n.points {
		points = append(points, shownPoint{p.id, p.said.Section, strings.Join(p.said.Facts, " "), tidy(p.said.Text)})
	}
	text, err := p.Render(map[string]any{"Fence": fenceOf(facts, points), "Facts": facts, "Points": points})
	if err != nil {
		return model.Request{}, err
	}
	return model.Request{
		Role: model.Narrate, System: text.System, Input: text.User, Schema: p.Schema, SchemaName: strings.ReplaceAll(name, "-", "_"),
		MaxTokens: noteReply, Prompt: model.PromptRef{Name: p.Name, Version: p.Version, Hash: p.Hash},
	}, nil
}

// fenceOf gives a line that nothing between two of it holds. It is worked out from that, so that the same note gives the same prompt.
func fenceOf(shown ...any) string {
	sum := sha256.Sum256(fmt.Append(nil, shown...))
	return "~~~ " + hex.EncodeToString(sum[:8])
}

// narratedReply is the reply to the prompt.
type narratedReply struct {
	Sentences []struct {
		Point string `json:"point"`
		Text  string `json:"text"`
	} `json:"sentences"`
}

// hear takes what holds of a reply, and gives the problems of the rest.
func (n *narration) hear(reply narratedReply) error {
	n.heard = true
	var problems []error
	told := map[string]bool{}
	for _, s := range reply.Sentences {
		i := slices.IndexFunc(n.points, func(p *point) bool { return p.id == s.Point })
		switch {
		case i < 0:
			problems = append(problems, fmt.Errorf("%q is not the id of a point", short(s.Point, longestModel)))
			continue
		case told[s.Point]:
			problems = append(problems, fmt.Errorf("%s: there are two sentences for it, and one is read", s.Point))
			continue
		}
		told[s.Point] = true
		p := n.points[i]
		text, problem := n.examine(p, s.Text)
		p.problem = problem
		switch {
		case problem == "":
			p.text = text
		case p.text == "":
			problems = append(problems, fmt.Errorf("%s: %s", p.id, problem))
		}
	}
	return errors.Join(problems[:min(len(problems), shownProblems)]...)
}

// written gives the note with the sentences that hold.
func (n *narration) written(name string) Review {
	out := n.review
	out.Sentences = slices.Clone(out.Sentences)
	count := 0
	var failed []string
	for _, p := range n.points {
		switch {
		case p.text == p.said.Text:
		case p.text != "":
			out.Sentences[p.at].Text = p.text
			count++
		case p.problem != "":
			failed = append(failed, fmt.Sprintf("%s, sentence %d (%s)", p.said.Section, n.place(p), p.problem))
		}
	}
	reason := ""
	if len(failed) > 0 {
		reason = short("the model's words do not hold for: "+strings.Join(failed, ", "), longestReason)
	}
	switch {
	case count == 0 && reason == "":
		return builtin(n.review, "the model left every sentence as it was")
	case count == 0:
		return builtin(n.review, reason)
	case out.lines() > max(screenLines, n.review.lines()):
		return builtin(n.review, "in the words of the model the note does not fit on a screen")
	}
	out.Engine = agent.Engine{Name: agent.ModelEngine, Model: short(name, longestModel), Prompt: notePrompt, FallbackReason: reason}
	out.Note = out.Markdown()
	return out
}

// place gives the place of a point within its section, from 1.
func (n *narration) place(p *point) int {
	place := 1
	for _, s := range n.review.Sentences[:p.at] {
		if s.Section == p.said.Section {
			place++
		}
	}
	return place
}

// short puts foreign words on one line of at most so many bytes.
func short(text string, most int) string {
	text = tidy(text)
	if len(text) <= most {
		return text
	}
	return strings.TrimSpace(strings.ToValidUTF8(text[:most], "")) + "…"
}
