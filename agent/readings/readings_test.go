package readings_test

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/semantic"
)

var (
	rosa   = agent.Actor{Kind: agent.PersonActor, Name: "Rosa Lind"}
	engine = agent.EngineNamed("fetch")
	orders = semantic.Metric{Namespace: "shop", Name: "orders", Grain: "1w", Unit: "{order}", Freshness: "8h"}
)

// warehouse is a source that knows some weeks and remembers what it was asked.
type warehouse struct {
	values map[string]float64 // by the first day of the week
	asked  []connectors.Request
	fail   error
	answer func(connectors.Request) []connectors.Reading // instead of values, if set
}

func (w *warehouse) Check(context.Context) error { return w.fail }

func (w *warehouse) Readings(_ context.Context, r connectors.Request) (connectors.Result, error) {
	w.asked = append(w.asked, r)
	if w.fail != nil {
		return connectors.Result{}, w.fail
	}
	out := connectors.Result{Statement: "SELECT 1", QueryHash: "sha256:q"}
	if w.answer != nil {
		out.Readings = w.answer(r)
		return out, nil
	}
	for start := r.From; start.Before(r.To); start = r.Period.Add(start, 1) {
		if v, known := w.values[start.Format(time.DateOnly)]; known {
			out.Readings = append(out.Readings, connectors.Reading{Start: start, Value: v, Complete: true})
		}
	}
	return out, nil
}

// known gives a warehouse that knows n weeks from 5 January 2026 on, with values from 100 on.
func known(n int) *warehouse {
	w := &warehouse{values: map[string]float64{}}
	for i := range n {
		w.values[date("2026-01-05").AddDate(0, 0, 7*i).Format(time.DateOnly)] = float64(100 + i)
	}
	return w
}

func date(text string) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return day
}

// evening is the last moment of a day.
func evening(text string) time.Time { return date(text).AddDate(0, 0, 1).Add(-time.Microsecond) }

func setup(t *testing.T) *readings.Book {
	t.Helper()
	ids := 0
	return bookOf(opened(t), func() string { ids++; return fmt.Sprintf("f-%03d", ids) })
}

func opened(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "plumb.db")})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func bookOf(s *store.Store, newID func() string) *readings.Book {
	clock := date("2026-05-01")
	now := func() time.Time { clock = clock.Add(time.Second); return clock }
	return readings.New(readings.Config{Store: s, Events: proposals.New(proposals.Config{Store: s, Now: now}), Now: now, NewID: newID})
}

func fetch(t *testing.T, b *readings.Book, w *warehouse, m semantic.Metric, asOf string) readings.Fetched {
	t.Helper()
	f, err := b.Fetch(t.Context(), readings.Asked{Metric: m, Source: w, Name: "warehouse", Query: "orders", AsOf: evening(asOf), By: engine})
	require.NoError(t, err)
	return f
}

func TestAWeekIsFetchedOnce(t *testing.T) {
	t.Parallel()
	b, w := setup(t), known(12)
	first := fetch(t, b, w, orders, "2026-03-02") // Monday after the eighth week
	require.Equal(t, readings.StateFetched, first.State)
	require.Equal(t, 8, first.New)
	require.Equal(t, "2026-02-23", first.Newest)
	require.Equal(t, "2026-02-23", first.Due)

	again := fetch(t, b, w, orders, "2026-03-02")
	require.Equal(t, readings.StateThere, again.State)
	require.Empty(t, again.Fetch)
	require.Len(t, w.asked, 1, "what is known is not asked for")

	later := fetch(t, b, w, orders, "2026-03-09")
	require.Equal(t, 1, later.New)
	require.Zero(t, later.Filled)
	require.Equal(t, date("2026-03-09"), w.asked[1].To)
}

func TestMissedWeeksComeWithTheNext(t *testing.T) {
	t.Parallel()
	b, w := setup(t), known(20)
	fetch(t, b, w, orders, "2026-02-02")
	after := fetch(t, b, w, orders, "2026-03-30")
	require.Equal(t, 8, after.New)
	require.Equal(t, "2026-03-23", after.Newest)
}

func TestAGapAtTheSourceIsFilledOnce(t *testing.T) {
	t.Parallel()
	b, w := setup(t), known(12)
	delete(w.values, "2026-01-26")
	fetch(t, b, w, orders, "2026-03-02")
	require.Equal(t, readings.StateThere, fetch(t, b, w, orders, "2026-03-02").State, "a week that the source does not have is not asked for again and again")
	w.values["2026-01-26"] = 7
	filled := fetch(t, b, w, orders, "2026-03-09")
	require.Equal(t, 2, filled.New)
	require.Equal(t, 1, filled.Filled)
}

