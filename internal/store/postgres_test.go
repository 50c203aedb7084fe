package store_test

import (
	"errors"
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/pgtest"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
	"github.com/plumbline-dev/plumb/semantic/pgvec"
)

func TestConformanceOnPostgres(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Store { return openURL(t, pgtest.Server(t)) })
}

// TestConformanceOnOneConnection runs on a server that has one connection for all.
func TestConformanceOnOneConnection(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Store { return openURL(t, pgtest.Vector(t)) })
}

// TestStatementsHaveNoNames is about poolers that hand on connections whose names are taken.
func TestStatementsHaveNoNames(t *testing.T) {
	t.Parallel()
	address := pgtest.Server(t)
	for further, named := range map[string]int{"": 0, "&default_query_exec_mode=cache_statement": 1} {
		conn, err := openURL(t, address+further).Pool().Acquire(t.Context())
		require.NoError(t, err)
		t.Cleanup(conn.Release)
		_, err = conn.Exec(t.Context(), `DEALLOCATE ALL`)
		require.NoError(t, err)
		var names int
		for range 2 {
			require.NoError(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%' || $1::text`, "$1::text").Scan(&names))
		}
		require.Equal(t, named, names, "a URL may say otherwise")
	}
}

// TestOneSessionForAll opens a server whose only session outlives a connection, as those of a pooler do.
func TestOneSessionForAll(t *testing.T) {
	t.Parallel()
	address, err := url.Parse(pgtest.Vector(t))
	require.NoError(t, err)
	query := address.Query()
	query.Del("default_query_exec_mode")
	address.RawQuery = query.Encode()
	for i := range 2 {
		s, err := store.Open(t.Context(), store.Config{URL: address.String()})
		require.NoError(t, err)
		_, err = s.KeepDefinitions(t.Context(), storetest.Definitions("growth.yaml", i+1))
		require.NoError(t, err)
		_, err = s.Catalogue(t.Context())
		require.NoError(t, err)
		require.NoError(t, s.Close())
	}
}

func TestOpenPostgresRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		statement string // that somebody made before
		change    func(u *url.URL)
		kind      fault.Kind
		says      string
	}{
		"an unreadable URL": {
			change: func(u *url.URL) { u.RawQuery = "port=" + pgtest.Password },
			kind:   fault.Invalid, says: "the URL of the database cannot be read",
		},
		"an unreadable setting of the pool": {
			change: func(u *url.URL) { u.RawQuery += "&pool_max_conns=" + pgtest.Password },
			kind:   fault.Invalid, says: "the URL of the database cannot be read",
		},
		"a wrong password": {
			change: func(u *url.URL) { u.User = url.UserPassword("plumb", pgtest.Password+"!") },
			kind:   fault.Unauthorised, says: "does not let this user in",
		},
		"an unknown user": {
			change: func(u *url.URL) { u.User = url.UserPassword("rosa", pgtest.Password) },
			kind:   fault.Unauthorised, says: "does not let this user in",
		},
		"an unknown database": {
			change: func(u *url.URL) { u.Path = "/nothing" },
			kind:   fault.Invalid, says: "there is no database nothing at ",
		},
		"no server": {
			change: func(u *url.URL) { u.Host, u.RawQuery = "127.0.0.1:1", "" },
			kind:   fault.Unavailable, says: "at 127.0.0.1:1 cannot be reached",
		},
		"an unknown parameter": {
			change: func(u *url.URL) { u.RawQuery += "&colour=" + pgtest.Password },
			kind:   fault.Internal, says: "refused an operation",
		},
		"another program's database": {
			statement: `CREATE TABLE songs (title TEXT)`,
			kind:      fault.Invalid, says: "is a database of another program",
		},
		"a newer database": {
			statement: `CREATE TABLE goose_db_version (version_id BIGINT, is_applied BOOLEAN); INSERT INTO goose_db_version VALUES (999, true)`,
			kind:      fault.Invalid, says: "was written by a newer plumb (its schema is 999",
		},
		"a database that may only be read": {
			change: func(u *url.URL) { u.RawQuery += "&default_transaction_read_only=on" },
			kind:   fault.Unavailable, says: "may not be written to",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := pgtest.Server(t)
			if c.statement != "" {
				_, err := rawURL(t, address).ExecContext(t.Context(), c.statement)
				require.NoError(t, err)
			}
			u, err := url.Parse(address)
			require.NoError(t, err)
			if c.change != nil {
				c.change(u)
			}
			_, err = store.Open(t.Context(), store.Config{URL: u.String()})
			require.ErrorContains(t, err, c.says)
			require.Equal(t, c.kind, fault.KindOf(err), "%v", err)
			require.NotEmpty(t, fault.Next(err))
			if c.says != "refused an operation" { // the server repeats the value of a parameter; it is no place for a password
				require.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), pgtest.Password)
			}
		})
	}
}

