package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// Importer is who keeps the definitions of the examples.
var Importer = agent.EngineNamed("import")

// Definitions gives a file with n metrics and a term, each metric with a formula of its own.
func Definitions(name string, n int) glossary.File {
	f := glossary.File{Name: name, Format: "plumb", By: Importer, At: Noon}
	for i := range n {
		f.Metrics = append(f.Metrics, semantic.Metric{
			Namespace: "growth", Name: fmt.Sprintf("metric_%05d", i), Label: fmt.Sprintf("Metric %d", i),
			Description: "Accounts that did <something> & came back, number " + fmt.Sprint(i) + ".",
			Synonyms:    []string{fmt.Sprintf("m %d", i)}, Aliases: map[string][]string{"sales": {"ours"}}, Team: "growth", Unit: "{account}",
			Window: "7d", Direction: semantic.Up, Expression: fmt.Sprintf("COUNT(DISTINCT account_%d)", i), Dialect: "ANSI_SQL",
		})
	}
	f.Terms = []semantic.Term{{Namespace: "growth", Name: "Lighthouse", Kind: semantic.ProductTerm, Meaning: "the set-up page", Variants: []string{"light house"}}}
	return f
}

func definitionsKept(t *testing.T, s Store) {
	none, err := s.Catalogue(t.Context())
	require.NoError(t, err)
	require.Equal(t, semantic.Catalogue{Metrics: []semantic.Metric{}, Terms: []semantic.Term{}, Aliases: []semantic.Alias{}}, none)

	b := newBundle(t, s)
	f := Definitions("growth.yaml", 3)
	f.At = b.now()
	f.Metrics[1].Status, f.Metrics[1].ReplacedBy = semantic.Deprecated, f.Metrics[0].ID()
	f.Metrics[2].Namespace, f.Metrics[2].Name = "Growth", "Élan vital \u202e\u2028 '; DROP TABLE audit; --"
	change, err := s.KeepDefinitions(t.Context(), f)
	require.NoError(t, err)
	require.Equal(t, glossary.Change{Added: []string{f.Metrics[0].ID(), f.Metrics[1].ID(), f.Metrics[2].ID(), "growth.Lighthouse"}}, change)

	c, err := s.Catalogue(t.Context())
	require.NoError(t, err)
	require.Len(t, c.Metrics, 3)
	require.Equal(t, []string{f.Metrics[2].ID(), f.Metrics[0].ID(), f.Metrics[1].ID()},
		[]string{c.Metrics[0].ID(), c.Metrics[1].ID(), c.Metrics[2].ID()}, "ordered by id, byte by byte")
	for i, from := range []int{2, 0, 1} {
		require.Equal(t, string(semantic.Canonical(f.Metrics[from])), string(semantic.Canonical(c.Metrics[i])))
	}
	require.Equal(t, f.Metrics[0].ID(), c.Metrics[2].ReplacedBy)
	some, err := s.Metrics(t.Context(), []string{f.Metrics[2].ID(), "growth.Lighthouse", "growth.none", f.Metrics[0].ID(), f.Metrics[2].ID()})
	require.NoError(t, err)
	require.Equal(t, c.Metrics[:2], some, "terms are no metrics")
	require.Equal(t, f.Terms, c.Terms)
	origins, err := s.Origins(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[string]string{f.Metrics[0].ID(): "growth.yaml", f.Metrics[1].ID(): "growth.yaml", f.Metrics[2].ID(): "growth.yaml"}, origins)

	log := b.log()
	entry := log[len(log)-1]
	require.Equal(t, agent.ActDefinitionsKept, entry.Action)
	require.Equal(t, "definitions:growth.yaml", entry.Subject)
	require.Equal(t, Importer, entry.Actor)
	require.Equal(t, f.At, entry.At)
	require.Equal(t, "4 added, 0 changed, 0 described otherwise", entry.Detail)
	kept := b.definitions()
	require.Len(t, kept, 4)
	require.Equal(t, glossary.ImportHash(kept), entry.ContentHash)
	require.Equal(t, glossary.KeptDefinition{
		Kind: glossary.KindMetric, ID: f.Metrics[0].ID(), Revision: 1, Version: 1, Content: semantic.Canonical(f.Metrics[0]),
		ContentHash: agent.ContentHash(semantic.Canonical(f.Metrics[0])), DefinitionHash: f.Metrics[0].DefinitionHash(),
		File: "growth.yaml", Entry: entry.Seq, At: f.At, By: Importer,
	}, kept[1])
}

