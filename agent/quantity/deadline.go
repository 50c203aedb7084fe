package quantity

import (
	"sort"
	"time"
)

// Kind says how a deadline is counted.
type Kind string

// The kinds of deadline.
const (
	KindDate    Kind = "date"    // a day of the calendar: 2026-03-14, March 14, the 14th
	KindWeekday Kind = "weekday" // by Friday, next Monday
	KindAfter   Kind = "after"   // counted from the meeting: in two weeks, tomorrow, the end of week two
	KindPeriod  Kind = "period"  // start, middle or end of a calendar period: end of March, end of the quarter
	KindVague   Kind = "vague"   // a time that cannot be told from what was said: end of the sprint, soon, 3/4
)

// Deadline is a time by which something is to happen, as it was said at text[Start:End], with the word that leads in.
type Deadline struct {
	Text       string
	Start, End int // byte offsets
	Kind       Kind
	rule       rule
}

// rule is what a deadline says, ready to be resolved.
type rule struct {
	span     span // of KindAfter and KindPeriod
	edge     edge // of KindPeriod
	count    int  // spans from the meeting (KindAfter), or periods from the current one (KindPeriod)
	year     int  // 0 when it was not said
	month    time.Month
	day      int
	weekday  time.Weekday
	known    bool // whether weekday was said together with a date
	nextWeek bool // of KindWeekday: in the week after the meeting's
	before   bool // the day before
}

type span uint8

const (
	days span = iota
	weeks
	monthsSpan
	quarters
	halves
	years
)

type edge uint8

const (
	atEnd edge = iota
	atStart
	atMiddle
)

// deadline is a Deadline with the tokens it covers.
type deadline struct {
	Deadline
	first, last int
}

// Deadlines gives the deadlines of a text in order: by Friday, in two weeks, within ten days, end of March, the 14th.
// Rhythms ("every Friday") and times past ("last week", "two weeks ago") are none. See [Resolve] for what they mean.
func Deadlines(text string) []Deadline {
	found := read(text).deadlines()
	out := make([]Deadline, len(found))
	for i := range found {
		out[i] = found[i].Deadline
	}
	return out
}

func (p *phrase) deadlines() []deadline {
	var found []deadline
	for i := 0; i < len(p.tokens); {
		d, ok := p.deadlineAt(i)
		if !ok {
			i++
			continue
		}
		d.Start, d.End = p.tokens[d.first].start, p.tokens[d.last].end
		d.Text = p.text[d.Start:d.End]
		found = append(found, d)
		i = d.last + 1
	}
	return found
}

// coveringDeadline gives the deadline that token i belongs to, or nil. The deadlines are in order.
func coveringDeadline(i int, deadlines []deadline) *deadline {
	k := sort.Search(len(deadlines), func(k int) bool { return deadlines[k].last >= i })
	if k < len(deadlines) && deadlines[k].first <= i {
		return &deadlines[k]
	}
	return nil
}

// leads are the words that lead in a deadline. What may follow depends on them.
var leads = set("by before until till in within on after at over around")

// deadlineAt reads a deadline that starts at token i.
func (p *phrase) deadlineAt(i int) (deadline, bool) {
	w := p.word(i)
	if !p.mayStartDeadline(i, w) {
		return deadline{}, false
	}
	lead, core := "", i
	if leads[w] {
		lead = w
		core = p.skipFillers(i + 1)
		if w == "by" && (p.word(core) == "around" || p.word(core) == "about" || p.word(core) == "on" || p.word(core) == "at") {
			core = p.skipFillers(core + 1)
		}
	}
	d, ok := p.when(core, lead)
	if !ok {
		return deadline{}, false
	}
	d.first = i
	if lead == "before" && (d.Kind == KindWeekday || d.Kind == KindDate) {
		d.rule.before = true
	}
	return d, true
}

// mayStartDeadline is the quick test that keeps the search linear and cheap: most words start no deadline.
func (p *phrase) mayStartDeadline(i int, w string) bool {
	if leads[w] || deadlineStarts[w] {
		return !pastLeads[p.word(i-1)]
	}
	if p.numeralFrom(i) != nil {
		return !pastLeads[p.word(i-1)] && w != "the"
	}
	return p.monthAt(i) != 0 && !pastLeads[p.word(i-1)]
}

