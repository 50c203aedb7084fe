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

// dayOfWeek reads the day in "next week, Wednesday" and "next week on Wednesday", from the token after the week on.
func (p *phrase) dayOfWeek(i int) (day time.Weekday, last int, ok bool) {
	if p.word(i) == "," || p.word(i) == "on" {
		i++
	}
	day, ok = p.weekdayNamed(i)
	return day, i, ok
}
