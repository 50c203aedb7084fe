package glossary_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
)

var (
	rosa   = agent.Actor{Kind: agent.PersonActor, Name: "Rosa Lind"}
	tom    = agent.Actor{Kind: agent.PersonActor, Name: "Tom Reyes"}
	engine = agent.EngineNamed("import")
)

// setup gives a glossary over a store of its own, with a clock that goes on a second at every look.
func setup(t *testing.T) *glossary.Glossary {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "plumb.db")})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	clock, ids := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC), 0
	return glossary.New(glossary.Config{
		Store: s,
		Now:   func() time.Time { clock = clock.Add(time.Second); return clock },
		NewID: func() string { ids++; return fmt.Sprintf("a-%03d", ids) },
		Key:   func(term string) string { return strings.ToLower(strings.Trim(term, ".!? ")) },
	})
}

func metric(namespace, name, expression string) semantic.Metric {
	return semantic.Metric{Namespace: namespace, Name: name, Expression: expression, Status: semantic.Active}
}

func file(path string, metrics ...semantic.Metric) format.File {
	return format.File{Path: path, Format: "plumb", Metrics: metrics}
}

// keep keeps files of which none may fail.
func keep(t *testing.T, g *glossary.Glossary, files ...format.File) []glossary.Report {
	t.Helper()
	reports, err := g.Keep(t.Context(), files, engine)
	require.NoError(t, err)
	return reports
}

func requireFault(t *testing.T, err error, kind fault.Kind, text string) {
	t.Helper()
	require.ErrorContains(t, err, text)
	require.Equal(t, kind, fault.KindOf(err))
	require.NotEmpty(t, fault.Next(err))
}

func TestKeepSaysWhatChanged(t *testing.T) {
	t.Parallel()
	g := setup(t)
	wau, churn, nps := metric("growth", "wau", "COUNT(*)"), metric("growth", "churn", "lost / all"), metric("growth", "nps", "AVG(score)")
	first := file("a.yaml", wau, churn, nps)
	first.Terms = []semantic.Term{{Namespace: "growth", Name: "Lighthouse", Kind: semantic.ProductTerm, Meaning: "the importer"}}
	first.Losses = []format.Loss{{Metric: "growth.wau", Field: "tags"}}
	report := keep(t, g, first)[0]
	require.Equal(t, []string{"growth.wau", "growth.churn", "growth.nps", "growth.Lighthouse"}, report.Added)
	require.Equal(t, 3, report.Metrics)
	require.Equal(t, 1, report.Terms)
	require.Equal(t, first.Losses, report.Losses)
	require.Equal(t, []format.Skip{}, report.Skipped, "a list is never null")

	again := keep(t, g, first)[0]
	require.Equal(t, 4, again.Unchanged)
	require.Empty(t, again.Added)
	require.Empty(t, again.Edits)

	wau.Expression, churn.Owner = "COUNT(DISTINCT id)", []string{"Growth analyst"}
	second := file("a.yaml", wau, churn, nps)
	second.Terms = []semantic.Term{{Namespace: "growth", Name: "Lighthouse", Kind: semantic.ProductTerm, Meaning: "the new importer"}}
	kept, err := g.Kept(t.Context())
	require.NoError(t, err)
	preview, err := glossary.Preview(kept, []format.File{second})
	require.NoError(t, err)
	changed := keep(t, g, second)
	require.Equal(t, changed, preview, "what is previewed is what happens")
	require.Equal(t, []string{"growth.wau"}, changed[0].Changed)
	require.Equal(t, []string{"growth.churn", "growth.Lighthouse"}, changed[0].Described)
	require.Equal(t, []glossary.Edit{
		{ID: "growth.wau", Definition: true, Fields: []semantic.FieldChange{{Field: "expression", Before: "COUNT(*)", After: "COUNT(DISTINCT id)"}}},
		{ID: "growth.churn", Fields: []semantic.FieldChange{{Field: "owner", Before: "", After: "Growth analyst"}}},
		{ID: "growth.Lighthouse", Fields: []semantic.FieldChange{{Field: "meaning", Before: "the importer", After: "the new importer"}}},
	}, changed[0].Edits)
}

func TestKeepRefusesAFileWholly(t *testing.T) {
	t.Parallel()
	wau := metric("growth", "wau", "COUNT(*)")
	other := metric("growth", "wau", "SUM(1)")
	for name, c := range map[string]struct {
		bad  format.File
		kind fault.Kind
		want string
	}{
		"a metric without a name": {file("bad.yaml", metric("growth", "ok", ""), metric("growth", "", "")), fault.Invalid, "bad.yaml was not kept: a metric needs a name"},
		"a metric twice":          {file("bad.yaml", metric("growth", "x", "1"), metric("growth", "x", "2")), fault.Invalid, "defines the metric growth.x twice"},
		"another definition":      {file("bad.yaml", metric("growth", "ok", ""), other), fault.Conflict, "bad.yaml was not kept: it defines the metric growth.wau otherwise than first.yaml does"},
		"an unknown kind of term": {format.File{Path: "bad.yaml", Terms: []semantic.Term{{Namespace: "a", Name: "b", Kind: "c"}}}, fault.Invalid, `the kind "c" of the term "b" is not known`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := setup(t)
			reports, err := g.Keep(t.Context(), []format.File{file("first.yaml", wau), c.bad, file("last.yaml", wau, metric("growth", "last", ""))}, engine)
			requireFaults(t, err, c.kind, c.want)
			require.Len(t, reports, 3)
			require.Empty(t, reports[0].Error)
			require.Contains(t, reports[1].Error, c.want)
			require.Equal(t, 1, reports[2].Unchanged, "what two files define alike is no conflict")
			kept, err := g.Catalogue(t.Context())
			require.NoError(t, err)
			require.Len(t, kept.Metrics, 2)
			require.Equal(t, "growth.last", kept.Metrics[0].ID())
			require.Empty(t, kept.Terms)
		})
	}
}

