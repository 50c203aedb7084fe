package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/plainfile"
)

const opFile = "cli.file"

// destination is where what is exported goes.
type destination struct {
	path  string // of a file; "" is standard output
	force bool   // whether to replace a file that is there
}

func (d *destination) flags(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&d.path, "output", "o", "", "write to this `FILE` instead of standard output (-)")
	cmd.Flags().BoolVar(&d.force, "force", false, "replace a file that is there")
}

func (d destination) isStdout() bool { return d.path == "" || plainfile.Stdout(d.path) }

// deliver writes something to where it is to go, and tells which file it then stands in.
func (s *session) deliver(what string, content []byte, to destination) error {
	if to.isStdout() {
		_, _ = s.out.Write(content) // it keeps its error
		return nil
	}
	if err := writeFile(to.path, content, to.force); err != nil {
		return err
	}
	s.tell("Wrote %s to %s.", what, to.path)
	return nil
}

// writeFile writes a file whole or not at all: what is there under that name is either the old or the new content, also
// when the process is killed. A file that is there is only replaced by force; what is there and is no regular file, such
// as a link, a pipe or a device, never is.
func writeFile(path string, content []byte, force bool) error {
	if there, err := os.Lstat(path); err == nil {
		if err := plainfile.Check(path, there.Mode()); err != nil {
			return fault.Wrap(err, fault.Invalid, opFile, "", "Give the name of a new or a regular file, or - for standard output.")
		}
	}
	temporary := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d.part", filepath.Base(path), os.Getpid()))
	if err := writeNew(temporary, content); err != nil {
		return unwritten(err, path)
	}
	defer func() { _ = os.Remove(temporary) }() // it is gone already when it became the file
	if force {
		return unwritten(os.Rename(temporary, path), path)
	}
	// A link fails if the name is taken, so that no other program's file is lost between a look and a rename.
	err := os.Link(temporary, path)
	if err == nil {
		return nil
	}
	_, look := os.Lstat(path)
	if errors.Is(err, fs.ErrExist) || look == nil {
		return fault.Newf(fault.Conflict, opFile, "%s is there already", path).Do("Choose another name, or replace it with --force.")
	}
	return unwritten(os.Rename(temporary, path), path) // some file systems have no links
}

func unwritten(err error, path string) error {
	return fault.Wrap(err, fault.Unavailable, opFile, path+" could not be written",
		"Check that the folder is there and may be written to, that the name is not a folder's, and that the disk is not full.")
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
