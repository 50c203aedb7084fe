package signal

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
)

// Twenty draws of R's rnorm with seed 123; limits as the qicharts packages give them.
var rnorm123 = []float64{
	-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285, -0.44566197,
	1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716, 0.70135590, -0.47279141,
}

// The series that NHSRplotthedots is checked with.
var nhsCheck = []float64{1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1}

// weekly makes a series of weeks.
func weekly(v ...float64) Series {
	points := make([]Point, len(v))
	for i := range v {
		points[i] = Point{Slot: Slot{Start: time.Date(2025, time.January, 6+7*i, 0, 0, 0, 0, time.UTC)}, Value: v[i], Complete: true, Line: i + 2}
	}
	return NewSeries(Week, points)
}

// shares makes a series of weeks of numerators and denominators.
func shares(num, den []float64) Series {
	s := weekly(num...)
	for i := range s.Points {
		p := &s.Points[i]
		p.Numerator, p.Denominator, p.HasRate = num[i], den[i], true
		p.Value = num[i] / den[i]
	}
	s.rate()
	return s
}

func TestLimitsAreThePublishedOnes(t *testing.T) {
	t.Parallel()
	s := weekly(rnorm123...)
	limits := XmR(s, s.Points)
	require.InDelta(t, 0.14162, limits.Mean, 5e-6)
	require.InDelta(t, -3.01138, limits.Lower, 5e-6)
	require.InDelta(t, 3.294627, limits.Upper, 5e-7)

	s = weekly(nhsCheck...)
	limits = NHS(s, s.Points)
	require.InDelta(t, 1.944, limits.Mean, 5e-4)
	require.InDelta(t, -0.716, limits.Lower, 5e-4)
	require.InDelta(t, 4.604, limits.Upper, 5e-4)
	limits = XmR(s, s.Points)
	require.InDelta(t, -3.063, limits.Lower, 5e-4)
	require.InDelta(t, 6.951, limits.Upper, 6e-4) // 6.9515, printed without rounding up
}

func TestMovingRangesDoNotBridgeGaps(t *testing.T) {
	t.Parallel()
	s := weekly(1, 2, 3, 50, 51, 52)
	s = NewSeries(Week, append(append([]Point{}, s.Points[:3]...), Point{Slot: Slot{Start: time.Date(2025, time.April, 7, 0, 0, 0, 0, time.UTC)}, Value: 50, Complete: true},
		Point{Slot: Slot{Start: time.Date(2025, time.April, 14, 0, 0, 0, 0, time.UTC)}, Value: 51, Complete: true}))
	require.InDelta(t, 1, XmR(s, s.Points).MRBar, 1e-12)
}

