package pgtest_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/pgtest"
)

func open(t *testing.T, address string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), address)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

func tables(ctx context.Context, pool *pgxpool.Pool) (n int, err error) {
	err = pool.QueryRow(ctx, `SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'`).Scan(&n)
	return n, err
}

func TestServerGivesEmptyDatabases(t *testing.T) {
	t.Parallel()
	for range 2 {
		address := pgtest.Server(t)
		require.Contains(t, address, pgtest.Password)
		pool := open(t, address)
		n, err := tables(t.Context(), pool)
		require.NoError(t, err)
		require.Zero(t, n)
		_, err = pool.Exec(t.Context(), `CREATE TABLE songs (title TEXT)`)
		require.NoError(t, err)
		var sorted bool
		require.NoError(t, pool.QueryRow(t.Context(), `SELECT 'a' < 'B'`).Scan(&sorted))
		require.True(t, sorted, "text is sorted as on most servers")
	}
}

func TestVectorGivesEmptyDatabases(t *testing.T) {
	t.Parallel()
	for range 3 {
		t.Run("", func(t *testing.T) {
			pool := open(t, pgtest.Vector(t))
			require.EqualValues(t, 1, pool.Config().MaxConns)
			n, err := tables(t.Context(), pool)
			require.NoError(t, err)
			require.Zero(t, n)
			for _, statement := range []string{
				`CREATE EXTENSION vector`, `CREATE TABLE songs (title TEXT, place vector)`, `PREPARE search AS SELECT title FROM songs`,
				`INSERT INTO songs VALUES ('one', '[1,2]'), ('two', '[2,1]')`,
			} {
				_, err := pool.Exec(t.Context(), statement)
				require.NoError(t, err)
			}
			var title string
			require.NoError(t, pool.QueryRow(t.Context(), `SELECT title FROM songs ORDER BY place <=> $1::text::vector LIMIT 1`, "[2,1.1]").Scan(&title))
			require.Equal(t, "two", title)
		})
	}
}
