package evals

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
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
		var report InjectionReport
		require.NoError(t, report.Draft(t.Context(), name, some, m, nil))
		got := report.Drafts[0]
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
