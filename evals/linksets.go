package evals

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
)

// publicMetrics are the definitions that other projects have published, as they lie in a folder of public data.
type publicMetrics struct {
	otel    []semantic.Metric   // OpenTelemetry conventions; names, descriptions and units, no formulas
	renamed []renaming          // of otel
	hub     [][]semantic.Metric // Mozilla metric-hub, a list for each product
	models  [][]semantic.Metric // semantic models with synonyms, a list for each file
	parts   [][]semantic.Metric // everything in those files that has a name and an expression, taken as metrics
}

// renaming is a metric of OpenTelemetry whose name has changed.
type renaming struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// readPublicMetrics reads the folders otel, metric-hub, ossie, snowflake and databricks of a folder.
func readPublicMetrics(ctx context.Context, dir string) (publicMetrics, error) {
	var p publicMetrics
	var err error
	if p.otel, err = readOTel(filepath.Join(dir, "otel", "metrics.jsonl")); err != nil {
		return p, err
	}
	if p.renamed, err = readLines[renaming](filepath.Join(dir, "otel", "renamed.jsonl")); err != nil {
		return p, err
	}
	if p.hub, err = readModels(ctx, filepath.Join(dir, "metric-hub")); err != nil {
		return p, err
	}
	for _, folder := range []string{"ossie", "snowflake", "databricks"} {
		models, err := readModels(ctx, filepath.Join(dir, folder))
		if err != nil {
			return p, err
		}
		parts, err := readParts(filepath.Join(dir, folder))
		if err != nil {
			return p, err
		}
		p.models, p.parts = append(p.models, models...), append(p.parts, parts...)
	}
	return p, nil
}

// readModels gives the metrics of each file of a folder that defines some.
func readModels(ctx context.Context, dir string) ([][]semantic.Metric, error) {
	files, err := format.ReadPaths(ctx, []string{dir}, format.Options{})
	if err != nil {
		return nil, err
	}
	var out [][]semantic.Metric
	for _, f := range files {
		if len(f.Metrics) > 0 {
			out = append(out, f.Metrics)
		}
	}
	return out, nil
}

func readOTel(path string) ([]semantic.Metric, error) {
	type convention struct{ Name, Brief, Unit, Instrument string }
	lines, err := readLines[convention](path)
	if err != nil {
		return nil, err
	}
	out := make([]semantic.Metric, len(lines))
	for i, c := range lines {
		out[i] = semantic.Metric{Namespace: "otel", Name: c.Name, Team: "otel", Description: c.Brief, Unit: c.Unit, Kind: c.Instrument}
	}
	return out, nil
}

// readLines reads a file of JSON values, one a line. Keys that T does not have are ignored.
func readLines[T any](path string) ([]T, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, opLink, "the cases cannot be read", "Check the folder of data, and the one of cases.")
	}
	var out []T
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, 1<<20)
	for at := 1; lines.Scan(); at++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var value T
		if err := json.Unmarshal(lines.Bytes(), &value); err != nil {
			return nil, fault.Newf(fault.Invalid, opLink, "%s:%d is not JSON as it is expected: %v", path, at, err).Do("Correct the line.")
		}
		out = append(out, value)
	}
	if err := lines.Err(); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, opLink, path+" cannot be read", "Keep its lines below a megabyte.")
	}
	return out, nil
}

// readParts gives, for each YAML file of a folder, everything in it that has a name and an expression. Models name
// synonyms for fields more often than for metrics, and a field's are no easier to find.
func readParts(dir string) ([][]semantic.Metric, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, opLink, "the folder cannot be searched", "Check its name.")
	}
	var out [][]semantic.Metric
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, fault.Wrap(err, fault.Unavailable, opLink, "a model cannot be read", "Check that you may read it.")
		}
		var parts []semantic.Metric
		for docs := yaml.NewDecoder(bytes.NewReader(raw)); ; {
			var doc yaml.Node
			err := docs.Decode(&doc)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, fault.Wrap(err, fault.Invalid, opLink, path+" is not YAML", "Leave it out of the folder.")
			}
			parts = appendParts(parts, &doc, strings.TrimSuffix(filepath.Base(path), ".yaml"))
		}
		if len(parts) > 0 {
			out = append(out, parts)
		}
	}
	return out, nil
}

// modelPart is what models in all three formats say of a field or metric.
type modelPart struct {
	Name        string
	Expr        yaml.Node
	Expression  yaml.Node
	Description string
	Comment     string
	Synonyms    []string
	AIContext   yaml.Node `yaml:"ai_context"`
}

// appendParts walks a document. A name that occurs twice in a file (a key of two tables) is taken once.
func appendParts(parts []semantic.Metric, n *yaml.Node, namespace string) []semantic.Metric {
	var p modelPart
	if n.Kind == yaml.MappingNode && n.Decode(&p) == nil && p.Name != "" && (!p.Expr.IsZero() || !p.Expression.IsZero()) {
		var hints struct{ Synonyms []string }
		_ = p.AIContext.Decode(&hints) // a text instead of keys holds no synonyms
		known := func(m semantic.Metric) bool { return m.Name == p.Name }
		if !slices.ContainsFunc(parts, known) {
			parts = append(parts, semantic.Metric{
				Namespace: namespace, Name: p.Name, Description: p.Description + p.Comment, Synonyms: append(p.Synonyms, hints.Synonyms...),
			})
		}
		return parts
	}
	for _, child := range n.Content {
		parts = appendParts(parts, child, namespace)
	}
	return parts
}

var (
	versionEnd    = regexp.MustCompile(`(?i)[ _.-]+v[0-9]+$`)
	nameSeparator = strings.NewReplacer("_", " ", ".", " ", "-", " ")
	sentenceEnd   = regexp.MustCompile(`[.!?](\s|$)|\n\s*\n`)
)

// spoken gives a name or text as its words, in small letters, without the version at its end.
func spoken(name string) string {
	name = versionEnd.ReplaceAllString(strings.TrimSpace(name), "")
	return strings.ToLower(strings.Join(strings.Fields(nameSeparator.Replace(name)), " "))
}

// firstSentence gives the first sentence of a description on one line.
func firstSentence(text string) string {
	text = strings.TrimSpace(text)
	if at := sentenceEnd.FindStringIndex(text); at != nil {
		text = text[:at[0]]
	}
	return strings.Join(strings.Fields(text), " ")
}

// without gives copies of metrics that change has worked on.
func without(metrics []semantic.Metric, change func(m *semantic.Metric)) []semantic.Metric {
	out := slices.Clone(metrics)
	for i := range out {
		change(&out[i])
	}
	return out
}

// sample gives at most n of a list, evenly spread over it.
func sample[T any](list []T, n int) []T {
	if len(list) <= n {
		return list
	}
	out := make([]T, n)
	for i := range out {
		out[i] = list[i*len(list)/n]
	}
	return out
}
