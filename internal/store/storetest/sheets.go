package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func sheetRoundTrip(t *testing.T, s Store) {
	b := newBundle(t, s)
	d := Draft(t, b.meeting)
	at := b.now()
	kept := b.add(agent.NewSheet{ID: "s-1", Draft: d, By: Builtin, At: at})
	require.Equal(t, agent.Version{
		ID: "s-1", Number: 1, State: agent.StateDraft, ContentHash: d.Hash(), CreatedAt: at, CreatedBy: Builtin, Sheet: d.Sheet(),
	}, kept)
	for _, number := range []int{0, 1} {
		got, err := s.Version(t.Context(), "s-1", number)
		require.NoError(t, err)
		require.Equal(t, kept, got)
		content, err := agent.Canonical(got.Sheet)
		require.NoError(t, err)
		require.Equal(t, string(d.Content()), string(content))
	}
	all, err := s.Versions(t.Context(), "s-1")
	require.NoError(t, err)
	require.Equal(t, []agent.Version{kept}, all)

	for _, number := range []int{2, -1} {
		_, err = s.Version(t.Context(), "s-1", number)
		refused(t, err, fault.NotFound)
	}
	_, err = s.Version(t.Context(), "s-2", 0)
	refused(t, err, fault.NotFound)
	_, err = s.Versions(t.Context(), "s-2")
	refused(t, err, fault.NotFound)
}

func sheetRefused(t *testing.T, s Store) {
	b := newBundle(t, s)
	b.sheet("s-1")
	before := b.snapshot()
	d := Draft(t, b.meeting)
	for name, c := range map[string]struct {
		n    agent.NewSheet
		kind fault.Kind
	}{
		"no id":              {agent.NewSheet{Draft: d, By: Builtin}, fault.Invalid},
		"id is no text":      {agent.NewSheet{ID: "s\x00", Draft: d, By: Builtin}, fault.Invalid},
		"unsealed":           {agent.NewSheet{ID: "s-2", By: Builtin}, fault.Invalid},
		"nobody":             {agent.NewSheet{ID: "s-2", Draft: d}, fault.Invalid},
		"id is taken":        {agent.NewSheet{ID: "s-1", Draft: d, By: Builtin}, fault.Conflict},
		"unknown transcript": {agent.NewSheet{ID: "s-2", Draft: Draft(t, Meeting("unknown")), By: Builtin}, fault.NotFound},
		"replaces nothing":   {agent.NewSheet{ID: "s-2", Draft: d, By: Builtin, Replaces: "s-9"}, fault.NotFound},
		"replaces a draft":   {agent.NewSheet{ID: "s-2", Draft: d, By: Builtin, Replaces: "s-1"}, fault.Conflict},
		"replaces itself":    {agent.NewSheet{ID: "s-2", Draft: d, By: Builtin, Replaces: "s-2"}, fault.NotFound},
	} {
		c.n.At = Noon
		_, _, err := s.AddSheet(t.Context(), c.n)
		require.Error(t, err, name)
		refused(t, err, c.kind)
	}
	require.Equal(t, before, b.snapshot())
}

func sheetsListed(t *testing.T, s Store) {
	none, err := s.Sheets(t.Context())
	require.NoError(t, err)
	require.Equal(t, []agent.Summary{}, none)

	b := newBundle(t, s)
	one, two := b.sheet("s-1"), b.sheet("s-2")
	b.sheet("s-3")
	edited := b.edit(one, "New teams need no help.")
	editedAt := b.clock
	b.move(two, agent.StateInReview)
	movedAt := b.clock

	list, err := s.Sheets(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 3)
	head := agent.HeadOf(Sheet(b.meeting))
	require.NotEmpty(t, head.Owner)
	require.Equal(t, agent.Summary{
		ID: "s-2", Number: 1, State: agent.StateInReview, ContentHash: two.ContentHash, Head: head,
		CreatedAt: two.CreatedAt, UpdatedAt: movedAt,
	}, list[0])
	require.Equal(t, agent.Summary{
		ID: "s-1", Number: 2, State: agent.StateDraft, ContentHash: edited.ContentHash, Head: agent.HeadOf(edited.Sheet),
		CreatedAt: one.CreatedAt, UpdatedAt: editedAt,
	}, list[1])
	require.Equal(t, "s-3", list[2].ID)
	// Seven single fields are blank in the example, and it has neither signals nor anything ruled out.
	require.Equal(t, 9, list[0].Blanks)
}

func sameContent(t *testing.T, s Store) {
	b := newBundle(t, s)
	d := Draft(t, b.meeting)
	one := b.add(agent.NewSheet{ID: "s-1", Draft: d, By: Builtin, At: b.now()})
	again := func(n agent.NewSheet) agent.Version {
		n.ID, n.Draft, n.By, n.At = "s-again", d, Lead, b.now()
		before := b.snapshot()
		v, existing, err := s.AddSheet(t.Context(), n)
		require.NoError(t, err)
		require.True(t, existing)
		require.Equal(t, before, b.snapshot())
		return v
	}
	require.Equal(t, one, again(agent.NewSheet{}))
	one = b.edit(one, "New teams need no help.")
	require.Equal(t, one, again(agent.NewSheet{}), "the newest version of the sheet that began with this content")
	edited := Edited(t, Sheet(b.meeting), b.meeting, Analyst, "New teams need no help.")
	require.Equal(t, one.ContentHash, edited.Hash())
	b.add(agent.NewSheet{ID: "s-edited", Draft: edited, By: Builtin, At: b.now()})
	one = b.move(one, agent.StateInReview, agent.StateApproved)
	require.Equal(t, one, again(agent.NewSheet{}), "an approved sheet is open")

	two := b.add(agent.NewSheet{ID: "s-0", Draft: d, Replaces: "s-1", By: Builtin, At: b.now()})
	require.Equal(t, two, again(agent.NewSheet{Replaces: "s-1"}))
	require.Equal(t, two, again(agent.NewSheet{}), "the sheet that was added last")
	b.move(two, agent.StateRejected)
	require.Equal(t, one, again(agent.NewSheet{}))
	b.move(one, agent.StateSuperseded)
	b.add(agent.NewSheet{ID: "s-2", Draft: d, By: Builtin, At: b.now()})
}
