package draft_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/link"
)

// shop defines returns in two teams, and some things once.
func shop() semantic.Catalogue {
	return semantic.Catalogue{Metrics: []semantic.Metric{
		{Namespace: "ops", Name: "label_share", Label: "Label share", Unit: "%", Direction: semantic.Up, Expression: "SUM(a) / COUNT(*)"},
		{Namespace: "finance", Name: "label_share", Label: "Label share", Unit: "%", Direction: semantic.Up, Expression: "SUM(b) / COUNT(*)"},
		{Namespace: "ops", Name: "lost_parcels", Label: "Lost parcels", Unit: "%", Direction: semantic.Down, Expression: "SUM(c) / COUNT(*)"},
		{Namespace: "ops", Name: "refund_days", Label: "Refund time", Unit: "d", Direction: semantic.Down, Expression: "MEDIAN(d)"},
	}}
}

func shopMeeting() *agent.Transcript {
	return talk(
		"Orla: Let's talk about the refunds. The goal is to get refunds out to buyers within three days.",
		"Ravi: We believe that a printed return label in every parcel will raise label share, because buyers have no printer.",
		"Orla: We continue if label share is at least 40% by March 20th.",
		"Dana: Lost parcels must not go above 1.5% while we do this.",
		"Ravi: I'll take that.",
	)
}

// ofShop drafts the meeting with these definitions.
func ofShop(t *testing.T) (agent.Sheet, *link.Linker) {
	t.Helper()
	linker := link.New(link.Config{Catalogue: shop()})
	s := drafted(t, draft.Options{Date: "2026-03-02", Definitions: linker, Team: "support"}, shopMeeting())
	require.Equal(t, "support", s.Team)
	return s, linker
}

func TestDraftSaysWhichWordsWereLookedUp(t *testing.T) {
	t.Parallel()
	s, _ := ofShop(t)
	for path, want := range map[string]semantic.Match{
		"mechanism.outcome": {Term: "label share", Outcome: semantic.Conflict},
		"gate.condition":    {Term: "label share", Outcome: semantic.Conflict},
		"guardrail":         {Term: "Lost parcels", Outcome: semantic.Linked, Metric: "ops.lost_parcels"},
	} {
		ref, ok := s.MatchAt(path)
		require.True(t, ok)
		require.Equal(t, want, semantic.Match{Term: ref.Match.Term, Outcome: ref.Match.Outcome, Metric: ref.Match.Metric}, path)
	}
	open := draft.Open(&s)
	require.NotEmpty(t, open)
	require.Equal(t, "label share", open[0].Term)
	require.Equal(t, []string{"mechanism.outcome", "gate.condition", "jargon[1]"}, open[0].Places)
	require.Equal(t, "mechanism.outcome", s.Questions[0].Field, "what is unclear is asked once, and first")
	require.NotEqual(t, "gate.condition", s.Questions[1].Field)
}

func TestChooseTakesTheQuestionBack(t *testing.T) {
	t.Parallel()
	s, _ := ofShop(t)
	others := s.Questions[1:]
	question := s.Questions[0].Text
	metric := shop().Metrics[1]

	draft.Choose(&s, []string{"mechanism.outcome", "nowhere"}, metric, "Rosa Lind")
	require.Equal(t, agent.Question{Field: "gate.condition", Text: question}, s.Questions[0], "it is still open there")
	require.Equal(t, others, s.Questions[1:])
	m := s.Fields.Mechanism.Outcome.Match
	require.Equal(t, semantic.Linked, m.Outcome)
	require.Equal(t, "finance.label_share", m.Metric)
	require.Equal(t, "finance.label_share", m.Candidates[0].Metric)
	require.Equal(t, "chosen by Rosa Lind", m.Reason)
	require.Equal(t, metric.Definition(), m.Definition)
	require.Equal(t, "label share", m.Term)
	require.Contains(t, m.Candidates, semantic.Candidate{
		Metric: "ops.label_share", Name: "Label share", Score: m.Candidates[1].Score, Why: m.Candidates[1].Why,
	})

	draft.Choose(&s, []string{"gate.condition"}, metric, "Rosa Lind")
	require.Equal(t, others, s.Questions)
}

func TestRelinkLooksUpWhatChanged(t *testing.T) {
	t.Parallel()
	before, linker := ofShop(t)
	edited, _ := ofShop(t)
	f := &edited.Fields
	f.Mechanism.Outcome.Text, f.Mechanism.Outcome.Match = "shorter refund time", semantic.ChangedByHand()
	f.Gate.Condition.Text, f.Gate.Condition.Match = "we stop unless label share is 40%", semantic.ChangedByHand()
	f.Guardrail.Text, f.Guardrail.Match = "nobody complains", semantic.ChangedByHand()
	require.NoError(t, draft.Relink(t.Context(), before, &edited, linker))
	require.Equal(t, "ops.refund_days", f.Mechanism.Outcome.Match.Metric)
	require.Equal(t, semantic.Conflict, f.Gate.Condition.Match.Outcome)
	require.Equal(t, semantic.Unknown, f.Guardrail.Match.Outcome)
	require.True(t, f.Guardrail.Match.LookedUp())
	require.Equal(t, "gate.condition", edited.Questions[0].Field)
	require.Equal(t, before.Questions[1:], edited.Questions[1:])

	untouched, _ := ofShop(t)
	require.NoError(t, draft.Relink(t.Context(), before, &untouched, linker))
	require.Equal(t, before, untouched)
}

func TestRelinkWithoutDefinitions(t *testing.T) {
	t.Parallel()
	before, _ := ofShop(t)
	edited, _ := ofShop(t)
	edited.Fields.Mechanism.Outcome.Match = semantic.ChangedByHand()
	edited.Fields.Gate.Condition.Match = semantic.ChangedByHand()
	require.NoError(t, draft.Relink(t.Context(), before, &edited, nil))
	require.Equal(t, semantic.NotLookedUp(), edited.Fields.Gate.Condition.Match)
	require.Equal(t, before.Questions[1:], edited.Questions, "nothing is unclear where nothing is known")
}

func TestTermOfAChoice(t *testing.T) {
	t.Parallel()
	s := agent.Sheet{}
	gate := &s.Fields.Gate.Condition
	term := func(path string) string {
		ref, ok := s.MatchAt(path)
		require.True(t, ok)
		return draft.TermAt(&s, ref)
	}
	gate.Text = "we go on if more than forty percent of all of the buyers come back before the end of the month"
	require.Empty(t, term("gate.condition"), "a sentence is no term")
	gate.Predicate = &agent.Predicate{Metric: "buyers come  back"}
	require.Equal(t, "buyers come back", term("gate.condition"))
	gate.Match.Term = "come back"
	require.Equal(t, "come back", term("gate.condition"))
	s.Fields.Guardrail.Text = "complaints"
	require.Equal(t, "complaints", term("guardrail"))
}
