package format_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
)

// TestFirstMetricFlow reads what MetricFlow had before dbt: data sources, and metrics over measures.
func TestFirstMetricFlow(t *testing.T) {
	t.Parallel()
	m := metricsByID(t, read(t, written(t, "depot.yaml", `
data_source:
  name: scans
  sql_table: depot.scans
  dimensions:
    - {name: day, type: TIME, type_params: {is_primary: true, time_granularity: DAY}}
  measures:
    - {name: scans_made, agg: COUNT_DISTINCT, expr: scan_id}
    - {name: grams, agg: sum, expr: weight}
---
metric: {name: scans, type: measure_proxy, type_params: {measures: [scans_made]}, locked_metadata: {display_name: All scans, increase_is_good: false, unit: '{scan}', tags: [a]}}
---
metric: {name: mean, type: expr, type_params: {expr: "grams / NULLIF(scans_made, 0)", measures: [grams, scans_made]}}
---
metric: {name: monthly, type: cumulative, type_params: {measures: [scans_made], window: 1 month}}
---
metric: {name: late, type: measure_proxy, type_params: {measures: [scans_made]}, constraint: is_late}
---
metric: {name: share, type: ratio, type_params: {numerator: grams, denominator: scans_made}}
`)))
	require.Equal(t, "COUNT(DISTINCT scan_id)", m["scans.scans"].Expression)
	require.Equal(t, semantic.Source{Connector: "depot.scans"}, m["scans.scans"].Source)
	require.Equal(t, semantic.Span("1d"), m["scans.scans"].Grain)
	require.Equal(t, "All scans", m["scans.scans"].Label)
	require.Equal(t, semantic.Down, m["scans.scans"].Direction)
	require.Equal(t, "{scan}", m["scans.scans"].Unit)
	require.JSONEq(t, `{"locked_metadata":{"tags":["a"]}}`, m["scans.scans"].Extensions[0].Data)
	require.Equal(t, "grams / NULLIF(scans_made, 0)", m["scans.mean"].Expression)
	require.Equal(t, []string{"grams is SUM(weight)", "scans_made is COUNT(DISTINCT scan_id)"}, m["scans.mean"].Filters)
	require.Equal(t, semantic.Span("1mo"), m["scans.monthly"].Window)
	require.Equal(t, []string{"is_late"}, m["scans.late"].Filters)
	require.Equal(t, "SUM(weight) / COUNT(DISTINCT scan_id)", m["scans.share"].Expression)
}

// TestPercentiles tells the kinds of percentiles apart, in both places where they are said.
func TestPercentiles(t *testing.T) {
	t.Parallel()
	m := metricsByID(t, read(t, written(t, "p.yml", `
models:
  - name: t
    semantic_model: true
    metrics:
      - {name: a, type: simple, agg: percentile, expr: v, percentile: 95.0, percentile_type: discrete}
      - {name: b, type: simple, agg: percentile, expr: v, percentile: 0.9, percentile_type: continuous}
semantic_models:
  - name: old
    measures:
      - {name: c, agg: percentile, expr: v, create_metric: true, agg_params: {percentile: 0.99, use_discrete_percentile: True, use_approximate_percentile: False}}
      - {name: d, agg: percentile, expr: v, create_metric: true, agg_params: {percentile: 0.99, use_approximate_percentile: true}}
`)))
	require.Equal(t, "PERCENTILE_DISC(0.95) WITHIN GROUP (ORDER BY v)", m["p.a"].Expression)
	require.Equal(t, "PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY v)", m["p.b"].Expression)
	require.Equal(t, "PERCENTILE_DISC(0.99) WITHIN GROUP (ORDER BY v)", m["p.c"].Expression)
	require.Equal(t, "APPROX_PERCENTILE_CONT(0.99) WITHIN GROUP (ORDER BY v)", m["p.d"].Expression)
}

