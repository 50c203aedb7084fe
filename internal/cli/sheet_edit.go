package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/plainfile"
	"github.com/plumbline-dev/plumb/internal/render"
)

const opEdit = "cli.edit"

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
			var revised agent.Version
			if from != "" {
				revised, err = e.fromFile(cmd.Context(), from)
			} else {
				revised, err = e.inEditor(cmd.Context())
			}
			if err != nil || revised.ID == "" {
				return err
			}
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
	sheets *register.Register
	base   agent.Version
	by     agent.Actor
}

// keep makes a new version of what was written.
func (e edit) keep(ctx context.Context, markdown []byte) (agent.Version, error) {
	edited, err := render.ParseMarkdown(bytes.NewReader(markdown), e.base.Sheet)
	if err != nil {
		return agent.Version{}, err
	}
	a, err := e.app()
	if err != nil {
		return agent.Version{}, err
	}
	return a.ReviseSheet(ctx, e.base, edited, e.by)
}

func (e edit) fromFile(ctx context.Context, path string) (agent.Version, error) {
	markdown, err := e.readMarkdown(path)
	if err != nil {
		kind := fault.Unavailable
		switch {
		case errors.Is(err, fs.ErrNotExist):
			kind = fault.NotFound
		case fault.Is(err, fault.Invalid):
			kind = fault.Invalid
		}
		return agent.Version{}, fault.Wrap(err, kind, opEdit, "the Markdown cannot be read", "Check the path after --from; - is standard input.")
	}
	if err := e.checkBase(ctx, markdown); err != nil {
		return agent.Version{}, err
	}
	return e.keep(ctx, markdown)
}

func (e edit) readMarkdown(path string) ([]byte, error) {
	if plainfile.Stdin(path) {
		return io.ReadAll(io.LimitReader(e.in, render.MaxMarkdown+1))
	}
	return plainfile.Read(path, render.MaxMarkdown)
}

// checkBase refuses Markdown that was taken from an older version: kept as it is, it would take back what was changed
// since. The hash that stands below the title tells.
func (e edit) checkBase(ctx context.Context, markdown []byte) error {
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

// inEditor has the person write until it can be kept, or until they give up. The zero version says that nothing was changed.
func (e edit) inEditor(ctx context.Context) (agent.Version, error) {
	d, there := e.dialogue()
	if there {
		defer d.done()
	}
	program, err := e.editor(there)
	if err != nil {
		return agent.Version{}, err
	}
	page, err := newPage(e.base)
	if err != nil {
		return agent.Version{}, err
	}
	for {
		if err := e.open(ctx, program, d, page.path); err != nil {
			return agent.Version{}, page.kept(err, e.base.ID)
		}
		markdown, err := plainfile.Read(page.path, render.MaxMarkdown)
		if page.gone() {
			return agent.Version{}, errors.Join(fault.New(fault.Unavailable, opEdit, "the editor left no file, so nothing was changed",
				"Save the file under the name it has, and run plumb sheet edit "+e.base.ID+" again."), page.remove())
		}
		if err != nil {
			return agent.Version{}, page.kept(fault.Wrap(err, fault.Unavailable, opEdit, "what was written cannot be read", ""), e.base.ID)
		}
		if bytes.Equal(markdown, page.original) {
			e.tell("Nothing was changed.")
			return agent.Version{}, page.remove()
		}
		revised, err := e.keep(ctx, markdown)
		if err == nil {
			return revised, page.remove()
		}
		if !there || !fault.Is(err, fault.Invalid) {
			return agent.Version{}, page.kept(err, e.base.ID)
		}
		report(d.out, err, false)
		goOn, askErr := d.confirm("Go on editing? [Y/n]")
		if askErr != nil || !goOn {
			return agent.Version{}, page.kept(err, e.base.ID)
		}
	}
}

// editor gives the program to write with. Without a person at a terminal, one must be named.
func (e edit) editor(there bool) (editor, error) {
	named := e.env.Getenv("VISUAL")+e.env.Getenv("EDITOR") != ""
	if e.noInput || !there && !named {
		return editor{}, fault.New(fault.NeedsPerson, opEdit, "an edit needs a person with an editor, and there is none here",
			"Run it in a terminal, or give the Markdown: plumb sheet edit "+e.base.ID+" --from FILE")
	}
	return findEditor(e.env.Getenv)
}

// page is the file in which a person writes. It is only removed once its words are kept.
type page struct {
	path     string
	original []byte
}

func newPage(v agent.Version) (page, error) {
	const message, next = "a file to write in cannot be made", "Check that the disk is not full and that TMPDIR can be written to."
	var markdown bytes.Buffer
	if err := render.Markdown(&markdown, v); err != nil {
		return page{}, err
	}
	dir, err := os.MkdirTemp("", "plumb-edit-")
	if err != nil {
		return page{}, fault.Wrap(err, fault.Unavailable, opEdit, message, next)
	}
	p := page{path: filepath.Join(dir, v.ID+".md"), original: markdown.Bytes()}
	if err := os.WriteFile(p.path, p.original, 0o600); err != nil {
		return page{}, fault.Wrap(err, fault.Unavailable, opEdit, message, next)
	}
	return p, nil
}

// gone reports whether there is nothing in which words could be: no file, or a pipe or device in its place.
func (p page) gone() bool {
	info, err := os.Stat(p.path)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	return !info.Mode().IsRegular() && !info.IsDir()
}

func (p page) remove() error {
	return fault.Wrap(os.RemoveAll(filepath.Dir(p.path)), fault.Unavailable, opEdit, "the file of the edit could not be removed",
		"Remove "+p.path+" yourself; nothing needs it any more.")
}

// kept adds to an error where the words are.
func (p page) kept(err error, id string) error {
	return fault.Wrap(err, fault.KindOf(err), opEdit, "the edit was not taken over",
		strings.TrimSpace(fault.Next(err)+"\nWhat you wrote is in "+p.path+". Correct it there, then run: plumb sheet edit "+id+" --from "+p.path))
}
