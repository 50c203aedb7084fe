package evals

import "math"

// Share is a part of a whole, with the interval of Wilson (1927, https://doi.org/10.2307/2276774) in which the share of
// the population that the terms are drawn from lies with 95% confidence.
type Share struct {
	Count int     `json:"count"`
	Of    int     `json:"of"`
	Value float64 `json:"value"` // 0 to 1; 0 when Of is 0
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

func shareOf(count, of int) Share {
	if of == 0 {
		return Share{}
	}
	const z = 1.959964 // two-sided 95%
	n, p := float64(of), share(count, of)
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return Share{Count: count, Of: of, Value: p, Low: max(0, middle-half), High: min(1, middle+half)}
}
