package format

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// simple fills a metric that aggregates a column: its own (latest specification), or that of a measure.
func (p *dbtProject) simple(d *definition, model *dbtModel, kind string) {
	if d.has("agg") {
		p.aggregate(d, d.object, model)
		return
	}
	params := d.object.object("type_params")
	if compiled := params.object("metric_aggregation_params"); compiled.has("agg") {
		name := compiled.trimmed("semantic_model")
		at := slices.IndexFunc(p.models, func(m *dbtModel) bool { return m.name == name })
		if at >= 0 {
			model = p.models[at]
		}
		p.aggregate(d, compiled, model)
		params.trimmed("expr")
		return
	}
	if params.has("measure") {
		p.fromMeasure(d, params, "measure")
		return
	}
	if only := onlyItem(params.value("measures")); only != nil {
		name, _ := d.inputOf(params, only)
		p.useMeasure(d, name, "measures")
		return
	}
	if d.has("measure") {
		p.fromMeasure(d, d.object, "measure")
		return
	}
	d.Expression = d.first("expression", "sql", "expr") // before dbt 1.6
	d.beforeMetricFlow()
	if d.Expression != "" && kind != "" && kind != "simple" {
		d.Expression = aggregation(kind, d.Expression, "")
	}
	if d.Expression != "" {
		d.Dialect = defaultDialect
	}
}

var metricCall = regexp.MustCompile(`metric\(\s*["']([^"']+)["']`)

// beforeMetricFlow takes what a metric said of its table before dbt 1.6.
func (d *definition) beforeMetricFlow() {
	d.Source.Connector = tableName(d.trimmed("model"))
	d.Dimensions = d.texts("dimensions")
	for _, f := range d.objects("filters") {
		d.Filters = append(d.Filters, strings.Join([]string{f.trimmed("field"), f.trimmed("operator"), f.trimmed("value")}, " "))
	}
	if d.Window == "" {
		d.Window = d.span(d.object, "window")
	}
}

// fromMeasure fills a metric from the measure that a key names.
func (p *dbtProject) fromMeasure(d *definition, o object, key string) {
	p.useMeasure(d, d.inputName(o, key), key)
}

func (p *dbtProject) useMeasure(d *definition, name, key string) {
	measure, ok := p.measures[name]
	if !ok {
		if slices.Contains([]string{"", d.Name}, name) || !p.names[name] {
			d.lost = append(d.lost, fmt.Sprintf("type_params.%s (no file has a measure %q)", key, name))
			return
		}
		d.Inputs = append(d.Inputs, p.id(name))
		return
	}
	p.aggregate(d, measure.object, measure.model)
}

// aggregate fills what a measure, or a metric with a column of its own, says of its computation.
func (p *dbtProject) aggregate(d *definition, o object, model *dbtModel) {
	column := o.trimmed("expr")
	if column == "" {
		column = o.trimmedPeek("name")
	}
	kind := strings.ToLower(o.trimmed("agg"))
	d.Kind = kind
	d.Expression = aggregation(kind, column, "")
	if kind == "percentile" {
		d.Expression = percentile(o, column)
	}
	d.Dialect = defaultDialect
	d.Filters = append(d.Filters, nonAdditive(o)...)
	if model == nil {
		return
	}
	d.Source.Connector = model.table
	d.Dimensions = model.dimensions
	time := o.trimmed("agg_time_dimension")
	if time == "" {
		time = model.time
	}
	d.Grain = model.grains[time]
}

// percentile writes a percentile with what is said of it, beside the aggregation or in a mapping of its own: whether it is one
// of the values, and whether it may be near the true one.
func percentile(o object, column string) string {
	params := o.object("agg_params")
	part := params.trimmed("percentile")
	if part == "" {
		part = o.trimmed("percentile")
	}
	if value, err := strconv.ParseFloat(part, 64); err == nil && value > 1 && value <= 100 {
		part = strconv.FormatFloat(value/100, 'g', -1, 64)
	}
	text := aggregation("percentile", column, part)
	discrete, _ := params.truth("use_discrete_percentile")
	if discrete || strings.EqualFold(o.trimmed("percentile_type"), "discrete") {
		text = strings.Replace(text, "PERCENTILE_CONT", "PERCENTILE_DISC", 1)
	}
	if near, _ := params.truth("use_approximate_percentile"); near {
		text = "APPROX_" + text
	}
	return text
}

