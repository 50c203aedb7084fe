package format

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/plainfile"
	"github.com/plumbline-dev/plumb/semantic"
)

const (
	opRead             = "definitions.read"
	maxFileBytes       = 32 << 20
	adviceForTemplates = "Import what the template is made into. Of a running Cube, what it answers at /v1/meta, saved as JSON, will do."

	expected = "Definitions are read from Apache Ossie, dbt, Cube, Snowflake, Databricks, LookML, metric-hub and plumb files (.yml, .yaml, .json, .toml, .lkml)."
)

// ReadPaths reads files and folders, in the order given; folders are walked in the order of their names. The path "-" is
// standard input. A file's format is told by its content. A file that is named and cannot be read, or defines nothing, is
// an error; in a folder, a file that defines nothing gives a File that says why it was passed over.
//
// The files that could be read are given even when there is an error, which then joins one error for each file that could
// not. Errors are of package fault: NotFound for a path that does not exist, Invalid for content, with file, line and column.
func ReadPaths(ctx context.Context, paths []string, o Options) ([]File, error) {
	found, errs := find(paths)
	var sources []*source
	for _, f := range found {
		if err := ctx.Err(); err != nil {
			return nil, fault.Wrap(err, fault.Unavailable, opRead, "reading definitions was stopped", "Start it again; nothing was kept.")
		}
		s, err := load(f, o)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		sources = append(sources, s)
	}
	for _, unit := range units(sources) {
		readUnit(unit)
	}
	files, more := finish(sources)
	errs = append(errs, more...)
	if len(errs) == 0 && !slices.ContainsFunc(files, File.defines) {
		errs = append(errs, fault.Newf(fault.Invalid, opRead, "no metric definitions in %s", strings.Join(paths, ", ")).Do(expected))
	}
	return files, joined(errs)
}

// defines reports whether the file holds a definition.
func (f File) defines() bool { return len(f.Metrics)+len(f.Terms) > 0 }

// joined gives a single error as it is: its kind and next step are then those of the whole.
func joined(errs []error) error {
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}

// source is a file that is being read.
type source struct {
	File
	found   finding
	options Options
	docs    []*yaml.Node
	taken   map[*yaml.Node]struct{}
	places  map[string]*yaml.Node // of each metric, by id
	terms   map[string]*yaml.Node // of each term, by id
	helps   bool                  // whether other files may rest on what this one says, or it on them, though it defines nothing
	refused error                 // why nothing of the file may be used
	ending  string                // of the name, in small letters; of standard input, what it looks like
}

// stem is the name of the file without its ending.
func (s *source) stem() string {
	if plainfile.Stdin(s.Path) {
		return cleanName(cmp.Or(s.options.Team, "stdin"))
	}
	base := filepath.Base(s.Path)
	return cleanName(strings.TrimSuffix(base, filepath.Ext(base)))
}

func (s *source) skip(name, reason string) {
	s.Skipped = append(s.Skipped, Skip{Name: name, Reason: reason})
}

// refuse says that the file cannot be used. The first reason stays.
func (s *source) refuse(err error) {
	if s.refused == nil {
		s.refused = err
	}
}

// errorAt makes an error about a place in the file.
func (s *source) errorAt(n *yaml.Node, format string, args ...any) *fault.Error {
	return misplaced(s.Path, n.Line, n.Column, format, args...)
}

// roots gives the documents that are mappings.
func (s *source) roots() []object {
	var out []object
	for _, doc := range s.docs {
		if doc.Kind == yaml.MappingNode {
			out = append(out, object{s, doc})
		}
	}
	return out
}

// load reads a file into a tree and tells its format.
func load(f finding, o Options) (*source, error) {
	s := &source{found: f, options: o, taken: make(map[*yaml.Node]struct{}), places: make(map[string]*yaml.Node), terms: make(map[string]*yaml.Node)}
	s.Path = f.path
	content, err := f.read(o)
	if err != nil {
		return nil, fileError(f.path, err)
	}
	if len(content) > maxFileBytes {
		return nil, fault.Newf(fault.Invalid, opRead, "%s is larger than %d MB", f.path, maxFileBytes>>20).Do("Split it, or name the files with definitions only.")
	}
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if template.MatchString(f.path) {
		if f.named {
			return nil, fault.Newf(fault.Invalid, opRead, "%s is a template, from which definitions are made", f.path).Do(adviceForTemplates)
		}
		s.skip(filepath.Base(f.path), "a template, from which definitions are made")
		return s, nil
	}
	s.ending = f.ending(content)
	if !f.named && !mayDefine(f.path, content) {
		s.skip(filepath.Base(f.path), "no metric definitions")
		return s, nil
	}
	if at := invalidAt(content); at >= 0 {
		line := 1 + bytes.Count(content[:at], []byte("\n"))
		column := at - bytes.LastIndexByte(content[:at], '\n')
		return nil, misplaced(f.path, line, column, "this is not text in UTF-8").Do("Save the file as UTF-8.")
	}
	if err := s.parse(content); err != nil {
		return nil, err
	}
	var reason string
	if s.Format, reason = detect(s); reason != "" {
		if f.named {
			return nil, fault.Newf(fault.Invalid, opRead, "%s: %s", f.path, reason).Do(expected)
		}
		s.skip(filepath.Base(f.path), reason)
		s.docs = nil
	}
	return s, nil
}

