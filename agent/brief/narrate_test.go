package brief

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
)

const (
	computed = "The gate is passed: Orders baked on time averaged 42.8% in the 3 weeks since the week of 2 March 2026, which is at least 40% and more than noise explains."
	anew     = "The gate is passed: in the 3 weeks since the week of 2 March 2026, Orders baked on time averaged 42.8%, at least 40% and more than noise explains."
)

// pointOf gives the id under which a model is shown a sentence, with the facts that it may cite.
func pointOf(t *testing.T, asked, sentence string) (id, facts string) {
	t.Helper()
	for line := range strings.SplitSeq(asked, "\n") {
		if strings.HasSuffix(line, sentence) {
			id, rest, _ := strings.Cut(line, " (")
			_, facts, _ := strings.Cut(rest[:strings.Index(rest, ")")], "; ")
			return id, "[" + strings.ReplaceAll(facts, " ", ", ") + "]"
		}
	}
	t.Fatalf("the model was not shown %q", sentence)
	return "", ""
}

// saying replies with words for the computed sentence.
func saying(t *testing.T, words string) fake.Step {
	return func(r model.Request) (model.Response, error) {
		id, facts := pointOf(t, r.Input, computed)
		text := strings.TrimSuffix(words, ".") + " " + facts + "."
		return fake.Reply(`{"sentences":[{"point":"` + id + `","text":"` + text + `"}]}`)(r)
	}
}

func TestAModelSaysComputedSentencesAnew(t *testing.T) {
	t.Parallel()
	for _, audience := range []Audience{Exec, Team, Newcomer, PRFAQ} {
		builtin := build(t, input(t, audience))
		m := fake.NewScripted(saying(t, anew))
		b, err := BuildWith(t.Context(), input(t, audience), m)
		require.NoError(t, err)
		require.Empty(t, b.Refused())
		require.Equal(t, plainly(builtin), strings.Replace(plainly(b), anew, computed, 1), "only that sentence differs")
		require.Contains(t, plainly(b), anew)
		require.Equal(t, agent.ModelEngine, b.Engine.Name)
		require.Equal(t, wordsPrompt, b.Engine.Prompt)
		shown := m.Asked()[0].Input
		require.Contains(t, shown, "Reader: "+readers[audience])
		require.NotContains(t, shown, "back and forth", "no model sees what people said")
	}
}

func TestWordsOfAModelThatDoNotHoldAreNotShown(t *testing.T) {
	t.Parallel()
	want := plainly(build(t, input(t, Exec)))
	for _, bad := range []string{
		strings.Replace(anew, "42.8%", "52.8%", 1), strings.Replace(anew, "The gate is passed", "The gate is not passed", 1), "Thanks to the list, " + anew, strings.Replace(anew, "more than noise explains", "proof of the list", 1),
	} {
		b, err := BuildWith(t.Context(), input(t, Exec), fake.NewScripted(saying(t, bad), saying(t, bad)))
		require.NoError(t, err)
		require.Equal(t, want, plainly(b))
		require.Equal(t, agent.BuiltinEngine, b.Engine.Name)
		require.NotEmpty(t, b.Engine.FallbackReason)
	}
	for _, m := range []model.Model{fake.Obedient{}, fake.Noisy{}, fake.NewScripted(fake.Fail(model.Setup, "no"), fake.Fail(model.Setup, "no"))} {
		b, err := BuildWith(t.Context(), input(t, Exec), m)
		require.NoError(t, err)
		require.Empty(t, b.Refused())
		require.NotEmpty(t, b.Engine.FallbackReason)
	}
}
