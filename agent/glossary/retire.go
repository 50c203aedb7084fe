package glossary

import (
	"context"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// RetiredBy is what stands in the place of a file for a definition that a person retired by hand.
const RetiredBy = "plumb metrics retire"

// Retire marks a metric as deprecated, by a named person: for those whose files have no place for that, or no longer hold the
// metric. Both are named as [Glossary.Show] takes it; instead, the metric to use from now on, may be empty. It answers with a
// conflict when the metric is deprecated already, unless what replaces it is new. A file that still defines the metric brings it
// back when it is imported again.
func (g *Glossary) Retire(ctx context.Context, name, instead string, by agent.Actor) (Shown, error) {
	const op = "metrics.retire"
	if err := by.CheckPerson(op, "retires a metric"); err != nil {
		return Shown{}, err
	}
	catalogue, err := g.store.Catalogue(ctx)
	if err != nil {
		return Shown{}, err
	}
	m, err := find(op, catalogue.Metrics, name)
	if err != nil {
		return Shown{}, err
	}
	replacement, err := replacementOf(op, catalogue.Metrics, m, instead)
	if err != nil {
		return Shown{}, err
	}
	if !m.Current() && (replacement == "" || replacement == m.ReplacedBy) {
		return Shown{}, fault.Newf(fault.Conflict, op, "%s is deprecated already", m.ID()).
			Do("Nothing is left to do: `plumb metrics show %s` shows it.", m.ID())
	}
	m.Status, m.ReplacedBy = semantic.Deprecated, replacement
	if _, err := g.store.KeepDefinitions(ctx, File{Name: RetiredBy, Metrics: []semantic.Metric{m}, By: by, At: g.now()}); err != nil {
		return Shown{}, err
	}
	return g.Show(ctx, m.ID())
}

// replacementOf gives the id of the metric that is to replace another one; "" when there is none.
func replacementOf(op string, metrics []semantic.Metric, of semantic.Metric, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	m, err := find(op, metrics, name)
	switch {
	case err != nil:
		return "", err
	case m.ID() == of.ID():
		return "", fault.Newf(fault.Invalid, op, "%s cannot replace itself", m.ID()).Do("Name the metric to use instead, or none.")
	case !m.Current():
		return "", deprecated(op, m.ID(), m.ReplacedBy)
	}
	return m.ID(), nil
}
