package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

// view says how results are shown on standard output: as wide as the terminal is, in colour only where a person looks
// and did not decline it (see no-color.org).
func (s *session) view() render.TerminalOptions {
	width, isTerminal := terminalWidth(s.env.Stdout)
	return render.TerminalOptions{Width: width, Color: isTerminal && s.colourWanted()}
}

func (s *session) colourWanted() bool {
	kind := s.env.Getenv("TERM")
	return s.env.Getenv("NO_COLOR") == "" && kind != "dumb" && kind != ""
}

// terminalWidth gives the columns of the terminal behind w, and whether there is one.
func terminalWidth(w any) (int, bool) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return render.DefaultWidth, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		return render.DefaultWidth, true
	}
	return width, true
}

// dialogue is a conversation with the person at the terminal. Questions, and what is needed to answer them, are shown
// where that person looks, also when standard output goes elsewhere.
type dialogue struct {
	out     io.Writer
	answers *bufio.Reader
	view    render.TerminalOptions
	done    func()
	ended   bool // whether the last answer was cut off by the end of input
}

// dialogue opens a conversation. It reports false when nobody is there to answer: standard input is no terminal, there
// is no screen, or --no-input was given.
func (s *session) dialogue() (*dialogue, bool) {
	if s.noInput || !isTerminal(s.env.Stdin) {
		return nil, false
	}
	d := &dialogue{out: s.env.Stderr, answers: bufio.NewReader(s.in), done: func() {}}
	if !isTerminal(s.env.Stderr) {
		screen, err := os.OpenFile("/dev/tty", os.O_WRONLY, 0)
		if err != nil {
			return nil, false
		}
		d.out, d.done = screen, func() { _ = screen.Close() }
	}
	width, _ := terminalWidth(d.out)
	d.view = render.TerminalOptions{Width: width, Color: s.colourWanted()}
	return d, true
}

// ask puts a question and gives the answer without its line end. The end of input is an empty answer.
func (d *dialogue) ask(question string) (string, error) {
	if _, err := fmt.Fprint(d.out, question+" "); err != nil {
		return "", fault.Wrap(err, fault.Unavailable, "cli.ask", "the question could not be shown",
			"Run the command again in a terminal, or look at its help for a way without questions.")
	}
	answer, err := d.answers.ReadString('\n')
	d.ended = errors.Is(err, io.EOF)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fault.Wrap(err, fault.Unavailable, "cli.ask", "the answer could not be read",
			"Run the command again in a terminal, or look at its help for a way without questions.")
	}
	return strings.TrimSpace(answer), nil
}

// confirm puts a question that a mere Enter answers with yes. The end of input is no answer, and so a no.
func (d *dialogue) confirm(question string) (bool, error) {
	answer, err := d.ask(question)
	if err != nil {
		return false, err
	}
	return !d.ended && !strings.HasPrefix(strings.ToLower(answer), "n"), nil
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// printable makes a message safe for a terminal, whatever a file name or a record put into it. Its lines stay lines.
func printable(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = render.Clean(lines[i])
	}
	return strings.Join(lines, "\n")
}

// tell writes a line for the person to standard error, where it does not get into the result.
func (s *session) tell(format string, args ...any) {
	_, _ = fmt.Fprintln(s.env.Stderr, printable(fmt.Sprintf(format, args...)))
}
