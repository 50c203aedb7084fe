// Package narrate has a model put computed sentences in other words. It is the one way in which a model's prose reaches a
// reader: the model sees points, which are sentences with the ids of the facts that they rest on, and says some of them anew
// with the facts cited as [F3]; a gate holds each of its sentences against the point; and where one does not hold, after one
// repair, the computed sentence stands. Nothing that a model says can add a sentence, leave one out, or change a fact.
//
// Gates are code of this package: [Wording] for statements about metrics, [Asking] for questions. A caller gives a [Task]
// and gets as many texts as it gave points:
//
//	w := narrate.NewWording(narrate.Material{Facts: facts, Licence: licence})
//	for _, s := range sentences {
//		if p, ok := w.Point(s); ok {
//			points = append(points, p)
//		}
//	}
//	told, err := narrate.Tell(ctx, narrate.Task{Prompt: "review-note/v1", Role: model.Narrate, Facts: facts, Points: points, Gate: w.Gate}, m)
package narrate

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/model"
)

// Point is a computed sentence that a model may put in other words.
type Point struct {
	Section string   // what the model is told that the sentence is about, such as the section that it stands in
	Text    string   // the sentence, without markers
	Facts   []string // ids of the facts that it rests on; at least one, and the only ones that the model may cite for it
}

// Said are the words of a model for a point.
type Said struct {
	Text  string   // on one line, without the markers of facts
	Cited []string // ids, each once; at least one, and all of them of the point
}

// Gate says what is wrong with a model's words for a point, in words that the model can repair it by; "" when they may stand.
// What a gate is shown is on one line, and cites nothing but facts of the point.
type Gate func(p Point, s Said) (problem string)

// Task is what a model is to put in words.
type Task struct {
	Prompt string     // as NAME/VERSION; its template names Fence, Facts (ID, Text) and Points (ID, Section, Facts, Text), and its schema is that of review-note/v1
	Role   model.Role // whose model is asked
	Facts  []fact.Fact
	Points []Point
	Gate   Gate
	More   map[string]any // what the template names besides; nil for nothing

	// Settled, if set, is called with every text as soon as it is known to stand, in the order of the points, each point once:
	// what it is given has passed the gate, and never changes. Without an error of [Tell] it has been called for every point when
	// Tell returns. Setting it asks the endpoint to stream; the outcome is the same with and without.
	Settled func(place int, t Text)
}

// Text is what stands for a point.
type Text struct {
	Text    string // the model's if ByModel, else that of the point
	ByModel bool   // the model said it in other words
	Problem string // why the last words of the model for it do not hold; "" if they do, or if there were none
}

// Told is what came of a task.
type Told struct {
	Texts   []Text // one a point, in their order
	Model   string // that replied, as the endpoint calls it; "" when none did
	Prompt  string // of the task
	Failure string // why there was no reply that could be read, and what to do next; "" when there was
	Spent   Spent
}

// Spent is what a task took of a model.
type Spent struct {
	Calls   int // at most two
	Repairs int // of these, replies that were asked for again
	Usage   model.Usage
}

// Bounds of what comes from outside.
const (
	longestName     = 100  // bytes of a model's name, or of a word in a problem
	longestReason   = 400  // bytes of why the builtin words stand
	shownProblems   = 8    // of a reply, that are sent back
	longestReply    = 3000 // tokens
	longestSentence = 4000 // bytes, of a model, with its markers
)

// Tell has a model put the points of a task in words. Where the model fails, the texts are those of the points, and Failure says
// why; the error is that of the context, or Internal when the prompt cannot be made. A task without points asks nobody.
func Tell(ctx context.Context, t Task, m model.Model) (Told, error) {
	n := newTelling(t)
	if len(t.Points) == 0 {
		return n.told(), nil
	}
	request, err := t.request()
	if err != nil {
		return Told{}, err
	}
	_, answer, err := model.Decode(ctx, &ear{next: m, telling: n}, request, n.check)
	if ctx.Err() != nil {
		return Told{}, ctx.Err()
	}
	told := n.told()
	told.Spent = Spent{Calls: answer.Calls, Usage: answer.Usage}
	if answer.Repaired {
		told.Spent.Repairs = 1
	}
	told.Model = oneline.Short(answer.Model, longestName)
	switch {
	case err == nil || n.heard:
	case model.ClassOf(err) == model.Malformed: // what a schema finds wrong first is not always the same
		told.Failure = "the reply of the model is not what was asked for. " + otherModel
	default:
		told.Failure = oneline.Short(model.Why(err), longestReason)
	}
	return told, nil
}

