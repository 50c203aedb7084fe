package format

import (
	"regexp"
	"slices"
	"strings"
)

const (
	vendorSnowflake  = "snowflake"
	dialectSnowflake = "SNOWFLAKE"
)

// snowflakeView is a semantic view: a namespace, in which tables may have metrics of the same name.
type snowflakeView struct {
	namespace string
	count     map[string]int  // how often each name is used
	qualified map[string]bool // table.metric of every metric
	facts     bool            // whether facts serve as metrics, because there are no others
}

func readSnowflake(s *source) {
	for _, view := range s.roots() {
		v := snowflakeView{namespace: view.trimmed("name"), count: make(map[string]int), qualified: make(map[string]bool)}
		if v.namespace == "" {
			v.namespace = s.stem()
		}
		v.survey(view)
		for _, table := range view.objects("tables") {
			v.table(s, table)
		}
		for _, o := range view.objects("metrics") {
			v.add(s, o, object{s, nil}, "")
		}
	}
}

// survey looks at the names before anything is taken.
func (v *snowflakeView) survey(view object) {
	v.facts = len(view.objects("metrics")) == 0
	for _, o := range view.objects("metrics") {
		v.count[o.trimmedPeek("name")]++
	}
	for _, table := range view.objects("tables") {
		for _, key := range []string{"metrics", "measures"} {
			for _, o := range table.objects(key) {
				v.facts = false
				v.note(table, o)
			}
		}
	}
	for _, table := range view.objects("tables") {
		for _, o := range table.objects("facts") {
			if v.facts || o.has("default_aggregation") {
				v.note(table, o)
			}
		}
	}
}

func (v *snowflakeView) note(table, o object) {
	name := o.trimmedPeek("name")
	v.count[name]++
	v.qualified[table.trimmedPeek("name")+"."+name] = true
}

func (v *snowflakeView) table(s *source, table object) {
	table.trimmed("name")
	for _, key := range []string{"metrics", "measures"} {
		for _, o := range table.objects(key) {
			v.add(s, o, table, strings.TrimSuffix(key, "s"))
		}
	}
	for _, o := range table.objects("facts") {
		if v.facts || o.has("default_aggregation") {
			v.add(s, o, table, "fact")
			continue
		}
		s.skip(table.trimmed("name")+"."+o.trimmed("name"), "a fact is a column; the metrics are elsewhere in the file")
		s.take(o.node)
	}
}

func (v *snowflakeView) add(s *source, o, table object, kind string) {
	name := o.trimmed("name")
	if v.count[name] > 1 && table.node != nil {
		name = table.trimmed("name") + "." + name
	}
	d := s.define(o, v.namespace, name)
	d.Description = strings.TrimSpace(o.text("description"))
	d.Synonyms = o.texts("synonyms")
	d.Expression = o.trimmed("expr")
	if aggregate := strings.ToLower(o.trimmed("default_aggregation")); aggregate != "" {
		d.Kind = aggregate
		d.Expression = aggregation(strings.Replace(aggregate, "avg", "average", 1), d.Expression, "")
	} else if kind == "fact" {
		d.Kind = kind
	}
	if d.Expression != "" {
		d.Dialect = dialectSnowflake
	}
	if table.node != nil {
		d.Source.Connector = snowflakeTable(table)
		d.Dimensions = append(table.names("dimensions"), table.names("time_dimensions")...)
	}
	for _, over := range o.objects("non_additive_dimensions") {
		d.Filters = append(d.Filters, lastOver(over))
	}
	d.Inputs = v.inputs(d)
	d.keepRest(vendorSnowflake)
	s.add(d)
}

// lastOver says over which dimension a metric may not be added up, and which of the values counts instead: the last one in
// the order that is given.
func lastOver(o object) string {
	choice := "max"
	if strings.HasPrefix(strings.ToLower(o.trimmedPeek("sort_direction")), "desc") {
		choice = "min"
	}
	name := strings.TrimPrefix(o.trimmedPeek("table")+"."+o.trimmedPeek("dimension"), ".")
	return "not added up over " + name + ": " + choice + " of it"
}

func snowflakeTable(table object) string {
	base := table.object("base_table")
	if base.node == nil {
		return table.trimmed("base_table")
	}
	var parts []string
	for _, key := range []string{"database", "schema", "table"} {
		if part := base.trimmed(key); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ".")
}

var qualifiedName = regexp.MustCompile(`[A-Za-z_]\w*\.[A-Za-z_]\w*`)

// inputs gives the metrics that a formula names as table.metric.
func (v *snowflakeView) inputs(d *definition) []string {
	var out []string
	for _, name := range qualifiedName.FindAllString(d.Expression, -1) {
		if !v.qualified[name] {
			continue
		}
		if _, bare, _ := strings.Cut(name, "."); v.count[bare] == 1 {
			name = bare
		}
		if id := v.namespace + "." + name; name != d.Name && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
