package signal

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

func TestReadTableOfSeveralMetrics(t *testing.T) {
	t.Parallel()
	table, err := ReadTable("all.csv", []byte("metric;period;value;reported\norders;2026-03-02;1.234;2026-03-10\nrate;2026-03;3,5%;\norders;2026-03-09;;\nrate;2026-04;4%;\n"))
	require.NoError(t, err)
	names, has := table.Metrics()
	require.True(t, has)
	require.Equal(t, []string{"orders", "rate"}, names)

	span, rows, err := table.Of("orders").Rows("")
	require.NoError(t, err)
	require.Equal(t, Week, span)
	require.Len(t, rows, 2)
	require.InDelta(t, 1234, rows[0].Value, 0, "the other metric shows that the comma is the decimal mark")
	require.Equal(t, "2026-03-10", rows[0].Reported)
	require.Equal(t, 2, rows[0].Line)
	require.True(t, rows[1].Blank)

	span, rows, err = table.Of("rate").Rows(Month)
	require.NoError(t, err)
	require.Equal(t, Month, span)
	require.InDelta(t, 3.5, rows[0].Value, 1e-12)
	require.Equal(t, "2026-04-01", rows[1].Label())

	_, _, err = table.Of("nothing").Rows("")
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}

func TestReadTableOfOneUnclearMetric(t *testing.T) {
	t.Parallel()
	table, err := ReadTable("all.csv", []byte("metric;period;value\norders;2026-03-02;1,234\nusers;2026-03-02;12\n"))
	require.NoError(t, err)
	_, _, err = table.Of("orders").Rows("")
	require.ErrorContains(t, err, "could be a thousand or a fraction")
	_, rows, err := table.Of("users").Rows("")
	require.NoError(t, err)
	require.InDelta(t, 12, rows[0].Value, 0)
}

func TestReadTableNamesTheColumnsThereAre(t *testing.T) {
	t.Parallel()
	_, err := ReadTable("all.csv", []byte("week,amount\n2026-03-02,1\n"))
	require.ErrorContains(t, err, `it names no column value; its columns are "week", "amount"`)
}
