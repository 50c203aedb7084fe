package model

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Limits are what the calls of one run may take together. A limit of 0 is none.
type Limits struct {
	Calls  int
	Tokens int           // of requests and replies
	Cost   Cost          // by the prices of the model
	Time   time.Duration // from the first call on
}

// Cost is an amount of money in millionths of the currency in which the prices are given. As a price, it is that of a million tokens
// times a millionth: whole numbers add up without rounding.
type Cost int64

// CostOf gives an amount in whole units of the currency, rounded to a millionth.
func CostOf(amount float64) Cost { return Cost(math.Round(amount * 1e6)) }

// String gives the amount in units of the currency, as in "0.0134".
func (c Cost) String() string {
	switch {
	case c%10_000 == 0:
		return fmt.Sprintf("%.2f", float64(c)/1e6)
	case c%100 == 0:
		return fmt.Sprintf("%.4f", float64(c)/1e6)
	}
	return fmt.Sprintf("%.6f", float64(c)/1e6)
}

// Price is what a million tokens cost; zero when nobody said.
type Price struct{ Prompt, Completion Cost }

// Of gives the cost of what was used, rounded up to a millionth.
func (p Price) Of(u Usage) Cost {
	const million = 1_000_000
	sum := int64(p.Prompt)*int64(u.Prompt) + int64(p.Completion)*int64(u.Completion)
	return Cost((sum + million - 1) / million)
}

// Budget keeps the calls of one run within limits. A call that would take more than is left, as far as that can be estimated, is not
// made; what a call really took is counted afterwards.
type Budget struct {
	next   Model
	limits Limits
	price  Price
	now    func() time.Time

	mu    sync.Mutex
	begun time.Time // the first call; zero before
	calls int
	used  Usage // by finished calls, and by estimate by those that are under way
}

// NewBudget puts limits before a model. Now is the clock.
func NewBudget(next Model, limits Limits, price Price, now func() time.Time) *Budget {
	return &Budget{next: next, limits: limits, price: price, now: now}
}

// Generate asks the model if that is within the limits, else fails with an error that is Spent and names the limit.
func (b *Budget) Generate(ctx context.Context, r Request) (Response, error) {
	estimate := Estimate(r)
	left, err := b.reserve(estimate)
	if err != nil {
		return Response{}, &unasked{err}
	}
	limited, cancel := ctx, context.CancelFunc(func() {})
	if b.limits.Time > 0 {
		limited, cancel = context.WithTimeoutCause(ctx, left, errNoTime)
	}
	defer cancel()
	response, err := b.next.Generate(limited, r)
	b.settle(estimate, response, err)
	if err != nil && ctx.Err() == nil && errors.Is(context.Cause(limited), errNoTime) {
		return response, spent("the time of %s is over", b.limits.Time)
	}
	return response, err
}

var errNoTime = errors.New("the time of the budget is over")

// reserve counts a call that is about to be made, and gives the time that is left for it.
func (b *Budget) reserve(estimate Usage) (time.Duration, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if b.begun.IsZero() {
		b.begun = now
	}
	after := b.used.Add(estimate)
	left := b.limits.Time - now.Sub(b.begun)
	switch {
	case b.limits.Calls > 0 && b.calls >= b.limits.Calls:
		return 0, spent("the %d calls of the budget are made", b.limits.Calls)
	case b.limits.Tokens > 0 && after.Total() > b.limits.Tokens:
		return 0, spent("about %d tokens more would exceed the budget of %d, of which %d are used", estimate.Total(), b.limits.Tokens, b.used.Total())
	case b.limits.Cost > 0 && b.price.Of(after) > b.limits.Cost:
		return 0, spent("about %s more would exceed the budget of %s, of which %s is used", b.price.Of(estimate), b.limits.Cost, b.price.Of(b.used))
	case b.limits.Time > 0 && left <= 0:
		return 0, spent("the time of %s is over", b.limits.Time)
	}
	b.calls, b.used = b.calls+1, after
	return left, nil
}

// settle replaces the estimate by what was used. Where the endpoint does not say, the estimate stands, unless it was not reached.
func (b *Budget) settle(estimate Usage, response Response, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if response.Usage != (Usage{}) || err != nil {
		b.used.Prompt += response.Usage.Prompt - estimate.Prompt
		b.used.Completion += response.Usage.Completion - estimate.Completion
		return
	}
	b.used.Completion += len(response.Text)/bytesPerToken - estimate.Completion
}

// bytesPerToken gives an estimate that a text hardly exceeds: tokenizers take about four letters of English for one token.
const bytesPerToken = 3

// Estimate gives about what a request takes: the tokens of all its texts, and as many for the reply as it may have, or as many as for
// a page where it may be of any length.
func Estimate(r Request) Usage {
	const page, frame = 1000, 20 // the frame is what a protocol puts around texts
	prompt := len(r.System) + len(r.Input) + len(r.Schema)
	if r.Repair != nil {
		prompt += len(r.Repair.Reply) + len(r.Repair.Problem)
	}
	u := Usage{Prompt: prompt/bytesPerToken + frame, Completion: r.MaxTokens}
	if u.Completion == 0 {
		u.Completion = page
	}
	return u
}

func spent(format string, args ...any) error {
	return Mark(fault.Newf(fault.Unavailable, "model.budget", format, args...).
		Do("Allow more in the section model of plumb.yaml (budget), or draft from less."), Spent)
}
