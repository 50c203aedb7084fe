package store

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/pgtest"
	"github.com/plumbline-dev/plumb/semantic"
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

// places are new places for a database of each kind, which nothing but the migrations has touched.
var places = map[string]struct {
	dialect goose.Dialect
	place   func(t *testing.T) (Config, *sql.DB)
}{
	"sqlite": {goose.DialectSQLite3, func(t *testing.T) (Config, *sql.DB) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "plumb.db")
		db, err := openDB(dsn{path: path}, 1)
		require.NoError(t, err)
		return Config{Path: path}, db
	}},
	"postgres": {goose.DialectPostgres, func(t *testing.T) (Config, *sql.DB) {
		t.Helper()
		address := pgtest.Server(t)
		db, err := sql.Open("pgx", address)
		require.NoError(t, err)
		return Config{URL: address}, db
	}},
}

// TestOlderDatabaseIsBroughtUpToDate opens databases that the first plumb made, with something in them.
func TestOlderDatabaseIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	for name, c := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			place, old := c.place(t)
			files, err := migrationFiles(name)
			require.NoError(t, err)
			provider, err := goose.NewProvider(c.dialect, old, files, goose.WithDisableGlobalRegistry(true))
			require.NoError(t, err)
			_, err = provider.UpTo(t.Context(), 1)
			require.NoError(t, err)
			_, err = old.ExecContext(t.Context(), `INSERT INTO transcripts VALUES ('00', '{}', 'sha256:00', 1, 'person', 'Ines Okafor')`)
			require.NoError(t, err)
			_, err = provider.UpTo(t.Context(), 2)
			require.NoError(t, err)
			for i, team := range []string{"growth", "Growth", "GROWTH"} { // which were three teams then
				_, err = old.ExecContext(t.Context(), `INSERT INTO aliases (id, state, term, term_key, team, metric, why, proposed_at, proposed_by_kind, proposed_by_name)
					VALUES ($1, 'proposed', 'actives', 'activ', $2, 'growth.wau', '', 1, 'person', 'Ines Okafor')`, fmt.Sprintf("a-%d", i), team)
				require.NoError(t, err)
			}
			_, err = old.ExecContext(t.Context(), `UPDATE aliases SET state = 'approved', decided_at = 2, decided_by_kind = 'person', decided_by_name = 'Ines Okafor' WHERE id <> 'a-2'`)
			require.NoError(t, err)
			require.NoError(t, old.Close())

			s, err := Open(t.Context(), place)
			require.NoError(t, err)
			kept := 0
			for _, err := range s.KeptTranscripts(t.Context()) {
				require.NoError(t, err)
				kept++
			}
			require.Equal(t, 1, kept)
			problems, err := s.SchemaProblems(t.Context())
			require.NoError(t, err)
			require.Empty(t, problems)
			c, err := s.Catalogue(t.Context())
			require.NoError(t, err)
			require.Len(t, c.Aliases, 2)
			require.Empty(t, c.Aliases[0].DefinitionHash, "nobody kept it then")
			_, err = s.DecideAlias(t.Context(), glossary.Decision{ID: "a-2", To: glossary.AliasApproved, By: agent.Actor{Kind: agent.PersonActor, Name: "Ines Okafor"}, At: time.Unix(3, 0)})
			require.NoError(t, err)
			c, err = s.Catalogue(t.Context())
			require.NoError(t, err)
			require.Equal(t, []semantic.Alias{{Term: "actives", Team: "GROWTH", Metric: "growth.wau"}}, c.Aliases, "it takes the place of both")
			require.NoError(t, s.Close())
		})
	}
}

// TestDatabaseOfEveryVersionIsBroughtUpToDate begins with the tables of each version, and writes to the newest ones.
func TestDatabaseOfEveryVersionIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	for name, c := range places {
		files, err := migrationFiles(name)
		require.NoError(t, err)
		newest, err := newestSchema(files)
		require.NoError(t, err)
		for version := range newest {
			t.Run(fmt.Sprintf("%s %d", name, version), func(t *testing.T) {
				t.Parallel()
				place, old := c.place(t)
				provider, err := goose.NewProvider(c.dialect, old, files, goose.WithDisableGlobalRegistry(true))
				require.NoError(t, err)
				if version > 0 {
					_, err = provider.UpTo(t.Context(), version)
					require.NoError(t, err)
				}
				require.NoError(t, old.Close())
				s, err := Open(t.Context(), place)
				require.NoError(t, err)
				problems, err := s.SchemaProblems(t.Context())
				require.NoError(t, err)
				require.Empty(t, problems)
				by, at := agent.Actor{Kind: agent.PersonActor, Name: "Ines Okafor"}, time.Unix(3, 0)
				_, _, err = s.AddProposal(t.Context(), agent.NewProposal{Kind: agent.KindEvent, ID: "e-1", Content: []byte(`{}`), By: by, At: at, Approve: true})
				require.NoError(t, err)
				require.NoError(t, s.AddFetch(t.Context(), readings.Fetch{ID: "f-1", Metric: "growth.wau", Source: "file", Period: semantic.Week, By: by, At: at}))
				require.NoError(t, s.Close())
			})
		}
	}
}

// TestMigrationsCanBeTakenBack undoes every migration, as a developer may.
func TestMigrationsCanBeTakenBack(t *testing.T) {
	t.Parallel()
	for name, c := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, db := c.place(t)
			files, err := migrationFiles(name)
			require.NoError(t, err)
			provider, err := goose.NewProvider(c.dialect, db, files, goose.WithDisableGlobalRegistry(true))
			require.NoError(t, err)
			for range 2 {
				_, err = provider.Up(t.Context())
				require.NoError(t, err)
				_, err = provider.DownTo(t.Context(), 0)
				require.NoError(t, err)
			}
			require.NoError(t, db.Close())
		})
	}
}
