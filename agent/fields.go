package agent

import (
	"fmt"
	"iter"

	"github.com/plumbline-dev/plumb/semantic"
)

// FieldRef points at a field of a sheet.
type FieldRef struct {
	Path  string // JSON path below fields, such as "gate.condition" or "ruled_out[0]"
	Label string // for a person, such as "Stage gate"
	Field *Field
}

// ListRef points at a list of fields of a sheet.
type ListRef struct {
	Path  string
	Label string
	Items *[]Field
}

// Lists gives the plain lists of fields in the order in which a sheet shows them. Signals are a list of their own type.
func (f *Fields) Lists() []ListRef {
	return []ListRef{
		{"ruled_out", "Ruled out", &f.RuledOut},
		{"trade_offs", "Trade-off", &f.TradeOffs},
		{"decision_rights", "Decision rights", &f.DecisionRights},
		{"dependencies", "Dependencies", &f.Dependencies},
		{"objections", "Objections", &f.Objections},
		{"open_questions", "Open questions", &f.OpenQuestions},
	}
}

// Single gives the fields of which a sheet has exactly one, in the order in which it shows them.
func (f *Fields) Single() []FieldRef {
	return []FieldRef{
		{"aim", "Aim", &f.Aim},
		{"done_when", "Done when", &f.DoneWhen},
		{"mechanism.lever", "Mechanism: lever", &f.Mechanism.Lever},
		{"mechanism.outcome", "Mechanism: outcome", &f.Mechanism.Outcome.Field},
		{"mechanism.because", "Mechanism: because", &f.Mechanism.Because},
		{"gate.condition", "Stage gate: condition", &f.Gate.Condition.Field},
		{"gate.learn", "Stage gate: what we learn", &f.Gate.Learn},
		{"gate.otherwise", "Stage gate: otherwise", &f.Gate.Otherwise},
		{"guardrail", "Guardrail", &f.Guardrail.Field},
		{"owner", "Owner", &f.Owner},
		{"cadence", "Cadence", &f.Cadence},
	}
}

// All gives every field of the sheet: the single ones, the signals, the list items and the reasons on the edges of the
// metric tree.
func (f *Fields) All() iter.Seq[FieldRef] {
	return func(yield func(FieldRef) bool) {
		for _, ref := range f.Single() {
			if !yield(ref) {
				return
			}
		}
		for i := range f.Signals {
			if !yield(FieldRef{signalPath(i), "Signal", &f.Signals[i].Field}) {
				return
			}
		}
		for i := range f.MetricTree.Edges {
			if !yield(FieldRef{fmt.Sprintf("metric_tree.edges[%d]", i), "Metric tree", &f.MetricTree.Edges[i].Because}) {
				return
			}
		}
		for _, list := range f.Lists() {
			for i := range *list.Items {
				if !yield(FieldRef{fmt.Sprintf("%s[%d]", list.Path, i), list.Label, &(*list.Items)[i]}) {
					return
				}
			}
		}
	}
}

// Blanks counts what a sheet does not say: the single fields, and the lists of signals and of what was ruled out, which
// no sheet should lack.
func (f *Fields) Blanks() int {
	n := 0
	for _, ref := range f.Single() {
		if !ref.Field.Filled() {
			n++
		}
	}
	for _, items := range []int{len(f.Signals), len(f.RuledOut)} {
		if items == 0 {
			n++
		}
	}
	return n
}

// MatchAt gives the match of the single field with the given path, nil for a field whose words name no metric. The
// matches of signals stand in the list.
func (f *Fields) MatchAt(path string) *semantic.Match {
	switch path {
	case "mechanism.outcome":
		return &f.Mechanism.Outcome.Match
	case "gate.condition":
		return &f.Gate.Condition.Match
	case "guardrail":
		return &f.Guardrail.Match
	}
	return nil
}