// requireFaults is requireFault for an error that joins one.
func requireFaults(t *testing.T, err error, kind fault.Kind, text string) {
	t.Helper()
	joined, ok := err.(interface{ Unwrap() []error })
	require.True(t, ok)
	require.Len(t, joined.Unwrap(), 1)
	requireFault(t, joined.Unwrap()[0], kind, text)
}

func TestShow(t *testing.T) {
	t.Parallel()
	g := setup(t)
	wau := metric("growth", "wau", "COUNT(*)")
	wau.Label = "Weekly actives"
	sticky := metric("growth", "stickiness", "")
	sticky.Inputs = []string{"growth.wau", "growth.mau"}
	old := metric("finance", "wau", "1")
	old.Status = semantic.Deprecated
	tickets := metric("support", "tickets", "")
	tickets.Synonyms, tickets.Aliases = []string{"calls"}, map[string][]string{"support": {"WEEKLY actives!"}}
	keep(t, g, file("a.yaml", wau, sticky, metric("growth", "mau", "COUNT(*)"), metric("support", "wau", "COUNT(x)"), tickets, old))
	wau.Window = "7d"
	keep(t, g, file("b.yaml", wau))

	for _, name := range []string{"growth.wau", " growth.w", "Growth.W", "weekly ACTIVES"} {
		shown, err := g.Show(t.Context(), name)
		require.NoError(t, err, name)
		require.Equal(t, "growth.wau", shown.Newest.Metric.ID())
		require.Equal(t, 2, shown.Newest.Revision)
		require.Len(t, shown.History, 2)
		require.Equal(t, "a.yaml", shown.History[0].File)
		require.Equal(t, []string{"growth.stickiness"}, shown.UsedBy)
		require.Len(t, shown.Elsewhere, 2, "what is deprecated does not count")
		for i, want := range []string{"support.tickets WEEKLY actives!", "support.wau wau"} {
			require.Equal(t, want, shown.Elsewhere[i].Metric.ID()+" "+shown.Elsewhere[i].Name)
		}
	}
	_, err := g.Show(t.Context(), "wau")
	requireFault(t, err, fault.NeedsPerson, `"wau" is the name of several metrics: finance.wau, growth.wau, support.wau`)
	_, err = g.Show(t.Context(), "growth.")
	requireFault(t, err, fault.NeedsPerson, `"growth." begins the ids of several metrics`)
	_, err = g.Show(t.Context(), "support.ticktes")
	requireFault(t, err, fault.NotFound, `there is no metric "support.ticktes"`)
	require.Equal(t, "Did you mean support.tickets?", fault.Next(err))
	for _, name := range []string{"", "  ", "revenue in another currency", strings.Repeat("wau", 100000)} {
		_, err = g.Show(t.Context(), name)
		requireFault(t, err, fault.NotFound, "there is no metric")
		require.Less(t, len(err.Error()), 200)
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	g := setup(t)
	m := metric("growth", "wau", "COUNT(*)")
	keep(t, g, file("a.yaml", m, metric("growth", "mau", "")))
	for _, window := range []semantic.Span{"7d", "14d"} {
		m.Window = window
		keep(t, g, file("a.yaml", m))
	}
	for _, c := range []struct {
		from, to       int
		before, after  string
		first, lastOne int
	}{{0, 0, "7d", "14d", 2, 3}, {1, 0, "", "14d", 1, 3}, {0, 2, "", "7d", 1, 2}, {3, 1, "14d", "", 3, 1}} {
		got, err := g.Diff(t.Context(), "growth.wau", c.from, c.to)
		require.NoError(t, err)
		require.Equal(t, []semantic.FieldChange{{Field: "window", Before: c.before, After: c.after}}, got.Fields)
		require.Equal(t, c.first, got.Before.Revision)
		require.Equal(t, c.lastOne, got.After.Revision)
	}
	_, err := g.Diff(t.Context(), "growth.mau", 0, 0)
	requireFault(t, err, fault.NotFound, "has only one revision")
	for _, c := range [][2]int{{1, 4}, {4, 1}, {0, 1}, {-1, 2}} {
		_, err := g.Diff(t.Context(), "growth.wau", c[0], c[1])
		requireFault(t, err, fault.NotFound, "the revisions of growth.wau are 1 to 3")
	}
}