func TestNothingShowsThePassword(t *testing.T) {
	t.Parallel()
	address := pgtest.Server(t)
	s := openURL(t, address)
	_, err := rawURL(t, address).ExecContext(t.Context(), `DROP TABLE vectors; ALTER TABLE audit RENAME TO elsewhere`)
	require.NoError(t, err)
	_, failed := s.AddTranscript(t.Context(), storetest.Meeting("onboarding"), storetest.Lead, storetest.Noon)
	require.Error(t, failed)
	dropped := s.DropVectors(t.Context(), "builtin", []string{"a"})
	require.Error(t, dropped)
	require.NoError(t, s.Close())
	_, closed := s.Sheets(t.Context())
	require.Error(t, closed)
	for _, err := range []error{failed, dropped, closed} {
		require.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), pgtest.Password)
		require.NotEmpty(t, fault.Next(err))
	}
}

func TestReadOnlyServerCanBeRead(t *testing.T) {
	t.Parallel()
	address := pgtest.Server(t)
	require.NoError(t, keepSheet(t.Context(), openURL(t, address), "s-1"))
	s := openURL(t, address+"&default_transaction_read_only=on")
	list, err := s.Sheets(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 1)
	requireUnavailable(t, keepSheet(t.Context(), s, "s-2"), "may not be written to")
}

func TestAnotherWriterOnPostgres(t *testing.T) {
	t.Parallel()
	address := pgtest.Server(t)
	openURL(t, address)
	s, err := store.Open(t.Context(), store.Config{URL: address, BusyTimeout: time.Millisecond})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	other, err := rawURL(t, address).BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = other.ExecContext(t.Context(), `SELECT pg_advisory_xact_lock($1)`, store.WriteLock)
	require.NoError(t, err)

	requireUnavailable(t, keepSheet(t.Context(), s, "s-1"), "somebody else is writing to the database")
	_, err = s.Sheets(t.Context())
	require.NoError(t, err, "a lock for writing does not stand in the way of reading")
	health, err := s.Health(t.Context())
	require.NoError(t, err)
	require.True(t, health.Busy)
	require.NoError(t, other.Rollback())
	require.NoError(t, keepSheet(t.Context(), s, "s-1"), "the lock ends with its transaction")
	health, err = s.Health(t.Context())
	require.NoError(t, err)
	require.False(t, health.Busy)
	require.Regexp(t, `^PostgreSQL \d+\.\d+$`, health.Server)
	require.Positive(t, health.Schema)
	require.Empty(t, health.Vector)
}

func TestVectorExtensionIsFound(t *testing.T) {
	t.Parallel()
	s := openURL(t, pgtest.Vector(t))
	health, err := s.Health(t.Context())
	require.NoError(t, err)
	require.Regexp(t, `^0\.8\.\d+$`, health.Vector, "where it can be made")
	require.NoError(t, pgvec.New(s.Pool()).EnsureSchema(t.Context()))
	require.Equal(t, pgvec.Table, store.VectorTable)
	problems, err := s.SchemaProblems(t.Context())
	require.NoError(t, err)
	require.Empty(t, problems, "the table of the vectors is no fault")
	health, err = s.Health(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, health.Vector)
	require.Nil(t, open(t, dbPath(t)).Pool())
}

