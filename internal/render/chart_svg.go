package render

import (
	_ "embed" // the style
	"fmt"
	"html"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent/signal"
)

// chartStyle holds the colours of charts, for light and dark, and how their parts look.
//
//go:embed chart.css
var chartStyle string

// canvas collects elements of SVG. Every text in it goes through label.
type canvas struct{ strings.Builder }

func (c *canvas) add(format string, args ...any) {
	fmt.Fprintf(c, format, args...)
	c.WriteByte('\n')
}

// label writes a text. Where it stands in a line follows from its class.
func (c *canvas) label(x, y float64, class, text string) {
	c.add(`<text x="%s" y="%s" class="%s">%s</text>`, px(x), px(y), class, svgText(text))
}

func (c *canvas) path(class, d string) {
	if d != "" {
		c.add(`<path class="%s" d="%s"/>`, class, d)
	}
}

// px writes a coordinate with a tenth of a pixel.
func px(v float64) string {
	return strconv.FormatFloat(math.Round(v*10)/10+0, 'f', -1, 64)
}

// svgText makes a text safe to stand in XML, which has no place for two characters that HTML allows.
func svgText(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		if r&0xfffe == 0xfffe {
			return utf8.RuneError
		}
		return r
	}, tidy(s)))
}

// fitting shortens a text to a width in pixels.
func fitting(text string, size, room float64) string {
	if textWidth(text, size) <= room {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes)
	for low < high {
		middle := (low + high + 1) / 2
		if textWidth(string(runes[:middle])+"…", size) <= room {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return strings.TrimRight(string(runes[:low]), " ,;:.") + "…"
}

func textWidth(text string, size float64) float64 { return ems(text) * size }

// Distances in pixels.
const (
	besideAxis  = 6.0
	lineAlone   = 1.45 // of the size of the type, from line to line
	tickHeight  = 4.0
	tickRoom    = 5.4 // of the size of the type, from date to date
	badgeRadius = 7.0
	mostListed  = 6 // marks in the legend
	aloneMargin = 12.0
)

// svg puts the drawing together: what stands above the values, the values, the axis of the dates, the legend.
func (d *drawing) svg() string {
	line := math.Round(d.font * lineAlone)
	y := d.head()
	if unit := tidy(d.Unit); unit != "" && unit != "%" && !d.alone {
		d.label(0, y+d.font, "soft", fitting(unit, d.font, d.width))
		y += line
	}
	strip := y
	if len(d.points) > 0 && (d.limited() || len(d.marks) > 0) {
		y += line
	}
	badges := y
	if slices.ContainsFunc(d.marks, func(m plottedMark) bool { return m.number > 0 }) {
		y += 2*badgeRadius + 2
	}
	d.values.top, d.values.bottom = y+2, y+2+d.plot
	d.layColumns()
	d.band()
	d.valueAxis()
	if len(d.points) == 0 {
		d.label((d.dates.left+d.dates.right)/2, (d.values.top+d.values.bottom)/2, "soft mid", "no readings yet")
		y = d.values.bottom + 4
	} else {
		d.limits()
		d.gate()
		d.gutterLabels()
		d.markLines(strip, badges)
		d.line()
		d.shapes()
		y = d.dateAxis() + 4
	}
	y = d.legend(y)
	return d.document(y)
}

// document wraps the elements up, once the height is known.
func (d *drawing) document(height float64) string {
	margin, class := 0.0, "chart"
	if d.alone {
		margin, class = aloneMargin, "chart alone"
	}
	left, width, height := px(-margin), px(d.width+2*margin), math.Ceil(height)+2*margin
	var out canvas
	out.add(`<svg xmlns="http://www.w3.org/2000/svg" class="%s" viewBox="%s %s %s %s" role="img" aria-labelledby="%s-title %s-desc">`, class, left, left, width, px(height), d.ID, d.ID)
	out.add(`<title id="%s-title">%s</title>`, d.ID, svgText(or(tidy(d.Name), "Chart")))
	out.add(`<desc id="%s-desc">%s</desc>`, d.ID, svgText(d.description()))
	if d.alone {
		out.add("<style>\n%s</style>", chartStyle)
		out.add(`<rect class="paper" x="%s" y="%s" width="%s" height="%s"/>`, left, left, width, px(height))
	}
	out.WriteString(d.String())
	out.add("</svg>")
	return out.String()
}

// description says what the chart shows to who cannot see it.
func (d *drawing) description() string {
	parts := []string{}
	if sentence := tidy(d.Sentence); sentence != "" {
		parts = append(parts, ended(sentence))
	}
	if n := len(d.points); n > 0 {
		newest := d.points[n-1]
		parts = append(parts, fmt.Sprintf("%s from %s to %s; the newest value is %s.", counted(n, or(string(d.Period), "period")), d.points[0].Period, newest.Period,
			amount(newest.Value, d.Unit)))
	} else {
		parts = append(parts, "There are no readings yet.")
	}
	if d.limited() {
		parts = append(parts, fmt.Sprintf("The natural limits are %s to %s around a mean of %s.", rounded(d.Baseline.Lower), rounded(d.Baseline.Upper), roughly(d.Baseline.Mean, d.Unit)))
	}
	if d.Gate != nil {
		parts = append(parts, fmt.Sprintf("A line at %s: %s.", figure(d.Gate.Value), or(tidy(d.Gate.Label), "gate")))
	}
	return strings.Join(parts, " ")
}

// head writes the name and the sentence of a chart that stands alone, and gives where what is below may start.
func (d *drawing) head() float64 {
	if !d.alone {
		return 0
	}
	const title = 16.0
	name := or(tidy(d.Name), "Chart")
	if unit := tidy(d.Unit); unit != "" {
		name += " (" + unit + ")"
	}
	d.label(0, title, "name", fitting(name, title*boldSlack, d.width))
	y := title + 6
	lines := wrapped(tidy(d.Sentence), d.font, d.width)
	for i, line := range lines {
		if i == 2 {
			break
		}
		if i == 1 && len(lines) > 2 {
			line = fitting(line+" "+lines[2], d.font, d.width)
		}
		y += d.font
		d.label(0, y, "soft", line)
		y += 4
	}
	return y + 6
}

// wrapped breaks a text into lines of a width in pixels.
func wrapped(text string, size, room float64) []string {
	var out []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		next := joined(" ", line, fitting(word, size, room))
		if line != "" && textWidth(next, size) > room {
			out = append(out, line)
			next = fitting(word, size, room)
		}
		line = next
	}
	if line != "" {
		out = append(out, line)
	}
	return out
}

// layColumns gives the axis on the left and the labels on the right what they need; the values have the rest.
func (d *drawing) layColumns() {
	axis := 24.0
	for _, v := range d.values.ticks() {
		axis = max(axis, textWidth(d.values.label(v), d.font)+besideAxis+2)
	}
	d.dates.left = math.Ceil(axis)
	d.lines = d.lineNames()
	names := 8.0
	for i := range d.lines {
		d.lines[i].text = fitting(d.lines[i].text, d.font, d.gutter)
		names = max(names, textWidth(d.lines[i].text, d.font)+besideAxis)
	}
	d.dates.right = math.Floor(d.width - names)
}

// lineNames gives what stands on the right of the horizontal lines.
func (d *drawing) lineNames() []gutterLabel {
	var out []gutterLabel
	if len(d.points) == 0 {
		return nil
	}
	if d.limited() {
		last := d.points[len(d.points)-1]
		out = append(out, gutterLabel{"mean " + compact(d.Baseline.Mean), "soft", d.values.y(d.Baseline.Mean)})
		for _, limit := range []float64{last.Lower, last.Upper} {
			if drawable(limit) && last.Lower != last.Upper {
				out = append(out, gutterLabel{"limit " + compact(limit), "soft", d.values.y(limit)})
			}
		}
	}
	if g := d.Gate; g != nil && drawable(g.Value) {
		name, y := or(tidy(g.Label), "gate"), d.values.y(g.Value)
		switch {
		case g.Value > d.values.high:
			name, y = "↑ "+name, d.values.top
		case g.Value < d.values.low:
			name, y = "↓ "+name, d.values.bottom
		}
		out = append(out, gutterLabel{name, "gate-name", y})
	}
	return out
}

func (d *drawing) gutterLabels() {
	spread(d.lines, d.font+1, d.values.top+d.font/2, d.values.bottom-d.font/2+2)
	for _, l := range d.lines {
		d.label(d.dates.right+besideAxis, l.y+d.font*0.35, l.class, l.text)
	}
}

// band shades the periods of the baseline.
func (d *drawing) band() {
	from, to, ok := d.baselineSpan()
	if ok {
		d.add(`<rect class="band" x="%s" y="%s" width="%s" height="%s"/>`, px(from), px(d.values.top), px(to-from), px(d.values.bottom-d.values.top))
	}
}

func (d *drawing) baselineSpan() (from, to float64, ok bool) {
	first := slices.IndexFunc(d.points, func(p plotted) bool { return p.Period >= d.Baseline.From })
	if !d.limited() || first < 0 {
		return 0, 0, false
	}
	last := first
	for i, p := range d.points {
		if p.Period <= d.Baseline.To {
			last = max(last, i)
		}
	}
	return d.dates.x(d.points[first].start), d.dates.x(d.dates.end(d.points[last].start)), true
}

func (d *drawing) valueAxis() {
	var grid strings.Builder
	for _, v := range d.values.ticks() {
		y := d.values.y(v)
		fmt.Fprintf(&grid, "M%s %sH%s", px(d.dates.left), px(y), px(d.dates.right))
		d.label(d.dates.left-besideAxis, y+d.font*0.35, "soft end", d.values.label(v))
	}
	d.path("grid", grid.String())
}

// limits draws the mean and the natural limits.
func (d *drawing) limits() {
	if !d.limited() {
		return
	}
	mean := d.values.y(d.Baseline.Mean)
	d.path("mean", fmt.Sprintf("M%s %sH%s", px(d.dates.left), px(mean), px(d.dates.right)))
	for _, limit := range []func(plotted) float64{func(p plotted) float64 { return p.Upper }, func(p plotted) float64 { return p.Lower }} {
		var b strings.Builder
		for _, s := range d.steps(limit) {
			y := px(d.values.y(s.value))
			if s.joined {
				fmt.Fprintf(&b, "V%sH%s", y, px(s.to))
			} else {
				fmt.Fprintf(&b, "M%s %sH%s", px(s.from), y, px(s.to))
			}
		}
		d.path("limit", b.String())
	}
}

func (d *drawing) gate() {
	if g := d.Gate; g != nil && drawable(g.Value) && d.values.holds(g.Value) {
		d.path("gate", fmt.Sprintf("M%s %sH%s", px(d.dates.left), px(d.values.y(g.Value)), px(d.dates.right)))
	}
}

// line joins the points of each unbroken row; dashed to a period that is not over.
func (d *drawing) line() {
	var solid, dashed strings.Builder
	for _, run := range d.runs() {
		for i := 1; i < len(run); i++ {
			a, b := run[i-1], run[i]
			to := fmt.Sprintf("L%s %s", px(d.dates.middle(b.start)), px(d.values.y(b.Value)))
			from := fmt.Sprintf("M%s %s", px(d.dates.middle(a.start)), px(d.values.y(a.Value)))
			switch {
			case !a.Complete || !b.Complete:
				dashed.WriteString(from + to)
			case i == 1 || !run[i-2].Complete:
				solid.WriteString(from + to)
			default:
				solid.WriteString(to)
			}
		}
	}
	d.path("line"+d.density(), solid.String())
	d.path("line open", dashed.String())
}

// apart gives how far neighbouring points are from each other, if none is missing.
func (d *drawing) apart() float64 { return (d.dates.right - d.dates.left) / float64(len(d.points)) }

// density gives the class of lines that would run into each other.
func (d *drawing) density() string {
	if d.apart() < 2 {
		return " dense"
	}
	return ""
}

// The shapes of points, which say what colour says.
type pointShape int

const (
	dot     pointShape = iota
	square             // part of a pattern
	diamond            // outside the limits
	hollow             // not over
)

func shapeOf(p signal.PointView) pointShape {
	switch {
	case !p.Complete:
		return hollow
	case slices.Contains(p.Rules, signal.OutsideLimits):
		return diamond
	case p.Signal || len(p.Rules) > 0:
		return square
	}
	return dot
}

// shapes draws the points, of each shape in one path. Where they stand too close for dots the line alone shows them,
// except for a point without neighbours, which has no line.
func (d *drawing) shapes() {
	apart := d.apart()
	size := math.Max(1.6, math.Min(3.4, apart*0.45))
	var paths [4]strings.Builder
	for _, run := range d.runs() {
		for _, p := range run {
			shape := shapeOf(p.PointView)
			if shape == dot && apart < 4 && len(run) > 1 {
				continue
			}
			paths[shape].WriteString(outline(shape, d.dates.middle(p.start), d.values.y(p.Value), size))
		}
	}
	for shape, class := range []string{"dot", "mark square" + d.density(), "mark diamond" + d.density(), "hollow"} {
		d.path(class, paths[shape].String())
	}
}

// outline gives the path of a shape around a place; size is half the width of a dot.
func outline(shape pointShape, x, y, size float64) string {
	switch shape {
	case square:
		s := size * 1.15
		return fmt.Sprintf("M%s %sh%sv%sh-%sz", px(x-s), px(y-s), px(2*s), px(2*s), px(2*s))
	case diamond:
		s := size * 1.75
		return fmt.Sprintf("M%s %sl%s %sl-%s %sl-%s -%sz", px(x), px(y-s), px(s), px(s), px(s), px(s), px(s), px(s))
	}
	r := px(size)
	return fmt.Sprintf("M%s %sa%s %s 0 1 0 %s 0a%s %s 0 1 0 -%s 0z", px(x-size), px(y), r, r, px(2*size), r, r, px(2*size))
}

// dateAxis writes the dates below the values, and gives where what is below may start.
func (d *drawing) dateAxis() float64 {
	y := d.values.bottom
	d.path("axis", fmt.Sprintf("M%s %sH%s", px(d.dates.left), px(y), px(d.dates.right)))
	var marks strings.Builder
	below := y + tickHeight + d.font + 1
	for _, t := range d.dates.ticks(d.font * tickRoom) {
		fmt.Fprintf(&marks, "M%s %sv%s", px(t.x), px(y), px(tickHeight))
		half := textWidth(t.label, d.font) / 2
		d.label(min(max(t.x, half), d.width-half), below, "soft mid", t.label)
	}
	d.path("axis", marks.String())
	return below + 4
}
