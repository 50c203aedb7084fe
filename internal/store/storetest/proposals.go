package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Proposal gives the first version of a proposal about the sheet s-1, with a content of its own.
func Proposal(kind agent.ProposalKind, id string) agent.NewProposal {
	return agent.NewProposal{
		Kind: kind, ID: id, About: "s-1", Content: []byte(`{"text":"what ` + id + ` says, <b>\u2028 & \"more\" \\u0000"}`), By: Builtin, At: Noon,
	}
}

// ProposalMoveOf gives the move of a proposal, as it was read, to a state, by [Lead].
func ProposalMoveOf(p agent.Proposal, to agent.State, at time.Time) agent.ProposalMove {
	return agent.ProposalMove{Kind: p.Kind, Move: agent.Move{
		ID: p.ID, Number: p.Number, ContentHash: p.ContentHash, From: p.State, To: to, By: Lead, At: at,
	}}
}

// proposal adds a proposal that no open one is like.
func (b *bundle) proposal(n agent.NewProposal) agent.Proposal {
	b.t.Helper()
	n.At = b.now()
	p, existing, err := b.AddProposal(b.ctx, n)
	require.NoError(b.t, err)
	require.False(b.t, existing)
	require.Equal(b.t, n.ID, p.ID)
	return p
}

// proposalIn gives a new proposal whose newest version is in the given state; nothing of an append-only kind is ever
// superseded after its approval, so it is superseded as a draft.
func (b *bundle) proposalIn(kind agent.ProposalKind, id string, state agent.State) agent.Proposal {
	b.t.Helper()
	p := b.proposal(Proposal(kind, id))
	path := map[agent.State][]agent.State{
		agent.StateInReview: {agent.StateInReview}, agent.StateApproved: {agent.StateInReview, agent.StateApproved},
		agent.StateSuperseded: {agent.StateSuperseded}, agent.StateRejected: {agent.StateRejected},
	}
	for _, to := range path[state] {
		moved, err := b.MoveProposal(b.ctx, ProposalMoveOf(p, to, b.now()))
		require.NoError(b.t, err)
		p = moved
	}
	return p
}

func (b *bundle) editProposal(p agent.Proposal, content string) agent.Proposal {
	b.t.Helper()
	edited, err := b.AddProposalVersion(b.ctx, editOf(p, content, b.now()))
	require.NoError(b.t, err)
	return edited
}

func editOf(p agent.Proposal, content string, at time.Time) agent.NewProposalVersion {
	return agent.NewProposalVersion{Kind: p.Kind, ID: p.ID, Base: p.Number, Content: []byte(content), By: Analyst, At: at}
}

func (b *bundle) newestProposal(p agent.Proposal) agent.Proposal {
	b.t.Helper()
	p, err := b.Proposal(b.ctx, p.Kind, p.ID, 0)
	require.NoError(b.t, err)
	return p
}

func proposalRoundTrip(t *testing.T, s Store) {
	b := newBundle(t, s)
	for _, kind := range agent.ProposalKinds() {
		none, err := s.Proposals(t.Context(), kind, "")
		require.NoError(t, err)
		require.Equal(t, []agent.Proposal{}, none)
		n := Proposal(kind, "p-1") // which may be an id of each kind
		n.At = time.Date(2026, time.October, 25, 1, 59, 59, 999_999_999, time.FixedZone("far east", 14*3600-1800))
		at := n.At.UTC().Truncate(time.Microsecond)
		want := agent.Proposal{
			Kind: kind, ID: "p-1", Number: 1, State: agent.StateDraft, About: "s-1", Content: n.Content, ContentHash: agent.ContentHash(n.Content),
			CreatedAt: at, CreatedBy: Builtin, UpdatedAt: at,
		}
		p, existing, err := s.AddProposal(t.Context(), n)
		require.NoError(t, err)
		require.False(t, existing)
		require.Equal(t, want, p)
		for _, number := range []int{0, 1} {
			p, err = s.Proposal(t.Context(), kind, "p-1", number)
			require.NoError(t, err)
			require.Equal(t, want, p)
		}
		_, err = s.Proposal(t.Context(), kind, "p-1", 2)
		refused(t, err, fault.NotFound)
		_, err = s.Proposal(t.Context(), kind, "p-2", 0)
		refused(t, err, fault.NotFound)
		_, err = s.ProposalVersions(t.Context(), kind, "p-2")
		refused(t, err, fault.NotFound)

		n.Content[2] = 'T'
		require.Equal(t, want.ContentHash, agent.ContentHash(b.newestProposal(p).Content), "what was handed over is kept as it was then")
	}
	require.Len(t, b.snapshot().Proposals, len(agent.ProposalKinds()))
}

