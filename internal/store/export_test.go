package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// WriteLock is the key of the lock for writing on a server.
const WriteLock = writeLock

// Writer gives the connection that writes, for tests that put it into a particular state.
func (s *Store) Writer() *sql.DB { return s.write }

// Describe is the mapping of errors of SQLite.
func Describe(err error) error { return sqliteFile{"plumb.db"}.describe(err, "test") }

// DescribePostgres is the mapping of errors of PostgreSQL.
func DescribePostgres(err error) error {
	return postgresServer{name: "plumb at db.example:5432"}.describe(err, "test")
}

// SchemaLines gives the objects of a database as the file that it is compared with has them.
func SchemaLines(ctx context.Context, t testing.TB, s *Store) string {
	t.Helper()
	kept, err := s.schemaKept(ctx, s.read)
	require.NoError(t, err)
	var lines strings.Builder
	for _, o := range slices.SortedFunc(maps.Keys(kept), compareObjects) {
		fmt.Fprintf(&lines, "%s %s %q\n", o.kind, o.name, kept[o])
	}
	return lines.String()
}
