package format

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/plainfile"
)

// finding is a file that may hold definitions.
type finding struct {
	path     string
	root     string // the folder that was named, or the folder of the file that was
	named    bool   // the file itself was named
	projects map[string]string
}

// read gives the content, and a byte more than is allowed of one that is too large.
func (f finding) read(o Options) ([]byte, error) {
	if !plainfile.Stdin(f.path) {
		return plainfile.Read(f.path, maxFileBytes)
	}
	if o.Stdin == nil {
		return nil, fault.New(fault.Usage, opRead, "definitions cannot be read from standard input here", "Name a file or a folder.")
	}
	content, err := io.ReadAll(io.LimitReader(o.Stdin, maxFileBytes+1))
	if err == nil && len(bytes.TrimSpace(content)) == 0 {
		return nil, fault.New(fault.Invalid, opRead, "there was nothing on standard input", expected)
	}
	return content, fault.Wrap(err, fault.Unavailable, opRead, "standard input cannot be read", "Run the command again.")
}

// ending gives the end of the file's name, which tells the syntax, in small letters; of standard input, what the content looks like.
func (f finding) ending(content []byte) string {
	switch {
	case !plainfile.Stdin(f.path):
		return strings.ToLower(filepath.Ext(f.path))
	case isTOML.Match(content):
		return ".toml"
	case isLookML.Match(content):
		return ".lkml"
	}
	return ".yaml" // or JSON, which is told from it
}

// project is a dbt project.
type project struct{ folder, name string }

// project gives the dbt project that the file belongs to: that of the nearest folder at or above it, not above the
// folder that was named.
func (f finding) project() (project, bool) {
	for folder := filepath.Dir(f.path); ; folder = filepath.Dir(folder) {
		if name, ok := f.projects[folder]; ok {
			return project{folder, name}, true
		}
		if folder == f.root || folder == filepath.Dir(folder) {
			return project{}, false
		}
	}
}

var (
	endings     = []string{".yml", ".yaml", ".json", ".toml", ".lkml", ".lookml"}
	passedOver  = []string{"node_modules", "target", "dbt_packages", "dbt_modules"}
	projectFile = regexp.MustCompile(`^dbt_project\.ya?ml$`)
	projectName = regexp.MustCompile(`(?m)^name:[ \t]*["']?([^"'#\r\n]+?)["']?[ \t]*(?:#.*)?\r?$`)
	template    = regexp.MustCompile(`\.ya?ml\.(?:jinja2?|j2)$`)
	cubeProgram = regexp.MustCompile("(?m)^\\s*(?:cube|view)\\(\\s*[`'\"]")
	mayBe       = regexp.MustCompile(`(?m)^[ \t{]*(?:- )*["']?(?:plumb|semantic_models?|metrics?|cubes|views|tables|measures|ontology)["']?[ \t]*:`)
	mayBeJSON   = regexp.MustCompile(`"(?:plumb|semantic_models?|metrics?|cubes|views|tables|measures|ontology)"\s*:`)
	mayBeTOML   = regexp.MustCompile(`(?m)^[ \t]*\[?[ \t]*["']?metrics["']?[ \t]*[\].=]`)
	isTOML      = regexp.MustCompile(`\A(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(?:\[+[\w."' -]+\]|[\w.-]+[ \t]*=)`)
	isLookML    = regexp.MustCompile(`(?m)^[ \t]*(?:view|explore)[ \t]*:[ \t]*\+?\w+[ \t]*\{`)
	mayBeLookML = regexp.MustCompile(`\b(?:measure|view)[ \t]*:`)
)

// find lists the files of the paths. Each file is listed once, where it comes first.
func find(paths []string) (found []finding, errs []error) {
	seen := make(map[string]bool)
	for _, path := range paths {
		list, err := below(filepath.Clean(path))
		if err != nil {
			errs = append(errs, err)
		}
		for _, f := range list {
			full, err := filepath.Abs(f.path)
			if err == nil && !seen[full] {
				seen[full] = true
				found = append(found, f)
			}
		}
	}
	return found, errs
}

func below(path string) ([]finding, error) {
	if plainfile.Stdin(path) {
		return []finding{{path: path, root: ".", named: true}}, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	if !info.IsDir() {
		return []finding{{path: path, root: filepath.Dir(path), named: true}}, nil
	}
	w := walk{root: path, projects: make(map[string]string)}
	// A trailing slash makes the walk enter a folder that is named through a link.
	if err := filepath.WalkDir(path+string(filepath.Separator), w.visit); err != nil {
		return nil, fileError(path, err)
	}
	if len(w.found) == 0 {
		return nil, fault.Newf(fault.Invalid, opRead, "no metric definitions in %s", path).Do(expected)
	}
	return w.found, nil
}

// walk collects the files of a folder.
type walk struct {
	root     string
	projects map[string]string // name of the dbt project of each folder that has one
	found    []finding
}

func (w *walk) visit(path string, entry fs.DirEntry, err error) error {
	path = filepath.Clean(path)
	if err != nil {
		return err
	}
	name := entry.Name()
	switch {
	case path == w.root:
		return nil
	case entry.IsDir() && (strings.HasPrefix(name, ".") || slices.Contains(passedOver, name)):
		return filepath.SkipDir
	case !entry.Type().IsRegular() || strings.HasPrefix(name, "."): // a link would be read twice, or lead out of the folder
		return nil
	case strings.HasSuffix(name, ".dashboard.lookml"): // YAML, and no definitions
		return nil
	case projectFile.MatchString(name):
		w.noteProject(path)
		return nil
	}
	if ending := strings.ToLower(filepath.Ext(name)); slices.Contains(endings, ending) || template.MatchString(name) || ending == ".js" && isCubeProgram(path) {
		w.found = append(w.found, finding{path: path, root: w.root, projects: w.projects})
	}
	return nil
}

func (w *walk) noteProject(path string) {
	content, err := plainfile.Read(path, 1<<20)
	if err != nil {
		return // the folder then has no project, and its name serves
	}
	if m := projectName.FindSubmatch(content); m != nil {
		w.projects[filepath.Dir(path)] = string(m[1])
	}
}

func isCubeProgram(path string) bool {
	content, err := plainfile.Read(path, 1<<20)
	return err == nil && cubeProgram.Match(content)
}

// mayDefine reports whether a file could hold definitions, without parsing it: a folder holds much else, and what is in
// none of the formats need not be well formed.
func mayDefine(path string, content []byte) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".toml":
		return mayBeTOML.Match(content)
	case ".lkml", ".lookml":
		return mayBeLookML.Match(content)
	case ".js", ".ts":
		return true
	case ".json":
		return mayBeJSON.Match(content)
	}
	return mayBe.Match(content) || bytes.HasPrefix(content, []byte("{")) && !bytes.HasPrefix(content, []byte("{{"))
}

func kindOfFileError(err error) fault.Kind {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.NotFound
	case errors.Is(err, fs.ErrPermission):
		return fault.Unauthorised
	}
	return fault.Unavailable
}
