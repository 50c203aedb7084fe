package format

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// detect tells the format of a file by its content, or why it is in none.
func detect(s *source) (format, reason string) {
	if s.ending == ".lkml" || s.ending == ".lookml" {
		return LookML, ""
	}
	reason = "no metric definitions"
	for _, doc := range s.roots() {
		format, why := detectDocument(doc)
		if format != "" {
			return format, ""
		}
		if why != "" {
			reason = why
		}
	}
	return "", reason
}

func detectDocument(o object) (format, reason string) {
	models := o.value("semantic_model")
	switch {
	case o.has("plumb"):
		return Plumb, ""
	case o.has("ontology"):
		return "", "an Ossie ontology says what things are; its metrics are in a semantic model (semantic_model: ...)"
	case models != nil && models.Kind == yaml.SequenceNode, isOssieModel(o):
		return Ossie, ""
	case models != nil && models.Kind == yaml.MappingNode, o.isMapping("data_source"), o.isMapping("metric"), o.isList("semantic_models"):
		return DBT, ""
	case o.isList("cubes"), o.any("views", "cubes", "measures", "includes"):
		return Cube, ""
	case o.any("tables", "base_table", "metrics", "measures", "facts", "dimensions"):
		return Snowflake, ""
	case o.isList("measures") && (o.has("source") || o.has("version") && o.any("measures", "expr")), o.isList("fields") && o.has("source") && o.has("version"):
		return Databricks, ""
	case o.isMapping("metrics") && o.src.ending == ".toml":
		return MetricHub, ""
	case o.any("metrics", "type", "type_params", "agg", "calculation_method", "expression", "numerator", "input_metrics"), o.isMapping("metrics") && o.isMapping("metadata"), o.any("models", "metrics", "semantic_model"):
		return DBT, ""
	case o.isList("models"), o.isList("sources"), o.isList("exposures"), o.isList("seeds"), o.isList("macros"), o.isList("snapshots"):
		return "", "a dbt file without metrics"
	case o.has("project_configuration"):
		return "", "settings of a dbt project, without metrics"
	}
	return "", ""
}

func (o object) isList(key string) bool {
	v := o.value(key)
	return v != nil && v.Kind == yaml.SequenceNode
}

func (o object) isMapping(key string) bool {
	v := o.value(key)
	return v != nil && v.Kind == yaml.MappingNode
}

// any reports whether an item of a list has one of the keys.
func (o object) any(list string, keys ...string) bool {
	return slices.ContainsFunc(o.objects(list), func(item object) bool {
		return slices.ContainsFunc(keys, item.has)
	})
}
