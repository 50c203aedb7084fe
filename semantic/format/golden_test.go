package format_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
)

// TestFixtures holds the whole result for invented files of each format.
func TestFixtures(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"cube", "lookml", "dbt-latest", "dbt-older", "snowflake", "databricks", "metric-hub", "plumb", "ossie"} {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			type whole struct {
				format.File
				Metrics []semantic.Metric `json:"metrics"`
				Terms   []semantic.Term   `json:"terms"`
			}
			var got []whole
			for _, f := range read(t, filepath.Join("testdata", folder)) {
				f.Path = filepath.ToSlash(f.Path)
				got = append(got, whole{f, f.Metrics, f.Terms})
			}
			golden(t, folder+".json", indented(t, got))
		})
	}
}

// TestPublic holds, for the public files, how much was read, which ids, and what was lost: enough to see a change, and no
// copy of the files.
func TestPublic(t *testing.T) {
	t.Parallel()
	type summary struct {
		File    string            `json:"file"`
		Format  string            `json:"format"`
		IDs     []string          `json:"ids"`
		With    map[string]int    `json:"with"` // how many metrics have the field
		Kinds   map[string]int    `json:"kinds"`
		Skipped map[string]string `json:"skipped"`
		Lost    []string          `json:"lost"`
	}
	for _, folder := range []string{"ossie", "databricks", "snowflake", "metric-hub", "dbt"} {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			files, err := format.ReadPaths(t.Context(), []string{public(t, folder)}, format.Options{})
			if folder == "dbt" {
				require.ErrorContains(t, err, `multiple_semantic_models_without_divider.yml:22:1: the key "semantic_model" stands here a second time; the first is in line 1`)
			} else {
				require.NoError(t, err)
			}
			var got []summary
			for _, f := range files {
				s := summary{File: filepath.Base(f.Path), Format: f.Format, With: make(map[string]int), Kinds: make(map[string]int), Skipped: make(map[string]string)}
				for _, m := range f.Metrics {
					s.IDs = append(s.IDs, m.ID())
					s.Kinds[m.Kind]++
					for _, change := range semantic.Diff(semantic.Metric{}, m) {
						s.With[change.Field]++
					}
				}
				for _, skip := range f.Skipped {
					s.Skipped[skip.Name] = skip.Reason
				}
				for _, loss := range f.Losses {
					s.Lost = append(s.Lost, strings.TrimSpace(loss.Metric+" "+loss.Field))
				}
				got = append(got, s)
			}
			golden(t, "public-"+folder+".json", indented(t, got))
		})
	}
}

func indented(t *testing.T, value any) []byte {
	t.Helper()
	out, err := json.MarshalIndent(value, "", "  ")
	require.NoError(t, err)
	return append(out, '\n')
}
