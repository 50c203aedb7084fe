package format_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
)

// Each reader is fuzzed from its fixtures. Whatever the bytes are: nothing panics, every metric can be kept, and what was
// read can be written in both formats and read again without an error.

func FuzzOssie(f *testing.F)      { fuzzReader(f, "ossie", "a.yaml") }
func FuzzDBTOlder(f *testing.F)   { fuzzReader(f, "dbt-older", "a.yml", firstMetricFlow) }
func FuzzDBTLatest(f *testing.F)  { fuzzReader(f, "dbt-latest", "a.yml") }
func FuzzCube(f *testing.F)       { fuzzReader(f, "cube", "a.yml", extendedCubes) }
func FuzzSnowflake(f *testing.F)  { fuzzReader(f, "snowflake", "a.yaml") }
func FuzzDatabricks(f *testing.F) { fuzzReader(f, "databricks", "a.yaml") }
func FuzzLookML(f *testing.F)     { fuzzReader(f, "lookml", "a.lkml", oldLookML, extendedLookML) }
func FuzzMetricHub(f *testing.F)  { fuzzReader(f, "metric-hub", "a.toml") }
func FuzzPlumb(f *testing.F)      { fuzzReader(f, "plumb", "a.yaml") }

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"cubes": [{"name": "x", "measures": [{"name": "x.count", "type": "count", "meta": {"unit": "\ud83d\ude00", "owner": null}}]}]}`))
	f.Add([]byte(`{"metrics": {"metric.p.a": {"name": "a", "type": "simple", "type_params": {"measure": {"name": "m", "filter": {"where_filters": [{"where_sql_template": "x"}]}}}}}, "metadata": {}}`))
	f.Fuzz(func(t *testing.T, content []byte) { readAnything(t, "a.json", content) })
}

// Seeds for what the fixtures do not show.
const (
	oldLookML       = "# old\n- view: a\n  extends: b\n  fields:\n  - measure: n\n    type: sum\n    sql: ${TABLE}.v\n    filters: {x: '1'}\n- view: b\n  fields: [{measure: m, type: count}]\n"
	extendedLookML  = "view: a { extends: [b, c] measure: n { type: period_over_period based_on: m period: year kind: difference } }\nview: b { extension: required measure: m { type: count } }\nview: +a { extends: [a] }\n"
	extendedCubes   = "cubes:\n  - {name: a, extends: b, measures: [{name: n, type: number, sql: '{b.m} + {a.b.m}'}]}\n  - {name: b, extends: a, measures: [{name: m, type: sum, sql: v, rolling_window: {trailing: unbounded}, time_shift: [{interval: 1 day}]}]}\n"
	firstMetricFlow = "data_source: {name: a, sql_table: t, measures: [{name: m, agg: percentile, agg_params: {percentile: 99}}]}\n---\nmetric: {name: n, type: expr, type_params: {expr: m, measures: [m, {name: o}]}, constraint: x, locked_metadata: {unit: s}}\n"
)

func fuzzReader(f *testing.F, folder, name string, seeds ...string) {
	f.Helper()
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	require.NoError(f, filepath.WalkDir(filepath.Join("testdata", folder), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		f.Add(content)
		return err
	}))
	f.Fuzz(func(t *testing.T, content []byte) { readAnything(t, name, content) })
}

func readAnything(t *testing.T, name string, content []byte) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, content, 0o600))
	files, err := format.ReadPaths(t.Context(), []string{path}, format.Options{})
	if err != nil {
		require.Empty(t, files)
		return
	}
	c := semantic.Catalogue{Metrics: metricsOf(files)}
	for _, m := range c.Metrics {
		require.NoError(t, m.Check())
		require.True(t, utf8.Valid(semantic.Canonical(m)))
	}
	var ossie, own bytes.Buffer
	require.NoError(t, format.WriteOssie(&ossie, c.Metrics))
	require.NoError(t, format.WritePlumb(&own, c))
	if len(c.Metrics) == 0 {
		return
	}
	require.Len(t, metricsOf(read(t, written(t, "ossie.yaml", ossie.String()))), len(c.Metrics))
	require.Equal(t, byID(t, c.Metrics), byID(t, metricsOf(read(t, written(t, "own.yaml", own.String())))))
}
