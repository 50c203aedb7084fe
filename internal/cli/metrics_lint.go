package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
	"github.com/plumbline-dev/plumb/semantic"
)

func (s *session) lintCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "lint [PATH...]",
		Short: "Find what definitions leave open or contradict",
		Long: `Looks for what a reader of the definitions will stumble over: no direction, unit, owner or window; the same formula
twice; one name for different formulas; a synonym that is used twice; metrics that are computed from ones that are
gone. With PATHs it looks at those files, before anything is imported; without, at what is kept.

The exit code is 1 when there is an error. With --json every finding is one object on one line.`,
		Example: `  plumb metrics lint
  plumb metrics lint models/ --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := s.app()
			if err != nil {
				return err
			}
			findings, err := a.LintMetrics(cmd.Context(), args)
			if err != nil {
				return err
			}
			if err := s.showFindings(findings, asJSON); err != nil {
				return err
			}
			wrong := slices.DeleteFunc(slices.Clone(findings), func(f semantic.LintFinding) bool { return f.Severity != semantic.SeverityError })
			if len(wrong) == 0 {
				return nil
			}
			return fault.Newf(fault.Invalid, "cli.lint", "the definitions contradict themselves: %s", count(len(wrong), "error", "errors")).
				Do("Mend them where they are kept, then import them again.")
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (s *session) showFindings(findings []semantic.LintFinding, asJSON bool) error {
	if !asJSON {
		return render.Lint(s.out, findings, s.view())
	}
	for _, f := range findings {
		if err := s.printJSON(f); err != nil {
			return err
		}
	}
	return nil
}
