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

// floors is what drafts by recorded replies have to reach. It lies just below what they do reach, so that a loss shows; it is not
// what is aimed at.
type floors struct {
	records                 int
	f1, located, abstention float64
	perToken                float64 // tokens of prompts for one of speech, at most
}

func requireFloors(t *testing.T, set string, r [2]DraftingScore, f floors) {
	t.Helper()
	byModel, builtin := r[0], r[1]
	require.GreaterOrEqual(t, byModel.Score.Records, f.records, set)
	require.GreaterOrEqual(t, byModel.F1, f.f1, set)
	require.GreaterOrEqual(t, byModel.F1, builtin.F1, set)
	require.GreaterOrEqual(t, byModel.Located, f.located, set)
	require.Greater(t, byModel.Located, builtin.Located, set)
	require.GreaterOrEqual(t, byModel.Abstention, f.abstention, set)
	require.Less(t, byModel.PerToken, f.perToken, set)
	require.True(t, byModel.Integrity.Holds, set)
	require.Zero(t, byModel.Repairs, set)
}

// TestRecordedReplies makes sure that every recording is still replayed, and that what is made of them is no worse than it was.
func TestRecordedReplies(t *testing.T) {
	t.Parallel()
	sets := replayed(t, "", "invented-dev", "invented-held")
	requireFloors(t, "invented-dev", sets["invented-dev"], floors{4, 0.91, 0.99, 0.86, 4.2})
	requireFloors(t, "invented-held", sets["invented-held"], floors{9, 0.96, 0.99, 0.88, 4.9})
}

func TestRecordedRepliesOnPublicRecords(t *testing.T) {
	t.Parallel()
	sets := replayed(t, publicdata.Path(t, "transcripts"), "dev", "held")
	requireFloors(t, "dev", sets["dev"], floors{1, 0.91, 0.99, 0.99, 2})
	requireFloors(t, "held", sets["held"], floors{11, 0.85, 0.88, 0.89, 2.3})
}
