package format

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

const vendorLookML = "lookml"

// lookMLView is a view with the refinements of it that the files hold, and with what it extends.
type lookMLView struct {
	object     // where it stands first
	name       string
	parts      []object // where it and its refinements stand
	bases      []*lookMLView
	extends    *yaml.Node // where bases are named
	extended   bool       // a view of the files extends it
	table      string
	query      string
	dimensions []string
	measures   []*lookMLMeasure
	byName     map[string]*lookMLMeasure
}

// lookMLMeasure is a measure as its refinements leave it, and where it stood first.
type lookMLMeasure struct {
	object
	parts []object // everything that it was made of
}

// lookMLModel is what the files of a folder define together.
type lookMLModel struct {
	views []*lookMLView
	index map[string]*lookMLView
	known map[string]bool // view.measure
	heirs inheritance
}

// readLookML reads the files of a folder together: a view may be refined (view: +name) in another file, which adds measures
// or changes some, it may extend a view of another file, and its measures may name those of other views.
func readLookML(unit []*source) {
	m := lookMLModel{index: make(map[string]*lookMLView), known: make(map[string]bool)}
	for _, refinements := range []bool{false, true} {
		for _, s := range unit {
			for _, doc := range s.roots() {
				for _, o := range doc.objects("view") {
					m.add(o, refinements)
				}
			}
		}
	}
	for _, v := range m.views {
		m.extend(v)
	}
	for _, v := range m.views {
		m.complete(v, make(map[*lookMLView]bool))
		for _, measure := range v.measures {
			m.known[v.name+"."+measure.trimmedPeek("name")] = true
		}
	}
	for _, v := range m.views {
		m.read(v)
	}
	for _, s := range unit {
		s.helps = true
		if len(s.Metrics) == 0 && len(s.Skipped) == 0 {
			s.skip(s.stem(), "LookML without measures of its own")
		}
	}
}

// add notes a view, or a refinement of one, when it is the turn of these.
func (m *lookMLModel) add(o object, refinements bool) {
	name, refines := strings.CutPrefix(o.trimmed("name"), "+")
	if refines != refinements {
		return
	}
	v := m.index[name]
	if v == nil {
		v = &lookMLView{object: o, name: name, byName: make(map[string]*lookMLMeasure)}
		m.index[name] = v
		m.views = append(m.views, v)
	}
	v.add(o)
}

// extend finds the bases of a view. A base that no file has stays where it is, and so is a loss.
func (m *lookMLModel) extend(v *lookMLView) {
	for _, part := range v.parts {
		names, _ := scalars(part.value("extends"))
		missing := false
		for _, name := range names {
			base := m.index[name]
			if base == nil || base == v {
				missing = true
				continue
			}
			base.extended = true
			v.bases, v.extends = append(v.bases, base), part.value("extends")
		}
		if !missing {
			part.src.take(part.value("extends"))
		}
	}
}

func (v *lookMLView) add(o object) {
	v.parts = append(v.parts, o)
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
		before := v.byName[m.trimmedPeek("name")]
		if before == nil {
			v.addMeasure(&lookMLMeasure{m, []object{m}})
			continue
		}
		before.node = overlay(before.node, m.node)
		before.parts = append(before.parts, m)
	}
}

func (v *lookMLView) addMeasure(m *lookMLMeasure) {
	v.measures = append(v.measures, m)
	v.byName[m.trimmedPeek("name")] = m
}

