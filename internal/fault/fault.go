// Package fault holds plumb's one error type: what failed, of which kind it is, and what to do next. Every layer
// wraps with it, and each presentation (command line, web, MCP) maps the kinds once.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of failure an [Error] is. The set is small on purpose: a kind exists only where a caller acts
// differently on it.
type Kind string

// The kinds of failure.
const (
	// Invalid is input that cannot be used as it is: a malformed file, a rule broken by the content.
	Invalid Kind = "invalid"
	// Usage is a command that was called wrongly.
	Usage Kind = "usage"
	// NotFound is a thing that was named and does not exist.
	NotFound Kind = "not_found"
	// Conflict is a change that was made against a state that is no longer (or never was) the current one.
	Conflict Kind = "conflict"
	// NeedsPerson is work that stops until a person decides: an approval, an ambiguity.
	NeedsPerson Kind = "needs_person"
	// Unauthorised is an act by somebody who may not do it.
	Unauthorised Kind = "unauthorised"
	// Unavailable is something outside that does not answer now and may later: a locked database, a full disk.
	Unavailable Kind = "unavailable"
	// Internal is a defect or an unforeseen failure.
	Internal Kind = "internal"
)

// Error is the one error type of plumb. Message is for a person and says what happened; Next says what to do about it.
type Error struct {
	Kind    Kind
	Op      string // the operation, such as "transcript.read"
	Message string
	Next    string // what to do next, a full sentence; may be empty
	Err     error  // the cause; may be nil
}

// Error gives the message, then its cause. The next step is left out: a presentation shows it on a line of its own
// (see [Next]).
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	if e.Err != nil {
		if b.Len() > 0 {
			b.WriteString(": ")
		}
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New makes an error without a cause.
func New(kind Kind, op, message, next string) *Error {
	return &Error{Kind: kind, Op: op, Message: message, Next: next}
}

// Newf makes an error without a cause whose message is formatted; it carries no next step (see [Error.Do]).
func Newf(kind Kind, op, format string, args ...any) *Error {
	return &Error{Kind: kind, Op: op, Message: fmt.Sprintf(format, args...)}
}

// Wrap makes an error with a cause. It returns nil when err is nil.
func Wrap(err error, kind Kind, op, message, next string) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: kind, Op: op, Message: message, Next: next, Err: err}
}

// Do sets the next step and returns the same error, for use in a return statement.
func (e *Error) Do(format string, args ...any) *Error {
	e.Next = fmt.Sprintf(format, args...)
	return e
}

// KindOf gives the kind of the first [Error] in err's chain, Internal when there is none, "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Next gives the first next step in err's chain, or "".
func Next(err error) string {
	for err != nil {
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return ""
		}
		if e.Next != "" {
			return e.Next
		}
		err = e.Err
	}
	return ""
}

// Is reports whether err is of the given kind.
func Is(err error, kind Kind) bool { return KindOf(err) == kind }
