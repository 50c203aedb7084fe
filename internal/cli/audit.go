package cli

import (
	"bytes"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func (s *session) auditCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "audit",
		Short:   "Check that nobody changed the records, or write the log out",
		GroupID: groupCheck,
		Long: `Every draft, edit, import, approval and rejection is written into a log in which each entry carries the hash of the one
before it. The log is only ever added to.`,
		Example: `  plumb audit verify
  plumb audit export -o audit.jsonl`,
	}
	return group(cmd, s.verifyCommand(), s.auditExportCommand())
}

// verification is what "plumb audit verify --json" prints.
type verification struct {
	OK bool `json:"ok"`
	register.VerifyReport
}

func (s *session) verifyCommand() *cobra.Command {
	var head string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check the log, and everything that is kept against it",
		Long: `Walks the log from its first entry, checks every hash, and compares each sheet, version, transcript, definition,
alias, proposal (review, decision, event), reading and run that is kept with what the log says about it. Whatever
does not fit is named, and the exit code is 1.

A log whose end was cut off still looks right from within. Keep the head that is printed somewhere else, and give it
with --head next time.`,
		Example: `  plumb audit verify
  plumb audit verify --head sha256:5e1c…
  plumb audit verify --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("head") && !agent.IsHash(head) {
				return usage("--head takes a whole hash: sha256: and 64 digits").
					Do("Give the head as plumb audit verify printed it, and as you kept it elsewhere.")
			}
			sheets, err := s.sheets(cmd.Context())
			if err != nil {
				return err
			}
			report, err := sheets.Verify(cmd.Context(), head)
			if err != nil {
				return err
			}
			return s.showVerification(report, asJSON)
		},
	}
	cmd.Flags().StringVar(&head, "head", "", "the `HASH` that the log ended with when it was verified before")
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (s *session) showVerification(report register.VerifyReport, asJSON bool) error {
	if asJSON {
		if err := s.printJSON(verification{report.OK(), report}); err != nil {
			return err
		}
	} else {
		for _, problem := range report.Problems {
			_, _ = fmt.Fprintf(s.out, "problem: %s\n", printable(problem))
		}
		if report.OK() {
			_, _ = fmt.Fprintf(s.out, "All is well: %s; %s, %s, %s, %s, %s,\n%s, %s with %s, %s.\n", count(int(report.Entries), "entry", "entries"),
				count(report.Sheets, "sheet", "sheets"), count(report.Versions, "version", "versions"), count(report.Transcripts, "transcript", "transcripts"),
				count(report.Definitions, "definition", "definitions"), count(report.Aliases, "alias", "aliases"), count(report.Proposals, "proposal", "proposals"),
				count(report.Fetches, "fetch", "fetches"), count(report.Readings, "reading", "readings"),
				count(report.Calls, "call of a model", "calls of models"))
			_, _ = fmt.Fprintf(s.out, "head %s\n", report.Head)
		}
	}
	if report.OK() {
		return nil
	}
	return fault.Newf(fault.Conflict, "cli.verify", "the records do not hold: %s", count(len(report.Problems), "problem", "problems")).
		Do("Restore the database from a backup, and find out who could write to it.")
}

func (s *session) auditExportCommand() *cobra.Command {
	var to destination
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the log out, one JSON object a line",
		Long:  "Writes every entry of the log as one JSON object on one line, from the first one on, for safekeeping elsewhere.",
		Example: `  plumb audit export
  plumb audit export -o audit.jsonl`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sheets, err := s.sheets(cmd.Context())
			if err != nil {
				return err
			}
			if to.isStdout() {
				return sheets.Export(cmd.Context(), s.out)
			}
			var content bytes.Buffer
			if err := sheets.Export(cmd.Context(), &content); err != nil {
				return err
			}
			return s.deliver("the log", content.Bytes(), to)
		},
	}
	to.flags(cmd)
	return cmd
}
