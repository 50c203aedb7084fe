package quantity

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
)

func TestParsePredicate(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		want string // as Predicate.String has it
		gap  Gap
	}{
		{"if we get activation to at least 40% by the end of week two we keep going",
			"activation >= 40% by 2026-03-18", Gap{}},
		{"so, um, if activation is, like, at least, um, forty percent by the fourteenth, we continue, otherwise we stop and roll back",
			"activation >= 40% by 2026-03-14", Gap{}},
		{"time to first value under five minutes",
			"time to first value < 5 minutes by (date not stated)", Gap{Date: true}},
		{"forty percent of trial workspaces connect a source by end of week two",
			"trial workspaces connect a source >= 40% by 2026-03-18", Gap{}},
		{"at least forty percent of the trial workspaces connect a source by end of week two",
			"trial workspaces connect a source >= 40% by 2026-03-18", Gap{}},
		{"if forty percent of trials connect a source, we go on",
			"trials connect a source >= 40% by (date not stated)", Gap{Date: true}},
		{"if at least five paying customers renew by June 30 we ship it",
			"paying customers renew >= 5 customers by 2026-06-30", Gap{}},
		{"if five customers renew by June 30 we ship it",
			"customers renew >= 5 customers by 2026-06-30", Gap{}},
		{"ten or more teams finish setup by next Friday",
			"teams finish setup >= 10 teams by 2026-03-13", Gap{}},
		{"get support response time down to two hours by end of month",
			"support response time <= 2 hours by 2026-03-31", Gap{}},
		{"activation has to climb from 31 to 40 percent in two weeks",
			"activation >= 40% by 2026-03-18", Gap{}},
		{"the share of workspaces that connect a source reaches 40 percent by March 20",
			"share of workspaces that connect a source >= 40% by 2026-03-20", Gap{}},
		{"we continue if the share of users who have finished setup is above 60%",
			"share of users who have finished setup > 60% by (date not stated)", Gap{Date: true}},
		{"we need to see an activation rate of at least forty percent by tomorrow",
			"activation rate >= 40% by 2026-03-05", Gap{}},
		{"as long as weekly active teams don't drop below 200",
			"weekly active teams >= 200 by (date not stated)", Gap{Date: true}},
		{"retention at 40% or better within ten days",
			"retention >= 40% by 2026-03-14", Gap{}},
		{"if more than half of the pilot teams use it weekly by the end of the month, we go on",
			"pilot teams use it weekly > 50% by 2026-03-31", Gap{}},
		{"the hit rate stays above 90 percent", "hit rate > 90% by (date not stated)", Gap{Date: true}},
		{"keep churn below 3 percent", "churn < 3% by (date not stated)", Gap{Date: true}},
		{"let's say activation needs to be north of 45 by the end of the sprint",
			"activation > 45 by (date not stated)", Gap{Date: true, DateWords: "by the end of the sprint"}},
		{"on Friday we look: if activation is above 40 percent we continue",
			"activation > 40% by 2026-03-06", Gap{}},
		{"if it gets to at least 40% by Friday we keep going",
			"(metric not stated) >= 40% by 2026-03-06", Gap{Metric: true}},
		{"The gate is simple: by March 27 we want thirty-five percent of new workspaces inviting a teammate",
			"new workspaces inviting a teammate >= 35% by 2026-03-27", Gap{}},
		{"we need at least, what, forty percent of the trials to hit the aha moment",
			"trials to hit the aha moment >= 40% by (date not stated)", Gap{Date: true}},
		{"no more than five percent of users should see the error page",
			"users should see the error page <= 5% by (date not stated)", Gap{Date: true}},
		{"we keep going if at least 8 out of 10 design partners would be disappointed without it",
			"design partners would be disappointed without it >= 80% by (date not stated)", Gap{Date: true}},
		{"we'd call it a success if 3 of the 5 pilots sign by the end of April",
			"pilots sign >= 3 pilots by 2026-04-30", Gap{}},
		{"we're at 31 percent today and I want us at 40 percent by the end of the quarter",
			"(metric not stated) >= 40% by 2026-03-31", Gap{Metric: true}},
		{"success is 500 signups by May 1st", "signups >= 500 signups by 2026-05-01", Gap{}},
		{"we need to hit, I don't know, maybe 45, 50 percent by end of month",
			"(metric not stated) >= 45% by 2026-03-31", Gap{Metric: true}},
		{"on-time delivery of at least 95 percent", "on-time delivery >= 95% by (date not stated)", Gap{Date: true}},
		{"the onboarding completion rate needs to get from 52 to 60 by the 27th of March",
			"onboarding completion rate >= 60 by 2026-03-27", Gap{}},
		{"okay so condition: activation, forty percent or more, end of week two", "activation >= 40% by 2026-03-18", Gap{}},
		{"cost per lead should not be more than 12 euros", "cost per lead <= 12 euros by (date not stated)", Gap{Date: true}},
		// A condition for stopping is turned around.
		{"if activation is under 40% by Friday we stop", "activation >= 40% by 2026-03-06", Gap{}},
		{"if activation isn't at forty percent or more by Friday, we kill it", "activation >= 40% by 2026-03-06", Gap{}},
		{"if we don't reach 40% activation in two weeks, we stop", "activation >= 40% by 2026-03-18", Gap{}},
		{"if we don't reach 40% activation in two weeks, we don't continue", "activation >= 40% by 2026-03-18", Gap{}},
		{"if activation isn't at forty percent by Friday, we kill it", "activation >= 40% by 2026-03-06", Gap{}},
		{"so if by the end of week two fewer than twenty of the fifty pilot accounts have imported data, we kill it",
			"pilot accounts have imported data >= 20 accounts by 2026-03-18", Gap{}},
		{"if we're not at sixty percent by then, we go back to the old flow",
			"(metric not stated) >= 60% by (date not stated)", Gap{Metric: true, Date: true, DateWords: "by then"}},
		{"unless activation gets to 40 percent by Friday we stop", "activation >= 40% by 2026-03-06", Gap{}},
		{"we keep going unless error rate goes above 2%", "error rate <= 2% by (date not stated)", Gap{Date: true}},
		{"we stop if retention falls below 20 percent", "retention >= 20% by (date not stated)", Gap{Date: true}},
		{"if p95 goes over 800 ms we roll it back", "p95 <= 800 ms by (date not stated)", Gap{Date: true}},
		// A date that belongs to what is done afterwards is not the gate's.
		{"if activation is at least 40% we keep going until the end of June",
			"activation >= 40% by (date not stated)", Gap{Date: true}},
		{"We launch next Friday. If activation is at least 40% we keep going.",
			"activation >= 40% by (date not stated)", Gap{Date: true}},
		{"activation at least 40%. By the end of week two.", "activation >= 40% by 2026-03-18", Gap{}},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			got, gap := ParsePredicate(c.text, wednesday)
			require.NotNil(t, got)
			require.Equal(t, c.want, got.String())
			require.Equal(t, c.gap, gap)
			require.Contains(t, c.text, got.Metric)
		})
	}
}

func TestParsePredicateNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"if activation looks good by Friday we keep going",
		"we want to improve activation by 10 percent",
		"we'll see in two weeks",
		"last month we had 31 percent",
		"if NPS drops more than five points we pause",
		"we want at least a three point increase in retention",
		"churn no worse than 2 percent a month",
		"",
	} {
		got, gap := ParsePredicate(text, wednesday)
		require.Nil(t, got, text)
		require.True(t, gap.Threshold, text)
		require.True(t, gap.Metric, text)
	}
	_, gap := ParsePredicate("if it looks good by Friday", wednesday)
	require.False(t, gap.Date)
}

func TestParsePredicateWithoutMeeting(t *testing.T) {
	t.Parallel()
	got, gap := ParsePredicate("activation at least 40% by the end of week two", time.Time{})
	require.Equal(t, &agent.Predicate{Metric: "activation", Op: agent.AtLeast, Threshold: 40, Unit: "%"}, got)
	require.Equal(t, Gap{Date: true, DateWords: "by the end of week two"}, gap)
}

func TestParseObjective(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]agent.Objective{
		"error rate must stay under 0.5 percent":                {Op: agent.LessThan, Threshold: 0.5, Unit: "%"},
		"p95 stays below 800 ms":                                {Op: agent.LessThan, Threshold: 800, Unit: "ms"},
		"no more than two escalations a week":                   {Op: agent.AtMost, Threshold: 2, Unit: "escalations per week"},
		"uptime doesn't drop below 99.9 percent":                {Op: agent.AtLeast, Threshold: 99.9, Unit: "%"},
		"support tickets, we keep those at, um, max ten":        {Op: agent.AtMost, Threshold: 10},
		"if error rate goes above two percent, we pause":        {Op: agent.AtMost, Threshold: 2, Unit: "%"},
		"if error rate goes above two percent, we shut it down": {Op: agent.AtMost, Threshold: 2, Unit: "%"},
	} {
		got := ParseObjective(text)
		require.NotNil(t, got, text)
		require.Equal(t, want, *got, text)
	}
	require.Nil(t, ParseObjective("we must not annoy our users"))
	require.Nil(t, ParseObjective("improve uptime by 2 percent"))
}
