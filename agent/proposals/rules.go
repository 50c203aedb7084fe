package proposals

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// CheckMove refuses a move that the rules of the states do not have, or that would take back what is final once it is
// approved. The store and the desk ask it, so that both say the same.
func CheckMove(op string, p agent.Proposal, to agent.State) error {
	final := p.State == agent.StateApproved && p.Kind.AppendOnly()
	if !final && p.State.CheckMove(to) == nil {
		return nil
	}
	next := "See what there is with " + ListCommand(p.Kind) + "."
	if final {
		next = "What is approved stays as it was said: add a new " + string(p.Kind) + " instead."
	}
	return fault.Newf(fault.Conflict, op, "%s is %s and cannot %s", name(p), p.State.Words(), acts[to]).Do("%s", next)
}

// acts says what cannot be done when a move is refused.
var acts = map[agent.State]string{
	agent.StateDraft:      "become a draft again",
	agent.StateInReview:   "be submitted",
	agent.StateApproved:   "be approved",
	agent.StateRejected:   "be rejected",
	agent.StateSuperseded: "be edited",
}

// checkShown refuses an act on a content that is not the newest one.
func checkShown(op string, p agent.Proposal, hash string) error {
	if p.ContentHash == hash {
		return nil
	}
	return fault.Newf(fault.Conflict, op, "%s is not what was shown to you: it is at version %d now, with the content hash %s", name(p), p.Number, p.ContentHash).
		Do("Read it again with %s, then repeat this with --hash %s.", showCommand(p), p.ContentHash)
}

// cameBetween says that somebody else was quicker.
func cameBetween(op string, p agent.Proposal) error {
	return fault.Newf(fault.Conflict, op, "meanwhile %s added %s %s about %s, so this one was not kept", p.CreatedBy.Name, Article(p.Kind), p.ID, p.About).
		Do("Look at what is there now with %s, then say what is to be added to it.", ListCommand(p.Kind))
}

const maxReason = 2000 // bytes; a paragraph, not a report

// CheckReason refuses a reason that the log could not show as it was given.
func CheckReason(op, reason string) error {
	control := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }
	if len(reason) > maxReason || !utf8.ValidString(reason) || strings.ContainsFunc(reason, control) {
		return fault.Newf(fault.Invalid, op, "a reason has at most %d bytes of plain text", maxReason).
			Do("Say it shorter, and keep the details where the team can read them.")
	}
	return nil
}

// ListCommand gives the command that lists the proposals of a kind, in backquotes.
func ListCommand(kind agent.ProposalKind) string {
	switch kind {
	case agent.KindReview:
		return "`plumb review list`"
	case agent.KindDecision, agent.KindRevisit:
		return "`plumb decisions list`"
	}
	return "`plumb signals list`"
}

// showCommand gives the command that shows a proposal, in backquotes.
func showCommand(p agent.Proposal) string {
	switch p.Kind {
	case agent.KindReview:
		return "`plumb review show " + p.ID + "`"
	case agent.KindDecision:
		return "`plumb decisions show " + p.ID + "`"
	}
	return ListCommand(p.Kind)
}

func op(kind agent.ProposalKind, act string) string { return string(kind) + "." + act }

// name gives the kind and the id, such as "decision d-1e7k3m9".
func name(p agent.Proposal) string { return fmt.Sprintf("%s %s", p.Kind, p.ID) }

// Article gives a kind with its article, such as "a review".
func Article(kind agent.ProposalKind) string {
	if kind == agent.KindEvent {
		return "an " + string(kind)
	}
	return "a " + string(kind)
}
