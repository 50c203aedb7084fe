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