func definitionsUnchanged(t *testing.T, s Store) {
	b := newBundle(t, s)
	f := Definitions("growth.yaml", 3)
	b.keep(f)
	before := b.snapshot()
	f.At = b.now()
	change, err := s.KeepDefinitions(t.Context(), f)
	require.NoError(t, err)
	require.Equal(t, glossary.Change{Unchanged: 4}, change)
	f.Name = "renamed.yaml"
	change, err = s.KeepDefinitions(t.Context(), f)
	require.NoError(t, err)
	require.Equal(t, glossary.Change{Unchanged: 4}, change)
	change, err = s.KeepDefinitions(t.Context(), glossary.File{Name: "empty.yaml", By: Importer, At: Noon})
	require.NoError(t, err)
	require.Equal(t, glossary.Change{}, change)
	require.Equal(t, before, b.snapshot())
}

func definitionsRevised(t *testing.T, s Store) {
	b := newBundle(t, s)
	f := Definitions("growth.yaml", 3)
	b.keep(f)
	first, second, term := f.Metrics[0].ID(), f.Metrics[1].ID(), f.Terms[0].ID()

	f.Metrics[0].Description = "The same, in other words."
	f.Metrics[1].Expression = "COUNT(*)"
	f.Terms[0].Meaning = "the page on which teams set up"
	f.By, f.At, f.Name = Analyst, b.now(), "moved.yaml"
	change := b.keep(f)
	require.Equal(t, glossary.Change{Changed: []string{second}, Described: []string{first, term}, Unchanged: 1}, change)
	f.Metrics[0].Unit = "%"
	change = b.keep(f)
	require.Equal(t, glossary.Change{Changed: []string{first}, Unchanged: 3}, change)
	f.Metrics[0].Unit = "{account}"
	b.keep(f)

	history, err := s.Revisions(t.Context(), first)
	require.NoError(t, err)
	var numbers [][2]int
	for _, r := range history {
		numbers = append(numbers, [2]int{r.Revision, r.Version})
	}
	require.Equal(t, [][2]int{{1, 1}, {2, 1}, {3, 2}, {4, 3}}, numbers, "a definition that comes back is a version of its own")
	require.Equal(t, "growth.yaml", history[0].File)
	require.Equal(t, Importer, history[0].By)
	require.Equal(t, "moved.yaml", history[1].File)
	require.Equal(t, Analyst, history[1].By)
	require.Equal(t, "The same, in other words.", history[1].Metric.Description)
	require.Equal(t, "%", history[2].Metric.Unit)

	c, err := s.Catalogue(t.Context())
	require.NoError(t, err)
	require.Len(t, c.Metrics, 3)
	require.Equal(t, "{account}", c.Metrics[0].Unit)
	require.Equal(t, "the page on which teams set up", c.Terms[0].Meaning)

	_, err = s.Revisions(t.Context(), "growth.nothing")
	refused(t, err, fault.NotFound)
	_, err = s.Revisions(t.Context(), term)
	refused(t, err, fault.NotFound)
}

