package ground

import (
	"slices"
	"strings"
)

// samePolarity reports whether what a sentence has of the claim is denied there just as it is in the claim.
func (ix *Index) samePolarity(q *query, u int) bool {
	said := statements(ix.text(u))
	turned := false
	if strings.HasSuffix(ix.text(u), "?") && !isOpen(ix.text(u)) {
		yes, no := ix.answer(u)
		if !yes && !no {
			return false // a question states nothing
		}
		turned = no
	}
	for _, s := range q.statements {
		words := skeleton(s)
		closest, most := []string(nil), 1
		for _, p := range said {
			switch n := common(words, skeleton(p)); {
			case n > most:
				closest, most = []string{p}, n
			case n == most:
				closest = append(closest, p)
			}
		}
		same := func(p string) bool { return denies(p) != turned == denies(s) }
		if len(closest) > 0 && !slices.ContainsFunc(closest, same) {
			return false
		}
	}
	return true
}

// isOpen reports whether a question asks for more than yes or no.
func isOpen(question string) bool {
	for _, t := range tokens(question) {
		if noises[t.folded] {
			continue
		}
		return questionWords[t.folded]
	}
	return false
}

var (
	questionWords = wordSet(`who what when where which why how whose`)
	assents       = wordSet(`yes yep yeah yup sure correct exactly agreed right absolutely definitely`)
	dissents      = wordSet(`no nope never nah`)
)

// answer tells whether a question is answered with yes or with no in the next words of the record.
func (ix *Index) answer(u int) (yes, no bool) {
	for next := u + 1; next < len(ix.units) && next <= u+2 && ix.units[next].source == ix.units[u].source; next++ {
		words := tokens(ix.text(next))
		i := slices.IndexFunc(words, func(t token) bool { return !noises[t.folded] })
		if i >= 0 && (assents[words[i].folded] || dissents[words[i].folded]) {
			return assents[words[i].folded], dissents[words[i].folded]
		}
	}
	return false, false
}

// statements parts a sentence where another statement begins. What comes before a break and says nothing of its own
// belongs to what follows: "we don't, um, send the letters".
func statements(sentence string) []string {
	var out []string
	begun := ""
	for _, clause := range clauses(sentence) {
		for _, part := range parts(clause) {
			part = strings.TrimSpace(begun + " " + part)
			begun = ""
			switch {
			case len(terms(part)) > 0:
				out = append(out, part)
			case !isInterjection(part):
				begun = part
			}
		}
	}
	if begun != "" {
		out = append(out, begun)
	}
	return out
}

// parts splits a clause before its conjunctions.
func parts(clause string) []string {
	var out []string
	var part []string
	for word := range strings.FieldsSeq(clause) {
		if conjunctions[fold(word)] && len(part) > 0 {
			out = append(out, strings.Join(part, " "))
			part = nil
		}
		part = append(part, word)
	}
	return append(out, strings.Join(part, " "))
}

var conjunctions = wordSet(`and but or because if unless so who which when while although otherwise`)

// isInterjection reports whether a clause is only a yes, a no or a noise.
func isInterjection(clause string) bool {
	return !slices.ContainsFunc(tokens(clause), func(t token) bool {
		return !noises[t.folded] && !assents[t.folded] && !dissents[t.folded] || t.folded == "never"
	})
}

func clauses(sentence string) []string {
	return strings.FieldsFunc(sentence, func(r rune) bool { return strings.ContainsRune(",;:\u2026\u2013\u2014", r) })
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
