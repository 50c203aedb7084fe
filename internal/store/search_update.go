package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/semantic"
)

// searchUpdate changes the index of what is kept within a transaction.
type searchUpdate struct {
	store *Store
	tx    *sql.Tx
	op    string
}

// Position implements [search.Update].
func (u searchUpdate) Position(ctx context.Context) (search.Position, error) {
	return searchPosition(ctx, u.tx)
}

// Acts implements [search.Update].
func (u searchUpdate) Acts(ctx context.Context, after int64, most int) (acts []agent.AuditEntry, upTo int64, err error) {
	err = eachOf(ctx, u.tx, func(row scanner) error {
		e, err := scanEntry(row)
		acts = append(acts, e)
		return err
	}, `SELECT `+auditColumns+` FROM audit WHERE seq > $1 AND `+aboutActs+` ORDER BY seq LIMIT $2`, after, most)
	if err != nil {
		return nil, 0, unreadable(err, "an entry of the audit log")
	}
	if len(acts) == most {
		return acts, acts[most-1].Seq, nil
	}
	return acts, lastEntry, nil
}

// lastEntry is behind every entry of the log.
const lastEntry = 1<<63 - 1

// Transcript implements [search.Update].
func (u searchUpdate) Transcript(ctx context.Context, digest string) (*agent.Transcript, time.Time, error) {
	var content, hash string
	var at int64
	err := u.tx.QueryRowContext(ctx, `SELECT content, content_hash, added_at FROM transcripts WHERE sha256 = $1`, digest).Scan(&content, &hash, &at)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, time.Time{}, missingTranscript(u.op, digest)
	case err != nil:
		return nil, time.Time{}, unreadable(err, "transcript "+digest)
	}
	var t agent.Transcript
	if agent.ContentHash([]byte(content)) != hash || json.Unmarshal([]byte(content), &t) != nil || t.SHA256 != digest {
		return nil, time.Time{}, changedOutside("transcript " + digest)
	}
	return &t, fromMicros(at), nil
}

// Sheet implements [search.Update].
func (u searchUpdate) Sheet(ctx context.Context, id string) (agent.Version, error) {
	k, err := newest(ctx, u.tx, u.op, id)
	if err != nil {
		return agent.Version{}, err
	}
	return checked(k)
}

// Proposal implements [search.Update].
func (u searchUpdate) Proposal(ctx context.Context, kind agent.ProposalKind, id string) (agent.Proposal, error) {
	p, err := newestProposal(ctx, u.tx, u.op, kind, id)
	if err != nil {
		return agent.Proposal{}, err
	}
	return checkedProposal(p)
}

// Definitions leaves out what was changed outside plumb: that is not found, and the audit tells.
func (u searchUpdate) Definitions(ctx context.Context, entry int64) ([]search.Defined, error) {
	var all []search.Defined
	err := eachOf(ctx, u.tx, func(row scanner) error {
		d, err := scanDefinition(row)
		if err != nil {
			return unreadable(err, "a definition")
		}
		defined := search.Defined{At: d.At}
		switch d.Kind {
		case glossary.KindMetric:
			m, err := parsed[semantic.Metric](d)
			if err != nil {
				return nil //nolint:nilerr // see above
			}
			defined.Metric = &m
		case glossary.KindTerm:
			t, err := parsed[semantic.Term](d)
			if err != nil {
				return nil //nolint:nilerr // see above
			}
			defined.Term = &t
		}
		all = append(all, defined)
		return nil
	}, `SELECT `+definitionColumns+` FROM definitions d WHERE entry = $1 AND `+isNewest+` ORDER BY kind, id`, entry)
	return all, err
}

// Of implements [search.Update].
func (u searchUpdate) Of(ctx context.Context, document string) ([]search.Row, error) {
	var rows []search.Row
	return rows, eachOf(ctx, u.tx, func(row scanner) error {
		r, err := scanPassage(row)
		rows = append(rows, r)
		return err
	}, `SELECT `+passageColumns+` FROM search_passages WHERE document = $1 ORDER BY number`, document)
}

// Drop implements [search.Update].
func (u searchUpdate) Drop(ctx context.Context, numbers []int64) error {
	return inBatches(numbers, func(part []int64) error {
		_, err := u.tx.ExecContext(ctx, `DELETE FROM search_passages WHERE number IN (`+placeholders(1, len(part))+`)`, anys(part)...)
		return err
	})
}

