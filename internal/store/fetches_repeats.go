package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/semantic"
)

// saying is what a fetch says of a period, with what it depends on how that is understood.
type saying struct {
	value, numerator, denominator float64
	hasParts, complete            bool
	period                        semantic.Period
	definition, query             string
	asOf                          int64 // microseconds
}

func sayingOf(f readings.Fetch, r connectors.Reading) saying {
	s := saying{
		value: r.Value, complete: r.Complete, period: f.Period, definition: f.DefinitionHash, query: f.QueryHash,
		asOf: micros(f.AsOf),
	}
	if r.Parts != nil {
		s.hasParts, s.numerator, s.denominator = true, r.Parts.Numerator, r.Parts.Denominator
	}
	return s
}

// repeats reports whether s says what was said before. What was said about a later moment than s does not count: as of the
// moment of s, s may be the only one that says it.
func (s saying) repeats(before saying) bool {
	earlier := before.asOf <= s.asOf
	before.asOf = s.asOf
	return earlier && s == before
}

// saidBefore gives what was said last, and anew, of each period of a fetch.
func saidBefore(ctx context.Context, tx *sql.Tx, f readings.Fetch) (map[int64]saying, error) {
	said := map[int64]saying{}
	if len(f.Readings) == 0 {
		return said, nil
	}
	from, to := f.Readings[0].Start, f.Readings[len(f.Readings)-1].Start
	err := eachOf(ctx, tx, func(row scanner) error {
		var read readingRow
		var asOf int64
		before := readings.Fetch{}
		if err := row.Scan(append([]any{&asOf, &before.QueryHash, &before.DefinitionHash, &before.Period}, read.targets()...)...); err != nil {
			return unreadable(err, "a reading of "+f.Metric)
		}
		r, err := read.reading()
		if err != nil {
			return unreadable(err, "a reading of "+f.Metric)
		}
		before.AsOf = fromMicros(asOf)
		said[micros(r.Start)] = sayingOf(before, r)
		return nil
	}, `SELECT f.as_of, f.query_hash, f.definition_hash, f.period, `+readingColumns+`
		 FROM readings r JOIN fetches f ON f.id = r.fetch_id AND f.metric = r.metric
		 WHERE r.metric = $1 AND r.repeats = 0 AND r.start >= $2 AND r.start <= $3 ORDER BY f.entry`, f.Metric, micros(from), micros(to))
	return said, err
}

// repetitions checks, in a walk through all fetches in their order, that what is marked as said before was.
type repetitions map[string]map[time.Time]saying

// hold reports whether the mark of a reading is right, and remembers what was said anew. A reading that repeats another
// one and is not marked does no harm.
func (r repetitions) hold(f readings.Fetch, reading connectors.Reading, marked bool) bool {
	said := r[f.Metric]
	if said == nil {
		said = map[time.Time]saying{}
		r[f.Metric] = said
	}
	now := sayingOf(f, reading)
	if marked {
		before, ok := said[reading.Start]
		return ok && now.repeats(before)
	}
	said[reading.Start] = now
	return true
}
