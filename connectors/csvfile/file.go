package csvfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/plainfile"
)

func (s *Source) readFile(path string) ([]byte, error) {
	content, err := plainfile.Read(s.inFolder(path), maxBytes)
	switch {
	case err != nil:
		return nil, s.explain(path, err)
	case len(content) > maxBytes:
		return nil, fault.Newf(fault.Invalid, opRead, "%s is larger than %d MB", filepath.ToSlash(path), maxBytes>>20).Do("Give fewer rows, such as one a week.")
	}
	return content, nil
}

func (s *Source) inFolder(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(s.folder, path)
}

// checkFolder looks whether there is a folder for the files of metrics.
func (s *Source) checkFolder() error {
	before, _, _ := strings.Cut(s.path, queryMark)
	folder := filepath.Dir(before + "x")
	info, err := os.Stat(s.inFolder(folder))
	if err != nil {
		return s.explain(folder, err)
	}
	if !info.IsDir() {
		return fault.Newf(fault.Invalid, opRead, "%s is no folder", filepath.ToSlash(folder)).Do("Correct the path of the source %s.", s.name)
	}
	return nil
}

// explain names the path as it is written in the configuration.
func (s *Source) explain(path string, err error) error {
	shown := filepath.ToSlash(path)
	var own *fault.Error
	switch {
	case errors.As(err, &own):
		return err
	case errors.Is(err, fs.ErrNotExist):
		return fault.Newf(fault.NotFound, opRead, "there is no file %s", shown).Do("Correct the path of the source %s; it starts from the folder of plumb.yaml.", s.name)
	case errors.Is(err, fs.ErrPermission):
		return fault.Newf(fault.Unauthorised, opRead, "%s may not be read", shown).Do("Let the account that runs plumb read it.")
	}
	return fault.Newf(fault.Unavailable, opRead, "%s cannot be read now", shown).Do("Try again.")
}
