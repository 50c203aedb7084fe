package format

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// TestStandardInput reads what has no name: each syntax is told from what it looks like.
func TestStandardInput(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ content, format, id string }{
		"YAML":           {"plumb: metrics/1\nnamespace: growth\nmetrics:\n  - name: wau\n", Plumb, "growth.wau"},
		"JSON":           {`{"plumb": "metrics/1", "namespace": "growth", "metrics": [{"name": "wau"}]}`, Plumb, "growth.wau"},
		"TOML":           {"# of a product\n\n[metrics.wau]\nselect_expression = \"COUNT(*)\"\n", MetricHub, "stdin.wau"},
		"TOML, settings": {"friendly_name = \"x\"\n[metrics.wau]\nselect_expression = \"COUNT(*)\"\n", MetricHub, "stdin.wau"},
		"LookML":         {"view: orders {\n  measure: count { type: count }\n}\n", LookML, "orders.count"},
		"YAML, a list":   {"cubes:\n  - name: orders\n    measures:\n      - name: count\n        type: count\n", Cube, "orders.count"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files, err := ReadPaths(t.Context(), []string{"-"}, Options{Stdin: strings.NewReader(c.content)})
			require.NoError(t, err)
			require.Len(t, files, 1)
			require.Equal(t, "-", files[0].Path)
			require.Equal(t, c.format, files[0].Format)
			require.Equal(t, c.id, files[0].Metrics[0].ID())
		})
	}
}

func TestStandardInputBesideFiles(t *testing.T) {
	t.Parallel()
	const same, other = "plumb: metrics/1\nnamespace: growth\nmetrics:\n  - name: wau\n", "plumb: metrics/1\nnamespace: growth\nmetrics:\n  - name: wau\n    unit: s\n"
	path := filepath.Join(t.TempDir(), "growth.yaml")
	require.NoError(t, os.WriteFile(path, []byte(other), 0o600))
	files, err := ReadPaths(t.Context(), []string{"-", path}, Options{Stdin: strings.NewReader(same)})
	require.NoError(t, err)
	require.Len(t, files, 2)
	require.Equal(t, "-:4", files[1].Skipped[0].Instead, "where the definition stands that is used")
	metrics, err := ReadPaths(t.Context(), []string{"-"}, Options{Team: "firefox", Stdin: strings.NewReader("[metrics.wau]\nselect_expression = \"1\"\n")})
	require.NoError(t, err)
	require.Equal(t, "firefox.wau", metrics[0].Metrics[0].ID(), "the team stands for the name of the file")
}

func TestStandardInputIsRefused(t *testing.T) {
	t.Parallel()
	_, err := ReadPaths(t.Context(), []string{"-"}, Options{})
	require.Equal(t, fault.Usage, fault.KindOf(err))
	for name, c := range map[string]struct {
		in   string
		want string
	}{
		"nothing":   {" \n", "nothing on standard input"},
		"no syntax": {"metrics: [\n", "-:"},
		"no format": {"hello: you\n", "no metric definitions"},
		"not UTF-8": {"metrics: \xff\n", "-:1:10"},
	} {
		_, err := ReadPaths(t.Context(), []string{"-"}, Options{Stdin: strings.NewReader(c.in)})
		require.ErrorContains(t, err, c.want, name)
		require.Equal(t, fault.Invalid, fault.KindOf(err), name)
	}
	_, err = ReadPaths(t.Context(), []string{"-"}, Options{Stdin: iotest.ErrReader(errors.New("gone"))})
	require.Equal(t, fault.Unavailable, fault.KindOf(err))
}
