package ground

import (
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
)

// shape checks every value that has only a few meanings, and that blanks look blank.
func (g *gates) shape() {
	s := g.sheet
	if s.Engine.Name != agent.BuiltinEngine && s.Engine.Name != agent.ModelEngine {
		g.fail(CodeShape, "engine", "%q is not an engine", s.Engine.Name)
	}
	if s.MeetingDate != "" && !isDate(s.MeetingDate) {
		g.fail(CodeShape, "meeting_date", "%q is not an ISO date", s.MeetingDate)
	}
	g.fieldShapes()
	g.signalShapes()
	g.match("guardrail.match", s.Fields.Guardrail.Match)
	g.match("mechanism.outcome.match", s.Fields.Mechanism.Outcome.Match)
	g.match("gate.condition.match", s.Fields.Gate.Condition.Match)
	for i, q := range s.Questions {
		g.question(at("questions", i), q)
	}
	for i, f := range s.Findings {
		if !slices.Contains([]agent.Severity{agent.Block, agent.Warn, agent.Info}, f.Severity) || f.Code == "" {
			g.fail(CodeShape, at("findings", i), "it has no code or an unknown severity")
		}
	}
}

func (g *gates) fieldShapes() {
	single := map[string]bool{}
	for _, ref := range g.sheet.Fields.Single() {
		single[ref.Path] = true
	}
	for ref := range g.sheet.Fields.All() {
		switch f := ref.Field; {
		case f.Filled():
			g.filledShape(ref)
		case !single[ref.Path]:
			g.fail(CodeShape, ref.Path, "a list holds only filled fields")
		default:
			g.blankShape(ref)
		}
	}
}

func (g *gates) filledShape(ref agent.FieldRef) {
	f := ref.Field
	if strings.TrimSpace(f.Text) == "" {
		g.fail(CodeShape, ref.Path, "its text is only space")
	}
	if f.Status != agent.Stated && f.Status != agent.Partly {
		g.fail(CodeShape, ref.Path, "it is filled, and its status is %q", f.Status)
	}
	switch f.Maturity {
	case "", agent.Agreed, agent.Proposed, agent.Tentative, agent.Deferred, agent.Reversed:
	default:
		g.fail(CodeShape, ref.Path, "%q is not a maturity", f.Maturity)
	}
}

func (g *gates) blankShape(ref agent.FieldRef) {
	f := ref.Field
	if len(f.Evidence) > 0 {
		g.fail(CodeEvidence, ref.Path, "it is blank and shows evidence")
	}
	if f.Status != agent.NotStated {
		g.fail(CodeShape, ref.Path, "it is blank, and its status is %q", f.Status)
	}
	if f.Maturity != "" {
		g.fail(CodeShape, ref.Path, "it is blank, and its maturity is %q", f.Maturity)
	}
	if strings.TrimSpace(f.Question) == "" {
		g.fail(CodeShape, ref.Path, "it is blank and asks nothing")
	}
}

func (g *gates) signalShapes() {
	for i, s := range g.sheet.Fields.Signals {
		path := at("signals", i)
		switch s.Role {
		case "", agent.RoleProxy, agent.RoleLeading, agent.RoleOutcome:
		default:
			g.fail(CodeShape, path, "%q is not a role", s.Role)
		}
		switch s.Direction {
		case "", agent.Up, agent.Down:
		default:
			g.fail(CodeShape, path, "%q is not a direction", s.Direction)
		}
		g.match(path+".match", s.Match)
	}
	for i, j := range g.sheet.Jargon {
		g.match(at("jargon", i)+".match", j.Match)
	}
}

// match checks that only a linked term names a metric, that it is the first candidate, and that only a person chooses. The zero Match stands for a
// term that was not looked up.
func (g *gates) match(path string, m semantic.Match) {
	switch m.Outcome {
	case semantic.Linked:
		if len(m.Candidates) == 0 || m.Metric == "" || m.Candidates[0].Metric != m.Metric {
			g.fail(CodeShape, path, "a linked term names its first candidate")
		}
	case "", semantic.Ambiguous, semantic.Conflict, semantic.Unknown:
		if m.Metric != "" {
			g.fail(CodeShape, path, "it is not linked and names the metric %q", m.Metric)
		}
	default:
		g.fail(CodeShape, path, "%q is not an outcome", m.Outcome)
	}
	if m.Definition != nil && m.Outcome != semantic.Linked {
		g.fail(CodeShape, path, "it is not linked and carries a definition")
	}
	if g.origin == byEngine && m.Chosen() {
		g.fail(CodeShape, path, "an engine's draft holds no choice of a person")
	}
}

// fieldRoots are the keys of Fields, below which a question may point.
var fieldRoots = []string{
	"aim", "done_when", "mechanism", "signals", "metric_tree", "gate", "guardrail", "owner", "cadence",
	"ruled_out", "trade_offs", "decision_rights", "dependencies", "objections", "open_questions",
}

func (g *gates) question(path string, q agent.Question) {
	root, _, _ := strings.Cut(q.Field, ".")
	root, _, _ = strings.Cut(root, "[")
	if !slices.Contains(fieldRoots, root) {
		g.fail(CodeShape, path, "it asks about %q, which is not a field", q.Field)
	}
	if strings.TrimSpace(q.Text) == "" {
		g.fail(CodeShape, path, "it asks nothing")
	}
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