func TestTheNewestWeekIsAskedForUntilItComes(t *testing.T) {
	t.Parallel()
	b, w := setup(t), known(7)
	late := fetch(t, b, w, orders, "2026-03-02")
	require.Equal(t, readings.StateLate, late.State)
	require.Equal(t, "2026-02-16", late.Newest)
	require.Contains(t, late.Next, "2026-02-23")
	w.values["2026-02-23"] = 5
	require.Equal(t, 1, fetch(t, b, w, orders, "2026-03-02").New)
}

func TestAValueIsCompleteOnceItMayNoLongerBeLate(t *testing.T) {
	t.Parallel()
	b, w := setup(t), known(12)
	slow := orders
	slow.Freshness = "2w"
	f := fetch(t, b, w, slow, "2026-03-12")
	require.Equal(t, "2026-02-16", f.Newest)
	require.Equal(t, "2026-02-16", f.Due)
	h, err := b.History(t.Context(), slow, evening("2026-03-12"))
	require.NoError(t, err)
	newest := h.Series.Points[len(h.Series.Points)-1]
	require.Equal(t, "2026-03-02", newest.Label())
	require.False(t, newest.Complete)
}

func TestRestatementsShowAndNothingIsOverwritten(t *testing.T) {
	t.Parallel()
	b, w := setup(t), known(12)
	fetch(t, b, w, orders, "2026-03-02")
	w.values["2026-02-09"] = 99
	f := fetch(t, b, w, orders, "2026-03-09")
	require.Equal(t, []readings.Restatement{{Period: "2026-02-09", Was: 105, Is: 99, On: "2026-03-09"}}, f.Restated)

	h, err := b.History(t.Context(), orders, evening("2026-03-09"))
	require.NoError(t, err)
	require.Equal(t, f.Restated, h.Restated)
	require.InDelta(t, 99.0, h.Series.Points[5].Value, 0)
	require.InDelta(t, 105.0, *h.Series.Points[5].Was, 0)
	require.Equal(t, "f-002/2026-02-09", h.IDs[5])

	before, err := b.History(t.Context(), orders, evening("2026-03-02"))
	require.NoError(t, err)
	require.Empty(t, before.Restated)
	require.InDelta(t, 105.0, before.Series.Points[5].Value, 0, "what was known on a day stays what was known on it")
	require.Equal(t, "f-001/2026-02-09", before.IDs[5])
}

func TestANewDefinitionIsFetchedAnew(t *testing.T) {
	t.Parallel()
	b, w := setup(t), known(12)
	fetch(t, b, w, orders, "2026-03-02")
	changed := orders
	changed.Filters = []string{"paid"}
	for day := range w.values {
		w.values[day] *= 2
	}
	f := fetch(t, b, w, changed, "2026-03-02")
	require.Equal(t, 8, f.New)
	require.Empty(t, f.Restated, "another definition is no restatement")
	h, err := b.History(t.Context(), changed, evening("2026-03-02"))
	require.NoError(t, err)
	require.Empty(t, h.Restated)
	require.InDelta(t, 200.0, h.Series.Points[0].Value, 0)
	require.Equal(t, changed.DefinitionHash(), h.Series.Points[0].Definition)

	back, err := b.History(t.Context(), orders, evening("2026-03-02"))
	require.NoError(t, err)
	require.False(t, back.Redefined())
	require.InDelta(t, 100.0, back.Series.Points[0].Value, 0, "what was fetched by a definition counts again when it is back")
}

func TestReadingsOfAnOldDefinitionAreNotJudged(t *testing.T) {
	t.Parallel()
	b, w := setup(t), known(12)
	fetch(t, b, w, orders, "2026-03-30")
	changed := orders
	changed.Unit = "%"
	for name, tc := range map[string]struct {
		metric    semantic.Metric
		redefined bool
	}{"the same": {orders, false}, "another unit": {changed, true}} {
		h, err := b.History(t.Context(), tc.metric, evening("2026-03-30"))
		require.NoError(t, err)
		require.Equal(t, tc.redefined, h.Redefined(), name)
		judged, err := signal.Judge(h.Series, signal.Options{AsOf: evening("2026-03-30")})
		require.NoError(t, err)
		require.Equal(t, tc.redefined, slices.ContainsFunc(judged.Checks, func(c signal.Check) bool {
			return c.Code == signal.DefinitionChanged && c.Severity == signal.Block
		}), name)
	}
}

