package proposals_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
)

// bundle is a desk over a store of its own, with a clock that goes on a second at every look.
type bundle struct {
	*proposals.Desk
	t     *testing.T
	store *store.Store
	mu    sync.Mutex
	clock time.Time
}

func setup(t *testing.T) *bundle {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "plumb.db")})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	b := &bundle{t: t, store: s, clock: storetest.Noon}
	b.Desk = proposals.New(proposals.Config{Store: s, Now: b.now})
	return b
}

func (b *bundle) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clock = b.clock.Add(time.Second)
	return b.clock
}

func (b *bundle) propose(kind agent.ProposalKind, content string) agent.Proposal {
	b.t.Helper()
	p, existing, err := b.Propose(b.t.Context(), kind, "s-1", []byte(content), storetest.Builtin)
	require.NoError(b.t, err)
	require.False(b.t, existing)
	return p
}

func (b *bundle) approve(p agent.Proposal) agent.Proposal {
	b.t.Helper()
	p, err := b.Approve(b.t.Context(), p.Kind, p.ID, p.ContentHash, storetest.Lead)
	require.NoError(b.t, err)
	return p
}

// acts gives what the log says was done.
func (b *bundle) acts() []agent.Action {
	b.t.Helper()
	var all []agent.Action
	for e, err := range b.store.Audit(b.t.Context()) {
		require.NoError(b.t, err)
		all = append(all, e.Action)
	}
	return all
}

func requireFault(t *testing.T, err error, kind fault.Kind, says string) {
	t.Helper()
	require.ErrorContains(t, err, says)
	require.Equal(t, kind, fault.KindOf(err), "%v", err)
	require.NotEmpty(t, fault.Next(err), "%v", err)
}

func TestProposalGoesItsWay(t *testing.T) {
	t.Parallel()
	for kind, prefix := range map[agent.ProposalKind]string{
		agent.KindReview: "r-", agent.KindDecision: "d-", agent.KindRevisit: "v-", agent.KindEvent: "e-",
	} {
		b := setup(t)
		p := b.propose(kind, `"drafted"`)
		require.Regexp(t, "^"+prefix+"[0-9a-z]{7}$", p.ID)
		require.Equal(t, agent.StateDraft, p.State)
		again, existing, err := b.Propose(t.Context(), kind, "s-1", []byte(`"drafted"`), storetest.Builtin)
		require.NoError(t, err)
		require.True(t, existing)
		require.Equal(t, p, again)

		edited, err := b.Revise(t.Context(), kind, p.ID, 1, []byte(`"edited"`), storetest.Analyst)
		require.NoError(t, err)
		require.Equal(t, 2, edited.Number)
		require.Equal(t, storetest.Analyst, edited.CreatedBy)
		approved := b.approve(edited)
		require.Equal(t, agent.StateApproved, approved.State)
		require.Equal(t, edited.ContentHash, approved.Approval.ContentHash)
		before := b.acts()
		require.Equal(t, approved, b.approve(edited), "the same person again changes nothing")
		require.Equal(t, before, b.acts())

		versions, err := b.Versions(t.Context(), kind, p.ID[:5])
		require.NoError(t, err)
		require.Len(t, versions, 2)
		require.Equal(t, approved, versions[1])
		other := b.propose(kind, `"another"`)
		list, err := b.List(t.Context(), kind, "s-1")
		require.NoError(t, err)
		require.Equal(t, []agent.Proposal{other, approved}, list)
		rejected, err := b.Reject(t.Context(), kind, other.ID, other.ContentHash, storetest.Lead, "too vague")
		require.NoError(t, err)
		require.Equal(t, agent.StateRejected, rejected.State)
	}
}

