package app

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
	"github.com/plumbline-dev/plumb/evals/result"
	"github.com/plumbline-dev/plumb/internal/config"
)

// TestEvalOfAModel asks a model for every repeat anew, and for none again when the evaluation is run once more.
func TestEvalOfAModel(t *testing.T) {
	t.Parallel()
	places := placesIn(t, map[string]string{"aim": "u0001|get refunds out within three days", "lever": "u0002|put a return label into every parcel"})
	const sheet = `{"initiative":"return label","fields":[{"field":"aim","notes":["n1"],"text":"refunds out within three days"},{"field":"lever","notes":["n2"],"text":"put a return label into every parcel"}]}`
	const aimOnly = `{"initiative":"return label","fields":[{"field":"aim","notes":["n1"],"text":"refunds out within three days"}]}`
	const aimStated = `{"verdicts":[{"field":1,"verdict":"stated","because":""}]}`
	s, asked := replies(t, http.StatusOK, places, sheet, bothStated, places, aimOnly, aimStated)
	a := withModel(t, s.URL, "", config.EnvModel, "sage-2")
	folder := t.TempDir()
	label := `{"record": "refunds.vtt", "fields": {"aim": {"status": "stated", "where": [[3, 4]]}, "mechanism.lever": {"status": "stated", "where": [[6, 7]]}}}`
	for name, content := range map[string]string{"refunds.vtt": refundsMeeting, "cases.jsonl": label} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
	}
	request := EvalRequest{Suite: "drafting", Engine: EngineModel, Repeats: 2, Cases: folder}
	run, err := a.Eval(t.Context(), request, func(EvalSuite) {})
	require.NoError(t, err)
	require.Equal(t, int32(6), asked.Load(), "every repeat is asked for")
	suite := run.Suites[0]
	require.Equal(t, "model", suite.Engine)
	require.Equal(t, 2, suite.Repeats)
	require.NotEmpty(t, suite.Prompts)
	require.Contains(t, suite.Notes, "The model is sage-2.")
	recall := suite.Summaries[indexOf(t, suite.Summaries, "recall")]
	require.Equal(t, 2, recall.Cases, "repeats are no cases")
	require.InDelta(t, 0.75, recall.Mean, 1e-12)
	require.InDelta(t, 0.5, recall.Spread, 1e-12, "one of two fields differs")
	require.Equal(t, 900, suite.Costs[0].Tokens)

	again, err := a.Eval(t.Context(), request, func(EvalSuite) {})
	require.NoError(t, err)
	require.Equal(t, int32(6), asked.Load(), "nothing is paid for twice")
	require.Equal(t, suite.Summaries, again.Suites[0].Summaries)
}

func indexOf(t *testing.T, all []result.Summary, measure string) int {
	t.Helper()
	for i, s := range all {
		if s.Measure == measure && s.Engine == "model" {
			return i
		}
	}
	require.Fail(t, measure+" is not measured")
	return -1
}

// TestWitness shows that what is no draft is seen: an act of a person, and a file.
func TestWitness(t *testing.T) {
	t.Parallel()
	a, folder := newApp(t), t.TempDir()
	drafted, err := a.Draft(t.Context(), request())
	require.NoError(t, err)
	w := witness{app: a, store: a.store, folder: folder}
	acts, err := w.audited(t.Context())
	require.NoError(t, err)
	require.Empty(t, acts)
	sheets, err := a.Sheets(t.Context())
	require.NoError(t, err)
	_, err = sheets.Submit(t.Context(), drafted.Version.ID, agent.Actor{Kind: agent.PersonActor, Name: "Ines Duarte"})
	require.NoError(t, err)
	acts, err = w.audited(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"sheet.in_review by Ines Duarte"}, acts)

	records, err := a.Read(t.Context(), []string{written(t, "refunds.vtt", refundsMeeting)}, nil)
	require.NoError(t, err)
	d, err := draft.Builtin(t.Context(), records.Transcripts, draft.Options{})
	require.NoError(t, err)
	acts, err = w.keep(t.Context(), d, records.Transcripts)
	require.NoError(t, err)
	require.Empty(t, acts)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "loot.txt"), nil, 0o600))
	acts, err = w.keep(t.Context(), d, records.Transcripts)
	require.NoError(t, err)
	require.Equal(t, []string{"the file loot.txt"}, acts)
}
