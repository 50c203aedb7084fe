package store

import (
	"context"
	"errors"
	"time"

	"modernc.org/sqlite"

	"github.com/plumbline-dev/plumb/agent"
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
	_, failed := errors.AsType[*sqlite.Error](err)
	if failed || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
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

// checkActor refuses an actor that the log could not name.
func checkActor(op string, a agent.Actor) error {
	if a.Name == "" || (a.Kind != agent.PersonActor && a.Kind != agent.EngineActor) {
		return fault.New(fault.Invalid, op, "an act needs somebody who did it: a named person or engine", "")
	}
	return nil
}

// checkPerson refuses an act that only a person may do.
func checkPerson(op string, a agent.Actor, act string) error {
	if !a.IsPerson() {
		return fault.Newf(fault.NeedsPerson, op, "only a person %s a sheet", act).
			Do("Say who you are with --as \"Your Name\", PLUMB_ACTOR, or the key actor in plumb.yaml.")
	}
	return nil
}
