package quantity

import (
	"sort"
	"time"

	"github.com/plumbline-dev/plumb/agent"
)

// Gap says what a sentence left out of a predicate. The zero Gap is a complete predicate.
type Gap struct {
	Threshold bool   // no limit was said; there is no predicate
	Metric    bool   // what is measured was not said
	Date      bool   // there is no date: none was said, or it does not resolve
	DateWords string // the date as it was said, when it does not resolve; "" otherwise
}

// ParsePredicate reads a stage gate out of a sentence: "if we get activation to at least 40% by the end of week two we
// keep going". The metric is a substring of the text; relative dates are resolved against the meeting, whose zero is
// an unknown date (see [Resolve]). A share or a count without a comparison is to be
// reached. The predicate says when work goes on: a condition for stopping ("if it is under 40% we stop") is turned
// around. It is nil when no limit was said. A rate stands in the unit: "escalations per week".
func ParsePredicate(text string, meeting time.Time) (*agent.Predicate, Gap) {
	p := read(text)
	deadlines := p.deadlines()
	l, ok := p.gateLimit(deadlines)
	if !ok {
		l, ok = p.impliedLimit(deadlines)
	}
	if !ok {
		return nil, Gap{Threshold: true, Metric: true, Date: len(deadlines) == 0}
	}
	var gap Gap
	pred := &agent.Predicate{
		Metric: p.metric(l, deadlines), Op: p.goingOn(l), Threshold: l.Value, Unit: l.fullUnit(),
	}
	gap.Metric = pred.Metric == ""
	d, said := p.deadlineOf(l, deadlines)
	if said {
		pred.By, said = Resolve(d.Deadline, meeting)
		if !said {
			gap.DateWords = d.Text
		}
	}
	gap.Date = !said
	return pred, gap
}

// ParseObjective reads the limit of a guardrail: "error rate must stay under 0.5 percent", "no more than two
// escalations a week", "if p95 goes above 800 ms we roll back". It is nil when no limit was said.
func ParseObjective(text string) *agent.Objective {
	p := read(text)
	l, ok := p.gateLimit(p.deadlines())
	if !ok {
		return nil
	}
	return &agent.Objective{Op: p.goingOn(l), Threshold: l.Value, Unit: l.fullUnit()}
}

// fullUnit gives the unit with its rate.
func (l *limit) fullUnit() string {
	switch {
	case l.Per == "":
		return l.Unit
	case l.Unit == "":
		return "per " + l.Per
	}
	return l.Unit + " per " + l.Per
}

// gateLimit gives the limit that a gate is about: the first one in a condition, else the first one. A limit after
// "otherwise" is never it unless there is no other.
func (p *phrase) gateLimit(deadlines []deadline) (*limit, bool) {
	limits := p.limits(deadlines)
	if len(limits) == 0 {
		return nil, false
	}
	for i := range limits {
		if c := p.conditionBefore(limits[i].first); c >= 0 && p.word(c) != "otherwise" {
			return &limits[i], true
		}
	}
	return &limits[0], true
}

// impliedLimit gives the limit of "forty percent of trial workspaces connect a source by week two" or "if five
// customers renew": a share or a count in a condition, or with a deadline, is what is to be reached.
func (p *phrase) impliedLimit(deadlines []deadline) (*limit, bool) {
	measures := p.measures()
	for i := range measures {
		m := &measures[i]
		if m.total || m.Unit != "%" && !countable(m.Unit) || coveringDeadline(m.first, deadlines) != nil || p.isChange(m) || p.isPast(m.first) {
			continue
		}
		c := p.negated(comparison{op: agent.AtLeast, first: m.first, last: m.last, verb: -1})
		l := limit{first: c.first, last: m.last, comparator: m.first, verb: -1, measure: *m}
		l.bound = bound{Op: c.op, quantity: m.quantity, Start: p.tokens[c.first].start, End: m.End}
		d, dated := p.deadlineOf(&l, deadlines)
		if dated && i+1 < len(measures) && measures[i+1].last < d.first && !measures[i+1].total {
			dated = false // "we are at 31 percent and want 40 by June": the date belongs to the second
		}
		condition := p.conditionBefore(m.first)
		led := m.Unit == "%" && condition >= 0 && p.skipFillersBack(m.first-1) == condition
		if dated || led || condition >= 0 && p.follows(&l, condition) != unsaid {
			return &l, true
		}
	}
	return nil, false
}

// isPast reports whether what leads to token i in its clause is told as past.
func (p *phrase) isPast(i int) bool {
	for low := max(0, i-furthestMover); i > low && !p.endsClause(i-1); i-- {
		switch p.word(i - 1) {
		case "was", "were", "had", "did", "got", "went", "saw", "reached", "last", "already", "than":
			return true
		}
	}
	return false
}

// clauseReach is how many tokens away, at most, the parts of one condition stand.
const clauseReach = 80

// conditionBefore gives the "if" or "unless" that a token stands under, -1 for none.
func (p *phrase) conditionBefore(i int) int {
	low := max(0, i-clauseReach)
	for i--; i >= low && !p.endsSentence(i); i-- {
		switch p.word(i) {
		case "if", "unless", "when", "otherwise", "once":
			return i
		}
	}
	return -1
}

