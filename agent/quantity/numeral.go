package quantity

import (
	"math"
	"strconv"
	"strings"
)

// numeral is a number as it was said, over the tokens first to last.
type numeral struct {
	first, last int
	value       float64
	parts       []float64 // further numbers that were said within it: the 1 and the 5 of "one in five"
	unit        string    // unit that belongs to the numeral itself: "%", "$", "x", "ms"; else ""
	label       bool      // names something and measures nothing: an id, a date, a time, a year, an ordinal
	ordinal     bool      // "14th", "fourteenth"
	approx      bool
	words       bool // said in words
}

// readNumerals finds the numerals of the phrase, left to right, without overlap.
func (p *phrase) readNumerals() {
	for i := 0; i < len(p.tokens); {
		n, ok := p.numeralStarting(i)
		if !ok {
			i++
			continue
		}
		p.numerals = append(p.numerals, n)
		i = n.last + 1
	}
	if len(p.numerals) == 0 {
		return
	}
	p.at = make([]int32, len(p.tokens))
	for k, n := range p.numerals {
		for i := n.first; i <= n.last; i++ {
			p.at[i] = int32(k + 1)
		}
	}
}

func (p *phrase) numeralStarting(i int) (numeral, bool) {
	switch t := &p.tokens[i]; t.kind {
	case digitToken:
		return p.digitNumeral(i, i)
	case wordToken:
		if _, known := numberWords[t.lower]; !known {
			return numeral{}, false
		}
		return p.wordNumeral(i)
	case markToken:
		return p.markNumeral(i)
	}
	return numeral{}, false
}

// markNumeral reads a numeral that starts with a mark: a currency sign, a minus, a leading dot, or a fraction sign.
func (p *phrase) markNumeral(i int) (numeral, bool) {
	mark := p.tokens[i].lower
	if share, ok := fractionSigns[mark]; ok {
		return numeral{first: i, last: i, value: share * 100, unit: "%"}, true
	}
	if !p.is(i+1, digitToken) {
		return numeral{}, false
	}
	if currencySigns[mark] {
		n, ok := p.digitNumeral(i+1, i)
		n.unit = mark
		n.label = false
		return n, ok
	}
	startsWord := !p.glued(i) || p.is(i-1, markToken)
	if !p.glued(i+1) || !startsWord {
		return numeral{}, false
	}
	switch mark {
	case ".":
		if v, ok := parseNumber("0." + p.word(i+1)); ok && !strings.ContainsAny(p.word(i+1), ".,") {
			n := numeral{first: i, last: i + 1, value: v}
			p.finishDigits(&n)
			return n, true
		}
	case "-", "−":
		n, ok := p.digitNumeral(i+1, i)
		if ok && !n.label {
			n.parts = append(n.parts, n.value)
			n.value = -n.value
		}
		return n, ok
	}
	return numeral{}, false
}

// digitNumeral reads the digits at token i; first is i, or the sign before it.
func (p *phrase) digitNumeral(i, first int) (numeral, bool) {
	n := numeral{first: first, last: i}
	values, one := digitValues(p.word(i), p.percentAt(i+1) > 0)
	if len(values) == 0 {
		return n, false
	}
	n.value = values[0]
	if !one {
		n.label = true
		n.parts = values[1:]
		return n, true
	}
	if p.partOfName(i, first) {
		n.label = true
		return n, true
	}
	p.finishDigits(&n)
	return n, true
}

// finishDigits reads what may follow the digits of a numeral: suffix, scale, fraction, ordinal ending.
func (p *phrase) finishDigits(n *numeral) {
	next := n.last + 1
	if p.glued(next) && p.is(next, wordToken) {
		p.readSuffix(n, next)
		return
	}
	if share, ok := fractionSigns[p.word(next)]; ok && p.glued(next) {
		n.value += share
		n.last = next
		next++
	}
	if p.words(next, "point") && p.is(next+1, digitToken) {
		if v, ok := parseNumber(p.word(n.last) + "." + p.word(next+1)); ok {
			n.value = v
			n.last = next + 1
		}
	}
	p.readScales(n)
	p.readIsh(n)
	if p.isTime(n) || p.isYear(n) || p.isLabelled(n) {
		n.label = true
	}
}