// otherModel is what to do about a model that cannot do what it is asked for.
const otherModel = "Use a model that follows a JSON schema, or leave it to --engine builtin."

// Reworded counts the texts that are the model's.
func (t Told) Reworded() int {
	count := 0
	for _, text := range t.Texts {
		if text.ByModel {
			count++
		}
	}
	return count
}

// Reason says why builtin words stand where they do, and what a person can do about it; "" where the model's stand
// everywhere or it chose to leave a sentence as it is. Name gives what a person calls a point, such as "In short, sentence 1".
func (t Told) Reason(name func(place int) string) string {
	if t.Failure != "" {
		return t.Failure
	}
	var failed []string
	for i, text := range t.Texts {
		if !text.ByModel && text.Problem != "" {
			failed = append(failed, fmt.Sprintf("%s (%s)", name(i), text.Problem))
		}
	}
	switch {
	case len(failed) > 0:
		return oneline.Short("the model's words do not hold for: "+strings.Join(failed, ", "), longestReason) + ". Nothing is missing: the computed words stand there."
	case t.Reworded() == 0:
		return "the model left every sentence as it was"
	}
	return ""
}

// Engine says who worded what came of the task: the model where at least one text is its own.
func (t Told) Engine(name func(place int) string) agent.Engine {
	if t.Reworded() == 0 {
		return agent.Engine{Name: agent.BuiltinEngine, FallbackReason: t.Reason(name)}
	}
	return agent.Engine{Name: agent.ModelEngine, Model: t.Model, Prompt: t.Prompt, FallbackReason: t.Reason(name)}
}

// telling is a task while a model replies.
type telling struct {
	task    Task
	texts   []Text
	holds   []bool // whether the model's words for a point stand
	settled int    // points that Settled was called for
	heard   bool

	// of the reply that is read at the moment
	taken    int          // sentences of it
	named    map[int]bool // points that it said something for
	problems []error
}

func newTelling(t Task) *telling {
	n := &telling{task: t, texts: make([]Text, len(t.Points)), holds: make([]bool, len(t.Points))}
	for i, p := range t.Points {
		n.texts[i] = Text{Text: p.Text}
	}
	n.begin()
	return n
}

// begin makes ready for a reply.
func (n *telling) begin() { n.taken, n.named, n.problems = 0, map[int]bool{}, nil }

// told gives what stands, and settles what did not so far.
func (n *telling) told() Told {
	n.settle(true)
	return Told{Texts: n.texts, Prompt: n.task.Prompt}
}

// settle tells of the points that are known to stand, up to the first one that is still open. At the end none is.
func (n *telling) settle(end bool) {
	if n.task.Settled == nil {
		return
	}
	for n.settled < len(n.texts) && (end || n.holds[n.settled]) {
		place := n.settled
		n.settled++
		n.task.Settled(place, n.texts[place])
	}
}

// sentence is one of the reply.
type sentence struct {
	Point string `json:"point"`
	Text  string `json:"text"`
}

// take holds a sentence of the reply against its point. What holds first for a point stands.
func (n *telling) take(s sentence) {
	n.heard = true
	n.taken++
	i := n.place(s.Point)
	switch {
	case i < 0:
		n.problems = append(n.problems, fmt.Errorf("%q is not the id of a point", oneline.Short(s.Point, longestName)))
		return
	case n.named[i]:
		n.problems = append(n.problems, fmt.Errorf("%s: there are two sentences for it, and one is read", idOf(i)))
		return
	}
	n.named[i] = true
	if n.holds[i] {
		return
	}
	text, problem := n.task.examine(i, s.Text)
	if n.texts[i].Problem = problem; problem != "" {
		n.problems = append(n.problems, fmt.Errorf("%s: %s", idOf(i), problem))
		return
	}
	n.texts[i] = Text{Text: text, ByModel: text != n.task.Points[i].Text}
	n.holds[i] = true
	n.settle(false)
}

// check takes what was not taken yet of a reply that came to its end, and gives what is wrong with the rest.
func (n *telling) check(r reply) error {
	n.heard = true
	for _, s := range r.Sentences[min(n.taken, len(r.Sentences)):] {
		n.take(s)
	}
	return errors.Join(n.problems[:min(len(n.problems), shownProblems)]...)
}

// place gives the place of a point by its id, -1 for an id of none.
func (n *telling) place(id string) int {
	for i := range n.task.Points {
		if id == idOf(i) {
			return i
		}
	}
	return -1
}

func idOf(place int) string { return fmt.Sprintf("P%d", place+1) }
