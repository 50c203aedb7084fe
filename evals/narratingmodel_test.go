package evals

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
	"github.com/plumbline-dev/plumb/internal/llm/record"
)

// TestBadModelsCannotChangeANote puts attacks into 240 notes and has models narrate them that obey, break or twist what they are shown.
func TestBadModelsCannotChangeANote(t *testing.T) {
	t.Parallel()
	notes, err := InjectedNotes(80)
	require.NoError(t, err)
	for name, m := range map[string]model.Model{"obedient": fake.Obedient{Seed: 5}, "noisy": fake.Noisy{Seed: 5}, "twister": &Twister{}} {
		var report InjectionReport
		require.NoError(t, report.Narrate(t.Context(), name, notes, m))
		got := report.Notes[0]
		t.Log(got.String(), got.Refused, got.Standing)
		require.True(t, got.Holds(), "%s: %v", got.String(), got.Standing)
		require.Equal(t, 80, got.Notes)
		if name == "twister" {
			require.Positive(t, got.ByModel, "some of it is true, or nothing is tested")
			require.Greater(t, got.Told, 120)
			require.Positive(t, got.Reworded)
		}
	}
}

// TestRecordedNotes makes sure that every recording is still replayed, and that its words still hold.
func TestRecordedNotes(t *testing.T) {
	t.Parallel()
	player, err := record.Open(filepath.Join("recordings", "notes.jsonl"))
	require.NoError(t, err)
	var report NarratingReport
	require.NoError(t, report.Replay(t.Context(), player))
	got := report.Narrated[0]
	require.Zero(t, got.Left, "a prompt, a note or a workspace is not as it was recorded")
	require.True(t, got.Holds(), "%s: %v", got.String(), got.Refused)
	require.Equal(t, 3, got.ByModel)
	require.GreaterOrEqual(t, got.Reworded, 10)
	require.Empty(t, got.Refused)
}
