package format

import (
	"path/filepath"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/semantic"
)

const (
	vendorDBT  = "dbt"
	metricFlow = "METRICFLOW" // formulas over the names of other metrics
)

// dbtProject is what the files of a dbt project say together. Measures are found by their name across all of them.
type dbtProject struct {
	namespace string
	models    []*dbtModel
	measures  map[string]dbtMeasure
	metrics   []dbtMetric
	names     map[string]bool // of the metrics
}

// dbtModel is a semantic model, or a model with the semantic layer switched on.
type dbtModel struct {
	object
	name       string
	table      string
	time       string                   // dimension that is time unless a metric says otherwise
	grains     map[string]semantic.Span // of the time dimensions
	dimensions []string
	disabled   bool
}

type dbtMeasure struct {
	object
	model *dbtModel
}

// dbtMetric is a metric where it stands; model is that around it, or nil.
type dbtMetric struct {
	object
	model *dbtModel
}

func readDBT(unit []*source) {
	p := dbtProject{measures: make(map[string]dbtMeasure), names: make(map[string]bool)}
	for _, s := range unit {
		for _, doc := range s.roots() {
			p.collect(doc)
		}
	}
	p.namespace = p.name(unit)
	for _, m := range p.metrics {
		p.names[m.trimmedPeek("name")] = true
	}
	for _, model := range p.models {
		p.measuresAsMetrics(model)
	}
	for _, m := range p.metrics {
		p.read(m)
	}
	for _, s := range unit {
		s.helps = len(p.metrics) > 0 && len(unit) > 1
		if len(s.Metrics) == 0 && len(s.Skipped) == 0 {
			s.skip(filepath.Base(s.Path), "semantic models without metrics; metrics of other files may use their measures")
		}
	}
}

// name gives the namespace: the project, else the semantic model when there is exactly one, else the file or folder.
func (p *dbtProject) name(unit []*source) string {
	s := unit[0]
	if project, ok := s.found.project(); ok {
		return project.name
	}
	if len(p.models) == 1 && p.models[0].name != "" {
		return p.models[0].name
	}
	if len(unit) == 1 {
		return s.stem()
	}
	if folder, err := filepath.Abs(commonFolder(unit)); err == nil {
		return filepath.Base(folder)
	}
	return s.stem()
}

// commonFolder gives the deepest folder that holds all the files, so that the name does not depend on how far above them
// the folder is that was named.
func commonFolder(unit []*source) string {
	folder := filepath.Dir(unit[0].Path)
	for _, s := range unit[1:] {
		for folder != filepath.Dir(folder) && !strings.HasPrefix(s.Path, folder+string(filepath.Separator)) && folder != "." {
			folder = filepath.Dir(folder)
		}
	}
	return folder
}

func (p *dbtProject) collect(doc object) {
	for _, o := range items(doc, "semantic_models") {
		p.addSemanticModel(o)
	}
	for _, key := range []string{"semantic_model", "data_source"} { // the second name is that of the first MetricFlow
		if doc.isMapping(key) {
			p.addSemanticModel(doc.object(key))
		}
	}
	for _, o := range items(doc, "models") {
		p.addModel(o)
	}
	for _, o := range items(doc, "metrics") {
		p.metrics = append(p.metrics, dbtMetric{o, nil})
	}
	if doc.isMapping("metric") {
		p.metrics = append(p.metrics, dbtMetric{doc.object("metric"), nil})
	}
	doc.text("version")
}

// items gives the mappings of a list, or the values of a mapping: a compiled manifest keeps its metrics under their ids.
func items(o object, key string) []object {
	if !o.isMapping(key) {
		return o.objects(key)
	}
	var out []object
	for _, e := range o.object(key).entries() {
		if e.value.Kind == yaml.MappingNode {
			out = append(out, object{o.src, e.value})
		}
	}
	return out
}

// addSemanticModel reads a semantic model of the older specification.
func (p *dbtProject) addSemanticModel(o object) {
	m := &dbtModel{object: o, name: o.trimmed("name"), grains: make(map[string]semantic.Span), disabled: disabled(o)}
	m.table = tableName(o.first("model", "sql_table"))
	if relation := o.object("node_relation"); m.table == "" {
		m.table = relation.first("alias", "relation_name")
	}
	m.time = o.object("defaults").trimmed("agg_time_dimension")
	for _, dimension := range o.objects("dimensions") {
		params := dimension.object("type_params")
		m.addDimension(dimension.trimmed("name"), params.trimmed("time_granularity"))
		if primary, _ := params.truth("is_primary"); primary && m.time == "" {
			m.time = dimension.trimmed("name")
		}
	}
	for _, measure := range o.objects("measures") {
		if name := measure.trimmed("name"); name != "" {
			p.measures[name] = dbtMeasure{measure, m}
		}
	}
	p.models = append(p.models, m)
}

// addModel reads a model of the latest specification, where metrics stand with the model that they measure.
func (p *dbtProject) addModel(o object) {
	own := o.object("semantic_model")
	metrics := append(o.objects("metrics"), own.objects("metrics")...)
	if len(metrics) == 0 && !o.has("semantic_model") {
		return
	}
	m := &dbtModel{object: o, grains: make(map[string]semantic.Span)}
	m.table = o.trimmed("name")
	m.name = own.trimmed("name")
	if m.name == "" {
		m.name = m.table
	}
	if enabled, said := own.truth("enabled"); said {
		m.disabled = !enabled
	}
	if enabled, said := o.truth("semantic_model"); said {
		m.disabled = !enabled
	}
	m.disabled = m.disabled || disabled(own)
	m.time = o.first("agg_time_dimension")
	if m.time == "" {
		m.time = own.first("agg_time_dimension")
	}
	for _, column := range o.objects("columns") {
		name, grain := column.trimmed("name"), column.trimmed("granularity")
		if grain != "" {
			m.grains[name] = spanOf(grain)
		}
		if !column.has("dimension") {
			continue
		}
		dimension := column.object("dimension")
		column.trimmed("dimension") // the short form, which is its type
		if other := dimension.trimmed("name"); other != "" {
			name = other
		}
		m.addDimension(name, grain)
	}
	for _, dimension := range o.object("derived_semantics").objects("dimensions") {
		m.addDimension(dimension.trimmed("name"), dimension.trimmed("granularity"))
	}
	for _, metric := range metrics {
		p.metrics = append(p.metrics, dbtMetric{metric, m})
	}
	p.models = append(p.models, m)
}

