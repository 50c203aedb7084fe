package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/plainfile"
	"github.com/plumbline-dev/plumb/internal/render"
)

const opEdit = "cli.edit"

// writing is something that a person writes on: in an editor, or in a file that is given.
type writing struct {
	*session
	name  string // of the file to write in, such as "s-1e7k3m9.md"
	again string // the command that begins the same edit, such as "plumb sheet edit s-1e7k3m9"
	begin []byte // what stands in the file at first
	// take keeps what was written. An error of kind Invalid is one that the person can mend by writing on.
	take func(ctx context.Context, written []byte) error
}

// fromFile takes what stands in a file, or on standard input.
func (w writing) fromFile(ctx context.Context, path string) error {
	written, err := w.read(path)
	if err != nil {
		kind := fault.Unavailable
		switch {
		case errors.Is(err, fs.ErrNotExist):
			kind = fault.NotFound
		case fault.Is(err, fault.Invalid):
			kind = fault.Invalid
		}
		return fault.Wrap(err, kind, opEdit, "the Markdown cannot be read", "Check the path after --from; - is standard input.")
	}
	return w.take(ctx, written)
}

func (w writing) read(path string) ([]byte, error) {
	if plainfile.Stdin(path) {
		return io.ReadAll(io.LimitReader(w.in, render.MaxMarkdown+1))
	}
	return plainfile.Read(path, render.MaxMarkdown)
}

// inEditor has the person write until it can be kept, or until they give up. When nothing was changed, nothing is taken.
func (w writing) inEditor(ctx context.Context) error {
	d, there := w.dialogue()
	if there {
		defer d.done()
	}
	program, err := w.editor(there)
	if err != nil {
		return err
	}
	page, err := newPage(w)
	if err != nil {
		return err
	}
	for {
		if err := w.open(ctx, program, d, page.path); err != nil {
			return page.kept(err)
		}
		written, err := plainfile.Read(page.path, render.MaxMarkdown)
		if page.gone() {
			return errors.Join(fault.New(fault.Unavailable, opEdit, "the editor left no file, so nothing was changed",
				"Save the file under the name it has, and run "+w.again+" again."), page.remove())
		}
		if err != nil {
			return page.kept(fault.Wrap(err, fault.Unavailable, opEdit, "what was written cannot be read", ""))
		}
		if bytes.Equal(written, w.begin) {
			w.tell("Nothing was changed.")
			return page.remove()
		}
		err = w.take(ctx, written)
		if err == nil {
			return page.remove()
		}
		if !there || !fault.Is(err, fault.Invalid) {
			return page.kept(err)
		}
		report(d.out, err, false)
		goOn, askErr := d.confirm("Go on editing? [Y/n]")
		if askErr != nil || !goOn {
			return page.kept(err)
		}
	}
}

// editor gives the program to write with. Without a person at a terminal, one must be named.
func (w writing) editor(there bool) (editor, error) {
	named := w.env.Getenv("VISUAL")+w.env.Getenv("EDITOR") != ""
	if w.noInput || !there && !named {
		return editor{}, fault.New(fault.NeedsPerson, opEdit, "an edit needs a person with an editor, and there is none here",
			"Run it in a terminal, or give the Markdown: "+w.again+" --from FILE")
	}
	return findEditor(w.env.Getenv)
}

// page is the file in which a person writes. It is only removed once its words are kept.
type page struct {
	path  string
	again string
}

func newPage(w writing) (page, error) {
	const message, next = "a file to write in cannot be made", "Check that the disk is not full and that TMPDIR can be written to."
	dir, err := os.MkdirTemp("", "plumb-edit-")
	if err != nil {
		return page{}, fault.Wrap(err, fault.Unavailable, opEdit, message, next)
	}
	p := page{filepath.Join(dir, w.name), w.again}
	if err := os.WriteFile(p.path, w.begin, 0o600); err != nil {
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
func (p page) kept(err error) error {
	return fault.Wrap(err, fault.KindOf(err), opEdit, "the edit was not taken over",
		strings.TrimSpace(fault.Next(err)+"\nWhat you wrote is in "+p.path+". Correct it there, then run: "+p.again+" --from "+p.path))
}
