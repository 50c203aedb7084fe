package cli

import (
	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) diffCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diff ID [N M]",
		Short: "Show what changed between two versions of a sheet",
		Long: `Shows, field by field, what changed from version N to version M of a sheet; without numbers, what the newest version
changed.`,
		Example: `  plumb sheet diff s-1e7k3m9
  plumb sheet diff s-1e7k3m9 1 3`,
		Args:              needs("the ID of a sheet", 3),
		ValidArgsFunction: offers(s.sheetIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			sheets, newest, err := s.kept(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			from, to, err := versionsToCompare(args[1:], newest.Number)
			if err != nil {
				return err
			}
			before, err := sheets.Show(cmd.Context(), newest.ID, from)
			if err != nil {
				return err
			}
			after, err := sheets.Show(cmd.Context(), newest.ID, to)
			if err != nil {
				return err
			}
			return render.Diff(s.out, before, after, s.view())
		},
	}
	return cmd
}

// versionsToCompare reads the numbers of a diff: both, the older one, or none for the last step.
func versionsToCompare(args []string, newest int) (from, to int, err error) {
	from, to = newest-1, newest
	for i, number := range []*int{&from, &to} {
		if i >= len(args) {
			break
		}
		if *number, err = parseVersion(args[i]); err != nil {
			return 0, 0, err
		}
	}
	if from < 1 {
		return 0, 0, fault.New(fault.NotFound, "cli.diff", "this sheet has only one version", "There is something to compare once it was edited.")
	}
	return from, to, nil
}
