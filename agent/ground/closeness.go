package ground

import (
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/quantity"
)

const (
	closeWords   = 0.65 // share of a claim's words, in their order, from which a sentence says nearly the same
	closeTerms   = 0.5  // share of its content terms that the sentence must hold as well
	closeMargin  = 0.1  // how much less than the closest sentence another may hold and still count as one
	shortClaim   = 8    // content terms up to which every rare one has to be heard near a close sentence
	closePassage = 30   // words around a close sentence in which they have to be heard
	closeLoss    = 0.25 // share of the claim's weight that may be missing there all the same
)

// closest gives the sentences that say nearly the same as the claim, word for word and in the same order, but for its
// numbers, its negations and whom it names as the one who acts: those are what is then compared. There is none for a
// claim that puts what was said into other words.
func (ix *Index) closest(q *query) []int {
	if len(q.skeleton) == 0 {
		return nil
	}
	var found []scored
	best := closeWords
	for u := range ix.units {
		if !ix.holdsTerms(q, u) {
			continue
		}
		s := float64(common(q.skeleton, ix.units[u].skeleton)) / float64(len(q.skeleton))
		if s >= closeWords {
			found = append(found, scored{u, s})
			best = max(best, s)
		}
	}
	var units []int
	for _, f := range found {
		if f.score >= best-closeMargin {
			units = append(units, f.unit)
		}
	}
	return units
}

// holdsTerms reports whether a sentence holds enough of what the claim is about, apart from its numbers and from who
// acts in it.
func (ix *Index) holdsTerms(q *query, u int) bool {
	held, total := 0, 0
	for i := range q.terms {
		t := &q.terms[i]
		if isQuantity(t.word) || t.word == percent || q.actor.is(t.stem) {
			continue
		}
		total++
		if t.counts[u] > 0 {
			held++
		}
	}
	return total == 0 || held > 0 && float64(held) >= closeTerms*float64(total)
}

// agrees reports whether a close sentence says what the claim says: its numbers, with or without a not, about the same
// person, and of nothing else.
func (ix *Index) agrees(q *query, u int) bool {
	return ix.quantitiesHold(q, u) && ix.hearsRareTerms(q, u) && ix.samePolarity(q, u) && ix.sameActor(q, u)
}

// hearsRareTerms reports whether the words of a short claim that tell it from others are heard around a sentence.
func (ix *Index) hearsRareTerms(q *query, u int) bool {
	if len(q.terms) > shortClaim {
		return true
	}
	first, last := ix.near(u, closePassage)
	missing, total := 0.0, 0.0
	for i := range q.terms {
		t := &q.terms[i]
		if isQuantity(t.word) || t.word == percent || q.actor.is(t.stem) {
			continue
		}
		total += t.weight
		if t.common || fieldNames[t.stem] || slices.Contains(ix.units[u].skeleton, t.stem) || slices.Max(t.counts[first:last+1]) > 0 || ix.speaks(t, first, last) {
			continue
		}
		missing += t.weight
	}
	return missing <= closeLoss*total
}

// fieldNames are what a sheet calls its parts, which need not be said in a meeting.
var fieldNames = stemSet(`aim mechanism lever outcome signal gate guardrail owner cadence objection dependency`)

// skeleton gives the words of a text, stemmed, without numbers, negations and the noises of speech, so that what two
// sentences differ in besides can be told.
func skeleton(text string) []string {
	var out []string
	for _, t := range tokens(plain(text)) {
		for _, w := range uncontracted(t.folded) {
			if w == "" || negations[w] || noises[w] || isQuantity(w) || w == percent {
				continue
			}
			if base, ok := auxiliaries[w]; ok {
				w = base
			}
			out = append(out, stem(w))
		}
	}
	return out
}

// uncontracted gives the words of a contraction: we're, don't.
func uncontracted(word string) []string {
	i := strings.IndexAny(word, "'\u2019")
	if i < 0 {
		return []string{word}
	}
	_, ending, _ := strings.Cut(strings.ReplaceAll(word, "\u2019", "'"), "'")
	if base, ok := strings.CutSuffix(word[:i], "n"); ok && ending == "t" {
		switch base {
		case "wo":
			base = "will"
		case "ca":
			base = "can"
		}
		return []string{base}
	}
	if full, ok := contracted[ending]; ok {
		return []string{word[:i], full}
	}
	return []string{word}
}

var (
	contracted  = map[string]string{"re": "are", "ll": "will", "ve": "have", "m": "am", "d": "would"}
	auxiliaries = map[string]string{
		"am": "be", "is": "be", "are": "be", "was": "be", "were": "be", "been": "be", "being": "be",
		"does": "do", "did": "do", "done": "do", "doing": "do", "has": "have", "had": "have", "having": "have",
	}
	noises = wordSet(`um uh er erm hmm mm hm yeah okay ok oh well like so and but just really actually`)
)

const percent = "percent" // the unit that may be written as a sign

// isQuantity reports whether a word is a number, in digits or spelled out.
func isQuantity(word string) bool { return len(quantity.Values(word)) > 0 }

// common gives how many words two texts have in common in the same order: the length of their longest common
// subsequence.
func common(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, w := range a {
		corner := 0
		for k := range b {
			above := row[k+1]
			if w == b[k] {
				row[k+1] = corner + 1
			} else {
				row[k+1] = max(row[k], above)
			}
			corner = above
		}
	}
	return row[len(b)]
}
