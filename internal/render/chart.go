package render

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/semantic"
)

// ChartOptions say how a chart is drawn.
type ChartOptions struct {
	ID       string // what the ids in it start with, its own on a page: letters, digits and hyphens; "" stands for "chart"
	Name     string // of the metric
	Unit     string // of its values
	Sentence string // what is to be said of it; also the description for who cannot see the chart
}

// Chart draws a process-behaviour chart as SVG that stands alone, with its name and the sentence above it: the values
// with their natural limits, the baseline, the line of the gate or guardrail, when the mechanism started and what else
// happened. Points outside the limits and in patterns have shapes of their own besides their colour; a period that is not
// over is hollow; periods that are missing are a gap. It is drawn alike each time.
//
// The drawing is a few lines, paths and labels. A charting library would bring its own ideas of what is a gap, a limit
// and an axis, and most of them a script; so it is written here, as the print page is.
func Chart(c review.Chart, o ChartOptions) string { return newDrawing(c, o, wideChart).svg() }

// smallChart draws a chart without its name, its style and the list of its marks, to stand beside others on a page that
// has all of them.
func smallChart(c review.Chart, o ChartOptions) (svg string, marks []plottedMark) {
	d := newDrawing(c, o, halfChart)
	return d.svg(), d.listed()
}

// chartSize is how large the parts of a chart are, in pixels.
type chartSize struct {
	width  float64
	plot   float64 // height of the part with the values
	font   float64
	gutter float64 // most of the room for labels on the right
	ticks  int     // about as many on the axis of the values
	alone  bool    // with its name, the sentence, the list of its marks and a style of its own
}

var (
	wideChart = chartSize{width: 720, plot: 240, font: 12, gutter: 140, ticks: 6, alone: true}
	halfChart = chartSize{width: 400, plot: 124, font: 11, gutter: 96, ticks: 4}
)

// drawing is a chart on its way to being SVG.
type drawing struct {
	review.Chart
	ChartOptions
	chartSize
	points []plotted
	values scale
	dates  calendarScale
	lines  []gutterLabel
	marks  []plottedMark // that lie on the chart, by their day
	others []plottedMark // that don't
	canvas
}

// plotted is a point that can be drawn.
type plotted struct {
	signal.PointView
	start time.Time
}

// plottedMark is a mark with its number in the legend; 0 for the start of the mechanism, which has its own label.
type plottedMark struct {
	review.Mark
	day    time.Time
	number int
}

// largest is the size up to which a number is drawn; beyond, the arithmetic of the scales would overflow.
const largest = 1e300

func drawable(v float64) bool { return math.Abs(v) <= largest }

func newDrawing(c review.Chart, o ChartOptions, size chartSize) *drawing {
	d := &drawing{Chart: c, ChartOptions: o, chartSize: size}
	if d.ID == "" {
		d.ID = "chart"
	}
	d.Unit = fact.UnitOf(tidy(d.Unit))
	d.points = plottable(c.Points)
	d.scaleDates()
	d.placeMarks()
	d.scaleValues()
	return d
}

// plottable gives the points that can be drawn, in the order of their periods. All of them are in the table.
func plottable(points []signal.PointView) []plotted {
	var out []plotted
	for _, p := range points {
		if start, err := time.Parse(time.DateOnly, p.Period); err == nil && drawable(p.Value) {
			out = append(out, plotted{p, start})
		}
	}
	slices.SortStableFunc(out, func(a, b plotted) int { return a.start.Compare(b.start) })
	return out
}

// scaleDates spans the axis from the first point to the end of the last one.
func (d *drawing) scaleDates() {
	if len(d.points) > 0 {
		first, last := d.points[0].start, d.points[len(d.points)-1].start
		d.dates = calendarScale{period: d.Period, first: first, last: last, workweek: workweek(d.Period, d.points)}
	}
}

