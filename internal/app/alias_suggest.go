package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/agent/linking"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/link"
)

// SuggestedAlias is what became of one unknown term.
type SuggestedAlias struct {
	Term   string          `json:"term"`
	Team   string          `json:"team"`
	Alias  *glossary.Alias `json:"alias"`  // that was proposed, for a person to decide; nil for none
	Reason string          `json:"reason"` // why none was proposed; "" otherwise
}

// SuggestedAliases are what became of unknown terms.
type SuggestedAliases struct {
	Terms  []SuggestedAlias
	Behind string // why the model named nothing at all, and what to do; "" when it was heard
}

// SuggestAliases has the configured model say what unknown terms mean, and proposes what passes the rules of package linking; a
// person decides, as about any alias. Without terms it takes those of the sheets that are kept. A proposal that is open, or was
// turned down, is not made again.
func (a *App) SuggestAliases(ctx context.Context, terms []Lookup) (SuggestedAliases, error) {
	g, err := a.Glossary(ctx)
	if err != nil {
		return SuggestedAliases{}, err
	}
	catalogue, err := g.Catalogue(ctx)
	if err != nil {
		return SuggestedAliases{}, err
	}
	if len(catalogue.Metrics) == 0 {
		return SuggestedAliases{}, fault.New(fault.NotFound, "app.suggest", "no metrics are defined yet", "Import what is defined with plumb metrics import PATH.")
	}
	heard := make([]linking.Term, len(terms))
	for i, t := range terms {
		heard[i] = linking.Term{Words: t.Term, Context: t.Context, Team: t.Team}
	}
	if len(terms) == 0 {
		if heard, err = a.unknownTerms(ctx); err != nil {
			return SuggestedAliases{}, err
		}
	}
	run, err := a.modelRun(ctx)
	if err != nil {
		return SuggestedAliases{}, err
	}
	out := SuggestedAliases{Terms: []SuggestedAlias{}}
	suggestions, err := linking.Suggest(ctx, heard, catalogue, link.New(link.Config{Catalogue: catalogue}), run)
	if err != nil {
		out.Behind = model.Why(err)
	}
	if ctx.Err() != nil {
		return out, ctx.Err()
	}
	proposed := 0
	for _, s := range suggestions {
		t, err := proposeSuggested(ctx, g, s)
		if err != nil {
			return out, err
		}
		if t.Alias != nil {
			proposed++
		}
		out.Terms = append(out.Terms, t)
	}
	return out, run.end(context.WithoutCancel(ctx), fmt.Sprintf("aliases: %d of %d terms proposed", proposed, len(suggestions)))
}

// proposeSuggested keeps what a model suggested as a proposal, unless the rules, or a person before, refused it.
func proposeSuggested(ctx context.Context, g *glossary.Glossary, s linking.Suggestion) (SuggestedAlias, error) {
	out := SuggestedAlias{Term: s.Words, Team: s.Team, Reason: s.Refused}
	switch {
	case s.Refused != "" && s.Metric != "":
		out.Reason = fmt.Sprintf("the model named %s, but %s", s.Metric, s.Refused)
		return out, nil
	case s.Refused != "":
		return out, nil
	case s.Metric == "":
		out.Reason = "the model named no metric"
		return out, nil
	}
	known, err := g.Aliases(ctx)
	if err != nil {
		return out, err
	}
	at := slices.IndexFunc(known, func(a glossary.Alias) bool {
		open := a.State == glossary.AliasProposed || a.State == glossary.AliasRejected
		return open && a.Metric == s.Metric && a.Key == link.Key(s.Words) && semantic.TeamKey(a.Team) == semantic.TeamKey(s.Team)
	})
	if at >= 0 {
		out.Reason = fmt.Sprintf("the same is %s already, as %s", known[at].State, known[at].ID)
		return out, nil
	}
	why := "suggested by " + s.Model
	if s.Context != "" {
		why += "; heard in: " + s.Context
	}
	kept, _, err := g.Propose(ctx, glossary.Proposal{Term: s.Words, Metric: s.Metric, Team: s.Team, Why: why}, agent.EngineNamed(agent.ModelEngine))
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		out.Reason = model.Why(err)
		return out, nil
	}
	if err == nil {
		out.Alias = &kept
	}
	return out, err
}

// unknownTerms gives the terms of the sheets that are kept, each in its newest version, for which nothing defined is known.
func (a *App) unknownTerms(ctx context.Context) ([]linking.Term, error) {
	sheets, err := a.Sheets(ctx)
	if err != nil {
		return nil, err
	}
	list, err := sheets.List(ctx)
	if err != nil {
		return nil, err
	}
	var terms []linking.Term
	for _, summary := range list {
		if summary.State == agent.StateRejected || summary.State == agent.StateSuperseded {
			continue
		}
		v, err := sheets.Show(ctx, summary.ID, 0)
		if err != nil {
			return nil, err
		}
		for ref := range v.Matches() {
			if ref.Match.Outcome != semantic.Unknown || ref.Text == "" {
				continue
			}
			t := linking.Term{Words: cmp.Or(ref.Match.Term, ref.Text), Team: v.Team}
			if t.Words != ref.Text {
				t.Context = ref.Text
			}
			terms = append(terms, t)
		}
	}
	return terms, nil
}
