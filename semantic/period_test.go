package semantic_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
)

func TestPeriodStartAndEnd(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		period           semantic.Period
		day, start, next string
	}{
		{semantic.Day, "2026-03-29", "2026-03-29", "2026-03-30"},
		{semantic.Week, "2026-03-29", "2026-03-23", "2026-03-30"},
		{semantic.Week, "2026-03-30", "2026-03-30", "2026-04-06"},
		{semantic.Week, "2027-01-01", "2026-12-28", "2027-01-04"},
		{semantic.Month, "2024-02-29", "2024-02-01", "2024-03-01"},
		{semantic.Quarter, "2026-12-31", "2026-10-01", "2027-01-01"},
		{semantic.Quarter, "2026-05-01", "2026-04-01", "2026-07-01"},
		{semantic.Year, "2026-03-29", "2026-01-01", "2027-01-01"},
	} {
		day, err := time.Parse(time.DateOnly, tc.day)
		require.NoError(t, err)
		start := tc.period.Start(day)
		require.Equal(t, tc.start, start.Format(time.DateOnly), "%s of %s", tc.period, tc.day)
		require.Equal(t, tc.next, tc.period.End(start).Format(time.DateOnly), "%s of %s", tc.period, tc.day)
	}
}

func TestPeriodOfAGrain(t *testing.T) {
	t.Parallel()
	for span, want := range map[semantic.Span]semantic.Period{
		"1d": semantic.Day, "1w": semantic.Week, "7d": semantic.Week, "1mo": semantic.Month, "1q": semantic.Quarter, "1y": semantic.Year,
		"2w": "", "": "", "15min": "", "1h": "",
	} {
		got, ok := span.Period()
		require.Equal(t, want, got, span)
		require.Equal(t, want != "", ok, span)
	}
}

func TestSpanAfter(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, time.March, 23, 0, 0, 0, 0, time.UTC)
	for span, want := range map[semantic.Span]string{
		"": "2026-03-23T00:00", "15min": "2026-03-23T00:15", "8h": "2026-03-23T08:00", "3d": "2026-03-26T00:00", "2w": "2026-04-06T00:00",
		"1mo": "2026-04-23T00:00", "1q": "2026-06-23T00:00", "1y": "2027-03-23T00:00", "soon": "2026-03-23T00:00",
	} {
		require.Equal(t, want, span.After(from).Format("2006-01-02T15:04"), span)
	}
}
