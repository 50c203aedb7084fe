package model_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
)

// clock is a time that the test moves.
type clock struct{ at time.Time }

func newClock() *clock { return &clock{time.Date(2031, 3, 4, 5, 6, 7, 0, time.UTC)} }

func (c *clock) now() time.Time { return c.at }

// using is a step that takes so many tokens.
func using(prompt, completion int) fake.Step {
	return func(model.Request) (model.Response, error) {
		return model.Response{Text: "ok", Finish: model.Stopped, Usage: model.Usage{Prompt: prompt, Completion: completion}}, nil
	}
}

func TestBudget(t *testing.T) {
	t.Parallel()
	small := model.Request{Input: strings.Repeat("abc", 80), MaxTokens: 100} // 100 tokens and 100 for the reply
	price := model.Price{Prompt: model.CostOf(2), Completion: model.CostOf(10)}
	for name, c := range map[string]struct {
		limits model.Limits
		step   fake.Step
		passes int
		says   string
	}{
		"no limits":        {model.Limits{}, using(1e6, 1e6), 5, ""},
		"calls":            {model.Limits{Calls: 2}, using(1, 1), 2, "the 2 calls of the budget are made"},
		"tokens":           {model.Limits{Tokens: 500}, using(120, 30), 3, "about 200 tokens more would exceed the budget of 500, of which 450 are used"},
		"too large at all": {model.Limits{Tokens: 199}, using(1, 1), 0, "about 200 tokens more"},
		"unsaid usage":     {model.Limits{Tokens: 401}, using(0, 0), 3, "of which 300 are used"},
		"cost":             {model.Limits{Cost: model.CostOf(0.0024)}, using(100, 50), 2, "about 0.0012 more would exceed the budget of 0.0024, of which 0.0014 is used"},
		"time":             {model.Limits{Time: 2500 * time.Millisecond}, using(1, 1), 3, "the time of 2.5s is over"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := newClock()
			m := fake.NewScripted(c.step, c.step, c.step, c.step, c.step)
			b := model.NewBudget(m, c.limits, price, now.now)
			var err error
			passed := 0
			for ; passed < 5 && err == nil; now.at = now.at.Add(time.Second) {
				if _, err = b.Generate(t.Context(), small); err == nil {
					passed++
				}
			}
			require.Equal(t, c.passes, passed, err)
			require.Len(t, m.Asked(), passed, "what is refused is not asked")
			if c.says != "" {
				require.Equal(t, model.Spent, model.ClassOf(err))
				require.Contains(t, err.Error(), c.says)
				require.Contains(t, fault.Next(err), "budget")
			}
		})
	}
}

// TestBudgetEndsWaiting is about a reply that does not come: the budget's time ends it, and the caller's own end stays the caller's.
func TestBudgetEndsWaiting(t *testing.T) {
	t.Parallel()
	hangs := modelFunc(func(ctx context.Context, _ model.Request) (model.Response, error) {
		<-ctx.Done()
		return model.Response{}, fault.Wrap(ctx.Err(), fault.Unavailable, "test", "asking", "again")
	})
	b := model.NewBudget(hangs, model.Limits{Time: time.Millisecond}, model.Price{}, newClock().now)
	_, err := b.Generate(t.Context(), model.Request{})
	require.Equal(t, model.Spent, model.ClassOf(err))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = model.NewBudget(hangs, model.Limits{Time: time.Hour}, model.Price{}, newClock().now).Generate(ctx, model.Request{})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, model.Other, model.ClassOf(err))
}

type modelFunc func(context.Context, model.Request) (model.Response, error)

func (f modelFunc) Generate(ctx context.Context, r model.Request) (model.Response, error) {
	return f(ctx, r)
}

func TestCost(t *testing.T) {
	t.Parallel()
	require.Equal(t, model.CostOf(0.0025), model.Price{Prompt: model.CostOf(0.5), Completion: model.CostOf(2)}.Of(model.Usage{Prompt: 1000, Completion: 1000}))
	require.Equal(t, model.Cost(1), model.Price{Prompt: 1}.Of(model.Usage{Prompt: 1}), "never free")
	for cost, text := range map[model.Cost]string{0: "0.00", 1: "0.000001", 1_500_000: "1.50", 13_400: "0.0134", -10_000: "-0.01"} {
		require.Equal(t, text, cost.String())
	}
}

func TestBreaker(t *testing.T) {
	t.Parallel()
	now := newClock()
	down, fine, refused := fake.Fail(model.Down, "gone"), fake.Reply("ok"), fake.Fail(model.WouldNot, "no")
	m := fake.NewScripted(down, refused, down, fine, down, down, down, fine, down, down)
	b := model.NewBreaker(m, 2, time.Minute, now.now)
	outcome := func() model.Class {
		_, err := b.Generate(t.Context(), model.Request{})
		return model.ClassOf(err)
	}
	require.Equal(t, model.Down, outcome())
	require.Equal(t, model.WouldNot, outcome(), "an endpoint that refuses works")
	require.Equal(t, model.Down, outcome())
	require.Empty(t, outcome())
	require.Equal(t, model.Down, outcome())
	require.Equal(t, model.Down, outcome(), "the second in a row")
	require.Equal(t, model.Paused, outcome())
	require.Len(t, m.Asked(), 6, "it is left alone")
	now.at = now.at.Add(time.Minute)
	require.Equal(t, model.Down, outcome(), "one is let through")
	require.Equal(t, model.Paused, outcome(), "and the pause begins again")
	now.at = now.at.Add(time.Minute)
	require.Empty(t, outcome(), "it is over")
	require.Equal(t, model.Down, outcome())
	require.Equal(t, model.Down, outcome())
	require.Equal(t, model.Paused, outcome())
}

// TestBreakerTriesOnce lets one of two callers through after the pause.
func TestBreakerTriesOnce(t *testing.T) {
	t.Parallel()
	now := newClock()
	var b *model.Breaker
	depth := 0
	b = model.NewBreaker(modelFunc(func(ctx context.Context, r model.Request) (model.Response, error) {
		if depth++; depth == 2 {
			_, err := b.Generate(ctx, r) // meanwhile
			require.Equal(t, model.Paused, model.ClassOf(err))
			return model.Response{}, nil
		}
		return model.Response{}, model.Mark(errors.New("gone"), model.Down)
	}), 1, time.Minute, now.now)
	_, err := b.Generate(t.Context(), model.Request{})
	require.Equal(t, model.Down, model.ClassOf(err))
	now.at = now.at.Add(time.Hour)
	_, err = b.Generate(t.Context(), model.Request{})
	require.NoError(t, err)
	require.Equal(t, 2, depth)
}

// TestBreakerForgivesCallers is about callers that give up: the endpoint has done nothing wrong.
func TestBreakerForgivesCallers(t *testing.T) {
	t.Parallel()
	b := model.NewBreaker(fake.NewScripted(fake.Reply("ok")), 1, time.Hour, newClock().now)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := b.Generate(ctx, model.Request{})
	require.ErrorIs(t, err, context.Canceled)
	_, err = b.Generate(t.Context(), model.Request{})
	require.NoError(t, err)
}
