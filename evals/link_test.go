package evals

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// bakery is a catalogue with a window left open, a conflict and metrics with a label, a synonym and a description.
func bakery() []semantic.Metric {
	return []semantic.Metric{
		{Namespace: "ovens", Name: "daily_loaves", Label: "Daily loaves", Window: "1d", Expression: "COUNT(loaf)", Description: "Loaves that left the oven."},
		{Namespace: "ovens", Name: "weekly_loaves", Label: "Weekly loaves", Window: "1w", Expression: "COUNT(loaf)", Description: "Loaves that left the oven."},
		{Namespace: "ovens", Name: "waste", Label: "Bread thrown away", Expression: "SUM(kg)", Synonyms: []string{"leftovers"}},
		{Namespace: "till", Name: "waste", Expression: "SUM(eur)", Description: "Price of what was not sold. More words."},
	}
}

// cases asks for each kind of outcome.
func cases() []LinkCase {
	return []LinkCase{
		{LinkQuery: LinkQuery{Term: "loaves a day"}, Outcome: semantic.Linked, Metrics: []string{"ovens.daily_loaves"}},
		{LinkQuery: LinkQuery{Term: "loaves"}, Outcome: semantic.Ambiguous, Metrics: []string{"ovens.daily_loaves", "ovens.weekly_loaves"}, DiffersIn: "window"},
		{LinkQuery: LinkQuery{Term: "waste"}, Outcome: semantic.Conflict, Metrics: []string{"ovens.waste", "till.waste"}},
		{LinkQuery: LinkQuery{Term: "cakes"}, Outcome: semantic.Unknown},
	}
}

// engine answers every term of the cases with what answer makes of its case.
func engine(cases []LinkCase, answer func(LinkCase) semantic.Match) LinkEngine {
	return LinkEngine{Name: "invented", Over: func(context.Context, semantic.Catalogue) (LinkFunc, error) {
		return func(_ context.Context, q LinkQuery) (semantic.Match, error) {
			for _, c := range cases {
				if c.LinkQuery == q {
					return answer(c), nil
				}
			}
			return semantic.Match{}, errors.New("a term that nobody asked for")
		}, nil
	}}
}

func offer(outcome semantic.Outcome, ids ...string) semantic.Match {
	m := semantic.Match{Outcome: outcome}
	for _, id := range ids {
		m.Candidates = append(m.Candidates, semantic.Candidate{Metric: id})
	}
	if outcome == semantic.Linked {
		m.Metric = ids[0]
	}
	return m
}

// perfect answers as the case expects.
func perfect(c LinkCase) semantic.Match {
	outcome := c.Outcome
	if outcome == "" {
		outcome = semantic.Unknown
		if len(c.Metrics) > 0 {
			outcome = semantic.Linked
		}
	}
	m := offer(outcome, c.Metrics...)
	m.DiffersIn = c.DiffersIn
	return m
}

func silent(LinkCase) semantic.Match { return offer(semantic.Unknown) }

// eager links everything to one metric.
func eager(LinkCase) semantic.Match {
	return offer(semantic.Linked, "ovens.weekly_loaves", "ovens.daily_loaves")
}

func scoreOf(t *testing.T, cases []LinkCase, answer func(LinkCase) semantic.Match) LinkScore {
	t.Helper()
	suite := LinkSuite{Name: "bakery", Parts: []LinkPart{{Catalogue: semantic.Catalogue{Metrics: bakery()}, Cases: cases}}}
	r, err := Link(t.Context(), []LinkSuite{suite}, engine(cases, answer))
	require.NoError(t, err)
	require.Len(t, r.Scores, 1)
	return r.Scores[0]
}

