package ground

import (
	"slices"
	"sort"
	"strings"
)

// Citation is the answer to the question where a claim was said.
type Citation struct {
	Supported bool
	Hits      []Hit // best first, at most ten; when nothing supports the claim, the turns that come closest
}

// Hit is a turn that a claim may rest on.
type Hit struct {
	Source    int     // index of the transcript
	Utterance string  // id of the utterance
	Score     float64 // 0 to 1: what it has of the score of a turn that holds every word of the claim
	Quote     string  // the sentence of the utterance that comes closest, byte for byte
}

// The constants of the ranking are round and stand on plateaus of the results for six meetings of QMSum: halving or
// doubling any of them changes hit@1 and hit@3 there by less than five points.
const (
	maxHits      = 10
	maxTerms     = 100 // distinct words of a claim that are compared; the rest of a longer one is left unread
	repeatWeight = 1.2 // k1 of BM25: how soon a repeated word stops counting
	lengthWeight = 0.4 // b of BM25: low, because long turns are what minutes report
	besides      = 0.9 // what a word counts in the sentence next to its own
	calmWeight   = 2.0 // the same as k1 for words in the neighbourhood
	commonWeight = 0.3 // what an everyday word counts of its rarity
	nameWeight   = 0.5 // what a speaker's name counts: it says who spoke (see speakerBonus), hardly ever what was said
	speakerBonus = 0.5 // for turns of a speaker whom the claim names
	spread       = 120 // words within which a further hit counts as the same passage
	sameAgain    = 0.6 // what is left of the score of a further hit in the same passage
	likeness     = 0.7 // weight of a word that only shares its beginning with the claim's
	likePrefix   = 5   // letters that such words share
)

// Cite finds the turns that support a claim in words of any kind, and tells whether they do.
//
// When some sentence of the record says nearly the same as the claim, word for word, one of those sentences has to agree
// with it. The numbers, weekdays and months of the claim stand in that sentence or right beside it, its numbers with the
// same kind of unit and its limits in the same direction. It is denied just where the claim is. A question counts with
// the yes or no that follows it. Who the claim begins with is who does it there, by name, as the speaker or by being
// asked to. And a short claim has nearly all of its rarer words said nearby.
//
// A claim in other words is supported when one passage, a hit with what was said around it, holds enough of its words
// and all of its numbers and days, and is not its flat denial. Who did what, and which word a number or a not belongs
// to, is not checked then.
//
// In both cases all of its names have to be heard in the record. Whether something was taken back later is not looked
// at.
func (ix *Index) Cite(claim string) Citation {
	q := ix.query(claim)
	if len(q.terms) == 0 || len(ix.units) == 0 {
		return Citation{Hits: []Hit{}}
	}
	found := ix.pick(ix.score(q))
	c := Citation{Hits: []Hit{}}
	var rest []Hit
	for i, f := range found {
		hit := ix.hit(f, q)
		if i < looked && ix.supports(q, f.unit) {
			c.Hits = append(c.Hits, hit)
		} else {
			rest = append(rest, hit)
		}
	}
	c.Supported = len(c.Hits) > 0
	c.Hits = append(c.Hits, rest...)
	return c
}

func (ix *Index) hit(f scored, q *query) Hit {
	n := &ix.units[f.unit]
	return Hit{
		Source: n.source, Utterance: ix.sources[n.source].Utterances[n.utterance].ID,
		Score: min(1, f.score/q.best), Quote: ix.text(f.unit),
	}
}

// query is a claim made ready for one index.
type query struct {
	terms  []queryTerm
	best   float64 // score of an imagined sentence with every term
	names  [][]term
	denies bool

	// What is held against the sentences that are close to the claim.
	numbers    quantities
	actor      actor
	skeleton   []string // its words without numbers, negations and the actor's name
	statements []string
	closest    []int // units
}

// queryTerm is a distinct term of the claim.
type queryTerm struct {
	term
	weight float64   // what it counts: its rarity, less for an everyday word
	rank   float64   // what it counts in the ranking: its weight, less for a speaker's name
	counts []float64 // how often each unit has it
	spoken bool      // it occurs in the index
	names  []bool    // which speakers have it in their name; nil when none has
}

func (ix *Index) query(claim string) *query {
	q := &query{denies: denies(claim), numbers: readQuantities(claim), statements: statements(claim), actor: ix.actor(claim)}
	q.skeleton = skeleton(claim)[len(q.actor.names):]
	seen := map[string]bool{}
	for _, t := range terms(claim) {
		switch last := len(q.names) - 1; {
		case t.goesOn:
			q.names[last] = append(q.names[last], t)
		case t.named:
			q.names = append(q.names, []term{t})
		}
		if len(q.terms) == maxTerms {
			break
		}
		if seen[t.stem] || isNumber(t.word) && len(ix.postings[t.stem]) == 0 {
			continue // a number that was said in words is found by its value
		}
		seen[t.stem] = true
		qt := queryTerm{term: t, weight: ix.rarity(t.stem)}
		qt.counts, qt.spoken = ix.counts(t.stem)
		for s, stems := range ix.speakers {
			if stems[t.stem] {
				if qt.names == nil {
					qt.names = make([]bool, len(ix.speakers))
				}
				qt.names[s] = true
			}
		}
		if t.common {
			qt.weight *= commonWeight
		}
		qt.rank = qt.weight
		if qt.names != nil && isCapitalised(t.word) {
			qt.rank *= nameWeight
		}
		q.best += qt.rank * (repeatWeight + 1 + 2)
		q.terms = append(q.terms, qt)
	}
	q.closest = ix.closest(q)
	return q
}

