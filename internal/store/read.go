package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Version gives one version of a sheet; number 0 means the newest.
func (s *Store) Version(ctx context.Context, id string, number int) (agent.Version, error) {
	const op = "store.version"
	var k register.KeptVersion
	var err error
	if number == 0 {
		k, err = newest(ctx, s.read, op, id)
	} else {
		row := s.read.QueryRowContext(ctx, `SELECT `+versionColumns+` FROM versions WHERE sheet_id = $1 AND number = $2`, id, number)
		k, err = oneVersion(row, op, fmt.Sprintf("version %d of sheet %s", number, id))
	}
	if err != nil {
		return agent.Version{}, s.describe(err, op)
	}
	return checked(k)
}

// Versions gives all versions of a sheet, oldest first.
func (s *Store) Versions(ctx context.Context, id string) ([]agent.Version, error) {
	const op = "store.versions"
	var all []agent.Version
	err := s.each(ctx, op, func(row scanner) error {
		k, err := scanVersion(row)
		if err != nil {
			return unreadable(err, "sheet "+id)
		}
		v, err := checked(k)
		all = append(all, v)
		return err
	}, `SELECT `+versionColumns+` FROM versions WHERE sheet_id = $1 ORDER BY number`, id)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fault.Newf(fault.NotFound, op, "there is no sheet %s", id).Do("See what there is with `plumb sheet list`.")
	}
	return all, nil
}

// Sheets gives the newest version of every sheet, most recently changed first. A summary's CreatedAt is that of the
// sheet's first version.
func (s *Store) Sheets(ctx context.Context) ([]agent.Summary, error) {
	const op = "store.sheets"
	all := []agent.Summary{}
	err := s.each(ctx, op, func(row scanner) error {
		var sum agent.Summary
		var head, content string
		var created, updated int64
		err := row.Scan(&sum.ID, &sum.Number, &sum.State, &sum.Replaces, &sum.ContentHash, &head, &content, &created, &updated, &sum.InEffect)
		if err != nil {
			return unreadable(err, "a sheet")
		}
		sum.CreatedAt, sum.UpdatedAt = fromMicros(created), fromMicros(updated)
		sum.Head, err = headOf(register.KeptVersion{ID: sum.ID, Number: sum.Number, Content: []byte(content), ContentHash: sum.ContentHash}, head)
		all = append(all, sum)
		return err
	}, `SELECT sheet_id, number, state, replaces, content_hash, head, CASE WHEN head = '' THEN content ELSE '' END,
		 (SELECT MIN(first.created_at) FROM versions first WHERE first.sheet_id = v.sheet_id), updated_at,
		 COALESCE((SELECT MAX(a.number) FROM versions a WHERE a.sheet_id = v.sheet_id AND a.state = $1), 0)
		 FROM versions v
		 WHERE number = (SELECT MAX(last.number) FROM versions last WHERE last.sheet_id = v.sheet_id)
		 ORDER BY updated_at DESC, sheet_id`, agent.StateApproved)
	if err != nil {
		return nil, err
	}
	return all, nil
}

// headOf gives the head of a version: the one that is kept beside its content, or, of one that was kept before there were
// heads, that of the content.
func headOf(k register.KeptVersion, kept string) (agent.Head, error) {
	if kept == "" {
		v, err := checked(k)
		return agent.HeadOf(v.Sheet), err
	}
	var head keptHead
	what := fmt.Sprintf("sheet %s version %d", k.ID, k.Number)
	if err := json.Unmarshal([]byte(kept), &head); err != nil {
		return head.Head, unparsed(err, what)
	}
	if head.Of != k.ContentHash {
		return head.Head, changedOutside(what)
	}
	return head.Head, nil
}

// openSheetBegunWith gives the newest version of the open sheet whose version 1 has the given content hash and, unless
// replaces is "", which replaces that sheet; the one that was added last when there are several. A sheet is open until it
// is rejected or superseded.
func openSheetBegunWith(ctx context.Context, q querier, op, hash, replaces string) (register.KeptVersion, error) {
	row := q.QueryRowContext(ctx,
		`SELECT first.sheet_id FROM versions first
		 JOIN versions last ON last.sheet_id = first.sheet_id
		  AND last.number = (SELECT MAX(v.number) FROM versions v WHERE v.sheet_id = first.sheet_id)
		 WHERE first.number = 1 AND first.content_hash = $1 AND last.state NOT IN ($2, $3) AND $4 IN ('', first.replaces)
		 ORDER BY first.created_at DESC, first.sheet_id DESC LIMIT 1`,
		hash, agent.StateRejected, agent.StateSuperseded, replaces)
	var id string
	switch err := row.Scan(&id); {
	case errors.Is(err, sql.ErrNoRows):
		return register.KeptVersion{}, fault.New(fault.NotFound, op, "no open sheet began with this content", "")
	case err != nil:
		return register.KeptVersion{}, err
	}
	return newest(ctx, q, op, id)
}

// each gives the rows of a query to do, one by one, until it fails.
func (s *Store) each(ctx context.Context, op string, do func(row scanner) error, query string, args ...any) error {
	return s.describe(eachOf(ctx, s.read, do, query, args...), op)
}

// rowsQuerier is what a read of many rows needs of a database or a transaction.
type rowsQuerier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func eachOf(ctx context.Context, q rowsQuerier, do func(row scanner) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // what matters of it, rows.Err gives
	for rows.Next() {
		if err := do(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
