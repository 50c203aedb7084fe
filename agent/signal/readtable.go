package signal

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/internal/fault"
)

const opRead = "signal.read"

// MostRows is how many rows of a file are read; a longer file is refused.
const MostRows = 100_000

// The columns of a file, by the names that they may have in its head.
var columnNames = map[string]column{
	"period": period, "date": period, "day": period, "week": period, "month": period, "quarter": period,
	"value": value, "numerator": numerator, "denominator": denominator, "complete": complete,
	"metric": metricName, "reported": reported,
}

type column int

const (
	period column = iota
	value
	numerator
	denominator
	complete
	metricName
	reported
	columns
)

func (c column) String() string {
	return [...]string{"period", "value", "numerator", "denominator", "complete", "metric", "reported"}[c]
}

// row is a row of the file as it stands there.
type row struct {
	line  int
	cells [columns]string
}

// Table is a file of readings with its columns found and its cells not yet read: a file may hold several metrics, each of
// which is written in its own way.
type Table struct {
	name      string
	delimiter rune
	has       [columns]bool
	rows      []row
	// How all numbers of the file are written, or why that is not clear.
	marks   decimal
	unclear error
}

// Row is a row of a [Table] with its cells read.
type Row struct {
	Point
	Blank    bool   // it has no value, or a denominator of 0
	Written  Period // how long the period is if the way of writing it tells; "" for a day, which may stand for what it starts
	Reported string // when the value became known, as it is written
}

// ReadTable finds the columns of comma, semicolon or tab separated text: those of [ReadCSV], metric and reported. Errors
// are Invalid and name the line.
func ReadTable(name string, content []byte) (Table, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	switch {
	case len(bytes.TrimSpace(content)) == 0:
		return Table{}, fault.Newf(fault.Invalid, opRead, "%s is empty", name).Do("Give a file with the columns period and value.")
	case !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0:
		return Table{}, fault.Newf(fault.Invalid, opRead, "%s is not text in UTF-8", name).Do("Save it as CSV in UTF-8.")
	}
	t, err := readTable(name, content)
	if err == nil {
		t.marks, t.unclear = decimalOf(numbersOf(t.rows), t.delimiter)
	}
	return t, err
}

// Metrics lists what the column metric says, each once, in the order of the rows. It reports false when there is no such
// column.
func (t Table) Metrics() ([]string, bool) {
	var names []string
	seen := map[string]bool{}
	for i := range t.rows {
		if name := t.rows[i].cells[metricName]; !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names, t.has[metricName]
}

// Of gives the table with the rows of one metric only.
func (t Table) Of(metric string) Table {
	all := t.rows
	t.rows = nil
	for i := range all {
		if all[i].cells[metricName] == metric {
			t.rows = append(t.rows, all[i])
		}
	}
	return t
}

// Rows reads the cells. With "" as span, how long the periods are is found out from how they are written or how far they
// lie apart; it is given in any case. Weeks keep the weekday on which they are dated.
func (t Table) Rows(span Period) (found Period, rows []Row, err error) {
	if len(t.rows) == 0 {
		return "", nil, fault.Newf(fault.Invalid, opRead, "%s has no rows below its head", t.name).Do("Give a row for each period.")
	}
	marks, err := t.decimals()
	if err != nil {
		return "", nil, err
	}
	moments, err := t.moments()
	if err != nil {
		return "", nil, err
	}
	found = detect(moments)
	if span == "" {
		span = found
	}
	rows = make([]Row, len(t.rows))
	for i, slot := range slotsOf(span, moments) {
		p, there, err := t.point(t.rows[i], marks)
		if err != nil {
			return "", nil, err
		}
		p.Slot = slot
		rows[i] = Row{Point: p, Blank: !there, Written: moments[i].tells, Reported: t.rows[i].cells[reported]}
	}
	return found, rows, nil
}

func readTable(name string, content []byte) (Table, error) {
	t := Table{name: name, delimiter: delimiterOf(content)}
	r := csv.NewReader(bytes.NewReader(content))
	r.Comma = t.delimiter
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	r.TrimLeadingSpace = t.delimiter != '\t'
	head, err := r.Read()
	if err != nil {
		return t, t.wrong(1, "cannot be read as a table", "Save the file as CSV.")
	}
	place, err := t.head(head)
	if err != nil {
		return t, err
	}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			line := 0
			if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
				line = wrong.StartLine
			}
			return t, t.wrong(line, "has a quote that is not closed", "Close it, or save the file as CSV again.")
		}
		line, _ := r.FieldPos(0)
		if t.add(line, record, place); len(t.rows) > MostRows {
			return t, fault.Newf(fault.Invalid, opRead, "%s has more than %d rows", name, MostRows).Do("Give fewer rows, such as one a week.")
		}
	}
}

