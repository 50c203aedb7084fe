package draft

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/agent/narrate"
)

const questionsPrompt = "sheet-questions/v1"

// mostWorded is how many questions a model is shown, those that a team cannot steer without first.
const mostWorded = 10

// Questions gives a draft with its questions to the owner in the words of a model, see package narrate. The model sees each question
// with what the sheet says around the blank; its words stand only if they are one question about that blank, and what they
// repeat of the sheet is quoted exactly. Fields, findings and everything else stay as they are.
//
// Where the model fails the questions are as they were, and the engine of the draft says so. The error is that of the context,
// or of gates that the draft does not pass any more with these sources.
func Questions(ctx context.Context, d agent.Draft, sources []*agent.Transcript, m model.Model) (agent.Draft, narrate.Spent, error) {
	sheet := d.Sheet()
	w := newWorded(&sheet)
	if len(w.points) == 0 {
		return d, narrate.Spent{}, nil
	}
	told, err := narrate.Tell(ctx, narrate.Task{
		Prompt: questionsPrompt, Role: model.Draft, Facts: w.facts, Points: w.points, Gate: w.gate.Gate,
		More: map[string]any{"AskingWords": strings.Join(narrate.AskingWords(), ", "), "Words": w.words()},
	}, m)
	if err != nil {
		return agent.Draft{}, told.Spent, err
	}
	for i, text := range told.Texts {
		w.put(w.at[i], text.Text)
	}
	w.sign(told)
	worded, err := seal(sheet, sources)
	return worded, told.Spent, err
}

// worded is a sheet while a model words its questions.
type worded struct {
	sheet  *agent.Sheet
	facts  []fact.Fact
	gate   *narrate.Asking
	points []narrate.Point
	at     []int // places of the points among the questions of the sheet
}

func newWorded(s *agent.Sheet) *worded {
	w := &worded{sheet: s}
	known := w.known()
	blanks := map[string]string{} // id of the fact that a field is blank, by its path
	for _, q := range s.Questions {
		if _, asked := subjects[q.Field]; asked && blanks[q.Field] == "" && !w.filled(q.Field) {
			blanks[q.Field] = w.add("the sheet does not say: " + labels[q.Field])
		}
	}
	bySection := map[string]narrate.Subject{}
	for path, subject := range subjects {
		bySection[labels[path]] = subject
	}
	w.gate = narrate.NewAsking(w.facts, bySection)
	for i, q := range s.Questions {
		if blanks[q.Field] == "" || len(w.points) == mostWorded {
			continue
		}
		if p, ok := w.gate.Point(labels[q.Field], q.Text, append([]string{blanks[q.Field]}, known...)...); ok {
			w.points, w.at = append(w.points, p), append(w.at, i)
		}
	}
	return w
}

// filled reports whether a field of which there is one is filled: what is asked about it then is not what it is.
func (w *worded) filled(path string) bool {
	return slices.ContainsFunc(w.sheet.Fields.Single(), func(ref agent.FieldRef) bool { return ref.Path == path && ref.Field.Filled() })
}

// known adds what the sheet says, for questions to quote.
func (w *worded) known() []string {
	f := &w.sheet.Fields
	var ids []string
	for _, said := range []struct{ what, text string }{
		{"what the sheet is about", w.sheet.Title}, {"aim", f.Aim.Text}, {"lever of the mechanism", f.Mechanism.Lever.Text}, {"outcome of the mechanism", f.Mechanism.Outcome.Text},
	} {
		if text := strings.NewReplacer("“", "", "”", "").Replace(oneline.Tidy(said.text)); text != "" {
			ids = append(ids, w.add(said.what+": “"+text+"”"))
		}
	}
	return ids
}

func (w *worded) add(text string) string {
	id := fmt.Sprintf("F%d", len(w.facts)+1)
	w.facts = append(w.facts, fact.Fact{ID: id, Text: text, Readings: []string{}})
	return id
}

// words gives the words that the questions about each section may add, as the prompt lists them.
func (w *worded) words() map[string]string {
	listed := map[string]string{}
	for path, subject := range subjects {
		listed[labels[path]] = strings.Join(slices.Concat(subject.Anchors, subject.Words), ", ")
	}
	return listed
}

// put gives a question of the sheet another wording, and the blank that it is about, too.
func (w *worded) put(place int, text string) {
	q := &w.sheet.Questions[place]
	for _, ref := range w.sheet.Fields.Single() {
		if ref.Path == q.Field && ref.Field.Question == q.Text {
			ref.Field.Question = text
		}
	}
	q.Text = text
}

// sign adds to the engine of the sheet that a model worded questions, and why it did not word all of them.
func (w *worded) sign(told narrate.Told) {
	e := &w.sheet.Engine
	if told.Reworded() > 0 {
		e.Prompt = strings.TrimSpace(e.Prompt + " " + questionsPrompt)
	}
	failed := told.Failure != "" || slices.ContainsFunc(told.Texts, func(t narrate.Text) bool { return t.Problem != "" && !t.ByModel })
	if !failed {
		return
	}
	reason := "the questions are worded by rules: " + told.Reason(func(i int) string { return w.points[i].Section })
	if e.FallbackReason != "" {
		reason = e.FallbackReason + "; " + reason
	}
	e.FallbackReason = reason
}