// share gives a warehouse whose weeks are known by their parts, which give a value that is written in some way.
func share(weeks int, value func(numerator, denominator float64) float64) *warehouse {
	return &warehouse{answer: func(r connectors.Request) []connectors.Reading {
		var out []connectors.Reading
		for i := range weeks {
			start, parts := date("2026-01-05").AddDate(0, 0, 7*i), connectors.Parts{Numerator: float64(41 + i), Denominator: 57}
			if !start.Before(r.From) && start.Before(r.To) {
				out = append(out, connectors.Reading{Start: start, Value: value(parts.Numerator, parts.Denominator), Parts: &parts, Complete: true})
			}
		}
		return out
	}}
}

func TestSharesAreInTheUnitOfTheirMetric(t *testing.T) {
	t.Parallel()
	rate := orders
	rate.Unit = "%"
	percent := func(n, d float64) float64 { return math.Round(10000*n/d) / 100 }
	plain := func(n, d float64) float64 { return n / d }
	b := setup(t)
	require.Equal(t, 8, fetch(t, b, share(8, percent), rate, "2026-03-02").New)
	f := fetch(t, b, share(9, plain), rate, "2026-03-09") // the column with the value is gone
	require.Equal(t, 1, f.New)
	require.Empty(t, f.Restated)
	h, err := b.History(t.Context(), rate, evening("2026-03-09"))
	require.NoError(t, err)
	require.Empty(t, h.Restated)
	require.InDelta(t, 71.93, h.Series.Points[0].Value, 0.01)
	require.InDelta(t, 85.96, h.Series.Points[8].Value, 0.01)
	require.InDelta(t, 100.0, h.Series.Scale, 0)
}

func TestAnIdThatIsTakenIsPassedOver(t *testing.T) {
	t.Parallel()
	s := opened(t)
	next := []string{"f-1", "f-1", "f-1", "f-2"}
	b := bookOf(s, func() string { id := next[0]; next = next[1:]; return id })
	require.Equal(t, "f-1", fetch(t, b, known(12), orders, "2026-03-02").Fetch)
	other := orders
	other.Name = "visits"
	f := fetch(t, b, known(12), other, "2026-03-02")
	require.Equal(t, readings.StateFetched, f.State)
	require.Equal(t, "f-2", f.Fetch)

	stuck := bookOf(s, func() string { return "f-1" })
	other.Name = "returns"
	f, err := stuck.Fetch(t.Context(), readings.Asked{Metric: other, Source: known(12), Name: "warehouse", AsOf: evening("2026-03-02"), By: engine})
	require.True(t, fault.Is(err, fault.Conflict), "%v", err)
	require.Equal(t, readings.StateFailed, f.State, "what was not kept is not there")
	require.NotEmpty(t, f.Failure)
}

func TestWhatSomebodyElseFetchedMeanwhileIsNotKeptAgain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		meanwhile semantic.Metric
		day       string
		kept      int
	}{
		"the same":             {orders, "2026-03-09", 1},
		"by another meaning":   {semantic.Metric{Namespace: "shop", Name: "orders", Grain: "1w", Unit: "%"}, "2026-03-09", 2},
		"about an earlier day": {orders, "2026-03-02", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, slow := setup(t), known(12)
			values := slow.values
			slow.answer = func(r connectors.Request) []connectors.Reading {
				fetch(t, b, &warehouse{values: values}, tc.meanwhile, tc.day)
				w := &warehouse{values: values}
				got, err := w.Readings(t.Context(), r)
				require.NoError(t, err)
				return got.Readings
			}
			f := fetch(t, b, slow, orders, "2026-03-09")
			require.Equal(t, "2026-03-02", f.Newest)
			fetches, err := b.Fetches(t.Context(), orders.ID())
			require.NoError(t, err)
			require.Len(t, fetches, tc.kept)
			if tc.kept == 1 {
				require.Equal(t, readings.StateThere, f.State)
				require.Empty(t, f.Fetch)
			}
		})
	}
}

func TestASourceThatFailsIsKeptAndReported(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := &warehouse{fail: fault.New(fault.Unauthorised, "x", "the warehouse does not let us in", "Give other credentials.")}
	f := fetch(t, b, w, orders, "2026-03-02")
	require.Equal(t, readings.StateFailed, f.State)
	require.Equal(t, "the warehouse does not let us in", f.Failure)
	require.Equal(t, "Give other credentials.", f.Next)
	kept, err := b.Fetches(t.Context(), orders.ID())
	require.NoError(t, err)
	require.Len(t, kept, 1)
	require.Equal(t, f.Failure, kept[0].Failure)
}