// TestLinkScores holds linkers of whom it is known what they do against what is counted of them.
func TestLinkScores(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func(LinkCase) semantic.Match
		want   LinkScore
	}{
		"perfect": {perfect, LinkScore{
			HitAt1: shareOf(1, 1), HitAt3: shareOf(1, 1), HitAt10: shareOf(1, 1), Linked: shareOf(1, 1), Precision: shareOf(1, 1),
			FalseLinks: shareOf(0, 3), AsExpected: shareOf(4, 4),
			Ambiguous: shareOf(1, 4), Conflict: shareOf(1, 4), Unknown: shareOf(1, 4),
		}},
		"silent": {silent, LinkScore{
			HitAt1: shareOf(0, 1), HitAt3: shareOf(0, 1), HitAt10: shareOf(0, 1), Linked: shareOf(0, 1),
			FalseLinks: shareOf(0, 3), AsExpected: shareOf(1, 4),
			Ambiguous: shareOf(0, 4), Conflict: shareOf(0, 4), Unknown: shareOf(4, 4),
		}},
		"eager": {eager, LinkScore{
			HitAt1: shareOf(0, 1), HitAt3: shareOf(1, 1), HitAt10: shareOf(1, 1), Linked: shareOf(1, 1), Precision: shareOf(0, 1),
			FalseLinks: shareOf(3, 3), AsExpected: shareOf(0, 4),
			Ambiguous: shareOf(0, 4), Conflict: shareOf(0, 4), Unknown: shareOf(0, 4),
		}},
	} {
		c.want.Suite, c.want.Engine, c.want.Terms = "bakery", "invented", 4
		require.Equal(t, c.want, scoreOf(t, cases(), c.answer), name)
	}
}

// TestAsExpected shows that each kind of mistake is counted.
func TestAsExpected(t *testing.T) {
	t.Parallel()
	ambiguous := cases()[1]
	for name, c := range map[string]struct {
		change func(m *semantic.Match)
		want   bool
	}{
		"right":            {func(*semantic.Match) {}, true},
		"another outcome":  {func(m *semantic.Match) { m.Outcome = semantic.Conflict }, false},
		"another slot":     {func(m *semantic.Match) { m.DiffersIn = "unit" }, false},
		"choice is absent": {func(m *semantic.Match) { m.Candidates = m.Candidates[:1] }, false},
		"choice is hidden": {func(m *semantic.Match) {
			m.Candidates = offer("", "ovens.daily_loaves", "ovens.waste", "till.waste", "ovens.weekly_loaves").Candidates
		}, false},
	} {
		m := perfect(ambiguous)
		c.change(&m)
		require.Equal(t, c.want, ambiguous.asExpected(m), name)
	}
	linked := cases()[0]
	require.False(t, linked.asExpected(offer(semantic.Linked, "till.waste")))
}

// TestHitsCountWhateverTheOutcome shows that a right first candidate counts without a link.
func TestHitsCountWhateverTheOutcome(t *testing.T) {
	t.Parallel()
	open := []LinkCase{{LinkQuery: LinkQuery{Term: "loaves"}, Metrics: []string{"ovens.weekly_loaves"}}}
	s := scoreOf(t, open, func(LinkCase) semantic.Match { return offer(semantic.Unknown, "till.waste", "ovens.weekly_loaves") })
	require.Equal(t, []int{0, 1, 1, 0}, []int{s.HitAt1.Count, s.HitAt3.Count, s.HitAt10.Count, s.Linked.Count})
	require.Zero(t, s.AsExpected.Of)
	require.Zero(t, s.FalseLinks.Of)
}

func TestLinkRefusesBrokenMatches(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]semantic.Match{
		"no outcome":            {},
		"linked to nothing":     {Outcome: semantic.Linked},
		"metric without a link": {Outcome: semantic.Unknown, Metric: "till.waste"},
		"not the first":         {Outcome: semantic.Linked, Metric: "till.waste", Candidates: offer("", "ovens.waste", "till.waste").Candidates},
		"not in the catalogue":  offer(semantic.Linked, "till.cakes"),
	} {
		part := LinkPart{Catalogue: semantic.Catalogue{Metrics: bakery()}, Cases: cases()[:1]}
		_, err := Link(t.Context(), []LinkSuite{{Name: "bakery", Parts: []LinkPart{part}}}, engine(cases(), func(LinkCase) semantic.Match { return m }))
		require.Error(t, err, name)
		require.Equal(t, fault.Internal, fault.KindOf(err), name)
	}
}

