package review

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/semantic"
)

func TestFactsOfAMetric(t *testing.T) {
	t.Parallel()
	r, err := Build(input())
	require.NoError(t, err)
	known := r.FactsOf(baked)
	require.Contains(t, r.FactOf(known.Newest).Text, "stood at")
	require.Contains(t, r.FactOf(known.Baseline).Text, "up to the week of 23 February 2026")
	require.Contains(t, r.FactOf(known.Level).Text, "since the week of 2 March 2026")
	require.Contains(t, r.FactOf(known.Change).Text, "moved up by")
	require.Contains(t, r.FactOf(known.MDE).Text, "a lasting shift")
	require.Empty(t, known.Beyond, "there is no control")
	for _, id := range []string{known.Newest, known.Baseline, known.Level, known.Change, known.MDE} {
		require.Equal(t, baked, r.FactOf(id).Metric)
	}

	still := r.FactsOf(repeat)
	require.NotEmpty(t, still.Newest)
	require.Contains(t, r.FactOf(still.Baseline).Text, "averaged")
	require.Empty(t, still.Change)
	require.Equal(t, MetricFacts{}, r.FactsOf("bakery.none"))
	require.Equal(t, fact.Fact{}, r.FactOf(""))
}

func TestNameOfAMetricThatClaims(t *testing.T) {
	t.Parallel()
	label, name := NameOf(semantic.Metric{Namespace: "shop", Name: "x", Label: "Orders lifted by the list"})
	require.Equal(t, "Orders lifted by the list", label)
	require.Equal(t, "“Orders lifted by the list”", name)
	label, name = NameOf(semantic.Metric{Namespace: "shop", Name: "weekly_orders"})
	require.Equal(t, "weekly orders", label)
	require.Equal(t, label, name)
}

func TestProseHasFootnotes(t *testing.T) {
	t.Parallel()
	facts := []fact.Fact{{ID: "F1", Text: "orders stood at 4", Readings: []string{"f-1"}, Formula: "counted"}, {ID: "F2", Text: "nobody cites this"}}
	text := Prose([]fact.Sentence{
		{Text: "Orders stood at 4 <b>.", Facts: []string{"F1"}, Section: "a"}, {Text: "Go on.", Section: "a"}, {Text: "Who asks?", Section: "b"},
	}, facts)
	require.Equal(t, "Orders stood at 4 \\<b\\>.[^F1] Go on.\n\nWho asks?\n\n[^F1]: Orders stood at 4. Counted. Readings: f-1.\n", text)
	require.Equal(t, 1, strings.Count(text, "[^F1]:"))
	require.Empty(t, Prose(nil, facts))
}