// placeMarks sorts marks by their days and numbers those that are not the start of the mechanism.
func (d *drawing) placeMarks() {
	all := make([]plottedMark, 0, len(d.Marks))
	for _, m := range d.Marks {
		day, err := time.Parse(time.DateOnly, m.On)
		if err != nil {
			day = time.Time{}
		}
		all = append(all, plottedMark{Mark: m, day: day})
	}
	slices.SortStableFunc(all, func(a, b plottedMark) int {
		if a.day.IsZero() != b.day.IsZero() {
			return cmp.Compare(b.day.Unix(), a.day.Unix()) // one without a day comes last
		}
		return a.day.Compare(b.day)
	})
	number, started := 0, false
	for _, m := range all {
		inside := len(d.points) > 0 && d.dates.holds(m.day)
		if !m.Start || started {
			number++
			m.number = number
		}
		started = started || m.Start
		if inside {
			d.marks = append(d.marks, m)
		} else {
			d.others = append(d.others, m)
		}
	}
}

// limited reports whether there are limits to be drawn.
func (d *drawing) limited() bool { return d.Baseline.N > 0 && drawable(d.Baseline.Mean) }

// farGate is how many times higher a chart may become to hold the line of its gate. A line further away would make
// the values flat; it is named at the edge instead.
const farGate = 4

// scaleValues spans the axis over values and limits, and the gate where it is not too far away.
func (d *drawing) scaleValues() {
	var spanned []float64
	for _, p := range d.points {
		spanned = append(spanned, p.Value)
		if d.limited() && drawable(p.Lower) && drawable(p.Upper) {
			spanned = append(spanned, p.Lower, p.Upper)
		}
	}
	if d.limited() {
		spanned = append(spanned, d.Baseline.Mean)
	}
	if g := d.Gate; g != nil && drawable(g.Value) {
		with := append(slices.Clone(spanned), g.Value)
		if len(spanned) == 0 || spanOf(with) <= farGate*spanOf(spanned) {
			spanned = with
		}
	}
	d.values = newScale(spanned, d.ticks, tidy(d.Unit))
}

func spanOf(v []float64) float64 { return slices.Max(v) - slices.Min(v) }

// steps gives the limits as a path that follows the points, one step a period, with a gap where periods are missing and
// the limits before and after are not the same.
func (d *drawing) steps(limit func(plotted) float64) []stretch {
	var out []stretch
	for i, p := range d.points {
		v := limit(p)
		if !drawable(v) {
			continue
		}
		from, to := d.dates.x(p.start), d.dates.x(d.dates.end(p.start))
		last := len(out) - 1
		switch {
		case last >= 0 && out[last].value == v && i > 0:
			out[last].to = to
		default:
			joined := last >= 0 && i > 0 && d.dates.follows(d.points[i-1].start, p.start)
			out = append(out, stretch{value: v, from: from, to: to, joined: joined})
		}
	}
	return out
}

// stretch is a level part of a line, in pixels from left to right.
type stretch struct {
	value    float64
	from, to float64
	joined   bool // to the one before
}

// runs gives the points in unbroken rows: no period is missing inside one.
func (d *drawing) runs() [][]plotted {
	var out [][]plotted
	from := 0
	for i := range d.points {
		if i > 0 && !d.dates.follows(d.points[i-1].start, d.points[i].start) {
			out = append(out, d.points[from:i])
			from = i
		}
	}
	if len(d.points) > 0 {
		out = append(out, d.points[from:])
	}
	return out
}

// workweek reports whether daily points leave weekends out, which then are no gaps.
func workweek(period semantic.Period, points []plotted) bool {
	return period == semantic.Day && !slices.ContainsFunc(points, func(p plotted) bool {
		return p.start.Weekday() == time.Saturday || p.start.Weekday() == time.Sunday
	})
}

// gutterLabel names a horizontal line on the right of it.
type gutterLabel struct {
	text  string
	class string
	y     float64
}

// spread moves labels apart so that none lies on another, and keeps them between top and bottom where there is room.
func spread(labels []gutterLabel, apart, top, bottom float64) {
	slices.SortStableFunc(labels, func(a, b gutterLabel) int { return cmp.Compare(a.y, b.y) })
	floor := top
	for i := range labels {
		labels[i].y = max(labels[i].y, floor)
		floor = labels[i].y + apart
	}
	ceiling := bottom
	for i := len(labels) - 1; i >= 0; i-- {
		labels[i].y = min(labels[i].y, ceiling)
		ceiling = labels[i].y - apart
	}
}
