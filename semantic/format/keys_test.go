package format

import (
	"encoding/json"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/stretchr/testify/require"
)

// TestSchemaKnowsTheKeysOfTheReader fails when a key is added in one place only.
func TestSchemaKnowsTheKeysOfTheReader(t *testing.T) {
	t.Parallel()
	var s jsonschema.Schema
	require.NoError(t, json.Unmarshal(Schema, &s))
	metric := s.Defs["metric"]
	for _, c := range []struct {
		keys []string
		of   *jsonschema.Schema
	}{
		{documentKeys, &s}, {metricKeys, metric}, {sourceKeys, metric.Properties["source"]},
		{extensionKeys, metric.Properties["extensions"].Items}, {termKeys, s.Defs["term"]},
	} {
		var known []string
		for key := range c.of.Properties {
			known = append(known, key)
		}
		require.ElementsMatch(t, c.keys, known)
	}
}
