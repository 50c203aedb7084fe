package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/agent/ground"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// bundle is a store with a meeting in it, and shorthands for what the checks do again and again.
type bundle struct {
	Store
	t       *testing.T
	ctx     context.Context //nolint:containedctx // a test's context, for brevity
	meeting *agent.Transcript
	clock   time.Time
}

func newBundle(t *testing.T, s Store) *bundle {
	t.Helper()
	b := &bundle{Store: s, t: t, ctx: t.Context(), meeting: Meeting("onboarding"), clock: Noon}
	b.addMeeting(b.meeting)
	return b
}

// now gives a time that is later at every call.
func (b *bundle) now() time.Time {
	b.clock = b.clock.Add(time.Minute)
	return b.clock
}

func (b *bundle) addMeeting(m *agent.Transcript) {
	b.t.Helper()
	added, err := b.AddTranscript(b.ctx, m, Lead, b.now())
	require.NoError(b.t, err)
	require.True(b.t, added)
}

// draft seals a sheet about the meeting with a content of its own.
func (b *bundle) draft(id string) agent.Draft {
	b.t.Helper()
	s := Sheet(b.meeting)
	s.Questions = []agent.Question{{Field: "gate.learn", Text: "What will " + id + " teach us?"}}
	d, err := ground.New(s, []*agent.Transcript{b.meeting})
	require.NoError(b.t, err)
	return d
}

// sheet adds a sheet that begins with a content of its own.
func (b *bundle) sheet(id string) agent.Version {
	b.t.Helper()
	return b.add(agent.NewSheet{ID: id, Draft: b.draft(id), By: Builtin, At: b.now()})
}

// add adds a sheet that begins with a content that no open sheet began with.
func (b *bundle) add(n agent.NewSheet) agent.Version {
	b.t.Helper()
	v, existing, err := b.AddSheet(b.ctx, n)
	require.NoError(b.t, err)
	require.False(b.t, existing)
	require.Equal(b.t, n.ID, v.ID)
	return v
}

func (b *bundle) edit(v agent.Version, text string) agent.Version {
	b.t.Helper()
	d := Edited(b.t, v.Sheet, b.meeting, Analyst, text)
	v, err := b.AddVersion(b.ctx, agent.NewVersion{ID: v.ID, Base: v.Number, Draft: d, By: Analyst, At: b.now()})
	require.NoError(b.t, err)
	return v
}

func (b *bundle) move(v agent.Version, to ...agent.State) agent.Version {
	b.t.Helper()
	for _, state := range to {
		moved, err := b.MoveVersion(b.ctx, MoveOf(v, state, b.now()))
		require.NoError(b.t, err)
		v = moved
	}
	return v
}

// in gives a new sheet whose newest version is in the given state.
func (b *bundle) in(id string, state agent.State) agent.Version {
	b.t.Helper()
	v := b.sheet(id)
	switch state {
	case agent.StateInReview:
		return b.move(v, agent.StateInReview)
	case agent.StateApproved:
		return b.move(v, agent.StateInReview, agent.StateApproved)
	case agent.StateSuperseded:
		return b.move(v, agent.StateSuperseded)
	case agent.StateRejected:
		return b.move(v, agent.StateRejected)
	default:
		return v
	}
}

// MoveOf gives the move of a version, as it was read, to a state, by [Lead].
func MoveOf(v agent.Version, to agent.State, at time.Time) agent.Move {
	return agent.Move{
		ID: v.ID, Number: v.Number, ContentHash: v.ContentHash, From: v.State, To: to, By: Lead, At: at,
	}
}

func (b *bundle) newest(id string) agent.Version {
	b.t.Helper()
	v, err := b.Version(b.ctx, id, 0)
	require.NoError(b.t, err)
	return v
}

// log gives the audit log, after checking its chain.
func (b *bundle) log() []agent.AuditEntry {
	b.t.Helper()
	_, err := agent.VerifyChain(b.Audit(b.ctx))
	require.NoError(b.t, err)
	var all []agent.AuditEntry
	for e, err := range b.Audit(b.ctx) {
		require.NoError(b.t, err)
		all = append(all, e)
	}
	return all
}

// snapshot gives everything that the store keeps.
func (b *bundle) snapshot() contents {
	b.t.Helper()
	c := contents{Log: b.log()}
	for k, err := range b.KeptTranscripts(b.ctx) {
		require.NoError(b.t, err)
		c.Transcripts = append(c.Transcripts, k)
	}
	for k, err := range b.KeptVersions(b.ctx) {
		require.NoError(b.t, err)
		c.Versions = append(c.Versions, k)
	}
	c.Definitions = b.definitions()
	for a, err := range b.KeptAliases(b.ctx) {
		require.NoError(b.t, err)
		c.Aliases = append(c.Aliases, a)
	}
	for p, err := range b.KeptProposals(b.ctx) {
		require.NoError(b.t, err)
		c.Proposals = append(c.Proposals, p)
	}
	c.Fetches = b.fetches()
	c.Calls = b.calls()
	return c
}

type contents struct {
	Log         []agent.AuditEntry
	Transcripts []register.KeptTranscript
	Versions    []register.KeptVersion
	Definitions []glossary.KeptDefinition
	Aliases     []glossary.Alias
	Proposals   []agent.Proposal
	Fetches     []readings.Fetch
	Calls       []model.Call
}

// refused checks that an act failed with an error of the given kind that a person can read.
func refused(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	require.Error(t, err)
	e, ok := errors.AsType[*fault.Error](err)
	require.True(t, ok, "%v is not a fault", err)
	require.Equal(t, kind, e.Kind, "%v", err)
	require.NotEmpty(t, e.Message)
}
