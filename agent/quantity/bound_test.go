package quantity

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
)

func TestBounds(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text  string
		op    agent.Op
		value float64
		unit  string
		said  string
	}{
		{"at least 40%", agent.AtLeast, 40, "%", "at least 40%"},
		{"like, at least, um, forty percent", agent.AtLeast, 40, "%", "at least, um, forty percent"},
		{"at least, you know, forty", agent.AtLeast, 40, "", "at least, you know, forty"},
		{"at least, I mean, ten teams", agent.AtLeast, 10, "teams", "at least, I mean, ten teams"},
		{"at the very least 40", agent.AtLeast, 40, "", "at the very least 40"},
		{"no less than 99.9", agent.AtLeast, 99.9, "", "no less than 99.9"},
		{"no fewer than ten teams", agent.AtLeast, 10, "teams", "no fewer than ten teams"},
		{"a minimum of five interviews", agent.AtLeast, 5, "interviews", "minimum of five interviews"},
		{"not below 99.9", agent.AtLeast, 99.9, "", "not below 99.9"},
		{"it never goes below 200", agent.AtLeast, 200, "", "never goes below 200"},
		{"don't let it drop under thirty percent", agent.AtLeast, 30, "%", "don't let it drop under thirty percent"},
		{"it doesn't drop below 99.9", agent.AtLeast, 99.9, "", "doesn't drop below 99.9"},
		{"it doesnt drop below 99.9", agent.AtLeast, 99.9, "", "doesnt drop below 99.9"},
		{"it stays above 95 percent", agent.MoreThan, 95, "%", "above 95 percent"},
		{"keep it over 4", agent.MoreThan, 4, "", "over 4"},
		{"at or above 40%", agent.AtLeast, 40, "%", "at or above 40%"},
		{"greater than or equal to 10", agent.AtLeast, 10, "", "greater than or equal to 10"},
		{">= 40%", agent.AtLeast, 40, "%", ">= 40%"},
		{"≥40%", agent.AtLeast, 40, "%", "≥40%"},
		{"upwards of 200 teams", agent.AtLeast, 200, "teams", "upwards of 200 teams"},
		{"ten or more", agent.AtLeast, 10, "", "ten or more"},
		{"ten or more teams", agent.AtLeast, 10, "teams", "ten or more teams"},
		{"40% or better", agent.AtLeast, 40, "%", "40% or better"},
		{"forty percent or higher", agent.AtLeast, 40, "%", "forty percent or higher"},
		{"40 and above", agent.AtLeast, 40, "", "40 and above"},
		{"80 plus percent", agent.AtLeast, 80, "%", "80 plus percent"},
		{"40%+ would do", agent.AtLeast, 40, "%", "40%+"},
		{"40 percent at least", agent.AtLeast, 40, "%", "40 percent at least"},
		{"forty percent minimum", agent.AtLeast, 40, "%", "forty percent minimum"},
		{"we reach forty percent", agent.AtLeast, 40, "%", "reach forty percent"},
		{"if activation hits 40", agent.AtLeast, 40, "", "hits 40"},
		{"we get to 40%", agent.AtLeast, 40, "%", "to 40%"},
		{"get activation to 40%", agent.AtLeast, 40, "%", "to 40%"},
		{"get it up to forty percent", agent.AtLeast, 40, "%", "up to forty percent"},
		{"it has to climb to 40", agent.AtLeast, 40, "", "to 40"},
		{"raise retention to, like, 35 percent", agent.AtLeast, 35, "%", "to, like, 35 percent"},
		{"from 31 to 40 percent", agent.AtLeast, 40, "%", "from 31 to 40 percent"},
		{"from thirty-one percent up to forty", agent.AtLeast, 40, "", "from thirty-one percent up to forty"},
		{"why don't we say at least 40%", agent.AtLeast, 40, "%", "at least 40%"},
		{"at most 5 tickets", agent.AtMost, 5, "tickets", "at most 5 tickets"},
		{"no more than two escalations a week", agent.AtMost, 2, "escalations", "no more than two escalations a week"},
		{"not more than 2%", agent.AtMost, 2, "%", "not more than 2%"},
		{"up to 30 minutes", agent.AtMost, 30, "minutes", "up to 30 minutes"},
		{"must not exceed 300 ms", agent.AtMost, 300, "ms", "not exceed 300 ms"},
		{"not exceeding 15 minutes", agent.AtMost, 15, "minutes", "not exceeding 15 minutes"},
		{"max 3 retries", agent.AtMost, 3, "retries", "max 3 retries"},
		{"a maximum of one minute", agent.AtMost, 1, "minute", "maximum of one minute"},
		{"capped at 12.5 euros", agent.AtMost, 12.5, "euros", "capped at 12.5 euros"},
		{"limited to 5 teams", agent.AtMost, 5, "teams", "limited to 5 teams"},
		{"error rate stays under 0.5 percent", agent.LessThan, 0.5, "%", "under 0.5 percent"},
		{"keep churn below 3%", agent.LessThan, 3, "%", "below 3%"},
		{"as long as it doesn't go above 2%", agent.AtMost, 2, "%", "doesn't go above 2%"},
		{"it can't take longer than five minutes", agent.AtMost, 5, "minutes", "can't take longer than five minutes"},
		{"we don't want more than two escalations", agent.AtMost, 2, "escalations", "don't want more than two escalations"},
		{"five or less", agent.AtMost, 5, "", "five or less"},
		{"five minutes or less", agent.AtMost, 5, "minutes", "five minutes or less"},
		{"five minutes or better", agent.AtMost, 5, "minutes", "five minutes or better"},
		{"200 ms tops", agent.AtMost, 200, "ms", "200 ms tops"},
		{"three at most", agent.AtMost, 3, "", "three at most"},
		{"get it down to 3%", agent.AtMost, 3, "%", "down to 3%"},
		{"bring response time down to two hours", agent.AtMost, 2, "hours", "down to two hours"},
		{"cut churn to 3 percent", agent.AtMost, 3, "%", "to 3 percent"},
		{"reduce setup to five minutes", agent.AtMost, 5, "minutes", "to five minutes"},
		{"from 9 percent to 5 percent", agent.AtMost, 5, "%", "from 9 percent to 5 percent"},
		{"we answer within 24 hours", agent.AtMost, 24, "hours", "within 24 hours"},
		{"at or below 2%", agent.AtMost, 2, "%", "at or below 2%"},
		{"under five minutes", agent.LessThan, 5, "minutes", "under five minutes"},
		{"below 800 ms", agent.LessThan, 800, "ms", "below 800 ms"},
		{"less than a third of users", agent.LessThan, 100.0 / 3, "%", "less than a third of"},
		{"fewer than 5 tickets", agent.LessThan, 5, "tickets", "fewer than 5 tickets"},
		{"faster than 300 ms", agent.LessThan, 300, "ms", "faster than 300 ms"},
		{"if we don't get to 40%", agent.LessThan, 40, "%", "don't get to 40%"},
		{"if it isn't at least 40%", agent.LessThan, 40, "%", "isn't at least 40%"},
		{"sub-200ms", agent.LessThan, 200, "ms", "sub-200ms"},
		{"over 40%", agent.MoreThan, 40, "%", "over 40%"},
		{"above forty", agent.MoreThan, 40, "", "above forty"},
		{"more than half of the teams", agent.MoreThan, 50, "%", "more than half"},
		{"north of 45 percent", agent.MoreThan, 45, "%", "north of 45 percent"},
		{"greater than 10", agent.MoreThan, 10, "", "greater than 10"},
		{"it takes over two weeks", agent.MoreThan, 2, "weeks", "over two weeks"},
		{"exactly three teams", agent.Equals, 3, "teams", "exactly three teams"},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			got := boundsOf(c.text)
			require.Len(t, got, 1)
			require.Equal(t, c.op, got[0].Op)
			require.InDelta(t, c.value, got[0].Value, 1e-9)
			require.Equal(t, c.unit, got[0].Unit)
			require.Equal(t, c.said, c.text[got[0].Start:got[0].End])
		})
	}
}

func TestBoundsNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"improve activation by 10%",
		"improve activation by at least 10%",
		"at least a 10% improvement",
		"at least 10% more",
		"it takes three to five days",
		"between 10 to 20 users",
		"anywhere from 3 to 5 days",
		"we talked over two weeks",
		"split this over two requests",
		"I want to go over one thing",
		"hit two birds with one stone",
		"talk to five users",
		"get back to three customers",
		"by the end of week two",
		"within ten days",
		"two weeks ago, exactly two weeks ago",
		"better than one another",
		"it must not cost more than twelve fifty euros",
		"forty percent",
		"get the setup to five minutes",
		"",
	} {
		require.Empty(t, boundsOf(text), text)
	}
}

func TestBoundsSeveral(t *testing.T) {
	t.Parallel()
	got := boundsOf("at least three of five pilots finish setup in under ten minutes, and p95 stays below 800 ms")
	require.Len(t, got, 3)
	require.Equal(t, agent.AtLeast, got[0].Op)
	require.Equal(t, agent.LessThan, got[1].Op)
	require.Equal(t, agent.LessThan, got[2].Op)
}