// readSuffix reads letters that are glued to digits: 10k, 300ms, 2nd, 40ish. Other letters make it a name: 3D, 0x1f.
func (p *phrase) readSuffix(n *numeral, next int) {
	raw := p.said(next, next)
	s := p.word(next)
	if p.glued(next+1) && (p.is(next+1, digitToken) || p.word(next+1) == "_") {
		n.label = true
		return
	}
	if w, ok := numberWords[s]; ok && w.class == scaleWord {
		p.readScales(n) // $4.6million
		return
	}
	switch {
	case s == "k" || raw == "M" || s == "mm" || s == "mn" || raw == "B" || s == "bn":
		n.value *= suffixScales[s]
		n.last = next
		p.readScales(n)
	case s == "m" && (p.isCurrency(n.first) || plausiblePlural(p.word(next+1))):
		n.value *= suffixScales[s]
		n.last = next
	case s == "ish":
		n.approx = true
		n.last = next
	case s == "st" || s == "nd" || s == "rd" || s == "th":
		n.ordinal, n.label = true, true
		n.last = next
	case s == "s" && p.word(n.first-1) == "the":
		n.label = true // the 90s
		n.last = next
	case suffixUnits[s]:
		n.unit = s
		n.last = next
	default:
		n.label = true
	}
}

// partOfName reports whether the digits at token i belong to a name: v2.1, EIP-7702, u0012, 10:30, #4, a URL, a date.
func (p *phrase) partOfName(i, first int) bool {
	if p.glued(first) && p.gluedName(first-1) {
		return true
	}
	after := i + 1
	if !p.glued(after) {
		return false
	}
	switch p.word(after) {
	case ":", "/":
		return p.glued(after+1) && !p.is(after+1, markToken)
	case "_", "@", "=", "\\":
		return true
	case "+":
		return p.glued(after+1) && p.is(after+1, wordToken)
	case "-", "–":
		return p.gluedRightName(i)
	}
	return false
}

// gluedName reports whether token i, which touches the digits after it, makes a name of them.
func (p *phrase) gluedName(i int) bool {
	if p.is(i, wordToken) || p.is(i, digitToken) {
		return true
	}
	if !p.glued(i) {
		return p.word(i) == "#" || p.word(i) == "@" || p.word(i) == "_" || p.words(i, "+", "1") // a vote
	}
	before := p.word(i - 1)
	switch p.word(i) {
	case "#", "@", "_", "=", "&", "\\", "/", ".":
		return true
	case ":":
		return p.is(i-1, digitToken)
	case "-", "–":
		if p.is(i-1, digitToken) {
			n := p.numeralBefore(i - 1)
			return n != nil && n.label
		}
		if _, number := numberWords[before]; number {
			return false
		}
		return p.is(i-1, wordToken) && before != "sub" && !p.isSuffixOfNumber(i-1)
	}
	return false
}

// isSuffixOfNumber reports whether token i closes a numeral that was read already, as the k of 10k does.
func (p *phrase) isSuffixOfNumber(i int) bool { return p.numeralBefore(i) != nil }

// numeralBefore gives the numeral, among those read so far, that ends with token i.
func (p *phrase) numeralBefore(i int) *numeral {
	if len(p.numerals) == 0 {
		return nil
	}
	if n := &p.numerals[len(p.numerals)-1]; n.last == i {
		return n
	}
	return nil
}

// gluedRightName reports whether digits at token i, followed by a glued hyphen, are the start of a date or of a name
// such as 2-factor. A range (10-20) and a hyphenated unit (30-day) are not.
func (p *phrase) gluedRightName(i int) bool {
	after := i + 2
	if !p.glued(after) {
		return false
	}
	if p.is(after, digitToken) {
		if yearLike(p.word(i)) {
			return true
		}
		dashed := p.word(after+1) == "-" && p.glued(after+1) && p.glued(after+2)
		return dashed && p.is(after+2, digitToken)
	}
	if p.is(after, wordToken) {
		return !p.hyphenatesUnit(after)
	}
	return false
}

// hyphenatesUnit reports whether token i, joined to a number by a hyphen, is a unit of measurement (30-day) rather
// than part of a name (four-step, 2-factor).
func (p *phrase) hyphenatesUnit(i int) bool {
	w := p.word(i)
	number, ok := numberWords[w]
	return timeUnit(w) || suffixUnits[w] || moneyWords[w] || w == "percent" || w == "percentage" || w == "ish" ||
		ok && number.class == scaleWord
}

// isTime reports whether a numeral is a time of day: 9 am, ten o'clock, half past nine.
func (p *phrase) isTime(n *numeral) bool {
	switch p.word(n.last + 1) {
	case "am", "pm", "o'clock":
		return true
	case "a", "p":
		return p.words(n.last+2, ".", "m") && p.glued(n.last+2)
	}
	return p.word(n.first-1) == "past" && p.word(n.first-2) == "half"
}

// isYear reports whether plain digits are a year: 1900 to 2099, without a unit unless a word before says so.
func (p *phrase) isYear(n *numeral) bool {
	if n.first != n.last || !yearLike(p.word(n.first)) {
		return false
	}
	if before := p.word(n.first - 1); yearLeads[before] || monthOf(before) != 0 {
		return true
	}
	unit, _, _ := p.unitAfter(n)
	return unit == ""
}

