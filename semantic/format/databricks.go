package format

import (
	"regexp"
	"slices"
	"strings"
)

const (
	vendorDatabricks  = "databricks"
	dialectDatabricks = "DATABRICKS"
)

func readDatabricks(s *source) {
	for _, view := range s.roots() {
		view.text("version")
		source := view.trimmed("source")
		dimensions := append(view.names("dimensions"), view.names("fields")...)
		condition := view.trimmed("filter")
		measures := view.objects("measures")
		known := make(map[string]bool)
		for _, o := range measures {
			known[o.trimmedPeek("name")] = true
		}
		for _, o := range measures {
			d := s.define(o, s.stem(), o.trimmed("name"))
			d.Label = o.trimmed("display_name")
			d.Description = strings.TrimSpace(o.text("comment"))
			d.Synonyms = o.texts("synonyms")
			if d.Expression = o.trimmed("expr"); d.Expression != "" {
				d.Dialect = dialectDatabricks
			}
			if strings.ContainsAny(source, " \n\t") {
				d.Source.Query = source
			} else {
				d.Source.Connector = source
			}
			d.Dimensions = dimensions
			if condition != "" {
				d.Filters = []string{condition}
			}
			d.currency()
			d.trailing()
			d.Inputs = measureInputs(d, known)
			d.keepRest(vendorDatabricks)
			s.add(d)
		}
		if len(measures) == 0 {
			s.skip(s.stem(), "a metric view without measures")
		}
	}
}

// currency takes the unit from a format that names a currency. A percentage says how a value is shown, not what it is.
func (d *definition) currency() {
	form := d.object.object("format")
	if strings.EqualFold(form.trimmedPeek("type"), "currency") {
		d.Unit = strings.ToUpper(form.trimmed("currency_code"))
		if d.Unit != "" {
			form.text("type")
		}
	}
}

var trailingRange = regexp.MustCompile(`^trailing (\d+ \w+)$`)

// trailing takes the window of a measure that looks back. More than one window, or another range, stays in the extension.
func (d *definition) trailing() {
	windows := d.objects("window")
	if len(windows) != 1 {
		return
	}
	if m := trailingRange.FindStringSubmatch(strings.ToLower(windows[0].trimmedPeek("range"))); m != nil {
		d.Window = spanOf(m[1])
	}
}

var measureCall = regexp.MustCompile("(?i)\\bMEASURE\\(\\s*(?:`([^`]+)`|([\\w.]+))\\s*\\)")

// measureInputs gives the measures of the view that a formula calls.
func measureInputs(d *definition, known map[string]bool) []string {
	var out []string
	for _, m := range measureCall.FindAllStringSubmatch(d.Expression, -1) {
		if id := d.Namespace + "." + m[1] + m[2]; known[m[1]+m[2]] && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
