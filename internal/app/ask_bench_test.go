package app

import (
	"fmt"
	"log/slog"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ask"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/evals"
	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/pgtest"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
)

// BenchmarkAsk asks about the example in the store of a company that has used plumb for ten years: 500 meetings, 200 sheets,
// 5,000 metrics, and of the sheet's own metrics ten years of weekly fetches that each bring twelve weeks again. Every question is
// a process of its own but for the start: the database is opened, and nothing was looked up before.
func BenchmarkAsk(b *testing.B) {
	for name, address := range map[string]func(b *testing.B) string{
		"sqlite":   func(*testing.B) string { return "" },
		"postgres": func(b *testing.B) string { b.Helper(); return pgtest.Server(b) },
	} {
		b.Run(name, func(b *testing.B) {
			w, err := evals.LoadWorkspace("../../evals/cases/asking/workspace.yaml")
			require.NoError(b, err)
			r, err := replay(b.Context(), w, b.TempDir(), address(b))
			require.NoError(b, err)
			b.Cleanup(func() { require.NoError(b, r.Close()) })
			storetest.Fill(b, r.store, storetest.Large)
			v, err := r.standing(b.Context(), r.ids["shelf"])
			require.NoError(b, err)
			fillPast(b, r, review.Metrics(v.Sheet))
			_, err = r.Search(b.Context(), search.Query{Text: "reminder emails"}) // takes in what was kept
			require.NoError(b, err)
			asOf := time.Date(2026, time.April, 9, 20, 0, 0, 0, time.UTC)
			for name, text := range map[string]string{
				"working":   "is the mechanism working?",
				"gate":      "are we on track for the gate?",
				"value":     "what was the second count within fourteen days last week?",
				"meaning":   "what does activation mean?",
				"decided":   "what did we decide about the trial?",
				"said":      "what did people say about reminder emails?",
				"changed":   "what changed since last week?",
				"undefined": "what does the onboarding misery index mean?",
			} {
				b.Run(name, func(b *testing.B) { askAnew(b, r.Settings, ask.Question{Text: text, Sheet: v.ID, AsOf: asOf}) })
			}
			b.Run("any sheet", func(b *testing.B) {
				askAnew(b, r.Settings, ask.Question{Text: "is the shelf order working?", AsOf: asOf})
			})
			b.Run("search", func(b *testing.B) {
				for b.Loop() {
					a := New(Config{Settings: r.Settings, Log: r.Log, Now: r.Now})
					_, err := a.Search(b.Context(), search.Query{Text: "reminder emails"})
					require.NoError(b, err)
					require.NoError(b, a.Close())
				}
			})
		})
	}
}

// askAnew asks a question as a process does that was just started.
func askAnew(b *testing.B, settings config.Config, q ask.Question) {
	b.Helper()
	for b.Loop() {
		a := New(Config{Settings: settings, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return q.AsOf }})
		answer, err := a.Conversation(EngineBuiltin).Ask(b.Context(), q, nil)
		require.NoError(b, err)
		require.NotEmpty(b, answer.Answer.Text)
		require.NoError(b, a.Close())
	}
}

// fillPast keeps ten years of readings of metrics, as weekly fetches bring them, before those of the example.
func fillPast(b *testing.B, r *replayed, ids []string) {
	b.Helper()
	const weeks, again = 520, 12
	defined, err := r.defined(b.Context(), ids...)
	require.NoError(b, err)
	end := time.Date(2025, time.September, 1, 0, 0, 0, 0, time.UTC)
	for id, m := range defined {
		period := readings.PeriodOf(m)
		for week := range weeks {
			last := period.Add(period.Start(end), week-weeks)
			f := readings.Fetch{
				ID: fmt.Sprintf("f-%s-%d", id, week), Metric: id, Source: "warehouse", Period: period, From: period.Add(last, -again), To: period.Add(last, 1),
				AsOf: period.Add(last, 2), At: end, Statement: "SELECT", QueryHash: "sha256:1", DefinitionHash: m.DefinitionHash(), By: agent.EngineNamed(fetchEngine),
			}
			for i := -again; i <= 0; i++ {
				start := period.Add(last, i)
				value := 30 + math.Mod(float64(start.Unix()/int64((24*time.Hour).Seconds())), 11)
				f.Readings = append(f.Readings, connectors.Reading{Start: start, Value: value, Complete: true})
			}
			require.NoError(b, r.store.AddFetch(b.Context(), f))
		}
	}
}
