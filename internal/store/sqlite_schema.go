package store

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

// schemaMade gives the schema of a database that was made just now, in memory.
func (e sqliteFile) schemaMade(ctx context.Context) (map[object]string, error) {
	files, err := migrationFiles("sqlite")
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }() // nothing of it is kept
	db.SetMaxOpenConns(1)             // each connection would have a memory of its own
	if err := applyMigrations(ctx, goose.DialectSQLite3, db, files); err != nil {
		return nil, err
	}
	return e.schemaKept(ctx, db)
}

// schemaKept gives the statements that made the objects of a database, without the ones that SQLite and goose keep
// for themselves.
func (sqliteFile) schemaKept(ctx context.Context, db *sql.DB) (map[object]string, error) {
	all := map[object]string{}
	return all, eachOf(ctx, db, func(row scanner) error {
		var o object
		var text sql.NullString
		err := row.Scan(&o.kind, &o.name, &text)
		all[o] = text.String
		return err
	}, `SELECT type, name, sql FROM sqlite_master WHERE substr(name, 1, 7) <> 'sqlite_' AND name <> 'goose_db_version'`)
}

// inspect has SQLite read all pages of the file.
func (sqliteFile) inspect(ctx context.Context, db *sql.DB) (Health, error) {
	const sound = "ok"
	var h Health
	err := eachOf(ctx, db, func(row scanner) error {
		var line string
		if err := row.Scan(&line); err != nil {
			return err
		}
		if line != sound {
			h.Damage = append(h.Damage, line)
		}
		return nil
	}, `PRAGMA quick_check(10)`)
	return h, err
}
