package draft

import (
	"regexp"
	"strings"
	"sync"
)

// kind is what a construction, and so a candidate found by it, is about.
type kind int

const (
	kindAim kind = iota
	kindDone
	kindLever
	kindOutcome
	kindBecause
	kindSignal
	kindGate
	kindLearn
	kindOtherwise
	kindGuardrail
	kindOwner    // the speaker takes it on
	kindHandOver // somebody named is to take it on
	kindRefusal  // the speaker does not take it on
	kindCadence
	kindRuledOut
	kindTradeOff
	kindRights
	kindDependency
	kindObjection
	kindOpen
	kinds
)

// construction is one way in which people say something: a pattern over the words of a sentence, with the confidence
// that a sentence which fits it really says it. Confidences were set on records labelled by hand, not learned.
type construction struct {
	kind       kind
	pattern    string // over sentence.norm, see macros; a leading ^ means the start of the sentence
	confidence float64
	re         *regexp.Regexp
}

// macros shorten the patterns. Every word of a norm ends with one space, and so does every macro.
var macros = strings.NewReplacer(
	"<1>", `(?:\S+ ){0,1}`, "<2>", `(?:\S+ ){0,2}`, "<3>", `(?:\S+ ){0,3}`, "<4>", `(?:\S+ ){0,4}`, "<6>", `(?:\S+ ){0,6}`, "<9>", `(?:\S+ ){0,9}`,
	"<be>", `(?:is|was|are|were|be|will be|would be|should be|being|remains|becomes|has been|needs to be|has to be) `,
	"<we>", `(?:we|i|you|they|you guys|the team|everyone|everybody) `,
	"<we're>", `(?:we're|we are|i'm|i am|they're|they are|you're|you are) `,
	"<we'll>", `(?:we'll|we will|i'll|i will|we're going to|we are going to|we're gonna|i'm going to|i'm gonna|we gonna) `,
	"<people>", `(?:people|users|customers|folks|teams|developers|devs|clients|members|students|patients|sellers|buyers|drivers|engineers|merchants|someone|everyone|anybody|they|them|you) `,
	"<not>", `(?:not|never|no longer|don't|doesn't|won't|can't|cannot|isn't|aren't|shouldn't|wouldn't|didn't|couldn't) `,
	"<up>", `(?:increase|raise|lift|grow|boost|improve|drive|double|triple|maximise|maximize|speed up|accelerate|push up|bump|get more|win|attract|convert|retain|activate|expand|strengthen|unlock|enable|make it easier|help) `,
	"<down>", `(?:reduce|decrease|lower|cut|shorten|bring down|drop|shrink|halve|minimise|minimize|eliminate|avoid|prevent|stop|fix|get rid of|remove|simplify|save) `,
)

// index finds the constructions that a sentence may fit by the words that occur in it: most patterns are never tried.
type index struct {
	byWord map[string][]*construction
}

var statements = sync.OnceValue(func() *index { return newIndex(saysAll()) })
var inquiries = sync.OnceValue(func() *index { return newIndex(asks()) })

func newIndex(list []construction) *index {
	ix := &index{byWord: map[string][]*construction{}}
	for i := range list {
		c := &list[i]
		pattern, atStart := strings.CutPrefix(c.pattern, "^")
		lead := " "
		if atStart {
			lead = `^(?: so| and| but| or| then| well| okay| yeah)* `
		}
		c.re = regexp.MustCompile(macros.Replace(lead + pattern))
		triggers, err := triggersOf(strings.TrimLeft(macros.Replace(pattern), " "))
		if err != nil || triggers == nil {
			panic("draft: no words lead to the construction " + c.pattern) // the tables are constants; a test builds them
		}
		for _, w := range triggers {
			ix.byWord[w] = append(ix.byWord[w], c)
		}
	}
	return ix
}

// fit is a place in a sentence where a construction fits: words [from, to).
type fit struct {
	*construction
	from, to int
}

// fits gives, for each kind, the best fitting construction of a sentence.
func (ix *index) fits(s *sentence) []fit {
	var found []fit
	tried := map[*construction]bool{}
	for _, w := range s.words {
		for _, c := range ix.byWord[w.norm] {
			if tried[c] {
				continue
			}
			tried[c] = true
			if m := c.re.FindStringIndex(s.norm); m != nil {
				found = append(found, fit{construction: c, from: s.wordAt(m[0] + 1), to: s.wordAt(m[1])})
			}
		}
	}
	return bestOfKind(found)
}

func bestOfKind(found []fit) []fit {
	best := found[:0]
	for _, f := range found {
		known := false
		for i := range best {
			if best[i].kind == f.kind {
				known = true
				if f.confidence > best[i].confidence || f.confidence == best[i].confidence && f.from < best[i].from {
					best[i] = f
				}
			}
		}
		if !known {
			best = append(best, f)
		}
	}
	return best
}

// wordAt gives the index of the word that starts at or after offset at of the norm.
func (s *sentence) wordAt(at int) int {
	lo, hi := 0, len(s.starts)
	for lo < hi {
		mid := (lo + hi) / 2
		if s.starts[mid] < at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// says makes the constructions of one kind from a table of rows.
func says(k kind, rows []row) []construction {
	list := make([]construction, len(rows))
	for i, r := range rows {
		list[i] = construction{kind: k, pattern: r.pattern, confidence: r.confidence}
	}
	return list
}

// row is a line of a table of constructions.
type row struct {
	confidence float64
	pattern    string
}
