package evals

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/evals/result"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func inventedSets(t *testing.T, names ...string) []DraftingSet {
	t.Helper()
	var sets []DraftingSet
	for _, name := range names {
		folder := filepath.Join("cases", "draft", name)
		cases, err := LoadDraftCases(folder)
		require.NoError(t, err)
		sets = append(sets, DraftingSet{Name: name, Cases: cases, Records: folder})
	}
	return sets
}

// TestDraftingKeepsItsPromises drafts the invented meetings, and scores what was drafted once more from what was kept of it.
func TestDraftingKeepsItsPromises(t *testing.T) {
	t.Parallel()
	sets := inventedSets(t, "invented-dev", "invented-held")
	r, err := Drafting(t.Context(), sets, BuiltinDrafts())
	require.NoError(t, err)
	require.Len(t, r.Sets, 2)
	suite := result.SuiteRun{Suite: "drafting", Engine: BuiltinEngine, Measures: DraftingMeasures()}
	suite.Summarise(r.Trials())
	require.Empty(t, suite.Broken())
	for _, s := range suite.Summaries {
		for _, set := range r.Sets {
			if set.Set != s.Set {
				continue
			}
			want, told := map[string]float64{"presence_f1": set.F1, "precision": set.Precision, "recall": set.Recall, "located": set.Located, "abstention": set.Abstention}[s.Measure]
			if told {
				require.InDelta(t, want, s.Mean, 1e-9, "%s of %s", s.Measure, s.Set)
			}
			require.LessOrEqual(t, s.Clusters, set.Score.Records, "%s of %s", s.Measure, s.Set)
		}
	}
	again, err := Drafting(t.Context(), sets, StoredDrafts(BuiltinEngine, r.Generations()))
	require.NoError(t, err)
	require.Equal(t, r.Sets, again.Sets)
	require.Equal(t, r.Trials(), again.Trials())
}

func TestDraftCasesAsLines(t *testing.T) {
	t.Parallel()
	const good = `{"record": "a.vtt", "fields": {"aim": {"status": "stated", "where": [[3, 5]]}, "ruled_out": {"status": "not_stated", "where": []}}}`
	for name, c := range map[string]struct{ file, content, says string }{
		"two lines":   {"a.jsonl", good + "\n\n" + good + "\n", ""},
		"yaml":        {"a.yaml", "record: a.vtt\nfields:\n  aim: {status: stated, where: [[3, 5]]}\n", ""},
		"no record":   {"a.jsonl", `{"fields": {"aim": {"status": "stated"}}}`, "names no record"},
		"no fields":   {"a.yaml", "record: a.vtt\n", "labels no field"},
		"no status":   {"a.jsonl", `{"record": "a.vtt", "fields": {"aim": {"status": "yes"}}}`, `status "yes"`},
		"no field":    {"a.jsonl", `{"record": "a.vtt", "fields": {"goal": {"status": "stated"}}}`, "no sheet has"},
		"broken":      {"a.jsonl", "{\n", "a.jsonl:1"},
		"broken yaml": {"a.yaml", "record: [\n", "a.yaml"},
		"others":      {"a.txt", good, "no labelled cases"},
	} {
		folder := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(folder, c.file), []byte(c.content), 0o600))
		cases, err := LoadDraftCases(folder)
		if c.says == "" {
			require.NoError(t, err, name)
			require.Equal(t, "a.vtt", cases[0].Record)
			require.Equal(t, [][2]int{{3, 5}}, cases[0].Fields["aim"].Where)
			continue
		}
		require.ErrorContains(t, err, c.says, name)
		require.NotEmpty(t, fault.Next(err), name)
	}
}

func TestLabelsOfOtherBytesAreRefused(t *testing.T) {
	t.Parallel()
	sets := inventedSets(t, "invented-dev")
	sets[0].Cases[0].SHA256 = "00"
	_, err := Drafting(t.Context(), sets, BuiltinDrafts())
	require.Equal(t, fault.Conflict, fault.KindOf(err))
}
