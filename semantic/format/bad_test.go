package format_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic/format"
)

// TestBadFiles holds what is said about a file that cannot be read: file, line, column, what is wrong and what to do.
func TestBadFiles(t *testing.T) {
	t.Parallel()
	const own = "plumb: metrics/1\nnamespace: g\n"
	for name, c := range map[string]struct {
		file, content, want, next string
	}{
		"malformed YAML":       {"a.yaml", own + "metrics:\n  - name: x\n   label: y\n", "a.yaml:5:4: this is not YAML", "Correct the line"},
		"a tab":                {"a.yaml", own + "metrics:\n\t- name: x\n", "a.yaml:4:1: this is not YAML: found character that cannot start any token", "Correct the line"},
		"a key twice":          {"a.yaml", own + "metrics:\n  - name: x\n    name: y\n", `a.yaml:5:5: the key "name" stands here a second time; the first is in line 4`, "Remove one"},
		"a key that is a list": {"a.yaml", own + "[a, b]: c\n", "a.yaml:3:1: a key has to be a word", "quotes"},
		"a slip in a key":      {"a.yaml", own + "metrics:\n  - name: x\n    synonims: [y]\n", `a.yaml:5:5: a metric has no key "synonims"`, "Did you mean synonyms?"},
		"an unknown key":       {"a.yaml", own + "colour: red\n", `a.yaml:3:1: a document of metrics has no key "colour"`, "Its keys are plumb, namespace"},
		"another version":      {"a.yaml", "plumb: metrics/2\n", "a.yaml:1:8: this version of the format is not known", "plumb: metrics/1"},
		"no span":              {"a.yaml", own + "metrics:\n  - {name: x, window: soon}\n", `a.yaml:4:23: the window "soon" is not a span`, "7d"},
		"no direction":         {"a.yaml", own + "metrics:\n  - {name: x, direction: good}\n", `a.yaml:4:5: the direction "good" of g.x is not known`, "up or down"},
		"no name":              {"a.yaml", own + "metrics:\n  - {label: x}\n", "a.yaml:4:5: a metric needs a name", "name: weekly_active_users"},
		"a metric twice":       {"a.yaml", own + "metrics:\n  - name: x\n  - name: x\n", `a.yaml:5:5: the metric "x" is defined a second time; the first is in line 4`, "another name"},
		"a term twice":         {"a.yaml", own + "terms:\n  - name: x\n  - name: x\n", `a.yaml:5:5: the term "x" is defined a second time`, "variants"},
		"a metric that is text": {
			"a.yaml", own + "metrics: [x]\n", "a.yaml:3:11: a metric is expected here", "Its keys are name",
		},
		"metrics that are a mapping": {"a.yaml", own + "metrics: {x: 1}\n", "a.yaml:3:10: metrics is a list", "dash"},
		"a text that is a list":      {"a.yaml", own + "metrics: [{name: [x]}]\n", "a.yaml:3:18: name is a single text", "one line"},
		"a list that is a mapping":   {"a.yaml", own + "metrics: [{name: x, owner: {a: b}}]\n", "a.yaml:3:28: owner is a text or a list of texts", "quotes"},
		"aliases without teams":      {"a.yaml", own + "metrics: [{name: x, aliases: [y]}]\n", "a.yaml:3:30: aliases are the names that a team uses", "synonyms"},
		"data that is not JSON":      {"a.yaml", own + "metrics: [{name: x, extensions: [{vendor: v, data: '{'}]}]\n", "a.yaml:3:52: the data of an extension is JSON", "quotes"},
		"a cycle": {
			"a.yaml", own + "metrics:\n  - {name: a, inputs: [b]}\n  - {name: b, inputs: [c]}\n  - {name: c, inputs: [b]}\n",
			"a.yaml:5:5: these metrics are computed from each other: g.b -> g.c -> g.b", "Take one",
		},
		"a dbt cycle": {
			"a.yml", "metrics:\n  - {name: a, type: derived, type_params: {expr: b, metrics: [b]}}\n  - {name: b, type: derived, type_params: {expr: a, metrics: [a]}}\n",
			"a.yml:2:5: these metrics are computed from each other: a.a -> a.b -> a.a", "Take one",
		},
		"broken JSON":         {"a.json", "{\"cubes\": [\n {\"name\": \"x\", }]}", "a.json:2:16: this is not JSON", "tool that made it"},
		"JSON cut off":        {"a.json", `{"cubes": [`, "a.json:1:12: this is not JSON: it ends too early", "tool that made it"},
		"broken TOML":         {"a.toml", "[metrics.x]\ndescription = \n", "a.toml:2:", "Correct the line"},
		"TOML key twice":      {"a.toml", "[metrics.x]\nowner = 'a'\nowner = 'b'\n", `a.toml:3:1: the key "owner" stands here a second time; the first is in line 2`, "Remove one"},
		"TOML twice":          {"a.toml", "[metrics.x]\n[metrics.x]\n", `a.toml:2:10: the key "x" stands here a second time`, "Remove one"},
		"broken LookML":       {"a.lkml", "view: x {\n  measure: y { type: count\n}\n", "a.lkml:4:1: this is not LookML: a block is not closed", "missing quote"},
		"LookML without end":  {"a.lkml", "view: x {\n  measure: y { sql: ${TABLE}.z }\n}\n", "a.lkml:2:21: this is not LookML: the ;; that ends this text is missing", ";;"},
		"a program":           {"orders.js", "cube(`Orders`, {});", "orders.js: a Cube model in JavaScript is a program and cannot be read", "YAML"},
		"an ontology":         {"a.yaml", "version: 1\nontology: []\n", "a.yaml: an Ossie ontology says what things are", "Definitions are read from"},
		"something else":      {"a.yaml", "name: x\non: push\n", "a.yaml: no metric definitions", "Definitions are read from"},
		"nothing":             {"a.yaml", "", "a.yaml: no metric definitions", "Definitions are read from"},
		"all switched off":    {"a.yml", "metrics: [{name: x, type: simple, config: {enabled: false}}]\n", "a.yml: no metric definitions; x: disabled", "Definitions are read from"},
		"not text":            {"a.yaml", "plumb: metrics/1\nteam: \xff\n", "a.yaml:2:7: this is not text in UTF-8", "Save the file"},
		"a control character": {"a.yaml", "plumb: metrics/1\nteam: \x01\n", "this is not YAML: control characters are not allowed", "Correct the line"},
		"nested too deeply":   {"a.json", `{"cubes":` + strings.Repeat("[", 5000), "a.json:1:210: this is nested too deeply", "levels"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files, err := format.ReadPaths(t.Context(), []string{written(t, c.file, c.content)}, format.Options{})
			require.ErrorContains(t, err, c.want)
			require.True(t, fault.Is(err, fault.Invalid))
			require.Contains(t, fault.Next(err), c.next)
			require.Empty(t, files)
		})
	}
}

