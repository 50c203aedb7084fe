// Package archtest holds the walls between the packages of plumb, and its test holds the packages against them. The
// walls are those of ARCHITECTURE.md: who may import what, and who alone may import something.
package archtest

import (
	"fmt"
	"slices"
	"strings"
)

// Module is the path of the module; the patterns of rules are relative to it.
const Module = "github.com/plumbline-dev/plumb"

// Package is what the rules look at of one package, in the words of go list.
type Package struct {
	ImportPath   string
	Imports      []string // written in the package itself
	TestImports  []string // written in its tests
	XTestImports []string // written in its external tests
	Deps         []string // everything that it pulls in
}

// Rule is one wall. Patterns are paths relative to the module ("agent", "agent/..." for agent and everything below it)
// or, with a leading "!", outside of it ("!database/sql"); "!..." is every package that is neither of the module nor of
// the standard library.
type Rule struct {
	Why string // shown when the wall is broken

	// Of says which packages the rule is about, and Except which of them it is not about.
	Of, Except []string
	// Only, if set, lists everything that they may import of the module and of other modules; the standard library is free.
	Only []string
	// Never lists what they may not even pull in.
	Never []string
	// ImportedBy, if set, lists the packages that alone may import them, tests included.
	ImportedBy []string
}

// Rules are the walls.
var Rules = []Rule{
	{
		Why:  "the nouns and their rules outlive every format, engine and database",
		Of:   []string{"agent"},
		Only: []string{"prompts", "semantic", "connectors", "internal/fault", "agent/internal/seal"},
		Never: []string{
			"!...", "!database/sql", "!net/http", "!os/exec",
		},
	},
	{
		Why:   "use-cases know ports; adapters and presentation know them",
		Of:    []string{"agent/..."},
		Never: []string{"!database/sql", "!net/http", "internal/store/...", "internal/app", "internal/cli", "internal/config", "internal/render", "connectors/transcript", "evals"},
	},
	{
		Why:        "only the gates may make a draft",
		Of:         []string{"agent/internal/seal"},
		ImportedBy: []string{"agent", "agent/ground"},
	},
	{
		Why:    "definitions do not know what uses them, nor where they are kept; the one index that lives in a database does",
		Of:     []string{"semantic/..."},
		Except: []string{"semantic/pgvec", "semantic/indextest"},
		Never:  []string{"agent/...", "!database/sql", "!net/http"},
	},
	{
		Why:   "an index and its tests know definitions only",
		Of:    []string{"semantic/pgvec", "semantic/indextest"},
		Never: []string{"agent/...", "internal/store/...", "internal/app", "internal/config"},
	},
	{
		Why:        "SQL stays where the database is",
		Of:         []string{"!github.com/jackc/pgx/...", "!github.com/pgvector/pgvector-go/..."},
		ImportedBy: []string{"internal/store", "internal/pgtest", "semantic/pgvec", "connectors/sqlquery"},
	},
	{
		Why:   "prompts are text; they do not know what uses them",
		Of:    []string{"prompts/..."},
		Never: []string{"agent/..."},
	},
	{
		Why:   "readers turn bytes into transcripts and know nothing else",
		Of:    []string{"connectors/transcript"},
		Only:  []string{"agent", "internal/fault", "internal/plainfile", "!github.com/ledongthuc/pdf", "!golang.org/x/text/..."},
		Never: []string{"!net/http", "!database/sql"},
	},
	{
		Why:        "adapters are wired in one place; the tests of use-cases and indexes run on the real store",
		Of:         []string{"internal/store"},
		ImportedBy: []string{"internal/app", "internal/store/...", "semantic/exact", "semantic/pgvec", "agent/register", "agent/glossary", "agent/proposals", "agent/readings", "agent/review", "agent/decision"},
	},
	{
		Why:        "adapters are wired in one place; the evaluation runs the readers it measures, and tests may read records",
		Of:         []string{"connectors/transcript"},
		ImportedBy: []string{"internal/app", "evals", "agent/draft", "agent/ground"},
	},
	{
		Why:    "a source knows the port and its own system; that one of them is a database is known to that one",
		Of:     []string{"connectors/..."},
		Except: []string{"connectors/sqlquery"},
		Never:  []string{"!database/sql", "internal/store/...", "internal/app", "internal/cli", "internal/config", "internal/render"},
	},
	{
		Why:   "a source that is a database keeps nothing of its own",
		Of:    []string{"connectors/sqlquery"},
		Never: []string{"internal/store/...", "internal/app", "internal/config", "agent/..."},
	},
	{
		Why:        "sources are wired in one place",
		Of:         []string{"connectors/sqlquery", "connectors/cube", "connectors/dbt", "connectors/github"},
		ImportedBy: []string{"internal/app"},
	},
	{
		Why:        "an evaluation measures the product; nothing of the product rests on it",
		Of:         []string{"evals"},
		ImportedBy: []string{"internal/app"},
	},
	{
		Why:   "a command line shows; what it shows comes through internal/app",
		Of:    []string{"internal/cli"},
		Only:  []string{"agent", "agent/ask", "agent/decision", "agent/fact", "agent/glossary", "agent/model", "agent/proposals", "agent/readings", "agent/register", "agent/review", "agent/search", "semantic", "internal/app", "internal/config", "internal/fault", "internal/nearest", "internal/plainfile", "internal/render", "!github.com/spf13/cobra", "!github.com/spf13/pflag", "!golang.org/x/term", "!github.com/mattn/go-runewidth"},
		Never: []string{"internal/web/...", "internal/mcpserver/..."},
	},
	{
		Why:   "presentations do not know each other",
		Of:    []string{"internal/web/...", "internal/mcpserver/..."},
		Never: []string{"internal/cli"},
	},
	{
		Why:   "rendering looks at nouns only",
		Of:    []string{"internal/render"},
		Never: []string{"internal/app", "internal/cli", "internal/store/...", "internal/config", "!database/sql", "!net/http"},
	},
	{
		Why:        "the command line is the program",
		Of:         []string{"internal/cli"},
		ImportedBy: []string{"cmd/plumb"},
	},
	{
		Why:        "what a model server speaks is known in one place",
		Of:         []string{"!github.com/sashabaranov/go-openai/...", "!github.com/tmc/langchaingo/..."},
		ImportedBy: []string{"internal/llm/..."},
	},
	{
		Why:        "models are wired in one place, and tests may use the ones that are none",
		Of:         []string{"internal/llm/openai", "internal/llm/langchain"},
		ImportedBy: []string{"internal/app", "internal/llm/..."},
	},
	{
		Why:   "of langchaingo, one model of it and nothing around models: no chains, agents or stores",
		Of:    []string{"..."},
		Never: []string{"!github.com/tmc/langchaingo/agents/...", "!github.com/tmc/langchaingo/chains/...", "!github.com/tmc/langchaingo/vectorstores/...", "!github.com/tmc/langchaingo/llms/ollama/..."},
	},
	{
		Why:   "no other model SDK is needed for anything yet",
		Of:    []string{"..."},
		Never: []string{"!github.com/openai/openai-go/...", "!github.com/anthropics/anthropic-sdk-go/..."},
	},
	{
		Why:   "one YAML, which keeps line numbers",
		Of:    []string{"..."},
		Never: []string{"!gopkg.in/yaml.v2", "!gopkg.in/yaml.v3"},
	},
}

