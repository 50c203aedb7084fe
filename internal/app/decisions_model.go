package app

import (
	"context"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/review"
)

// WordRationale gives a decision that was drafted from a review with its rationale in the words of the configured model, as far as
// these hold; see review.Rationale. What is decided stays as it is. Where no model is configured, or it fails, the decision is as it
// was and its engine says why. A decision that follows from no review has no facts to word, and stays as it is.
func (a *App) WordRationale(ctx context.Context, d decision.Decision) (decision.Decision, error) {
	if d.Review == "" {
		d.Engine = agent.Engine{Name: agent.BuiltinEngine, FallbackReason: "a decision that follows from no review rests on no numbers"}
		return d, nil
	}
	if !a.Settings.Model.Configured() {
		d.Engine = agent.Engine{Name: agent.BuiltinEngine, FallbackReason: NoModel}
		return d, nil
	}
	desk, err := a.ReviewDesk(ctx)
	if err != nil {
		return d, err
	}
	p, err := desk.Find(ctx, agent.KindReview, d.Review, 0)
	if err != nil {
		return d, err
	}
	v, err := review.VersionOf(p)
	if err != nil {
		return d, err
	}
	run, err := a.modelRun(ctx)
	if err != nil {
		return d, err
	}
	text, engine, err := review.Rationale(ctx, v.Review, run)
	if ended := run.end(context.WithoutCancel(ctx), "rationale of a decision from review "+d.Review); err == nil {
		err = ended
	}
	if err == nil {
		d.Rationale, d.Engine = text, engine
	}
	return d, err
}
