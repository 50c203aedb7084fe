package store

import (
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// scanner is one row of a result, be it of a query for one or for many.
type scanner interface {
	Scan(dest ...any) error
}

func micros(t time.Time) int64 { return t.UnixMicro() }

func fromMicros(us int64) time.Time { return time.UnixMicro(us).UTC() }

// unreadable tells a row whose columns are not of the types that plumb writes from a failure of the database.
func unreadable(err error, what string) error {
	if interrupted(err) || failedInside(err) {
		return err
	}
	return fault.Wrap(err, fault.Conflict, "store.read", what+" was changed outside plumb and cannot be read",
		restoreStep)
}

const restoreStep = "Run `plumb audit verify` to see what else was changed, and restore the database from a backup."

// changedOutside is the error of content that does not have the hash it was kept under.
func changedOutside(what string) error {
	return fault.Newf(fault.Conflict, "store.read", "the stored content of %s was changed outside plumb", what).Do("%s", restoreStep)
}

// unparsed is the error of content that has its hash and is still not what plumb writes.
func unparsed(err error, what string) error {
	return fault.Wrap(err, fault.Conflict, "store.read", "the stored content of "+what+" cannot be read",
		"It may have been written by a newer plumb: install the newest one. Otherwise: "+restoreStep)
}
