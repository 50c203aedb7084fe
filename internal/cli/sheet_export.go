package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/fault"
)

const opExport = "cli.export"

func (s *session) exportCommand() *cobra.Command {
	var form, day, out string
	var force bool
	cmd := &cobra.Command{
		Use:   "export ID[@N]",
		Short: "Write a sheet as Markdown, HTML, JSON or a calendar file",
		Long: `Checks a sheet once more against the words it rests on and writes it in another form: md (which "edit --from" reads
back), html (prints on exactly one page), json, or ics (the weekly review and the gate, for a calendar).

With -o the file is written whole or not at all, and one that is there already is only replaced with --force. The
form follows from the name of the file unless --format says it.`,
		Example: `  plumb sheet export s-1e7k3m9 -o sheet.html
  plumb sheet export s-1e7k3m9 --format md
  plumb sheet export s-1e7k3m9 -o review.ics --day Tuesday
  plumb sheet export s-1e7k3m9@2 -o sheet.json --force`,
		Args:              needs("the ID of a sheet", 1),
		ValidArgsFunction: s.completeIDs,
		RunE: func(cmd *cobra.Command, args []string) error {
			form, err := exportForm(form, out)
			if err != nil {
				return err
			}
			a, v, err := s.kept(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if err := a.Recheck(cmd.Context(), v); err != nil {
				return err
			}
			var content bytes.Buffer
			if err := s.write(&content, v, form, day); err != nil {
				return err
			}
			if out == "" || out == "-" {
				_, _ = s.out.Write(content.Bytes())
				return nil
			}
			if err := writeFile(out, content.Bytes(), force); err != nil {
				return err
			}
			s.tell("Wrote %s version %d to %s.", v.ID, v.Number, out)
			if form == formHTML {
				s.tell("Open it in a browser and print it: it is one page.")
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&form, "format", "", "`FORM`: md, html, json or ics (default: what the name after -o ends with)")
	cmd.Flags().StringVarP(&out, "output", "o", "", "write to this `FILE` instead of standard output")
	cmd.Flags().BoolVar(&force, "force", false, "replace a file that is there")
	dayFlag(cmd, &day)
	completeFlag(cmd, "format", formMarkdown, formHTML, formJSON, formCalendar)
	return cmd
}

// exportForm takes the form that was asked for, else the one that the name of the file says.
func exportForm(form, out string) (string, error) {
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
		return "", usage("it is not said in which form to export").Do("Add --format md, html, json or ics, or a file name with -o, such as -o sheet.html.")
	}
	return form, oneOf("--format", form, formMarkdown, formHTML, formJSON, formCalendar)
}

func writeJSON(w io.Writer, value any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return fault.Wrap(enc.Encode(value), fault.Internal, "cli.json", "the result cannot be written as JSON", "")
}

// writeFile writes a file whole or not at all: what is there under that name is either the old or the new content, also
// when the process is killed. A file that is there is only replaced by force.
func writeFile(path string, content []byte, force bool) error {
	temporary := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d.part", filepath.Base(path), os.Getpid()))
	if err := writeNew(temporary, content); err != nil {
		return fault.Wrap(err, fault.Unavailable, opExport, path+" could not be written",
			"Check that the folder is there and may be written to, and that the disk is not full.")
	}
	defer func() { _ = os.Remove(temporary) }() // it is gone already when it became the file
	if force {
		return fault.Wrap(os.Rename(temporary, path), fault.Unavailable, opExport, path+" could not be replaced", "")
	}
	// A link fails if the name is taken, so that no other program's file is lost between a look and a rename.
	err := os.Link(temporary, path)
	if errors.Is(err, fs.ErrExist) {
		return fault.Newf(fault.Conflict, opExport, "%s is there already", path).Do("Choose another name, or replace it with --force.")
	}
	if err == nil {
		return nil
	}
	// Some file systems have no links.
	if _, err := os.Lstat(path); err == nil {
		return fault.Newf(fault.Conflict, opExport, "%s is there already", path).Do("Choose another name, or replace it with --force.")
	}
	return fault.Wrap(os.Rename(temporary, path), fault.Unavailable, opExport, path+" could not be written", "")
}

func writeNew(path string, content []byte) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			_ = os.Remove(path)
		}
	}()
	if _, err := f.Write(content); err != nil {
		return err
	}
	return f.Sync()
}
