package store

import "database/sql"

// Writer gives the connection that writes, for tests that put it into a particular state.
func (s *Store) Writer() *sql.DB { return s.write }

// Describe is the mapping of database errors.
func Describe(err error) error { return describe(err, "test", "plumb.db") }
