package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// object names a table, index, trigger or view of a database.
type object struct{ kind, name string }

// SchemaProblems tells what of the tables, indexes and triggers is not as plumb made it, a sentence each: the triggers
// keep the history from being rewritten, and what plumb did not make may do anything.
func (s *Store) SchemaProblems(ctx context.Context) ([]string, error) {
	const op = "store.schema_problems"
	want, err := freshSchema(ctx)
	if err != nil {
		return nil, describe(err, op, s.path)
	}
	have, err := schemaObjects(ctx, s.read)
	if err != nil {
		return nil, describe(err, op, s.path)
	}
	var problems []string
	for _, o := range slices.SortedFunc(maps.Keys(want), compareObjects) {
		switch text, kept := have[o]; {
		case !kept:
			problems = append(problems, fmt.Sprintf("the %s %s of the database is gone", o.kind, o.name))
		case text != want[o]:
			problems = append(problems, fmt.Sprintf("the %s %s of the database was changed", o.kind, o.name))
		}
	}
	for _, o := range slices.SortedFunc(maps.Keys(have), compareObjects) {
		if _, known := want[o]; !known {
			problems = append(problems, fmt.Sprintf("the database has a %s %s that plumb did not make", o.kind, o.name))
		}
	}
	return problems, nil
}

func compareObjects(a, b object) int {
	return strings.Compare(a.kind+" "+a.name, b.kind+" "+b.name)
}

// freshSchema gives the schema of a database that was made just now, in memory.
func freshSchema(ctx context.Context) (map[object]string, error) {
	files, err := migrationFiles()
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }() // nothing of it is kept
	db.SetMaxOpenConns(1)             // each connection would have a memory of its own
	if err := applyMigrations(ctx, db, files); err != nil {
		return nil, err
	}
	return schemaObjects(ctx, db)
}

// schemaObjects gives the statements that made the objects of a database, without the ones that SQLite and goose keep
// for themselves.
func schemaObjects(ctx context.Context, db *sql.DB) (map[object]string, error) {
	rows, err := db.QueryContext(ctx, `SELECT type, name, sql FROM sqlite_master
		WHERE substr(name, 1, 7) <> 'sqlite_' AND name <> 'goose_db_version'`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // what matters of it, rows.Err gives
	all := map[object]string{}
	for rows.Next() {
		var o object
		var text sql.NullString
		if err := rows.Scan(&o.kind, &o.name, &text); err != nil {
			return nil, err
		}
		all[o] = text.String
	}
	return all, rows.Err()
}
