package format

import (
	"regexp"
	"slices"
	"strings"
)

const vendorCube = "cube"

// cube is a cube, or a view with measures of its own, with what it extends.
type cube struct {
	object
	name       string
	base       *cube
	table      string
	query      string
	dimensions []string
	measures   []object // its own, then those of its base that it does not define anew
}

// cubeModel is what the files of a folder define together: a cube may extend one of another file, and a measure may be
// computed from those of another cube.
type cubeModel struct {
	cubes []*cube
	index map[string]*cube
	known map[string]bool // cube.measure
	heirs inheritance
}

func readCube(unit []*source) {
	m := cubeModel{index: make(map[string]*cube), known: make(map[string]bool)}
	for _, s := range unit {
		s.helps = true
		for _, doc := range s.roots() {
			m.collect(doc)
		}
	}
	for _, c := range m.cubes {
		m.extend(c)
	}
	for _, c := range m.cubes {
		m.complete(c, make(map[*cube]bool))
		for _, o := range c.measures {
			m.known[c.name+"."+cubeMember(c.name, o.trimmedPeek("name"))] = true
		}
	}
	for _, c := range m.cubes {
		m.read(c)
	}
}

func (m *cubeModel) collect(doc object) {
	for _, o := range doc.objects("cubes") {
		m.add(o)
	}
	for _, view := range doc.objects("views") {
		if view.has("measures") {
			m.add(view)
			continue
		}
		view.src.skip(view.trimmed("name"), "a view shows measures of cubes and defines none")
		view.src.take(view.node)
	}
}

func (m *cubeModel) add(o object) {
	c := &cube{object: o, name: o.trimmed("name"), table: o.trimmed("sql_table")}
	if c.table == "" {
		c.query = o.trimmed("sql")
	}
	if simple := selectAll.FindStringSubmatch(c.query); simple != nil {
		c.table, c.query = simple[1], ""
	}
	for _, name := range o.names("dimensions") {
		c.dimensions = append(c.dimensions, cubeMember(c.name, name))
	}
	c.measures = items(o, "measures")
	m.cubes = append(m.cubes, c)
	if m.index[c.name] == nil {
		m.index[c.name] = c
	}
}

// extend finds the base of a cube. A base that no file has stays where it is, and so is a loss.
func (m *cubeModel) extend(c *cube) {
	if base := m.index[c.trimmedPeek("extends")]; base != nil && base != c {
		c.base = base
		c.src.take(c.value("extends"))
	}
}

// complete adds what a cube has from its base. A cube that comes to extend itself extends nothing further.
func (m *cubeModel) complete(c *cube, open map[*cube]bool) {
	if c.base == nil || open[c] {
		return
	}
	open[c] = true
	base, at := c.base, c.value("extends")
	m.complete(base, open)
	c.base = nil
	if c.table == "" && c.query == "" {
		c.table, c.query = base.table, base.query
	}
	if !m.heirs.allow(c.src, at, base.measures, len(base.dimensions)) {
		return
	}
	c.dimensions = appendNew(slices.Clone(base.dimensions), c.dimensions...)
	own := make(map[string]bool, len(c.measures))
	for _, o := range c.measures {
		own[cubeMember(c.name, o.trimmedPeek("name"))] = true
	}
	for _, o := range base.measures {
		if !own[cubeMember(base.name, o.trimmedPeek("name"))] {
			c.measures = append(c.measures, object{c.src, copyAt(o.node, at)})
		}
	}
}

func (m *cubeModel) read(c *cube) {
	if c.src.refused != nil {
		return
	}
	if len(c.measures) == 0 {
		c.src.skip(c.name, "a cube without measures")
		c.src.take(c.node)
		return
	}
	for _, o := range c.measures {
		d := c.src.define(o, c.name, cubeMember(c.name, o.trimmed("name")))
		d.Label = o.first("title")
		d.Description = strings.TrimSpace(o.text("description"))
		d.Source.Connector, d.Source.Query = c.table, c.query
		d.Dimensions = c.dimensions
		d.cubeFormula()
		d.Inputs = m.inputs(c.name, d)
		d.applyMeta(o.object("meta"))
		d.keepRest(vendorCube)
		c.src.add(d)
	}
}

