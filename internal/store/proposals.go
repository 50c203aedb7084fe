package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// AddProposal keeps version 1 of a new proposal, in state draft or, when n says so, approved in the same act. An open
// proposal of the same kind, about the same thing, of which a version has the same content is given instead, as it is
// now, with existing true.
func (s *Store) AddProposal(ctx context.Context, n agent.NewProposal) (p agent.Proposal, existing bool, err error) {
	const op = "store.add_proposal"
	p, err = begunProposal(op, agent.Proposal{Kind: n.Kind, ID: n.ID, Number: 1, About: n.About, Content: n.Content, CreatedBy: n.By, CreatedAt: n.At})
	if err != nil {
		return agent.Proposal{}, false, err
	}
	if n.Approve {
		if err := n.By.CheckPerson(op, "approves "+proposals.Article(n.Kind)); err != nil {
			return agent.Proposal{}, false, err
		}
	}
	err = s.inTx(ctx, op, func(tx *sql.Tx) error {
		known, err := openProposalWith(ctx, tx, op, p)
		if existing = err == nil; existing {
			p, err = checkedProposal(known)
			return err
		}
		if !fault.Is(err, fault.NotFound) {
			return err
		}
		if _, err := newestProposal(ctx, tx, op, p.Kind, p.ID); !fault.Is(err, fault.NotFound) {
			return taken(err, op, proposals.Article(p.Kind)+" "+p.ID)
		}
		if err := insertProposal(ctx, tx, p); err != nil {
			return err
		}
		if err := record(ctx, tx, proposalEntry(p, p.Kind.Drafted(), n.By, n.At, register.AboutDetail(p.About))); err != nil {
			return err
		}
		if !n.Approve {
			return nil
		}
		if err := takeProposal(ctx, tx, &p, agent.Move{To: agent.StateInReview, By: n.By, At: n.At, Reason: toBe(agent.StateApproved)}); err != nil {
			return err
		}
		return takeProposal(ctx, tx, &p, agent.Move{To: agent.StateApproved, By: n.By, At: n.At})
	})
	if err != nil {
		return agent.Proposal{}, false, err
	}
	return p, existing, nil
}

// AddProposalVersion keeps a further version of a proposal, in state draft, and supersedes the version before it. If that
// one was approved, its approval is void from then on, and the log says so.
func (s *Store) AddProposalVersion(ctx context.Context, n agent.NewProposalVersion) (agent.Proposal, error) {
	const op = "store.add_proposal_version"
	if err := n.By.CheckPerson(op, "edits "+proposals.Article(n.Kind)); err != nil {
		return agent.Proposal{}, err
	}
	p, err := begunProposal(op, agent.Proposal{Kind: n.Kind, ID: n.ID, Number: n.Base + 1, Content: n.Content, CreatedBy: n.By, CreatedAt: n.At})
	if err != nil {
		return agent.Proposal{}, err
	}
	err = s.inTx(ctx, op, func(tx *sql.Tx) error {
		base, err := newestProposal(ctx, tx, op, n.Kind, n.ID)
		if err != nil {
			return err
		}
		if base.Number != n.Base {
			return fault.Newf(fault.Conflict, op, "%s %s is at version %d now, and this edit was made to version %d", n.Kind, n.ID, base.Number, n.Base).
				Do("Read it again and repeat the edit.")
		}
		if err := proposals.CheckMove(op, base, agent.StateSuperseded); err != nil {
			return err
		}
		p.About = base.About
		because := fmt.Sprintf("version %d took its place", p.Number)
		if base.Approval != nil {
			because += fmt.Sprintf("; the approval by %s is void", base.Approval.By.Name)
		}
		if err := insertProposal(ctx, tx, p); err != nil {
			return err
		}
		if err := record(ctx, tx, proposalEntry(p, p.Kind.Edited(), n.By, n.At, fmt.Sprintf("edited from version %d", n.Base))); err != nil {
			return err
		}
		return takeProposal(ctx, tx, &base, agent.Move{To: agent.StateSuperseded, By: n.By, At: n.At, Reason: because})
	})
	if err != nil {
		return agent.Proposal{}, err
	}
	return p, nil
}

