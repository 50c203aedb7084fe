package pgvec

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/pgtest"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/indextest"
)

func TestIndex(t *testing.T) {
	t.Parallel()
	index := open(t)
	indextest.Index(t, func(*testing.T) semantic.Index { return index })
}

// TestIndexApproximate runs the suite with an HNSW index from the second vector of a model on. The search is so wide that it finds
// everything: what is checked is that the answers are put together rightly, and not how good HNSW is.
func TestIndexApproximate(t *testing.T) {
	t.Parallel()
	index := open(t)
	index.annFrom, index.searchWidth = 2, widestSearch
	indextest.Index(t, func(*testing.T) semantic.Index { return index })
}

// TestTable keeps the health check of the store from taking the table for a stranger's.
func TestTable(t *testing.T) {
	t.Parallel()
	require.Equal(t, store.VectorTable, Table)
	index := open(t)
	var there bool
	require.NoError(t, index.pool.QueryRow(t.Context(), `SELECT to_regclass($1) IS NOT NULL`, Table).Scan(&there))
	require.True(t, there)
}

func TestEnsureSchema(t *testing.T) {
	t.Parallel()
	t.Run("again changes nothing", func(t *testing.T) {
		t.Parallel()
		index := open(t)
		model := semantic.EmbeddingModel{ID: "m", Dimensions: 2}
		require.NoError(t, index.Put(t.Context(), model, []semantic.Vector{{Entry: semantic.Entry{Key: "a"}, Values: []float32{1, 0}}}))
		require.NoError(t, index.EnsureSchema(t.Context()))
		found, err := index.Nearest(t.Context(), model, []float32{1, 0}, 1)
		require.NoError(t, err)
		require.Len(t, found, 1)
	})
	t.Run("a server without the extension", func(t *testing.T) {
		t.Parallel()
		index := New(connect(t, pgtest.Server(t)))
		err := index.EnsureSchema(t.Context())
		require.Equal(t, fault.Unavailable, fault.KindOf(err))
		require.Contains(t, fault.Next(err), "Install pgvector")
	})
	t.Run("a user who may not make one", func(t *testing.T) {
		t.Parallel()
		index := New(connect(t, pgtest.Vector(t)))
		run := func(statement string) {
			_, err := index.pool.Exec(t.Context(), statement)
			require.NoError(t, err)
		}
		run(`DROP ROLE IF EXISTS visitor`)
		run(`CREATE ROLE visitor`)
		run(`GRANT USAGE ON SCHEMA public TO visitor`)
		run(`SET ROLE visitor`)
		err := index.EnsureSchema(t.Context())
		require.Equal(t, fault.Unavailable, fault.KindOf(err))
		require.Contains(t, fault.Next(err), "CREATE EXTENSION vector", err)
		run(`RESET ROLE`)
		require.NoError(t, index.EnsureSchema(t.Context()))
		run(`SET ROLE visitor`)
		require.NoError(t, index.EnsureSchema(t.Context()), "what is there need not be made")
		run(`RESET ROLE`)
		run(`REVOKE USAGE ON SCHEMA public FROM visitor`)
		run(`DROP ROLE visitor`)
	})
	t.Run("no table", func(t *testing.T) {
		t.Parallel()
		index := New(connect(t, pgtest.Server(t)))
		model := semantic.EmbeddingModel{ID: "m", Dimensions: 2}
		_, err := index.Nearest(t.Context(), model, []float32{1, 0}, 1)
		require.Equal(t, fault.Unavailable, fault.KindOf(err))
		require.Contains(t, fault.Next(err), "plumb doctor")
	})
	t.Run("a server that is gone", func(t *testing.T) {
		t.Parallel()
		pool := connect(t, "postgres://somebody:hush-hush@127.0.0.1:1/plumb?connect_timeout=1")
		err := New(pool).EnsureSchema(t.Context())
		require.Equal(t, fault.Unavailable, fault.KindOf(err))
		require.NotContains(t, err.Error(), "hush-hush")
	})
}

// TestBuildsWhenLarge checks when there is an HNSW index, that it is used, and of which type it is.
func TestBuildsWhenLarge(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dimensions, vectors int
		want                string
	}{
		"few":                    {8, 49, ""},
		"enough":                 {8, 50, "vector(8)"},
		"more than 2,000 wide":   {2001, 50, "halfvec(2001)"},
		"too wide for any index": {4001, 50, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			index := open(t)
			index.annFrom = 50
			model := semantic.EmbeddingModel{ID: "vendor/it-is:a@model", Dimensions: c.dimensions}
			vectors := indextest.Random(1, c.vectors, c.dimensions, 1)
			require.NoError(t, index.Put(t.Context(), model, vectors))
			var definition string
			err := index.pool.QueryRow(t.Context(), `SELECT coalesce(max(indexdef), '') FROM pg_indexes WHERE indexname LIKE '%hnsw%'`).Scan(&definition)
			require.NoError(t, err)
			if c.want == "" {
				require.Empty(t, definition)
			} else {
				require.Contains(t, definition, c.want)
				require.Contains(t, definition, "'vendor/it-is:a@model'")
			}
			found, err := index.Nearest(t.Context(), model, vectors[7].Values, 3)
			require.NoError(t, err)
			require.Equal(t, vectors[7].Key, found[0].Key)
		})
	}
}

// TestUsesTheIndex asks the planner: a query that the index does not fit would be answered all the same, only slowly.
func TestUsesTheIndex(t *testing.T) {
	t.Parallel()
	for _, dimensions := range []int{8, 2001} {
		index := open(t)
		index.annFrom = 10
		model := semantic.EmbeddingModel{ID: "m", Dimensions: dimensions}
		vectors := indextest.Random(2, 20, dimensions, 1)
		require.NoError(t, index.Put(t.Context(), model, vectors))
		var plan []string
		require.NoError(t, index.inTx(t.Context(), func(tx pgx.Tx) error {
			_, err := tx.Exec(t.Context(), searchSettings(searchWidth), pgx.QueryExecModeSimpleProtocol)
			require.NoError(t, err)
			rows, err := tx.Query(t.Context(), `EXPLAIN `+approximateQuery(model), model.ID, literal(vectors[0].Values), 5)
			require.NoError(t, err)
			plan, err = pgx.CollectRows(rows, pgx.RowTo[string])
			return err
		}))
		require.Contains(t, strings.Join(plan, "\n"), indexName(model))
	}
}

func open(t testing.TB) *Index {
	t.Helper()
	index := New(connect(t, pgtest.Vector(t)))
	require.NoError(t, index.EnsureSchema(t.Context()))
	return index
}

func connect(t testing.TB, address string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), address)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}
