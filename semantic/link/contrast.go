package link

import (
	"encoding/binary"
	"hash/fnv"
	"slices"
)

// contrasts counts, for each word of the catalogue, the metrics in which it makes a difference: another metric has the
// same name with another word, or none, in its place. "request" does in "quota.cpu.request.hard" when there is a
// "quota.cpu.limit.hard"; the "performance" that all names of a group start with does not. What makes no difference may be left
// out by somebody who speaks.
//
// Versions of one metric count once. The result is a share of the metrics that have the word in their name, 0 to 1.
func (c *catalogue) contrasts() []float64 {
	type gap struct{ entry, word int }
	gaps := make(map[uint64][]gap, 4*len(c.entries)) // names with a word left out
	whole := make(map[uint64]bool, len(c.entries))
	for at := range c.entries {
		name := &c.entries[at].surfaces[0]
		whole[nameKey(name, -1)] = true
		for i, id := range name.ids {
			key := nameKey(name, i)
			gaps[key] = append(gaps[key], gap{at, id})
		}
	}
	differs := map[gap]bool{}
	for key, all := range gaps {
		for _, g := range all {
			if whole[key] || slices.ContainsFunc(all, func(o gap) bool { return o.word != g.word }) {
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

// nameKey gives a digest of the words of a name with one left out, -1 for none. Where the gap was makes no difference:
// people put words in any order.
func nameKey(name *surface, without int) uint64 {
	digest := fnv.New64a()
	var sum, product uint64 = 0, 1
	for i, id := range name.ids {
		if i == without {
			continue
		}
		mixed := scramble(uint64(id))
		sum += mixed
		product *= mixed | 1
	}
	var number [8]byte
	for _, n := range []uint64{sum, product} {
		binary.LittleEndian.PutUint64(number[:], n)
		_, _ = digest.Write(number[:]) // never fails
	}
	_, _ = digest.Write([]byte(name.phrase.slots.String()))
	return digest.Sum64()
}

// scramble spreads a small number over 64 bits (the finaliser of SplitMix64).
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
