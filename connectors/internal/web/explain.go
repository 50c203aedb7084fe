package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
)

type dialer = func(ctx context.Context, network, address string) (net.Conn, error)

var (
	errSlow     = errors.New("it takes too long")
	errCutOff   = errors.New("the answer breaks off")
	errTooLarge = errors.New("the answer is too large")
	errPacked   = errors.New("the answer is packed in a way that was not asked for")
	errAddress  = errors.New("the address cannot be used")
)

// passing reports whether a failure may be over in a moment. A server that is slow is not helped by being asked again.
func passing(err error) bool {
	if refused, ok := errors.AsType[*refusal](err); ok {
		return unavailable(refused.answer.Status) || refused.answer.Status == http.StatusTooManyRequests
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return false
	}
	return slices.ContainsFunc([]error{errCutOff, io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE}, func(e error) bool { return errors.Is(err, e) })
}

func unavailable(status int) bool {
	return status >= http.StatusInternalServerError || status == http.StatusRequestTimeout || status == http.StatusTooEarly
}

// askedToWait gives how long a server wants to be left alone (RFC 9110, 10.2.3). A date counts from the one of the answer,
// so that clocks need not agree.
func askedToWait(header http.Header) (time.Duration, bool) {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, mostWait.Seconds()) * float64(time.Second)), true
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return 0, false
	}
	return min(max(0, until.Sub(now)), mostWait), true
}

const mostWait = 24 * time.Hour

// explain makes a fault of a failure. Its text is ours: what a server or a library says may repeat a secret.
func (c *Client) explain(ctx context.Context, err error) error {
	if refused, ok := errors.AsType[*refusal](err); ok {
		if errors.Is(ctx.Err(), context.Canceled) {
			return c.unavailable(ctx.Err(), "was not waited for", "Try again.")
		}
		return c.explainStatus(refused)
	}
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return c.unavailable(ctx.Err(), "was not waited for", "Try again.")
	case ctx.Err() != nil:
		return c.unavailable(context.DeadlineExceeded, "did not answer in time", "Try again later, or ask it for less.")
	case Barred(err):
		return c.invalid(err, "was not asked", "Set private: true for the source if its own address is in your network; what it redirects to may never be.")
	case errors.Is(err, errInClear):
		return c.invalid(errInClear, "was not asked", "Use https.")
	case errors.Is(err, errTooLarge):
		return c.invalid(nil, fmt.Sprintf("answers with more than %d MB", c.maxBytes>>20), "Ask it for less: fewer columns, rows or metrics.")
	case errors.Is(err, errPacked):
		return c.invalid(nil, "packs its answer in a way that was not asked for", "Look whether its address is right.")
	case errors.Is(err, errCutOff):
		return c.unavailable(nil, "broke off in the middle of its answer", "Try again later.")
	}
	return c.explainConnection(err)
}

func (c *Client) explainConnection(err error) error {
	if redirect, ok := errors.AsType[*redirectError](err); ok {
		return c.invalid(nil, redirect.why, "Give the address that it redirects to as the url of the source.")
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		if dns.IsNotFound {
			return c.unavailable(nil, "cannot be found: no such host", "Look whether its address is right, and whether this machine is on the network.")
		}
		return c.unavailable(nil, "cannot be found: names are not resolved", "Look whether this machine is on the network.")
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return c.invalid(nil, "shows a certificate that cannot be trusted", "Look whether its address is right; a certificate of your own authority has to be known to the operating system.")
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || errors.Is(err, http.ErrSchemeMismatch) {
		return c.invalid(nil, "does not speak https", "Use http with private: true where it is in your own network.")
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return c.unavailable(context.DeadlineExceeded, "did not answer in time", "Try again later, or ask it for less.")
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return c.unavailable(nil, "does not take connections", "Look whether it runs and whether its address and port are right.")
	}
	return c.unavailable(nil, "did not answer in a way that can be understood", "Try again later, and look whether its address and port are right.")
}

func (c *Client) explainStatus(refused *refusal) error {
	status := refused.answer.Status
	said := strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
	wait, asked := askedToWait(refused.answer.Header)
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return c.fail(fault.Unauthorised, refused, "does not let us in ("+said+")", "Give a key that may read, as the key of the source in the environment; it may have expired.")
	case status == http.StatusTooManyRequests:
		return connectors.Wait(c.fail(fault.Unavailable, refused, "asks to be left alone for a while ("+said+")", laterAdvice(wait)), wait)
	case status == http.StatusServiceUnavailable && asked:
		return connectors.Wait(c.fail(fault.Unavailable, refused, "asks to be left alone for a while ("+said+")", laterAdvice(wait)), wait)
	case unavailable(status):
		return c.fail(fault.Unavailable, refused, "cannot answer now ("+said+")", "Try again later.")
	case status == http.StatusNotFound || status == http.StatusGone:
		return c.fail(fault.NotFound, refused, "has nothing at this address ("+said+")", "Look whether the address of the source and the names in its query are right.")
	}
	return c.fail(fault.Invalid, refused, "refuses the question ("+said+")", "Look whether the address of the source and its query are right.")
}