func TestASourceThatLiesIsRefused(t *testing.T) {
	t.Parallel()
	monday := date("2026-02-02")
	one := func(start time.Time, v float64) []connectors.Reading {
		return []connectors.Reading{{Start: start, Value: v, Complete: true}}
	}
	for name, answer := range map[string][]connectors.Reading{
		"on which no week starts":     one(monday.AddDate(0, 0, 1), 1),
		"several values":              append(one(monday, 1), one(monday, 2)...),
		"out of order":                append(one(monday, 1), one(monday.AddDate(0, 0, -7), 2)...),
		"which was not asked for":     one(date("2027-01-04"), 1),
		"is no number":                one(monday, nan()),
		"for 2026-02-02 is no number": {{Start: monday, Value: 1, Parts: &connectors.Parts{Numerator: nan()}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &warehouse{answer: func(connectors.Request) []connectors.Reading { return answer }}
			b := setup(t)
			f := fetch(t, b, w, orders, "2026-03-02")
			require.Equal(t, readings.StateFailed, f.State)
			require.Contains(t, f.Failure, name)
			h, err := b.History(t.Context(), orders, time.Time{})
			require.NoError(t, err)
			require.Empty(t, h.Series.Points)
		})
	}
}

func nan() float64 { zero := 0.0; return zero / zero }

func TestPeriodOf(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		grain, window semantic.Span
		want          semantic.Period
	}{
		{"1w", "30d", semantic.Week}, {"1d", "1d", semantic.Day}, {"1d", "7d", semantic.Week}, {"1mo", "", semantic.Month}, {"", "", semantic.Week}, {"15min", "", semantic.Week},
	} {
		require.Equal(t, tc.want, readings.PeriodOf(semantic.Metric{Grain: tc.grain, Window: tc.window}), "%+v", tc)
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	b := setup(t)
	note := func(e readings.Event) {
		t.Helper()
		_, err := b.Note(t.Context(), e, rosa)
		require.NoError(t, err)
	}
	note(readings.Event{Kind: readings.Start, On: "2026-03-02", Sheet: "s-1"})
	note(readings.Event{Kind: readings.Start, On: "2026-03-09", Sheet: "s-1", Control: "shop.orders_b", Of: "shop.orders", Randomised: true})
	note(readings.Event{Kind: readings.Start, On: "2026-02-02", Sheet: "s-2"})
	note(readings.Event{Kind: readings.Holiday, On: "2026-01-06", Text: "Epiphany"})
	events, err := b.Events(t.Context(), "s-1")
	require.NoError(t, err)
	require.Len(t, events, 2)
	require.Equal(t, "Epiphany", events[0].Text)
	require.Equal(t, "2026-03-09", events[1].On, "the start that was noted last counts")

	note(readings.Event{Kind: readings.Note, On: "2026-03-10", Text: "Two shops closed", Sheet: "s-1"})
	follows, err := b.Events(t.Context(), "s-3", "s-1", "s-2")
	require.NoError(t, err)
	require.Len(t, follows, 3)
	require.Equal(t, "2026-03-09", follows[1].On, "a sheet takes over the start of the one that it replaced last")
	require.Equal(t, "Two shops closed", follows[2].Text)
	note(readings.Event{Kind: readings.Start, On: "2026-04-06", Sheet: "s-3"})
	note(readings.Event{Kind: readings.Start, On: "2026-03-16", Sheet: "s-1"})
	follows, err = b.Events(t.Context(), "s-3", "s-1", "s-2")
	require.NoError(t, err)
	require.Len(t, follows, 3)
	require.Equal(t, "2026-04-06", follows[2].On, "its own start comes first, whatever was noted later for the old one")

	_, err = b.Note(t.Context(), readings.Event{Kind: readings.Note, On: "2026-03-09", Text: "x"}, engine)
	require.True(t, fault.Is(err, fault.NeedsPerson), "%v", err)
	for want, e := range map[string]readings.Event{
		"no day of the calendar": {Kind: readings.Note, On: "2026-02-30", Text: "x"},
		"before it begins":       {Kind: readings.Note, On: "2026-03-09", Until: "2026-03-08", Text: "x"},
		"no kind of event":       {Kind: "party", On: "2026-03-09", Text: "x"},
		"none is named":          {Kind: readings.Start, On: "2026-03-09"},
		"says nothing":           {Kind: readings.Deploy, On: "2026-03-09", Text: " "},
		"only the start":         {Kind: readings.Deploy, On: "2026-03-09", Text: "x", Control: "a.b"},
		"one of the two is not":  {Kind: readings.Start, On: "2026-03-09", Sheet: "s-1", Control: "a.b"},
		"its own control":        {Kind: readings.Start, On: "2026-03-09", Sheet: "s-1", Control: "a.b", Of: "a.b"},
		"no control is named":    {Kind: readings.Start, On: "2026-03-09", Sheet: "s-1", Randomised: true},
		"one line":               {Kind: readings.Note, On: "2026-03-09", Text: "a\nb"},
	} {
		require.ErrorContains(t, e.Check(), want)
	}
}
