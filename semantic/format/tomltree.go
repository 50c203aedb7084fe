package format

import (
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
	"go.yaml.in/yaml/v3"
)

// parseTOML gives the tree of a TOML file. It reads the syntax tree rather than values, because only that knows where
// things stand.
func parseTOML(path string, content []byte) (*yaml.Node, error) {
	t := tomlTree{path: path, content: content, keys: make(map[*yaml.Node]map[string]*yaml.Node), opened: make(map[*yaml.Node]bool)}
	root := t.table(1, 1)
	at := root
	t.parser.Reset(content)
	for t.parser.NextExpression() {
		e := t.parser.Expression()
		var err error
		switch e.Kind {
		case unstable.Table:
			at, err = t.open(root, e)
		case unstable.ArrayTable:
			at, err = t.openItem(root, e)
		case unstable.KeyValue:
			err = t.set(at, e, 0)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := t.parser.Error(); err != nil {
		return nil, t.broken(err)
	}
	return root, nil
}

type tomlTree struct {
	path    string
	content []byte
	parser  unstable.Parser
	keys    map[*yaml.Node]map[string]*yaml.Node // of each table
	opened  map[*yaml.Node]bool                  // tables that had a header of their own

	line, lineStart, seen int // of the last place that was asked for; places are asked for in order, mostly
}

func (t *tomlTree) place(n *unstable.Node) (line, column int) {
	offset := int(n.Raw.Offset)
	if n.Raw.Length == 0 && len(n.Data) > 0 {
		offset = int(t.parser.Range(n.Data).Offset)
	}
	if offset < t.seen || t.line == 0 {
		t.line, t.lineStart, t.seen = 1, 0, 0
	}
	for ; t.seen < offset && t.seen < len(t.content); t.seen++ {
		if t.content[t.seen] == '\n' {
			t.line++
			t.lineStart = t.seen + 1
		}
	}
	return t.line, offset - t.lineStart + 1
}

func (t *tomlTree) broken(cause error) error {
	line, column := 1, 1
	if pe, ok := cause.(*unstable.ParserError); ok { //nolint:errorlint // the parser gives its own error, not wrapped
		shape := t.parser.Shape(t.parser.Range(pe.Highlight))
		line, column = shape.Start.Line, shape.Start.Column
	}
	return misplaced(t.path, line, column, "this is not TOML: %s", cause.Error()).Do("Correct the line that is named.")
}

func (t *tomlTree) table(line, column int) *yaml.Node {
	n := mapping()
	n.Line, n.Column = line, column
	t.keys[n] = make(map[string]*yaml.Node)
	return n
}

// descend gives the table of a key in a table, and makes it where it is missing. In a list of tables it is the last.
func (t *tomlTree) descend(from *yaml.Node, key *unstable.Node) (*yaml.Node, error) {
	line, column := t.place(key)
	if next, ok := t.keys[from][string(key.Data)]; ok {
		if next.Kind == yaml.SequenceNode && len(next.Content) > 0 {
			next = next.Content[len(next.Content)-1]
		}
		if next.Kind != yaml.MappingNode || t.keys[next] == nil {
			return nil, t.twice(key, next)
		}
		return next, nil
	}
	next := t.table(line, column)
	t.link(from, key, next)
	return next, nil
}

func (t *tomlTree) link(table *yaml.Node, key *unstable.Node, value *yaml.Node) {
	line, column := t.place(key)
	name := scalar(string(key.Data))
	name.Line, name.Column = line, column
	t.keys[table][name.Value] = value
	table.Content = append(table.Content, name, value)
}

func (t *tomlTree) twice(key *unstable.Node, before *yaml.Node) error {
	line, column := t.place(key)
	return misplaced(t.path, line, column, "the key %q stands here a second time; the first is in line %d", string(key.Data), before.Line).Do("Remove one of them.")
}

func (t *tomlTree) open(root *yaml.Node, e *unstable.Node) (*yaml.Node, error) {
	at := root
	var last *unstable.Node
	for keys := e.Key(); keys.Next(); {
		key := *keys.Node()
		last = &key
		var err error
		if at, err = t.descend(at, last); err != nil {
			return nil, err
		}
	}
	if t.opened[at] && last != nil {
		return nil, t.twice(last, at)
	}
	t.opened[at] = true
	return at, nil
}

func (t *tomlTree) openItem(root *yaml.Node, e *unstable.Node) (*yaml.Node, error) {
	at := root
	for keys := e.Key(); keys.Next(); {
		key := keys.Node()
		if !keys.IsLast() {
			var err error
			if at, err = t.descend(at, key); err != nil {
				return nil, err
			}
			continue
		}
		line, column := t.place(key)
		list, ok := t.keys[at][string(key.Data)]
		if !ok {
			list = sequence()
			list.Line, list.Column = line, column
			t.link(at, key, list)
		} else if list.Kind != yaml.SequenceNode {
			return nil, t.twice(key, list)
		}
		item := t.table(line, column)
		list.Content = append(list.Content, item)
		at = item
	}
	return at, nil
}

// set puts a key with its value into a table.
func (t *tomlTree) set(table *yaml.Node, e *unstable.Node, depth int) error {
	at := table
	for keys := e.Key(); keys.Next(); {
		key := keys.Node()
		if !keys.IsLast() {
			var err error
			if at, err = t.descend(at, key); err != nil {
				return err
			}
			continue
		}
		if before, ok := t.keys[at][string(key.Data)]; ok {
			return t.twice(key, before)
		}
		line, column := t.place(key)
		value, err := t.value(e.Value(), line, column, depth)
		if err != nil {
			return err
		}
		t.link(at, key, value)
	}
	return nil
}

// value gives the tree of a value; it is placed where its key is, which every value has.
func (t *tomlTree) value(e *unstable.Node, line, column, depth int) (*yaml.Node, error) {
	if depth > maxDepth {
		return nil, misplaced(t.path, line, column, "this is nested too deeply").Do("Definitions need no more than a few levels; check where the file comes from.")
	}
	n := &yaml.Node{Kind: yaml.ScalarNode, Line: line, Column: column}
	switch e.Kind {
	case unstable.InlineTable:
		n = t.table(line, column)
		for children := e.Children(); children.Next(); {
			if err := t.set(n, children.Node(), depth+1); err != nil {
				return nil, err
			}
		}
	case unstable.Array:
		n.Kind = yaml.SequenceNode
		for children := e.Children(); children.Next(); {
			if children.Node().Kind == unstable.Comment {
				continue
			}
			item, err := t.value(children.Node(), line, column, depth+1)
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, item)
		}
	case unstable.Integer, unstable.Float:
		n.Value = strings.ReplaceAll(string(e.Data), "_", "")
	case unstable.Bool:
		n.Value = string(e.Data)
	default: // text, dates and times
		n.Tag, n.Value = "!!str", string(e.Data)
	}
	return n, nil
}
