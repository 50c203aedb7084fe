package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func editSupersedes(t *testing.T, s Store) {
	b := newBundle(t, s)
	for _, from := range []agent.State{agent.StateDraft, agent.StateInReview} {
		id := "s-" + string(from)
		first := b.in(id, from)
		second := b.edit(first, "New teams need no help.")
		require.Equal(t, 2, second.Number)
		require.Equal(t, agent.StateDraft, second.State)
		require.Equal(t, Analyst, second.CreatedBy)
		require.Equal(t, b.clock, second.CreatedAt)
		require.Equal(t, "New teams need no help.", second.Fields.Aim.Text)
		require.NotEqual(t, first.ContentHash, second.ContentHash)

		first.State = agent.StateSuperseded
		all, err := s.Versions(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, []agent.Version{first, second}, all)
	}
}

func editVoidsApproval(t *testing.T, s Store) {
	b := newBundle(t, s)
	approved := b.in("s-1", agent.StateApproved)
	require.NotNil(t, approved.Approval)
	second := b.edit(approved, "New teams need no help.")
	require.Nil(t, second.Approval)
	require.Equal(t, agent.StateDraft, second.State)

	old, err := s.Version(t.Context(), "s-1", 1)
	require.NoError(t, err)
	require.Equal(t, agent.StateSuperseded, old.State)
	require.Equal(t, approved.Approval, old.Approval)

	log := b.log()
	edited, superseded := log[len(log)-2], log[len(log)-1]
	require.Equal(t, agent.ActSheetEdited, edited.Action)
	require.Equal(t, 2, edited.Version)
	require.Equal(t, second.ContentHash, edited.ContentHash)
	require.Equal(t, agent.ActSheetSuperseded, superseded.Action)
	require.Equal(t, 1, superseded.Version)
	require.Equal(t, approved.ContentHash, superseded.ContentHash)
	require.Equal(t, Analyst, superseded.Actor)
	require.Contains(t, superseded.Detail, "approval by "+Lead.Name+" is void")
}

func editRefused(t *testing.T, s Store) {
	b := newBundle(t, s)
	open := b.edit(b.sheet("s-open"), "New teams need no help.")
	rejected := b.in("s-rejected", agent.StateRejected)
	replaced := b.in("s-superseded", agent.StateSuperseded)
	d := Edited(t, open.Sheet, b.meeting, Lead, "Nobody needs help.")
	before := b.snapshot()
	for name, c := range map[string]struct {
		n    agent.NewVersion
		kind fault.Kind
	}{
		"older base":         {agent.NewVersion{ID: open.ID, Base: 1, Draft: d, By: Lead}, fault.Conflict},
		"base to come":       {agent.NewVersion{ID: open.ID, Base: 3, Draft: d, By: Lead}, fault.Conflict},
		"no base":            {agent.NewVersion{ID: open.ID, Draft: d, By: Lead}, fault.Conflict},
		"rejected":           {agent.NewVersion{ID: rejected.ID, Base: 1, Draft: d, By: Lead}, fault.Conflict},
		"superseded":         {agent.NewVersion{ID: replaced.ID, Base: 1, Draft: d, By: Lead}, fault.Conflict},
		"unknown sheet":      {agent.NewVersion{ID: "s-9", Base: 1, Draft: d, By: Lead}, fault.NotFound},
		"unsealed":           {agent.NewVersion{ID: open.ID, Base: 2, By: Lead}, fault.Invalid},
		"an engine":          {agent.NewVersion{ID: open.ID, Base: 2, Draft: d, By: Builtin}, fault.NeedsPerson},
		"nobody":             {agent.NewVersion{ID: open.ID, Base: 2, Draft: d}, fault.NeedsPerson},
		"unknown transcript": {agent.NewVersion{ID: open.ID, Base: 2, Draft: Draft(t, Meeting("unknown")), By: Lead}, fault.NotFound},
	} {
		c.n.At = Noon
		_, err := s.AddVersion(t.Context(), c.n)
		require.Error(t, err, name)
		refused(t, err, c.kind)
	}
	require.Equal(t, before, b.snapshot())
}
