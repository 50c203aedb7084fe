package link

import (
	"regexp"
	"strings"

	"github.com/plumbline-dev/plumb/semantic"
)

// terms knows the jargon of a catalogue that is no metric.
type terms struct {
	all   []semantic.Term
	place map[string][]int // by the key of their names and variants
	long  map[string]string
}

func newTerms(all []semantic.Term) terms {
	t := terms{all: all, place: map[string][]int{}, long: map[string]string{}}
	for at, term := range all {
		for _, name := range append([]string{term.Name}, term.Variants...) {
			if key := Key(name); key != "" {
				t.place[key] = append(t.place[key], at)
			}
		}
		if term.Kind == semantic.AcronymTerm {
			if long := expansionIn(term.Meaning); long != "" {
				t.long[Key(term.Name)] = long
			}
		}
	}
	return t
}

// firstClause is what stands before the first mark that ends a clause.
var firstClause = regexp.MustCompile(`^[^.,;:()\n–—]+`)

// expansionIn reads what an acronym stands for from the start of its meaning: "net revenue retention, see finance".
func expansionIn(meaning string) string {
	clause := strings.TrimSpace(firstClause.FindString(meaning))
	if n := len(strings.Fields(clause)); n < 2 || n > 6 {
		return ""
	}
	return clause
}

// find gives the term that is called so, the one of the team first.
func (t *terms) find(name, team string) (semantic.Term, bool) {
	var found semantic.Term
	ok := false
	for _, at := range t.place[Key(name)] {
		term := t.all[at]
		own := team != "" && semantic.TeamKey(term.Team) == semantic.TeamKey(team)
		if !ok || own {
			found, ok = term, true
		}
		if own {
			break
		}
	}
	return found, ok
}

// match says what a term of the catalogue is. Its id stands where that of a metric would.
func (t *terms) match(term semantic.Term) semantic.Match {
	why := term.Meaning
	if term.Kind != "" && why != "" {
		why = string(term.Kind) + ": " + why
	}
	if why == "" {
		why = "this is defined as a " + string(term.Kind)
	}
	return semantic.Match{
		Outcome: semantic.Linked, Metric: term.ID(), Score: 1, Reason: why,
		Candidates: []semantic.Candidate{{Metric: term.ID(), Name: term.Name, Score: 1, Why: why}},
	}
}

// expand writes out the acronyms of the catalogue and those that are common.
func (t *terms) expand(text string) (phrase, bool) { return t.expandWords(tokens(text, nil)) }

func (t *terms) expandWords(words []string) (phrase, bool) {
	var out []string
	found := false
	for _, w := range words {
		long := ""
		if len(t.long) > 0 {
			long = t.long[stemOf(w)]
		}
		if long == "" {
			long = expansions[w]
		}
		if long == "" {
			long = expansions[strings.TrimSuffix(w, "s")]
		}
		if long == "" && t.place != nil {
			long = spoken[w]
		}
		if long == "" {
			out = append(out, w)
			continue
		}
		found = true
		out = append(out, tokens(long, nil)...)
	}
	if !found {
		return phrase{}, false
	}
	p := phraseOf(out)
	for _, w := range words {
		if !stopWords[w] {
			p.short++
		}
	}
	return p, true
}
