package app

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/pgtest"
	"github.com/plumbline-dev/plumb/internal/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestSameOutcomesOnEveryEngine looks up the labelled terms of the example's catalogue on SQLite, on a server without
// vectors and on one with pgvector. What comes of each term is the same everywhere, down to the order of the candidates.
func TestSameOutcomesOnEveryEngine(t *testing.T) {
	t.Parallel()
	const root = "../.."
	terms := labelledTerms(t, filepath.Join(root, "evals", "cases", "link", "dev.jsonl"))
	golden := filepath.Join("testdata", "outcomes.golden")
	want, err := os.ReadFile(golden)
	if !*update {
		require.NoError(t, err)
	}
	for name, open := range map[string]func(t *testing.T) *store.Store{
		"sqlite": nil,
		"postgres without vectors": func(t *testing.T) *store.Store {
			t.Helper()
			return opened(t, pgtest.Server(t))
		},
		"pgvector": func(t *testing.T) *store.Store {
			t.Helper()
			return opened(t, pgtest.Vector(t))
		},
	} {
		t.Run(name, func(t *testing.T) {
			a, _ := configured(t, "")
			if open != nil {
				a.store = open(t)
			}
			_, err := a.ImportMetrics(t.Context(), ImportRequest{Paths: []string{filepath.Join(root, "docs", "example", "metrics")}})
			require.NoError(t, err)
			d, err := a.Definitions(t.Context(), nil)
			require.NoError(t, err)
			require.Empty(t, d.Behind)
			var got strings.Builder
			for _, term := range terms {
				found, err := d.Link(t.Context(), term)
				require.NoError(t, err)
				m := found.Match
				fmt.Fprintf(&got, "%q %q %q: %s %s %s", term.Term, term.Team, term.Context, m.Outcome, m.Metric, m.DiffersIn)
				for _, c := range m.Candidates[:min(len(m.Candidates), 5)] {
					fmt.Fprintf(&got, " %s=%.3f", c.Metric, c.Score)
				}
				got.WriteByte('\n')
			}
			if *update && name == "sqlite" {
				require.NoError(t, os.WriteFile(golden, []byte(got.String()), 0o600))
				want = []byte(got.String())
			}
			require.Equal(t, string(want), got.String())
		})
	}
}

func opened(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{URL: url})
	require.NoError(t, err)
	return s
}

func labelledTerms(t *testing.T, path string) []Lookup {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	var out []Lookup
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var term Lookup
		require.NoError(t, json.Unmarshal(lines.Bytes(), &term))
		out = append(out, term)
	}
	require.Greater(t, len(out), 100)
	return out
}
