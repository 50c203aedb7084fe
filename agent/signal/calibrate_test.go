package signal

import (
	"flag"
	"math"
	"math/rand/v2"
	"slices"
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
func monitorOf(x []float64, n0 int) *monitor {
	index := make([]int, len(x))
	for i := range index {
		index[i] = i
	}
	return newMonitor(x, nil, index, make([]int, len(x)), n0, measured)
}

// extremes gives, sorted, how far each of many series without any change is ever off in 26 looks.
func extremes(r *rand.Rand, phi float64, n0, series int) []float64 {
	out := make([]float64, series)
	for s := range out {
		m := monitorOf(autoregression(phi)(r, n0+looks), n0)
		for k := n0 + 1; k <= n0+looks; k++ {
			out[s] = max(out[s], math.Abs(m.look(k).z))
		}
	}
	slices.Sort(out)
	return out
}

// exceeding gives the share of sorted numbers above a bound.
func exceeding(sorted []float64, bound float64) float64 {
	at, _ := slices.BinarySearch(sorted, bound)
	return float64(len(sorted)-at) / float64(len(sorted))
}

// seenSoon gives the share of series in which a shift right after the baseline is seen within eight looks.
func seenSoon(r *rand.Rand, shift, bound float64, n0, series int) float64 {
	seen := 0
	for range series {
		x := autoregression(0)(r, n0+recent)
		for i := n0; i < len(x); i++ {
			x[i] += shift
		}
		m := monitorOf(x, n0)
		for k := n0 + 1; k <= len(x); k++ {
			if m.look(k).z > bound {
				seen++
				break
			}
		}
	}
	return float64(seen) / float64(series)
}

// powerOf gives the shift that is seen soon in 80% of series, in standard errors as they are estimated from series
// without a shift.
func powerOf(r *rand.Rand, bound float64, n0, series int) float64 {
	low, high := 0.5, 12.0
	for high-low > 0.02 {
		if middle := (low + high) / 2; seenSoon(r, middle, bound, n0, series) > 0.8 {
			high = middle
		} else {
			low = middle
		}
	}
	unit := 0.0
	for range series {
		m := monitorOf(autoregression(0)(r, n0), n0)
		n := m.noise(n0)
		unit += n.sigma * math.Sqrt(m.ahead(n.phi)) / float64(series)
	}
	return low / unit
}

// TestThresholdsAreTheSimulatedOnes holds three rows of the table against a small simulation. With -calibrate it works
// out, and prints, all rows from a large one.
func TestThresholdsAreTheSimulatedOnes(t *testing.T) {
	t.Parallel()
	series := 2000
	if *calibrate {
		series = 20000
	}
	for _, row := range thresholds {
		n0 := int(row.periods)
		if !*calibrate && n0 != 8 && n0 != 12 && n0 != 26 {
			continue
		}
		r := rand.New(rand.NewPCG(uint64(n0), 11))
		independent, resembling := extremes(r, 0, n0, series), extremes(r, 0.3, n0, series)
		bound := max(independent[int(0.905*float64(series))], resembling[int(0.863*float64(series))])
		power := powerOf(r, row.bound, n0, series/4)
		if *calibrate {
			t.Logf("{%d, %.3f, %.2f}, // %.3f independent, %.3f resembling", n0, bound, power, exceeding(independent, bound), exceeding(resembling, bound))
			continue
		}
		require.InDelta(t, row.bound, bound, 0.12)
		require.InDelta(t, row.power, power, 0.4)
	}
}

func TestThresholdsInBetween(t *testing.T) {
	t.Parallel()
	for i, row := range thresholds {
		require.Equal(t, row, thresholdFor(int(row.periods)))
		if i > 0 {
			require.GreaterOrEqual(t, row.bound, thresholds[i-1].bound)
			require.InDelta(t, row.power, thresholds[i-1].power, 0.25)
		}
	}
	between := thresholdFor(14)
	require.Greater(t, between.bound, thresholdFor(12).bound)
	require.Less(t, between.bound, thresholdFor(16).bound)
	require.Equal(t, thresholdFor(52), thresholdFor(400))
}
