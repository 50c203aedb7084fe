package openai

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
)

const (
	attempts       = 6
	attemptTime    = 60 * time.Second // from sending to the last byte of the reply
	firstPause     = 500 * time.Millisecond
	longestPause   = 30 * time.Second
	longestWait    = 2 * time.Minute // that a server may ask for; beyond it, a person should know
	largestReply   = 64 << 20
	defaultPerMin  = 600
	burst          = 4 // requests that need not wait for one another
	tooMany        = http.StatusTooManyRequests
	siteOverloaded = 529 // as some providers put it
)

// doer sends requests no faster than allowed, and again when that may help. It reads replies to their end itself, so
// that one that trickles or breaks off counts as a failed attempt.
type doer struct {
	client      http.Client
	limit       *rate.Limiter
	attemptTime time.Duration
	now         func() time.Time
	pause       func(context.Context, time.Duration) error
	jitter      func() float64 // 0 to 1
}

func newDoer(perMinute int) *doer {
	if perMinute == 0 {
		perMinute = defaultPerMin
	}
	return &doer{
		client:      http.Client{CheckRedirect: refuseRedirect},
		limit:       rate.NewLimiter(rate.Limit(float64(perMinute)/60), burst),
		attemptTime: attemptTime,
		now:         time.Now,
		pause:       pause,
		jitter:      rand.Float64,
	}
}

var errRedirect = errors.New("the server sends requests elsewhere")

// refuseRedirect keeps texts and key from going where nobody said they should.
func refuseRedirect(to *http.Request, _ []*http.Request) error {
	return fmt.Errorf("%w, to %s", errRedirect, to.URL.Host)
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Do sends a request until there is an answer that sending it again would not change.
func (d *doer) Do(request *http.Request) (*http.Response, error) {
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
		if !again || attempt == attempts {
			return response, err
		}
		if err := d.pause(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// once sends a request and reads the whole reply.
func (d *doer) once(request *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeoutCause(request.Context(), d.attemptTime, errSlow)
	defer cancel()
	response, err := d.read(request.Clone(ctx))
	if err != nil && errors.Is(context.Cause(ctx), errSlow) {
		return nil, errSlow
	}
	return response, err
}

func (d *doer) read(request *http.Request) (*http.Response, error) {
	if request.GetBody != nil {
		body, err := request.GetBody()
		if err != nil {
			return nil, err
		}
		request.Body = body
	}
	response, err := d.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, largestReply+1))
	if err != nil {
		return nil, fmt.Errorf("reading the reply: %w", err)
	}
	if len(content) > largestReply {
		return nil, errTooLarge
	}
	if response.StatusCode == http.StatusOK && bytes.HasPrefix(content, []byte("{")) && !json.Valid(content) {
		return nil, errCutOff
	}
	response.Body = io.NopCloser(bytes.NewReader(content))
	if spent(response.StatusCode, content) {
		response.StatusCode = http.StatusPaymentRequired // waiting does not bring money
	}
	return response, nil
}

var (
	errTooLarge = fmt.Errorf("the reply is larger than %d MB", largestReply>>20)
	errSlow     = errors.New("the reply takes too long")
	errCutOff   = errors.New("the reply breaks off")
)

// spent reports whether a reply of "too many requests" is about money and not about speed.
func spent(status int, content []byte) bool {
	return status == tooMany && bytes.Contains(content, []byte("insufficient_quota"))
}

// wait says whether the outcome of an attempt may be another next time, and how long to wait until then.
func (d *doer) wait(response *http.Response, err error, attempt int) (time.Duration, bool) {
	if err != nil {
		return d.backoff(attempt), passing(err)
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

// passing reports whether an error of the network may be over in a moment: a reply that took too long or broke off. That nobody answers at an
// address at all is no such error.
func passing(err error) bool {
	if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" {
		return false
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return false
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	return slices.ContainsFunc([]error{errSlow, errCutOff, io.ErrUnexpectedEOF, io.EOF}, func(e error) bool { return errors.Is(err, e) })
}

// backoff doubles with every attempt; half of it is left to chance, so that clients that were turned away together do not come back together.
func (d *doer) backoff(attempt int) time.Duration {
	full := min(firstPause<<(attempt-1), longestPause)
	return full/2 + time.Duration(d.jitter()*float64(full/2))
}

// asked gives how long the server wants to be left alone: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after.
func (d *doer) asked(header http.Header) (time.Duration, bool) {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, longestWait.Seconds()+1) * float64(time.Second)), true
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(d.now())), true
	}
	return 0, false
}