func fileError(path string, err error) error {
	if fault.KindOf(err) != fault.Internal {
		return err // plainfile says what it is
	}
	return fault.Wrap(errors.Unwrap(err), kindOfFileError(err), opRead, path+" cannot be read", "Check the path, and whether you may read it.")
}

// parse builds the tree. The ending chooses the syntax; the meaning is told by the content.
func (s *source) parse(content []byte) (err error) {
	switch s.ending {
	case ".toml":
		return s.single(parseTOML(s.Path, content))
	case ".lkml", ".lookml":
		if isOldLookML(content) {
			return s.single(parseOldLookML(s.Path, content))
		}
		return s.single(parseLookML(s.Path, content))
	case ".json":
		return s.single(parseJSON(s.Path, content))
	case ".js", ".ts":
		return fault.Newf(fault.Invalid, opRead, "%s: a Cube model in JavaScript is a program and cannot be read", s.Path).
			Do("Write the cube in YAML (cubes: - name: ...), which Cube reads as well.")
	}
	if trimmed := bytes.TrimSpace(content); len(trimmed) > 0 && trimmed[0] == '{' && s.single(parseJSON(s.Path, content)) == nil {
		return nil
	}
	s.docs, err = parseYAML(s.Path, content)
	return err
}

func (s *source) single(root *yaml.Node, err error) error {
	s.docs = []*yaml.Node{root}
	return err
}

// invalidAt gives the first byte that is no UTF-8 text, -1 when all are.
func invalidAt(content []byte) int {
	if utf8.Valid(content) {
		return -1
	}
	for at := 0; at < len(content); {
		r, size := utf8.DecodeRune(content[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

// readUnit reads the files that belong together.
func readUnit(unit []*source) {
	switch unit[0].Format {
	case DBT:
		readDBT(unit)
	case LookML:
		readLookML(unit)
	case Ossie:
		readOssie(unit[0])
	case Cube:
		readCube(unit)
	case Snowflake:
		readSnowflake(unit[0])
	case Databricks:
		readDatabricks(unit[0])
	case MetricHub:
		readMetricHub(unit[0])
	case Plumb:
		readPlumb(unit[0])
	}
}

// units groups the files that are read together: those of a dbt project, and the LookML and the cubes of a folder. Any other
// file is a unit of its own.
func units(sources []*source) [][]*source {
	index := make(map[string]int)
	var out [][]*source
	for _, s := range sources {
		key := s.Path
		switch s.Format {
		case DBT, LookML, Cube:
			key = s.Format + ":" + s.found.root
			if project, ok := s.found.project(); ok {
				key = s.Format + ":" + project.folder
			}
		}
		if at, ok := index[key]; ok {
			out[at] = append(out[at], s)
			continue
		}
		index[key] = len(out)
		out = append(out, []*source{s})
	}
	return out
}

// finish checks what was read across the files, and gives it.
func finish(sources []*source) ([]File, []error) {
	var errs []error
	refuseCycles(sources)
	first := make(map[string]original)
	var files []File
	for _, s := range sources {
		if s.found.named && !s.defines() && !(s.helps && len(sources) > 1) {
			s.refuse(s.nothing())
		}
		if s.refused != nil {
			errs = append(errs, s.refused)
			continue
		}
		s.dropRepeated(first)
		if s.Metrics != nil || s.Terms != nil {
			for _, path := range s.lost() {
				s.Losses = append(s.Losses, Loss{Field: path})
			}
		}
		s.Skipped = filled(s.Skipped)
		s.Losses = filled(s.Losses)
		files = append(files, s.File)
	}
	return files, errs
}

// nothing says that a file that was named defines nothing, and why, as far as that is known.
func (s *source) nothing() error {
	why := "no metric definitions"
	for i, skip := range s.Skipped {
		if i < 3 {
			why += "; " + skip.Name + ": " + skip.Reason
		}
	}
	return fault.Newf(fault.Invalid, opRead, "%s: %s", s.Path, why).Do(expected)
}

// original is where a metric was defined first.
type original struct {
	in    *source
	place int // among the metrics of the file
}

// dropRepeated drops the metrics that a file before this one, or this one, defines already.
func (s *source) dropRepeated(first map[string]original) {
	kept := s.Metrics[:0]
	for _, m := range s.Metrics {
		id := m.ID()
		before, again := first[id]
		if !again {
			first[id] = original{s, len(kept)}
			kept = append(kept, m)
			continue
		}
		other := before.in.Metrics[before.place]
		if before.in == s {
			other = kept[before.place]
		}
		if bytes.Equal(semantic.Canonical(other), semantic.Canonical(m)) {
			s.skip(id, "defined twice, the same")
			continue
		}
		used := fmt.Sprintf("%s:%d", before.in.Path, before.in.places[id].Line)
		reason := fmt.Sprintf("defined twice and differently: the definition in %s is used, one in %s is not", used, s.Path)
		s.Skipped = append(s.Skipped, Skip{id, reason, used})
	}
	s.Metrics = kept
}

func filled[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
