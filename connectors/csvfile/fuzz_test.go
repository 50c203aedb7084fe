package csvfile

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

func FuzzReadings(f *testing.F) {
	f.Add("period,value\n2026-03-02,1\n2026-03-09,2\n", "", 0)
	f.Add("metric;period;value;numerator;denominator;complete;reported\norders;2026-W10;1,5;3;2;true;2026-03-09\nshop.orders;2026-W11;\"2\";4;2;no;\n", "orders", 10)
	f.Add("\ufeffmonth\tvalue\treported\n2026-03\t3%\t2026-04-01T00:00:00+02:00\n2026-03\t4%\t2026-04-02\n", "", 400)
	f.Add("period,numerator,denominator\n0001-01-01,0,1\n9999-12-31,1e30,1e-30\n", "", -5)
	s, err := New(Config{Name: "books", Path: "readings.csv"})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, content, query string, days int) {
		table, err := signal.ReadTable("readings.csv", []byte(content))
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			return
		}
		for _, period := range []semantic.Period{semantic.Day, semantic.Week, semantic.Month, semantic.Year} {
			from := period.Start(time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC))
			r := connectors.Request{
				Metric: semantic.Metric{Namespace: "shop", Name: "orders"}, Query: query, Period: period,
				From: from, To: period.Add(from, 12), AsOf: from.AddDate(0, 0, days%10_000),
			}
			rows, _, err := s.rowsOf(table, r)
			if err != nil {
				require.Equal(t, fault.NotFound, fault.KindOf(err))
				continue
			}
			got, err := s.collect(rows, r)
			if err != nil {
				require.Equal(t, fault.Invalid, fault.KindOf(err))
				require.NotEmpty(t, fault.Next(err))
				continue
			}
			for i, reading := range got.Readings {
				require.Equal(t, period.Start(reading.Start), reading.Start)
				require.False(t, reading.Start.Before(r.From) || !reading.Start.Before(r.To))
				require.False(t, reading.Complete && period.End(reading.Start).After(r.AsOf))
				require.True(t, i == 0 || got.Readings[i-1].Start.Before(reading.Start))
			}
		}
	})
}
