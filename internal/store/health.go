package store

import "context"

// Health is what a look at the database found.
type Health struct {
	Schema int64    // number of the newest migration that it has
	Damage []string // what is wrong with the file, a line each, the first few; empty when it is sound
	Busy   bool     // whether somebody else is writing to it
	Server string   // which server it is on, such as "PostgreSQL 15.4"; "" for a file
	Vector string   // version of the vector extension that is there; "" when there is none
}

// Health looks at the database without changing it: its schema, whether a file holds together (SQLite's quick_check reads
// all of it), what the server has, and whether somebody else holds the lock for writing for as long as the store waits for
// locks. The error is of kind Invalid when the database is too damaged to be looked at.
func (s *Store) Health(ctx context.Context) (Health, error) {
	const op = "store.health"
	schema, err := s.schemaVersion(ctx, s.read)
	if err != nil {
		return Health{}, s.describe(err, op)
	}
	h, err := s.inspect(ctx, s.read)
	if err != nil {
		return Health{}, s.describe(err, op)
	}
	h.Schema = schema
	if h.Busy, err = s.busy(ctx); err != nil {
		return Health{}, s.describe(err, op)
	}
	return h, nil
}

// busy takes the lock for writing and lets it go.
func (s *Store) busy(ctx context.Context) (bool, error) {
	tx, err := s.begin(ctx, s.write)
	if lockedOut(err) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return false, tx.Rollback()
}