func (m *dbtModel) addDimension(name, grain string) {
	if name == "" {
		return
	}
	m.dimensions = append(m.dimensions, name)
	if grain != "" {
		m.grains[name] = spanOf(grain)
	}
}

func spanOf(text string) semantic.Span {
	span, err := semantic.ParseSpan(text)
	if err != nil {
		return "" // a calendar of the project's own
	}
	return span
}

// disabled reports whether config.enabled is false.
func disabled(o object) bool {
	enabled, said := o.object("config").truth("enabled")
	return said && !enabled
}

var refForm = regexp.MustCompile(`ref\(\s*(?:["'][^"']*["']\s*,\s*)?["']([^"']+)["']`)

// tableName gives the model that a ref() names, or the text itself.
func tableName(model string) string {
	if m := refForm.FindStringSubmatch(model); m != nil {
		return m[1]
	}
	return model
}

// measuresAsMetrics adds the measures that are metrics at the same time.
func (p *dbtProject) measuresAsMetrics(model *dbtModel) {
	for _, measure := range model.objects("measures") {
		name := measure.trimmed("name")
		create, _ := measure.truth("create_metric")
		if !create || p.names[name] || name == "" {
			continue
		}
		if model.disabled {
			measure.src.skip(name, "its semantic model is disabled")
			measure.src.take(measure.node)
			continue
		}
		p.names[name] = true
		d := measure.src.define(measure, p.namespace, name)
		d.Label = measure.first("create_metric_display_name", "label")
		d.Description = strings.TrimSpace(measure.text("description"))
		p.aggregate(d, measure, model)
		p.meta(d)
		d.dropCompiled()
		d.keepRest(vendorDBT)
		measure.src.add(d)
	}
}

func (p *dbtProject) read(m dbtMetric) {
	name := m.trimmed("name")
	switch {
	case disabled(m.object):
		m.src.skip(name, "disabled (config.enabled: false)")
		m.src.take(m.node)
		return
	case m.model != nil && m.model.disabled:
		m.src.skip(name, "its semantic model is disabled")
		m.src.take(m.node)
		return
	}
	d := m.src.define(m.object, p.namespace, name)
	d.Label = m.trimmed("label")
	d.Description = strings.TrimSpace(m.text("description"))
	kind := strings.ToLower(m.first("type", "calculation_method"))
	switch kind {
	case "ratio":
		p.ratio(d)
	case "derived", "expression":
		p.derived(d)
	case "cumulative":
		p.cumulative(d)
	case "conversion":
		p.conversion(d)
	case "expr":
		p.formula(d)
	default:
		p.simple(d, m.model, kind)
	}
	if d.Kind == "" {
		d.Kind = kind
	}
	d.Filters = append(d.Filters, filters(m.object, "filter")...)
	d.Filters = append(d.Filters, filters(m.object, "constraint")...)
	d.locked()
	if grain := spanOf(peek(m.value("time_granularity"))); grain != "" {
		m.text("time_granularity")
		d.Grain = grain
	}
	p.meta(d)
	d.dropCompiled()
	d.keepRest(vendorDBT)
	m.src.add(d)
}

// compiledKeys are what dbt adds when it compiles a project: where a metric stood, and when that was. Keeping them would
// make every compilation a change.
var compiledKeys = []string{
	"created_at", "unique_id", "fqn", "path", "original_file_path", "package_name", "resource_type", "depends_on", "refs", "sources", "metrics",
	"unrendered_config", "metadata",
}

func (d *definition) dropCompiled() {
	if !d.has("unique_id") && !d.object.object("metadata").has("file_slice") {
		return
	}
	for _, key := range compiledKeys {
		if d.has(key) {
			d.src.take(d.value(key))
			d.lost = append(d.lost, key)
		}
	}
}

// locked takes what the first MetricFlow had for what is said about a metric.
func (d *definition) locked() {
	meta := d.object.object("locked_metadata")
	if label := meta.trimmed("display_name"); label != "" && d.Label == "" {
		d.Label = label
	}
	d.Unit = meta.trimmed("unit")
	if better, said := meta.truth("increase_is_good"); said {
		d.Direction = wayOf(better)
	}
}

func (p *dbtProject) meta(d *definition) {
	d.applyMeta(d.object.object("config").object("meta"))
	d.applyMeta(d.object.object("meta"))
}

// trimmedPeek gives the text of a key without taking it.
func (o object) trimmedPeek(key string) string { return strings.TrimSpace(peek(o.value(key))) }

// filters takes a condition, a list of them, or those of a compiled manifest.
func filters(o object, key string) []string {
	var out []string
	if compiled := o.object(key); compiled.node != nil {
		for _, f := range compiled.objects("where_filters") {
			out = append(out, f.trimmed("where_sql_template"))
		}
		return out
	}
	for _, text := range o.texts(key) {
		if text = strings.TrimSpace(text); text != "" {
			out = append(out, text)
		}
	}
	return out
}
