package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

var states = []agent.State{
	agent.StateDraft, agent.StateInReview, agent.StateApproved, agent.StateSuperseded, agent.StateRejected,
}

func movesFollowRules(t *testing.T, s Store) {
	b := newBundle(t, s)
	for _, from := range states {
		for _, to := range append(states, "published") {
			v := b.in("s-"+string(from)+"-"+string(to), from)
			got, err := s.MoveVersion(t.Context(), MoveOf(v, to, b.now()))
			if from.CheckMove(to) != nil {
				refused(t, err, fault.Conflict)
				require.Equal(t, v, b.newest(v.ID))
				continue
			}
			require.NoError(t, err)
			v.State = to
			if to == agent.StateApproved {
				v.Approval = &agent.Approval{By: Lead, At: b.clock, ContentHash: v.ContentHash}
			}
			require.Equal(t, v, got)
			require.Equal(t, v, b.newest(v.ID))
		}
	}
}

func moveOfTwoSteps(t *testing.T, s Store) {
	b := newBundle(t, s)
	v := b.sheet("s-1")
	approval := MoveOf(v, agent.StateApproved, b.now())
	approval.Via, approval.Reason = agent.StateInReview, "it holds"
	before := b.snapshot()
	for name, c := range map[string]struct {
		change func(m *agent.Move)
		kind   fault.Kind
	}{
		"no step leads there": {func(m *agent.Move) { m.Via = "" }, fault.Conflict},
		"first step":          {func(m *agent.Move) { m.Via = agent.StateApproved }, fault.Conflict},
		"last step":           {func(m *agent.Move) { m.To = agent.StateDraft }, fault.Conflict},
		"an engine":           {func(m *agent.Move) { m.By = Builtin }, fault.NeedsPerson},
		"an engine's name":    {func(m *agent.Move) { m.By.Name = Builtin.Name }, fault.NeedsPerson},
		"other content":       {func(m *agent.Move) { m.ContentHash = "" }, fault.Conflict},
	} {
		m := approval
		c.change(&m)
		_, err := s.MoveVersion(t.Context(), m)
		require.Error(t, err, name)
		refused(t, err, c.kind)
		require.Equal(t, before, b.snapshot(), name)
	}

	approved, err := s.MoveVersion(t.Context(), approval)
	require.NoError(t, err)
	v.State, v.Approval = agent.StateApproved, &agent.Approval{By: Lead, At: approval.At, ContentHash: v.ContentHash}
	require.Equal(t, v, approved)
	require.Equal(t, v, b.newest(v.ID))
	log := b.log()
	review, last := log[len(log)-2], log[len(log)-1]
	require.Equal(t, []agent.Action{agent.ActSheetInReview, agent.ActSheetApproved}, []agent.Action{review.Action, last.Action})
	require.Equal(t, []string{"to be approved", "it holds"}, []string{review.Detail, last.Detail})
	require.Equal(t, []agent.Actor{Lead, Lead}, []agent.Actor{review.Actor, last.Actor})
}

func moveBound(t *testing.T, s Store) {
	b := newBundle(t, s)
	v := b.edit(b.sheet("s-1"), "New teams need no help.")
	first, err := s.Version(t.Context(), "s-1", 1)
	require.NoError(t, err)
	before := b.snapshot()
	for name, change := range map[string]func(m *agent.Move){
		"other content":   func(m *agent.Move) { m.ContentHash = first.ContentHash },
		"no content":      func(m *agent.Move) { m.ContentHash = "" },
		"older version":   func(m *agent.Move) { m.Number = 1; m.ContentHash = first.ContentHash },
		"version to come": func(m *agent.Move) { m.Number = 3 },
		"other state":     func(m *agent.Move) { m.From, m.To = agent.StateInReview, agent.StateApproved },
	} {
		m := MoveOf(v, agent.StateInReview, b.now())
		change(&m)
		_, err := s.MoveVersion(t.Context(), m)
		require.Error(t, err, name)
		refused(t, err, fault.Conflict)
	}
	for _, reason := range []string{"\xff", "a\x00b"} {
		m := MoveOf(v, agent.StateRejected, b.now())
		m.Reason = reason
		_, err := s.MoveVersion(t.Context(), m)
		refused(t, err, fault.Invalid)
	}
	unknown := MoveOf(v, agent.StateInReview, b.now())
	unknown.ID = "s-9"
	_, err = s.MoveVersion(t.Context(), unknown)
	refused(t, err, fault.NotFound)
	require.Equal(t, before, b.snapshot())
}

