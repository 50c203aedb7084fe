package glossary_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// setupDefined gives a glossary with a metric in use, another one, and one that is deprecated.
func setupDefined(t *testing.T) *glossary.Glossary {
	t.Helper()
	g := setup(t)
	old := metric("growth", "wau_v1", "COUNT(1)")
	old.Status, old.ReplacedBy = semantic.Deprecated, "growth.wau"
	gone := metric("growth", "gone", "COUNT(1)")
	gone.Status = semantic.Deprecated
	keep(t, g, file("a.yaml", metric("growth", "wau", "COUNT(*)"), metric("growth", "mau", "COUNT(*)"), old, gone))
	return g
}

func propose(t *testing.T, g *glossary.Glossary, term, team, name string) glossary.Alias {
	t.Helper()
	a, _, err := g.Propose(t.Context(), glossary.Proposal{Term: term, Team: team, Metric: name, Why: "heard"}, engine)
	require.NoError(t, err)
	return a
}

// approve makes an alias effective by somebody who saw what is defined now.
func approve(t *testing.T, g *glossary.Glossary, id string, by agent.Actor) (glossary.Alias, error) {
	t.Helper()
	a, err := g.Alias(t.Context(), id)
	require.NoError(t, err)
	shown, err := g.Show(t.Context(), a.Metric)
	require.NoError(t, err)
	return g.Approve(t.Context(), id, shown.Newest.Metric.DefinitionHash(), by)
}

func approved(t *testing.T, g *glossary.Glossary) []semantic.Alias {
	t.Helper()
	kept, err := g.Catalogue(t.Context())
	require.NoError(t, err)
	return kept.Aliases
}

func TestAliasIsAgreed(t *testing.T) {
	t.Parallel()
	g := setupDefined(t)
	a := propose(t, g, " Actives! ", "growth", "wau")
	require.Equal(t, glossary.AliasProposed, a.State)
	require.Equal(t, "Actives!", a.Term)
	require.Equal(t, "growth.wau", a.Metric, "a name alone will do")
	require.Equal(t, engine, a.ProposedBy)
	require.Empty(t, approved(t, g), "a proposal has no effect")

	again, existing, err := g.Propose(t.Context(), glossary.Proposal{Term: "actives", Team: "growth", Metric: "growth.wau"}, rosa)
	require.NoError(t, err)
	require.True(t, existing)
	require.Equal(t, a.ID, again.ID)

	_, err = approve(t, g, a.ID, engine)
	requireFault(t, err, fault.NeedsPerson, "only a person approves an alias")
	_, err = g.Reject(t.Context(), a.ID, agent.Actor{Kind: agent.PersonActor, Name: "builtin"})
	requireFault(t, err, fault.NeedsPerson, "only a person rejects an alias")

	done, err := approve(t, g, "a-00", rosa)
	require.NoError(t, err)
	require.Equal(t, glossary.AliasApproved, done.State)
	require.Equal(t, rosa, done.DecidedBy)
	hash := metric("growth", "wau", "COUNT(*)").DefinitionHash()
	require.Equal(t, hash, done.DefinitionHash)
	require.Equal(t, []semantic.Alias{{Term: "Actives!", Team: "growth", Metric: "growth.wau", DefinitionHash: hash}}, approved(t, g))

	same, err := approve(t, g, a.ID, rosa)
	require.NoError(t, err)
	require.Equal(t, done, same, "approving again changes nothing")
	_, err = approve(t, g, a.ID, tom)
	requireFault(t, err, fault.Conflict, "approved already, decided by Rosa Lind on 2026-03-02")
	_, err = g.Reject(t.Context(), a.ID, tom)
	requireFault(t, err, fault.Conflict, "approved already")
	_, _, err = g.Propose(t.Context(), glossary.Proposal{Term: "actives", Team: "growth", Metric: "growth.wau"}, rosa)
	requireFault(t, err, fault.Conflict, `"actives" means growth.wau already`)

	shown, err := g.Show(t.Context(), "growth.wau")
	require.NoError(t, err)
	require.Equal(t, []glossary.Alias{done}, shown.Aliases)
}

