// Package wire is the way to servers of models over HTTP: requests are sent no faster than allowed and again when that may help, replies
// are bounded in size and time, and nothing follows a server that sends requests elsewhere.
package wire

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/plumbline-dev/plumb/internal/pause"
)

const (
	// Attempts is how often a request is sent at most.
	Attempts = 6
	// Burst is how many requests need not wait for one another.
	Burst = 4

	attemptTime   = 60 * time.Second // from sending to the last byte of the reply
	firstPause    = 500 * time.Millisecond
	longestPause  = 30 * time.Second
	longestWait   = 2 * time.Minute // that a server may ask for; beyond it, a person should know
	largestReply  = 64 << 20        // of vectors
	defaultPerMin = 600

	tooMany        = http.StatusTooManyRequests
	siteOverloaded = 529 // as some providers put it
)

// Doer sends requests no faster than allowed, and again when that may help. It reads replies to their end itself, so
// that one that trickles or breaks off counts as a failed attempt.
type Doer struct {
	Client      http.Client
	AttemptTime time.Duration // from sending to the last byte of the reply
	Largest     int64         // bytes of a reply
	Now         func() time.Time
	Pause       func(context.Context, time.Duration) error
	Jitter      func() float64 // 0 to 1
	limit       *rate.Limiter
}

// New gives a Doer that sends so many requests per minute; 0 is 600.
func New(perMinute int) *Doer {
	if perMinute == 0 {
		perMinute = defaultPerMin
	}
	return &Doer{
		Client:      http.Client{CheckRedirect: refuseRedirect},
		limit:       rate.NewLimiter(rate.Limit(float64(perMinute)/60), Burst),
		AttemptTime: attemptTime,
		Largest:     largestReply,
		Now:         time.Now,
		Pause:       pause.For,
		Jitter:      rand.Float64,
	}
}

// ErrRedirect is that a server sends requests elsewhere.
var ErrRedirect = errors.New("the server sends requests elsewhere")

// refuseRedirect keeps texts and key from going where nobody said they should.
func refuseRedirect(to *http.Request, _ []*http.Request) error {
	return fmt.Errorf("%w, to %s", ErrRedirect, to.URL.Host)
}

// Do sends a request until there is an answer that sending it again would not change.
func (d *Doer) Do(request *http.Request) (*http.Response, error) {
	ctx := request.Context()
	for attempt := 1; ; attempt++ {
		if err := d.limit.Wait(ctx); err != nil {
			return nil, cmp.Or(ctx.Err(), context.DeadlineExceeded) // it fails at once when the turn would come too late
		}
		response, err := d.once(request)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		wait, again := d.wait(response, err, attempt)
		if !again || attempt == Attempts {
			return response, err
		}
		if err := d.Pause(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// once sends a request and reads the whole reply, unless it comes as a stream of events: that is left to the caller.
func (d *Doer) once(request *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeoutCause(request.Context(), d.AttemptTime, ErrSlow)
	response, err := d.send(request.Clone(ctx))
	if err == nil && isStream(response) {
		response.Body = &stream{Reader: io.LimitReader(response.Body, d.Largest), body: response.Body, ctx: ctx, cancel: cancel}
		return response, nil
	}
	defer cancel()
	if err == nil {
		response, err = d.read(response)
	}
	if err != nil && errors.Is(context.Cause(ctx), ErrSlow) {
		return nil, ErrSlow
	}
	return response, err
}

func (d *Doer) send(request *http.Request) (*http.Response, error) {
	if request.GetBody != nil {
		body, err := request.GetBody()
		if err != nil {
			return nil, err
		}
		request.Body = body
	}
	return d.Client.Do(request)
}

func (d *Doer) read(response *http.Response) (*http.Response, error) {
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, d.Largest+1))
	if err != nil {
		return nil, fmt.Errorf("reading the reply: %w", err)
	}
	if int64(len(content)) > d.Largest {
		return nil, fmt.Errorf("%w than %d MB", ErrTooLarge, d.Largest>>20)
	}
	if response.StatusCode == http.StatusOK && bytes.HasPrefix(content, []byte("{")) && !json.Valid(content) {
		return nil, ErrCutOff
	}
	response.Body = io.NopCloser(bytes.NewReader(content))
	if spent(response.StatusCode, content) {
		response.StatusCode = http.StatusPaymentRequired // waiting does not bring money
	}
	return response, nil
}

// What a reply can be besides bad.
var (
	ErrTooLarge = errors.New("the reply is larger")
	ErrSlow     = errors.New("the reply takes too long")
	ErrCutOff   = errors.New("the reply breaks off")
)

// spent reports whether a reply of "too many requests" is about money and not about speed.
func spent(status int, content []byte) bool {
	return status == tooMany && bytes.Contains(content, []byte("insufficient_quota"))
}

// wait says whether the outcome of an attempt may be another next time, and how long to wait until then.
func (d *Doer) wait(response *http.Response, err error, attempt int) (time.Duration, bool) {
	if err != nil {
		return d.backoff(attempt), Passing(err)
	}
	switch response.StatusCode {
	case tooMany, http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable,
		http.StatusGatewayTimeout, siteOverloaded:
	default:
		return 0, false
	}
	if asked, ok := d.asked(response.Header); ok {
		return asked, asked <= longestWait
	}
	return d.backoff(attempt), true
}

// Passing reports whether an error of the network may be over in a moment: a reply that took too long or broke off. That nobody answers at an
// address at all is no such error.
func Passing(err error) bool {
	if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" {
		return false
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return false
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	return slices.ContainsFunc([]error{ErrSlow, ErrCutOff, io.ErrUnexpectedEOF, io.EOF}, func(e error) bool { return errors.Is(err, e) })
}

// backoff doubles with every attempt; half of it is left to chance, so that clients that were turned away together do not come back together.
func (d *Doer) backoff(attempt int) time.Duration {
	full := min(firstPause<<(attempt-1), longestPause)
	return full/2 + time.Duration(d.Jitter()*float64(full/2))
}

// asked gives how long the server wants to be left alone: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after.
func (d *Doer) asked(header http.Header) (time.Duration, bool) {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, longestWait.Seconds()+1) * float64(time.Second)), true
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(d.Now())), true
	}
	return 0, false
}