// TestRangesOfWindows keeps what a Databricks measure looks at: one that looks back has a window, anything else a condition.
func TestRangesOfWindows(t *testing.T) {
	t.Parallel()
	m := metricsByID(t, read(t, written(t, "v.yaml", `
version: 1.1
source: "${catalog}.depot.scans"
measures:
  - {name: back, expr: SUM(v), window: [{order: day, range: trailing 7 day inclusive, semiadditive: last}]}
  - {name: ytd, expr: SUM(v), window: [{order: day, range: cumulative, semiadditive: last}, {order: year, range: current, semiadditive: last}]}
  - {name: last year, expr: SUM(v), window: [{order: day, range: current, offset: -1 year, semiadditive: last}]}
  - {name: chosen, expr: SUM(v), window: [{order: day, range: trailing n day, semiadditive: last}]}
  - {name: plain, expr: SUM(v)}
`)))
	require.Equal(t, semantic.Span("7d"), m["v.back"].Window)
	require.Empty(t, m["v.back"].Filters)
	require.Equal(t, []string{"cumulative over day", "current over year"}, m["v.ytd"].Filters)
	require.Equal(t, []string{"current over day, moved by -1 year"}, m["v.last year"].Filters)
	require.Equal(t, []string{"trailing n day over day"}, m["v.chosen"].Filters)
	require.Contains(t, m["v.chosen"].Extensions[0].Data, "semiadditive")
	require.Empty(t, m["v.plain"].Filters)
	require.Equal(t, "${catalog}.depot.scans", m["v.plain"].Source.Connector)
}

// TestWhatMayNotBeAddedUp keeps the dimension over which a Snowflake metric takes one value.
func TestWhatMayNotBeAddedUp(t *testing.T) {
	t.Parallel()
	m := metricsByID(t, read(t, written(t, "s.yaml", `
name: stock
tables:
  - name: levels
    metrics:
      - {name: on_hand, expr: SUM(units), non_additive_dimensions: [{table: levels, dimension: day, sort_direction: ascending}]}
      - {name: opening, expr: SUM(units), non_additive_dimensions: [{dimension: day, sort_direction: descending}]}
`)))
	require.Equal(t, []string{"not added up over levels.day: max of it"}, m["stock.on_hand"].Filters)
	require.Equal(t, []string{"not added up over day: min of it"}, m["stock.opening"].Filters)
	require.Contains(t, m["stock.on_hand"].Extensions[0].Data, "non_additive_dimensions")
}

// TestHintsAreCaveats holds that what is said to models names nothing.
func TestHintsAreCaveats(t *testing.T) {
	t.Parallel()
	files := read(t, written(t, "a.yml", `cubes: [{name: c, measures: [{name: n, type: count, meta: {ai_context: Call this users, ai_hint: [Ask first]}}]}]`))
	require.Equal(t, []string{"Call this users", "Ask first"}, files[0].Metrics[0].Caveats)
	require.Empty(t, files[0].Metrics[0].Synonyms)
}

// TestTemplates says of a template what it is, and reads one that is YAML all the same.
func TestTemplates(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"a.yml":        "cubes:\n  {% for m in models() %}\n  - {{ m.as_cube() }}\n    measures: [{name: n, type: count}]\n  {% endfor %}\n",
		"b.yml":        "{%- set x = 1 -%}\n\ncubes:\n  - name: c\n",
		"c.yml.jinja":  "cubes: []\n",
		"d.yaml.j2":    "cubes: []\n",
		"e.yml":        "cubes:\n  - {{ m.as_cube() }}\n    measures: []\n",
		"f.yml":        "cubes: [{name: c, sql: {{ x }}, measures: [{name: n, type: count}]}]\n",
		"g.yaml.jinja": "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := format.ReadPaths(t.Context(), []string{written(t, name, content)}, format.Options{})
			require.ErrorContains(t, err, name)
			require.Contains(t, fault.Next(err), "template")
		})
	}
	files := read(t, folder(t, map[string]string{
		"c.yml.jinja": "cubes: [",
		"d.yml":       "cubes:\n  - name: c\n    public: \"{{ is_public() }}\"\n    sql: >\n      SELECT * FROM {% if dev %} a {% else %} b {% endif %}\n    measures: [{name: n, type: sum, sql: \"{{ column('v') }}\"}]\n",
	}))
	require.Equal(t, []format.Skip{{Name: "c.yml.jinja", Reason: "a template, from which definitions are made"}}, files[0].Skipped)
	require.Equal(t, "SUM({{ column('v') }})", files[1].Metrics[0].Expression)
	require.Equal(t, "SELECT * FROM {% if dev %} a {% else %} b {% endif %}", files[1].Metrics[0].Source.Query)
}

