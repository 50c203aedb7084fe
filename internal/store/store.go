// Package store keeps transcripts, versions of sheets, definitions, aliases, proposals, fetched readings, calls of models and the audit log
// in a SQL database: SQLite in one file, or a PostgreSQL server. It implements the ports [register.Store], [glossary.Store],
// [agent.ProposalStore], [readings.Store], [semantic.Vectors] and [model.Ledger] with one set of portable SQL (numbered placeholders, text ids, times as UTC microseconds, JSON as text). What is particular to a
// database stands in the files that begin with its name and in its migrations.
package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/semantic"
)

var (
	_ register.Store      = (*Store)(nil)
	_ glossary.Store      = (*Store)(nil)
	_ agent.ProposalStore = (*Store)(nil)
	_ readings.Store      = (*Store)(nil)
	_ semantic.Vectors    = (*Store)(nil)
	_ model.Ledger        = (*Store)(nil)
)

// Config says where the database is.
type Config struct {
	// URL names a database on a PostgreSQL server, as postgres://USER:PASSWORD@HOST/DATABASE with the parameters of libpq and
	// pgxpool. It comes before Path.
	URL string
	// Path is the file of a SQLite database. It is created, with its folder, when it is missing.
	Path string
	// BusyTimeout is how long to wait for somebody else who writes to the database; 0 means five seconds.
	BusyTimeout time.Duration
}

const defaultBusyTimeout = 5 * time.Second

// Store keeps everything that plumb must not forget. It is safe for concurrent use, and several processes may have
// the same database open. Every change is on the disk when its method returns.
type Store struct {
	engine
	write *sql.DB // one connection, so that writers of this process queue up instead of competing for the lock
	read  *sql.DB
}

// Open opens the database, creates it when there is none, and brings an older one up to date. One that is up to date and
// may not be written to can be read; every change of it fails with Unavailable. Open fails with Unavailable when the
// database is locked, cannot be reached or would have to be written to and cannot be, with Unauthorised when the server
// refuses the user, and with Invalid when it is damaged, belongs to another program, or was written by a newer plumb.
// No error shows the password of a URL.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if cfg.BusyTimeout == 0 {
		cfg.BusyTimeout = defaultBusyTimeout
	}
	if cfg.URL != "" {
		return openPostgres(ctx, cfg)
	}
	return openSQLite(ctx, cfg)
}

// Close releases the database.
func (s *Store) Close() error {
	return s.describe(errors.Join(s.read.Close(), s.write.Close(), s.release()), "store.close")
}

// inTx runs do in a transaction that holds the lock for writing from its start, and commits unless do fails.
func (s *Store) inTx(ctx context.Context, op string, do func(tx *sql.Tx) error) (err error) {
	tx, err := s.begin(ctx, s.write)
	if err != nil {
		return s.describe(err, op)
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback() // the first error is the one to report
		}
	}()
	if err := do(tx); err != nil {
		return s.describe(err, op)
	}
	return s.describe(tx.Commit(), op)
}

// querier is what a read of one row needs of a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}
