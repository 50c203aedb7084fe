package format

import (
	"encoding/json"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/semantic"
)

// The vendors under which what an Ossie file says beyond the fields of a metric is kept.
const (
	vendorOssie = "ossie"       // the rest of a metric
	vendorModel = "ossie-model" // the rest of a semantic model and of its file, kept with the first metric of the model
	vendorPlumb = "plumb"       // in Ossie files: the fields that Ossie does not have
)

// ossieDialects are the languages that the specification knows.
var ossieDialects = []string{"ANSI_SQL", "SNOWFLAKE", "MDX", "TABLEAU", "DATABRICKS", "MAQL"}

const defaultDialect = "ANSI_SQL"

// ownFields are the fields of a metric that Ossie has no place for, as they stand in the custom extension of vendor
// "plumb".
type ownFields struct {
	Label      string              `json:"label,omitempty"`
	Aliases    map[string][]string `json:"aliases,omitempty"`
	Team       string              `json:"team,omitempty"`
	Owner      []string            `json:"owner,omitempty"`
	Caveats    []string            `json:"caveats,omitempty"`
	Unit       string              `json:"unit,omitempty"`
	Window     semantic.Span       `json:"window,omitempty"`
	Grain      semantic.Span       `json:"grain,omitempty"`
	Direction  semantic.Direction  `json:"direction,omitempty"`
	Dimensions []string            `json:"dimensions,omitempty"`
	Freshness  semantic.Span       `json:"freshness,omitempty"`
	Kind       string              `json:"kind,omitempty"`
	Dialect    *string             `json:"dialect,omitempty"` // when it is none that Ossie knows
	Filters    []string            `json:"filters,omitempty"`
	Inputs     []string            `json:"inputs,omitempty"`
	Connector  string              `json:"connector,omitempty"`
	Query      string              `json:"query,omitempty"`
	Status     semantic.Status     `json:"status,omitempty"`
	ReplacedBy string              `json:"replaced_by,omitempty"`
}

// modelRecord is the content of an extension of vendorModel.
type modelRecord struct {
	Document json.RawMessage `json:"document"` // the file without its models
	Model    json.RawMessage `json:"model"`    // the model without its metrics
	Metrics  []string        `json:"metrics"`  // their order
}

func readOssie(s *source) {
	for _, doc := range s.roots() {
		models := doc.objects("semantic_model")
		outer := without(doc.node, "semantic_model")
		for _, model := range models {
			readOssieModel(s, outer, model)
		}
		if len(models) > 0 && len(s.Metrics) > 0 {
			for _, e := range doc.entries() {
				if e.key.Value != "semantic_model" {
					s.take(e.value)
				}
			}
		}
	}
}

func readOssieModel(s *source, outer *yaml.Node, model object) {
	name := model.trimmed("name")
	namespace := name
	if namespace == "" {
		namespace = s.stem()
	}
	first := len(s.Metrics)
	var order []string
	for _, o := range model.objects("metrics") {
		d := ossieMetric(s, o, namespace)
		order = append(order, cleanName(d.Name))
		s.add(d)
	}
	if len(s.Metrics) == first {
		s.skip(namespace, "a semantic model without metrics")
		return
	}
	for _, e := range model.entries() {
		if e.key.Value != "metrics" {
			s.take(e.value)
		}
	}
	if isGenerated(model) {
		return
	}
	record, err := json.Marshal(modelRecord{json.RawMessage(toJSON(outer)), json.RawMessage(toJSON(without(model.node, "metrics"))), order})
	if err != nil {
		s.Losses = append(s.Losses, Loss{Field: "semantic_model[] (" + namespace + ")"})
		return
	}
	m := &s.Metrics[first]
	m.Extensions = append(m.Extensions, semantic.Extension{Vendor: vendorModel, Data: string(record)})
}

func ossieMetric(s *source, o object, namespace string) *definition {
	d := s.define(o, namespace, o.text("name"))
	if peek(o.value("description")) != "" {
		d.Description = o.text("description")
	}
	d.ossieContext()
	own := d.ossieExtensions()
	d.ossieExpression()
	if own != nil {
		own.apply(&d.Metric)
	}
	return d
}

// ossieExpression takes the formula: the one in ANSI SQL, or else the first. The formulas in other languages stay in the
// extension, around a gap where the one that was taken stood.
func (d *definition) ossieExpression() {
	dialects := d.object.object("expression").objects("dialects")
	at := max(0, slices.IndexFunc(dialects, func(o object) bool { return peek(o.value("dialect")) == defaultDialect }))
	if len(dialects) == 0 || dialects[at].value("expression") == nil || dialects[at].value("expression").Kind != yaml.ScalarNode {
		d.keepRest(vendorOssie)
		return
	}
	d.Expression = dialects[at].text("expression")
	written := peek(dialects[at].value("dialect"))
	d.Dialect = written
	rest := d.src.untaken(withGap(d.node, dialects[at].node))
	d.src.take(d.node)
	onlyOne := len(dialects) == 1 && len(dialects[0].node.Content) == 4 && len(d.object.object("expression").node.Content) == 2
	if rest != nil && onlyOne && slices.Contains(ossieDialects, written) {
		rest = nonEmpty(without(rest, "expression"))
	}
	if rest != nil {
		d.Extensions = append(d.Extensions, semantic.Extension{Vendor: vendorOssie, Data: toJSON(rest)})
	}
}