// Restate implements [search.Update].
func (u searchUpdate) Restate(ctx context.Context, numbers []int64, state string, at time.Time) error {
	return inBatches(numbers, func(part []int64) error {
		_, err := u.tx.ExecContext(ctx, `UPDATE search_passages SET state = $1, at = $2 WHERE number IN (`+placeholders(3, len(part))+`)`,
			append([]any{state, micros(at)}, anys(part)...)...)
		return err
	})
}

// Add implements [search.Update].
func (u searchUpdate) Add(ctx context.Context, rows []search.Row) error {
	const columns = 14
	return u.insert(ctx, `INSERT INTO search_passages (`+passageColumns+`) VALUES `, columns, len(rows), func(i int) []any {
		r := rows[i]
		return []any{
			r.Number, r.Document, string(r.Kind), r.ID, r.Part, r.Title, r.Text, r.State, micros(r.At), r.Speaker, r.File, r.Line, r.Said, r.Words,
		}
	})
}

// insert writes rows, a few with each statement. The statement that carries as many as go is prepared once.
func (u searchUpdate) insert(ctx context.Context, head string, columns, rows int, row func(i int) []any) error {
	const together = batch
	statement := func(n int) string {
		groups := make([]string, n)
		for i := range groups {
			groups[i] = `(` + placeholders(i*columns+1, columns) + `)`
		}
		return head + strings.Join(groups, `, `)
	}
	full, err := u.tx.PrepareContext(ctx, statement(together))
	if err != nil {
		return err
	}
	defer func() { _ = full.Close() }() // the transaction would close it as well
	args := make([]any, 0, together*columns)
	for i := range rows {
		args = append(args, row(i)...)
		if len(args) == together*columns {
			if _, err := full.ExecContext(ctx, args...); err != nil {
				return err
			}
			args = args[:0]
		}
	}
	if len(args) == 0 {
		return nil
	}
	_, err = u.tx.ExecContext(ctx, statement(len(args)/columns), args...)
	return err
}

// Segments implements [search.Update].
func (u searchUpdate) Segments(ctx context.Context) ([]search.Segment, error) {
	var all []search.Segment
	return all, eachOf(ctx, u.tx, func(row scanner) error {
		var s search.Segment
		err := row.Scan(&s.Number, &s.Passages)
		all = append(all, s)
		return err
	}, `SELECT number, passages FROM search_segments ORDER BY number`)
}

// AddSegment implements [search.Update].
func (u searchUpdate) AddSegment(ctx context.Context, s search.Segment, postings map[string][]byte) error {
	if _, err := u.tx.ExecContext(ctx, `INSERT INTO search_segments (number, passages) VALUES ($1, $2)`, s.Number, s.Passages); err != nil {
		return err
	}
	const columns = 3
	terms := slices.Sorted(maps.Keys(postings))
	return u.insert(ctx, `INSERT INTO search_terms (term, segment, postings) VALUES `, columns, len(terms), func(i int) []any {
		return []any{terms[i], s.Number, postings[terms[i]]}
	})
}

// TakeSegment implements [search.Update].
func (u searchUpdate) TakeSegment(ctx context.Context, s search.Segment, each func(term string, postings []byte) error) error {
	err := eachOf(ctx, u.tx, func(row scanner) error {
		var term string
		var kept []byte
		if err := row.Scan(&term, &kept); err != nil {
			return err
		}
		return each(term, kept)
	}, `SELECT term, postings FROM search_terms WHERE segment = $1`, s.Number)
	if err != nil {
		return err
	}
	if _, err := u.tx.ExecContext(ctx, `DELETE FROM search_terms WHERE segment = $1`, s.Number); err != nil {
		return err
	}
	_, err = u.tx.ExecContext(ctx, `DELETE FROM search_segments WHERE number = $1`, s.Number)
	return err
}

// Clear implements [search.Update].
func (u searchUpdate) Clear(ctx context.Context) error {
	for _, table := range []string{"search_state", "search_passages", "search_segments", "search_terms", "search_signatures"} {
		if _, err := u.tx.ExecContext(ctx, `DELETE FROM `+table); err != nil {
			return err
		}
	}
	return nil
}

// SetState implements [search.Update].
func (u searchUpdate) SetState(ctx context.Context, s search.State) error {
	if _, err := u.tx.ExecContext(ctx, `DELETE FROM search_state`); err != nil {
		return err
	}
	_, err := u.tx.ExecContext(ctx, `INSERT INTO search_state (id, form, entry, entry_hash, passages, words, next) VALUES (1, $1, $2, $3, $4, $5, $6)`,
		s.Form, s.Entry, s.Hash, s.Passages, s.Words, s.Next)
	return err
}
