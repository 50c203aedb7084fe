package store_test

import (
	"bytes"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store"
)

func TestHealthOfASoundDatabase(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	s := open(t, path)
	require.NoError(t, keepSheet(t.Context(), s, "s-1"))
	before := dump(t, path)
	health, err := s.Health(t.Context())
	require.NoError(t, err)
	require.Positive(t, health.Schema)
	require.Empty(t, health.Damage)
	require.False(t, health.Busy)
	require.Equal(t, before, dump(t, path), "looking changes nothing")
	require.NoError(t, keepSheet(t.Context(), s, "s-2"), "the lock was let go")
}

func TestHealthNoticesAnotherWriter(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	require.NoError(t, open(t, path).Close())
	s, err := store.Open(t.Context(), store.Config{Path: path, BusyTimeout: time.Millisecond})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	other := raw(t, path)
	_, err = other.ExecContext(t.Context(), `BEGIN IMMEDIATE`)
	require.NoError(t, err)

	health, err := s.Health(t.Context())
	require.NoError(t, err)
	require.True(t, health.Busy)
	require.Empty(t, health.Damage)
	_, err = other.ExecContext(t.Context(), `ROLLBACK`)
	require.NoError(t, err)
	health, err = s.Health(t.Context())
	require.NoError(t, err)
	require.False(t, health.Busy)
}

func TestHealthFindsDamage(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	s := open(t, path)
	require.NoError(t, keepSheet(t.Context(), s, "s-1"))
	careless := raw(t, path)
	for _, statement := range []string{`PRAGMA ignore_check_constraints = ON`, `UPDATE versions SET state = 'lost'`} {
		_, err := careless.ExecContext(t.Context(), statement)
		require.NoError(t, err)
	}
	health, err := s.Health(t.Context())
	require.NoError(t, err)
	require.Len(t, health.Damage, 1)
	require.Contains(t, health.Damage[0], "versions")
}

// TestHealthOfAnUnreadablePage damages one page after another in the second half of the file, where a table's or an
// index's rows are.
func TestHealthOfAnUnreadablePage(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	s := open(t, path)
	for i := range 20 {
		require.NoError(t, keepSheet(t.Context(), s, fmt.Sprintf("s-%d", i)))
	}
	require.NoError(t, s.Close())
	sound, err := os.ReadFile(path)
	require.NoError(t, err)
	const page = 4096
	require.Greater(t, len(sound), 4*page)
	for at := len(sound) / 2; at+page <= len(sound); at += page {
		damaged := bytes.Clone(sound)
		for i := at; i < at+page; i++ {
			damaged[i] = 0xA5
		}
		broken := dbPath(t)
		write(t, broken, damaged)
		s, err := store.Open(t.Context(), store.Config{Path: broken})
		var health store.Health
		if err == nil {
			health, err = s.Health(t.Context())
			require.NoError(t, s.Close())
		}
		if err == nil { // the check goes on after some of the pages, and tells of them
			require.NotEmpty(t, health.Damage, "page %d", at/page)
			continue
		}
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.ErrorContains(t, err, "damaged")
		require.NotEmpty(t, fault.Next(err))
	}
}
