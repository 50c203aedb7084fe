package sqlquery_test

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite" // the driver that fills the file

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/connectors/sqlquery"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/pgtest"
	"github.com/plumbline-dev/plumb/semantic"
)

// Three weeks of counts, one not over, and one week of another metric whose name is an attempt.
const evil = `x'; DROP TABLE counts; --`

var tables = []string{
	`CREATE TABLE counts (metric TEXT, day DATE, n NUMERIC(30, 10), bad NUMERIC, done INTEGER)`,
	`INSERT INTO counts VALUES ('second_count', '2026-03-02', 12.5, 3, 1), ('second_count', '2026-03-09', 0.1, 1, 1),
		('second_count', '2026-03-16', 0, 0, 0), ('second_count', '2026-03-23', NULL, 0, 1), ('` + strings.ReplaceAll(evil, "'", "''") + `', '2026-03-02', 7, 0, 1)`,
}

const weekly = `SELECT day AS "Period", n AS value, bad AS numerator, 100 AS denominator, done AS complete FROM counts
	WHERE metric = :metric AND day >= :from AND day < :to ORDER BY day DESC`

// database is one of the engines, filled, with a way to do something to it as its owner.
type database struct {
	config sqlquery.Config
	do     func(t *testing.T, statement string)
}

func onPostgres(t *testing.T, statements ...string) database {
	t.Helper()
	address := pgtest.Server(t)
	do := func(t *testing.T, statement string) {
		t.Helper()
		conn, err := pgx.Connect(t.Context(), address)
		require.NoError(t, err)
		_, err = conn.Exec(t.Context(), statement)
		require.NoError(t, err)
		require.NoError(t, conn.Close(t.Context()))
	}
	for _, statement := range statements {
		do(t, statement)
	}
	u, err := url.Parse(address)
	require.NoError(t, err)
	u.User = url.User(u.User.Username())
	return database{sqlquery.Config{Name: "warehouse", URL: u.String(), Password: pgtest.Password, Private: true}, do}
}

func onSQLite(t *testing.T, statements ...string) database {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shop.db")
	do := func(t *testing.T, statement string) {
		t.Helper()
		db, err := sql.Open("sqlite", path)
		require.NoError(t, err)
		_, err = db.ExecContext(t.Context(), statement)
		require.NoError(t, err)
		require.NoError(t, db.Close())
	}
	for _, statement := range statements {
		do(t, statement)
	}
	return database{sqlquery.Config{Name: "shop", Path: path}, do}
}

var engines = map[string]func(*testing.T, ...string) database{"PostgreSQL": onPostgres, "SQLite": onSQLite}

// onBoth runs a test on both engines.
func onBoth(t *testing.T, test func(t *testing.T, open func(*testing.T, ...string) database)) {
	t.Helper()
	for name, open := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open)
		})
	}
}

func open(t *testing.T, d database, queries map[string]string) *sqlquery.Source {
	t.Helper()
	d.config.Queries = queries
	s, err := sqlquery.New(d.config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func date(text string) time.Time {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return at
}

func request(query string) connectors.Request {
	return connectors.Request{
		Metric: semantic.Metric{Namespace: "product", Name: "second_count"}, Query: query, Period: semantic.Week,
		From: date("2026-02-23"), To: date("2026-03-30"), AsOf: date("2026-03-30"),
	}
}

func TestReadings(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, engine func(*testing.T, ...string) database) {
		s := open(t, engine(t, tables...), map[string]string{"counts": weekly})
		require.NoError(t, s.Check(t.Context()))
		got, err := s.Readings(t.Context(), request("counts"))
		require.NoError(t, err)
		require.Equal(t, []connectors.Reading{
			{Start: date("2026-03-02"), Value: 12.5, Parts: &connectors.Parts{Numerator: 3, Denominator: 100}, Complete: true},
			{Start: date("2026-03-09"), Value: 0.1, Parts: &connectors.Parts{Numerator: 1, Denominator: 100}, Complete: true},
			{Start: date("2026-03-16"), Value: 0, Parts: &connectors.Parts{Numerator: 0, Denominator: 100}},
		}, got.Readings)
		require.Empty(t, got.Warnings)
		require.Contains(t, got.Statement, "FROM counts")
		require.Contains(t, got.Statement, "\n-- :from = 2026-02-23\n-- :to = 2026-03-30\n-- :metric = second_count")

		later := request("counts")
		later.From, later.AsOf = date("2026-03-16"), date("2026-03-18")
		again, err := s.Readings(t.Context(), later)
		require.NoError(t, err)
		require.Equal(t, got.QueryHash, again.QueryHash, "the window does not count")
		require.Len(t, again.Readings, 1)

		other := request("counts")
		other.Metric.Name = evil
		third, err := s.Readings(t.Context(), other)
		require.NoError(t, err)
		require.NotEqual(t, got.QueryHash, third.QueryHash)
		require.Equal(t, []connectors.Reading{{Start: date("2026-03-02"), Value: 7, Parts: &connectors.Parts{Denominator: 100}, Complete: true}}, third.Readings, "a name is a value and nothing else")
		_, err = s.Readings(t.Context(), request("counts"))
		require.NoError(t, err, "the table is still there")
	})
}