var (
	deadlineStarts = set("the end early late mid next this coming tomorrow soon asap eow eom eoq eoy eod cob beginning start " +
		"middle later as day year a " +
		"close")
	pastLeads = set("last since past previous every each from")
)

// skipFillers gives the nearest token at or after i that is no filler.
func (p *phrase) skipFillers(i int) int {
	for high := i + longestGap; i < high; i++ {
		switch w := p.word(i); {
		case w == "you" && p.word(i+1) == "know", w == "i" && p.word(i+1) == "mean":
			i++
		case !fillers[w]:
			return i
		}
	}
	return i
}

// ends makes a deadline that ends with token last.
func (p *phrase) ends(last int, kind Kind, r rule) (deadline, bool) {
	return deadline{Deadline: Deadline{Kind: kind, rule: r}, last: last}, true
}

// when reads the time that a deadline names, from token i on.
func (p *phrase) when(i int, lead string) (deadline, bool) {
	i0 := i
	if p.word(i) == "the" {
		i++
	}
	switch w := p.word(i); w {
	case "very":
		i++
		fallthrough
	case "end", "close":
		if d, ok := p.edgeOf(i, lead, atEnd); ok {
			return d, true
		}
	case "beginning", "start":
		if p.word(i+1) == "of" || lead != "" {
			return p.edgeOf(i, lead, atStart)
		}
	case "middle", "mid":
		return p.edgeOf(i, lead, atMiddle)
	case "early", "late", "later":
		return p.vagueEdge(i)
	case "eod", "cob":
		return p.endOfDay(i+1, lead, i)
	case "eow":
		return p.ends(i, KindPeriod, rule{span: weeks})
	case "eom":
		return p.ends(i, KindPeriod, rule{span: monthsSpan})
	case "eoq":
		return p.ends(i, KindPeriod, rule{span: quarters})
	case "eoy":
		return p.ends(i, KindPeriod, rule{span: years})
	case "tomorrow":
		return p.ends(p.overDaytime(i), KindAfter, rule{count: 1})
	case "day":
		if p.words(i+1, "after", "tomorrow") {
			return p.ends(i+2, KindAfter, rule{count: 2})
		}
	case "year":
		if p.words(i+1, "end") || p.words(i+1, "-", "end") {
			last := i + 1
			if p.word(last) == "-" {
				last++
			}
			return p.ends(last, KindPeriod, rule{span: years})
		}
	case "today", "tonight":
		if lead == "by" || lead == "before" || lead == "until" || lead == "till" || lead == "within" {
			return p.ends(i, KindAfter, rule{})
		}
		return deadline{}, false
	case "soon", "asap":
		return p.vagueSoon(i)
	case "as":
		if p.words(i+1, "soon", "as", "possible") || p.words(i+1, "soon", "as", "we", "can") {
			last := i + 3
			if p.word(last) == "we" {
				last++
			}
			return p.ends(last, KindVague, rule{})
		}
		return deadline{}, false
	}
	if d, ok := p.calendarDate(i, lead); ok {
		return d, true
	}
	if d, ok := p.weekdayAt(i, lead); ok {
		return d, true
	}
	if d, ok := p.numbered(i, lead); ok {
		return d, true
	}
	if d, ok := p.nextPeriod(i, lead); ok {
		return d, true
	}
	if d, ok := p.duration(i0, lead); ok {
		return d, true
	}
	return p.vagueEvent(i, lead)
}

// strict reports whether a lead word makes a deadline of any time that follows it.
func strict(lead string) bool {
	switch lead {
	case "by", "before", "until", "till", "within":
		return true
	}
	return false
}

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

func (p *phrase) vagueSoon(i int) (deadline, bool) {
	switch p.word(i - 1) {
	case "as", "how", "too", "so", "get", "talk", "you", "all":
		return deadline{}, false
	}
	if p.word(i+1) == "as" {
		return deadline{}, false
	}
	return p.ends(i, KindVague, rule{})
}
