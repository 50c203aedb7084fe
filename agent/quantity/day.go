package quantity

import "time"

var weekdays = map[string]time.Weekday{
	"monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday,
	"friday": time.Friday, "saturday": time.Saturday, "sunday": time.Sunday,
	"mon": time.Monday, "tue": time.Tuesday, "tues": time.Tuesday, "wed": time.Wednesday, "thu": time.Thursday,
	"thur": time.Thursday, "thurs": time.Thursday, "fri": time.Friday,
}

// weekdayNamed gives the weekday named by token i. Abbreviations count only with a capital letter.
func (p *phrase) weekdayNamed(i int) (time.Weekday, bool) {
	w := p.word(i)
	day, ok := weekdays[w]
	return day, ok && (len(w) > 5 || p.upperFirst(i))
}

// weekdayAt reads a weekday with what narrows it: next Friday, this coming Monday, Friday next week, Friday the 14th,
// Thursday, March 5.
func (p *phrase) weekdayAt(i int, lead string) (deadline, bool) {
	r := rule{}
	named := lead != ""
	for j := 0; j < 2; j++ {
		switch p.word(i) {
		case "next":
			r.nextWeek, named = true, true
			i++
		case "this", "coming":
			named = true
			i++
		}
	}
	day, ok := p.weekdayNamed(i)
	if !ok || !named || lead == "after" || lead == "in" || lead == "at" || lead == "over" || lead == "around" {
		return deadline{}, false
	}
	r.weekday = day
	last := p.overDaytime(i)
	after := last + 1
	if p.word(after) == "of" {
		after++
	}
	if p.words(after, "next", "week") {
		r.nextWeek = true
		return p.ends(after+1, KindWeekday, r)
	}
	if p.word(last+1) == "," || p.word(last+1) == "the" || p.monthAt(last+1) != 0 {
		at := last + 1
		if p.word(at) == "," {
			at++
		}
		if d, ok := p.calendarDate(at, "by"); ok && d.Kind == KindDate {
			d.rule.weekday, d.rule.known = day, true
			return d, true
		}
	}
	if p.word(last+1) == "after" && p.word(last+2) == "next" {
		return p.ends(last+2, KindVague, rule{})
	}
	return p.ends(last, KindWeekday, r)
}

// overDaytime gives the last token of "Monday morning" or of the word at token i alone.
func (p *phrase) overDaytime(i int) int {
	switch p.word(i + 1) {
	case "morning", "afternoon", "evening", "night", "noon":
		return i + 1
	}
	return i
}

// calendarDate reads a day of the calendar: 2026-03-14, March 14, 14 March 2026, the 14th of next month, 3/4.
func (p *phrase) calendarDate(i int, lead string) (deadline, bool) {
	if d, ok := p.isoDate(i); ok {
		return d, true
	}
	if d, ok := p.slashDate(i, lead); ok {
		return d, true
	}
	if p.word(i) == "the" {
		i++
	}
	if m := p.monthNear(i, lead); m != 0 {
		at := i + 1
		if p.word(at) == "the" {
			at++
		}
		if n := p.numeralFrom(at); n != nil && p.isDayNumber(n) && !p.countsThings(n) {
			year, last := p.yearAt(n.last + 1)
			return p.ends(max(last, n.last), KindDate, rule{month: m, day: int(n.value), year: year})
		}
		if year, last := p.yearAt(at); year != 0 && lead != "" {
			return p.ends(last, KindVague, rule{}) // by March 2027: its start or its end?
		}
		if lead == "by" || lead == "before" || lead == "until" || lead == "till" {
			return p.ends(i, KindVague, rule{})
		}
		return deadline{}, false
	}
	n := p.numeralFrom(i)
	if n == nil || !p.isDayNumber(n) {
		return deadline{}, false
	}
	at := n.last + 1
	if p.word(at) == "of" {
		at++
	}
	if m := p.monthNear(at, "by"); m != 0 && (at > n.last+1 || p.upperFirst(at) || n.ordinal) {
		year, last := p.yearAt(at + 1)
		return p.ends(max(last, at), KindDate, rule{month: m, day: int(n.value), year: year})
	}
	if !n.ordinal {
		return deadline{}, false
	}
	return p.dayOfMonth(n, at, lead)
}

