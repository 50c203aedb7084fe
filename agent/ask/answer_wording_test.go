package ask

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
)

// inWords answers a plan with a model.
func inWords(t *testing.T, k Knowledge, q Question, plan Plan, m model.Model) (builtin, worded Answer) {
	t.Helper()
	d := newDesk(k, q)
	parts, err := d.parts(t.Context(), plan)
	require.NoError(t, err)
	builtin, _ = d.compose(plan, parts)
	var told []fact.Sentence
	worded, err = d.reworded(t.Context(), builtin, m, func(s fact.Sentence) { told = append(told, s) })
	require.NoError(t, err)
	require.Equal(t, worded.Sentences, told, "every sentence is told of once, in its place")
	checkAnswer(t, d, worded)
	return builtin, worded
}

func replyOf(t *testing.T, texts ...string) fake.Step {
	t.Helper()
	type sentence struct {
		Point string `json:"point"`
		Text  string `json:"text"`
	}
	all := []sentence{}
	for i, text := range texts {
		if text != "" {
			all = append(all, sentence{fmt.Sprintf("P%d", i+1), text})
		}
	}
	raw, err := json.Marshal(map[string]any{"sentences": all})
	require.NoError(t, err)
	return fake.Reply(string(raw))
}

var gatePlan = Plan{Queries: []Query{{Kind: Gate, Sheet: shelfOrder}}}

func TestAModelSaysAnAnswerInOtherWords(t *testing.T) {
	t.Parallel()
	q := Question{Text: "the gate?", AsOf: april9}
	m := fake.NewScripted(replyOf(t, "", "", "Over the 15 weeks up to the week of 2 March 2026, Second count by day 14 averaged 18.7% [F9]."))
	builtin, worded := inWords(t, tallybird(t), q, gatePlan, m)
	require.Equal(t, agent.ModelEngine, worded.Engine.Name, worded.Engine.FallbackReason)
	require.NotEqual(t, builtin.Answer.Text, worded.Answer.Text)
	require.Contains(t, worded.Answer.Text, "Over the 15 weeks up to")
	require.Contains(t, worded.Note, "Over the 15 weeks up to")
	require.Equal(t, builtin.Facts, worded.Facts)
	require.Equal(t, builtin.Gate, worded.Gate)
}

func TestWordsThatDoNotHoldAreNotSaid(t *testing.T) {
	t.Parallel()
	q := Question{Text: "the gate?", AsOf: april9}
	for name, wrong := range map[string]string{
		"another number": "Second count by day 14 averaged 19.7% in the 15 weeks up to the week of 2 March 2026 [F9].",
		"a cause":        "Thanks to shelf order, Second count by day 14 averaged 18.7% in the 15 weeks up to the week of 2 March 2026 [F9].",
		"another state":  "The gate is missed [F9].",
	} {
		m := fake.NewScripted(replyOf(t, "", "", wrong), replyOf(t, "", "", wrong))
		builtin, worded := inWords(t, tallybird(t), q, gatePlan, m)
		require.Equal(t, builtin.Answer, worded.Answer, name)
		require.Equal(t, builtin.Sentences, worded.Sentences, name)
		require.Equal(t, agent.BuiltinEngine, worded.Engine.Name)
		require.NotEmpty(t, worded.Engine.FallbackReason)
	}
}

// TestBadModelsChangeNoAnswer has models that are none say every golden answer in words.
func TestBadModelsChangeNoAnswer(t *testing.T) {
	t.Parallel()
	models := map[string]model.Model{"down": fake.NewScripted(fake.Fail(model.Down, "gone"), fake.Fail(model.Down, "gone")), "obedient": fake.Obedient{}}
	for i, noise := range fake.Noises() {
		if noise == fake.Drip {
			continue // whoever asks sets how long a model may take
		}
		models[fmt.Sprintf("noisy %d", i)] = fake.Noisy{Seed: uint64(i), Only: noise}
	}
	for name, m := range models {
		for _, golden := range []string{"gate early", "moved", "cause timed", "decided", "value not yet"} {
			g := goldens()[golden]
			builtin, worded := inWords(t, tallybird(t), Question{Text: g.text, AsOf: g.asOf}, g.plan, m)
			require.Equal(t, builtin.Facts, worded.Facts, name)
			require.Equal(t, builtin.Answer.Outcome, worded.Answer.Outcome, name)
			require.Len(t, worded.Sentences, len(builtin.Sentences), name)
			require.False(t, strings.ContainsRune(worded.Answer.Text, '\x1b'))
		}
	}
}
