package result_test

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/evals/result"
	"github.com/plumbline-dev/plumb/internal/fault"
)

var measures = []result.Measure{
	{Name: "right", Kind: result.Quality, Title: "loaves are right"}, {Name: "baked", Kind: result.Invariant, Title: "loaves are baked"}, {Name: result.Spent, Kind: result.Cost, Title: "what a loaf took"},
}

// bakery is a run over ten ovens with two loaves each, of which those are wrong for which wrong says so.
func bakery(wrong func(oven, loaf int) bool) result.Stored {
	s := result.Stored{Run: result.Run{Schema: result.SchemaVersion, At: time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC), Suites: []result.SuiteRun{
		{Suite: "baking", Engine: "baker", Repeats: 1, Measures: measures, Data: []result.Datum{{Name: "flour.txt", SHA256: "aa"}}},
	}}}
	for oven := range 10 {
		for loaf := range 2 {
			t := result.Trial{Suite: "baking", Engine: "baker", Set: "rye", Case: fmt.Sprintf("oven %d loaf %d", oven, loaf), Cluster: fmt.Sprint(oven), Measure: "right", Value: 1, Weight: 1}
			if wrong(oven, loaf) {
				t.Value, t.Expected, t.Got = 0, "a loaf", "a <brick>|"
				t.Source = []result.Excerpt{{Record: "day.txt", Line: 7, Who: "Ines", Text: "bake\u202e it <b>now</b>"}}
			}
			baked, spent, other := t, t, t
			baked.Measure, baked.Value = "baked", 1
			spent.Measure, spent.Value, spent.Tokens, spent.CostUSD, spent.Millis = result.Spent, 1, 100, 0.25, float64(10*oven)
			other.Engine, other.Value = "machine", 0
			s.All = append(s.All, t, baked, spent, other)
		}
	}
	s.Trials = len(s.All)
	s.Suites[0].Summarise(s.All)
	return s
}

func never(int, int) bool { return false }

func TestSummarise(t *testing.T) {
	t.Parallel()
	s := bakery(func(oven, loaf int) bool { return oven < 2 && loaf == 0 }).Suites[0]
	require.Len(t, s.Summaries, 3)
	right, machine, baked := s.Summaries[0], s.Summaries[1], s.Summaries[2]
	require.InDelta(t, 0.9, right.Mean, 1e-12)
	// Residuals of the clusters: 1-1.8 = -0.8 twice, 2-1.8 = 0.2 eight times; SE² = 10/9 · 1.6 / 400.
	require.InDelta(t, math.Sqrt(10.0/9*1.6/400), right.SE, 1e-12)
	require.Equal(t, []int{20, 10}, []int{right.Cases, right.Clusters})
	require.Equal(t, "machine", machine.Engine)
	require.True(t, baked.Holds())
	require.Equal(t, []result.Total{{Engine: "baker", Cases: 20, Tokens: 2000, CostUSD: 5, Median: 50, P95: 90}}, s.Costs)
	require.Equal(t, result.Promises{Held: 1, Made: 1}, s.Promises())
	require.Empty(t, s.Broken())
}

func TestSpreadOfRepeats(t *testing.T) {
	t.Parallel()
	s := result.SuiteRun{Suite: "baking", Measures: measures[:1]}
	var trials []result.Trial
	for repeat, value := range []float64{1, 0, 1, 1} {
		trials = append(trials, result.Trial{Suite: "baking", Case: "a", Cluster: "a", Measure: "right", Repeat: repeat, Value: value, Weight: 1},
			result.Trial{Suite: "baking", Case: "b", Cluster: "b", Measure: "right", Repeat: repeat, Value: 1, Weight: 1})
	}
	s.Summarise(trials)
	require.InDelta(t, 0.5, s.Summaries[0].Spread, 1e-12)
	require.InDelta(t, 0.875, s.Summaries[0].Mean, 1e-12)
	require.Equal(t, 2, s.Summaries[0].Cases)
}

