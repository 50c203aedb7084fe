package cli

import (
	"github.com/spf13/cobra"
)

func (s *session) evalReportCommand() *cobra.Command {
	var html, markdown string
	var force bool
	cmd := &cobra.Command{
		Use:   "report FOLDER",
		Short: "Show a run as a page: figures with intervals, and failures beside their source",
		Long: `Shows a run that was kept with plumb eval run --out: a table for each suite, every figure with the interval of 95%, and
below it the cases that failed, each with what was expected, what came, and the words of the source with their line.
The page has no scripts and loads nothing. Without --html and --markdown, Markdown goes to standard output.`,
		Example: "  plumb eval report after --html after.html\n  plumb eval report after --markdown after.md",
		Args:    needs("FOLDER", 1),
		RunE: func(_ *cobra.Command, args []string) error {
			a, err := s.app()
			if err != nil {
				return err
			}
			pages, err := a.ReportEval(args[0])
			if err != nil {
				return err
			}
			if html == "" && markdown == "" {
				markdown = "-"
			}
			for _, page := range []struct {
				what, path string
				content    []byte
			}{{"the page", html, pages.HTML}, {"the report", markdown, pages.Markdown}} {
				if page.path == "" {
					continue
				}
				if err := s.deliver(page.what, page.content, destination{path: page.path, force: force}); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&html, "html", "", "write a page to this `FILE`")
	cmd.Flags().StringVar(&markdown, "markdown", "", "write Markdown to this `FILE`, - for standard output")
	cmd.Flags().BoolVar(&force, "force", false, "replace files that are there")
	return cmd
}
