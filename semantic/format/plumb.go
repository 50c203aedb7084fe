package format

import (
	_ "embed"
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/nearest"
	"github.com/plumbline-dev/plumb/semantic"
)

// Schema is the JSON Schema of plumb's own format, for editors and for checks before a file is committed.
//
//go:embed plumb-metrics.schema.json
var Schema []byte

// plumbVersion is what a file of plumb's own format says under the key "plumb".
const plumbVersion = "metrics/1"

// The keys of plumb's own format. A test holds the schema against them.
var (
	documentKeys = []string{"plumb", "namespace", "team", "metrics", "terms"}
	metricKeys   = []string{
		"name", "label", "description", "synonyms", "aliases", "team", "unit", "window", "grain", "direction", "owner", "caveats",
		"expression", "dialect", "dimensions", "filters", "inputs", "source", "freshness", "status", "replaced_by", "kind", "extensions",
	}
	sourceKeys    = []string{"connector", "query"}
	extensionKeys = []string{"vendor", "data"}
	termKeys      = []string{"name", "kind", "meaning", "variants", "team"}
)

// plumbDocument is a document of plumb's own format.
type plumbDocument struct {
	object
	namespace, team string
}

// readPlumb reads plumb's own format. Unlike the formats of others it is strict: what is not known is an error, because
// it is most likely a slip.
func readPlumb(s *source) {
	for _, doc := range s.docs {
		if isNull(doc) {
			continue
		}
		if err := readPlumbDocument(s, doc); err != nil {
			s.refuse(err)
			return
		}
	}
	resolveBareNames(s)
}

func readPlumbDocument(s *source, doc *yaml.Node) error {
	o, err := s.strict(doc, "a document of metrics", documentKeys)
	if err != nil {
		return err
	}
	s.take(doc)
	if version := o.value("plumb"); version == nil || version.Value != plumbVersion {
		at := doc
		if version != nil {
			at = version
		}
		return s.errorAt(at, "this version of the format is not known").Do("Write plumb: %s at the top of every document of the file.", plumbVersion)
	}
	d := plumbDocument{object: o}
	if d.namespace, err = o.word("namespace"); err != nil {
		return err
	}
	if d.namespace == "" {
		d.namespace = s.stem()
	}
	if d.team, err = o.word("team"); err != nil {
		return err
	}
	metrics, err := o.strictList("metrics")
	if err != nil {
		return err
	}
	for _, item := range metrics {
		if err := d.metric(s, item); err != nil {
			return err
		}
	}
	terms, err := o.strictList("terms")
	if err != nil {
		return err
	}
	for _, item := range terms {
		if err := d.term(s, item); err != nil {
			return err
		}
	}
	return nil
}

func (doc plumbDocument) metric(s *source, item *yaml.Node) error {
	o, err := s.strict(item, "a metric", metricKeys)
	if err != nil {
		return err
	}
	d := s.define(o, doc.namespace, "")
	err = o.fill(map[string]*string{
		"name": &d.Name, "label": &d.Label, "description": &d.Description, "team": &d.Team, "unit": &d.Unit, "expression": &d.Expression,
		"dialect": &d.Dialect, "replaced_by": &d.ReplacedBy, "kind": &d.Kind, "direction": (*string)(&d.Direction), "status": (*string)(&d.Status),
	}, map[string]*[]string{
		"synonyms": &d.Synonyms, "owner": &d.Owner, "caveats": &d.Caveats, "dimensions": &d.Dimensions, "filters": &d.Filters, "inputs": &d.Inputs,
	}, map[string]*semantic.Span{"window": &d.Window, "grain": &d.Grain, "freshness": &d.Freshness})
	if err != nil {
		return err
	}
	if d.Team == "" {
		d.Team = doc.team
	}
	if d.Aliases, err = o.aliases(); err != nil {
		return err
	}
	if v := o.value("source"); v != nil {
		source, err := s.strict(v, "a source", sourceKeys)
		if err != nil {
			return err
		}
		if err := source.fill(map[string]*string{"connector": &d.Source.Connector, "query": &d.Source.Query}, nil, nil); err != nil {
			return err
		}
	}
	if d.Extensions, err = o.extensions(); err != nil {
		return err
	}
	if before := s.places[doc.namespace+"."+cleanName(d.Name)]; before != nil {
		return s.errorAt(item, "the metric %q is defined a second time; the first is in line %d", d.Name, before.Line).Do("Remove one of them, or give it another name.")
	}
	d.qualify(doc.namespace)
	if err := s.checked(d.Metric, item); err != nil {
		return err
	}
	s.add(d)
	return nil
}

