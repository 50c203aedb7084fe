package exact_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/pgtest"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/exact"
	"github.com/plumbline-dev/plumb/semantic/indextest"
)

// TestOnDatabases runs both suites on the databases that vectors are kept in: SQLite, and PostgreSQL without the vector extension.
func TestOnDatabases(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]func(*testing.T) store.Config{
		"sqlite":   func(t *testing.T) store.Config { return store.Config{Path: filepath.Join(t.TempDir(), "plumb.db")} },
		"postgres": func(t *testing.T) store.Config { return store.Config{URL: pgtest.Server(t)} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := store.Open(t.Context(), config(t))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, s.Close()) })
			t.Run("vectors", func(t *testing.T) {
				indextest.Vectors(t, func(*testing.T) semantic.Vectors { return s })
			})
			t.Run("index", func(t *testing.T) {
				indextest.Index(t, func(*testing.T) semantic.Index { return exact.NewKept(s) })
			})
		})
	}
}
