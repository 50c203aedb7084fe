package format

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

const vendorLookML = "lookml"

// lookMLView is a view with the refinements of it that the files hold.
type lookMLView struct {
	name       string
	table      string
	query      string
	dimensions []string
	measures   []*lookMLMeasure
}

// lookMLMeasure is a measure as its refinements leave it, and where it stood first.
type lookMLMeasure struct {
	object
	parts []object // everything that it was made of
}

// readLookML reads the files of a folder together: a view may be refined (view: +name) in another file, which adds measures
// or changes some.
func readLookML(unit []*source) {
	var views []*lookMLView
	index := make(map[string]*lookMLView)
	for _, refinements := range []bool{false, true} {
		for _, s := range unit {
			for _, doc := range s.roots() {
				for _, o := range doc.objects("view") {
					name, refines := strings.CutPrefix(o.trimmed("name"), "+")
					if refines != refinements {
						continue
					}
					v := index[name]
					if v == nil {
						v = &lookMLView{name: name}
						index[name] = v
						views = append(views, v)
					}
					v.add(o)
				}
			}
		}
	}
	for _, v := range views {
		v.read()
	}
	for _, s := range unit {
		s.helps = len(unit) > 1
		if len(s.Metrics) == 0 && len(s.Skipped) == 0 {
			s.skip(s.stem(), "LookML without measures of its own")
		}
	}
}

func (v *lookMLView) add(o object) {
	if table := o.trimmed("sql_table_name"); table != "" {
		v.table = table
	}
	for _, derived := range o.objects("derived_table") {
		if query := derived.trimmed("sql"); query != "" {
			v.query = query
		}
	}
	v.dimensions = append(v.dimensions, o.names("dimension")...)
	v.dimensions = append(v.dimensions, o.names("dimension_group")...)
	for _, m := range o.objects("measure") {
		name := m.trimmedPeek("name")
		at := slices.IndexFunc(v.measures, func(other *lookMLMeasure) bool { return other.trimmedPeek("name") == name })
		if at < 0 {
			v.measures = append(v.measures, &lookMLMeasure{m, []object{m}})
			continue
		}
		before := v.measures[at]
		before.node = overlay(before.node, m.node)
		before.parts = append(before.parts, m)
	}
}

func (v *lookMLView) read() {
	known := make(map[string]bool)
	for _, m := range v.measures {
		known[m.trimmedPeek("name")] = true
	}
	for _, m := range v.measures {
		s := m.src
		d := s.define(m.object, v.name, m.trimmed("name"))
		d.Label = m.trimmed("label")
		d.Description = strings.TrimSpace(m.text("description"))
		d.Synonyms = m.texts("synonyms")
		d.Source.Connector, d.Source.Query = v.table, v.query
		d.Dimensions = v.dimensions
		d.lookMLFormula(v.name, known)
		d.keepRest(vendorLookML)
		s.add(d)
		for _, part := range m.parts {
			part.src.take(part.node)
		}
	}
}

var lookMLReference = regexp.MustCompile(`\$\{([A-Za-z_][\w.]*)\}`)

func (d *definition) lookMLFormula(view string, known map[string]bool) {
	d.Kind = strings.ToLower(d.trimmed("type"))
	d.Expression = lookMLAggregation(d.Kind, d.trimmed("sql"), d.trimmedPeek("percentile"))
	if d.Kind == "percentile" {
		d.text("percentile")
	}
	if d.Expression != "" {
		d.Dialect = "LOOKML"
	}
	for _, m := range lookMLReference.FindAllStringSubmatch(d.Expression, -1) {
		other := strings.TrimPrefix(m[1], view+".")
		if id := view + "." + other; known[other] && !slices.Contains(d.Inputs, id) {
			d.Inputs = append(d.Inputs, id)
		}
	}
	d.lookMLFilters()
}

// lookMLFilters takes conditions in the three forms that LookML has had: filters: [field: "value"], filters: {field: f
// value: "v"}, and several of either.
func (d *definition) lookMLFilters() {
	list := d.value("filters")
	if list == nil || list.Kind != yaml.SequenceNode {
		return
	}
	var found []string
	for _, item := range list.Content {
		o := object{d.src, item}
		if item.Kind != yaml.MappingNode {
			return
		}
		if field := peek(o.value("field")); field != "" {
			found = append(found, field+": "+peek(o.value("value")))
			continue
		}
		for _, e := range o.entries() {
			found = append(found, e.key.Value+": "+peek(e.value))
		}
	}
	d.src.take(list)
	d.Filters = append(d.Filters, found...)
}

// lookMLAggregation writes what Looker computes for a type of measure.
func lookMLAggregation(kind, sql, percentile string) string {
	switch kind {
	case "count":
		if sql == "" {
			return "COUNT(*)"
		}
		return "COUNT(" + sql + ")"
	case "count_distinct":
		return "COUNT(DISTINCT " + sql + ")"
	case "sum", "average", "min", "max", "median":
		return aggregation(kind, sql, "")
	case "sum_distinct", "average_distinct", "median_distinct":
		return aggregation(strings.TrimSuffix(kind, "_distinct"), "DISTINCT "+sql, "")
	case "percentile":
		return aggregation(kind, sql, fraction(percentile))
	}
	return sql
}

// fraction writes a percentile of 0 to 100, given as whole digits, as a part of one.
func fraction(percentile string) string {
	switch len(percentile) {
	case 1:
		return "0.0" + percentile
	case 2:
		return "0." + percentile
	}
	return percentile
}
