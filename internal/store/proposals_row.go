package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const proposalColumns = `kind, id, number, state, about, content, content_hash, created_at, created_by_kind, created_by_name,
	updated_at, approved_at, approved_by_kind, approved_by_name, approved_hash`

// newestOfProposal picks, of the versions p of a proposal, the newest.
const newestOfProposal = `number = (SELECT MAX(last.number) FROM proposals last WHERE last.kind = p.kind AND last.id = p.id)`

// Proposal gives one version of a proposal; number 0 means the newest.
func (s *Store) Proposal(ctx context.Context, kind agent.ProposalKind, id string, number int) (agent.Proposal, error) {
	const op = "store.proposal"
	var p agent.Proposal
	var err error
	if number == 0 {
		p, err = newestProposal(ctx, s.read, op, kind, id)
	} else {
		row := s.read.QueryRowContext(ctx, `SELECT `+proposalColumns+` FROM proposals WHERE kind = $1 AND id = $2 AND number = $3`, kind, id, number)
		p, err = oneProposal(row, op, kind, fmt.Sprintf("version %d of %s %s", number, kind, id))
	}
	if err != nil {
		return agent.Proposal{}, s.describe(err, op)
	}
	return checkedProposal(p)
}

// Proposals gives the newest version of every proposal of a kind, that which was begun last first; about something, or,
// with "", all.
func (s *Store) Proposals(ctx context.Context, kind agent.ProposalKind, about string) ([]agent.Proposal, error) {
	which, args := `kind = $1`, []any{kind}
	if about != "" {
		which, args = `kind = $1 AND about = $2`, []any{kind, about}
	}
	return s.proposals(ctx, "store.proposals", kind, `SELECT `+proposalColumns+` FROM proposals p WHERE `+which+` AND `+newestOfProposal+`
		 ORDER BY (SELECT first.created_at FROM proposals first WHERE first.kind = p.kind AND first.id = p.id AND first.number = 1) DESC, id DESC`,
		args...)
}

// ProposalVersions gives all versions of a proposal, oldest first.
func (s *Store) ProposalVersions(ctx context.Context, kind agent.ProposalKind, id string) ([]agent.Proposal, error) {
	const op = "store.proposal_versions"
	all, err := s.proposals(ctx, op, kind, `SELECT `+proposalColumns+` FROM proposals WHERE kind = $1 AND id = $2 ORDER BY number`, kind, id)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, noProposal(op, kind, fmt.Sprintf("%s %s", kind, id))
	}
	return all, nil
}

// KeptProposals walks the versions that are kept, ordered by kind, id and number, unchecked.
func (s *Store) KeptProposals(ctx context.Context) iter.Seq2[agent.Proposal, error] {
	return walk(ctx, s, "a version of a proposal", scanProposal, `SELECT `+proposalColumns+` FROM proposals ORDER BY kind, id, number`)
}

