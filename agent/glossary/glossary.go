package glossary

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent/internal/shortid"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/nearest"
	"github.com/plumbline-dev/plumb/semantic"
)

// Config is what a glossary needs; all of it is required.
type Config struct {
	Store Store
	Now   func() time.Time
	NewID func() string            // gives the id of a new alias, see [AliasIDs]
	Key   func(term string) string // a term as aliases are compared; "" for one in which nothing can be looked up
}

// Glossary is where definitions are kept and looked up, and where it is agreed what a term means. It is safe for
// concurrent use.
type Glossary struct {
	store Store
	now   func() time.Time
	newID func() string
	key   func(term string) string
}

// New makes a glossary.
func New(c Config) *Glossary {
	return &Glossary{store: c.Store, now: c.Now, newID: c.NewID, key: c.Key}
}

// Catalogue gives everything that is defined now, and the approved aliases.
func (g *Glossary) Catalogue(ctx context.Context) (semantic.Catalogue, error) {
	return g.store.Catalogue(ctx)
}

// Metrics gives the metrics with the given ids as they are defined now, by their ids; those that are not defined are left
// out.
func (g *Glossary) Metrics(ctx context.Context, ids ...string) (map[string]semantic.Metric, error) {
	found, err := g.store.Metrics(ctx, ids)
	if err != nil {
		return nil, err
	}
	all := make(map[string]semantic.Metric, len(found))
	for _, m := range found {
		all[m.ID()] = m
	}
	return all, nil
}

// Shown is a metric with everything that a person may want to know about it.
type Shown struct {
	Newest    Revision
	History   []Revision // oldest first; the newest one is the last
	Elsewhere []Namesake // by id
	UsedBy    []string   // ids of the metrics that are computed from it
	Aliases   []Alias    // that are proposed or approved for it, newest first
}

// Namesake is another metric, in use, that goes by a name of the one that is shown.
type Namesake struct {
	Metric semantic.Metric
	Name   string // that both have, as the other one writes it
}

// Show gives a metric by its id, by the beginning of its id, or by its name or label alone, as long as one metric is
// meant. It answers with NotFound, or with NeedsPerson when several are.
func (g *Glossary) Show(ctx context.Context, name string) (Shown, error) {
	catalogue, err := g.store.Catalogue(ctx)
	if err != nil {
		return Shown{}, err
	}
	m, err := find("metrics.show", catalogue.Metrics, name)
	if err != nil {
		return Shown{}, err
	}
	history, err := g.store.Revisions(ctx, m.ID())
	if err != nil {
		return Shown{}, err
	}
	aliases, err := g.store.Aliases(ctx)
	if err != nil {
		return Shown{}, err
	}
	shown := Shown{Newest: history[len(history)-1], History: history}
	own := map[string]bool{}
	for _, name := range names(m) {
		own[g.key(name)] = true
	}
	for _, other := range catalogue.Metrics {
		if other.ID() == m.ID() {
			continue
		}
		shared := slices.IndexFunc(names(other), func(name string) bool { return own[g.key(name)] })
		if other.Current() && shared >= 0 {
			shown.Elsewhere = append(shown.Elsewhere, Namesake{other, names(other)[shared]})
		}
		for _, input := range other.Inputs {
			if input == m.ID() {
				shown.UsedBy = append(shown.UsedBy, other.ID())
			}
		}
	}
	for _, a := range aliases {
		if a.Metric == m.ID() && (a.State == AliasProposed || a.State == AliasApproved) {
			shown.Aliases = append(shown.Aliases, a)
		}
	}
	return shown, nil
}

