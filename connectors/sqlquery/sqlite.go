package sqlquery

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// sqliteFile is a database in a file. It is opened for reading, and told once more to change nothing.
type sqliteFile struct {
	name string
	path string
}

func (sqliteFile) dialect() dialect { return sqliteDialect }

func (sqliteFile) moment(t time.Time) string { return t.Format(time.DateTime) }

// lockPatience is how long a writer of the file is waited for.
const lockPatience = 5 * time.Second

func (e sqliteFile) open() (*sql.DB, error) {
	return sql.Open("sqlite", e.dsn())
}

// dsn names the file as the driver reads it.
func (e sqliteFile) dsn() string {
	q := url.Values{
		"mode":          {"ro"},
		"_query_only":   {"on"},
		"_defensive":    {"true"},
		"_dqs":          {"false"},
		"_busy_timeout": {fmt.Sprint(lockPatience.Milliseconds())},
		"_error_rc":     {"true"},
	}
	path := filepath.ToSlash(e.path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a Windows path starts with its drive
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// limit bounds the length of a text, which a query could otherwise make as long as the memory lasts.
func (sqliteFile) limit(c *sql.Conn) error {
	_, err := sqlite.Limit(c, sqlite3.SQLITE_LIMIT_LENGTH, mostBytes)
	return err
}

// prepare has nothing to do: the context ends what takes too long.
func (sqliteFile) prepare(context.Context, *sql.Tx, time.Duration) error { return nil }

// cautions has nothing to say: nobody can write through a file that is opened for reading.
func (sqliteFile) cautions(context.Context, *sql.Tx) ([]string, error) { return nil, nil }

// describe makes a fault of what the database says, see https://www.sqlite.org/rescode.html.
func (e sqliteFile) describe(err error) *fault.Error {
	const op = "sqlquery.ask"
	said, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return nil
	}
	if info, err := os.Stat(e.path); err == nil && !info.Mode().IsRegular() {
		return fault.Newf(fault.Invalid, op, "%s is not a file", e.path).Do("Look at the path of the source.")
	}
	const primary = 0xff // extended codes carry the primary one in their low byte
	switch said.Code() & primary {
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return e.cannotOpen()
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fault.Newf(fault.Unavailable, op, "the file of %s is being written to", e.name).Do("Try again when that has ended.")
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_FULL:
		return fault.Newf(fault.Unavailable, op, "the file of %s could not be read to its end", e.name).Do("Check the disk, and try again.")
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return fault.Newf(fault.Invalid, op, "%s is damaged or not a database of SQLite", e.path).Do("Look whether the path of the source is right.")
	case sqlite3.SQLITE_READONLY:
		return fault.Newf(fault.Invalid, op, "%s says: %s", e.name, said.Error()).Do("Have the query only read: nothing may be changed through plumb.")
	}
	return fault.Newf(fault.Invalid, op, "%s says: %s", e.name, said.Error()).Do("Correct the query in the configuration.")
}

func (e sqliteFile) cannotOpen() *fault.Error {
	const op = "sqlquery.open"
	if _, err := os.Stat(e.path); errors.Is(err, fs.ErrNotExist) {
		return fault.Newf(fault.NotFound, op, "the file %s of %s is not there", e.path, e.name).Do("Look at the path of the source.")
	}
	return fault.Newf(fault.Unauthorised, op, "%s cannot be read", e.path).Do("Give yourself the right to read it and, while its writer has it open, the files beside it.")
}
