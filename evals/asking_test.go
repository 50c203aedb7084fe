package evals

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ask"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
)

const askingFolder = "cases/asking"

// good is a right answer to the case that expected is.
func good() Asked {
	f := fact.Fact{
		ID: "F2", Text: "Corrected counts stood at 2.8% in the week of 30 March 2026", Value: 2.8142, Unit: "%", Metric: "product.corrected",
		Name: "Corrected counts", Period: "2026-03-30", Readings: []string{"f-1/2026-03-30"}, Formula: "newest complete reading",
	}
	s := fact.Sentence{Text: f.Text + ".", Facts: []string{"F2"}, Evidence: []agent.Evidence{}}
	note := review.Review{
		Sheet: "s-1", Facts: []fact.Fact{{ID: "F1", Text: "The note is as of 9 April 2026"}, f}, Gate: review.Gate{State: signal.GatePassed},
		Guardrail: review.Guardrail{State: signal.GuardrailOK},
	}
	return Asked{
		Notes: []review.Review{note},
		Answer: ask.Answer{
			Sheet: "s-1", AsOf: "2026-04-09", Facts: []fact.Fact{f}, Sentences: []fact.Sentence{s},
			Plan:     ask.Plan{Queries: []ask.Query{{Kind: ask.Value}}},
			Proposal: review.Proposal{Decision: review.None},
			Answer:   ask.Outcome{Outcome: ask.Answered, Text: s.Text},
		},
	}
}

func expected() AskingCase {
	return AskingCase{ID: "c", Class: "answerable", Question: "corrections?", AsOf: "2026-04-09", Expect: AskingExpect{
		Outcome: []string{ask.Answered}, Kinds: [][]ask.Kind{{ask.Value, ask.Guardrail}}, MustSay: [][]string{{"the week of 30 march"}},
		MustCite: []string{"product.corrected"}, Numbers: []AskingNumber{{2.814250, "%"}},
	}}
}

func refused(reason ask.Reason) Asked {
	a := good()
	a.Answer.Sentences, a.Answer.Facts = nil, nil
	a.Answer.Answer = ask.Outcome{Outcome: ask.Abstained, Text: "That cannot be told.", Reason: reason, WouldSettle: "Ask again on Monday."}
	return a
}

func TestAnswersAreScored(t *testing.T) {
	t.Parallel()
	unanswerable := expected()
	unanswerable.Expect = AskingExpect{Outcome: []string{ask.Abstained}, Reasons: []ask.Reason{ask.Outside}}
	require.Equal(t, Correct, ScoreAsked(expected(), good()).Verdict)
	require.Equal(t, WronglyAbstained, ScoreAsked(expected(), refused(ask.Unclear)).Verdict)
	require.Equal(t, RightlyAbstained, ScoreAsked(unanswerable, refused(ask.Outside)).Verdict)
	require.Equal(t, Wrong, ScoreAsked(unanswerable, refused(ask.Empty)).Verdict, "for another reason")
	require.Equal(t, Wrong, ScoreAsked(unanswerable, good()).Verdict, "answered though nobody can")
	for name, spoil := range map[string]func(*AskingExpect){
		"kind":   func(e *AskingExpect) { e.Kinds = [][]ask.Kind{{ask.Cause}} },
		"words":  func(e *AskingExpect) { e.MustSay = [][]string{{"april"}} },
		"cited":  func(e *AskingExpect) { e.MustCite = []string{"product.other"} },
		"number": func(e *AskingExpect) { e.Numbers = []AskingNumber{{2.9, "%"}} },
		"unit":   func(e *AskingExpect) { e.Numbers = []AskingNumber{{2.814, "h"}} },
		"banned": func(e *AskingExpect) {
			var p AskingPattern
			require.NoError(t, p.UnmarshalText([]byte(`^corrected COUNTS`)))
			e.MustNot = []AskingPattern{p}
		},
	} {
		c := expected()
		spoil(&c.Expect)
		got := ScoreAsked(c, good())
		require.Equal(t, Wrong, got.Verdict, name)
		require.Len(t, got.Why, 1, name)
		require.Equal(t, name == "number", got.False(), name)
	}
	failed := ScoreAsked(expected(), Asked{Failure: "no such metric"})
	require.Equal(t, Wrong, failed.Verdict)
	require.NotEmpty(t, failed.Promises[PromiseComplete])
}