// complete adds what a view has from its bases; of two bases the later one counts. A view that comes to extend itself
// extends nothing further.
func (m *lookMLModel) complete(v *lookMLView, open map[*lookMLView]bool) {
	if open[v] {
		return
	}
	open[v] = true
	bases := v.bases
	v.bases = nil
	for _, base := range slices.Backward(bases) {
		m.complete(base, open)
		if v.table == "" && v.query == "" {
			v.table, v.query = base.table, base.query
		}
		inherited := make([]object, len(base.measures))
		for i, measure := range base.measures {
			inherited[i] = measure.object
		}
		if !m.heirs.allow(v.src, v.extends, inherited, len(base.dimensions)) {
			return
		}
		v.dimensions = appendNew(slices.Clone(base.dimensions), v.dimensions...)
		for _, o := range inherited {
			copied := copyAt(o.node, v.extends)
			if own := v.byName[o.trimmedPeek("name")]; own != nil {
				own.node = overlay(copied, own.node)
				continue
			}
			v.addMeasure(&lookMLMeasure{object: object{v.src, copied}})
		}
	}
}

func (m *lookMLModel) read(v *lookMLView) {
	if v.src.refused != nil {
		return
	}
	if v.extended && v.trimmedPeek("extension") == "required" {
		v.text("extension")
		v.src.skip(v.name, "a base for other views, which have its measures")
		for _, measure := range v.measures {
			measure.take()
		}
		return
	}
	for _, measure := range v.measures {
		s := measure.src
		d := s.define(measure.object, v.name, measure.trimmed("name"))
		d.Label = measure.trimmed("label")
		d.Description = strings.TrimSpace(measure.text("description"))
		d.Synonyms = measure.texts("synonyms")
		d.Source.Connector, d.Source.Query = v.table, v.query
		d.Dimensions = v.dimensions
		d.lookMLFormula()
		d.Inputs = m.inputs(v.name, d)
		d.Unit = lookMLCurrencies[measure.trimmedPeek("value_format_name")]
		d.keepRest(vendorLookML)
		s.add(d)
		measure.take()
	}
}

// take says that everything that a measure was made of was read.
func (m *lookMLMeasure) take() {
	for _, part := range m.parts {
		part.src.take(part.node)
	}
}

// lookMLCurrencies are the formats of Looker that name a currency.
var lookMLCurrencies = map[string]string{"usd": "USD", "usd_0": "USD", "gbp": "GBP", "gbp_0": "GBP", "eur": "EUR", "eur_0": "EUR"}

var lookMLReference = regexp.MustCompile(`\$\{([A-Za-z_][\w.]*)\}`)

func (d *definition) lookMLFormula() {
	d.Kind = strings.ToLower(d.trimmed("type"))
	sql := d.trimmed("sql")
	if based := d.trimmedPeek("based_on"); sql == "" && d.Kind == "period_over_period" && based != "" {
		sql = "${" + based + "}"
	}
	d.Expression = lookMLAggregation(d.Kind, sql, d.trimmedPeek("percentile"))
	if strings.HasPrefix(d.Kind, "percentile") {
		d.text("percentile")
	}
	if d.Expression != "" {
		d.Dialect = "LOOKML"
	}
	d.lookMLFilters()
	if period := d.trimmedPeek("period"); period != "" && d.Kind == "period_over_period" {
		d.Filters = append(d.Filters, lookMLComparison(d.trimmedPeek("kind"))+" the "+period+" before")
	}
}

// lookMLComparison says what a measure that looks back gives: a value of then, or how far the value of now is from it.
func lookMLComparison(kind string) string {
	if kind == "" || kind == "previous" {
		return "of"
	}
	return strings.ReplaceAll(kind, "_", " ") + " to"
}

// inputs gives the measures that a formula names: those of the view by their name, others with their view.
func (m *lookMLModel) inputs(view string, d *definition) []string {
	var out []string
	for _, reference := range lookMLReference.FindAllStringSubmatch(d.Expression, -1) {
		id := reference[1]
		if !strings.Contains(id, ".") {
			id = view + "." + id
		}
		if m.known[id] && id != view+"."+d.Name {
			out = appendNew(out, id)
		}
	}
	return out
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
	case "percentile_distinct":
		return aggregation("percentile", "DISTINCT "+sql, fraction(percentile))
	case "running_total", "percent_of_total", "percent_of_previous", "period_over_period":
		return strings.ToUpper(kind) + "(" + sql + ")"
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