func TestApprovingSupersedes(t *testing.T) {
	t.Parallel()
	g := setupDefined(t)
	first, everybody := propose(t, g, "actives", "growth", "wau"), propose(t, g, "actives", "", "wau")
	for _, a := range []glossary.Alias{first, everybody} {
		_, found, err := g.Supersedes(t.Context(), a)
		require.NoError(t, err)
		require.False(t, found)
		_, err = approve(t, g, a.ID, rosa)
		require.NoError(t, err)
	}
	next := propose(t, g, "ACTIVES", "growth", "mau")
	old, found, err := g.Supersedes(t.Context(), next)
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, first.ID, old.ID)
	_, err = approve(t, g, next.ID, tom)
	require.NoError(t, err)
	wau, mau := metric("growth", "wau", "COUNT(*)").DefinitionHash(), metric("growth", "mau", "COUNT(*)").DefinitionHash()
	require.ElementsMatch(t, []semantic.Alias{
		{Term: "actives", Metric: "growth.wau", DefinitionHash: wau}, {Term: "ACTIVES", Team: "growth", Metric: "growth.mau", DefinitionHash: mau},
	}, approved(t, g))
	superseded, err := g.Alias(t.Context(), first.ID)
	require.NoError(t, err)
	require.Equal(t, glossary.AliasSuperseded, superseded.State)
	_, err = approve(t, g, first.ID, tom)
	requireFault(t, err, fault.Conflict, "is superseded already")
}

func TestProposeRefuses(t *testing.T) {
	t.Parallel()
	g := setupDefined(t)
	for name, c := range map[string]struct {
		proposal glossary.Proposal
		kind     fault.Kind
		want     string
	}{
		"no term":             {glossary.Proposal{Term: " ", Metric: "wau"}, fault.Invalid, "this is no term"},
		"no word":             {glossary.Proposal{Term: "?!", Metric: "wau"}, fault.Invalid, "this is no term"},
		"a sentence":          {glossary.Proposal{Term: strings.Repeat("active ", 50), Metric: "wau"}, fault.Invalid, "this is no term"},
		"two lines":           {glossary.Proposal{Term: "active\nusers", Metric: "wau"}, fault.Invalid, "this is no term"},
		"not UTF-8":           {glossary.Proposal{Term: "active\xff", Metric: "wau"}, fault.Invalid, "this is no term"},
		"an escape":           {glossary.Proposal{Term: "active\x1b[31m", Metric: "wau"}, fault.Invalid, "this is no term"},
		"a zero-width space":  {glossary.Proposal{Term: "act\u200bives", Metric: "wau"}, fault.Invalid, "a character that nobody sees (U+200B)"},
		"a turned direction":  {glossary.Proposal{Term: "act\u202eives", Metric: "wau"}, fault.Invalid, "a character that nobody sees (U+202E)"},
		"a hidden filler":     {glossary.Proposal{Term: "act\u3164ives", Metric: "wau"}, fault.Invalid, "a character that nobody sees (U+3164)"},
		"a long team":         {glossary.Proposal{Term: "actives", Metric: "wau", Team: strings.Repeat("x", 101)}, fault.Invalid, "name of the team"},
		"minutes for a why":   {glossary.Proposal{Term: "actives", Metric: "wau", Why: strings.Repeat("x", 1001)}, fault.Invalid, "the reason is not one line"},
		"an unknown metric":   {glossary.Proposal{Term: "actives", Metric: "dau"}, fault.NotFound, `there is no metric "dau"`},
		"one that is gone":    {glossary.Proposal{Term: "actives", Metric: "gone"}, fault.Conflict, "growth.gone is deprecated"},
		"one that is in turn": {glossary.Proposal{Term: "actives", Metric: "wau_v1"}, fault.Conflict, "growth.wau_v1 is deprecated"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := g.Propose(t.Context(), c.proposal, rosa)
			requireFault(t, err, c.kind, c.want)
		})
	}
}

