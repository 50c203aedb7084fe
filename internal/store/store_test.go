package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Store { return open(t, dbPath(t)) })
}

func TestOpenCreatesFileForThisUserOnly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a new", "100% odd? #folder &c", "plumb.db")
	s := open(t, path)
	require.NoError(t, keepSheet(t.Context(), s, "s-1"))
	for file, want := range map[string]os.FileMode{filepath.Dir(path): 0o700, path: 0o600, path + "-wal": 0o600} {
		info, err := os.Stat(file)
		require.NoError(t, err)
		require.Equal(t, want, info.Mode().Perm(), file)
	}
	require.NoError(t, s.Close())
	_, err := os.Stat(path + "-wal")
	require.ErrorIs(t, err, os.ErrNotExist, "closing leaves one file")

	s = open(t, path)
	v, err := s.Version(t.Context(), "s-1", 0)
	require.NoError(t, err)
	require.Equal(t, agent.StateInReview, v.State)
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		prepare func(t *testing.T, path string)
		kind    fault.Kind
		says    string
	}{
		"a folder": {
			func(t *testing.T, path string) { require.NoError(t, os.Mkdir(path, 0o700)) },
			fault.Invalid, "is not a file that can hold a database",
		},
		"another kind of file": {
			func(t *testing.T, path string) { write(t, path, []byte(strings.Repeat("meeting notes ", 1000))) },
			fault.Invalid, "damaged or not a plumb database",
		},
		"a short other file": {
			func(t *testing.T, path string) { write(t, path, []byte("notes")) },
			fault.Invalid, "damaged or not a plumb database",
		},
		"a truncated database": {
			func(t *testing.T, path string) {
				require.NoError(t, open(t, path).Close())
				require.NoError(t, os.Truncate(path, 8192))
			},
			fault.Invalid, "damaged or not a plumb database",
		},
		"another program's database": {
			func(t *testing.T, path string) { execute(t, path, `CREATE TABLE songs (title TEXT)`) },
			fault.Invalid, "is a database of another program",
		},
		"a newer database": {
			func(t *testing.T, path string) {
				require.NoError(t, open(t, path).Close())
				execute(t, path, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)`)
			},
			fault.Invalid, "was written by a newer plumb (its schema is 999",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := dbPath(t)
			test.prepare(t, path)
			_, err := store.Open(t.Context(), store.Config{Path: path})
			require.ErrorContains(t, err, test.says)
			require.Equal(t, test.kind, fault.KindOf(err))
			require.NotEmpty(t, fault.Next(err))
		})
	}
	t.Run("no path", func(t *testing.T) {
		t.Parallel()
		_, err := store.Open(t.Context(), store.Config{})
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	})
	t.Run("a folder that is a file", func(t *testing.T) {
		t.Parallel()
		file := filepath.Join(t.TempDir(), "file")
		write(t, file, nil)
		_, err := store.Open(t.Context(), store.Config{Path: filepath.Join(file, "plumb.db")})
		require.Equal(t, fault.Unavailable, fault.KindOf(err))
		require.NotEmpty(t, fault.Next(err))
	})
	t.Run("interrupted", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := store.Open(ctx, store.Config{Path: dbPath(t)})
		requireUnavailable(t, err, "interrupted")
	})
}

func TestDamagedPageIsNamed(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	s := open(t, path)
	for i := range 20 {
		require.NoError(t, keepSheet(t.Context(), s, fmt.Sprintf("s-%d", i)))
	}
	require.NoError(t, s.Close())
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	for i := len(content) / 2; i < len(content); i++ {
		content[i] = 0xA5
	}
	write(t, path, content)
	s, err = store.Open(t.Context(), store.Config{Path: path})
	if err == nil { // what stands there about the tables may be sound
		defer func() { require.NoError(t, s.Close()) }()
		_, err = s.Sheets(t.Context())
	}
	require.ErrorContains(t, err, "damaged or not a plumb database")
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	s := open(t, path)
	require.NoError(t, keepSheet(t.Context(), s, "s-first"))
	limitPages(t, s, 1)
	var err error
	kept := 0
	for err == nil {
		kept++
		require.Less(t, kept, 100, "the limit had no effect")
		err = keepSheet(t.Context(), s, fmt.Sprintf("s-%d", kept))
	}
	requireUnavailable(t, err, "there is no room left for the database "+path)
	requireSound(t, s, path)

	limitPages(t, s, 1_000_000)
	require.NoError(t, keepSheet(t.Context(), s, fmt.Sprintf("s-%d", kept)), "the same work can be repeated")
	requireSound(t, s, path)
}

// limitPages stops the database from growing beyond a number of pages, or beyond its size if that is more.
func limitPages(t *testing.T, s *store.Store, pages int) {
	t.Helper()
	_, err := s.Writer().ExecContext(t.Context(), fmt.Sprintf(`PRAGMA max_page_count = %d`, pages))
	require.NoError(t, err)
}

func TestReadOnlyDatabase(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	require.NoError(t, open(t, path).Close())
	db := raw(t, "file:"+path+"?mode=ro")
	_, err := db.ExecContext(t.Context(), `DELETE FROM goose_db_version`)
	requireUnavailable(t, store.Describe(err), "may not be written to")
	require.NoError(t, store.Describe(nil))
	require.Equal(t, fault.Internal, fault.KindOf(store.Describe(errors.New("odd"))))
	_, err = db.ExecContext(t.Context(), `SELECT * FROM nothing`)
	require.Equal(t, fault.Internal, fault.KindOf(store.Describe(err)))
}

func TestAuditIsWrittenInTheSameTransaction(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	s := open(t, path)
	require.NoError(t, keepSheet(t.Context(), s, "s-1"))
	v, err := s.Version(t.Context(), "s-1", 0)
	require.NoError(t, err)
	meeting, err := s.Transcript(t.Context(), v.Sources[0].SHA256)
	require.NoError(t, err)
	_, _, err = s.AddAlias(t.Context(), storetest.Alias("a-1", "actives", "growth", "growth.active"))
	require.NoError(t, err)
	review, _, err := s.AddProposal(t.Context(), storetest.Proposal(agent.KindReview, "r-1"))
	require.NoError(t, err)
	before := dump(t, path)

	execute(t, path, `CREATE TRIGGER no_more BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the log is shut'); END`)
	for name, act := range map[string]func() error{
		"transcript": func() error {
			_, err := s.AddTranscript(t.Context(), storetest.Meeting("other"), storetest.Lead, storetest.Noon)
			return err
		},
		"sheet": func() error {
			_, _, err := s.AddSheet(t.Context(), agent.NewSheet{
				ID: "s-2", Draft: storetest.Edited(t, v.Sheet, meeting, storetest.Lead, "Nobody needs help."), By: storetest.Builtin, At: storetest.Noon,
			})
			return err
		},
		"version": func() error {
			_, err := s.AddVersion(t.Context(), agent.NewVersion{
				ID: "s-1", Base: 1, Draft: storetest.Edited(t, v.Sheet, meeting, storetest.Lead, "Nobody needs help."),
				By: storetest.Lead, At: storetest.Noon,
			})
			return err
		},
		"move": func() error {
			_, err := s.MoveVersion(t.Context(), storetest.MoveOf(v, agent.StateApproved, storetest.Noon))
			return err
		},
		"definitions": func() error {
			_, err := s.KeepDefinitions(t.Context(), storetest.Definitions("growth.yaml", 3))
			return err
		},
		"alias": func() error {
			_, _, err := s.AddAlias(t.Context(), storetest.Alias("a-2", "signups", "growth", "growth.signups"))
			return err
		},
		"decision": func() error {
			_, err := s.DecideAlias(t.Context(), glossary.Decision{ID: "a-1", To: glossary.AliasApproved, By: storetest.Lead, At: storetest.Noon})
			return err
		},
		"proposal": func() error {
			_, _, err := s.AddProposal(t.Context(), storetest.Proposal(agent.KindReview, "r-2"))
			return err
		},
		"edit of a proposal": func() error {
			_, err := s.AddProposalVersion(t.Context(), agent.NewProposalVersion{
				Kind: agent.KindReview, ID: "r-1", Base: 1, Content: []byte("1"), By: storetest.Lead, At: storetest.Noon,
			})
			return err
		},
		"move of a proposal": func() error {
			_, err := s.MoveProposal(t.Context(), storetest.ProposalMoveOf(review, agent.StateRejected, storetest.Noon))
			return err
		},
		"fetch": func() error { return s.AddFetch(t.Context(), storetest.Fetch("f-1", "growth.signups", 3)) },
	} {
		require.ErrorContains(t, act(), "the log is shut", name)
		require.Equal(t, before, dump(t, path), name)
	}
}

func TestImportThatFailsInTheMiddleLeavesNothing(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	s := open(t, path)
	f := storetest.Definitions("growth.yaml", 60)
	before := dump(t, path)
	execute(t, path, `CREATE TRIGGER no_more BEFORE INSERT ON definitions WHEN NEW.id = 'growth.metric_00042'
		BEGIN SELECT RAISE(ABORT, 'no room'); END`)
	_, err := s.KeepDefinitions(t.Context(), f)
	require.ErrorContains(t, err, "no room")
	require.Equal(t, before, dump(t, path))
	execute(t, path, `DROP TRIGGER no_more`)
	change, err := s.KeepDefinitions(t.Context(), f)
	require.NoError(t, err)
	require.Len(t, change.Added, 61)
}

func TestFetchThatFailsInTheMiddleLeavesNothing(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	s := open(t, path)
	f := storetest.Fetch("f-1", "growth.signups", 60)
	before := dump(t, path)
	execute(t, path, `CREATE TRIGGER no_more BEFORE INSERT ON readings WHEN NEW.value > 30 BEGIN SELECT RAISE(ABORT, 'no room'); END`)
	require.ErrorContains(t, s.AddFetch(t.Context(), f), "no room")
	require.Equal(t, before, dump(t, path))
	execute(t, path, `DROP TRIGGER no_more`)
	require.NoError(t, s.AddFetch(t.Context(), f))
}

func BenchmarkOpenExisting(b *testing.B) {
	path := filepath.Join(b.TempDir(), "plumb.db")
	s, err := store.Open(b.Context(), store.Config{Path: path})
	require.NoError(b, err)
	require.NoError(b, s.Close())
	for b.Loop() {
		s, err := store.Open(b.Context(), store.Config{Path: path})
		require.NoError(b, err)
		require.NoError(b, s.Close())
	}
}

func BenchmarkOpenNew(b *testing.B) {
	folder := b.TempDir()
	for i := 0; b.Loop(); i++ {
		s, err := store.Open(b.Context(), store.Config{Path: filepath.Join(folder, fmt.Sprint(i))})
		require.NoError(b, err)
		require.NoError(b, s.Close())
	}
}

func dbPath(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "plumb.db")
}

func open(t testing.TB, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: path})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func rawDB(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", path)
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

// raw opens the database past the store, as somebody with a database tool would.
func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := rawDB(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func execute(t testing.TB, path, statement string) {
	t.Helper()
	db, err := rawDB(path)
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), statement)
	require.NoError(t, err)
	require.NoError(t, db.Close())
}

