// Package pgtest gives tests a PostgreSQL of their own: a real server, and one with the vector extension. Both listen on
// a socket in a folder of their own, are started when a test first asks, and end with the process of the tests, however
// that ends. With CI=true a missing engine fails the test; elsewhere the test is skipped and says what is missing.
package pgtest

import (
	"context"
	"net/url"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// superuser is who the URLs of [Server] log in as.
const superuser = "plumb"

// Password is the password in the URLs of [Server], for tests that look for it where it must not be.
const Password = "trial-and-error"

// Server gives the URL of an empty database on a real PostgreSQL. The database is removed at the end of the test.
func Server(t testing.TB) string {
	t.Helper()
	folder, err := cluster()
	need(t, err)
	admin := connect(t, serverURL(folder, "postgres"))
	name := "test_" + strconv.FormatInt(databases.Add(1), 10)
	_, err = admin.Exec(t.Context(), `CREATE DATABASE `+name)
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx := context.Background() // that of the test has ended
		_, err := admin.Exec(ctx, `DROP DATABASE `+name+` WITH (FORCE)`)
		require.NoError(t, err)
		require.NoError(t, admin.Close(ctx))
	})
	return serverURL(folder, name)
}

// Vector gives the URL of an empty database with the vector extension, on PGlite. All its connections share one backend,
// so the URL asks for pools of one connection and for no statements that the backend would keep. Nobody else uses the
// database until the test has ended.
func Vector(t testing.TB) string {
	t.Helper()
	folder, err := idle.take(t.Context())
	need(t, err)
	t.Cleanup(func() { idle.give(folder) })
	return vectorURL(folder)
}

// What is started once a process: the real server, and PGlites that wait for their next test.
var (
	cluster   = sync.OnceValues(startCluster)
	databases atomic.Int64
	idle      shelf
)

// shelf holds the folders of the PGlites that no test uses.
type shelf struct {
	mu      sync.Mutex
	folders []string
}

// take gives a PGlite with an empty database.
func (s *shelf) take(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.folders) > 0 {
		folder := s.folders[len(s.folders)-1]
		s.folders = s.folders[:len(s.folders)-1]
		if empty(ctx, folder) == nil {
			return folder, nil
		}
	}
	return startVector()
}

func (s *shelf) give(folder string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.folders = append(s.folders, folder)
}

// empty removes what a test left behind: its tables, and the settings and statements of the one session there is.
func empty(ctx context.Context, folder string) error {
	cfg, err := pgxpool.ParseConfig(vectorURL(folder))
	if err != nil {
		return err
	}
	conn, err := pgx.ConnectConfig(ctx, cfg.ConnConfig)
	if err != nil {
		return err
	}
	for _, statement := range []string{`ROLLBACK`, `DISCARD ALL`, `DROP SCHEMA public CASCADE`, `CREATE SCHEMA public`} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			_ = conn.Close(ctx) // the statement's error tells more
			return err
		}
	}
	return conn.Close(ctx)
}

func connect(t testing.TB, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	return conn
}

func serverURL(folder, database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(superuser, Password), Path: "/" + database,
		RawQuery: url.Values{"host": {folder}}.Encode(),
	}
	return u.String()
}

func vectorURL(folder string) string {
	u := url.URL{
		Scheme: "postgres", User: url.User("postgres"), Path: "/postgres",
		RawQuery: url.Values{
			"host": {folder}, "sslmode": {"disable"}, "pool_max_conns": {"1"}, "default_query_exec_mode": {"cache_describe"},
		}.Encode(),
	}
	return u.String()
}

// need ends a test that has no engine to run on.
func need(t testing.TB, err error) {
	t.Helper()
	if err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		require.NoError(t, err)
	}
	t.Skip(err)
}
