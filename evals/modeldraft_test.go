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

// TestRecordedReplies makes sure that every set of which replies are recorded can be replayed, and is not worse than it was.
func TestRecordedReplies(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("recordings", "*.jsonl"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	player, err := record.Open(files...)
	require.NoError(t, err)
	var report ModelDraftReport
	for _, set := range []string{"invented-dev", "invented-held"} {
		folder := filepath.Join("cases", "draft", set)
		cases, err := LoadDraftCases(folder)
		require.NoError(t, err)
		require.NoError(t, report.ReplayDrafts(t.Context(), set, cases, folder, player))
	}
	for _, r := range report.Replayed {
		t.Logf("%s: %+v", r.Set, r)
		require.GreaterOrEqual(t, r.Model.Records, 4, r.Set)
		require.GreaterOrEqual(t, r.Model.F1(), r.Builtin.F1(), r.Set)
	}
}
