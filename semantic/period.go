package semantic

import (
	"strconv"
	"strings"
	"time"
)

// Period is how long one value of a metric is about. Its days are those of the calendar, written as midnights in UTC; a
// week starts on a Monday.
type Period string

// The periods.
const (
	Day     Period = "day"
	Week    Period = "week"
	Month   Period = "month"
	Quarter Period = "quarter"
	Year    Period = "year"
)

// Period gives the period of a grain. It reports false for a grain that nobody said, and for one that is no period of the
// calendar, such as 2w or 1h.
func (s Span) Period() (Period, bool) {
	switch s {
	case "1d", "24h":
		return Day, true
	case "1w", "7d":
		return Week, true
	case "1mo":
		return Month, true
	case "1q", "3mo":
		return Quarter, true
	case "1y", "12mo":
		return Year, true
	}
	return "", false
}

// Start gives the first day of the period that a day lies in.
func (p Period) Start(day time.Time) time.Time {
	y, m, d := day.Date()
	switch p {
	case Week:
		d -= (int(day.Weekday()) + 6) % 7
	case Month:
		d = 1
	case Quarter:
		m, d = m-(m-1)%3, 1
	case Year:
		m, d = time.January, 1
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Add gives the first day of the n-th period after the one that starts on a day. A period that is not known stays where
// it is.
func (p Period) Add(start time.Time, n int) time.Time {
	switch p {
	case Day:
		return start.AddDate(0, 0, n)
	case Week:
		return start.AddDate(0, 0, 7*n)
	case Month:
		return start.AddDate(0, n, 0)
	case Quarter:
		return start.AddDate(0, 3*n, 0)
	case Year:
		return start.AddDate(n, 0, 0)
	}
	return start
}

// End gives the moment after the last one of the period that starts on a day.
func (p Period) End(start time.Time) time.Time { return p.Add(start, 1) }

// After gives the moment that lies a span after another one; the moment itself for the empty span.
func (s Span) After(t time.Time) time.Time {
	number := strings.TrimRight(string(s), "minhdwoqy")
	n, err := strconv.Atoi(number)
	if err != nil || s.Check() != nil {
		return t
	}
	switch string(s[len(number):]) {
	case "min":
		return t.Add(time.Duration(n) * time.Minute)
	case "h":
		return t.Add(time.Duration(n) * time.Hour)
	case "d":
		return t.AddDate(0, 0, n)
	case "w":
		return t.AddDate(0, 0, 7*n)
	case "mo":
		return t.AddDate(0, n, 0)
	case "q":
		return t.AddDate(0, 3*n, 0)
	}
	return t.AddDate(n, 0, 0)
}
