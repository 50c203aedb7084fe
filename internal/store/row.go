package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const versionColumns = `sheet_id, number, state, replaces, content, content_hash, created_at, created_by_kind,
	created_by_name, updated_at, approved_at, approved_by_kind, approved_by_name, approved_hash`

// scanVersion reads a row of versionColumns, followed by further columns if the query has any.
func scanVersion(row scanner, further ...any) (register.KeptVersion, error) {
	var (
		v                register.KeptVersion
		content          string
		created, updated int64
		approval         approvalRow
	)
	err := row.Scan(slices.Concat([]any{
		&v.ID, &v.Number, &v.State, &v.Replaces, &content, &v.ContentHash, &created, &v.CreatedBy.Kind, &v.CreatedBy.Name, &updated,
	}, approval.targets(), further)...)
	if err != nil {
		return register.KeptVersion{}, err
	}
	v.Content = []byte(content)
	v.CreatedAt, v.UpdatedAt, v.Approval = fromMicros(created), fromMicros(updated), approval.value()
	return v, nil
}

// approvalRow is the four columns of an approval, which are NULL together.
type approvalRow struct {
	at             sql.NullInt64
	kind, by, hash sql.NullString
}

func (a *approvalRow) targets() []any { return []any{&a.at, &a.kind, &a.by, &a.hash} }

func (a *approvalRow) value() *agent.Approval {
	if !a.at.Valid && !a.kind.Valid && !a.by.Valid && !a.hash.Valid {
		return nil
	}
	return &agent.Approval{
		By: agent.Actor{Kind: agent.ActorKind(a.kind.String), Name: a.by.String}, At: fromMicros(a.at.Int64), ContentHash: a.hash.String,
	}
}

// insertVersion keeps a version that has no approval yet.
func insertVersion(ctx context.Context, tx *sql.Tx, v register.KeptVersion) error {
	head, err := headText(v)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx,
		`INSERT INTO versions (sheet_id, number, state, replaces, content, content_hash, created_at, created_by_kind,
			created_by_name, updated_at, head)
		 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		v.ID, v.Number, v.State, v.Replaces, string(v.Content), v.ContentHash, micros(v.CreatedAt), v.CreatedBy.Kind,
		v.CreatedBy.Name, micros(v.UpdatedAt), head)
	return err
}

// keptHead is the head of a version as it is kept beside its content.
type keptHead struct {
	Of string `json:"of"` // content hash
	agent.Head
}

// headText gives the head of a version as it is kept.
func headText(v register.KeptVersion) (string, error) {
	s, err := agent.ParseSheet(v.Content)
	if err != nil {
		return "", err
	}
	head, err := proposals.Canonical(keptHead{v.ContentHash, agent.HeadOf(s)})
	return string(head), err
}

func setState(ctx context.Context, tx *sql.Tx, v register.KeptVersion, to agent.State, at time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE versions SET state = $1, updated_at = $2 WHERE sheet_id = $3 AND number = $4`,
		to, micros(at), v.ID, v.Number)
	return err
}

func setApproval(ctx context.Context, tx *sql.Tx, v register.KeptVersion, a agent.Approval) error {
	_, err := tx.ExecContext(ctx,
		`UPDATE versions SET approved_at = $1, approved_by_kind = $2, approved_by_name = $3, approved_hash = $4
		 WHERE sheet_id = $5 AND number = $6`,
		micros(a.At), a.By.Kind, a.By.Name, a.ContentHash, v.ID, v.Number)
	return err
}

// newest gives the newest version of a sheet.
func newest(ctx context.Context, q querier, op, id string) (register.KeptVersion, error) {
	row := q.QueryRowContext(ctx,
		`SELECT `+versionColumns+` FROM versions WHERE sheet_id = $1 ORDER BY number DESC LIMIT 1`, id)
	return oneVersion(row, op, "sheet "+id)
}

func oneVersion(row *sql.Row, op, what string) (register.KeptVersion, error) {
	v, err := scanVersion(row)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return v, fault.Newf(fault.NotFound, op, "there is no %s", what).Do("See what there is with `plumb sheet list`.")
	case err != nil:
		return v, unreadable(err, what)
	}
	return v, nil
}

// checked gives a kept version after comparing its content with its hash.
func checked(k register.KeptVersion) (agent.Version, error) {
	what := fmt.Sprintf("sheet %s version %d", k.ID, k.Number)
	if agent.ContentHash(k.Content) != k.ContentHash {
		return agent.Version{}, changedOutside(what)
	}
	s, err := agent.ParseSheet(k.Content)
	if err != nil {
		return agent.Version{}, unparsed(err, what)
	}
	return agent.Version{
		ID: k.ID, Number: k.Number, State: k.State, ContentHash: k.ContentHash, CreatedAt: k.CreatedAt, CreatedBy: k.CreatedBy,
		Replaces: k.Replaces, Approval: k.Approval, Sheet: s,
	}, nil
}
