package agent_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
)

func TestPredicateHolds(t *testing.T) {
	t.Parallel()
	cases := []struct {
		op                  agent.Op
		below, equal, above bool
	}{
		{agent.AtLeast, false, true, true},
		{agent.AtMost, true, true, false},
		{agent.MoreThan, false, false, true},
		{agent.LessThan, true, false, false},
		{agent.Equals, false, true, false},
		{"", false, false, false},
		{"!=", false, false, false},
	}
	for _, c := range cases {
		p, o := agent.Predicate{Op: c.op, Threshold: 40}, agent.Objective{Op: c.op, Threshold: 40}
		for value, want := range map[float64]bool{39.5: c.below, 40: c.equal, 40.5: c.above} {
			require.Equal(t, want, p.Holds(value), "%v %s 40", value, c.op)
			require.Equal(t, want, o.Holds(value), "%v %s 40", value, c.op)
		}
		require.False(t, p.Holds(math.NaN()), "no number is not a pass (%s)", c.op)
		require.Equal(t, c.op != "" && c.op != "!=", c.op.Valid(), c.op)
	}
}

func TestPredicateString(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]agent.Predicate{
		"activation >= 40% by 2026-03-13":                    {Metric: "activation", Op: agent.AtLeast, Threshold: 40, Unit: "%", By: "2026-03-13"},
		"refunds < 3 days by 2026-03-17":                     {Metric: "refunds", Op: agent.LessThan, Threshold: 3, Unit: "days", By: "2026-03-17"},
		"(metric not stated) > 1000000 by (date not stated)": {Op: agent.MoreThan, Threshold: 1e6},
		"errors <= 0.05 by (date not stated)":                {Metric: "errors", Op: agent.AtMost, Threshold: 0.05},
		"open cases == 0 by 2026-04-01":                      {Metric: "open cases", Op: agent.Equals, By: "2026-04-01"},
	} {
		require.Equal(t, want, p.String())
	}
	require.Equal(t, "<= 2%", agent.Objective{Op: agent.AtMost, Threshold: 2, Unit: "%"}.String())
	require.Equal(t, "> 99.95", agent.Objective{Op: agent.MoreThan, Threshold: 99.95}.String())
	require.Equal(t, "< 200 ms", agent.Objective{Op: agent.LessThan, Threshold: 200, Unit: "ms"}.String())
}
