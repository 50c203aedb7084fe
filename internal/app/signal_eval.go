package app

import (
	"context"

	"github.com/plumbline-dev/plumb/evals"
)

// simulatedSeries is how many series each figure of the evaluation of judging rests on.
const simulatedSeries = 1000

// EvalJudging measures on simulated series how often verdicts and gates are wrong, how soon verdicts are right, and how
// many faults in data are found.
func (a *App) EvalJudging(ctx context.Context) (evals.JudgingReport, error) {
	return evals.Judging(ctx, simulatedSeries)
}