// delimiterOf takes what parts the names of the head.
func delimiterOf(content []byte) rune {
	head, _, _ := bytes.Cut(content, []byte("\n"))
	for _, d := range "\t;" {
		if bytes.ContainsRune(head, d) {
			return d
		}
	}
	return ','
}

// head finds the columns; it gives for each cell of a row the column it belongs to, or columns.
func (t *Table) head(cells []string) ([]column, error) {
	place := make([]column, len(cells))
	for i, cell := range cells {
		c, known := columnNames[strings.ToLower(strings.TrimSpace(cell))]
		if !known {
			place[i] = columns
			continue
		}
		if t.has[c] {
			return nil, t.wrong(1, "names the column "+c.String()+" twice", "Leave one of them out.")
		}
		t.has[c] = true
		place[i] = c
	}
	const columnsNeeded = "The first line names the columns: period,value and, where there are any, numerator,denominator,complete."
	switch {
	case !t.has[period]:
		return nil, t.wrong(1, "names no column period"+named(cells), columnsNeeded)
	case t.has[numerator] != t.has[denominator]:
		return nil, t.wrong(1, "names only one of numerator and denominator", columnsNeeded)
	case !t.has[value] && !t.has[numerator]:
		return nil, t.wrong(1, "names no column value"+named(cells), columnsNeeded)
	}
	return place, nil
}

// named says which columns there are, so that one that was renamed is found.
func named(cells []string) string {
	const most = 12
	var names []string
	for _, cell := range cells[:min(len(cells), most)] {
		names = append(names, strconv.Quote(shown(strings.TrimSpace(cell))))
	}
	if len(cells) > most {
		names = append(names, "...")
	}
	return "; its columns are " + strings.Join(names, ", ")
}

func (t *Table) add(line int, record []string, place []column) {
	r := row{line: line}
	empty := true
	for i, cell := range record {
		cell = strings.TrimSpace(cell)
		empty = empty && cell == ""
		if i < len(place) && place[i] != columns {
			r.cells[place[i]] = cell
		}
	}
	if !empty {
		t.rows = append(t.rows, r)
	}
}

func (t *Table) wrong(line int, what, next string) error {
	return fault.Newf(fault.Invalid, opRead, "%s, line %d: it %s", t.name, line, what).Do("%s", next)
}

// wrongCell names a cell that cannot be read.
func (t *Table) wrongCell(r row, c column, why error) error {
	next := "Correct the line, or leave the cell blank where there is no reading."
	if errors.Is(why, errUnclear) {
		next = "Write numbers without parting thousands, and with a decimal point."
	}
	if comma, sure := decimalComma(r.cells[c]); errors.Is(why, errNumber) && sure && markOf(comma) != t.marks {
		next = fmt.Sprintf("Write it with %q as decimal mark, as most numbers of the file are.", t.marks.mark)
	}
	if c == period {
		next = "Write the period as 2026-03-02, 2026-W10, 2026-03 or 2026-Q1."
	}
	return fault.Newf(fault.Invalid, opRead, "%s, line %d: the %s %q %s", t.name, r.line, c, shown(r.cells[c]), why).Do("%s", next)
}