// checked places what a metric says wrongly.
func (s *source) checked(m semantic.Metric, at *yaml.Node) error {
	err := m.Check()
	if err == nil {
		return nil
	}
	return s.errorAt(at, "%s", err.Error()).Do("%s", fault.Next(err))
}

// qualify gives bare names of other metrics the namespace of the document. One with dots may be an id; resolveBareNames decides.
func (d *definition) qualify(namespace string) {
	full := func(name string) string {
		if name == "" || strings.Contains(name, ".") {
			return name
		}
		return namespace + "." + name
	}
	for i, name := range d.Inputs {
		d.Inputs[i] = full(name)
	}
	d.ReplacedBy = full(d.ReplacedBy)
}

// resolveBareNames gives names with dots that are not the id of a metric of the file, but are the name of one beside them,
// their namespace.
func resolveBareNames(s *source) {
	resolve := func(namespace, name string) string {
		if s.places[name] == nil && s.places[namespace+"."+name] != nil {
			return namespace + "." + name
		}
		return name
	}
	for i := range s.Metrics {
		m := &s.Metrics[i]
		for j, name := range m.Inputs {
			m.Inputs[j] = resolve(m.Namespace, name)
		}
		m.ReplacedBy = resolve(m.Namespace, m.ReplacedBy)
	}
}

func (doc plumbDocument) term(s *source, item *yaml.Node) error {
	o, err := s.strict(item, "a term", termKeys)
	if err != nil {
		return err
	}
	t := semantic.Term{Namespace: doc.namespace, Team: doc.team}
	err = o.fill(map[string]*string{"name": &t.Name, "kind": (*string)(&t.Kind), "meaning": &t.Meaning, "team": &t.Team},
		map[string]*[]string{"variants": &t.Variants}, nil)
	if err != nil {
		return err
	}
	d := s.define(o, t.Namespace, t.Name) // terms are cleaned as metrics are
	t.Namespace, t.Name, t.Team = d.line("namespace", t.Namespace), d.line("name", t.Name), d.line("team", t.Team)
	t.Meaning, t.Variants = d.prose("meaning", t.Meaning), d.lines("variants", t.Variants, maxSynonyms)
	if t.Team == "" {
		t.Team = cleanName(s.options.Team)
	}
	if err := t.Check(); err != nil {
		return s.errorAt(item, "%s", err.Error()).Do("%s", fault.Next(err))
	}
	if before := s.terms[t.ID()]; before != nil {
		return s.errorAt(item, "the term %q is defined a second time; the first is in line %d", t.Name, before.Line).
			Do("Remove one of them; other spellings belong under variants.")
	}
	s.terms[t.ID()] = item
	s.Terms = append(s.Terms, t)
	for _, field := range d.lost {
		s.Losses = append(s.Losses, Loss{t.ID(), field})
	}
	return nil
}

// strict gives a mapping all of whose keys are known.
func (s *source) strict(n *yaml.Node, what string, keys []string) (object, error) {
	if n.Kind != yaml.MappingNode {
		return object{}, s.errorAt(n, "%s is expected here, written as key: value", what).Do("Its keys are %s.", strings.Join(keys, ", "))
	}
	known := make(map[string]bool, len(keys))
	for _, key := range keys {
		known[key] = true
	}
	o := object{s, n}
	for _, e := range o.entries() {
		if known[e.key.Value] {
			continue
		}
		err := s.errorAt(e.key, "%s has no key %q", what, e.key.Value)
		if meant, ok := nearest.Word(e.key.Value, keys); ok {
			return o, err.Do("Did you mean %s?", meant)
		}
		return o, err.Do("Its keys are %s.", strings.Join(keys, ", "))
	}
	return o, nil
}

