package semantic

import (
	"errors"
	"regexp"
	"slices"
	"strings"
)

// Span is a stretch of time: a count and a unit without a space, such as "7d", "28d", "1mo" or "15min". The units are
// min, h, d, w, mo, q and y. The empty span means that nobody said.
type Span string

var (
	spanForm  = regexp.MustCompile(`^[1-9][0-9]{0,5}(min|h|d|w|mo|q|y)$`)
	spanNames = map[string]Span{
		"minute": "1min", "hour": "1h", "hourly": "1h", "day": "1d", "daily": "1d", "week": "1w", "weekly": "1w",
		"month": "1mo", "monthly": "1mo", "quarter": "1q", "quarterly": "1q", "year": "1y", "yearly": "1y", "annual": "1y",
	}
	errNotSpan = errors.New("not a span")
)

const spanAdvice = "Write a count and a unit, such as 7d, 4w, 1mo, 1q or 15min, or one of hourly, daily, weekly, monthly, quarterly, yearly."

// ParseSpan reads a span as people write it in a definition: "7d", "28 days", "week", "monthly". The empty text is the
// empty span. The error says only that it is none.
func ParseSpan(s string) (Span, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" {
		return "", nil
	}
	if named, ok := spanNames[s]; ok {
		return named, nil
	}
	number := strings.TrimLeft(s, "0123456789")
	count, unit := s[:len(s)-len(number)], strings.TrimLeft(number, " -_")
	if named, ok := spanNames[strings.TrimSuffix(unit, "s")]; ok {
		unit = strings.TrimPrefix(string(named), "1")
	}
	if out := Span(count + unit); out.Check() == nil {
		return out, nil
	}
	return "", errNotSpan
}

// Check refuses what is not a span.
func (s Span) Check() error {
	if s == "" || spanForm.MatchString(string(s)) {
		return nil
	}
	return errNotSpan
}

// Same reports whether two spans mean the same stretch in practice: 7 days and a week, 30 days and a month.
func (s Span) Same(other Span) bool {
	if s == other {
		return true
	}
	for _, alike := range sameSpans {
		if slices.Contains(alike, s) && slices.Contains(alike, other) {
			return true
		}
	}
	return false
}

// sameSpans lists the spans that people use for one another. A month of 28 days and one of the calendar are kept apart:
// teams that have both mean the difference.
var sameSpans = [][]Span{
	{"60min", "1h"}, {"24h", "1d"}, {"7d", "1w"}, {"14d", "2w"}, {"28d", "4w"}, {"30d", "1mo"}, {"3mo", "1q", "90d"}, {"12mo", "1y", "365d", "52w"},
}
