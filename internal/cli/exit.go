package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// The exit codes, which other programs rely on.
const (
	exitOK          = 0
	exitFailure     = 1
	exitUsage       = 2
	exitNotFound    = 3
	exitNeedsPerson = 4
)

// exitCode is the one place where kinds of failure become exit codes.
func exitCode(err error) int {
	switch fault.KindOf(err) {
	case "":
		return exitOK
	case fault.Usage:
		return exitUsage
	case fault.NotFound:
		return exitNotFound
	case fault.NeedsPerson:
		return exitNeedsPerson
	case fault.Invalid, fault.Conflict, fault.Unauthorised, fault.Unavailable, fault.Internal:
		return exitFailure
	}
	return exitFailure
}

// interrupted replaces what an interrupted command happened to fail with by what the person did. A next step that the
// failure already had stays, because it may say where their words are.
func interrupted(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil {
		return err
	}
	next := fault.Next(err)
	if next == "" {
		next = "Nothing is left half-done; run the same command again."
	}
	return fault.New(fault.Unavailable, "cli.interrupt", "stopped before it was done", next)
}

// report shows an error to a person, or as one JSON object to a program.
func report(w io.Writer, err error, asJSON bool) {
	if asJSON {
		reportJSON(w, err)
		return
	}
	for _, e := range flatten(err) {
		_, _ = fmt.Fprintf(w, "plumb: %s\n", printable(e.Error()))
		if next := fault.Next(e); next != "" {
			_, _ = fmt.Fprintf(w, "  %s\n", strings.ReplaceAll(printable(next), "\n", "\n  "))
		}
	}
}

type jsonError struct {
	Error struct {
		Kind    fault.Kind `json:"kind"`
		Message string     `json:"message"`
		Next    string     `json:"next"`
	} `json:"error"`
}

func reportJSON(w io.Writer, err error) {
	var messages []string
	for _, e := range flatten(err) {
		messages = append(messages, e.Error())
	}
	var out jsonError
	out.Error.Kind = fault.KindOf(err)
	out.Error.Message = strings.Join(messages, "; ")
	out.Error.Next = fault.Next(err)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(out)
}

// flatten gives the errors of which a joined error consists. Only the outermost error is looked at: what a fault wraps
// is its cause, not another failure.
func flatten(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, flatten(e)...)
	}
	return all
}
