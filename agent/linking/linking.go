// Package linking asks a model about terms that the linker cannot link: which of several definitions is meant, and what a term may mean
// that nothing is known for. What it says orders what a person chooses from, or is proposed to a person; it links nothing.
package linking

import (
	"context"
	"fmt"
	"strings"

	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/prompts"
	"github.com/plumbline-dev/plumb/semantic"
)

const (
	choosePrompt = "link-choose/v1"
	none         = "none"
)

const (
	longestText  = 400 // bytes of a description, and of a sentence in which a term was heard
	longestModel = 100 // bytes of a model's name
	longestReply = 200 // tokens
	mostChoices  = 10  // as many as the schema of the reply can name
)

// Term is what was looked up.
type Term struct{ Words, Context, Team string }

// Choose asks a model which of the choices of an ambiguous match, or of one in conflict, is meant. The answer has the same outcome and
// the same candidates, with the one that the model names first. Where it names none, or fails, the match is as it was; the error is
// of the model, and only the end of the context should stop anybody. Describe gives what a metric measures, by its id.
func Choose(ctx context.Context, t Term, m semantic.Match, describe func(metric string) string, asked model.Model) (semantic.Match, error) {
	choices := m.Choices()
	if m.Outcome != semantic.Ambiguous && m.Outcome != semantic.Conflict || len(choices) < 2 || len(choices) > mostChoices {
		return m, nil
	}
	request, err := requestFor(t, choices, describe)
	if err != nil {
		return m, err
	}
	meant := ""
	reply, answer, err := model.Decode(ctx, asked, request, func(r choice) error {
		for i, c := range choices {
			if r.Choice == idOf(i) {
				meant = c.Metric
				return nil
			}
		}
		if r.Choice != none {
			return fmt.Errorf("there is no candidate %s", oneline.Short(r.Choice, longestModel))
		}
		return nil
	})
	if err != nil || reply.Choice == none {
		return m, err
	}
	return first(m, meant, "proposed by "+oneline.Short(answer.Model, longestModel)), nil
}

type choice struct {
	Choice string `json:"choice"`
}

func idOf(i int) string { return fmt.Sprintf("C%d", i+1) }

// shown is a candidate as a model is shown it.
type shown struct{ ID, Name, Measures string }

func requestFor(t Term, choices []semantic.Candidate, describe func(string) string) (model.Request, error) {
	values := map[string]any{"Term": oneline.Short(t.Words, longestText), "Context": oneline.Short(t.Context, longestText), "Team": oneline.Short(t.Team, longestModel)}
	var list []shown
	for i, c := range choices {
		list = append(list, shown{idOf(i), oneline.Short(c.Name, longestModel) + " (" + oneline.Short(c.Metric, longestModel) + ")", oneline.Short(describe(c.Metric), longestText)})
	}
	values["Candidates"] = list
	return ask(choosePrompt, "choosing for "+oneline.Short(t.Words, longestModel), longestReply, values)
}

// ask fills a prompt in, between two lines that nothing of the values holds. Step is what a person who waits is told.
func ask(prompt, step string, longest int, values map[string]any) (model.Request, error) {
	name, version, _ := strings.Cut(prompt, "/")
	p, err := prompts.Load(name, version)
	if err != nil {
		return model.Request{}, err
	}
	values["Fence"] = prompts.Fence(values)
	text, err := p.Render(values)
	if err != nil {
		return model.Request{}, err
	}
	return model.Request{
		Role: model.Link, System: text.System, Input: text.User, Schema: p.Schema, SchemaName: strings.ReplaceAll(name, "-", "_"),
		MaxTokens: longest, Step: step, Prompt: model.PromptRef{Name: p.Name, Version: p.Version, Hash: p.Hash},
	}, nil
}

// first gives the match with a candidate moved to the front, for a reason.
func first(m semantic.Match, metric, why string) semantic.Match {
	out := m
	out.Candidates = make([]semantic.Candidate, 0, len(m.Candidates))
	for _, c := range m.Candidates {
		if c.Metric == metric {
			c.Why = why
			out.Candidates = append([]semantic.Candidate{c}, out.Candidates...)
			continue
		}
		out.Candidates = append(out.Candidates, c)
	}
	return out
}
