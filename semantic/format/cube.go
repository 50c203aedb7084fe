package format

import (
	"regexp"
	"slices"
	"strings"
)

const vendorCube = "cube"

func readCube(s *source) {
	for _, doc := range s.roots() {
		for _, cube := range doc.objects("cubes") {
			readCubeMeasures(s, cube)
		}
		for _, view := range doc.objects("views") {
			if view.has("measures") {
				readCubeMeasures(s, view)
				continue
			}
			s.skip(view.trimmed("name"), "a view shows measures of cubes and defines none")
			s.take(view.node)
		}
	}
}

func readCubeMeasures(s *source, cube object) {
	name := cube.trimmed("name")
	measures := items(cube, "measures")
	known := make(map[string]bool)
	for _, o := range measures {
		known[cubeMember(name, o.trimmedPeek("name"))] = true
	}
	if len(measures) == 0 {
		s.skip(name, "a cube without measures")
		s.take(cube.node)
		return
	}
	table, query := cube.trimmed("sql_table"), ""
	if table == "" {
		query = cube.trimmed("sql")
	}
	if simple := selectAll.FindStringSubmatch(query); simple != nil {
		table, query = simple[1], ""
	}
	dimensions := cube.names("dimensions")
	for i := range dimensions {
		dimensions[i] = cubeMember(name, dimensions[i])
	}
	for _, o := range measures {
		d := s.define(o, name, cubeMember(name, o.trimmed("name")))
		d.Label = o.first("title")
		d.Description = strings.TrimSpace(o.text("description"))
		d.Source.Connector, d.Source.Query = table, query
		d.Dimensions = dimensions
		d.cubeFormula(name, known)
		d.applyMeta(o.object("meta"))
		d.keepRest(vendorCube)
		s.add(d)
	}
}

var selectAll = regexp.MustCompile("(?i)^select \\* from ([\\w.\"`]+);?$")

// cubeMember gives the name of a member without the cube's, which Cube's own API puts in front.
func cubeMember(cube, name string) string { return strings.TrimPrefix(name, cube+".") }

// cubeFormula fills what a measure computes.
func (d *definition) cubeFormula(cube string, known map[string]bool) {
	d.Kind = strings.ToLower(d.first("type", "aggType"))
	d.Expression = cubeAggregation(d.Kind, d.trimmed("sql"))
	if d.Expression != "" {
		d.Dialect = "CUBE"
	}
	for _, reference := range cubeReference.FindAllStringSubmatch(d.Expression, -1) {
		other := strings.TrimPrefix(strings.TrimPrefix(reference[1], "CUBE."), cube+".")
		if id := cube + "." + other; known[other] && !slices.Contains(d.Inputs, id) {
			d.Inputs = append(d.Inputs, id)
		}
	}
	for _, f := range d.objects("filters") {
		if condition := f.trimmed("sql"); condition != "" {
			d.Filters = append(d.Filters, condition)
		}
	}
	for _, key := range []string{"rolling_window", "rollingWindow"} {
		if span := d.span(d.object.object(key), "trailing"); span != "" {
			d.Window = span
		}
	}
}

var cubeReference = regexp.MustCompile(`\$?\{([A-Za-z_][\w.]*)\}`)

// cubeAggregation writes what Cube computes for a type of measure.
func cubeAggregation(kind, sql string) string {
	switch kind {
	case "count":
		if sql == "" {
			return "COUNT(*)"
		}
		return "COUNT(" + sql + ")"
	case "count_distinct", "countdistinct":
		return "COUNT(DISTINCT " + sql + ")"
	case "count_distinct_approx", "countdistinctapprox":
		return "APPROX_COUNT_DISTINCT(" + sql + ")"
	case "sum", "avg", "min", "max":
		if sql != "" {
			return strings.ToUpper(kind) + "(" + sql + ")"
		}
	}
	return sql
}
