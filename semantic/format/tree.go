package format

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// Every format becomes a tree of YAML nodes, because these know their line and column. A reader takes from the tree what
// it understands; what nobody took is kept in an extension or reported as lost, so that nothing disappears unseen.

// object is a mapping of a source.
type object struct {
	src  *source
	node *yaml.Node
}

// entry is a key of an object with its value.
type entry struct {
	key   *yaml.Node
	value *yaml.Node
}

// entries gives the keys of an object in order.
func (o object) entries() []entry {
	out := make([]entry, 0, len(o.node.Content)/2)
	for i := 0; i+1 < len(o.node.Content); i += 2 {
		out = append(out, entry{o.node.Content[i], o.node.Content[i+1]})
	}
	return out
}

// value gives what stands under a key without taking it, nil when there is nothing.
func (o object) value(key string) *yaml.Node {
	if o.node == nil {
		return nil
	}
	for i := 0; i+1 < len(o.node.Content); i += 2 {
		if o.node.Content[i].Value == key {
			if v := o.node.Content[i+1]; !isNull(v) {
				return v
			}
			return nil
		}
	}
	return nil
}

func (o object) has(key string) bool { return o.value(key) != nil }

// text takes a scalar. It gives "" and takes nothing when something else stands there.
func (o object) text(key string) string {
	v := o.value(key)
	if v == nil || v.Kind != yaml.ScalarNode {
		return ""
	}
	o.src.take(v)
	return v.Value
}

// trimmed is text without the white space around it.
func (o object) trimmed(key string) string { return strings.TrimSpace(o.text(key)) }

// first takes the first of several keys that holds a scalar.
func (o object) first(keys ...string) string {
	for _, key := range keys {
		if s := o.trimmed(key); s != "" {
			return s
		}
	}
	return ""
}

// texts takes a scalar or a list of scalars.
func (o object) texts(key string) []string {
	v := o.value(key)
	out, ok := scalars(v)
	if ok {
		o.src.take(v)
	}
	return out
}

// truth takes a yes or a no.
func (o object) truth(key string) (value, said bool) {
	v := o.value(key)
	if v == nil || v.Kind != yaml.ScalarNode {
		return false, false
	}
	switch strings.ToLower(v.Value) {
	case "true", "yes":
		value, said = true, true
	case "false", "no":
		value, said = false, true
	}
	if said {
		o.src.take(v)
	}
	return value, said
}

// object gives the mapping under a key; it is empty when there is none.
func (o object) object(key string) object {
	if v := o.value(key); v != nil && v.Kind == yaml.MappingNode {
		return object{o.src, v}
	}
	return object{o.src, nil}
}

// objects gives the mappings of the list under a key.
func (o object) objects(key string) []object {
	v := o.value(key)
	if v == nil || v.Kind != yaml.SequenceNode {
		return nil
	}
	var out []object
	for _, item := range v.Content {
		if item.Kind == yaml.MappingNode {
			out = append(out, object{o.src, item})
		}
	}
	return out
}

// names takes the names of the mappings in a list.
func (o object) names(key string) []string {
	var out []string
	for _, item := range o.objects(key) {
		if name := item.trimmed("name"); name != "" {
			out = append(out, name)
		}
	}
	return out
}

// scalars gives the texts of a scalar or of a list of scalars, and whether it is one.
func scalars(v *yaml.Node) ([]string, bool) {
	switch {
	case v == nil:
		return nil, false
	case v.Kind == yaml.ScalarNode:
		return []string{v.Value}, true
	case v.Kind != yaml.SequenceNode:
		return nil, false
	}
	var out []string
	for _, item := range v.Content {
		if item.Kind != yaml.ScalarNode || isNull(item) {
			return nil, false
		}
		out = append(out, item.Value)
	}
	return out, true
}

// take says that a node, with all below it, was read.
func (s *source) take(n *yaml.Node) {
	if n != nil {
		s.taken[n] = struct{}{}
	}
}

// rest takes everything of an object that was not taken yet and gives it as JSON, "" when there is nothing left.
func (o object) rest() string {
	left := o.src.untaken(o.node, false)
	o.src.take(o.node)
	if left == nil {
		return ""
	}
	return toJSON(left)
}

