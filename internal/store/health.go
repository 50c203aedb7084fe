package store

import "context"

// Health is what a look at the database found.
type Health struct {
	Schema int64    // number of the newest migration that it has
	Damage []string // what is wrong with the file, a line each, the first few; empty when it is sound
	Busy   bool     // whether another process is writing to it
}

// Health looks at the database without changing it: its schema, whether the pages of the file hold together (SQLite's
// quick_check, which reads all of them), and whether another process holds the lock for writing for as long as the
// store waits for locks. The error is of kind Invalid when the file is too damaged to be looked at.
func (s *Store) Health(ctx context.Context) (Health, error) {
	const op = "store.health"
	var h Health
	var err error
	if h.Schema, err = schemaOf(ctx, s.read, s.path); err != nil {
		return Health{}, describe(err, op, s.path)
	}
	if h.Damage, err = s.damage(ctx, op); err != nil {
		return Health{}, err
	}
	if h.Busy, err = s.busy(ctx); err != nil {
		return Health{}, describe(err, op, s.path)
	}
	return h, nil
}

func (s *Store) damage(ctx context.Context, op string) ([]string, error) {
	const sound = "ok"
	var found []string
	err := s.each(ctx, op, func(row scanner) error {
		var line string
		if err := row.Scan(&line); err != nil {
			return err
		}
		if line != sound {
			found = append(found, line)
		}
		return nil
	}, `PRAGMA quick_check(10)`)
	return found, err
}

// busy takes the lock for writing and lets it go.
func (s *Store) busy(ctx context.Context) (bool, error) {
	tx, err := s.write.BeginTx(ctx, nil)
	if lockedOut(err) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return false, tx.Rollback()
}
