package config

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/agent/brief/vocabulary"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/nearest"
)

// audiences lists whose words can be set: those of package brief.
var audiences = []string{"exec", "team", "newcomer", "customer-facing", "pr-faq"}

// The keys of an audience.
const (
	briefWords    = "words"
	briefLeaveOut = "leave_out"
)

const briefAdvice = "Write words: {\"what it is called\": \"what they call it\"}, or leave_out: [\"what is never shown\"]."

// briefs reads the section briefs: for each audience the words that it uses, and those that are never shown to it.
func (p *parser) briefs(node *yaml.Node) error {
	if isNull(node) {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return p.refuse(node.Line, "the section briefs holds a section for each audience").Do("The audiences are %s.", strings.Join(audiences, ", "))
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if err := p.briefFor(node.Content[i], node.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) briefFor(key, node *yaml.Node) error {
	name := key.Value
	if !slices.Contains(audiences, name) {
		err := p.refuse(key.Line, fmt.Sprintf("%q is no audience of a brief", name))
		if near, ok := nearest.Word(name, audiences); ok {
			return err.Do("Did you mean %s?", near)
		}
		return err.Do("The audiences are %s.", strings.Join(audiences, ", "))
	}
	if err := p.once(key.Line, "briefs."+name); err != nil {
		return err
	}
	if isNull(node) {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return p.refuse(node.Line, "the audience "+name+" is a section").Do(briefAdvice)
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if err := p.ofBrief(name, node.Content[i], node.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// ofBrief reads one key of an audience.
func (p *parser) ofBrief(audience string, key, node *yaml.Node) error {
	name := "briefs." + audience + "." + key.Value
	if err := p.once(key.Line, name); err != nil {
		return err
	}
	switch {
	case key.Value != briefWords && key.Value != briefLeaveOut:
		return p.refuse(key.Line, fmt.Sprintf("the key %s is not known", name)).Do(briefAdvice)
	case isNull(node):
		return nil
	case key.Value == briefWords && node.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			if err := p.briefWord(audience, node.Content[i], node.Content[i+1]); err != nil {
				return err
			}
		}
		return nil
	case key.Value == briefLeaveOut && node.Kind == yaml.SequenceNode:
		for _, item := range node.Content {
			if item.Kind != yaml.ScalarNode {
				return p.refuse(item.Line, name+" lists words").Do(briefAdvice)
			}
			p.entries = append(p.entries, entry{file: p.file, line: item.Line, key: briefLeaveOut, value: strings.TrimSpace(item.Value), audience: audience})
		}
		return nil
	}
	return p.refuse(node.Line, "the key "+name+" is not written like that").Do(briefAdvice)
}

func (p *parser) briefWord(audience string, from, to *yaml.Node) error {
	if to.Kind != yaml.ScalarNode {
		return p.refuse(to.Line, fmt.Sprintf("what stands for %q is one name", from.Value)).Do(briefAdvice)
	}
	word := strings.TrimSpace(from.Value)
	if err := p.once(from.Line, "briefs."+audience+"."+briefWords+"."+strings.ToLower(word)); err != nil {
		return err
	}
	p.entries = append(p.entries, entry{file: p.file, line: from.Line, key: briefWords, item: word, value: strings.TrimSpace(to.Value), audience: audience})
	return nil
}

// setBrief takes over one entry of the section briefs.
func (c *Config) setBrief(e entry) error {
	v := c.Briefs[e.audience]
	var err error
	if e.key == briefWords {
		w := vocabulary.Word{From: e.item, To: e.value}
		v.Words, err = append(v.Words, w), w.Check()
	} else {
		v.LeaveOut, err = append(v.LeaveOut, e.value), vocabulary.CheckLeaveOut(e.value)
	}
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "config.briefs", "the words of the briefs in "+e.place()+" cannot be used", "")
	}
	if c.Briefs == nil {
		c.Briefs = map[string]vocabulary.Vocabulary{}
	}
	c.Briefs[e.audience] = v
	return nil
}
