package indextest

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic/ngram"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGoldenSet holds the golden set to what a plain scan finds, and to a size at which it says something.
func TestGoldenSet(t *testing.T) {
	t.Parallel()
	vectors, err := GoldenVectors(t.Context())
	require.NoError(t, err)
	require.Len(t, vectors, 300)
	queries := GoldenQueries()
	require.Len(t, queries, 60)
	var set []Golden
	for _, q := range queries {
		query, err := ngram.New().Embed(t.Context(), []string{q})
		require.NoError(t, err)
		g := Golden{Query: q, Nearest: Scan(vectors, query[0], goldenK)}
		for i := range g.Nearest {
			g.Nearest[i].Score = math.Round(g.Nearest[i].Score*1e7) / 1e7
		}
		require.Len(t, g.Nearest, goldenK)
		set = append(set, g)
	}
	var content bytes.Buffer
	enc := json.NewEncoder(&content)
	enc.SetIndent("", " ")
	require.NoError(t, enc.Encode(set))
	if *update {
		require.NoError(t, os.WriteFile("testdata/golden.json", content.Bytes(), 0o600))
	}
	kept, err := os.ReadFile("testdata/golden.json")
	require.NoError(t, err)
	require.Equal(t, string(kept), content.String())
}