// MoveProposal changes the state of a version, if it is still what the caller saw. When a step is refused, none is taken.
func (s *Store) MoveProposal(ctx context.Context, m agent.ProposalMove) (agent.Proposal, error) {
	const op = "store.move_proposal"
	if err := checkKind(op, m.Kind); err != nil {
		return agent.Proposal{}, err
	}
	steps, err := stepsOf(op, proposals.Article(m.Kind), m.Move, func(from, to agent.State) error {
		return proposals.CheckMove(op, agent.Proposal{Kind: m.Kind, ID: m.ID, State: from}, to)
	})
	if err != nil {
		return agent.Proposal{}, err
	}
	var moved agent.Proposal
	err = s.inTx(ctx, op, func(tx *sql.Tx) error {
		p, err := newestProposal(ctx, tx, op, m.Kind, m.ID)
		if err != nil {
			return err
		}
		if p.Number != m.Number || p.ContentHash != m.ContentHash || p.State != m.From {
			return fault.Newf(fault.Conflict, op, "%s %s is at version %d now, %s, with the content hash %s",
				m.Kind, m.ID, p.Number, p.State.Words(), p.ContentHash).Do("Read it again, then repeat.")
		}
		if _, err := checkedProposal(p); err != nil {
			return err
		}
		for _, step := range steps {
			if err := takeProposal(ctx, tx, &p, step); err != nil {
				return err
			}
		}
		moved = p
		return nil
	})
	if err != nil {
		return agent.Proposal{}, err
	}
	return moved, nil
}

// takeProposal carries out a move from one state to the next.
func takeProposal(ctx context.Context, tx *sql.Tx, p *agent.Proposal, step agent.Move) error {
	p.State, p.UpdatedAt = step.To, fromMicros(micros(step.At))
	if step.To == agent.StateApproved {
		p.Approval = &agent.Approval{By: step.By, At: p.UpdatedAt, ContentHash: p.ContentHash}
	}
	if err := moveProposal(ctx, tx, *p); err != nil {
		return err
	}
	return record(ctx, tx, proposalEntry(*p, p.Kind.Action(step.To), step.By, step.At, step.Reason))
}

func proposalEntry(p agent.Proposal, act agent.Action, by agent.Actor, at time.Time, detail string) agent.AuditEntry {
	return agent.AuditEntry{
		At: at, Actor: by, Action: act, Subject: p.ID, Version: p.Number, ContentHash: p.ContentHash, Detail: detail,
	}
}

// begunProposal gives a version as it begins, a draft, and refuses what cannot be kept.
func begunProposal(op string, p agent.Proposal) (agent.Proposal, error) {
	if err := checkKind(op, p.Kind); err != nil {
		return agent.Proposal{}, err
	}
	if p.ID == "" || len(p.ID) > maxIndexed || len(p.About) > maxIndexed {
		return agent.Proposal{}, fault.Newf(fault.Invalid, op, "a %s needs an id, and is about something with an id, of at most %d bytes", p.Kind, maxIndexed)
	}
	for what, text := range map[string]string{"the id of the " + string(p.Kind): p.ID, "the id of what it is about": p.About, "its content": string(p.Content)} {
		if err := checkText(op, what, text); err != nil {
			return agent.Proposal{}, err
		}
	}
	if !json.Valid(p.Content) {
		return agent.Proposal{}, fault.Newf(fault.Invalid, op, "the content of %s %s is not JSON", p.Kind, p.ID)
	}
	if err := checkActor(op, p.CreatedBy); err != nil {
		return agent.Proposal{}, err
	}
	p.CreatedAt = fromMicros(micros(p.CreatedAt))
	p.State, p.ContentHash, p.UpdatedAt, p.Content = agent.StateDraft, agent.ContentHash(p.Content), p.CreatedAt, slices.Clone(p.Content)
	return p, nil
}

func checkKind(op string, kind agent.ProposalKind) error {
	if slices.Contains(agent.ProposalKinds(), kind) {
		return nil
	}
	return fault.Newf(fault.Invalid, op, "%q is no kind of proposal", kind)
}
