package format

import (
	"bytes"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// parseLookML gives the tree of a LookML file: a block is a mapping with its name under "name", blocks and texts with the
// same key become a list, and a text up to ";;" is what stands before it.
//
// The grammar is small: "key: value", where a value is a word, a quoted text, a list in brackets, a block in braces (with
// or without a name before it), or, for the keys that hold SQL or HTML, everything up to ";;".
func parseLookML(path string, content []byte) (*yaml.Node, error) {
	p := lookML{path: path, content: content, line: 1}
	root := p.node(yaml.MappingNode)
	if err := p.block(root, false, 0); err != nil {
		return nil, err
	}
	return root, nil
}

// isOldLookML reports whether a file is in the form that LookML had at first, which is YAML: a list of views and models.
func isOldLookML(content []byte) bool {
	for line := range bytes.Lines(content) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' {
			return bytes.HasPrefix(line, []byte("- "))
		}
	}
	return false
}

// parseOldLookML gives the tree that parseLookML would give for the same views in the newer form.
func parseOldLookML(path string, content []byte) (*yaml.Node, error) {
	docs, err := parseYAML(path, content)
	if err != nil {
		return nil, err
	}
	root := mapping()
	index := make(map[string]int)
	for _, doc := range docs {
		for _, item := range doc.Content {
			if item.Kind == yaml.MappingNode && len(item.Content) > 0 {
				add(root, index, item.Content[0], newLookML(item))
			}
		}
	}
	return root, nil
}

// newLookML gives a block of the newer form for "kind: name" with what follows it, and the fields of a view under their kinds.
func newLookML(old *yaml.Node) *yaml.Node {
	out := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: old.Line, Column: old.Column}
	index := make(map[string]int)
	for i := 0; i+1 < len(old.Content); i += 2 {
		key, value := old.Content[i], old.Content[i+1]
		switch {
		case i == 0:
			put(out, "name", value)
		case key.Value == "fields" && value.Kind == yaml.SequenceNode:
			for _, field := range value.Content {
				if field.Kind == yaml.MappingNode && len(field.Content) > 0 {
					add(out, index, field.Content[0], newLookML(field))
				}
			}
		default:
			add(out, index, key, value)
		}
	}
	return out
}

type lookML struct {
	path    string
	content []byte
	at      int

	line, lineStart int // where at is
}

func (p *lookML) node(kind yaml.Kind) *yaml.Node {
	n := &yaml.Node{Kind: kind, Line: p.line, Column: p.at - p.lineStart + 1}
	if kind == yaml.ScalarNode {
		n.Tag = "!!str"
	}
	return n
}

func (p *lookML) wrong(message string) error {
	return misplaced(p.path, p.line, p.at-p.lineStart+1, "this is not LookML: %s", message).
		Do("Correct it there or above: look for a missing quote, brace or ;;.")
}

func (p *lookML) done() bool { return p.at >= len(p.content) }

func (p *lookML) next() byte {
	c := p.content[p.at]
	p.at++
	if c == '\n' {
		p.line++
		p.lineStart = p.at
	}
	return c
}

// space passes over white space and comments.
func (p *lookML) space() {
	for !p.done() {
		switch c := p.content[p.at]; {
		case c == '#':
			for !p.done() && p.content[p.at] != '\n' {
				p.next()
			}
		case strings.IndexByte(" \t\r\n", c) >= 0:
			p.next()
		default:
			return
		}
	}
}

func (p *lookML) peek() byte {
	if p.done() {
		return 0
	}
	return p.content[p.at]
}

// word takes everything up to white space or a sign of the grammar.
func (p *lookML) word() *yaml.Node {
	n := p.node(yaml.ScalarNode)
	start := p.at
	for !p.done() && strings.IndexByte(" \t\r\n:{}[],\"#", p.content[p.at]) < 0 {
		p.next()
	}
	n.Value = string(p.content[start:p.at])
	return n
}

// block reads pairs up to the closing brace, or to the end of the file.
func (p *lookML) block(into *yaml.Node, inside bool, depth int) error {
	if depth > maxDepth {
		return p.wrong("blocks are nested too deeply")
	}
	index := make(map[string]int)
	for {
		p.space()
		switch {
		case p.done() && inside:
			return p.wrong("a block is not closed")
		case p.done():
			return nil
		case p.peek() == '}' && inside:
			p.next()
			return nil
		}
		key := p.word()
		p.space()
		if key.Value == "" || p.peek() != ':' {
			return p.wrong("a key and a colon are expected")
		}
		p.next()
		value, err := p.value(key.Value, depth)
		if err != nil {
			return err
		}
		add(into, index, key, value)
	}
}

