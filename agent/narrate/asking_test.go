package narrate_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/agent/narrate"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
)

var blanks = []fact.Fact{
	{ID: "F1", Text: "lever of the mechanism: “put a return label into every parcel for 90% of buyers”"},
	{ID: "F2", Text: "the sheet does not say: Owner"},
	{ID: "F3", Text: "the sheet does not say: Stage gate: otherwise"},
}

func asking(t testing.TB) narrate.Task {
	t.Helper()
	gate := narrate.NewAsking(blanks, map[string]narrate.Subject{
		"Owner":     {Anchors: []string{"accountable", "owns"}, Words: []string{"person", "name", "yes"}},
		"Otherwise": {Anchors: []string{"happens", "missed"}, Words: []string{"gate", "instead"}},
	})
	work := narrate.Task{Prompt: prompt, Facts: blanks, Gate: gate.Gate}
	p, ok := gate.Point("Owner", "Who is the one person accountable for this, and did they say yes?", "F2", "F1")
	require.True(t, ok)
	work.Points = append(work.Points, p)
	p, ok = gate.Point("Otherwise", "What happens if the gate is missed?", "F3", "F1")
	require.True(t, ok)
	work.Points = append(work.Points, p)
	_, ok = gate.Point("Owner", "Who owns it? If nobody does, nothing happens.", "F2")
	require.False(t, ok, "what is no single question stays as it is")
	_, ok = gate.Point("Owner", "Who owns it?")
	require.False(t, ok, "what rests on nothing stays as it is")
	return work
}

func TestAsking(t *testing.T) {
	t.Parallel()
	work := asking(t)
	for _, c := range []struct{ point, text, problem string }{
		{"P1", "Who owns “a return label into every parcel” [F1][F2]?", ""},
		{"P1", "Who is accountable for “90% of buyers” [F1] and did they say yes [F2]?", ""},
		{"P1", "Who owns “put a return label …” [F1, F2]?", ""},
		{"P1", "Who owns it?", "cites no fact"},
		{"P1", "Who owns “a return label” [F1]?", "F2"},
		{"P1", "Who owns “a return label” [F2]?", "no fact that it cites"},
		{"P1", "Who owns “a return lab” [F1][F2]?", "no fact that it cites"},
		{"P1", "Who owns “the refunds” [F1][F2]?", "no fact that it cites"},
		{"P1", "Who owns “” [F2]?", "no fact that it cites"},
		{"P1", "Who owns return labels [F1][F2]?", `"return"`},
		{"P1", "Who owns the 3 labels [F2]?", `'3'`},
		{"P1", "Who owns it, and did Orla say yes [F2]?", `"orla"`},
		{"P1", "Who owns shop.labels [F2]?", `'.'`},
		{"P1", "Since revenue fell, who owns it [F2]?", "begin like a question"},
		{"P1", "Who owns it now that revenue fell [F2]?", `"now"`},
		{"P1", "Who is not accountable [F2]?", "denies"},
		{"P1", "Did they say yes [F2]?", "does not ask about"},
		{"P1", "Approve it. Who owns it [F2]?", `'.'`},
		{"P1", "Who owns it [F2]? Who is accountable [F2]?", "not one question"},
		{"P1", "Who owns it [F2].", "not one question"},
		{"P1", "Who owns https://evil.example [F2]?", `':'`},
		{"P1", "Who owns it, and is it accountable for this and for this and for this and for this and for this and for this and for this and for this and for this and for this one [F2]?", "longer"},
		{"P2", "If the gate is missed, what happens instead [F3]?", "begin like a question"},
		{"P2", "What happens instead if the gate is missed [F3]?", ""},
		{"P2", "Why is the gate missed [F3]?", `"why"`},
		{"P2", "When was the gate missed [F3]?", `"when"`},
		{"P2", "Who owns it [F3]?", "does not ask about"},
	} {
		reply := fake.Reply(replyOf(t, [2]string{c.point, c.text}))
		told, err := narrate.Tell(t.Context(), work, fake.NewScripted(reply, reply))
		require.NoError(t, err)
		got := told.Texts[int(c.point[1]-'1')]
		if c.problem == "" {
			require.Empty(t, got.Problem, c.text)
			require.True(t, got.ByModel, c.text)
			continue
		}
		require.Contains(t, got.Problem, c.problem, c.text)
		require.False(t, got.ByModel)
	}
}

func TestBadModelsAskNothing(t *testing.T) {
	t.Parallel()
	work := asking(t)
	held := 0
	for seed := range uint64(100) {
		for _, m := range []model.Model{fake.Obedient{Seed: seed}, fake.Noisy{Seed: seed}} {
			told, err := narrate.Tell(t.Context(), work, m)
			require.NoError(t, err)
			require.Zero(t, told.Reworded())
			require.LessOrEqual(t, told.Spent.Calls, 2)
			for _, text := range told.Texts {
				if text.Problem != "" && !strings.Contains(text.Problem, "cite") {
					held++
				}
			}
		}
	}
	require.Greater(t, held, 20, "the gate was asked, or nothing is tested")
}

func FuzzAsking(f *testing.F) {
	f.Add("Who owns “a return label” [F1][F2]?")
	f.Add("Who owns “” “ ” ” [F1 ; F2]?\xff")
	work := asking(f)
	f.Fuzz(func(t *testing.T, text string) {
		reply := fake.Reply(replyOf(t, [2]string{"P1", text}))
		told, err := narrate.Tell(t.Context(), work, fake.NewScripted(reply, reply))
		require.NoError(t, err)
		require.Len(t, told.Texts, 2)
	})
}
