package quantity

// wordNumeral reads a numeral that starts with a number word at token i.
func (p *phrase) wordNumeral(i int) (numeral, bool) {
	switch w := numberWords[p.word(i)]; w.class {
	case halfWord:
		return p.halfNumeral(i), true
	case ordinalWord:
		return numeral{first: i, last: i, value: w.value, ordinal: true, label: true, words: true}, true
	case signWord:
		return p.negativeNumeral(i)
	case coupleWord:
		return p.coupleNumeral(i, i)
	case articleWord:
		return p.articleNumeral(i)
	case dozenWord, hundredWord, scaleWord:
		// "hundreds" and "dozens" are other words: a bare "hundred" is what remains of "a hundred" in quick speech.
	}
	n, ok := p.cardinal(i)
	if !ok {
		return n, false
	}
	p.finishWords(&n)
	return n, true
}

// articleNumeral reads "a hundred", "a dozen", "a couple of", "a third of", "a quarter of", "a half".
func (p *phrase) articleNumeral(i int) (numeral, bool) {
	if p.word(i+1) == "couple" {
		return p.coupleNumeral(i+1, i)
	}
	if n, ok := p.fraction(i, 1); ok {
		return n, true
	}
	switch w, ok := numberWords[p.word(i+1)]; {
	case !ok:
		return numeral{}, false
	case w.class == halfWord:
		n := p.halfNumeral(i + 1)
		n.first = i
		return n, true
	case w.class == hundredWord || w.class == scaleWord || w.class == dozenWord:
		n, ok := p.cardinal(i + 1)
		if !ok {
			return n, false
		}
		n.first = i
		p.finishWords(&n)
		return n, true
	}
	return numeral{}, false
}

func (p *phrase) coupleNumeral(i, first int) (numeral, bool) {
	n := numeral{first: first, last: i, value: 2, approx: true, words: true}
	if w, ok := numberWords[p.word(i+1)]; ok && (w.class == hundredWord || w.class == scaleWord || w.class == dozenWord) {
		n.value *= w.value
		n.last = i + 1
		return n, true
	}
	if p.word(i+1) == "of" {
		n.last = i + 1
		return n, true
	}
	return n, first < i && (knownUnit(p.word(i+1)) || plausiblePlural(p.word(i+1)))
}

func (p *phrase) negativeNumeral(i int) (numeral, bool) {
	var n numeral
	var ok bool
	if p.is(i+1, digitToken) {
		n, ok = p.digitNumeral(i+1, i+1)
	} else if w, known := numberWords[p.word(i+1)]; known && (w.class == unitWord || w.class == tensWord) {
		n, ok = p.wordNumeral(i + 1)
	}
	if !ok || n.label {
		return numeral{}, false
	}
	n.first = i
	n.parts = append(n.parts, n.value)
	n.value = -n.value
	return n, true
}

// halfNumeral reads "half": of a hundred percent, unless what it is half of follows (half an hour, half a million).
func (p *phrase) halfNumeral(i int) numeral {
	n := numeral{first: i, last: i, value: 50, unit: "%", words: true}
	next := i + 1
	if p.word(next) == "-" && p.glued(next) {
		next++
	}
	if p.word(next) == "a" || p.word(next) == "an" {
		next++
	}
	switch w, ok := numberWords[p.word(next)]; {
	case ok && (w.class == hundredWord || w.class == scaleWord || w.class == dozenWord):
		n.value, n.unit, n.last = 0.5*w.value, "", next
		return n
	case p.percentAt(next) > 0: // half a percent
		n.value, n.unit, n.last = 0.5, "", next-1
		return n
	case timeUnit(p.word(next)) && next > i+1:
		n.value, n.unit, n.last = 0.5, "", next-1
		return n
	case timeUnit(p.word(next)) && p.word(i-1) != "the" && !halfOf[p.word(i-1)]:
		n.value, n.unit = 0.5, ""
		return n
	}
	n.label = halfOf[p.word(i-1)] || p.words(i-2, "and", "a") && timeUnit(p.word(i-3)) || // a year and a half
		p.word(i+1) == "past" || p.word(i+1) == "-"
	return n
}

// halfOf are words before "half" that make it the name of a part rather than a share.
var halfOf = set("first second other latter top bottom back next last previous in better")

// fraction reads the rest of a fraction whose numerator stands at token i: a third of, two thirds, three quarters of.
func (p *phrase) fraction(i int, numerator float64) (numeral, bool) {
	next := i + 1
	if p.word(next) == "-" && p.glued(next) && p.glued(next+1) {
		next++
	}
	w := p.word(next)
	whole, ok := fractionParts[w]
	if !ok || w == "half" || numerator >= whole {
		return numeral{}, false
	}
	if plural := w[len(w)-1] == 's'; plural != (numerator > 1) {
		return numeral{}, false
	}
	of := p.word(next+1) == "of"
	needsOf := whole == 4 || numberWords[p.word(i)].class == articleWord
	if needsOf && !of {
		return numeral{}, false
	}
	n := numeral{first: i, last: next, value: 100 * numerator / whole, unit: "%", words: true}
	if needsOf {
		n.last++ // so that the words mean the same when they are quoted alone
	}
	if of && (p.words(next+2, "an", "hour") || p.words(next+2, "a", "million") || p.words(next+2, "a", "percent")) {
		n.value, n.unit, n.last = numerator/whole, "", next+2
		if p.word(next+3) == "million" {
			n.value, n.last = n.value*1e6, next+3
		}
	}
	return n, true
}