// aggregation writes an aggregation of MetricFlow as SQL.
func aggregation(kind, column, percentile string) string {
	switch kind {
	case "count_distinct":
		return "COUNT(DISTINCT " + column + ")"
	case "average":
		return "AVG(" + column + ")"
	case "sum_boolean":
		return "SUM(CASE WHEN " + column + " THEN 1 ELSE 0 END)"
	case "percentile":
		if percentile == "" {
			percentile = "0.5"
		}
		return "PERCENTILE_CONT(" + percentile + ") WITHIN GROUP (ORDER BY " + column + ")"
	case "":
		return column
	}
	return strings.ToUpper(kind) + "(" + column + ")"
}

// nonAdditive gives the dimension over which a measure may not be added up, as a condition: it changes the values.
func nonAdditive(o object) []string {
	dimension := o.object("non_additive_dimension")
	name := dimension.trimmed("name")
	if name == "" {
		return nil
	}
	choice := strings.ToLower(dimension.first("window_choice", "window_agg"))
	if choice == "" {
		choice = "min"
	}
	groups := append(dimension.texts("window_groupings"), dimension.texts("group_by")...)
	return []string{strings.TrimSpace(fmt.Sprintf("not added up over %s: %s of it %s", name, choice, by(groups)))}
}

func by(groups []string) string {
	if len(groups) == 0 {
		return ""
	}
	return "by " + strings.Join(groups, ", ")
}

func (p *dbtProject) ratio(d *definition) {
	o := d.object
	if !o.has("numerator") {
		o = o.object("type_params")
	}
	above, below := p.input(d, o, "numerator"), p.input(d, o, "denominator")
	if above != "" && below != "" {
		d.Expression, d.Dialect = above+" / "+below, metricFlow
	}
}

func (p *dbtProject) derived(d *definition) {
	params := d.object.object("type_params")
	d.Expression = d.first("expr", "expression", "sql")
	if d.Expression == "" {
		d.Expression = params.trimmed("expr")
	}
	if d.Expression != "" {
		d.Dialect = metricFlow
	}
	p.inputList(d, d.object, "input_metrics")
	p.inputList(d, params, "metrics")
	for _, call := range metricCall.FindAllStringSubmatch(d.Expression, -1) { // before dbt 1.6
		d.addInput(p.id(call[1]))
	}
	d.beforeMetricFlow()
}

// formula fills a metric of the first MetricFlow that is computed from measures: each is spelt out among the filters.
func (p *dbtProject) formula(d *definition) {
	params := d.object.object("type_params")
	if d.Expression = params.trimmed("expr"); d.Expression != "" {
		d.Dialect = metricFlow
	}
	list := params.value("measures")
	if list == nil || list.Kind != yaml.SequenceNode {
		return
	}
	for _, item := range list.Content {
		name, _ := d.inputOf(params, item)
		measure, ok := p.measures[name]
		switch {
		case ok:
			d.Filters = append(d.Filters, name+" is "+p.inline(d, measure))
		case p.names[name]:
			d.addInput(p.id(name))
		}
	}
}

// onlyItem gives the item of a list that has one, otherwise nil.
func onlyItem(list *yaml.Node) *yaml.Node {
	if list == nil || list.Kind != yaml.SequenceNode || len(list.Content) != 1 {
		return nil
	}
	return list.Content[0]
}

func (p *dbtProject) cumulative(d *definition) {
	params := d.object.object("type_params")
	nested := params.object("cumulative_type_params")
	switch {
	case d.has("input_metric"):
		d.Expression = p.input(d, d.object, "input_metric")
	case nested.has("metric"):
		d.Expression = p.input(d, nested, "metric")
	case params.has("measure"):
		p.fromMeasure(d, params, "measure")
		d.Kind = ""
	case onlyItem(params.value("measures")) != nil:
		name, _ := d.inputOf(params, onlyItem(params.value("measures")))
		p.useMeasure(d, name, "measures")
		d.Kind = ""
	}
	if len(d.Inputs) > 0 {
		d.Dialect = metricFlow
	}
	for _, o := range []object{d.object, params, nested} {
		if span := d.span(o, "window"); span != "" {
			d.Window = span
		}
		if grain := o.trimmed("grain_to_date"); grain != "" {
			d.Filters = append(d.Filters, "from the start of the "+strings.ToLower(grain))
		}
		if choice := o.trimmed("period_agg"); choice != "" {
			d.Filters = append(d.Filters, strings.ToLower(choice)+" value of a period")
		}
	}
}