func TestReadingsOfAnyShape(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, engine func(*testing.T, ...string) database) {
		s := open(t, engine(t, tables...), map[string]string{
			"text":     `SELECT '2026-W10' AS period, 1 AS value UNION ALL SELECT '2026-03-09T00:00:00Z', 2`,
			"numbers":  `SELECT :from AS period, '1.5e1' AS value, 'yes' AS complete`,
			"sundays":  `SELECT '2026-03-08' AS period, 1 AS value, 'x' AS colour`,
			"twice":    `SELECT '2026-03-02' AS period, 1 AS value UNION ALL SELECT '2026-03-02', 1`,
			"differs":  `SELECT '2026-03-02' AS period, 1 AS value UNION ALL SELECT '2026-03-04', 2`,
			"novalue":  `SELECT day AS period, n AS total FROM counts`,
			"words":    `SELECT '2026-03-02' AS period, 'n/a' AS value`,
			"german":   `SELECT '2026-03-02' AS period, '1,5' AS value`,
			"infinite": `SELECT '2026-03-02' AS period, 'Infinity' AS value`,
			"noday":    `SELECT 'yesterday' AS period, 1 AS value`,
			"nullday":  `SELECT NULL AS period, 1 AS value`,
			"number":   `SELECT 20260302 AS period, 1 AS value`,
			"maybe":    `SELECT '2026-03-02' AS period, 1 AS value, 'maybe' AS complete`,
			"columns":  `SELECT '2026-03-02' AS period, 1 AS value, 2 AS "VALUE"`,
			"nothing":  `SELECT day AS period, n AS value FROM counts WHERE day < '1970-01-01'`,
			"asof":     `SELECT '2026-03-02' AS period, CASE WHEN :as_of LIKE '2026-03-30 00:00:00%' AND :period = 'week' AND :metric_id = 'product.second_count' THEN 1 ELSE 0 END AS value`,
			"early":    `SELECT '2025-03-03' AS period, 1 AS value`,
			"broken":   `SELECT wrong FROM counts`,
		})
		for query, want := range map[string]struct {
			values  []float64
			warning string
			err     string
		}{
			"text": {values: []float64{1, 2}}, "numbers": {values: []float64{15}},
			"sundays": {values: []float64{1}, warning: "dated on another day than the first of their week"},
			"twice":   {values: []float64{1}, warning: "2026-03-02: the value was given more than once"},
			"differs": {err: "there are two values for 2026-03-02: 1 and 2"},
			"novalue": {err: "there is no column value; there are: period, total"},
			"words":   {err: `row 1: the value "n/a" is not a number`}, "german": {err: `the value "1,5" is not a number`},
			"infinite": {err: "no finite number"},
			"noday":    {err: `the period is "yesterday", and not a day`}, "nullday": {err: "the period is NULL"}, "number": {err: "the period is a number"},
			"maybe": {err: "the column complete holds something else"}, "columns": {err: "two columns value"},
			"nothing": {}, "asof": {values: []float64{1}}, "early": {}, "broken": {err: "wrong"}, "brokn": {err: `has no query "brokn"`},
		} {
			got, err := s.Readings(t.Context(), request(query))
			if want.err != "" {
				require.ErrorContains(t, err, want.err, query)
				require.Equal(t, fault.Invalid, fault.KindOf(err), query)
				require.Equal(t, connectors.Permanent, connectors.ClassOf(err), query)
				require.NotEmpty(t, fault.Next(err), query)
				continue
			}
			require.NoError(t, err, query)
			var values []float64
			for _, r := range got.Readings {
				values = append(values, r.Value)
			}
			require.Equal(t, want.values, values, query)
			require.Contains(t, strings.Join(got.Warnings, "\n"), want.warning, query)
		}
	})
}

