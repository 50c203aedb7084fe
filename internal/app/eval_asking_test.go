package app

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/ask"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/evals"
	"github.com/plumbline-dev/plumb/internal/pgtest"
)

const askingCases = "../../evals/cases/asking"

// silent answers nothing, and says so as an answer should.
func silent(*App) Asker {
	return func(context.Context, ask.Question) (ask.Answer, error) {
		return ask.Answer{
			Proposal: review.Proposal{Decision: review.None},
			Answer:   ask.Outcome{Outcome: ask.Abstained, Text: "That cannot be told.", Reason: ask.Unclear, WouldSettle: "Ask something else."},
		}, nil
	}
}

func TestWhoeverNeverAnswersIsWrongWhereThereIsAnAnswer(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]func(testing.TB) string{
		"file": func(testing.TB) string { return "" }, "PostgreSQL": pgtest.Server,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := New(Config{})
			got, err := a.EvalAsking(t.Context(), AskingEvalRequest{Cases: askingCases, Database: database(t), Begin: silent})
			require.NoError(t, err)
			require.Len(t, got, 2)
			for _, set := range got {
				require.GreaterOrEqual(t, set.Total.Cases, 90, "half of at least 180")
				require.Zero(t, set.Total.Correct)
				require.Equal(t, set.Total.Answerable, set.Total.WronglyAbstained)
				require.Positive(t, set.Total.RightlyAbstained, "what nobody could make out is rightly not answered")
				require.False(t, set.Passes())
				for promise, p := range set.Promises {
					require.Equal(t, p.Cases, p.Kept, promise)
				}
			}
		})
	}
}

// The cases rest on what is true in the workspace; this says what that is, in the words of the notes themselves.
func TestTheWorkspaceOfQuestionsIsAsItsCasesSay(t *testing.T) {
	t.Parallel()
	w, err := evals.LoadWorkspace(askingCases + "/workspace.yaml")
	require.NoError(t, err)
	r, err := replay(t.Context(), w, t.TempDir(), "")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	for _, want := range []struct {
		sheet, day string
		gate       signal.GateState
		guardrail  signal.GuardrailState
	}{
		{"shelf", "2026-03-26", signal.GateNotDue, signal.GuardrailOK},
		{"shelf", "2026-04-09", signal.GatePassed, signal.GuardrailOK},
		{"till", "2026-03-26", signal.GateNotDue, signal.GuardrailOK},
	} {
		moment, err := eveningOf(want.day)
		require.NoError(t, err)
		n, err := r.BuildReview(t.Context(), r.ids[want.sheet], moment)
		require.NoError(t, err)
		require.Equal(t, want.gate, n.Gate.State, "%s as of %s", want.sheet, want.day)
		require.Equal(t, want.guardrail, n.Guardrail.State, "%s as of %s", want.sheet, want.day)
	}
	moment, err := eveningOf("2026-04-09")
	require.NoError(t, err)
	till, err := r.BuildReview(t.Context(), r.ids["till"], moment)
	require.NoError(t, err)
	require.Equal(t, signal.GateFailed, till.Gate.State)
	verdicts := map[string]signal.Outcome{}
	for _, s := range till.Signals {
		verdicts[s.Metric] = s.Verdict.Outcome
	}
	require.Equal(t, signal.NoChangeDetected, verdicts["growth.activation_rate"])
	require.Equal(t, signal.InsufficientData, verdicts["growth.reminder_open_rate"])
	log, err := r.Decisions(t.Context())
	require.NoError(t, err)
	replaced, err := log.Show(t.Context(), r.ids["trial60"], 0)
	require.NoError(t, err)
	require.Equal(t, r.ids["trial30"], replaced.ReplacedBy)
	due, err := log.Due(t.Context(), moment)
	require.NoError(t, err)
	require.Len(t, due, 2)
}