// ossieContext takes the synonyms. Instructions are kept twice: as a caveat for people, and in the extension.
func (d *definition) ossieContext() {
	v := d.value("ai_context")
	if v == nil {
		return
	}
	if v.Kind == yaml.ScalarNode {
		d.Caveats = append(d.Caveats, v.Value)
		return
	}
	ai := d.object.object("ai_context")
	if list := ai.value("synonyms"); list != nil && list.Kind == yaml.SequenceNode && len(list.Content) > 0 {
		d.Synonyms = ai.texts("synonyms")
	}
	if text := peek(ai.value("instructions")); text != "" {
		d.Caveats = append(d.Caveats, text)
	}
}

// ossieExtensions takes the extensions that have the form of the specification, and gives plumb's own fields from theirs.
func (d *definition) ossieExtensions() (own *ownFields) {
	list := d.value("custom_extensions")
	if list == nil || list.Kind != yaml.SequenceNode {
		return nil
	}
	var found []semantic.Extension
	for _, item := range d.objects("custom_extensions") {
		vendor, data := peek(item.value("vendor_name")), peek(item.value("data"))
		if vendor == "" || len(item.node.Content) != 4 || !json.Valid([]byte(data)) || vendor == vendorOssie || vendor == vendorModel {
			return nil
		}
		if vendor != vendorPlumb {
			found = append(found, semantic.Extension{Vendor: vendor, Data: data})
			continue
		}
		own = new(ownFields)
		if json.Unmarshal([]byte(data), own) != nil {
			return nil
		}
	}
	if len(found) == 0 && own == nil || len(d.objects("custom_extensions")) != len(list.Content) {
		return nil
	}
	d.src.take(list)
	d.Extensions = append(d.Extensions, found...)
	return own
}

func (own *ownFields) apply(m *semantic.Metric) {
	m.Label, m.Aliases, m.Team, m.Owner = own.Label, own.Aliases, own.Team, own.Owner
	m.Caveats = append(m.Caveats, own.Caveats...)
	m.Unit, m.Window, m.Grain, m.Direction = own.Unit, own.Window, own.Grain, own.Direction
	m.Dimensions, m.Freshness, m.Kind = own.Dimensions, own.Freshness, own.Kind
	m.Filters, m.Inputs = own.Filters, own.Inputs
	m.Source = semantic.Source{Connector: own.Connector, Query: own.Query}
	m.Status, m.ReplacedBy = own.Status, own.ReplacedBy
	if own.Dialect != nil {
		m.Dialect = *own.Dialect
	}
}

// without gives a copy of a mapping without a key.
func without(n *yaml.Node, key string) *yaml.Node {
	out := mapping()
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != key {
			out.Content = append(out.Content, n.Content[i], n.Content[i+1])
		}
	}
	return out
}

func nonEmpty(n *yaml.Node) *yaml.Node {
	if len(n.Content) == 0 {
		return nil
	}
	return n
}

// withGap gives a copy of a metric whose list of dialects has, in place of the entry given, that entry without its
// expression.
func withGap(metric, dialect *yaml.Node) *yaml.Node {
	return replaced(metric, "expression", func(expression *yaml.Node) *yaml.Node {
		return replaced(expression, "dialects", func(list *yaml.Node) *yaml.Node {
			out := sequence(slices.Clone(list.Content)...)
			out.Content[slices.Index(out.Content, dialect)] = without(dialect, "expression")
			return out
		})
	})
}

// replaced gives a copy of a mapping with another value under a key.
func replaced(n *yaml.Node, key string, change func(*yaml.Node) *yaml.Node) *yaml.Node {
	out := mapping()
	for i := 0; i+1 < len(n.Content); i += 2 {
		value := n.Content[i+1]
		if n.Content[i].Value == key {
			value = change(value)
		}
		out.Content = append(out.Content, n.Content[i], value)
	}
	return out
}

// isGenerated reports whether a model was written by WriteOssie for metrics that came from elsewhere: its datasets then
// say nothing that the metrics do not.
func isGenerated(model object) bool {
	return slices.ContainsFunc(model.objects("custom_extensions"), func(item object) bool {
		return peek(item.value("vendor_name")) == vendorPlumb && strings.TrimSpace(peek(item.value("data"))) == generatedMark
	})
}

const generatedMark = `{"datasets":"generated"}`
