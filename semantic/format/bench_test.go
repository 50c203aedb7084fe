package format_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
)

// BenchmarkReadMetricHub reads the three public files of metric-hub, 304 metrics.
func BenchmarkReadMetricHub(b *testing.B) {
	path := public(b, "metric-hub")
	for b.Loop() {
		read(b, path)
	}
}

// BenchmarkRead50000 reads plumb's own format with 50,000 metrics.
func BenchmarkRead50000(b *testing.B) {
	path := written(b, "many.yaml", many(b, 50_000))
	b.ReportAllocs()
	for b.Loop() {
		files, err := format.ReadPaths(b.Context(), []string{path}, format.Options{})
		require.NoError(b, err)
		require.Len(b, files[0].Metrics, 50_000)
	}
}

// many writes a file with metrics that say what most metrics do.
func many(tb testing.TB, n int) string {
	tb.Helper()
	var c semantic.Catalogue
	for i := range n {
		c.Metrics = append(c.Metrics, semantic.Metric{
			Namespace: "big", Name: fmt.Sprintf("metric_%d", i), Label: fmt.Sprintf("Metric %d", i), Team: "big",
			Description: "People who did something that counts.\nStaff are out.", Synonyms: []string{fmt.Sprintf("number %d", i)},
			Unit: "{user}", Window: "7d", Direction: semantic.Up, Owner: []string{"data lead"}, Expression: "COUNT(DISTINCT user_id)", Dialect: "ANSI_SQL",
		})
	}
	var out bytes.Buffer
	require.NoError(tb, format.WritePlumb(&out, c))
	return out.String()
}