// shown keeps a long cell from flooding an error.
func shown(cell string) string {
	const most = 40
	if runes := []rune(cell); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return cell
}

func (t *Table) moments() ([]moment, error) {
	moments := make([]moment, len(t.rows))
	for i, r := range t.rows {
		m, err := parseMoment(r.cells[period])
		if err != nil {
			return nil, t.wrongCell(r, period, err)
		}
		if moments[i] = m; m.tells != moments[0].tells {
			return nil, t.wrongCell(r, period, fmt.Errorf("is not written as the one in line %d is", t.rows[0].line))
		}
	}
	return moments, nil
}

// decimals finds out how numbers are written, and that values are percentages all or none.
func (t *Table) decimals() (decimal, error) {
	var percent *bool
	for _, r := range t.rows {
		if r.cells[value] == "" {
			continue
		}
		is := strings.HasSuffix(r.cells[value], "%")
		if percent == nil {
			percent = &is
		}
		if is != *percent {
			return decimal{}, t.wrongCell(r, value, errors.New("is a percentage and others are not, or the other way round"))
		}
	}
	if t.unclear == nil {
		return t.marks, nil
	}
	for _, mark := range []string{",", "."} {
		for _, r := range t.rows {
			for _, c := range numberColumns {
				if strings.Contains(r.cells[c], mark) {
					return t.marks, t.wrongCell(r, c, t.unclear)
				}
			}
		}
	}
	return markOf(false), nil // other metrics of the file are unclear, and this one has whole numbers
}

var numberColumns = []column{value, numerator, denominator}

func numbersOf(rows []row) []string {
	texts := make([]string, 0, len(rows))
	for _, r := range rows {
		for _, c := range numberColumns {
			if r.cells[c] != "" {
				texts = append(texts, r.cells[c])
			}
		}
	}
	return texts
}

// point reads the numbers of a row; it reports false when the row has none.
func (t *Table) point(r row, marks decimal) (Point, bool, error) {
	p := Point{Complete: true, Line: r.line}
	var err error
	if p.Complete, err = parseComplete(r.cells[complete]); err != nil {
		return p, false, t.wrongCell(r, complete, err)
	}
	for _, cell := range []struct {
		column
		to *float64
	}{{value, &p.Value}, {numerator, &p.Numerator}, {denominator, &p.Denominator}} {
		if r.cells[cell.column] == "" {
			continue
		}
		if *cell.to, err = marks.parse(r.cells[cell.column]); err != nil {
			return p, false, t.wrongCell(r, cell.column, err)
		}
	}
	if (r.cells[numerator] == "") != (r.cells[denominator] == "") {
		return p, false, t.wrong(r.line, "has only one of numerator and denominator", "Give both, or leave both blank.")
	}
	p.HasRate = r.cells[numerator] != ""
	switch {
	case p.Denominator < 0:
		return p, false, t.wrongCell(r, denominator, errors.New("is negative"))
	case p.Denominator > 0 && p.Denominator < 1/largest:
		return p, false, t.wrongCell(r, denominator, errors.New("is too small"))
	case p.HasRate && p.Denominator == 0:
		return p, false, nil // nothing happened that there could be a rate of
	}
	if r.cells[value] != "" {
		return p, true, nil
	}
	if p.HasRate {
		p.Value = p.Numerator / p.Denominator
	}
	if !usable(p) {
		return p, false, t.wrongCell(r, numerator, errNotFinite)
	}
	return p, p.HasRate, nil
}

func parseComplete(cell string) (bool, error) {
	switch strings.ToLower(cell) {
	case "", "true", "t", "yes", "y", "1":
		return true, nil
	case "false", "f", "no", "n", "0":
		return false, nil
	}
	return false, errors.New("is neither true nor false")
}