func TestApproveLooksAtTheMetricAgain(t *testing.T) {
	t.Parallel()
	g := setupDefined(t)
	a := propose(t, g, "monthlies", "", "mau")
	mau := metric("growth", "mau", "COUNT(*)")
	mau.Status, mau.ReplacedBy = semantic.Deprecated, "growth.wau"
	keep(t, g, file("a.yaml", mau))
	_, err := approve(t, g, a.ID, rosa)
	requireFault(t, err, fault.Conflict, "growth.mau is deprecated")
	require.Equal(t, "Use growth.wau, which replaces it.", fault.Next(err))
	rejected, err := g.Reject(t.Context(), a.ID, rosa)
	require.NoError(t, err)
	require.Equal(t, glossary.AliasRejected, rejected.State)
}

func TestAliasIsFoundByItsBeginning(t *testing.T) {
	t.Parallel()
	g := setupDefined(t)
	first, second := propose(t, g, "one", "", "wau"), propose(t, g, "two", "", "wau")
	for _, id := range []string{first.ID, " A-001"} {
		got, err := g.Alias(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, first.ID, got.ID)
	}
	_, err := g.Alias(t.Context(), "a-00")
	requireFault(t, err, fault.NeedsPerson, `"a-00" begins the ids of several aliases: a-001, a-002`)
	for _, id := range []string{"", "a-", "a-9", "s-001"} {
		_, err := g.Alias(t.Context(), id)
		requireFault(t, err, fault.NotFound, "there is no alias")
	}
	all, err := g.Aliases(t.Context())
	require.NoError(t, err)
	require.Equal(t, second.ID, all[0].ID, "newest first")
}

func TestAliasIDs(t *testing.T) {
	t.Parallel()
	newID := glossary.AliasIDs(func() time.Time { return time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC) })
	require.Regexp(t, `^a-08[0-9a-hjkmnp-tv-z]{5}$`, newID())
}

func TestTeamIsTheOneOfTheCatalogue(t *testing.T) {
	t.Parallel()
	g := setupDefined(t)
	first := propose(t, g, "actives", "Growth", "wau")
	require.Equal(t, "growth", first.Team)
	_, err := approve(t, g, first.ID, rosa)
	require.NoError(t, err)
	_, _, err = g.Propose(t.Context(), glossary.Proposal{Term: "actives", Team: " GROWTH ", Metric: "growth.wau"}, rosa)
	requireFault(t, err, fault.Conflict, `"actives" means growth.wau already`)
	_, err = approve(t, g, propose(t, g, "actives", "GROWTH", "mau").ID, tom)
	require.NoError(t, err)
	require.Len(t, approved(t, g), 1, "one is in effect")
	require.Equal(t, "Field Sales", propose(t, g, "actives", "Field Sales", "mau").Team, "a team that defines nothing is taken at its word")
}

func TestApproveIsBoundToWhatWasSeen(t *testing.T) {
	t.Parallel()
	g := setupDefined(t)
	a := propose(t, g, "actives", "", "wau")
	seen := metric("growth", "wau", "COUNT(*)").DefinitionHash()
	_, err := g.Approve(t.Context(), a.ID, "", rosa)
	requireFault(t, err, fault.Invalid, "names the definition that was seen")
	keep(t, g, file("a.yaml", metric("growth", "wau", "COUNT(DISTINCT user)")))
	_, err = g.Approve(t.Context(), a.ID, seen, rosa)
	requireFault(t, err, fault.Conflict, "the definition of growth.wau changed after it was shown")
	require.Contains(t, fault.Next(err), "plumb metrics diff growth.wau")
	require.Empty(t, approved(t, g))
}

func TestMixedWord(t *testing.T) {
	t.Parallel()
	for term, want := range map[string]string{
		"\u0441hurn rate": "\u0441hurn", "active us\u0435rs": "us\u0435rs", "\u03bcs latency": "\u03bcs",
		"churn": "", "KPI \u043f\u0440\u043e\u0434\u0443\u043a\u0442\u0430": "", "\u58f2\u4e0aARR": "", "30-day retention": "", "": "",
	} {
		word, mixed := glossary.MixedWord(term)
		require.Equal(t, want, word)
		require.Equal(t, want != "", mixed)
	}
}
