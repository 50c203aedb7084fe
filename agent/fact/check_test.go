package fact

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// board is what is known in these tests: orders moved up against a control, the wait moved down for unknown reasons, and
// refunds did not move.
var board = []Fact{
	{ID: "F1", Text: "the note is as of 23 March 2026", Period: "2026-03-23", Formula: DayOfNote},
	{ID: "F2", Text: "Orders on time stood at 44.4% in the week of 16 March 2026", Value: 44.36, Unit: "%", Metric: "shop.orders", Name: "Orders on time", Period: "2026-03-16", Readings: []string{"f-1"}},
	{ID: "F3", Text: "Orders on time averaged 29.7% in the 16 weeks up to the week of 23 February 2026", Value: 29.71, Unit: "%", Metric: "shop.orders", Name: "Orders on time", Period: "2026-02-23", Readings: []string{"f-0"}},
	{ID: "F4", Text: "Orders on time moved up by 14.7 percentage points since the week of 2 March 2026", Value: 14.65, Unit: Points, Signed: true, Metric: "shop.orders", Name: "Orders on time", Period: "2026-03-16"},
	{ID: "F5", Text: "Wait (p95) stood at 90 s in the week of 16 March 2026", Value: 90, Unit: "s", Metric: "shop.wait", Name: "Wait (p95)", Period: "2026-03-16"},
	{ID: "F6", Text: "Wait (p95) moved down by 12 s since the week of 9 March 2026", Value: -12, Unit: "s", Signed: true, Metric: "shop.wait", Name: "Wait (p95)", Period: "2026-03-16"},
	{ID: "F7", Text: "Refunds stood at 1,204 orders in the week of 16 March 2026", Value: 1204, Unit: "orders", Metric: "shop.refunds", Name: "Refunds", Period: "2026-03-16"},
	{ID: "F8", Text: "Revenue stood at 48,211 EUR in the week of 16 March 2026", Value: 48211, Unit: "EUR", Metric: "shop.revenue", Name: "Revenue", Period: "2026-03-16"},
	{ID: "F9", Text: "a deploy on 9 March 2026 (“release 4.2 for B2B”)", Period: "2026-03-09"},
}

func boardLicence(metric string) signal.Evidence {
	return map[string]signal.Evidence{"shop.orders": signal.EvidenceControlled, "shop.wait": signal.EvidenceMoved}[metric]
}

func violationsOf(text string, evidence ...agent.Evidence) []Violation {
	s := Sentence{Text: text, Evidence: evidence}
	table := NewTable(board, boardLicence)
	s.Facts = table.Cite(s)
	return table.Violations([]Sentence{s})
}

func TestSentencesThatFactsCarry(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Orders on time stood at 44.4% in the week of 16 March 2026.",
		"Orders on time was 44% on March 16, 2026.",
		"Orders on time: 44.36% (2026-03-16).",
		"Orders on time was forty-four percent in week 12.",
		"Last week Orders on time was at 44.4%.",
		"Orders on time rose from 29.7 to 44.4%.",
		"Orders on time rose by 14.7 percentage points.",
		"Orders on time is up by 14.7 pp since the week of 2 March.",
		"Orders on time is 14.7 percentage points above where it was.",
		"The Wait (p95) fell by 12 seconds.",
		"The Wait (p95) is 1.5 minutes.",
		"Wait (p95) changed by -12 s.",
		"1,204 orders were refunded, says Refunds.",
		"Revenue was €48,211.",
		"Revenue was about 48k EUR.",
		"Refunds did not rise.",
		"Also at that time: a deploy on 9 March 2026 (“release 4.2 for B2B”).",
		"As of 23 March 2026 nothing else is known.",
		"The list was what raised Orders on time.",
		"No one knows which one it is.",
		"Orders on time did not fall.",
		"If Orders on time did not move, we would stop.",
		"Orders on time averaged 29.7% before, and 44.4% now.",
		"Before, Orders on time was 29.7%.",
		"Orders on time is given in percent.",
		"Refunds did not move.",
	} {
		require.Empty(t, violationsOf(text), text)
	}
}

