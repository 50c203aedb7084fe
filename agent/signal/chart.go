package signal

import "math"

// Constants of the chart of individual values (Wheeler, Understanding Variation, 1993; for how they come about see
// Montgomery, Introduction to Statistical Quality Control, appendix VI).
const (
	d2          = 1.128 // mean moving range of normal noise, in standard deviations
	limitWidth  = 2.66  // 3/d2
	rangeWidth  = 3.268 // limit of moving ranges
	screenWidth = 3.267 // limit from which NHSRplotthedots leaves a moving range out
)

// Limits are the natural limits of a process: where its values lie as long as nothing changes.
type Limits struct {
	Mean       float64
	Lower      float64
	Upper      float64
	MRBar      float64 // mean moving range
	RangeLimit float64 // a moving range above it is a signal of its own
	N          int     // values that they rest on
}

// XmR gives the limits of a chart of individual values and moving ranges: mean ± 2.66 times the mean moving range
// (Wheeler 1993). Nothing is rounded. A moving range is the difference of two neighbouring periods; it never bridges a
// gap.
func XmR(s Series, points []Point) Limits {
	ranges := movingRanges(s, points)
	return limitsOf(values(points), mean(ranges))
}

// NHS gives limits as NHSRplotthedots does: moving ranges at or above 3.267 times their mean are left out once
// (https://nhs-r-community.github.io/NHSRplotthedots).
func NHS(s Series, points []Point) Limits {
	ranges := movingRanges(s, points)
	bound := screenWidth * mean(ranges)
	var kept []float64
	for _, r := range ranges {
		if r < bound {
			kept = append(kept, r)
		}
	}
	return limitsOf(values(points), mean(kept))
}

func limitsOf(v []float64, mrBar float64) Limits {
	centre := mean(v)
	half := limitWidth * mrBar
	return Limits{Mean: centre, Lower: centre - half, Upper: centre + half, MRBar: mrBar, RangeLimit: rangeWidth * mrBar, N: len(v)}
}

// movingRanges gives the differences of neighbours, as sizes.
func movingRanges(s Series, points []Point) []float64 {
	var out []float64
	for i := 1; i < len(points); i++ {
		if s.missing(points[i-1].Slot, points[i].Slot) == 0 {
			out = append(out, math.Abs(points[i].Value-points[i-1].Value))
		}
	}
	return out
}

// RateLimits are limits that depend on how much each period's rate rests on.
type RateLimits struct {
	Rate   float64 // of all periods together, numerator over denominator
	SigmaZ float64 // how much more, or less, the periods differ than their size explains; 1 is exactly that
	binary bool
}

// LaneyP gives the limits of Laney's P′ chart for shares: rate ± 3·√(p(1−p)/n)·σz with σz the mean moving range of the
// standardised shares over 1.128 (Laney, Quality Engineering 14(4), 2002). It reports false when there is no share to
// speak of: no variation of either kind.
func LaneyP(s Series, points []Point) (RateLimits, bool) { return laney(s, points, true) }

// LaneyU gives the limits of Laney's U′ chart for counts per unit: rate ± 3·√(u/n)·σz.
func LaneyU(s Series, points []Point) (RateLimits, bool) { return laney(s, points, false) }

func laney(s Series, points []Point, binary bool) (RateLimits, bool) {
	num, den := 0.0, 0.0
	for _, p := range points {
		num += p.Numerator
		den += p.Denominator
	}
	l := RateLimits{Rate: num / den, binary: binary}
	if den == 0 || l.Rate <= 0 || binary && l.Rate >= 1 {
		return l, false
	}
	standard := make([]Point, len(points))
	for i, p := range points {
		standard[i] = p
		standard[i].Value = (p.Numerator/p.Denominator - l.Rate) / l.sigma(p.Denominator)
	}
	l.SigmaZ = mean(movingRanges(s, standard)) / d2
	return l, true
}

// sigma gives the standard deviation that a rate has for its size alone.
func (l RateLimits) sigma(denominator float64) float64 {
	if l.binary {
		return math.Sqrt(l.Rate * (1 - l.Rate) / denominator)
	}
	return math.Sqrt(l.Rate / denominator)
}

// At gives the limits for a period with a denominator, as a rate.
func (l RateLimits) At(denominator float64) (lower, upper float64) {
	half := 3 * l.sigma(denominator) * l.SigmaZ
	lower, upper = math.Max(0, l.Rate-half), l.Rate+half
	if l.binary {
		upper = math.Min(1, upper)
	}
	return lower, upper
}
