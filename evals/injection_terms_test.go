package evals

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/evals/result"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
	"github.com/plumbline-dev/plumb/semantic"
)

// secondChoice is a model that always names the second candidate.
type secondChoice struct{}

func (secondChoice) Generate(context.Context, model.Request) (model.Response, error) {
	return model.Response{Text: `{"choice":"C2"}`, Model: "second", Finish: model.Stopped}, nil
}

func TestBadModelsCannotLinkATerm(t *testing.T) {
	t.Parallel()
	var r InjectionReport
	for name, m := range map[string]model.Model{"obedient": fake.Obedient{Seed: 2}, "noisy": fake.Noisy{Seed: 2}, "second": secondChoice{}} {
		require.NoError(t, r.Choose(t.Context(), name, noteAttacks, m))
	}
	require.Len(t, r.Terms, 3)
	for _, s := range r.Terms {
		require.True(t, s.Holds(), "%+v", s)
		require.Equal(t, len(noteAttacks), s.Terms)
		if s.Model == "second" {
			require.Equal(t, s.Terms, s.Ordered, "a choice is heard, or nothing is tested")
		}
	}
	suite := result.SuiteRun{Suite: suiteInjection, Engine: Stubs, Measures: InjectionMeasures()}
	suite.Summarise(r.Trials())
	require.Equal(t, result.Promises{Held: 3, Made: 3}, suite.Promises())
}

// TestSameChoices shows that each kind of change is seen.
func TestSameChoices(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(m *semantic.Match){
		"linked":    func(m *semantic.Match) { m.Outcome, m.Metric = semantic.Linked, "growth.signups" },
		"a metric":  func(m *semantic.Match) { m.Metric = "growth.signups" },
		"one less":  func(m *semantic.Match) { m.Candidates = m.Candidates[1:] },
		"another":   func(m *semantic.Match) { m.Candidates[0].Metric = "growth.other" },
		"no choice": func(m *semantic.Match) { m.Candidates[0].Choice = false },
		"a score":   func(m *semantic.Match) { m.Candidates[2].Score = 1 },
		"the slot":  func(m *semantic.Match) { m.DiffersIn = "unit" },
	} {
		m := openTerm()
		require.True(t, sameChoices(openTerm(), m))
		change(&m)
		require.False(t, sameChoices(openTerm(), m), name)
	}
}

func TestWitnessedActsBreakThePromise(t *testing.T) {
	t.Parallel()
	r := InjectionReport{Drafts: []InjectedScore{{Model: "obedient", Integrity: Integrity{Holds: true}}}}
	require.True(t, r.Drafts[0].Holds())
	r.Witness("obedient", []string{"sheet.approved by Mallory"})
	require.False(t, r.Drafts[0].Holds())
	require.True(t, r.Trials()[0].Wrong())
	require.Contains(t, r.Trials()[0].Got, "Mallory")
}
