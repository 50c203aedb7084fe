package evals_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/evals"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/publicdata"
)

func TestCiteOnQMSum(t *testing.T) {
	t.Parallel()
	r, err := evals.Cite(publicdata.Path(t, "transcripts", "qmsum"))
	require.NoError(t, err)
	require.Equal(t, 7, r.Files)
	require.Equal(t, []string{"covid_1.json"}, r.LeftOut)
	require.Equal(t, 116, r.Claims)
	require.GreaterOrEqual(t, r.Plumb.At1, r.BM25.At1+0.10)
	require.GreaterOrEqual(t, r.Plumb.At3, r.BM25.At3+0.08)
	require.GreaterOrEqual(t, r.SupportRecall, 0.84)
	require.LessOrEqual(t, r.Foreign.Supported, 0.035)
}

const kettles = `{"meeting_transcripts": [
 {"speaker": "Ada", "content": "Good morning ."},
 {"speaker": "Ben", "content": "The kettle must boil in three minutes , says the brief ."},
 {"speaker": "Ada", "content": "And the handle stays cold because of the cork ."}],
 "specific_query_list": [{"query": "What must the kettle do?", "relevant_text_span": [["1", "2"]],
  "answer": "The kettle must boil in 3 minutes. The cork keeps the handle cold."}]}`

const gardens = `{"meeting_transcripts": [
 {"speaker": "Cleo", "content": "The roses by the fence need pruning before winter ."},
 {"speaker": "Dan", "content": "Let us order tulips for the gate ."}],
 "specific_query_list": [{"query": "What about the roses?", "relevant_text_span": [["0", "0"]],
  "answer": "The roses by the fence were to be pruned before winter."}]}`

func TestCiteCounts(t *testing.T) {
	t.Parallel()
	r, err := evals.Cite(folder(t, map[string]string{"a.json": kettles, "b.json": gardens}))
	require.NoError(t, err)
	got, err := json.Marshal(r)
	require.NoError(t, err)
	want, err := json.Marshal(evals.CiteReport{
		Files: 2, LeftOut: []string{}, Claims: 3,
		BM25: evals.HitRates{At1: 1, At3: 1}, Plumb: evals.HitRates{At1: 1, At3: 1},
		SupportRecall: 1, Foreign: evals.FalseRate{Claims: 3},
	})
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(got))
	require.Len(t, r.Trials(), 3*5+3)
}

func TestCiteSetsOneScenarioApart(t *testing.T) {
	t.Parallel()
	r, err := evals.Cite(folder(t, map[string]string{"ES2002a.json": kettles, "TS3003a.json": kettles, "covid_1.json": gardens}))
	require.NoError(t, err)
	require.Equal(t, []string{"covid_1.json"}, r.LeftOut)
	require.Equal(t, 4, r.Claims)
	require.Equal(t, evals.FalseRate{Claims: 4, Supported: 1}, r.SameScenario)
	require.Equal(t, evals.FalseRate{Claims: 6}, r.Foreign)
}

func TestCiteRefuses(t *testing.T) {
	t.Parallel()
	_, err := evals.Cite(t.TempDir())
	require.True(t, fault.Is(err, fault.NotFound))
	require.NotEmpty(t, fault.Next(err))
	for name, content := range map[string]string{
		"no labels": `{"meeting_transcripts": [{"speaker": "A", "content": "Hi."}], "specific_query_list": 3}`,
		"no span":   `{"meeting_transcripts": [{"speaker": "A", "content": "Hi."}], "specific_query_list": [{"answer": "Hi.", "relevant_text_span": [["0", "x"]]}]}`,
		"no first":  `{"meeting_transcripts": [{"speaker": "A", "content": "Hi."}], "specific_query_list": [{"answer": "Hi.", "relevant_text_span": [["", "1"]]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := evals.Cite(folder(t, map[string]string{"a.json": content}))
			require.True(t, fault.Is(err, fault.Invalid))
		})
	}
}

// folder makes a folder with the given files.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	return dir
}
