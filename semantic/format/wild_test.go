package format_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
)

// TestCompiledManifest reads what dbt compiles: metrics under their ids, conditions in objects, spans as count and unit.
// Where a metric stood and when it was compiled is left out, so that compiling again changes nothing.
func TestCompiledManifest(t *testing.T) {
	t.Parallel()
	files := read(t, written(t, "manifest.json", `{
  "metadata": {"dbt_version": "1.9.0"},
  "metrics": {
    "metric.shop.revenue": {"name": "revenue", "unique_id": "metric.shop.revenue", "created_at": 1.5, "path": "a.yml", "label": "Revenue \ud83d\ude00",
      "type": "simple", "type_params": {"measure": {"name": "revenue", "filter": null, "fill_nulls_with": null}, "numerator": null, "window": null},
      "filter": {"where_filters": [{"where_sql_template": "{{ Dimension('order__paid') }}"}]}, "config": {"enabled": true, "meta": {"owner": "shop lead"}}},
    "metric.shop.revenue_28d": {"name": "revenue_28d", "type": "cumulative", "type_params": {"measure": {"name": "revenue"}, "window": {"count": 28, "granularity": "day"}}}
  },
  "semantic_models": {
    "semantic_model.shop.orders": {"name": "orders", "model": "ref('fct_orders')", "defaults": {"agg_time_dimension": "day"},
      "dimensions": [{"name": "day", "type": "time", "type_params": {"time_granularity": "day"}}], "measures": [{"name": "revenue", "agg": "sum", "expr": "amount"}]}
  }
}`))
	require.Equal(t, format.DBT, files[0].Format)
	m := files[0].Metrics[0]
	require.Equal(t, "orders.revenue", m.ID())
	require.Equal(t, "Revenue \U0001F600", m.Label)
	require.Equal(t, "SUM(amount)", m.Expression)
	require.Equal(t, []string{"{{ Dimension('order__paid') }}"}, m.Filters)
	require.Equal(t, semantic.Span("1d"), m.Grain)
	require.Equal(t, []string{"shop lead"}, m.Owner)
	require.Empty(t, m.Extensions)
	require.Contains(t, files[0].Losses, format.Loss{Metric: "orders.revenue", Field: "created_at"})
	require.Equal(t, semantic.Span("28d"), files[0].Metrics[1].Window)
}

// TestBeforeMetricFlow reads metrics as dbt had them before 1.6.
func TestBeforeMetricFlow(t *testing.T) {
	t.Parallel()
	files := read(t, written(t, "shop.yml", `
metrics:
  - name: actives
    model: ref('events')
    calculation_method: count_distinct
    expression: user_id
    dimensions: [plan]
    window: {count: 14, period: day}
    filters: [{field: is_staff, operator: '=', value: 'false'}]
  - {name: sales, model: ref('orders'), calculation_method: sum, expression: amount, timestamp: day, time_grains: [day, week]}
  - name: sales_per_active
    calculation_method: derived
    expression: "{{ metric('sales') }} / {{metric(\"actives\")}}"
    filters: [{field: region, operator: '=', value: "'north'"}]
  - {name: doubled, type: expression, sql: "{{ metric('sales') }} * 2"}
`))
	derived := files[0].Metrics[2]
	require.Equal(t, []string{"shop.sales", "shop.actives"}, derived.Inputs)
	require.Equal(t, []string{"region = 'north'"}, derived.Filters)
	require.Equal(t, "METRICFLOW", derived.Dialect)
	require.Equal(t, []string{"shop.sales"}, files[0].Metrics[3].Inputs)
	require.Equal(t, "{{ metric('sales') }} * 2", files[0].Metrics[3].Expression)
	m := files[0].Metrics[0]
	require.Equal(t, "shop.actives", m.ID())
	require.Equal(t, "COUNT(DISTINCT user_id)", m.Expression)
	require.Equal(t, semantic.Span("14d"), m.Window)
	require.Equal(t, semantic.Source{Connector: "events"}, m.Source)
	require.Equal(t, []string{"is_staff = false"}, m.Filters)
}

