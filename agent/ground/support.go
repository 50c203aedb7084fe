package ground

import (
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/quantity"
)

const (
	looked       = 5    // hits that are looked at for support
	passage      = 100  // words around a hit that belong to what it says
	enough       = 0.31 // share of a claim's weight that a passage has to hold
	benefit      = 10.0 // weight that is added to every claim, so that a claim of two common words needs more
	commonWeight = 0.5  // what an everyday word counts of its rarity
	nameWeight   = 3.0  // weight of a speaker's name that nobody says aloud
	verbatim     = 0.8  // share of a claim's terms from which one sentence repeats it
)

// supports reports whether the passage around a unit carries the claim.
func (ix *Index) supports(q *query, u int) bool {
	first, last := ix.near(u, passage)
	if ix.share(q, first, last) < enough || !ix.namesHold(q) {
		return false
	}
	return ix.numbersHold(q, first, last) && !ix.contradicts(q, u)
}

// share gives how much of the claim's weight the units from first to last hold.
func (ix *Index) share(q *query, first, last int) float64 {
	held, total := 0.0, benefit
	for i := range q.terms {
		t := &q.terms[i]
		w := t.rarity
		if t.common {
			w *= commonWeight
		}
		if t.names != nil && !t.spoken {
			w = nameWeight
		}
		total += w
		most := slices.Max(t.counts[first : last+1])
		switch {
		case most >= 1, ix.speaks(t, first, last):
			held += w
		case most > 0:
			held += likeness * w
		}
	}
	return held / total
}

func (ix *Index) speaks(t *queryTerm, first, last int) bool {
	if t.names == nil {
		return false
	}
	return slices.ContainsFunc(ix.units[first:last+1], func(n unit) bool { return t.names[n.speaker] })
}

// namesHold reports whether every name of the claim is heard in the record or is a speaker's.
func (ix *Index) namesHold(q *query) bool {
	return !slices.ContainsFunc(q.terms, func(t queryTerm) bool { return t.named && !t.spoken && t.names == nil })
}

// numbersHold reports whether the passage holds every number of the claim.
func (ix *Index) numbersHold(q *query, first, last int) bool {
	if len(q.numbers) == 0 {
		return true
	}
	var text strings.Builder
	for u := first; u <= last; u++ {
		text.WriteString(ix.text(u))
		text.WriteByte(' ')
	}
	heard := quantity.Values(text.String())
	return !slices.ContainsFunc(q.numbers, func(n float64) bool {
		return !slices.ContainsFunc(heard, func(h float64) bool { return quantity.Same(h, n) })
	})
}

// contradicts reports whether the unit says nearly the same as the claim, with a not more or less.
func (ix *Index) contradicts(q *query, u int) bool {
	same := 0
	for _, t := range q.terms {
		if t.counts[u] > 0 {
			same++
		}
	}
	if float64(same) < verbatim*float64(len(q.terms)) || ix.units[u].terms > 2*len(q.terms) {
		return false
	}
	return denies(ix.text(u)) != q.denies
}

var negations = wordSet(`not no never none nobody nothing neither nor without cannot n't`)

// denies reports whether a sentence holds an odd number of negations.
func denies(text string) bool {
	odd := false
	for _, t := range tokens(text) {
		if negations[t.folded] || strings.HasSuffix(t.folded, "n't") || strings.HasSuffix(t.folded, "n\u2019t") {
			odd = !odd
		}
	}
	return odd
}
