package evals

import (
	"math"
	"sort"
	"strings"
	"unicode"

	"github.com/plumbline-dev/plumb/agent"
)

// bm25 is plain Okapi BM25 over turns: lower-cased words, k1 1.5, b 0.75, nothing else.
type bm25 struct {
	lines  []int // entry of each turn, from 0
	counts []map[string]int
	sizes  []int
	df     map[string]int
	mean   float64
}

func newBM25(t *agent.Transcript) *bm25 {
	b := &bm25{df: map[string]int{}}
	total := 0
	for _, u := range t.Utterances {
		counts := map[string]int{}
		words := plainWords(u.Text)
		for _, w := range words {
			counts[w]++
		}
		for w := range counts {
			b.df[w]++
		}
		total += len(words)
		b.lines, b.counts, b.sizes = append(b.lines, u.Line-1), append(b.counts, counts), append(b.sizes, len(words))
	}
	b.mean = float64(total) / float64(max(1, len(b.sizes)))
	return b
}

// rank gives the turns, best first. Turns with the same score stay in their order.
func (b *bm25) rank(claim string) []int {
	const k1, norm = 1.5, 0.75
	scores := make([]float64, len(b.counts))
	n := float64(len(b.counts))
	for _, w := range plainWords(claim) {
		df := float64(b.df[w])
		idf := math.Log(1 + (n-df+0.5)/(df+0.5))
		for i, counts := range b.counts {
			if f := float64(counts[w]); f > 0 {
				scores[i] += idf * f * (k1 + 1) / (f + k1*(1-norm+norm*float64(b.sizes[i])/b.mean))
			}
		}
	}
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, k int) bool { return scores[order[i]] > scores[order[k]] })
	out := make([]int, len(order))
	for i, at := range order {
		out[i] = b.lines[at]
	}
	return out
}

func plainWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
