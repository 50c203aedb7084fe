package signal

import (
	"math"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Effects are what can be seen of a change at the start of a mechanism.
type Effects struct {
	Start  string `json:"start"`  // first day of the first period that did not end before the mechanism started
	Before int    `json:"before"` // complete periods
	After  int    `json:"after"`
	// Step is the change at the start on top of a straight trend: in the unit of the values, or for counts and rates of
	// events, where Factor is set, what they were multiplied by.
	Step    Effect  `json:"step"`
	Factor  bool    `json:"factor"`
	Placebo Placebo `json:"placebo"`
	// Best is the first day of the period at which a step fits best, and Near says that it is at most two periods from Start.
	Best string `json:"best"`
	Near bool   `json:"near"`
	// Control compares with the control series, in the unit of the values; nil where there is none.
	Control *Comparison `json:"control"`
}

// Comparison is how much a series changed beyond how its control did.
type Comparison struct {
	Difference Effect  `json:"difference"`
	Placebo    Placebo `json:"placebo"`
	Periods    int     `json:"periods"` // for which there is a reading of both
}

const (
	placeboSide   = 4 // periods on each side of a moment that is tried
	fewestPlacebo = 5 // moments tried, below which none of them says anything
	nearStart     = 2 // periods that the best moment may be away from the start
)

// EffectAt estimates how much a series changed when a mechanism started: the step (Prais-Winsten; for counts and rates of
// events quasi-Poisson), how large steps look at moments before the start at which nothing is known to have happened,
// at which moment a step fits best, and with a control the difference in differences. The periods before the start are
// those of the baseline of [Judge], seasons that it allows for are taken off, and points that are not complete are left
// out (see [Series.Until]). Periods without a reading are passed over as if their neighbours followed each other. The error is
// Invalid when there are too few periods on a side, or in common with the control.
func EffectAt(s Series, start time.Time, control *Series) (Effects, error) {
	if start.IsZero() {
		return Effects{}, fault.New(fault.Invalid, opEffect, "it is not known when the mechanism started", "Note the day on which it started.")
	}
	j, err := newJudged(s, Options{Start: start})
	if err != nil {
		return Effects{}, err
	}
	e := Effects{Before: j.n0, After: len(j.points) - j.n0}
	if _, err := stepDesign(len(j.points), j.n0); err != nil {
		return Effects{}, err
	}
	e.Start = j.points[j.n0].Label()
	if err := e.step(j); err != nil {
		return e, err
	}
	if control == nil {
		return e, nil
	}
	e.Control, err = compared(j, *control)
	return e, err
}

// step estimates the change of the series alone.
func (e *Effects) step(j judged) error {
	y := j.levelled()
	if !e.factor(j) {
		var err error
		if e.Step, err = StepPraisWinsten(y, j.n0); err != nil {
			return err
		}
		if e.Placebo, err = PlaceboInTime(y, j.n0, placeboSide, StepOLS); err != nil {
			return err
		}
	}
	if min(e.Before, e.After) < fewForEffect {
		e.Step.Caveat = fewPeriods
	}
	best := bestStep(y)
	e.Best = j.points[best].Label()
	e.Near = best >= j.n0-nearStart && best <= j.n0+nearStart
	return nil
}

// factor estimates what events were multiplied by. It reports false where values are no counts, and where nothing can be
// fitted to them, as when there were no events before.
func (e *Effects) factor(j judged) bool {
	kind := j.noiseKind()
	if kind != noiseCounts && kind != noiseEvents {
		return false
	}
	counts, exposure := j.counts(kind)
	step, err := StepPoisson(counts, exposure, j.n0, true)
	if err != nil {
		return false
	}
	placebo, err := PlaceboInTime(counts, j.n0, placeboSide, logStep(exposure))
	if err != nil {
		return false
	}
	e.Step, e.Placebo, e.Factor = step, placebo, true
	return true
}

// levelled gives the values without what the seasons of the baseline differ by.
func (j judged) levelled() []float64 {
	y, groups := values(j.points), j.groups()
	var sum, n [mostGroups]float64
	for i, p := range j.baseline() {
		sum[groups[i]] += p.Value
		n[groups[i]]++
	}
	centre := mean(y[:j.n0])
	for i, g := range groups {
		y[i] += centre - sum[g]/n[g]
	}
	return y
}

// counts gives events and what they happened to, nil where each period counts the same.
func (j judged) counts(kind string) (counts, exposure []float64) {
	if kind == noiseCounts {
		return values(j.points), nil
	}
	for _, p := range j.points {
		counts, exposure = append(counts, p.Numerator), append(exposure, p.Denominator)
	}
	return counts, exposure
}

// logStep is StepPoisson with its estimate as a logarithm, of which the size can be compared.
func logStep(exposure []float64) func([]float64, int) (Effect, error) {
	return func(y []float64, start int) (Effect, error) {
		some := exposure
		if some != nil {
			some = exposure[:len(y)]
		}
		e, err := StepPoisson(y, some, start, true)
		e.Estimate = math.Log(e.Estimate)
		return e, err
	}
}

// bestStep gives the moment at which a step on top of a straight trend leaves the least to explain (Quandt, Journal of the
// American Statistical Association 53, 1958).
func bestStep(y []float64) int {
	best, least := 0, math.Inf(1)
	side := min(placeboSide, len(y)/2)
	for k := max(2, side); k <= len(y)-max(2, side); k++ {
		x, err := stepDesign(len(y), k)
		if err != nil {
			continue
		}
		if fit, err := leastSquares(x, y, nil); err == nil && fit.variance < least {
			best, least = k, fit.variance
		}
	}
	return best
}

// compared gives the difference to the control in the periods for which there is a reading of both.
func compared(j judged, control Series) (*Comparison, error) {
	if err := control.finite(); err != nil {
		return nil, err
	}
	if control.Period != j.series.Period {
		return nil, fault.Newf(fault.Invalid, opEffect, "the control has a value a %s and the series a value a %s", control.Period, j.series.Period).Do("Choose a control with the same periods.")
	}
	others := control.complete(time.Time{})
	var treated, untreated []float64
	start := 0
	for i, p := range j.points {
		at, there := slices.BinarySearchFunc(others, p, func(a, b Point) int { return a.Index - b.Index })
		if !there {
			continue
		}
		treated, untreated = append(treated, p.Value), append(untreated, others[at].Value)
		if i < j.n0 {
			start++
		}
	}
	c := Comparison{Periods: len(treated)}
	var err error
	if c.Difference, err = DifferenceInDifferences(treated, untreated, start); err != nil {
		return nil, err
	}
	if min(start, len(treated)-start) < fewForEffect {
		c.Difference.Caveat = fewPeriods
	}
	difference := make([]float64, len(treated))
	for i := range difference {
		difference[i] = treated[i] - untreated[i]
	}
	c.Placebo, err = PlaceboInTime(difference, start, placeboSide, meanStep)
	return &c, err
}

// Facts gives what follows for a metric with a verdict. Timed asks for four things: the step is clear, goes the way of
// the verdict, none of at least five placebos in time is as large, and no moment further away fits better. Controlled
// asks for the first three of the difference to the control. Randomised says that chance decided who got the mechanism.
func (e Effects) Facts(v Verdict, randomised bool) Facts {
	f := Facts{Moved: v.Outcome == MovedUp || v.Outcome == MovedDown, Randomised: randomised}
	up := v.Outcome == MovedUp
	none := 0.0
	if e.Factor {
		none = 1
	}
	f.Timed = f.Moved && e.Near && stands(e.Step, none, e.Placebo, up)
	f.Controlled = f.Moved && e.Control != nil && stands(e.Control.Difference, 0, e.Control.Placebo, up)
	return f
}

// stands reports whether an estimate is clear, goes one way and is larger than all placebos.
func stands(e Effect, none float64, p Placebo, up bool) bool {
	return e.Clear() && (e.Estimate > none) == up && p.Starts >= fewestPlacebo && p.AsLarge == 0
}
