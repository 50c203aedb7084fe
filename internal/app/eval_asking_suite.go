package app

import (
	"context"
	"path/filepath"

	"github.com/plumbline-dev/plumb/evals"
)

func askingSuite() EvalSuite {
	return EvalSuite{
		Name: "asking", Short: "how good answers to questions are", measures: evals.AskingMeasures(),
		Long: `Makes the workspace of evals/cases/asking step by step in a home of its own, asks every question there, and
compares what comes with what is expected: which outcome, which words, which numbers and which facts. Every answer is
also held to its promises: no number without a fact, no contradiction of the weekly note of the same day, no verb of
cause beyond what is known, no quote that nobody said, and no change of what is kept. Of the questions that are held
back, figures are shown and nothing else.`,
		run: func(a *App, ctx context.Context, r EvalRequest) (evals.Outcome, error) {
			folder := r.casesOr("asking")
			reports, err := a.EvalAsking(ctx, AskingEvalRequest{Cases: folder, Begin: func(a *App) Asker { return a.Conversation(EngineBuiltin).answer }})
			if err != nil {
				return evals.Outcome{}, err
			}
			out := evals.Outcome{Report: reports, Engine: evals.BuiltinEngine}
			for _, r := range reports {
				out.Trials = append(out.Trials, r.Trials()...)
			}
			out.Data, err = evals.Files(filepath.Dir(folder), folder)
			return out, err
		},
	}
}
