package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const root = "../.."

func TestWallsStand(t *testing.T) {
	t.Parallel()
	packages := list(t)
	for _, known := range []string{"agent", "agent/ground", "agent/internal/seal", "semantic", "connectors/transcript", "internal/store", "internal/cli", "internal/app", "internal/render"} {
		require.True(t, slices.ContainsFunc(packages, func(p Package) bool { return p.ImportPath == Module+"/"+known }), "%s is not listed: a rule would be about nothing", known)
	}
	require.Empty(t, Violations(packages, Rules))
}

// list asks the go command for the packages of the module.
func list(t *testing.T) []Package {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,TestImports,XTestImports,Deps", "./...")
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	var packages []Package
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p Package
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		require.NoError(t, err)
		packages = append(packages, p)
	}
}

func TestTopLevel(t *testing.T) {
	t.Parallel()
	allowed := strings.Fields(`cmd agent prompts semantic connectors evals go.mod go.sum README.md
		internal docs Makefile ARCHITECTURE.md CONTRIBUTING.md CHANGELOG.md LICENSE bin`)
	entries, err := os.ReadDir(filepath.FromSlash(root))
	require.NoError(t, err)
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			require.Contains(t, allowed, e.Name(), "the top level of the repository is fixed")
		}
	}
}

// TestViolations shows that each kind of rule catches what it is there for.
func TestViolations(t *testing.T) {
	t.Parallel()
	rules := []Rule{
		{Why: "why", Of: []string{"a"}, Only: []string{"b", "!example.org/x/..."}},
		{Why: "why", Of: []string{"c/..."}, Never: []string{"d/...", "!net/http"}},
		{Why: "why", Of: []string{"e"}, ImportedBy: []string{"f"}},
		{Why: "why", Of: []string{"g"}, Never: []string{"!..."}},
		{Why: "why", Of: []string{"..."}, Except: []string{"y"}, Never: []string{"!example.org/bad"}},
		{Why: "why", Of: []string{"!example.org/sdk/..."}, ImportedBy: []string{"k"}},
	}
	m := func(path string) string { return Module + "/" + path }
	for name, c := range map[string]struct {
		p    Package
		want []string
	}{
		"allowed imports":          {Package{ImportPath: m("a"), Imports: []string{"fmt", m("b"), "example.org/x", "example.org/x/y"}}, nil},
		"an import too many":       {Package{ImportPath: m("a"), Imports: []string{m("b/c"), "example.org/z"}}, []string{m("a") + " imports " + m("b/c") + " (why)", m("a") + " imports example.org/z (why)"}},
		"a rule is not for below":  {Package{ImportPath: m("a/b"), Imports: []string{m("z")}}, nil},
		"pulled in from afar":      {Package{ImportPath: m("c/c"), Deps: []string{"net", "net/http", m("d/e")}}, []string{m("c/c") + " pulls in net/http (why)", m("c/c") + " pulls in " + m("d/e") + " (why)"}},
		"a name that only begins":  {Package{ImportPath: m("cc"), Deps: []string{"net/http"}}, nil},
		"the importer that may":    {Package{ImportPath: m("f"), Imports: []string{m("e")}}, nil},
		"an importer that may not": {Package{ImportPath: m("h"), Imports: []string{m("e")}}, []string{m("h") + " imports " + m("e") + " (why)"}},
		"a test that may not":      {Package{ImportPath: m("h"), TestImports: []string{m("e")}}, []string{m("h") + " imports " + m("e") + " (why)"}},
		"an outer test":            {Package{ImportPath: m("h"), XTestImports: []string{m("e")}}, []string{m("h") + " imports " + m("e") + " (why)"}},
		"another module":           {Package{ImportPath: m("g"), Deps: []string{"fmt", m("b"), "example.org/x"}}, []string{m("g") + " pulls in example.org/x (why)"}},
		"a rule for all but one":   {Package{ImportPath: m("y"), Deps: []string{"example.org/bad"}}, nil},
		"a module's one importer":  {Package{ImportPath: m("k"), Imports: []string{"example.org/sdk/v2"}}, nil},
		"a module's other one":     {Package{ImportPath: m("l"), TestImports: []string{"example.org/sdk"}}, []string{m("l") + " imports example.org/sdk (why)"}},
		"a rule for all":           {Package{ImportPath: m("z/z"), Deps: []string{"example.org/bad", "example.org/badly"}}, []string{m("z/z") + " pulls in example.org/bad (why)"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, Violations([]Package{c.p}, rules))
		})
	}
}
