// Package sqlquery reads metrics from a PostgreSQL server or an SQLite file, by queries that are written in the
// configuration and have names. A question chooses a query by its name and fills its parameters; no text that comes from
// elsewhere becomes part of a statement.
//
// A query may use these parameters as often as it likes. They are handed over as text and take the type of their place:
//
//	:from, :to    first day of the window, and first day after it, such as 2026-03-02
//	:as_of        the moment that the answer is about, such as 2026-03-23 08:00:00+00 (without +00 in SQLite)
//	:metric       the name of the metric, and :metric_id its id
//	:period       day, week, month, quarter or year
//
// PostgreSQL finds out the type of a parameter from what it is compared with; elsewhere a cast says it, such as
// :from::date. A query gives a row for each period, with these columns, in any order:
//
//	period        the first day of the period: a date, a timestamp, or a text such as 2026-03-02, 2026-W10 or 2026-03
//	value         a number; a row whose value is NULL is passed over
//	numerator, denominator    what a ratio was computed from (optional)
//	complete      whether the period's value is final (optional)
//
// The time zone of a session is UTC: a timestamp with a time zone counts for the day that it falls on in UTC, unless the
// query says otherwise (ts AT TIME ZONE 'Europe/Berlin').
//
// A query runs alone, in a transaction that may only read, and ends after a time. What a role may do by functions is left to
// the database: give plumb a role that may read what it needs and nothing else. [Source.Cautions] says when it may more.
package sqlquery

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/nearest"
)

// Limits of one answer: far more than a series of days over twenty years needs.
const (
	mostRows       = 20_000
	mostBytes      = 16 << 20
	defaultTimeout = 30 * time.Second
)

// Config says where the database is and what can be asked of it.
type Config struct {
	Name     string            // of the source, for errors
	Path     string            // absolute path of an SQLite file; or else
	URL      string            // of a PostgreSQL server: postgres://user@host:5432/database, without a password
	Password string            // for the server
	Private  bool              // the server may be on this machine or in a private network
	Queries  map[string]string // by their names
	Timeout  time.Duration     // of a query; 0 means 30 seconds
}

// Source is a database. Close it when done.
type Source struct {
	name    string
	engine  engine
	db      *sql.DB
	queries map[string]statement
	written map[string]string // the queries as they are in the configuration
	timeout time.Duration
}

// engine is what differs between the databases.
type engine interface {
	dialect() dialect
	// open makes a pool of connections without connecting yet.
	open() (*sql.DB, error)
	// limit bounds what a connection may use.
	limit(c *sql.Conn) error
	// prepare makes the transaction one that ends in time.
	prepare(ctx context.Context, tx *sql.Tx, timeout time.Duration) error
	// moment writes a time as the database reads it.
	moment(t time.Time) string
	// describe makes a fault of what the driver says; nil for what it does not know.
	describe(err error) *fault.Error
	// cautions says what the database lets plumb do that it should not.
	cautions(ctx context.Context, tx *sql.Tx) ([]string, error)
}

// New makes a source and connects to nothing yet. Errors are Invalid, for an address or a query that cannot be used.
func New(c Config) (*Source, error) {
	s := &Source{name: c.Name, queries: map[string]statement{}, written: maps.Clone(c.Queries), timeout: c.Timeout}
	if s.timeout == 0 {
		s.timeout = defaultTimeout
	}
	var err error
	if s.engine, err = newEngine(c, s.timeout); err != nil {
		return nil, err
	}
	for name, query := range c.Queries {
		if s.queries[name], err = parse(query, s.engine.dialect()); err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "sqlquery.new", fmt.Sprintf("the query %s of %s cannot be used", name, c.Name), "")
		}
	}
	if s.db, err = s.engine.open(); err != nil {
		return nil, err
	}
	s.db.SetMaxOpenConns(connections)
	s.db.SetMaxIdleConns(connections)
	s.db.SetConnMaxIdleTime(idle)
	return s, nil
}

// A few metrics are read at a time; a server that is shared is left alone soon after.
const (
	connections = 2
	idle        = 30 * time.Second
)

func newEngine(c Config, timeout time.Duration) (engine, error) {
	if c.Path != "" {
		return sqliteFile{name: c.Name, path: c.Path}, nil
	}
	return newPostgres(c, timeout)
}

// Close ends the connections.
func (s *Source) Close() error { return s.db.Close() }

// Check implements connectors.Source: it asks for the number one.
func (s *Source) Check(ctx context.Context) error {
	return s.inside(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var one int
		return tx.QueryRowContext(ctx, `SELECT 1`).Scan(&one)
	})
}

// Readings implements connectors.Source. Query of the request is the name of one of the queries.
func (s *Source) Readings(ctx context.Context, r connectors.Request) (connectors.Result, error) {
	if err := r.Check(); err != nil {
		return connectors.Result{}, err
	}
	query, ok := s.queries[r.Query]
	if !ok {
		return connectors.Result{}, s.noQuery(r.Query)
	}
	values := s.values(r)
	var table table
	err := s.inside(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		table, err = readTable(ctx, tx, query, values)
		return err
	})
	if err != nil {
		return connectors.Result{}, err
	}
	result := connectors.Result{Statement: s.statement(r.Query, values), QueryHash: s.hash(r.Query, values)}
	readings, warnings, err := table.readings(r)
	if err != nil {
		return connectors.Result{}, s.about(r.Query, err)
	}
	arranged, more, err := r.Arrange(readings)
	if err != nil {
		return connectors.Result{}, s.about(r.Query, err)
	}
	result.Readings, result.Warnings = arranged, slices.Concat(warnings, more)
	return result, nil
}

