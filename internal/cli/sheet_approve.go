package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) submitCommand() *cobra.Command {
	var as string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "submit ID",
		Short: "Put a draft up for review",
		Long:  "Says that a draft is ready to be looked at by whoever approves it. Its state becomes \"in review\".",
		Example: `  plumb sheet submit s-1e7k3m9
  plumb sheet submit s-1e7k3m9 --as "Rosa Lind"`,
		Args:              needs("the ID of a sheet", 1),
		ValidArgsFunction: offers(s.sheetIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.act(cmd.Context(), args[0], as, asJSON, func(sheets *register.Register, v agent.Version, by agent.Actor) (agent.Version, error) {
				return sheets.Submit(cmd.Context(), v.ID, by)
			})
		},
	}
	s.actorFlag(cmd, &as)
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (s *session) rejectCommand() *cobra.Command {
	var as, reason string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "reject ID",
		Short: "Turn a sheet down",
		Long:  "Ends a sheet that is not to become effective. It stays in the records with the reason; nothing is deleted.",
		Example: `  plumb sheet reject s-1e7k3m9 --reason "the wrong initiative"
  plumb sheet reject s-1e7k3m9 --as "Rosa Lind"`,
		Args:              needs("the ID of a sheet", 1),
		ValidArgsFunction: offers(s.sheetIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.act(cmd.Context(), args[0], as, asJSON, func(sheets *register.Register, v agent.Version, by agent.Actor) (agent.Version, error) {
				return sheets.Reject(cmd.Context(), v.ID, v.ContentHash, by, reason)
			})
		},
	}
	s.actorFlag(cmd, &as)
	cmd.Flags().StringVar(&reason, "reason", "", "why, in a few `WORDS`")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// move is an act of a person on the newest version of a sheet.
type move func(sheets *register.Register, v agent.Version, by agent.Actor) (agent.Version, error)

// act has a person change the state of the newest version of a sheet, and says what came of it.
func (s *session) act(ctx context.Context, arg, as string, asJSON bool, do move) error {
	by, err := s.person(as)
	if err != nil {
		return err
	}
	sheets, v, err := s.keptNewest(ctx, arg)
	if err != nil {
		return err
	}
	moved, err := do(sheets, v, by)
	if err != nil {
		return err
	}
	return s.showMoved(moved, by, asJSON)
}

func (s *session) showMoved(v agent.Version, by agent.Actor, asJSON bool) error {
	if asJSON {
		return s.printJSON(v)
	}
	_, _ = fmt.Fprintf(s.out, "%s version %d is %s, by %s (%s).\n", v.ID, v.Number, v.State.Words(), render.Clean(by.Name), v.ContentHash)
	return nil
}

func (s *session) approveCommand() *cobra.Command {
	var as, hash string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "approve ID",
		Short: "Approve exactly what is shown",
		Long: `Makes a sheet effective. An approval is the act of a named person and is bound to the content that this person saw: if
anything changes, it is void, and the stage gate of an approved sheet can no longer be edited.

In a terminal the exact content, its hash and what speaks against it are shown, and you are asked to type yes.
Elsewhere --hash says which content is meant: the ten digits that "plumb sheet show" shows, or more of the content_hash
of "show --json".`,
		Example: `  plumb sheet approve s-1e7k3m9
  plumb sheet approve s-1e7k3m9 --as "Rosa Lind"
  plumb sheet approve s-1e7k3m9 --hash 9f2c4e1ab0`,
		Args:              needs("the ID of a sheet", 1),
		ValidArgsFunction: offers(s.sheetIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.act(cmd.Context(), args[0], as, asJSON, func(sheets *register.Register, v agent.Version, by agent.Actor) (agent.Version, error) {
				undecided := v.State == agent.StateDraft || v.State == agent.StateInReview
				var err error
				switch {
				case cmd.Flags().Changed("hash"):
					err = shownSheet(v).match(hash)
				case undecided: // of anything else nobody is shown a page: the register says why it is too late
					err = s.confirmSheet(v, by)
				}
				if err != nil {
					return agent.Version{}, err
				}
				approved, err := sheets.Approve(cmd.Context(), v.ID, v.ContentHash, by)
				if err == nil && !undecided {
					s.tell("plumb: you approved it already, on %s; nothing was changed", approved.Approval.At.Format(time.DateOnly))
				}
				return approved, err
			})
		},
	}
	s.actorFlag(cmd, &as)
	cmd.Flags().StringVar(&hash, "hash", "", "approve the content with this `HASH` without being asked")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// shownSheet says what is approved of a sheet.
func shownSheet(v agent.Version) shown {
	return shown{what: "the sheet", id: v.ID, number: v.Number, hash: v.ContentHash, command: "plumb sheet"}
}

// confirmSheet makes sure that the person means the content of v, by showing it and asking.
func (s *session) confirmSheet(v agent.Version, by agent.Actor) error {
	return s.confirm(shownSheet(v), by, func(out io.Writer, view render.TerminalOptions) error {
		view.Evidence = render.EvidenceFull
		return render.Terminal(out, v, view)
	}, v.Findings)
}
