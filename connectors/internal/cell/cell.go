// Package cell reads the numbers and days that systems answer with, whatever type or text they make of them. What cannot
// be read is an Invalid error and never a zero.
package cell

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
)

const op = "cell.read"

// Number reads the number of a cell, also one written as text, which is rounded to the nearest float64 once. It reports
// false for nil. The column is named in errors.
func Number(column string, cell any) (float64, bool, error) {
	var v float64
	switch c := cell.(type) {
	case nil:
		return 0, false, nil
	case int64:
		v = float64(c)
	case float64:
		v = c
	case json.Number:
		return numberInText(column, c.String())
	case string:
		return numberInText(column, c)
	case []byte:
		return numberInText(column, string(c))
	default:
		return 0, false, fault.Newf(fault.Invalid, op, "the %s is a %s and not a number", column, typeName(cell)).Do("Have the query give a number.")
	}
	return finite(column, v)
}

func numberInText(column, text string) (float64, bool, error) {
	text = strings.TrimSpace(text)
	v, err := strconv.ParseFloat(text, 64)
	if err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) {
		return finite(column, v)
	}
	if err != nil || strings.Trim(text, "+-.0123456789eE") != "" {
		return 0, false, fault.Newf(fault.Invalid, op, "the %s %s is not a number", column, clip(text)).Do("Have the query give a number, with a point for decimals, or NULL.")
	}
	return v, true, nil
}

func finite(column string, v float64) (float64, bool, error) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, false, fault.Newf(fault.Invalid, op, "the %s is %v, which is no finite number", column, v).Do("Have the query give NULL where there is no value.")
	}
	return v, true, nil
}

// Day reads the day of a cell, at midnight UTC. A time counts for the day that it falls on in UTC.
func Day(cell any) (time.Time, error) {
	switch c := cell.(type) {
	case time.Time:
		y, m, d := c.UTC().Date()
		if y < 1 || y > 9999 {
			return time.Time{}, errDay("a time far away")
		}
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC), nil
	case string:
		return dayInText(c)
	case []byte:
		return dayInText(string(c))
	case nil:
		return time.Time{}, errDay("NULL")
	}
	return time.Time{}, errDay("a " + typeName(cell))
}

func errDay(what string) error {
	return fault.Newf(fault.Invalid, op, "the period is %s, and not a day", what).Do("Have the query give the first day of the period, as a date or as text such as 2026-03-02.")
}

var (
	week    = regexp.MustCompile(`^(\d{4})-?[Ww](\d{2})$`)
	quarter = regexp.MustCompile(`^(\d{4})[- ]?[Qq]([1-4])$`)
)

// digits reads what a pattern has found.
func digits(text string) int {
	n, _ := strconv.Atoi(text) // at most four digits
	return n
}

// dayInText reads a day, with or without a time after it, a week, a month or a year. A text with a time and a zone is
// taken to UTC, as a timestamp is.
func dayInText(text string) (time.Time, error) {
	text = strings.TrimSpace(text)
	for _, layout := range []string{time.DateOnly, time.DateTime, "2006-01-02T15:04:05", "2006-01", "2006"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.Truncate(24 * time.Hour), nil
		}
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z07"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC().Truncate(24 * time.Hour), nil
		}
	}
	if m := week.FindStringSubmatch(text); m != nil {
		return monday(digits(m[1]), digits(m[2]))
	}
	if m := quarter.FindStringSubmatch(text); m != nil {
		return time.Date(digits(m[1]), time.Month(3*digits(m[2])-2), 1, 0, 0, 0, 0, time.UTC), nil
	}
	return time.Time{}, errDay(clip(text))
}

// monday gives the first day of a week of ISO 8601.
func monday(year, week int) (time.Time, error) {
	fourth := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC)
	at := fourth.AddDate(0, 0, 7*(week-1)-(int(fourth.Weekday())+6)%7)
	if y, w := at.ISOWeek(); y != year || w != week {
		return time.Time{}, errDay(fmt.Sprintf("week %d of %d", week, year))
	}
	return at, nil
}

func typeName(cell any) string {
	switch cell.(type) {
	case time.Time:
		return "time"
	case bool:
		return "boolean"
	case int64, float64:
		return "number"
	}
	return "value of another type"
}

// clip shows the beginning of a text that somebody else wrote.
func clip(text string) string {
	const most = 40
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "..."
	}
	return strconv.Quote(text)
}
