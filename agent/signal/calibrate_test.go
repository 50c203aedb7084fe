package signal

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var calibrate = flag.Bool("calibrate", false, "work out the table of thresholds anew, and print it")

// looks is for how many periods a rate of false alarms is promised.
const looks = 26

// autoregression draws normal noise of variance 1 of which neighbours correlate by phi.
func autoregression(phi float64) func(r *rand.Rand, n int) []float64 {
	return func(r *rand.Rand, n int) []float64 {
		x := make([]float64, n)
		x[0] = r.NormFloat64()
		for i := 1; i < n; i++ {
			x[i] = phi*x[i-1] + math.Sqrt(1-phi*phi)*r.NormFloat64()
		}
		return x
	}
}

// monitorOf watches plain values.
func monitorOf(x []float64, n0 int, clip float64) *monitor {
	index := make([]int, len(x))
	for i := range index {
		index[i] = i
	}
	m := newMonitor(x, nil, index, make([]int, len(x)), n0, measured)
	m.clip = clip
	return m
}

// extremes gives, sorted, how far each of many series without any change is ever off in 26 looks.
func extremes(r *rand.Rand, phi, clip float64, n0, series int) []float64 {
	out := make([]float64, series)
	for s := range out {
		m := monitorOf(autoregression(phi)(r, n0+looks), n0, clip)
		for k := n0 + 1; k <= n0+looks; k++ {
			out[s] = max(out[s], math.Abs(m.look(k).z))
		}
	}
	slices.Sort(out)
	return out
}

// soonest gives, sorted, how far each of many series with a shift right after the baseline is off at most in eight looks.
func soonest(r *rand.Rand, shift, clip float64, n0, series int) []float64 {
	out := make([]float64, series)
	for s := range out {
		x := autoregression(0)(r, n0+recent)
		for i := n0; i < len(x); i++ {
			x[i] += shift
		}
		m := monitorOf(x, n0, clip)
		for k := n0 + 1; k <= len(x); k++ {
			out[s] = max(out[s], m.look(k).z)
		}
	}
	slices.Sort(out)
	return out
}

// powerOf gives the shift that is seen soon in 80% of series, in standard errors as they are estimated from series
// without a shift; 0 for a bound that no shift of up to twelve standard deviations reaches that often.
func powerOf(r *rand.Rand, bound, clip float64, n0, series int) float64 {
	const step = 0.25
	unit := 0.0
	for range series {
		m := monitorOf(autoregression(0)(r, n0), n0, clip)
		n := m.noise(n0)
		unit += n.sigma * math.Sqrt(m.ahead(n.phi)) / float64(series)
	}
	before := 0.0
	for shift := step; shift <= largestShift; shift += step {
		reached := soonest(r, shift, clip, n0, series)[series/5]
		if reached > bound {
			return (shift - step*(reached-bound)/(reached-before)) / unit
		}
		before = reached
	}
	return 0
}

// simulated gives the threshold that keeps its promise for as many series in a note.
func simulated(series, power int, n0 int, clip, together float64) threshold {
	r := rand.New(rand.NewPCG(uint64(n0), 11))
	independent, resembling := extremes(r, 0, clip, n0, series), extremes(r, 0.3, clip, n0, series)
	bound := max(independent[int(math.Pow(0.905, 1/together)*float64(series))], resembling[int(math.Pow(0.863, 1/together)*float64(series))])
	return threshold{bound, powerOf(r, bound, clip, n0, power)}
}

// TestThresholdsAreTheSimulatedOnes holds some of the table against a small simulation. With -calibrate it works out, and
// prints, all of it from a large one.
func TestThresholdsAreTheSimulatedOnes(t *testing.T) {
	t.Parallel()
	for _, row := range thresholds {
		n0 := int(row.periods)
		line := ""
		for i, note := range notes {
			switch {
			case *calibrate:
				s := simulated(40_000, 4000, n0, note.clip, note.series)
				line += fmt.Sprintf(", {%.3f, %.2f}", s.bound, s.power)
			case (n0 == 8 || n0 == 12 || n0 == 26) && i < 3: // of more series there would be too few alarms to tell
				s := simulated(2000, 500, n0, note.clip, note.series)
				require.InDelta(t, row.of[i].bound, s.bound, 0.15)
				require.InDelta(t, row.of[i].power, s.power, 0.4)
			}
		}
		if *calibrate {
			t.Logf("{%d, [len(notes)]threshold{%s}},", n0, strings.TrimPrefix(line, ", "))
		}
	}
}

func TestThresholdsInBetween(t *testing.T) {
	t.Parallel()
	for i, row := range thresholds {
		for k, note := range notes {
			require.InDelta(t, row.of[k].bound, thresholdFor(int(row.periods), int(note.series)).bound, 1e-9)
			if i > 0 {
				require.GreaterOrEqual(t, row.of[k].bound, thresholds[i-1].of[k].bound-0.1) // few alarms tell of the highest
			}
			if k > 0 {
				require.Greater(t, row.of[k].bound, row.of[k-1].bound)
			}
		}
	}
	middle := thresholdFor(14, 4)
	require.Greater(t, middle.bound, thresholdFor(12, 4).bound)
	require.Less(t, middle.bound, thresholdFor(16, 4).bound)
	require.Greater(t, middle.bound, thresholdFor(14, 3).bound)
	require.Less(t, middle.bound, thresholdFor(14, 6).bound)
	require.Equal(t, thresholdFor(52, 1), thresholdFor(400, 0))
	require.Equal(t, thresholdFor(5, 1), thresholdFor(3, 1))
	require.Greater(t, thresholdFor(12, 100).bound, thresholdFor(12, 24).bound)
}
