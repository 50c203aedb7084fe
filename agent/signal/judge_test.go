package signal

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// wobble gives n values around a level that vary without any pattern and without repeating.
func wobble(n int, level, size float64) []float64 {
	r := rand.New(rand.NewPCG(3, 3))
	v := make([]float64, n)
	for i := range v {
		v[i] = level + size*r.NormFloat64()
	}
	return v
}

func judge(t *testing.T, s Series, o Options) Judgement {
	t.Helper()
	j, err := Judge(s, o)
	require.NoError(t, err)
	return j
}

func codes(checks []Check, severity Severity) []CheckCode {
	out := []CheckCode{}
	for _, c := range checks {
		if c.Severity == severity {
			out = append(out, c.Code)
		}
	}
	return out
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	up := wobble(24, 100, 5)
	for i := 14; i < 24; i++ {
		up[i] += 15
	}
	down := wobble(24, 100, 5)
	for i := 12; i < 24; i++ {
		down[i] -= 12
	}
	back := wobble(30, 100, 5)
	for i := 12; i < 18; i++ {
		back[i] += 20
	}
	zeros := make([]float64, 20)
	for name, c := range map[string]struct {
		values  []float64
		outcome Outcome
		since   bool
	}{
		"a shift up":               {up, MovedUp, true},
		"a shift down":             {down, MovedDown, true},
		"a shift that went back":   {back, NoChangeDetected, false},
		"noise":                    {wobble(30, 100, 5), NoChangeDetected, false},
		"a tiny rate":              {wobble(30, 0.00002, 0.000001), NoChangeDetected, false},
		"flat":                     {[]float64{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, NoChangeDetected, false},
		"nothing ever":             {zeros, NoChangeDetected, false},
		"a flat baseline":          {append([]float64{2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5}, 2.6, 2.4), InsufficientData, false},
		"events after none":        {append(append([]float64{}, zeros[:14]...), 4, 6, 5, 7, 4), MovedUp, true},
		"too short":                {wobble(4, 100, 5), InsufficientData, false},
		"nothing after a baseline": {wobble(12, 100, 5), InsufficientData, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := judge(t, weekly(c.values...), Options{})
			require.Equal(t, c.outcome, j.Verdict.Outcome, "%+v", j.Verdict)
			require.Equal(t, c.since, j.Verdict.Since != "")
			require.GreaterOrEqual(t, j.Verdict.FalseAlarmRate, rateUsual)
			if c.outcome == NoChangeDetected && !flat(c.values) {
				require.Positive(t, j.Verdict.MDE)
			}
			if c.outcome == InsufficientData {
				require.NotEmpty(t, j.Verdict.Reason)
			}
		})
	}
}

// TestVerdictKnowsNoUnit judges the same noise in other units, upside down and as percentages.
func TestVerdictKnowsNoUnit(t *testing.T) {
	t.Parallel()
	v := wobble(20, 100, 5)
	for i := 13; i < 20; i++ {
		v[i] += 11
	}
	first := judge(t, weekly(v...), Options{}).Verdict
	require.Equal(t, MovedUp, first.Outcome)
	for _, factor := range []float64{1e-9, 1e6, -1} {
		scaled := make([]float64, len(v))
		for i := range v {
			scaled[i] = factor * v[i]
		}
		got := judge(t, weekly(scaled...), Options{}).Verdict
		require.Equal(t, first.Since, got.Since)
		require.Equal(t, factor > 0, got.Outcome == MovedUp)
		require.InEpsilon(t, first.MDE, got.MDE/max(factor, -factor), 1e-6)
	}
}

func TestVerdictOfRates(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 4))
	num, den := make([]float64, 26), make([]float64, 26)
	for i := range num {
		den[i] = float64(300 + r.IntN(600))
		p := 0.03
		if i >= 14 {
			p = 0.06
		}
		for range int(den[i]) {
			if r.Float64() < p {
				num[i]++
			}
		}
	}
	j := judge(t, shares(num, den), Options{})
	require.Equal(t, MovedUp, j.Verdict.Outcome)
	require.Equal(t, noiseShares, j.Verdict.Noise.Kind)
	require.InDelta(t, 0.06, j.Verdict.Level, 0.015)
	require.InDelta(t, 0.03, j.Baseline.Mean, 0.005)
	require.Less(t, j.Points[0].Lower, j.Points[0].Upper)

	percent := shares(num, den)
	for i := range percent.Points {
		percent.Points[i].Value *= 100
	}
	percent.rate()
	k := judge(t, percent, Options{})
	require.Equal(t, j.Verdict.Since, k.Verdict.Since)
	require.InEpsilon(t, 100*j.Verdict.MDE, k.Verdict.MDE, 1e-9)
	require.InEpsilon(t, 100*j.Baseline.Upper, k.Baseline.Upper, 1e-9)
}

