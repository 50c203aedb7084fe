package signal

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// RuleName is a pattern of a process-behaviour chart.
type RuleName string

// The rules of the plain chart (Wheeler 1993), and those of NHSRplotthedots.
const (
	OutsideLimits RuleName = "outside_limits"
	RunOf8        RuleName = "run_of_8"
	ThreeOfFour   RuleName = "three_of_four" // beyond the half-way line between mean and limit

	RunOf7     RuleName = "run_of_7"
	TrendOf7   RuleName = "trend_of_7"   // seven values, each above the one before, or each below
	TwoOfThree RuleName = "two_of_three" // beyond two thirds of the way to the limit, all three on one side
)

// spot is a value with the limits that hold for it.
type spot struct {
	value, mean, lower, upper float64
}

// side is 1 above the mean, -1 below, 0 on it. A value that rounding alone parts from the mean is on it.
func (s spot) side() int {
	switch {
	case same(s.value, s.mean):
		return 0
	case s.value > s.mean:
		return 1
	}
	return -1
}

func (s spot) outside() bool {
	return s.value > s.upper && !same(s.value, s.upper) || s.value < s.lower && !same(s.value, s.lower)
}

// beyond reports whether a value lies further than a part of the way from the mean to its limit.
func (s spot) beyond(part float64) bool {
	switch s.side() {
	case 1:
		return s.value > s.mean+part*(s.upper-s.mean)
	case -1:
		return s.value < s.mean-part*(s.mean-s.lower)
	}
	return false
}

// plainRules names for each value the rules whose pattern it is part of.
func plainRules(spots []spot) [][]RuleName {
	marks := newMarks(len(spots))
	marks.each(OutsideLimits, spots, spot.outside)
	marks.window(ThreeOfFour, spots, 4, func(w []spot) []bool { return oneSided(w, 3, func(s spot) bool { return s.beyond(0.5) }) })
	marks.runs(RunOf8, spots, 8)
	return marks
}

// nhsRules names for each value the rules of NHSRplotthedots.
func nhsRules(spots []spot) [][]RuleName {
	marks := newMarks(len(spots))
	marks.each(OutsideLimits, spots, spot.outside)
	marks.window(TwoOfThree, spots, 3, twoOfThree)
	marks.runs(RunOf7, spots, 7)
	marks.window(TrendOf7, spots, 7, trend)
	return marks
}

type marks [][]RuleName

func newMarks(n int) marks {
	m := make(marks, n)
	for i := range m {
		m[i] = []RuleName{}
	}
	return m
}

func (m marks) add(i int, rule RuleName) {
	if n := len(m[i]); n == 0 || m[i][n-1] != rule {
		m[i] = append(m[i], rule)
	}
}

func (m marks) each(rule RuleName, spots []spot, is func(spot) bool) {
	for i, s := range spots {
		if is(s) {
			m.add(i, rule)
		}
	}
}

// window marks what a pattern picks out of each row of neighbours.
func (m marks) window(rule RuleName, spots []spot, size int, pick func([]spot) []bool) {
	for start := 0; start+size <= len(spots); start++ {
		for i, picked := range pick(spots[start : start+size]) {
			if picked {
				m.add(start+i, rule)
			}
		}
	}
}

// runs marks rows of neighbours on one side of the mean. A value on the mean ends a run, so that a flat series has none.
func (m marks) runs(rule RuleName, spots []spot, least int) {
	start := 0
	for i := 0; i <= len(spots); i++ {
		if i < len(spots) && i > start && spots[i].side() == spots[start].side() {
			continue
		}
		if i-start >= least && spots[start].side() != 0 {
			for j := start; j < i; j++ {
				m.add(j, rule)
			}
		}
		start = i
	}
}

// oneSided picks the values that fulfil a condition on one side of the mean, if there are enough of them.
func oneSided(w []spot, least int, is func(spot) bool) []bool {
	for _, side := range []int{1, -1} {
		picked, n := make([]bool, len(w)), 0
		for i, s := range w {
			if s.side() == side && is(s) {
				picked[i] = true
				n++
			}
		}
		if n >= least {
			return picked
		}
	}
	return nil
}

func twoOfThree(w []spot) []bool {
	if w[0].side() == 0 || w[1].side() != w[0].side() || w[2].side() != w[0].side() {
		return nil
	}
	return oneSided(w, 2, func(s spot) bool { return s.beyond(2.0/3) && !s.outside() })
}

func trend(w []spot) []bool {
	up, down := true, true
	for i := 1; i < len(w); i++ {
		up = up && w[i].value > w[i-1].value
		down = down && w[i].value < w[i-1].value
	}
	if !up && !down {
		return nil
	}
	picked := make([]bool, len(w))
	for i := range picked {
		picked[i] = true
	}
	return picked
}

// Runs are the two tests for a shift that need no limits.
type Runs struct {
	Longest      int  `json:"longest"`       // longest run of values on one side of the centre
	LongestLimit int  `json:"longest_limit"` // a longer one is a signal
	Crossings    int  `json:"crossings"`     // how often neighbours lie on different sides
	FewestUsual  int  `json:"fewest_usual"`  // fewer crossings are a signal
	Signal       bool `json:"signal"`
}

// Anhoej tests values against a centre: a run longer than round(log2 n)+3, or fewer crossings than the 5% quantile of
// the binomial distribution with n−1 trials of 0.5 (Anhøj & Olesen, PLoS ONE 9(11), 2014,
// https://doi.org/10.1371/journal.pone.0113825). Values on the centre are left out.
func Anhoej(v []float64, centre float64) Runs {
	var r Runs
	n, run, last := 0, 0, 0
	for _, x := range v {
		side := spot{value: x, mean: centre}.side()
		if side == 0 {
			continue
		}
		if side == last {
			run++
		} else {
			if last != 0 {
				r.Crossings++
			}
			run = 1
		}
		n++
		last = side
		r.Longest = max(r.Longest, run)
	}
	if n < 2 {
		return r
	}
	r.LongestLimit = int(math.Round(math.Log2(float64(n)))) + 3
	r.FewestUsual = binomialQuantile(n-1, 0.05)
	r.Signal = r.Longest > r.LongestLimit || r.Crossings < r.FewestUsual
	return r
}

// binomialQuantile gives the smallest number of successes in n trials of one half whose probability, or less, is at
// least p, for a p of a few percent: the search starts 2.4 standard deviations below the mean.
func binomialQuantile(n int, p float64) int {
	d := distuv.Binomial{N: float64(n), P: 0.5}
	for k := max(0, int(float64(n)/2-1.2*math.Sqrt(float64(n)))-1); k < n; k++ {
		if d.CDF(float64(k)) >= p {
			return k
		}
	}
	return n
}
