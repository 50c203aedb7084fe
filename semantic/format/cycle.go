package format

import (
	"slices"
	"strings"
)

// refuseCycles refuses each file with a metric that is computed from itself.
func refuseCycles(sources []*source) {
	inputs := make(map[string][]string)
	home := make(map[string]*source)
	for _, s := range sources {
		for _, m := range s.Metrics {
			if id := m.ID(); home[id] == nil {
				home[id], inputs[id] = s, m.Inputs
			}
		}
	}
	ends := make(map[string]bool)
	for _, s := range sources {
		for _, m := range s.Metrics {
			for cycle := follow(m.ID(), inputs, ends); cycle != nil; cycle = follow(m.ID(), inputs, ends) {
				for _, id := range cycle {
					in := home[id]
					in.refuse(in.errorAt(in.places[id], "these metrics are computed from each other: %s", strings.Join(cycle, " -> ")).
						Do("Take one of them out of the inputs of the other."))
					delete(inputs, id)
				}
			}
		}
	}
}

// follow gives the cycle that a metric leads to, if there is one, and notes in ends which metrics lead to none. The path is
// kept in a list rather than on the stack: a chain may be as long as the file.
func follow(id string, inputs map[string][]string, ends map[string]bool) []string {
	type step struct {
		id   string
		next int
	}
	path := []step{{id: id}}
	open := map[string]bool{id: true}
	for len(path) > 0 {
		at := &path[len(path)-1]
		if ends[at.id] || at.next == len(inputs[at.id]) {
			ends[at.id] = true
			delete(open, at.id)
			path = path[:len(path)-1]
			continue
		}
		next := inputs[at.id][at.next]
		at.next++
		if open[next] {
			var cycle []string
			for _, s := range path[slices.IndexFunc(path, func(s step) bool { return s.id == next }):] {
				cycle = append(cycle, s.id)
			}
			return append(cycle, next)
		}
		if !ends[next] {
			open[next] = true
			path = append(path, step{id: next})
		}
	}
	return nil
}
