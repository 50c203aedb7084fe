package quantity

import "github.com/plumbline-dev/plumb/agent"

// comparison is a comparator as it was found: its meaning and its tokens.
type comparison struct {
	op          agent.Op
	first, last int
	word        int // first token without a negation
	verb        int
}

// asidePhrases may stand between a comparison and its number, too.
var asidePhrases = [][]string{
	{"you", "know"}, {"i", "mean"}, {"i", "think"}, {"i", "guess"}, {"i", "don't", "know"}, {"we", "said"}, {"call", "it"},
}

// asideLength gives how many tokens of an aside end with token i, 0 for none.
func (p *phrase) asideLength(i int) int {
	for _, aside := range asidePhrases {
		if p.word(i) == aside[len(aside)-1] && p.words(i-len(aside)+1, aside...) {
			return len(aside)
		}
	}
	return 0
}

// gapWords may stand between a comparison and its number.
var gapWords = set("a an like say maybe perhaps probably about around roughly approximately , um uh uhm umm er erm hmm mm … " +
	"~ - well basically something kind sort of let's the that our this it's is what")

const longestGap = 10

// skipFillersBack gives the nearest token at or before i that is no filler.
func (p *phrase) skipFillersBack(i int) int {
	for low := i - longestGap; i >= 0 && i > low; i-- {
		if n := p.asideLength(i); n > 0 {
			i -= n - 1
			continue
		}
		switch w := p.word(i); {
		case w == "of" && !p.words(i-1, "kind") && !p.words(i-1, "sort"):
			return i
		case !gapWords[w]:
			return i
		}
	}
	return i
}

// comparisonBefore finds the comparison that ends before a quantity.
func (p *phrase) comparisonBefore(m *measure, earlier []measure) (comparison, bool) {
	end := p.skipFillersBack(m.first - 1)
	if end < 0 {
		return comparison{}, false
	}
	if p.word(end) == "to" {
		return p.comparisonTo(m, earlier, end)
	}
	c, ok := p.plainComparison(m, end)
	if !ok || p.word(p.skipFillersBack(c.first-1)) == "by" {
		return c, false
	}
	switch p.word(c.last) {
	case "than", "least", "most":
		if changeVerbs[p.word(c.first-1)] {
			return c, false
		}
	}
	return p.negated(c), true
}

// plainComparison reads the comparison whose last word is token end, before negation.
func (p *phrase) plainComparison(m *measure, end int) (comparison, bool) {
	c := comparison{first: end, last: end, verb: -1}
	w, before := p.word(end), p.word(end-1)
	short := shortTimeUnit(m.Unit)
	switch w {
	case "least":
		c.op = agent.AtLeast
		return p.from(c, "at", "the", "very")
	case "most":
		c.op = agent.AtMost
		return p.from(c, "at", "the", "very")
	case "than":
		c.first--
		c.op = comparativeOp(before, timeUnit(m.Unit))
		return c, c.op != ""
	case "minimum", "min", "floor":
		c.op = agent.AtLeast
		return c, true
	case "maximum", "max", "maxed", "capped", "cap", "ceiling":
		c.op = agent.AtMost
		return c, true
	case "of":
		c.first--
		c.op = ofOps[before]
		if before == "excess" {
			c.first--
		}
		return c, c.op != ""
	case "at":
		c.first--
		c.op = atOps[before]
		return c, c.op != ""
	case "above", "over", "beyond", "past", "below", "under", "beneath", "underneath", "sub":
		return p.placeComparison(m, c)
	case "exceed", "exceeds", "exceeding", "surpass", "surpasses", "beat", "beats":
		c.op = agent.MoreThan
		return c, true
	case "exactly":
		c.op = agent.Equals
		return c, true
	case "reach", "reaches", "reaching", "achieve", "achieves":
		c.op = agent.AtLeast
		return c, true
	case "hit", "hits", "hitting", "cross", "crosses", "crossing":
		c.op = agent.AtLeast
		return c, isLevel(m) || m.Value >= 10 // not "hit two birds"
	case "within":
		c.op = agent.AtMost
		return c, short
	case "=", ">", "<", "≥", "≤":
		return p.signComparison(c)
	}
	return c, false
}

// from moves the start of a comparison back over the given words.
func (p *phrase) from(c comparison, words ...string) (comparison, bool) {
	for moved := true; moved && c.last-c.first < len(words); {
		moved = false
		for _, w := range words {
			if p.word(c.first-1) == w {
				c.first--
				moved = true
				break
			}
		}
	}
	return c, c.first < c.last
}

