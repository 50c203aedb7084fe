package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// talk reads lines from the person at the terminal, who can edit them and go back to what was typed before.
type talk struct {
	keyboard *os.File
	screen   io.Writer
	lines    *term.Terminal
}

// mostTyped is the length of the longest line that is taken from a keyboard, in bytes.
const mostTyped = 4096

// talk begins to read lines. It reports false when nobody is there to type them: standard input is no terminal, there is no
// screen, or --no-input was given.
func (s *session) talk() (*talk, bool) {
	keyboard, ok := s.env.Stdin.(*os.File)
	if s.noInput || !ok || !isTerminal(keyboard) || !isTerminal(s.env.Stderr) {
		return nil, false
	}
	t := &talk{keyboard: keyboard, screen: s.env.Stderr}
	t.lines = term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{t.keyboard, t.screen}, "> ")
	return t, true
}

func (t *talk) tell(text string) { _, _ = fmt.Fprintln(t.screen, printable(text)) }

// line reads a line. An empty one, the end of input and an interruption end the talk, and it reports false. While a line
// is typed the terminal hands over every key; in between it is as it was, so that an interruption ends what goes on.
func (t *talk) line() (text string, ok bool, err error) {
	before, err := term.MakeRaw(int(t.keyboard.Fd()))
	if err != nil {
		return "", false, fault.Wrap(err, fault.Unavailable, opAsk, "the terminal cannot be read from", `Give the question with the command: plumb ask "is the mechanism working?"`)
	}
	if width, _, err := term.GetSize(int(t.keyboard.Fd())); err == nil && width > 0 {
		_ = t.lines.SetSize(width, 1)
	}
	text, err = t.lines.ReadLine()
	_ = term.Restore(int(t.keyboard.Fd()), before)
	text = strings.TrimSpace(text)
	switch {
	case errors.Is(err, io.EOF):
		_, _ = fmt.Fprintln(t.screen)
		return "", false, nil
	case err != nil && !errors.Is(err, term.ErrPasteIndicator):
		return "", false, fault.Wrap(err, fault.Unavailable, opAsk, "what was typed could not be read", "Run the command again.")
	}
	return text[:min(len(text), mostTyped)], text != "", nil
}
