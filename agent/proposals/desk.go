// Package proposals holds what people may do with a review, a decision, a look back at one or an event between its first
// draft and its end, as package register does for sheets: nothing becomes effective without a named person, and every act
// is bound to the content that this person saw.
package proposals

import (
	"context"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Config is what a desk needs; all of it is required.
type Config struct {
	Store agent.ProposalStore
	Now   func() time.Time
}

// Desk is where proposals are made, edited, approved and looked up. It is safe for concurrent use.
type Desk struct {
	store agent.ProposalStore
	now   func() time.Time
}

// New makes a desk.
func New(cfg Config) *Desk { return &Desk{store: cfg.Store, now: cfg.Now} }

// Propose keeps a content, as [Canonical] gives it, as a draft. About is the id of what it is about, or "". An open
// proposal of the same kind, about the same thing, that has the content already or had it before an edit, is given
// instead, with existing true: so interrupted work can be repeated.
func (d *Desk) Propose(ctx context.Context, kind agent.ProposalKind, about string, content []byte, by agent.Actor) (p agent.Proposal, existing bool, err error) {
	return d.add(ctx, agent.NewProposal{Kind: kind, About: about, Content: content, By: by})
}

// Note keeps a content that a named person says, approved by this person in the same act. When it is kept and approved
// already it is given as it is.
func (d *Desk) Note(ctx context.Context, kind agent.ProposalKind, about string, content []byte, by agent.Actor) (agent.Proposal, error) {
	if err := by.CheckPerson(op(kind, "note"), "notes "+Article(kind)); err != nil {
		return agent.Proposal{}, err
	}
	p, existing, err := d.add(ctx, agent.NewProposal{Kind: kind, About: about, Content: content, By: by, Approve: true})
	if err != nil || !existing || p.State == agent.StateApproved {
		return p, err
	}
	return d.Approve(ctx, kind, p.ID, agent.ContentHash(content), by)
}

// NoteNext keeps a content that a named person says, as [Desk.Note] does, as the one that follows a number of others about
// the same thing. It answers with a conflict when somebody else said the next one meanwhile: of several who saw the same and
// say what follows, one is kept. Who says the same again is given what is kept.
func (d *Desk) NoteNext(ctx context.Context, kind agent.ProposalKind, about string, after int, content []byte, by agent.Actor) (agent.Proposal, error) {
	op := op(kind, "note")
	if err := by.CheckPerson(op, "notes "+Article(kind)); err != nil {
		return agent.Proposal{}, err
	}
	id := nextID(kind, about, after)
	p, existing, err := d.store.AddProposal(ctx, agent.NewProposal{Kind: kind, ID: id, About: about, Content: content, By: by, Approve: true, At: d.now()})
	switch {
	case fault.Is(err, fault.Conflict):
		came, lost := d.store.Proposal(ctx, kind, id, 0)
		if lost != nil {
			return agent.Proposal{}, err
		}
		return agent.Proposal{}, cameBetween(op, came)
	case err == nil && existing && p.CreatedBy != by:
		return agent.Proposal{}, cameBetween(op, p)
	}
	return p, err
}

func (d *Desk) add(ctx context.Context, n agent.NewProposal) (agent.Proposal, bool, error) {
	id, err := d.freeID(ctx, n.Kind)
	if err != nil {
		return agent.Proposal{}, false, err
	}
	n.ID, n.At = id, d.now()
	return d.store.AddProposal(ctx, n)
}

// Revise keeps a person's edit of version base as a new version, in state draft; an approval of base is void from then
// on. It answers with a conflict when base is no longer the newest version, when it was rejected, or when it is approved
// and of a kind that is only ever added to; and with Invalid when nothing was changed.
func (d *Desk) Revise(ctx context.Context, kind agent.ProposalKind, id string, base int, content []byte, by agent.Actor) (agent.Proposal, error) {
	op := op(kind, "revise")
	if err := by.CheckPerson(op, "edits "+Article(kind)); err != nil {
		return agent.Proposal{}, err
	}
	p, err := d.newest(ctx, op, kind, id)
	if err != nil {
		return agent.Proposal{}, err
	}
	if p.Number != base {
		return agent.Proposal{}, fault.Newf(fault.Conflict, op, "%s is at version %d now, and this edit was made to version %d", name(p), p.Number, base).
			Do("Read it again with %s and repeat the edit.", showCommand(p))
	}
	if err := CheckMove(op, p, agent.StateSuperseded); err != nil {
		return agent.Proposal{}, err
	}
	if agent.ContentHash(content) == p.ContentHash {
		return agent.Proposal{}, fault.New(fault.Invalid, op, "nothing was changed", "Edit something, then save.")
	}
	return d.store.AddProposalVersion(ctx, agent.NewProposalVersion{Kind: kind, ID: p.ID, Base: base, Content: content, By: by, At: d.now()})
}

// Approve makes the newest version effective, by a named person who saw the content with the given hash. It answers with a
// conflict when the content is another by now. Approving again what the same person approved changes nothing, and neither
// does a refused approval. A draft passes through review on the way, in the same act.
func (d *Desk) Approve(ctx context.Context, kind agent.ProposalKind, id, hash string, by agent.Actor) (agent.Proposal, error) {
	op := op(kind, "approve")
	if err := by.CheckPerson(op, "approves "+Article(kind)); err != nil {
		return agent.Proposal{}, err
	}
	p, err := d.newest(ctx, op, kind, id)
	if err != nil {
		return agent.Proposal{}, err
	}
	if err := checkShown(op, p, hash); err != nil {
		return agent.Proposal{}, err
	}
	approval := d.moveOf(p, agent.StateApproved, by)
	switch {
	case p.State == agent.StateApproved && p.Approval != nil:
		return approvedBefore(op, p, by)
	case p.State == agent.StateDraft:
		approval.Via = agent.StateInReview
	default:
		if err := CheckMove(op, p, agent.StateApproved); err != nil {
			return agent.Proposal{}, err
		}
	}
	moved, err := d.store.MoveProposal(ctx, approval)
	if !fault.Is(err, fault.Conflict) {
		return moved, err
	}
	now, lost := d.store.Proposal(ctx, kind, p.ID, p.Number)
	if lost == nil && now.State == agent.StateApproved && now.Approval != nil {
		return approvedBefore(op, now, by) // somebody was quicker
	}
	return moved, err
}

// approvedBefore answers who approves what is approved: the same person is given it, and others are told whose act it was.
func approvedBefore(op string, p agent.Proposal, by agent.Actor) (agent.Proposal, error) {
	if p.Approval.By == by {
		return p, nil
	}
	return agent.Proposal{}, fault.Newf(fault.Conflict, op, "version %d of %s was approved already, by %s on %s",
		p.Number, name(p), p.Approval.By.Name, p.Approval.At.Format(time.DateOnly)).
		Do("Nothing is left to do: %s shows it.", showCommand(p))
}

// Reject ends the newest version, by a named person who may say why. Hash is the content that this person saw; "" rejects
// whatever is the newest.
func (d *Desk) Reject(ctx context.Context, kind agent.ProposalKind, id, hash string, by agent.Actor, reason string) (agent.Proposal, error) {
	op := op(kind, "reject")
	if err := by.CheckPerson(op, "rejects "+Article(kind)); err != nil {
		return agent.Proposal{}, err
	}
	if err := CheckReason(op, reason); err != nil {
		return agent.Proposal{}, err
	}
	p, err := d.newest(ctx, op, kind, id)
	if err != nil {
		return agent.Proposal{}, err
	}
	if hash != "" {
		if err := checkShown(op, p, hash); err != nil {
			return agent.Proposal{}, err
		}
	}
	if err := CheckMove(op, p, agent.StateRejected); err != nil {
		return agent.Proposal{}, err
	}
	rejection := d.moveOf(p, agent.StateRejected, by)
	rejection.Reason = reason
	return d.store.MoveProposal(ctx, rejection)
}

// List gives the newest version of every proposal of a kind, newest first; about something, or, with "", all.
func (d *Desk) List(ctx context.Context, kind agent.ProposalKind, about string) ([]agent.Proposal, error) {
	return d.store.Proposals(ctx, kind, about)
}

// Versions gives all versions of a proposal, oldest first. The beginning of an id will do if only one proposal has it.
func (d *Desk) Versions(ctx context.Context, kind agent.ProposalKind, id string) ([]agent.Proposal, error) {
	p, err := d.newest(ctx, op(kind, "versions"), kind, id)
	if err != nil {
		return nil, err
	}
	return d.store.ProposalVersions(ctx, kind, p.ID)
}

func (d *Desk) moveOf(p agent.Proposal, to agent.State, by agent.Actor) agent.ProposalMove {
	return agent.ProposalMove{Kind: p.Kind, Move: agent.Move{
		ID: p.ID, Number: p.Number, ContentHash: p.ContentHash, From: p.State, To: to, By: by, At: d.now(),
	}}
}