func TestVerdictAllowsForWeekdays(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 5))
	var points []Point
	for i := range 70 {
		day := time.Date(2026, time.January, 5+i, 0, 0, 0, 0, time.UTC)
		v := 1000 + 20*r.NormFloat64()
		if weekend(day) {
			v -= 400
		}
		if i >= 42 {
			v += 35
		}
		points = append(points, Point{Slot: Slot{Start: day}, Value: v, Complete: true})
	}
	s := NewSeries(Day, points)
	j := judge(t, s, Options{Baseline: 42})
	require.True(t, j.Verdict.Noise.Weekdays)
	require.InDelta(t, 20, j.Verdict.Noise.Sigma, 8)
	require.Equal(t, MovedUp, j.Verdict.Outcome)

	j = judge(t, s, Options{Baseline: 12})
	require.False(t, j.Verdict.Noise.Weekdays)
	require.Contains(t, codes(j.Checks, Warn), Seasonal)

	var kept []Point
	for _, p := range points {
		if !weekend(p.Start) {
			kept = append(kept, p)
		}
	}
	working := NewSeries(Day, kept)
	require.True(t, working.Weekdays)
	require.NotContains(t, codes(judge(t, working, Options{}).Checks, Warn), Gap)
}

func TestJudgeRefusesABaselineThatIsNotThere(t *testing.T) {
	t.Parallel()
	for _, n := range []int{21, -1} {
		_, err := Judge(weekly(wobble(20, 1, 1)...), Options{Baseline: n})
		require.Equal(t, fault.Usage, fault.KindOf(err))
	}
}

func TestJudgementKeepsItsKeys(t *testing.T) {
	t.Parallel()
	content, err := json.Marshal(judge(t, weekly(wobble(3, 1, 1)...), Options{}))
	require.NoError(t, err)
	var got map[string]any
	require.NoError(t, json.Unmarshal(content, &got))
	for part, keys := range map[string][]string{
		"": {"n", "period", "baseline", "points", "verdict", "checks"}, "baseline": {"from", "to", "n", "mean", "mr_bar", "lower", "upper"},
		"verdict": {"outcome", "since", "mde", "false_alarm_rate"},
	} {
		object := got
		if part != "" {
			object, _ = got[part].(map[string]any)
		}
		for _, key := range keys {
			require.Contains(t, object, key)
		}
	}
	require.Contains(t, string(content), `"rules":[]`)
	require.Contains(t, string(content), `"checks":[]`)
}

func TestChecks(t *testing.T) {
	t.Parallel()
	clean := wobble(26, 100, 5)
	change := func(do func(v []float64)) Series {
		v := append([]float64{}, clean...)
		do(v)
		return weekly(v...)
	}
	without := func(from, to int) Series {
		s := weekly(clean...)
		return NewSeries(Week, append(append([]Point{}, s.Points[:from]...), s.Points[to:]...))
	}
	twice := func(v float64) Series {
		s := weekly(clean...)
		again := s.Points[5]
		again.Value = v
		return NewSeries(Week, append(s.Points, again))
	}
	partial := weekly(clean...)
	partial.Points[25].Complete = false
	num, den := wobble(20, 60, 4), wobble(20, 500, 20)
	for i := range num {
		num[i], den[i] = float64(int(num[i])), float64(int(den[i]))
	}
	num[19], den[19] = 10, 80
	end := time.Date(2025, time.July, 7, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		series      Series
		asOf        time.Time
		warn, block []CheckCode
	}{
		"clean":                    {weekly(clean...), end, []CheckCode{}, []CheckCode{}},
		"marked as partial":        {partial, end, []CheckCode{PartialPeriod}, []CheckCode{}},
		"partial as of a day":      {weekly(clean...), end.AddDate(0, 0, -1), []CheckCode{PartialPeriod}, []CheckCode{}},
		"looks partial":            {change(func(v []float64) { v[25] *= 0.4 }), time.Time{}, []CheckCode{PartialPeriod}, []CheckCode{}},
		"a week late":              {weekly(clean...), end.AddDate(0, 0, 8), []CheckCode{Late}, []CheckCode{}},
		"weeks late":               {weekly(clean...), end.AddDate(0, 0, 30), []CheckCode{}, []CheckCode{Late}},
		"a gap":                    {without(7, 9), end, []CheckCode{Gap}, []CheckCode{}},
		"mostly gap":               {without(7, 20), end, []CheckCode{}, []CheckCode{Gap}},
		"twice the same":           {twice(clean[5]), end, []CheckCode{DuplicatePeriod}, []CheckCode{}},
		"twice, differently":       {twice(1), end, []CheckCode{}, []CheckCode{DuplicatePeriod}},
		"thousands from a week on": {change(func(v []float64) { scaleFrom(v, 18, 26, 0.001) }), end, []CheckCode{}, []CheckCode{UnitJump}},
		"one value in cents":       {change(func(v []float64) { scaleFrom(v, 18, 19, 100) }), end, []CheckCode{UnitJump}, []CheckCode{}},
		"stands still":             {change(func(v []float64) { v[23], v[24], v[25] = v[22], v[22], v[22] }), end, []CheckCode{}, []CheckCode{Flatline}},
		"stood still":              {change(func(v []float64) { v[13], v[14], v[15], v[16] = v[12], v[12], v[12], v[12] }), end, []CheckCode{Flatline}, []CheckCode{}},
		"carried forward":          {change(func(v []float64) { v[25] = v[24] }), end, []CheckCode{CarriedForward}, []CheckCode{}},
		"denominator collapses":    {shares(num, den), time.Time{}, []CheckCode{}, []CheckCode{DenominatorCollapse}},
		"small counts":             {weekly(1, 0, 2, 3, 0, 1, 4, 1, 0, 2, 1, 3, 2, 0, 1), time.Time{}, []CheckCode{SmallCounts}, []CheckCode{}},
		"all the same":             {weekly(3.5, 3.5, 3.5, 3.5, 3.5, 3.5), time.Time{}, []CheckCode{Flatline}, []CheckCode{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := judge(t, c.series, Options{AsOf: c.asOf})
			require.Equal(t, c.warn, codes(j.Checks, Warn), "%+v", j.Checks)
			require.Equal(t, c.block, codes(j.Checks, Block), "%+v", j.Checks)
			require.Equal(t, len(c.block) > 0, j.Verdict.Outcome == Blocked)
			for _, check := range j.Checks {
				require.NotEmpty(t, check.Message)
				require.NotEmpty(t, check.Next)
			}
		})
	}
}

