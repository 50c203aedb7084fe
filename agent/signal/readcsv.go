package signal

import (
	"math"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// ReadCSV reads a series from comma, semicolon or tab separated text with the columns period and value, and if they are
// there numerator, denominator and complete, in any order. Other columns are passed over. Numbers may be written with
// a decimal comma and with a percent sign. Rows may be in any order; of several for one period the last one counts, and
// all are reported (see [Series.Duplicates]). Name is what the file is called in errors, which are Invalid and name the
// line.
func ReadCSV(name string, content []byte) (Series, error) {
	t, err := ReadTable(name, content)
	if err != nil {
		return Series{}, err
	}
	span, rows, err := t.Rows("")
	if err != nil {
		return Series{}, err
	}
	var points []Point
	var blank []Slot
	for _, r := range rows {
		if r.Blank {
			blank = append(blank, r.Slot)
		} else {
			points = append(points, r.Point)
		}
	}
	if len(points) == 0 {
		return Series{}, fault.Newf(fault.Invalid, opRead, "%s has no value in any row", name).Do("Give a value for each period.")
	}
	return arrange(span, points, blank), nil
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
