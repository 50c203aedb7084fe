package cli

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/render"
)

// progress shows on one line of a terminal how far a model is, and takes the line away when it is done. What the model says is
// not shown: it is not checked yet.
type progress struct {
	out   io.Writer
	width int // columns of the terminal
	shown time.Duration
	long  int // columns that are written on
}

// everySoOften is how much time passes between two lines: a person reads no faster.
const everySoOften = 200 * time.Millisecond

// watch gives what tells a person at a terminal how far a model is; nil when nobody looks.
func (s *session) watch() func(model.Progress) {
	width, ok := terminalWidth(s.env.Stderr)
	if kind := s.env.Getenv("TERM"); !ok || kind == "dumb" || kind == "" {
		return nil
	}
	s.progress = &progress{out: s.env.Stderr, width: width}
	return s.progress.tell
}

// clearProgress takes the line of the progress away, so that something else can be written in its place.
func (s *session) clearProgress() {
	if s.progress != nil {
		s.progress.write("")
	}
}

func (p *progress) tell(now model.Progress) {
	switch {
	case now.Ended:
		p.write("")
		p.shown = 0
	case now.Elapsed == 0, now.Elapsed-p.shown >= everySoOften:
		p.shown = now.Elapsed
		p.write(progressLine(now))
	}
}

// write puts a line in place of the one before. It stays below the width, so that the terminal does not break it.
func (p *progress) write(line string) {
	line = render.Clean(line)
	if runes := []rune(line); len(runes) >= p.width {
		line = string(runes[:max(0, p.width-1)])
	}
	size := utf8.RuneCountInString(line)
	_, _ = fmt.Fprint(p.out, "\r"+line+strings.Repeat(" ", max(0, p.long-size))+"\r"+line)
	p.long = size
}

// progressLine says how far a call is, such as "plumb: reading part 3 of 7: 1,240 tokens, 12 s".
func progressLine(p model.Progress) string {
	line := "plumb: " + p.Step
	if p.Step == "" {
		line = fmt.Sprintf("plumb: asking the model, call %d", p.Call)
	}
	if p.Repair {
		line += ", once more"
	}
	if p.Tokens == 0 {
		return line + " ..."
	}
	return fmt.Sprintf("%s: %s tokens, %d s", line, thousands(p.Tokens), int(p.Elapsed.Seconds()))
}

// thousands writes a count with commas, as in "1,240".
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}