// comparativeOp gives the meaning of a comparative before "than". Faster and better mean less of a time.
func comparativeOp(comparative string, time bool) agent.Op {
	switch comparative {
	case "more", "greater", "higher", "larger", "bigger", "longer":
		return agent.MoreThan
	case "less", "fewer", "lower", "smaller", "shorter", "cheaper":
		return agent.LessThan
	case "faster", "quicker":
		if time {
			return agent.LessThan
		}
		return agent.MoreThan
	case "slower":
		if time {
			return agent.MoreThan
		}
		return agent.LessThan
	case "better", "worse": // of a rate, only the metric says which way that is
		switch {
		case !time:
		case comparative == "better":
			return agent.LessThan
		default:
			return agent.MoreThan
		}
	}
	return ""
}

var ofOps = map[string]agent.Op{
	"minimum": agent.AtLeast, "min": agent.AtLeast, "floor": agent.AtLeast, "upwards": agent.AtLeast,
	"north": agent.MoreThan, "excess": agent.MoreThan, "south": agent.LessThan,
	"maximum": agent.AtMost, "max": agent.AtMost, "cap": agent.AtMost, "ceiling": agent.AtMost, "limit": agent.AtMost,
}

var atOps = map[string]agent.Op{
	"capped": agent.AtMost, "cap": agent.AtMost, "caps": agent.AtMost, "maxed": agent.AtMost, "limited": agent.AtMost,
}

// placeComparison reads over, under and their like, with "at or" before them.
func (p *phrase) placeComparison(m *measure, c comparison) (comparison, bool) {
	w := p.word(c.last)
	switch w {
	case "above", "over", "beyond", "past":
		c.op = agent.MoreThan
	default:
		c.op = agent.LessThan
	}
	if p.word(c.first-1) == "or" && (p.word(c.first-2) == "at" || p.word(c.first-2) == "equal") {
		c.first -= 2
		c.op = reached(c.op)
		return c, true
	}
	spans := w == "over" || w == "past" || w == "beyond"
	if spans && longTimeUnit(m.Unit) && !durationVerbs[p.word(c.first-1)] {
		return c, false // over two weeks is how long, not how much
	}
	if spans && (p.words(c.last+1, "the") || p.words(c.last+1, "that") || p.words(c.last+1, "this")) {
		return c, false
	}
	if w == "over" && m.Value < 10 && countable(m.Unit) && !durationVerbs[p.word(c.first-1)] && !crossVerbs[p.word(c.first-1)] {
		return c, false // split over two requests
	}
	return c, w != "past" || crossVerbs[p.word(c.first-1)]
}

var (
	durationVerbs = set("takes take took taking goes go is are be lasts last lasting for")
	crossVerbs    = set("go goes get gets going getting push pushes climb climbs rise rises")
)

// signComparison reads >, <, >=, <=, ≥ and ≤.
func (p *phrase) signComparison(c comparison) (comparison, bool) {
	w := p.word(c.last)
	if w == "=" {
		if c.first--; !p.glued(c.last) {
			return c, false
		}
		w = p.word(c.first) + w
	}
	switch w {
	case ">":
		c.op = agent.MoreThan
	case "<":
		c.op = agent.LessThan
	case ">=", "≥":
		c.op = agent.AtLeast
	case "<=", "≤":
		c.op = agent.AtMost
	case "==":
		c.op = agent.Equals
	}
	return c, c.op != ""
}

// reached gives the comparison that also holds at the limit itself.
func reached(op agent.Op) agent.Op {
	switch op {
	case agent.MoreThan:
		return agent.AtLeast
	case agent.LessThan:
		return agent.AtMost
	case agent.AtLeast, agent.AtMost, agent.Equals:
	}
	return op
}

// opposite gives the comparison that holds exactly when op does not. The opposite of Equals cannot be said with one.
func opposite(op agent.Op) agent.Op {
	switch op {
	case agent.AtLeast:
		return agent.LessThan
	case agent.AtMost:
		return agent.MoreThan
	case agent.MoreThan:
		return agent.AtMost
	case agent.LessThan:
		return agent.AtLeast
	case agent.Equals:
	}
	return op
}

const furthestNegation = 6

