package signal

import "math"

// threshold is what a look is held against, for a baseline of some length.
type threshold struct {
	periods float64
	bound   float64 // a weighted mean that is off by more has moved
	power   float64 // shift found within eight periods with 80%, in standard errors of the weighted mean
}

// thresholds come from 20,000 simulated series a row and kind of noise: the bound is the least at which at most 9.5% of
// series of independent normal noise, and at most 13.7% of those with an autocorrelation of 0.3, are ever called moved in
// 26 looks. "go test ./agent/signal -run Thresholds -calibrate -v" works
// them out anew.
var thresholds = []threshold{
	{5, 2.266, 3.76}, {6, 2.319, 3.57}, {7, 2.345, 3.42}, {8, 2.374, 3.39}, {10, 2.406, 3.30}, {12, 2.424, 3.19},
	{16, 2.453, 3.08}, {20, 2.468, 2.97}, {26, 2.479, 2.92}, {36, 2.497, 2.79}, {52, 2.530, 2.80},
}

// leastBaseline is the shortest baseline for which anything can be promised.
const leastBaseline = 5

// thresholdFor interpolates between the rows, in the logarithm of the length. Longer baselines have the last row.
func thresholdFor(periods int) threshold {
	n := float64(periods)
	for i := 1; i < len(thresholds); i++ {
		a, b := thresholds[i-1], thresholds[i]
		if n <= b.periods {
			part := math.Max(0, math.Log(n/a.periods)/math.Log(b.periods/a.periods))
			return threshold{n, a.bound + part*(b.bound-a.bound), a.power + part*(b.power-a.power)}
		}
	}
	return thresholds[len(thresholds)-1]
}

// The rates of false alarms that are stated. They hold for many series together, not for each: twelve periods cannot tell
// independent noise from noise with an autocorrelation of 0.3, and a series whose baseline happens to hide its own is
// called moved more often than is stated, one whose baseline exaggerates it less often. So the rate is that of the worse of
// the two also where no autocorrelation was found. The evaluation "judging" measures realised rates beside stated ones.
const (
	rateUsual    = 0.15
	rateClinging = 0.25 // from clinging on: so few periods cannot tell slow noise from a shift
	clinging     = 0.33
)

func falseAlarms(phi float64) float64 {
	if phi < clinging {
		return rateUsual
	}
	return rateClinging
}
