package signal

import (
	"testing"

	"github.com/stretchr/testify/require"
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
	var moments []moment
	for i := range v {
		m, _ := weekOf(2025, 1)
		m.day = m.day.AddDate(0, 0, 7*i)
		moments = append(moments, m)
	}
	var points []Point
	for i, slot := range Week.slots(moments) {
		points = append(points, Point{Slot: slot, Value: v[i], Complete: true, Line: i + 2})
	}
	return arrange(Week, points, nil)
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