// Violations lists every import that breaks a rule, in the order of the rules.
func Violations(packages []Package, rules []Rule) []string {
	var found []string
	for _, rule := range rules {
		for _, p := range packages {
			if matches(p.ImportPath, rule.Except) {
				continue
			}
			if matches(p.ImportPath, rule.Of) {
				found = append(found, rule.outward(p)...)
			} else {
				found = append(found, rule.inward(p)...)
			}
		}
	}
	return found
}

// outward checks what a package of the rule imports and pulls in.
func (r Rule) outward(p Package) []string {
	var found []string
	for _, path := range p.Imports {
		if r.Only != nil && !standard(path) && !matches(path, r.Only) {
			found = append(found, r.broken(p, "imports", path))
		}
	}
	for _, path := range p.Deps {
		if matches(path, r.Never) {
			found = append(found, r.broken(p, "pulls in", path))
		}
	}
	return found
}

// inward checks whether a package may import those of the rule.
func (r Rule) inward(p Package) []string {
	if r.ImportedBy == nil || matches(p.ImportPath, r.ImportedBy) {
		return nil
	}
	var found []string
	for _, path := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
		if matches(path, r.Of) {
			found = append(found, r.broken(p, "imports", path))
		}
	}
	return found
}

func (r Rule) broken(p Package, how, path string) string {
	return fmt.Sprintf("%s %s %s (%s)", p.ImportPath, how, path, r.Why)
}

func matches(path string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return match(path, pattern) })
}

func match(path, pattern string) bool {
	outside, isOutside := strings.CutPrefix(pattern, "!")
	switch {
	case pattern == "!...":
		return !standard(path) && !within(path, Module)
	case isOutside:
		return under(path, outside)
	case pattern == "...":
		return within(path, Module)
	}
	return under(path, Module+"/"+pattern)
}

func under(path, pattern string) bool {
	if root, ok := strings.CutSuffix(pattern, "/..."); ok {
		return within(path, root)
	}
	return path == pattern
}

func within(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// standard reports whether a path is of the standard library: its first element has no dot.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}
