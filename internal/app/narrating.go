package app

import (
	"context"
	"path/filepath"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/evals"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
	"github.com/plumbline-dev/plumb/internal/llm/record"
)

// narratedNotes is how many notes the evaluation of narrating drafts and edits, and how many it puts in the words of each bad model.
const narratedNotes = 250

// notesFile holds recorded replies to notes, in the folder of recordings.
const notesFile = "notes.jsonl"

// EvalNarrating measures what the notes of generated workspaces claim, which wrong edits get past the gates, and what bad models
// can do to a note. Recordings is the folder of recorded replies; with "" none are replayed.
func (a *App) EvalNarrating(ctx context.Context, recordings string) (evals.NarratingReport, error) {
	report, err := evals.Narrating(ctx, narratedNotes)
	if err != nil {
		return report, err
	}
	for _, bad := range []struct {
		name  string
		model model.Model
	}{{"obedient", fake.Obedient{}}, {"noisy", fake.Noisy{}}, {"twister", &evals.Twister{}}} {
		score, err := evals.NarrateInjected(ctx, bad.name, narratedNotes, bad.model)
		if err != nil {
			return report, err
		}
		report.Narrated = append(report.Narrated, score)
	}
	if recordings == "" {
		return report, nil
	}
	player, err := record.Open(filepath.Join(recordings, notesFile))
	if err != nil {
		return report, err
	}
	score, err := evals.ReplayNarrations(ctx, player)
	report.Narrated = append(report.Narrated, score)
	return report, err
}
