package store

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"math"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const callColumns = `run, number, key, role, prompt_name, prompt_version, prompt_hash, host, model, replied, input_hash, reply, finish,
	prompt_tokens, completion_tokens, latency, cost, failure, problem, reused, at`

// FindCall gives the newest call with a key that gave a reply; false when there is none.
func (s *Store) FindCall(ctx context.Context, key string) (model.Call, bool, error) {
	const op = "store.find_call"
	c, err := scanCall(s.read.QueryRowContext(ctx,
		`SELECT `+callColumns+` FROM calls WHERE key = $1 AND failure = '' AND reused = '' ORDER BY at DESC, run DESC, number DESC LIMIT 1`, key))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return model.Call{}, false, nil
	case err != nil:
		return model.Call{}, false, s.describe(unreadable(err, "a call of a model"), op)
	}
	return c, true, nil
}

// KeepCall adds a call to its run, under the next number of that run.
func (s *Store) KeepCall(ctx context.Context, c model.Call) error {
	const op = "store.keep_call"
	if err := checkCall(op, c); err != nil {
		return err
	}
	return s.inTx(ctx, op, func(tx *sql.Tx) error {
		var newest int
		if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(number), 0) FROM calls WHERE run = $1`, c.Run).Scan(&newest); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx,
			`INSERT INTO calls (`+callColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
			c.Run, newest+1, c.Key, c.Role, c.Prompt.Name, c.Prompt.Version, c.Prompt.Hash, c.Host, c.Model, c.Replied, c.InputHash, c.Reply, c.Finish,
			c.Usage.Prompt, c.Usage.Completion, int64(c.Latency), int64(c.Cost), c.Failure, c.Problem, c.Reused, micros(c.At))
		return err
	})
}

// EndRun takes a run up in the audit log, with the hash of its calls. A run without calls leaves no trace.
func (s *Store) EndRun(ctx context.Context, e model.Ending) error {
	const op = "store.end_run"
	if err := checkActor(op, e.By); err != nil {
		return err
	}
	if err := checkText(op, "what came of the run", e.Detail); err != nil {
		return err
	}
	return s.inTx(ctx, op, func(tx *sql.Tx) error {
		calls, err := callsOf(ctx, tx, e.Run)
		if err != nil || len(calls) == 0 {
			return err
		}
		var ended int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM audit WHERE action = $1 AND subject = $2`, agent.ActRunFinished, model.RunSubject(e.Run)).Scan(&ended); err != nil {
			return err
		}
		if ended > 0 {
			return fault.Newf(fault.Conflict, op, "the run %s has ended already", e.Run).Do("Run the command again: it is a run of its own.")
		}
		hash, err := model.HashOf(calls)
		if err != nil {
			return err
		}
		return record(ctx, tx, agent.AuditEntry{
			At: e.At, Actor: e.By, Action: agent.ActRunFinished, Subject: model.RunSubject(e.Run), ContentHash: hash, Detail: e.Detail,
		})
	})
}

// Calls gives the calls of a run in order; none for a run that is not known.
func (s *Store) Calls(ctx context.Context, run string) ([]model.Call, error) {
	calls, err := callsOf(ctx, s.read, run)
	return calls, s.describe(err, "store.calls")
}

// Runs gives what is kept of every run, the newest first.
func (s *Store) Runs(ctx context.Context) ([]model.Run, error) {
	const op = "store.runs"
	runs, places := []model.Run{}, map[string]int{}
	err := s.each(ctx, op, func(row scanner) error {
		c, err := scanCall(row)
		if err != nil {
			return unreadable(err, "a call of a model")
		}
		i, known := places[c.Run]
		if !known {
			i, places[c.Run] = len(runs), len(runs)
			runs = append(runs, model.Run{ID: c.Run})
		}
		runs[i].Add(c)
		return nil
	}, `SELECT run, number, key, role, prompt_name, prompt_version, prompt_hash, host, model, replied, input_hash, '', finish,
		prompt_tokens, completion_tokens, latency, cost, failure, problem, reused, at FROM calls
		ORDER BY (SELECT MIN(b.at) FROM calls b WHERE b.run = calls.run) DESC, run DESC, number`)
	if err != nil {
		return nil, err
	}
	err = s.each(ctx, op, func(row scanner) error {
		e, err := scanEntry(row)
		if err != nil {
			return unreadable(err, "an entry of the audit log")
		}
		id, _ := model.RunOf(e.Subject)
		if i, known := places[id]; known {
			runs[i].Ended, runs[i].Detail, runs[i].By = true, e.Detail, e.Actor
		}
		return nil
	}, `SELECT `+auditColumns+` FROM audit WHERE action = $1 ORDER BY seq`, agent.ActRunFinished)
	return runs, err
}

// KeptCalls walks the calls that are kept, ordered by run and number, unchecked.
func (s *Store) KeptCalls(ctx context.Context) iter.Seq2[model.Call, error] {
	return walk(ctx, s, "a call of a model", scanCall, `SELECT `+callColumns+` FROM calls ORDER BY run, number`)
}

func callsOf(ctx context.Context, q rowsQuerier, run string) ([]model.Call, error) {
	calls := []model.Call{}
	err := eachOf(ctx, q, func(row scanner) error {
		c, err := scanCall(row)
		if err != nil {
			return unreadable(err, "a call of the run "+run)
		}
		calls = append(calls, c)
		return nil
	}, `SELECT `+callColumns+` FROM calls WHERE run = $1 ORDER BY number`, run)
	return calls, err
}

func scanCall(row scanner) (model.Call, error) {
	var c model.Call
	var latency, cost, at int64
	err := row.Scan(&c.Run, &c.Number, &c.Key, &c.Role, &c.Prompt.Name, &c.Prompt.Version, &c.Prompt.Hash, &c.Host, &c.Model, &c.Replied, &c.InputHash,
		&c.Reply, &c.Finish, &c.Usage.Prompt, &c.Usage.Completion, &latency, &cost, &c.Failure, &c.Problem, &c.Reused, &at)
	c.Latency, c.Cost, c.At = time.Duration(latency), model.Cost(cost), fromMicros(at)
	return c, err
}

// checkCall refuses a call that could not be found again, or not be kept by every database.
func checkCall(op string, c model.Call) error {
	if c.Run == "" || c.Key == "" || c.At.IsZero() {
		return fault.New(fault.Invalid, op, "a call needs the run that it was made in, a key and a time", "")
	}
	if c.Usage.Prompt < 0 || c.Usage.Completion < 0 || c.Usage.Total() > math.MaxInt32 {
		return fault.New(fault.Invalid, op, "a call takes a number of tokens that cannot be", "")
	}
	for what, text := range map[string]string{
		"the run": c.Run, "the key": c.Key, "the prompt": c.Prompt.Name + c.Prompt.Version + c.Prompt.Hash, "the host": c.Host, "the name of the model": c.Model + c.Replied,
		"the reply": c.Reply, "the end of the reply": string(c.Finish), "the failure": string(c.Failure) + c.Problem, "the run before": c.Reused,
	} {
		if err := checkText(op, what+" of a call", text); err != nil {
			return err
		}
	}
	return nil
}
