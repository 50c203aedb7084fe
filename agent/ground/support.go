package ground

import (
	"slices"
	"strings"
)

const (
	looked   = 5     // hits that are looked at for support
	passage  = 100   // words around a hit that belong to what it says
	enough   = 0.265 // share of a claim's weight that a passage has to hold
	benefit  = 11.0  // weight that is added to every claim, so that a claim of two common words needs more
	verbatim = 0.8   // share of a claim's terms from which a clause repeats it
)

// supports reports whether the passage around a unit carries the claim. When some sentence of the record is close to the
// claim, one of those in the passage has to agree with it; a claim in other words is held against the whole passage.
func (ix *Index) supports(q *query, u int) bool {
	first, last := ix.near(u, passage)
	if ix.share(q, first, last) < enough || !ix.namesHold(q) {
		return false
	}
	if len(q.closest) > 0 {
		return slices.ContainsFunc(q.closest, func(c int) bool { return first <= c && c <= last && ix.agrees(q, c) })
	}
	return ix.numbersHold(q, first, last) && !ix.contradicts(q, first, last)
}

// share gives how much of the claim's weight the units from first to last hold.
func (ix *Index) share(q *query, first, last int) float64 {
	held, total := 0.0, benefit
	for i := range q.terms {
		t := &q.terms[i]
		total += t.weight
		most := slices.Max(t.counts[first : last+1])
		switch {
		case most >= 1, ix.speaks(t, first, last):
			held += t.weight
		case most > 0:
			held += likeness * t.weight
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

// namesHold reports whether every name of the claim is heard in the record or is a speaker's, and each name of several
// words as a whole.
func (ix *Index) namesHold(q *query) bool {
	for _, name := range q.names {
		if !ix.holdsName(name) {
			return false
		}
	}
	return true
}

func (ix *Index) holdsName(name []term) bool {
	for _, stems := range ix.speakers {
		if !slices.ContainsFunc(name, func(t term) bool { return !stems[t.stem] }) {
			return true
		}
	}
	for _, p := range ix.postings[name[0].stem] {
		if len(name) == 1 || follow(terms(ix.text(p.unit)), name) {
			return true
		}
	}
	_, like := ix.counts(name[0].stem)
	return len(name) == 1 && like
}

// follow reports whether the terms of a name stand in a row among the terms of a sentence.
func follow(said, name []term) bool {
	for i := 0; i+len(name) <= len(said); i++ {
		if slices.EqualFunc(said[i:i+len(name)], name, func(a, b term) bool { return a.stem == b.stem }) {
			return true
		}
	}
	return false
}

// numbersHold reports whether the passage holds every number of the claim.
func (ix *Index) numbersHold(q *query, first, last int) bool {
	if q.numbers.none() {
		return true
	}
	var text strings.Builder
	for u := first; u <= last; u++ {
		text.WriteString(ix.text(u))
		text.WriteByte(' ')
	}
	return q.numbers.hold(readQuantities(text.String()))
}

// contradicts reports whether the sentence of the passage that comes closest says nearly the same as the claim, with a
// not more or less.
func (ix *Index) contradicts(q *query, first, last int) bool {
	closest, most := first, 0
	for u := first; u <= last; u++ {
		same := 0
		for i := range q.terms {
			if q.terms[i].counts[u] > 0 {
				same++
			}
		}
		if same > most {
			closest, most = u, same
		}
	}
	return most > 0 && slices.ContainsFunc(clauses(ix.text(closest)), q.denied)
}

// denied reports whether a clause repeats the claim with a not more or less.
func (q *query) denied(clause string) bool {
	said := terms(clause)
	same := 0
	for i := range q.terms {
		if slices.ContainsFunc(said, func(t term) bool { return t.stem == q.terms[i].stem }) {
			same++
		}
	}
	repeats := float64(same) >= verbatim*float64(len(q.terms)) && len(said) <= 2*len(q.terms)
	return repeats && denies(clause) != q.denies
}
