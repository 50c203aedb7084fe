package model

import (
	"context"
	"errors"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Class says why a call gave nothing to use, as far as callers act differently on it.
type Class string

// The classes.
const (
	Down        Class = "down"        // the endpoint or the network is in trouble
	Throttled   Class = "throttled"   // the endpoint wants to be asked less, or to be paid
	Credentials Class = "credentials" // works once somebody gives another key
	Setup       Class = "setup"       // works once somebody corrects the configuration: a wrong name or address
	TooLong     Class = "too_long"    // the request is longer than the model reads
	CutOff      Class = "cut_off"     // the reply is longer than it was allowed to be
	WouldNot    Class = "refused"     // the model or a content filter of the endpoint refused
	Malformed   Class = "malformed"   // the reply is not what was asked for
	Spent       Class = "spent"       // the budget does not allow it, or not to the end
	Paused      Class = "paused"      // the endpoint failed too often and is left alone for a while; it was not asked
	Other       Class = "other"       // everything else, among it interruption by the caller
)

// Mark gives an error a class. It is nil for nil.
func Mark(err error, class Class) error {
	if err == nil {
		return nil
	}
	return &marked{err, class}
}

type marked struct {
	error
	class Class
}

// Unwrap gives the error itself.
func (m *marked) Unwrap() error { return m.error }

// ClassOf gives the class of an error of a [Model], "" for nil. One that was not marked is judged by its kind.
func ClassOf(err error) Class {
	var m *marked
	switch {
	case err == nil:
		return ""
	case errors.Is(err, context.Canceled):
		return Other
	case errors.As(err, &m):
		return m.class
	case fault.Is(err, fault.Unauthorised):
		return Credentials
	case fault.Is(err, fault.Unavailable):
		return Down
	}
	return Other
}

// unasked marks a failure before anybody was asked: there was no call.
type unasked struct{ error }

// Unwrap gives the error itself.
func (u *unasked) Unwrap() error { return u.error }

func wasAsked(err error) bool {
	var u *unasked
	return !errors.As(err, &u)
}

// Final reports whether the next request will fail as this one did, whatever it asks: nothing is gained by going on.
func (c Class) Final() bool {
	return c == Down || c == Throttled || c == Credentials || c == Setup || c == Spent || c == Paused
}
