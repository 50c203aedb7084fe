package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/evals"
	"github.com/plumbline-dev/plumb/evals/result"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/record"
)

const draftLabels = "draft" // below evals/cases

func draftingSuite() EvalSuite {
	return EvalSuite{
		Name: "drafting", Short: "drafts against labelled records, engine beside engine", replies: true, model: true, measures: evals.DraftingMeasures(), run: (*App).evalDrafting,
		Long: `Drafts every labelled record and compares each field with its label: whether what was filled was stated (precision),
whether what was stated was filled (recall; both together are F1), whether its evidence is where the label has it
(located), and whether what was not stated was left blank (abstention). Every draft is also counted against its
promises. Without --data only the invented records of a clone are drafted.

With --engine model the configured model drafts, --repeats times, with the builtin engine beside it. With --replay
replies from evals/recordings stand in for a model. These were written once, by a reader who saw the rendered prompt
alone; they show what the checks make of good replies, and are no measure of any model that answers today.

Your own meetings: --cases FOLDER has a YAML file for each record, or JSON with a case on each line, or one folder of
them for each set; --records FOLDER has the records, if they do not lie beside their labels:
  {"record": "weekly.vtt", "sha256": "", "initiative": "shorter waits", "fields": {
    "aim": {"status": "stated", "where": [[12, 14], [80, 80]], "note": ""},
    "gate.condition": {"status": "not_stated", "where": [], "note": ""}}}
A status is stated, partly or not_stated; where has ranges of lines of the file, from 1. Fields that are left out are
not measured. --rescore FOLDER takes the drafts that a run kept and scores them with the labels as they are now.`,
	}
}

func (a *App) evalDrafting(ctx context.Context, r EvalRequest) (evals.Outcome, error) {
	sets, data, err := r.draftingSets()
	if err != nil {
		return evals.Outcome{}, err
	}
	engines, finish, err := a.draftingEngines(ctx, r)
	if err != nil {
		return evals.Outcome{}, err
	}
	report, err := evals.Drafting(ctx, sets, engines...)
	if err != nil {
		return evals.Outcome{}, err
	}
	out := evals.Outcome{Report: report, Engine: engines[0].Name, Trials: report.Trials(), Generations: report.Generations(), Prompts: report.Prompts(), Data: data}
	if len(out.Trials) == 0 {
		return out, fault.New(fault.NotFound, opEval, "no reply is recorded for any of the records", "Record some with plumb eval record, or leave --replay out.")
	}
	return out, finish(&out)
}

// draftingSets reads the labels, and says where their records lie: where they were said to, beside the labels, or in the public data.
func (r EvalRequest) draftingSets() ([]evals.DraftingSet, []result.Datum, error) {
	cases := r.casesOr(draftLabels)
	folders, err := setsOf(cases)
	if err != nil {
		return nil, nil, err
	}
	var sets []evals.DraftingSet
	var data []result.Datum
	for _, folder := range folders {
		labelled, err := evals.LoadDraftCases(folder)
		if err != nil {
			return nil, nil, err
		}
		set := evals.DraftingSet{Name: filepath.Base(folder), Cases: labelled, Records: folder}
		switch {
		case r.Records != "":
			set.Records = r.Records
		case exists(filepath.Join(folder, labelled[0].Record)):
		case r.Data == "" && r.Cases == "":
			continue // a set of public records
		default:
			set.Records = filepath.Join(r.Data, recordsFolder)
		}
		hashed, err := evals.Files(cases, folder)
		if err != nil {
			return nil, nil, err
		}
		data = append(data, hashed...)
		for _, c := range labelled {
			if set.Records == folder {
				break // they were hashed with the labels
			}
			hashed, err := evals.Files(set.Records, filepath.Join(set.Records, c.Record))
			if err != nil {
				return nil, nil, err
			}
			data = append(data, hashed...)
		}
		sets = append(sets, set)
	}
	return sets, data, nil
}

