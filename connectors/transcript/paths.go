package transcript

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/plainfile"
)

// Batch is what several paths gave.
type Batch struct {
	// Transcripts come in the order of the paths; those of a folder in the order of their names.
	Transcripts []*agent.Transcript
	// Skipped holds what was passed over, with the reason.
	Skipped []Skipped
}

// Skipped is a file that was not read, or whose content had been read before under another name.
type Skipped struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// ReadPaths reads regular files, folders with all that is below them, and stdin ("-" or /dev/stdin). Files of a folder that are no meeting
// records are skipped with a reason; links that lead out of the folder are not followed. The same bytes are read once.
//
// A path that was named and cannot be read is an error; the others are read all the same, so the batch is valid even
// when the error is not nil. The error joins one *fault.Error a path. A cancelled context ends the reading.
func ReadPaths(ctx context.Context, paths []string, stdin io.Reader) (Batch, error) {
	c := collector{first: map[string]string{}}
	var failed []error
	for _, path := range paths {
		if err := ctx.Err(); err != nil {
			failed = append(failed, fault.Wrap(err, fault.Unavailable, opRead, "reading was interrupted", "Run the command again."))
			break
		}
		if err := c.path(ctx, path, stdin); err != nil {
			failed = append(failed, err)
		}
	}
	return c.batch, errors.Join(failed...)
}

type collector struct {
	batch Batch
	first map[string]string // SHA-256 → the path that gave it first
}

func (c *collector) path(ctx context.Context, path string, stdin io.Reader) error {
	switch {
	case path == "":
		return fault.New(fault.Usage, opRead, "the path of a record is empty", "Name a file or a folder; a shell variable may not be set.")
	case plainfile.Stdin(path):
		if stdin == nil {
			return fault.New(fault.Usage, opRead, "there is no input to read", "Name a file, or pipe a transcript in.")
		}
		return c.named("stdin", "-", stdin)
	}
	info, err := os.Stat(path)
	if err != nil {
		return cannotOpen(path, err)
	}
	if info.IsDir() {
		return c.folder(ctx, path)
	}
	f, err := plainfile.Open(path)
	if err != nil {
		return cannotOpen(path, err)
	}
	defer f.Close()
	return c.named(path, path, f)
}

// named reads what the caller asked for by name: a failure is the caller's to know.
func (c *collector) named(path, name string, r io.Reader) error {
	t, err := Read(name, r)
	if err != nil {
		return err
	}
	c.keep(path, t)
	return nil
}

func (c *collector) keep(path string, t *agent.Transcript) {
	if before, seen := c.first[t.SHA256]; seen {
		c.skip(path, "the same content as "+before+", which was read already")
		return
	}
	c.first[t.SHA256] = path
	c.batch.Transcripts = append(c.batch.Transcripts, t)
}

func (c *collector) skip(path, reason string) {
	c.batch.Skipped = append(c.batch.Skipped, Skipped{Path: path, Reason: reason})
}

// folder reads every record below dir. An os.Root keeps links from leading out of it.
func (c *collector) folder(ctx context.Context, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return cannotOpen(dir, err)
	}
	defer root.Close()
	found := len(c.batch.Transcripts) + len(c.batch.Skipped)
	err = fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		path := filepath.Join(dir, filepath.FromSlash(name))
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			c.skip(path, reasonOf(err))
			return nil
		case entry.IsDir():
			if name != "." && strings.HasPrefix(entry.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		}
		c.entry(root, name, path)
		return nil
	})
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, opRead, "could not read all of "+dir, "Run the command again.")
	}
	if len(c.batch.Transcripts)+len(c.batch.Skipped) == found {
		return fault.Newf(fault.Invalid, opRead, "there are no files in %s", dir).Do("Name a folder that holds transcripts.")
	}
	return nil
}

// entry reads one file of a folder, or says why not.
func (c *collector) entry(root *os.Root, name, path string) {
	if reason := notARecord(name); reason != "" {
		c.skip(path, reason)
		return
	}
	info, err := root.Stat(name)
	if err != nil {
		c.skip(path, reasonOf(err))
		return
	}
	if !info.Mode().IsRegular() {
		c.skip(path, "not a regular file")
		return
	}
	f, err := root.Open(name)
	if err != nil {
		c.skip(path, reasonOf(err))
		return
	}
	defer f.Close()
	t, err := read(baseName(name), f)
	if err != nil {
		c.skip(path, err.Error())
		return
	}
	c.keep(path, t)
}

// notARecord says why a file is passed over in a folder by its name alone, "" when its content decides. A file that is
// named by the caller is always read.
func notARecord(name string) string {
	if strings.HasPrefix(filepath.Base(name), ".") {
		return "a hidden file"
	}
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".vtt", ".srt", ".txt", ".text", ".md", ".markdown", ".json", ".docx", ".pdf", "":
		return ""
	case ".tsv", ".csv", ".xlsx", ".xls", ".ods":
		return "a table, not a meeting record"
	default:
		return "files ending in " + ext + " are not meeting records"
	}
}

// reasonOf gives the reason without the operation and the path that the system adds.
func reasonOf(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	return err.Error()
}

func cannotOpen(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fault.Newf(fault.NotFound, opRead, "%s does not exist", path).Do("Check the path; a relative one starts in the current folder.")
	}
	if fault.Is(err, fault.Invalid) {
		return fault.Wrap(err, fault.Invalid, opRead, "", "Name a file or a folder, or pipe the record in and name it -.")
	}
	return fault.Wrap(errors.New(reasonOf(err)), fault.Unavailable, opRead, "could not open "+path, "Check that you may read it.")
}