func TestCompare(t *testing.T) {
	t.Parallel()
	none := result.Limits{Margin: 0.02, MaxCost: -1}
	good, bad := bakery(never), bakery(func(oven, _ int) bool { return oven < 5 })
	c, err := result.Compare(good, good, none)
	require.NoError(t, err)
	require.True(t, c.Passes)
	require.Equal(t, []string{result.Same, result.Same}, []string{c.Rows[0].Verdict, c.Rows[1].Verdict})
	require.Empty(t, c.Worse)

	c, err = result.Compare(good, bad, none)
	require.NoError(t, err)
	require.False(t, c.Passes)
	require.Equal(t, result.Worse, c.Rows[0].Verdict)
	require.InDelta(t, -0.5, c.Rows[0].Change, 1e-12)
	require.Len(t, c.Worse, 10)
	require.Equal(t, "a loaf", c.Worse[0].Expected)
	require.Equal(t, []string{"loaves are right"}, c.Worse[0].Measures)
	require.Len(t, c.Reasons, 1)
	require.Contains(t, c.Reasons[0], "baking: loaves are right, rye: -50.0 points")
	c, err = result.Compare(good, bad, result.Limits{Margin: 1, MaxCost: -1})
	require.NoError(t, err)
	require.True(t, c.Passes, "a margin that allows everything")

	c, err = result.Compare(bad, good, none)
	require.NoError(t, err)
	require.True(t, c.Passes)
	require.Equal(t, result.Better, c.Rows[0].Verdict)
	require.Len(t, c.Better, 10)

	c, err = result.Compare(good, good, result.Limits{MaxCost: 4.9})
	require.NoError(t, err)
	require.Equal(t, []string{"the run cost 5.0000, and may cost 4.9000"}, c.Reasons)
}

// TestCompareHoldsPromises breaks one of twenty: no margin allows it.
func TestCompareHoldsPromises(t *testing.T) {
	t.Parallel()
	good, broken := bakery(never), bakery(never)
	for i := range broken.All {
		if broken.All[i].Measure == "baked" {
			broken.All[i].Value = 0.99
			break
		}
	}
	broken.Suites[0].Summarise(broken.All)
	c, err := result.Compare(good, broken, result.Limits{Margin: 1, MaxCost: -1})
	require.NoError(t, err)
	require.False(t, c.Passes)
	require.Equal(t, result.Broken, c.Rows[1].Verdict)
	require.Contains(t, c.Reasons[0], "loaves are baked")
}

func TestCompareRefuses(t *testing.T) {
	t.Parallel()
	limits := result.Limits{MaxCost: -1}
	good := bakery(never)
	for name, c := range map[string]struct {
		change func(s *result.SuiteRun)
		says   string
	}{
		"other bytes": {func(s *result.SuiteRun) { s.Data = []result.Datum{{Name: "flour.txt", SHA256: "bb"}} }, "flour.txt has changed"},
		"more":        {func(s *result.SuiteRun) { s.Data = append(s.Data, result.Datum{Name: "salt.txt"}) }, "salt.txt was measured on after only"},
		"less":        {func(s *result.SuiteRun) { s.Data = nil }, "flour.txt was measured on before only"},
		"other suite": {func(s *result.SuiteRun) { s.Suite = "brewing" }, "no suite in common"},
	} {
		other := bakery(never)
		c.change(&other.Suites[0])
		_, err := result.Compare(good, other, limits)
		require.ErrorContains(t, err, c.says, name)
		require.Equal(t, fault.Conflict, fault.KindOf(err), name)
		require.NotEmpty(t, fault.Next(err), name)
	}
	fewer := bakery(never)
	fewer.All = fewer.All[:len(fewer.All)/2]
	c, err := result.Compare(good, fewer, limits)
	require.NoError(t, err)
	require.Equal(t, []string{"baking, rye: of the cases, 10 were measured before only and 0 after only; they are in no figure"}, c.Alone)
	for i := range fewer.All {
		fewer.All[i].Set = "wheat"
	}
	c, err = result.Compare(good, fewer, limits)
	require.NoError(t, err)
	require.Equal(t, []string{"baking: the set rye was measured before, and is not any more"}, c.Reasons)
}