func TestReadingsOfTenYearsOfDays(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, engine func(*testing.T, ...string) database) {
		const days = `WITH RECURSIVE d(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM d WHERE i < 3652) SELECT i AS n FROM d`
		s := open(t, engine(t, `CREATE TABLE n AS `+days), map[string]string{
			"sqlite": `SELECT date('2016-01-01', n || ' days') AS period, n / 7.0 AS value FROM n WHERE period >= :from AND period < :to`,
			"pg":     `SELECT date '2016-01-01' + n AS period, n / 7.0 AS value FROM n WHERE date '2016-01-01' + n >= :from AND date '2016-01-01' + n < :to`,
		})
		r := request("pg")
		r.Period, r.From, r.To, r.AsOf = semantic.Day, date("2016-01-01"), date("2026-01-01"), date("2026-01-01")
		got, err := s.Readings(t.Context(), r)
		if err != nil { // the other engine
			r.Query = "sqlite"
			got, err = s.Readings(t.Context(), r)
		}
		require.NoError(t, err)
		require.Len(t, got.Readings, 3653)
		require.Equal(t, connectors.Reading{Start: date("2025-12-31"), Value: 3652 / 7.0, Complete: true}, got.Readings[3652])
	})
}

func TestReadingsAreBounded(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, engine func(*testing.T, ...string) database) {
		s := open(t, engine(t, tables...), map[string]string{
			"rows":  `WITH RECURSIVE d(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM d WHERE i < 2000000) SELECT '2026-03-02' AS period, i AS value FROM d`,
			"bytes": `WITH RECURSIVE d(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM d WHERE i < 40) SELECT replace('` + strings.Repeat("x", 1000) + `', 'x', '` + strings.Repeat("y", 1000) + `') AS period, 1 AS value FROM d`,
		})
		for _, query := range []string{"rows", "bytes"} {
			_, err := s.Readings(t.Context(), request(query))
			require.ErrorContains(t, err, "more than 20000 rows or 16 MB", query)
		}
		require.NoError(t, s.Check(t.Context()))
	})
}

