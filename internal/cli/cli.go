// Package cli is the command line of plumb: it reads what a person typed, has package app do it, and shows the result.
// Results go to standard output and nothing else does; warnings, progress and errors go to standard error.
package cli

import (
	"context"
	"io"
	"os"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Env is what surrounds one run of the command line.
type Env struct {
	Args   []string // without the name of the program
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	Getenv func(string) string
	Dir    string           // working folder
	Now    func() time.Time // the time of every act

	interrupts *interrupts // nil when signals are not watched
}

// Main runs plumb in the surroundings of the process and gives the exit code.
func Main() int {
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	ctx, watched := watchInterrupts(context.Background())
	defer watched.stop()
	return Run(ctx, Env{
		Args:       os.Args[1:],
		Stdin:      os.Stdin,
		Stdout:     os.Stdout,
		Stderr:     os.Stderr,
		Getenv:     os.Getenv,
		Dir:        dir,
		Now:        time.Now,
		interrupts: watched,
	})
}

// Run runs one command and gives its exit code: 0 ok, 1 failure, 2 usage, 3 not found, 4 needs a person.
func Run(ctx context.Context, env Env) int {
	s := newSession(ctx, env)
	err := s.execute(ctx)
	err = interrupted(ctx, err)
	if failed := s.out.failure(); failed != nil {
		err = failed // whatever else is said is what the command made of it
	}
	if err != nil && !brokenPipe(err) {
		report(env.Stderr, err, asksForJSON(env.Args))
	}
	return exitCode(err)
}

// execute runs the command that the arguments name. What cobra itself refuses is a wrong call; what comes out of a
// command that was begun says itself what it is.
func (s *session) execute(ctx context.Context) error {
	root := s.root()
	err := root.ExecuteContext(ctx)
	if err != nil && !s.begun && fault.KindOf(err) == fault.Internal {
		return usage(err.Error()).Do("Run plumb --help to see how it is called.")
	}
	if closing := s.close(); err == nil {
		err = closing
	}
	return err
}

// asksForJSON looks at the bare arguments, because the flags may be what could not be read.
func asksForJSON(args []string) bool {
	if i := slices.Index(args, "--"); i >= 0 {
		args = args[:i]
	}
	return slices.Contains(args, "--json") || slices.Contains(args, "--json=true")
}