func TestTermsMayBeOffered(t *testing.T) {
	t.Parallel()
	c := semantic.Catalogue{Metrics: bakery(), Terms: []semantic.Term{{Namespace: "ovens", Name: "sourdough"}}}
	part := LinkPart{Catalogue: c, Cases: cases()[3:]}
	_, err := part.run(t.Context(), engine(cases(), func(LinkCase) semantic.Match { return offer(semantic.Unknown, "ovens.sourdough") }))
	require.NoError(t, err)
}

func TestLinkStops(t *testing.T) {
	t.Parallel()
	suite := LinkSuite{Parts: []LinkPart{{Cases: cases()}}}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Link(ctx, []LinkSuite{suite}, engine(cases(), silent))
	require.ErrorIs(t, err, context.Canceled)
}

func TestPartsLeaveMetricsOut(t *testing.T) {
	t.Parallel()
	all := bakery()
	part := LinkPart{Catalogue: semantic.Catalogue{Metrics: all}, LeaveOut: []string{"ovens.waste"}}
	_, err := part.run(t.Context(), LinkEngine{Over: func(_ context.Context, c semantic.Catalogue) (LinkFunc, error) {
		require.Len(t, c.Metrics, 3)
		require.NotContains(t, byID(c.Metrics), "ovens.waste")
		return nil, nil
	}})
	require.NoError(t, err)
	require.Equal(t, bakery(), all)
}

func TestHeldOutTextIsNotInTheCatalogue(t *testing.T) {
	t.Parallel()
	labels := labelPart(bakery(), false)
	require.Len(t, labels.Cases, 3)
	sentences := descriptionPart(bakery(), true)
	require.Equal(t, []LinkCase{
		{LinkQuery: LinkQuery{Term: "Loaves that left the oven", Team: "ovens"}, Metrics: []string{"ovens.daily_loaves", "ovens.weekly_loaves"}},
		{LinkQuery: LinkQuery{Term: "Price of what was not sold", Team: "till"}, Metrics: []string{"till.waste"}},
	}, sentences.Cases)
	synonyms := synonymPart(bakery())
	require.Equal(t, []LinkCase{{LinkQuery: LinkQuery{Term: "leftovers"}, Metrics: []string{"ovens.waste"}}}, synonyms.Cases)
	for i := range bakery() {
		require.Empty(t, labels.Catalogue.Metrics[i].Label)
		require.Empty(t, sentences.Catalogue.Metrics[i].Description)
		require.Empty(t, synonyms.Catalogue.Metrics[i].Synonyms)
	}
	renamed := renamedPart([]semantic.Metric{{Namespace: "o", Name: "cpu.time"}, {Namespace: "o", Name: "system.cpu.time"}},
		[]renaming{{"cpu.time", "system.cpu.time"}, {"gone", "nowhere"}})
	require.Equal(t, []string{"o.cpu.time"}, renamed.LeaveOut)
	require.Equal(t, []LinkCase{{LinkQuery: LinkQuery{Term: "cpu.time"}, Metrics: []string{"o.system.cpu.time"}}}, renamed.Cases)
}

func TestRemovedPartsTakeVersionsOut(t *testing.T) {
	t.Parallel()
	parts := removedParts([]semantic.Metric{
		{Namespace: "a", Name: "loaves_v1", Label: "Loaves"}, {Namespace: "a", Name: "loaves_v2", Label: "All loaves"},
		{Namespace: "b", Name: "bread", Label: "loaves", Synonyms: []string{"buns"}}, {Namespace: "b", Name: "cakes"},
	})
	require.Len(t, parts, 2)
	require.Equal(t, []string{"a.loaves_v1", "a.loaves_v2", "b.bread"}, parts[0].LeaveOut)
	var terms []string
	for _, c := range parts[0].Cases {
		require.False(t, c.mayLink())
		require.Len(t, c.Same, 3)
		terms = append(terms, c.Term)
	}
	require.Equal(t, []string{"loaves", "Loaves", "All loaves", "bread", "buns"}, terms)
	require.Equal(t, []string{"b.cakes"}, parts[1].LeaveOut)
}

