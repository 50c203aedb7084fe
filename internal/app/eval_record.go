package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/evals"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/record"
)

// RecordRequest says which replies are recorded.
type RecordRequest struct {
	Data       string        // folder of public data
	Cases      string        // folder of labels
	Recordings string        // folder of recordings: what they hold is not asked for again
	Names      []string      // of the labelled records; none for all of them
	To         string        // the file to add to; "" to say only what it takes
	Wait       time.Duration // for one reply
}

// RecordedCase is a labelled record with what it takes, or took, to record its replies.
type RecordedCase struct {
	Set string `json:"set"`
	evals.ToRecord
	Engine string `json:"engine"` // of the draft, and why the builtin one stood in; "" when only the plan was asked for
}

// labelledRecord is a case and where its record is.
type labelledRecord struct {
	set, folder string
	evals.DraftCase
}

const opRecord = "app.record"

// RecordReplies drafts labelled records with the configured model and adds its replies to a file. What is recorded already is not
// asked for again, so that it can be stopped and begun anew. It tells each record when it is done.
func (a *App) RecordReplies(ctx context.Context, r RecordRequest, tell func(RecordedCase)) error {
	cases, err := labelledRecords(r.Cases, r.Data, r.Names)
	if err != nil {
		return err
	}
	known, err := knownReplies(r.Recordings, r.To)
	if err != nil {
		return err
	}
	for _, c := range cases {
		plan, err := evals.PlanRecording(ctx, c.DraftCase, c.folder, known)
		if err != nil {
			return err
		}
		done := RecordedCase{Set: c.set, ToRecord: plan}
		if r.To != "" {
			if done.Engine, err = a.recordReplies(ctx, c, known, r); err != nil {
				return err
			}
			done.Recorded = true
		}
		tell(done)
	}
	return nil
}

// recordReplies drafts one record, and says by which engine.
func (a *App) recordReplies(ctx context.Context, c labelledRecord, known *record.Player, r RecordRequest) (engine string, err error) {
	t, err := c.Transcript(c.folder)
	if err != nil {
		return "", err
	}
	a.Settings.Model = a.Settings.Model.Patient(r.Wait)
	run, err := a.modelRun(ctx)
	if err != nil {
		return "", err
	}
	out, err := os.OpenFile(r.To, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return "", fault.Wrap(err, fault.Unavailable, opRecord, "the recordings cannot be written", "Name a file in a folder that you may write to.")
	}
	m := &firstKnown{known: known, others: record.NewRecorder(run, out, filepath.Base(c.Record))}
	d, _, err := draft.Model(ctx, []*agent.Transcript{t}, draft.Options{}, m)
	err = errors.Join(err, m.failed, out.Close(), run.end(context.WithoutCancel(ctx), "record: "+c.Name()))
	if err != nil {
		return "", fmt.Errorf("record the replies to %s: %w", c.Name(), err)
	}
	drafted := d.Sheet().Engine
	if drafted.Name != agent.ModelEngine {
		return drafted.Name + ": " + drafted.FallbackReason, nil
	}
	return drafted.Name, nil
}

// firstKnown gives back what is recorded, and asks for the rest. A request that failed stops what is recorded, rather than that the
// builtin engine stands in without a word.
type firstKnown struct {
	known  *record.Player
	others model.Model
	failed error
}

// Generate gives a recorded reply or asks for one.
func (m *firstKnown) Generate(ctx context.Context, r model.Request) (model.Response, error) {
	if response, err := m.known.Generate(ctx, r); model.ClassOf(err) != model.Setup {
		return response, err
	}
	response, err := m.others.Generate(ctx, r)
	if err != nil && response.Finish == "" {
		m.failed = err
	}
	return response, err
}

// knownReplies reads what is recorded: in a folder, and in a file that need not be there yet.
func knownReplies(folder, file string) (*record.Player, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, opRecord, "the recordings cannot be found", "Run this in a clone of plumb.")
	}
	_, err = os.Stat(file)
	switch {
	case file == "" || errors.Is(err, fs.ErrNotExist):
	case !slices.ContainsFunc(files, func(f string) bool { return filepath.Clean(f) == filepath.Clean(file) }):
		files = append(files, file)
	}
	return record.Open(files...)
}

// labelledRecords gives the cases of all sets, or those with these names.
func labelledRecords(cases, data string, names []string) ([]labelledRecord, error) {
	sets, err := setsOf(cases)
	if err != nil {
		return nil, err
	}
	var list []labelledRecord
	var all []string
	found := map[string]bool{}
	for _, set := range sets {
		labelled, err := evals.LoadDraftCases(set)
		if err != nil {
			return nil, err
		}
		folder := set
		if !exists(filepath.Join(folder, labelled[0].Record)) {
			folder = filepath.Join(data, recordsFolder)
		}
		for _, c := range labelled {
			all = append(all, c.Name())
			if len(names) == 0 || slices.Contains(names, c.Name()) {
				found[c.Name()] = true
				list = append(list, labelledRecord{filepath.Base(set), folder, c})
			}
		}
	}
	for _, name := range names {
		if !found[name] {
			return nil, fault.Newf(fault.NotFound, opRecord, "no labelled record is called %s", name).Do("Name one of: %s.", strings.Join(all, ", "))
		}
	}
	return list, nil
}
