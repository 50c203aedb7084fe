package agent_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
)

// defined is the match of words that mean a metric with this unit and this good direction.
func defined(unit string, good agent.Direction) semantic.Match {
	return semantic.Match{
		Outcome: semantic.Linked, Metric: "product.wait", Candidates: []semantic.Candidate{{Metric: "product.wait", Name: "Wait"}},
		Definition: &semantic.Definition{Unit: unit, Direction: good},
	}
}

// limited is a sound sheet whose gate and guardrail have these limits on such a metric.
func limited(op agent.Op, unit string, m semantic.Match) agent.Sheet {
	s := sound()
	s.Fields.Gate.Condition.Predicate = &agent.Predicate{Metric: "wait", Op: op, Threshold: 40, Unit: unit, By: "2026-03-13"}
	s.Fields.Gate.Condition.Match = m
	s.Fields.Guardrail.Objective = &agent.Objective{Op: op, Threshold: 40, Unit: unit}
	s.Fields.Guardrail.Match = m
	return s
}

func TestRulesOfDirection(t *testing.T) {
	t.Parallel()
	both := []agent.Code{agent.CodeGateDirection, agent.CodeGuardrailDirection}
	for _, c := range []struct {
		op   agent.Op
		good agent.Direction
		want []agent.Code
	}{
		{agent.AtLeast, agent.Up, nil}, {agent.MoreThan, agent.Up, nil}, {agent.AtMost, agent.Down, nil}, {agent.LessThan, agent.Down, nil},
		{agent.AtLeast, agent.Down, both}, {agent.MoreThan, agent.Down, both}, {agent.AtMost, agent.Up, both}, {agent.LessThan, agent.Up, both},
		{agent.Equals, agent.Up, nil}, {agent.Equals, agent.Down, nil}, {agent.AtLeast, "", nil}, {agent.AtMost, "", nil},
	} {
		require.ElementsMatch(t, c.want, codes(agent.Rules(limited(c.op, "%", defined("%", c.good)))), "%s, %s is good", c.op, c.good)
	}
	found := agent.Rules(limited(agent.AtLeast, "%", defined("%", agent.Down)))
	require.Equal(t, "The stage gate asks for at least 40%, and lower is better for Wait (product.wait).", found[0].Message)
	require.Equal(t, agent.Warn, found[0].Severity)
	require.NotEmpty(t, found[0].Evidence)
	require.Equal(t, "The guardrail asks for at least 40%, and lower is better for Wait (product.wait).", found[1].Message)
}

func TestRulesOfUnits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		said, defined string
		differ        bool
	}{
		{"%", "%", false}, {"percent", "%", false}, {"", "%", false}, {"", "ms", false}, {"%", "", false}, {"%", "1", false},
		{"s", "ms", false}, {"seconds", "ms", false}, {"minutes", "s", false}, {"days", "h", false}, {"Euros", "EUR", false}, {"$", "USD/mo", false},
		{"users", "{user}", false}, {"people", "{shop}", false}, {"frobs", "ms", false}, {"%", "frobs", false}, {"ms", "By/s", false},
		{"%", "ms", true}, {"%", "{user}", true}, {"%", "EUR", true}, {"seconds", "%", true}, {"euros", "%", true}, {"euros", "s", true},
		{"tickets", "%", true}, {"days", "{ticket}", true}, {"users", "USD/{user}", true},
	} {
		want := []agent.Code{}
		if c.differ {
			want = []agent.Code{agent.CodeGateUnit, agent.CodeGuardrailUnit}
		}
		require.Equal(t, want, codes(agent.Rules(limited(agent.AtLeast, c.said, defined(c.defined, "")))), "%q of a metric in %q", c.said, c.defined)
	}
	found := agent.Rules(limited(agent.AtLeast, "%", defined("ms", "")))
	require.Equal(t, "The stage gate says 40%, and Wait (product.wait) is a time in ms.", found[0].Message)
	require.Equal(t, agent.Warn, found[0].Severity)
	require.Equal(t, "The guardrail says 40%, and Wait (product.wait) is a time in ms.", found[1].Message)
	count := agent.Rules(limited(agent.AtLeast, "seconds", defined("{shop}", "")))
	require.Equal(t, "The stage gate says 40 seconds, and Wait (product.wait) is a count of shop.", count[0].Message)
}

func TestRulesOfSignalDirection(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		said, good agent.Direction
		differ     bool
	}{{agent.Up, agent.Up, false}, {agent.Down, agent.Down, false}, {"", agent.Up, false}, {agent.Up, "", false}, {agent.Down, agent.Up, true}, {agent.Up, agent.Down, true}} {
		s := sound()
		s.Fields.Signals[0].Direction, s.Fields.Signals[0].Match = c.said, defined("%", c.good)
		want := []agent.Code{}
		if c.differ {
			want = append(want, agent.CodeSignalDirection)
		}
		require.Equal(t, want, codes(agent.Rules(s)), "%q of a metric of which %q is good", c.said, c.good)
	}
	s := sound()
	s.Fields.Signals[0].Direction, s.Fields.Signals[0].Match = agent.Down, defined("%", agent.Up)
	found := agent.Rules(s)[0]
	require.Equal(t, agent.Info, found.Severity)
	require.Equal(t, "This signal is to go down, and higher is better for Wait (product.wait).", found.Message)
	require.Equal(t, s.Fields.Signals[0].Evidence, found.Evidence)
}

func TestRulesOfUndefinedGateMetric(t *testing.T) {
	t.Parallel()
	unknown := semantic.Match{Outcome: semantic.Unknown, Reason: "nothing is called so"}
	require.Equal(t, []agent.Code{agent.CodeUndefinedGateMetric}, codes(agent.Rules(limited(agent.AtLeast, "%", unknown))))
	for name, m := range map[string]semantic.Match{
		"of before": {}, "nothing is defined": semantic.NotLookedUp(), "not looked up yet": semantic.ChangedByHand(),
		"several": {Outcome: semantic.Ambiguous}, "one": defined("%", ""),
	} {
		require.Empty(t, codes(agent.Rules(limited(agent.AtLeast, "%", m))), name)
	}
	s := limited(agent.AtLeast, "%", unknown)
	s.Fields.Gate.Condition.Predicate = nil
	require.NotContains(t, codes(agent.Rules(s)), agent.CodeUndefinedGateMetric, "the gate measures nothing")
}

func TestMatchesFindEveryPlace(t *testing.T) {
	t.Parallel()
	s := sound()
	s.Jargon = []agent.Jargon{{Heard: "wait"}}
	paths := []string{}
	for ref := range s.Matches() {
		paths = append(paths, ref.Path)
		found, ok := s.MatchAt(ref.Path)
		require.True(t, ok)
		require.Same(t, ref.Match, found.Match)
	}
	require.Equal(t, []string{"mechanism.outcome", "gate.condition", "guardrail", "signals[0]", "signals[1]", "jargon[0]"}, paths)
	_, ok := s.MatchAt("signals[2]")
	require.False(t, ok)
}
