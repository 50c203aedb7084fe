package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Estimate is a mean with its standard error and the interval in which the mean of all cases like these lies with 95% confidence.
type Estimate struct {
	Mean     float64 `json:"mean"`
	SE       float64 `json:"se"` // 0 where it cannot be told: with one cluster, or where all cases are alike
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	Cases    int     `json:"cases"`    // with weight
	Clusters int     `json:"clusters"` // of these
}

// MeanOf gives the weighted mean of shares (values from 0 to 1), after [Collapse].
//
// The mean m = Σwx/Σw is a ratio, and its variance is that of its linearisation, added up within clusters (Liang and Zeger 1986,
// https://doi.org/10.1093/biomet/73.1.13; for evaluations of models: Miller 2024, https://arxiv.org/abs/2411.00640, section 2.2):
//
//	SE² = G/(G-1) · Σ_g (Σ_{i in g} w_i (x_i - m))² / (Σ w_i)²
//
// with G clusters. The interval is m ± t·SE with G-1 degrees of freedom (Cameron and Miller 2015, https://doi.org/10.3368/jhr.50.2.317),
// cut off at 0 and 1. Where every case is right, or every one wrong, SE is 0 and would claim certainty: the interval is then that of
// Clopper and Pearson (1934, https://doi.org/10.1093/biomet/26.4.404) for G trials, one a cluster. With a single cluster nothing is
// known, and the interval is 0 to 1.
func MeanOf(all []Observation) Estimate {
	cases := Collapse(all)
	clusters := clustersOf(cases)
	e := Estimate{Clusters: len(clusters)}
	total := sums{}
	for _, c := range clusters {
		total.weighted += c.weighted
		total.weight += c.weight
	}
	for _, c := range cases {
		if c.Weight > 0 {
			e.Cases++
		}
	}
	if total.weight == 0 {
		return e
	}
	e.Mean = total.weighted / total.weight
	e.SE = clusteredError(clusters, total)
	e.Low, e.High = e.interval()
	return e
}

// clusteredError gives the standard error of a ratio of sums; 0 with one cluster.
func clusteredError(clusters []sums, total sums) float64 {
	n := float64(len(clusters))
	if n < 2 {
		return 0
	}
	mean, squares := total.weighted/total.weight, 0.0
	for _, c := range clusters {
		residual := c.weighted - mean*c.weight
		squares += residual * residual
	}
	return math.Sqrt(n/(n-1)*squares) / total.weight
}

const tail = 0.025 // on each side of an interval of 95%

func (e Estimate) interval() (low, high float64) {
	n := float64(e.Clusters)
	switch {
	case e.Clusters < 2:
		return 0, 1
	case e.Mean >= 1:
		return math.Pow(tail, 1/n), 1
	case e.Mean <= 0:
		return 0, 1 - math.Pow(tail, 1/n)
	}
	half := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(1-tail) * e.SE
	return max(0, e.Mean-half), min(1, e.Mean+half)
}