func (p *dbtProject) conversion(d *definition) {
	o := d.object
	if params := o.object("type_params").object("conversion_type_params"); params.node != nil {
		o = params
	}
	base, conversion := p.input(d, o, "base_metric"), p.input(d, o, "conversion_metric")
	if base == "" {
		base = p.measureInput(d, o, "base_measure")
	}
	if conversion == "" {
		conversion = p.measureInput(d, o, "conversion_measure")
	}
	calculation := strings.ToLower(o.trimmed("calculation"))
	if calculation == "" {
		calculation = "conversion_rate"
	}
	d.Window = d.span(o, "window")
	if base != "" && conversion != "" {
		d.Expression = fmt.Sprintf("%s(%s -> %s)", calculation, base, conversion)
		if entity := o.trimmed("entity"); entity != "" {
			d.Expression += " by " + entity
		}
		d.Dialect = metricFlow
	}
	for _, pair := range o.objects("constant_properties") {
		d.Filters = append(d.Filters, pair.trimmed("base_property")+" = "+pair.trimmed("conversion_property"))
	}
}

// measureInput gives the name of a measure that a conversion counts, which is an input when it is a metric as well.
func (p *dbtProject) measureInput(d *definition, o object, key string) string {
	name := d.inputName(o, key)
	if p.names[name] {
		d.addInput(p.id(name))
	}
	if measure, ok := p.measures[name]; ok && d.Source.Connector == "" && measure.model != nil {
		d.Source.Connector = measure.model.table
	}
	return name
}

func (p *dbtProject) id(name string) string { return p.namespace + "." + name }

// input takes the metric that a key names, and gives the name that formulas call it by.
func (p *dbtProject) input(d *definition, o object, key string) string {
	v := o.value(key)
	if v == nil {
		return ""
	}
	name, alias := d.inputOf(o, v)
	if name == "" {
		return ""
	}
	if measure, ok := p.measures[name]; ok && !p.names[name] { // before dbt 1.7 a ratio could be one of measures
		return p.inline(d, measure)
	}
	d.addInput(p.id(name))
	if alias != "" {
		return alias
	}
	return name
}

// inline gives the formula of a measure that is no metric.
func (p *dbtProject) inline(d *definition, measure dbtMeasure) string {
	part := &definition{object: d.object}
	p.aggregate(part, measure.object, measure.model)
	d.Filters = append(d.Filters, part.Filters...)
	if d.Source.Connector == "" {
		d.Source, d.Dimensions, d.Grain = part.Source, part.Dimensions, part.Grain
	}
	return part.Expression
}

// inputList takes a list of names or of mappings with a name.
func (p *dbtProject) inputList(d *definition, o object, key string) {
	v := o.value(key)
	if v == nil || v.Kind != yaml.SequenceNode {
		return
	}
	for _, item := range v.Content {
		if name, _ := d.inputOf(o, item); name != "" {
			d.addInput(p.id(name))
		}
	}
}

func (d *definition) addInput(id string) {
	if !slices.Contains(d.Inputs, id) {
		d.Inputs = append(d.Inputs, id)
	}
}

// inputName takes the name of an input with what restricts it.
func (d *definition) inputName(o object, key string) string {
	v := o.value(key)
	if v == nil {
		return ""
	}
	name, _ := d.inputOf(o, v)
	return name
}

// inputOf takes a name, or a mapping with a name. What restricts or shifts the input becomes a filter, because it is part
// of what is computed.
func (d *definition) inputOf(o object, v *yaml.Node) (name, alias string) {
	if v.Kind == yaml.ScalarNode {
		o.src.take(v)
		return strings.TrimSpace(v.Value), ""
	}
	if v.Kind != yaml.MappingNode {
		return "", ""
	}
	in := object{o.src, v}
	name, alias = in.trimmed("name"), in.trimmed("alias")
	called := name
	if alias != "" && alias != name {
		called = alias
		d.Filters = append(d.Filters, alias+" is "+name)
	}
	for _, condition := range filters(in, "filter") {
		d.Filters = append(d.Filters, called+": "+condition)
	}
	offset := in.trimmed("offset_window")
	if span := d.span(in, "offset_window"); offset == "" && span != "" {
		offset = string(span)
	}
	if offset != "" {
		d.Filters = append(d.Filters, called+": "+offset+" earlier")
	}
	if grain := in.trimmed("offset_to_grain"); grain != "" {
		d.Filters = append(d.Filters, called+": at the start of the "+strings.ToLower(grain))
	}
	return name, alias
}
