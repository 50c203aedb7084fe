package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// Alias gives a proposal that a team's term means a metric.
func Alias(id, term, team, metric string) glossary.Alias {
	return glossary.Alias{
		ID: id, State: glossary.AliasProposed, Term: term, Key: strings.ToLower(term), Team: team, Metric: metric, Why: "said in the review",
		ProposedBy: Builtin, ProposedAt: Noon,
	}
}

func aliasLife(t *testing.T, s Store) {
	b := newBundle(t, s)
	none, err := s.Aliases(t.Context())
	require.NoError(t, err)
	require.Equal(t, []glossary.Alias{}, none)

	proposed := Alias("a-1", "Actives", "growth", "growth.weekly_active")
	proposed.ProposedAt = b.now()
	kept := b.propose(proposed)
	require.Equal(t, proposed, kept)
	require.Empty(t, b.approvedAliases(), "a proposal has no effect")

	again := Alias("a-2", "actives", "growth", "growth.weekly_active")
	again.Key = "actives"
	open, existing, err := s.AddAlias(t.Context(), again)
	require.NoError(t, err)
	require.True(t, existing)
	require.Equal(t, proposed, open)

	decided := b.now()
	approved, err := s.DecideAlias(t.Context(), glossary.Decision{ID: "a-1", To: glossary.AliasApproved, By: Lead, At: decided})
	require.NoError(t, err)
	proposed.State, proposed.DecidedBy, proposed.DecidedAt = glossary.AliasApproved, Lead, decided
	require.Equal(t, proposed, approved)
	require.Equal(t, []semantic.Alias{{Term: "Actives", Team: "growth", Metric: "growth.weekly_active"}}, b.approvedAliases())

	b.propose(Alias("a-3", "signups", "", "growth.signups"))
	rejected, err := s.DecideAlias(t.Context(), glossary.Decision{ID: "a-3", To: glossary.AliasRejected, By: Analyst, At: b.now()})
	require.NoError(t, err)
	require.Equal(t, glossary.AliasRejected, rejected.State)
	require.Len(t, b.approvedAliases(), 1)
	b.propose(Alias("a-4", "signups", "", "growth.signups")) // what was rejected may be proposed again

	for _, id := range []string{"a-1", "a-3"} {
		for _, to := range []glossary.AliasState{glossary.AliasApproved, glossary.AliasRejected} {
			_, err := s.DecideAlias(t.Context(), glossary.Decision{ID: id, To: to, By: Lead, At: Noon})
			refused(t, err, fault.Conflict)
		}
	}
	all, err := s.Aliases(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"a-1", "a-4", "a-3"}, []string{all[0].ID, all[1].ID, all[2].ID}, "newest first")
	require.Equal(t, approved, all[0])
	var walked []glossary.Alias
	for a, err := range s.KeptAliases(t.Context()) {
		require.NoError(t, err)
		walked = append(walked, a)
	}
	require.Equal(t, []glossary.Alias{all[0], all[2], all[1]}, walked)

	log := b.log()
	require.Len(t, log, 6)
	require.Equal(t, agent.ActAliasProposed, log[1].Action)
	require.Equal(t, "alias:a-1", log[1].Subject)
	require.Equal(t, "said in the review", log[1].Detail)
	require.Equal(t, Builtin, log[1].Actor)
	require.Equal(t, proposed.ProposedAt, log[1].At)
	require.Equal(t, agent.ActAliasApproved, log[2].Action)
	require.Equal(t, Lead, log[2].Actor)
	require.Equal(t, agent.ActAliasRejected, log[4].Action)
	for _, i := range []int{1, 2} {
		require.Equal(t, approved.Hash(), log[i].ContentHash)
	}
}

func aliasSuperseded(t *testing.T, s Store) {
	b := newBundle(t, s)
	first := b.approveAlias(b.propose(Alias("a-1", "Actives", "growth", "growth.weekly_active")))
	others := b.approveAlias(b.propose(Alias("a-2", "actives", "sales", "sales.active")))
	everybody := b.approveAlias(b.propose(Alias("a-3", "actives", "", "growth.monthly_active")))
	second := b.approveAlias(b.propose(Alias("a-4", "actives", "growth", "growth.daily_active")))

	states := map[string]glossary.Alias{}
	all, err := s.Aliases(t.Context())
	require.NoError(t, err)
	for _, a := range all {
		states[a.ID] = a
	}
	require.Equal(t, glossary.AliasSuperseded, states["a-1"].State)
	require.Equal(t, Lead, states["a-1"].DecidedBy)
	require.Equal(t, first.DecidedAt, states["a-1"].DecidedAt, "the decision of then stays")
	for _, a := range []glossary.Alias{others, everybody, second} {
		require.Equal(t, a, states[a.ID])
	}
	require.ElementsMatch(t, []semantic.Alias{
		{Term: "actives", Team: "sales", Metric: "sales.active"}, {Term: "actives", Team: "", Metric: "growth.monthly_active"},
		{Term: "actives", Team: "growth", Metric: "growth.daily_active"},
	}, b.approvedAliases())
	log := b.log()
	superseded, approval := log[len(log)-2], log[len(log)-1]
	require.Equal(t, agent.ActAliasSuperseded, superseded.Action)
	require.Equal(t, "alias:a-1", superseded.Subject)
	require.Equal(t, "alias a-4 took its place", superseded.Detail)
	require.Equal(t, first.Hash(), superseded.ContentHash)
	require.Equal(t, Lead, superseded.Actor)
	require.Equal(t, agent.ActAliasApproved, approval.Action)
}

