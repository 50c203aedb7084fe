package quantity

import "time"

// edgeOf reads "end of the month", "start of Q3", "mid-March"; token i is end, start, middle or mid.
func (p *phrase) edgeOf(i int, lead string, e edge) (deadline, bool) {
	j := i + 1
	if p.word(i) == "close" {
		if !p.words(j, "of", "business") && !p.words(j, "of", "play") {
			return deadline{}, false
		}
		return p.endOfDay(j+2, lead, j+1)
	}
	if p.word(i) == "mid" && p.word(j) == "-" {
		j++
	}
	if p.word(j) == "of" {
		j++
	}
	article := false
	switch p.word(j) {
	case "the", "this", "that", "our", "current":
		article = true
		j++
	}
	if p.word(j) == "business" || p.word(j) == "current" {
		j++
	}
	if p.word(j) == "day" && p.word(j+1) != "after" && e == atEnd {
		if n := p.numeralFrom(j + 1); n == nil {
			if article && !strict(lead) {
				return deadline{}, false // the idiom: at the end of the day
			}
			return p.endOfDay(j+1, lead, j)
		}
	}
	if r, last, ok := p.periodAt(j); ok {
		r.edge = e
		if r.span == weeks && r.count == 0 && p.words(last+1, "next", "week") {
			r.count, last = 1, last+2
		}
		return p.ends(last, KindPeriod, r)
	}
	if e == atEnd {
		switch p.word(j) {
		case "today":
			return p.ends(j, KindAfter, rule{})
		case "tomorrow":
			return p.ends(j, KindAfter, rule{count: 1})
		}
		if d, ok := p.numbered(j, "by"); ok {
			return d, true
		}
		if d, ok := p.weekdayAt(j, "by"); ok {
			return d, true
		}
	}
	if last, ok := p.vaguePeriod(j); ok {
		return p.ends(last, KindVague, rule{})
	}
	return deadline{}, false
}

// endOfDay reads what may follow "end of day": a weekday, tomorrow, today; alone it is the day of the meeting.
func (p *phrase) endOfDay(i int, lead string, last int) (deadline, bool) {
	at := i
	if p.word(at) == "on" || p.word(at) == "," {
		at++
	}
	if d, ok := p.weekdayAt(at, "by"); ok {
		return d, true
	}
	switch p.word(at) {
	case "tomorrow":
		return p.ends(at, KindAfter, rule{count: 1})
	case "today":
		return p.ends(at, KindAfter, rule{})
	}
	if !strict(lead) && p.word(last) == "day" {
		return deadline{}, false
	}
	return p.ends(last, KindAfter, rule{})
}

// periodAt reads a calendar period: [next] week, month, quarter, year; March [2027]; Q2 [2027]; quarter two; 2027.
func (p *phrase) periodAt(i int) (r rule, last int, ok bool) {
	if p.word(i) == "next" {
		r.count = 1
		i++
	}
	switch w := p.word(i); w {
	case "week", "month", "quarter", "year":
		if n := p.numeralFrom(i + 1); n != nil && n.value <= 99 && w != "year" {
			if w == "quarter" && n.value >= 1 && n.value <= 4 && r.count == 0 {
				return p.quarterRule(int(n.value), n.last)
			}
			return r, 0, false
		}
		r.span = periodSpans[w]
		return r, i, true
	case "calendar":
		r.span = years
		return r, i + 1, p.word(i+1) == "year"
	case "q", "h":
		n := p.numeralFrom(i + 1)
		if n == nil || !p.glued(i+1) || r.count != 0 {
			return r, 0, false
		}
		if w == "h" && (n.value == 1 || n.value == 2) {
			r.span, r.month = halves, time.Month(n.value*6)
			r.year, last = p.yearAt(n.last + 1)
			return r, max(last, n.last), true
		}
		if w == "q" && n.value >= 1 && n.value <= 4 {
			return p.quarterRule(int(n.value), n.last)
		}
		return r, 0, false
	}
	if m := p.monthNamed(i); m != 0 && r.count == 0 {
		r.span, r.month = monthsSpan, m
		r.year, last = p.yearAt(i + 1)
		return r, max(last, i), true
	}
	if n := p.numeralFrom(i); n != nil && r.count == 0 {
		if n.ordinal && n.value <= 4 && p.word(n.last+1) == "quarter" {
			return p.quarterRule(int(n.value), n.last+1)
		}
		if y, last := p.yearAt(i); y != 0 {
			return rule{span: years, year: y}, last, true
		}
	}
	return r, 0, false
}

// periodSpans are the periods of the calendar that are named without a number.
var periodSpans = map[string]span{"week": weeks, "month": monthsSpan, "quarter": quarters, "year": years}

func (p *phrase) quarterRule(q, last int) (rule, int, bool) {
	r := rule{span: quarters, month: time.Month(q * 3)}
	year, yearLast := p.yearAt(last + 1)
	r.year = year
	return r, max(yearLast, last), true
}

// monthNamed gives the month named by token i where a month is expected, so that a lower-case "may" will do.
func (p *phrase) monthNamed(i int) time.Month { return months[p.word(i)] }

// yearAt reads a year at token i, with an optional comma or "of" before it, and its last token; 0 for none.
func (p *phrase) yearAt(i int) (year, last int) {
	if p.word(i) == "," || p.word(i) == "of" {
		i++
	}
	n := p.numeralFrom(i)
	if n == nil || n.value < 1990 || n.value > 2099 || n.value != float64(int(n.value)) || n.unit != "" {
		return 0, 0
	}
	return int(n.value), n.last
}

