package evals

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/evals/result"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// TestOwnNamesAreTakenOut shows that what is looked up does not stand in the catalogue any more, and that what two metrics are called
// is not asked for.
func TestOwnNamesAreTakenOut(t *testing.T) {
	t.Parallel()
	metrics := append(bakery(), semantic.Metric{Namespace: "till", Name: "tips", Label: "Daily loaves", Synonyms: []string{"the jar", "change"}, Aliases: map[string][]string{"front": {"the glass"}}})
	suites, err := OwnLinkSuites(semantic.Catalogue{Metrics: metrics})
	require.NoError(t, err)
	asked := map[string][]string{}
	for _, s := range suites {
		for _, p := range s.Parts {
			for _, c := range p.Cases {
				asked[s.Name] = append(asked[s.Name], c.Term)
				for _, m := range p.Catalogue.Metrics {
					if s.Name != "own-removed" {
						require.NotContains(t, spokenNames(m), spoken(c.Term))
					}
				}
			}
		}
	}
	require.Equal(t, []string{"Bread thrown away"}, asked["own-labels"], "the labels that are as good as the name, or are another's, are left out")
	require.Equal(t, []string{"leftovers", "the jar", "change"}, asked["own-synonyms"])
	require.Equal(t, []string{"the glass"}, asked["own-aliases"])
	require.NotEmpty(t, asked["own-removed"])
	require.Equal(t, []string{"the jar", "change"}, metrics[4].Synonyms, "the catalogue is as it was")
	_, err = OwnLinkSuites(semantic.Catalogue{Metrics: []semantic.Metric{{Namespace: "a", Name: "b"}}})
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}

// TestCurve works a curve out of answers that are known.
func TestCurve(t *testing.T) {
	t.Parallel()
	answer := func(right bool, score float64, linked bool) linkedUp {
		l := linkedUp{engine: "e", LinkCase: LinkCase{Metrics: []string{"a"}}, match: semantic.Match{Outcome: semantic.Unknown, Candidates: []semantic.Candidate{{Metric: "b", Score: score}}}}
		if right {
			l.match.Candidates[0].Metric = "a"
		}
		if linked {
			l.match.Outcome, l.match.Metric = semantic.Linked, l.match.Candidates[0].Metric
		}
		return l
	}
	r := LinkReport{looked: []linkedUp{answer(true, 1, true), answer(true, 0.9, false), answer(false, 0.5, true), {engine: "e"}, {engine: "other"}}}
	c := r.CurveOf("e")
	require.Equal(t, 4, c.Terms)
	require.InDelta(t, 0.5, c.Coverage, 1e-12)
	require.InDelta(t, 0.5, c.Precision, 1e-12)
	byBar := map[float64]result.Point{}
	for _, p := range c.Points {
		byBar[p.Bar] = p
	}
	require.Equal(t, result.Point{Bar: 1, Taken: 1, Coverage: 0.25, Precision: 1}, byBar[1])
	require.Equal(t, result.Point{Bar: 0.9, Taken: 2, Coverage: 0.5, Precision: 1}, byBar[0.9])
	require.Equal(t, result.Point{Bar: 0.5, Taken: 3, Coverage: 0.75, Precision: 2.0 / 3}, byBar[0.5])
	require.Nil(t, r.CurveOf("nobody"))
}