// endsSentence reports whether token i is the mark after a sentence.
func (p *phrase) endsSentence(i int) bool {
	switch p.word(i) {
	case ".", "?", "!", ";":
		return true
	}
	return false
}

// outcome says what follows from a condition.
type outcome uint8

const (
	unsaid outcome = iota
	goes
	stops
)

// goingOn gives the comparison under which work goes on. "If under 40 we stop" and "we go on unless it is under 40"
// both mean at least 40.
func (p *phrase) goingOn(l *limit) agent.Op {
	condition := p.conditionBefore(l.first)
	if condition < 0 {
		return l.Op
	}
	follows := p.follows(l, condition)
	unless := p.word(condition) == "unless"
	if follows == stops && !unless || follows == goes && unless {
		return opposite(l.Op)
	}
	return l.Op
}

// follows reads what follows from a limit that stands under a condition: after it, else before it.
func (p *phrase) follows(l *limit, condition int) outcome {
	if o := p.outcomeIn(l.last+1, 1); o != unsaid {
		return o
	}
	return p.outcomeIn(condition-1, -1)
}

// outcomeIn looks for what follows from a condition, in steps of 1 or -1 from token i to the end of the clause.
func (p *phrase) outcomeIn(i, step int) outcome {
	found := unsaid
	for end := i + step*clauseReach; i != end && i >= 0 && i < len(p.tokens) && !p.endsSentence(i); i += step {
		switch p.word(i) {
		case "if", "unless", "otherwise", "else", "when":
			return found
		}
		o := p.outcomeAt(i)
		if o == unsaid {
			continue
		}
		if isNegation(p.word(i-1)) || isNegation(p.word(i-2)) && p.word(i-1) != "and" {
			o = goes + stops - o
		}
		if found = o; step > 0 {
			return found
		}
	}
	return found
}

// outcomeAt reads going on or stopping at token i.
func (p *phrase) outcomeAt(i int) outcome {
	w := p.word(i)
	if stopWords[w] {
		return stops
	}
	switch w {
	case "roll":
		if p.word(i+1) == "back" || p.word(i+2) == "back" {
			return stops
		}
		return goes
	case "turn", "switch", "call", "shut":
		if p.word(i+1) == "off" || p.word(i+2) == "off" || p.word(i+1) == "down" || p.word(i+2) == "down" {
			return stops
		}
	case "give":
		if p.word(i+1) == "up" {
			return stops
		}
	case "walk", "back":
		if p.word(i+1) == "away" || p.word(i+1) == "out" {
			return stops
		}
	case "drop", "end", "pull", "park":
		if ends := p.word(i + 1); ends == "it" || ends == "this" || ends == "the" || ends == "that" {
			return stops
		}
	case "go":
		if p.word(i+1) == "back" {
			return stops
		}
		if p.isSubject(i-1) || p.word(i+1) == "on" || p.word(i+1) == "ahead" {
			return goes
		}
	}
	if goWords[w] {
		return goes
	}
	return unsaid
}

// isSubject reports whether token i is somebody who acts.
func (p *phrase) isSubject(i int) bool {
	switch p.word(i) {
	case "we", "i", "we'll", "i'll", "will", "can", "you", "they":
		return true
	}
	return false
}

var (
	stopWords = set("stop stops stopping kill kills pause pauses paused halt halts abandon shelve rollback revert reverts " +
		"cancel scrap pivot freeze rethink reconsider escalate abort")
	goWords = set("keep continue continues proceed carry expand ship launch scale extend invest commit green")
)

// deadlineOf gives the deadline that belongs to a limit: the nearest one in its clause.
func (p *phrase) deadlineOf(l *limit, deadlines []deadline) (deadline, bool) {
	best, distance := -1, clauseReach
	near := sort.Search(len(deadlines), func(k int) bool { return deadlines[k].last >= l.first-clauseReach })
	for i := near; i < len(deadlines) && deadlines[i].first < l.last+clauseReach; i++ {
		d := &deadlines[i]
		away := d.first - l.last
		apart := p.apart(l.last+1, d.first)
		if d.last < l.first {
			away = l.first - d.last
			apart = p.sentenceEnds(d.last+1, l.first)
		}
		if !apart && away < distance {
			best, distance = i, away
		}
	}
	if best < 0 {
		return deadline{}, false
	}
	return deadlines[best], true
}

// apart reports whether what stands between a limit and a later deadline ties the deadline to something else: to what
// is done after the gate, or to another sentence that does not start with it.
func (p *phrase) apart(from, to int) bool {
	for i := from; i < to; i++ {
		switch w := p.word(i); {
		case w == "otherwise", w == "else", w == "then", w == "unless", w == "if":
			return true
		case w == "we'll", w == "i'll", p.isSubject(i) && (goWords[p.word(i+1)] || stopWords[p.word(i+1)] || actsNext[p.word(i+1)]):
			return true
		case p.endsSentence(i) && i != to-1:
			return true
		}
	}
	return false
}

var actsNext = set("go will can should would could start do move roll drop pull look meet decide talk review get have")

func (p *phrase) sentenceEnds(from, to int) bool {
	for i := from; i < to; i++ {
		if p.endsSentence(i) {
			return true
		}
	}
	return false
}