func definitionsRefused(t *testing.T, s Store) {
	b := newBundle(t, s)
	before := b.snapshot()
	for name, spoil := range map[string]func(f *glossary.File){
		"nobody":              func(f *glossary.File) { f.By = agent.Actor{} },
		"file is no text":     func(f *glossary.File) { f.Name = "a\x00b" },
		"no name":             func(f *glossary.File) { f.Metrics[2].Name = "" },
		"unknown direction":   func(f *glossary.File) { f.Metrics[2].Direction = "sideways" },
		"id is no text":       func(f *glossary.File) { f.Metrics[2].Name = "a\xff" },
		"id is a novel":       func(f *glossary.File) { f.Metrics[2].Name = strings.Repeat("long ", 5000) },
		"metric twice":        func(f *glossary.File) { f.Metrics[2] = f.Metrics[0] },
		"term without a name": func(f *glossary.File) { f.Terms[0].Name = "" },
		"term twice":          func(f *glossary.File) { f.Terms = append(f.Terms, f.Terms[0]) },
	} {
		f := Definitions("growth.yaml", 3)
		spoil(&f)
		_, err := s.KeepDefinitions(t.Context(), f)
		require.Error(t, err, name)
		refused(t, err, fault.Invalid)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.KeepDefinitions(ctx, Definitions("growth.yaml", 3))
	refused(t, err, fault.Unavailable)
	require.Equal(t, before, b.snapshot())
}

// manyDefinitions needs several statements of a batch each, with and without something left over.
func manyDefinitions(t *testing.T, s Store) {
	b := newBundle(t, s)
	const n = 1203
	f := Definitions("growth.yaml", n)
	require.Len(t, b.keep(f).Added, n+1)
	for i := range f.Metrics {
		if i%2 == 0 {
			f.Metrics[i].Expression += " "
			f.Metrics[i].Grain = "1d"
		}
	}
	change := b.keep(f)
	require.Len(t, change.Changed, 602)
	require.Equal(t, 602, change.Unchanged)
	require.Equal(t, n+1, b.keep(f).Unchanged)
	c, err := s.Catalogue(t.Context())
	require.NoError(t, err)
	require.Len(t, c.Metrics, n)
	for i, m := range c.Metrics {
		require.Equal(t, f.Metrics[i].ID(), m.ID())
		require.Equal(t, f.Metrics[i].Grain, m.Grain)
	}
	require.Len(t, b.log(), 3, "transcript, two imports")
}

func concurrentImports(t *testing.T, s Store) {
	b := newBundle(t, s)
	f := Definitions("growth.yaml", 20)
	changes := make([]glossary.Change, actors)
	for _, err := range together(func(i int) error {
		var err error
		changes[i], err = s.KeepDefinitions(t.Context(), f)
		return err
	}) {
		require.NoError(t, err)
	}
	first := 0
	for _, c := range changes {
		require.Equal(t, 21, len(c.Added)+c.Unchanged)
		if len(c.Added) > 0 {
			first++
		}
	}
	require.Equal(t, 1, first, "one adds everything, the others find it")
	require.Len(t, b.log(), 2)

	for _, err := range together(func(i int) error {
		other := Definitions("growth.yaml", 20)
		other.Metrics[3].Expression = fmt.Sprintf("COUNT(version_%d)", i)
		_, err := s.KeepDefinitions(t.Context(), other)
		return err
	}) {
		require.NoError(t, err)
	}
	history, err := s.Revisions(t.Context(), f.Metrics[3].ID())
	require.NoError(t, err)
	require.Len(t, history, 1+actors)
	require.Equal(t, 1+actors, history[actors].Version)
	require.Len(t, b.log(), 2+actors)
}

func (b *bundle) keep(f glossary.File) glossary.Change {
	b.t.Helper()
	change, err := b.KeepDefinitions(b.ctx, f)
	require.NoError(b.t, err)
	return change
}

func (b *bundle) definitions() []glossary.KeptDefinition {
	b.t.Helper()
	var all []glossary.KeptDefinition
	for k, err := range b.KeptDefinitions(b.ctx) {
		require.NoError(b.t, err)
		all = append(all, k)
	}
	return all
}