// untaken gives a copy of a node without what was taken, nil when nothing is left. A list is left whole or not at all:
// half an item would say something else. What is empty is left only when the copy has to be exact.
func (s *source) untaken(n *yaml.Node, exact bool) *yaml.Node {
	if n == nil {
		return nil
	}
	if _, taken := s.taken[n]; taken {
		return nil
	}
	switch {
	case isNull(n), n.Kind != yaml.ScalarNode && len(n.Content) == 0:
		if exact {
			return n
		}
		return nil
	case n.Kind == yaml.MappingNode:
		left := mapping()
		for i := 0; i+1 < len(n.Content); i += 2 {
			if v := s.untaken(n.Content[i+1], exact); v != nil {
				left.Content = append(left.Content, n.Content[i], v)
			}
		}
		if len(left.Content) > 0 {
			return left
		}
		return nil
	case n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			if s.untaken(item, exact) != nil {
				return n
			}
		}
		return nil
	}
	return n
}

// lost lists the paths of everything that was not taken, once each. A part of which nothing was taken is one path.
func (s *source) lost() []string {
	seen := make(map[string]bool)
	var out []string
	for _, doc := range s.docs {
		_, paths := s.lostBelow(doc, "")
		for _, path := range paths {
			if !seen[path] && path != "" {
				seen[path] = true
				out = append(out, path)
			}
		}
	}
	return out
}

// lostBelow gives the paths below a node, and whether anything below it was taken.
func (s *source) lostBelow(n *yaml.Node, path string) (anyTaken bool, paths []string) {
	if _, taken := s.taken[n]; taken {
		return true, nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			below := n.Content[i].Value
			if path != "" {
				below = path + "." + below
			}
			some, more := s.lostBelow(n.Content[i+1], below)
			anyTaken = anyTaken || some
			paths = append(paths, more...)
		}
	case yaml.SequenceNode:
		for _, item := range n.Content {
			some, more := s.lostBelow(item, path+"[]")
			anyTaken = anyTaken || some
			paths = append(paths, more...)
		}
	}
	if !anyTaken && !isNull(n) && (n.Kind == yaml.ScalarNode || len(n.Content) > 0) {
		paths = []string{path}
	}
	return anyTaken, paths
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// mapping, scalar and put build trees.
func mapping() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"} }

func sequence(items ...*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: items}
}

func scalar(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
}

func put(m *yaml.Node, key string, value *yaml.Node) {
	m.Content = append(m.Content, scalar(key), value)
}

// maxInherited is how many parts of definitions cubes or views may have from others: no project comes near it.
const maxInherited = 1_000_000

// inheritance counts what cubes or views have from others. A small file may not grow without end.
type inheritance struct{ nodes int }

// allow reports whether a cube or a view may have the measures and dimensions of its base as well. The file is refused when
// that is too much.
func (h *inheritance) allow(heir *source, at *yaml.Node, measures []object, dimensions int) bool {
	h.nodes += dimensions
	for _, o := range measures {
		if h.nodes += size(o.node); h.nodes > maxInherited {
			break
		}
	}
	if h.nodes <= maxInherited {
		return true
	}
	heir.refuse(heir.errorAt(at, "the file grows beyond measure when what it extends is written out").Do("Extend fewer, or split the file."))
	return false
}

func size(n *yaml.Node) int {
	count := 1
	for _, item := range n.Content {
		count += size(item)
	}
	return count
}

// appendNew appends the texts that a list does not have yet.
func appendNew(list []string, more ...string) []string {
	have := make(map[string]bool, len(list)+len(more))
	for _, text := range list {
		have[text] = true
	}
	for _, text := range more {
		if !have[text] {
			have[text] = true
			list = append(list, text)
		}
	}
	return list
}

// copyAt gives a copy of a tree that stands where another node does: what is inherited is read once for each heir, and an
// error about it names the place in the heir's file.
func copyAt(n, place *yaml.Node) *yaml.Node {
	out := *n
	if place != nil {
		out.Line, out.Column = place.Line, place.Column
	}
	out.Content = make([]*yaml.Node, len(n.Content))
	for i, item := range n.Content {
		out.Content[i] = copyAt(item, place)
	}
	return &out
}
