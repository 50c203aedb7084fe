package store_test

import (
	"database/sql"
	"flag"
	"maps"
	"os"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // for sql.Open
	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/pgtest"
	"github.com/plumbline-dev/plumb/internal/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

const schemaFile = "migrations/postgres.schema"

// TestPostgresSchemaFile keeps the list that a database is compared with in step with the migrations.
func TestPostgresSchemaFile(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{"server": pgtest.Server(t), "newest server": pgtest.Vector(t)} {
		lines := store.SchemaLines(t.Context(), t, openURL(t, address))
		if *update {
			require.NoError(t, os.WriteFile(schemaFile, []byte(lines), 0o600))
		}
		want, err := os.ReadFile(schemaFile)
		require.NoError(t, err)
		require.Equal(t, string(want), lines, "on the %s; run go test -update ./internal/store", name)
	}
}

// TestSchemasAgree holds the tables and guards of the two databases against each other.
func TestSchemasAgree(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	open(t, path)
	file := raw(t, path)
	address := pgtest.Server(t)
	openURL(t, address)
	server := rawURL(t, address)

	const columnsOfFile = `SELECT m.name || '.' || c.name, c.type || CASE WHEN c."notnull" THEN ' not null' ELSE '' END
		FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT IN ('goose_db_version', 'sqlite_sequence')`
	const columnsOfServer = `SELECT table_name || '.' || column_name, CASE data_type WHEN 'bytea' THEN 'BLOB' ELSE upper(data_type) END
			|| CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
		FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'goose_db_version'`
	require.Equal(t, pairs(t, file, columnsOfFile), pairs(t, server, columnsOfServer))

	guardsOfFile := pairs(t, file, `SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'`)
	guardsOfServer := pairs(t, server, `SELECT tgname::text, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal`)
	for name, table := range maps.Clone(guardsOfFile) {
		if strings.HasSuffix(name, "_are_added_once") && guardsOfServer[name] == "" {
			delete(guardsOfFile, name) // a primary key does it: there is no INSERT OR REPLACE
		}
		if emptied := table + "_are_not_emptied"; guardsOfServer[emptied] != "" {
			guardsOfFile[emptied] = table // SQLite has no TRUNCATE
		}
	}
	guardsOfFile["audit_is_not_emptied"] = "audit"
	require.Equal(t, guardsOfFile, guardsOfServer)

	const indexesOfFile = `SELECT name, tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`
	const indexesOfServer = `SELECT indexname::text, tablename::text FROM pg_indexes
		WHERE schemaname = current_schema() AND indexname NOT LIKE '%\_pkey'`
	require.Equal(t, pairs(t, file, indexesOfFile), pairs(t, server, indexesOfServer))
}

func TestSchemaProblemsOnPostgres(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ statement, says string }{
		"trigger dropped":      {`DROP TRIGGER audit_is_not_removed ON audit`, "the trigger audit_is_not_removed of the database is gone"},
		"trigger switched off": {`ALTER TABLE audit DISABLE TRIGGER audit_is_not_removed`, "the trigger audit_is_not_removed of the database was changed"},
		"index dropped":        {`DROP INDEX versions_by_content`, "the index versions_by_content of the database is gone"},
		"function hollowed out": {
			`CREATE OR REPLACE FUNCTION plumb_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
			"the function plumb_refuse() of the database was changed",
		},
		"rule added":        {`CREATE RULE quiet AS ON DELETE TO audit DO INSTEAD NOTHING`, "the table audit of the database was changed"},
		"row security":      {`ALTER TABLE audit ENABLE ROW LEVEL SECURITY`, "the table audit of the database was changed"},
		"check dropped":     {`ALTER TABLE versions DROP CONSTRAINT versions_state_check`, "the table versions of the database was changed"},
		"column added":      {`ALTER TABLE audit ADD COLUMN note TEXT`, "the table audit of the database was changed"},
		"table added":       {`CREATE TABLE songs (title TEXT)`, "the database has a table songs that plumb did not make"},
		"view added":        {`CREATE VIEW songs AS SELECT 1`, "the database has a view songs that plumb did not make"},
		"function added":    {`CREATE FUNCTION sing() RETURNS int LANGUAGE sql AS 'SELECT 1'`, "the database has a function sing() that plumb did not make"},
		"vectors are fine":  {`CREATE TABLE ` + store.VectorTable + ` (model_id TEXT, embedding BYTEA, PRIMARY KEY (model_id))`, ""},
		"elsewhere is fine": {`CREATE SCHEMA music; CREATE TABLE music.songs (title TEXT)`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := pgtest.Server(t)
			s := openURL(t, address)
			_, err := rawURL(t, address).ExecContext(t.Context(), c.statement)
			require.NoError(t, err)
			problems, err := s.SchemaProblems(t.Context())
			require.NoError(t, err)
			if c.says == "" {
				require.Empty(t, problems)
				return
			}
			require.Equal(t, []string{c.says}, problems)
		})
	}
}

// rawURL opens the database past the store, as somebody with a database tool would.
func rawURL(t testing.TB, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", address)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func pairs(t testing.TB, db *sql.DB, query string) map[string]string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	all := map[string]string{}
	for rows.Next() {
		var name, value string
		require.NoError(t, rows.Scan(&name, &value))
		all[name] = value
	}
	require.NoError(t, rows.Err())
	require.NotEmpty(t, all)
	return all
}
