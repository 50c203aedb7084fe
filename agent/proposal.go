package agent

import (
	"context"
	"iter"
	"time"
)

// ProposalKind says what a proposal is about.
type ProposalKind string

// The kinds of proposals besides sheets, which have a store of their own.
const (
	KindReview   ProposalKind = "review"   // a weekly note about a sheet; its content is a review.Review
	KindDecision ProposalKind = "decision" // an entry of the decision log; a decision.Decision
	KindRevisit  ProposalKind = "revisit"  // what became of a decision; a decision.Revisit
	KindEvent    ProposalKind = "event"    // something that happened to what is measured; a readings.Event
)

// Proposal is a version of something that was drafted, and counts once a person has approved exactly its content. Its
// content never changes; its state does, in the order that [State] has for sheets.
type Proposal struct {
	Kind        ProposalKind
	ID          string // such as "r-1e7k3m9"
	Number      int    // counted from 1
	State       State
	About       string // id of the sheet, or of the decision that is revisited; "" for none
	Content     []byte // canonical JSON of the kind's type
	ContentHash string
	CreatedAt   time.Time
	CreatedBy   Actor
	UpdatedAt   time.Time
	Approval    *Approval // nil unless it was approved; kept when it is superseded later
}

// ProposalStore keeps proposals. Every method that changes something writes its audit entries in the same transaction, or
// changes nothing. Errors are of package fault, as those of [Store].
type ProposalStore interface {
	// AddProposal keeps version 1. With Approve it is approved in the same act, by its author, who then has to be a
	// person. An open proposal (neither rejected nor superseded) of the same kind, about the same thing, of which some version
	// has the same content is given instead, in its newest version, with existing true: what a person edited is not drafted anew.
	AddProposal(ctx context.Context, n NewProposal) (p Proposal, existing bool, err error)

	// AddProposalVersion keeps a further version, in state draft, and supersedes the version before it. It answers with a
	// conflict unless n.Base is the newest version and neither rejected nor, for a kind that is append-only once it is
	// approved, approved.
	AddProposalVersion(ctx context.Context, n NewProposalVersion) (Proposal, error)

	// MoveProposal changes the state of a version, or answers with a conflict when it is no longer the newest one, in the
	// state and with the content that the move starts from.
	MoveProposal(ctx context.Context, m ProposalMove) (Proposal, error)

	// Proposal gives one version; number 0 means the newest.
	Proposal(ctx context.Context, kind ProposalKind, id string, number int) (Proposal, error)

	// Proposals gives the newest version of every proposal of a kind, newest first; about something, or, with "", all.
	Proposals(ctx context.Context, kind ProposalKind, about string) ([]Proposal, error)

	// ProposalVersions gives all versions of a proposal, oldest first.
	ProposalVersions(ctx context.Context, kind ProposalKind, id string) ([]Proposal, error)

	// KeptProposals walks every version that is kept, unchecked, for the verification against the audit log.
	KeptProposals(ctx context.Context) iter.Seq2[Proposal, error]
}

// NewProposal is the first version of a proposal to be kept.
type NewProposal struct {
	Kind    ProposalKind
	ID      string
	About   string
	Content []byte
	By      Actor
	At      time.Time
	Approve bool
}

// NewProposalVersion is a further version of a proposal to be kept.
type NewProposalVersion struct {
	Kind    ProposalKind
	ID      string
	Base    int // number of the version that was edited
	Content []byte
	By      Actor
	At      time.Time
}

// ProposalMove is a change of state of one version, see [Move].
type ProposalMove struct {
	Kind ProposalKind
	Move
}

// AppendOnly reports whether what is approved of a kind is final: another approved version of it can never be made.
func (k ProposalKind) AppendOnly() bool {
	return k == KindDecision || k == KindRevisit || k == KindEvent
}

// Action gives the action of the audit log that brings a proposal of this kind into a state; a first version and an
// edit both come into the state draft, and have actions of their own.
func (k ProposalKind) Action(to State) Action { return Action(string(k) + "." + string(to)) }

// Drafted gives the action of the audit log that keeps a first version.
func (k ProposalKind) Drafted() Action { return Action(string(k) + ".drafted") }

// Edited gives the action of the audit log that keeps a further version.
func (k ProposalKind) Edited() Action { return Action(string(k) + ".edited") }

// ProposalKinds lists the kinds.
func ProposalKinds() []ProposalKind {
	return []ProposalKind{KindReview, KindDecision, KindRevisit, KindEvent}
}
