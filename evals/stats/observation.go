package stats

import (
	"cmp"
	"slices"
)

// Observation is what was seen of one case in one repeat.
type Observation struct {
	Case    string
	Cluster string  // cases that are alike: those of one meeting, metric or attack
	Value   float64 // such as 1 for right and 0 for wrong
	Weight  float64 // how much it counts; 0 for a case that a measure does not apply to
}

// Collapse makes one observation of all repeats of a case: its weight is the mean of theirs, its value their weighted mean. Then a case
// that was repeated counts as much as one that was not, and how much repeats differ is not taken for how much cases do. The cases
// come in the order of their names, within their clusters.
func Collapse(all []Observation) []Observation {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b Observation) int {
		return cmp.Or(cmp.Compare(a.Cluster, b.Cluster), cmp.Compare(a.Case, b.Case))
	})
	var out []Observation
	for from := 0; from < len(sorted); {
		to := from + 1
		for to < len(sorted) && sorted[to].Cluster == sorted[from].Cluster && sorted[to].Case == sorted[from].Case {
			to++
		}
		out = append(out, merged(sorted[from:to]))
		from = to
	}
	return out
}

func merged(repeats []Observation) Observation {
	one := Observation{Case: repeats[0].Case, Cluster: repeats[0].Cluster}
	sum := 0.0
	for _, r := range repeats {
		one.Weight += r.Weight
		sum += r.Weight * r.Value
	}
	if one.Weight > 0 {
		one.Value = sum / one.Weight
	}
	one.Weight /= float64(len(repeats))
	return one
}

// sums are what of a cluster decides a weighted mean.
type sums struct{ weighted, weight float64 }

// clustersOf adds observations up by cluster, in the order of their names. Clusters without weight are left out.
func clustersOf(cases []Observation) []sums {
	by := map[string]*sums{}
	var names []string
	for _, c := range cases {
		if c.Weight == 0 {
			continue
		}
		s := by[c.Cluster]
		if s == nil {
			s = &sums{}
			by[c.Cluster] = s
			names = append(names, c.Cluster)
		}
		s.weighted += c.Weight * c.Value
		s.weight += c.Weight
	}
	slices.Sort(names)
	out := make([]sums, len(names))
	for i, name := range names {
		out[i] = *by[name]
	}
	return out
}
