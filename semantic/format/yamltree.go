package format

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/internal/fault"
)

const (
	maxDepth = 200       // no definition is nested deeper
	maxNodes = 4_000_000 // after references are followed: a small file may not grow without end
)

// parseYAML gives the documents of a YAML file. References and merged keys are followed; a key that stands twice is an
// error, because one of its values would be lost.
func parseYAML(path string, content []byte) ([]*yaml.Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(content))
	resolve := resolver{path: path}
	var docs []*yaml.Node
	for {
		var doc yaml.Node
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return docs, nil
		}
		if err != nil {
			return nil, syntaxError(path, content, err)
		}
		for _, root := range doc.Content {
			root, err := resolve.node(root, 0)
			if err != nil {
				return nil, err
			}
			docs = append(docs, root)
		}
	}
}

// templating matches what a template says between the lines of its result.
var templating = regexp.MustCompile(`(?m)^\s*(?:- )?\{[{%#]`)

var lineInError = regexp.MustCompile(`^yaml: (?:unmarshal errors:\s*)?line (\d+): `)

// syntaxError places an error of the YAML parser, which knows lines only, and often that where the list or mapping with the
// error begins. The line is the first with which the error appears; the column is that of a tab in the indentation, which
// YAML forbids, or where the line begins.
func syntaxError(path string, content []byte, cause error) error {
	message := strings.TrimPrefix(cause.Error(), "yaml: ")
	line := 1
	if m := lineInError.FindStringSubmatch(cause.Error()); m != nil {
		message = cause.Error()[len(m[0]):]
		line, _ = strconv.Atoi(m[1]) // digits, by the pattern
	}
	if len(content) <= 1<<20 {
		line = max(line, firstWith(content, cause))
	}
	if templating.Match(content) {
		return misplaced(path, line, columnIn(content, line), "this is a template and not YAML: %s", message).Do(adviceForTemplates)
	}
	return misplaced(path, line, columnIn(content, line), "this is not YAML: %s", message).
		Do("Correct the line, or the one before it. Text that holds a colon or starts with a sign needs quotes.")
}

// firstWith gives the number of the first line with which an error appears: what comes after it makes no difference.
func firstWith(content []byte, cause error) int {
	lines := bytes.SplitAfter(content, []byte("\n"))
	length := make([]int, len(lines)+1)
	for i, line := range lines {
		length[i+1] = length[i] + len(line)
	}
	return sort.Search(len(lines)-1, func(i int) bool {
		dec := yaml.NewDecoder(bytes.NewReader(content[:length[i+1]]))
		for {
			var doc yaml.Node
			if err := dec.Decode(&doc); err != nil {
				return err.Error() == cause.Error()
			}
		}
	}) + 1
}

func columnIn(content []byte, line int) int {
	for range line - 1 {
		_, content, _ = bytes.Cut(content, []byte("\n"))
	}
	content, _, _ = bytes.Cut(content, []byte("\n"))
	indent := content[:len(content)-len(bytes.TrimLeft(content, " \t"))]
	if tab := bytes.IndexByte(indent, '\t'); tab >= 0 {
		return tab + 1
	}
	return len(indent) + 1
}

// resolver follows references.
type resolver struct {
	path  string
	nodes int
}

func (r *resolver) node(n *yaml.Node, depth int) (*yaml.Node, error) {
	r.nodes++
	switch {
	case depth > maxDepth:
		return nil, misplaced(r.path, n.Line, n.Column, "this is nested too deeply").Do("Definitions need no more than a few levels; check where the file comes from.")
	case r.nodes > maxNodes:
		return nil, misplaced(r.path, n.Line, n.Column, "the file grows beyond measure when its references (*name) are followed").
			Do("Write the definitions out, or split the file.")
	}
	switch n.Kind {
	case yaml.AliasNode:
		return r.copied(n.Alias, depth+1)
	case yaml.MappingNode:
		return n, r.mapping(n, depth)
	case yaml.SequenceNode:
		for i, item := range n.Content {
			item, err := r.node(item, depth+1)
			if err != nil {
				return nil, err
			}
			n.Content[i] = item
		}
	}
	return n, nil
}

// copied gives a copy of what a reference names: each place where it stands is read on its own.
func (r *resolver) copied(n *yaml.Node, depth int) (*yaml.Node, error) {
	r.nodes++
	if depth > maxDepth || r.nodes > maxNodes {
		return nil, misplaced(r.path, n.Line, n.Column, "the file grows beyond measure when its references (*name) are followed").
			Do("Write the definitions out, or split the file.")
	}
	if n.Kind == yaml.AliasNode {
		return r.copied(n.Alias, depth+1)
	}
	out := *n
	out.Anchor, out.Content = "", make([]*yaml.Node, len(n.Content))
	for i, item := range n.Content {
		item, err := r.copied(item, depth+1)
		if err != nil {
			return nil, err
		}
		out.Content[i] = item
	}
	if out.Kind == yaml.MappingNode {
		return &out, r.mapping(&out, depth)
	}
	return &out, nil
}

// mapping resolves the values of a mapping and merges what stands under "<<".
func (r *resolver) mapping(n *yaml.Node, depth int) error {
	seen := make(map[string]*yaml.Node, len(n.Content)/2)
	var own, merged []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		value, err := r.node(n.Content[i+1], depth+1)
		if err != nil {
			return err
		}
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		if key.Kind != yaml.ScalarNode {
			return misplaced(r.path, key.Line, key.Column, "a key has to be a word, not a list or a mapping").Do("Put text with braces in quotes, such as {{ }} of a template.")
		}
		if key.Tag == "!!merge" {
			merged = append(merged, value)
			continue
		}
		if before, twice := seen[key.Value]; twice {
			return misplaced(r.path, key.Line, key.Column, "the key %q stands here a second time; the first is in line %d", key.Value, before.Line).
				Do("Remove one of them, or put --- between two documents.")
		}
		seen[key.Value] = key
		own = append(own, key, value)
	}
	for _, from := range merged {
		own = appendMissing(own, seen, from)
	}
	n.Content = own
	return nil
}

func appendMissing(own []*yaml.Node, seen map[string]*yaml.Node, from *yaml.Node) []*yaml.Node {
	if from.Kind == yaml.SequenceNode {
		for _, item := range from.Content {
			own = appendMissing(own, seen, item)
		}
		return own
	}
	if from.Kind != yaml.MappingNode {
		return own
	}
	for i := 0; i+1 < len(from.Content); i += 2 {
		if key := from.Content[i]; seen[key.Value] == nil {
			seen[key.Value] = key
			own = append(own, key, from.Content[i+1])
		}
	}
	return own
}

// misplaced makes an error that names a place in a file.
func misplaced(path string, line, column int, format string, args ...any) *fault.Error {
	return fault.Newf(fault.Invalid, opRead, "%s:%d:%d: "+format, append([]any{path, line, column}, args...)...)
}
