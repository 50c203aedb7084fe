package format_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
	var checked int
	for _, root := range []string{"testdata", filepath.Join("..", "..", "docs")} {
		require.NoError(t, filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !slices.Contains([]string{".yaml", ".yml"}, filepath.Ext(path)) {
				return err
			}
			content, err := os.ReadFile(path)
			if err == nil && regexp.MustCompile(`(?m)^plumb:`).Match(content) {
				checked++
				validate(t, content)
				require.NotEmpty(t, read(t, path), path)
			}
			return err
		}))
	}
	require.Positive(t, checked)
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
