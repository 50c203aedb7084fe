package brief

import (
	"context"
	"fmt"
	"strings"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/agent/narrate"
)

const wordsPrompt = "brief-words/v1"

// readers say to a model whom it writes for.
var readers = map[Audience]string{
	Exec: "an executive who decides and has two minutes", Team: "the team that does the work", Newcomer: "somebody who is new and knows none of the words",
	Customer: "somebody who talks to customers", PRFAQ: "somebody who writes a press release",
}

// narrate has a model say the computed lines anew. What quotes somebody, was written by a person or is to be written stays.
func (b *builder) narrate(ctx context.Context, m model.Model) error {
	w := narrate.NewWording(b.material())
	var points []narrate.Point
	var at []place
	for i, s := range b.b.Sections {
		for j, l := range s.Lines {
			if !l.plain {
				continue
			}
			p, ok := w.Point(fact.Sentence{Text: l.Text, Facts: l.cites, Section: s.Title})
			if ok {
				points, at = append(points, p), append(at, place{i, j})
			}
		}
	}
	nameOf := func(point int) string { return fmt.Sprintf("%s, line %d", points[point].Section, at[point].line+1) }
	if len(points) == 0 {
		b.b.Engine.FallbackReason = "the page has no sentence that a model may put in other words"
		return nil
	}
	told, err := narrate.Tell(ctx, narrate.Task{
		Prompt: wordsPrompt, Role: model.Narrate, Facts: b.facts, Points: points, Gate: w.Gate, More: map[string]any{"Reader": readers[b.in.Audience], "SmallWords": strings.Join(narrate.SmallWords(), ", ")},
	}, m)
	if err != nil {
		return err
	}
	for i, text := range told.Texts {
		b.b.Sections[at[i].section].Lines[at[i].line].Text = text.Text
	}
	b.b.Engine = told.Engine(nameOf)
	return nil
}

// noted is the formula of facts about what people noted.
const noted = "noted by a person"

// material gives what the computed lines rest on.
func (b *builder) material() narrate.Material {
	m := narrate.Material{Facts: b.facts, Names: b.names(), Licence: b.licence}
	f := &b.in.Sheet.Fields.Mechanism
	m.Bet = []string{oneline.Tidy(f.Lever.Text), oneline.Tidy(b.in.Sheet.Title)}
	for _, known := range b.facts {
		if known.Formula == noted {
			m.Noted = append(m.Noted, known.Text)
		}
	}
	return m
}
