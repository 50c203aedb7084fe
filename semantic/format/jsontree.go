package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// parseJSON gives the tree of a JSON file. YAML cannot stand in for it: it knows neither surrogate pairs nor where JSON
// may be broken into lines.
func parseJSON(path string, content []byte) (*yaml.Node, error) {
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.UseNumber()
	p := jsonParser{path: path, dec: dec, content: content, line: 1}
	root, err := p.value(0)
	if err == nil {
		if _, more := dec.Token(); !errors.Is(more, io.EOF) {
			err = p.broken(errors.New("something follows after the end"))
		}
	}
	return root, err
}

type jsonParser struct {
	path    string
	dec     *json.Decoder
	content []byte

	line, lineStart, seen int // of the last place that was asked for
}

// place gives line and column of the next token.
func (p *jsonParser) place() (line, column int) {
	at := int(p.dec.InputOffset())
	for at < len(p.content) && bytes.IndexByte([]byte(" \t\r\n:,"), p.content[at]) >= 0 {
		at++
	}
	for ; p.seen < at; p.seen++ {
		if p.content[p.seen] == '\n' {
			p.line++
			p.lineStart = p.seen + 1
		}
	}
	return p.line, at - p.lineStart + 1
}

func (p *jsonParser) broken(cause error) error {
	line, column := p.place()
	if errors.Is(cause, io.EOF) {
		cause = errors.New("it ends too early")
	}
	return misplaced(p.path, line, column, "this is not JSON: %s", cause.Error()).Do("Write the file again with the tool that made it.")
}

func (p *jsonParser) value(depth int) (*yaml.Node, error) {
	line, column := p.place()
	if depth > maxDepth {
		return nil, misplaced(p.path, line, column, "this is nested too deeply").Do("Definitions need no more than a few levels; check where the file comes from.")
	}
	token, err := p.dec.Token()
	if err != nil {
		return nil, p.broken(err)
	}
	n := &yaml.Node{Kind: yaml.ScalarNode, Line: line, Column: column}
	switch t := token.(type) {
	case json.Delim:
		return n, p.inside(n, t, depth)
	case string:
		n.Tag, n.Value = "!!str", t
	case json.Number:
		n.Value = t.String()
	case bool:
		n.Value = strconv.FormatBool(t)
	case nil:
		n.Tag, n.Value = "!!null", "null"
	}
	return n, nil
}

// inside reads the content of a list or an object, up to and with its end.
func (p *jsonParser) inside(n *yaml.Node, open json.Delim, depth int) error {
	n.Kind = yaml.SequenceNode
	seen := make(map[string]int)
	if open == '{' {
		n.Kind = yaml.MappingNode
	}
	for p.dec.More() {
		item, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		n.Content = append(n.Content, item)
		if open != '{' {
			continue
		}
		if before, twice := seen[item.Value]; twice {
			return misplaced(p.path, item.Line, item.Column, "the key %q stands here a second time; the first is in line %d", item.Value, before).Do("Remove one of them.")
		}
		seen[item.Value] = item.Line
		value, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		n.Content = append(n.Content, value)
	}
	if _, err := p.dec.Token(); err != nil {
		return p.broken(err)
	}
	return nil
}

// fromJSON gives the tree of a JSON text that plumb wrote itself, and whether it is one.
func fromJSON(text string) (*yaml.Node, bool) {
	n, err := parseJSON("", []byte(text))
	return n, err == nil
}

// toJSON writes a tree as JSON, keys in their order. What JSON has no value for becomes text.
func toJSON(n *yaml.Node) string { return string(appendJSON(nil, n)) }

func appendJSON(b []byte, n *yaml.Node) []byte {
	switch n.Kind {
	case yaml.MappingNode:
		b = append(b, '{')
		for i := 0; i+1 < len(n.Content); i += 2 {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendText(b, n.Content[i].Value), ':')
			b = appendJSON(b, n.Content[i+1])
		}
		return append(b, '}')
	case yaml.SequenceNode:
		b = append(b, '[')
		for i, item := range n.Content {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, item)
		}
		return append(b, ']')
	}
	return appendScalar(b, n)
}

func appendScalar(b []byte, n *yaml.Node) []byte {
	switch n.ShortTag() {
	case "!!null":
		return append(b, "null"...)
	case "!!bool":
		var value bool
		if n.Decode(&value) == nil {
			return strconv.AppendBool(b, value)
		}
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) {
			return append(b, n.Value...)
		}
		var value any
		if err := n.Decode(&value); err == nil {
			if f, isFloat := value.(float64); !isFloat || !math.IsInf(f, 0) && !math.IsNaN(f) {
				return fmt.Append(b, value)
			}
		}
	}
	return appendText(b, n.Value)
}

func appendText(b []byte, text string) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(text); err != nil {
		return append(b, `""`...) // text can always be written
	}
	return append(b, bytes.TrimRight(buf.Bytes(), "\n")...)
}
