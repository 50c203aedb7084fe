package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/internal/fault"
)

var _ search.Store = (*Store)(nil)

// SearchPosition says where the index of what is kept stands, and where the log ends.
func (s *Store) SearchPosition(ctx context.Context) (search.Position, error) {
	p, err := searchPosition(ctx, s.read)
	return p, s.describe(err, "store.search_position")
}

// searchPosition reads everything with one statement, so that it is of one moment.
func searchPosition(ctx context.Context, q querier) (search.Position, error) {
	var p search.Position
	err := q.QueryRowContext(ctx,
		`SELECT COALESCE(s.form, ''), COALESCE(s.entry, 0), COALESCE(s.entry_hash, ''), COALESCE(s.passages, 0), COALESCE(s.words, 0), COALESCE(s.next, 1),
			COALESCE(l.seq, 0), COALESCE(l.hash, ''), COALESCE((SELECT hash FROM audit WHERE seq = s.entry), '')
		 FROM (SELECT 1 AS one) o LEFT JOIN search_state s ON s.id = o.one LEFT JOIN (SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1) l ON o.one = 1`).
		Scan(&p.Form, &p.Entry, &p.Hash, &p.Passages, &p.Words, &p.Next, &p.Log, &p.LogHash, &p.Meant)
	if err != nil {
		err = unreadable(err, "the index of what is kept")
	}
	return p, err
}

// Postings gives what each segment has kept under each of the terms, in the order of the segments.
func (s *Store) Postings(ctx context.Context, terms []string) (map[string][][]byte, error) {
	found := make(map[string][][]byte, len(terms))
	err := inLookups(terms, func(part []string) error {
		return s.each(ctx, "store.postings", func(row scanner) error {
			var term string
			var kept []byte
			if err := row.Scan(&term, &kept); err != nil {
				return unreadable(err, "the index of what is kept")
			}
			found[term] = append(found[term], kept)
			return nil
		}, `SELECT term, postings FROM search_terms WHERE term IN (`+placeholders(1, len(part))+`) ORDER BY term, segment`, anys(part)...)
	})
	return found, err
}

// lookedUp is how many passages one statement looks up: a search looks up few times as many, and the way to a server is long.
const lookedUp = 200

// inLookups gives a list to do, part by part, until it fails.
func inLookups[T any](list []T, do func(part []T) error) error {
	for part := range slices.Chunk(list, lookedUp) {
		if err := do(part); err != nil {
			return err
		}
	}
	return nil
}

func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

// afterAll is greater than every character: no text that is kept has it behind a prefix.
const afterAll = "\U0010ffff"

// Terms gives the terms that begin with a prefix, in order.
func (s *Store) Terms(ctx context.Context, prefix string) ([]string, error) {
	var terms []string
	err := s.each(ctx, "store.terms", func(row scanner) error {
		var term string
		err := row.Scan(&term)
		terms = append(terms, term)
		return err
	}, `SELECT DISTINCT term FROM search_terms WHERE term >= $1 AND term < $2 ORDER BY term`, prefix, prefix+afterAll)
	return terms, err
}

const passageColumns = `number, document, kind, id, part, title, text, state, at, speaker, file, line, said, words`

// Passages gives those of the passages with the given numbers that are there and were kept by a moment; by a zero time, all.
func (s *Store) Passages(ctx context.Context, numbers []int64, by time.Time) ([]search.Row, error) {
	var rows []search.Row
	err := inLookups(numbers, func(part []int64) error {
		query, args := `SELECT `+passageColumns+` FROM search_passages WHERE number IN (`+placeholders(1, len(part))+`)`, anys(part)
		if !by.IsZero() {
			query, args = query+` AND at <= `+placeholders(len(args)+1, 1), append(args, micros(by))
		}
		return s.each(ctx, "store.passages", func(row scanner) error {
			r, err := scanPassage(row)
			rows = append(rows, r)
			return err
		}, query, args...)
	})
	return rows, err
}

func scanPassage(row scanner) (search.Row, error) {
	var r search.Row
	var at int64
	err := row.Scan(&r.Number, &r.Document, &r.Kind, &r.ID, &r.Part, &r.Title, &r.Text, &r.State, &at, &r.Speaker, &r.File, &r.Line, &r.Said, &r.Words)
	r.At = fromMicros(at)
	if err != nil {
		err = unreadable(err, "a passage of the index")
	}
	return r, err
}

// Sources gives the digests of the records that the newest version of a sheet rests on, none for an unknown sheet.
func (s *Store) Sources(ctx context.Context, sheet string) ([]string, error) {
	v, err := s.Version(ctx, sheet, 0)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	var digests []string
	for _, source := range v.Sources {
		digests = append(digests, source.SHA256)
	}
	return digests, err
}

// UpdateSearch lets do change the index of what is kept, all or nothing, while nobody else writes.
func (s *Store) UpdateSearch(ctx context.Context, do func(search.Update) error) error {
	const op = "store.update_search"
	return s.inTx(ctx, op, func(tx *sql.Tx) error { return do(searchUpdate{s, tx, op}) })
}

// aboutActs is the condition of the acts of the log that can change what is found.
var aboutActs = func() string {
	beginnings := search.ActsAbout()
	conditions := make([]string, len(beginnings))
	for i, beginning := range beginnings {
		conditions[i] = `action LIKE '` + beginning + `.%'`
	}
	return `(` + strings.Join(conditions, ` OR `) + `)`
}()