func isNumber(word string) bool { return strings.ContainsAny(word[:1], "0123456789") }

// counts gives how often each unit has a stem. A stem that never occurs is looked for in words with the same
// beginning, which are mostly its derivations or what a transcriber made of it.
func (ix *Index) counts(stem string) ([]float64, bool) {
	counts := make([]float64, len(ix.units))
	add := func(stem string, weight float64) {
		for _, p := range ix.postings[stem] {
			counts[p.unit] = max(counts[p.unit], weight*float64(p.count))
		}
	}
	if len(ix.postings[stem]) > 0 {
		add(stem, 1)
		return counts, true
	}
	if len(stem) < likePrefix {
		return counts, false
	}
	prefix := stem[:likePrefix]
	i, _ := slices.BinarySearch(ix.vocab, prefix)
	spoken := false
	for ; i < len(ix.vocab) && strings.HasPrefix(ix.vocab[i], prefix); i++ {
		add(ix.vocab[i], likeness)
		spoken = true
	}
	return counts, spoken
}

// score gives every unit its own BM25 score plus what its neighbourhood adds: evidence is spread over a passage, and a
// sentence in the middle of the claim's words beats one that holds a single rare word.
func (ix *Index) score(q *query) []float64 {
	out := make([]float64, len(ix.units))
	around := make([]float64, len(ix.units))
	for _, t := range q.terms {
		if !t.spoken {
			continue
		}
		ix.spreadOut(t.counts, around)
		for u, c := range t.counts {
			if c > 0 {
				length := 1 - lengthWeight + lengthWeight*float64(ix.units[u].terms)/ix.mean
				out[u] += t.rank * c * (repeatWeight + 1) / (c + repeatWeight*length)
			}
			out[u] += t.rank * 2 * around[u] / (around[u] + calmWeight)
		}
	}
	named := ix.named(q)
	for u := range out {
		if n := &ix.units[u]; n.words < shortWords {
			out[u] *= float64(n.words+shortWords) / (2 * shortWords)
		}
		if named[ix.units[u].speaker] {
			out[u] *= 1 + speakerBonus
		}
	}
	return out
}

// spreadOut fills around with how often, and how near, each unit hears a term: in itself and in all others, each time
// fallen by exp(-words between/nearness). Two passes do it, as the exponential can be carried along.
func (ix *Index) spreadOut(counts, around []float64) {
	carry := 0.0
	for u, c := range counts {
		if u > 0 && ix.units[u].source != ix.units[u-1].source {
			carry = 0
		}
		around[u] = min(c, 1) + carry
		carry = besides*min(c, 1) + carry*ix.units[u].passes
	}
	carry = 0
	for u := len(counts) - 1; u >= 0; u-- {
		if u+1 < len(counts) && ix.units[u].source != ix.units[u+1].source {
			carry = 0
		}
		around[u] += carry
		carry = besides*min(counts[u], 1) + carry*ix.units[u].passes
	}
}

// named tells the speakers whom the claim names. A name that most speech carries tells nobody apart.
func (ix *Index) named(q *query) []bool {
	out := make([]bool, len(ix.speakers))
	for _, t := range q.terms {
		if t.names == nil || !isCapitalised(t.word) {
			continue
		}
		share := 0
		for u := range ix.units {
			if t.names[ix.units[u].speaker] {
				share++
			}
		}
		if 10*share > 6*len(ix.units) {
			continue
		}
		for s, is := range t.names {
			out[s] = out[s] || is
		}
	}
	return out
}

// scored is a unit with its score.
type scored struct {
	unit  int
	score float64
}

// pick takes the best units, one an utterance. After each, units of the same passage count less, so that the hits show
// the different places at which something was said.
func (ix *Index) pick(scores []float64) []scored {
	var pool []scored
	for u, s := range scores {
		if s <= 0 {
			continue
		}
		n := len(pool)
		if n > 0 && ix.units[pool[n-1].unit].source == ix.units[u].source && ix.units[pool[n-1].unit].utterance == ix.units[u].utterance {
			if s > pool[n-1].score {
				pool[n-1] = scored{u, s}
			}
			continue
		}
		pool = append(pool, scored{u, s})
	}
	sort.SliceStable(pool, func(i, k int) bool { return pool[i].score > pool[k].score })
	const depth = 40 * maxHits // what ranks lower cannot come up
	pool = pool[:min(len(pool), depth)]
	var out []scored
	for len(out) < maxHits && len(pool) > 0 {
		best := 0
		for i := range pool {
			if pool[i].score > pool[best].score {
				best = i
			}
		}
		top := pool[best]
		out = append(out, top)
		pool = slices.Delete(pool, best, best+1)
		for i := range pool {
			if ix.gap(min(top.unit, pool[i].unit), max(top.unit, pool[i].unit)) < spread {
				pool[i].score *= sameAgain
			}
		}
	}
	return out
}