// dayOfMonth reads an ordinal without the name of a month: by the 14th, on the 14th of next month.
func (p *phrase) dayOfMonth(n *numeral, at int, lead string) (deadline, bool) {
	if at > n.last+1 {
		switch {
		case p.words(at, "next", "month"):
			return p.ends(at+1, KindDate, rule{day: int(n.value), count: 1})
		case p.words(at, "this", "month"), p.words(at, "the", "month"):
			return p.ends(at+1, KindDate, rule{day: int(n.value), count: 0, known: false, span: monthsSpan})
		}
		return deadline{}, false
	}
	if n.words && n.value < 11 || !strict(lead) && lead != "on" || lead == "within" {
		return deadline{}, false
	}
	next := n.last + 1
	if p.is(next, wordToken) && !afterDay[p.word(next)] || p.word(next) == "-" {
		return deadline{}, false // the 5th iteration
	}
	return p.ends(n.last, KindDate, rule{day: int(n.value)})
}

// afterDay are words that may follow "by the 14th".
var afterDay = set("we and or at if so that then it i because but with for in this they you to is was will can latest on as " +
	"which when otherwise our the not let's activation at")

// isDayNumber reports whether a numeral may be a day of a month.
func (p *phrase) isDayNumber(n *numeral) bool {
	return n.value >= 1 && n.value <= 31 && n.value == float64(int(n.value)) && n.unit == "" && len(n.parts) == 0 &&
		!(n.words && n.ordinal && n.value == 2 && p.word(n.first-1) != "the")
}

// monthNear gives the month named by token i; after a word that leads in a date a lower-case one will do.
func (p *phrase) monthNear(i int, lead string) time.Month {
	if lead != "" {
		return months[p.word(i)]
	}
	return p.monthAt(i)
}

// countsThings reports whether a numeral, though small enough for a day, counts what follows: march 5 miles.
func (p *phrase) countsThings(n *numeral) bool {
	unit, _, _ := p.unitAfter(n)
	return p.percentAt(n.last+1) > 0 || !n.ordinal && unit != ""
}

// isoDate reads 2026-03-14.
func (p *phrase) isoDate(i int) (deadline, bool) {
	for k := range 5 {
		if k%2 == 0 && !p.is(i+k, digitToken) || k%2 == 1 && p.word(i+k) != "-" || k > 0 && !p.glued(i+k) {
			return deadline{}, false
		}
	}
	day, err := time.Parse(time.DateOnly, p.said(i, i+4))
	if err != nil || p.glued(i) || p.glued(i+5) && !p.is(i+5, markToken) {
		return deadline{}, false
	}
	return p.ends(i+4, KindDate, rule{year: day.Year(), month: day.Month(), day: day.Day()})
}

// slashDate reads 3/4 and 3/4/2026, which name different days on the two sides of the Atlantic.
func (p *phrase) slashDate(i int, lead string) (deadline, bool) {
	if lead == "" || lead == "in" || lead == "within" || !p.is(i, digitToken) || p.word(i+1) != "/" ||
		!p.glued(i+1) || !p.is(i+2, digitToken) || !p.glued(i+2) {
		return deadline{}, false
	}
	last := i + 2
	if p.word(last+1) == "/" && p.is(last+2, digitToken) && p.glued(last+1) && p.glued(last+2) {
		last += 2
	}
	if p.percentAt(last+1) > 0 || p.is(last+1, wordToken) && !afterDay[p.word(last+1)] {
		return deadline{}, false
	}
	return p.ends(last, KindVague, rule{})
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

// dayOfWeek reads the day in "next week, Wednesday" and "next week on Wednesday", from the token after the week on.
func (p *phrase) dayOfWeek(i int) (day time.Weekday, last int, ok bool) {
	if p.word(i) == "," || p.word(i) == "on" {
		i++
	}
	day, ok = p.weekdayNamed(i)
	return day, i, ok
}

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
