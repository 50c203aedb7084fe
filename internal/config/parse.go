package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/nearest"
	"github.com/plumbline-dev/plumb/internal/plainfile"
)

// entry is one value of the file under its full key, such as "log.level".
type entry struct {
	file  string
	line  int
	key   string // within the source, for an entry of one
	value string

	source string // the name of the source that it belongs to; "" for every other entry
	item   string // the name of the query, or the id of the metric, or the words, that it is about; "" for every other entry

	audience string // of the briefs that it belongs to; "" for every other entry
}

func (e entry) place() string { return fmt.Sprintf("%s line %d", filepath.Base(e.file), e.line) }

// keys lists what a file may say; a key with dots stands in a section.
var keys = append([]string{"actor", "database", "log.level", "log.format", "embeddings.base_url", "embeddings.model", "embeddings.dimensions"}, modelKeys...)

const maxFileBytes = 1 << 20 // a configuration is a page, not a dump

const opParse = "config.parse"

func readAll(path string) ([]byte, error) {
	content, err := plainfile.Read(path, maxFileBytes)
	if err != nil {
		return nil, err
	}
	if len(content) > maxFileBytes {
		return nil, fmt.Errorf("%s is larger than %d bytes", path, maxFileBytes)
	}
	return content, nil
}

// parse reads the entries of a file. The nodes are walked rather than decoded into a struct, so that an error can name
// the line, the key and the key that was probably meant.
func parse(file string, content []byte) ([]entry, error) {
	dec := yaml.NewDecoder(bytes.NewReader(content))
	var doc yaml.Node
	err := dec.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, opParse, filepath.Base(file)+" is not YAML", "Correct the line that is named, or start again from an empty file.")
	}
	var more yaml.Node
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, opParse, filepath.Base(file)+" holds more than one document", "Remove everything from the second --- on.")
	}
	if len(doc.Content) != 1 {
		return nil, nil
	}
	p := parser{file: file, seen: make(map[string]int)}
	if err := p.section(doc.Content[0], ""); err != nil {
		return nil, err
	}
	return p.entries, nil
}

type parser struct {
	file    string
	seen    map[string]int // the line of each key
	entries []entry
}

func (p *parser) section(node *yaml.Node, prefix string) error {
	if isNull(node) {
		return nil // a file or a section of comments only
	}
	if node.Kind != yaml.MappingNode {
		return p.refuse(node.Line, "lines of the form key: value are expected here").Do("The keys are %s.", p.known())
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if err := p.pair(key, value, prefix+key.Value); err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) pair(key, value *yaml.Node, name string) error {
	if err := p.once(key.Line, name); err != nil {
		return err
	}
	switch {
	case name == "sources":
		return p.sources(value)
	case name == "briefs":
		return p.briefs(value)
	case isSection(name):
		return p.section(value, name+".")
	case !slices.Contains(keys, name):
		return p.unknown(key.Line, name)
	}
	return p.keep(value, name, entry{key: name})
}

// keep takes over the value of an entry, if there is one.
func (p *parser) keep(value *yaml.Node, name string, e entry) error {
	if value.Kind != yaml.ScalarNode {
		return p.refuse(value.Line, fmt.Sprintf("the key %s takes one value", name)).Do("Write %s: VALUE on one line.", name)
	}
	e.file, e.line, e.value = p.file, value.Line, strings.TrimSpace(value.Value)
	if !isNull(value) && e.value != "" { // "actor:" without a value leaves the default
		p.entries = append(p.entries, e)
	}
	return nil
}

func (p *parser) once(line int, name string) error {
	if first, twice := p.seen[name]; twice {
		return p.refuse(line, fmt.Sprintf("the key %s stands there twice, first on line %d", name, first)).Do("Keep one of the two lines.")
	}
	p.seen[name] = line
	return nil
}

func (p *parser) unknown(line int, name string) error {
	err := p.refuse(line, fmt.Sprintf("the key %s is not known", name))
	if near, ok := nearest.Word(name, append(slices.Clone(keys), "sources", "briefs")); ok {
		return err.Do("Did you mean %s?", near)
	}
	return err.Do("The keys are %s.", p.known())
}

func (p *parser) refuse(line int, message string) *fault.Error {
	return fault.Newf(fault.Invalid, opParse, "%s line %d: %s", filepath.Base(p.file), line, message)
}

func (p *parser) known() string { return strings.Join(keys, ", ") + ", sources, briefs" }

func isNull(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.Tag == "!!null" }

func isSection(name string) bool {
	return slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, name+".") })
}