func proposalSame(t *testing.T, s Store) {
	b := newBundle(t, s)
	n := Proposal(agent.KindReview, "r-1")
	first := b.proposal(n)
	again := func(id string) agent.Proposal {
		n := n
		n.ID, n.By, n.At = id, Analyst, b.now()
		before := b.snapshot()
		p, existing, err := s.AddProposal(t.Context(), n)
		require.NoError(t, err)
		require.True(t, existing)
		require.Equal(t, before, b.snapshot())
		return p
	}
	require.Equal(t, first, again("r-2"))
	require.Equal(t, first, again("r-1"))

	other := n
	other.About = "s-2"
	other.ID = "r-3"
	b.proposal(other)
	other = Proposal(agent.KindDecision, "r-1")
	other.Content = n.Content
	b.proposal(other)

	edited := b.editProposal(first, `{"text":"what a person says"}`)
	require.Equal(t, edited, again("r-4"), "the edit of it is found")
	n.Content = edited.Content
	require.Equal(t, edited, again("r-4"))
	approval := ProposalMoveOf(edited, agent.StateApproved, b.now())
	approval.Via = agent.StateInReview
	approved, err := s.MoveProposal(t.Context(), approval)
	require.NoError(t, err)
	require.Equal(t, approved, again("r-5"))

	for i, end := range []agent.State{agent.StateRejected, agent.StateSuperseded} {
		ended := b.proposalIn(agent.KindEvent, fmt.Sprintf("e-%d", i), end)
		anew := Proposal(agent.KindEvent, fmt.Sprintf("e-%d-anew", i))
		anew.Content = ended.Content
		b.proposal(anew)
	}
}

func proposalRefused(t *testing.T, s Store) {
	b := newBundle(t, s)
	b.proposal(Proposal(agent.KindReview, "r-1"))
	before := b.snapshot()
	for name, c := range map[string]struct {
		change func(n *agent.NewProposal)
		kind   fault.Kind
	}{
		"no kind":               {func(n *agent.NewProposal) { n.Kind = "" }, fault.Invalid},
		"another kind":          {func(n *agent.NewProposal) { n.Kind = "sheet" }, fault.Invalid},
		"no id":                 {func(n *agent.NewProposal) { n.ID = "" }, fault.Invalid},
		"an endless id":         {func(n *agent.NewProposal) { n.ID = strings.Repeat("r", 501) }, fault.Invalid},
		"an id that is taken":   {func(n *agent.NewProposal) { n.ID = "r-1" }, fault.Conflict},
		"a NUL in the id":       {func(n *agent.NewProposal) { n.ID = "r-\x00" }, fault.Invalid},
		"a subject of bytes":    {func(n *agent.NewProposal) { n.About = "\xff" }, fault.Invalid},
		"an endless subject":    {func(n *agent.NewProposal) { n.About = strings.Repeat("s", 501) }, fault.Invalid},
		"no content":            {func(n *agent.NewProposal) { n.Content = nil }, fault.Invalid},
		"content of words":      {func(n *agent.NewProposal) { n.Content = []byte("all is well") }, fault.Invalid},
		"content of bytes":      {func(n *agent.NewProposal) { n.Content = []byte("\"\xff\"") }, fault.Invalid},
		"nobody":                {func(n *agent.NewProposal) { n.By = agent.Actor{} }, fault.Invalid},
		"approved by an engine": {func(n *agent.NewProposal) { n.Approve = true }, fault.NeedsPerson},
		"an engine's name":      {func(n *agent.NewProposal) { n.By.Kind, n.Approve = agent.PersonActor, true }, fault.NeedsPerson},
	} {
		n := Proposal(agent.KindReview, "r-2")
		c.change(&n)
		_, _, err := s.AddProposal(t.Context(), n)
		require.Error(t, err, name)
		refused(t, err, c.kind)
	}
	require.Equal(t, before, b.snapshot())
}

