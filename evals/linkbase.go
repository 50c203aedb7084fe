package evals

import (
	"context"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/plumbline-dev/plumb/semantic"
)

// LinkBaselines are two plain engines that every other one is compared with: BM25 over everything a metric says, and the cosine
// of TF-IDF weighted 3- to 5-grams over its names. Both link to their first candidate when it holds at least 0.7 of the
// words of the term, weighted by rarity, and otherwise to nothing. Neither knows slots, teams (they only break ties), aliases,
// ambiguities or conflicts.
func LinkBaselines() []LinkEngine {
	return []LinkEngine{
		{Name: "bm25", Over: func(_ context.Context, c semantic.Catalogue) (LinkFunc, error) {
			texts := newBM25(wholeTexts(c.Metrics))
			return plainRule(c.Metrics, texts, texts.scores), nil
		}},
		{Name: "n-grams", Over: func(_ context.Context, c semantic.Catalogue) (LinkFunc, error) {
			return plainRule(c.Metrics, newBM25(wholeTexts(c.Metrics)), newGrams(c.Metrics).scores), nil
		}},
	}
}

// candidatesAtMost is how many candidates a match holds.
const candidatesAtMost = 10

func plainRule(metrics []semantic.Metric, texts *bm25, scores func(string) []float64) LinkFunc {
	return func(_ context.Context, q LinkQuery) (semantic.Match, error) {
		score := scores(q.Term)
		var order []int
		for i := range metrics {
			if score[i] > 0 {
				order = append(order, i)
			}
		}
		sort.SliceStable(order, func(i, k int) bool {
			a, b := order[i], order[k]
			if score[a] != score[b] {
				return score[a] > score[b]
			}
			return metrics[a].Home() == q.Team && metrics[b].Home() != q.Team
		})
		m := semantic.Match{Outcome: semantic.Unknown, Candidates: []semantic.Candidate{}}
		for _, i := range order[:min(candidatesAtMost, len(order))] {
			m.Candidates = append(m.Candidates, semantic.Candidate{Metric: metrics[i].ID(), Name: metrics[i].Title(), Score: score[i]})
		}
		if len(order) > 0 && texts.coverage(q.Term, order[0]) >= 0.7 {
			m.Outcome, m.Metric = semantic.Linked, m.Candidates[0].Metric
		}
		return m, nil
	}
}

// coverage is the share of a query's words that a text holds, weighted by rarity.
func (b *bm25) coverage(query string, text int) float64 {
	held, all := 0.0, 0.0
	for _, w := range plainWords(query) {
		idf := b.idf(w)
		all += idf
		if b.counts[text][w] > 0 {
			held += idf
		}
	}
	if all == 0 {
		return 0
	}
	return held / all
}

func wholeTexts(metrics []semantic.Metric) []string {
	out := make([]string, len(metrics))
	for i, m := range metrics {
		out[i] = strings.Join(append(names(m), m.Description), "\n")
	}
	return out
}

func names(m semantic.Metric) []string {
	return slices.Concat([]string{spoken(m.Name)}, nonEmpty(m.Label), m.Synonyms)
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// grams holds the 3- to 5-grams of the names of metrics, each name by itself.
type grams struct {
	metrics int
	owner   []int // the metric of each name
	vectors []map[string]float64
	idf     map[string]float64
}

func newGrams(metrics []semantic.Metric) *grams {
	g := &grams{metrics: len(metrics), idf: map[string]float64{}}
	var counts []map[string]float64
	for i, m := range metrics {
		for _, name := range names(m) {
			c := gramsOf(name)
			for gram := range c {
				g.idf[gram]++
			}
			counts, g.owner = append(counts, c), append(g.owner, i)
		}
	}
	for gram, df := range g.idf {
		g.idf[gram] = math.Log(float64(1+len(counts))/(1+df)) + 1
	}
	for _, c := range counts {
		g.vectors = append(g.vectors, g.weigh(c))
	}
	return g
}

func gramsOf(text string) map[string]float64 {
	out := map[string]float64{}
	runes := []rune(" " + strings.Join(plainWords(spoken(text)), " ") + " ")
	for size := 3; size <= 5; size++ {
		for i := 0; i+size <= len(runes); i++ {
			out[string(runes[i:i+size])]++
		}
	}
	return out
}

// weigh gives a vector of length 1. A gram that no name holds counts as the rarest.
func (g *grams) weigh(counts map[string]float64) map[string]float64 {
	rarest := math.Log(float64(1+len(g.owner))) + 1
	out, square := make(map[string]float64, len(counts)), 0.0
	for _, gram := range slices.Sorted(maps.Keys(counts)) {
		idf, ok := g.idf[gram]
		if !ok {
			idf = rarest
		}
		w := (1 + math.Log(counts[gram])) * idf
		out[gram] = w
		square += w * w
	}
	for gram := range out {
		out[gram] /= math.Sqrt(square)
	}
	return out
}

// scores gives, for each metric, the cosine of its best name.
func (g *grams) scores(query string) []float64 {
	q := g.weigh(gramsOf(query))
	order := slices.Sorted(maps.Keys(q))
	out := make([]float64, g.metrics)
	for i, v := range g.vectors {
		cosine := 0.0
		for _, gram := range order { // in one order: a sum of floats depends on it
			cosine += q[gram] * v[gram]
		}
		out[g.owner[i]] = max(out[g.owner[i]], cosine)
	}
	return out
}
