package ask

import (
	"strings"
	"sync"
)

// phrasing is one way in which people ask: a pattern over the words of a question, with the kind that is asked for and how
// sure it is that a question which fits is of that kind. The numbers were set by hand on questions that were asked, not learned.
//
// A pattern is a row of elements: a word; alternatives (a|b, where a_b is two words in a row); {class}, see classes; <3> for
// up to three words; $s, $p, $x and $y for up to nine words that are a slot, $s at the end of a pattern for all that is left; ^
// for the start of the question and $ for its end. An element with a ? behind it may be missing.
type phrasing struct {
	sure    float64
	kind    Kind
	pattern string
}

// element is a part of a pattern.
type element struct {
	phrases  [][]string
	optional bool
	gap      int  // up to so many words, of any kind
	slot     byte // 0 for none
	start    bool
	end      bool
}

// longestSlot is the most words that a slot takes, but for one at the end.
const longestSlot = 9

// classes are alternatives that occur often.
var classes = map[string]string{
	"be":   "is|are|was|were|be|been|being|will_be|has_been|have_been|am",
	"do":   "do|does|did|has|have|had|will|can|could|would|should",
	"we":   "we|i|you|they|the_team|people|everyone|everybody|anybody|anyone|somebody|someone",
	"bet":  "it|this|that|we|things|bet|mechanism|pilot|experiment|test|change|idea|approach|initiative|project|lever|rollout|feature|thing|hypothesis|intervention|strategy|stuff|sheet|plan|effort|work|trial",
	"det":  "the|our|this|that|a|an|my|your|their|its|these|those|any",
	"fine": "ok|fine|good|safe|healthy|holding|held|hold|holds|intact|alright|all_right|respected|broken|breached|breach|burning|green|red|under_control|violated|tripped|kept|met|in_danger|at_risk|in_trouble|within_limits|within_bounds",
	"up":   "rise|rose|risen|rising|rises|increase|increased|increases|increasing|improve|improved|improves|improving|grow|grew|grown|growing|climb|climbed|go_up|went_up|gone_up|going_up|goes_up|jump|jumped|spike|spiked|get_better|got_better|getting_better|higher|better|lift|lifted|raise|raised|creep_up|crept_up|double|doubled",
	"down": "fall|fell|fallen|falling|falls|drop|dropped|drops|dropping|decrease|decreased|decreases|decreasing|decline|declined|declining|go_down|went_down|gone_down|going_down|goes_down|sink|sank|shrink|shrank|get_worse|got_worse|getting_worse|worsen|worsened|worse|lower|lowered|plunge|plunged|crash|crashed|dip|dipped|tank|tanked|slump|slumped|collapse|collapsed|halve|halved",
	"move": "move|moved|moves|moving|shift|shifted|budge|budged|change|changed|changes|changing|react|reacted|respond|responded",
	"on":   "about|on|regarding|concerning|around|for|of|with|with_regard_to|as_to|over",
	"stop": "stop|continue|keep_going|carry_on|go_on|go_ahead|proceed|kill|roll_out|roll_it_out|roll_back|roll_it_back|pull_the_plug|pause|scale|scale_up|double_down|persevere|pivot|quit|abandon|ship_it|expand|switch_it_off|switch_off|turn_it_off|extend|abort|halt|give_up|cancel|drop_it|end_it|keep_it",
}

func compiled(pattern string) []element {
	var list []element
	for word := range strings.FieldsSeq(pattern) {
		switch word {
		case "^":
			list = append(list, element{start: true})
			continue
		case "$":
			list = append(list, element{end: true})
			continue
		}
		e := element{}
		word, e.optional = strings.CutSuffix(word, "?")
		switch word[0] {
		case '<':
			e.gap = int(word[1] - '0')
		case '$':
			e.slot = word[1]
		default:
			for alternative := range strings.SplitSeq(word, "|") {
				e.phrases = append(e.phrases, phrasesOf(alternative)...)
			}
		}
		list = append(list, e)
	}
	return list
}

// phrasesOf gives the rows of words that an alternative stands for: one, or all those of a class.
func phrasesOf(alternative string) [][]string {
	if alternative[0] != '{' {
		return [][]string{strings.Split(alternative, "_")}
	}
	return classPhrases()[strings.Trim(alternative, "{}")]
}

var classPhrases = sync.OnceValue(func() map[string][][]string {
	all := make(map[string][][]string, len(classes))
	for name, phrases := range classes {
		for phrase := range strings.SplitSeq(phrases, "|") {
			all[name] = append(all[name], strings.Split(phrase, "_"))
		}
	}
	return all
})

