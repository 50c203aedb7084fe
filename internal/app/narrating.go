package app

import (
	"context"

	"github.com/plumbline-dev/plumb/evals"
)

// narratedNotes is how many notes the evaluation of narrating drafts and edits.
const narratedNotes = 250

// EvalNarrating measures what the notes of generated workspaces claim, and which wrong edits get past the gates.
func (a *App) EvalNarrating(ctx context.Context) (evals.NarratingReport, error) {
	return evals.Narrating(ctx, narratedNotes)
}