// cardinal reads number words: forty, twenty-five, a hundred and twenty, two and a half thousand, four point five.
func (p *phrase) cardinal(i int) (numeral, bool) {
	n := numeral{first: i, last: i, words: true}
	var total, group float64
	limit := 1e15
	last := articleWord // no word yet
	for j := i; ; {
		w, ok := numberWords[p.word(j)]
		if !ok {
			break
		}
		fits := true
		switch w.class {
		case unitWord:
			fits = last == articleWord || last == hundredWord || last == scaleWord ||
				last == tensWord && w.value >= 1 && w.value <= 9
			if fits {
				group += w.value
			}
		case tensWord:
			fits = last == articleWord || last == hundredWord || last == scaleWord
			if fits {
				group += w.value
			}
		case hundredWord:
			fits = last == articleWord || (last == unitWord || last == tensWord) && group >= 1 && group < 100
			if fits {
				group = max(group, 1) * 100
			}
		case scaleWord:
			fits = w.value < limit && (last != scaleWord || group == 0) && (group > 0 || last == articleWord)
			if fits {
				total += max(group, 1) * w.value
				group, limit = 0, w.value
			}
		case dozenWord:
			fits = last == articleWord || last == unitWord && total == 0
			if fits {
				total, group = max(group, 1)*12, 0
			}
		case coupleWord, halfWord, articleWord, signWord, ordinalWord:
			fits = false
		}
		if !fits {
			break
		}
		n.last, last = j, w.class
		if w.class == dozenWord {
			break
		}
		j = p.joined(j, last)
	}
	n.value = total + group
	if last == articleWord {
		return n, false
	}
	if w, ok := numberWords[p.word(p.joined(n.last, last))]; ok && w.class == ordinalWord && last == tensWord && w.value < 10 {
		n.last = p.joined(n.last, last) // twenty-fifth
		n.value += w.value
		n.ordinal, n.label = true, true
	}
	return n, true
}

// joined gives the token at which a number that is open at token j may go on, over a hyphen or an "and".
func (p *phrase) joined(j int, last numberClass) int {
	next := j + 1
	switch p.word(next) {
	case "-":
		if p.glued(next) && p.glued(next+1) {
			return next + 1
		}
	case "and":
		w, ok := numberWords[p.word(next+1)]
		small := ok && (w.class == unitWord || w.class == tensWord)
		if small && (last == hundredWord || last == scaleWord) {
			return next + 1
		}
	}
	return next
}

// finishWords reads what may follow number words: a fraction, a decimal part, a scale, a ratio; and sets names apart.
func (p *phrase) finishWords(n *numeral) {
	if n.ordinal {
		return
	}
	if f, ok := p.fraction(n.last, n.value); ok && n.last == n.first {
		*n = f
		return
	}
	p.readDecimals(n)
	p.readMixed(n)
	p.readScales(n)
	p.readSpokenYear(n)
	p.readIsh(n)
	if p.isTime(n) || p.isLabelled(n) || p.namedByHyphen(n) {
		n.label = true
	}
}

// readDecimals reads "point five" after a number in words.
func (p *phrase) readDecimals(n *numeral) {
	if p.word(n.last+1) != "point" {
		return
	}
	place := 0.1
	for j := n.last + 2; ; j++ {
		w, ok := numberWords[p.word(j)]
		digit := ok && w.class == unitWord && w.value <= 9
		if !digit || place < 1e-6 {
			return
		}
		n.value = round(n.value + place*w.value)
		n.last = j
		place /= 10
	}
}

// round removes the error that adding decimal places brings.
func round(v float64) float64 {
	const places = 1e6
	if v > 1e9 {
		return v
	}
	return float64(int64(v*places+0.5)) / places
}

// readMixed reads "and a half" and its like after a number.
func (p *phrase) readMixed(n *numeral) {
	next := n.last + 1
	if p.word(next) != "and" {
		return
	}
	switch {
	case p.words(next+1, "a", "half"):
		n.value += 0.5
	case p.words(next+1, "a", "quarter"):
		n.value += 0.25
	case p.words(next+1, "three", "quarters"):
		n.value += 0.75
	default:
		return
	}
	n.last = next + 2
}

// readSpokenYear recognises a year said as two numbers, "twenty twenty-six". Both numbers stay in parts, for the same
// words may be meant as "twenty, thirty users".
func (p *phrase) readSpokenYear(n *numeral) {
	if n.first != n.last || n.value != 19 && n.value != 20 || p.word(n.last+1) == "-" {
		return
	}
	rest, ok := p.cardinal(n.last + 1)
	if !ok || rest.ordinal || rest.value < 10 || rest.value > 99 {
		return
	}
	if rest.value > 49 && n.value == 20 || p.percentAt(rest.last+1) > 0 {
		return
	}
	if unit, _, _ := p.unitAfter(&rest); unit != "" {
		return
	}
	n.parts = append(n.parts, n.value, rest.value)
	n.value = n.value*100 + rest.value
	n.last = rest.last
	n.label = true
}

func (p *phrase) readIsh(n *numeral) {
	next := n.last + 1
	if p.word(next) == "-" && p.glued(next) && p.word(next+1) == "ish" {
		n.approx = true
		n.last = next + 1
	}
}

// namedByHyphen reports whether a hyphen makes a name of the number: one-pager, two-factor, all-in-one.
func (p *phrase) namedByHyphen(n *numeral) bool {
	next := n.last + 1
	if p.word(next) == "-" && p.glued(next) && p.glued(next+1) && p.is(next+1, wordToken) {
		_, number := numberWords[p.word(next+1)]
		return !number && !p.hyphenatesUnit(next+1)
	}
	return p.glued(n.first) && p.word(n.first-1) == "-" && p.glued(n.first-1) && p.is(n.first-2, wordToken) &&
		p.numeralBefore(n.first-2) == nil
}
