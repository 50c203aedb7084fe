package ask

import (
	"strconv"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent/quantity"
	"github.com/plumbline-dev/plumb/semantic"
)

// stretch is a time that a question names: its days, and where it stands.
type stretch struct {
	Span
	from, to int  // tokens
	since    bool // "since", "after" or "from" stands before it, and nothing ends it
	before   bool // "before" stands before it
}

// clock reads times relative to the day on which is asked.
type clock struct {
	text   string
	tokens []token
	today  time.Time // midnight in UTC
	ahead  bool      // the question is about what will be
}

func clockOf(text string, tokens []token, asOf time.Time) clock {
	year, month, day := asOf.Date()
	c := clock{text: text, tokens: tokens, today: time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
	for i, t := range tokens {
		going := t.norm == "going" && c.word(i+1) == "to" // not: how is it going
		c.ahead = c.ahead || t.norm == "will" || going || t.norm == "next" || t.norm == "forecast"
	}
	return c
}

// stretches gives the times that are named, in order; those that end one another, such as "between A and B", as one.
func (c clock) stretches() []stretch {
	var found []stretch
	for i := 0; i < len(c.tokens); {
		s, ok := c.at(i)
		if !ok {
			i++
			continue
		}
		s.Words = c.said(s.from, s.to)
		i = s.to
		lead := c.word(s.from - 1)
		if lead == "of" || lead == "the" {
			lead = c.word(s.from - 2)
		}
		s.since = lead == "since" || lead == "after" || lead == "from"
		s.before = lead == "before" || lead == "until"
		if n := len(found); n > 0 && c.joins(found[n-1], s) {
			found[n-1].To, found[n-1].to, found[n-1].since = s.To, s.to, false
			found[n-1].Words = c.said(found[n-1].from, s.to)
			continue
		}
		found = append(found, s)
	}
	return found
}

// joins reports whether two times are the ends of one: between A and B, from A to B.
func (c clock) joins(a, b stretch) bool {
	between := c.word(b.from - 1)
	if between == "the" {
		between = c.word(b.from - 2)
	}
	lead := c.word(a.from - 1)
	if lead == "the" {
		lead = c.word(a.from - 2)
	}
	if b.from-a.to > 2 || b.From.Before(a.From) || c.compares() {
		return false
	}
	return lead == "between" && between == "and" || lead == "from" && (between == "to" || between == "until" || between == "till" || between == "through")
}

// compares reports whether times stand side by side rather than one at the end of the other.
func (c clock) compares() bool {
	for _, t := range c.tokens {
		switch t.norm {
		case "compare", "compared", "comparison", "difference", "differ", "versus", "differences":
			return true
		}
	}
	return false
}

func (c clock) word(i int) string {
	if i < 0 || i >= len(c.tokens) {
		return ""
	}
	return c.tokens[i].norm
}

func (c clock) said(from, to int) string {
	return c.text[c.tokens[from].start:c.tokens[to-1].end]
}

var periodWords = map[string]semantic.Period{
	"day": semantic.Day, "days": semantic.Day, "week": semantic.Week, "weeks": semantic.Week, "month": semantic.Month, "months": semantic.Month,
	"quarter": semantic.Quarter, "quarters": semantic.Quarter, "year": semantic.Year, "years": semantic.Year,
}

var counts = map[string]int{
	"one": 1, "a": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
}

func (c clock) count(i int) (int, bool) {
	if n, ok := counts[c.word(i)]; ok {
		return n, true
	}
	n, err := strconv.Atoi(c.word(i))
	return n, err == nil && n > 0 && n < 1000
}

// at reads a time that starts at token i.
func (c clock) at(i int) (stretch, bool) {
	for _, read := range []func(int) (stretch, bool){c.named, c.relative, c.counted, c.weekNumber, c.weekOf, c.weekday, c.date, c.calendar} {
		if s, ok := read(i); ok {
			return s, true
		}
	}
	return stretch{}, false
}

func (c clock) days(from time.Time, n, at, to int) (stretch, bool) {
	return stretch{Span: Span{From: from, To: from.AddDate(0, 0, n)}, from: at, to: to}, true
}

func (c clock) period(p semantic.Period, shift, at, to int) (stretch, bool) {
	start := p.Add(p.Start(c.today), shift)
	return stretch{Span: Span{From: start, To: p.Add(start, 1)}, from: at, to: to}, true
}

// named reads today, yesterday and their like.
func (c clock) named(i int) (stretch, bool) {
	switch c.word(i) {
	case "today", "tonight":
		return c.days(c.today, 1, i, i+1)
	case "yesterday":
		return c.days(c.today.AddDate(0, 0, -1), 1, i, i+1)
	case "tomorrow":
		return c.days(c.today.AddDate(0, 0, 1), 1, i, i+1)
	case "lately", "recently":
		return c.days(c.today.AddDate(0, 0, -14), 15, i, i+1)
	case "day":
		if c.word(i+1) == "before" && c.word(i+2) == "yesterday" {
			return c.days(c.today.AddDate(0, 0, -2), 1, i, i+3)
		}
	}
	return stretch{}, false
}

// relative reads last week, this quarter, next month, the week before last.
func (c clock) relative(i int) (stretch, bool) {
	shift, known := map[string]int{"last": -1, "previous": -1, "prior": -1, "past": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "following": 1}[c.word(i)]
	if p, ok := periodWords[c.word(i+1)]; known && ok && !strings.HasSuffix(c.word(i+1), "s") {
		return c.period(p, shift, i, i+2)
	}
	if p, ok := periodWords[c.word(i)]; ok && c.word(i+1) == "before" {
		if c.word(i+2) == "last" {
			return c.period(p, -2, i, i+3)
		}
		if c.word(i+2) == "" || c.tokens[i+1].stop || c.tokens[i+1].comma {
			return c.period(p, -2, i, i+2)
		}
	}
	return stretch{}, false
}

// counted reads the last four weeks, two weeks ago.
func (c clock) counted(i int) (stretch, bool) {
	switch c.word(i) {
	case "last", "past", "previous":
		at := i + 1
		n, ok := c.count(at)
		if c.word(at+1) == "of" {
			at++
		}
		p, isPeriod := periodWords[c.word(at+1)]
		if !ok || !isPeriod {
			return stretch{}, false
		}
		if p == semantic.Day {
			return c.days(c.today.AddDate(0, 0, -n), n+1, i, at+2)
		}
		start := p.Add(p.Start(c.today), -n)
		return stretch{Span: Span{From: start, To: c.today.AddDate(0, 0, 1)}, from: i, to: at + 2}, true
	}
	n, ok := c.count(i)
	at := i + 1
	if c.word(at) == "of" {
		at++
	}
	p, isPeriod := periodWords[c.word(at)]
	switch {
	case !ok || !isPeriod:
		return stretch{}, false
	case c.word(at+1) == "ago" || c.word(at+1) == "back" || c.word(at+1) == "before" && c.word(at+2) == "":
		if p == semantic.Day {
			return c.days(c.today.AddDate(0, 0, -n), 1, i, at+2)
		}
		return c.period(p, -n, i, at+2)
	case c.word(i-1) == "in" && c.ahead:
		return c.period(p, n, i, at+1)
	}
	return stretch{}, false
}

// weekNumber reads week 12, W12 and 2026-W12: the latest such week of the calendar that has begun, or the coming one where
// the question is about what will be.
func (c clock) weekNumber(i int) (stretch, bool) {
	year, digits, to := 0, "", i+1
	switch w := c.word(i); {
	case w == "week" || w == "cw" || w == "kw":
		digits, to = c.word(i+1), i+2
		if digits == "number" || digits == "no" {
			digits, to = c.word(i+2), i+3
		}
	case strings.HasPrefix(w, "w") && len(w) <= 3:
		digits = w[1:]
	case len(w) == 8 && w[4:6] == "-w":
		y, err := strconv.Atoi(w[:4])
		if err != nil {
			return stretch{}, false
		}
		year, digits = y, w[6:]
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > 53 {
		return stretch{}, false
	}
	if y, err := strconv.Atoi(c.word(to)); err == nil && year == 0 && y > 1990 && y < 2100 {
		year, to = y, to+1
	} else if y, err := strconv.Atoi(c.word(to + 1)); err == nil && year == 0 && c.word(to) == "of" && y > 1990 && y < 2100 {
		year, to = y, to+2
	}
	start := isoWeek(year, n)
	if year == 0 {
		now, _ := c.today.ISOWeek()
		if start = isoWeek(now, n); start.After(c.today) && !c.ahead && start.Sub(c.today) > 60*24*time.Hour {
			start = isoWeek(now-1, n)
		}
	}
	return c.days(start, 7, i, to)
}

// isoWeek gives the Monday of a week of the calendar.
func isoWeek(year, week int) time.Time {
	return semantic.Week.Start(time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC)).AddDate(0, 0, 7*(week-1))
}

// weekOf reads the week of 9 March, the week starting on Monday.
func (c clock) weekOf(i int) (stretch, bool) {
	if c.word(i) != "week" {
		return stretch{}, false
	}
	at := i + 1
	switch c.word(at) {
	case "of", "from", "starting", "beginning", "commencing", "ending":
		at++
	default:
		return stretch{}, false
	}
	for c.word(at) == "the" || c.word(at) == "on" || c.word(at) == "from" {
		at++
	}
	day, ok := c.date(at)
	if !ok {
		if day, ok = c.weekday(at); !ok {
			return stretch{}, false
		}
	}
	return c.days(semantic.Week.Start(day.From), 7, i, day.to)
}

var weekdayNames = map[string]time.Weekday{
	"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 0,
	"mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5,
}

// weekday reads Monday, last Monday, next Monday. Without more it is the newest one that has come.
func (c clock) weekday(i int) (stretch, bool) {
	at, next := i, false
	switch c.word(i) {
	case "last", "this", "past", "previous":
		at++
	case "next", "coming":
		at, next = at+1, true
	}
	day, ok := weekdayNames[c.word(at)]
	if !ok || c.word(at+1) != "" && c.tokens[at].end < len(c.text) && c.isDateAt(at+1) {
		return stretch{}, false
	}
	back := (int(c.today.Weekday()-day) + 7) % 7
	if next {
		return c.days(c.today.AddDate(0, 0, 7-back), 1, i, at+1)
	}
	if back == 0 && c.word(i) == "last" {
		back = 7
	}
	return c.days(c.today.AddDate(0, 0, -back), 1, i, at+1)
}

func (c clock) isDateAt(i int) bool {
	_, ok := c.date(i)
	return ok
}

// date reads a day of the calendar as package quantity does. One without a year is the newest that has come, or the coming
// one where the question is about what will be.
func (c clock) date(i int) (stretch, bool) {
	if !c.startsDate(i) {
		return stretch{}, false
	}
	if day, ok := c.dayOfMonth(i); ok {
		return day, true
	}
	rest := "by " + capitalMonths.Replace(strings.ToLower(c.text[c.tokens[i].start:min(len(c.text), c.tokens[i].start+40)]))
	list := quantity.Deadlines(rest)
	if len(list) == 0 || list[0].Start != 0 || list[0].Kind != quantity.KindDate {
		return stretch{}, false
	}
	end := c.tokens[i].start + list[0].End - len("by ")
	to := i
	for to < len(c.tokens) && c.tokens[to].start < end {
		to++
	}
	iso, ok := quantity.Resolve(list[0], c.today.AddDate(-1, 0, 1))
	if c.ahead || !ok {
		iso, ok = quantity.Resolve(list[0], c.today)
	}
	day, err := time.Parse(time.DateOnly, iso)
	if !ok || err != nil || to == i {
		return stretch{}, false
	}
	return c.days(day, 1, i, to)
}

// dayOfMonth reads the 26th, without a month: the newest one that has come, or the coming one.
func (c clock) dayOfMonth(i int) (stretch, bool) {
	w := c.word(i)
	digits := strings.TrimRight(w, "stndrh")
	n, err := strconv.Atoi(digits)
	if err != nil || digits == w || n < 1 || n > 31 || c.word(i-1) != "the" {
		return stretch{}, false
	}
	next := c.word(i + 1)
	if next == "of" {
		next = c.word(i + 2)
	}
	if _, ok := monthNames[next]; ok || next == "next" || next == "this" {
		return stretch{}, false
	}
	month := time.Date(c.today.Year(), c.today.Month(), 1, 0, 0, 0, 0, time.UTC)
	day := month.AddDate(0, 0, n-1)
	switch {
	case c.ahead && day.Before(c.today):
		day = month.AddDate(0, 1, n-1)
	case !c.ahead && day.After(c.today):
		day = month.AddDate(0, -1, n-1)
	}
	return c.days(day, 1, i, i+1)
}

// capitalMonths writes months as names, so that none is taken for a verb.
var capitalMonths = strings.NewReplacer("january", "January", "february", "February", "march", "March", "april", "April", "may", "May", "june", "June", "july", "July",
	"august", "August", "september", "September", "october", "October", "november", "November", "december", "December",
	"jan ", "Jan ", "feb ", "Feb ", "mar ", "Mar ", "apr ", "Apr ", "jun ", "Jun ", "jul ", "Jul ", "aug ", "Aug ", "sep ", "Sep ", "oct ", "Oct ", "nov ", "Nov ", "dec ", "Dec ")

// startsDate spares the reading of dates where none can start.
func (c clock) startsDate(i int) bool {
	w := c.word(i)
	if w == "" {
		return false
	}
	if _, ok := monthNames[w]; ok {
		_, err := strconv.Atoi(strings.TrimRight(c.word(i+1), "stndrh"))
		return err == nil || c.word(i+1) == "the"
	}
	if w[0] >= '0' && w[0] <= '9' {
		if strings.Count(w, "-") == 2 {
			return true
		}
		_, err := strconv.Atoi(strings.TrimRight(w, "stndrh"))
		next := c.word(i + 1)
		if next == "of" {
			next = c.word(i + 2)
		}
		_, month := monthNames[next]
		return err == nil && (month || strings.HasSuffix(w, "th") || strings.HasSuffix(w, "st") || strings.HasSuffix(w, "nd") || strings.HasSuffix(w, "rd"))
	}
	return strings.HasSuffix(w, "th") && c.word(i-1) == "the"
}

var monthNames = map[string]time.Month{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11,
	"december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}

// calendar reads March, Q1, March 2025 and 2027.
func (c clock) calendar(i int) (stretch, bool) {
	w := c.word(i)
	year, to := 0, i+1
	if y, err := strconv.Atoi(c.word(i + 1)); err == nil && y > 1990 && y < 2100 {
		year, to = y, i+2
	}
	if m, ok := monthNames[w]; ok && (w != "may" && w != "mar" && w != "march" || c.leadsIn(i) || year != 0) {
		return c.calendarPeriod(semantic.Month, m, year, i, to)
	}
	if len(w) == 2 && w[0] == 'q' && w[1] >= '1' && w[1] <= '4' {
		return c.calendarPeriod(semantic.Quarter, time.Month(3*(w[1]-'1')+1), year, i, to)
	}
	if y, err := strconv.Atoi(w); err == nil && y > 1990 && y < 2100 && len(w) == 4 && c.leadsIn(i) {
		return c.calendarPeriod(semantic.Year, time.January, y, i, i+1)
	}
	return stretch{}, false
}

// leadsIn reports whether a word stands before token i that leads a time in.
func (c clock) leadsIn(i int) bool {
	switch c.word(i - 1) {
	case "in", "of", "since", "during", "for", "from", "and", "versus", "with", "to", "before", "after", "until", "last", "this", "than", "between", "by", "early", "late", "mid", "end", "compare":
		return true
	}
	return false
}

func (c clock) calendarPeriod(p semantic.Period, m time.Month, year, at, to int) (stretch, bool) {
	if year != 0 {
		start := time.Date(year, m, 1, 0, 0, 0, 0, time.UTC)
		return stretch{Span: Span{From: start, To: p.Add(start, 1)}, from: at, to: to}, true
	}
	start := time.Date(c.today.Year(), m, 1, 0, 0, 0, 0, time.UTC)
	if start.After(c.today) && !c.ahead {
		start = start.AddDate(-1, 0, 0)
	}
	return stretch{Span: Span{From: start, To: p.Add(start, 1)}, from: at, to: to}, true
}