func proposalsListed(t *testing.T, s Store) {
	b := newBundle(t, s)
	var all []agent.Proposal
	for i := range 4 {
		n := Proposal(agent.KindDecision, fmt.Sprintf("d-%d", 9-i))
		n.About = fmt.Sprintf("s-%d", i%2)
		all = append(all, b.proposal(n))
	}
	b.proposal(Proposal(agent.KindReview, "d-1"))
	all[0] = b.editProposal(all[0], `"changed"`)
	all[0] = b.editProposal(all[0], `"changed again"`)
	for about, want := range map[string][]agent.Proposal{
		"":    {all[3], all[2], all[1], all[0]},
		"s-0": {all[2], all[0]},
		"s-1": {all[3], all[1]},
		"s-2": {},
	} {
		got, err := s.Proposals(t.Context(), agent.KindDecision, about)
		require.NoError(t, err)
		require.Equal(t, want, got, "about %q, that which was begun last first", about)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Proposals(ctx, agent.KindDecision, "")
	refused(t, err, fault.Unavailable)
}

func proposalEdited(t *testing.T, s Store) {
	b := newBundle(t, s)
	approved := b.proposalIn(agent.KindReview, "r-1", agent.StateApproved)
	edited := b.editProposal(approved, `{"text":"two words"}`)
	require.Equal(t, agent.Proposal{
		Kind: agent.KindReview, ID: "r-1", Number: 2, State: agent.StateDraft, About: "s-1", Content: []byte(`{"text":"two words"}`),
		ContentHash: agent.ContentHash([]byte(`{"text":"two words"}`)), CreatedAt: b.clock, CreatedBy: Analyst, UpdatedAt: b.clock,
	}, edited)
	versions, err := s.ProposalVersions(t.Context(), agent.KindReview, "r-1")
	require.NoError(t, err)
	approved.State, approved.UpdatedAt = agent.StateSuperseded, b.clock
	require.Equal(t, []agent.Proposal{approved, edited}, versions, "what was approved is kept as it was")
	log := b.log()
	require.Contains(t, log[len(log)-1].Detail, "the approval by "+Lead.Name+" is void")

	draft := b.editProposal(edited, `{"text":"three words"}`)
	rejected := b.proposalIn(agent.KindReview, "r-2", agent.StateRejected)
	decision := b.proposalIn(agent.KindDecision, "d-1", agent.StateApproved)
	revisit := b.proposalIn(agent.KindRevisit, "v-1", agent.StateApproved)
	event := b.proposalIn(agent.KindEvent, "e-1", agent.StateApproved)
	open := b.editProposal(b.proposalIn(agent.KindDecision, "d-2", agent.StateInReview), `"in review"`)
	require.Equal(t, 2, open.Number, "only what was approved is final")
	before := b.snapshot()
	for name, c := range map[string]struct {
		edit agent.NewProposalVersion
		kind fault.Kind
	}{
		"an older version":     {editOf(edited, `1`, Noon), fault.Conflict},
		"a version to come":    {agent.NewProposalVersion{Kind: draft.Kind, ID: draft.ID, Base: 4, Content: []byte(`1`), By: Lead, At: Noon}, fault.Conflict},
		"what was rejected":    {editOf(rejected, `1`, Noon), fault.Conflict},
		"an approved decision": {editOf(decision, `1`, Noon), fault.Conflict},
		"an approved revisit":  {editOf(revisit, `1`, Noon), fault.Conflict},
		"an approved event":    {editOf(event, `1`, Noon), fault.Conflict},
		"nothing":              {agent.NewProposalVersion{Kind: agent.KindReview, ID: "r-9", Base: 1, Content: []byte(`1`), By: Lead, At: Noon}, fault.NotFound},
		"by an engine":         {agent.NewProposalVersion{Kind: draft.Kind, ID: draft.ID, Base: 3, Content: []byte(`1`), By: Builtin, At: Noon}, fault.NeedsPerson},
		"no content":           {agent.NewProposalVersion{Kind: draft.Kind, ID: draft.ID, Base: 3, By: Lead, At: Noon}, fault.Invalid},
		"of no kind":           {agent.NewProposalVersion{Kind: "sheet", ID: draft.ID, Base: 3, Content: []byte(`1`), By: Lead, At: Noon}, fault.Invalid},
	} {
		_, err := s.AddProposalVersion(t.Context(), c.edit)
		require.Error(t, err, name)
		refused(t, err, c.kind)
	}
	require.Equal(t, before, b.snapshot())
}

func proposalMoves(t *testing.T, s Store) {
	b := newBundle(t, s)
	for _, kind := range agent.ProposalKinds() {
		for _, from := range states {
			for _, to := range append(states, "published") {
				p := b.proposalIn(kind, "p-"+string(from)+"-"+string(to), from)
				got, err := s.MoveProposal(t.Context(), ProposalMoveOf(p, to, b.now()))
				if from.CheckMove(to) != nil || from == agent.StateApproved && kind.AppendOnly() {
					refused(t, err, fault.Conflict)
					require.Equal(t, p, b.newestProposal(p))
					continue
				}
				require.NoError(t, err)
				p.State, p.UpdatedAt = to, b.clock
				if to == agent.StateApproved {
					p.Approval = &agent.Approval{By: Lead, At: b.clock, ContentHash: p.ContentHash}
				}
				require.Equal(t, p, got)
				require.Equal(t, p, b.newestProposal(p))
			}
		}
	}
}

func proposalMoveBound(t *testing.T, s Store) {
	b := newBundle(t, s)
	first := b.proposal(Proposal(agent.KindReview, "r-1"))
	p := b.editProposal(first, `"edited"`)
	before := b.snapshot()
	for name, c := range map[string]struct {
		change func(m *agent.ProposalMove)
		kind   fault.Kind
	}{
		"other content":    {func(m *agent.ProposalMove) { m.ContentHash = first.ContentHash }, fault.Conflict},
		"no content":       {func(m *agent.ProposalMove) { m.ContentHash = "" }, fault.Conflict},
		"older version":    {func(m *agent.ProposalMove) { m.Number, m.ContentHash = 1, first.ContentHash }, fault.Conflict},
		"version to come":  {func(m *agent.ProposalMove) { m.Number = 3 }, fault.Conflict},
		"other state":      {func(m *agent.ProposalMove) { m.From, m.Via = agent.StateInReview, "" }, fault.Conflict},
		"no step":          {func(m *agent.ProposalMove) { m.Via = "" }, fault.Conflict},
		"another id":       {func(m *agent.ProposalMove) { m.ID = "r-9" }, fault.NotFound},
		"another kind":     {func(m *agent.ProposalMove) { m.Kind = agent.KindDecision }, fault.NotFound},
		"no kind":          {func(m *agent.ProposalMove) { m.Kind = "sheet" }, fault.Invalid},
		"an engine":        {func(m *agent.ProposalMove) { m.By = Builtin }, fault.NeedsPerson},
		"an engine's name": {func(m *agent.ProposalMove) { m.By.Name = Builtin.Name }, fault.NeedsPerson},
		"nobody":           {func(m *agent.ProposalMove) { m.By = agent.Actor{} }, fault.Invalid},
		"reason of bytes":  {func(m *agent.ProposalMove) { m.Reason = "a\x00b" }, fault.Invalid},
		"rejection":        {func(m *agent.ProposalMove) { m.Via, m.To, m.By = "", agent.StateRejected, Builtin }, fault.NeedsPerson},
	} {
		m := ProposalMoveOf(p, agent.StateApproved, b.now())
		m.Via = agent.StateInReview
		c.change(&m)
		_, err := s.MoveProposal(t.Context(), m)
		require.Error(t, err, name)
		refused(t, err, c.kind)
	}
	require.Equal(t, before, b.snapshot())
}

func proposalActsLogged(t *testing.T, s Store) {
	b := newBundle(t, s)
	noted := Proposal(agent.KindEvent, "e-1")
	noted.By, noted.Approve, noted.About = Lead, true, ""
	event := b.proposal(noted)
	require.Equal(t, &agent.Approval{By: Lead, At: b.clock, ContentHash: event.ContentHash}, event.Approval)
	require.Equal(t, agent.StateApproved, event.State)
	require.Equal(t, event, b.newestProposal(event))
	one := b.proposalIn(agent.KindReview, "r-1", agent.StateInReview)
	two := b.editProposal(one, `"edited"`)
	rejection := ProposalMoveOf(two, agent.StateRejected, b.now())
	rejection.Reason = "it says nothing"
	_, err := s.MoveProposal(t.Context(), rejection)
	require.NoError(t, err)

	var got []agent.AuditEntry
	for _, e := range b.log()[1:] {
		e.Seq, e.At, e.Prev, e.Hash = 0, time.Time{}, "", ""
		got = append(got, e)
	}
	require.Equal(t, []agent.AuditEntry{
		{Action: "event.drafted", Actor: Lead, Subject: "e-1", Version: 1, ContentHash: event.ContentHash},
		{Action: "event.in_review", Actor: Lead, Subject: "e-1", Version: 1, ContentHash: event.ContentHash, Detail: "to be approved"},
		{Action: "event.approved", Actor: Lead, Subject: "e-1", Version: 1, ContentHash: event.ContentHash},
		{Action: "review.drafted", Actor: Builtin, Subject: "r-1", Version: 1, ContentHash: one.ContentHash, Detail: "about s-1"},
		{Action: "review.in_review", Actor: Lead, Subject: "r-1", Version: 1, ContentHash: one.ContentHash},
		{Action: "review.edited", Actor: Analyst, Subject: "r-1", Version: 2, ContentHash: two.ContentHash, Detail: "edited from version 1"},
		{Action: "review.superseded", Actor: Analyst, Subject: "r-1", Version: 1, ContentHash: one.ContentHash, Detail: "version 2 took its place"},
		{Action: "review.rejected", Actor: Lead, Subject: "r-1", Version: 2, ContentHash: two.ContentHash, Detail: "it says nothing"},
	}, got)
}

func proposalActsThatFail(t *testing.T, s Store) {
	b := newBundle(t, s)
	p := b.proposal(Proposal(agent.KindReview, "r-1"))
	before := b.snapshot()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := s.AddProposal(ctx, Proposal(agent.KindReview, "r-2"))
	refused(t, err, fault.Unavailable)
	_, err = s.AddProposalVersion(ctx, editOf(p, `1`, Noon))
	refused(t, err, fault.Unavailable)
	_, err = s.MoveProposal(ctx, ProposalMoveOf(p, agent.StateRejected, Noon))
	refused(t, err, fault.Unavailable)
	_, err = s.Proposal(ctx, p.Kind, p.ID, 0)
	refused(t, err, fault.Unavailable)
	require.Equal(t, before, b.snapshot())
	for range s.KeptProposals(t.Context()) {
		break
	}
	b.editProposal(p, `"a walk that was left early holds nothing"`)
}

func concurrentProposals(t *testing.T, s Store) {
	b := newBundle(t, s)
	added := make([]bool, actors)
	ids := make([]string, actors)
	for _, err := range together(func(i int) error {
		n := Proposal(agent.KindReview, "r")
		n.ID = fmt.Sprintf("r-%d", i)
		p, existing, err := s.AddProposal(t.Context(), n)
		added[i], ids[i] = !existing, p.ID
		return err
	}) {
		require.NoError(t, err)
	}
	list, err := s.Proposals(t.Context(), agent.KindReview, "")
	require.NoError(t, err)
	require.Len(t, list, 1)
	for i, id := range ids {
		require.Equal(t, list[0].ID, id)
		require.Equal(t, id == fmt.Sprintf("r-%d", i), added[i], "only the one who added it is told so")
	}

	oneWins(t, together(func(i int) error {
		_, err := s.AddProposalVersion(t.Context(), editOf(list[0], fmt.Sprint(i), Noon))
		return err
	}))
	p := b.newestProposal(list[0])
	require.Equal(t, 2, p.Number)
	oneWins(t, together(func(i int) error {
		m := ProposalMoveOf(p, agent.StateApproved, Noon)
		m.Via, m.By = agent.StateInReview, agent.Actor{Kind: agent.PersonActor, Name: fmt.Sprintf("Approver %d", i)}
		_, err := s.MoveProposal(t.Context(), m)
		return err
	}))
	log := b.log()
	require.Equal(t, log[len(log)-1].Actor, b.newestProposal(p).Approval.By)
	require.Len(t, log, 6, "transcript, draft, edit, superseded, in review, approved")
}