func (s *Store) proposals(ctx context.Context, op string, kind agent.ProposalKind, query string, args ...any) ([]agent.Proposal, error) {
	all := []agent.Proposal{}
	err := s.each(ctx, op, func(row scanner) error {
		p, err := scanProposal(row)
		if err != nil {
			return unreadable(err, "a "+string(kind))
		}
		p, err = checkedProposal(p)
		all = append(all, p)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return all, nil
}

// newestProposal gives the newest version of a proposal.
func newestProposal(ctx context.Context, q querier, op string, kind agent.ProposalKind, id string) (agent.Proposal, error) {
	row := q.QueryRowContext(ctx, `SELECT `+proposalColumns+` FROM proposals WHERE kind = $1 AND id = $2 ORDER BY number DESC LIMIT 1`, kind, id)
	return oneProposal(row, op, kind, fmt.Sprintf("%s %s", kind, id))
}

// openProposalWith gives the newest version of the open proposal of the kind of p, about the same, of which a version has
// the content of p; the one that was begun last when there are several. A proposal is open until it is rejected or superseded.
func openProposalWith(ctx context.Context, q querier, op string, p agent.Proposal) (agent.Proposal, error) {
	row := q.QueryRowContext(ctx, `SELECT `+proposalColumns+` FROM proposals p
		 WHERE kind = $1 AND about = $2 AND `+newestOfProposal+` AND state NOT IN ($3, $4)
		   AND id IN (SELECT v.id FROM proposals v WHERE v.kind = $1 AND v.content_hash = $5)
		 ORDER BY created_at DESC, id DESC LIMIT 1`,
		p.Kind, p.About, agent.StateRejected, agent.StateSuperseded, p.ContentHash)
	return oneProposal(row, op, p.Kind, "open "+string(p.Kind)+" with this content")
}

func oneProposal(row *sql.Row, op string, kind agent.ProposalKind, what string) (agent.Proposal, error) {
	p, err := scanProposal(row)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return p, noProposal(op, kind, what)
	case err != nil:
		return p, unreadable(err, what)
	}
	return p, nil
}

func noProposal(op string, kind agent.ProposalKind, what string) error {
	return fault.Newf(fault.NotFound, op, "there is no %s", what).Do("See what there is with %s.", proposals.ListCommand(kind))
}

func scanProposal(row scanner) (agent.Proposal, error) {
	var (
		p                agent.Proposal
		content          string
		created, updated int64
		approval         approvalRow
	)
	err := row.Scan(append([]any{
		&p.Kind, &p.ID, &p.Number, &p.State, &p.About, &content, &p.ContentHash, &created, &p.CreatedBy.Kind, &p.CreatedBy.Name, &updated,
	}, approval.targets()...)...)
	if err != nil {
		return agent.Proposal{}, err
	}
	p.Content, p.CreatedAt, p.UpdatedAt, p.Approval = []byte(content), fromMicros(created), fromMicros(updated), approval.value()
	return p, nil
}

// insertProposal keeps a version that has no approval yet.
func insertProposal(ctx context.Context, tx *sql.Tx, p agent.Proposal) error {
	_, err := tx.ExecContext(ctx,
		`INSERT INTO proposals (kind, id, number, state, about, content, content_hash, created_at, created_by_kind, created_by_name, updated_at)
		 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		p.Kind, p.ID, p.Number, p.State, p.About, string(p.Content), p.ContentHash, micros(p.CreatedAt), p.CreatedBy.Kind, p.CreatedBy.Name,
		micros(p.UpdatedAt))
	return err
}

// moveProposal writes the state of a version and, with the state approved, its approval.
func moveProposal(ctx context.Context, tx *sql.Tx, p agent.Proposal) error {
	if p.State != agent.StateApproved {
		_, err := tx.ExecContext(ctx, `UPDATE proposals SET state = $1, updated_at = $2 WHERE kind = $3 AND id = $4 AND number = $5`,
			p.State, micros(p.UpdatedAt), p.Kind, p.ID, p.Number)
		return err
	}
	_, err := tx.ExecContext(ctx,
		`UPDATE proposals SET state = $1, updated_at = $2, approved_at = $3, approved_by_kind = $4, approved_by_name = $5, approved_hash = $6
		 WHERE kind = $7 AND id = $8 AND number = $9`,
		p.State, micros(p.UpdatedAt), micros(p.Approval.At), p.Approval.By.Kind, p.Approval.By.Name, p.Approval.ContentHash, p.Kind, p.ID, p.Number)
	return err
}

// checkedProposal gives a kept version after comparing its content with its hash.
func checkedProposal(p agent.Proposal) (agent.Proposal, error) {
	if agent.ContentHash(p.Content) != p.ContentHash {
		return agent.Proposal{}, changedOutside(fmt.Sprintf("%s %s version %d", p.Kind, p.ID, p.Number))
	}
	return p, nil
}
