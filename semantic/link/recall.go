package link

import (
	"context"
	"slices"
	"strings"
	"sync"
)

const (
	recallNames = 48 // candidates that the words of names and descriptions give
	recallNear  = 16 // neighbours that are asked of the index
)

// recall gives the metrics that are worth a comparison: those that share words with the term, and those whose texts are
// near to it in the index.
func (l *Linker) recall(ctx context.Context, h *heard, term string) ([]int, error) {
	places := l.byWords(h)
	near, err := l.near(ctx, term)
	if err != nil {
		return nil, err
	}
	for _, at := range near {
		if !slices.Contains(places, at) {
			places = append(places, at)
		}
	}
	return places, nil
}

// tallies are scratch space for one term: a weight for every metric.
type tallies struct {
	weight  []float32
	touched []int32
}

func (l *Linker) newTallies() *sync.Pool {
	n := len(l.catalogue.entries)
	return &sync.Pool{New: func() any { return &tallies{weight: make([]float32, n)} }}
}

func (t *tallies) add(places []int32, weight float64) {
	for _, at := range places {
		if t.weight[at] == 0 {
			t.touched = append(t.touched, at)
		}
		t.weight[at] += float32(weight)
	}
}

// told weighs a word of a description against one of a name, for recall.
const told = 0.3

func (l *Linker) byWords(h *heard) []int {
	c := l.catalogue
	t := l.scratch.Get().(*tallies) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	defer l.scratch.Put(t)
	for i := range h.words {
		w := &h.words[i]
		if w.id >= 0 {
			t.add(c.named[w.id], w.weight)
			t.add(c.told[w.id], w.weight*told)
		}
		for _, id := range w.kin {
			t.add(c.named[id], w.weight*creditKin)
			t.add(c.told[id], w.weight*creditKin*told)
		}
		for _, a := range w.alike {
			t.add(c.named[a.at], w.weight*a.score)
		}
	}
	for _, id := range h.joined {
		if id >= 0 {
			t.add(c.named[id], 2*c.words.weightOf(id))
		}
	}
	t.add(c.exact[h.phrase.exact], 1)
	if len(h.words) == 0 {
		t.add(c.spans[h.phrase.slots.window], 1)
	}
	best := make([]scored, 0, len(t.touched))
	for _, at := range t.touched {
		// Of two metrics with the same words, the one with fewer others is more likely meant.
		best = append(best, scored{int(at), float64(t.weight[at]) - 0.05*float64(len(c.entries[at].surfaces[0].ids))})
		t.weight[at] = 0
	}
	t.touched = t.touched[:0]
	best = top(best, recallNames)
	out := make([]int, 0, len(best)+recallNear)
	for _, b := range best {
		out = append(out, b.at)
	}
	return out
}

// top gives the n best, best first.
func top(all []scored, n int) []scored {
	if len(all) > 4*n {
		// Most are far below: those under the n-th best of a sample need no sorting.
		sample := slices.Clone(all[:4*n])
		slices.SortFunc(sample, scored.compare)
		floor := sample[n-1].score
		all = slices.DeleteFunc(all, func(s scored) bool { return s.score < floor })
	}
	slices.SortFunc(all, scored.compare)
	return all[:min(n, len(all))]
}

// near asks the index.
func (l *Linker) near(ctx context.Context, term string) ([]int, error) {
	if l.index == nil {
		return nil, nil
	}
	vectors, err := l.embedder.Embed(ctx, []string{term})
	if err != nil || len(vectors) == 0 {
		return nil, err
	}
	found, err := l.index.Nearest(ctx, l.embedder.Model(), vectors[0], recallNear)
	if err != nil {
		return nil, err
	}
	var out []int
	for _, n := range found {
		id, _, _ := strings.Cut(n.Key, textMark)
		if at, ok := l.catalogue.place[id]; ok && !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	return out, nil
}
