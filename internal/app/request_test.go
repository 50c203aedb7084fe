package app

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

func TestCheckDay(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	for _, date := range []string{"", "1970-01-01", "2026-03-02", "2036-03-01"} {
		require.NoError(t, checkDay(date, now), date)
	}
	for date, want := range map[string]string{
		"0000-01-01": "no meeting was on 0000-01-01",
		"1969-12-31": "no meeting was on 1969-12-31",
		"2036-03-03": "no meeting was on 2036-03-03",
		"9999-12-31": "no meeting was on 9999-12-31",
		"2026-02-30": "not a day of the calendar",
		"tomorrow":   "not a day of the calendar",
	} {
		err := checkDay(date, now)
		require.ErrorContains(t, err, want)
		require.Equal(t, fault.Usage, fault.KindOf(err), date)
		require.NotEmpty(t, fault.Next(err), date)
	}
}

func TestCheckTopic(t *testing.T) {
	t.Parallel()
	for _, topic := range []string{"", "checkout redesign", "the checkout", "AI", "o\u0308ffnung", "2027"} {
		require.NoError(t, checkTopic(topic), topic)
	}
	for _, topic := range []string{" ", "\t \n", "the", "the a", "Of It!", "it's", "?"} {
		err := checkTopic(topic)
		require.ErrorContains(t, err, "names no topic", topic)
		require.Equal(t, fault.Usage, fault.KindOf(err), topic)
	}
}

// TestUntilDoneLeavesWorkBehind would hang if the end of the context were only looked at once the work is done.
func TestUntilDoneLeavesWorkBehind(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	never := make(chan struct{})
	defer close(never)
	_, err := untilDone(ctx, func() (int, error) {
		cancel()
		<-never
		return 1, nil
	})
	require.ErrorIs(t, err, context.Canceled)
	got, err := untilDone(t.Context(), func() (int, error) { return 2, nil })
	require.NoError(t, err)
	require.Equal(t, 2, got)
}
