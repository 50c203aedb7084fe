package quantity

// hedged gives the last token of words at token i that make a span of time inexact ("or two", "or so", "and a half"),
// or 0.
func (p *phrase) hedged(i int) int {
	switch {
	case p.word(i) == "or" && (p.word(i+1) == "so" || p.numeralFrom(i+1) != nil && p.numeralFrom(i+1).last == i+1):
		return i + 1
	case p.words(i, "and", "a", "half"):
		return i + 2
	}
	return 0
}

// duration reads a time counted from the meeting: in two weeks, within ten days, two weeks from now, in the next month.
func (p *phrase) duration(i int, lead string) (deadline, bool) {
	approx, next := false, false
	for k := 0; k < 4; k++ {
		w := p.word(i)
		switch {
		case w == "the" && p.word(i+1) == "next", w == "another":
		case w == "next":
			next = true
		case approxWords[w], w == "like", w == "maybe", w == "say", w == "something":
			approx = approx || approxWords[w]
		case w == "the":
			return deadline{}, false
		default:
			k = 4
			continue
		}
		i++
	}
	count, last, vague := p.spanCount(i)
	if last < 0 {
		return deadline{}, false
	}
	unit := last + 1
	if q := p.word(unit); q == "business" || q == "working" || q == "calendar" || q == "more" || q == "full" {
		vague = vague || q == "business" || q == "working"
		unit++
	}
	s, ok := spanOf(p.word(unit))
	if !ok {
		return deadline{}, false
	}
	r := rule{span: s, count: int(count)}
	vague = vague || approx || count != float64(int(count)) || count > 3660
	end := unit
	if p.word(end+1) == "'" {
		end++
	}
	if last := p.hedged(end + 1); last > 0 {
		vague, end = true, last
	}
	switch p.word(end + 1) {
	case "time":
		end++
	case "from":
		end += 2
		switch w := p.word(end); w {
		case "now", "today":
		default:
			vague = true
			if !p.is(end, wordToken) {
				return deadline{}, false
			}
			if w == "the" || w == "when" {
				end++
			}
			end = min(end, len(p.tokens)-1)
		}
		lead = "from"
	case "out":
		end++
		lead = "from"
	case "of", "after", "before", "following":
		if lead != "within" && lead != "in" && lead != "by" {
			return deadline{}, false
		}
		vague = true
	case "ago", "earlier", "later", "each", "per":
		return deadline{}, false
	}
	switch lead {
	case "in", "within", "from":
	case "after":
		if next {
			return deadline{}, false
		}
	case "over":
		if !next {
			return deadline{}, false
		}
	case "by":
		return deadline{}, false
	default:
		return deadline{}, false
	}
	if vague {
		return p.ends(end, KindVague, rule{})
	}
	return p.ends(end, KindAfter, r)
}

// spanCount reads how many days, weeks or months; last is -1 when no number stands at token i.
func (p *phrase) spanCount(i int) (count float64, last int, vague bool) {
	if n := p.numeralFrom(i); n != nil {
		if n.label || n.unit != "" || n.value < 0 {
			return 0, -1, false
		}
		last, vague = n.last, n.approx
		if w := p.word(last + 1); w == "to" || w == "or" || w == "-" || w == "–" {
			if m := p.numeralFrom(last + 2); m != nil && !m.label {
				return 0, m.last, true
			}
		}
		return n.value, last, vague
	}
	switch p.word(i) {
	case "a":
		if p.word(i+1) == "few" {
			return 0, i + 1, true
		}
		return 1, i, false
	case "few", "several", "some":
		return 0, i, true
	}
	if _, ok := spanOf(p.word(i)); ok && p.word(i-1) == "next" {
		return 1, i - 1, false
	}
	return 0, -1, false
}

// spanOf gives the span that a unit of time names, from the day on.
func spanOf(w string) (span, bool) {
	switch {
	case dayUnits[w]:
		return days, w != "d"
	case weekUnits[w]:
		return weeks, true
	case monthUnits[w]:
		return monthsSpan, true
	case w == "quarter" || w == "quarters":
		return quarters, true
	case yearUnits[w]:
		return years, true
	}
	return 0, false
}
