package quantity

import (
	"math"
	"slices"
)

// quantity is a number that measures or counts something, as it was said at text[Start:End] together with its unit.
type quantity struct {
	Value      float64
	Unit       string // "%", "pp" for percentage points, a currency sign, or the unit word as said in lower case; "" for none
	Per        string // the time word of a rate: "week" in "two escalations a week"; "" for none
	Start, End int    // byte offsets
	Approx     bool   // said as about, roughly, or so
}

// Values gives every number that occurs in a text, in order, without regard to what it means: quantities, but also the
// numbers of ids, dates, versions and times, and digits inside words. Ordinals count when written with digits ("2nd")
// or from eleventh on ("fourteenth"); "no one" and "one another" hold no number. A number that reads the same has the
// same value however it was said: "forty percent" and "40%", "10k" and "ten thousand", "half" and "50%".
func Values(text string) []float64 {
	p := read(text)
	var values []float64
	for i := range p.numerals {
		n := &p.numerals[i]
		if n.words && n.ordinal && n.value < 11 || p.isNobody(n) {
			continue
		}
		values = append(values, n.value)
		values = append(values, n.parts...)
		if share, ok := p.ratio(i); ok {
			values = append(values, share)
		}
		if scaled := p.sharedScale(i); scaled != n.value {
			values = append(values, scaled)
		}
	}
	return values
}

// Same reports whether two values are the same number but for the rounding of their computation.
func Same(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-9*max(math.Abs(a), math.Abs(b))
}

// measure is a quantity with the tokens it covers.
type measure struct {
	quantity
	first, last int  // tokens of the number with its unit
	number      int  // index of the numeral
	total       bool // the whole that the quantity before it is a part of: the 5 of "3 of the 5 pilots"
}

// measures gives the quantities of the phrase in order. Numbers that only name something (ids, versions, dates, years,
// times, ordinals, "phase two") and "one" as a pronoun are left out. A share said as a fraction or a ratio is a
// percentage: "half" and "one in two" are 50 %.
func (p *phrase) measures() []measure {
	var found []measure
	for i := 0; i < len(p.numerals); i++ {
		n := &p.numerals[i]
		share, isRatio := p.ratio(i)
		if n.label || !isRatio && p.isPronoun(n) {
			continue
		}
		m := measure{first: n.first, last: n.last, number: i}
		m.Value, m.Unit, m.Approx = p.sharedScale(i), n.unit, n.approx
		if isRatio {
			m.Value, m.Unit, m.last = share, "%", p.numerals[i+1].last
			i++
		} else {
			p.addUnit(&m, n)
		}
		m.Approx = m.Approx || p.isApprox(&m)
		m.Start, m.End = p.tokens[m.first].start, p.tokens[m.last].end
		found = append(found, m)
	}
	p.shareUnits(found)
	p.markTotals(found)
	return found
}

// addUnit reads the unit after a number and the rate after the unit.
func (p *phrase) addUnit(m *measure, n *numeral) {
	if next := p.percentAt(n.last + 1); next > 0 {
		m.Unit, m.last = "%", next
		if w := p.word(next + 1); w == "point" || w == "points" {
			m.Unit, m.last = "pp", next+1
		}
		if w := p.word(next); w == "pp" {
			m.Unit = "pp"
		}
	} else if m.Unit == "" {
		if unit, _, last := p.unitAfter(n); unit != "" {
			m.Unit, m.last = unit, last
		}
	}
	if per, last := p.rateAt(m.last + 1); per != "" && !longTimeUnit(m.Unit) {
		m.Per, m.last = per, last
	}
}

// percentAt gives the last token of a percent word or sign at token i, or 0.
func (p *phrase) percentAt(i int) int {
	switch p.word(i) {
	case "-":
		if p.glued(i) && p.glued(i+1) && p.word(i+1) == "percent" {
			return i + 1
		}
	case "%", "percent", "pct", "percentage", "pp":
		if p.word(i) == "percentage" && p.word(i+1) != "points" && p.word(i+1) != "point" {
			return 0
		}
		return i
	case "per":
		if p.word(i+1) == "cent" {
			return i + 1
		}
	}
	return 0
}

// unitAfter gives the unit that follows a numeral, with the tokens from the first word after the numeral to the unit.
func (p *phrase) unitAfter(n *numeral) (unit string, first, last int) {
	i := n.last + 1
	if p.word(i) == "-" && p.glued(i) && p.glued(i+1) {
		i++
	}
	if p.word(i) == "basis" && p.word(i+1) == "points" {
		return "bps", i, i + 1
	}
	if currencySigns[p.word(i)] && p.glued(i) && !p.is(i+1, digitToken) {
		return p.word(i), i, i
	}
	for skip := 0; skip <= 2; skip++ {
		w := p.word(i + skip)
		if !p.is(i+skip, wordToken) || skip > 0 && p.glued(i+skip) {
			return "", 0, 0
		}
		single := n.value == 1
		if !single && countUnits[w] && plausiblePlural(p.word(i+skip+1)) && w[len(w)-1] != 's' && w != "people" {
			continue // fifty pilot accounts
		}
		if knownUnit(w) || plausiblePlural(w) && !single {
			return w, i, i + skip
		}
		if !qualifiers[w] {
			return "", 0, 0
		}
	}
	return "", 0, 0
}

