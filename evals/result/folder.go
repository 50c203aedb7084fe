package result

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// The files of a run's folder.
const (
	runFile         = "run.json"
	trialsFile      = "trials.jsonl"
	generationsFile = "generations.jsonl"
)

// Stored is a run with its trials.
type Stored struct {
	Run
	All []Trial
}

const (
	opSave = "eval.save"
	opOpen = "eval.open"
)

// Free reports, with an error of kind conflict, whether something stands in the way of keeping a run in a folder: a file or folder
// that is there and not empty. It is asked before a run that may take minutes.
func Free(folder string) error {
	entries, err := os.ReadDir(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fault.Wrap(err, fault.Conflict, opSave, folder+" is there and is no folder that can be written to", "Name a new folder with --out.")
	case len(entries) > 0:
		return fault.Newf(fault.Conflict, opSave, "%s is there and is not empty", folder).Do("Name a new folder with --out: runs are kept, never overwritten.")
	}
	return nil
}

// Save keeps a run in a folder, which is made. The run itself is written last: a folder without it holds no run.
func Save(folder string, run Run, trials []Trial, generations []Generation) error {
	if err := Free(folder); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return unwritten(err, folder)
	}
	run.Trials = len(trials)
	if err := writeLines(filepath.Join(folder, trialsFile), trials); err != nil {
		return unwritten(err, folder)
	}
	if err := writeLines(filepath.Join(folder, generationsFile), generations); err != nil {
		return unwritten(err, folder)
	}
	whole, err := json.MarshalIndent(run, "", "  ")
	if err != nil {
		return fault.Wrap(err, fault.Internal, opSave, "the run cannot be written as JSON", "")
	}
	return unwritten(os.WriteFile(filepath.Join(folder, runFile), append(whole, '\n'), 0o600), folder)
}

func unwritten(err error, folder string) error {
	return fault.Wrap(err, fault.Unavailable, opSave, "the run cannot be kept in "+folder, "Check that the folder may be written to and that the disk is not full.")
}

func writeLines[T any](path string, values []T) error {
	var b bytes.Buffer
	lines := json.NewEncoder(&b)
	lines.SetEscapeHTML(false)
	for _, v := range values {
		if err := lines.Encode(v); err != nil {
			return err
		}
	}
	return os.WriteFile(path, b.Bytes(), 0o600)
}

// Open reads the run in a folder, and works its figures out anew from the trials. The errors are of kind not_found when there is none, and invalid when it is of another version, not
// whole, or holds nothing.
func Open(folder string) (Stored, error) {
	var s Stored
	content, err := readFile(folder, runFile)
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(content, &s.Run); err != nil || s.Schema == 0 {
		return s, fault.Newf(fault.Invalid, opOpen, "%s is not what plumb eval run writes", filepath.Join(folder, runFile)).Do("Name the folder that was given to plumb eval run --out.")
	}
	if s.Schema != SchemaVersion {
		return s, fault.Newf(fault.Invalid, opOpen, "the run in %s is of version %d, and this plumb reads version %d", folder, s.Schema, SchemaVersion).Do("Measure again, or use the plumb that wrote it.")
	}
	if s.All, err = readLines[Trial](folder, trialsFile); err != nil {
		return s, err
	}
	switch {
	case len(s.All) != s.Trials:
		return s, fault.Newf(fault.Invalid, opOpen, "%s has %d trials, and the run had %d: it is not whole", filepath.Join(folder, trialsFile), len(s.All), s.Trials).Do("Take the folder as it was written, or measure again.")
	case len(s.All) == 0:
		return s, fault.Newf(fault.Invalid, opOpen, "the run in %s is empty: it has no trials", folder).Do("Run it on data that has cases.")
	}
	for _, t := range s.All {
		if s.suite(t.Suite) == nil {
			return s, fault.Newf(fault.Invalid, opOpen, "%s has trials of %q, which the run does not name", filepath.Join(folder, trialsFile), t.Suite).Do("Take the folder as it was written, or measure again.")
		}
	}
	for i := range s.Suites {
		s.Suites[i].Summarise(s.All)
	}
	return s, nil
}

// Generations reads what the engines of a run made.
func Generations(folder string) ([]Generation, error) {
	return readLines[Generation](folder, generationsFile)
}

func readFile(folder, name string) ([]byte, error) {
	content, err := os.ReadFile(filepath.Join(folder, name)) // #nosec G304 -- the folder is the one that a person named
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, opOpen, "there is no run in "+folder, "Make one with plumb eval run --out "+folder+", or check the path.")
	}
	return content, nil
}

func readLines[T any](folder, name string) ([]T, error) {
	content, err := readFile(folder, name)
	if err != nil {
		return nil, err
	}
	var out []T
	lines := bufio.NewReader(bytes.NewReader(content))
	for at := 1; ; at++ {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var value T
			if broken := json.Unmarshal(line, &value); broken != nil {
				return nil, fault.Newf(fault.Invalid, opOpen, "%s:%d is not a line that plumb eval run writes: %v", filepath.Join(folder, name), at, broken).Do("Take the folder as it was written, or measure again.")
			}
			out = append(out, value)
		}
		if errors.Is(err, io.EOF) {
			return out, nil
		}
	}
}
