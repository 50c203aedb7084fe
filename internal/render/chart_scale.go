package render

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/plumbline-dev/plumb/semantic"
)

// scale is the axis of the values.
type scale struct {
	low, high   float64
	step        float64
	percent     bool
	top, bottom float64 // pixels; set when the chart is laid out
}

// newScale spans all values with some room, and puts about as many ticks on round numbers as are asked for.
func newScale(values []float64, ticks int, unit string) scale {
	s := scale{low: 0, high: 1, percent: unit == "%"}
	if len(values) > 0 {
		s.low, s.high = slices.Min(values), slices.Max(values)
	}
	size := max(math.Abs(s.low), math.Abs(s.high))
	const tiny, relative, room = 1e-300, 1e-9, 0.06
	span := s.high - s.low
	switch {
	case size < tiny:
		s.low, s.high = -1, 1
	case span < relative*size:
		s.low, s.high = s.low-0.1*size, s.high+0.1*size
	default:
		s.low, s.high = s.low-room*span, s.high+room*span
	}
	s.step = roundStep((s.high - s.low) / float64(ticks))
	return s
}

// roundStep gives the smallest of 1, 2 and 5 times a power of ten that is not below a step.
func roundStep(step float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(step)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= step*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

func (s scale) y(v float64) float64 {
	return s.bottom - (v-s.low)/(s.high-s.low)*(s.bottom-s.top)
}

func (s scale) holds(v float64) bool { return v >= s.low && v <= s.high }

// ticks gives the round numbers on the axis.
func (s scale) ticks() []float64 {
	var out []float64
	for i := math.Ceil(s.low / s.step); i*s.step <= s.high && len(out) < 20; i++ {
		out = append(out, i*s.step+0) // no negative zero
	}
	return out
}

// magnitudes are by what numbers from a size on are divided.
var magnitudes = []struct {
	from, by float64
	suffix   string
}{{1e12, 1e12, "T"}, {1e9, 1e9, "bn"}, {1e6, 1e6, "M"}, {1e4, 1e3, "k"}}

// compact writes a number with three digits and, a large one, with the word for its size.
func compact(v float64) string {
	size := math.Abs(v)
	for _, m := range magnitudes {
		if size >= m.from && size < 1e15 {
			return strconv.FormatFloat(v/m.by, 'f', int(max(0, 2-math.Floor(math.Log10(size/m.by)))), 64) + m.suffix
		}
	}
	return rounded(v)
}

// label writes a tick with as many digits as it takes to tell it from the next one.
func (s scale) label(v float64) string {
	size := max(math.Abs(s.low), math.Abs(s.high))
	suffix := ""
	if v == 0 && !s.percent {
		return "0"
	}
	if s.percent {
		suffix = "%"
	}
	if size >= 1e15 || s.step < 1e-5 {
		digits := math.Ceil(math.Log10(size/s.step)) + 1
		return strconv.FormatFloat(v, 'g', int(min(max(digits, 1), 15)), 64) + suffix
	}
	step := s.step
	for _, m := range magnitudes {
		if size >= m.from {
			v, step, suffix = v/m.by, step/m.by, m.suffix+suffix
			break
		}
	}
	decimals := int(max(0, -math.Floor(math.Log10(step)+1e-9)))
	return strconv.FormatFloat(v, 'f', decimals, 64) + suffix
}

// calendarScale is the axis of the dates. A point stands in the middle of its period.
type calendarScale struct {
	period      semantic.Period
	first, last time.Time // first days of the first and the last period
	workweek    bool
	left, right float64 // pixels; set when the chart is laid out
}

// end gives the day after a period. One that is not known takes a day.
func (c calendarScale) end(start time.Time) time.Time {
	if end := c.period.End(start); end.After(start) {
		return end
	}
	return start.AddDate(0, 0, 1)
}

// holds reports whether a day lies on the axis.
func (c calendarScale) holds(day time.Time) bool {
	return !day.Before(c.first) && !day.After(c.end(c.last))
}

// x gives where a moment lies. It counts in seconds, because a duration ends after some 290 years.
func (c calendarScale) x(t time.Time) float64 {
	from, to := float64(c.first.Unix()), float64(c.end(c.last).Unix())
	return c.left + (float64(t.Unix())-from)/(to-from)*(c.right-c.left)
}

// middle gives where the point of a period stands.
func (c calendarScale) middle(start time.Time) float64 { return (c.x(start) + c.x(c.end(start))) / 2 }

// follows reports whether no period is missing between two.
func (c calendarScale) follows(before, after time.Time) bool {
	next := c.end(before)
	for c.workweek && (next.Weekday() == time.Saturday || next.Weekday() == time.Sunday) {
		next = next.AddDate(0, 0, 1)
	}
	return !after.After(next)
}

// dateTick is a label below the axis of the dates.
type dateTick struct {
	x     float64
	label string
}

// dateSteps are the distances of ticks, in periods.
var dateSteps = map[semantic.Period][]int{
	semantic.Day: {1, 2, 7, 14, 28, 56, 91, 182}, semantic.Week: {1, 2, 4, 8, 13, 26}, semantic.Month: {1, 2, 3, 6}, semantic.Quarter: {1, 2},
}

// manyYears is from where on only years are named.
const manyYears = 3.5

// ticks gives labels that are at least a distance in pixels apart. Where the year changes they name it.
func (c calendarScale) ticks(apart float64) []dateTick {
	years := c.end(c.last).Sub(c.first).Hours() / 24 / 365.25
	steps := dateSteps[c.period]
	most := int((c.right - c.left) / apart)
	if years > manyYears || len(steps) == 0 {
		const shorter = 0.6 // a year takes less room than a date
		return c.yearTicks(max(int((c.right-c.left)/(apart*shorter)), 1))
	}
	periods := 1
	for at := c.first; at.Before(c.last); at = c.end(at) {
		periods++
	}
	step := steps[len(steps)-1]
	for _, s := range steps {
		if (periods-1)/s+1 <= max(most, 1) {
			step = s
			break
		}
	}
	var out []dateTick
	before := 0
	for i := 0; i < periods; i += step {
		at := c.period.Add(c.first, i)
		tick := dateTick{x: c.middle(at), label: c.name(at)}
		if at.Year() != before {
			tick.label += at.Format(" 2006")
		}
		before = at.Year()
		out = append(out, tick)
	}
	return out
}

func (c calendarScale) name(at time.Time) string {
	switch c.period {
	case semantic.Month:
		return at.Format("Jan")
	case semantic.Quarter:
		return "Q" + strconv.Itoa((int(at.Month())+2)/3)
	}
	return at.Format("2 Jan")
}

// yearTicks names years, of which the axis has room for as many as most.
func (c calendarScale) yearTicks(most int) []dateTick {
	from, to := c.first.Year(), c.end(c.last).Year()
	step := int(max(1, roundStep(float64(to-from+1)/float64(most))))
	var out []dateTick
	for year := from - from%step; year <= to; year += step {
		at := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
		x := c.x(at)
		if c.period == semantic.Year {
			x = c.middle(at)
		}
		if c.holds(at) && x <= c.right {
			out = append(out, dateTick{x: x, label: strconv.Itoa(year)})
		}
	}
	if len(out) == 0 {
		out = append(out, dateTick{x: c.middle(c.first), label: c.first.Format("2 Jan 2006")})
	}
	return out
}