var selectAll = regexp.MustCompile("(?i)^select \\* from ([\\w.\"`]+);?$")

// cubeMember gives the name of a member without the cube's, which Cube's own API puts in front.
func cubeMember(cube, name string) string { return strings.TrimPrefix(name, cube+".") }

// cubeFormula fills what a measure computes. What restricts, moves or accumulates the values is among the filters, and
// stays in the extension as it was written.
func (d *definition) cubeFormula() {
	d.Kind = strings.ToLower(d.first("type", "aggType"))
	sql := d.trimmed("sql")
	if choice := cubeSwitch(d.object.object("case")); sql == "" && choice != "" {
		sql = choice
	}
	if d.Expression = cubeAggregation(d.Kind, sql); d.Expression != "" {
		d.Dialect = "CUBE"
	}
	for _, f := range d.objects("filters") {
		if condition := f.trimmed("sql"); condition != "" {
			d.Filters = append(d.Filters, condition)
		}
	}
	for _, key := range []string{"rolling_window", "rollingWindow"} {
		d.cubeWindow(d.object.object(key))
	}
	for _, key := range []string{"time_shift", "timeShift"} {
		for _, shift := range d.objects(key) {
			d.cubeShift(shift)
		}
	}
	if strings.EqualFold(d.trimmedPeek("format"), "currency") {
		d.Unit = strings.ToUpper(d.trimmedPeek("currency"))
	}
}

func (d *definition) cubeWindow(rolling object) {
	if rolling.trimmedPeek("trailing") == "unbounded" {
		d.Filters = append(d.Filters, "from the first period on")
	} else if span := d.span(rolling, "trailing"); span != "" {
		d.Window = span
	}
	if grain := rolling.trimmedPeek("granularity"); grain != "" && rolling.trimmedPeek("type") == "to_date" {
		d.Filters = append(d.Filters, "from the start of the "+strings.ToLower(grain))
	}
	if leading := rolling.trimmedPeek("leading"); leading != "" {
		d.Filters = append(d.Filters, "and the time ahead: "+leading)
	}
	if strings.EqualFold(rolling.trimmedPeek("offset"), "start") {
		d.Filters = append(d.Filters, "as of the start of a period")
	}
}

func (d *definition) cubeShift(shift object) {
	interval := shift.trimmedPeek("interval")
	switch {
	case interval == "":
	case strings.EqualFold(shift.trimmedPeek("type"), "next"):
		d.Filters = append(d.Filters, interval+" later")
	default:
		d.Filters = append(d.Filters, interval+" earlier")
	}
}

// cubeSwitch writes a measure that is another one for each value of a dimension.
func cubeSwitch(choice object) string {
	on := choice.trimmedPeek("switch")
	if on == "" {
		return ""
	}
	text := "CASE " + on
	for _, when := range choice.objects("when") {
		text += " WHEN '" + when.trimmedPeek("value") + "' THEN " + when.trimmedPeek("sql")
	}
	if other := choice.object("else").trimmedPeek("sql"); other != "" {
		text += " ELSE " + other
	}
	return text + " END"
}

var cubeReference = regexp.MustCompile(`\$?\{([A-Za-z_][\w.]*)\}`)

// inputs gives the measures that a formula names: those of the cube by their name, others by the end of the path that
// joins lead along.
func (m *cubeModel) inputs(cube string, d *definition) []string {
	var out []string
	self := cube + "." + d.Name
	for _, reference := range cubeReference.FindAllStringSubmatch(d.Expression, -1) {
		path := strings.Split(strings.TrimPrefix(reference[1], "CUBE."), ".")
		id := cube + "." + path[0]
		if len(path) > 1 {
			id = strings.Join(path[len(path)-2:], ".")
		}
		if m.known[id] && id != self {
			out = appendNew(out, id)
		}
	}
	return out
}

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
	case "running_total", "runningtotal":
		return "RUNNING_TOTAL(" + sql + ")"
	}
	return sql
}
