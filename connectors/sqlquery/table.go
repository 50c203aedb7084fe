package sqlquery

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// table is what a query gave.
type table struct {
	columns []string
	rows    [][]any
}

const opTable = "sqlquery.table"

// readTable runs a query and keeps its answer, as far as the limits allow.
func readTable(ctx context.Context, tx *sql.Tx, s statement, values map[string]string) (table, error) {
	rows, err := tx.QueryContext(ctx, s.text, arguments(s, values)...)
	if err != nil {
		return table{}, err
	}
	defer func() { _ = rows.Close() }() // what went wrong is in Err
	columns, err := rows.Columns()
	if err != nil {
		return table{}, err
	}
	t := table{columns: columns}
	size := 0
	for rows.Next() {
		row := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return table{}, err
		}
		size += sizeOf(row)
		if len(t.rows) == mostRows || size > mostBytes {
			return table{}, fault.Newf(fault.Invalid, opTable, "a query gives more than %d rows or %d MB", mostRows, mostBytes>>20).
				Do("Group by period, and use :from and :to, so that it gives a row a period.")
		}
		t.rows = append(t.rows, row)
	}
	return t, rows.Err()
}

func arguments(s statement, values map[string]string) []any {
	out := make([]any, len(s.places))
	for i, name := range s.places {
		out[i] = values[name]
	}
	return out
}

func sizeOf(row []any) int {
	size := 0
	for _, cell := range row {
		switch v := cell.(type) {
		case string:
			size += len(v)
		case []byte:
			size += len(v)
		default:
			size += 16
		}
	}
	return size
}

// The columns that are known.
const (
	columnPeriod      = "period"
	columnValue       = "value"
	columnNumerator   = "numerator"
	columnDenominator = "denominator"
	columnComplete    = "complete"
)

// place finds the known columns. Others are not used, and said.
func (t table) place() (at map[string]int, warnings []string, err error) {
	known := []string{columnPeriod, columnValue, columnNumerator, columnDenominator, columnComplete}
	at = map[string]int{}
	for i, column := range t.columns {
		name := strings.ToLower(strings.TrimSpace(column))
		if !slices.Contains(known, name) {
			warnings = append(warnings, fmt.Sprintf("the column %q is not used", column))
			continue
		}
		if _, twice := at[name]; twice {
			return nil, nil, fault.Newf(fault.Invalid, opTable, "there are two columns %s", name).Do("Give one of them another name, with AS.")
		}
		at[name] = i
	}
	for _, name := range []string{columnPeriod, columnValue} {
		if _, ok := at[name]; !ok {
			return nil, nil, fault.Newf(fault.Invalid, opTable, "there is no column %s; there are: %s", name, strings.Join(t.columns, ", ")).
				Do("Name it in the query: SELECT ... AS period, ... AS value")
		}
	}
	return at, warnings, nil
}

// readings reads the rows. A row whose value is NULL is none.
func (t table) readings(r connectors.Request) ([]connectors.Reading, []string, error) {
	at, warnings, err := t.place()
	if err != nil {
		return nil, nil, err
	}
	var out []connectors.Reading
	shifted := 0
	for i, row := range t.rows {
		reading, ok, err := readRow(row, at)
		if err != nil {
			return nil, nil, fault.Wrap(err, fault.Invalid, opTable, fmt.Sprintf("row %d", i+1), "")
		}
		if !ok {
			continue
		}
		if !r.Period.Start(reading.Start).Equal(reading.Start) {
			shifted++
		}
		out = append(out, reading)
	}
	if shifted > 0 {
		warnings = append(warnings, fmt.Sprintf("%d rows are dated on another day than the first of their %s, and were taken for the %s that the day lies in", shifted, r.Period, r.Period))
	}
	return out, warnings, nil
}

func readRow(row []any, at map[string]int) (connectors.Reading, bool, error) {
	cell := func(name string) any {
		if i, ok := at[name]; ok {
			return row[i]
		}
		return nil
	}
	value, known, err := number(columnValue, cell(columnValue))
	if err != nil || !known {
		return connectors.Reading{}, false, err
	}
	start, err := day(cell(columnPeriod))
	if err != nil {
		return connectors.Reading{}, false, err
	}
	parts, err := readParts(cell(columnNumerator), cell(columnDenominator))
	if err != nil {
		return connectors.Reading{}, false, err
	}
	complete, err := truth(cell(columnComplete))
	return connectors.Reading{Start: start, Value: value, Parts: parts, Complete: complete}, true, err
}

func readParts(numerator, denominator any) (*connectors.Parts, error) {
	n, hasN, err := number(columnNumerator, numerator)
	if err != nil {
		return nil, err
	}
	d, hasD, err := number(columnDenominator, denominator)
	if err != nil || !hasN || !hasD {
		return nil, err
	}
	return &connectors.Parts{Numerator: n, Denominator: d}, nil
}

// number reads a cell; it reports false for NULL. NUMERIC comes as text and is rounded to the nearest float64, once.
func number(column string, cell any) (float64, bool, error) {
	var v float64
	switch c := cell.(type) {
	case nil:
		return 0, false, nil
	case int64:
		v = float64(c)
	case float64:
		v = c
	case string:
		return numberInText(column, c)
	case []byte:
		return numberInText(column, string(c))
	default:
		return 0, false, fault.Newf(fault.Invalid, opTable, "the %s is a %s and not a number", column, typeName(cell)).Do("Cast it in the query, such as value::float8.")
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
		return 0, false, fault.Newf(fault.Invalid, opTable, "the %s %s is not a number", column, clip(text)).Do("Have the query give a number, with a point for decimals, or NULL.")
	}
	return v, true, nil
}

func finite(column string, v float64) (float64, bool, error) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, false, fault.Newf(fault.Invalid, opTable, "the %s is %v, which is no finite number", column, v).Do("Have the query give NULL where there is no value.")
	}
	return v, true, nil
}

// day reads the day of a cell.
func day(cell any) (time.Time, error) {
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
	return fault.Newf(fault.Invalid, opTable, "the period is %s, and not a day", what).Do("Have the query give the first day of the period, as a date or as text such as 2026-03-02.")
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

// truth reads the cell that says whether a period is complete; NULL leaves that to the calendar.
func truth(cell any) (bool, error) {
	switch c := cell.(type) {
	case nil:
		return true, nil
	case bool:
		return c, nil
	case int64:
		if c == 0 || c == 1 {
			return c == 1, nil
		}
	case string:
		switch strings.ToLower(strings.TrimSpace(c)) {
		case "true", "t", "yes", "1":
			return true, nil
		case "false", "f", "no", "0":
			return false, nil
		}
	}
	return false, fault.New(fault.Invalid, opTable, "the column complete holds something else than true and false", "Have the query give a boolean, or leave the column out.")
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