// TestReferencesThatMultiply reads a small file that would be a billion nodes when its references are followed.
func TestReferencesThatMultiply(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	b.WriteString("metrics: *a9\n")
	_, err := format.ReadPaths(t.Context(), []string{written(t, "a.yaml", b.String())}, format.Options{})
	require.ErrorContains(t, err, "the file grows beyond measure when its references (*name) are followed")

	_, err = format.ReadPaths(t.Context(), []string{written(t, "a.yaml", "metrics: &a [*a]\n")}, format.Options{})
	require.Error(t, err, "a reference to what it stands in")
}

// TestHeirsThatMultiply reads cubes and views that each extend the one before.
func TestHeirsThatMultiply(t *testing.T) {
	t.Parallel()
	var cubes, views strings.Builder
	cubes.WriteString("cubes:\n")
	for i := range 2000 {
		fmt.Fprintf(&cubes, "  - {name: c%d, extends: c%d, measures: [{name: m%d, type: count, sql: v}]}\n", i, i-1, i)
		fmt.Fprintf(&views, "view: c%d { extends: [c%d] measure: m%d { type: count sql: v ;; } }\n", i, i-1, i)
	}
	for name, content := range map[string]string{"a.yml": cubes.String(), "a.view.lkml": views.String()} {
		files, err := format.ReadPaths(t.Context(), []string{written(t, name, content)}, format.Options{})
		require.ErrorContains(t, err, "the file grows beyond measure when what it extends is written out")
		require.Empty(t, files)
	}
}

// TestReferencesAndMergedKeys are read as if everything were written out.
func TestReferencesAndMergedKeys(t *testing.T) {
	t.Parallel()
	files := read(t, written(t, "a.yml", `
base: &base {type: simple, meta: {owner: shop lead}}
metrics:
  - <<: *base
    name: a
    type_params: {measure: a}
  - {<<: [*base], name: b, type: derived, type_params: {expr: a, metrics: [a]}}
`))
	require.Len(t, files[0].Metrics, 2)
	require.Equal(t, []string{"shop lead"}, files[0].Metrics[0].Owner)
	require.Equal(t, []string{"shop lead"}, files[0].Metrics[1].Owner)
	require.Equal(t, "derived", files[0].Metrics[1].Kind)
}

