package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// openCurrent opens the database for writing, with the newest schema. When the schema is the newest already, that costs
// two short queries.
func (e sqliteFile) openCurrent(ctx context.Context, d dsn) (*sql.DB, error) {
	files, err := migrationFiles("sqlite")
	if err != nil {
		return nil, err
	}
	newest, err := newestSchema(files)
	if err != nil {
		return nil, err
	}
	db, err := openDB(d, 1)
	if err != nil {
		return nil, err
	}
	have, err := e.schemaVersion(ctx, db)
	if err == nil && have == newest {
		return db, nil
	}
	if err == nil && have > newest {
		err = tooNew(d.path, have, newest, "choose another folder with PLUMB_HOME")
	}
	if err == nil && d.readOnly {
		err = fault.Newf(fault.Unavailable, "store.open",
			"the database %s was written by an older plumb, and it cannot be brought up to date: it may not be written to", d.path).
			Do("Give yourself write permission to the file and its folder, then run the command again.")
	}
	// The connection goes before the schema changes: it would stand in the way of the lock.
	if err := errors.Join(err, db.Close()); err != nil {
		return nil, err
	}
	if err := migrate(ctx, d, files); err != nil {
		return nil, err
	}
	return openDB(d, 1)
}

// migrate brings the schema up to date under a lock of the whole database. SQLite itself holds the lock: so it ends
// with the process, and of two processes that start together the second one waits and finds the work done.
func migrate(ctx context.Context, d dsn, files fs.FS) error {
	d.exclusive = true
	db, err := openDB(d, 1)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // what was migrated is committed
	// The exclusive mode keeps the lock that this empty transaction takes.
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := tx.Rollback(); err != nil {
		return err
	}
	return applyMigrations(ctx, goose.DialectSQLite3, db, files)
}

func (e sqliteFile) schemaVersion(ctx context.Context, db *sql.DB) (int64, error) {
	return appliedSchema(ctx, db,
		`SELECT COUNT(*), COALESCE(SUM(name = 'goose_db_version'), 0) FROM sqlite_master WHERE type = 'table'`,
		notOurs(e.path, "Move it away, or choose another folder with PLUMB_HOME."))
}
