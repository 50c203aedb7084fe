package review

import (
	"context"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/agent/narrate"
)

const rationalePrompt = "decision-rationale/v1"

// Rationale gives why the decision that a review proposes follows, in the words of a model, see package narrate: the reason of
// the rule that decided, and how gate and guardrail stand, each with its numbers. Where none of the model's words hold, it is
// the rationale of the proposal, and the engine says why. What a person wrote is given as it is.
//
// The error is that of the context, or Internal when the prompt cannot be made.
func Rationale(ctx context.Context, r Review, m model.Model) (string, agent.Engine, error) {
	if r.Proposal.Author != "" {
		return r.Proposal.Rationale, agent.Engine{Name: agent.BuiltinEngine, FallbackReason: "the rationale is in the words of " + oneline.Tidy(r.Proposal.Author)}, nil
	}
	n := &narration{review: r, wording: narrate.NewWording(r.material())}
	grounds := r.grounds()
	var texts []string
	for i, s := range grounds {
		texts = append(texts, s.Text)
		if p, ok := n.wording.Point(s); ok {
			n.points, n.at = append(n.points, p), append(n.at, i)
		}
	}
	if len(n.points) == 0 {
		return r.Proposal.Rationale, agent.Engine{Name: agent.BuiltinEngine, FallbackReason: "the rationale rests on no number, so it stands as it is"}, nil
	}
	told, err := narrate.Tell(ctx, narrate.Task{Prompt: rationalePrompt, Role: model.Narrate, Facts: r.Facts, Points: n.points, Gate: n.gate, More: map[string]any{"SmallWords": strings.Join(narrate.SmallWords(), ", ")}}, m)
	if err != nil {
		return "", agent.Engine{}, err
	}
	engine := told.Engine(func(point int) string { return "“" + oneline.Short(n.points[point].Text, longestQuote/3) + "”" })
	if told.Reworded() == 0 {
		return r.Proposal.Rationale, engine, nil
	}
	for i, text := range told.Texts {
		texts[n.at[i]] = text.Text
	}
	return strings.Join(texts, " "), engine, nil
}

// grounds are the sentences that a proposal rests on: its rationale, and how gate and guardrail stand.
func (r Review) grounds() []fact.Sentence {
	why := fact.Sentence{Text: oneline.Tidy(r.Proposal.Rationale), Facts: slices.Clone(r.Proposal.Facts), Section: SectionProposal}
	out := []fact.Sentence{why}
	for _, s := range r.Sentences {
		if s.Section == SectionShort && len(s.Facts) > 0 && len(s.Evidence) == 0 {
			out = append(out, s)
			out[0].Facts = compact(append(out[0].Facts, s.Facts...))
		}
	}
	return out
}
