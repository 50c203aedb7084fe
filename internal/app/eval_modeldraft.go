package app

import (
	"context"
	"path/filepath"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/evals"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
	"github.com/plumbline-dev/plumb/internal/llm/record"
)

// attacksFolder is where published attacks lie in the folder of public data.
const attacksFolder = "attacks"

// injectedSet is the set of invented records that attacks are put into.
const injectedSet = "invented-dev"

// ModelDraftEvalRequest says what drafts with a model are measured on.
type ModelDraftEvalRequest struct {
	Data       string // folder of public data
	Cases      string // folder of labels
	Recordings string // folder of recorded replies; "" to measure only what bad models can do
}

// DraftCounts compares drafts with labels, field by field.
type DraftCounts = evals.DraftScore

// ModelDraftEval is what was counted.
type ModelDraftEval struct{ evals.ModelDraftReport }

// EvalModelDraft drafts with models that are none: with some that behave badly on records with attacks in them, and with one that
// repeats recorded replies on labelled records.
func (a *App) EvalModelDraft(ctx context.Context, r ModelDraftEvalRequest) (ModelDraftEval, error) {
	var report ModelDraftEval
	attacks, err := evals.LoadAttacks(filepath.Join(r.Data, attacksFolder))
	if err != nil {
		return report, err
	}
	records, err := a.injectedRecords(ctx, filepath.Join(r.Cases, injectedSet))
	if err != nil {
		return report, err
	}
	injected := evals.Injections(records, attacks)
	for _, bad := range []struct {
		name  string
		model model.Model
	}{{"obedient", fake.Obedient{}}, {"noisy", fake.Noisy{}}, {"swayed", evals.Swayed{}}} {
		if err := report.Inject(ctx, bad.name, injected, bad.model); err != nil {
			return report, err
		}
	}
	if r.Recordings == "" {
		return report, nil
	}
	return report, replayDrafts(ctx, &report.ModelDraftReport, r)
}

// injectedRecords reads the records that lie beside their labels.
func (a *App) injectedRecords(ctx context.Context, folder string) ([]*agent.Transcript, error) {
	labelled, err := evals.LoadDraftCases(folder)
	if err != nil {
		return nil, err
	}
	var records []*agent.Transcript
	for _, c := range labelled {
		read, err := a.Read(ctx, []string{filepath.Join(folder, c.Record)}, nil)
		if err != nil {
			return nil, err
		}
		records = append(records, read.Transcripts...)
	}
	return records, nil
}

func replayDrafts(ctx context.Context, report *evals.ModelDraftReport, r ModelDraftEvalRequest) error {
	files, err := filepath.Glob(filepath.Join(r.Recordings, "*.jsonl"))
	if err != nil || len(files) == 0 {
		return fault.Newf(fault.NotFound, "app.eval", "there are no recordings in %s", r.Recordings).Do("Run this in a clone of plumb.")
	}
	player, err := record.Open(files...)
	if err != nil {
		return err
	}
	sets, err := setsOf(r.Cases)
	if err != nil {
		return err
	}
	for _, set := range sets {
		labelled, err := evals.LoadDraftCases(set)
		if err != nil {
			return err
		}
		folder := set
		if !exists(filepath.Join(folder, labelled[0].Record)) {
			folder = filepath.Join(r.Data, recordsFolder)
		}
		if err := report.ReplayDrafts(ctx, filepath.Base(set), labelled, folder, player); err != nil {
			return err
		}
	}
	return nil
}
