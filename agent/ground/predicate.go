package ground

import (
	"errors"
	"slices"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/quantity"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// predicates checks the stage gate and the guardrail: what a program will compute must be what was said.
func (g *gates) predicates() {
	condition, guardrail := &g.sheet.Fields.Gate.Condition, &g.sheet.Fields.Guardrail
	if p := condition.Predicate; p != nil {
		const path = "gate.condition.predicate"
		g.limit(path, &condition.Field, p.Op, p.Threshold)
		if p.Metric != "" && !g.basis(&condition.Field).holdsTokens(p.Metric) {
			g.fail(CodePredicate, path, "the metric %q is not in the words of the condition", p.Metric)
		}
		if p.By != "" && !isDate(p.By) {
			g.fail(CodePredicate, path, "%q is not an ISO date", p.By)
		}
	}
	if o := guardrail.Objective; o != nil {
		g.limit("guardrail.objective", &guardrail.Field, o.Op, o.Threshold)
	}
}

func (g *gates) limit(path string, f *agent.Field, op agent.Op, threshold float64) {
	if !f.Filled() {
		g.fail(CodePredicate, path, "there is a limit and no words for it")
		return
	}
	if !op.Valid() {
		g.fail(CodePredicate, path, "%q is not a comparison", op)
	}
	basis := g.basis(f)
	if f.Author != "" && len(quantity.Values(f.Text)) > 0 {
		basis = said{passages: []string{f.Text}} // what a person wrote counts, not what was said before
	}
	if !basis.holdsValue(threshold) {
		g.fail(CodeNumber, path, "the threshold %v is not in the words it rests on, %q", threshold, f.Text)
	}
}

// basis is what a field's predicate rests on: its evidence, and its text (which was checked against the evidence, or
// was written by hand).
func (g *gates) basis(f *agent.Field) said {
	s := g.said(f.Evidence)
	s.passages = append(s.passages, f.Text)
	return s
}

// tree checks the metric tree, whose nodes repeat the words of fields.
func (g *gates) tree() {
	tree := g.sheet.Fields.MetricTree
	if err := tree.Validate(); err != nil {
		message := err.Error()
		if f, ok := errors.AsType[*fault.Error](err); ok {
			message = f.Message
		}
		g.fail(CodeTree, "metric_tree", "%s", message)
	}
	texts := g.texts()
	for i, n := range tree.Nodes {
		path := at("metric_tree.nodes", i)
		if !slices.Contains([]agent.NodeKind{agent.NodeAim, agent.NodeLeading, agent.NodeProxy, agent.NodeOutcome}, n.Kind) {
			g.fail(CodeTree, path, "%q is not a kind of node", n.Kind)
		}
		if !holdsAny(texts, n.Text) {
			g.fail(CodeTree, path, "%q are not words of a field", n.Text)
		}
	}
}

// texts gives the text of every field.
func (g *gates) texts() []string {
	var texts []string
	for ref := range g.sheet.Fields.All() {
		texts = append(texts, oneLine(ref.Field.Text))
	}
	return texts
}

// holdsAny reports whether one of the texts holds the words of part.
func holdsAny(texts []string, part string) bool {
	return slices.ContainsFunc(texts, func(t string) bool { return holdsWhole(t, oneLine(part)) })
}