// vagueEdge reads "early next week", "late March", "later this year": times without a day.
func (p *phrase) vagueEdge(i int) (deadline, bool) {
	j := i + 1
	if p.word(j) == "in" || p.word(j) == "this" || p.word(j) == "the" {
		j++
	}
	if p.word(j) == "the" {
		j++
	}
	if _, last, ok := p.periodAt(j); ok {
		return p.ends(last, KindVague, rule{})
	}
	return deadline{}, false
}

// numbered reads periods that are counted from the meeting: week two, the second week, day 30, month three.
func (p *phrase) numbered(i int, lead string) (deadline, bool) {
	if !strict(lead) && lead != "at" && lead != "after" {
		return deadline{}, false
	}
	if p.word(i) == "the" {
		i++
	}
	spans := map[string]span{"day": days, "week": weeks, "month": monthsSpan}
	if s, ok := spans[p.word(i)]; ok {
		n := p.numeralFrom(i + 1)
		if n == nil || n.ordinal || n.value < 1 || n.value != float64(int(n.value)) || len(n.parts) > 0 {
			return deadline{}, false
		}
		if n.value > 26 && s != days || n.value > 366 {
			return p.ends(n.last, KindVague, rule{}) // more likely a week of the calendar
		}
		return p.ends(n.last, KindAfter, rule{span: s, count: int(n.value)})
	}
	n := p.numeralFrom(i)
	if n == nil || !n.ordinal {
		return deadline{}, false
	}
	s, ok := spans[p.word(n.last+1)]
	if !ok || s == days || n.value > 26 {
		return deadline{}, false
	}
	if next := p.word(n.last + 2); next == "of" || next == "in" || next == "after" {
		return p.ends(n.last+1, KindVague, rule{})
	}
	return p.ends(n.last+1, KindAfter, rule{span: s, count: int(n.value)})
}

// nextPeriod reads next week, next month, next quarter, next year, and this week and its like after "by" or "within".
func (p *phrase) nextPeriod(i int, lead string) (deadline, bool) {
	r := rule{}
	switch p.word(i) {
	case "next":
		if p.word(i-1) == "the" || p.word(i-1) == "after" {
			return deadline{}, false // the next week: the seven days to come
		}
		r.count = 1
	case "this":
		if !strict(lead) {
			return deadline{}, false
		}
	default:
		if s, last, ok := p.periodAt(i); ok && strict(lead) && (s.month != 0 || s.year != 0) {
			return p.ends(last, KindVague, rule{}) // by Q2, by 2027: its start or its end?
		}
		return deadline{}, false
	}
	if lead == "after" || lead == "at" || lead == "over" || lead == "around" {
		return deadline{}, false
	}
	s, ok := periodSpans[p.word(i+1)]
	if !ok || p.word(i+2) == "'" || p.word(i+2) == "-" {
		if last, vague := p.vaguePeriod(i + 1); vague && strict(lead) {
			return p.ends(last, KindVague, rule{})
		}
		return deadline{}, false
	}
	if lead == "before" || lead == "until" || lead == "till" {
		return p.ends(i+1, KindVague, rule{}) // its start or its end?
	}
	r.span = s
	if s == weeks {
		if day, last, ok := p.dayOfWeek(i + 2); ok {
			return p.ends(last, KindWeekday, rule{weekday: day, nextWeek: r.count == 1})
		}
	}
	if p.hedged(i+2) > 0 {
		return p.ends(p.hedged(i+2), KindVague, rule{})
	}
	return p.ends(i+1, KindPeriod, r)
}

// vaguePeriods are periods whose dates are not said by their names.
var vaguePeriods = set("sprint iteration phase pilot trial project cycle milestone release half season summer winter spring " +
	"autumn fall experiment rollout cohort beta epic semester term program programme holidays holiday fiscal pi increment " +
	"weekend quarter's")

// vaguePeriod reads a period that cannot be resolved, such as "sprint", "sprint two", "fiscal year", and its last token.
func (p *phrase) vaguePeriod(i int) (last int, ok bool) {
	if p.word(i) == "next" {
		i++
	}
	w := p.word(i)
	if p.word(i+1) == "'" || !vaguePeriods[w] {
		return 0, false
	}
	if w == "fiscal" {
		return i + 1, p.is(i+1, wordToken)
	}
	if n := p.numeralFrom(i + 1); n != nil && n.label && !n.ordinal {
		return n.last, true
	}
	if p.word(i+1) == "period" {
		return i + 1, true
	}
	return i, true
}

// vagueEvents are occasions that a deadline may name and that have no date of their own.
var vagueEvents = set("holidays holiday christmas easter thanksgiving summer winter launch release sprint demo " +
	"rollout ga vacation vacations offsite freeze")

// vagueEvent reads "before the holidays", "by launch", "by the end of the sprint" being read elsewhere.
func (p *phrase) vagueEvent(i int, lead string) (deadline, bool) {
	if lead != "by" && lead != "before" && lead != "until" && lead != "till" {
		return deadline{}, false
	}
	if p.word(i) == "our" || p.word(i) == "next" {
		i++
	}
	if p.word(i) == "then" && lead != "before" {
		return p.ends(i, KindVague, rule{})
	}
	if !vagueEvents[p.word(i)] {
		return deadline{}, false
	}
	return p.ends(i, KindVague, rule{})
}
