package signal

import (
	"errors"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/semantic"
)

// Period is how long each reading is about.
type Period = semantic.Period

// The periods.
const (
	Day     = semantic.Day
	Week    = semantic.Week
	Month   = semantic.Month
	Quarter = semantic.Quarter
	Year    = semantic.Year
)

// moment is a period as it is written: a day, and the period that the way of writing tells, if it does.
type moment struct {
	day   time.Time
	tells Period
}

var (
	isoWeek    = regexp.MustCompile(`^(\d{4})-?[Ww](\d{1,2})$`)
	isoMonth   = regexp.MustCompile(`^(\d{4})[-/](\d{1,2})$`)
	isoQuarter = regexp.MustCompile(`^(\d{4})[- ]?[Qq]([1-4])$`)
	isoYear    = regexp.MustCompile(`^\d{4}$`)
	isoDay     = regexp.MustCompile(`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?$`)
)

var errPeriod = errors.New("is no date, week, month or quarter that can be read")

// parseMoment reads 2026-03-02, 2026-W10, 2026-03, 2026-Q1, 2026, and a day with a time. A time and its zone are passed
// over: the day is the one that is written, in whichever zone that is.
func parseMoment(text string) (moment, error) {
	if y, m, d, ok := plainDay(text); ok {
		return dayOf(y, m, d, "")
	}
	if m := isoWeek.FindStringSubmatch(text); m != nil {
		return weekOf(number(m[1]), number(m[2]))
	}
	if m := isoQuarter.FindStringSubmatch(text); m != nil {
		return dayOf(number(m[1]), 3*number(m[2])-2, 1, Quarter)
	}
	if m := isoMonth.FindStringSubmatch(text); m != nil {
		return dayOf(number(m[1]), number(m[2]), 1, Month)
	}
	if isoYear.MatchString(text) {
		return dayOf(number(text), 1, 1, Year)
	}
	m := isoDay.FindStringSubmatch(text)
	if m == nil {
		return moment{}, errPeriod
	}
	return dayOf(number(m[1]), number(m[2]), number(m[3]), "")
}

// plainDay reads 2026-03-02 and nothing else: nearly all files are written so, and a pattern takes far longer.
func plainDay(text string) (year, month, day int, ok bool) {
	if len(text) != len(time.DateOnly) || text[4] != '-' || text[7] != '-' {
		return 0, 0, 0, false
	}
	var at [3]int
	for i, part := range [3]string{text[:4], text[5:7], text[8:]} {
		for _, c := range []byte(part) {
			if c < '0' || c > '9' {
				return 0, 0, 0, false
			}
			at[i] = 10*at[i] + int(c-'0')
		}
	}
	return at[0], at[1], at[2], true
}

// number reads digits that a pattern has found.
func number(digits string) int {
	n, _ := strconv.Atoi(digits) // at most four digits
	return n
}

func dayOf(year, month, day int, tells Period) (moment, error) {
	at := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if year < 1 || at.Year() != year || at.Month() != time.Month(month) || at.Day() != day {
		return moment{}, errors.New("is not in the calendar")
	}
	return moment{at, tells}, nil
}

// weekOf gives the Monday of a week of ISO 8601: the first week of a year is the one with its first Thursday.
func weekOf(year, week int) (moment, error) {
	fourth := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC)
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7).AddDate(0, 0, 7*(week-1))
	if y, w := monday.ISOWeek(); year < 1 || y != year || w != week {
		return moment{}, errors.New("is not in the calendar")
	}
	return moment{monday, Week}, nil
}

// detect finds out how long the periods of a series are: from the way they are written, or else from the usual
// distance between neighbours. One point alone, or points that keep no rhythm, are taken for weeks.
func detect(moments []moment) Period {
	for _, m := range moments {
		if m.tells != "" {
			return m.tells
		}
	}
	days := make([]int, 0, len(moments))
	for _, m := range moments {
		days = append(days, dayNumber(m.day))
	}
	slices.Sort(days)
	days = slices.Compact(days)
	steps := map[int]int{}
	for i := 1; i < len(days); i++ {
		steps[roughly(days[i]-days[i-1])]++
	}
	best, times := 7, 0
	for step, n := range steps {
		if n > times || n == times && step < best {
			best, times = step, n
		}
	}
	switch {
	case best >= 360:
		return Year
	case best >= 89:
		return Quarter
	case best >= 28:
		return Month
	case best >= 5:
		return Week
	}
	return Day
}

// roughly takes months of different length for the same step, and so quarters and years.
func roughly(days int) int {
	switch {
	case days >= 28 && days <= 31:
		return 30
	case days >= 89 && days <= 92:
		return 91
	case days >= 365 && days <= 366:
		return 365
	}
	return days
}

func dayNumber(day time.Time) int { return int(math.Floor(float64(day.Unix()) / 86400)) }

// slots numbers the periods. A week starts on the weekday on which most weeks of the series start, so that a week which
// is dated a day late still is that week.
func slotsOf(p Period, moments []moment) []Slot {
	anchor := 0
	if p == Week {
		anchor = commonWeekday(moments)
	}
	out := make([]Slot, len(moments))
	for i, m := range moments {
		out[i] = slotOf(p, m.day, anchor)
	}
	return out
}

func slotOf(p Period, day time.Time, anchor int) Slot {
	y, m, _ := day.Date()
	switch p {
	case Week:
		n := dayNumber(day)
		// A week that is dated up to three days late or early is the nearest one.
		index := floorDiv(n-anchor+3, 7)
		return Slot{Start: day.AddDate(0, 0, index*7+anchor-n), Index: index}
	case Month:
		return Slot{time.Date(y, m, 1, 0, 0, 0, 0, time.UTC), 12*y + int(m) - 1}
	case Quarter:
		q := (int(m) - 1) / 3
		return Slot{time.Date(y, time.Month(3*q+1), 1, 0, 0, 0, 0, time.UTC), 4*y + q}
	case Year:
		return Slot{time.Date(y, time.January, 1, 0, 0, 0, 0, time.UTC), y}
	}
	return Slot{day, dayNumber(day)}
}

// commonWeekday gives the weekday on which most weeks start, as a remainder of day numbers.
func commonWeekday(moments []moment) int {
	var times [7]int
	for _, m := range moments {
		times[mod(dayNumber(m.day), 7)]++
	}
	return slices.IndexFunc(times[:], func(n int) bool { return n == slices.Max(times[:]) })
}

func mod(a, b int) int      { return ((a % b) + b) % b }
func floorDiv(a, b int) int { return (a - mod(a, b)) / b }

// ParseDay reads a date such as 2026-03-02, for the time as of which a series is judged.
func ParseDay(text string) (time.Time, error) {
	m, err := parseMoment(strings.TrimSpace(text))
	if err == nil && m.tells != "" {
		err = errPeriod
	}
	return m.day, err
}
