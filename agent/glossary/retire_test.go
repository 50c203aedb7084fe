package glossary_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

func TestRetire(t *testing.T) {
	t.Parallel()
	g := setupDefined(t)
	shown, err := g.Retire(t.Context(), "mau", "wau", rosa)
	require.NoError(t, err)
	require.Equal(t, semantic.Deprecated, shown.Newest.Metric.Status)
	require.Equal(t, "growth.wau", shown.Newest.Metric.ReplacedBy)
	require.Equal(t, 2, shown.Newest.Revision)
	require.Equal(t, 1, shown.Newest.Version, "what is computed did not change")
	require.Equal(t, rosa, shown.Newest.By)
	require.Equal(t, glossary.RetiredBy, shown.Newest.File)

	_, err = g.Retire(t.Context(), "growth.mau", "", rosa)
	requireFault(t, err, fault.Conflict, "growth.mau is deprecated already")
	_, err = g.Retire(t.Context(), "growth.mau", "growth.wau", tom)
	requireFault(t, err, fault.Conflict, "growth.mau is deprecated already")

	shown, err = g.Retire(t.Context(), "growth.gone", "growth.wau", tom)
	require.NoError(t, err, "what replaces it can be said later")
	require.Equal(t, "growth.wau", shown.Newest.Metric.ReplacedBy)
	require.Empty(t, keep(t, g, file("a.yaml", metric("growth", "wau", "COUNT(*)")))[0].Gone, "a retired metric is not missed")
}

func TestRetireRefuses(t *testing.T) {
	t.Parallel()
	g := setupDefined(t)
	_, err := g.Retire(t.Context(), "growth.wau", "", engine)
	requireFault(t, err, fault.NeedsPerson, "only a person retires a metric")
	for name, c := range map[string]struct {
		metric, instead string
		kind            fault.Kind
		want            string
	}{
		"an unknown metric":             {"growth.waus", "", fault.NotFound, "there is no metric"},
		"an unknown replacement":        {"growth.wau", "growth.nps", fault.NotFound, "there is no metric"},
		"itself":                        {"growth.wau", "wau", fault.Invalid, "cannot replace itself"},
		"one that is deprecated itself": {"growth.wau", "growth.gone", fault.Conflict, "growth.gone is deprecated"},
	} {
		_, err := g.Retire(t.Context(), c.metric, c.instead, rosa)
		requireFault(t, err, c.kind, c.want)
		shown, err := g.Show(t.Context(), "growth.wau")
		require.NoError(t, err)
		require.Len(t, shown.History, 1, name)
	}
}