func scaleFrom(v []float64, from, to int, factor float64) {
	for i := from; i < to; i++ {
		v[i] *= factor
	}
}

func TestGate(t *testing.T) {
	t.Parallel()
	base := []float64{98, 103, 101, 96, 104, 99, 102, 97, 100, 105, 95, 100}
	for name, c := range map[string]struct {
		newest []float64
		gate   Gate
		state  GateState
	}{
		"passed":                        {[]float64{108, 109}, Gate{Op: ">=", Threshold: 107, Periods: 2}, GatePassed},
		"passed downwards":              {[]float64{90, 91}, Gate{Op: "<", Threshold: 92, Periods: 2}, GatePassed},
		"within noise":                  {[]float64{102, 103}, Gate{Op: ">=", Threshold: 101, Periods: 2}, GateInconclusive},
		"reached, in the wrong sense":   {[]float64{90, 91}, Gate{Op: ">=", Threshold: 80, Periods: 2}, GateInconclusive},
		"failed":                        {[]float64{108, 109}, Gate{Op: ">=", Threshold: 110, Periods: 2}, GateFailed},
		"exactly there":                 {[]float64{110, 110.2}, Gate{Op: ">=", Threshold: 110.1, Periods: 2}, GatePassed},
		"exactly there is not beyond":   {[]float64{110, 110.2}, Gate{Op: ">", Threshold: 110.1, Periods: 2}, GateFailed},
		"not due":                       {[]float64{108}, Gate{Op: ">=", Threshold: 107, Periods: 2, Baseline: 12}, GateNotDue},
		"too long a look":               {nil, Gate{Op: ">=", Threshold: 1, Periods: 13}, GateNotDue},
		"reached on a short baseline":   {[]float64{108, 109}, Gate{Op: ">=", Threshold: 107, Periods: 2, Baseline: 3}, GateUnknown},
		"not reached, short baseline":   {[]float64{108, 109}, Gate{Op: ">=", Threshold: 110, Periods: 2, Baseline: 3}, GateFailed},
		"something wrong with the data": {[]float64{10800, 10900}, Gate{Op: ">=", Threshold: 107, Periods: 2}, GateUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := JudgeGate(weekly(append(append([]float64{}, base...), c.newest...)...), c.gate)
			require.NoError(t, err)
			require.Equal(t, c.state, r.State, r.Detail)
			require.NotEmpty(t, r.Detail)
		})
	}
	for _, g := range []Gate{{Op: "=", Periods: 1}, {Op: ">", Periods: 0}, {Op: ">", Periods: 1, Baseline: -1}, {Op: ">", Periods: 1, Threshold: 1e99}} {
		_, err := JudgeGate(weekly(base...), g)
		require.Equal(t, fault.Usage, fault.KindOf(err), "%+v", g)
	}
}

// TestGateIsStudentsTest compares with a test worked out by hand: baseline 1..8, newest 7 and 9.
func TestGateIsStudentsTest(t *testing.T) {
	t.Parallel()
	r, err := JudgeGate(weekly(1, 8, 2, 7, 3, 6, 4, 5, 7, 9), Gate{Op: ">=", Threshold: 8, Periods: 2, Baseline: 8})
	require.NoError(t, err)
	require.InDelta(t, 4.5, r.BaselineMean, 1e-12)
	require.InDelta(t, 8, r.Observed, 1e-12)
	require.InDelta(t, 3.5/1.9364917, r.Statistic, 1e-6) // s = √6, √(1/2+1/8)·√6 = 1.9364917
	require.InDelta(t, 0.0568, r.P, 5e-4)
	require.InDelta(t, (1.894579+0.896030)*1.9364917, r.MDE, 1e-4)
	require.Equal(t, GateInconclusive, r.State)
	require.InDelta(t, 2.2, r.MDE/2.4494897, 0.01) // in standard deviations of the baseline
}