func laterAdvice(wait time.Duration) string {
	if wait == 0 {
		return "Try again later."
	}
	return "Try again in " + wait.Round(time.Second).String() + "."
}

func (c *Client) unavailable(cause error, what, next string) error {
	return c.fail(fault.Unavailable, cause, what, next)
}

func (c *Client) invalid(cause error, what, next string) error {
	return c.fail(fault.Invalid, cause, what, next)
}

// fail names the source and its host. The cause is kept for [Refusal] and errors.Is; only what we wrote ourselves shows.
func (c *Client) fail(kind fault.Kind, cause error, what, next string) error {
	message := c.source + " (" + c.base.Hostname() + ") " + what
	if barred, ok := errors.AsType[*barredAddressError](cause); ok {
		message += ": " + barred.Error()
	}
	shown := fault.New(kind, opAsk, message, next)
	if cause == nil {
		return shown
	}
	return &known{shown, cause}
}

// known is a fault with a cause that can be asked for and does not show.
type known struct {
	shown *fault.Error
	cause error
}

func (k *known) Error() string   { return k.shown.Error() }
func (k *known) Unwrap() []error { return []error{k.shown, k.cause} }

const (
	mostQuoted    = 300
	leastSecret   = 4
	leastInQuery  = 16 // a shorter value in the query of an address is no secret
	hiddenAsWords = "(hidden)"
)

// Quote makes something that a server said fit for an error, a warning or a statement: one line, not long, without what
// was sent to get in, and without characters that do something to a terminal.
func (c *Client) Quote(said string) string {
	said = strings.Join(strings.FieldsFunc(c.Hide(said), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	said = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, said)
	said = c.Hide(said) // a secret may have been broken up by what was taken out
	if runes := []rune(said); len(runes) > mostQuoted {
		return string(runes[:mostQuoted]) + "..."
	}
	return said
}

// Hide takes out of a text what was sent to get in: the values of headers, and long values in the query of the address.
func (c *Client) Hide(text string) string { return c.secrets.Replace(text) }

// secretsOf lists what must not show: the values of headers and their parts, and long values in the address.
func secretsOf(header http.Header, base *url.URL) *strings.Replacer {
	var secrets []string
	for _, values := range header {
		for _, value := range values {
			secrets = append(secrets, value)
			secrets = append(secrets, strings.Fields(value)...)
		}
	}
	secrets = slices.DeleteFunc(secrets, func(s string) bool {
		return len(s) < leastSecret || strings.EqualFold(s, "Bearer") || strings.EqualFold(s, "Basic")
	})
	for _, values := range base.Query() {
		for _, value := range values {
			if len(value) >= leastInQuery {
				secrets = append(secrets, value)
			}
		}
	}
	for _, secret := range secrets {
		secrets = append(secrets, url.QueryEscape(secret), url.PathEscape(secret))
	}
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) }) // the longest first, so that none is left in half
	var pairs []string
	for _, s := range secrets {
		pairs = append(pairs, s, hiddenAsWords)
	}
	return strings.NewReplacer(pairs...)
}