func TestApprovalIsOfAPersonAndOfWhatWasShown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.propose(agent.KindReview, `"drafted"`)
	rejected := b.propose(agent.KindReview, `"refused"`)
	_, err := b.Reject(t.Context(), rejected.Kind, rejected.ID, "", storetest.Lead, "")
	require.NoError(t, err)
	approved := b.approve(b.propose(agent.KindReview, `"agreed"`))
	before := b.acts()
	for name, c := range map[string]struct {
		id, hash string
		by       agent.Actor
		kind     fault.Kind
		says     string
	}{
		"an engine":           {p.ID, p.ContentHash, storetest.Builtin, fault.NeedsPerson, "only a person approves a review"},
		"other content":       {p.ID, approved.ContentHash, storetest.Lead, fault.Conflict, "review " + p.ID + " is not what was shown to you: it is at version 1 now"},
		"no content":          {p.ID, "", storetest.Lead, fault.Conflict, "is not what was shown to you"},
		"nothing":             {"r-zzzzzzz", p.ContentHash, storetest.Lead, fault.NotFound, `there is no review "r-zzzzzzz"`},
		"what was rejected":   {rejected.ID, rejected.ContentHash, storetest.Lead, fault.Conflict, "is rejected and cannot be approved"},
		"approved by another": {approved.ID, approved.ContentHash, storetest.Analyst, fault.Conflict, "was approved already, by Ines Okafor on 2026-03-02"},
	} {
		_, err := b.Approve(t.Context(), agent.KindReview, c.id, c.hash, c.by)
		require.Error(t, err, name)
		requireFault(t, err, c.kind, c.says)
	}
	for name, c := range map[string]struct {
		id, hash, reason string
		by               agent.Actor
		kind             fault.Kind
		says             string
	}{
		"an engine":         {p.ID, p.ContentHash, "", storetest.Builtin, fault.NeedsPerson, "only a person rejects a review"},
		"other content":     {p.ID, approved.ContentHash, "", storetest.Lead, fault.Conflict, "is not what was shown to you"},
		"nothing":           {"r-zzzzzzz", "", "", storetest.Lead, fault.NotFound, "there is no review"},
		"what was approved": {approved.ID, approved.ContentHash, "", storetest.Lead, fault.Conflict, "is approved and cannot be rejected"},
		"rejected before":   {rejected.ID, "", "", storetest.Lead, fault.Conflict, "is rejected and cannot be rejected"},
		"a long reason":     {p.ID, "", strings.Repeat("x", 2001), storetest.Lead, fault.Invalid, "a reason has at most 2000 bytes"},
		"a reason of bytes": {p.ID, "", "\xff", storetest.Lead, fault.Invalid, "plain text"},
	} {
		_, err := b.Reject(t.Context(), agent.KindReview, c.id, c.hash, c.by, c.reason)
		require.Error(t, err, name)
		requireFault(t, err, c.kind, c.says)
	}
	require.Equal(t, before, b.acts())

	submitted, err := b.store.MoveProposal(t.Context(), storetest.ProposalMoveOf(p, agent.StateInReview, b.now()))
	require.NoError(t, err)
	require.Equal(t, agent.StateApproved, b.approve(submitted).State, "what is in review already is approved in one step")
}

func TestEditsAreRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.propose(agent.KindReview, `"drafted"`)
	rejected := b.propose(agent.KindReview, `"refused"`)
	_, err := b.Reject(t.Context(), rejected.Kind, rejected.ID, "", storetest.Lead, "")
	require.NoError(t, err)
	decision := b.approve(b.propose(agent.KindDecision, `"stop"`))
	before := b.acts()
	for name, c := range map[string]struct {
		of      agent.Proposal
		base    int
		content string
		by      agent.Actor
		kind    fault.Kind
		says    string
	}{
		"an engine":            {p, 1, `1`, storetest.Builtin, fault.NeedsPerson, "only a person edits a review"},
		"an older version":     {p, 0, `1`, storetest.Lead, fault.Conflict, "review " + p.ID + " is at version 1 now, and this edit was made to version 0"},
		"no change":            {p, 1, `"drafted"`, storetest.Lead, fault.Invalid, "nothing was changed"},
		"nothing":              {agent.Proposal{Kind: agent.KindReview, ID: "r-zzz"}, 1, `1`, storetest.Lead, fault.NotFound, "there is no review"},
		"what was rejected":    {rejected, 1, `1`, storetest.Lead, fault.Conflict, "is rejected and cannot be edited"},
		"an approved decision": {decision, 1, `1`, storetest.Lead, fault.Conflict, "decision " + decision.ID + " is approved and cannot be edited"},
	} {
		_, err := b.Revise(t.Context(), c.of.Kind, c.of.ID, c.base, []byte(c.content), c.by)
		require.Error(t, err, name)
		requireFault(t, err, c.kind, c.says)
	}
	_, err = b.Revise(t.Context(), decision.Kind, decision.ID, 1, []byte(`1`), storetest.Lead)
	require.Equal(t, "What is approved stays as it was said: add a new decision instead.", fault.Next(err))
	require.Equal(t, before, b.acts())

	approved := b.approve(p)
	edited, err := b.Revise(t.Context(), p.Kind, p.ID, 1, []byte(`"two words"`), storetest.Analyst)
	require.NoError(t, err, "a review may be edited after its approval")
	require.Nil(t, edited.Approval)
	_, err = b.Approve(t.Context(), p.Kind, p.ID, approved.ContentHash, storetest.Lead)
	requireFault(t, err, fault.Conflict, "is not what was shown to you")
}

func TestNoteIsApprovedAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	content := []byte(`{"kind":"deploy"}`)
	p, err := b.Note(t.Context(), agent.KindEvent, "", content, storetest.Lead)
	require.NoError(t, err)
	require.Equal(t, agent.StateApproved, p.State)
	require.Equal(t, &agent.Approval{By: storetest.Lead, At: p.CreatedAt, ContentHash: agent.ContentHash(content)}, p.Approval)
	require.Equal(t, []agent.Action{"event.drafted", "event.in_review", "event.approved"}, b.acts())
	again, err := b.Note(t.Context(), agent.KindEvent, "", content, storetest.Analyst)
	require.NoError(t, err)
	require.Equal(t, p, again, "it is noted once, whoever notes it again")

	proposed, _, err := b.Propose(t.Context(), agent.KindEvent, "s-1", content, storetest.Builtin)
	require.NoError(t, err)
	noted, err := b.Note(t.Context(), agent.KindEvent, "s-1", content, storetest.Analyst)
	require.NoError(t, err)
	require.Equal(t, proposed.ID, noted.ID, "what an engine proposed, a person approves by saying it")
	require.Equal(t, storetest.Analyst, noted.Approval.By)
	_, err = b.Note(t.Context(), agent.KindEvent, "", []byte(`{}`), storetest.Builtin)
	requireFault(t, err, fault.NeedsPerson, "only a person notes an event")
}

func TestFind(t *testing.T) {
	t.Parallel()
	b := setup(t)
	add := func(id string) agent.Proposal {
		p, _, err := b.store.AddProposal(t.Context(), storetest.Proposal(agent.KindDecision, id))
		require.NoError(t, err)
		return p
	}
	one, two := add("d-1e7k3m9"), add("d-1e7k4aa")
	edited, err := b.Revise(t.Context(), one.Kind, one.ID, 1, []byte(`1`), storetest.Lead)
	require.NoError(t, err)
	one, err = b.store.Proposal(t.Context(), one.Kind, one.ID, 1)
	require.NoError(t, err)
	for _, c := range []struct {
		id     string
		number int
		want   agent.Proposal
	}{
		{"d-1e7k3m9", 0, edited}, {"d-1e7k3", 0, edited}, {" D-1E7K3 ", 0, edited}, {"d-1e7k3m9", 1, one}, {"d-1e7k3", 2, edited},
		{"d-1e7k3@1", 0, one}, {"d-1e7k3m9@2", 0, edited}, {"d-1e7k3@1", 1, one}, {"d-1e7k4", 0, two},
	} {
		got, err := b.Find(t.Context(), agent.KindDecision, c.id, c.number)
		require.NoError(t, err, c.id)
		require.Equal(t, c.want, got, c.id)
	}
	for id, c := range map[string]struct {
		kind fault.Kind
		says string
	}{
		"d-1e7k":      {fault.NeedsPerson, `"d-1e7k" begins the ids of several decisions: d-1e7k3m9, d-1e7k4aa`},
		"d-":          {fault.NotFound, `there is no decision "d-"`},
		"":            {fault.NotFound, "there is no decision"},
		"d-9":         {fault.NotFound, `there is no decision "d-9"`},
		"d-1e7k3m9@3": {fault.NotFound, "there is no version 3 of decision d-1e7k3m9"},
		"d-1e7k3m9@":  {fault.Usage, `"" is not the number of a version`},
		"d-1e7k3m9@0": {fault.Usage, `"0" is not the number of a version`},
		"d-1e7@x":     {fault.Usage, `"x" is not the number of a version`},
		"@1":          {fault.NotFound, "there is no decision"},
	} {
		_, err := b.Find(t.Context(), agent.KindDecision, id, 0)
		require.Error(t, err, id)
		requireFault(t, err, c.kind, c.says)
	}
	_, err = b.Find(t.Context(), agent.KindDecision, "d-1e7k3m9@1", 2)
	requireFault(t, err, fault.Usage, "is not the number")
	_, err = b.Find(t.Context(), agent.KindReview, "d-1e7k3m9", 0)
	requireFault(t, err, fault.NotFound, "there is no review")
	require.Contains(t, fault.Next(err), "plumb review list")
}

