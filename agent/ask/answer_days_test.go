package ask

import (
	"slices"
	"strings"
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
		{"is the gate on 6 April passed?", "2026-04-09", "The gate is passed", signal.GatePassed},
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
		{"what changed between now and last week?", "2026-04-09", "Go on with"},
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

func TestReadingsThatStoppedBeforeTheGate(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	k.rows = slices.DeleteFunc(k.rows, func(r keptRow) bool { return r.start.After(isoDay("2026-02-10")) })
	for _, text := range []string{"how is the gate doing?", "is it working?"} {
		require.Contains(t, asks(t, k, march26, text).Answer.Text, "Its readings are old: the newest reading is of 9 February 2026", text)
	}
}

func TestSizesAreHeldAgainstReadings(t *testing.T) {
	t.Parallel()
	for text, wrong := range map[string]bool{
		"did corrections double?": true, "did corrections rise by 40%?": true, "did corrections halve?": true,
		"did corrections rise by 1 point?": false, "did corrections rise?": false, "did corrections rise in the second half?": false, "did corrections rise by 55%?": false,
	} {
		a := asks(t, tallybird(t), april9, text)
		require.Equal(t, wrong, strings.Contains(a.Answer.Text, "No: the size that the question names is not what was read"), text+": "+a.Answer.Text)
	}
}

func TestAMetricOfSeveralBets(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	second := k.sheets[0]
	second.ID, second.Title = "s-1second", "reminder letters"
	k.sheets = append(k.sheets, second)
	corrections := []Heard{linkedHeard("corrections", "product.count_correction_rate")}
	a := answered(t, k, Question{Text: "are corrections ok?", AsOf: april9}, Plan{Queries: []Query{{Kind: Value, Metrics: corrections}}})
	require.Contains(t, a.Answer.Text, "It is the guardrail of “shelf order”, which is ok. It is the guardrail of “reminder letters”, which is ok.")
	a = answered(t, k, Question{Text: "which bet moved corrections?", AsOf: april9}, Plan{Queries: []Query{{Kind: Moved, Metrics: corrections}}})
	require.Contains(t, a.Answer.Text, "By the note of “shelf order”: Corrected counts moved up, the wrong way, by 1 percentage point since the week of 9 March 2026")
	require.Contains(t, a.Answer.Text, "By the note of “reminder letters”: ")
}

func TestBetsOfOneTitleAreToldApart(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	for _, id := range []string{"s-1second", "s-1third7"} {
		v := k.sheets[0]
		v.ID = id
		k.sheets = append(k.sheets, v)
	}
	a := answered(t, k, Question{Text: "how are all bets doing?", AsOf: april9}, Plan{Queries: []Query{{Kind: Bets}}})
	for _, id := range []string{shelfOrder, "s-1second", "s-1third7"} {
		require.Contains(t, a.Answer.Text, id+")")
	}
}

func TestRestatedValues(t *testing.T) {
	t.Parallel()
	for _, q := range []Query{{Kind: Changed}, {Kind: Changed, Sheet: shelfOrder}} {
		a := answered(t, tallybird(t), Question{Text: "was anything restated?", AsOf: april9}, Plan{Queries: []Query{q}})
		require.Contains(t, a.Answer.Text, "was restated from 55.7% to 54.4%")
	}
	a := answered(t, tallybird(t), Question{Text: "was anything restated?", AsOf: march26}, Plan{Queries: []Query{{Kind: Changed, Sheet: shelfOrder}}})
	require.Contains(t, a.Answer.Text, "No value that the sheet looks at is on record as restated.")
}

func TestWhatIsNotedAboutABetIsNewForAll(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	k.events[1].Sheet = shelfOrder
	second := k.sheets[0]
	second.ID = "s-1second"
	k.sheets = append(k.sheets, second)
	plan := Plan{Queries: []Query{{Kind: Changed, Since: isoDay("2026-03-16"), Periods: []Span{{From: isoDay("2026-03-16"), To: isoDay("2026-03-17")}}}}}
	a := answered(t, k, Question{Text: "what happened on 16 March?", AsOf: april9}, plan)
	require.Contains(t, a.Answer.Text, "a campaign from 16 March 2026 to 20 March 2026")
}

func TestRestatedValuesThatAreNotBelieved(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	for _, r := range k.rows {
		if r.metric == "product.count_correction_rate" && (r.start.Equal(isoDay("2026-03-02")) || r.start.Equal(isoDay("2026-02-23"))) && r.point.Complete {
			r.point.Value, r.point.HasRate, r.reported = r.point.Value/3, false, "2026-04-09"
			k.rows = append(k.rows, r)
		}
	}
	a := answered(t, k, Question{Text: "was anything restated?", AsOf: april9}, Plan{Queries: []Query{{Kind: Changed, Sheet: shelfOrder}}})
	require.Contains(t, a.Answer.Text, "Corrected counts in the week of 2 March 2026 was restated from 1.9% to 0.62% on 9 April 2026.")
	require.Contains(t, a.Answer.Text, "1 more period of Corrected counts was restated.")
}