func TestSameMeaningIsCounted(t *testing.T) {
	t.Parallel()
	gone := semantic.Metric{Namespace: "x", Name: "x", Description: "loaves that left the OVEN."}
	removed := []LinkCase{{LinkQuery: LinkQuery{Term: "bread"}, Same: []semantic.Metric{gone}}}
	s := scoreOf(t, removed, eager)
	require.Equal(t, 1, s.SameMeaning)
	require.Equal(t, shareOf(1, 1), s.FalseLinks)
	removed[0].Same[0].Description = "Rolls."
	require.Zero(t, scoreOf(t, removed, eager).SameMeaning)
}

func TestTwinsDifferInOneSlot(t *testing.T) {
	t.Parallel()
	metrics := []semantic.Metric{
		{Namespace: "ovens", Name: "burnt_loaves", Label: "Burnt loaves"}, {Namespace: "ovens", Name: "oven_heat"},
		{Namespace: "ovens", Name: "daily_rolls"}, {Namespace: "ovens", Name: "oven_heat_rise"}, {Namespace: "ovens", Name: "sold_cakes", Status: semantic.Deprecated},
	}
	require.Equal(t, []string{"ovens.burnt_loaves"}, distinct(metrics))
	untold, told := twinParts(metrics, "window", windowForms)
	require.Len(t, untold.Catalogue.Metrics, 6)
	require.Equal(t, []LinkCase{{
		LinkQuery: LinkQuery{Term: "burnt loaves"}, Outcome: semantic.Ambiguous,
		Metrics: []string{"ovens.burnt_loaves_7d", "ovens.burnt_loaves_28d"}, DiffersIn: "window",
	}}, untold.Cases)
	require.Equal(t, "7-day burnt loaves", told.Cases[0].Term)
	require.Equal(t, []string{"ovens.burnt_loaves_28d"}, told.Cases[1].Metrics)
	known := byID(told.Catalogue.Metrics)
	require.NotContains(t, known, "ovens.burnt_loaves")
	require.Equal(t, semantic.Span("7d"), known["ovens.burnt_loaves_7d"].Window)
	require.Equal(t, "Burnt loaves (7 days)", known["ovens.burnt_loaves_7d"].Label)
	require.NotEqual(t, known["ovens.burnt_loaves_7d"].FormulaHash(), known["ovens.burnt_loaves_28d"].FormulaHash())
}

func TestTeamsDefineDifferently(t *testing.T) {
	t.Parallel()
	untold, told := teamParts([]semantic.Metric{{Namespace: "ovens", Name: "burnt_loaves"}})
	known := byID(untold.Catalogue.Metrics)
	require.Len(t, known, 2)
	require.NotEqual(t, known["ovens.burnt_loaves"].FormulaHash(), known["atlas.burnt_loaves"].FormulaHash())
	require.Len(t, untold.Cases, 2)
	for _, c := range untold.Cases {
		require.Equal(t, semantic.Conflict, c.Outcome)
		require.ElementsMatch(t, []string{"ovens.burnt_loaves", "atlas.burnt_loaves"}, c.Metrics)
	}
	require.Equal(t, LinkQuery{Term: "burnt loaves", Team: "atlas"}, told.Cases[1].LinkQuery)
	require.Equal(t, []string{"atlas.burnt_loaves"}, told.Cases[1].Metrics)
}

func TestBaselines(t *testing.T) {
	t.Parallel()
	c := semantic.Catalogue{Metrics: bakery()}
	for _, e := range LinkBaselines() {
		link, err := e.Over(t.Context(), c)
		require.NoError(t, err)
		m, err := link(t.Context(), LinkQuery{Term: "bread thrown away"})
		require.NoError(t, err)
		require.Equal(t, "ovens.waste", m.Metric, e.Name)
		m, err = link(t.Context(), LinkQuery{Term: "waste", Team: "till"})
		require.NoError(t, err)
		require.Equal(t, semantic.Linked, m.Outcome, "%s knows no conflicts", e.Name)
		m, err = link(t.Context(), LinkQuery{Term: "umbrellas"})
		require.NoError(t, err)
		require.Equal(t, semantic.Unknown, m.Outcome, e.Name)
		m, err = link(t.Context(), LinkQuery{})
		require.NoError(t, err)
		require.Equal(t, semantic.Match{Outcome: semantic.Unknown, Candidates: []semantic.Candidate{}}, m, e.Name)
	}
}

