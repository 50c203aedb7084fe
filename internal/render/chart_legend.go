package render

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/plumbline-dev/plumb/agent/signal"
)

// markLines draws when the mechanism started and what else happened as vertical lines, with the label of the start, that
// of the baseline, and the numbers of the others above them.
func (d *drawing) markLines(strip, badges float64) {
	from, to, shaded := d.baselineSpan()
	free := d.dates.left // from where on the strip is free
	start := slices.IndexFunc(d.marks, func(m plottedMark) bool { return m.number == 0 })
	baseline := strip + d.font
	const name = "baseline"
	nameWidth := textWidth(name, d.font)
	startText, startX := "", d.dates.right
	if start >= 0 {
		x := d.dates.x(d.marks[start].day)
		room := max(d.width-x, x-d.dates.left) - 4
		startText = fitting(or(tidy(d.marks[start].Label), "start"), d.font*boldSlack, room)
		startX = x + 3
		if w := textWidth(startText, d.font*boldSlack); startX+w > d.width {
			startX = x - 3 - w
		}
	}
	if shaded && to-from > nameWidth+6 && (start < 0 || from+nameWidth+8 < startX) {
		d.label(from+3, baseline, "soft", name)
		free = from + 3 + nameWidth
	}
	if start >= 0 && startX > free {
		d.label(startX, baseline, "start-name", startText)
	}
	for _, m := range d.marks {
		top, class := d.values.top, "event"
		if m.number == 0 {
			top, class = strip+2, "start"
		}
		x := px(d.dates.x(m.day))
		d.path(class, fmt.Sprintf("M%s %sV%s", x, px(top), px(d.values.bottom)))
	}
	for _, b := range d.badges() {
		w := max(2*badgeRadius, textWidth(b.text, d.font)+6)
		y := badges + 1
		d.add(`<rect class="badge" x="%s" y="%s" width="%s" height="%s" rx="%s"/>`, px(b.x-w/2), px(y), px(w), px(2*badgeRadius), px(badgeRadius))
		d.label(b.x, y+badgeRadius+d.font*0.35, "number mid", b.text)
	}
}

// badge is one number above a vertical line, or the numbers of several that stand too close.
type badge struct {
	first, last int
	left, right float64 // of the lines
	x           float64
	text        string
}

func (d *drawing) badges() []badge {
	var out []badge
	for _, m := range d.marks {
		if m.number == 0 {
			continue
		}
		x := d.dates.x(m.day)
		b := badge{m.number, m.number, x, x, x, strconv.Itoa(m.number)}
		for len(out) > 0 && b.touches(out[len(out)-1], d.font) {
			before := out[len(out)-1]
			out = out[:len(out)-1]
			b.first, b.left = before.first, before.left
			b.x, b.text = (b.left+b.right)/2, fmt.Sprintf("%d-%d", b.first, b.last)
		}
		out = append(out, b)
	}
	return out
}

func (b badge) touches(before badge, font float64) bool {
	half := func(b badge) float64 { return max(2*badgeRadius, textWidth(b.text, font)+6) / 2 }
	return b.x-half(b) < before.x+half(before)+1
}

// legendItem is a symbol with what it means.
type legendItem struct {
	shape pointShape
	text  string
}

// legend explains the shapes that are there and, on a chart that stands alone, lists the marks, and gives where what is below may start.
func (d *drawing) legend(y float64) float64 {
	line := d.font * lineAlone
	const symbol = 14.0
	x := d.dates.left
	items := d.legendItems()
	for _, item := range items {
		w := symbol + textWidth(item.text, d.font)
		if x > d.dates.left && x+w > d.width {
			x = d.dates.left
			y += line
		}
		class := []string{"dot", "mark square", "mark diamond", "hollow"}[item.shape]
		d.path(class, outline(item.shape, x+5, y+d.font*0.62, 3.4))
		d.label(x+symbol, y+d.font, "soft", item.text)
		x += w + symbol
	}
	if len(items) > 0 {
		y += line
	}
	if !d.alone {
		return y
	}
	listed := d.listed()
	for i, m := range listed {
		if i == mostListed {
			d.label(d.dates.left, y+d.font, "soft", fmt.Sprintf("and %d more", len(listed)-i))
			return y + line
		}
		lead := m.lead()
		indent := d.dates.left + max(symbol, textWidth(lead, d.font*boldSlack)+6)
		d.label(d.dates.left, y+d.font, map[bool]string{true: "start-name", false: "number"}[m.number == 0], lead)
		d.label(indent, y+d.font, "soft", fitting(m.text(), d.font, d.width-indent))
		y += line
	}
	return y
}

// listed gives all marks in the order of the legend: the start of the mechanism, then by number.
func (d *drawing) listed() []plottedMark {
	out := slices.Concat(d.marks, d.others)
	slices.SortStableFunc(out, func(a, b plottedMark) int { return a.number - b.number })
	return out
}

// lead is by what the chart names a mark.
func (m plottedMark) lead() string {
	if m.number == 0 {
		return "start"
	}
	return strconv.Itoa(m.number)
}

func (m plottedMark) text() string {
	on := tidy(m.On)
	if !m.day.IsZero() {
		on = m.day.Format("2 Jan 2006")
	}
	return joined(": ", on, tidy(m.Label))
}

// legendItems explains the shapes that the chart has besides dots.
func (d *drawing) legendItems() []legendItem {
	var found [4]bool
	for _, p := range d.points {
		found[shapeOf(p.PointView)] = true
	}
	var out []legendItem
	for _, item := range []legendItem{{diamond, "outside the limits"}, {square, "part of a pattern"}, {hollow, "not over yet"}} {
		if found[item.shape] {
			out = append(out, item)
		}
	}
	return out
}

// ruleWords say what the patterns are, for the table of a chart.
var ruleWords = map[signal.RuleName]string{
	signal.OutsideLimits: "outside the limits",
	signal.RunOf8:        "eight in a row on one side",
	signal.ThreeOfFour:   "three of four near a limit",
	signal.RunOf7:        "seven in a row on one side",
	signal.TrendOf7:      "seven in a row one way",
	signal.TwoOfThree:    "two of three near a limit",
}
