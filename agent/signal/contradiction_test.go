package signal

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// saying gives a series in which some period, counted from the newest, has another value and another numerator.
func saying(s Series, ago int, value, numerator float64) Series {
	points := slices.Clone(s.Points)
	p := &points[len(points)-1-ago]
	p.Value, p.Numerator = value, numerator
	return NewSeries(Week, points)
}

func TestGuardrailOfReadingsThatContradictThemselves(t *testing.T) {
	t.Parallel()
	good := guarded(19, 22, 20)
	for name, c := range map[string]struct {
		series Series
		op     string
		limit  float64
		state  GuardrailState
		code   CheckCode
	}{
		"the value is fine, its parts are not":  {saying(good, 0, 1, 90), "<", 3, GuardrailUnknown, ValueMismatch},
		"the parts are fine, their value is":    {saying(good, 0, 1.9, 3), "<", 3, GuardrailUnknown, ValueMismatch},
		"a week before the newest":              {saying(good, 2, 1, 90), "<", 3, GuardrailUnknown, ValueMismatch},
		"a breach that is seen":                 {saying(good, 0, 9, 10), "<", 3, GuardrailBreached, ValueMismatch},
		"more than all":                         {saying(good, 0, 158, 1580), "<", 3, GuardrailUnknown, ImpossibleShare},
		"more than all, where more is good":     {saying(guarded(990, 992, 991), 0, 158, 1580), ">=", 98.5, GuardrailUnknown, ImpossibleShare},
		"less than none":                        {saying(good, 0, -58, -580), "<", 3, GuardrailUnknown, ImpossibleShare},
		"less than none, where more is good":    {saying(guarded(990, 992, 991), 0, -58, -580), ">=", 98.5, GuardrailUnknown, ImpossibleShare},
		"less than none, a week before":         {saying(good, 1, -58, -580), "<", 3, GuardrailUnknown, ImpossibleShare},
		"less than none before, and now beyond": {saying(saying(good, 1, -58, -580), 0, 9, 90), "<", 3, GuardrailBreached, ImpossibleShare},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := WatchGuardrail(c.series, Guardrail{Op: c.op, Threshold: c.limit})
			require.NoError(t, err)
			require.Equal(t, c.state, r.State, r.Detail)
			require.Contains(t, codes(r.Checks, Block), c.code)
			require.NotContains(t, codes(r.Checks, Warn), c.code)
			if c.state == GuardrailUnknown {
				require.Contains(t, r.Detail, "Something is wrong with the data: ")
				require.NotContains(t, r.Detail, "judged alone")
			}
		})
	}
}

func TestGateOfReadingsThatContradictThemselves(t *testing.T) {
	t.Parallel()
	s := guarded(60, 62, 61, 60)
	start := s.Points[12].Start
	newest := Gate{Op: ">=", Threshold: 4, Periods: 2, Start: start}
	dated := Gate{Op: ">=", Threshold: 4, Start: start, By: s.Points[13].Start}
	state := func(s Series, g Gate) GateState {
		r, err := JudgeGate(s, g)
		require.NoError(t, err)
		return r.State
	}
	require.Equal(t, GatePassed, state(s, newest))
	require.Equal(t, GatePassed, state(s, dated))

	for _, wrong := range []Series{saying(s, 2, 6.2, 9), saying(s, 2, 158, 1580), saying(s, 2, -58, -580)} {
		require.Equal(t, GateUnknown, state(wrong, newest))
		require.Equal(t, GateUnknown, state(wrong, dated))
	}
	for _, later := range []Series{saying(s, 0, 6.2, 9), saying(s, 0, 158, 1580)} {
		require.Equal(t, GateUnknown, state(later, newest))
		require.Equal(t, GatePassed, state(later, dated), "what comes later changes nothing")
		g := newest
		g.AsOf = s.Period.End(s.Points[14].Start)
		require.Equal(t, GatePassed, state(later, g), "a week that is not over counts for nothing")
	}
}

// TestRunningWeekThatContradictsItself holds that it does not take the numerators and denominators from the others.
func TestRunningWeekThatContradictsItself(t *testing.T) {
	t.Parallel()
	s := guarded(30, 34, 38, 60)
	wrong := saying(s, 0, 1, 60)
	g := Guardrail{Op: "<", Threshold: 3, AsOf: s.Points[15].Start}
	r, err := WatchGuardrail(wrong, g)
	require.NoError(t, err)
	require.Equal(t, GuardrailBreached, r.State)
	require.InDelta(t, 4000, r.Total, 1e-9, "all four weeks")
	require.Equal(t, noiseRatio, judge(t, wrong, Options{AsOf: g.AsOf}).Verdict.Noise.Kind)
}

func TestImpossibleShares(t *testing.T) {
	t.Parallel()
	num, den, events, busy := make([]float64, 16), make([]float64, 16), make([]float64, 16), make([]float64, 16)
	for i := range num {
		den[i] = 100
		num[i] = []float64{58, 61, 55, 63, 57}[i%5]
		events[i] = []float64{88, 103, 91, 79, 97, 110}[i%6]
		busy[i] = []float64{130, 158, 141, 96}[i%4]
	}
	require.NotContains(t, codes(judge(t, shares(num, den), Options{}).Checks, Block), ImpossibleShare)
	require.NotContains(t, codes(judge(t, shares(events, den), Options{}).Checks, Block), ImpossibleShare, "a rate of events near 1")
	require.NotContains(t, codes(judge(t, shares(busy, den), Options{}).Checks, Block), ImpossibleShare, "a rate of events")
	for _, wrong := range []float64{158, -58} {
		num[14] = wrong
		j := judge(t, shares(num, den), Options{})
		require.Equal(t, Blocked, j.Verdict.Outcome)
		require.Equal(t, []CheckCode{ImpossibleShare}, codes(j.Checks, Block))
		require.Equal(t, "2025-04-14", j.Checks[0].Period)
	}
	old := shares(append([]float64{158}, num[:14]...), den[:15])
	require.NotContains(t, codes(judge(t, old, Options{Start: old.Points[14].Start, Baseline: 12}).Checks, Block), ImpossibleShare, "before the baseline")
}