func TestOfManyWhoApproveOneDoes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.propose(agent.KindDecision, `"stop"`)
	const people = 6
	errs := make([]error, people)
	var done sync.WaitGroup
	for i := range people {
		done.Go(func() {
			_, errs[i] = b.Approve(t.Context(), p.Kind, p.ID, p.ContentHash, agent.Actor{Kind: agent.PersonActor, Name: fmt.Sprintf("Approver %d", i)})
		})
	}
	done.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		require.Equal(t, fault.Conflict, fault.KindOf(err))
		require.ErrorContains(t, err, "was approved already, by Approver ")
	}
	require.Equal(t, 1, won)
	require.Len(t, b.acts(), 3)
}

func TestOfManyNextNotesOneIsKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const people = 6
	errs := make([]error, people)
	var done sync.WaitGroup
	for i := range people {
		done.Go(func() {
			by := agent.Actor{Kind: agent.PersonActor, Name: fmt.Sprintf("Person %d", i)}
			content := []byte(fmt.Sprintf(`"look %d"`, i/2)) // two say the same
			_, errs[i] = b.NoteNext(t.Context(), agent.KindRevisit, "d-1e7k3m9", 0, content, by)
		})
	}
	done.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		requireFault(t, err, fault.Conflict, "meanwhile Person ")
	}
	require.Equal(t, 1, won)
	kept, err := b.List(t.Context(), agent.KindRevisit, "d-1e7k3m9")
	require.NoError(t, err)
	require.Len(t, kept, 1)
	require.Equal(t, "v-1e7k3m9-1", kept[0].ID)

	again, err := b.NoteNext(t.Context(), agent.KindRevisit, "d-1e7k3m9", 0, kept[0].Content, kept[0].CreatedBy)
	require.NoError(t, err, "who says the same again is told what is kept")
	require.Equal(t, kept[0], again)
	second, err := b.NoteNext(t.Context(), agent.KindRevisit, "d-1e7k3m9", 1, []byte(`"later"`), storetest.Lead)
	require.NoError(t, err)
	require.Equal(t, "v-1e7k3m9-2", second.ID)
	require.Equal(t, agent.StateApproved, second.State)
	_, err = b.NoteNext(t.Context(), agent.KindRevisit, "d-1e7k3m9", 2, []byte(`1`), storetest.Builtin)
	requireFault(t, err, fault.NeedsPerson, "only a person notes a revisit")
}

// TestNothingHappensWhenTheStoreFails closes the store first.
func TestNothingHappensWhenTheStoreFails(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "plumb.db")})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	d := proposals.New(proposals.Config{Store: s, Now: func() time.Time { return storetest.Noon }})
	for _, act := range []func() error{
		func() error {
			_, _, err := d.Propose(t.Context(), agent.KindReview, "", []byte(`1`), storetest.Builtin)
			return err
		},
		func() error {
			_, err := d.Note(t.Context(), agent.KindEvent, "", []byte(`1`), storetest.Lead)
			return err
		},
		func() error {
			_, err := d.Revise(t.Context(), agent.KindReview, "r-1", 1, []byte(`1`), storetest.Lead)
			return err
		},
		func() error {
			_, err := d.Approve(t.Context(), agent.KindReview, "r-1", "", storetest.Lead)
			return err
		},
		func() error {
			_, err := d.Reject(t.Context(), agent.KindReview, "r-1", "", storetest.Lead, "")
			return err
		},
		func() error { _, err := d.Find(t.Context(), agent.KindReview, "r-1", 0); return err },
		func() error { _, err := d.Versions(t.Context(), agent.KindReview, "r-1"); return err },
	} {
		_, is := errors.AsType[*fault.Error](act())
		require.True(t, is)
	}
}
