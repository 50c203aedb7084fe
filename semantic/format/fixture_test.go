package format_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/internal/publicdata"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
)

var update = flag.Bool("update", false, "write the golden files anew")

// public gives the path of published definitions.
func public(tb testing.TB, elements ...string) string {
	tb.Helper()
	return publicdata.Path(tb, append([]string{"semantic"}, elements...)...)
}

// read reads paths that have to be readable.
func read(tb testing.TB, paths ...string) []format.File {
	tb.Helper()
	files, err := format.ReadPaths(tb.Context(), paths, format.Options{})
	require.NoError(tb, err)
	return files
}

// written puts a text into a file of its own and gives its path.
func written(tb testing.TB, name, content string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), name)
	require.NoError(tb, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func metricsOf(files []format.File) []semantic.Metric {
	var out []semantic.Metric
	for _, f := range files {
		out = append(out, f.Metrics...)
	}
	return out
}

// byID gives metrics in their canonical form, which is what a store keeps.
func byID(tb testing.TB, metrics []semantic.Metric) map[string]string {
	tb.Helper()
	out := make(map[string]string)
	for _, m := range metrics {
		require.NotContains(tb, out, m.ID())
		out[m.ID()] = string(semantic.Canonical(m))
	}
	return out
}

// stored gives metrics as a store gives them back: through their canonical form, ordered by id.
func stored(tb testing.TB, metrics []semantic.Metric) []semantic.Metric {
	tb.Helper()
	out := make([]semantic.Metric, len(metrics))
	for i, m := range metrics {
		require.NoError(tb, json.Unmarshal(semantic.Canonical(m), &out[i]))
	}
	for i := range out {
		for j := i; j > 0 && out[j].ID() < out[j-1].ID(); j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}

// jsonOf gives the documents of a YAML file as JSON, in which the order of keys, comments and layout do not show.
func jsonOf(tb testing.TB, content []byte) string {
	tb.Helper()
	var docs []any
	for dec := yaml.NewDecoder(bytes.NewReader(content)); ; {
		var doc any
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(tb, err)
		docs = append(docs, doc)
	}
	out, err := json.MarshalIndent(docs, "", " ")
	require.NoError(tb, err)
	return string(out)
}

// golden compares with a file of testdata, or writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, got, 0o600))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run the test with -update")
	require.Equal(t, string(want), string(got))
}
