package shortid

import (
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

func TestSource(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)
	newID := Source("s-", func() time.Time { return at })
	shape := regexp.MustCompile(`^s-08[0-9a-hjkmnp-tv-z]{5}$`)
	seen := map[string]bool{}
	for range 100 {
		id := newID()
		require.Regexp(t, shape, id)
		require.False(t, seen[id])
		seen[id] = true
	}
}

func TestSortsByWeek(t *testing.T) {
	t.Parallel()
	require.Equal(t, "0000000", suffix(epoch, 0))
	require.Equal(t, "0000000", suffix(time.Time{}, 0), "a clock that is wrong gives an id all the same")
	require.Equal(t, "00zzzzz", suffix(epoch, 1<<32-1))
	last := suffix(epoch, 1<<32-1)
	for week := 1; week < 1024; week++ {
		id := suffix(epoch.AddDate(0, 0, 7*week), 0)
		require.Greater(t, id, last)
		last = suffix(epoch.AddDate(0, 0, 7*week), 1<<32-1)
	}
}

func TestOne(t *testing.T) {
	t.Parallel()
	const how = "begins the ids of several sheets"
	for _, c := range []struct {
		fitting []string
		want    string
	}{{nil, ""}, {[]string{"s-1"}, "s-1"}} {
		got, err := One("test", "s-", how, c.fitting)
		require.NoError(t, err)
		require.Equal(t, c.want, got)
	}
	ids := []string{"s-6", "s-5", "s-4", "s-3", "s-2", "s-1"}
	_, err := One("test", "s-", how, ids)
	require.Equal(t, fault.NeedsPerson, fault.KindOf(err))
	require.ErrorContains(t, err, `"s-" begins the ids of several sheets: s-1, s-2, s-3, s-4, s-5 ...`)
	require.Equal(t, "s-6", ids[0], "what was given stays as it was")
}
