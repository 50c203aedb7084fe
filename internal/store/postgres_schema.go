package store

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
)

// VectorTable is the table that the index on the vector extension makes for itself, where that extension is. It is no part
// of the schema: a database may have it or not.
const VectorTable = "semantic_vectors"

const postgresSchemaFile = "migrations/postgres.schema"

// schemaMade reads the list that a test keeps of what the migrations make. The server cannot be asked: it has no other
// database to compare with, and the user may not make one.
func (postgresServer) schemaMade(context.Context) (map[object]string, error) {
	content, err := migrations.ReadFile(postgresSchemaFile)
	if err != nil {
		return nil, err
	}
	all := map[object]string{}
	for lines := bufio.NewScanner(bytes.NewReader(content)); lines.Scan(); {
		words := strings.SplitN(lines.Text(), " ", 3)
		if len(words) != 3 {
			return nil, fmt.Errorf("%s has a line %q", postgresSchemaFile, lines.Text())
		}
		text, err := strconv.Unquote(words[2])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", postgresSchemaFile, err)
		}
		all[object{words[0], words[1]}] = text
	}
	return all, nil
}

// schemaKept describes what stands in the schema of plumb, without what belongs to an extension, to goose, or to the table
// of the vectors. The descriptions are the same whatever the schema is called and, as far as is known, in every release of
// the server.
func (postgresServer) schemaKept(ctx context.Context, db *sql.DB) (map[object]string, error) {
	all := map[object]string{}
	return all, eachOf(ctx, db, func(row scanner) error {
		var o object
		var text string
		err := row.Scan(&o.kind, &o.name, &text)
		all[o] = text
		return err
	}, `WITH own AS (
		SELECT c.* FROM pg_class c
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relname NOT IN ('goose_db_version', $1)
		  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
	)
	SELECT CASE WHEN relkind IN ('r', 'p', 'f') THEN 'table' ELSE 'view' END, relname::text,
		concat_ws(E'\n',
			CASE WHEN relkind = 'r' THEN NULL ELSE concat('relkind ', relkind) END,
			CASE WHEN relpersistence = 'p' THEN NULL ELSE concat('relpersistence ', relpersistence) END,
			CASE WHEN relrowsecurity THEN 'row security' END,
			(SELECT string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), l.collname,
					CASE WHEN a.attnotnull THEN 'not null' END, pg_get_expr(v.adbin, v.adrelid)), E'\n' ORDER BY a.attnum)
				FROM pg_attribute a
				LEFT JOIN pg_collation l ON l.oid = a.attcollation
				LEFT JOIN pg_attrdef v ON v.adrelid = a.attrelid AND v.adnum = a.attnum
				WHERE a.attrelid = own.oid AND a.attnum > 0 AND NOT a.attisdropped),
			(SELECT string_agg(x.conname || ' ' || pg_get_constraintdef(x.oid, true), E'\n' ORDER BY x.conname)
				FROM pg_constraint x WHERE x.conrelid = own.oid AND x.contype IN ('c', 'p', 'u', 'f', 'x')),
			(SELECT string_agg('rule ' || r.rulename, E'\n' ORDER BY r.rulename)
				FROM pg_rewrite r WHERE r.ev_class = own.oid AND r.rulename <> '_RETURN'))
		FROM own WHERE relkind IN ('r', 'p', 'f', 'v', 'm')
	UNION ALL
	SELECT 'index', own.relname::text, replace(pg_get_indexdef(own.oid), quote_ident(current_schema()) || '.', '')
		FROM own JOIN pg_index i ON i.indexrelid = own.oid
		WHERE i.indrelid IN (SELECT oid FROM own)
	UNION ALL
	SELECT 'trigger', t.tgname::text, concat_ws(' ', pg_get_triggerdef(t.oid, true), t.tgenabled)
		FROM pg_trigger t JOIN own ON own.oid = t.tgrelid WHERE NOT t.tgisinternal
	UNION ALL
	SELECT 'function', p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
		concat_ws(' ', n.lanname, p.prosecdef, p.provolatile, p.proconfig, p.prosrc)
		FROM pg_proc p JOIN pg_language n ON n.oid = p.prolang
		WHERE p.pronamespace = current_schema()::regnamespace
		  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')`,
		VectorTable)
}
