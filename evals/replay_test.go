package evals

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/llm/record"
	"github.com/plumbline-dev/plumb/internal/publicdata"
)

// replayed drafts the records of some sets with the recorded replies, beside the builtin engine.
func replayed(t *testing.T, records string, names ...string) map[string][2]DraftingScore {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("recordings", "*.jsonl"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	player, err := record.Open(files...)
	require.NoError(t, err)
	sets := inventedSets(t, names...)
	for i := range sets {
		if records != "" {
			sets[i].Records = records
		}
	}
	r, err := Drafting(t.Context(), sets, ReplayedDrafts(player), BuiltinDrafts())
	require.NoError(t, err)
	out := map[string][2]DraftingScore{}
	for i := 0; i < len(r.Sets); i += 2 {
		out[r.Sets[i].Set] = [2]DraftingScore{r.Sets[i], r.Sets[i+1]}
	}
	return out
}

// TestRecordedReplies makes sure that every recording is still replayed, and that what is made of them is no worse than it was.
func TestRecordedReplies(t *testing.T) {
	t.Parallel()
	for set, r := range replayed(t, "", "invented-dev", "invented-held") {
		byModel, builtin := r[0], r[1]
		require.GreaterOrEqual(t, byModel.Score.Records, 4, set)
		require.GreaterOrEqual(t, byModel.F1, 0.95, set)
		require.GreaterOrEqual(t, byModel.F1, builtin.F1, set)
		require.GreaterOrEqual(t, byModel.Located, 0.95, set)
		require.GreaterOrEqual(t, byModel.Abstention, 0.95, set)
		require.True(t, byModel.Integrity.Holds, set)
		require.Zero(t, byModel.Repairs, set)
	}
}

func TestRecordedRepliesOnPublicRecords(t *testing.T) {
	t.Parallel()
	for set, r := range replayed(t, publicdata.Path(t, "transcripts"), "dev", "held") {
		byModel, builtin := r[0], r[1]
		require.GreaterOrEqual(t, byModel.Score.Records, map[string]int{"dev": 3, "held": 6}[set], set)
		require.GreaterOrEqual(t, byModel.F1, 0.7, set)
		require.GreaterOrEqual(t, byModel.Located, 0.83, set)
		require.Greater(t, byModel.Located, builtin.Located+0.3, set)
		require.GreaterOrEqual(t, byModel.Abstention, 0.95, set)
		require.Less(t, byModel.PerToken, 1.6, set)
	}
}
