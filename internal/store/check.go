package store

import (
	"context"
	"database/sql"
	"strings"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// checkActor refuses an actor that the log could not name.
func checkActor(op string, a agent.Actor) error {
	if a.Name == "" || (a.Kind != agent.PersonActor && a.Kind != agent.EngineActor) {
		return fault.New(fault.Invalid, op, "an act needs somebody who did it: a named person or engine", "")
	}
	return checkText(op, "the name of who acts", a.Name)
}

// checkText refuses text that not every database keeps byte by byte.
func checkText(op, what, text string) error {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return fault.Newf(fault.Invalid, op, "%s is not plain text: it has bytes that are not UTF-8, or a NUL", what).
			Do("Type it again; something invisible may have been pasted along with it.")
	}
	return nil
}

// checkSources makes sure that what a draft rests on is kept.
func checkSources(ctx context.Context, tx *sql.Tx, op string, d agent.Draft) error {
	for _, source := range d.Sheet().Sources {
		known, err := hasTranscript(ctx, tx, source.SHA256)
		if err != nil {
			return err
		}
		if !known {
			return missingTranscript(op, source.SHA256)
		}
	}
	return nil
}

// checkReplaceable makes sure that a sheet that is to be replaced was approved once and has not ended.
func checkReplaceable(ctx context.Context, tx *sql.Tx, op, id string) error {
	if id == "" {
		return nil
	}
	old, err := newest(ctx, tx, op, id)
	if err != nil {
		return err
	}
	var approvals int
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(approved_at) FROM versions WHERE sheet_id = $1`, id).Scan(&approvals); err != nil {
		return err
	}
	if approvals > 0 && old.State.CheckMove(agent.StateSuperseded) == nil {
		return nil
	}
	why := "it is " + old.State.Words()
	if approvals == 0 {
		why = "it was never approved"
	}
	return fault.Newf(fault.Conflict, op, "sheet %s cannot be replaced: %s", id, why).
		Do("Leave out --replaces, or name a sheet that was approved: `plumb sheet list` shows them.")
}

// taken is the error of an id that something has already, unless looking it up failed.
func taken(err error, op, what string) error {
	if err != nil {
		return err
	}
	return fault.Newf(fault.Conflict, op, "there is %s already", what).Do("Run the command again: it takes another id.")
}
