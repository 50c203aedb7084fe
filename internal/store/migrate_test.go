package store

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// TestExclusiveLockOutlivesItsTransaction guards what migrate relies on: between two migrations nobody else gets in.
func TestExclusiveLockOutlivesItsTransaction(t *testing.T) {
	t.Parallel()
	d := dsn{path: filepath.Join(t.TempDir(), "plumb.db"), busyTimeout: time.Millisecond}
	require.NoError(t, os.WriteFile(d.path, nil, 0o600))
	locked := d
	locked.exclusive = true
	holder, err := openDB(locked, 1)
	require.NoError(t, err)
	tx, err := holder.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	require.NoError(t, tx.Rollback())

	_, err = Open(t.Context(), Config{Path: d.path, BusyTimeout: time.Millisecond})
	require.Equal(t, fault.Unavailable, fault.KindOf(err))
	require.NoError(t, holder.Close())
	s, err := Open(t.Context(), Config{Path: d.path})
	require.NoError(t, err)
	require.NoError(t, s.Close())
}

func TestNewestSchemaIsTheLastMigration(t *testing.T) {
	t.Parallel()
	n, err := newestSchema(os.DirFS(filepath.Join("migrations", "sqlite")))
	require.NoError(t, err)
	require.Positive(t, n)
	folder := t.TempDir()
	for _, name := range []string{"00002_two.sql", "00010_ten.sql", "00001_one.sql"} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), nil, 0o600))
	}
	n, err = newestSchema(os.DirFS(folder))
	require.NoError(t, err)
	require.Equal(t, int64(10), n)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "next.sql"), nil, 0o600))
	_, err = newestSchema(os.DirFS(folder))
	require.Error(t, err)
}
