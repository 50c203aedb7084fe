package connectors

import (
	"context"
	"errors"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Class says whether a failure is worth another try.
type Class string

// The classes.
const (
	Retry       Class = "retry"       // may work in a moment: a time-out, a connection that broke, a server in trouble
	Throttled   Class = "throttled"   // works later, see [RetryAfter]
	Credentials Class = "credentials" // works once somebody gives other credentials
	Permanent   Class = "permanent"   // fails again in the same way
)

// ClassOf gives the class of an error of a source. Interruption by the caller is permanent: nobody waits any more.
func ClassOf(err error) Class {
	var wait *wait
	switch {
	case errors.Is(err, context.Canceled):
		return Permanent
	case errors.As(err, &wait):
		return Throttled
	case fault.Is(err, fault.Unauthorised):
		return Credentials
	case fault.Is(err, fault.Unavailable):
		return Retry
	}
	return Permanent
}

// Wait marks an error as one of a source that asked to be left alone for a while; zero when it did not say how long.
func Wait(err error, d time.Duration) error { return &wait{err, d} }

// RetryAfter gives how long a source asked to be left alone, zero when it did not say.
func RetryAfter(err error) time.Duration {
	var wait *wait
	if errors.As(err, &wait) {
		return wait.after
	}
	return 0
}

type wait struct {
	error
	after time.Duration
}

// Unwrap gives the error itself.
func (w *wait) Unwrap() error { return w.error }
