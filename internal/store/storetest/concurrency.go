package storetest

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const actors = 8

// together runs act by several actors at the same time and gives their errors.
func together(act func(i int) error) []error {
	errs := make([]error, actors)
	var done sync.WaitGroup
	start := make(chan struct{})
	for i := range actors {
		done.Go(func() {
			<-start
			errs[i] = act(i)
		})
	}
	close(start)
	done.Wait()
	return errs
}

// oneWins checks that one actor succeeded and all others were told of a conflict.
func oneWins(t *testing.T, errs []error) {
	t.Helper()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		refused(t, err, fault.Conflict)
	}
	require.Equal(t, 1, won)
}

func concurrentEdits(t *testing.T, s Store) {
	b := newBundle(t, s)
	v := b.sheet("s-1")
	drafts := make([]agent.Draft, actors)
	for i := range drafts {
		drafts[i] = Edited(t, v.Sheet, b.meeting, Lead, fmt.Sprintf("New teams need no help, says editor %d.", i))
	}
	oneWins(t, together(func(i int) error {
		_, err := s.AddVersion(t.Context(), agent.NewVersion{ID: "s-1", Base: 1, Draft: drafts[i], By: Lead, At: Noon})
		return err
	}))
	require.Equal(t, 2, b.newest("s-1").Number)
	require.Len(t, b.log(), 4, "transcript, draft, edit, superseded")
}

func concurrentDrafts(t *testing.T, s Store) {
	b := newBundle(t, s)
	d := Draft(t, b.meeting)
	added := make([]bool, actors)
	ids := make([]string, actors)
	for _, err := range together(func(i int) error {
		v, existing, err := s.AddSheet(t.Context(), agent.NewSheet{ID: fmt.Sprintf("s-%d", i), Draft: d, By: Builtin, At: Noon})
		added[i], ids[i] = !existing, v.ID
		return err
	}) {
		require.NoError(t, err)
	}
	list, err := s.Sheets(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 1)
	for i, id := range ids {
		require.Equal(t, list[0].ID, id)
		require.Equal(t, id == fmt.Sprintf("s-%d", i), added[i], "only the one who added it is told so")
	}
	require.Len(t, b.log(), 2, "transcript, draft")
}

func concurrentApprovals(t *testing.T, s Store) {
	b := newBundle(t, s)
	v := b.in("s-1", agent.StateInReview)
	oneWins(t, together(func(i int) error {
		m := MoveOf(v, agent.StateApproved, Noon)
		m.By = agent.Actor{Kind: agent.PersonActor, Name: fmt.Sprintf("Approver %d", i)}
		_, err := s.MoveVersion(t.Context(), m)
		return err
	}))
	log := b.log()
	require.Len(t, log, 4)
	require.Equal(t, log[3].Actor, b.newest("s-1").Approval.By)
}

func concurrentActs(t *testing.T, s Store) {
	b := newBundle(t, s)
	shared := Meeting("shared")
	added := make([]bool, actors)
	for _, err := range together(func(i int) error {
		own := Meeting(fmt.Sprintf("meeting %d", i))
		if _, err := s.AddTranscript(t.Context(), own, Lead, Noon); err != nil {
			return err
		}
		var err error
		if added[i], err = s.AddTranscript(t.Context(), shared, Lead, Noon); err != nil {
			return err
		}
		id := fmt.Sprintf("s-%d", i)
		v, _, err := s.AddSheet(t.Context(), agent.NewSheet{ID: id, Draft: Draft(t, own), By: Builtin, At: Noon})
		if err != nil {
			return err
		}
		if _, err := s.Sheets(t.Context()); err != nil {
			return err
		}
		_, err = s.MoveVersion(t.Context(), MoveOf(v, agent.StateInReview, Noon))
		return err
	}) {
		require.NoError(t, err)
	}
	times := 0
	for _, first := range added {
		if first {
			times++
		}
	}
	require.Equal(t, 1, times, "the shared transcript is added once")
	list, err := s.Sheets(t.Context())
	require.NoError(t, err)
	require.Len(t, list, actors)
	require.Len(t, b.log(), 2+3*actors)
}
