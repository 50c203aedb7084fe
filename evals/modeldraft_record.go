package evals

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/llm/record"
)

// ToRecord says what it takes to record the replies to a labelled record.
type ToRecord struct {
	Case     string `json:"case"` // its name, see [DraftCase.Name]
	Calls    int    `json:"calls"`
	Tokens   int    `json:"tokens"` // of the prompts that are known before the first reply; the last two calls add a third of it for long records and three quarters for short ones
	Speech   int    `json:"speech"` // tokens of what is spoken
	Recorded bool   `json:"recorded"`
}

// Name gives the name of the record without folders and without what says its format.
func (c DraftCase) Name() string {
	name := filepath.Base(c.Record)
	return strings.TrimSuffix(name, filepath.Ext(name))
}

// Transcript reads the record of a case, which lies below a folder.
func (c DraftCase) Transcript(records string) (*agent.Transcript, error) {
	return readRecord(filepath.Join(records, c.Record))
}

// PlanRecording says what it takes to record the replies to a record, and whether they are known already. It asks no model.
func PlanRecording(ctx context.Context, c DraftCase, records string, known *record.Player) (ToRecord, error) {
	plan := ToRecord{Case: c.Name()}
	t, err := c.Transcript(records)
	if err != nil {
		return plan, err
	}
	sources := []*agent.Transcript{t}
	_, spent, err := draft.Model(ctx, sources, draft.Options{}, findsNothing{})
	if err != nil {
		return plan, err
	}
	plan.Calls, plan.Tokens, plan.Speech = spent.Windows+2, spent.Asked, spent.Speech
	replay := &missing{Player: known}
	if _, _, err := draft.Model(ctx, sources, draft.Options{}, replay); err != nil {
		return plan, err
	}
	plan.Recorded = !replay.missed
	return plan, nil
}

// findsNothing is a model that finds nothing.
type findsNothing struct{}

// Generate gives an empty list for each field.
func (findsNothing) Generate(context.Context, model.Request) (model.Response, error) {
	text, err := json.Marshal(swayedNotes(nil))
	return model.Response{Text: string(text), Model: "findsNothing", Finish: model.Stopped}, err
}
