package cli

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/model"
)

// someRun is a run that paid once, failed once and was answered once from another run, and its calls.
func someRun() (model.Run, []model.Call) {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.Local) //nolint:gosmopolitan // what is shown is the time of the person who looks
	calls := []model.Call{
		{
			Run: "x-1", Number: 1, Role: model.Draft, Prompt: model.PromptRef{Name: "draft-extract", Version: "v1"}, Host: "models.test", Model: "sage",
			Reply: "{\n  \"a\": \"\x1b[31mred\"\n}", Finish: model.Stopped, Usage: model.Usage{Prompt: 1000, Completion: 200}, Cost: 4000, Latency: 1234 * time.Millisecond, At: at,
		},
		{Run: "x-1", Number: 2, Role: model.Draft, Host: "models.test", Model: "sage", Failure: model.Down, Problem: "models.test is out\x1b[2J of order", Latency: 20 * time.Millisecond, At: at},
		{Run: "x-1", Number: 3, Role: model.Draft, Host: "models.test", Model: "sage", Finish: model.Stopped, Reused: "x-0", At: at},
	}
	run := model.Run{ID: "x-1", Ended: true, Detail: "sheet s-1 version 1"}
	for _, c := range calls {
		run.Add(c)
	}
	return run, calls
}

func said(t *testing.T, show func(s *session)) string {
	t.Helper()
	var out bytes.Buffer
	s := newSession(t.Context(), Env{Stdin: &bytes.Buffer{}, Stdout: &out, Stderr: &bytes.Buffer{}, Now: fixedNow, Getenv: func(string) string { return "" }})
	show(s)
	return out.String()
}

func TestRunsAreListed(t *testing.T) {
	t.Parallel()
	run, _ := someRun()
	open := model.Run{ID: "x-2", Begun: run.Begun, Calls: 1, Models: []string{"sage", "poet"}}
	require.Equal(t, `ID   BEGUN             CALLS         REUSED  TOKENS  COST    WAITED  MODEL       FOR
x-2  2026-03-02 09:00  1             0       0       0.00    0s      sage, poet  interrupted
x-1  2026-03-02 09:00  2 (1 failed)  1       1200    0.0040  1.3s    sage        sheet s-1 version 1
`, said(t, func(s *session) { require.NoError(t, s.showRuns([]model.Run{open, run}, false)) }))
	var line runLine
	require.NoError(t, json.Unmarshal([]byte(said(t, func(s *session) { require.NoError(t, s.showRuns([]model.Run{run}, true)) })), &line))
	require.Equal(t, runLine{
		ID: "x-1", Begun: line.Begun, State: "ended", Detail: "sheet s-1 version 1", Models: []string{"sage"}, Calls: 2, Reused: 1, Failed: 1,
		Tokens: model.Usage{Prompt: 1000, Completion: 200}, Cost: 0.004, LatencyMS: 1254,
	}, line)
	require.True(t, line.Begun.Equal(run.Begun))
}

func TestRunIsShown(t *testing.T) {
	t.Parallel()
	run, calls := someRun()
	const table = `x-1, begun 2026-03-02 09:00: sheet s-1 version 1
2 calls, 1 reused; 1000 tokens in, 200 out; cost 0.0040; waited 1.3s

#  PROMPT            MODEL  AT           IN    OUT  COST    WAITED  ENDED
1  draft-extract/v1  sage   models.test  1000  200  0.0040  1.2s    stop
2  -                 sage   models.test  0     0    0.00    20ms    failed: models.test is out[2J of order
3  -                 sage   models.test  0     0    0.00    0s      answered from x-0
`
	require.Equal(t, table, said(t, func(s *session) { s.showRun(run, calls, false) }))
	require.Equal(t, table+"\n#1 replied:\n  {\n    \"a\": \"[31mred\"\n  }\n", said(t, func(s *session) { s.showRun(run, calls, true) }))
	encoded, err := json.Marshal(shownRun(run, calls))
	require.NoError(t, err)
	require.Contains(t, string(encoded), `"reply":"{\n`)
	require.Contains(t, string(encoded), `"reused":"x-0"`)
	run.Ended = false
	require.Contains(t, said(t, func(s *session) { s.showRun(run, calls, false) }), "interrupted, or still under way")
}
