package model_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
)

func TestWatcher(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { clock = clock.Add(time.Second); return clock }
	var told []model.Progress
	m := model.NewWatcher(fake.NewScripted(fake.Reply(strings.Repeat("six by", 10)), fake.Fail(model.Down, "nobody answers")), func(p model.Progress) { told = append(told, p) }, now)
	heard := ""
	_, err := m.Generate(t.Context(), model.Request{Role: model.Narrate, Step: "wording 2 sentences", Stream: func(piece string) { heard += piece }})
	require.NoError(t, err)
	require.Len(t, heard, 60, "who asked to hear it still does")
	_, err = m.Generate(t.Context(), model.Request{Role: model.Narrate, Repair: &model.Repair{}})
	require.Error(t, err)
	require.Equal(t, []model.Progress{
		{Call: 1, Step: "wording 2 sentences", Role: model.Narrate},
		{Call: 1, Step: "wording 2 sentences", Role: model.Narrate, Tokens: 20, Elapsed: time.Second},
		{Call: 1, Step: "wording 2 sentences", Role: model.Narrate, Tokens: 16, Elapsed: 2 * time.Second, Ended: true},
		{Call: 2, Role: model.Narrate, Repair: true},
		{Call: 2, Role: model.Narrate, Repair: true, Elapsed: time.Second, Ended: true},
	}, told)
}

func TestWhy(t *testing.T) {
	t.Parallel()
	require.Empty(t, model.Why(nil))
	require.Equal(t, "nobody answers", model.Why(fault.New(fault.Unavailable, "x", "nobody answers", "")))
	require.Equal(t, "nobody answers. Start it, then try again.", model.Why(model.Mark(fault.New(fault.Unavailable, "x", "nobody answers", "Start it,\nthen try again."), model.Down)))
}