// matcher is a phrasing that is ready to be tried, with the words one of which must occur for it to fit.
type matcher struct {
	*phrasing
	elements []element
}

// index leads from the words of a question to the phrasings that it may fit, so that most are never tried.
type phrasingIndex struct {
	byWord map[string][]int
	list   []matcher
}

var phrasings = sync.OnceValue(func() *phrasingIndex { return indexed(allPhrasings()) })

func indexed(rows []phrasing) *phrasingIndex {
	ix := &phrasingIndex{byWord: map[string][]int{}}
	for i := range rows {
		m := matcher{phrasing: &rows[i], elements: compiled(rows[i].pattern)}
		ix.list = append(ix.list, m)
		for _, w := range m.cue() {
			ix.byWord[w] = append(ix.byWord[w], i)
		}
	}
	return ix
}

// cue gives the words one of which any fit holds: those of the required element with the fewest alternatives.
func (m matcher) cue() []string {
	var best []string
	for _, e := range m.elements {
		if e.optional || len(e.phrases) == 0 || best != nil && len(e.phrases) >= len(best) {
			continue
		}
		best = best[:0:0]
		for _, p := range e.phrases {
			best = append(best, p[0])
		}
	}
	return best
}

// fit is a phrasing that fits a question, with the words that its slots took.
type fit struct {
	*phrasing
	score float64
	slots map[byte][2]int // from and to, in tokens
	from  int
	words int // that the pattern names
}

// fits gives every phrasing that fits a row of words.
func (ix *phrasingIndex) fits(tokens []token) []fit {
	tried := map[int]bool{}
	var found []fit
	for _, t := range tokens {
		for _, i := range ix.byWord[t.norm] {
			if tried[i] {
				continue
			}
			tried[i] = true
			if f, ok := ix.list[i].match(tokens); ok {
				found = append(found, f)
			}
		}
	}
	return found
}

func (m matcher) match(tokens []token) (fit, bool) {
	for from := range tokens {
		if from > 0 && m.elements[0].start {
			break
		}
		f := fit{phrasing: m.phrasing, slots: map[byte][2]int{}, from: from}
		steps := mostSteps
		if matchFrom(m.elements, tokens, from, &f, &steps) {
			f.score = f.sure + 0.01*float64(min(f.words, 6))
			return f, true
		}
	}
	return fit{}, false
}

// mostSteps bounds the search for one fit at one place.
const mostSteps = 4000

func matchFrom(elements []element, tokens []token, at int, f *fit, steps *int) bool {
	if *steps--; *steps < 0 {
		return false
	}
	if len(elements) == 0 {
		return true
	}
	e, rest := elements[0], elements[1:]
	switch {
	case e.start:
		return at == 0 && matchFrom(rest, tokens, at, f, steps)
	case e.end:
		return at == len(tokens) && matchFrom(rest, tokens, at, f, steps)
	case e.gap > 0:
		for n := 0; n <= e.gap && at+n <= len(tokens); n++ {
			if matchFrom(rest, tokens, at+n, f, steps) {
				return true
			}
		}
		return false
	case e.slot != 0:
		return matchSlot(e, rest, tokens, at, f, steps)
	}
	for _, p := range e.phrases {
		if !startsWith(tokens[at:], p) {
			continue
		}
		f.words += len(p)
		if matchFrom(rest, tokens, at+len(p), f, steps) {
			return true
		}
		f.words -= len(p)
	}
	return e.optional && matchFrom(rest, tokens, at, f, steps)
}

func matchSlot(e element, rest []element, tokens []token, at int, f *fit, steps *int) bool {
	if len(rest) == 0 {
		if at < len(tokens) {
			f.slots[e.slot] = [2]int{at, len(tokens)}
		}
		return at < len(tokens) || e.optional
	}
	least := 1
	if e.optional {
		least = 0
	}
	for n := min(longestSlot, len(tokens)-at); n >= least; n-- {
		f.slots[e.slot] = [2]int{at, at + n}
		if matchFrom(rest, tokens, at+n, f, steps) {
			return true
		}
	}
	delete(f.slots, e.slot)
	return false
}

func startsWith(tokens []token, phrase []string) bool {
	if len(tokens) < len(phrase) {
		return false
	}
	for i, w := range phrase {
		if tokens[i].norm != w {
			return false
		}
	}
	return true
}
