package format

import (
	"encoding/json"
	"io"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

const opWrite = "definitions.write"

// WriteOssie writes metrics as Apache Ossie semantic models, one for each namespace. What Ossie has no field for stands in
// a custom extension of vendor "plumb", and what an Ossie file said beyond the metrics stands where it stood, so that
// reading the result gives the same metrics, and writing what was read from an Ossie file gives that file, comments and
// layout aside.
//
// Ossie knows few languages and wants at least one dataset a model: a formula in another language is written as ANSI_SQL, with its
// real language in the extension, and a model without datasets gets one for each source of its metrics.
func WriteOssie(w io.Writer, metrics []semantic.Metric) error {
	var document *yaml.Node
	var single []*yaml.Node // documents that are one model each
	models := sequence()
	order, groups := byNamespace(metrics)
	for _, namespace := range order {
		own := groups[namespace]
		record := recordOf(own)
		if string(record.Document) == "null" {
			single = append(single, modelNode(namespace, own, record))
			continue
		}
		if outer, ok := fromJSON(string(record.Document)); ok && document == nil && outer.Kind == yaml.MappingNode {
			document = outer
		}
		models.Content = append(models.Content, bareModels(record.Before)...)
		models.Content = append(models.Content, modelNode(namespace, own, record))
		models.Content = append(models.Content, bareModels(record.After)...)
	}
	if len(models.Content) == 0 && len(single) > 0 {
		return encode(w, single...)
	}
	if document == nil {
		document = mapping()
		put(document, "version", scalar("0.2.0.dev0"))
	}
	put(document, "semantic_model", models)
	return encode(w, append([]*yaml.Node{document}, single...)...)
}

func bareModels(list []json.RawMessage) []*yaml.Node {
	var out []*yaml.Node
	for _, model := range list {
		if n, ok := fromJSON(string(model)); ok {
			out = append(out, n)
		}
	}
	return out
}

// byNamespace groups metrics, and gives the namespaces in the order in which they come.
func byNamespace(metrics []semantic.Metric) (order []string, groups map[string][]semantic.Metric) {
	groups = make(map[string][]semantic.Metric)
	for _, m := range metrics {
		if groups[m.Namespace] == nil {
			order = append(order, m.Namespace)
		}
		groups[m.Namespace] = append(groups[m.Namespace], m)
	}
	return order, groups
}

func recordOf(metrics []semantic.Metric) (record modelRecord) {
	for _, m := range metrics {
		for _, e := range m.Extensions {
			if e.Vendor == vendorModel && json.Unmarshal([]byte(e.Data), &record) == nil {
				return record
			}
		}
	}
	return modelRecord{}
}

func modelNode(namespace string, metrics []semantic.Metric, record modelRecord) *yaml.Node {
	model, ok := fromJSON(string(record.Model))
	if !ok || model.Kind != yaml.MappingNode {
		model = generatedModel(namespace, metrics)
	}
	if len(record.Metrics) > 0 {
		place := make(map[string]int, len(record.Metrics))
		for i, name := range record.Metrics {
			place[name] = i + 1
		}
		metrics = slices.Clone(metrics)
		slices.SortStableFunc(metrics, func(a, b semantic.Metric) int { return rank(place, a.Name) - rank(place, b.Name) })
	}
	list := sequence()
	for _, m := range metrics {
		list.Content = append(list.Content, metricNode(m))
	}
	put(model, "metrics", list)
	return model
}

func rank(place map[string]int, name string) int {
	if at, ok := place[name]; ok {
		return at
	}
	return len(place) + 1 // added since the file was read
}

func generatedModel(namespace string, metrics []semantic.Metric) *yaml.Node {
	datasets := sequence()
	seen := make(map[string]bool)
	for _, m := range metrics {
		if name := m.Source.Connector; name != "" && !seen[name] {
			seen[name] = true
			datasets.Content = append(datasets.Content, datasetNode(name))
		}
	}
	if len(datasets.Content) == 0 {
		datasets.Content = append(datasets.Content, datasetNode(namespace))
	}
	model := mapping()
	put(model, "name", scalar(namespace))
	put(model, "datasets", datasets)
	put(model, "custom_extensions", sequence(extensionNode(vendorPlumb, generatedMark)))
	return model
}

func datasetNode(name string) *yaml.Node {
	n := mapping()
	put(n, "name", scalar(name))
	put(n, "source", scalar(name))
	return n
}

func extensionNode(vendor, data string) *yaml.Node {
	n := mapping()
	put(n, "vendor_name", scalar(vendor))
	put(n, "data", scalar(data))
	return n
}

func metricNode(m semantic.Metric) *yaml.Node {
	rest := mapping()
	extensions := sequence()
	for _, e := range m.Extensions {
		switch e.Vendor {
		case vendorModel:
		case vendorOssie:
			if n, ok := fromJSON(e.Data); ok && n.Kind == yaml.MappingNode {
				rest = n
			}
		default:
			extensions.Content = append(extensions.Content, extensionNode(e.Vendor, e.Data))
		}
	}
	own := ownFieldsOf(m, rest)
	out := mapping()
	put(out, "name", scalar(m.Name))
	if m.Description != "" {
		put(out, "description", scalar(m.Description))
	}
	put(out, "expression", expressionNode(m, rest, &own))
	if len(m.Synonyms) > 0 {
		ai := mapping()
		put(ai, "synonyms", texts(m.Synonyms))
		put(out, "ai_context", ai)
	}
	if data, err := json.Marshal(own); err == nil && string(data) != "{}" {
		extensions.Content = append(extensions.Content, extensionNode(vendorPlumb, string(data)))
	}
	if len(extensions.Content) > 0 {
		put(out, "custom_extensions", extensions)
	}
	merge(out, without(rest, "expression"))
	return out
}

// expressionNode puts the formula into the gap among the formulas in other languages, if there are such.
func expressionNode(m semantic.Metric, rest *yaml.Node, own *ownFields) *yaml.Node {
	expression := object{node: rest}.value("expression")
	if expression != nil && expression.Kind == yaml.ScalarNode { // a plain text, which names no language
		if m.Dialect != defaultDialect {
			own.Dialect = &m.Dialect
		}
		return scalar(m.Expression)
	}
	if expression != nil && expression.Kind == yaml.MappingNode {
		for _, dialect := range (object{node: expression}).objects("dialects") {
			if dialect.value("expression") != nil {
				continue
			}
			if written := peek(dialect.value("dialect")); written != m.Dialect {
				own.Dialect = &m.Dialect
			}
			put(dialect.node, "expression", scalar(m.Expression))
			return expression
		}
		if m.Expression == "" {
			return expression
		}
	}
	written := m.Dialect
	if !slices.Contains(ossieDialects, written) {
		written = defaultDialect
		own.Dialect = &m.Dialect
	}
	entry := mapping()
	put(entry, "dialect", scalar(written))
	put(entry, "expression", scalar(m.Expression))
	out := mapping()
	put(out, "dialects", sequence(entry))
	return out
}

// ownFieldsOf gives the fields that Ossie has no place for. Caveats that were read from the file's own context are not
// written a second time.
func ownFieldsOf(m semantic.Metric, rest *yaml.Node) ownFields {
	caveats := m.Caveats
	context := object{node: rest}.value("ai_context")
	said := peek(context)
	if context != nil && context.Kind == yaml.MappingNode {
		said = peek(object{node: context}.value("instructions"))
	}
	if len(caveats) > 0 && said != "" && caveats[0] == visible(said) {
		caveats = caveats[1:]
	}
	status := m.Status
	if status == semantic.Active {
		status = "" // as every metric is of which nobody says otherwise
	}
	return ownFields{
		Label: m.Label, Aliases: m.Aliases, Team: m.Team, Owner: m.Owner, Caveats: caveats, Unit: m.Unit, Window: m.Window,
		Grain: m.Grain, Direction: m.Direction, Dimensions: m.Dimensions, Freshness: m.Freshness, Kind: m.Kind, Filters: m.Filters,
		Inputs: m.Inputs, Connector: m.Source.Connector, Query: m.Source.Query, Status: status, ReplacedBy: m.ReplacedBy,
	}
}

// merge adds to a mapping what another one has beyond it.
func merge(into, from *yaml.Node) {
	for i := 0; i+1 < len(from.Content); i += 2 {
		key, value := from.Content[i], from.Content[i+1]
		have := object{node: into}.value(key.Value)
		switch {
		case have == nil:
			into.Content = append(into.Content, key, value)
		case have.Kind == yaml.MappingNode && value.Kind == yaml.MappingNode:
			merge(have, value)
		case have.Kind == yaml.SequenceNode && value.Kind == yaml.SequenceNode:
			have.Content = append(have.Content, value.Content...)
		}
	}
}

func texts(list []string) *yaml.Node {
	out := sequence()
	for _, text := range list {
		out.Content = append(out.Content, scalar(text))
	}
	return out
}

// encode writes documents as YAML.
func encode(w io.Writer, documents ...*yaml.Node) error {
	enc := yaml.NewEncoder(w)
	enc.SetIndent(2)
	for _, doc := range documents {
		if err := enc.Encode(doc); err != nil {
			return fault.Wrap(err, fault.Internal, opWrite, "the definitions cannot be written", "Check that there is room where they are written to.")
		}
	}
	return fault.Wrap(enc.Close(), fault.Internal, opWrite, "the definitions cannot be written", "Check that there is room where they are written to.")
}