func aliasRefused(t *testing.T, s Store) {
	b := newBundle(t, s)
	b.propose(Alias("a-1", "actives", "growth", "growth.active"))
	before := b.snapshot()
	for name, spoil := range map[string]func(a *glossary.Alias){
		"no id":              func(a *glossary.Alias) { a.ID = "" },
		"no term":            func(a *glossary.Alias) { a.Term = "" },
		"no key":             func(a *glossary.Alias) { a.Key = "" },
		"no metric":          func(a *glossary.Alias) { a.Metric = "" },
		"nobody":             func(a *glossary.Alias) { a.ProposedBy = agent.Actor{} },
		"term is no text":    func(a *glossary.Alias) { a.Term = "act\x00ives" },
		"reason is no text":  func(a *glossary.Alias) { a.Why = "\xff" },
		"team is a novel":    func(a *glossary.Alias) { a.Team = strings.Repeat("we ", 5000) },
		"term is a sentence": func(a *glossary.Alias) { a.Term = strings.Repeat("word ", 200) },
	} {
		a := Alias("a-2", "signups", "growth", "growth.signups")
		spoil(&a)
		_, _, err := s.AddAlias(t.Context(), a)
		require.Error(t, err, name)
		refused(t, err, fault.Invalid)
	}
	_, _, err := s.AddAlias(t.Context(), Alias("a-1", "signups", "growth", "growth.signups"))
	refused(t, err, fault.Conflict)
	for name, c := range map[string]struct {
		d    glossary.Decision
		kind fault.Kind
	}{
		"unknown":       {glossary.Decision{ID: "a-9", To: glossary.AliasApproved, By: Lead}, fault.NotFound},
		"by an engine":  {glossary.Decision{ID: "a-1", To: glossary.AliasApproved, By: Builtin}, fault.NeedsPerson},
		"by nobody":     {glossary.Decision{ID: "a-1", To: glossary.AliasRejected}, fault.NeedsPerson},
		"to superseded": {glossary.Decision{ID: "a-1", To: glossary.AliasSuperseded, By: Lead}, fault.Invalid},
		"to proposed":   {glossary.Decision{ID: "a-1", To: glossary.AliasProposed, By: Lead}, fault.Invalid},
	} {
		c.d.At = Noon
		_, err := s.DecideAlias(t.Context(), c.d)
		require.Error(t, err, name)
		refused(t, err, c.kind)
	}
	require.Equal(t, before, b.snapshot())
}

func concurrentAliases(t *testing.T, s Store) {
	b := newBundle(t, s)
	added := make([]bool, actors)
	for _, err := range together(func(i int) error {
		_, existing, err := s.AddAlias(t.Context(), Alias(fmt.Sprintf("a-%d", i), "actives", "growth", "growth.active"))
		added[i] = !existing
		return err
	}) {
		require.NoError(t, err)
	}
	all, err := s.Aliases(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Len(t, b.log(), 2)

	oneWins(t, together(func(int) error {
		_, err := s.DecideAlias(t.Context(), glossary.Decision{ID: all[0].ID, To: glossary.AliasApproved, By: Lead, At: Noon})
		return err
	}))
	for _, err := range together(func(i int) error {
		a, _, err := s.AddAlias(t.Context(), Alias(fmt.Sprintf("a-next-%d", i), "actives", "growth", fmt.Sprintf("growth.active_%d", i)))
		if err != nil {
			return err
		}
		_, err = s.DecideAlias(t.Context(), glossary.Decision{ID: a.ID, To: glossary.AliasApproved, By: Lead, At: Noon})
		return err
	}) {
		require.NoError(t, err)
	}
	require.Len(t, b.approvedAliases(), 1, "one is in effect")
	require.Len(t, b.log(), 3+3*actors, "each was proposed, approved, and superseded another one")
}

func (b *bundle) propose(a glossary.Alias) glossary.Alias {
	b.t.Helper()
	kept, existing, err := b.AddAlias(b.ctx, a)
	require.NoError(b.t, err)
	require.False(b.t, existing)
	return kept
}

func (b *bundle) approveAlias(a glossary.Alias) glossary.Alias {
	b.t.Helper()
	b.clock = b.clock.Add(time.Minute)
	a, err := b.DecideAlias(b.ctx, glossary.Decision{ID: a.ID, To: glossary.AliasApproved, By: Lead, At: b.clock})
	require.NoError(b.t, err)
	return a
}

func (b *bundle) approvedAliases() []semantic.Alias {
	b.t.Helper()
	c, err := b.Catalogue(b.ctx)
	require.NoError(b.t, err)
	return c.Aliases
}
