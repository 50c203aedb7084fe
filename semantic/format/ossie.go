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
var ossieDialects = []string{"ANSI_SQL", "SNOWFLAKE", "MDX", "TABLEAU", "DATABRICKS", "MAQL", "BIGQUERY", "SIGMA", "THOUGHTSPOT", "DAX"}

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
	Document json.RawMessage `json:"document"` // the file without its models; null when the file is the model
	Model    json.RawMessage `json:"model"`    // the model without its metrics
	Metrics  []string        `json:"metrics"`  // their order

	// Models without metrics have nobody to keep them, so they are kept by the one after them, or the last one.
	Before []json.RawMessage `json:"before,omitempty"`
	After  []json.RawMessage `json:"after,omitempty"`
}

// ossieFile is an Ossie document that is being read.
type ossieFile struct {
	*source
	outer  *yaml.Node        // the document without its models; nil when it is itself the model
	bare   []json.RawMessage // models without metrics that nobody keeps yet
	record *modelRecord      // of the model before
	keeper int               // the metric that keeps it
}

// isOssieModel reports whether a document is a single model, with its datasets at the top.
func isOssieModel(doc object) bool { return doc.isList("datasets") && doc.has("name") }

func readOssie(s *source) {
	for _, doc := range s.roots() {
		if isOssieModel(doc) {
			f := ossieFile{source: s, keeper: -1}
			f.model(doc)
			continue
		}
		f := ossieFile{source: s, outer: without(doc.node, "semantic_model"), keeper: -1}
		for _, model := range doc.objects("semantic_model") {
			f.model(model)
		}
		if f.keeper < 0 {
			continue
		}
		if len(f.bare) > 0 {
			f.record.After = f.bare
			f.keep()
		}
		f.takeAround(doc, "semantic_model")
		for _, model := range doc.objects("semantic_model") {
			if len(model.objects("metrics")) == 0 {
				s.take(model.node)
			}
		}
	}
}

func (f *ossieFile) model(model object) {
	namespace := cleanName(model.trimmedPeek("name"))
	if namespace == "" {
		namespace = f.stem()
	}
	first := len(f.Metrics)
	var order []string
	for _, o := range model.objects("metrics") {
		d := ossieMetric(f.source, o, namespace)
		order = append(order, cleanName(d.Name))
		f.add(d)
	}
	if len(f.Metrics) == first {
		f.skip(namespace, "a semantic model without metrics")
		f.bare = append(f.bare, json.RawMessage(toJSON(model.node)))
		return
	}
	f.takeAround(model, "metrics")
	if isGenerated(model) {
		return
	}
	document := json.RawMessage("null")
	if f.outer != nil {
		document = json.RawMessage(toJSON(f.outer))
	}
	f.record = &modelRecord{
		Document: document, Model: json.RawMessage(toJSON(without(model.node, "metrics"))), Metrics: order, Before: f.bare,
	}
	f.keeper, f.bare = first, nil
	f.keep()
}

// takeAround takes everything of a mapping but one key.
func (f *ossieFile) takeAround(o object, but string) {
	for _, e := range o.entries() {
		if e.key.Value != but {
			f.take(e.value)
		}
	}
}

// keep puts the record of a model into the metric that keeps it, in place of an earlier one.
func (f *ossieFile) keep() {
	record, err := json.Marshal(f.record)
	if err != nil {
		f.Losses = append(f.Losses, Loss{Field: "semantic_model[]"})
		return
	}
	m := &f.Metrics[f.keeper]
	m.Extensions = slices.DeleteFunc(m.Extensions, func(e semantic.Extension) bool { return e.Vendor == vendorModel })
	m.Extensions = append(m.Extensions, semantic.Extension{Vendor: vendorModel, Data: string(record)})
}

func ossieMetric(s *source, o object, namespace string) *definition {
	d := s.define(o, namespace, o.text("name"))
	defer s.take(o.node)
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

// ossieExpression takes the formula: a plain text, or the one in ANSI SQL, or else the first. The formulas in other languages stay in the
// extension, around a gap where the one that was taken stood.
func (d *definition) ossieExpression() {
	if plain := d.value("expression"); plain != nil && plain.Kind == yaml.ScalarNode {
		d.Expression, d.Dialect = plain.Value, defaultDialect
		gap := replaced(d.node, "expression", func(*yaml.Node) *yaml.Node { return scalar("") })
		d.Extensions = append(d.Extensions, semantic.Extension{Vendor: vendorOssie, Data: toJSON(inOrder(d.src.untaken(gap, true)))})
		d.src.take(d.node)
		return
	}
	dialects := d.object.object("expression").objects("dialects")
	at := max(0, slices.IndexFunc(dialects, func(o object) bool { return peek(o.value("dialect")) == defaultDialect }))
	if len(dialects) == 0 || dialects[at].value("expression") == nil || dialects[at].value("expression").Kind != yaml.ScalarNode {
		if rest := d.src.untaken(d.node, true); rest != nil {
			d.Extensions = append(d.Extensions, semantic.Extension{Vendor: vendorOssie, Data: toJSON(inOrder(rest))})
		}
		d.src.take(d.node)
		return
	}
	d.Expression = dialects[at].text("expression")
	written := peek(dialects[at].value("dialect"))
	d.Dialect = written
	rest := d.src.untaken(withGap(d.node, dialects[at].node), true)
	d.src.take(d.node)
	onlyOne := len(dialects) == 1 && len(dialects[0].node.Content) == 4 && len(d.object.object("expression").node.Content) == 2
	if rest != nil && onlyOne && slices.Contains(ossieDialects, written) {
		rest = nonEmpty(without(rest, "expression"))
	}
	if rest != nil {
		d.Extensions = append(d.Extensions, semantic.Extension{Vendor: vendorOssie, Data: toJSON(inOrder(rest))})
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
// Others are left where they are.
func (d *definition) ossieExtensions() (own *ownFields) {
	list := d.value("custom_extensions")
	if list == nil || list.Kind != yaml.SequenceNode {
		return nil
	}
	odd := sequence()
	for _, node := range list.Content {
		item := object{d.src, node}
		vendor, data := peek(item.value("vendor_name")), peek(item.value("data"))
		if node.Kind != yaml.MappingNode || vendor == "" || len(node.Content) != 4 || !json.Valid([]byte(data)) || vendor == vendorOssie || vendor == vendorModel {
			odd.Content = append(odd.Content, node)
			continue
		}
		if vendor != vendorPlumb || own != nil {
			d.Extensions = append(d.Extensions, semantic.Extension{Vendor: vendor, Data: data})
			continue
		}
		read := new(ownFields)
		if json.Unmarshal([]byte(data), read) != nil {
			odd.Content = append(odd.Content, node)
			continue
		}
		own = read
	}
	switch {
	case len(list.Content) == 0:
	case len(odd.Content) == 0:
		d.src.take(list)
	default:
		d.node = replaced(d.node, "custom_extensions", func(*yaml.Node) *yaml.Node { return odd })
		d.src.take(list)
	}
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

// inOrder gives a copy with sorted keys: what was written in another order is the same definition.
func inOrder(n *yaml.Node) *yaml.Node {
	out := *n
	out.Content = make([]*yaml.Node, len(n.Content))
	for i, item := range n.Content {
		out.Content[i] = inOrder(item)
	}
	if n.Kind == yaml.MappingNode {
		pairs := slices.Collect(slices.Chunk(out.Content, 2))
		slices.SortStableFunc(pairs, func(a, b []*yaml.Node) int { return strings.Compare(a[0].Value, b[0].Value) })
		out.Content = slices.Concat(pairs...)
	}
	return &out
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
