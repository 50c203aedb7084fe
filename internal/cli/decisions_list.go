package cli

import (
	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) decisionsListCommand() *cobra.Command {
	var state, sheet string
	var asJSON bool
	states := []string{string(agent.StateDraft), string(agent.StateApproved), string(agent.StateRejected)}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the decisions, newest first",
		Long: `Lists every decision in its newest version: where it stands, what was chosen, who owns it, and when it is looked at
again.

With --json every decision is one object on one line.`,
		Example: `  plumb decisions list
  plumb decisions list --state draft
  plumb decisions list --sheet s-1e7k3m9 --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if state != "" {
				if err := oneOf("--state", state, states...); err != nil {
					return err
				}
			}
			if sheet != "" {
				_, v, err := s.kept(cmd.Context(), sheet)
				if err != nil {
					return err
				}
				sheet = v.ID
			}
			list, err := s.keptDecisions(cmd.Context())
			if err != nil {
				return err
			}
			var chosen []decision.Entry
			for _, e := range list {
				if (state == "" || state == string(e.State)) && (sheet == "" || sheet == e.Sheet) {
					chosen = append(chosen, e)
				}
			}
			return s.showDecisions(chosen, asJSON)
		},
	}
	cmd.Flags().StringVar(&state, "state", "", "only those in this `STATE`: draft, approved or rejected")
	cmd.Flags().StringVar(&sheet, "sheet", "", "only those about this sheet, an `ID`")
	completeFlag(cmd, "state", states...)
	offers(s.sheetIDs).flag(cmd, "sheet")
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (s *session) showDecisions(list []decision.Entry, asJSON bool) error {
	if asJSON {
		for i := range list {
			if err := s.printJSON(list[i]); err != nil {
				return err
			}
		}
		return nil
	}
	if len(list) == 0 {
		s.tell("There are no decisions like that. Draft one with: plumb decisions draft --review R")
		return nil
	}
	rows := [][]string{{"ID", "STATUS", "DATE", "NEXT LOOK", "OWNER", "DECISION"}}
	for i := range list {
		e := &list[i]
		rows = append(rows, []string{
			e.ID, e.State.Words(), oneLine(e.Date), dash(e.Due), runewidth.Truncate(dash(oneLine(e.Owner)), ownerWidth, "…"), oneLine(e.Heading()),
		})
	}
	s.showRows(rows, false)
	return nil
}

func (s *session) decisionsShowCommand() *cobra.Command {
	var evidence string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show ID[@N]",
		Short: "Show a decision, and what became of it",
		Long: `Shows the newest version of a decision, or version N: the entry, what is decided and why, what is predicted, and
every look back. Below a draft stand past decisions that say much the same.`,
		Example: `  plumb decisions show d-1e7k3m9
  plumb decisions show d-1e7k3m9 --json`,
		Args:              needs("the ID of a decision", 1),
		ValidArgsFunction: offers(s.decisionIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("--evidence", evidence, string(render.EvidenceFolded), string(render.EvidenceFull), string(render.EvidenceNone)); err != nil {
				return err
			}
			log, e, err := s.keptDecision(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if err := s.tellRestatedUnder(cmd.Context(), e); err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(e)
			}
			view := s.view()
			view.Evidence = render.EvidenceView(evidence)
			if err := render.Decision(s.out, e, view); err != nil || e.State != agent.StateDraft {
				return err
			}
			alike, err := log.Similar(cmd.Context(), e.ID, e.Decision)
			if err != nil || len(alike) == 0 {
				return err
			}
			_, _ = s.out.Write([]byte("\n")) // it keeps its error
			return render.Likenesses(s.out, alike, s.view())
		},
	}
	cmd.Flags().StringVar(&evidence, "evidence", string(render.EvidenceFolded), "how much of what was said is shown, `VIEW`: folded, full or none")
	completeFlag(cmd, "evidence", string(render.EvidenceFolded), string(render.EvidenceFull), string(render.EvidenceNone))
	jsonFlag(cmd, &asJSON)
	return cmd
}
