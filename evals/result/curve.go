package result

import (
	"fmt"
	"html/template"
	"strings"
)

// Curve shows what a bar would bring: of terms whose best candidate scores at least so much, how many there are and how many of these
// are right. Who trusts candidates without a look chooses a place on it.
type Curve struct {
	Title  string  `json:"title"`
	Terms  int     `json:"terms"` // that were looked up
	Points []Point `json:"points"`
	// What plumb links by itself: it looks at more than the score.
	Coverage  float64 `json:"coverage"`
	Precision float64 `json:"precision"`
}

// Point is a place on a curve.
type Point struct {
	Bar       float64 `json:"bar"`       // score from which a candidate is taken
	Taken     int     `json:"taken"`     // terms
	Coverage  float64 `json:"coverage"`  // share of all terms
	Precision float64 `json:"precision"` // share of those taken that are right
}

// drawing is a curve on a page.
type drawing struct {
	SVG     template.HTML
	Caption string
}

// The place of the axes in a drawing, in its own units.
const (
	drawingWidth, drawingHeight = 520.0, 320.0
	left, right                 = 48.0, 500.0
	top, bottom                 = 16.0, 272.0
)

// draw shows coverage from left to right, and precision from below to above.
func (c Curve) draw() *drawing {
	x := func(share float64) float64 { return left + share*(right-left) }
	y := func(share float64) float64 { return bottom - share*(bottom-top) }
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %g %g" role="img" aria-label="%s">`, drawingWidth, drawingHeight, template.HTMLEscapeString(c.Title))
	for _, share := range []float64{0, 0.25, 0.5, 0.75, 1} {
		fmt.Fprintf(&b, `<line class="axis" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/><text x="%.1f" y="%.1f" text-anchor="end">%.0f%%</text>`, left, y(share), right, y(share), left-6, y(share)+4, 100*share)
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="middle">%.0f%%</text>`, x(share), bottom+18, 100*share)
	}
	fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="middle">terms covered, of %d</text><text x="%.1f" y="%.1f">right, of those covered</text>`, (left+right)/2, bottom+38, c.Terms, left+4, top+14)
	var path []string
	for _, p := range c.Points {
		path = append(path, fmt.Sprintf("%.1f,%.1f", x(p.Coverage), y(p.Precision)))
	}
	fmt.Fprintf(&b, `<polyline class="curve" points="%s"/>`, strings.Join(path, " "))
	last := -1.0
	for _, p := range c.Points {
		fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="3"><title>from %.2f: %d terms, %s right</title></circle>`, x(p.Coverage), y(p.Precision), p.Bar, p.Taken, Percent(p.Precision))
		if p.Coverage-last >= 0.08 { // labels need room
			fmt.Fprintf(&b, `<text class="label" x="%.1f" y="%.1f">%.2f</text>`, x(p.Coverage)+5, y(p.Precision)-6, p.Bar)
			last = p.Coverage
		}
	}
	fmt.Fprintf(&b, `<circle class="own" cx="%.1f" cy="%.1f" r="5"><title>what plumb links by itself</title></circle></svg>`, x(c.Coverage), y(c.Precision))
	return &drawing{
		SVG: template.HTML(b.String()), //nolint:gosec // numbers, and a title that is escaped
		Caption: fmt.Sprintf("Each dot trusts first candidates from that score on. The larger dot is what plumb links by itself: %s of the terms, %s of these rightly. It looks at more than the score.",
			Percent(c.Coverage), Percent(c.Precision)),
	}
}
