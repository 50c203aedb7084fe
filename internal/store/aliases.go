package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const aliasColumns = `id, state, term, term_key, team, metric, why, proposed_at, proposed_by_kind, proposed_by_name,
	decided_at, decided_by_kind, decided_by_name`

// AddAlias keeps a proposal. An open proposal of the same term, team and metric is given instead, with existing true.
func (s *Store) AddAlias(ctx context.Context, a glossary.Alias) (kept glossary.Alias, existing bool, err error) {
	const op = "store.add_alias"
	a, err = proposal(op, a)
	if err != nil {
		return glossary.Alias{}, false, err
	}
	err = s.inTx(ctx, op, func(tx *sql.Tx) error {
		open, err := oneAlias(tx.QueryRowContext(ctx, `SELECT `+aliasColumns+` FROM aliases
			WHERE state = $1 AND term_key = $2 AND team = $3 AND metric = $4`, glossary.AliasProposed, a.Key, a.Team, a.Metric), op, a.ID)
		if existing = err == nil; existing {
			a = open
			return nil
		}
		if !fault.Is(err, fault.NotFound) {
			return err
		}
		if _, err := aliasOf(ctx, tx, op, a.ID); !fault.Is(err, fault.NotFound) {
			return aliasTaken(err, op, a.ID)
		}
		if _, err := tx.ExecContext(ctx,
			`INSERT INTO aliases (id, state, term, term_key, team, metric, why, proposed_at, proposed_by_kind, proposed_by_name)
			 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			a.ID, a.State, a.Term, a.Key, a.Team, a.Metric, a.Why, micros(a.ProposedAt), a.ProposedBy.Kind, a.ProposedBy.Name); err != nil {
			return err
		}
		return record(ctx, tx, aliasEntry(a, agent.ActAliasProposed, a.ProposedBy, a.ProposedAt, a.Why))
	})
	if err != nil {
		return glossary.Alias{}, false, err
	}
	return a, existing, nil
}

// DecideAlias moves an alias from proposed to approved or rejected, or answers with a conflict. Approving one supersedes,
// in the same transaction, the approved alias of the same key and team.
func (s *Store) DecideAlias(ctx context.Context, d glossary.Decision) (glossary.Alias, error) {
	const op = "store.decide_alias"
	act, err := checkDecision(op, d)
	if err != nil {
		return glossary.Alias{}, err
	}
	var a glossary.Alias
	err = s.inTx(ctx, op, func(tx *sql.Tx) error {
		var err error
		if a, err = aliasOf(ctx, tx, op, d.ID); err != nil {
			return err
		}
		if a.State != glossary.AliasProposed {
			return fault.Newf(fault.Conflict, op, "the alias %s is %s already", a.ID, a.State).Do("See it with `plumb metrics alias list`.")
		}
		if d.To == glossary.AliasApproved {
			if err := supersedeAlias(ctx, tx, op, a, d); err != nil {
				return err
			}
		}
		a.State, a.DecidedBy, a.DecidedAt = d.To, d.By, fromMicros(micros(d.At))
		if _, err := tx.ExecContext(ctx,
			`UPDATE aliases SET state = $1, decided_at = $2, decided_by_kind = $3, decided_by_name = $4 WHERE id = $5`,
			a.State, micros(a.DecidedAt), a.DecidedBy.Kind, a.DecidedBy.Name, a.ID); err != nil {
			return err
		}
		return record(ctx, tx, aliasEntry(a, act, d.By, d.At, ""))
	})
	if err != nil {
		return glossary.Alias{}, err
	}
	return a, nil
}

// supersedeAlias ends the alias that is in effect where another one is approved.
func supersedeAlias(ctx context.Context, tx *sql.Tx, op string, by glossary.Alias, d glossary.Decision) error {
	old, err := oneAlias(tx.QueryRowContext(ctx, `SELECT `+aliasColumns+` FROM aliases WHERE state = $1 AND term_key = $2 AND team = $3`,
		glossary.AliasApproved, by.Key, by.Team), op, by.Term)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE aliases SET state = $1 WHERE id = $2`, glossary.AliasSuperseded, old.ID); err != nil {
		return err
	}
	return record(ctx, tx, aliasEntry(old, agent.ActAliasSuperseded, d.By, d.At, fmt.Sprintf("alias %s took its place", by.ID)))
}

// Aliases gives every alias, newest first.
func (s *Store) Aliases(ctx context.Context) ([]glossary.Alias, error) {
	all := []glossary.Alias{}
	err := s.each(ctx, "store.aliases", func(row scanner) error {
		a, err := scanAlias(row)
		if err != nil {
			return unreadable(err, "an alias")
		}
		all = append(all, a)
		return nil
	}, `SELECT `+aliasColumns+` FROM aliases ORDER BY proposed_at DESC, id DESC`)
	if err != nil {
		return nil, err
	}
	return all, nil
}

// KeptAliases walks the aliases that are kept, ordered by id, unchecked.
func (s *Store) KeptAliases(ctx context.Context) iter.Seq2[glossary.Alias, error] {
	return walk(ctx, s, "an alias", scanAlias, `SELECT `+aliasColumns+` FROM aliases ORDER BY id`)
}

func aliasOf(ctx context.Context, tx *sql.Tx, op, id string) (glossary.Alias, error) {
	return oneAlias(tx.QueryRowContext(ctx, `SELECT `+aliasColumns+` FROM aliases WHERE id = $1`, id), op, id)
}

func oneAlias(row *sql.Row, op, name string) (glossary.Alias, error) {
	a, err := scanAlias(row)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return a, fault.Newf(fault.NotFound, op, "there is no alias %s", name).Do("See what was proposed with `plumb metrics alias list`.")
	case err != nil:
		return a, unreadable(err, "alias "+name)
	}
	return a, nil
}

func scanAlias(row scanner) (glossary.Alias, error) {
	var (
		a                 glossary.Alias
		proposed          int64
		decided           sql.NullInt64
		deciderKind, name sql.NullString
	)
	err := row.Scan(&a.ID, &a.State, &a.Term, &a.Key, &a.Team, &a.Metric, &a.Why, &proposed, &a.ProposedBy.Kind, &a.ProposedBy.Name,
		&decided, &deciderKind, &name)
	a.ProposedAt = fromMicros(proposed)
	if decided.Valid {
		a.DecidedAt = fromMicros(decided.Int64)
	}
	a.DecidedBy = agent.Actor{Kind: agent.ActorKind(deciderKind.String), Name: name.String}
	return a, err
}

func aliasEntry(a glossary.Alias, act agent.Action, by agent.Actor, at time.Time, detail string) agent.AuditEntry {
	return agent.AuditEntry{
		At: at, Actor: by, Action: act, Subject: glossary.AliasSubject(a.ID), ContentHash: a.Hash(), Detail: detail,
	}
}

// proposal gives an alias as it is first kept, after checking what can be known of it without looking.
func proposal(op string, a glossary.Alias) (glossary.Alias, error) {
	if err := checkActor(op, a.ProposedBy); err != nil {
		return a, err
	}
	for _, part := range []struct {
		what, text      string
		needed, indexed bool
	}{
		{"id", a.ID, true, true}, {"term", a.Term, true, true}, {"key", a.Key, true, true}, {"metric", a.Metric, true, true},
		{"team", a.Team, false, true}, {"reason", a.Why, false, false},
	} {
		if err := checkText(op, "the "+part.what+" of the alias", part.text); err != nil {
			return a, err
		}
		switch {
		case part.needed && part.text == "":
			return a, fault.Newf(fault.Invalid, op, "an alias needs a %s", part.what)
		case part.indexed && len(part.text) > maxIndexed:
			return a, fault.Newf(fault.Invalid, op, "the %s of the alias has more than %d bytes", part.what, maxIndexed).
				Do("Give the words that people say, and no more.")
		}
	}
	a.State, a.ProposedAt = glossary.AliasProposed, fromMicros(micros(a.ProposedAt))
	a.DecidedBy, a.DecidedAt = agent.Actor{}, time.Time{}
	return a, nil
}

// checkDecision gives the act that a decision is, and refuses one that nobody may take.
func checkDecision(op string, d glossary.Decision) (agent.Action, error) {
	switch d.To {
	case glossary.AliasApproved:
		return agent.ActAliasApproved, d.By.CheckPerson(op, "approves an alias")
	case glossary.AliasRejected:
		return agent.ActAliasRejected, d.By.CheckPerson(op, "rejects an alias")
	}
	return "", fault.Newf(fault.Invalid, op, "an alias is approved or rejected, and not %s", d.To)
}

// aliasTaken is the error of an id that an alias has already, unless looking it up failed.
func aliasTaken(err error, op, id string) error {
	if err != nil {
		return err
	}
	return fault.Newf(fault.Conflict, op, "there is an alias %s already", id).Do("Run the command again: it takes another id.")
}
