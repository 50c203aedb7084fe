package render_test

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/internal/render"
)

func fetchedText(t *testing.T, list []readings.Fetched, opts render.TerminalOptions) string {
	t.Helper()
	return show(t, func(buf *bytes.Buffer) error { return render.Fetched(buf, list, opts) })
}

// fetchedList is what a Monday morning may bring.
func fetchedList() []readings.Fetched {
	return []readings.Fetched{
		{Metric: "product.activation_d1", Source: "warehouse", State: readings.StateFetched, Fetch: "f-1e7k3m9", New: 3, Filled: 2, Newest: "2026-05-18",
			Restated: []readings.Restatement{{Period: "2026-04-27", Was: 38.2, Is: 38.9, On: "2026-05-25"}}, Warnings: []string{"one", "two", "three", "four", "five"}},
		{Metric: "product.wrong_mappings", Source: "warehouse", State: readings.StateThere, Newest: "2026-05-18"},
		{Metric: "support.import_tickets", Source: "desk", State: readings.StateLate, Newest: "2026-05-11", Due: "2026-05-18", Next: "Ask again later; a review says until then that the week is missing."},
		{Metric: "finance.revenue", Source: "prometheus", State: readings.StateFailed, Failure: "the server refused the key", Next: "Set PLUMB_SOURCE_PROMETHEUS_KEY to one that is valid."},
		{Metric: "product.second_source", State: readings.StateUnbound, Next: "Name a source for it in plumb.yaml."},
		{Metric: "product.unaided_imports", Source: "warehouse", State: readings.StateFetched, Fetch: "f-1e7k3ma", New: 1, Newest: "2026-05-18"},
	}
}

func TestFetchedGolden(t *testing.T) {
	t.Parallel()
	golden(t, "fetched.txt", []byte(fetchedText(t, fetchedList(), render.TerminalOptions{})))
	require.Equal(t, "There is nothing to fetch: no metric has a source yet.\n", fetchedText(t, nil, render.TerminalOptions{}))
}

func signalRows() []render.SignalRow {
	at := time.Date(2026, time.May, 25, 6, 0, 0, 0, time.UTC)
	return []render.SignalRow{
		{Metric: "product.activation_d1", Unit: "%", Period: "2026-05-18", Value: 38.918, Source: "warehouse", Fetched: at, State: render.SignalFresh},
		{Metric: "support.import_tickets", Unit: "tickets", Period: "2026-05-11", Value: 399, Source: "desk", Fetched: at, State: render.SignalLate, Next: "The week of 2026-05-18 is missing."},
		{Metric: "finance.revenue", Unit: "EUR", Period: "2026-05-11", Value: 0, Source: "prometheus", Fetched: at, State: render.SignalFailed, Next: "Set PLUMB_SOURCE_PROMETHEUS_KEY to one that is valid."},
		{Metric: "product.second_source", State: render.SignalNever, Next: "plumb signals fetch asks for it."},
	}
}

func TestSignalsGolden(t *testing.T) {
	t.Parallel()
	golden(t, "signals.txt", []byte(show(t, func(buf *bytes.Buffer) error { return render.Signals(buf, signalRows(), render.TerminalOptions{}) })))
	require.Equal(t, "No metric has readings yet. plumb signals fetch asks for those of your sheets.\n",
		show(t, func(buf *bytes.Buffer) error { return render.Signals(buf, nil, render.TerminalOptions{}) }))
}

func historyOf(t *testing.T) render.MetricHistory {
	t.Helper()
	_, j := weeklyChart(t, mechanismStart, true, append(shifted(33, 1.8, 7), 12)...)
	h := render.MetricHistory{Metric: "product.activation_d1", Name: "Activation, day one", Unit: "%", Direction: "up", Judgement: j}
	for i := range 7 {
		at := monday(14 + i).Add(6 * time.Hour)
		h.Fetches = append(h.Fetches, readings.Fetch{ID: "f-1e7k3m9", Metric: h.Metric, Source: "warehouse", From: monday(2 + i), To: monday(14 + i), At: at, AsOf: at})
		h.Restated = append(h.Restated, readings.Restatement{Period: monday(i).Format(time.DateOnly), Was: 31.25, Is: 32.5 + float64(i), On: at.Format(time.DateOnly)})
	}
	h.Fetches[5].Failure = "the server did not answer in time"
	return h
}

func TestSignalHistoryGolden(t *testing.T) {
	t.Parallel()
	golden(t, "signal-history.txt", []byte(show(t, func(buf *bytes.Buffer) error {
		return render.SignalHistory(buf, historyOf(t), render.TerminalOptions{})
	})))
	bare := show(t, func(buf *bytes.Buffer) error {
		return render.SignalHistory(buf, render.MetricHistory{Metric: "product.activation_d1", Judgement: judgementOf(t, false)}, render.TerminalOptions{})
	})
	require.Contains(t, bare, "product.activation_d1: too little data to say")
	require.Contains(t, bare, "never; plumb signals fetch asks for it")
}

// TestReadingsHostile shows lists of hostile text at every width: nothing of it acts on the screen or runs over its edge.
func TestReadingsHostile(t *testing.T) {
	t.Parallel()
	for seed := range uint64(80) {
		h := hostile{rand.New(rand.NewPCG(seed, 31))}
		list := fetchedList()
		for i := range list {
			f := &list[i]
			f.Metric, f.Source, f.Newest, f.Due, f.Failure, f.Next = h.maybe(), h.maybe(), h.maybe(), h.maybe(), h.maybe(), h.maybe()
			f.Warnings = []string{h.maybe(), h.text()}
			f.Restated = []readings.Restatement{{Period: h.maybe(), Was: h.number(), Is: h.number(), On: h.maybe()}}
		}
		rows := signalRows()
		for i := range rows {
			r := &rows[i]
			r.Metric, r.Unit, r.Period, r.Source, r.Next, r.Value = h.maybe(), h.unit(), h.maybe(), h.maybe(), h.maybe(), h.number()
		}
		history := historyOf(t)
		history.Metric, history.Name, history.Unit, history.Direction = h.maybe(), h.maybe(), h.unit(), h.maybe()
		for i := range history.Fetches {
			history.Fetches[i].Source, history.Fetches[i].Failure = h.maybe(), h.maybe()
			history.Restated[i].Period = h.maybe()
		}
		for _, width := range []int{40, 80, 100} {
			opts := render.TerminalOptions{Width: width}
			requireScreen(t, fetchedText(t, list, opts), width)
			requireScreen(t, show(t, func(buf *bytes.Buffer) error { return render.Signals(buf, rows, opts) }), width)
			requireScreen(t, show(t, func(buf *bytes.Buffer) error { return render.SignalHistory(buf, history, opts) }), width)
		}
	}
}

// requireScreen holds a view to a width, and to characters that do nothing but stand there.
func requireScreen(t *testing.T, view string, width int) {
	t.Helper()
	requireWidth(t, view, width)
	require.Empty(t, unseen(view))
}
