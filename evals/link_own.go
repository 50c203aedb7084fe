package evals

import (
	"maps"
	"slices"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// ownAtMost bounds how many names of each sort are taken out of a catalogue, one after the other: each needs a linker of its own.
const ownAtMost = 200

// OwnLinkSuites measures linking on any catalogue, without labels: every name is taken out, one after the other, and looked up among
// the rest. What it meant is right.
//
//   - own-labels, own-synonyms, own-aliases: other names of a metric; its other names stay. Aliases are asked for by their team.
//   - own-removed: the metric itself is taken out, with all that are defined alike; its names may not be linked to a neighbour.
//
// A name that is another metric's, too, is left out: nobody could say which is right. Of each sort at most 200 are taken, evenly
// spread. The error is of kind invalid when a catalogue has no metric with a second name.
func OwnLinkSuites(c semantic.Catalogue) ([]LinkSuite, error) {
	used := map[string]int{}
	for _, m := range c.Metrics {
		for _, name := range slices.Compact(slices.Sorted(slices.Values(spokenNames(m)))) {
			used[name]++
		}
	}
	var labels, synonyms, aliases []LinkPart
	for i, m := range c.Metrics {
		if m.Label != "" && used[spoken(m.Label)] == 1 && spoken(m.Label) != spoken(m.Name) {
			labels = append(labels, leftOut(c, i, m.Label, "", func(m *semantic.Metric) { m.Label = "" }))
		}
		for k, s := range m.Synonyms {
			if used[spoken(s)] == 1 {
				synonyms = append(synonyms, leftOut(c, i, s, "", func(m *semantic.Metric) {
					m.Synonyms = slices.Delete(slices.Clone(m.Synonyms), k, k+1)
				}))
			}
		}
		for _, team := range slices.Sorted(maps.Keys(m.Aliases)) {
			for k, name := range m.Aliases[team] {
				if used[spoken(name)] == 1 {
					aliases = append(aliases, leftOut(c, i, name, team, func(m *semantic.Metric) {
						m.Aliases = maps.Clone(m.Aliases)
						m.Aliases[team] = slices.Delete(slices.Clone(m.Aliases[team]), k, k+1)
					}))
				}
			}
		}
	}
	var suites []LinkSuite
	for _, s := range []LinkSuite{{"own-labels", sample(labels, ownAtMost)}, {"own-synonyms", sample(synonyms, ownAtMost)}, {"own-aliases", sample(aliases, ownAtMost)}} {
		if len(s.Parts) > 0 {
			suites = append(suites, s)
		}
	}
	if len(suites) == 0 {
		return nil, fault.New(fault.Invalid, opLink, "no metric of these definitions has a second name that is its own", "").
			Do("Give metrics labels, synonyms or aliases, or label terms and name them with --cases.")
	}
	return append(suites, LinkSuite{"own-removed", removedParts(c.Metrics)}), nil
}

// spokenNames gives all names of a metric, as they are said.
func spokenNames(m semantic.Metric) []string {
	out := []string{spoken(m.Name)}
	for _, name := range append(slices.Clone(m.Synonyms), m.Label) {
		out = append(out, spoken(name))
	}
	for _, names := range m.Aliases {
		for _, name := range names {
			out = append(out, spoken(name))
		}
	}
	return out
}

// leftOut asks for one name of a metric that its definition does not have any more.
func leftOut(c semantic.Catalogue, at int, name, team string, leave func(*semantic.Metric)) LinkPart {
	metrics := slices.Clone(c.Metrics)
	leave(&metrics[at])
	return LinkPart{
		Catalogue: semantic.Catalogue{Metrics: metrics, Terms: c.Terms},
		Cases:     []LinkCase{{LinkQuery: LinkQuery{Term: name, Team: team}, Metrics: []string{metrics[at].ID()}}},
	}
}
