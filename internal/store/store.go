// Package store keeps transcripts, versions of sheets and the audit log in a SQL database. It implements the port
// [register.Store] with one set of portable SQL (numbered placeholders, text ids, times as UTC microseconds, JSON as
// text). What is particular to SQLite stands in sqlite.go, migrate.go, health.go and the migrations.
package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/plumbline-dev/plumb/agent/register"
)

var _ register.Store = (*Store)(nil)

// Config says where the database is.
type Config struct {
	// Path is the database file. It is created, with its folder, when it is missing.
	Path string
	// BusyTimeout is how long to wait for another process that holds the database; 0 means five seconds.
	BusyTimeout time.Duration
}

const defaultBusyTimeout = 5 * time.Second

// Store keeps everything that plumb must not forget. It is safe for concurrent use, and several processes may have
// the same database open. Every change is on the disk when its method returns.
type Store struct {
	path  string
	write *sql.DB // one connection, so that writers of this process queue up instead of polling the lock
	read  *sql.DB
}

// Open opens the database, creates it when there is none, and brings an older one up to date. One that is up to date and
// may not be written to can be read; every change of it fails with Unavailable. Open fails with Unavailable when the
// database is locked or would have to be written to and cannot be, and with Invalid when the file is damaged, belongs to
// another program, or was written by a newer plumb.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	const op = "store.open"
	if cfg.BusyTimeout == 0 {
		cfg.BusyTimeout = defaultBusyTimeout
	}
	path, err := prepareFile(cfg.Path)
	if err != nil {
		return nil, err
	}
	writer := dsn{path: path, busyTimeout: cfg.BusyTimeout}
	write, err := openCurrent(ctx, writer)
	if writeProtected(err) {
		writer = asReadOnly(writer)
		write, err = openCurrent(ctx, writer)
	}
	if err != nil {
		return nil, describe(err, op, path)
	}
	reader := writer
	reader.queryOnly = true
	read, err := openDB(reader, readConnections)
	if err != nil {
		return nil, describe(errors.Join(err, write.Close()), op, path)
	}
	return &Store{path: path, write: write, read: read}, nil
}

// asReadOnly gives the way to read a database that may not be written to. Without a write-ahead log beside it nobody has
// it open, and it is read as it lies: SQLite would otherwise want to put its lock file there.
func asReadOnly(d dsn) dsn {
	d.readOnly = true
	info, err := os.Stat(d.path + "-wal")
	d.immutable = errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0
	return d
}

// readConnections bounds the connections that read at the same time; each holds a page cache of about 2 MB.
const readConnections = 4

// Close releases the database.
func (s *Store) Close() error {
	return describe(errors.Join(s.read.Close(), s.write.Close()), "store.close", s.path)
}

// inTx runs do in a transaction that holds the write lock from its start, and commits unless do fails.
func (s *Store) inTx(ctx context.Context, op string, do func(tx *sql.Tx) error) (err error) {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return describe(err, op, s.path)
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback() // the first error is the one to report
		}
	}()
	if err := do(tx); err != nil {
		return describe(err, op, s.path)
	}
	return describe(tx.Commit(), op, s.path)
}

// querier is what a read of one row needs of a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}