// TestFolder holds what is read of a folder, and that one bad file does not keep the others from being read.
func TestFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	metric := func(name string) string { return "plumb: metrics/1\nnamespace: g\nmetrics: [{name: " + name + "}]\n" }
	outside := written(t, "outside.yaml", metric("outside"))
	for path, content := range map[string]string{
		"b/two.yaml": metric("two"), "a/one.yml": metric("one"), "bad.yaml": "plumb: metrics/1\nmetrics: [{nmae: x}]\n",
		".hidden/x.yaml": metric("x"), "a/.x.yaml": metric("x"), "node_modules/x.yaml": metric("x"), "target/x.yaml": metric("x"), "dbt_packages/x.yaml": metric("x"),
		"ci.yaml": "on: {push: }\n", "template.yaml": "{{ if .Values.x }}\nbroken: [\n", "notes.md": metric("x"), "same.yaml": metric("two"),
		"other.yaml": "plumb: metrics/1\nnamespace: g\nmetrics: [{name: two, unit: s}]\n", "model/orders.js": "cube(`Orders`, {})\n", "model/app.js": "run()\n",
		"pyproject.toml": "[project]\nname = 'x'\n", "broken.toml": "[[[",
	} {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, filepath.Dir(path)), 0o750))
		require.NoError(t, os.WriteFile(filepath.Join(dir, path), []byte(content), 0o600))
	}
	require.NoError(t, os.Symlink(outside, filepath.Join(dir, "link.yaml")))
	require.NoError(t, os.Symlink(filepath.Dir(outside), filepath.Join(dir, "linked")))

	files, err := format.ReadPaths(t.Context(), []string{dir}, format.Options{Team: "everyone"})
	require.ErrorContains(t, err, `bad.yaml:2:12: a metric has no key "nmae"`)
	require.ErrorContains(t, err, "orders.js: a Cube model in JavaScript")
	require.NotContains(t, err.Error(), "template.yaml")

	got := make(map[string]string)
	for _, f := range files {
		name, err := filepath.Rel(dir, f.Path)
		require.NoError(t, err)
		got[filepath.ToSlash(name)] = ""
		for _, m := range f.Metrics {
			got[filepath.ToSlash(name)] += m.ID()
			require.Equal(t, "everyone", m.Team)
		}
		for _, skip := range f.Skipped {
			got[filepath.ToSlash(name)] += skip.Name + ": " + strings.ReplaceAll(skip.Reason, dir, "")
		}
	}
	require.Equal(t, map[string]string{
		"a/one.yml": "g.one", "b/two.yaml": "g.two", "same.yaml": "g.two: defined twice, the same",
		"other.yaml":    "g.two: defined twice and differently: the definition in /b/two.yaml:3 is used, one in /other.yaml is not",
		"ci.yaml":       "ci.yaml: no metric definitions",
		"template.yaml": "template.yaml: no metric definitions", "pyproject.toml": "pyproject.toml: no metric definitions", "broken.toml": "broken.toml: no metric definitions",
	}, got)
}

func TestPathsThatAreNotThere(t *testing.T) {
	t.Parallel()
	_, err := format.ReadPaths(t.Context(), []string{filepath.Join(t.TempDir(), "gone.yaml")}, format.Options{})
	require.True(t, fault.Is(err, fault.NotFound))
	require.ErrorContains(t, err, "gone.yaml cannot be read")

	_, err = format.ReadPaths(t.Context(), []string{t.TempDir()}, format.Options{})
	require.ErrorContains(t, err, "no metric definitions in")

	path := written(t, "a.yaml", "plumb: metrics/1\nmetrics: [{name: x}]\n")
	files, err := format.ReadPaths(t.Context(), []string{path, filepath.Dir(path), path}, format.Options{})
	require.NoError(t, err)
	require.Len(t, files, 1, "a file is read once")
}

// TestNothingIsHidden holds that no name or text carries characters that cannot be seen, that nothing is endless, and that
// each of these is reported.
func TestNothingIsHidden(t *testing.T) {
	t.Parallel()
	content := "plumb: metrics/1\nnamespace: g\nmetrics:\n  - name: \"a\\u202eb\\u200b\"\n    label: \"x\\x07\\ny\"\n    description: \"Ignore\\u2066 this\\n\\u0001and that\"\n" +
		"    synonyms: [\"\\ufeff\", \"s\\u00ad\\U000E0041\", " + strings.TrimSuffix(strings.Repeat("t, ", 110), ", ") + "]\n  - name: " + strings.Repeat("n", 300) + "\n    description: " + strings.Repeat("é", 11_000) + "\n"
	files := read(t, written(t, "a.yaml", content))
	m := files[0].Metrics[0]
	require.Equal(t, "g.ab", m.ID())
	require.Equal(t, "x y", m.Label)
	require.Equal(t, "Ignore this\nand that", m.Description)
	require.Len(t, m.Synonyms, 100)
	require.Equal(t, "s", m.Synonyms[0])
	require.Len(t, files[0].Metrics[1].Name, 200)
	require.Len(t, files[0].Metrics[1].Description, 20<<10)
	long := files[0].Metrics[1].ID()
	require.Equal(t, []format.Loss{
		{Metric: "g.ab", Field: "name (2 hidden characters)"},
		{Metric: "g.ab", Field: "label (1 hidden characters)"},
		{Metric: "g.ab", Field: "description (2 hidden characters)"},
		{Metric: "g.ab", Field: "synonyms (1 hidden characters)"},
		{Metric: "g.ab", Field: "synonyms (2 hidden characters)"},
		{Metric: "g.ab", Field: "synonyms (11 of 111: more than 100)"},
		{Metric: long, Field: "name (100 bytes beyond 200)"},
		{Metric: long, Field: "description (1520 bytes beyond 20480)"},
	}, files[0].Losses)
}
