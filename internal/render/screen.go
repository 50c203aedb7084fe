package render

import (
	"bytes"
	"io"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// The widths of a terminal view. Lines longer than MaxWidth are tiring to read, so a wider terminal is not filled.
const (
	DefaultWidth = 80
	MinWidth     = 40
	MaxWidth     = 100
)

// style is an ANSI effect. Colour only repeats what the words say.
type style string

const (
	plain  style = ""
	bold   style = "1"
	dim    style = "2"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
	cyan   style = "36"
)

// screen collects the lines of a terminal view. Text given to it must be tidy.
type screen struct {
	buf   bytes.Buffer
	width int
	color bool
}

func newScreen(width int, color bool) *screen {
	if width <= 0 {
		width = DefaultWidth
	}
	return &screen{width: min(max(width, MinWidth), MaxWidth), color: color}
}

func (s *screen) paint(text string, as style) string {
	if !s.color || as == plain || text == "" {
		return text
	}
	return "\x1b[" + string(as) + "m" + text + "\x1b[0m"
}

// blank separates parts by one empty line.
func (s *screen) blank() {
	if s.buf.Len() > 0 && !bytes.HasSuffix(s.buf.Bytes(), []byte("\n\n")) {
		s.buf.WriteByte('\n')
	}
}

// block writes text wrapped behind a lead, which stands on the first line only. Both are given as plain text; the
// lead is padded to indent columns.
func (s *screen) block(lead string, leadStyle style, indent int, text string, textStyle style) {
	if width(lead) >= indent && lead != "" {
		s.line(s.paint(lead, leadStyle))
		lead = ""
	}
	gap := strings.Repeat(" ", max(indent-width(lead), 0))
	for i, line := range wrap(text, s.width-indent) {
		if i == 0 {
			s.line(s.paint(lead, leadStyle) + gap + s.paint(line, textStyle))
			continue
		}
		s.line(strings.Repeat(" ", indent) + s.paint(line, textStyle))
	}
}

func (s *screen) line(text string) {
	s.buf.WriteString(strings.TrimRight(text, " "))
	s.buf.WriteByte('\n')
}

func (s *screen) writeTo(w io.Writer, op string) error { return write(w, op, s.buf.Bytes()) }

// write hands a finished view over in one piece, so that a view is written whole or fails.
func write(w io.Writer, op string, view []byte) error {
	_, err := w.Write(view)
	return fault.Wrap(err, fault.Unavailable, op, "the output cannot be written",
		"Check that the disk has room and that the reader of the output is still there.")
}
