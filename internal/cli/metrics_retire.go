package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) retireCommand() *cobra.Command {
	var as, instead string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "retire ID",
		Short: "Mark a metric as deprecated, by name",
		Long: `Marks a metric as deprecated, for definitions whose files cannot say so or no longer hold it. It is the act of a named
person and a new revision; nothing is deleted, and terms that mean the metric lead to the one that replaces it.

Where the file still defines the metric, say so there instead: importing that file again brings the metric back.`,
		Example: `  plumb metrics retire growth.weekly_actives_v1 --replaced-by growth.weekly_active_users
  plumb metrics retire growth.nps --as "Rosa Lind"`,
		Args:              needs("the ID of a metric", 1),
		ValidArgsFunction: offers(s.metricIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			by, err := s.person(as)
			if err != nil {
				return err
			}
			g, err := s.glossary(cmd.Context())
			if err != nil {
				return err
			}
			retired, err := g.Retire(cmd.Context(), args[0], instead, by)
			if err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(lineOfMetric(retired.Newest.Metric))
			}
			s.showRetired(retired)
			return nil
		},
	}
	s.actorFlag(cmd, &as)
	cmd.Flags().StringVar(&instead, "replaced-by", "", "the `ID` of the metric to use instead")
	offers(s.metricIDs).flag(cmd, "replaced-by")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// showRetired says what was retired, and what still rests on it.
func (s *session) showRetired(retired glossary.Shown) {
	m := retired.Newest.Metric
	line := oneLine(m.ID()) + " is deprecated, by " + render.Clean(retired.Newest.By.Name)
	if m.ReplacedBy != "" {
		line += ": use " + oneLine(m.ReplacedBy)
	}
	_, _ = fmt.Fprintln(s.out, line+".")
	for _, user := range retired.UsedBy {
		s.tell("plumb: %s is still computed from it", user)
	}
	for _, a := range retired.Aliases {
		if a.State == glossary.AliasApproved {
			s.tell("plumb: %s still means it, by alias %s; propose another meaning with plumb metrics alias propose", render.Said(a.Term, a.Team), a.ID)
		}
	}
}
