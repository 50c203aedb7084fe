package store

import (
	"context"
	"database/sql"
	"errors"
	"iter"

	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const (
	fetchColumns = `f.id, f.metric, f.source, f.period, f.window_from, f.window_to, f.as_of, f.statement, f.query_hash, f.definition_hash,
	f.warnings, f.failure, f.fetched_at, f.fetched_by_kind, f.fetched_by_name`
	readingColumns = `r.start, r.value, r.numerator, r.denominator, r.complete`
)

// scanFetch reads a row of fetchColumns, followed by further columns if the query has any.
func scanFetch(row scanner, further ...any) (readings.Fetch, error) {
	f := readings.Fetch{Readings: []connectors.Reading{}}
	var from, to, asOf, at int64
	var warnings string
	err := row.Scan(append([]any{
		&f.ID, &f.Metric, &f.Source, &f.Period, &from, &to, &asOf, &f.Statement, &f.QueryHash, &f.DefinitionHash,
		&warnings, &f.Failure, &at, &f.By.Kind, &f.By.Name,
	}, further...)...)
	if err != nil {
		return f, err
	}
	f.From, f.To, f.AsOf, f.At = fromMicros(from), fromMicros(to), fromMicros(asOf), fromMicros(at)
	f.Warnings, err = readWarnings(warnings)
	return f, err
}

// readingRow is a row of readingColumns, all of them NULL where a fetch brought nothing.
type readingRow struct {
	start, complete               sql.NullInt64
	value, numerator, denominator sql.NullFloat64
}

func (r *readingRow) targets() []any {
	return []any{&r.start, &r.value, &r.numerator, &r.denominator, &r.complete}
}

func (r *readingRow) there() bool { return r.start.Valid }

func (r *readingRow) reading() (connectors.Reading, error) {
	reading := connectors.Reading{Start: fromMicros(r.start.Int64), Value: r.value.Float64, Complete: r.complete.Int64 == 1}
	if r.numerator.Valid {
		reading.Parts = &connectors.Parts{Numerator: r.numerator.Float64, Denominator: r.denominator.Float64}
	}
	if !r.value.Valid || !r.complete.Valid || r.complete.Int64&^1 != 0 || r.numerator.Valid != r.denominator.Valid {
		return reading, errors.New("a value is missing")
	}
	return reading, nil
}

// KeptFetches walks the fetches that are kept with their readings, in the order in which they were kept, and after them the
// readings without a fetch, each in a fetch that has nothing else but the id; all of it unchecked. What cannot be read is
// given as an error, and the walk goes on after it. It holds a connection while the caller looks at a fetch.
func (s *Store) KeptFetches(ctx context.Context) iter.Seq2[readings.Fetch, error] {
	const op = "store.walk"
	return func(yield func(readings.Fetch, error) bool) {
		w := fetchWalk{yield: yield, said: repetitions{}, tell: func(err error) error { return s.describe(unreadable(err, "a fetch or a reading"), op) }}
		err := s.each(ctx, op, w.take, `SELECT `+fetchColumns+`, f.entry,
			 EXISTS (SELECT 1 FROM audit a WHERE a.seq = f.entry AND a.subject = $1 || f.id), COALESCE(r.repeats, 0), `+readingColumns+`
			 FROM fetches f LEFT JOIN readings r ON r.metric = f.metric AND r.fetch_id = f.id ORDER BY f.entry, f.id, r.start`, readings.FetchSubject(""))
		if err == nil {
			err = w.give()
		}
		if err == nil {
			err = s.each(ctx, op, w.takeStray, `SELECT r.fetch_id, `+readingColumns+` FROM readings r
			 WHERE NOT EXISTS (SELECT 1 FROM fetches f WHERE f.id = r.fetch_id AND f.metric = r.metric) ORDER BY r.fetch_id, r.start`)
		}
		if err != nil && !errors.Is(err, errLeft) {
			yield(readings.Fetch{}, err)
		}
	}
}

// fetchWalk puts the rows of a walk together: a fetch has a row for each of its readings, and at least one.
type fetchWalk struct {
	yield func(readings.Fetch, error) bool
	tell  func(err error) error
	fetch *readings.Fetch // whose readings are being collected; nil before the first
	entry int64
	said  repetitions
}

func (w *fetchWalk) take(row scanner) error {
	var entry int64
	var placed, repeats bool
	var read readingRow
	f, err := scanFetch(row, append([]any{&entry, &placed, &repeats}, read.targets()...)...)
	if err != nil {
		return w.fail(w.tell(err))
	}
	if w.fetch == nil || w.fetch.ID != f.ID || w.entry != entry || !read.there() {
		if err := w.give(); err != nil {
			return err
		}
		if !placed {
			if err := w.fail(fault.Newf(fault.Conflict, "store.walk", "fetch %s does not stand at its entry of the log", f.ID)); err != nil {
				return err
			}
		}
		w.fetch, w.entry = &f, entry
	}
	if err := w.add(read); err != nil || !read.there() {
		return err
	}
	if added := w.fetch.Readings; len(added) > 0 && !w.said.hold(*w.fetch, added[len(added)-1], repeats) {
		return w.fail(fault.Newf(fault.Conflict, "store.walk", "fetch %s has a reading that is marked as said before, and was not", f.ID))
	}
	return nil
}

// takeStray gives a reading of which there is no fetch.
func (w *fetchWalk) takeStray(row scanner) error {
	var id string
	var read readingRow
	if err := row.Scan(append([]any{&id}, read.targets()...)...); err != nil {
		return w.fail(w.tell(err))
	}
	w.fetch = &readings.Fetch{ID: id}
	if err := w.add(read); err != nil {
		return err
	}
	return w.give()
}

// add adds a reading to the fetch, if there is one.
func (w *fetchWalk) add(read readingRow) error {
	if !read.there() {
		return nil
	}
	r, err := read.reading()
	if err != nil {
		return w.fail(w.tell(err))
	}
	w.fetch.Readings = append(w.fetch.Readings, r)
	return nil
}

// give gives the fetch that was collected, if there is one.
func (w *fetchWalk) give() error {
	if w.fetch == nil {
		return nil
	}
	f := *w.fetch
	w.fetch = nil
	if !w.yield(f, nil) {
		return errLeft
	}
	return nil
}

func (w *fetchWalk) fail(err error) error {
	if !w.yield(readings.Fetch{}, err) {
		return errLeft
	}
	return nil
}
