package app

import (
	"context"
	"path/filepath"

	"github.com/plumbline-dev/plumb/evals"
	"github.com/plumbline-dev/plumb/evals/result"
	"github.com/plumbline-dev/plumb/internal/llm/record"
)

// How much is simulated: series for each figure of judging, and notes.
const (
	simulatedSeries = 1000
	simulatedNotes  = 250
)

func parsingSuite() EvalSuite {
	return EvalSuite{
		Name: "parsing", Short: "how faithfully records are read", needsData: true, measures: evals.ParsingMeasures(),
		Long: `Reads every public record, finds its spoken words by other means than the readers do, and counts how many of them
are there; and compares the speaker of every Zoom cue with a list made by hand.`,
		run: func(_ *App, ctx context.Context, r EvalRequest) (evals.Outcome, error) {
			report, err := evals.Reading(ctx, filepath.Join(r.Data, recordsFolder))
			if err != nil {
				return evals.Outcome{}, err
			}
			data, err := evals.Files(r.Data, filepath.Join(r.Data, recordsFolder))
			return evals.Outcome{Report: report, Engine: evals.BuiltinEngine, Trials: report.Trials(), Data: data}, err
		},
	}
}

func citingSuite() EvalSuite {
	return EvalSuite{
		Name: "citing", Short: "how well claims are traced to what was said", needsData: true, measures: evals.CitingMeasures(),
		Long: `Looks up every sentence of the answers in QMSum and compares what is found first with the turns that belong to the
question, beside plain BM25; and counts how many claims of other meetings are wrongly called supported.`,
		run: func(_ *App, _ context.Context, r EvalRequest) (evals.Outcome, error) {
			folder := filepath.Join(r.Data, recordsFolder, "qmsum")
			report, err := evals.Cite(folder)
			if err != nil {
				return evals.Outcome{}, err
			}
			data, err := evals.Files(r.Data, folder)
			return evals.Outcome{Report: report, Engine: evals.BuiltinEngine, Trials: report.Trials(), Data: data}, err
		},
	}
}

func judgingSuite() EvalSuite {
	return EvalSuite{
		Name: "judging", Short: "how often verdicts on metrics are wrong", measures: evals.JudgingMeasures(),
		Long: `Simulates series without any change, of many kinds of noise, looks at each for 26 weeks, and counts how many are ever
called moved; beside it the rate that the verdicts state, and how many series the patterns of the chart flag. Then
series with a shift: how many are called moved within eight weeks, and after how many weeks half of them are. Then
gates without any effect, and files with faults. --json has the intervals.`,
		run: func(_ *App, ctx context.Context, _ EvalRequest) (evals.Outcome, error) {
			report, err := evals.Judging(ctx, simulatedSeries)
			return evals.Outcome{Report: report, Engine: evals.BuiltinEngine, Trials: report.Trials(), Data: []result.Datum{evals.Simulated("series of each kind, version 1", simulatedSeries)},
				Notes: []string{"A case is a kind of series; each weighs as much as series of it were drawn. --json of plumb eval run has the interval of each kind."}}, err
		},
	}
}

// notesFile holds recorded replies to notes, in the folder of recordings.
const notesFile = "notes.jsonl"

func narratingSuite() EvalSuite {
	return EvalSuite{
		Name: "narrating", Short: "what notes claim, and which edits get past the gates", replies: true, measures: evals.NarratingMeasures(),
		Long: `Drafts notes on generated workspaces, whose readings are broken, late, short or restated in many ways, and counts
numbers that do not resolve and words of cause; none of them has a control. Then edits each note: with claims of
cause, with wrong digits, units, signs, periods and metrics, and with true sentences in other words. --json has
examples. With --replay three notes are put in recorded words, too.`,
		run: func(_ *App, ctx context.Context, r EvalRequest) (evals.Outcome, error) {
			report, err := evals.Narrating(ctx, simulatedNotes)
			if err != nil {
				return evals.Outcome{}, err
			}
			out := evals.Outcome{Engine: evals.BuiltinEngine, Data: []result.Datum{evals.Simulated("notes on generated workspaces, version 1", simulatedNotes)}}
			if r.Replay {
				player, err := record.Open(filepath.Join(recordings(), notesFile))
				if err != nil {
					return out, err
				}
				if err := report.Replay(ctx, player); err != nil {
					return out, err
				}
			}
			out.Report, out.Trials = report, report.Trials()
			return out, nil
		},
	}
}