func TestSentencesThatFactsDoNotCarry(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Orders on time stood at 44.5% in the week of 16 March 2026.",
		"Orders on time stood at 44.4% in the week of 9 March 2026.",
		"Orders on time stood at 44.4 percentage points.",
		"Orders on time stood at -44.4%.",
		"Orders on time was forty-five percent.",
		"Orders on time was 44.4% in week 11.",
		"Orders on time doubled.",
		"Half of the Orders on time were late.",
		"Orders on time rose from 44.4 to 29.7%.",
		"Orders on time fell by 14.7 percentage points.",
		"Orders on time rose by 44.4%.",
		"Orders on time is 14.7 percentage points below where it was.",
		"Orders on time fell.",
		"The Wait (p95) rose by 12 seconds.",
		"The Wait (p95) is 90 ms.",
		"The Wait (p95) fell by 12 seconds because of the list.",
		"Wait (p95) changed by +12 s.",
		"Refunds rose.",
		"Refunds stood at 44.4%.",
		"Refunds were 1,204 EUR.",
		"Refunds were 1204 tickets.",
		"Revenue was 48,211 USD.",
		"Orders on time stood at 90 s.",
		"Two months ago Orders on time was 44.4%.",
		"Yesterday Orders on time was 44.4%.",
		"In April Orders on time was 44.4%.",
		"The deploy was release 4.3.",
		"３ metrics moved.",
		"The campaign raised Orders on time.",
		"Orders on time did not move.",
		"Orders on time stayed flat.",
		"Orders on time did not rise.",
		"Nothing moved.",
		"There is no change in Orders on time.",
		"Orders on time averaged 44.4% before.",
		"Before, Orders on time averaged 44.4%.",
		"Orders on time used to be at 44.4%.",
		"Orders on time stands at 29.7% now.",
		"Orders on time is XLIV percent.",
		"Orders on time est de quarante pour cent.",
		"Orders on time is quaranta percent.",
	} {
		require.NotEmpty(t, violationsOf(text), text)
	}
}

// TestQuotesOfEvidence shows that what was said may be said again, byte for byte, and nothing else.
func TestQuotesOfEvidence(t *testing.T) {
	t.Parallel()
	said := agent.Evidence{Quote: "If not, we stop, because it drove 12 bakers mad."}
	require.Empty(t, violationsOf("The sheet says: “we stop, because it drove 12 bakers mad.”", said))
	require.NotEmpty(t, violationsOf("The sheet says: “we stop, because it drove 13 bakers mad.”", said))
	require.NotEmpty(t, violationsOf("The sheet says: “we stop, because it drove 12 bakers mad.”"))
	require.NotEmpty(t, violationsOf("We stop, because it drove 12 bakers mad.", said))
}

func TestCheckSaysTheWayOut(t *testing.T) {
	t.Parallel()
	s := []Sentence{{Text: "The list made Wait (p95) fall by 12 s.", Facts: []string{"F6"}}}
	err := Check(s, board, boardLicence)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	require.ErrorContains(t, err, "claims a cause")
	require.Equal(t, `What may be said: "Wait (p95) moved; why is not known".`, fault.Next(err))

	err = Check([]Sentence{{Text: "Refunds stood at 1,205 orders.", Facts: []string{"F7"}}}, board, boardLicence)
	require.ErrorContains(t, err, `"1,205 orders" in "Refunds stood at 1,205 orders." is no number of the facts about Refunds`)
	require.Contains(t, fault.Next(err), "Refunds stood at 1,204 orders")

	require.NoError(t, Check([]Sentence{{Text: "Refunds stood at 1,204 orders.", Facts: []string{"F7"}}}, board, boardLicence))
	require.Error(t, Check([]Sentence{{Text: "Refunds stood at 1,204 orders.", Facts: []string{"F2"}}}, board, boardLicence), "the fact has to be cited")
	require.NoError(t, Check(nil, nil, boardLicence))
}

func TestFormat(t *testing.T) {
	t.Parallel()
	cases := []struct {
		value float64
		unit  string
		want  string
	}{
		{41.23, "%", "41.2%"}, {41, "%", "41%"}, {0.0312, "%", "0.031%"}, {-3.14, Points, "-3.1 percentage points"}, {12412, "EUR", "12,412 EUR"},
		{1234567.8, "users", "1,234,568 users"}, {1, "users", "1 user"}, {1, Points, "1 percentage point"}, {0, "%", "0%"}, {99.97, "ms", "100 ms"}, {0.999, "", "1"}, {-0.00001, "", "-0.00001"},
	}
	for _, c := range cases {
		require.Equal(t, c.want, Format(c.value, c.unit))
	}
	require.Equal(t, "2.96%", FormatBeside(2.96, 3, "%"))
	require.Equal(t, "2.9996%", FormatBeside(2.9996, 3, "%"))
	require.Equal(t, "3%", FormatBeside(3, 3, "%"))
}

