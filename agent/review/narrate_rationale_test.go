package review

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
)

func TestRationale(t *testing.T) {
	t.Parallel()
	r := built(t, input())
	grounds := r.grounds()
	require.Greater(t, len(grounds), 1)
	require.Equal(t, r.Proposal.Rationale, grounds[0].Text)
	m := fake.NewScripted(reply(t, map[string]string{"P1": "The guardrail holds and the gate is passed [F17].", "P2": betterGate}))
	text, engine, err := Rationale(t.Context(), r, m)
	require.NoError(t, err)
	require.Equal(t, agent.Engine{Name: agent.ModelEngine, Model: "fake", Prompt: rationalePrompt}, engine)
	require.True(t, strings.HasPrefix(text, "The guardrail holds and the gate is passed. The gate is passed: in the 3 weeks since the week of 2 March 2026, Orders baked on time averaged 44.4%, at least 40%"), text)
	require.Contains(t, text, grounds[2].Text, "what was left as it is, stands as it is")
	require.NotContains(t, text, "[F")
}

// TestRationaleOfBadModels makes sure that a model that obeys the record, or none, leaves the reason of the rule.
func TestRationaleOfBadModels(t *testing.T) {
	t.Parallel()
	r := built(t, breachedInput())
	models := []model.Model{
		fake.NewScripted(fake.Fail(model.Down, "nobody answers")),
		fake.NewScripted(reply(t, map[string]string{"P1": "The list drove orders up [F1]."}), reply(t, map[string]string{"P1": "The gate is passed [F1]."})),
	}
	for seed := range uint64(50) {
		models = append(models, fake.Obedient{Seed: seed}, fake.Noisy{Seed: seed})
	}
	for _, m := range models {
		text, engine, err := Rationale(t.Context(), r, m)
		require.NoError(t, err)
		require.Equal(t, r.Proposal.Rationale, text)
		require.Equal(t, agent.BuiltinEngine, engine.Name)
		require.NotEmpty(t, engine.FallbackReason)
	}
}

func TestAPersonsRationaleIsNotShown(t *testing.T) {
	t.Parallel()
	r := built(t, input())
	r.Proposal.Rationale, r.Proposal.Author = "We said so.", "Ines Duarte"
	text, engine, err := Rationale(t.Context(), r, fake.NewScripted())
	require.NoError(t, err)
	require.Equal(t, "We said so.", text)
	require.Equal(t, "the rationale is in the words of Ines Duarte", engine.FallbackReason)
}
