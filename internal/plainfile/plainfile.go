// Package plainfile knows which of the paths that people name are files. Only regular files are opened: a pipe without a writer would wait
// for ever, a device may never end, and reading some devices does something.
package plainfile

import (
	"io"
	"io/fs"
	"os"
	"syscall"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Stdin reports whether a path stands for standard input, which is read as it comes.
func Stdin(path string) bool { return path == "-" || path == "/dev/stdin" }

// Stdout reports whether a path stands for standard output.
func Stdout(path string) bool { return path == "-" || path == "/dev/stdout" }

// Open opens a regular file for reading, and follows links to one. Anything else is Invalid and refused without waiting
// for it; other errors are those of package os.
func Open(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if err := Check(path, info.Mode()); err != nil {
		return nil, err
	}
	// Between the look and the opening a pipe may have taken the place; then nothing waits either.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err = f.Stat()
	if err == nil {
		err = Check(path, info.Mode())
	}
	if err != nil {
		_ = f.Close() // nothing was written
		return nil, err
	}
	return f, nil
}

// Read gives the content of a regular file, at most one byte more than limit: a longer result tells that it is too large.
// Errors are those of Open.
func Read(path string, limit int64) ([]byte, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	return io.ReadAll(io.LimitReader(f, limit+1))
}

// Check refuses what is no regular file, by name and by what it is.
func Check(path string, mode fs.FileMode) error {
	if mode.IsRegular() {
		return nil
	}
	return fault.Newf(fault.Invalid, "plainfile.check", "%s is %s, not a file", path, kind(mode)).
		Do("Name a regular file, or - for standard input or output where the help says so.")
}

func kind(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	case mode&fs.ModeSymlink != 0:
		return "a link"
	}
	return "something else"
}
