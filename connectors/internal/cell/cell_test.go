package cell_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors/internal/cell"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func TestNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from any
		want float64
	}{
		{int64(-3), -3}, {1.5, 1.5}, {"0.1", 0.1}, {" 12 ", 12}, {[]byte("1e3"), 1000}, {json.Number("123456789.123456789123456789"), 123456789.12345679}, {"-0", math.Copysign(0, -1)},
	} {
		got, known, err := cell.Number("value", c.from)
		require.NoError(t, err)
		require.True(t, known)
		require.Equal(t, math.Float64bits(c.want), math.Float64bits(got), "%v", c.from)
	}
	_, known, err := cell.Number("value", nil)
	require.NoError(t, err)
	require.False(t, known)
	for _, from := range []any{"", "NaN", "Infinity", "-inf", math.NaN(), math.Inf(1), "1e999", json.Number("1e999"), "0x10", "1_000", "1,5", "12 %", "12abc", "--1", true, time.Now(), []any{}} {
		_, _, err := cell.Number("value", from)
		require.Equal(t, fault.Invalid, fault.KindOf(err), "%v", from)
		require.NotEmpty(t, fault.Next(err))
	}
}

func TestDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from any
		want string
	}{
		{"2026-03-02", "2026-03-02"}, {"2026-03-02 23:59:59", "2026-03-02"}, {"2026-03-02T00:00:00.000", "2026-03-02"}, {"2026-03-02T00:00:00Z", "2026-03-02"},
		{"2026-03-02T00:30:00+01:00", "2026-03-01"}, {"2026-03-02 00:30:00+01", "2026-03-01"}, {"2026-03-02 00:30:00.5+01:00", "2026-03-01"},
		{"2026-W10", "2026-03-02"}, {"2026w01", "2025-12-29"}, {"2020-W53", "2020-12-28"}, {"2026-03", "2026-03-01"}, {"2026-Q3", "2026-07-01"}, {"2026", "2026-01-01"},
		{[]byte("2026-03-02"), "2026-03-02"}, {time.Date(2026, 3, 2, 23, 30, 0, 0, time.FixedZone("", -7200)), "2026-03-03"},
	} {
		got, err := cell.Day(c.from)
		require.NoError(t, err, "%v", c.from)
		require.Equal(t, c.want, got.Format(time.DateOnly), "%v", c.from)
		require.True(t, got.Equal(got.Truncate(24*time.Hour)))
	}
	for _, from := range []any{nil, "", "yesterday", "2026-02-30", "2026-W54", "2021-W53", "2026-Q5", "02.03.2026", "3/2/2026", int64(20260302), true, "2026-03-02 or so", time.Time{}.AddDate(-5, 0, 0)} {
		_, err := cell.Day(from)
		require.Equal(t, fault.Invalid, fault.KindOf(err), "%v", from)
		require.NotEmpty(t, fault.Next(err))
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{"2026-W10", "1e5", "2026-03-02T00:00:00.000Z", "0001-Q1", "NaN"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if v, known, err := cell.Number("value", text); err == nil {
			require.True(t, known)
			require.False(t, math.IsNaN(v) || math.IsInf(v, 0))
		}
		if at, err := cell.Day(text); err == nil {
			require.True(t, at.Equal(at.Truncate(24*time.Hour)))
			require.Equal(t, time.UTC, at.Location())
		}
	})
}
