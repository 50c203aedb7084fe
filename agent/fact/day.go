package fact

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/semantic"
)

// Day gives a day as a note writes it, such as "16 March 2026".
func Day(day time.Time) string { return day.Format("2 January 2006") }

// PeriodWords names the period that starts on a day, such as "the week of 16 March 2026" or "March 2026".
func PeriodWords(p semantic.Period, start time.Time) string {
	switch p {
	case semantic.Week:
		return "the week of " + Day(start)
	case semantic.Month:
		return start.Format("January 2006")
	case semantic.Quarter:
		return fmt.Sprintf("the quarter from %s", start.Format("January 2006"))
	case semantic.Year:
		return start.Format("2006")
	}
	return Day(start)
}

// span is a stretch of the calendar that prose names: from a day up to, and without, another one. A year of 0 is one
// that was not said.
type span struct {
	year, month, day int // 0 for what was not said
	week             int // of ISO 8601; 0 for none
	quarter          int
}

const monthNames = `January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec`

var dayForms = []struct {
	form form
	read func(m []string) (span, bool)
}{
	{gated("day 0", `\b(\d{4})-(\d{1,2})-(\d{1,2})\b`), func(m []string) (span, bool) { return daySpan(m[1], atoi(m[2]), m[3]) }},
	{gated("day 1", `\b(\d{4})-?W(\d{1,2})\b`), func(m []string) (span, bool) { return span{year: atoi(m[1]), week: atoi(m[2])}, true }},
	{gated("day 2", `(?i)\b(\d{1,2}|`+ordinalWords+`)(?:st|nd|rd|th)?(?: of)? (`+monthNames+`)\b\.?(?:,? (\d{4})\b)?`),
		func(m []string) (span, bool) { return daySpan(m[3], monthOf(m[2]), m[1]) }},
	{gated("day 3", `(?i)\b(`+monthNames+`)\b\.? (?:the )?(`+ordinalWords+`|\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4})\b)?`),
		func(m []string) (span, bool) { return daySpan(m[3], monthOf(m[1]), m[2]) }},
	{gated("day 4", `(?i)\b(\d{1,2})(?:st|nd|rd|th) of (?:the|this|last) month\b`), func([]string) (span, bool) { return span{}, false }},
	{gated("day 5", `\b(`+monthNames+`)\b,? (\d{4})\b`), func(m []string) (span, bool) { return span{year: atoi(m[2]), month: monthOf(m[1])}, true }},
	{gated("day 6", `(?i)\b(?:Q([1-4])|(first|second|third|fourth) quarter)\b(?:,?(?: of)? (\d{4})\b)?`), func(m []string) (span, bool) {
		return span{year: atoi(m[3]), quarter: atoi(m[1]) + quarterNamed(m[2])}, true
	}},
	{gated("day 7", `(?i)\b(?:calendar )?(?:week|CW|KW)[ -]?(\d{1,2})\b(?:,?(?: of)? (\d{4})\b)?`), func(m []string) (span, bool) {
		return span{year: atoi(m[2]), week: atoi(m[1])}, true
	}},
	{gated("day 8", `\b(?:[Ii]n|[Ss]ince|[Oo]f|[Bb]y|[Uu]ntil|[Dd]uring|[Ee]arly|[Ll]ate|mid|[Ff]rom|to|[Bb]efore|[Aa]fter)[ -](`+monthNames+`)\b`),
		func(m []string) (span, bool) { return span{month: monthOf(m[1])}, true }},
	{gated("day 9", `(?i)\b(?:in|since|of|by|until|during|early|late|year|than|before|after) ((?:19|20)\d{2})\b`), func(m []string) (span, bool) {
		return span{year: atoi(m[1])}, true
	}},
	{gated("day 10", `\b\d{1,4}[/.]\d{1,2}[/.]\d{1,4}\b|\b\d{1,2}/\d{1,2}\b`), func([]string) (span, bool) { return span{}, false }},
}

const ordinalWords = `(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|` +
	`thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth)|twentieth|thirtieth`

var ordinals = strings.Fields("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth " +
	"sixteenth seventeenth eighteenth nineteenth twentieth")

// dayOfMonth reads digits, or an ordinal in words.
func dayOfMonth(text string) int {
	if n := atoi(text); n > 0 {
		return n
	}
	text, tens := strings.ToLower(text), 0
	if text == "thirtieth" {
		return 30
	}
	for name, value := range map[string]int{"twenty": 20, "thirty": 30} {
		if rest, ok := strings.CutPrefix(text, name); ok {
			text, tens = strings.TrimLeft(rest, " -"), value
		}
	}
	for i, word := range ordinals {
		if text == word {
			return tens + i + 1
		}
	}
	return 0
}

func daySpan(year string, month int, day string) (span, bool) {
	s := span{year: atoi(year), month: month, day: dayOfMonth(day)}
	return s, s.month >= 1 && s.month <= 12 && s.day >= 1 && s.day <= 31
}

func monthOf(name string) int {
	if len(name) < 3 {
		return 0
	}
	at := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(name[:3]))
	if at < 0 || at%3 != 0 {
		return 0
	}
	return at/3 + 1
}

func quarterNamed(name string) int {
	for i, word := range ordinals[:4] {
		if strings.EqualFold(name, word) {
			return i + 1
		}
	}
	return 0
}

// atoi reads digits that a pattern has found, 0 where it found none.
func atoi(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// covers reports whether a day lies in what was said.
func (s span) covers(day time.Time) bool {
	isoYear, isoWeek := day.ISOWeek()
	if s.week > 0 {
		return s.week == isoWeek && (s.year == 0 || s.year == isoYear)
	}
	return (s.year == 0 || s.year == day.Year()) && (s.month == 0 || s.month == int(day.Month())) && (s.day == 0 || s.day == day.Day()) &&
		(s.quarter == 0 || s.quarter == (int(day.Month())+2)/3)
}

// first gives the day of a span that is one, or the zero time.
func (s span) first() time.Time {
	if s.year == 0 || s.month == 0 || s.day == 0 {
		return time.Time{}
	}
	return time.Date(s.year, time.Month(s.month), s.day, 0, 0, 0, 0, time.UTC)
}

// within reports whether another span says the same, or says it more exactly.
func (s span) within(other span) bool {
	if other.day > 0 && other.year > 0 {
		return s.covers(other.first())
	}
	return s == other
}

// relativeForms name a time by the day on which they are read.
var relativeForms = gated("relative", `(?i)\b(?:(last|past|previous|this|current) (week|month|quarter|year|day)|yesterday|the (?:week|month|day|year) before(?: last)?)\b`)

// relative gives the period that words name as of a day. It reports false for words that name none for sure.
func relative(words string, asOf time.Time) (from, to time.Time, ok bool) {
	words = strings.ToLower(words)
	today := semantic.Day.Start(asOf)
	if words == "yesterday" {
		return today.AddDate(0, 0, -1), today, true
	}
	which, name, _ := strings.Cut(words, " ")
	period := semantic.Period(name)
	if which == "the" || period == "" {
		return from, to, false
	}
	from = period.Start(today)
	if which != "this" && which != "current" {
		from = period.Add(from, -1)
	}
	return from, period.End(from), true
}

// InPeriod says in which period, such as "in the week of 16 March 2026" or "on 16 March 2026".
func InPeriod(p semantic.Period, start time.Time) string {
	if p == semantic.Day {
		return "on " + Day(start)
	}
	return "in " + PeriodWords(p, start)
}
