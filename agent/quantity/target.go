package quantity

import "github.com/plumbline-dev/plumb/agent"

// comparisonTo reads the comparison before "to": up to, down to, from 31 to, get activation to.
func (p *phrase) comparisonTo(m *measure, earlier []measure, to int) (comparison, bool) {
	if from, ok := p.comparisonFrom(m, earlier, to); ok {
		return from, true
	}
	c := comparison{first: to, last: to, verb: -1}
	switch before := p.word(to - 1); before {
	case "down":
		c.op, c.first = agent.AtMost, to-1
		c.verb = p.moverBefore(to - 1).token
		return p.negated(c), true
	case "up":
		c.first = to - 1
		if mover := p.moverBefore(to - 1); mover.token >= 0 && mover.way != downward {
			c.op, c.verb = agent.AtLeast, mover.token
			return p.negated(c), true
		}
		c.op, c.word = agent.AtMost, c.first
		return c, p.word(to-2) != "it's" && p.word(to-2) != "is"
	case "equal":
		if p.word(to-2) == "or" && p.word(to-3) == "than" {
			c.first = to - 4
			c.op = reached(comparativeOp(p.word(to-4), false))
			return p.negated(c), c.op != ""
		}
		c.op, c.first, c.word = agent.Equals, to-1, to-1
		return c, true
	case "limited", "capped", "restricted":
		c.op, c.first, c.word = agent.AtMost, to-1, to-1
		return c, true
	case "exceed":
		return c, false
	case "close", "next", "according", "due", "compared", "near", "back", "out", "talk", "over", "opposed", "closer":
		return c, false
	}
	if p.numeralAt(to-1) != nil || p.isBetween(to) {
		return c, false // a range: three to five
	}
	mover := p.moverBefore(to)
	if mover.token < 0 || !mover.reaches(m) {
		return c, false
	}
	c.op, c.verb = agent.AtLeast, mover.token
	if mover.way == downward {
		c.op = agent.AtMost
	}
	return p.negated(c), true
}

// comparisonFrom reads "from 31 to": the second number is the target, reached from the side of the first.
func (p *phrase) comparisonFrom(m *measure, earlier []measure, to int) (comparison, bool) {
	if len(earlier) == 0 {
		return comparison{}, false
	}
	start := &earlier[len(earlier)-1]
	from := p.skipFillersBack(start.first - 1)
	if to-start.last > 4 || p.word(from) != "from" || notTargets[p.word(from-1)] {
		return comparison{}, false
	}
	c := comparison{op: agent.AtLeast, first: from, last: to, word: from, verb: p.moverBefore(from).token}
	switch {
	case m.Value < start.Value:
		c.op = agent.AtMost
	case m.Value == start.Value:
		return c, false
	}
	return c, true
}

// isBetween reports whether token i stands shortly after "between" or "range".
func (p *phrase) isBetween(i int) bool {
	for j := i - 1; j >= max(0, i-5); j-- {
		if w := p.word(j); w == "between" || w == "range" {
			return true
		}
	}
	return false
}

// notTargets stand before "from 3 to 5" where it is a range.
var notTargets = set("anywhere range ranges ranging takes take varies vary everything somewhere went moved grew rose fell " +
	"dropped increased decreased")

// way says in which direction a verb moves a metric.
type way uint8

const (
	eitherWay way = iota
	upward
	downward
)

// mover is a verb that moves a metric to a limit; token is -1 for none.
type mover struct {
	token int
	way   way
	w     string
}

var movers = map[string]way{
	"get": eitherWay, "gets": eitherWay, "getting": eitherWay, "bring": eitherWay, "brings": eitherWay,
	"bringing": eitherWay, "take": eitherWay, "takes": eitherWay, "move": eitherWay, "moves": eitherWay,
	"moving": eitherWay, "drive": eitherWay, "improve": eitherWay, "improves": eitherWay, "go": eitherWay, "goes": eitherWay,
	"going": eitherWay,
	"raise": upward, "raises": upward, "raising": upward, "lift": upward, "lifts": upward, "lifting": upward,
	"grow": upward, "grows": upward, "growing": upward, "increase": upward, "increases": upward, "increasing": upward,
	"climb": upward, "climbs": upward, "climbing": upward, "rise": upward, "rises": upward, "rising": upward,
	"boost": upward, "push": upward, "pushes": upward, "pushing": upward, "scale": upward, "scales": upward,
	"cut": downward, "cuts": downward, "cutting": downward, "reduce": downward, "reduces": downward,
	"reducing": downward, "lower": downward, "lowers": downward, "lowering": downward, "drop": downward,
	"drops": downward, "dropping": downward, "fall": downward, "falls": downward, "falling": downward,
	"decrease": downward, "decreases": downward, "shrink": downward, "shrinks": downward, "trim": downward,
	"slash": downward,
}

const furthestMover = 9

// moverBefore finds the verb that moves the metric which is named between it and token i.
func (p *phrase) moverBefore(i int) mover {
	for j := i - 1; j >= max(0, i-furthestMover); j-- {
		if p.endsClause(j) {
			break
		}
		if w, ok := movers[p.word(j)]; ok {
			return mover{token: j, way: w, w: p.word(j)}
		}
	}
	return mover{token: -1}
}

// reaches reports whether the verb, with "to" and the quantity, sets a limit. A verb that has no direction sets none
// for a time, and a verb of going sets none for people and things.
func (v mover) reaches(m *measure) bool {
	if v.way != eitherWay {
		return true
	}
	switch v.w {
	case "get", "gets", "getting":
		return !timeUnit(m.Unit)
	case "go", "goes", "going":
		return m.Unit == "%"
	}
	return isLevel(m)
}

// isLevel reports whether a quantity is the level of a metric rather than a number of things.
func isLevel(m *measure) bool {
	return m.Unit == "%" || m.Unit == "" || m.Unit == "x" || currencySigns[m.Unit]
}