func TestNothingIsWritten(t *testing.T) {
	t.Parallel()
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		d := onPostgres(t, append(tables, `CREATE SEQUENCE s`, `CREATE FUNCTION drops() RETURNS INT LANGUAGE plpgsql AS 'BEGIN DELETE FROM counts; RETURN 1; END'`)...)
		s := open(t, d, map[string]string{
			"counts":   weekly,
			"cte":      `WITH gone AS (DELETE FROM counts RETURNING day, n) SELECT day AS period, n AS value FROM gone`,
			"function": `SELECT '2026-03-02' AS period, drops() AS value`,
			"sequence": `SELECT '2026-03-02' AS period, nextval('s') AS value`,
			"into":     `SELECT '2026-03-02' AS period, 1 AS value INTO other`,
			"unlock":   `WITH a AS (SELECT set_config('transaction_read_only', 'off', true)) SELECT '2026-03-02' AS period, drops() AS value FROM a WHERE (SELECT count(*) FROM a) = 1`,
		})
		for _, query := range []string{"cte", "function", "sequence", "into", "unlock"} {
			_, err := s.Readings(t.Context(), request(query))
			require.Error(t, err, query)
			require.Equal(t, fault.Invalid, fault.KindOf(err), query)
		}
		got, err := s.Readings(t.Context(), request("counts"))
		require.NoError(t, err)
		require.Len(t, got.Readings, 3)
	})
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		d := onSQLite(t, tables...)
		d.do(t, `PRAGMA journal_mode = WAL`)
		before, err := os.ReadFile(d.config.Path)
		require.NoError(t, err)
		s := open(t, d, map[string]string{
			"counts": weekly,
			"cte":    `WITH a AS (SELECT 1) DELETE FROM counts`,
			"load":   `SELECT '2026-03-02' AS period, load_extension('x') AS value`,
			"file":   `SELECT '2026-03-02' AS period, writefile('x', 'y') AS value`,
			"pragma": `SELECT '2026-03-02' AS period, 1 AS value FROM pragma_query_only(0)`,
		})
		for _, query := range []string{"cte", "load", "file", "pragma"} {
			_, err := s.Readings(t.Context(), request(query))
			require.Error(t, err, query)
		}
		got, err := s.Readings(t.Context(), request("counts"))
		require.NoError(t, err)
		require.Len(t, got.Readings, 3)
		after, err := os.ReadFile(d.config.Path)
		require.NoError(t, err)
		require.Equal(t, before, after)
	})
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config     sqlquery.Config
		want, next string
	}{
		"two statements":      {sqlquery.Config{Path: "a.db", Queries: map[string]string{"q": "COMMIT; DROP TABLE t"}}, "the query q of w cannot be used: it is more than one statement", "Keep one"},
		"no encryption":       {sqlquery.Config{URL: "postgres://me@db.example/w?sslmode=disable"}, "switches encryption off", "private: true"},
		"perhaps encryption":  {sqlquery.Config{URL: "postgres://me@db.example/w?sslmode=prefer"}, "switches encryption off", "private: true"},
		"no address":          {sqlquery.Config{URL: "postgres://me:%zz@db.example/w"}, "cannot be read", "Write it as"},
		"a port that is none": {sqlquery.Config{URL: "postgres://me@db.example:x/w"}, "cannot be read", "Write it as"},
	} {
		c.config.Name = "w"
		_, err := sqlquery.New(c.config)
		require.ErrorContains(t, err, c.want, name)
		require.Equal(t, fault.Invalid, fault.KindOf(err), name)
		require.Contains(t, fault.Next(err), c.next, name)
	}
}

func TestCautions(t *testing.T) {
	t.Parallel()
	queries := map[string]string{"all": `SELECT day AS period, n AS value FROM counts`, "half": `SELECT day AS period, n AS value FROM counts WHERE day >= :from`, "broken": `SELECT wrong FROM counts WHERE day >= :from AND day < :to`, "counts": weekly}
	onBoth(t, func(t *testing.T, engine func(*testing.T, ...string) database) {
		got, err := open(t, engine(t, tables...), queries).Cautions(t.Context())
		require.NoError(t, err)
		all := strings.Join(got, "\n")
		require.Contains(t, all, "the query all does not use :from and :to")
		require.Contains(t, all, "the query half does not use :to")
		require.Contains(t, all, "the query broken does not work")
		require.NotContains(t, all, "the query counts")
	})
	t.Run("roles", func(t *testing.T) {
		t.Parallel()
		d := onPostgres(t, tables...)
		for _, c := range []struct{ role, grant, want string }{
			{"", "", "is a superuser"},
			{"writer", "GRANT SELECT, INSERT ON counts TO NAME", "may change the table counts"},
			{"filer", "GRANT pg_read_server_files, pg_monitor TO NAME; GRANT SELECT ON counts TO NAME", "may read or write files of the server"},
			{"reader", "GRANT SELECT ON counts TO NAME", ""},
		} {
			of := d
			if c.role != "" {
				name := fmt.Sprintf("%s_%d", c.role, os.Getpid())
				d.do(t, strings.ReplaceAll("CREATE ROLE NAME LOGIN PASSWORD 'p'; "+c.grant, "NAME", name))
				u, err := url.Parse(d.config.URL)
				require.NoError(t, err)
				u.User = url.User(name)
				of.config.URL, of.config.Password = u.String(), "p"
				t.Cleanup(func() { drop(t, d, name) })
			}
			got, err := open(t, of, map[string]string{"counts": weekly}).Cautions(t.Context())
			require.NoError(t, err, c.role)
			if c.want == "" {
				require.Empty(t, got)
				continue
			}
			require.Contains(t, strings.Join(got, "\n"), c.want, c.role)
		}
	})
}