// TestConnectionLostInTheMiddle has the server end the connection of an import after some of its rows, as when the network or
// the server fails.
func TestConnectionLostInTheMiddle(t *testing.T) {
	t.Parallel()
	address := pgtest.Server(t)
	s := openURL(t, address)
	require.NoError(t, keepSheet(t.Context(), s, "s-1"))
	db := rawURL(t, address)
	_, err := db.ExecContext(t.Context(), `
		CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
		CREATE TRIGGER hang_up AFTER INSERT ON definitions FOR EACH ROW WHEN (NEW.id = 'growth.metric_00042') EXECUTE FUNCTION hang_up();
		CREATE TRIGGER hang_up_too AFTER UPDATE ON versions FOR EACH ROW EXECUTE FUNCTION hang_up()`)
	require.NoError(t, err)
	before := dumpTables(t, db)
	f := storetest.Definitions("growth.yaml", 60)
	_, err = s.KeepDefinitions(t.Context(), f)
	requireUnavailable(t, err, "cannot be reached")
	require.Contains(t, fault.Next(err), "nothing was half written")
	v, err := s.Version(t.Context(), "s-1", 0)
	require.NoError(t, err, "the next act makes a connection of its own")
	approval := storetest.MoveOf(v, agent.StateApproved, storetest.Noon)
	_, err = s.MoveVersion(t.Context(), approval)
	requireUnavailable(t, err, "cannot be reached")
	require.Equal(t, before, dumpTables(t, db))

	_, err = db.ExecContext(t.Context(), `DROP TRIGGER hang_up ON definitions; DROP TRIGGER hang_up_too ON versions`)
	require.NoError(t, err)
	_, err = s.KeepDefinitions(t.Context(), f)
	require.NoError(t, err, "the same work can be repeated")
	_, err = s.MoveVersion(t.Context(), approval)
	require.NoError(t, err)
}

func TestKillLosesNothingAcknowledgedOnPostgres(t *testing.T) {
	t.Parallel()
	address := pgtest.Server(t)
	var acknowledged []string
	for _, after := range []int{1, 5, 17} {
		writers := []*child{startChild(t, "write", address), startChild(t, "write", address)}
		for range after {
			for _, w := range writers {
				acknowledged = append(acknowledged, w.hear(t))
			}
		}
		for _, w := range writers {
			acknowledged = append(acknowledged, w.kill(t)...)
		}
		s := openURL(t, address)
		for _, id := range acknowledged {
			v, err := s.Version(t.Context(), id, 0)
			require.NoError(t, err)
			require.Equal(t, agent.StateInReview, v.State)
		}
		requireWhole(t, s)
	}
}

func TestProcessesThatStartTogetherOnPostgres(t *testing.T) {
	t.Parallel()
	address := pgtest.Server(t)
	var children []*child
	for range 4 {
		children = append(children, startChild(t, "open", address))
	}
	for _, c := range children {
		require.Equal(t, "opened", c.hear(t))
		require.NoError(t, c.Wait())
	}
	var applied int
	require.NoError(t, rawURL(t, address).QueryRowContext(t.Context(),
		`SELECT COUNT(*) FROM goose_db_version WHERE version_id = 1`).Scan(&applied))
	require.Equal(t, 1, applied, "the migration ran once")
}

// TestOwnSchema keeps plumb's tables in a schema beside those of another program.
func TestOwnSchema(t *testing.T) {
	t.Parallel()
	address := pgtest.Server(t)
	_, err := rawURL(t, address).ExecContext(t.Context(), `CREATE TABLE songs (title TEXT); CREATE SCHEMA alignment`)
	require.NoError(t, err)
	s := openURL(t, address+"&search_path=alignment")
	require.NoError(t, keepSheet(t.Context(), s, "s-1"))
	problems, err := s.SchemaProblems(t.Context())
	require.NoError(t, err)
	require.Empty(t, problems)
}

func TestRefusalsOfPostgres(t *testing.T) {
	t.Parallel()
	require.NoError(t, store.DescribePostgres(nil))
	for code, want := range map[string]struct {
		kind fault.Kind
		says string
	}{
		"08006": {fault.Unavailable, "cannot be reached"},
		"57P01": {fault.Unavailable, "cannot be reached"},
		"53300": {fault.Unavailable, "cannot be reached"},
		"53100": {fault.Unavailable, "has no room left"},
		"57014": {fault.Unavailable, "interrupted"},
		"40001": {fault.Unavailable, "somebody else is writing"},
		"40P01": {fault.Unavailable, "somebody else is writing"},
		"42501": {fault.Unauthorised, "may not do that"},
		"42P05": {fault.Invalid, "behind a pooler that mixes up prepared statements"},
		"26000": {fault.Invalid, "behind a pooler"},
		"XX001": {fault.Invalid, "is damaged"},
		"23505": {fault.Internal, "refused an operation"},
	} {
		err := store.DescribePostgres(fmt.Errorf("in a test: %w", &pgconn.PgError{Code: code, Message: "no"}))
		require.Equal(t, want.kind, fault.KindOf(err), code)
		require.ErrorContains(t, err, want.says, code)
		require.NotEmpty(t, fault.Next(err), code)
	}
	require.Equal(t, fault.Internal, fault.KindOf(store.DescribePostgres(errors.New("odd"))))
}

func openURL(t testing.TB, address string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{URL: address})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}