// TestManyToolsInOneFolder reads the formats side by side, passes over what defines nothing, and names what is broken.
func TestManyToolsInOneFolder(t *testing.T) {
	t.Parallel()
	root := folder(t, map[string]string{
		"warehouse/dbt_project.yml":           "name: depot\nmodel-paths: [models]\n",
		"warehouse/packages.yml":              "packages: [{package: a/b, version: 1.0.0}]\n",
		"warehouse/models/schema.yml":         "version: 2\nmodels: [{name: scans, columns: [{name: id, data_tests: [unique]}]}]\nunit_tests: [{name: x, model: scans, given: [], expect: {rows: []}}]\n",
		"warehouse/models/sem.yml":            "semantic_models: [{name: scans, model: ref('scans'), measures: [{name: n, agg: count, expr: id}]}]\nmetrics: [{name: scans, type: simple, type_params: {measure: n}}]\n",
		"warehouse/seeds/seeds.yml":           "seeds: [{name: x}]\n",
		"warehouse/macros/macros.yml":         "macros: [{name: x, description: \"{{ doc('y') }}\"}]\n",
		"warehouse/dbt_packages/p/models.yml": "metrics: [{name: theirs, type: simple, type_params: {measure: n}}]\n",
		"cube/model/cubes/scans.yml":          "cubes: [{name: scans, sql_table: depot.scans, measures: [{name: count, type: count}]}]\n",
		"cube/model/views/board.yml":          "views: [{name: board, cubes: [{join_path: scans, includes: '*'}]}]\n",
		"looker/scans.view.lkml":              "view: scans { measure: total { type: count } }\n",
		"looker/depot.model.lkml":             "connection: \"x\"\ninclude: \"/views/*.view\"\nexplore: scans { sql_always_where: ${id} = '{{ _user_attributes['id'] }}' ;; }\n",
		"looker/manifest.lkml":                "constant: CITY { value: \"x\" export: override_required }\n",
		"bricks/scans_view.yaml":              "version: 1.1\nsource: depot.scans\nmeasures: [{name: n, expr: COUNT(1)}]\n",
		"power/model.yaml":                    "version: 1\nrelationships: []\nmeasures: [{name: n, dax: COUNT(x)}]\n",
		"hub/depot.toml":                      "[metrics.scans]\nselect_expression = \"COUNT(*)\"\ndata_source = \"scans\"\nowner = \"lead@example.com\"\n",
		"hub/functions.toml":                  "[functions.agg_sum]\ndefinition = \"SUM({x})\"\n",
		"broken/models.yml":                   "metrics:\n  - name: x\n   type: simple\n",
	})
	files, err := format.ReadPaths(t.Context(), []string{root}, format.Options{})
	require.ErrorContains(t, err, "models.yml:3:4: this is not YAML")
	m := metricsByID(t, files)
	for _, id := range []string{"depot.scans", "scans.count", "scans.total", "scans_view.n"} {
		require.Contains(t, m, id)
	}
	require.Len(t, m, 4, "the metric of the hub has the id of that of the project, and is told of")
	skipped := make(map[string]string)
	for _, f := range files {
		for _, s := range f.Skipped {
			skipped[s.Name] = s.Reason
		}
	}
	require.Contains(t, skipped["depot.scans"], "defined twice and differently")
	for _, name := range []string{"board", "model.yaml", "functions.toml", "schema.yml", "seeds.yml", "macros.yml", "packages.yml", "manifest.lkml"} {
		require.Contains(t, skipped, name)
	}
}

// TestSynonymsOfTheSample holds that the metrics of the public Snowflake model have the names that people use for them.
func TestSynonymsOfTheSample(t *testing.T) {
	t.Parallel()
	with := 0
	for _, m := range metricsOf(read(t, public(t, "snowflake"))) {
		if len(m.Synonyms) > 0 {
			with++
		}
	}
	require.Equal(t, 5, with)
}
