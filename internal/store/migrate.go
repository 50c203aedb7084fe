package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"github.com/plumbline-dev/plumb/internal/fault"
)

//go:embed migrations/sqlite/*.sql
var migrations embed.FS

func migrationFiles() (fs.FS, error) { return fs.Sub(migrations, "migrations/sqlite") }

// openCurrent opens the database for writing, with the newest schema. When the schema is the newest already, that costs
// two short queries.
func openCurrent(ctx context.Context, d dsn) (*sql.DB, error) {
	files, err := migrationFiles()
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
	have, err := schemaOf(ctx, db, d.path)
	if err == nil && have == newest {
		return db, nil
	}
	if err == nil && have > newest {
		err = fault.Newf(fault.Invalid, "store.open",
			"the database %s was written by a newer plumb (its schema is %d, this plumb knows %d)", d.path, have, newest).
			Do("Install the newest plumb, or choose another folder with PLUMB_HOME.")
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
	return applyMigrations(ctx, db, files)
}

// applyMigrations brings the schema of a database up to date that nobody else changes meanwhile.
func applyMigrations(ctx context.Context, db *sql.DB, files fs.FS) error {
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// newestSchema gives the number of the last migration. A file is called NUMBER_NAME.sql.
func newestSchema(files fs.FS) (int64, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return 0, err
	}
	newest := int64(0)
	for _, name := range names {
		number, _, _ := strings.Cut(name, "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, err
		}
		newest = max(newest, n)
	}
	return newest, nil
}

// schemaOf gives the number of the newest migration that a database has, 0 for an empty one. It refuses a database
// that another program made.
func schemaOf(ctx context.Context, db *sql.DB, path string) (int64, error) {
	var tables, versioned int64
	err := db.QueryRowContext(ctx,
		`SELECT COUNT(*), COALESCE(SUM(name = 'goose_db_version'), 0) FROM sqlite_master WHERE type = 'table'`).
		Scan(&tables, &versioned)
	switch {
	case err != nil:
		return 0, err
	case tables == 0:
		return 0, nil
	case versioned == 0:
		return 0, fault.Newf(fault.Invalid, "store.open", "%s is a database of another program", path).
			Do("Move it away, or choose another folder with PLUMB_HOME.")
	}
	var version sql.NullInt64
	err = db.QueryRowContext(ctx, `SELECT MAX(version_id) FROM goose_db_version WHERE is_applied = 1`).Scan(&version)
	return version.Int64, err
}