// isLabelled reports whether a word around the numeral makes a name of it: phase two, EIP 7702, March 14.
func (p *phrase) isLabelled(n *numeral) bool {
	if p.percentAt(n.last+1) > 0 {
		return false
	}
	before := p.word(n.first - 1)
	if labelWords[before] && !rateLeads[p.word(n.first-2)] {
		return true
	}
	if n.value >= 1 && n.value <= 31 && p.isMonthAround(n.first, n.last) {
		return true
	}
	if n.words || !p.isAcronym(n.first-1) {
		return false
	}
	unit, _, _ := p.unitAfter(n)
	return unit == ""
}

// isMonthAround reports whether the name of a month stands before or after the tokens first to last.
func (p *phrase) isMonthAround(first, last int) bool {
	if p.monthAt(first-1) != 0 {
		return true
	}
	if p.word(last+1) == "of" {
		last++
	}
	return p.monthAt(last+1) != 0
}

// isAcronym reports whether token i is at least two capital letters.
func (p *phrase) isAcronym(i int) bool {
	if !p.is(i, wordToken) {
		return false
	}
	s := p.said(i, i)
	if len(s) < 2 {
		return false
	}
	for k := range len(s) {
		if s[k] < 'A' || s[k] > 'Z' {
			return false
		}
	}
	return true
}

// isCurrency reports whether token i is a currency sign.
func (p *phrase) isCurrency(i int) bool { return p.is(i, markToken) && currencySigns[p.word(i)] }

// readScales multiplies by the scale words that follow: 4.6 million, 10 k.
func (p *phrase) readScales(n *numeral) {
	limit := math.Inf(1)
	for {
		next := n.last + 1
		w, ok := numberWords[p.word(next)]
		if ok && w.class == hundredWord && !n.words && n.value < 100 {
			n.value *= w.value
			n.last = next
			continue
		}
		if ok && w.class == scaleWord && w.value < limit {
			n.value *= w.value
			limit = w.value
			n.last = next
			continue
		}
		if hyphenated, ok := numberWords[p.word(next+1)]; ok && hyphenated.class == scaleWord && p.word(next) == "-" &&
			p.glued(next) && p.glued(next+1) && math.IsInf(limit, 1) {
			n.value *= hyphenated.value // $1-trillion
			n.last = next + 1
			return
		}
		if p.word(next) == "k" && (!p.glued(next+1) || p.is(next+1, markToken)) && math.IsInf(limit, 1) {
			n.value *= 1e3
			n.last = next
		}
		return
	}
}

// digitValues gives the numbers that digits with commas and dots stand for, and whether they are one number.
// A comma before one or two digits is a decimal comma after a zero or before a percent sign; elsewhere it separates
// two numbers. Two dots or more make a version, of which every part is a number.
func digitValues(s string, percent bool) (values []float64, one bool) {
	plain, ok := decimalForm(s, percent)
	if ok {
		if v, fine := parseNumber(plain); fine {
			return []float64{v}, true
		}
		return nil, false
	}
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == '.' }) {
		if v, fine := parseNumber(part); fine {
			values = append(values, v)
		}
	}
	return values, false
}

// decimalForm rewrites one number with separators to the form that Go parses.
func decimalForm(s string, percent bool) (string, bool) {
	commas, dots := strings.Count(s, ","), strings.Count(s, ".")
	switch {
	case commas == 0 && dots <= 1:
		return s, true
	case commas > 0 && dots <= 1:
		whole, fraction, _ := strings.Cut(s, ".")
		if grouped(whole, ",") && !strings.Contains(fraction, ",") {
			return strings.ReplaceAll(s, ",", ""), true
		}
	}
	if commas == 1 {
		whole, fraction, _ := strings.Cut(s, ",")
		switch {
		case strings.Contains(fraction, "."):
			return "", false
		case dots > 0:
			return strings.ReplaceAll(whole, ".", "") + "." + fraction, grouped(whole, ".") && len(fraction) <= 2
		default:
			return whole + "." + fraction, whole == "0" || percent && len(fraction) <= 2
		}
	}
	if commas == 0 && grouped(s, ".") {
		return strings.ReplaceAll(s, ".", ""), true
	}
	return "", false
}

// grouped reports whether separators stand before every third digit.
func grouped(s, sep string) bool {
	head, rest, found := strings.Cut(s, sep)
	if len(head) > 3 || head == "0" {
		return false
	}
	for found {
		var group string
		group, rest, found = strings.Cut(rest, sep)
		if len(group) != 3 {
			return false
		}
	}
	return true
}

func parseNumber(s string) (float64, bool) {
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && !math.IsInf(v, 0) && !math.IsNaN(v)
}

func yearLike(s string) bool {
	return len(s) == 4 && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20")) && !strings.ContainsAny(s, ".,")
}
