package cli

import (
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/internal/render"
)

// approvedDecision is what `plumb decisions approve --json` prints.
type approvedDecision struct {
	decision.Entry
	Similar []decision.Likeness `json:"similar"` // past decisions that say much the same
}

func (s *session) decisionsApproveCommand() *cobra.Command {
	var as, hash string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "approve ID",
		Short: "Approve exactly what is shown",
		Long: `Makes a decision effective, as the act of a named person who saw exactly this content. From then on it is never
edited, and on the day it names it is due to be looked back at.

Past decisions that say much the same, or that ruled out what is decided now, are shown first. In a terminal the
decision is shown and you are asked to type yes. Elsewhere --hash says which content is meant.`,
		Example: `  plumb decisions approve d-1e7k3m9
  plumb decisions approve d-1e7k3m9 --as "Rosa Lind" --hash 9f2c4e1ab0`,
		Args:              needs("the ID of a decision", 1),
		ValidArgsFunction: offers(s.decisionIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			by, log, e, err := s.decisionBy(cmd.Context(), as, args[0])
			if err != nil {
				return err
			}
			undecided := e.State == agent.StateDraft || e.State == agent.StateInReview
			if undecided {
				if err := e.Approvable(); err != nil {
					return err
				}
			}
			if err := s.tellRestatedUnder(cmd.Context(), e); err != nil {
				return err
			}
			alike, err := log.Similar(cmd.Context(), e.ID, e.Decision)
			if err != nil {
				return err
			}
			switch {
			case cmd.Flags().Changed("hash"):
				if err = shownDecision(&e).match(hash); err == nil && undecided {
					err = render.Likenesses(s.env.Stderr, alike, render.TerminalOptions{})
				}
			case undecided:
				err = s.confirm(shownDecision(&e), by, func(out io.Writer, view render.TerminalOptions) error {
					return decisionWithAlike(out, e, alike, view)
				}, e.Findings)
			}
			if err != nil {
				return err
			}
			approved, err := log.Approve(cmd.Context(), e.ID, e.ContentHash, by)
			if err != nil {
				return err
			}
			if !undecided {
				s.tell("plumb: you approved it already, on %s; nothing was changed", approved.Approval.At.Format(time.DateOnly))
			}
			if asJSON {
				return s.printJSON(approvedDecision{approved, alike})
			}
			s.showDecisionState(&approved, by)
			if approved.Due != "" {
				s.tell("It is due to be looked at again on %s: plumb decisions due", approved.Due)
			}
			return nil
		},
	}
	s.actorFlag(cmd, &as)
	cmd.Flags().StringVar(&hash, "hash", "", "approve the content with this `HASH` without being asked")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// decisionWithAlike shows a decision below what was decided before.
func decisionWithAlike(out io.Writer, e decision.Entry, alike []decision.Likeness, view render.TerminalOptions) error {
	if len(alike) > 0 {
		if err := render.Likenesses(out, alike, view); err != nil {
			return err
		}
		if _, err := io.WriteString(out, "\n"); err != nil {
			return err
		}
	}
	view.Evidence = render.EvidenceFull
	return render.Decision(out, e, view)
}

func shownDecision(e *decision.Entry) shown {
	return shown{what: "the decision", id: e.ID, number: e.Number, hash: e.ContentHash, command: "plumb decisions"}
}

func (s *session) decisionsRejectCommand() *cobra.Command {
	var as, reason string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "reject ID",
		Short: "Turn a draft down",
		Long:  "Ends a decision that is not to become effective. It stays in the records with the reason; nothing is deleted.",
		Example: `  plumb decisions reject d-1e7k3m9 --reason "we have not decided this"
  plumb decisions reject d-1e7k3m9 --as "Rosa Lind"`,
		Args:              needs("the ID of a decision", 1),
		ValidArgsFunction: offers(s.decisionIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			by, log, e, err := s.decisionBy(cmd.Context(), as, args[0])
			if err != nil {
				return err
			}
			if e, err = log.Reject(cmd.Context(), e.ID, e.ContentHash, by, reason); err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(e)
			}
			s.showDecisionState(&e, by)
			return nil
		},
	}
	s.actorFlag(cmd, &as)
	cmd.Flags().StringVar(&reason, "reason", "", "why, in a few `WORDS`")
	jsonFlag(cmd, &asJSON)
	return cmd
}