func TestPromisesOfAnswers(t *testing.T) {
	t.Parallel()
	for name, broken := range ScoreAsked(expected(), good()).Promises {
		require.Empty(t, broken, name)
	}
	for name, broken := range ScoreAsked(expected(), refused(ask.Stale)).Promises {
		require.Empty(t, broken, name)
	}
	for promise, spoil := range map[string][]func(*Asked){
		PromiseNumbers: {func(a *Asked) { a.Answer.Sentences[0].Text = "It was 2.9% in the week of 30 March 2026." }, func(a *Asked) { a.Answer.Sentences[0].Facts = nil }},
		PromiseFacts: {
			func(a *Asked) { a.Answer.Facts[0].Value = 3 },
			func(a *Asked) { a.Answer.Facts[0].ID = "F1" },
			func(a *Asked) { a.Answer.Sheet, a.Answer.Facts[0].Value, a.Answer.Facts[0].ID = "", 3, "F9" },
		},
		PromiseStates: {
			func(a *Asked) { a.Answer.Gate.State = signal.GateFailed },
			func(a *Asked) { a.Answer.Guardrail.State = signal.GuardrailBreached },
			func(a *Asked) { a.Answer.Answer.Text = "The gate is missed." },
			func(a *Asked) { a.Answer.Answer.Text = "The guardrail is breached." },
		},
		PromiseGates: {func(a *Asked) {
			a.Answer.Sentences[0].Text = "The new list caused it: 2.8% in the week of 30 March 2026."
		}},
		PromiseQuotes:  {func(a *Asked) { a.Invented = []string{"Gary owns it."} }},
		PromiseNothing: {func(a *Asked) { a.Changed = true }, func(a *Asked) { a.Answer.Proposal.Decision = review.Stop }},
		PromiseComplete: {
			func(a *Asked) { a.Answer.Answer.Text = "" },
			func(a *Asked) { a.Answer.Answer.Text = "red \x1b[31m" },
			func(a *Asked) { a.Answer.Answer.Outcome = "" },
			func(a *Asked) { *a = refused("") },
			func(a *Asked) { *a = refused(ask.Stale); a.Answer.Answer.WouldSettle = "" },
		},
	} {
		for i, change := range spoil {
			got := good()
			change(&got)
			require.NotEmpty(t, ScoreAsked(expected(), got).Promises[promise], "%s, %d", promise, i)
		}
	}
}

func TestNumbersOfAnswersMayBeRounded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		value float64
		unit  string
		text  string
		in    bool
	}{
		{42.105, "%", "It stood at 42.1%.", true},
		{42.105, "%", "It stood at 42%.", true},
		{42.105, "%", "It stood at 42.2%.", false},
		{2.81, "%", "It stood at 2.8%.", true},
		{2.81, "%", "It stood at 3%.", false},
		{3.04, "%", "It stood at 3%.", true},
		{57365, "EUR", "It was EUR 57,365 in March 2026.", true},
		{57365, "EUR", "It was 57,365 EUR.", true},
		{57365, "EUR", "It was 57,365 shops.", false},
		{109, "shop", "109 shops signed up.", true},
		{109, "shop", "1,109 shops signed up.", false},
		{31.1, "h", "31.1 h", true},
		{81, "shop", "It went from 81 to 104 shops.", true},
	} {
		require.Equal(t, c.in, AskingNumber{c.value, c.unit}.in(c.text), "%v in %q", c.value, c.text)
	}
}