// draftingEngines gives the engine that is measured, and what it is held against; and what there is to say of it afterwards.
func (a *App) draftingEngines(ctx context.Context, r EvalRequest) ([]evals.DraftingEngine, func(*evals.Outcome) error, error) {
	nothing := func(*evals.Outcome) error { return nil }
	switch {
	case r.Rescore != "":
		return storedEngines(r.Rescore)
	case r.Replay:
		files, err := filepath.Glob(filepath.Join(recordings(), "*.jsonl"))
		if err != nil || len(files) == 0 {
			return nil, nil, fault.Newf(fault.NotFound, opEval, "there are no recordings in %s", recordings()).Do("Run this in a clone of plumb.")
		}
		player, err := record.Open(files...)
		if err != nil {
			return nil, nil, err
		}
		return []evals.DraftingEngine{evals.ReplayedDrafts(player), evals.BuiltinDrafts()}, func(o *evals.Outcome) error {
			o.Notes = append(o.Notes, "The replies were written once, from the rendered prompts alone, and are replayed; they are no measure of any model that answers today.")
			return nil
		}, nil
	case r.Engine == EngineModel:
		return a.modelEngines(ctx, r)
	}
	return []evals.DraftingEngine{evals.BuiltinDrafts()}, nothing, nil
}

// storedEngines gives back the drafts of a run.
func storedEngines(folder string) ([]evals.DraftingEngine, func(*evals.Outcome) error, error) {
	run, err := result.Open(folder)
	if err != nil {
		return nil, nil, err
	}
	stored, err := result.Generations(folder)
	if err != nil {
		return nil, nil, err
	}
	var engines []evals.DraftingEngine
	for _, name := range evals.DraftingEngines(stored) {
		engines = append(engines, evals.StoredDrafts(name, stored))
	}
	if len(engines) == 0 {
		return nil, nil, fault.Newf(fault.Invalid, opEval, "the run in %s keeps no drafts", folder).Do("Name the folder of a run of the suite drafting.")
	}
	return engines, func(o *evals.Outcome) error {
		for _, s := range run.Suites {
			if s.Suite == "drafting" {
				o.Notes = append(s.Notes, "Scored again, from drafts that were kept.")
			}
		}
		return nil
	}, nil
}

// modelEngines gives the configured model. Every draft is a piece of work of its own, with its own budget. Each repeat has a part of
// the ledger to itself: none is answered with what another was told, and an evaluation that was interrupted goes on where it was.
func (a *App) modelEngines(ctx context.Context, r EvalRequest) ([]evals.DraftingEngine, func(*evals.Outcome) error, error) {
	e, err := a.modelRun(ctx) // before the first record is read, to see that there is a model
	if err != nil {
		return nil, nil, err
	}
	price := model.Price{Prompt: model.CostOf(a.Settings.Model.PromptPrice), Completion: model.CostOf(a.Settings.Model.CompletionPrice)}
	engine := evals.DraftingEngine{Name: string(EngineModel), Repeats: r.Repeats, Draft: func(ctx context.Context, q evals.DraftQuery) (evals.Drafted, error) {
		run, err := a.modelRunWith(ctx, func(l model.Ledger) model.Ledger { return repeated{l, q.Repeat} })
		if err != nil {
			return evals.Drafted{}, err
		}
		d, err := evals.ModelledDraft(ctx, q, run)
		d.CostUSD = float64(price.Of(d.Spent.Usage)) / 1e6
		return d, errors.Join(err, run.end(context.WithoutCancel(ctx), "eval: "+q.Case))
	}}
	return []evals.DraftingEngine{engine, evals.BuiltinDrafts()}, func(o *evals.Outcome) error {
		o.Notes = append(o.Notes, "The model is "+e.names(model.Draft)+".")
		return nil
	}, nil
}

// repeated is a ledger of which every repeat sees its own calls only.
type repeated struct {
	model.Ledger
	repeat int
}

// FindCall gives a call of this repeat.
func (r repeated) FindCall(ctx context.Context, key string) (model.Call, bool, error) {
	return r.Ledger.FindCall(ctx, r.key(key))
}

// KeepCall keeps a call of this repeat.
func (r repeated) KeepCall(ctx context.Context, c model.Call) error {
	c.Key = r.key(c.Key)
	return r.Ledger.KeepCall(ctx, c)
}

// key is the usual one for the first time, so that a draft that was made before counts.
func (r repeated) key(key string) string {
	if r.repeat == 0 {
		return key
	}
	return fmt.Sprintf("%s#%d", key, r.repeat)
}
