package store

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

// dsn is a data source name of the SQLite driver.
type dsn struct {
	path        string
	busyTimeout time.Duration
	queryOnly   bool
	readOnly    bool // open the file without the right to write to it
	immutable   bool // nobody writes to the file, so no lock and no file beside it is needed
	exclusive   bool // hold the lock of the whole database until the connection closes
}

// String gives the name as the driver reads it. The write-ahead log is a property of the file and is set once, by
// migrate; synchronous=FULL puts every commit on the disk before it is acknowledged.
func (d dsn) String() string {
	q := url.Values{
		"_busy_timeout": {fmt.Sprint(d.busyTimeout.Milliseconds())},
		"_synchronous":  {"FULL"},
		"_foreign_keys": {"on"},
		"_txlock":       {"immediate"},
		"_defensive":    {"true"},
		"_dqs":          {"false"},
		"_error_rc":     {"true"},
	}
	if d.queryOnly {
		q.Set("_query_only", "on")
	}
	if d.exclusive {
		q.Set("_pragma", "locking_mode(EXCLUSIVE)")
		q.Set("_journal_mode", "WAL")
	}
	if d.readOnly {
		q.Set("mode", "ro")
	}
	if d.immutable {
		q.Set("immutable", "1")
	}
	path := filepath.ToSlash(d.path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a Windows path starts with its drive
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

func openDB(d dsn, connections int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", d.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// prepareFile creates the database file and its folder, for this user only, and gives the absolute path.
func prepareFile(path string) (string, error) {
	const op = "store.open"
	if path == "" {
		return "", fault.New(fault.Invalid, op, "no database file was named", "Set PLUMB_HOME to a folder of your own.")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fault.Wrap(err, fault.Unavailable, op, "the folder of the database cannot be found",
			"Set PLUMB_HOME to the whole path of a folder of your own.")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", unusableFile(err, path)
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return "", fault.Newf(fault.Invalid, op, "%s is not a file that can hold a database", path).
			Do("Move it away, or choose another folder with PLUMB_HOME.")
	case err == nil:
		return path, nil
	case !errors.Is(err, fs.ErrNotExist):
		return "", unusableFile(err, path)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", unusableFile(err, path)
	}
	if err := f.Close(); err != nil {
		return "", unusableFile(err, path)
	}
	return path, nil
}

func unusableFile(err error, path string) error {
	return fault.Wrap(err, fault.Unavailable, "store.open", "the database "+path+" cannot be used",
		"Check that you may write to its folder and that the disk is not full, or choose another folder with PLUMB_HOME.")
}

// sqliteFile is the engine of a database in a file.
type sqliteFile struct{ path string }

func openSQLite(ctx context.Context, cfg Config) (*Store, error) {
	const op = "store.open"
	path, err := prepareFile(cfg.Path)
	if err != nil {
		return nil, err
	}
	engine := sqliteFile{path}
	writer := dsn{path: path, busyTimeout: cfg.BusyTimeout}
	write, err := engine.openCurrent(ctx, writer)
	if writeProtected(err) {
		writer = asReadOnly(writer)
		write, err = engine.openCurrent(ctx, writer)
	}
	if err != nil {
		return nil, engine.describe(err, op)
	}
	reader := writer
	reader.queryOnly = true
	read, err := openDB(reader, readConnections)
	if err != nil {
		return nil, engine.describe(errors.Join(err, write.Close()), op)
	}
	return &Store{engine: engine, write: write, read: read}, nil
}

// asReadOnly gives the way to read a database that may not be written to. Without a write-ahead log beside it nobody has
// it open, and it is read as it lies: SQLite would otherwise want to put its lock file there.
func asReadOnly(d dsn) dsn {
	d.readOnly = true
	info, err := os.Stat(d.path + "-wal")
	d.immutable = errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0
	return d
}

// readConnections bounds the connections that read at the same time; each holds a page cache of about 2 MB.
const readConnections = 4

// begin implements engine: every transaction of the writing connection takes the lock at its start, see dsn.
func (sqliteFile) begin(ctx context.Context, db *sql.DB) (*sql.Tx, error) {
	return db.BeginTx(ctx, nil)
}

func (sqliteFile) release() error { return nil }

func (e sqliteFile) describe(err error, op string) error {
	if err == nil {
		return nil
	}
	if known := common(err, op); known != nil {
		return known
	}
	if sqliteLocked(err) {
		return fault.Wrap(err, fault.Unavailable, op, "the database "+e.path+" is locked by another process",
			"Wait until the other plumb command has finished, or end the program that holds the file, and try again.")
	}
	if writeProtected(err) {
		return fault.Wrap(err, fault.Unavailable, op, "the database "+e.path+" may not be written to",
			"Give yourself write permission to the file and its folder, or choose another folder with PLUMB_HOME.")
	}
	switch primaryCode(err) {
	case sqlite3.SQLITE_OK:
		return fault.Wrap(err, fault.Internal, op, "the database "+e.path+" did not answer as expected", lookCloser)
	case sqlite3.SQLITE_FULL:
		return fault.Wrap(err, fault.Unavailable, op, "there is no room left for the database "+e.path,
			"Free some disk space and repeat the command: nothing was half written.")
	case sqlite3.SQLITE_IOERR:
		return fault.Wrap(err, fault.Unavailable, op, "the disk failed while the database "+e.path+" was read or written",
			"Check the disk and its free space, then repeat the command: nothing was half written.")
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fault.Wrap(err, fault.Invalid, op, e.path+" is damaged or not a plumb database",
			"Restore it from a backup, or move it away to start with an empty one.")
	}
	return fault.Wrap(err, fault.Internal, op, "the database "+e.path+" refused an operation", lookCloser)
}

// primaryCode gives the result code of the database without its extension, SQLITE_OK for an error of something else.
func primaryCode(err error) int {
	failure, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return sqlite3.SQLITE_OK
	}
	const primary = 0xff // extended codes carry the primary one in their low byte
	return failure.Code() & primary
}

// sqliteLocked reports whether another connection holds a lock that was needed.
func sqliteLocked(err error) bool {
	code := primaryCode(err)
	return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED
}

// writeProtected reports whether the file or its folder is not to be written to.
func writeProtected(err error) bool {
	code := primaryCode(err)
	return code == sqlite3.SQLITE_READONLY || code == sqlite3.SQLITE_PERM || code == sqlite3.SQLITE_CANTOPEN
}

func sqliteInterrupted(err error) bool { return primaryCode(err) == sqlite3.SQLITE_INTERRUPT }

func sqliteFailed(err error) bool {
	_, failed := errors.AsType[*sqlite.Error](err)
	return failed
}
