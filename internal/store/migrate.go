package store

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"github.com/plumbline-dev/plumb/internal/fault"
)

//go:embed migrations
var migrations embed.FS

// migrationFiles gives the migrations of a database.
func migrationFiles(engine string) (fs.FS, error) { return fs.Sub(migrations, "migrations/"+engine) }

// applyMigrations brings the schema of a database up to date.
func applyMigrations(ctx context.Context, dialect goose.Dialect, db *sql.DB, files fs.FS, options ...goose.ProviderOption) error {
	provider, err := goose.NewProvider(dialect, db, files, append(options, goose.WithDisableGlobalRegistry(true))...)
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

// newestApplied gives the number of the newest migration that a database has, 0 when it has none.
func newestApplied(ctx context.Context, db *sql.DB) (int64, error) {
	var version sql.NullInt64
	err := db.QueryRowContext(ctx, `SELECT MAX(version_id) FROM goose_db_version WHERE is_applied`).Scan(&version)
	return version.Int64, err
}

// appliedSchema gives the number of the newest migration that a database has, 0 for one without tables. The query counts
// its tables, and those that goose made; foreign is the error when others made them all.
func appliedSchema(ctx context.Context, db *sql.DB, count string, foreign error) (int64, error) {
	var tables, versioned int64
	err := db.QueryRowContext(ctx, count).Scan(&tables, &versioned)
	switch {
	case err != nil:
		return 0, err
	case tables == 0:
		return 0, nil
	case versioned == 0:
		return 0, foreign
	}
	return newestApplied(ctx, db)
}

// notOurs is the error of a database that another program made.
func notOurs(name, instead string) error {
	return fault.Newf(fault.Invalid, "store.open", "%s is a database of another program", name).Do("%s", instead)
}

// tooNew is the error of a database that this plumb does not understand.
func tooNew(name string, have, newest int64, instead string) error {
	return fault.Newf(fault.Invalid, "store.open",
		"the database %s was written by a newer plumb (its schema is %d, this plumb knows %d)", name, have, newest).
		Do("Install the newest plumb, or %s.", instead)
}