func FuzzCheck(f *testing.F) {
	for _, text := range claims {
		f.Add(text)
	}
	for _, text := range []string{"Orders on time stood at 44.4% in the week of 16 March 2026.", "3/4, ½, ③, 1.2.3, twenty-first of May, a hundred and one", "“x” \"y\" \x01 \ue000", "-–+€ .5k 10-15k"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, n := range Numbers(text) {
			require.True(t, 0 <= n.Start && n.Start < n.End && n.End <= len(text))
		}
		_ = Causal(text)
		s := Sentence{Text: text}
		table := NewTable(append([]Fact{{ID: "F0", Text: text, Value: 1, Metric: "m", Name: "N"}}, board...), boardLicence)
		s.Facts = table.Cite(s)
		_ = table.Violations([]Sentence{s})
	})
}

func TestWhatStandsBesideASuspect(t *testing.T) {
	t.Parallel()
	facts := []Fact{{ID: "F1", Text: "Orders stood at 40% in the week of 16 March 2026", Value: 40, Unit: "%", Metric: "shop.orders", Name: "Orders", Period: "2026-03-16"}}
	check := func(text string, level signal.Evidence) []Violation {
		table := NewTable(facts, func(string) signal.Evidence { return level })
		table.Suspect([]string{"Order list by oven"}, "the mechanism started on 9 March 2026")
		return table.Violations([]Sentence{{Text: text, Facts: []string{"F1"}}})
	}
	for _, text := range []string{
		"Orders thrives on the list.", "The oven has been kind to Orders.", "Our mechanism carried Orders.", "Orders has the list to thank.", "The list and Orders go hand in hand.", "Orders, the list.",
	} {
		found := check(text, signal.EvidenceTimed)
		require.NotEmpty(t, found, text)
		require.Contains(t, found[0].Why, "cause", text)
	}
	for _, text := range []string{
		"Orders stood at 40% in the week of 16 March 2026, when the list started.", "We keep the list until Monday.", "Orders needs a better definition.", "The oven is repaired.",
	} {
		require.Empty(t, check(text, signal.EvidenceTimed), text)
	}
	require.Empty(t, check("The list carried Orders.", signal.EvidenceControlled), "a control licenses it")
}

// TestTheBetAlone shows that of a bet may be said where it is and what people do next, and not what it did.
func TestTheBetAlone(t *testing.T) {
	t.Parallel()
	check := func(text string) []Violation {
		table := NewTable(board, boardLicence)
		table.Suspect([]string{"Shelf order for the count list"})
		return table.Violations([]Sentence{{Text: text}})
	}
	for _, text := range []string{
		"Shelf order is why shops came back.", "The rise is down to shelf order.", "Without shelf order this rise is unthinkable.", "Shelf order got shops back.", "The list did its work.", "The gate is passed and the new list did that.",
		"You can see what shelf order does.", "The timing is no coincidence.", "The list w\u043erked.", "The list w\u0336o\u0336rked.", "The list \uff57\uff4f\uff52\uff4b\uff45\uff44.", "It was the list.", "We keep the list, the jump says it all.", "Owners buy again now that they have the list.", "We keep the list because of the jump.",
		"We keep what brings shops in: the list.", "The list, not luck.", "We keep the list that tamed the corrections.", "Let's keep the list, shops clearly like it.", "Since the list is there, all is well.",
		"Once the list was live, shops stayed.", "We stop the list, which scared shops away.", "Is it not the list that brought them in?", "Who else but the list?", "We show the list everywhere, it earns its keep.",
	} {
		found := check(text)
		require.NotEmpty(t, found, text)
		require.Contains(t, found[0].Why, "cause", text)
	}
	for _, text := range []string{
		"We keep the list until the gate.", "We go on with shelf order.", "Let's stop the list if nobody wants it.", "Mei shows the list to the shops on Monday.", "The list is live in the shops.", "We do not know what the list does.",
		"Would we start the list today?", "The list is translated.", "Nobody has looked at the list yet.", "Owen fixes the spelling in the list.", "If Orders on time is not clear by then, we stop the list.", "The list was translated into French.", "Some users have not seen the list yet.",
	} {
		require.Empty(t, check(text), text)
	}
}
