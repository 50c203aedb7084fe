package cli

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

func (s *session) exportCommand() *cobra.Command {
	var form, day string
	var to destination
	cmd := &cobra.Command{
		Use:   "export ID[@N]",
		Short: "Write a sheet as Markdown, HTML, JSON or a calendar file",
		Long: `Checks a sheet once more against the words it rests on and writes it in another form: md (which "edit --from" reads
back), html (prints on exactly one page), json, or ics (the weekly review and the gate, for a calendar).

With -o the file is written whole or not at all, and one that is there already is only replaced with --force. Links,
pipes and devices are never replaced; - is standard output. The form follows from the name of the file unless --format
says it.`,
		Example: `  plumb sheet export s-1e7k3m9 -o sheet.html
  plumb sheet export s-1e7k3m9 --format md
  plumb sheet export s-1e7k3m9 -o review.ics --day Tuesday
  plumb sheet export s-1e7k3m9@2 -o sheet.json --force`,
		Args:              needs("the ID of a sheet", 1),
		ValidArgsFunction: offers(s.sheetIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			form, err := formOf(form, to.path, formMarkdown, formHTML, formJSON, formCalendar)
			if err != nil {
				return err
			}
			sheets, v, err := s.kept(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if err := sheets.Recheck(cmd.Context(), v); err != nil {
				return err
			}
			var content bytes.Buffer
			if err := s.write(&content, v, form, day); err != nil {
				return err
			}
			if err := s.deliver(fmt.Sprintf("%s version %d", v.ID, v.Number), content.Bytes(), to); err != nil {
				return err
			}
			if form == formHTML && !to.isStdout() {
				s.tell("Open it in a browser and print it: it is one page.")
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&form, "format", "", "`FORM`: md, html, json or ics (default: what the name after -o ends with)")
	to.flags(cmd)
	dayFlag(cmd, &day)
	completeFlag(cmd, "format", formMarkdown, formHTML, formJSON, formCalendar)
	return cmd
}

// formOf takes the form that was asked for, else the one that the name of the file says, and refuses one that is not
// among those that there are.
func formOf(form, out string, forms ...string) (string, error) {
	if form == "" {
		form = strings.TrimPrefix(strings.ToLower(filepath.Ext(out)), ".")
		switch form {
		case "markdown":
			form = formMarkdown
		case "htm":
			form = formHTML
		}
	}
	if form == "" {
		return "", usage("it is not said in which form to export").
			Do("Add --format %s, or a file name with -o, such as -o export.%s.", strings.Join(forms, ", "), forms[0])
	}
	return form, oneOf("--format", form, forms...)
}
