package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/plainfile"
	"github.com/plumbline-dev/plumb/internal/render"
)

const formMadr = "madr"

// exportedLog is what `plumb decisions export --format json` writes.
type exportedLog struct {
	Decisions []decision.Entry `json:"decisions"` // in the order in which they were approved
}

func (s *session) decisionsExportCommand() *cobra.Command {
	var form string
	var to destination
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the decision log as Markdown, JSON or MADR files",
		Long: `Writes the approved decisions, and what became of them. Drafts are left out: nobody has decided them.

md is one document, the newest decision first; json is one object; madr is a folder, named with -o, with one file a
decision in the form of Markdown Architectural Decision Records 4 (adr.github.io/madr), numbered in the order of
approval. A file that is there with other content is only replaced with --force.`,
		Example: `  plumb decisions export -o decisions.md
  plumb decisions export --format json
  plumb decisions export --format madr -o docs/decisions`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			form, err := logForm(form, to.path)
			if err != nil {
				return err
			}
			log, err := s.decisions(cmd.Context())
			if err != nil {
				return err
			}
			list, err := log.Effective(cmd.Context())
			if err != nil {
				return err
			}
			if form == formMadr {
				return s.writeMadr(render.Madr(list), to)
			}
			var content bytes.Buffer
			if form == formJSON {
				err = writeJSON(&content, exportedLog{list})
			} else {
				slices.Reverse(list)
				err = render.DecisionLog(&content, list)
			}
			if err != nil {
				return err
			}
			return s.deliver(count(len(list), "decision", "decisions"), content.Bytes(), to)
		},
	}
	cmd.Flags().StringVar(&form, "format", "", "`FORM`: md, json or madr (default: what the name after -o ends with)")
	cmd.Flags().StringVarP(&to.path, "output", "o", "", "write to this `PATH`: a file, or - for standard output; for madr a folder")
	cmd.Flags().BoolVar(&to.force, "force", false, "replace files that are there")
	completeFlag(cmd, "format", formMarkdown, formJSON, formMadr)
	return cmd
}

// logForm takes the form that was asked for, else the one that the name of the file says.
func logForm(form, out string) (string, error) {
	if form == "" {
		if form = strings.TrimPrefix(strings.ToLower(filepath.Ext(out)), "."); form == "markdown" {
			form = formMarkdown
		}
	}
	if form == "" {
		return "", usage("it is not said in which form to export").Do("Add --format md, json or madr, or a file name with -o, such as -o decisions.md.")
	}
	if err := oneOf("--format", form, formMarkdown, formJSON, formMadr); err != nil {
		return "", err
	}
	if form == formMadr && (out == "" || plainfile.Stdout(out)) {
		return "", usage("madr files go into a folder").Do("Name it with -o, such as -o docs/decisions.")
	}
	return form, nil
}

// writeMadr writes files into a folder, and makes it. Before the first one is written it is made sure that none has to be replaced
// that nobody said to replace.
func (s *session) writeMadr(files []render.DecisionFile, to destination) error {
	if err := os.MkdirAll(to.path, 0o777); err != nil {
		return fault.Wrap(err, fault.Unavailable, opFile, "the folder "+to.path+" cannot be made", "Choose another one, or check that it may be written to.")
	}
	var fresh []render.DecisionFile
	for _, f := range files {
		same, err := holds(filepath.Join(to.path, f.Name), f.Content, to.force)
		if err != nil {
			return err
		}
		if !same {
			fresh = append(fresh, f)
		}
	}
	for _, f := range fresh {
		if err := writeFile(filepath.Join(to.path, f.Name), f.Content, to.force); err != nil {
			return err
		}
	}
	unchanged := ""
	if n := len(files) - len(fresh); n > 0 {
		unchanged = fmt.Sprintf(" (%d unchanged)", n)
	}
	s.tell("Wrote %s to %s%s.", count(len(fresh), "decision", "decisions"), to.path, unchanged)
	return nil
}

// holds reports whether a file has a content already. What is there and may not be replaced is a conflict.
func holds(path string, content []byte, force bool) (bool, error) {
	there, err := plainfile.Read(path, render.MaxMarkdown)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fault.Wrap(err, fault.Invalid, opFile, path+" is in the way", "Move it, or choose another folder.")
	case bytes.Equal(there, content):
		return true, nil
	case !force:
		return false, fault.Newf(fault.Conflict, opFile, "%s is there already, with other content; nothing was written", path).
			Do("Choose another folder, or replace what is there with --force.")
	}
	return false, nil
}