// TestLookMLInTheWild reads what the grammar allows and the fixture does not show.
func TestLookMLInTheWild(t *testing.T) {
	t.Parallel()
	files := read(t, written(t, "shop.view.lkml", "include: \"*.view\"\n"+`view: shop {
  extends: [base]
  drill_fields: [detail*, -id]
  derived_table: {
    sql: SELECT '}' AS x, "#" AS y FROM t WHERE {% condition day %} d {% endcondition %} ;;
    datagroup_trigger: nightly
  }
  parameter: p { allowed_value: { label: "A: b" value: "a" } allowed_value: { value: "c" } }
  dimension: metric_code { case: { when: { sql: ${TABLE}.c = "Q2" ;; label: "Awareness" } else: "Other" } }
  measure: visits {
    type: count
    filters: { field: bot value: "no" }
    filters: { field: day value: "7 days" }
    html: <a href="#">{{ rendered_value }}</a> ;;
    link: { label: "More" url: "https://example.com/{{ value }}" }
    value_format: "#,##0" }
  measure: rate{type:number sql: ${visits}*1.0 ;; value_format_name: percent_2}
  set: detail { fields: [metric_code, visits] }
}
view: empty {}
test: t { explore_source: shop { column: visits {} } assert: a { expression: ${shop.visits} > 0 ;; } }
`))
	require.Len(t, files[0].Metrics, 2)
	m := files[0].Metrics[0]
	require.Equal(t, []string{"bot: no", "day: 7 days"}, m.Filters)
	require.Contains(t, m.Source.Query, `"#" AS y FROM t`)
	require.Equal(t, []string{"shop.visits"}, files[0].Metrics[1].Inputs)
}

// TestFilesAreToldByContent gives each format an ending that says nothing, or something else.
func TestFilesAreToldByContent(t *testing.T) {
	t.Parallel()
	for want, content := range map[string]string{
		format.Ossie:      `{"semantic_model": [{"name": "m", "metrics": [{"name": "x", "expression": {"dialects": [{"dialect": "ANSI_SQL", "expression": "1"}]}}]}]}`,
		format.DBT:        "semantic_models: [{name: m, measures: [{name: x, agg: sum, create_metric: true}]}]",
		format.Cube:       `{"cubes": [{"name": "m", "measures": [{"name": "m.x", "title": "X", "type": "number", "aggType": "count"}]}]}`,
		format.Snowflake:  "tables: [{name: t, metrics: [{name: x, expr: COUNT(*)}]}]\nname: m",
		format.Databricks: "version: 0.1\nsource: t\nmeasures: [{name: x, expr: COUNT(*)}]",
		format.Plumb:      "plumb: metrics/1\nmetrics: [{name: x}]",
	} {
		files := read(t, written(t, "m.txt", content))
		require.Equal(t, want, files[0].Format)
		require.Len(t, files[0].Metrics, 1, want)
		require.Equal(t, "m.x", files[0].Metrics[0].ID(), want)
	}
}

// TestProjectNamesTheMetrics holds that the ids of a dbt project do not depend on which of its folders is named, as long as
// the file of the project is in it.
func TestProjectNamesTheMetrics(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for path, content := range map[string]string{
		"one/dbt_project.yml":     "name: \"first\"\nprofile: x\n",
		"one/models/a/models.yml": "semantic_models: [{name: s, model: ref('t'), measures: [{name: n, agg: sum, expr: v}]}]\n",
		"one/models/b/metric.yml": "metrics: [{name: total, type: simple, type_params: {measure: n}}]\n",
		"two/dbt_project.yml":     "name: second\n",
		"two/metric.yml":          "metrics: [{name: total, type: simple, type_params: {measure: n}}]\n",
	} {
		require.NoError(t, os.MkdirAll(filepath.Join(root, filepath.Dir(path)), 0o750))
		require.NoError(t, os.WriteFile(filepath.Join(root, path), []byte(content), 0o600))
	}
	for _, paths := range [][]string{{root}, {filepath.Join(root, "one"), filepath.Join(root, "two")}} {
		metrics := metricsOf(read(t, paths...))
		require.Len(t, metrics, 2)
		require.Equal(t, "first.total", metrics[0].ID())
		require.Equal(t, "SUM(v)", metrics[0].Expression)
		require.Equal(t, "second.total", metrics[1].ID())
		require.Empty(t, metrics[1].Expression, "a measure of another project is not its own")
	}
}
