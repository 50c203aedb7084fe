package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// postgresServer is the engine of a database on a PostgreSQL server.
type postgresServer struct {
	name     string // for messages; never with a password
	pool     *pgxpool.Pool
	patience time.Duration // for locks
}

// connectTimeout bounds the wait for a server that does not answer, unless the URL has a connect_timeout.
const connectTimeout = 10 * time.Second

func openPostgres(ctx context.Context, cfg Config) (*Store, error) {
	const op = "store.open"
	pool, err := newPool(ctx, cfg.URL)
	if err != nil {
		return nil, err
	}
	engine := postgresServer{name: nameOf(pool.Config()), pool: pool, patience: cfg.BusyTimeout}
	s := &Store{engine: engine, write: stdlib.OpenDBFromPool(pool), read: stdlib.OpenDBFromPool(pool)}
	s.write.SetMaxOpenConns(1)
	if err := engine.bringUpToDate(ctx, s.read); err != nil {
		return nil, errors.Join(engine.describe(err, op), s.Close())
	}
	return s, nil
}

// execMode is the parameter of a URL that says how statements are sent. Unless it is there, none is prepared under a name:
// poolers such as PgBouncer, and servers with one backend for everybody, hand a connection on with the names that are taken.
const execMode = "default_query_exec_mode"

// newPool makes a pool of connections without connecting yet. What the driver says about a URL that it cannot read is left
// out of the error: it may hold the password.
func newPool(ctx context.Context, address string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fault.New(fault.Invalid, "store.open", "the URL of the database cannot be read",
			"Write it as postgres://USER:PASSWORD@HOST:5432/DATABASE, with % and two hex digits for special characters in the password.")
	}
	if cfg.ConnConfig.ConnectTimeout == 0 {
		cfg.ConnConfig.ConnectTimeout = connectTimeout
	}
	if cfg.ConnConfig.RuntimeParams["application_name"] == "" {
		cfg.ConnConfig.RuntimeParams["application_name"] = "plumb"
	}
	if !strings.Contains(address, execMode) {
		cfg.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "store.open", "no connections to the database "+nameOf(cfg)+" can be made", "")
	}
	return pool, nil
}

// nameOf says which database is meant, as "plumb at db.example:5432".
func nameOf(cfg *pgxpool.Config) string {
	c := cfg.ConnConfig
	if strings.HasPrefix(c.Host, "/") {
		return c.Database + " at " + c.Host
	}
	return c.Database + " at " + net.JoinHostPort(c.Host, fmt.Sprint(c.Port))
}

// Pool gives the connections to the PostgreSQL server, for what is stored there besides; nil when the database is a file.
// They end with the store.
func (s *Store) Pool() *pgxpool.Pool {
	if server, ok := s.engine.(postgresServer); ok {
		return server.pool
	}
	return nil
}

// Keys of the advisory locks of a database: "plumb" in ASCII, and the purpose.
const (
	writeLock   int64 = 0x706c756d62<<8 + 1
	migrateLock int64 = 0x706c756d62<<8 + 2
)

// begin implements engine. The level is that at which a statement sees what was committed before it began: so everything
// after the lock sees what the writer before has done. It does not depend on how the server is set up.
func (e postgresServer) begin(ctx context.Context, db *sql.DB) (*sql.Tx, error) {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return nil, err
	}
	if err := e.lock(ctx, tx); err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	return tx, nil
}

func (e postgresServer) lock(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, `SELECT set_config('lock_timeout', $1, true)`, e.milliseconds()); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, writeLock)
	return err
}

func (e postgresServer) milliseconds() string { return fmt.Sprint(max(e.patience.Milliseconds(), 1)) }

func (e postgresServer) release() error {
	e.pool.Close()
	return nil
}

// inspect asks for the version of the server, and whether vectors can be kept and searched there.
func (postgresServer) inspect(ctx context.Context, db *sql.DB) (Health, error) {
	var h Health
	var version string
	err := db.QueryRowContext(ctx,
		`SELECT current_setting('server_version'),
			COALESCE((SELECT extversion FROM pg_extension WHERE extname = 'vector'),
				(SELECT default_version FROM pg_available_extensions WHERE name = 'vector'), '')`).Scan(&version, &h.Vector)
	number, _, _ := strings.Cut(version, " ") // distributors append their own
	h.Server = "PostgreSQL " + number
	return h, err
}