func (o object) strictList(key string) ([]*yaml.Node, error) {
	v := o.value(key)
	switch {
	case v == nil:
		return nil, nil
	case v.Kind != yaml.SequenceNode:
		return nil, o.src.errorAt(v, "%s is a list", key).Do("Begin each item with a dash: - name: ...")
	}
	return v.Content, nil
}

// fill reads texts, lists (or single texts) and spans.
func (o object) fill(words map[string]*string, lists map[string]*[]string, spans map[string]*semantic.Span) error {
	for _, e := range o.entries() {
		key := e.key.Value
		if isNull(e.value) {
			continue
		}
		if into, ok := words[key]; ok {
			text, err := o.word(key)
			if err != nil {
				return err
			}
			*into = text
		}
		if into, ok := lists[key]; ok {
			list, isList := scalars(e.value)
			if !isList {
				return o.src.errorAt(e.value, "%s is a text or a list of texts", key).Do("Write %s: [one, two], and put texts with a colon in quotes.", key)
			}
			*into = list
		}
		if into, ok := spans[key]; ok {
			span, err := semantic.ParseSpan(peek(e.value))
			if err != nil || e.value.Kind != yaml.ScalarNode {
				return o.src.errorAt(e.value, "the %s %q is not a span", key, e.value.Value).
					Do("Write a count and a unit, such as 7d, 4w, 1mo, 1q or 15min, or one of hourly, daily, weekly, monthly, quarterly, yearly.")
			}
			*into = span
		}
	}
	return nil
}

func (o object) word(key string) (string, error) {
	v := o.value(key)
	if v == nil {
		return "", nil
	}
	if v.Kind != yaml.ScalarNode {
		return "", o.src.errorAt(v, "%s is a single text", key).Do("Write %s: and the text in one line, or after | in several.", key)
	}
	return v.Value, nil
}

func (o object) aliases() (map[string][]string, error) {
	v := o.value("aliases")
	if v == nil {
		return nil, nil
	}
	if v.Kind != yaml.MappingNode {
		return nil, o.src.errorAt(v, "aliases are the names that a team uses, by team").Do("Write aliases: {growth: [actives, the north star]}. Names that everybody uses are synonyms.")
	}
	out := make(map[string][]string, len(v.Content)/2)
	for _, e := range (object{o.src, v}).entries() {
		names, ok := scalars(e.value)
		if !ok {
			return nil, o.src.errorAt(e.value, "the aliases of %s are a text or a list of texts", e.key.Value).Do("Write %s: [one, two].", e.key.Value)
		}
		out[e.key.Value] = names
	}
	return out, nil
}

// extensions reads what another tool said. The data is JSON as text, or is written out as YAML.
func (o object) extensions() ([]semantic.Extension, error) {
	list, err := o.strictList("extensions")
	if err != nil {
		return nil, err
	}
	var out []semantic.Extension
	for _, item := range list {
		e, err := o.src.strict(item, "an extension", extensionKeys)
		if err != nil {
			return nil, err
		}
		vendor, err := e.word("vendor")
		if err != nil {
			return nil, err
		}
		data := e.value("data")
		if vendor == "" || data == nil {
			return nil, o.src.errorAt(item, "an extension needs a vendor and data").Do("Write vendor: dbt and data: '{...}'.")
		}
		text := data.Value
		if data.Kind != yaml.ScalarNode {
			text = toJSON(data)
		} else if !json.Valid([]byte(text)) {
			return nil, o.src.errorAt(data, "the data of an extension is JSON").Do("Write it as YAML below data:, or as JSON in quotes.")
		}
		out = append(out, semantic.Extension{Vendor: vendor, Data: text})
	}
	return out, nil
}
