package store

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"math"

	"github.com/plumbline-dev/plumb/agent"
)

const auditColumns = `seq, at, actor_kind, actor_name, action, subject, version, content_hash, detail, prev, hash`

// auditPage is how many entries are read at a time: no connection is held while the caller looks at them.
const auditPage = 500

// Audit walks the audit log from its first entry.
func (s *Store) Audit(ctx context.Context) iter.Seq2[agent.AuditEntry, error] {
	return func(yield func(agent.AuditEntry, error) bool) {
		// An entry that was smuggled in below the first number must be seen too.
		from := int64(math.MinInt64)
		for {
			page, err := s.auditFrom(ctx, from)
			if err != nil {
				yield(agent.AuditEntry{}, err)
				return
			}
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
			}
			if len(page) < auditPage || page[len(page)-1].Seq == math.MaxInt64 {
				return
			}
			from = page[len(page)-1].Seq + 1
		}
	}
}

func (s *Store) auditFrom(ctx context.Context, seq int64) ([]agent.AuditEntry, error) {
	page := make([]agent.AuditEntry, 0, auditPage)
	err := s.each(ctx, "store.audit", func(row scanner) error {
		e, err := scanEntry(row)
		if err != nil {
			return unreadable(err, "an entry of the audit log")
		}
		page = append(page, e)
		return nil
	}, `SELECT `+auditColumns+` FROM audit WHERE seq >= $1 ORDER BY seq LIMIT $2`, seq, auditPage)
	if err != nil {
		return nil, err
	}
	return page, nil
}

// record appends an entry to the audit log, in the transaction of the act that it records.
func record(ctx context.Context, tx *sql.Tx, e agent.AuditEntry) error {
	_, err := enter(ctx, tx, e)
	return err
}

// enter does what record does, and gives the number of the entry.
func enter(ctx context.Context, tx *sql.Tx, e agent.AuditEntry) (int64, error) {
	head, err := scanEntry(tx.QueryRowContext(ctx, `SELECT `+auditColumns+` FROM audit ORDER BY seq DESC LIMIT 1`))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, unreadable(err, "the newest entry of the audit log")
	}
	e = e.Chained(head)
	_, err = tx.ExecContext(ctx,
		`INSERT INTO audit (`+auditColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		e.Seq, micros(e.At), e.Actor.Kind, e.Actor.Name, e.Action, e.Subject, e.Version, e.ContentHash, e.Detail, e.Prev, e.Hash)
	return e.Seq, err
}

func scanEntry(row scanner) (agent.AuditEntry, error) {
	var e agent.AuditEntry
	var at int64
	err := row.Scan(&e.Seq, &at, &e.Actor.Kind, &e.Actor.Name, &e.Action, &e.Subject, &e.Version, &e.ContentHash, &e.Detail,
		&e.Prev, &e.Hash)
	e.At = fromMicros(at)
	return e, err
}
