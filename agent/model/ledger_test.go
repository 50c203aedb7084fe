package model_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
)

// notebook is a ledger in memory.
type notebook struct {
	calls []model.Call
	full  error
}

func (n *notebook) FindCall(_ context.Context, key string) (model.Call, bool, error) {
	for i := len(n.calls) - 1; i >= 0; i-- {
		if c := n.calls[i]; c.Key == key && c.Failure == "" && c.Reused == "" {
			return c, true, nil
		}
	}
	return model.Call{}, false, nil
}

func (n *notebook) KeepCall(ctx context.Context, c model.Call) error {
	if n.full != nil || ctx.Err() != nil {
		return errors.Join(n.full, ctx.Err())
	}
	c.Number = len(n.calls) + 1
	n.calls = append(n.calls, c)
	return nil
}

func recorder(next model.Model, n *notebook, run, name string) *model.Recorder {
	return model.NewRecorder(next, model.RecorderConfig{
		Ledger: n, Run: run, Host: "models.test", ModelOf: func(r model.Role) string { return name + "-" + string(r) },
		Price: model.Price{Prompt: model.CostOf(1), Completion: model.CostOf(2)}, Now: newClock().now,
	})
}

func TestRecorder(t *testing.T) {
	t.Parallel()
	n := &notebook{}
	reply := model.Response{Text: "four", Model: "m-2031", Finish: model.Stopped, Usage: model.Usage{Prompt: 100, Completion: 50}, Latency: time.Second}
	m := fake.NewScripted(func(model.Request) (model.Response, error) { return reply, nil }, fake.Fail(model.Down, "gone\nfor good"), fake.Reply("five"))
	first := recorder(m, n, "run-1", "m")
	r := model.Request{Role: model.Draft, Input: "two and two?", Prompt: model.PromptRef{Name: "sum", Version: "v1", Hash: "sha256:x"}}
	got, err := first.Generate(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, reply, got)
	require.Equal(t, model.Call{
		Run: "run-1", Number: 1, Key: n.calls[0].Key, Role: model.Draft, Prompt: r.Prompt, Host: "models.test", Model: "m-draft", Replied: "m-2031", InputHash: r.Hash(),
		Reply: "four", Finish: model.Stopped, Usage: reply.Usage, Latency: time.Second, Cost: model.CostOf(0.0002), At: newClock().at,
	}, n.calls[0])

	again, err := recorder(m, n, "run-2", "m").Generate(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, model.Response{Text: "four", Model: "m-2031", Finish: model.Stopped, FromLedger: true}, again)
	require.Len(t, m.Asked(), 1, "it is not paid for twice")
	require.Equal(t, "run-1", n.calls[1].Reused)
	require.Empty(t, n.calls[1].Reply)
	require.Zero(t, n.calls[1].Cost)

	_, err = recorder(m, n, "run-3", "other").Generate(t.Context(), r)
	require.Equal(t, model.Down, model.ClassOf(err), "another model is asked anew")
	require.Equal(t, model.Down, n.calls[2].Failure)
	require.Equal(t, "gone for good", n.calls[2].Problem)
	got, err = recorder(m, n, "run-3", "other").Generate(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, "five", got.Text, "a failure is no answer")
}

// TestRecorderKeepsWhatWasPaid keeps a reply that came after the caller had given up, and fails when it cannot keep one.
func TestRecorderKeepsWhatWasPaid(t *testing.T) {
	t.Parallel()
	n := &notebook{}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := recorder(modelFunc(func(context.Context, model.Request) (model.Response, error) {
		cancel()
		return model.Response{Text: "late", Finish: model.Stopped}, nil
	}), n, "run", "m").Generate(ctx, model.Request{})
	require.NoError(t, err)
	require.Len(t, n.calls, 1)

	n.full = fault.New(fault.Unavailable, "test", "the disk is full", "")
	_, err = recorder(fake.NewScripted(fake.Reply("x")), n, "run", "m").Generate(t.Context(), model.Request{Input: "other"})
	require.Equal(t, fault.Unavailable, fault.KindOf(err))
	require.NotEmpty(t, fault.Next(err))
}

// TestRecorderLeavesOutWhatWasNotAsked is about a budget or breaker that refused: there was no call.
func TestRecorderLeavesOutWhatWasNotAsked(t *testing.T) {
	t.Parallel()
	n := &notebook{}
	silent := fake.NewScripted()
	_, err := recorder(model.NewBudget(silent, model.Limits{Tokens: 1}, model.Price{}, newClock().now), n, "run", "m").Generate(t.Context(), model.Request{})
	require.Equal(t, model.Spent, model.ClassOf(err))
	b := model.NewBreaker(fake.NewScripted(fake.Fail(model.Down, "gone")), 1, time.Hour, newClock().now)
	_, err = b.Generate(t.Context(), model.Request{})
	require.Equal(t, model.Down, model.ClassOf(err))
	_, err = recorder(b, n, "run", "m").Generate(t.Context(), model.Request{})
	require.Equal(t, model.Paused, model.ClassOf(err))
	require.Empty(t, n.calls)
	require.Empty(t, silent.Asked())

	hangs := modelFunc(func(ctx context.Context, _ model.Request) (model.Response, error) {
		<-ctx.Done()
		return model.Response{}, ctx.Err()
	})
	_, err = recorder(model.NewBudget(hangs, model.Limits{Time: time.Millisecond}, model.Price{}, newClock().now), n, "run", "m").Generate(t.Context(), model.Request{})
	require.Equal(t, model.Spent, model.ClassOf(err))
	require.Len(t, n.calls, 1, "it was asked, and took too long")
}
