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
			d.windows()
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

var trailingRange = regexp.MustCompile(`^trailing (\d+ \w+)( inclusive| exclusive)?$`)

// windows takes the window of a measure that looks back. Another range, a further one and a shift are conditions, because
// they are part of what is computed. All of it stays in the extension as well.
func (d *definition) windows() {
	for _, w := range d.objects("window") {
		span := strings.Join(strings.Fields(strings.ToLower(w.trimmedPeek("range"))), " ")
		shift := w.trimmedPeek("offset")
		if m := trailingRange.FindStringSubmatch(span); m != nil && d.Window == "" && shift == "" {
			d.Window = spanOf(m[1])
		}
		if span == "" || d.Window != "" && trailingRange.MatchString(span) && shift == "" && len(d.objects("window")) == 1 {
			continue
		}
		condition := span + " over " + w.trimmedPeek("order")
		if shift != "" {
			condition += ", moved by " + shift
		}
		d.Filters = append(d.Filters, condition)
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
