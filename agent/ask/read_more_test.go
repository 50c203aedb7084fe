package ask

import (
	"context"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
)

// twoBets is the example with the sheet of the growth team approved as well.
func twoBets(t testing.TB) *kept {
	k := tallybird(t)
	k.sheets[1].State = agent.StateApproved
	return k
}

func TestChoicesAreQuestionsThatAreUnderstood(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"is it working?", "what should I prepare", "how is the guardrail", "is activation improving", "what's our churn?", "how many actives do we have"} {
		k := twoBets(t)
		plan, err := Read(t.Context(), k, Question{Text: text, AsOf: april9})
		require.NoError(t, err)
		require.NotNil(t, plan.Refusal, text)
		require.Equal(t, Ambiguous, plan.Refusal.Reason, text)
		require.NotEmpty(t, plan.Refusal.Choices)
		require.LessOrEqual(t, len(plan.Refusal.Choices), 3)
		for _, c := range plan.Refusal.Choices {
			again, err := Read(t.Context(), k, Question{Text: c.Ask, AsOf: april9})
			require.NoError(t, err)
			require.Nil(t, again.Refusal, "%s: %+v", c.Ask, again.Refusal)
			q := again.Queries[0]
			if strings.HasPrefix(c.ID, "s-") {
				require.Equal(t, c.ID, q.Sheet, c.Ask)
			} else {
				require.Equal(t, c.ID, q.Metrics[0].Match.Metric, c.Ask)
			}
		}
	}
}

func TestWordsOfASheetSayWhichOneIsMeant(t *testing.T) {
	t.Parallel()
	for text, sheet := range map[string]string{
		"did the freezer number go up?": shelfOrder, "is the guided till setup working?": tillSetup, "how are corrections doing?": shelfOrder,
		"did app crashes go up?": tillSetup, "is " + tillSetup + " working?": tillSetup,
	} {
		plan, err := Read(t.Context(), twoBets(t), Question{Text: text, AsOf: april9})
		require.NoError(t, err)
		require.Nil(t, plan.Refusal, text)
		require.Equal(t, sheet, plan.Queries[0].Sheet, text)
	}
}

func TestNothingIsKeptYet(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"is it working?", "did we pass the gate", "what moved?", "what should I prepare?"} {
		plan, err := Read(t.Context(), nothing(), Question{Text: text, AsOf: april9})
		require.NoError(t, err)
		require.NotNil(t, plan.Refusal, text)
		require.Equal(t, NoSheet, plan.Refusal.Reason, text)
	}
}

func TestWhatTheSheetSaysIsNotLookedUpElsewhere(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"is it working?", "did corrections go up?", "what is the freezer pass rate?", "are we on track for the gate?", "who owns it?", "what changed since last week?"} {
		k := tallybird(t)
		_, err := Read(t.Context(), k, Question{Text: text, AsOf: april9})
		require.NoError(t, err)
		require.Zero(t, k.asked["Link"], text)
		require.Zero(t, k.asked["Mentions"], text)
		require.Zero(t, k.asked["Review"], text)
	}
}

