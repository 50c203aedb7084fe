package cli

import (
	"bytes"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) editCommand() *cobra.Command {
	var as, from string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "edit ID",
		Short: "Correct a sheet in your editor; every edit is a new version",
		Long: `Opens a sheet as Markdown in $VISUAL or $EDITOR. What you save becomes a new version under your name, and an approval
of the version before is void. Evidence can be removed, not invented; the stage gate of a sheet that was approved is
locked. If something cannot be read, you are told the line and can go on editing; what you typed is never lost. What
you change is looked up in the definitions that were imported; "plumb sheet link" says which metric is meant.

--from takes the Markdown from a file, or from standard input with -, as "plumb sheet show ID --format md" gives it.`,
		Example: `  plumb sheet edit s-1e7k3m9
  plumb sheet edit s-1e7k3m9 --as "Rosa Lind"
  plumb sheet edit s-1e7k3m9 --from sheet.md
  plumb sheet show s-1e7k3m9 --format md | sed 's/fourty/forty/' | plumb sheet edit s-1e7k3m9 --from -`,
		Args:              needs("the ID of a sheet", 1),
		ValidArgsFunction: offers(s.sheetIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			// Whoever edits is asked for a name before anything is typed, not after.
			by, err := s.person(as)
			if err != nil {
				return err
			}
			sheets, v, err := s.keptNewest(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			e := edit{session: s, sheets: sheets, base: v, by: by}
			if err := e.write(cmd.Context(), from); err != nil || e.revised.ID == "" {
				return err
			}
			revised := e.revised
			if asJSON {
				return s.printJSON(revised)
			}
			_, _ = fmt.Fprintf(s.out, "%s version %d is a draft, by %s (%s).\n", revised.ID, revised.Number, render.Clean(by.Name), revised.ContentHash)
			s.tell("\nNext:")
			s.suggest("plumb sheet diff "+revised.ID, "see what changed")
			s.suggest("plumb sheet approve "+revised.ID, "make it effective, by name")
			return nil
		},
	}
	s.actorFlag(cmd, &as)
	cmd.Flags().StringVar(&from, "from", "", "take the Markdown from this `FILE` instead of opening an editor")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// edit is one edit of one version by one person.
type edit struct {
	*session
	sheets  *register.Register
	base    agent.Version
	by      agent.Actor
	revised agent.Version // the zero version until something was kept
}

// write has the person edit in an editor, or takes what stands in a file.
func (e *edit) write(ctx context.Context, from string) error {
	w := writing{session: e.session, name: e.base.ID + ".md", again: "plumb sheet edit " + e.base.ID, take: e.keep}
	if from != "" {
		w.take = e.keepChecked
		return w.fromFile(ctx, from)
	}
	var markdown bytes.Buffer
	if err := render.Markdown(&markdown, e.base); err != nil {
		return err
	}
	w.begin = markdown.Bytes()
	return w.inEditor(ctx)
}

// keep makes a new version of what was written.
func (e *edit) keep(ctx context.Context, markdown []byte) error {
	edited, err := render.ParseMarkdown(bytes.NewReader(markdown), e.base.Sheet)
	if err != nil {
		return err
	}
	a, err := e.app()
	if err != nil {
		return err
	}
	e.revised, err = a.ReviseSheet(ctx, e.base, edited, e.by)
	return err
}

func (e *edit) keepChecked(ctx context.Context, markdown []byte) error {
	if err := e.checkBase(ctx, markdown); err != nil {
		return err
	}
	return e.keep(ctx, markdown)
}

// checkBase refuses Markdown that was taken from an older version: kept as it is, it would take back what was changed
// since. The hash that stands below the title tells.
func (e *edit) checkBase(ctx context.Context, markdown []byte) error {
	if mentions(markdown, e.base.ContentHash) {
		return nil
	}
	for number := e.base.Number - 1; number > 0; number-- {
		older, err := e.sheets.Show(ctx, e.base.ID, number)
		if err != nil {
			return err
		}
		if mentions(markdown, older.ContentHash) {
			return fault.Newf(fault.Conflict, opEdit, "this Markdown was taken from version %d of %s, and version %d is the newest", number, e.base.ID, e.base.Number).
				Do("Take the newest with plumb sheet show %s --format md, and repeat the edit there.", e.base.ID)
		}
	}
	return nil
}

// mentions reports whether the short form of a content hash, which Markdown carries below its title, stands in it.
func mentions(markdown []byte, hash string) bool {
	return bytes.Contains(markdown, []byte(render.ShortHash(hash)))
}
