package pgvec

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// EnsureSchema makes the extension and the table where they are not there yet. Where they are, it needs no right to make any. It fails with kind Unavailable when the server does not
// have the extension or the user may not create it: the exact scan does without.
func (x *Index) EnsureSchema(ctx context.Context) error {
	var there bool
	err := x.pool.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, Table).Scan(&there)
	if err != nil || there {
		return failed(err, "looking for the vector index")
	}
	err = x.inTx(ctx, func(tx pgx.Tx) error {
		// Two servers that start at once would both try to create.
		for _, statement := range []string{
			`SELECT pg_advisory_xact_lock(hashtext('semantic_vectors'))`,
			`CREATE EXTENSION IF NOT EXISTS vector`,
			`CREATE TABLE IF NOT EXISTS semantic_vectors (
				model_id  TEXT NOT NULL,
				key       TEXT NOT NULL,
				text_hash TEXT NOT NULL,
				embedding vector NOT NULL,
				PRIMARY KEY (model_id, key))`,
		} {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
	return failed(err, "making the vector index")
}

// The codes of PostgreSQL that say what to do: https://www.postgresql.org/docs/current/errcodes-appendix.html.
const (
	insufficientPrivilege = "42501"
	featureNotSupported   = "0A000" // an extension that the server does not have
	undefinedFile         = "58P01" // the same, before PostgreSQL 15
	noSchema              = "3F000" // none, that is, that the user may see
	undefinedTable        = "42P01"
	undefinedObject       = "42704" // a type that the extension brings
	undefinedFunction     = "42883"
)

// failed gives an error of the database as one of plumb. Errors of plumb, and nil, stay as they are.
func failed(err error, doing string) error {
	const op = "pgvec"
	if _, known := errors.AsType[*fault.Error](err); known || err == nil {
		return err
	}
	refused, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return fault.Wrap(err, fault.Unavailable, op, doing, "Check that the database is running and can be reached: plumb doctor")
	}
	switch refused.Code {
	case featureNotSupported, undefinedFile:
		return fault.Wrap(err, fault.Unavailable, op, doing,
			"Install pgvector 0.8.4 or later on the database server (https://github.com/pgvector/pgvector). Until then plumb compares vectors itself.")
	case insufficientPrivilege, noSchema:
		return fault.Wrap(err, fault.Unavailable, op, doing,
			"Ask who runs the database to do this once in plumb's database: CREATE EXTENSION vector; GRANT USAGE, CREATE ON SCHEMA public TO the user that plumb logs in as;")
	case undefinedTable, undefinedObject, undefinedFunction:
		return fault.Wrap(err, fault.Unavailable, op, doing, "The vector index is not set up: run plumb doctor, then plumb metrics reindex.")
	}
	return fault.Wrap(err, fault.Unavailable, op, doing, "Run plumb doctor to see what is wrong with the database.")
}

func noRows(err error) bool { return errors.Is(err, pgx.ErrNoRows) }