func TestShare(t *testing.T) {
	t.Parallel()
	s := shareOf(8, 10)
	require.InDelta(t, 0.4902, s.Low, 0.0001)
	require.InDelta(t, 0.9433, s.High, 0.0001)
	require.Equal(t, Share{}, shareOf(0, 0))
	require.InDelta(t, 0, shareOf(0, 50).Low, 1e-9)
	require.InDelta(t, 1, shareOf(50, 50).High, 1e-9)
}

func TestReadParts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const model = `
semantic_model:
  - name: shop
    datasets:
      - name: orders
        ai_context: {synonyms: [purchases]}
        fields:
          - {name: day, expression: {dialects: []}, ai_context: {synonyms: [date]}}
          - {name: price, expression: {dialects: []}, description: Price., ai_context: as it was paid}
    metrics:
      - {name: revenue, expr: SUM(price), comment: All of it., synonyms: [sales]}
      - {name: revenue, expr: SUM(cost)}
`
	require.NoError(t, os.WriteFile(filepath.Join(dir, "shop.yaml"), []byte(model), 0o600))
	parts, err := readParts(dir)
	require.NoError(t, err)
	require.Equal(t, [][]semantic.Metric{{
		{Namespace: "shop", Name: "day", Synonyms: []string{"date"}},
		{Namespace: "shop", Name: "price", Description: "Price."},
		{Namespace: "shop", Name: "revenue", Description: "All of it.", Synonyms: []string{"sales"}},
	}}, parts)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "torn.yaml"), []byte("a: [1"), 0o600))
	_, err = readParts(dir)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}

func TestLabelledLinkSuitesRefuse(t *testing.T) {
	t.Parallel()
	c := semantic.Catalogue{Metrics: bakery()}
	_, err := LabelledLinkSuites(t.TempDir(), c)
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	for name, line := range map[string]string{
		"not JSON":            `{"term": `,
		"no outcome":          `{"term": "a"}`,
		"linked to nothing":   `{"term": "a", "outcome": "linked"}`,
		"metric unknown":      `{"term": "a", "outcome": "linked", "metric": "ovens.cakes"}`,
		"choice unknown":      `{"term": "a", "outcome": "conflict", "choices": ["ovens.waste", "ovens.cakes"]}`,
		"slot of a conflict":  `{"term": "a", "outcome": "conflict", "differs_in": "window"}`,
		"four choices":        `{"term": "a", "outcome": "ambiguous", "choices": ["a.a", "a.b", "a.c", "a.d"]}`,
		"metric of a miss":    `{"term": "a", "outcome": "unknown", "metric": "ovens.waste"}`,
		"no text for a field": `{"term": 3, "outcome": "unknown"}`,
	} {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "x.jsonl"), []byte(line), 0o600))
		_, err := LabelledLinkSuites(dir, c)
		require.Equal(t, fault.Invalid, fault.KindOf(err), name)
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "x.jsonl"), []byte(`{"term": "a", "team": "t", "outcome": "ambiguous", "choices": ["ovens.waste"], "differs_in": "unit"}`), 0o600))
	suites, err := LabelledLinkSuites(dir, c)
	require.NoError(t, err)
	require.Equal(t, "example-x", suites[0].Name)
	require.Equal(t, []LinkCase{{
		LinkQuery: LinkQuery{Term: "a", Team: "t"}, Outcome: semantic.Ambiguous, Metrics: []string{"ovens.waste"}, DiffersIn: "unit",
	}}, suites[0].Parts[0].Cases)
}
