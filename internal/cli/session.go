package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"syscall"

	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// session is one run of one command: its surroundings, the flags that every command has, and what it opened.
type session struct {
	env     Env
	in      io.Reader // standard input, given up when the run is interrupted
	out     *output   // standard output
	file    string    // --config
	noInput bool      // --no-input
	begun   bool      // whether a command was found and called rightly
	opened  *app.App

	progress *progress // of a model that is waited for; nil where nobody looks
}

func newSession(ctx context.Context, env Env) *session {
	return &session{env: env, in: interruptible(ctx, env.Stdin), out: &output{w: env.Stdout}}
}

// app gives the application, wired from the configuration. It touches no file but the configuration.
func (s *session) app() (*app.App, error) {
	if s.opened != nil {
		return s.opened, nil
	}
	settings, err := s.settings()
	if err != nil {
		return nil, err
	}
	s.opened = app.New(app.Config{Settings: settings, Log: newLogger(s.env.Stderr, settings), Now: s.env.Now, Watch: s.watch()})
	return s.opened, nil
}

// sheets gives the sheets that are kept.
func (s *session) sheets(ctx context.Context) (*register.Register, error) {
	a, err := s.app()
	if err != nil {
		return nil, err
	}
	return a.Sheets(ctx)
}

func (s *session) settings() (config.Config, error) {
	return config.Load(config.Place{File: s.file, Dir: s.env.Dir, Getenv: s.env.Getenv})
}

func (s *session) close() error {
	if s.opened == nil {
		return nil
	}
	return s.opened.Close()
}

// printJSON writes one value as one line to standard output, which remembers by itself when it fails.
func (s *session) printJSON(value any) error {
	if err := writeJSON(s.out, value); s.out.err == nil {
		return err
	}
	return nil
}

// writeJSON writes one value as one line.
func writeJSON(w io.Writer, value any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return fault.Wrap(enc.Encode(value), fault.Internal, "cli.json", "the result cannot be written as JSON", "")
}

// output remembers the first failure to write, so that a full disk or a closed pipe is noticed once, at the end, and
// not at every line.
type output struct {
	w   io.Writer
	err error
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.w.Write(p)
	o.err = err
	return n, err
}

func (o *output) failure() error {
	return fault.Wrap(o.err, fault.Unavailable, "cli.output", "the result could not be written",
		"Check that the disk is not full, then run the same command again.")
}

// brokenPipe reports whether the reader of the output went away, as "plumb ... | head" does; that is no failure to speak of.
func brokenPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
