package register

import (
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSheetIDs(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)
	newID := SheetIDs(func() time.Time { return at })
	shape := regexp.MustCompile(`^s-08[0-9a-hjkmnp-tv-z]{5}$`)
	seen := map[string]bool{}
	for range 100 {
		id := newID()
		require.Regexp(t, shape, id)
		require.False(t, seen[id])
		seen[id] = true
	}
}

func TestSheetIDSortsByWeek(t *testing.T) {
	t.Parallel()
	require.Equal(t, "s-0000000", sheetID(idEpoch, 0))
	require.Equal(t, "s-0000000", sheetID(time.Time{}, 0), "a clock that is wrong gives an id all the same")
	require.Equal(t, "s-00zzzzz", sheetID(idEpoch, 1<<32-1))
	last := sheetID(idEpoch, 1<<32-1)
	for week := 1; week < 1024; week++ {
		id := sheetID(idEpoch.AddDate(0, 0, 7*week), 0)
		require.Greater(t, id, last)
		last = sheetID(idEpoch.AddDate(0, 0, 7*week), 1<<32-1)
	}
}
