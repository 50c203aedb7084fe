package model

import (
	"context"
	"sync"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Breaker leaves an endpoint alone that failed several times in a row: each further attempt would only take its time. After a
// pause one request is let through to see whether it is over.
type Breaker struct {
	next     Model
	failures int
	pause    time.Duration
	now      func() time.Time

	mu     sync.Mutex
	row    int       // failures in a row
	opened time.Time // when the endpoint was found to fail
	trying bool      // one request is under way to see whether it is over
}

// NewBreaker puts a breaker before a model: it opens after so many failures of the endpoint in a row, for so long. Now is the clock.
func NewBreaker(next Model, failures int, pause time.Duration, now func() time.Time) *Breaker {
	return &Breaker{next: next, failures: failures, pause: pause, now: now}
}

// Generate asks the model unless the breaker is open; then it fails with an error that is Paused.
func (b *Breaker) Generate(ctx context.Context, r Request) (Response, error) {
	trial, err := b.admit()
	if err != nil {
		return Response{}, err
	}
	response, err := b.next.Generate(ctx, r)
	b.settle(ctx, trial, err)
	return response, err
}

func (b *Breaker) admit() (trial bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.row < b.failures {
		return false, nil
	}
	if b.trying || b.now().Sub(b.opened) < b.pause {
		return false, Mark(&unasked{fault.Newf(fault.Unavailable, "model.breaker", "the model failed %d times in a row and is left alone for %s", b.row, b.pause).
			Do("Correct what the first of the errors named, then run it again: replies that came are kept.")}, Paused)
	}
	b.trying = true
	return true, nil
}

// settle counts an outcome. That a caller gave up, or did not like what it got, says nothing about the endpoint.
func (b *Breaker) settle(ctx context.Context, trial bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if trial {
		b.trying = false
	}
	switch {
	case ctx.Err() != nil:
	case ClassOf(err).Final():
		b.row++
		b.opened = b.now()
	default:
		b.row = 0
	}
}
