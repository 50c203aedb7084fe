package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Call gives a call with a key in a run, n minutes after noon.
func Call(run, key string, n int) model.Call {
	return model.Call{
		Run: run, Key: key, Role: model.Draft, Prompt: model.PromptRef{Name: "sum", Version: "v1", Hash: "sha256:1"}, Host: "models.test", Model: "sage",
		Replied: "sage-2", InputHash: "sha256:2", Reply: "{\"sum\": 4} — ü\n<b>", Finish: model.Stopped, Usage: model.Usage{Prompt: 100, Completion: 7},
		Latency: 1234567891, Cost: 13_400, At: Noon.Add(time.Duration(n) * time.Minute),
	}
}

func (b *bundle) call(c model.Call) {
	b.t.Helper()
	require.NoError(b.t, b.KeepCall(b.ctx, c))
}

func (b *bundle) calls() []model.Call {
	b.t.Helper()
	all := []model.Call{}
	for c, err := range b.KeptCalls(b.ctx) {
		require.NoError(b.t, err)
		all = append(all, c)
	}
	return all
}

func callRoundTrip(t *testing.T, s Store) {
	b := newBundle(t, s)
	first, second, other := Call("r-1", "k-1", 0), Call("r-1", "k-2", 1), Call("r-0", "k-1", 2)
	second.Failure, second.Problem, second.Reply, second.Finish, second.Latency = model.Down, "gone", "", "", 0
	other.Reused, other.Reply, other.Usage, other.Cost = "r-1", "", model.Usage{}, 0
	for _, c := range []model.Call{first, second, other} {
		b.call(c)
	}
	first.Number, second.Number, other.Number = 1, 2, 1
	require.Equal(t, []model.Call{other, first, second}, b.calls())
	for run, want := range map[string][]model.Call{"r-1": {first, second}, "r-0": {other}, "r": {}} {
		got, err := s.Calls(t.Context(), run)
		require.NoError(t, err)
		require.Equal(t, want, got, run)
	}
}

func callFound(t *testing.T, s Store) {
	b := newBundle(t, s)
	old, failed, reused, newer := Call("r-1", "k", 0), Call("r-2", "k", 2), Call("r-3", "k", 3), Call("r-0", "k", 1)
	newer.Reply = "newer"
	failed.Failure, failed.Reply = model.CutOff, "half"
	reused.Reused, reused.Reply = "r-1", ""
	for _, c := range []model.Call{old, failed, reused, newer} {
		b.call(c)
	}
	got, found, err := s.FindCall(t.Context(), "k")
	require.NoError(t, err)
	require.True(t, found)
	newer.Number = 1
	require.Equal(t, newer, got, "the newest that gave a reply of its own")
	_, found, err = s.FindCall(t.Context(), "none")
	require.NoError(t, err)
	require.False(t, found)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err = s.FindCall(ctx, "k")
	refused(t, err, fault.Unavailable)
}

func callRefused(t *testing.T, s Store) {
	b := newBundle(t, s)
	before := b.snapshot()
	for name, change := range map[string]func(c *model.Call){
		"no run": func(c *model.Call) { c.Run = "" }, "no key": func(c *model.Call) { c.Key = "" }, "no time": func(c *model.Call) { c.At = time.Time{} },
		"a NUL in the reply": func(c *model.Call) { c.Reply = "a\x00" }, "bytes in the problem": func(c *model.Call) { c.Problem = "\xff" },
		"fewer than no tokens": func(c *model.Call) { c.Usage.Prompt = -1 }, "endless tokens": func(c *model.Call) { c.Usage.Completion = 1 << 40 },
	} {
		c := Call("r-1", "k", 0)
		change(&c)
		err := s.KeepCall(t.Context(), c)
		require.Error(t, err, name)
		refused(t, err, fault.Invalid)
	}
	require.Equal(t, before, b.snapshot())
	long := Call("r-1", "k", 0)
	long.Reply = strings.Repeat("very long ", 1<<17)
	b.call(long)
	got, _, err := s.FindCall(t.Context(), "k")
	require.NoError(t, err)
	require.Equal(t, long.Reply, got.Reply)
}

func runsEnd(t *testing.T, s Store) {
	b := newBundle(t, s)
	begun := len(b.log())
	failed, reused, other := Call("r-1", "k-2", 1), Call("r-1", "k-3", 2), Call("r-2", "k-1", 5)
	failed.Failure, failed.Cost, failed.Model = model.Down, 0, "poet"
	reused.Reused, reused.Usage, reused.Cost = "r-0", model.Usage{}, 0
	for _, c := range []model.Call{Call("r-1", "k-1", 0), failed, reused, other} {
		b.call(c)
	}
	require.Len(t, b.log(), begun, "a call alone is no act")
	end := model.Ending{Run: "r-1", Detail: "sheet s-1 version 1", By: Builtin, At: Noon.Add(time.Hour)}
	require.NoError(t, s.EndRun(t.Context(), end))
	require.NoError(t, s.EndRun(t.Context(), model.Ending{Run: "r-9", By: Builtin, At: Noon}), "one that asked nobody leaves no trace")
	refused(t, s.EndRun(t.Context(), end), fault.Conflict)
	refused(t, s.EndRun(t.Context(), model.Ending{Run: "r-2", At: Noon}), fault.Invalid)
	refused(t, s.EndRun(t.Context(), model.Ending{Run: "r-2", By: Builtin, Detail: "\xff", At: Noon}), fault.Invalid)

	calls, err := s.Calls(t.Context(), "r-1")
	require.NoError(t, err)
	hash, err := model.HashOf(calls)
	require.NoError(t, err)
	log := b.log()
	require.Len(t, log, begun+1)
	last := log[begun]
	require.Equal(t, agent.AuditEntry{
		Seq: last.Seq, At: end.At, Actor: Builtin, Action: agent.ActRunFinished, Subject: "run:r-1", ContentHash: hash, Detail: end.Detail, Prev: last.Prev, Hash: last.Hash,
	}, last)

	runs, err := s.Runs(t.Context())
	require.NoError(t, err)
	require.Equal(t, []model.Run{
		{ID: "r-2", Begun: other.At, Calls: 1, Usage: other.Usage, Cost: other.Cost, Latency: other.Latency, Models: []string{"sage"}},
		{
			ID: "r-1", Begun: Noon, Ended: true, Detail: end.Detail, By: Builtin, Calls: 2, Reused: 1, Failed: 1, Usage: model.Usage{Prompt: 200, Completion: 14},
			Cost: 13_400, Latency: 2 * 1234567891, Models: []string{"sage", "poet"},
		},
	}, runs)
}

func concurrentCalls(t *testing.T, s Store) {
	b := newBundle(t, s)
	for _, err := range together(func(i int) error { return s.KeepCall(t.Context(), Call("r-1", fmt.Sprint("k-", i), i)) }) {
		require.NoError(t, err)
	}
	calls := b.calls()
	require.Len(t, calls, actors)
	keys := map[string]bool{}
	for i, c := range calls {
		require.Equal(t, i+1, c.Number)
		keys[c.Key] = true
	}
	require.Len(t, keys, actors)
	oneWins(t, together(func(int) error { return s.EndRun(t.Context(), model.Ending{Run: "r-1", By: Builtin, At: Noon}) }))
}
