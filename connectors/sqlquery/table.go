package sqlquery

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/connectors/internal/cell"
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
	ctx, stop := context.WithCancel(ctx)
	defer stop()
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
			stop() // closing the rows would otherwise read all the others
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
	for _, of := range row {
		switch v := of.(type) {
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

func readRow(row []any, places map[string]int) (connectors.Reading, bool, error) {
	at := func(name string) any {
		if i, ok := places[name]; ok {
			return row[i]
		}
		return nil
	}
	value, known, err := cell.Number(columnValue, at(columnValue))
	if err != nil || !known {
		return connectors.Reading{}, false, err
	}
	start, err := cell.Day(at(columnPeriod))
	if err != nil {
		return connectors.Reading{}, false, err
	}
	parts, err := readParts(at(columnNumerator), at(columnDenominator))
	if err != nil {
		return connectors.Reading{}, false, err
	}
	complete, err := truth(at(columnComplete))
	return connectors.Reading{Start: start, Value: value, Parts: parts, Complete: complete}, true, err
}

func readParts(numerator, denominator any) (*connectors.Parts, error) {
	n, hasN, err := cell.Number(columnNumerator, numerator)
	if err != nil {
		return nil, err
	}
	d, hasD, err := cell.Number(columnDenominator, denominator)
	if err != nil || !hasN || !hasD {
		return nil, err
	}
	return &connectors.Parts{Numerator: n, Denominator: d}, nil
}

// truth reads the cell that says whether a period is complete; NULL leaves that to the calendar.
func truth(of any) (bool, error) {
	switch c := of.(type) {
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