func TestTimesThatQuestionsName(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{ // as of Thursday 9 April 2026
		"last week": "2026-03-30 2026-04-05", "this week": "2026-04-06 2026-04-12", "yesterday": "2026-04-08 2026-04-08", "two weeks ago": "2026-03-23 2026-03-29",
		"the week before last": "2026-03-23 2026-03-29", "last month": "2026-03-01 2026-03-31", "this quarter": "2026-04-01 2026-06-30", "Q1": "2026-01-01 2026-03-31",
		"in week 12": "2026-03-16 2026-03-22", "in 2026-W10": "2026-03-02 2026-03-08", "in week 50": "2025-12-08 2025-12-14", "on 26 March": "2026-03-26 2026-03-26",
		"on march 26th": "2026-03-26 2026-03-26", "on the 26th": "2026-03-26 2026-03-26", "on Monday": "2026-04-06 2026-04-06", "last Friday": "2026-04-03 2026-04-03",
		"in march": "2026-03-01 2026-03-31", "in december": "2025-12-01 2025-12-31", "in March 2025": "2025-03-01 2025-03-31", "week of 9 march": "2026-03-09 2026-03-15",
		"between 2 March and 16 March": "2026-03-02 2026-03-16", "from 2026-03-02 to 2026-03-16": "2026-03-02 2026-03-16", "the last four weeks": "2026-03-09 2026-04-09",
		"past 10 days": "2026-03-30 2026-04-09", "day before yesterday": "2026-04-07 2026-04-07", "in 2025": "2025-01-01 2025-12-31",
	} {
		text := "how high was it " + words
		list := clockOf(text, tokensOf(text), april9).stretches()
		require.Len(t, list, 1, words)
		require.Equal(t, want, list[0].From.Format(time.DateOnly)+" "+list[0].To.AddDate(0, 0, -1).Format(time.DateOnly), words)
		require.Contains(t, text, list[0].Words)
	}
	for _, text := range []string{"may I ask", "march on", "second count by day 14", "the first week", "of 40 percent", "is it working"} {
		require.Empty(t, clockOf(text, tokensOf(text), april9).stretches(), text)
	}
}

func TestEveryPhrasingCanFit(t *testing.T) {
	t.Parallel()
	for _, m := range phrasings().list {
		require.NotEmpty(t, m.cue(), m.pattern)
		require.Contains(t, Kinds(), m.kind)
		require.Positive(t, m.sure)
		words := ""
		for _, e := range m.elements {
			switch {
			case len(e.phrases) > 0:
				words += strings.Join(e.phrases[0], " ") + " "
			case e.slot != 0:
				words += "zebra "
			}
		}
		tokens := []token{}
		for w := range strings.FieldsSeq(words) {
			tokens = append(tokens, token{norm: w})
		}
		_, ok := m.match(tokens)
		require.True(t, ok, "%s does not fit %q", m.pattern, words)
	}
}

func FuzzRead(f *testing.F) {
	for _, w := range phrasedQuestions() {
		f.Add(w.ask)
	}
	f.Add("is \u202eit working\x00?\n\nwhy\u2019s that")
	f.Add("compare a with b with c versus d between x and y and z")
	k := twoBets(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, about := range []Topic{{}, {Sheet: shelfOrder, Metric: theGate, Kind: Value}} {
			plan, err := Read(context.Background(), k, Question{Text: text, AsOf: april9, About: about})
			require.NoError(t, err)
			require.Equal(t, len(plan.Queries) == 0, plan.Refusal != nil)
			require.LessOrEqual(t, len(plan.Queries), mostQueries)
			words := cleaned(text)
			for _, q := range plan.Queries {
				require.Contains(t, Kinds(), q.Kind)
				require.True(t, utf8.ValidString(q.Subject+q.Person))
				require.True(t, q.Subject == "objections" || strings.Contains(words, q.Subject), "%q", q.Subject)
				for _, h := range q.Metrics {
					require.Contains(t, words, h.Words)
					require.NotEqual(t, semantic.Unknown, h.Match.Outcome)
				}
				for _, s := range q.Periods {
					require.True(t, s.From.Before(s.To))
				}
			}
			if plan.Refusal != nil {
				require.NotEmpty(t, plan.Refusal.Text)
				require.NotEmpty(t, plan.Refusal.WouldSettle)
				require.LessOrEqual(t, len(plan.Refusal.Choices), 3)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	k := tallybird(b)
	for b.Loop() {
		_, _ = Read(context.Background(), k, Question{Text: "Did the freezer pass rate go up since last week, and is the guardrail ok?", AsOf: april9})
	}
}

func BenchmarkPhrasings(b *testing.B) {
	for b.Loop() {
		indexed(allPhrasings())
	}
}
