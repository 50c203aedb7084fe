package prometheus_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/promtest"
	"github.com/plumbline-dev/plumb/semantic"
)

func noPause(context.Context, time.Duration) error { return nil }

const weeks = 20

// past writes twenty weeks from 3 November 2025: a gauge that is read at the end of each day, a counter of orders, and a
// gauge that ends with the tenth week.
func past() string {
	var users, orders, ended strings.Builder
	users.WriteString("# TYPE users gauge\n")
	orders.WriteString("# TYPE orders counter\n")
	ended.WriteString("# TYPE ended gauge\n")
	total := 0
	for d := range 7 * weeks {
		at := start().AddDate(0, 0, d)
		for _, region := range []string{"north", "south"} {
			fmt.Fprintf(&users, "users{region=%q} %d %d\n", region, d+len(region), at.Add(24*time.Hour-30*time.Second).Unix())
		}
		for _, hour := range []int{0, 12} {
			fmt.Fprintf(&orders, "orders_total %d %d\n", total, at.Add(time.Duration(hour)*time.Hour).Unix())
			total += d/7 + 1
		}
		if d < 7*10 {
			fmt.Fprintf(&ended, "ended %d %d\n", d, at.Add(12*time.Hour).Unix())
		}
	}
	return users.String() + orders.String() + ended.String()
}

func start() time.Time { return time.Date(2025, time.November, 3, 0, 0, 0, 0, time.UTC) }

func all(query string) connectors.Request {
	end := start().AddDate(0, 0, 7*weeks)
	return connectors.Request{Metric: orders, Query: query, Period: semantic.Week, From: start(), To: end, AsOf: end}
}

