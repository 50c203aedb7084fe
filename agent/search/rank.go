package search

import (
	"cmp"
	"math"
)

// The parameters of BM25: how soon further occurrences of a term stop to count, and how much long passages are held back
// (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.2).
const (
	saturation = 1.2
	lengthPull = 0.75
)

// leastShare is how much of what the words of a query tell, by their weights, the words of a passage must tell to be found. A
// passage that has only the least telling word of several is not about the query.
const leastShare = 0.3

// tally is the scores of passages, by their numbers.
type tally struct {
	state  State
	scores []float32
	share  []float32 // of the weights of all terms, of those that the passage has
	total  float32
}

func newTally(s State) *tally {
	return &tally{state: s, scores: make([]float32, s.Next), share: make([]float32, s.Next)}
}

// weight gives what a term tells that so many passages have: the less, the more have it.
func (t *tally) weight(passages int) float64 {
	n := float64(max(t.state.Passages, int64(passages)))
	return math.Log1p((n - float64(passages) + 0.5) / (float64(passages) + 0.5))
}

// count adds what a term says for the passages that have it. discount is 1 for a term as it was asked for.
func (t *tally) count(kept [][]byte, discount float64) {
	passages := 0
	for _, part := range kept {
		for range postings(part) {
			passages++
		}
	}
	if passages == 0 {
		return
	}
	weight := discount * t.weight(passages)
	t.total += float32(weight)
	mean := float64(t.state.Words) / float64(max(1, t.state.Passages))
	for _, part := range kept {
		for p := range postings(part) {
			if p.number < 0 || p.number >= int64(len(t.scores)) {
				continue // of a segment that came since the state was read
			}
			times := p.heard()
			norm := saturation * (1 - lengthPull + lengthPull*float64(p.length)/mean)
			t.scores[p.number] += float32(weight * times * (saturation + 1) / (times + norm))
			t.share[p.number] += float32(weight)
		}
	}
}

// beside is how much of an occurrence in its text an occurrence in the title of a passage counts.
const beside = 0.2

// heard gives how often the term stands in the text, with what it counts that it stands beside.
func (p posting) heard() float64 {
	text, title := 0, 0
	for place := range p.each() {
		if place < p.length {
			text++
		} else {
			title++
		}
	}
	return float64(text) + beside*float64(title)
}

// scored is a passage with its score.
type scored struct {
	number int64
	score  float32
}

// compare puts the better one first, and of equal ones the newer one.
func (s scored) compare(o scored) int {
	return cmp.Or(cmp.Compare(o.score, s.score), cmp.Compare(o.number, s.number))
}

// ranking gives the passages that tell enough, among those that are allowed, the best first. Only as much is put in order as is
// taken.
type ranking struct{ heap []scored }

func (t *tally) ranking(allowed *set) *ranking {
	var r ranking
	for number, score := range t.scores {
		if score > 0 && t.share[number] >= leastShare*t.total && allowed.has(int64(number)) {
			r.heap = append(r.heap, scored{int64(number), score})
		}
	}
	r.order()
	return &r
}

// order makes the list one that gives the best first.
func (r *ranking) order() {
	for i := len(r.heap)/2 - 1; i >= 0; i-- {
		r.sink(i)
	}
}

// next gives the best so many of those that are left.
func (r *ranking) next(most int) []scored {
	best := make([]scored, 0, min(most, len(r.heap)))
	for len(best) < most && len(r.heap) > 0 {
		last := len(r.heap) - 1
		best = append(best, r.heap[0])
		r.heap[0], r.heap = r.heap[last], r.heap[:last]
		r.sink(0)
	}
	return best
}

func (r *ranking) sink(i int) {
	for {
		child := 2*i + 1
		if child >= len(r.heap) {
			return
		}
		if child+1 < len(r.heap) && r.heap[child+1].compare(r.heap[child]) < 0 {
			child++
		}
		if r.heap[i].compare(r.heap[child]) < 0 {
			return
		}
		r.heap[i], r.heap[child] = r.heap[child], r.heap[i]
		i = child
	}
}

// set is passages by their numbers; a nil set has all.
type set struct{ bits []uint64 }

// union gives the passages of several lists.
func union(lists ...[][]byte) *set {
	s := &set{}
	for _, kept := range lists {
		for _, part := range kept {
			for p := range postings(part) {
				s.add(p.number)
			}
		}
	}
	return s
}

func (s *set) add(number int64) {
	place := int(number / 64)
	for len(s.bits) <= place {
		s.bits = append(s.bits, make([]uint64, place-len(s.bits)+1)...)
	}
	s.bits[place] |= 1 << (number % 64)
}

func (s *set) has(number int64) bool {
	if s == nil {
		return true
	}
	place := int(number / 64)
	return place < len(s.bits) && s.bits[place]&(1<<(number%64)) != 0
}

// and gives what is in both; either may be nil.
func (s *set) and(o *set) *set {
	if s == nil {
		return o
	}
	if o == nil {
		return s
	}
	both := &set{bits: make([]uint64, min(len(s.bits), len(o.bits)))}
	for i := range both.bits {
		both.bits[i] = s.bits[i] & o.bits[i]
	}
	return both
}

// without gives what is in s, out of so many, and not in o.
func (s *set) without(o *set, upTo int64) *set {
	rest := &set{bits: make([]uint64, upTo/64+1)}
	for i := range rest.bits {
		all := ^uint64(0)
		if s != nil {
			all = 0
			if i < len(s.bits) {
				all = s.bits[i]
			}
		}
		if i < len(o.bits) {
			all &^= o.bits[i]
		}
		rest.bits[i] = all
	}
	return rest
}