// dump gives every row of every table as text.
func dump(t testing.TB, path string) string {
	t.Helper()
	return dumpTables(t, raw(t, path))
}

func dumpTables(t testing.TB, db *sql.DB) string {
	t.Helper()
	var all strings.Builder
	for _, table := range []string{"transcripts", "versions", "definitions", "aliases", "proposals", "fetches", "readings", "calls", "audit"} {
		dumpTable(t, db, table, &all)
	}
	return all.String()
}

func dumpTable(t testing.TB, db *sql.DB, table string, out *strings.Builder) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT * FROM `+table+` ORDER BY 1, 2`)
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	columns, err := rows.Columns()
	require.NoError(t, err)
	for rows.Next() {
		values := make([]any, len(columns))
		targets := make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		require.NoError(t, rows.Scan(targets...))
		fmt.Fprintln(out, table, values)
	}
	require.NoError(t, rows.Err())
}

func write(t testing.TB, path string, content []byte) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, content, 0o600))
}

func requireUnavailable(t testing.TB, err error, says string) {
	t.Helper()
	require.ErrorContains(t, err, says)
	require.Equal(t, fault.Unavailable, fault.KindOf(err))
	require.NotEmpty(t, fault.Next(err))
}

func BenchmarkSheets(b *testing.B) {
	s := open(b, dbPath(b))
	const sheets = 200
	for i := range sheets {
		require.NoError(b, keepSheet(b.Context(), s, fmt.Sprintf("s-%d", i)))
	}
	for b.Loop() {
		list, err := s.Sheets(b.Context())
		require.NoError(b, err)
		require.Len(b, list, sheets)
	}
}
