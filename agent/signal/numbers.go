package signal

import (
	"math"
	"slices"
)

func mean(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// squares gives the sum of squares around a centre.
func squares(v []float64, centre float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += (x - centre) * (x - centre)
	}
	return sum
}

// median gives the middle of at least one number.
func median(v []float64) float64 {
	sorted := slices.Sorted(slices.Values(v))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// same reports whether two numbers differ by no more than rounding in a sum of many does.
func same(a, b float64) bool { return math.Abs(a-b) <= 1e-12*(math.Abs(a)+math.Abs(b)) }

// flat reports whether all numbers are the same.
func flat(v []float64) bool {
	return !slices.ContainsFunc(v, func(x float64) bool { return !same(x, v[0]) })
}