func (s *Source) about(query string, err error) error {
	return fault.Wrap(err, fault.KindOf(err), "sqlquery.read", fmt.Sprintf("what the query %s of %s gives cannot be used", query, s.name), "")
}

func (s *Source) noQuery(name string) error {
	known := slices.Sorted(maps.Keys(s.queries))
	err := fault.Newf(fault.Invalid, "sqlquery.read", "%s has no query %q", s.name, name)
	if near, ok := nearest.Word(name, known); ok {
		return err.Do("Did you mean %s?", near)
	}
	return err.Do("Write it under queries of the source; there are: %s.", strings.Join(known, ", "))
}

// values gives what the parameters stand for.
func (s *Source) values(r connectors.Request) map[string]string {
	return map[string]string{
		"from":      r.From.Format(time.DateOnly),
		"to":        r.To.Format(time.DateOnly),
		"as_of":     s.engine.moment(r.AsOf.UTC()),
		"metric":    r.Metric.Name,
		"metric_id": r.Metric.ID(),
		"period":    string(r.Period),
	}
}

// statement shows a query with what its parameters stood for.
func (s *Source) statement(query string, values map[string]string) string {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(s.written[query]))
	for _, name := range parameters {
		if s.queries[query].uses(name) {
			fmt.Fprintf(&b, "\n-- :%s = %s", name, values[name])
		}
	}
	return b.String()
}

// hash covers the query and its parameters but for the window.
func (s *Source) hash(query string, values map[string]string) string {
	texts := []string{s.engine.dialect().name, strings.TrimSpace(s.written[query])}
	for _, name := range []string{"metric", "metric_id", "period"} {
		if s.queries[query].uses(name) {
			texts = append(texts, name, values[name])
		}
	}
	return connectors.Hash(texts...)
}

// inside runs something in a transaction that may only read and is always rolled back. It ends in time.
func (s *Source) inside(ctx context.Context, do func(context.Context, *sql.Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout+grace)
	defer cancel()
	err := s.transaction(ctx, do)
	if err == nil {
		return nil
	}
	return s.explain(ctx, err)
}

// grace is the time that a server has to end a query by itself, and to say so.
const grace = 2 * time.Second

func (s *Source) transaction(ctx context.Context, do func(context.Context, *sql.Tx) error) error {
	connection, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = connection.Close() }() // it goes back to the pool
	if err := s.engine.limit(connection); err != nil {
		return err
	}
	tx, err := connection.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	if err := s.engine.prepare(ctx, tx, s.timeout); err != nil {
		return err
	}
	return do(ctx, tx)
}

// explain makes a fault of a failure that is none yet.
func (s *Source) explain(ctx context.Context, err error) error {
	const op = "sqlquery.ask"
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return fault.Wrap(ctx.Err(), fault.Unavailable, op, s.name+" was not waited for", "Try again.")
	case ctx.Err() != nil:
		return fault.Wrap(context.DeadlineExceeded, fault.Unavailable, op, s.name+" did not answer in time", "Make the query faster, or ask it for less.")
	}
	if known, ok := errors.AsType[*fault.Error](err); ok {
		return known
	}
	if known := s.engine.describe(err); known != nil {
		return known
	}
	return fault.Wrap(err, fault.Unavailable, op, s.name+" did not answer as expected", "Try again later.")
}

// Cautions says what a person should know who relies on the source: what the role of plumb may do beyond reading, which
// queries take no window, and which do not work.
func (s *Source) Cautions(ctx context.Context) ([]string, error) {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(s.queries)) {
		if missing := s.withoutWindow(name); missing != "" {
			out = append(out, fmt.Sprintf("the query %s does not use %s: it reads more than is asked for", name, missing))
		}
	}
	err := s.inside(ctx, func(ctx context.Context, tx *sql.Tx) error {
		found, err := s.engine.cautions(ctx, tx)
		out = append(out, found...)
		return err
	})
	switch {
	case fault.Is(err, fault.Invalid): // what speaks the protocol of PostgreSQL need not have its catalogue
		out = append(out, fmt.Sprintf("what the role of plumb may do cannot be found out: %v", err))
	case err != nil:
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(s.queries)) {
		if err := s.plan(ctx, name); err != nil {
			out = append(out, fmt.Sprintf("the query %s does not work: %v", name, err))
		}
	}
	return out, nil
}

func (s *Source) withoutWindow(query string) string {
	var missing []string
	for _, name := range []string{"from", "to"} {
		if !s.queries[query].uses(name) {
			missing = append(missing, ":"+name)
		}
	}
	return strings.Join(missing, " and ")
}

// plan has the database plan a query without running it.
func (s *Source) plan(ctx context.Context, query string) error {
	monday := time.Date(2026, time.January, 5, 0, 0, 0, 0, time.UTC)
	values := s.values(connectors.Request{Period: "week", From: monday, To: monday.AddDate(0, 0, 7), AsOf: monday.AddDate(0, 0, 7)})
	return s.inside(ctx, func(ctx context.Context, tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "EXPLAIN "+s.queries[query].text, arguments(s.queries[query], values)...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
		}
		return rows.Err()
	})
}
