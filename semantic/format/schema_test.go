package format_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic/format"
)

func schema(tb testing.TB) *jsonschema.Resolved {
	tb.Helper()
	var s jsonschema.Schema
	require.NoError(tb, json.Unmarshal(format.Schema, &s))
	resolved, err := s.Resolve(nil)
	require.NoError(tb, err)
	return resolved
}

// validate holds the documents of a file against the published schema.
func validate(tb testing.TB, content []byte) {
	tb.Helper()
	var docs []any
	require.NoError(tb, json.Unmarshal([]byte(jsonOf(tb, content)), &docs))
	for _, doc := range docs {
		require.NoError(tb, schema(tb).Validate(doc))
	}
}

func TestSchemaAcceptsWhatTheReaderReads(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join("testdata", "plumb", "*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		validate(t, content)
	}
}

// TestSchemaRefusesWhatTheReaderRefuses keeps the schema from accepting anything.
func TestSchemaRefusesWhatTheReaderRefuses(t *testing.T) {
	t.Parallel()
	for _, doc := range []string{
		`{"plumb": "metrics/2"}`,
		`{"metrics": []}`,
		`{"plumb": "metrics/1", "metric": []}`,
		`{"plumb": "metrics/1", "metrics": [{"label": "x"}]}`,
		`{"plumb": "metrics/1", "metrics": [{"name": "x", "synonims": []}]}`,
		`{"plumb": "metrics/1", "metrics": [{"name": "x", "direction": "sideways"}]}`,
		`{"plumb": "metrics/1", "metrics": [{"name": "x", "status": "dead"}]}`,
		`{"plumb": "metrics/1", "metrics": [{"name": "x", "window": ["7d"]}]}`,
		`{"plumb": "metrics/1", "metrics": [{"name": "x", "source": {"url": "y"}}]}`,
		`{"plumb": "metrics/1", "terms": [{"name": "x", "kind": "thing"}]}`,
		`{"plumb": "metrics/1", "terms": [{"meaning": "x"}]}`,
	} {
		var value any
		require.NoError(t, json.Unmarshal([]byte(doc), &value))
		require.Error(t, schema(t).Validate(value), doc)
		_, err := format.ReadPaths(t.Context(), []string{written(t, "x.yaml", doc)}, format.Options{})
		require.Error(t, err, doc)
	}
}
