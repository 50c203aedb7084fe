package render

import (
	"strings"
)

// column is one of a table in a terminal.
type column struct {
	head  string
	most  int // characters that it takes at most; 0 for as many as there are
	right bool
	first bool // shortened before the others are
	cells []string
}

// columns is a table in a terminal.
type columns []column

// gapBetween is how many spaces stand between the columns of a table.
const gapBetween = 2

// add appends a row of tidy texts, one a column.
func (c columns) add(row ...string) {
	for i := range c {
		c[i].cells = append(c[i].cells, row[i])
	}
}

// write puts the table on a screen: its head, and below each row in its style what is to be added to it, if anything.
func (c columns) write(s *screen, styles []style, below []string) {
	widths := c.widths(s.width - 2)
	heads := make([]string, len(c))
	for i := range c {
		heads[i] = c[i].head
	}
	s.line(s.paint("  "+c.row(heads, widths), dim))
	for r := range styles {
		row := make([]string, len(c))
		for i := range c {
			row[i] = c[i].cells[r]
		}
		s.line("  " + s.paint(c.row(row, widths), styles[r]))
		if below[r] != "" {
			s.block("", plain, 4, below[r], plain)
		}
	}
}

// widths gives each column what it needs up to what it may have, and takes back what the screen lacks.
func (c columns) widths(room int) []int {
	out := make([]int, len(c))
	room -= gapBetween * (len(c) - 1)
	total := 0
	for i, col := range c {
		out[i] = width(col.head)
		for _, cell := range col.cells {
			out[i] = max(out[i], width(cell))
		}
		if col.most > 0 {
			out[i] = min(out[i], max(col.most, width(col.head)))
		}
		total += out[i]
	}
	for ; total > room; total-- {
		i := c.shortened(out)
		if out[i] <= 1 {
			break
		}
		out[i]--
	}
	return out
}

// shortened gives the column that has to do with less: one that comes first in that as long as it says something, or else
// the widest.
func (c columns) shortened(widths []int) int {
	const enough = 7
	widest := 0
	for i := range c {
		if c[i].first && widths[i] > enough {
			return i
		}
		if widths[i] > widths[widest] {
			widest = i
		}
	}
	return widest
}

func (c columns) row(cells []string, widths []int) string {
	var b strings.Builder
	for i, cell := range cells {
		if i > 0 {
			b.WriteString(strings.Repeat(" ", gapBetween))
		}
		cell = shorten(cell, widths[i])
		pad := strings.Repeat(" ", max(0, widths[i]-width(cell)))
		if c[i].right {
			b.WriteString(pad + cell)
		} else {
			b.WriteString(cell + pad)
		}
	}
	return strings.TrimRight(b.String(), " ")
}