func approvalByPerson(t *testing.T, s Store) {
	b := newBundle(t, s)
	v := b.in("s-1", agent.StateInReview)
	before := b.snapshot()
	for _, to := range []agent.State{agent.StateApproved, agent.StateRejected} {
		for by, kind := range map[agent.Actor]fault.Kind{
			Builtin:                   fault.NeedsPerson,
			{}:                        fault.Invalid,
			{Kind: agent.PersonActor}: fault.Invalid,
		} {
			m := MoveOf(v, to, b.now())
			m.By = by
			_, err := s.MoveVersion(t.Context(), m)
			refused(t, err, kind)
		}
	}
	require.Equal(t, before, b.snapshot())
}

func approvalReplaces(t *testing.T, s Store) {
	b := newBundle(t, s)
	replace := func(old agent.Version, id string) agent.Version {
		v := b.add(agent.NewSheet{ID: id, Draft: b.draft(id), Replaces: old.ID, By: Builtin, At: b.now()})
		require.Equal(t, old.ID, v.Replaces)
		require.Equal(t, old, b.newest(old.ID), "a draft changes nothing")
		return b.edit(v, "Replacing "+old.ID+".")
	}

	approved := b.in("s-a", agent.StateApproved)
	next := b.move(replace(approved, "s-b"), agent.StateInReview)
	require.Equal(t, agent.StateApproved, b.newest("s-a").State)
	next = b.move(next, agent.StateApproved)
	require.Equal(t, "s-a", next.Replaces, "an edit keeps what the sheet replaces")
	approved.State = agent.StateSuperseded
	require.Equal(t, approved, b.newest("s-a"))
	log := b.log()
	last := log[len(log)-2:]
	require.ElementsMatch(t, []agent.Action{agent.ActSheetApproved, agent.ActSheetSuperseded},
		[]agent.Action{last[0].Action, last[1].Action})
	for _, e := range last {
		if e.Action == agent.ActSheetSuperseded {
			require.Equal(t, "s-a", e.Subject)
			require.Contains(t, e.Detail, "s-b")
		}
	}

	// A sheet that was approved once and is being edited can be replaced too.
	edited := b.edit(next, "Edited after its approval.")
	third := b.move(replace(edited, "s-c"), agent.StateInReview, agent.StateApproved)
	require.Equal(t, agent.StateApproved, third.State)
	require.Equal(t, agent.StateSuperseded, b.newest("s-b").State)
}

func replacementRefused(t *testing.T, s Store) {
	b := newBundle(t, s)
	old := b.in("s-old", agent.StateApproved)
	add := func(id string) (agent.Version, error) {
		v, _, err := s.AddSheet(t.Context(), agent.NewSheet{ID: id, Draft: b.draft(id), Replaces: old.ID, By: Builtin, At: b.now()})
		return v, err
	}
	first, err := add("s-1")
	require.NoError(t, err)
	second, err := add("s-2")
	require.NoError(t, err)
	b.move(first, agent.StateInReview, agent.StateApproved)

	before := b.snapshot()
	approval := MoveOf(second, agent.StateApproved, b.now())
	approval.Via = agent.StateInReview
	_, err = s.MoveVersion(t.Context(), approval)
	refused(t, err, fault.Conflict)
	_, err = add("s-3")
	refused(t, err, fault.Conflict)
	require.Equal(t, before, b.snapshot())

	// Of a sheet whose edit was rejected, nothing is in effect that could be in the way.
	old = b.in("s-old-2", agent.StateApproved)
	third, err := add("s-4")
	require.NoError(t, err)
	b.move(b.edit(old, "New teams need no help."), agent.StateRejected)
	b.move(third, agent.StateInReview, agent.StateApproved)
	require.Equal(t, agent.StateRejected, b.newest("s-old-2").State)
	_, err = add("s-5")
	refused(t, err, fault.Conflict)
}
