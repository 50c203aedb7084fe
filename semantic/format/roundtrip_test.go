package format_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
)

// TestOssieLosesNothing reads Ossie files, keeps them as a store does, and writes them: the file is the same, comments and
// layout aside, and so are the metrics that are read from it.
func TestOssieLosesNothing(t *testing.T) {
	t.Parallel()
	paths := []string{filepath.Join("testdata", "ossie", "mixed.yaml"), filepath.Join("testdata", "ossie", "single.yaml")}
	for _, name := range []string{"tpcds_semantic_model.yaml", "sales.ossie.yaml", "fixtureA_ossie.yaml"} {
		paths = append(paths, public(t, "ossie", name))
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			files := read(t, path)
			require.Len(t, files, 1)
			require.Equal(t, format.Ossie, files[0].Format)
			require.Empty(t, files[0].Losses)

			var out bytes.Buffer
			require.NoError(t, format.WriteOssie(&out, stored(t, files[0].Metrics)))
			before, err := os.ReadFile(path)
			require.NoError(t, err)
			require.JSONEq(t, jsonOf(t, before), jsonOf(t, out.Bytes()))

			again := read(t, written(t, "again.yaml", out.String()))
			require.Equal(t, byID(t, files[0].Metrics), byID(t, metricsOf(again)))
		})
	}
}

// sources lists a path for each format, and all public ones that can be read together.
func sources(t *testing.T) map[string][]string {
	t.Helper()
	return map[string][]string{
		"cube":              {filepath.Join("testdata", "cube")},
		"lookml":            {filepath.Join("testdata", "lookml")},
		"dbt latest":        {filepath.Join("testdata", "dbt-latest")},
		"dbt older":         {filepath.Join("testdata", "dbt-older")},
		"snowflake":         {filepath.Join("testdata", "snowflake")},
		"databricks":        {filepath.Join("testdata", "databricks")},
		"metric-hub":        {filepath.Join("testdata", "metric-hub")},
		"plumb":             {filepath.Join("testdata", "plumb")},
		"ossie":             {filepath.Join("testdata", "ossie")},
		"public dbt":        {public(t, "dbt", "derived_metrics_manifest--manifest.yaml"), public(t, "dbt", "ambiguous_resolution_manifest--metrics.yaml")},
		"public metric-hub": {public(t, "metric-hub")},
		"public snowflake":  {public(t, "snowflake")},
		"public databricks": {public(t, "databricks")},
	}
}

// TestAnythingThroughOssie reads each format, writes it as Ossie, and reads that: the metrics are the same.
func TestAnythingThroughOssie(t *testing.T) {
	t.Parallel()
	for name, paths := range sources(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			metrics := metricsOf(read(t, paths...))
			var out bytes.Buffer
			require.NoError(t, format.WriteOssie(&out, stored(t, metrics)))
			require.Equal(t, byID(t, metrics), byID(t, metricsOf(read(t, written(t, "out.yaml", out.String())))))
		})
	}
}

// TestAnythingThroughPlumb does the same with plumb's own format, and for the terms.
func TestAnythingThroughPlumb(t *testing.T) {
	t.Parallel()
	for name, paths := range sources(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var c semantic.Catalogue
			for _, f := range read(t, paths...) {
				c.Metrics = append(c.Metrics, f.Metrics...)
				c.Terms = append(c.Terms, f.Terms...)
			}
			var out bytes.Buffer
			require.NoError(t, format.WritePlumb(&out, c))
			validate(t, out.Bytes())
			again := read(t, written(t, "out.yaml", out.String()))
			require.Len(t, again, 1)
			require.Empty(t, again[0].Losses)
			require.Equal(t, byID(t, c.Metrics), byID(t, again[0].Metrics))
			require.Equal(t, c.Terms, again[0].Terms)

			var twice bytes.Buffer
			require.NoError(t, format.WritePlumb(&twice, semantic.Catalogue{Metrics: again[0].Metrics, Terms: again[0].Terms}))
			require.Equal(t, out.String(), twice.String(), "the same catalogue is the same file")
		})
	}
}
