package format

import (
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/semantic"
)

// WritePlumb writes the metrics and terms of a catalogue in plumb's own format, a document for each namespace, in the
// order given. Reading the result gives the same catalogue. Approved aliases are not written: they belong to the record of
// who approved them; the aliases of a metric's own definition are.
func WritePlumb(w io.Writer, c semantic.Catalogue) error {
	var order []string
	metrics, terms := make(map[string][]semantic.Metric), make(map[string][]semantic.Term)
	note := func(namespace string) {
		if metrics[namespace] == nil && terms[namespace] == nil {
			order = append(order, namespace)
		}
	}
	for _, m := range c.Metrics {
		note(m.Namespace)
		metrics[m.Namespace] = append(metrics[m.Namespace], m)
	}
	for _, t := range c.Terms {
		note(t.Namespace)
		terms[t.Namespace] = append(terms[t.Namespace], t)
	}
	var documents []*yaml.Node
	for _, namespace := range order {
		documents = append(documents, documentNode(namespace, metrics[namespace], terms[namespace]))
	}
	return encode(w, documents...)
}

func documentNode(namespace string, metrics []semantic.Metric, terms []semantic.Term) *yaml.Node {
	team := sharedTeam(metrics, terms)
	doc := mapping()
	put(doc, "plumb", scalar(plumbVersion))
	put(doc, "namespace", scalar(namespace))
	putText(doc, "team", team)
	known := make(map[string]bool, len(metrics))
	for _, m := range metrics {
		known[m.Name] = true
	}
	list := sequence()
	for _, m := range metrics {
		list.Content = append(list.Content, plumbMetricNode(m, team, known))
	}
	if len(list.Content) > 0 {
		put(doc, "metrics", list)
	}
	list = sequence()
	for _, t := range terms {
		n := mapping()
		put(n, "name", scalar(t.Name))
		putText(n, "kind", string(t.Kind))
		putText(n, "meaning", t.Meaning)
		putTexts(n, "variants", t.Variants)
		putOther(n, "team", t.Team, team)
		list.Content = append(list.Content, n)
	}
	if len(list.Content) > 0 {
		put(doc, "terms", list)
	}
	return doc
}

// sharedTeam gives the team of everything in a document, "" when there are several or none.
func sharedTeam(metrics []semantic.Metric, terms []semantic.Term) string {
	var teams []string
	for _, m := range metrics {
		teams = append(teams, m.Team)
	}
	for _, t := range terms {
		teams = append(teams, t.Team)
	}
	if slices.Sort(teams); len(teams) == 0 || teams[0] != teams[len(teams)-1] {
		return ""
	}
	return teams[0]
}

func plumbMetricNode(m semantic.Metric, team string, known map[string]bool) *yaml.Node {
	local := func(id string) string {
		name, inside := strings.CutPrefix(id, m.Namespace+".")
		if inside && known[name] && !strings.Contains(name, ".") {
			return name
		}
		return id
	}
	n := mapping()
	put(n, "name", scalar(m.Name))
	putText(n, "label", m.Label)
	putText(n, "description", m.Description)
	putTexts(n, "synonyms", m.Synonyms)
	if len(m.Aliases) > 0 {
		aliases := mapping()
		for _, by := range slices.Sorted(maps.Keys(m.Aliases)) {
			putTexts(aliases, by, m.Aliases[by])
		}
		put(n, "aliases", aliases)
	}
	putOther(n, "team", m.Team, team)
	putText(n, "unit", m.Unit)
	putText(n, "window", string(m.Window))
	putText(n, "grain", string(m.Grain))
	putText(n, "direction", string(m.Direction))
	putTexts(n, "owner", m.Owner)
	putTexts(n, "caveats", m.Caveats)
	putText(n, "kind", m.Kind)
	putText(n, "expression", m.Expression)
	putText(n, "dialect", m.Dialect)
	putTexts(n, "filters", m.Filters)
	putTexts(n, "inputs", mapped(m.Inputs, local))
	putTexts(n, "dimensions", m.Dimensions)
	if m.Source != (semantic.Source{}) {
		source := mapping()
		putText(source, "connector", m.Source.Connector)
		putText(source, "query", m.Source.Query)
		put(n, "source", source)
	}
	putText(n, "freshness", string(m.Freshness))
	if m.Status != semantic.Active {
		putText(n, "status", string(m.Status))
	}
	putText(n, "replaced_by", local(m.ReplacedBy))
	if len(m.Extensions) > 0 {
		put(n, "extensions", extensionNodes(m.Extensions))
	}
	return n
}

func extensionNodes(list []semantic.Extension) *yaml.Node {
	out := sequence()
	for _, e := range list {
		n := mapping()
		put(n, "vendor", scalar(e.Vendor))
		data := e.Data
		if !json.Valid([]byte(data)) {
			data = toJSON(scalar(data)) // it could not be read back
		}
		put(n, "data", scalar(data))
		out.Content = append(out.Content, n)
	}
	return out
}

func mapped(list []string, f func(string) string) []string {
	out := make([]string, len(list))
	for i, text := range list {
		out[i] = f(text)
	}
	return out
}

func putText(n *yaml.Node, key, text string) {
	if text == "" {
		return
	}
	value := scalar(text)
	if strings.Contains(text, "\n") {
		value.Style = yaml.LiteralStyle
	}
	put(n, key, value)
}

// putTexts writes short lists in one line.
func putTexts(n *yaml.Node, key string, list []string) {
	if len(list) == 0 {
		return
	}
	value := texts(list)
	length := 0
	for _, text := range list {
		length += len(text) + 2
	}
	if length <= 80 && !strings.Contains(strings.Join(list, ""), "\n") {
		value.Style = yaml.FlowStyle
	}
	put(n, key, value)
}

// putOther writes a team that is not that of the document.
func putOther(n *yaml.Node, key, text, usual string) {
	if text != usual {
		putText(n, key, text)
	}
}
