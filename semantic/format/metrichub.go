package format

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/semantic"
)

const vendorMetricHub = "metric-hub"

// metricHubKeys are those of which a definition has at least one. An experiment's own file may only set how a metric is
// analysed.
var metricHubKeys = []string{"select_expression", "depends_on", "friendly_name", "description", "data_source"}

func readMetricHub(s *source) {
	for _, doc := range s.roots() {
		metrics := doc.object("metrics")
		for _, e := range metrics.entries() {
			if e.value.Kind != yaml.MappingNode {
				s.skip(e.key.Value, "a setting of the file, not a metric")
				continue
			}
			o := object{s, e.value}
			if !slices.ContainsFunc(metricHubKeys, o.has) {
				s.skip(e.key.Value, "settings of a metric that another file defines")
				s.take(o.node)
				continue
			}
			s.add(metricHubMetric(s, o, e.key.Value))
		}
	}
}

func metricHubMetric(s *source, o object, name string) *definition {
	d := s.define(o, s.stem(), name)
	d.Team = s.stem()
	d.Label = o.trimmed("friendly_name")
	d.Description = laidOut(o.text("description"))
	d.Owner = o.texts("owner")
	d.Source.Connector = o.trimmed("data_source")
	d.Kind = o.trimmed("type")
	if d.Expression = laidOut(o.text("select_expression")); d.Expression != "" {
		d.Dialect = "BIGQUERY"
	}
	if bigger, said := o.truth("bigger_is_better"); said {
		d.Direction = wayOf(bigger)
	}
	if deprecated, said := o.truth("deprecated"); said && deprecated {
		d.Status = semantic.Deprecated
	}
	for _, other := range o.texts("depends_on") {
		if id := d.Namespace + "." + other; !slices.Contains(d.Inputs, id) {
			d.Inputs = append(d.Inputs, id)
		}
	}
	d.keepRest(vendorMetricHub)
	return d
}
