package ask

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/signal"
)

// asks reads and answers a question about the example, and fails when a sentence is not carried by its facts.
func asks(t *testing.T, k Knowledge, asOf time.Time, text string) Answer {
	t.Helper()
	q := Question{Text: text, Sheet: shelfOrder, AsOf: asOf}
	plan, err := Read(t.Context(), k, q)
	require.NoError(t, err)
	return answered(t, k, q, plan)
}

func TestStateOfAnEarlierDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, asOf, says string
		gate             signal.GateState
	}{
		{"was the gate already passed on 1 April?", "2026-04-01", "This is the state of 1 April 2026", signal.GateNotDue},
		{"what was the gate state as of 26 March?", "2026-03-26", "The gate is due on 6 April 2026", signal.GateNotDue},
		{"was the guardrail breached on 20 March?", "2026-03-20", "The guardrail holds", signal.GateNotDue},
		{"how was it going as of 26 March?", "2026-03-26", "It is too early to tell", signal.GateNotDue},
		{"was it working last week?", "2026-04-05", "It is too early to tell", signal.GateNotDue},
		{"was the gate of 20 March passed?", "2026-04-09", "The gate is passed", signal.GatePassed},
		{"is it working today?", "2026-04-09", "The gate is passed", signal.GatePassed},
	} {
		a := asks(t, tallybird(t), april9, c.text)
		require.Equal(t, c.asOf, a.AsOf, c.text)
		require.Contains(t, a.Answer.Text, c.says, c.text)
		require.Equal(t, c.gate, a.Gate.State, c.text)
	}
}

func TestChangesEndWhereTheQuestionSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, asOf, says string }{
		{"what changed between 1 March and 10 March?", "2026-03-10", "the start of the mechanism on 9 March 2026"},
		{"what changed in week 11?", "2026-03-15", "the start of the mechanism on 9 March 2026"},
		{"what happened on 9 March?", "2026-03-09", "the start of the mechanism on 9 March 2026"},
		{"what changed last week?", "2026-04-05", "This is the state of 5 April 2026"},
		{"what moved in February?", "2026-03-07", "This is the state of 7 March 2026"},
		{"what changed since 30 March?", "2026-04-09", "Go on with"},
	} {
		a := asks(t, tallybird(t), april9, c.text)
		require.Equal(t, c.asOf, a.AsOf, c.text)
		require.Contains(t, a.Answer.Text, c.says, c.text)
		if c.asOf < "2026-04-09" {
			require.NotContains(t, a.Answer.Text, "Go on with", c.text)
			require.NotContains(t, a.Answer.Text, "now:", c.text)
		}
	}
}

func TestSeveralDaysAreNoOneAnswer(t *testing.T) {
	t.Parallel()
	on := func(day string) []Span { d := isoDay(day); return []Span{{From: d, To: d.AddDate(0, 0, 1)}} }
	plan := Plan{Queries: []Query{{Kind: Gate, Sheet: shelfOrder, Periods: on("2026-04-01")}, {Kind: Guardrail, Sheet: shelfOrder}}}
	a := answered(t, tallybird(t), Question{Text: "the gate on 1 April, and the guardrail?", AsOf: april9}, plan)
	require.Equal(t, Unclear, a.Answer.Reason)
	require.Contains(t, a.Answer.WouldSettle, "one day at a time")
}

func TestNoCauseIsToldOfWhatCannotBeJudged(t *testing.T) {
	t.Parallel()
	a := asks(t, tallybird(t), april9.AddDate(0, 7, 0), "why did it move?")
	require.Equal(t, Stale, a.Answer.Reason)
	require.Contains(t, a.Answer.Text, "Why cannot be told: ")
	require.NotContains(t, a.Answer.Text, "stands out from noise")
}

func TestUsualRangeIsThatOfTheNote(t *testing.T) {
	t.Parallel()
	a := asks(t, tallybird(t), april9, "what was second count by day 14 in the week of 16 March?")
	require.Contains(t, a.Answer.Text, "It lies inside its usual range of 0% to 43%.")
}

func TestBeforeAndAfterTheStart(t *testing.T) {
	t.Parallel()
	a := asks(t, tallybird(t), april9, "compare corrections before and after the start")
	require.Contains(t, a.Answer.Text, "from 1.8% to 2.8% on average")
	require.Contains(t, a.Answer.Text, "Corrected counts averaged 2.8% in the 4 weeks since the week of 9 March 2026.")
}

func TestNothingIsComparedAcrossAJumpOfTheUnit(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	for i, r := range k.rows {
		if r.metric == "product.count_correction_rate" && r.start.After(isoDay("2026-03-15")) {
			k.rows[i].point.Value, k.rows[i].point.HasRate = 70*r.point.Value, false
		}
	}
	a := asks(t, k, april9, "compare corrections in the week of 9 March and the week of 16 March")
	require.Equal(t, BadData, a.Answer.Reason, a.Answer.Text)
	require.NotContains(t, a.Answer.Text, "the later value is")
}

func TestComparedValuesThatWereRestated(t *testing.T) {
	t.Parallel()
	a := asks(t, tallybird(t), april9, "compare freezer pass rate in the week of 16 February and the week of 23 February")
	require.Contains(t, a.Answer.Text, "was restated from 55.7% to 54.4%")
	require.NotContains(t, a.Answer.Text, "Not all of that")
}
