package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// aliasTeamSpelling is about one team that people write in several ways.
func aliasTeamSpelling(t *testing.T, s Store) {
	b := newBundle(t, s)
	b.approveAlias(b.propose(Alias("a-1", "actives", "Growth Team", "growth.weekly_active")))
	b.propose(Alias("a-2", "actives", "growth-team", "growth.daily_active"))
	again, existing, err := s.AddAlias(t.Context(), Alias("a-3", "actives", "GROWTH_TEAM", "growth.daily_active"))
	require.NoError(t, err)
	require.True(t, existing)
	require.Equal(t, "a-2", again.ID)

	b.approveAlias(again)
	require.Equal(t, []semantic.Alias{{Term: "actives", Team: "growth-team", Metric: "growth.daily_active"}}, b.approvedAliases(), "one is in effect")
	log := b.log()
	require.Equal(t, agent.ActAliasSuperseded, log[len(log)-2].Action)
	require.Equal(t, "alias:a-1", log[len(log)-2].Subject)
}

// aliasBound is about a definition that changes while somebody looks at it.
func aliasBound(t *testing.T, s Store) {
	b := newBundle(t, s)
	f := Definitions("growth.yaml", 2)
	b.keep(f)
	seen := f.Metrics[0].DefinitionHash()
	approve := glossary.Decision{ID: "a-1", To: glossary.AliasApproved, By: Lead, At: b.now(), DefinitionHash: seen}
	b.propose(Alias("a-1", "actives", "growth", f.Metrics[0].ID()))

	f.Metrics[0].Expression = "COUNT(*)"
	b.keep(f)
	before := b.snapshot()
	_, err := s.DecideAlias(t.Context(), approve)
	refused(t, err, fault.Conflict)
	require.ErrorContains(t, err, "the definition of growth.metric_00000 changed after it was shown")
	require.Equal(t, before, b.snapshot())

	f.Metrics[0].Description = "The same, in other words."
	approve.DefinitionHash = f.Metrics[0].DefinitionHash()
	b.keep(f)
	approved, err := s.DecideAlias(t.Context(), approve)
	require.NoError(t, err, "the words around a definition may change")
	require.Equal(t, approve.DefinitionHash, approved.DefinitionHash)
	require.Equal(t, approve.DefinitionHash, b.approvedAliases()[0].DefinitionHash)
	log := b.log()
	require.Equal(t, approve.DefinitionHash, glossary.ApprovedDefinition(log[len(log)-1].Detail))

	b.propose(Alias("a-2", "signups", "growth", f.Metrics[1].ID()))
	approve.ID, approve.DefinitionHash = "a-2", f.Metrics[1].DefinitionHash()
	f.Metrics[1].Status = semantic.Deprecated
	require.Equal(t, approve.DefinitionHash, f.Metrics[1].DefinitionHash())
	b.keep(f)
	_, err = s.DecideAlias(t.Context(), approve)
	refused(t, err, fault.Conflict)
	require.ErrorContains(t, err, "was deprecated after it was shown")

	b.propose(Alias("a-3", "signups", "growth", "growth.never_kept"))
	approve.ID = "a-3"
	_, err = s.DecideAlias(t.Context(), approve)
	refused(t, err, fault.Conflict)
}
