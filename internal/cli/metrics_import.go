package cli

import (
	"bytes"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) importCommand() *cobra.Command {
	var r app.ImportRequest
	var asJSON, allLosses bool
	cmd := &cobra.Command{
		Use:   "import PATH...",
		Short: "Keep the metric definitions of files and folders",
		Long: `Reads files of definitions, or every one in a folder, and keeps what they define. The format is recognised by the
content: Apache Ossie, dbt, Cube, Snowflake, Databricks, LookML, metric-hub, or plumb's own YAML.

A definition that is new or changed is kept as a new version and shown field by field; importing the same again changes
nothing. Each file is kept wholly or not at all, and one that fails stops no other. What a format says and plumb has no
place for is reported as lost; it is never dropped in silence. What is no longer in a file is reported as gone, and
stays as it was: plumb metrics retire marks it as deprecated. Where two files define one ID in different ways, the
first counts.

With - definitions are read from standard input; --team then stands for the name of the file.`,
		Example: `  plumb metrics import models/
  curl -s https://metrics.example/growth.yaml | plumb metrics import -
  plumb metrics import firefox_desktop.toml --dry-run
  plumb metrics import growth.yaml --team growth --json`,
		Args: needs("at least one PATH", 0),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := s.app()
			if err != nil {
				return err
			}
			r.Paths, r.Stdin = args, s.in
			report, failed := a.ImportMetrics(cmd.Context(), r)
			if err := s.showImport(report, asJSON, render.ReportOptions{TerminalOptions: s.view(), Losses: allLosses, Preview: r.DryRun}); err != nil {
				return err
			}
			return failed
		},
	}
	cmd.Flags().StringVar(&r.Team, "team", "", "the `TEAM` of the metrics whose file names none")
	cmd.Flags().BoolVar(&r.DryRun, "dry-run", false, "keep nothing; show what would be kept")
	cmd.Flags().BoolVar(&allLosses, "losses", false, "name the metric of every loss")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// passedOverShown is how many files without definitions are named: a project has hundreds.
const passedOverShown = 5

// showImport shows what became of files of definitions. Where there was none, an error or what was passed over says why.
func (s *session) showImport(report app.ImportReport, asJSON bool, opts render.ReportOptions) error {
	if asJSON {
		return s.printJSON(report)
	}
	for i, p := range report.PassedOver {
		if i == passedOverShown {
			s.tell("plumb: passed over %s more; --json names them", count(len(report.PassedOver)-i, "file", "files"))
			break
		}
		s.tell("plumb: passed over %s: %s", p.File, p.Reason)
	}
	for _, c := range report.Conflicts {
		s.tell("plumb: %s is defined in two ways: the definition in %s is used, the one in %s is not", c.ID, c.Used, c.Not)
	}
	if len(report.Files) == 0 {
		return nil
	}
	return render.Reports(s.out, report.Files, opts)
}

func (s *session) metricsExportCommand() *cobra.Command {
	var as, namespace string
	var to destination
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the definitions out for another tool, or to keep in git",
		Long: `Writes the newest version of every definition: as Apache Ossie, which other tools read, or as plumb's own YAML,
which says everything that plumb knows and is made to be kept in git.`,
		Example: `  plumb metrics export --format plumb -o metrics.yaml
  plumb metrics export --format ossie --namespace growth -o growth.yaml`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("--format", as, app.FormatOssie, app.FormatPlumb); err != nil {
				return err
			}
			a, err := s.app()
			if err != nil {
				return err
			}
			var content bytes.Buffer
			if err := a.ExportMetrics(cmd.Context(), &content, as, namespace); err != nil {
				return err
			}
			return s.deliver("the definitions", content.Bytes(), to)
		},
	}
	cmd.Flags().StringVar(&as, "format", app.FormatPlumb, "`FORMAT`: plumb or ossie")
	cmd.Flags().StringVar(&namespace, "namespace", "", "only what this `NAMESPACE` defines")
	to.flags(cmd)
	completeFlag(cmd, "format", app.FormatPlumb, app.FormatOssie)
	return cmd
}