func TestFolder(t *testing.T) {
	t.Parallel()
	s := bakery(func(oven, _ int) bool { return oven == 3 })
	folder := filepath.Join(t.TempDir(), "a", "run")
	made := []result.Generation{{Suite: "baking", Case: "oven 0", Output: []byte(`{"loaf":"<rye>"}`)}}
	require.NoError(t, result.Save(folder, s.Run, s.All, made))
	again, err := result.Open(folder)
	require.NoError(t, err)
	require.Equal(t, s, again)
	kept, err := result.Generations(folder)
	require.NoError(t, err)
	require.Equal(t, made, kept)
	err = result.Save(folder, s.Run, s.All, nil)
	require.Equal(t, fault.Conflict, fault.KindOf(err), "a run is not overwritten")
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.Equal(t, fault.Conflict, fault.KindOf(result.Free(file)))
}

// FuzzOpen reads foreign files: they are refused with a next step, and nothing panics.
func FuzzOpen(f *testing.F) {
	f.Add(`{"schema_version":1,"suites":[{"suite":"a","measures":[{"name":"m","kind":"quality"}]}],"trials":1}`, `{"suite":"a","measure":"m","value":1,"weight":1,"case":"c"}`)
	f.Add(`{"schema_version":1,"suites":[{"suite":"a","measures":[{"name":"spent","kind":"cost"}]}],"trials":1}`, `{"suite":"a","measure":"spent","value":-1e308,"weight":-1}`)
	f.Add(`{"schema_version":2}`, ``)
	f.Add(`[]`, `{}`)
	f.Fuzz(func(t *testing.T, run, trials string) {
		folder := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(folder, "run.json"), []byte(run), 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(folder, "trials.jsonl"), []byte(trials), 0o600))
		s, err := result.Open(folder)
		if err != nil {
			require.NotEmpty(t, fault.Next(err))
			return
		}
		require.NoError(t, result.Markdown(&bytes.Buffer{}, s))
		require.NoError(t, result.HTML(&bytes.Buffer{}, s))
		_, err = result.Compare(s, s, result.Limits{})
		if err != nil {
			require.NotEmpty(t, fault.Next(err))
		}
	})
}

func TestPages(t *testing.T) {
	t.Parallel()
	s := bakery(func(oven, _ int) bool { return oven == 3 })
	s.Suites[0].Curve = &result.Curve{Title: `by "score"`, Terms: 4, Points: []result.Point{{Bar: 1, Taken: 2, Coverage: 0.5, Precision: 1}}, Coverage: 0.25, Precision: 1}
	for i := range s.All {
		if strings.HasPrefix(s.All[i].Case, "oven 9") && s.All[i].Engine == "baker" && s.All[i].Measure == "right" {
			s.All[i].Set, s.All[i].Value, s.All[i].Got = "rye-held", 0, "a secret"
		}
	}
	s.Suites[0].Summarise(s.All)
	var markdown, html bytes.Buffer
	require.NoError(t, result.Markdown(&markdown, s))
	require.NoError(t, result.HTML(&html, s))
	for name, page := range map[string]string{"markdown": markdown.String(), "html": html.String()} {
		for _, want := range []string{"Evaluation of baking", "4 May 2026", "The one promise holds", "loaves are right", "88.9%", "oven 3 loaf 1", "day.txt:7", "&lt;brick&gt;", "2 cases of sets that are held back", "cost 5.0000"} {
			require.Contains(t, page, want, name)
		}
		for _, never := range []string{"<brick>", "<b>now", "\u202e", "<script", "a secret", "http://", "https://"} {
			require.NotContains(t, page, never, name)
		}
	}
	require.Contains(t, markdown.String(), `a &lt;brick&gt;\|`)
	require.Contains(t, html.String(), `default-src 'none'`)
	require.Contains(t, html.String(), "<svg")
}

func TestPercent(t *testing.T) {
	t.Parallel()
	for share, want := range map[float64]string{0: "0.0%", 0.5: "50.0%", 1: "100.0%", 0.99999: "99.999%", 0.99999999: "99.9999%", 0.00001: "0.001%", 1e-9: "0.0001%", 0.9994: "99.9%"} {
		require.Equal(t, want, result.Percent(share))
	}
}