// drop removes a role, which outlives its database. The context of the test has ended.
func drop(t *testing.T, d database, role string) {
	t.Helper()
	ctx := context.Background()
	config, err := pgx.ParseConfig(d.config.URL)
	require.NoError(t, err)
	config.Password = pgtest.Password
	conn, err := pgx.ConnectConfig(ctx, config)
	require.NoError(t, err)
	_, err = conn.Exec(ctx, fmt.Sprintf("DROP OWNED BY %s; DROP ROLE %[1]s", role))
	require.NoError(t, err)
	require.NoError(t, conn.Close(ctx))
}

func TestFailuresOfPostgres(t *testing.T) {
	t.Parallel()
	d := onPostgres(t, tables...)
	sleepy := map[string]string{"sleep": `SELECT '2026-03-02' AS period, 1 AS value FROM pg_sleep(30)`}
	t.Run("a query that takes too long", func(t *testing.T) {
		t.Parallel()
		slow := d
		slow.config.Timeout = 100 * time.Millisecond
		s := open(t, slow, sleepy)
		_, err := s.Readings(t.Context(), request("sleep"))
		require.ErrorContains(t, err, "took too long")
		require.Equal(t, connectors.Retry, connectors.ClassOf(err))
		require.NoError(t, s.Check(t.Context()))
	})
	t.Run("nobody waits", func(t *testing.T) {
		t.Parallel()
		s := open(t, d, sleepy)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := s.Readings(ctx, request("sleep"))
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, connectors.Permanent, connectors.ClassOf(err))
		deadline, end := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer end()
		_, err = s.Readings(deadline, request("sleep"))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, connectors.Retry, connectors.ClassOf(err))
	})
	t.Run("the connection breaks in the middle", func(t *testing.T) {
		t.Parallel()
		s := open(t, d, map[string]string{"suicide": `SELECT '2026-03-02' AS period, 1 AS value FROM pg_terminate_backend(pg_backend_pid())`})
		_, err := s.Readings(t.Context(), request("suicide"))
		require.Error(t, err)
		require.Equal(t, connectors.Retry, connectors.ClassOf(err), err)
		require.NoError(t, s.Check(t.Context()), "the next one is a new one")
	})
	t.Run("another password", func(t *testing.T) {
		t.Parallel()
		other := d
		other.config.Password = "tell-nobody"
		err := open(t, other, nil).Check(t.Context())
		require.Equal(t, connectors.Credentials, connectors.ClassOf(err))
		require.NotContains(t, fmt.Sprintf("%+v %s", err, fault.Next(err)), "tell-nobody")
		require.NotContains(t, err.Error(), pgtest.Password)
		require.Contains(t, fault.Next(err), "in the environment")
	})
	t.Run("another database", func(t *testing.T) {
		t.Parallel()
		other := d
		u, err := url.Parse(d.config.URL)
		require.NoError(t, err)
		u.Path = "/nowhere"
		other.config.URL = u.String()
		err = open(t, other, nil).Check(t.Context())
		require.Equal(t, fault.NotFound, fault.KindOf(err))
	})
	t.Run("a table that is not for us", func(t *testing.T) {
		t.Parallel()
		s := open(t, d, map[string]string{"q": `SELECT 1 AS value, '2026-03-02' AS period FROM nowhere`})
		_, err := s.Readings(t.Context(), request("q"))
		require.ErrorContains(t, err, `relation "nowhere" does not exist`)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	})
	t.Run("not private", func(t *testing.T) {
		t.Parallel()
		public := d
		public.config.Private = false
		err := open(t, public, nil).Check(t.Context())
		require.ErrorContains(t, err, "private network")
		require.Contains(t, fault.Next(err), "private: true")
		require.Equal(t, connectors.Permanent, connectors.ClassOf(err))
	})
}

