package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
	"github.com/plumbline-dev/plumb/evals"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// recordsFolder is where the records lie in the folder of public data; invented records lie beside their labels.
const recordsFolder = "transcripts"

// DraftEval says how good the drafts of each set of labelled records are, and whether every draft keeps its promises.
type DraftEval struct {
	Sets      []DraftSet      `json:"sets"`
	Integrity evals.Integrity `json:"integrity"`
}

// DraftSet is the outcome for one set of labelled records. The shares are worked out from the counts of the report.
type DraftSet struct {
	Set        string            `json:"set"` // name of the folder with the labels
	Records    int               `json:"records"`
	Precision  float64           `json:"precision"`
	Recall     float64           `json:"recall"`
	Located    float64           `json:"located"`
	Abstention float64           `json:"abstention"`
	Report     evals.DraftReport `json:"report"`
}

// EvalDraft drafts every record for which there are labels in a folder below cases, and compares.
func (a *App) EvalDraft(ctx context.Context, data, cases string) (DraftEval, error) {
	var out DraftEval
	sets, err := setsOf(cases)
	if err != nil {
		return out, err
	}
	drafter := func(sources []*agent.Transcript) (agent.Draft, error) {
		d, err := draft.Builtin(ctx, sources, draft.Options{})
		if err == nil {
			out.Integrity.Count(d.Sheet(), sources)
		}
		return d, err
	}
	for _, set := range sets {
		labelled, err := evals.LoadDraftCases(set)
		if err != nil {
			return out, err
		}
		records := set
		if !exists(filepath.Join(records, labelled[0].Record)) {
			records = filepath.Join(data, recordsFolder)
		}
		report, err := evals.Drafts(ctx, labelled, records, drafter)
		if err != nil {
			return out, err
		}
		total := report.Total
		out.Sets = append(out.Sets, DraftSet{
			Set: filepath.Base(set), Records: total.Records, Precision: total.Precision(), Recall: total.Recall(),
			Located: total.Located(), Abstention: total.Abstention(), Report: report,
		})
	}
	return out, nil
}

// setsOf gives the folders below cases.
func setsOf(cases string) ([]string, error) {
	entries, err := os.ReadDir(cases)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(err, fault.Unavailable, "app.eval", "the labels cannot be read", "Check the folder given with --cases.")
	}
	var sets []string
	for _, e := range entries {
		if e.IsDir() {
			sets = append(sets, filepath.Join(cases, e.Name()))
		}
	}
	if len(sets) == 0 {
		return nil, fault.Newf(fault.NotFound, "app.eval", "there are no labels in %s", cases).
			Do("Run this in a clone of plumb, or say where the labels are with --cases.")
	}
	return sets, nil
}

// EvalCite measures how well claims are traced to what was said.
func (a *App) EvalCite(data string) (evals.CiteReport, error) {
	return evals.Cite(filepath.Join(data, recordsFolder, "qmsum"))
}

// EvalReading measures how faithfully records are read.
func (a *App) EvalReading(ctx context.Context, data string) (evals.ReadingReport, error) {
	return evals.Reading(ctx, filepath.Join(data, recordsFolder))
}
