package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// AddFetch keeps what came of asking a source, in its canonical form, with all its readings or not at all. It answers
// Conflict when the id is taken, or when another fetch of the metric came since the one that f.After names.
func (s *Store) AddFetch(ctx context.Context, f readings.Fetch) error {
	const op = "store.add_fetch"
	f = readings.Canonical(f)
	if err := checkFetch(op, f); err != nil {
		return err
	}
	hash, err := readings.Hash(f)
	if err != nil {
		return err
	}
	return s.inTx(ctx, op, func(tx *sql.Tx) error {
		switch known, err := hasFetch(ctx, tx, f.ID); {
		case err != nil:
			return err
		case known:
			return taken(nil, op, "a fetch "+f.ID)
		}
		if err := follows(ctx, tx, op, f); err != nil {
			return err
		}
		entry, err := enter(ctx, tx, agent.AuditEntry{
			At: f.At, Actor: f.By, Action: agent.ActReadingsFetched, Subject: readings.FetchSubject(f.ID), ContentHash: hash, Detail: readings.FetchDetail(f),
		})
		if err != nil {
			return err
		}
		if err := insertReadings(ctx, tx, f); err != nil {
			return err
		}
		return insertFetch(ctx, tx, f, entry)
	})
}

// Fetches gives the fetches of a metric, or with "" of all, without their readings, in the order in which they were kept.
func (s *Store) Fetches(ctx context.Context, metric string) ([]readings.Fetch, error) {
	all := []readings.Fetch{}
	query, args := `SELECT `+fetchColumns+` FROM fetches f ORDER BY f.entry`, []any{}
	if metric != "" {
		query, args = `SELECT `+fetchColumns+` FROM fetches f WHERE f.metric = $1 ORDER BY f.entry`, []any{metric}
	}
	err := s.each(ctx, "store.fetches", func(row scanner) error {
		f, err := scanFetch(row)
		if err != nil {
			return unreadable(err, "a fetch")
		}
		all = append(all, f)
		return nil
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Readings gives what the fetches whose AsOf is not after a time said of a metric, ordered by period, what was said of one
// period in the order in which it was kept; what repeats what was said before is left out. A zero time is after all of them.
func (s *Store) Readings(ctx context.Context, metric string, asOf time.Time) ([]readings.Kept, error) {
	const op = "store.readings"
	type fetch struct {
		kept  readings.Kept // without a reading
		entry int64
	}
	fetches := map[string]*fetch{}
	err := s.each(ctx, op, func(row scanner) error {
		var f fetch
		var at int64
		if err := row.Scan(&f.kept.Fetch, &at, &f.kept.QueryHash, &f.kept.DefinitionHash, &f.kept.Period, &f.entry); err != nil {
			return unreadable(err, "a fetch of "+metric)
		}
		f.kept.AsOf = fromMicros(at)
		fetches[f.kept.Fetch] = &f
		return nil
	}, `SELECT id, as_of, query_hash, definition_hash, period, entry FROM fetches WHERE metric = $1`, metric)
	if err != nil {
		return nil, err
	}
	all := []readings.Kept{}
	var read readingRow
	var id sql.RawBytes
	targets := append([]any{&id}, read.targets()...)
	// A fetch that came in between is not among those above, and its readings are passed over with it.
	err = s.each(ctx, op, func(row scanner) error {
		if err := row.Scan(targets...); err != nil {
			return unreadable(err, "a reading of "+metric)
		}
		f := fetches[string(id)]
		if f == nil {
			return nil
		}
		k := f.kept
		var err error
		if k.Reading, err = read.reading(); err != nil {
			return unreadable(err, "a reading of "+metric)
		}
		if asOf.IsZero() || !k.AsOf.After(asOf) {
			all = append(all, k)
		}
		return nil
	}, `SELECT r.fetch_id, `+readingColumns+` FROM readings r WHERE r.metric = $1 AND r.repeats = 0 ORDER BY r.start`, metric)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b readings.Kept) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(fetches[a.Fetch].entry, fetches[b.Fetch].entry))
	})
	return all, nil
}

