package quantity

import "github.com/plumbline-dev/plumb/agent"

// bound is a limit as it was said: a quantity with the comparison that stands before or after it. text[Start:End] holds
// both; the quantity has its own span within it.
type bound struct {
	Op agent.Op
	quantity
	Start, End int
}

// limit is a bound with the tokens that matter for finding what it limits.
type limit struct {
	bound
	first, last int // tokens of the bound
	comparator  int // first token of the comparison without its negation, or of the number when that comes first
	verb        int // token of the verb that moves the metric to the limit ("get ... to"); -1 for none
	measure     measure
}

// limits gives the limits of the phrase in order: "at least 40%", "under five minutes", "ten or more", "get it down to
// 3", "from 31 to 40 percent", "doesn't drop below 99.9". A negation is folded into the comparison. A change ("by 10%",
// "at least 10% more") is no limit, nor is a number that is part of a date.
func (p *phrase) limits(deadlines []deadline) []limit {
	var found []limit
	measures := p.measures()
	for i := range measures {
		m := &measures[i]
		if coveringDeadline(m.first, deadlines) != nil || p.isChange(m) || p.isListed(m) || p.word(m.last+1) == "ago" {
			continue
		}
		c, ok := p.comparisonBefore(m, measures[:i])
		if !ok {
			c, ok = p.comparisonAfter(m)
			c = p.negated(c)
		}
		if !ok {
			continue
		}
		if m.Unit == "" && c.last > m.last {
			p.addUnitAfter(m, &c)
		}
		l := limit{
			first: min(c.first, m.first), last: max(c.last, m.last), comparator: c.word, verb: c.verb, measure: *m,
		}
		l.bound = bound{Op: c.op, quantity: m.quantity, Start: p.tokens[l.first].start, End: p.tokens[l.last].end}
		found = append(found, l)
	}
	return found
}

// addUnitAfter reads a unit that follows the comparison: ten or more teams.
func (p *phrase) addUnitAfter(m *measure, c *comparison) {
	if percent := p.percentAt(c.last + 1); percent > 0 {
		m.Unit, c.last = "%", percent
		return
	}
	n := p.numerals[m.number]
	n.last = c.last
	if unit, _, last := p.unitAfter(&n); unit != "" {
		m.Unit, c.last = unit, last
	}
}

var (
	// changeNouns after a quantity say that it is a change and no level; after a percentage, comparatives do, too.
	changeNouns  = set("improvement increase decrease uplift reduction drop rise gain jump bump lift")
	comparatives = set("more higher lower less fewer better worse faster slower cheaper bigger smaller growth")
	// changeVerbs before "more than" say that it is a change: drops more than five points.
	changeVerbs = set("drop drops dropped dropping fall falls fell falling rise rises rose rising grow grows grew growing " +
		"increase increases increased decrease decreases decreased decline declines declined improve improves improved dip " +
		"dips shrink shrinks moves move")
)

// isChange reports whether a quantity is how much something changes: by 10%, a 10% increase, 10% more.
func (p *phrase) isChange(m *measure) bool {
	if p.word(p.skipFillersBack(m.first-1)) == "by" {
		return true
	}
	after := p.word(m.last + 1)
	return changeNouns[after] || (m.Unit == "%" || m.Unit == "pp" || m.Unit == "x") && comparatives[after]
}

// isListed reports whether another number stands right beside a quantity, so that neither is clear: "twelve fifty euros",
// "two three buttons".
func (p *phrase) isListed(m *measure) bool {
	n := &p.numerals[m.number]
	before, after := p.numeralAt(n.first-1), p.numeralFrom(n.last+1)
	return before != nil && !before.label && before.unit == "" || after != nil && !after.label && after.unit == ""
}