// rateAt gives the time word of a rate at token i, "a week", "per day", "every month", "weekly" left aside.
func (p *phrase) rateAt(i int) (per string, last int) {
	switch p.word(i) {
	case "a", "per", "an", "each", "every":
	case "/":
		if !p.glued(i) {
			return "", 0
		}
	default:
		return "", 0
	}
	w := p.word(i + 1)
	if !rateUnits[w] || aloneAfter[p.word(i+2)] {
		return "", 0
	}
	return w, i + 1
}

var (
	rateUnits = set("second minute hour day week month quarter year sprint")
	// aloneAfter are words that make "a week" before them a span of time of its own: a week after launch.
	aloneAfter = set("after later before ago from into earlier or and")
)

// isApprox reports whether words around a quantity say that it is not exact.
func (p *phrase) isApprox(m *measure) bool {
	for i := m.first - 1; i >= max(0, m.first-5); i-- {
		w := p.word(i)
		if approxWords[w] {
			return w != "about" || !talkWords[p.word(i-1)]
		}
		if !fillers[w] && w != "a" && w != "the" {
			break
		}
	}
	return p.words(m.last+1, "or", "so") || p.words(m.last+1, "give", "or", "take") || p.words(m.last+1, "ish")
}

var (
	approxWords = set("about around roughly approximately approx circa nearly almost ~ ≈ approximate")
	// talkWords are words after which "about" leads in what is talked of.
	talkWords = set("talk talked talking talks speak spoke speaking think thinking ask asked asking know hear heard say said " +
		"worry worried question questions feedback discussion more something anything")
	fillers = set(", um uh uhm umm er erm hmm hm mm like say maybe perhaps probably … well yeah okay")
)

// isPronoun reports whether "one" stands for a thing: it counts only before a unit or after a comparison.
func (p *phrase) isPronoun(n *numeral) bool {
	if !n.words || n.value != 1 || n.first != n.last || p.word(n.first) != "one" {
		return false
	}
	if p.percentAt(n.last+1) > 0 {
		return false
	}
	before := p.word(n.first - 1)
	unit, first, last := p.unitAfter(n)
	switch {
	case p.isNobody(n):
		return true
	case before == "least", before == "most", before == "than", before == "exactly":
		return false
	case unit == "day":
		return !dayLeads[before] // one day, maybe
	}
	return unit == "" || unit == "point" || first != last
}

// dayLeads are words after which "one day" is a span of time.
var dayLeads = set("in within for every per only takes take took just about around another")

// isNobody reports whether "one" is part of a word for a person: no one, one another.
func (p *phrase) isNobody(n *numeral) bool {
	return p.word(n.first) == "one" && n.words && n.value == 1 &&
		(p.word(n.first-1) == "no" || p.word(n.last+1) == "another")
}

// ratio reads numerals i and i+1 as "one in five" or "eight out of ten" and gives the share in percent.
func (p *phrase) ratio(i int) (percent float64, ok bool) {
	if i+1 >= len(p.numerals) {
		return 0, false
	}
	a, b := &p.numerals[i], &p.numerals[i+1]
	if a.label || b.label || a.unit != "" || b.unit != "" || a.value <= 0 || a.value >= b.value || b.value > 1000 {
		return 0, false
	}
	if a.value != math.Trunc(a.value) || b.value != math.Trunc(b.value) {
		return 0, false
	}
	switch between := a.last + 1; {
	case b.first == between+2 && p.words(between, "out", "of"):
	case b.first == between+1 && p.word(between) == "in":
		if knownUnit(p.word(b.last+1)) && timeUnit(p.word(b.last+1)) || p.percentAt(b.last+1) > 0 {
			return 0, false
		}
	default:
		return 0, false
	}
	return 100 * a.value / b.value, true
}

// sharedScale gives the value of numeral i, scaled like the end of the range it starts: the 10 of "10-15k" is 10,000.
func (p *phrase) sharedScale(i int) float64 {
	n := &p.numerals[i]
	if n.label || n.words || i+1 >= len(p.numerals) {
		return n.value
	}
	end := &p.numerals[i+1]
	dash := n.last + 1
	if end.first != dash+1 || !p.glued(dash) || !p.glued(end.first) || p.word(dash) != "-" && p.word(dash) != "–" {
		return n.value
	}
	if p.word(end.last) == "k" && end.last > end.first && n.last == n.first && n.value < 1000 {
		return n.value * 1e3
	}
	return n.value
}

// shareUnits gives the first end of a range the unit of its second: forty to fifty percent, 3-4 weeks, two or three days.
func (p *phrase) shareUnits(found []measure) {
	for i := len(found) - 2; i >= 0; i-- {
		a, b := &found[i], &found[i+1]
		if a.Unit != "" || b.Unit == "" || b.first != a.last+2 {
			continue
		}
		if slices.Contains([]string{"to", "or", "-", "–", "and", ","}, p.word(a.last+1)) {
			a.Unit = b.Unit
		}
	}
}

// markTotals finds "3 of the 5 pilots": the part counts the same things as the whole.
func (p *phrase) markTotals(found []measure) {
	for i := 1; i < len(found); i++ {
		part, whole := &found[i-1], &found[i]
		of := part.last + 1
		between := whole.first - of - 1
		if p.word(of) != "of" || between < 0 || between > 1 || between == 1 && !determiners[p.word(of+1)] {
			continue
		}
		whole.total = true
		if part.Unit == "" && countable(whole.Unit) {
			part.Unit = whole.Unit
		}
	}
}
