package store

import (
	"context"
	"errors"
	"iter"

	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// KeptTranscripts walks the transcripts that are kept, ordered by the digest of their source, unchecked.
func (s *Store) KeptTranscripts(ctx context.Context) iter.Seq2[register.KeptTranscript, error] {
	return walk(ctx, s, "a transcript", scanTranscript,
		`SELECT sha256, content, content_hash, added_at, added_by_kind, added_by_name FROM transcripts ORDER BY sha256`)
}

// KeptVersions walks the versions that are kept, ordered by sheet and number, unchecked. A version
// whose head is not that of its content is followed by an error that says so.
func (s *Store) KeptVersions(ctx context.Context) iter.Seq2[register.KeptVersion, error] {
	type row struct {
		register.KeptVersion
		head string
	}
	rows := walk(ctx, s, "a version of a sheet", func(r scanner) (row, error) {
		var head string
		k, err := scanVersion(r, &head)
		return row{k, head}, err
	}, `SELECT `+versionColumns+`, head FROM versions ORDER BY sheet_id, number`)
	return func(yield func(register.KeptVersion, error) bool) {
		for r, err := range rows {
			if !yield(r.KeptVersion, err) {
				return
			}
			if err != nil || r.head == "" {
				continue
			}
			if of, err := headText(r.KeptVersion); err == nil && of != r.head { // content that cannot be read shows by itself
				err := fault.Newf(fault.Conflict, "store.walk", "the head of sheet %s version %d is not that of its content", r.ID, r.Number)
				if !yield(register.KeptVersion{}, err) {
					return
				}
			}
		}
	}
}

// walk gives the rows of a query one by one. It holds a connection while the caller looks at a row. A row that cannot
// be read is given as an error, and the walk goes on after it.
func walk[T any](ctx context.Context, s *Store, what string, scan func(scanner) (T, error), query string) iter.Seq2[T, error] {
	const op = "store.walk"
	return func(yield func(T, error) bool) {
		err := s.each(ctx, op, func(row scanner) error {
			kept, err := scan(row)
			if err != nil {
				err = s.describe(unreadable(err, what), op)
			}
			if !yield(kept, err) {
				return errLeft
			}
			return nil
		}, query)
		if err != nil && !errors.Is(err, errLeft) {
			var none T
			yield(none, err)
		}
	}
}

// errLeft ends a walk that the caller left.
var errLeft = errors.New("the walk was left")

func scanTranscript(row scanner) (register.KeptTranscript, error) {
	var t register.KeptTranscript
	var content string
	var at int64
	err := row.Scan(&t.SHA256, &content, &t.ContentHash, &at, &t.AddedBy.Kind, &t.AddedBy.Name)
	t.Content, t.AddedAt = []byte(content), fromMicros(at)
	return t, err
}
