package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func actsAreLogged(t *testing.T, s Store) {
	b := newBundle(t, s)
	one := b.in("s-1", agent.StateApproved)
	two := b.edit(one, "New teams need no help.")
	rejection := MoveOf(two, agent.StateRejected, b.now())
	rejection.Reason = "the gate is too soft"
	_, err := s.MoveVersion(t.Context(), rejection)
	require.NoError(t, err)

	type line struct {
		action  agent.Action
		by      agent.Actor
		subject string
		version int
		hash    string
	}
	var got []line
	var details []string
	log := b.log()
	for i, e := range log {
		require.Equal(t, int64(i+1), e.Seq)
		got = append(got, line{e.Action, e.Actor, e.Subject, e.Version, e.ContentHash})
		details = append(details, e.Detail)
	}
	var meeting register.KeptTranscript
	for k, err := range s.KeptTranscripts(t.Context()) {
		require.NoError(t, err)
		meeting = k
	}
	require.Equal(t, []line{
		{agent.ActTranscriptAdded, Lead, "transcript:" + b.meeting.SHA256, 0, meeting.ContentHash},
		{agent.ActSheetDrafted, Builtin, "s-1", 1, one.ContentHash},
		{agent.ActSheetInReview, Lead, "s-1", 1, one.ContentHash},
		{agent.ActSheetApproved, Lead, "s-1", 1, one.ContentHash},
		{agent.ActSheetEdited, Analyst, "s-1", 2, two.ContentHash},
		{agent.ActSheetSuperseded, Analyst, "s-1", 1, one.ContentHash},
		{agent.ActSheetRejected, Lead, "s-1", 2, two.ContentHash},
	}, got)
	require.Equal(t, "the gate is too soft", details[len(details)-1])
	require.Equal(t, agent.ContentHash(meeting.Content), meeting.ContentHash)
}

func logWalks(t *testing.T, s Store) {
	b := newBundle(t, s)
	seen := 0
	for _, err := range s.Audit(t.Context()) {
		require.NoError(t, err)
		seen++
		if seen > 40 {
			break
		}
		b.addMeeting(Meeting(fmt.Sprintf("added while walking %d", seen)))
	}
	require.NotZero(t, seen)
	require.Len(t, b.log(), 1+min(seen, 40))
	for range s.Audit(t.Context()) {
		break
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var last error
	for _, err := range s.Audit(ctx) {
		last = err
	}
	refused(t, last, fault.Unavailable)
}

func longLog(t *testing.T, s Store) {
	b := newBundle(t, s)
	const n = 1203
	for i := range n - 1 {
		m := &agent.Transcript{SHA256: Meeting(fmt.Sprint(i)).SHA256}
		_, err := s.AddTranscript(t.Context(), m, Lead, b.now())
		require.NoError(t, err)
	}
	require.Len(t, b.log(), n)
}

func failedActsLeaveNothing(t *testing.T, s Store) {
	b := newBundle(t, s)
	v := b.sheet("s-1")
	edited := Edited(t, v.Sheet, b.meeting, Lead, "Nobody needs help.")
	before := b.snapshot()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, act := range map[string]func() error{
		"add transcript": func() error {
			_, err := s.AddTranscript(ctx, Meeting("late"), Lead, Noon)
			return err
		},
		"add sheet": func() error {
			_, _, err := s.AddSheet(ctx, agent.NewSheet{ID: "s-2", Draft: Draft(t, b.meeting), By: Builtin, At: Noon})
			return err
		},
		"add version": func() error {
			_, err := s.AddVersion(ctx, agent.NewVersion{ID: "s-1", Base: 1, Draft: edited, By: Lead, At: Noon})
			return err
		},
		"move": func() error {
			_, err := s.MoveVersion(ctx, MoveOf(v, agent.StateInReview, Noon))
			return err
		},
	} {
		err := act()
		require.Error(t, err, name)
		refused(t, err, fault.Unavailable)
	}
	require.Equal(t, before, b.snapshot())
	b.edit(v, "The store goes on after a failure.")
}

func timesKept(t *testing.T, s Store) {
	b := newBundle(t, s)
	for i, zone := range []*time.Location{time.FixedZone("far west", -11*3600), time.FixedZone("far east", 14*3600-1800), time.UTC} {
		at := time.Date(2026, time.October, 25, 1, 59, 59, 999_999_999, zone)
		want := at.UTC().Truncate(time.Microsecond)
		id := fmt.Sprintf("s-%d", i)
		v := b.add(agent.NewSheet{ID: id, Draft: b.draft(id), By: Builtin, At: at})
		require.Equal(t, want, v.CreatedAt)
		v, err := s.MoveVersion(t.Context(), MoveOf(v, agent.StateInReview, at))
		require.NoError(t, err)
		v, err = s.MoveVersion(t.Context(), MoveOf(v, agent.StateApproved, at))
		require.NoError(t, err)
		require.Equal(t, want, v.Approval.At)
		require.Equal(t, v, b.newest(id))
		log := b.log()
		require.Equal(t, want, log[len(log)-1].At)
	}
	old := time.Date(1969, time.December, 31, 23, 59, 59, 1500, time.UTC)
	_, err := s.AddTranscript(t.Context(), Meeting("old"), Lead, old)
	require.NoError(t, err)
	log := b.log()
	require.Equal(t, old.Truncate(time.Microsecond), log[len(log)-1].At)
}

func keptWalks(t *testing.T, s Store) {
	b := newBundle(t, s)
	b.addMeeting(Meeting("another"))
	v := b.in("s-2", agent.StateApproved)
	approvedAt := b.clock
	b.sheet("s-1")
	all := b.snapshot()
	require.Len(t, all.Transcripts, 2)
	require.Less(t, all.Transcripts[0].SHA256, all.Transcripts[1].SHA256)
	require.Equal(t, Lead, all.Transcripts[0].AddedBy)
	require.Len(t, all.Versions, 2)
	require.Equal(t, "s-1", all.Versions[0].ID)
	content, err := agent.Canonical(v.Sheet)
	require.NoError(t, err)
	require.Equal(t, register.KeptVersion{
		ID: "s-2", Number: 1, State: agent.StateApproved, Content: content, ContentHash: v.ContentHash, CreatedAt: v.CreatedAt,
		CreatedBy: Builtin, UpdatedAt: approvedAt, Approval: v.Approval,
	}, all.Versions[1])
	for range s.KeptVersions(t.Context()) {
		break
	}
	for range s.KeptTranscripts(t.Context()) {
		break
	}
	b.sheet("s-3") // a walk that was left early holds nothing
}

func schemaSound(t *testing.T, s Store) {
	b := newBundle(t, s)
	b.in("s-1", agent.StateApproved)
	problems, err := s.SchemaProblems(t.Context())
	require.NoError(t, err)
	require.Empty(t, problems)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = s.SchemaProblems(ctx)
	refused(t, err, fault.Unavailable)
}
