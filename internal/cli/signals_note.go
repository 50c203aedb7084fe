package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) signalsNoteCommand() *cobra.Command {
	var e readings.Event
	var kind, as string
	var start, asJSON bool
	var kinds []string
	for _, k := range readings.EventKinds() {
		kinds = append(kinds, string(k))
	}
	cmd := &cobra.Command{
		Use:   "note DATE [TEXT]",
		Short: "Note when a mechanism started, or what else may have moved a metric",
		Long: `Keeps, under the name of a person, what happened to what is measured: that the mechanism of a sheet began to
reach people, or that there was a campaign, a release, a holiday or an incident. Charts show it and reviews name it:
never as a cause, only as something that happened at the same time.

The start of a mechanism freezes the baseline before it. A control is the metric of a group that the mechanism does not
reach and that is otherwise alike; with it a review can compare. --randomised says that chance decided who got what.
Noting another start of the same sheet replaces the one before, and both stay in the log.`,
		Example: `  plumb signals note 2026-03-09 --sheet s-1e7k3m9 --start --control product.second_count_alphabet --randomised
  plumb signals note 2026-04-03 "Easter" --kind holiday --until 2026-04-06`,
		Args:              needs("the DATE of what happened", 2),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			by, err := s.person(as)
			if err != nil {
				return err
			}
			if start && cmd.Flags().Changed("kind") {
				return usage("--start and --kind say different things").Do("Leave one of the two out.")
			}
			e.Kind = readings.EventKind(kind)
			if start {
				e.Kind = readings.Start
			}
			if err := oneOf("--kind", string(e.Kind), kinds...); err != nil {
				return err
			}
			e.On = args[0]
			if len(args) == 2 {
				e.Text = strings.TrimSpace(args[1])
			}
			a, err := s.app()
			if err != nil {
				return err
			}
			p, kept, err := a.NoteEvent(cmd.Context(), e, by)
			if err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(struct {
					ID string `json:"id"`
					readings.Event
				}{p.ID, kept})
			}
			_, _ = fmt.Fprintf(s.out, "%s noted, by %s: %s on %s.\n", p.ID, render.Clean(by.Name), kept.Kind, kept.On)
			return nil
		},
	}
	s.actorFlag(cmd, &as)
	cmd.Flags().BoolVar(&start, "start", false, "the mechanism of the sheet began to reach people")
	cmd.Flags().StringVar(&kind, "kind", string(readings.Note), "what it was: `KIND` is "+strings.Join(kinds[1:], ", "))
	completeFlag(cmd, "kind", kinds[1:]...)
	cmd.Flags().StringVar(&e.Until, "until", "", "the last day of it, a `DATE`")
	cmd.Flags().StringVar(&e.Sheet, "sheet", "", "the sheet, an `ID`, whose metrics it is about (default: everything)")
	offers(s.sheetIDs).flag(cmd, "sheet")
	cmd.Flags().StringVar(&e.Control, "control", "", "the `METRIC` of a group that the mechanism does not reach; with --start")
	offers(s.metricIDs).flag(cmd, "control")
	cmd.Flags().StringVar(&e.Of, "of", "", "the `METRIC` that the control is that of (default: the metric of the gate)")
	offers(s.metricIDs).flag(cmd, "of")
	cmd.Flags().BoolVar(&e.Randomised, "randomised", false, "chance decided who got the mechanism; with --control")
	jsonFlag(cmd, &asJSON)
	return cmd
}
