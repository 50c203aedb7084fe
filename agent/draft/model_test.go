package draft_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
	"github.com/plumbline-dev/plumb/agent/ground"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
)

// places is a reply to the prompt that extracts, each place as field|line|quote or field|line|quote|settled.
func places(list ...string) string {
	notes := []map[string]string{}
	for _, p := range list {
		parts := append(strings.Split(p, "|"), "proposed")
		notes = append(notes, map[string]string{"field": parts[0], "line": parts[1], "quote": parts[2], "settled": parts[3], "about": "return labels"})
	}
	return asJSON(map[string]any{"notes": notes})
}

// sheetOf is a reply to the prompt that composes, each field as field|notes|text.
func sheetOf(initiative string, list ...string) string {
	fields := []map[string]any{}
	for _, f := range list {
		parts := strings.Split(f, "|")
		fields = append(fields, map[string]any{"field": parts[0], "notes": strings.Fields(parts[1]), "text": parts[2]})
	}
	return asJSON(map[string]any{"initiative": initiative, "fields": fields})
}

func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// modelled drafts with a scripted model and holds the sheet against everything that a draft promises.
func modelled(t *testing.T, record *agent.Transcript, o draft.Options, steps ...string) (agent.Sheet, draft.Spent) {
	t.Helper()
	var script []fake.Step
	for _, s := range steps {
		script = append(script, fake.Reply(s))
	}
	return modelledBy(t, fake.NewScripted(script...), o, record)
}

func modelledBy(t *testing.T, m model.Model, o draft.Options, sources ...*agent.Transcript) (agent.Sheet, draft.Spent) {
	t.Helper()
	d, spent, err := draft.Model(t.Context(), sources, o, m)
	require.NoError(t, err)
	s := d.Sheet()
	require.NoError(t, ground.Check(s, sources))
	require.LessOrEqual(t, spent.Calls, 2*spent.Windows+2)
	for ref := range s.Fields.All() {
		requireWhole(t, ref, sources)
	}
	requireAsked(t, s)
	return s, spent
}

func labelMeeting() *agent.Transcript {
	return talk(
		"Orla: The goal is to get refunds out within three days.",
		"Ravi: So, um, we could maybe put a return label into every parcel, because buyers wait days for one.",
		"Orla: Yes, let's do that.",
		"Orla: We continue if at least 40% of returns carry it by 2026-03-31, and if not we stop.",
		"Ravi: Who runs it?",
		"Ravi: I'll own that.",
		"Orla: Great.",
		"Orla: We won't print labels for gifts.",
		"Ravi: We look at it every Tuesday.",
	)
}

func TestModelDrafts(t *testing.T) {
	t.Parallel()
	s, spent := modelled(t, labelMeeting(), draft.Options{Date: "2026-03-02"},
		places(
			"aim|u0001|get refunds out within three days|agreed",
			"lever|u0002|put a return label into every parcel|agreed",
			"because|u0002|because buyers wait days for one",
			"gate|u0004|at least 40% of returns carry it by 2026-03-31|agreed",
			"owner|u0006|I'll own that.|agreed",
			"ruled_out|u0008|print labels for gifts|agreed",
			"cadence|u0009|We look at it every Tuesday.",
		),
		sheetOf("return label",
			"aim|n1|get refunds out within three days",
			"lever|n2|We could maybe put a return label into every parcel",
			"because|n3|buyers wait days",
			"gate|n4|continue if at least 40% of returns carry it by 2026-03-31",
			"owner|n5|", "ruled_out|n6|print labels for gifts", "cadence|n7|every Tuesday",
		))
	f := s.Fields
	require.Equal(t, agent.Engine{Name: "model", Model: "fake", Prompt: "draft-extract/v1 draft-compose/v1"}, s.Engine)
	require.Equal(t, "return label", s.Title)
	require.Equal(t, "get refunds out within three days.", f.Aim.Text)
	require.Equal(t, "could maybe put a return label into every parcel", f.Mechanism.Lever.Text, "a text with a word that the note lacks is replaced by the words of the note, with the maybe before them")
	require.Equal(t, agent.Agreed, f.Mechanism.Lever.Maturity)
	require.Equal(t, 40.0, f.Gate.Condition.Predicate.Threshold) //nolint:testifylint // a constant of the record
	require.Equal(t, agent.AtLeast, f.Gate.Condition.Predicate.Op)
	require.Equal(t, "2026-03-31", f.Gate.Condition.Predicate.By)
	require.Equal(t, "Ravi", f.Owner.Text)
	require.Equal(t, []string{"won't print labels for gifts."}, texts(f.RuledOut), "what is denied is not quoted without its not")
	require.Equal(t, 2, spent.Calls)
	require.Positive(t, spent.PerToken())
}
