package evals

import (
	"math"
	"sort"
	"strings"
	"unicode"
)

// bm25 is plain Okapi BM25 over texts: lower-cased words, k1 1.5, b 0.75, nothing else.
type bm25 struct {
	counts []map[string]int
	sizes  []int
	df     map[string]int
	mean   float64
}

func newBM25(texts []string) *bm25 {
	b := &bm25{df: map[string]int{}}
	total := 0
	for _, text := range texts {
		counts := map[string]int{}
		words := plainWords(text)
		for _, w := range words {
			counts[w]++
		}
		for w := range counts {
			b.df[w]++
		}
		total += len(words)
		b.counts, b.sizes = append(b.counts, counts), append(b.sizes, len(words))
	}
	b.mean = float64(total) / float64(max(1, len(b.sizes)))
	return b
}

// scores gives how well each text fits a query; 0 when they have no word in common.
func (b *bm25) scores(query string) []float64 {
	const k1, norm = 1.5, 0.75
	scores := make([]float64, len(b.counts))
	for _, w := range plainWords(query) {
		idf := b.idf(w)
		for i, counts := range b.counts {
			if f := float64(counts[w]); f > 0 {
				scores[i] += idf * f * (k1 + 1) / (f + k1*(1-norm+norm*float64(b.sizes[i])/b.mean))
			}
		}
	}
	return scores
}

func (b *bm25) idf(word string) float64 {
	n, df := float64(len(b.counts)), float64(b.df[word])
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// rank gives the texts, best first. Texts with the same score stay in their order.
func (b *bm25) rank(query string) []int {
	scores := b.scores(query)
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, k int) bool { return scores[order[i]] > scores[order[k]] })
	return order
}

func plainWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