// Codes of refusals, from appendix A of PostgreSQL's manual.
const (
	noSuchDatabase        = "3D000"
	readOnlyTransaction   = "25006"
	serializationFailure  = "40001"
	deadlock              = "40P01"
	noSuchStatement       = "26000"
	insufficientPrivilege = "42501"
	statementTaken        = "42P05"
	tooManyConnections    = "53300"
	lockNotAvailable      = "55P03"
	queryCanceled         = "57014"
	dataCorrupted         = "XX001"
	indexCorrupted        = "XX002"
)

// ofClass reports whether a code is of a class: 08 is a broken connection, 28 a refused login, 53 a lack of resources,
// 57 the intervention of an operator, such as a shutdown.
func ofClass(code, class string) bool { return strings.HasPrefix(code, class) }

func (e postgresServer) describe(err error, op string) error {
	if err == nil {
		return nil
	}
	if known := common(err, op); known != nil {
		return known
	}
	code := sqlState(err)
	switch {
	case postgresLocked(err):
		return fault.Wrap(err, fault.Unavailable, op, "somebody else is writing to the database "+e.name,
			"Wait until the other plumb command has finished, and try again: nothing was half written.")
	case code == "" && lost(err), ofClass(code, "08"), ofClass(code, "57"), code == tooManyConnections:
		return fault.Wrap(err, fault.Unavailable, op, "the database "+e.name+" cannot be reached",
			"Check that the server runs and can be reached from here, then repeat the command: nothing was half written.")
	case ofClass(code, "28"):
		return fault.Wrap(err, fault.Unauthorised, op, "the database "+e.name+" does not let this user in",
			"Check the user and the password in the setting database or in PLUMB_DATABASE.")
	case code == insufficientPrivilege:
		return fault.Wrap(err, fault.Unauthorised, op, "this user may not do that in the database "+e.name,
			"Make the user the owner of the database: ALTER DATABASE ... OWNER TO ...")
	case code == statementTaken, code == noSuchStatement:
		return fault.Wrap(err, fault.Invalid, op, "the database "+e.name+" is behind a pooler that mixes up prepared statements",
			"Remove "+execMode+" from the URL of the database: plumb then prepares none.")
	case code == noSuchDatabase:
		return fault.Wrap(err, fault.Invalid, op, "there is no database "+e.name,
			"Make it with createdb, or correct the setting database or PLUMB_DATABASE.")
	case code == readOnlyTransaction:
		return fault.Wrap(err, fault.Unavailable, op, "the database "+e.name+" may not be written to",
			"It may be a standby: name the primary server in the setting database or in PLUMB_DATABASE.")
	case ofClass(code, "53"):
		return fault.Wrap(err, fault.Unavailable, op, "the server of the database "+e.name+" has no room left",
			"Free some disk space or memory there and repeat the command: nothing was half written.")
	case code == dataCorrupted, code == indexCorrupted:
		return fault.Wrap(err, fault.Invalid, op, "the database "+e.name+" is damaged", "Restore it from a backup.")
	case code == "":
		return fault.Wrap(err, fault.Internal, op, "the database "+e.name+" did not answer as expected", lookCloser)
	}
	return fault.Wrap(err, fault.Internal, op, "the database "+e.name+" refused an operation", lookCloser)
}

// sqlState gives the code with which the server refused, "" for an error of something else.
func sqlState(err error) string {
	if refusal, ok := errors.AsType[*pgconn.PgError](err); ok {
		return refusal.Code
	}
	return ""
}

// postgresLocked reports whether another transaction stood in the way.
func postgresLocked(err error) bool {
	switch sqlState(err) {
	case lockNotAvailable, deadlock, serializationFailure:
		return true
	}
	return false
}

func postgresInterrupted(err error) bool { return sqlState(err) == queryCanceled }

func postgresFailed(err error) bool { return sqlState(err) != "" || lost(err) }

// lost reports whether there was no connection to the server, or none any more.
func lost(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, driver.ErrBadConn) || pgconn.SafeToRetry(err)
}