func TestARealPrometheus(t *testing.T) {
	t.Parallel()
	server := promtest.Start(t, past())
	source := open(t, server.URL)
	require.NoError(t, source.Check(t.Context()))

	t.Run("a value at the end of each week", func(t *testing.T) {
		got, err := source.Readings(t.Context(), all(`sum(users)`))
		require.NoError(t, err)
		require.Empty(t, got.Warnings)
		require.Len(t, got.Readings, weeks)
		for w, reading := range got.Readings {
			require.Equal(t, start().AddDate(0, 0, 7*w), reading.Start)
			require.InDelta(t, 2*(7*w+6)+10, reading.Value, 1e-9)
			require.True(t, reading.Complete)
		}
	})
	t.Run("samples of the week and no others", func(t *testing.T) {
		got, err := source.Readings(t.Context(), all(`sum(count_over_time(orders_total[$period]))`))
		require.NoError(t, err)
		require.Len(t, got.Readings, weeks)
		for _, reading := range got.Readings {
			require.InDelta(t, 14, reading.Value, 1e-9, reading.Start)
		}
		got, err = source.Readings(t.Context(), all(`max_over_time(ended[$period]) - min_over_time(ended[$period])`))
		require.NoError(t, err)
		require.Len(t, got.Readings, 10)
		for _, reading := range got.Readings {
			require.InDelta(t, 6, reading.Value, 1e-9, reading.Start)
		}
	})
	t.Run("an increase", func(t *testing.T) {
		got, err := source.Readings(t.Context(), all(`sum(increase(orders_total[$period]))`))
		require.NoError(t, err)
		require.Len(t, got.Readings, weeks)
		for w, reading := range got.Readings {
			require.InEpsilon(t, 14*(w+1), reading.Value, 0.05, reading.Start)
		}
	})
	t.Run("months of different length", func(t *testing.T) {
		r := all(`sum(count_over_time(orders_total[$period]))`)
		r.Period, r.From, r.To = semantic.Month, day(time.January, 1), day(time.April, 1)
		got, err := source.Readings(t.Context(), r)
		require.NoError(t, err)
		require.Equal(t, "01-01=62 02-01=56", shown(got.Readings))
		r.Period, r.From, r.To, r.AsOf = semantic.Quarter, time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC), day(time.April, 1), day(time.April, 1)
		got, err = source.Readings(t.Context(), r)
		require.NoError(t, err)
		require.Equal(t, "10-01=118 01-01=162", shown(got.Readings))
	})
	t.Run("days", func(t *testing.T) {
		r := all(`sum(users)`)
		r.Period, r.From = semantic.Day, r.To.AddDate(0, 0, -3)
		got, err := source.Readings(t.Context(), r)
		require.NoError(t, err)
		require.Equal(t, "03-20=284 03-21=286 03-22=288", shown(got.Readings))
	})
	t.Run("a partial week is not asked for", func(t *testing.T) {
		r := all(`sum(users)`)
		r.AsOf = r.To.Add(-time.Hour)
		got, err := source.Readings(t.Context(), r)
		require.NoError(t, err)
		require.Len(t, got.Readings, weeks-1)
	})
	t.Run("a query that repeats what is over", func(t *testing.T) {
		r := all(`last_over_time(ended[14d])`)
		r.To = start().AddDate(0, 0, 7*11)
		r.AsOf = r.To
		got, err := source.Readings(t.Context(), r)
		require.NoError(t, err)
		require.Len(t, got.Readings, 11)
		require.Equal(t, "01-05=69 01-12=69?", shown(got.Readings[9:]))
		require.Contains(t, strings.Join(got.Warnings, "\n"), "may be a repetition")
		r.Query = `last_over_time(ended[7d])`
		got, err = source.Readings(t.Context(), r)
		require.NoError(t, err)
		require.Len(t, got.Readings, 10, "no phantom after the last sample")
	})
	t.Run("several series", func(t *testing.T) {
		_, err := source.Readings(t.Context(), all(`users`))
		require.ErrorContains(t, err, `more than one series: users{region="north"} and users{region="south"}`)
		require.Equal(t, "Aggregate them, as in sum(users).", fault.Next(err))
	})
	t.Run("no number", func(t *testing.T) {
		got, err := source.Readings(t.Context(), all(`0 / (sum(users) - sum(users))`))
		require.NoError(t, err)
		require.Empty(t, got.Readings)
		require.Len(t, got.Warnings, weeks)
		require.Contains(t, got.Warnings[0], "NaN")
	})
	t.Run("a constant", func(t *testing.T) {
		got, err := source.Readings(t.Context(), all(`42`))
		require.NoError(t, err)
		require.Len(t, got.Readings, weeks)
	})
	t.Run("no such metric", func(t *testing.T) {
		got, err := source.Readings(t.Context(), all(`nothing`))
		require.NoError(t, err)
		require.Empty(t, got.Readings)
		require.Contains(t, got.Warnings[0], "no value in any period")
	})
	t.Run("what cannot be read or evaluated", func(t *testing.T) {
		for query, says := range map[string]string{`sum(`: "bad_data: ", `"text"`: "bad_data: ", `users + on(region) group_left users{region="south"} * on() users`: "execution: "} {
			_, err := source.Readings(t.Context(), all(query))
			require.ErrorContains(t, err, says, query)
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.Equal(t, connectors.Permanent, connectors.ClassOf(err))
		}
	})
	t.Run("ten years of days", func(t *testing.T) {
		r := all(`sum(users)`)
		r.Period, r.From = semantic.Day, r.To.AddDate(-31, 0, 0)
		got, err := source.Readings(t.Context(), r)
		require.NoError(t, err)
		require.Len(t, got.Readings, 7*weeks)
	})
}

func TestAPrometheusThatStopsAndStarts(t *testing.T) {
	t.Parallel()
	server := promtest.Start(t, past())
	source := open(t, server.URL)
	before, err := source.Readings(t.Context(), all(`sum(users)`))
	require.NoError(t, err)
	server.Stop(t)
	_, err = source.Readings(t.Context(), all(`sum(users)`))
	require.Equal(t, connectors.Retry, connectors.ClassOf(err))
	require.Equal(t, connectors.Retry, connectors.ClassOf(source.Check(t.Context())))
	server.Restart(t)
	after, err := source.Readings(t.Context(), all(`sum(users)`))
	require.NoError(t, err)
	require.Equal(t, before, after)
}
