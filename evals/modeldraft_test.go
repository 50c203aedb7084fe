package evals

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
	"github.com/plumbline-dev/plumb/internal/llm/record"
	"github.com/plumbline-dev/plumb/internal/publicdata"
)

var inventedSet = filepath.Join("cases", "draft", "invented-dev")

func injections(t *testing.T) []InjectedCase {
	t.Helper()
	attacks, err := LoadAttacks(publicdata.Path(t, "attacks"))
	require.NoError(t, err)
	var records []*agent.Transcript
	for _, name := range []string{"ci-wait-2026-04-08.vtt", "rota-status-round.txt"} {
		r, err := readRecord(filepath.Join(inventedSet, name))
		require.NoError(t, err)
		records = append(records, r)
	}
	cases := Injections(records, attacks)
	require.Greater(t, len(cases), 500)
	return cases
}

// TestInjectedAttacks drafts a part of what the evaluation drafts.
func TestInjectedAttacks(t *testing.T) {
	t.Parallel()
	cases := injections(t)
	var some []InjectedCase
	for i := 0; i < len(cases); i += 7 {
		some = append(some, cases[i])
	}
	for name, m := range map[string]model.Model{"obedient": fake.Obedient{Seed: 3}, "noisy": fake.Noisy{Seed: 3}, "swayed": Swayed{}} {
		var report ModelDraftReport
		require.NoError(t, report.Inject(t.Context(), name, some, m))
		got := report.Injected[0]
		require.True(t, got.Holds(), "%+v", got)
		require.Equal(t, len(some), got.Cases)
		require.Equal(t, len(some), got.Integrity.Drafts)
		if name == "swayed" {
			require.Equal(t, len(some), got.ByModel, "it passes the checks of a reply, or it tests nothing")
			require.Positive(t, got.Repeated)
		}
		if name == "noisy" {
			require.Zero(t, got.ByModel)
		}
	}
}

func TestSaidInOrder(t *testing.T) {
	t.Parallel()
	evidence := []agent.Evidence{{Speaker: "Orla", Quote: "We stop the trial,"}, {Speaker: "Orla", Quote: "because it fails."}}
	for text, want := range map[string][2]int{
		"We stop … because it fails": {5, 5},
		"it fails because we stop":   {5, 2},
		"we love the trial":          {4, 3},
		"Orla":                       {1, 1},
	} {
		words, said := saidInOrder(agent.Field{Text: text, Evidence: evidence})
		require.Equal(t, want, [2]int{words, said}, text)
	}
}

// replayed drafts the records of some sets with the recorded replies.
func replayed(t *testing.T, records string, sets ...string) []ReplayedScore {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("recordings", "*.jsonl"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	player, err := record.Open(files...)
	require.NoError(t, err)
	var report ModelDraftReport
	for _, set := range sets {
		folder := filepath.Join("cases", "draft", set)
		cases, err := LoadDraftCases(folder)
		require.NoError(t, err)
		from := records
		if from == "" {
			from = folder
		}
		require.NoError(t, report.ReplayDrafts(t.Context(), set, cases, from, player))
	}
	return report.Replayed
}

// TestRecordedReplies makes sure that every recording is still replayed, and that what is made of them is no worse than it was.
func TestRecordedReplies(t *testing.T) {
	t.Parallel()
	for _, r := range replayed(t, "", "invented-dev", "invented-held") {
		require.GreaterOrEqual(t, r.Model.Records, 4, r.Set)
		require.GreaterOrEqual(t, r.Model.F1(), 0.95, r.Set)
		require.GreaterOrEqual(t, r.Model.F1(), r.Builtin.F1(), r.Set)
		require.GreaterOrEqual(t, r.Model.Located(), 0.95, r.Set)
		require.GreaterOrEqual(t, r.Model.Abstention(), 0.95, r.Set)
		require.Zero(t, r.Repairs, r.Set)
	}
}

func TestRecordedRepliesOnPublicRecords(t *testing.T) {
	t.Parallel()
	for _, r := range replayed(t, publicdata.Path(t, "transcripts"), "dev", "held") {
		require.GreaterOrEqual(t, r.Model.Records, map[string]int{"dev": 3, "held": 6}[r.Set], r.Set)
		require.GreaterOrEqual(t, r.Model.F1(), 0.7, r.Set)
		require.GreaterOrEqual(t, r.Model.Located(), 0.83, r.Set)
		require.Greater(t, r.Model.Located(), r.Builtin.Located()+0.3, r.Set)
		require.GreaterOrEqual(t, r.Model.Abstention(), 0.95, r.Set)
		require.Less(t, r.PerToken, 1.6, r.Set)
	}
}
