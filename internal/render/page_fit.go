package render

import (
	"math"
	"strings"
	"unicode"
)

// The print page is laid out here, in points, to know before printing whether it fits. The numbers are those of the
// style sheet in sheet.html.tmpl. Widths are those of Helvetica and its metric twins (Arial, Liberation Sans), with
// some room for the fonts that stand in for them.

const (
	pageWidth  = 544.0 // the narrower of A4 and US Letter, less the margins
	pageHeight = 734.0 // the lower of both, less the margins
	columnGap  = 20.0
	columnText = (pageWidth - columnGap) / 2
	lineHeight = 1.3
	fontSlack  = 1.07 // how much wider another font may run
	boldSlack  = 1.08 // how much wider bold type runs
	bulletPad  = 9.0
	termShare  = 0.32 // of a column, for the terms of the jargon
	termGap    = 8.0
	labelSize  = 7.0
	minSize    = 7.0

	labelHeight = labelSize*1.4 + 5.5
)

// room gives the height that is left on the page in points; it is negative when the page does not fit on one sheet of
// A4 and of US Letter paper.
func (p *page) room() float64 {
	return pageHeight - p.headHeight() - p.columns - p.footHeight()
}

// balance says how many of the blocks stand in the left column so that the longer column is as short as it can be, and
// how long that is.
func balance(blocks []pageBlock, d density) (at int, longest float64) {
	heights := make([]float64, len(blocks))
	total := 0.0
	for i, b := range blocks {
		heights[i] = blockHeight(b, d) + d.Gap()
		total += heights[i]
	}
	longest = total
	left := 0.0
	for i, h := range heights {
		left += h
		if higher := max(left, total-left); higher < longest {
			at, longest = i+1, higher
		}
	}
	return at, longest
}

func (p *page) headHeight() float64 {
	d := p.Density
	h := labelSize*lineHeight + 3
	h += textHeight(p.Title, d.TitleSize(), pageWidth, 1.15) + 3        // title
	h += textHeight(strings.Join(p.Meta, " · "), 8, pageWidth, 1.3) + 8 // meta, rule
	if len(p.Alarms) > 0 {
		h += 6 + 8
		for _, a := range p.Alarms {
			h += textHeight("! "+a, d.Size, (pageWidth-20)/boldSlack, lineHeight) + 1
		}
	}
	lead := max(
		labelHeight+itemHeight(p.Aim, d.LeadSize(), (pageWidth-columnGap)*0.58/boldSlack, d),
		labelHeight+itemHeight(p.Done, d.Size, (pageWidth-columnGap)*0.42-12, d))
	third := (pageWidth - 2*24) / 3
	mechanism := max(
		labelHeight+itemHeight(p.Lever, d.Size, third-16, d),
		labelHeight+itemHeight(p.Outcome, d.Size, third-16, d),
		labelHeight+itemHeight(p.Because, d.Size, third-16, d))
	return h + lead + d.Gap() + mechanism + 14 + d.Gap()*1.5
}

func (p *page) footHeight() float64 {
	h := 5 + 6 + textHeight(strings.Join(p.Footer, " · "), minSize, pageWidth, 1.35)
	if p.Shortened {
		h += minSize * 1.35
	}
	return h
}

func blockHeight(b pageBlock, d density) float64 {
	h := labelHeight
	w := columnText
	if b.List {
		w -= bulletPad
	}
	for _, it := range b.Items {
		h += itemHeight(it, d.Size, w, d)
	}
	for _, t := range b.Terms {
		h += 1 + max(
			textHeight(t.Heard, d.Small(), columnText*termShare/boldSlack, lineHeight),
			textHeight(t.Meaning, d.Small(), columnText*(1-termShare)-termGap, lineHeight))
	}
	if b.More > 0 {
		h += d.Small() * lineHeight
	}
	return h
}

func itemHeight(it pageItem, size, w float64, d density) float64 {
	const apart = 2.0
	text := it.Text
	if text == "" {
		text = "not stated"
	}
	if it.Lead != "" {
		text = it.Lead + "  " + text
	}
	if it.Marks != "" {
		text += "  " + it.Marks + "xxx"
	}
	text += "  " + it.Refs
	h := textHeight(text, size, w, lineHeight) + apart
	for _, more := range append([]string{it.Computed, it.Metric, prefixed("→ ", it.Question)}, it.Rests...) {
		if more != "" {
			h += textHeight(more, d.Small(), w-6, lineHeight)
		}
	}
	return h
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// Small is the size of evidence, questions and computed lines.
func (d density) Small() float64 { return tenths(max(minSize, d.Size-1.4)) }

// TitleSize is the size of the title.
func (d density) TitleSize() float64 { return tenths(max(14, d.Size*2.1)) }

// LeadSize is the size of the aim.
func (d density) LeadSize() float64 { return tenths(d.Size * 1.3) }

// Gap is the space between blocks.
func (d density) Gap() float64 { return tenths(max(5, (d.Size-5)*2) + d.Stretch) }

// tenths rounds down to tenths of a point, so that a page is written alike on every machine.
func tenths(points float64) float64 { return math.Floor(points*10+1e-6) / 10 }

// textHeight gives the height of text that is wrapped at w points.
func textHeight(text string, size, w, leading float64) float64 {
	return float64(lineCount(text, size, w)) * size * leading
}

// lineCount wraps text as a browser does: at spaces, between wide characters, and inside a word that is longer than a
// line.
func lineCount(text string, size, w float64) int {
	if text == "" {
		return 0
	}
	limit := w / (size * fontSlack)
	lines, used := 1, 0.0
	for word := range strings.FieldsSeq(text) {
		gap := 0.28
		for _, piece := range pieces(word) {
			pw := ems(piece)
			if used > 0 && used+gap+pw > limit {
				lines++
				used, gap = 0, 0
			}
			if used == 0 {
				gap = 0
			}
			for pw > limit {
				lines++
				pw -= limit
			}
			used += gap + pw
			gap = 0
		}
	}
	return lines
}

// ems gives the width of a text in units of its size.
func ems(s string) float64 {
	w := 0.0
	for _, r := range s {
		if r < 0x80 {
			w += asciiEms[r]
			continue
		}
		w += em(r)
	}
	return w
}

// asciiEms holds the widths of ASCII in Helvetica, rounded up.
var asciiEms = func() (table [0x80]float64) {
	for r := range table {
		table[r] = 0.74
	}
	for _, class := range []struct {
		chars string
		em    float64
	}{
		{"ijl'|", 0.23},
		{" !,./:;I[]\\ft()`-r\"", 0.34},
		{"ckszvxyJ*^{}", 0.51},
		{"abdeghnopquL0123456789$#?_", 0.56},
		{"mMWw%@", 0.95},
	} {
		for _, r := range class.chars {
			table[r] = class.em
		}
	}
	return table
}()

// em gives a generous width for a character outside ASCII.
func em(r rune) float64 {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case cells.RuneWidth(r) == 2:
		return 1.4
	}
	return 0.75
}