// InUse gives a metric as [Glossary.Show] finds it. It answers with NotFound when nothing is defined, and with a conflict
// when the metric is deprecated.
func (g *Glossary) InUse(ctx context.Context, name string) (semantic.Metric, error) {
	const op = "metrics.find"
	catalogue, err := g.store.Catalogue(ctx)
	if err != nil {
		return semantic.Metric{}, err
	}
	if len(catalogue.Metrics) == 0 {
		return semantic.Metric{}, fault.New(fault.NotFound, op, "no metrics are defined yet", "Import what is defined with `plumb metrics import PATH`.")
	}
	m, err := find(op, catalogue.Metrics, name)
	if err != nil {
		return semantic.Metric{}, err
	}
	if !m.Current() {
		return semantic.Metric{}, deprecated(op, m.ID(), m.ReplacedBy)
	}
	return m, nil
}

// names gives what people call a metric, whoever they are.
func names(m semantic.Metric) []string {
	all := append([]string{m.Title(), strings.ReplaceAll(m.Name, "_", " ")}, m.Synonyms...)
	for _, team := range slices.Sorted(maps.Keys(m.Aliases)) {
		all = append(all, m.Aliases[team]...)
	}
	return all
}

// Comparison is what changed from one revision of a metric to another.
type Comparison struct {
	Before, After Revision
	Fields        []semantic.FieldChange // those that differ
}

// Diff compares two revisions of the metric that a person named, see [Glossary.Show]. From and to are counted from 1;
// 0 stands for the revision before to, and for the newest one. It answers with NotFound when there is no such revision.
func (g *Glossary) Diff(ctx context.Context, name string, from, to int) (Comparison, error) {
	const op = "metrics.diff"
	shown, err := g.Show(ctx, name)
	if err != nil {
		return Comparison{}, err
	}
	newest := len(shown.History)
	if to == 0 {
		to = newest
	}
	if from == 0 {
		from = to - 1
	}
	id := shown.Newest.Metric.ID()
	switch {
	case from == 0 && newest == 1:
		return Comparison{}, fault.Newf(fault.NotFound, op, "%s has only one revision", id).
			Do("There is something to compare once another definition of it was imported.")
	case from < 1 || from > newest || to < 1 || to > newest:
		return Comparison{}, fault.Newf(fault.NotFound, op, "the revisions of %s are 1 to %d", id, newest).
			Do("See when each was kept with `plumb metrics show %s`.", id)
	}
	before, after := shown.History[from-1], shown.History[to-1]
	return Comparison{Before: before, After: after, Fields: semantic.Diff(before.Metric, after.Metric)}, nil
}

// find gives the metric that a person named: by its id, by its name or label, or by the beginning of its id.
func find(op string, metrics []semantic.Metric, name string) (semantic.Metric, error) {
	name = strings.TrimSpace(name)
	byID := make(map[string]semantic.Metric, len(metrics))
	var ids, named, begun []string
	for _, m := range metrics {
		id := m.ID()
		byID[id] = m
		ids = append(ids, id)
		switch {
		case name == "":
		case strings.EqualFold(m.Name, name) || strings.EqualFold(m.Label, name):
			named = append(named, id)
		case len(name) <= len(id) && strings.EqualFold(id[:len(name)], name):
			begun = append(begun, id)
		}
	}
	if m, ok := byID[name]; ok {
		return m, nil
	}
	id, err := shortid.One(op, name, "is the name of several metrics", named)
	if err == nil && id == "" {
		id, err = shortid.One(op, name, "begins the ids of several metrics", begun)
	}
	if err != nil {
		return semantic.Metric{}, err
	}
	if m, ok := byID[id]; ok {
		return m, nil
	}
	unknown := fault.Newf(fault.NotFound, op, "there is no metric %q", name)
	if len(name) > maxTerm {
		return semantic.Metric{}, fault.New(fault.NotFound, op, "there is no metric whose id is that long", "See what there is with `plumb metrics list`.")
	}
	if near, ok := nearest.Word(name, ids); ok {
		return semantic.Metric{}, unknown.Do("Did you mean %s?", near)
	}
	return semantic.Metric{}, unknown.Do("See what there is with `plumb metrics list`, or look a term up with `plumb metrics link TERM`.")
}