// TestServersThatAreNone connects to what listens and is no PostgreSQL.
func TestServersThatAreNone(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, listener.Close()) })
	go func() {
		for n := 0; ; n++ {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			switch n % 3 {
			case 0:
				_ = conn.Close()
			case 1:
				_, _ = conn.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
			}
			defer func() { _ = conn.Close() }()
		}
	}()
	address := "postgres://me@" + listener.Addr().String() + "/w"
	s := open(t, database{config: sqlquery.Config{Name: "w", URL: address + "?sslmode=disable", Password: "tell-nobody", Private: true, Timeout: 300 * time.Millisecond}}, nil)
	for range 4 {
		err := s.Check(t.Context())
		require.Error(t, err)
		require.Equal(t, connectors.Retry, connectors.ClassOf(err), err)
		require.NotContains(t, err.Error(), "tell-nobody")
	}
	public := open(t, database{config: sqlquery.Config{Name: "w", URL: address}}, nil)
	err = public.Check(t.Context())
	require.ErrorContains(t, err, "private network")
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}

func TestFailuresOfSQLite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := filepath.Join(dir, "text.db")
	require.NoError(t, os.WriteFile(text, []byte(strings.Repeat("not a database ", 100)), 0o600))
	for path, want := range map[string]fault.Kind{filepath.Join(dir, "gone.db"): fault.NotFound, dir: fault.Invalid, text: fault.Invalid} {
		s := open(t, database{config: sqlquery.Config{Name: "w", Path: path}}, map[string]string{"q": `SELECT name AS period, 1 AS value FROM sqlite_master`})
		_, err := s.Readings(t.Context(), request("q"))
		require.Equal(t, want, fault.KindOf(err), path)
		require.NotEmpty(t, fault.Next(err))
	}
	_, err := os.Stat(filepath.Join(dir, "gone.db"))
	require.ErrorIs(t, err, os.ErrNotExist, "looking creates nothing")

	s := open(t, database{config: sqlquery.Config{Name: "w", Path: onSQLite(t, tables...).config.Path}}, map[string]string{
		"vast": `SELECT '2026-03-02' AS period, hex(zeroblob(900000000)) AS value`,
		"hog":  `WITH RECURSIVE d(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM d) SELECT '2026-03-02' AS period, count(*) AS value FROM d`,
	})
	_, err = s.Readings(t.Context(), request("vast"))
	require.ErrorContains(t, err, "too big")
	require.Equal(t, connectors.Permanent, connectors.ClassOf(err))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = s.Readings(ctx, request("hog"))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Equal(t, connectors.Retry, connectors.ClassOf(err))
}

func TestTimeZones(t *testing.T) {
	t.Parallel()
	s := open(t, onPostgres(t, `CREATE TABLE e (at TIMESTAMPTZ)`, `INSERT INTO e VALUES ('2026-03-01 23:30:00-02:00'), ('2026-03-08 23:30:00+01:00')`), map[string]string{
		"utc":      `SELECT date_trunc('week', at) AS period, count(*) AS value FROM e WHERE at >= :from AND at < :to GROUP BY 1`,
		"auckland": `SELECT date_trunc('week', at AT TIME ZONE 'Pacific/Auckland') AS period, count(*) AS value FROM e WHERE at >= :from::date - 1 AND at < :to GROUP BY 1`,
		"exact":    `SELECT date '2026-03-02' AS period, 0.1::numeric(40,20) + 123456789.123456789 AS value`,
		"nan":      `SELECT date '2026-03-02' AS period, 'NaN'::float8 AS value`,
		"never":    `SELECT 'infinity'::date AS period, 1 AS value`,
	})
	starts := func(query string) (out []string) {
		got, err := s.Readings(t.Context(), request(query))
		require.NoError(t, err)
		for _, r := range got.Readings {
			out = append(out, fmt.Sprint(r.Start.Format(time.DateOnly), " ", r.Value))
		}
		return out
	}
	require.Equal(t, []string{"2026-03-02 2"}, starts("utc"))
	require.Equal(t, []string{"2026-03-02 1", "2026-03-09 1"}, starts("auckland"))
	require.Equal(t, []string{fmt.Sprint("2026-03-02 ", 123456789.223456789)}, starts("exact"))
	for _, query := range []string{"nan", "never"} {
		_, err := s.Readings(t.Context(), request(query))
		require.Equal(t, fault.Invalid, fault.KindOf(err), "%s: %v", query, err)
	}
}