// insertFetch keeps a fetch, after its readings: the database refuses readings of a fetch that it has.
func insertFetch(ctx context.Context, tx *sql.Tx, f readings.Fetch, entry int64) error {
	warnings, err := warningsText(f.Warnings)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx,
		`INSERT INTO fetches (id, metric, source, period, window_from, window_to, as_of, statement, query_hash, definition_hash, warnings,
			failure, entry, fetched_at, fetched_by_kind, fetched_by_name)
		 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		f.ID, f.Metric, f.Source, f.Period, micros(f.From), micros(f.To), micros(f.AsOf), f.Statement, f.QueryHash, f.DefinitionHash, warnings,
		f.Failure, entry, micros(f.At), f.By.Kind, f.By.Name)
	return err
}

func insertReadings(ctx context.Context, tx *sql.Tx, f readings.Fetch) error {
	const columns = 8
	said, err := saidBefore(ctx, tx, f)
	if err != nil {
		return err
	}
	return inBatches(f.Readings, func(part []connectors.Reading) error {
		rows := make([]string, len(part))
		args := make([]any, 0, columns*len(part))
		for i, r := range part {
			rows[i] = "(" + placeholders(i*columns+1, columns) + ")"
			var numerator, denominator sql.NullFloat64
			if r.Parts != nil {
				numerator, denominator = sql.NullFloat64{Float64: r.Parts.Numerator, Valid: true}, sql.NullFloat64{Float64: r.Parts.Denominator, Valid: true}
			}
			before, known := said[micros(r.Start)]
			repeats := known && sayingOf(f, r).repeats(before)
			args = append(args, f.Metric, f.ID, micros(r.Start), r.Value, numerator, denominator, digit(r.Complete), digit(repeats))
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO readings (metric, fetch_id, start, value, numerator, denominator, complete, repeats) VALUES `+strings.Join(rows, ", "), args...)
		return err
	})
}

// digit is how a yes or no is kept.
func digit(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func hasFetch(ctx context.Context, tx *sql.Tx, id string) (bool, error) {
	var n int
	err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM fetches WHERE id = $1`, id).Scan(&n)
	return n > 0, err
}

// follows refuses a fetch that was planned without knowing the newest one of its metric.
func follows(ctx context.Context, tx *sql.Tx, op string, f readings.Fetch) error {
	if f.After == nil {
		return nil
	}
	var newest string
	err := tx.QueryRowContext(ctx, `SELECT id FROM fetches WHERE metric = $1 ORDER BY entry DESC LIMIT 1`, f.Metric).Scan(&newest)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if newest != *f.After {
		return fault.Newf(fault.Conflict, op, "readings of %s were fetched in the meantime, as %s", f.Metric, newest).Do("Run the command again.")
	}
	return nil
}

// checkFetch refuses what cannot be kept of a fetch in its canonical form.
func checkFetch(op string, f readings.Fetch) error {
	if err := checkActor(op, f.By); err != nil {
		return err
	}
	for what, id := range map[string]string{"an id": f.ID, "a metric": f.Metric, "a source": f.Source, "a period": string(f.Period)} {
		if id == "" || len(id) > maxIndexed {
			return fault.Newf(fault.Invalid, op, "a fetch needs %s, of at most %d bytes", what, maxIndexed)
		}
	}
	for _, text := range append([]string{
		f.ID, f.Metric, f.Source, string(f.Period), f.Statement, f.QueryHash, f.DefinitionHash, f.Failure,
	}, f.Warnings...) {
		if err := checkText(op, "what fetch "+f.ID+" says", text); err != nil {
			return err
		}
	}
	for i, r := range f.Readings {
		day := r.Start.Format(time.DateOnly)
		if !r.Start.Equal(r.Start.Truncate(24 * time.Hour)) {
			return fault.Newf(fault.Invalid, op, "a reading of fetch %s starts within %s, and not with it", f.ID, day).Do("Begin each period at midnight UTC.")
		}
		if i > 0 && r.Start.Equal(f.Readings[i-1].Start) {
			return fault.Newf(fault.Invalid, op, "fetch %s has two readings of the period that starts on %s", f.ID, day).Do("Have the source give one value a period.")
		}
		values := []float64{r.Value}
		if r.Parts != nil {
			values = append(values, r.Parts.Numerator, r.Parts.Denominator)
		}
		if slices.ContainsFunc(values, func(v float64) bool { return v-v != 0 }) {
			return fault.Newf(fault.Invalid, op, "a reading of fetch %s for %s is not a finite number", f.ID, day).Do("Leave out periods without a value.")
		}
	}
	return nil
}

// warningsText gives the canonical JSON of warnings.
func warningsText(warnings []string) (string, error) {
	text, err := proposals.Canonical(warnings)
	return string(text), err
}

// readWarnings reads what [warningsText] wrote, and nothing else.
func readWarnings(text string) ([]string, error) {
	var warnings []string
	if err := json.Unmarshal([]byte(text), &warnings); err != nil {
		return nil, err
	}
	if canonical, err := warningsText(warnings); err != nil || canonical != text || warnings == nil {
		return nil, errors.New("the warnings are not written as plumb writes them")
	}
	return warnings, nil
}
