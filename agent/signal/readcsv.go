package signal

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"
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
}

type column int

const (
	period column = iota
	value
	numerator
	denominator
	complete
	columns
)

func (c column) String() string {
	return [...]string{"period", "value", "numerator", "denominator", "complete"}[c]
}

// row is a row of the file as it stands there.
type row struct {
	line  int
	cells [columns]string
}

// ReadCSV reads a series from comma, semicolon or tab separated text with the columns period and value, and if they are
// there numerator, denominator and complete, in any order. Other columns are passed over. Numbers may be written with
// a decimal comma and with a percent sign. Rows may be in any order; of several for one period the last one counts, and
// all are reported (see [Series.Duplicates]). Name is what the file is called in errors, which are Invalid and name the
// line.
func ReadCSV(name string, content []byte) (Series, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	switch {
	case len(bytes.TrimSpace(content)) == 0:
		return Series{}, fault.Newf(fault.Invalid, opRead, "%s is empty", name).Do("Give a file with the columns period and value.")
	case !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0:
		return Series{}, fault.Newf(fault.Invalid, opRead, "%s is not text in UTF-8", name).Do("Save it as CSV in UTF-8.")
	}
	t, err := readTable(name, content)
	if err != nil {
		return Series{}, err
	}
	span, points, blank, err := t.points()
	if err != nil {
		return Series{}, err
	}
	return arrange(span, points, blank), nil
}

// table is a file with its columns found.
type table struct {
	name      string
	delimiter rune
	has       [columns]bool
	rows      []row
}

func readTable(name string, content []byte) (table, error) {
	t := table{name: name, delimiter: delimiterOf(content)}
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
func (t *table) head(cells []string) ([]column, error) {
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
		return nil, t.wrong(1, "names no column period", columnsNeeded)
	case t.has[numerator] != t.has[denominator]:
		return nil, t.wrong(1, "names only one of numerator and denominator", columnsNeeded)
	case !t.has[value] && !t.has[numerator]:
		return nil, t.wrong(1, "names no column value", columnsNeeded)
	}
	return place, nil
}

func (t *table) add(line int, record []string, place []column) {
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

func (t *table) wrong(line int, what, next string) error {
	return fault.Newf(fault.Invalid, opRead, "%s, line %d: it %s", t.name, line, what).Do("%s", next)
}

// wrongCell names a cell that cannot be read.
func (t *table) wrongCell(r row, c column, why error) error {
	next := "Correct the line, or leave the cell blank where there is no reading."
	if errors.Is(why, errUnclear) {
		next = "Write numbers without parting thousands, and with a decimal point."
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

// points reads the cells. Rows without a value give only their period.
func (t *table) points() (Period, []Point, []Slot, error) {
	if len(t.rows) == 0 {
		return "", nil, nil, fault.Newf(fault.Invalid, opRead, "%s has no rows below its head", t.name).Do("Give a row for each period.")
	}
	marks, err := t.decimals()
	if err != nil {
		return "", nil, nil, err
	}
	moments, err := t.moments()
	if err != nil {
		return "", nil, nil, err
	}
	span := detect(moments)
	var points []Point
	var blank []Slot
	for i, slot := range slotsOf(span, moments) {
		p, there, err := t.point(t.rows[i], marks)
		if err != nil {
			return "", nil, nil, err
		}
		if p.Slot = slot; there {
			points = append(points, p)
		} else {
			blank = append(blank, slot)
		}
	}
	if len(points) == 0 {
		return "", nil, nil, fault.Newf(fault.Invalid, opRead, "%s has no value in any row", t.name).Do("Give a value for each period.")
	}
	return span, points, blank, nil
}

func (t *table) moments() ([]moment, error) {
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
func (t *table) decimals() (decimal, error) {
	var texts []string
	var percent *bool
	for _, r := range t.rows {
		for _, c := range []column{value, numerator, denominator} {
			if r.cells[c] != "" {
				texts = append(texts, r.cells[c])
			}
		}
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
	marks, err := decimalOf(texts, t.delimiter)
	if err == nil {
		return marks, nil
	}
	for _, r := range t.rows {
		for _, c := range []column{value, numerator, denominator} {
			if strings.Contains(r.cells[c], ",") {
				return marks, t.wrongCell(r, c, err)
			}
		}
	}
	return marks, err
}

// point reads the numbers of a row; it reports false when the row has none.
func (t *table) point(r row, marks decimal) (Point, bool, error) {
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

// NewSeries makes a series of points of which the start is known, in any order; their place in the calendar is worked
// out from the day on which they start in their own zone. Of several points for one period the last one counts. What
// has a denominator of 0, where nothing happened that there could be a rate of, is Blank, and what is not a finite number is
// Unusable. Whoever keeps every fetch of a period gives the newest, with what the one before said in Was.
func NewSeries(span Period, points []Point) Series {
	moments := make([]moment, len(points))
	for i, p := range points {
		y, m, d := p.Start.Date()
		moments[i].day = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	kept := make([]Point, 0, len(points))
	var blank, unusable []Slot
	for i, slot := range slotsOf(span, moments) {
		p := points[i]
		p.Slot = slot
		switch {
		case p.HasRate && p.Denominator == 0:
			blank = append(blank, slot)
		case !usable(p):
			unusable = append(unusable, slot)
		default:
			kept = append(kept, p)
		}
	}
	s := arrange(span, kept, blank)
	s.Unusable = unusable
	return s
}

// arrange puts points in order, keeps the last row of each period, and finds out whether values are rates.
func arrange(span Period, points []Point, blank []Slot) Series {
	s := Series{Period: span}
	slices.SortStableFunc(points, func(a, b Point) int { return a.Index - b.Index })
	for i := 0; i < len(points); {
		last := i
		for last+1 < len(points) && points[last+1].Index == points[i].Index {
			last++
		}
		if last > i {
			s.Duplicates = append(s.Duplicates, duplicateOf(points[i:last+1]))
		}
		s.Points = append(s.Points, points[last])
		i = last + 1
	}
	filled := map[int]bool{}
	for _, p := range s.Points {
		filled[p.Index] = true
	}
	s.Blank = slices.DeleteFunc(blank, func(b Slot) bool { return filled[b.Index] })
	s.Weekdays = span == Day && len(s.Points) >= 10 && !slices.ContainsFunc(s.Points, func(p Point) bool { return weekend(p.Start) })
	s.rate()
	return s
}

func duplicateOf(rows []Point) Duplicate {
	d := Duplicate{Slot: rows[0].Slot, Same: true}
	for _, p := range rows {
		d.Lines = append(d.Lines, p.Line)
		d.Same = d.Same && p.Value == rows[0].Value && p.Numerator == rows[0].Numerator && p.Denominator == rows[0].Denominator
	}
	return d
}

// rate finds out what values are of numerator over denominator: the same, or the same in percent, per thousand and so
// on. A value may differ by the digits that it was rounded to.
func (s *Series) rate() {
	var factors []float64
	for _, p := range s.Points {
		if !p.HasRate {
			return
		}
		if p.Numerator != 0 && p.Value != 0 {
			factors = append(factors, p.Value*p.Denominator/p.Numerator)
		}
	}
	s.Scale = 1
	if len(factors) > 0 {
		s.Scale = math.Pow(10, math.Round(math.Log10(math.Abs(median(factors)))))
	}
	for _, p := range s.Points {
		want := s.Scale * p.Numerator / p.Denominator
		if off := math.Abs(p.Value - want); off > 0.02*math.Abs(want) && off > 0.006*s.Scale {
			s.Mismatch = &p.Slot
			s.Scale = 0
			return
		}
	}
	s.Rate = true
}
