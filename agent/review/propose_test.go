package review

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/signal"
)

func TestPropose(t *testing.T) {
	t.Parallel()
	fine := Standing{HasGate: true, Gate: signal.GateNotDue, HasGuardrail: true, Guardrail: signal.GuardrailOK}
	with := func(change func(*Standing)) Standing {
		s := fine
		change(&s)
		return s
	}
	cases := []struct {
		name string
		s    Standing
		want Choice
		rule string
	}{
		{"all is well", fine, Continue, "not_due"},
		{"passed", with(func(s *Standing) { s.Gate = signal.GatePassed }), Continue, "gate_passed"},
		{"a breach beats a pass", with(func(s *Standing) { s.Gate, s.Guardrail = signal.GatePassed, signal.GuardrailBreached }), Stop, "guardrail_breached"},
		{"a breach beats missing data", with(func(s *Standing) { s.Guardrail, s.Blocked = signal.GuardrailBreached, []string{"Wait"} }), Stop, "guardrail_breached"},
		{"missed", with(func(s *Standing) { s.Gate = signal.GateFailed }), Stop, "gate_failed"},
		{"unknown is not ok", with(func(s *Standing) { s.Guardrail = signal.GuardrailUnknown }), None, "guardrail_unknown"},
		{"a pass needs a guardrail", with(func(s *Standing) { s.Gate, s.Guardrail = signal.GatePassed, signal.GuardrailUnknown }), None, "guardrail_unknown"},
		{"no guardrail is unknown, too", with(func(s *Standing) { s.HasGuardrail, s.Guardrail = false, signal.GuardrailUnknown }), None, "guardrail_unknown"},
		{"unknown is not passed", with(func(s *Standing) { s.Gate = signal.GateUnknown }), None, "gate_unknown"},
		{"no gate", with(func(s *Standing) { s.HasGate, s.Gate = false, signal.GateUnknown }), None, "no_gate"},
		{"blocked", with(func(s *Standing) { s.Blocked = []string{"Wait"} }), None, "data_blocked"},
		{"burning", with(func(s *Standing) { s.Guardrail = signal.GuardrailBurning }), Change, "guardrail_burning"},
		{"burning beats a pass", with(func(s *Standing) { s.Gate, s.Guardrail = signal.GatePassed, signal.GuardrailBurning }), Change, "guardrail_burning"},
		{"inconclusive once", with(func(s *Standing) { s.Gate = signal.GateInconclusive }), Change, "gate_inconclusive"},
		{"inconclusive again", with(func(s *Standing) { s.Gate, s.Extensions = signal.GateInconclusive, 1 }), Stop, "extended_again"},
		{"went the wrong way", with(func(s *Standing) { s.Against = []string{"Wait"} }), Change, "moved_against"},
	}
	for _, c := range cases {
		p := Propose(c.s)
		require.Equal(t, c.want, p.Decision, c.name)
		require.Equal(t, c.rule, p.Rule, c.name)
		require.NotEmpty(t, p.Rationale, c.name)
	}
	require.True(t, Propose(with(func(s *Standing) { s.Extensions = 2 })).spiral(2), "two extensions are named whatever holds")
	require.False(t, Propose(with(func(s *Standing) { s.Extensions = 1 })).spiral(1))
}

func TestUnitsOfThresholds(t *testing.T) {
	t.Parallel()
	cases := []struct {
		has, said string
		threshold float64
		scale     float64 // of a rate; 0 for values alone, at 0.4
		want      float64
		unclear   string
	}{
		{"%", "%", 40, 100, 40, ""},
		{"%", "", 40, 100, 40, ""},
		{"%", "", 0.4, 100, 0, "percent"},
		{"%", "%", 40, 0, 0, "not certain"},
		{"", "%", 40, 1, 0.4, ""},
		{"", "%", 40, 100, 40, ""},
		{"", "%", 40, 0, 0, "plain numbers"},
		{"ms", "s", 2, 0, 2000, ""},
		{"s", "minutes", 2, 0, 120, ""},
		{"min", "%", 2, 0, 0, "measured in min"},
		{"EUR", "€", 200, 0, 200, ""},
		{"EUR", "$", 200, 0, 0, "EUR"},
		{"users", "accounts", 200, 0, 200, ""},
		{"users", "", 200, 0, 200, ""},
		{"users", "hours", 200, 0, 0, "users"},
	}
	for _, c := range cases {
		m := metric{name: "Wait", unit: c.has}
		m.series = signal.Series{Points: []signal.Point{{Value: 0.4}}, Rate: c.scale > 0, Scale: c.scale}
		got, unclear := m.inUnitOf(c.threshold, c.said)
		require.InDelta(t, c.want, got, 1e-9, "%v", c)
		require.Equal(t, c.unclear == "", unclear == "", "%v: %s", c, unclear)
		require.Contains(t, unclear, c.unclear, "%v", c)
	}
}