// add puts a pair into a block. A key that comes again becomes a list, as it is meant in LookML.
func add(into *yaml.Node, index map[string]int, key, value *yaml.Node) {
	at, again := index[key.Value]
	switch {
	case !again && value.Kind == yaml.MappingNode:
		value = &yaml.Node{Kind: yaml.SequenceNode, Line: value.Line, Column: value.Column, Content: []*yaml.Node{value}}
		fallthrough
	case !again:
		index[key.Value] = len(into.Content) + 1
		into.Content = append(into.Content, key, value)
	case into.Content[at].Kind == yaml.SequenceNode:
		if value.Kind == yaml.SequenceNode {
			into.Content[at].Content = append(into.Content[at].Content, value.Content...)
			return
		}
		into.Content[at].Content = append(into.Content[at].Content, value)
	default:
		before := into.Content[at]
		into.Content[at] = &yaml.Node{Kind: yaml.SequenceNode, Line: before.Line, Column: before.Column, Content: []*yaml.Node{before, value}}
	}
}

func (p *lookML) value(key string, depth int) (*yaml.Node, error) {
	p.space()
	if endsWithSemicolons(key) && p.peek() != '{' {
		return p.upToSemicolons()
	}
	switch p.peek() {
	case '"':
		return p.quoted()
	case '[':
		return p.list(depth + 1)
	case '{':
		n := p.node(yaml.MappingNode)
		p.next()
		return n, p.block(n, true, depth+1)
	}
	name := p.word()
	if name.Value == "" {
		return nil, p.wrong("a value is missing after " + key)
	}
	p.space()
	if p.peek() != '{' {
		return name, nil
	}
	n := p.node(yaml.MappingNode)
	n.Line, n.Column = name.Line, name.Column
	put(n, "name", name)
	p.next()
	return n, p.block(n, true, depth+1)
}

// endsWithSemicolons reports whether the value of a key is SQL, HTML or an expression.
func endsWithSemicolons(key string) bool {
	return key == "html" || key == "sql" || strings.HasPrefix(key, "sql_") || strings.HasPrefix(key, "expression")
}

func (p *lookML) upToSemicolons() (*yaml.Node, error) {
	n := p.node(yaml.ScalarNode)
	length := bytes.Index(p.content[p.at:], []byte(";;"))
	if length < 0 {
		return nil, p.wrong("the ;; that ends this text is missing")
	}
	n.Value = strings.TrimSpace(string(p.content[p.at : p.at+length]))
	for range length + 2 {
		p.next()
	}
	return n, nil
}

func (p *lookML) quoted() (*yaml.Node, error) {
	n := p.node(yaml.ScalarNode)
	p.next()
	var text []byte
	for !p.done() {
		c := p.next()
		switch {
		case c == '\\' && !p.done() && (p.peek() == '"' || p.peek() == '\\'):
			text = append(text, p.next())
		case c == '"':
			n.Value = string(text)
			return n, nil
		default:
			text = append(text, c)
		}
	}
	return nil, p.wrong("a quote is not closed")
}

// list reads texts, words, and pairs such as field: "value", in brackets.
func (p *lookML) list(depth int) (*yaml.Node, error) {
	n := p.node(yaml.SequenceNode)
	p.next()
	for {
		p.space()
		switch p.peek() {
		case 0:
			return nil, p.wrong("a list is not closed")
		case ']':
			p.next()
			return n, nil
		case ',':
			p.next()
			continue
		}
		item, err := p.item(depth)
		if err != nil {
			return nil, err
		}
		n.Content = append(n.Content, item)
	}
}

func (p *lookML) item(depth int) (*yaml.Node, error) {
	if p.peek() == '"' {
		return p.quoted()
	}
	item := p.word()
	if item.Value == "" {
		return nil, p.wrong("a list holds something that is neither a word nor a text")
	}
	p.space()
	if p.peek() != ':' {
		return item, nil
	}
	p.next()
	value, err := p.value("", depth)
	if err != nil {
		return nil, err
	}
	pair := &yaml.Node{Kind: yaml.MappingNode, Line: item.Line, Column: item.Column}
	pair.Content = []*yaml.Node{item, value}
	return pair, nil
}

// overlay gives a block with the keys of another one over its own, as a refinement is applied.
func overlay(base, over *yaml.Node) *yaml.Node {
	out := &yaml.Node{Kind: yaml.MappingNode, Line: base.Line, Column: base.Column, Content: slices.Clone(base.Content)}
	for i := 0; i+1 < len(over.Content); i += 2 {
		at := -1
		for j := 0; j+1 < len(out.Content); j += 2 {
			if out.Content[j].Value == over.Content[i].Value {
				at = j
			}
		}
		if at < 0 {
			out.Content = append(out.Content, over.Content[i], over.Content[i+1])
			continue
		}
		out.Content[at+1] = over.Content[i+1]
	}
	return out
}
