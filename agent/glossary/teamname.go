package glossary

import (
	"maps"
	"slices"

	"github.com/plumbline-dev/plumb/semantic/format"
)

// TeamName is a name by which a team calls a metric, as a file says. It counts for that team without anybody's approval,
// so whoever imports the file gets to see it.
type TeamName struct {
	Team   string `json:"team"`
	Name   string `json:"name"`
	Metric string `json:"metric"` // id
}

// brings gives the names for teams that are in a file and were not known before, in the order of the file.
func (d definitions) brings(f format.File) []TeamName {
	names := []TeamName{}
	for _, m := range f.Metrics {
		before := d.metrics[m.ID()]
		for _, team := range slices.Sorted(maps.Keys(m.Aliases)) {
			for _, name := range m.Aliases[team] {
				if !slices.Contains(before.Aliases[team], name) {
					names = append(names, TeamName{team, name, m.ID()})
				}
			}
		}
	}
	return names
}
