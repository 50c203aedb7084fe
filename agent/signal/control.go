package signal

import (
	"math"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// DifferenceInDifferences estimates how much a series changed at period start beyond how a control series did: the
// change of the mean of their difference (Card & Krueger, American Economic Review 84, 1994). It supposes that both
// would have gone the same way otherwise, and takes neighbours for independent. The error is Invalid when the two do not
// have the same periods, or too few of them.
func DifferenceInDifferences(treated, control []float64, start int) (Effect, error) {
	if len(treated) != len(control) {
		return Effect{}, fault.Newf(fault.Invalid, opEffect, "the control has %d periods and the series %d", len(control), len(treated)).Do("Give both for the same periods.")
	}
	x, err := stepDesign(len(treated), start)
	if err != nil {
		return Effect{}, err
	}
	difference := make([]float64, len(treated))
	for i := range difference {
		difference[i] = treated[i] - control[i]
		x[i] = []float64{1, x[i][2]}
	}
	fit, err := leastSquares(x, difference, nil)
	if err != nil {
		return Effect{}, err
	}
	return fit.effect(1, "difference in differences", len(treated)), nil
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
