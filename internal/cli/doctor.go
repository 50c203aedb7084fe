package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// doctorReport is what "plumb doctor --json" prints.
type doctorReport struct {
	OK      bool          `json:"ok"` // nothing failed
	Version versionReport `json:"version"`
	Checks  []app.Check   `json:"checks"`
}

func (s *session) doctorCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "doctor",
		Short:   "Check what is configured and whether it works",
		GroupID: groupCheck,
		Long: `Looks at the configuration, the folder and the database in which sheets are kept, the audit log, the editor and the
engines; says where each setting comes from, what does not work and what to do about it. It ends with exit code 1 if
something does not work.`,
		Example: `  plumb doctor
  plumb doctor --json
  PLUMB_HOME=/tmp/trial plumb doctor`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			report := s.diagnose(cmd.Context())
			if asJSON {
				if err := s.printJSON(report); err != nil {
					return err
				}
			} else {
				s.showDiagnosis(report)
			}
			if report.OK {
				return nil
			}
			return fault.New(fault.Unavailable, "cli.doctor", "something does not work", "What to do stands below each check that failed.")
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

// diagnose also works with a configuration that cannot be read: that is the first thing to be told then.
func (s *session) diagnose(ctx context.Context) doctorReport {
	report := doctorReport{OK: true, Version: thisVersion()}
	a, err := s.app()
	if err != nil {
		report.Checks = []app.Check{{Name: "configuration", State: app.CheckFail, Detail: err.Error(), Next: fault.Next(err)}}
	} else {
		report.Checks = a.Checks(ctx)
	}
	report.Checks = append(report.Checks, s.checkEditor())
	for _, c := range report.Checks {
		report.OK = report.OK && c.State != app.CheckFail
	}
	return report
}

func (s *session) checkEditor() app.Check {
	e, err := findEditor(s.env.Getenv)
	if err != nil {
		return app.Check{Name: "editor", State: app.CheckWarn, Detail: err.Error(), Next: fault.Next(err)}
	}
	return app.Check{Name: "editor", State: app.CheckOK, Detail: strings.Join(append([]string{e.path}, e.args...), " "), From: e.from}
}

func (s *session) showDiagnosis(report doctorReport) {
	marks := map[app.CheckState]string{app.CheckOK: "ok  ", app.CheckWarn: "note", app.CheckFail: "FAIL"}
	_, _ = fmt.Fprintf(s.out, "plumb %s (%s, %s)\n\n", report.Version.Version, report.Version.Go, report.Version.Platform)
	for _, c := range report.Checks {
		line := fmt.Sprintf("%s  %-16s %s", marks[c.State], c.Name, printable(c.Detail))
		if c.From != "" {
			line += "  [" + printable(c.From) + "]"
		}
		_, _ = fmt.Fprintln(s.out, line)
		if c.Next != "" {
			_, _ = fmt.Fprintf(s.out, "%23s%s\n", "", printable(c.Next))
		}
	}
}
