package stats

import (
	"math/rand/v2"
	"slices"
)

// Draws is how often the clusters are drawn anew, and so how fine the ends of an interval are: 250 of the draws lie beyond each.
const Draws = 10_000

// Difference is how much a mean changed from one run to another over the cases that both have.
type Difference struct {
	Before     float64 `json:"before"`
	After      float64 `json:"after"`
	Change     float64 `json:"change"` // After - Before
	Low        float64 `json:"low"`    // of the interval of 95%
	High       float64 `json:"high"`
	Cases      int     `json:"cases"`    // in both, with weight in either
	Clusters   int     `json:"clusters"` // of these
	BeforeOnly int     `json:"before_only"`
	AfterOnly  int     `json:"after_only"`
}

// pair is a case in both runs.
type pair struct{ cluster, name string }

// DifferenceOf compares two runs after [Collapse]. The interval is a paired bootstrap by cluster: whole clusters are drawn with
// replacement, both means are worked out over the clusters that were drawn, and the ends are the 2.5 and 97.5 percentiles of their
// differences over 10,000 draws (percentile interval: Efron and Tibshirani 1993, chapter 13; clusters: Davison and Hinkley 1997,
// section 3.8). The same seed gives the same interval. Where no case differs, or all have one value in
// both runs, the interval is 0 to 0; with a single cluster nothing is known otherwise, and it is -1 to 1.
func DifferenceOf(before, after []Observation, seed uint64) Difference {
	was, now := byCase(before), byCase(after)
	var d Difference
	clusters := map[string]*[2]sums{}
	var names []string
	differs := false
	var seen []Observation
	for at, b := range was {
		a, both := now[at]
		if !both {
			d.BeforeOnly++
			continue
		}
		if b.Weight == 0 && a.Weight == 0 {
			continue
		}
		d.Cases++
		seen = append(seen, b, a)
		differs = differs || a.Weight != b.Weight || a.Value != b.Value
		c := clusters[at.cluster]
		if c == nil {
			c = &[2]sums{}
			clusters[at.cluster] = c
			names = append(names, at.cluster)
		}
		c[0].add(b)
		c[1].add(a)
	}
	for at := range now {
		if _, both := was[at]; !both {
			d.AfterOnly++
		}
	}
	slices.Sort(names)
	all := make([][2]sums, len(names))
	for i, name := range names {
		all[i] = *clusters[name]
	}
	d.Clusters = len(all)
	d.Before, d.After = means(all)
	d.Change = d.After - d.Before
	switch {
	case !differs || alike(seen):
	case len(all) < 2:
		d.Low, d.High = -1, 1
	default:
		d.Low, d.High = bootstrap(all, seed)
	}
	return d
}

// alike reports whether all that has weight has one value: then no draw can make a difference.
func alike(all []Observation) bool {
	var first *Observation
	for i, o := range all {
		switch {
		case o.Weight == 0:
		case first == nil:
			first = &all[i]
		case o.Value != first.Value:
			return false
		}
	}
	return true
}

func byCase(all []Observation) map[pair]Observation {
	out := make(map[pair]Observation, len(all))
	for _, o := range Collapse(all) {
		out[pair{o.Cluster, o.Case}] = o
	}
	return out
}

func (s *sums) add(o Observation) {
	s.weighted += o.Weight * o.Value
	s.weight += o.Weight
}

// means gives the means of both runs; 0 where nothing has weight.
func means(clusters [][2]sums) (before, after float64) {
	var total [2]sums
	for _, c := range clusters {
		for i := range total {
			total[i].weighted += c[i].weighted
			total[i].weight += c[i].weight
		}
	}
	return total[0].mean(), total[1].mean()
}

func (s sums) mean() float64 {
	if s.weight == 0 {
		return 0
	}
	return s.weighted / s.weight
}

func bootstrap(clusters [][2]sums, seed uint64) (low, high float64) {
	random := rand.New(rand.NewPCG(seed, Draws)) // #nosec G404 -- the same draws every time
	changes := make([]float64, Draws)
	drawn := make([][2]sums, len(clusters))
	for i := range changes {
		for k := range drawn {
			drawn[k] = clusters[random.IntN(len(clusters))]
		}
		before, after := means(drawn)
		changes[i] = after - before
	}
	slices.Sort(changes)
	const beyond = Draws / 40 // 2.5%
	return changes[beyond], changes[Draws-1-beyond]
}
