package signal

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// DifferenceInDifferences estimates how much a series changed at period start beyond how a control series did: the
// change of the mean of their difference (Card & Krueger, American Economic Review 84, 1994). It supposes that both
// would have gone the same way otherwise. The interval allows for differences that resemble the one before, as Bertrand,
// Duflo & Mullainathan (Quarterly Journal of Economics 119, 2004) ask for. The error is Invalid when the two do not have the
// same periods, or too few of them.
func DifferenceInDifferences(treated, control []float64, start int) (Effect, error) {
	if len(treated) != len(control) {
		return Effect{}, fault.Newf(fault.Invalid, opEffect, "the control has %d periods and the series %d", len(control), len(treated)).Do("Give both for the same periods.")
	}
	difference := make([]float64, len(treated))
	for i := range difference {
		difference[i] = treated[i] - control[i]
	}
	return meanStep(difference, start)
}

// meanStep gives the difference of the means from period start on and before it. Its variance is that of this weighted sum
// of periods under a first-order autoregression, of which the autocorrelation is estimated around the two means.
func meanStep(y []float64, start int) (Effect, error) {
	if _, err := stepDesign(len(y), start); err != nil {
		return Effect{}, err
	}
	before, after := mean(y[:start]), mean(y[start:])
	n, n0, n1 := float64(len(y)), float64(start), float64(len(y)-start)
	rest, weights := make([]float64, len(y)), make([]float64, len(y))
	sum := 0.0
	for i := range y {
		rest[i], weights[i] = y[i]-before, -1/n0
		if i >= start {
			rest[i], weights[i] = y[i]-after, 1/n1
		}
		sum += rest[i] * rest[i]
	}
	if math.IsNaN(sum) || math.IsInf(sum, 0) {
		return Effect{}, unfit()
	}
	rho := math.Max(0, likeness(rest, 2))
	lost := meanError(rho, n0) + meanError(rho, n1)
	fit := fitted{coef: []float64{after - before}, variance: sum / math.Max(1, n-lost), freedom: independent(n-2, rho), inverse: mat.NewSymDense(1, nil)}
	fit.inverse.SetSym(0, 0, weightedVariance(weights, rho))
	return fit.effect(0, "difference in differences", len(y)), nil
}

// weightedVariance gives the variance of a weighted sum of periods with variance 1 of a first-order autoregression.
func weightedVariance(weights []float64, rho float64) float64 {
	total, carried := 0.0, 0.0
	for i, w := range weights {
		if i > 0 {
			carried = rho * (carried + weights[i-1])
		}
		total += w * (w + 2*carried)
	}
	return total
}

// Placebo says how large changes look at moments at which nothing is known to have happened.
type Placebo struct {
	Starts  int     `json:"starts"`   // moments before the change that were tried
	AsLarge int     `json:"as_large"` // of these, how many gave at least as large an estimate
	P       float64 `json:"p_value"`  // (AsLarge+1)/(Starts+1)
}

// PlaceboInTime estimates, from the periods before start alone, changes at all moments that leave side periods on each
// side, and counts those that are as large as the real one (Abadie, Diamond & Hainmueller, American Journal of Political
// Science 59, 2015). Estimate is one of the Step functions, or the like. The error is that of the first estimate that
// fails.
func PlaceboInTime(y []float64, start, side int, estimate func(y []float64, start int) (Effect, error)) (Placebo, error) {
	effect, err := estimate(y, start)
	if err != nil {
		return Placebo{}, err
	}
	var p Placebo
	for pretended := max(2, side); pretended <= start-max(2, side); pretended++ {
		e, err := estimate(y[:start], pretended)
		if err != nil {
			return Placebo{}, err
		}
		p.Starts++
		if math.Abs(e.Estimate) >= math.Abs(effect.Estimate) {
			p.AsLarge++
		}
	}
	p.P = float64(p.AsLarge+1) / float64(p.Starts+1)
	return p, nil
}
