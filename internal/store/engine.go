package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// engine is what differs between the databases.
type engine interface {
	// begin starts a transaction that holds the one lock for writing until it ends. So the audit log is extended by one
	// writer at a time, and what a writer has read does not change under its hands.
	begin(ctx context.Context, db *sql.DB) (*sql.Tx, error)
	// describe maps an error of the database onto the error of plumb, once, at the edge of the store. An error that is a
	// fault already passes unchanged.
	describe(err error, op string) error
	// schemaVersion gives the number of the newest migration that a database has, 0 for an empty one. It refuses a
	// database that another program made.
	schemaVersion(ctx context.Context, db *sql.DB) (int64, error)
	// schemaMade gives the tables, indexes, triggers and so on as plumb makes them, schemaKept those that a database has.
	schemaMade(ctx context.Context) (map[object]string, error)
	schemaKept(ctx context.Context, db *sql.DB) (map[object]string, error)
	// inspect looks for damage and for what only this database can tell.
	inspect(ctx context.Context, db *sql.DB) (Health, error)
	// release gives back what Open took besides the connections.
	release() error
}

const lookCloser = "Run `plumb doctor` to see whether the database is sound."

// interrupted reports whether the caller gave up.
func interrupted(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || sqliteInterrupted(err) || postgresInterrupted(err)
}

// failedInside reports whether the database itself failed, and not the reading of what it answered.
func failedInside(err error) bool { return sqliteFailed(err) || postgresFailed(err) }

// lockedOut reports whether somebody else holds a lock that was needed.
func lockedOut(err error) bool { return sqliteLocked(err) || postgresLocked(err) }

// common gives the fault of an error that means the same in every database, nil for another one.
func common(err error, op string) error {
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	if interrupted(err) {
		return fault.Wrap(err, fault.Unavailable, op, "the work was interrupted", "Repeat it: nothing was half written.")
	}
	return nil
}