// negated folds a negation that stands before a comparison into it: "doesn't drop below 99.9" is at least 99.9.
func (p *phrase) negated(c comparison) comparison {
	start := c.first
	c.word = c.first
	if c.verb >= 0 {
		start = c.verb
	}
	for i := start - 1; i >= max(0, start-furthestNegation); i-- {
		switch w := p.word(i); {
		case isNegation(w) && !p.isSuggestion(i), w == "no" && i == start-1:
			c.op, c.first = opposite(c.op), i
			return c
		case p.endsClause(i), w == "and", w == "no":
			return c
		}
	}
	return c
}

// isSuggestion reports whether the negation at token i asks or doubts rather than denies: why don't we, I don't know.
func (p *phrase) isSuggestion(i int) bool {
	switch p.word(i + 1) {
	case "know", "sure":
		return true
	case "we", "you", "they", "i", "it", "he", "she":
		return true
	}
	return false
}

// isNegation reports whether a word negates what follows.
func isNegation(w string) bool {
	switch w {
	case "not", "never", "cannot", "without", "nor":
		return true
	}
	return len(w) > 3 && w[len(w)-3:] == "n't" || isBareNegation[w]
}

// isBareNegation holds contractions that lost their apostrophe.
var isBareNegation = set("dont doesnt didnt wont cant isnt arent shouldnt mustnt couldnt wouldnt")

// endsClause reports whether token i separates one statement from another.
func (p *phrase) endsClause(i int) bool {
	switch p.word(i) {
	case ".", "?", "!", ";", ":":
		return true
	case "if", "unless", "when", "because", "but", "so", "which", "who", "whether", "then", "until", "while", "otherwise":
		return true
	}
	return false
}

// comparisonAfter finds the comparison that starts after a quantity: or more, or less, plus, at least.
func (p *phrase) comparisonAfter(m *measure) (comparison, bool) {
	i := m.last + 1
	for skip := 0; skip < 3 && fillers[p.word(i)]; skip++ {
		i++
	}
	c := comparison{first: m.first, last: i, verb: -1}
	switch p.word(i) {
	case "or", "and":
		c.last = i + 1
		c.op = orOps[p.word(i+1)]
		if p.word(i) == "and" && c.op != "" && p.word(i+1) != "above" && p.word(i+1) != "up" && p.word(i+1) != "over" && p.word(i+1) != "below" {
			return c, false
		}
		if c.op == agent.AtLeast && timeUnit(m.Unit) && (p.word(i+1) == "better") {
			c.op = agent.AtMost
		}
		if c.op == agent.AtMost && p.words(i+1, "faster") && !timeUnit(m.Unit) {
			return c, false
		}
		return c, c.op != "" && p.word(i+2) != "than"
	case "plus", "+":
		c.op = agent.AtLeast
		return c, p.numeralFrom(i+1) == nil && (p.word(i) == "plus" || p.glued(i) && !p.glued(i+1))
	case "minimum", "min":
		c.op = agent.AtLeast
		return c, p.numeralFrom(i+1) == nil && p.word(i+1) != "of"
	case "maximum", "max", "tops":
		c.op = agent.AtMost
		return c, p.numeralFrom(i+1) == nil && p.word(i+1) != "of"
	case "at":
		return p.comparisonAtAfter(c, i)
	}
	return c, false
}

var orOps = map[string]agent.Op{
	"more": agent.AtLeast, "better": agent.AtLeast, "higher": agent.AtLeast, "above": agent.AtLeast,
	"greater": agent.AtLeast, "over": agent.AtLeast, "up": agent.AtLeast, "longer": agent.AtLeast,
	"less": agent.AtMost, "lower": agent.AtMost, "fewer": agent.AtMost, "below": agent.AtMost, "under": agent.AtMost,
	"faster": agent.AtMost, "shorter": agent.AtMost,
}

// comparisonAtAfter reads "at least", "at the very most", "at a minimum" after a quantity, unless it belongs to a
// further number.
func (p *phrase) comparisonAtAfter(c comparison, i int) (comparison, bool) {
	for i++; p.word(i) == "the" || p.word(i) == "very" || p.word(i) == "a"; i++ {
		if i-c.last > 3 {
			return c, false
		}
	}
	c.last = i
	switch p.word(i) {
	case "least", "minimum":
		c.op = agent.AtLeast
	case "most", "maximum":
		c.op = agent.AtMost
	default:
		return c, false
	}
	return c, p.numeralFrom(i+1) == nil
}
