package link

import (
	"slices"
	"strconv"
	"strings"
)

// contrasts counts, for each word of the catalogue, the metrics in which it makes a difference: another metric has the
// same name with another word, or none, in its place. "request" does in "quota.cpu.request.hard" when there is a
// "quota.cpu.limit.hard"; the "performance" that all names of a group start with does not. What makes no difference may be left
// out by somebody who speaks.
//
// Versions of one metric count once. The result is a share of the metrics that have the word in their name, 0 to 1.
func (c *catalogue) contrasts() []float64 {
	type gap struct{ entry, word int }
	gaps := map[string][]gap{} // names with a word left out
	whole := map[string][]int{}
	for at := range c.entries {
		name := &c.entries[at].surfaces[0]
		whole[nameKey(name, -1)] = append(whole[nameKey(name, -1)], at)
		for i, id := range name.ids {
			key := nameKey(name, i)
			gaps[key] = append(gaps[key], gap{at, id})
		}
	}
	differs := map[gap]bool{}
	for key, all := range gaps {
		for _, g := range all {
			if len(whole[key]) > 0 || slices.ContainsFunc(all, func(o gap) bool { return o.word != g.word }) {
				differs[g] = true
			}
		}
	}
	type use struct {
		family string
		word   int
	}
	all, telling := map[use]bool{}, map[use]bool{}
	for at := range c.entries {
		e := &c.entries[at]
		for _, id := range e.surfaces[0].ids {
			all[use{e.family, id}] = true
			if differs[gap{at, id}] {
				telling[use{e.family, id}] = true
			}
		}
	}
	named, out := make([]float64, len(c.words.words)), make([]float64, len(c.words.words))
	for u := range all {
		named[u.word]++
	}
	for u := range telling {
		out[u.word] += 1 / named[u.word]
	}
	return out
}

// nameKey gives the words of a name with one left out, -1 for none. Where the gap was makes no difference: people put
// words in any order.
func nameKey(name *surface, without int) string {
	ids := slices.Clone(name.ids)
	if without >= 0 {
		ids = slices.Delete(ids, without, without+1)
	}
	slices.Sort(ids)
	var key strings.Builder
	for _, id := range ids {
		key.WriteString(strconv.Itoa(id))
		key.WriteByte(' ')
	}
	key.WriteString(name.phrase.slots.String())
	return key.String()
}
