package ground

import (
	"slices"
	"strings"
)

// actor is who a claim begins with as the one who does something: "Tom owns the trial". The zero actor is nobody.
type actor struct {
	names   []string // stems of the name
	does    string   // stem of what the person does or is, the first content word after the name
	reports bool     // that is a word with which minutes report speech
}

func (a actor) is(stem string) bool { return slices.Contains(a.names, stem) }

// actor reads who acts in a claim. It is nobody when the claim begins with two people or with what belongs to one.
func (ix *Index) actor(claim string) actor {
	var a actor
	words := tokens(claim)
	i := 0
	for ; i < len(words) && isCapitalised(words[i].text) && (i == 0 || words[i].joined) && ix.isName(words[i], i > 0); i++ {
		a.names = append(a.names, stem(words[i].folded))
	}
	if i == 0 || i == len(words) || !words[i].joined || words[i].folded == "and" || words[i].folded == "or" {
		return actor{}
	}
	if possessive := strings.Fields(claim)[i-1]; strings.ContainsAny(possessive, "'\u2019") {
		return actor{}
	}
	for _, t := range words[i:] {
		if !functionWords[t.folded] && !contraction(t.folded) {
			a.does, a.reports = stem(t.folded), reportingWords[t.folded]
			return a
		}
	}
	return actor{}
}

// isName reports whether a word is a speaker's name or is heard as one.
func (ix *Index) isName(t token, inside bool) bool {
	s := stem(t.folded)
	if functionWords[t.folded] {
		return false
	}
	if inside || slices.ContainsFunc(ix.speakers, func(stems map[string]bool) bool { return stems[s] }) {
		return true
	}
	named := 0
	for _, p := range ix.postings[s] {
		for _, said := range terms(ix.text(p.unit)) {
			if said.stem != s {
				continue
			}
			if !isCapitalised(said.word) {
				return false
			}
			if said.named {
				named++
			}
		}
	}
	return named > 0
}

// speaksAs reports whether a unit is spoken by the actor.
func (ix *Index) speaksAs(a actor, u int) bool {
	stems := ix.speakers[ix.units[u].speaker]
	return !slices.ContainsFunc(a.names, func(name string) bool { return !stems[name] })
}

// sameActor reports whether it is the claim's person who acts in a sentence: named before what is done, speaking of
// themselves, or being given it. A sentence in which somebody else does it is not about that person.
func (ix *Index) sameActor(q *query, u int) bool {
	a := q.actor
	if a.does == "" {
		return true
	}
	words := tokens(ix.text(u))
	does := slices.IndexFunc(words, func(t token) bool { return stem(t.folded) == a.does })
	if does < 0 {
		return a.reports || ix.speaksAs(a, u) || ix.isAddressed(a, u)
	}
	for i := does - 1; i >= 0; i-- {
		switch w := uncontracted(words[i].folded)[0]; {
		case a.is(stem(w)):
			return true
		case w == "i", w == "we":
			return ix.speaksAs(a, u) || introduces(words, a)
		case w == "you", w == "he", w == "she", w == "they", w == "who":
			return ix.isAddressed(a, u)
		case isCapitalised(words[i].text) && ix.isName(words[i], false):
			return false
		}
	}
	return ix.isAddressed(a, u) || ix.speaksAs(a, u) && !ix.namesOther(words)
}

// introduces reports whether somebody says in a sentence that they are the actor, under a label that does not tell.
func introduces(words []token, a actor) bool {
	for i := range words[:len(words)-1] {
		if (words[i].folded == "i'm" || words[i].folded == "i\u2019m") && a.is(stem(words[i+1].folded)) {
			return true
		}
	}
	return false
}

// isAddressed reports whether the actor is named in a sentence or right before it, or answers it.
func (ix *Index) isAddressed(a actor, u int) bool {
	for _, n := range []int{u, ix.beside(u, -1)} {
		if n >= 0 && slices.ContainsFunc(tokens(ix.text(n)), func(t token) bool { return a.is(stem(t.folded)) }) {
			return true
		}
	}
	next := ix.beside(u, 1)
	return next >= 0 && ix.units[next].speaker != ix.units[u].speaker && ix.speaksAs(a, next) && !denies(ix.text(next))
}

func (ix *Index) namesOther(words []token) bool {
	return slices.ContainsFunc(words, func(t token) bool { return isCapitalised(t.text) && ix.isName(t, false) })
}

// beside gives the nearest sentence that says something, before (-1) or after (1) another, or -1.
func (ix *Index) beside(u, step int) int {
	for n := u + step; n >= 0 && n < len(ix.units) && ix.units[n].source == ix.units[u].source; n += step {
		if ix.units[n].terms > 0 || ix.units[n].words > 2 {
			return n
		}
	}
	return -1
}