func TestLaney(t *testing.T) {
	t.Parallel()
	s := shares([]float64{5, 8, 4, 9}, []float64{100, 120, 80, 100})
	l, ok := LaneyP(s, s.Points)
	require.True(t, ok)
	require.InDelta(t, 0.065, l.Rate, 1e-12)
	// z = (p−0.065)/√(0.065·0.935/n) is −0.60845, 0.07406, −0.54421, 1.01409; the mean of its moving ranges is 0.95299.
	require.InDelta(t, 0.95299/1.128, l.SigmaZ, 5e-5)
	lower, upper := l.At(100)
	require.InDelta(t, 0.0025, lower, 5e-4)
	require.InDelta(t, 0.065+3*0.0246526*l.SigmaZ, upper, 1e-6)
	u, ok := LaneyU(s, s.Points)
	require.True(t, ok)
	require.Less(t, u.SigmaZ, l.SigmaZ)
	for _, none := range []Series{shares([]float64{0, 0}, []float64{10, 10}), shares([]float64{10, 10}, []float64{10, 10})} {
		_, ok = LaneyP(none, none.Points)
		require.False(t, ok)
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	spots := func(v ...float64) []spot {
		var out []spot
		for _, x := range v {
			out = append(out, spot{x, 0, -3, 3})
		}
		return out
	}
	where := func(found [][]RuleName, rule RuleName) []int {
		out := []int{}
		for i, names := range found {
			for _, n := range names {
				if n == rule {
					out = append(out, i)
				}
			}
		}
		return out
	}
	require.Equal(t, []int{1, 3}, where(plainRules(spots(3, 3.1, -3, -3.1)), OutsideLimits))
	require.Equal(t, []int{0, 1, 3}, where(plainRules(spots(2, 1.6, -1, 1.7, 0.1)), ThreeOfFour))
	require.Empty(t, where(plainRules(spots(2, 1.5, -1, 1.7)), ThreeOfFour))
	require.Equal(t, []int{0, 1, 2, 3, 4, 5, 6, 7}, where(plainRules(spots(1, 1, 1, 1, 1, 1, 1, 1, -1)), RunOf8))
	require.Empty(t, where(plainRules(spots(1, 1, 1, 1, 0, 1, 1, 1, 1)), RunOf8))
	require.Equal(t, []int{0, 1, 2, 3, 4, 5, 6}, where(nhsRules(spots(1, 1, 1, 1, 1, 1, 1)), RunOf7))
	require.Equal(t, []int{0, 1, 2, 3, 4, 5, 6}, where(nhsRules(spots(-2, -1, -0.5, 0, 1, 2, 2.5)), TrendOf7))
	require.Empty(t, where(nhsRules(spots(-2, -1, -0.5, -0.5, 1, 2, 2.5)), TrendOf7))
	require.Equal(t, []int{0, 2}, where(nhsRules(spots(2.5, 0.5, 2.1)), TwoOfThree))
	require.Empty(t, where(nhsRules(spots(2.5, -0.5, 2.1)), TwoOfThree))
	require.Empty(t, where(nhsRules(spots(3.5, 0.5, 2.1)), TwoOfThree), "a point outside does not count")
}

// TestFlatAndTinySeriesHaveNoSignals guards against limits that are rounded, and against runs on the mean.
func TestFlatAndTinySeriesHaveNoSignals(t *testing.T) {
	t.Parallel()
	flatSeries := make([]float64, 30)
	tiny := make([]float64, 30)
	for i := range flatSeries {
		flatSeries[i] = 0.1
		tiny[i] = 1e-6 * (10 + []float64{1, -1, 0.5, -0.7, 0.2}[i%5])
	}
	for _, v := range [][]float64{flatSeries, tiny} {
		for _, chart := range []Chart{Frozen, Plain, Screened} {
			for _, p := range judge(t, weekly(v...), Options{Chart: chart}).Points {
				require.False(t, p.Signal, "%s %+v", chart, p)
			}
		}
	}
}

func TestAnhoej(t *testing.T) {
	t.Parallel()
	r := Anhoej([]float64{1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, 1, 0, -1, 1, -1, -1, -1, -1, 1}, 0)
	require.Equal(t, Runs{Longest: 8, LongestLimit: 7, Crossings: 6, FewestUsual: 6, Signal: true}, r) // 19 useful values
	require.Equal(t, Runs{}, Anhoej([]float64{2, 2, 2}, 2))
	// round(log2 n)+3, and qbinom(.05, n-1, .5) of R, for n useful values.
	for n, want := range map[int][2]int{10: {6, 2}, 20: {7, 6}, 60: {9, 23}} {
		v := make([]float64, n)
		for i := range v {
			v[i] = float64(2*(i%2) - 1)
		}
		got := Anhoej(v, 0)
		require.Equal(t, want, [2]int{got.LongestLimit, got.FewestUsual}, n)
		require.False(t, got.Signal)
	}
}

func TestNormalOfStudent(t *testing.T) {
	t.Parallel()
	for _, freedom := range []float64{2, 4, 11, 60} {
		for _, x := range []float64{-4, -1, 0, 0.5, 2.5, 5} {
			want := distuv.UnitNormal.Quantile(distuv.StudentsT{Sigma: 1, Nu: freedom}.CDF(x))
			require.InDelta(t, want, normalOf(x, freedom), 0.05, "t=%g with %g", x, freedom)
		}
	}
}
