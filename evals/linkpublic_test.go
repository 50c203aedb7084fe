package evals

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/publicdata"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
)

// built are the public suites, once a test asked for them.
var built struct {
	once   sync.Once
	suites []LinkSuite
	err    error
}

// publicSuites gives the public suites, which are built once: nobody changes what is in them.
func publicSuites(t *testing.T) []LinkSuite {
	t.Helper()
	folder := publicdata.Path(t, "semantic")
	built.once.Do(func() { built.suites, built.err = PublicLinkSuites(context.Background(), folder) })
	require.NoError(t, built.err)
	return slices.Clone(built.suites)
}

func TestPublicLinkSuites(t *testing.T) {
	t.Parallel()
	suites := publicSuites(t)
	terms := map[string]int{}
	for _, s := range suites {
		for _, p := range s.Parts {
			terms[s.Name] += len(p.Cases)
			known := byID(p.Catalogue.Metrics)
			require.Len(t, known, len(p.Catalogue.Metrics), "%s: an id stands for one metric", s.Name)
			for _, c := range p.Cases {
				for _, id := range c.Metrics {
					require.Contains(t, known, id, "%s: %s", s.Name, c.Term)
					require.NotContains(t, p.LeaveOut, id, "%s: %s", s.Name, c.Term)
				}
			}
		}
	}
	least := map[string]int{
		"otel-renamed": 36, "metrichub-names": 250, "metrichub-names-product": 250, "metrichub-descriptions": 200,
		"metrichub-descriptions-product": 200, "ossie-synonyms": 30, "ossie-fields": 100,
		"foreign-otel-to-metrichub": 800, "foreign-metrichub-to-otel": 200, "foreign-ossie-to-otel": 15, "foreign-meetings": 250,
		"removed-otel": 180, "removed-metrichub": 200, "removed-metrichub-product": 200, "removed-ossie": 30, "removed-ossie-fields": 100,
		"twins-window": 100, "twins-window-told": 200, "twins-aggregation": 100, "twins-aggregation-told": 200,
		"twins-segment": 100, "twins-segment-told": 200, "teams": 200, "teams-told": 200, "aliases": 300, "aliases-elsewhere": 40,
	}
	require.ElementsMatch(t, slices.Collect(maps.Keys(least)), slices.Collect(maps.Keys(terms)))
	for name, n := range least {
		require.GreaterOrEqual(t, terms[name], n, name)
	}
}

// TestBaselinesOnPublicSets holds the plain engines to what is known of them, so that a leak into a catalogue shows.
func TestBaselinesOnPublicSets(t *testing.T) {
	t.Parallel()
	suites := publicSuites(t)
	floors := map[string][2]float64{ // first hits of n-grams: at least, at most
		"otel-renamed": {0.85, 0.93}, "metrichub-names-product": {0.80, 0.87}, "metrichub-descriptions-product": {0.60, 0.70}, "ossie-fields": {0.44, 0.54},
	}
	suites = slices.DeleteFunc(suites, func(s LinkSuite) bool { return floors[s.Name][1] == 0 })
	require.Len(t, suites, len(floors))
	r, err := Link(t.Context(), suites, LinkBaselines()[1])
	require.NoError(t, err)
	for _, s := range r.Scores {
		require.GreaterOrEqual(t, s.HitAt1.Value, floors[s.Suite][0], s.Suite)
		require.LessOrEqual(t, s.HitAt1.Value, floors[s.Suite][1], s.Suite)
	}
}

func TestPublicLinkSuitesNeedDefinitions(t *testing.T) {
	t.Parallel()
	_, err := PublicLinkSuites(t.Context(), t.TempDir())
	require.Error(t, err)
}

// exampleCatalogue reads the definitions of the example.
func exampleCatalogue(t *testing.T) semantic.Catalogue {
	t.Helper()
	files, err := format.ReadPaths(t.Context(), []string{filepath.FromSlash("../docs/example/metrics")}, format.Options{})
	require.NoError(t, err)
	var c semantic.Catalogue
	for _, f := range files {
		require.Empty(t, f.Losses, f.Path)
		require.Empty(t, f.Skipped, f.Path)
		c.Metrics, c.Terms = append(c.Metrics, f.Metrics...), append(c.Terms, f.Terms...)
	}
	return c
}

func TestExampleCatalogue(t *testing.T) {
	t.Parallel()
	c := exampleCatalogue(t)
	require.Len(t, c.Metrics, 48)
	require.Len(t, c.Terms, 12)
	teams, deprecated := map[string]int{}, 0
	for _, m := range c.Metrics {
		require.NoError(t, m.Check())
		require.NotEmpty(t, m.Owner, m.ID())
		require.NotEmpty(t, m.Unit, m.ID())
		teams[m.Home()]++
		deprecated += one(!m.Current())
	}
	require.Len(t, teams, 3)
	require.Equal(t, 3, deprecated)
	var found []string
	for _, f := range semantic.Lint(c) {
		found = append(found, f.Code+" "+f.Metric)
	}
	require.Equal(t, []string{
		"conflicting_definition growth.trial_conversion", "conflicting_definition product.second_count_30d",
		"conflicting_definition product.shop_churn", "missing_direction product.weekly_support_tickets",
	}, found, "the conflicts are on purpose, and no direction of tickets is good")
}

// TestLabelledTerms checks the labels against the catalogue, and that no term stands in both files.
func TestLabelledTerms(t *testing.T) {
	t.Parallel()
	suites, err := LabelledLinkSuites(filepath.FromSlash("cases/link"), exampleCatalogue(t))
	require.NoError(t, err)
	require.Len(t, suites, 2)
	seen := map[string]string{}
	for _, s := range suites {
		outcomes := map[semantic.Outcome]int{}
		for _, c := range s.Parts[0].Cases {
			outcomes[c.Outcome]++
			key := c.Team + "\n" + strings.Join(plainWords(c.Term), " ")
			require.Contains(t, []string{"", s.Name}, seen[key], c.Term)
			if len(plainWords(c.Term)) > 0 {
				seen[key] = s.Name
			}
		}
		require.Len(t, outcomes, 4, s.Name)
		require.GreaterOrEqual(t, len(s.Parts[0].Cases), 150, s.Name)
	}
}
