package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/internal/nearest"
)

// declared is the key of the entry that says that a source is there, which it is also without any other.
const declared = ""

// sourceKeys lists what may be said about a source.
var sourceKeys = []string{"kind", "path", "url", "environment", "private", "queries", "metrics"}

// sourceName keeps the name of a source short enough to show and plain enough for the name of a variable.
var sourceName = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)

// sources reads the section sources: a source for each name.
func (p *parser) sources(node *yaml.Node) error {
	if isNull(node) {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return p.refuse(node.Line, "the section sources holds a section for each source").Do("Write its name and a colon, and below it its keys: %s.", strings.Join(sourceKeys, ", "))
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if err := p.source(key, value); err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) source(key, node *yaml.Node) error {
	name := key.Value
	if !sourceName.MatchString(name) {
		return p.refuse(key.Line, fmt.Sprintf("%q cannot be the name of a source", name)).
			Do("Use up to 40 small letters, digits, - and _, beginning with a letter.")
	}
	if err := p.once(key.Line, "sources."+name); err != nil {
		return err
	}
	p.entries = append(p.entries, entry{file: p.file, line: key.Line, key: declared, value: name, source: name})
	if isNull(node) {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return p.refuse(node.Line, fmt.Sprintf("the source %s is a section", name)).Do("Write its keys below its name: %s.", strings.Join(sourceKeys, ", "))
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if err := p.ofSource(name, node.Content[i], node.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// ofSource reads one key of a source.
func (p *parser) ofSource(source string, key, value *yaml.Node) error {
	name := "sources." + source + "." + key.Value
	if err := p.once(key.Line, name); err != nil {
		return err
	}
	switch {
	case !slices.Contains(sourceKeys, key.Value):
		err := p.refuse(key.Line, fmt.Sprintf("the key %s is not known", name))
		if near, ok := nearest.Word(key.Value, sourceKeys); ok {
			return err.Do("Did you mean %s?", near)
		}
		return err.Do("The keys of a source are %s. A key or password is given in the environment, as %s.", strings.Join(sourceKeys, ", "), EnvSourceKey(source))
	case key.Value == "queries" || key.Value == "metrics":
		return p.items(source, key.Value, value)
	}
	return p.keep(value, name, entry{key: key.Value, source: source})
}

// items reads the queries, or the metrics, of a source. Their names may hold dots.
func (p *parser) items(source, key string, node *yaml.Node) error {
	if isNull(node) {
		return nil
	}
	name := "sources." + source + "." + key
	if node.Kind != yaml.MappingNode {
		return p.refuse(node.Line, "lines of the form name: value are expected in "+name).Do("%s", itemAdvice(key))
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		item, value := node.Content[i], node.Content[i+1]
		if err := p.once(item.Line, name+"."+item.Value); err != nil {
			return err
		}
		if item.Kind != yaml.ScalarNode || strings.TrimSpace(item.Value) == "" {
			return p.refuse(item.Line, "a name is missing in "+name).Do("%s", itemAdvice(key))
		}
		if value.Kind != yaml.ScalarNode || isNull(value) || strings.TrimSpace(value.Value) == "" {
			return p.refuse(item.Line, fmt.Sprintf("%s of %s needs one value, as text", item.Value, name)).Do("%s", itemAdvice(key))
		}
		if err := p.keep(value, name, entry{key: key, source: source, item: item.Value}); err != nil {
			return err
		}
	}
	return nil
}

func itemAdvice(key string) string {
	if key == "metrics" {
		return "Write the id of the metric, a colon and what it is called in the source: growth.active_users: active_users"
	}
	return `Write a name, a colon and the query in quotes, or on the lines below name: |`
}
