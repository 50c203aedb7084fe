package signal

import (
	"slices"
	"time"
)

// Series is a metric over time, as it was read.
type Series struct {
	Period     Period
	Points     []Point // in the order of their periods; of rows for one period the last one
	Duplicates []Duplicate
	Blank      []Slot // periods that were named without a value, or with a denominator of 0
	// Rate says that values are Scale times numerator over denominator.
	Rate bool
	// Scale is 1 for a rate, 100 for one in percent; 0 where there is no rate.
	Scale float64
	// Mismatch is the first period whose value is not numerator over denominator as the others are; nil when all fit.
	Mismatch *Slot
	Weekdays bool   // a daily series without weekends
	Unusable []Slot // periods of which a number was not finite; they have no point
	// Definition is a hash of what the metric means now; "" when that is not known. See [Point.Definition].
	Definition string
}

// Point is the reading of one period.
type Point struct {
	Slot
	Value       float64
	Numerator   float64 // meaningful where HasRate
	Denominator float64
	HasRate     bool
	Complete    bool // false where the source says that the period was not over
	Line        int  // in the file it was read from, from 1
	// Was is the value that an earlier fetch gave for this period when it was complete already; nil when there was none,
	// or it was the same.
	Was *float64
	// Definition is a hash of what the metric meant when the reading was fetched; "" when that is not known.
	Definition string
}

// Slot is a place in the calendar.
type Slot struct {
	Start time.Time // first day, at midnight UTC
	Index int       // number of the period; neighbours differ by one
}

// Label is the slot's first day as an ISO date.
func (s Slot) Label() string { return s.Start.Format(time.DateOnly) }

// Duplicate is a period for which there are several rows.
type Duplicate struct {
	Slot
	Lines []int
	Same  bool // all rows say the same
}

// complete gives the points whose period was over at a time; a zero time is after all of them. A point that says of
// itself that it is not complete never is.
func (s Series) complete(asOf time.Time) []Point {
	first := slices.IndexFunc(s.Points, func(p Point) bool { return !s.over(p, asOf) })
	if first < 0 {
		return s.Points
	}
	points := slices.Clone(s.Points[:first])
	for _, p := range s.Points[first:] {
		if s.over(p, asOf) {
			points = append(points, p)
		}
	}
	return points
}

func (s Series) over(p Point, asOf time.Time) bool {
	return p.Complete && (asOf.IsZero() || !s.Period.End(p.Start).After(asOf))
}

// Until gives the series of the periods that were over at a time, as if nothing were known of later ones.
func (s Series) Until(asOf time.Time) Series {
	s.Points = s.complete(wall(asOf))
	return s.reconciled(s.Points)
}

// reconciled takes back what was found of values and their numerators and denominators where only other points than
// some of the series do not fit.
func (s Series) reconciled(known []Point) Series {
	if s.Mismatch == nil || slices.ContainsFunc(known, func(p Point) bool { return p.Index == s.Mismatch.Index }) {
		return s
	}
	of := Series{Points: known}
	of.rate()
	s.Rate, s.Scale, s.Mismatch = of.Rate, of.Scale, of.Mismatch
	return s
}

// missing gives how many periods lie between two points that follow each other.
func (s Series) missing(before, after Slot) int {
	if s.Weekdays {
		return workdaysBefore(dayNumber(after.Start)) - workdaysBefore(dayNumber(before.Start)+1)
	}
	return after.Index - before.Index - 1
}

// workdaysBefore numbers days, by their day numbers, without counting weekends.
func workdaysBefore(day int) int {
	const firstMonday = -3 // 1969-12-29
	day -= firstMonday
	return 5*floorDiv(day, 7) + min(mod(day, 7), 5)
}

func weekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

func values(points []Point) []float64 {
	out := make([]float64, len(points))
	for i, p := range points {
		out[i] = p.Value
	}
	return out
}
