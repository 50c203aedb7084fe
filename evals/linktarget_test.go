package evals

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTargetIsMet(t *testing.T) {
	t.Parallel()
	least := LinkTarget{"bakery", MeasureHitAt1, ">=", 0.5}
	most := LinkTarget{"bakery", MeasureFalseLinks, "<=", 0.5}
	for name, c := range map[string]struct {
		share       Share
		least, most bool
	}{
		"more":    {shareOf(3, 4), true, false},
		"exactly": {shareOf(2, 4), true, true},
		"less":    {shareOf(1, 4), false, true},
		"nothing": {shareOf(0, 0), false, false},
	} {
		require.Equal(t, c.least, least.Met(c.share), name)
		require.Equal(t, c.most, most.Met(c.share), name)
	}
}

// TestTargetsAreOfSuites shows that no target is about a suite or a measure that does not exist.
func TestTargetsAreOfSuites(t *testing.T) {
	t.Parallel()
	suites := publicSuites(t)
	named := map[string]bool{}
	for _, s := range suites {
		named[s.Name] = true
	}
	full := shareOf(1, 1)
	every := LinkScore{HitAt1: full, HitAt10: full, Linked: full, Precision: full, FalseLinks: full, AsExpected: full}
	seen := map[LinkTarget]bool{}
	for _, target := range LinkTargets {
		require.Contains(t, named, target.Suite)
		require.Equal(t, full, every.Measure(target.Measure))
		require.Contains(t, []string{">=", "<="}, target.Op)
		target.Op, target.Limit = "", 0
		require.NotContains(t, seen, target, "two targets for the same")
		seen[target] = true
	}
}

func TestTables(t *testing.T) {
	t.Parallel()
	r := LinkReport{Scores: []LinkScore{
		{Suite: "otel-renamed", Engine: "plumb", HitAt1: shareOf(9, 10), HitAt10: shareOf(10, 10), Linked: shareOf(8, 10), Precision: shareOf(8, 8)},
		{Suite: "otel-renamed", Engine: "bm25", HitAt1: shareOf(5, 10), HitAt10: shareOf(6, 10), Linked: shareOf(4, 10), Precision: shareOf(1, 4)},
		{Suite: "teams", Engine: "plumb", FalseLinks: shareOf(0, 5), AsExpected: shareOf(5, 5), HitAt1: shareOf(1, 1)},
		{Suite: "teams", Engine: "bm25", FalseLinks: shareOf(5, 5), AsExpected: shareOf(0, 5), HitAt1: shareOf(1, 1)},
		{Suite: "aliases", Engine: "plumb"},
	}}
	tables := r.Tables()
	require.Len(t, tables, 6)
	first := tables[0]
	require.Equal(t, []string{"plumb", "bm25"}, first.Engines)
	require.Len(t, first.Rows, 1, "where every outcome is expected, hits are not shown")
	require.Equal(t, 10, first.Rows[0].Of)
	require.Equal(t, []Share{shareOf(9, 10), shareOf(5, 10)}, first.Rows[0].Shares)
	require.InDelta(t, 0.93, first.Rows[0].Target.Limit, 1e-9)
	require.False(t, first.Rows[0].Met())
	require.True(t, tables[1].Rows[0].Met())
	require.True(t, tables[4].Rows[0].Met(), "there is no target for it")
	require.True(t, tables[5].Rows[0].Met())
	require.Equal(t, "aliases", tables[5].Rows[1].Suite)
	require.False(t, tables[5].Rows[1].Met(), "a target that was not measured is not met")
	require.Empty(t, LinkReport{}.Tables())
}
