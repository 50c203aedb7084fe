package store

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

// bringUpToDate gives the database the newest schema. When it has that already, it costs two short queries.
func (e postgresServer) bringUpToDate(ctx context.Context, db *sql.DB) error {
	files, err := migrationFiles("postgres")
	if err != nil {
		return err
	}
	newest, err := newestSchema(files)
	if err != nil {
		return err
	}
	have, err := e.schemaVersion(ctx, db)
	switch {
	case err != nil:
		return err
	case have > newest:
		return tooNew(e.name, have, newest, "name another database with PLUMB_DATABASE")
	case have == newest:
		return nil
	}
	return applyMigrations(ctx, goose.DialectPostgres, db, files, goose.WithSessionLocker(migrationLock{e.milliseconds()}))
}

// migrationLock lets one process after the other migrate; the later ones find the work done. It belongs to a connection and
// ends with it.
type migrationLock struct{ patience string }

// SessionLock takes the lock for a connection.
func (l migrationLock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, `SELECT set_config('lock_timeout', $1, false)`, l.patience); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, migrateLock)
	return err
}

// SessionUnlock gives the lock back.
func (migrationLock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, migrateLock); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, `RESET lock_timeout`)
	return err
}

func (e postgresServer) schemaVersion(ctx context.Context, db *sql.DB) (int64, error) {
	return appliedSchema(ctx, db,
		`SELECT COUNT(*), COUNT(*) FILTER (WHERE relname = 'goose_db_version') FROM pg_class c
		 WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
		   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`,
		notOurs(e.name, "Give plumb a database of its own: createdb plumb"))
}