func TestQuestionsOfTheSuite(t *testing.T) {
	t.Parallel()
	kinds := map[ask.Kind]int{}
	texts := map[string]string{}
	for _, set := range []string{"dev", "held"} {
		cases, err := LoadAskingCases(filepath.Join(askingFolder, set+".jsonl"))
		require.NoError(t, err)
		require.GreaterOrEqual(t, len(cases), 90)
		for _, c := range cases {
			same := c.Question + "|" + c.Sheet + "|" + c.AsOf + "|" + c.Before + "|" + c.Home
			require.Empty(t, texts[same], "%s is asked in %s as well", c.ID, texts[same])
			texts[same] = c.ID
			if c.Class == "answerable" {
				require.NotEmpty(t, c.Expect.Kinds, c.ID)
				kinds[c.Expect.Kinds[0][0]]++
			}
			for _, o := range c.Expect.Outcome {
				require.Contains(t, []string{ask.Answered, ask.Abstained}, o, c.ID)
				if o == ask.Abstained && c.Class != "answerable" {
					require.NotEmpty(t, c.Expect.Reasons, c.ID)
				}
			}
		}
	}
	for _, k := range ask.Kinds() {
		require.GreaterOrEqual(t, kinds[k], 5, k)
	}
}

func TestCasesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no JSON":     "{",
		"foreign key": `{"id":"a","class":"b","as_of":"2026-04-09","colour":"red","expect":{"outcome":["answered"]}}`,
		"no outcome":  `{"id":"a","class":"b","as_of":"2026-04-09","expect":{}}`,
		"pattern":     `{"id":"a","class":"b","as_of":"2026-04-09","expect":{"outcome":["answered"],"must_not":["("]}}`,
	} {
		path := filepath.Join(t.TempDir(), "dev.jsonl")
		require.NoError(t, os.WriteFile(path, []byte(text+"\n"), 0o600))
		_, err := LoadAskingCases(path)
		require.ErrorContains(t, err, "line 1", name)
	}
	_, err := LoadAskingCases(filepath.Join(t.TempDir(), "none.jsonl"))
	require.Error(t, err)
}

func TestNamesOfTheWorkspace(t *testing.T) {
	t.Parallel()
	c := AskingCase{ID: "c", Sheet: "@shelf", Expect: AskingExpect{MustCite: []string{"product.a", "@gone"}}}
	_, err := c.Named(map[string]string{"shelf": "s-1"})
	require.ErrorContains(t, err, "@gone")
	named, err := c.Named(map[string]string{"shelf": "s-1", "gone": "d-1"})
	require.NoError(t, err)
	require.Equal(t, "s-1", named.Sheet)
	require.Equal(t, []string{"product.a", "d-1"}, named.Expect.MustCite)

	asked := func(context.Context, AskingCase) (Asked, error) { return good(), nil }
	r, err := Asking(t.Context(), "dev", []AskingCase{expected()}, nil, asked)
	require.NoError(t, err)
	require.True(t, r.Passes())
	require.Equal(t, AskingClass{Cases: 1, Correct: 1, Answerable: 1}, r.Total)
}

func TestReportsTellNothingOfWhatIsHeldBack(t *testing.T) {
	t.Parallel()
	for _, set := range []string{"dev", heldSet} {
		asked := func(context.Context, AskingCase) (Asked, error) { return refused(ask.Unclear), nil }
		r, err := Asking(t.Context(), set, []AskingCase{expected()}, nil, asked)
		require.NoError(t, err)
		text := AskingReports{r}.String()
		require.Contains(t, text, "0.0% right")
		require.Equal(t, set == "dev", strings.Contains(text, `"corrections?"`))
		for _, trial := range r.Trials() {
			require.Equal(t, set == "dev" && trial.Value < 1, trial.Got != "", trial.Measure)
		}
	}
}
