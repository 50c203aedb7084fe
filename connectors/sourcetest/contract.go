// Package sourcetest holds what every source over HTTP has to do, whatever system it reads: the suite runs a source
// against a server that answers well, refuses, hangs, breaks off, never ends, sends elsewhere, or answers with something
// else.
package sourcetest

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/plumbline-dev/plumb/connectors"
)

// Contract tells the suite about one kind of source.
type Contract struct {
	// Open makes a source that asks the server. It is called once a case.
	Open func(t *testing.T, s Server) connectors.Source

	// Request is what is asked for: at least three periods that are over at AsOf.
	Request connectors.Request

	// Want is what the server of Good has: a reading for each period of Request.
	Want []connectors.Reading

	// Good makes a server that answers as the real system does, whatever the window that it is asked for. It is called once
	// a case, so it may remember what it was asked before.
	Good func() http.Handler

	// Odd makes one whose value of the first period is written in another way, such as NaN, +Inf, 1e999, twelve or 0x10. It
	// stands where the number stands: in JSON as a number if that can be, else as a string. With "" there is no value.
	Odd func(value string) http.Handler

	// Keyless says that the source sends no credentials.
	Keyless bool

	// Cut says that an answer which ends early cannot be told from a whole one, as with lines of text.
	Cut bool
}

// Server is what a source asks in a case.
type Server struct {
	URL string // http on this machine: the source must be allowed private addresses
	Key string // the credentials to send
	// Pause is to wait in place of the clock.
	Pause func(context.Context, time.Duration) error
}

// Run holds a kind of source against the contract.
func Run(t *testing.T, c Contract) {
	t.Helper()
	logged := listen(t)
	for name, test := range map[string]func(*testing.T){
		"answers":              c.answers,
		"window":               c.window,
		"partial period":       c.partial,
		"identity":             c.identity,
		"together":             c.together,
		"bad requests":         c.badRequests,
		"statuses":             c.statuses,
		"throttled":            c.throttled,
		"recovers":             c.recovers,
		"credentials end":      c.credentialsEnd,
		"hangs":                c.hangs,
		"cancelled":            c.cancelled,
		"no server":            c.noServer,
		"endless":              c.endless,
		"breaks off":           c.breaksOff,
		"bomb":                 c.bomb,
		"redirects":            c.redirects,
		"something else":       c.somethingElse,
		"echo":                 c.echo,
		"content type":         c.contentType,
		"odd numbers":          c.oddNumbers,
		"no value":             c.noValue,
		"check":                c.check,
		"check is turned away": c.checkRefused,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t)
		})
	}
	t.Cleanup(func() { logged.requireNo(t, key) })
}
