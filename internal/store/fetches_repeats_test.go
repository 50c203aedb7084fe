package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
)

// TestHiddenReadingShows marks a reading that says something new as one that repeats another: it would not be looked at any
// more.
func TestHiddenReadingShows(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	s := open(t, path)
	first, restated := storetest.Fetch("f-1", "growth.signups", 2), storetest.Fetch("f-2", "growth.signups", 2)
	restated.AsOf = first.AsOf.AddDate(0, 0, 7)
	restated.Readings[1].Value++
	require.NoError(t, s.AddFetch(t.Context(), first))
	require.NoError(t, s.AddFetch(t.Context(), restated))
	walk := func() (failed error) {
		for _, err := range s.KeptFetches(t.Context()) {
			if err != nil {
				failed = err
			}
		}
		return failed
	}
	require.NoError(t, walk())
	db := raw(t, path)
	_, err := db.ExecContext(t.Context(), `DROP TRIGGER readings_are_not_changed`)
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), `UPDATE readings SET repeats = 1 WHERE fetch_id = 'f-2'`)
	require.NoError(t, err)
	require.Equal(t, fault.Conflict, fault.KindOf(walk()))
	require.ErrorContains(t, walk(), "f-2")
}
