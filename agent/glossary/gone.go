package glossary

import (
	"path/filepath"
	"strings"

	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
)

// missing are the metrics in use that an import does not define, by the name that their file has without its folders.
type missing map[string][]absent

type absent struct {
	metric semantic.Metric
	file   string // that it came from
}

func newMissing(before Kept, files []format.File) missing {
	defined := map[string]bool{}
	for _, f := range files {
		for _, m := range f.Metrics {
			defined[m.ID()] = true
		}
	}
	out := missing{}
	for _, m := range before.Catalogue.Metrics {
		if file := before.Origins[m.ID()]; m.Current() && !defined[m.ID()] && file != "" {
			base := filepath.Base(file)
			out[base] = append(out[base], absent{m, filepath.Clean(file)})
		}
	}
	return out
}

// from gives the ids of those that came from a file, in the order of the catalogue. A file is known again by its path; where
// only the end of the path is the same, as it is when files are imported from another folder, and on standard input,
// by the namespace as well. What the file still has, but in a form that could not be read, is not gone.
func (m missing) from(f format.File) []string {
	path := filepath.Clean(f.Path)
	namespaces, unread := map[string]bool{}, map[string]bool{}
	for _, defined := range f.Metrics {
		namespaces[defined.Namespace] = true
	}
	for _, skip := range f.Skipped {
		unread[skip.Name] = true
	}
	gone := []string{}
	for _, a := range m[filepath.Base(path)] {
		id := a.metric.ID()
		same := a.file == path && path != stdin || endsLike(a.file, path) && namespaces[a.metric.Namespace]
		if same && !unread[id] && !unread[a.metric.Name] {
			gone = append(gone, id)
		}
	}
	return gone
}

// stdin is the path of standard input: it may be another file each time.
const stdin = "-"

// endsLike reports whether one of two paths is the end of the other.
func endsLike(a, b string) bool {
	const separator = string(filepath.Separator)
	return strings.HasSuffix(separator+a, separator+b) || strings.HasSuffix(separator+b, separator+a)
}
