package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

const aliasColumns = `id, state, term, term_key, team, metric, why, proposed_at, proposed_by_kind, proposed_by_name,
	decided_at, decided_by_kind, decided_by_name, definition_hash`

// AddAlias keeps a proposal. An open proposal of the same term, team and metric is given instead, with existing true.
func (s *Store) AddAlias(ctx context.Context, a glossary.Alias) (kept glossary.Alias, existing bool, err error) {
	const op = "store.add_alias"
	a, err = proposal(op, a)
	if err != nil {
		return glossary.Alias{}, false, err
	}
	err = s.inTx(ctx, op, func(tx *sql.Tx) error {
		open, err := aliasesIn(ctx, tx, glossary.AliasProposed, a)
		if err != nil {
			return err
		}
		if same := slices.IndexFunc(open, func(o glossary.Alias) bool { return o.Metric == a.Metric }); same >= 0 {
			a, existing = open[same], true
			return nil
		}
		if _, err := aliasOf(ctx, tx, op, a.ID); !fault.Is(err, fault.NotFound) {
			return taken(err, op, "an alias "+a.ID)
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

// DecideAlias moves an alias from proposed to approved or rejected, or answers with a conflict: also when the decision
// names a definition, and the metric has another one by now or is no longer in use. Approving an alias supersedes, in the
// same transaction, what is approved of the same key and team.
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
			if err := checkSeen(ctx, tx, op, a.Metric, d.DefinitionHash); err != nil {
				return err
			}
			if err := supersedeAlias(ctx, tx, a, d); err != nil {
				return err
			}
			a.DefinitionHash = d.DefinitionHash
		}
		a.State, a.DecidedBy, a.DecidedAt = d.To, d.By, fromMicros(micros(d.At))
		if _, err := tx.ExecContext(ctx,
			`UPDATE aliases SET state = $1, decided_at = $2, decided_by_kind = $3, decided_by_name = $4, definition_hash = $5 WHERE id = $6`,
			a.State, micros(a.DecidedAt), a.DecidedBy.Kind, a.DecidedBy.Name, a.DefinitionHash, a.ID); err != nil {
			return err
		}
		return record(ctx, tx, aliasEntry(a, act, d.By, d.At, glossary.ApprovalDetail(a.DefinitionHash)))
	})
	if err != nil {
		return glossary.Alias{}, err
	}
	return a, nil
}

// checkSeen refuses to approve what a metric means that is no longer defined as the person saw it; "" says that the
// decision does not rest on it.
func checkSeen(ctx context.Context, tx *sql.Tx, op, metric, hash string) error {
	if hash == "" {
		return nil
	}
	row := tx.QueryRowContext(ctx, `SELECT `+definitionColumns+` FROM definitions d WHERE kind = $1 AND id = $2 AND `+isNewest, glossary.KindMetric, metric)
	newest, err := scanDefinition(row)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Newf(fault.Conflict, op, "%s is not defined", metric).Do("See what there is with `plumb metrics list`.")
	}
	if err != nil {
		return unreadable(err, "metric "+metric)
	}
	m, err := parsed[semantic.Metric](newest)
	switch {
	case err != nil:
		return err
	case newest.DefinitionHash != hash:
		return fault.Newf(fault.Conflict, op, "the definition of %s changed after it was shown, so nothing was approved", metric).
			Do("See what changed with `plumb metrics diff %s`, then approve it again.", metric)
	case !m.Current():
		return fault.Newf(fault.Conflict, op, "%s was deprecated after it was shown, so nothing was approved", metric).
			Do("See what replaces it with `plumb metrics show %s`.", metric)
	}
	return nil
}

// supersedeAlias ends what is in effect where another alias is approved. It is one alias, or several from the time when the
// names of teams were not compared by key.
func supersedeAlias(ctx context.Context, tx *sql.Tx, by glossary.Alias, d glossary.Decision) error {
	approved, err := aliasesIn(ctx, tx, glossary.AliasApproved, by)
	if err != nil {
		return err
	}
	for _, old := range approved {
		if _, err := tx.ExecContext(ctx, `UPDATE aliases SET state = $1 WHERE id = $2`, glossary.AliasSuperseded, old.ID); err != nil {
			return err
		}
		if err := record(ctx, tx, aliasEntry(old, agent.ActAliasSuperseded, d.By, d.At, fmt.Sprintf("alias %s took its place", by.ID))); err != nil {
			return err
		}
	}
	return nil
}

// aliasesIn gives the aliases in a state that are of the same term and team as a.
func aliasesIn(ctx context.Context, tx *sql.Tx, state glossary.AliasState, a glossary.Alias) ([]glossary.Alias, error) {
	var all []glossary.Alias
	err := eachOf(ctx, tx, func(row scanner) error {
		found, err := scanAlias(row)
		if err != nil {
			return unreadable(err, "an alias")
		}
		if semantic.TeamKey(found.Team) == semantic.TeamKey(a.Team) {
			all = append(all, found)
		}
		return nil
	}, `SELECT `+aliasColumns+` FROM aliases WHERE state = $1 AND term_key = $2 ORDER BY id`, state, a.Key)
	return all, err
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
	a, err := scanAlias(tx.QueryRowContext(ctx, `SELECT `+aliasColumns+` FROM aliases WHERE id = $1`, id))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return a, fault.Newf(fault.NotFound, op, "there is no alias %s", id).Do("See what was proposed with `plumb metrics alias list`.")
	case err != nil:
		return a, unreadable(err, "alias "+id)
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
		&decided, &deciderKind, &name, &a.DefinitionHash)
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
	a.DecidedBy, a.DecidedAt, a.DefinitionHash = agent.Actor{}, time.Time{}, ""
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
