package review

import (
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/signal"
)

// Standing is what the rules of [Propose] look at.
type Standing struct {
	HasGate      bool // the sheet has a gate that readings can be held against
	Gate         signal.GateState
	HasGuardrail bool
	Guardrail    signal.GuardrailState
	Blocked      []string // names of the metrics of gate, guardrail and outcome whose data is wrong
	Against      []string // names of the metrics that moved the way that is not wanted
	Extensions   int      // how often the gate was put off before
}

// spiralAt is how often a gate is put off before that is called a sunk-cost spiral.
const spiralAt = 2

// rules decide from the first to the last; the first that applies is taken.
var rules = []struct {
	code      string
	applies   func(s Standing) bool
	decision  Choice
	rationale func(s Standing) string
}{
	{"guardrail_breached", func(s Standing) bool { return s.Guardrail == signal.GuardrailBreached }, Stop,
		says("The guardrail is breached; that outweighs whatever the gate says.")},
	{"gate_failed", func(s Standing) bool { return s.HasGate && s.Gate == signal.GateFailed }, Stop,
		says("The gate is missed.")},
	{"data_blocked", func(s Standing) bool { return len(s.Blocked) > 0 }, None,
		func(s Standing) string {
			return "Something is wrong with the data of " + oneline.List(s.Blocked) + "; mend that first."
		}},
	{"guardrail_unknown", func(s Standing) bool { return s.Guardrail == signal.GuardrailUnknown }, None,
		func(s Standing) string {
			if !s.HasGuardrail {
				return "Nothing is watched that protects users meanwhile; give the sheet a guardrail with a limit."
			}
			return "Nobody can tell whether the guardrail holds, and unknown is not ok."
		}},
	{"no_gate", func(s Standing) bool { return !s.HasGate }, None,
		says("There is no gate that readings can be held against; link the sheet's gate to a metric and give it a threshold and a date.")},
	{"gate_unknown", func(s Standing) bool { return s.Gate == signal.GateUnknown }, None,
		says("The gate cannot be told, and unknown is not passed.")},
	{"guardrail_burning", func(s Standing) bool { return s.Guardrail == signal.GuardrailBurning }, Change,
		says("The guardrail is close to a breach; change something before it breaks.")},
	{"gate_passed", func(s Standing) bool { return s.Gate == signal.GatePassed }, Continue,
		func(s Standing) string {
			if len(s.Against) > 0 {
				return "The gate is passed and the guardrail holds; keep an eye on " + oneline.List(s.Against) + ", which went the wrong way."
			}
			return "The gate is passed and the guardrail holds."
		}},
	{"extended_again", func(s Standing) bool { return s.Gate == signal.GateInconclusive && s.Extensions > 0 }, Stop,
		says("The gate is inconclusive once more after it was put off.")},
	{"gate_inconclusive", func(s Standing) bool { return s.Gate == signal.GateInconclusive }, Change,
		says("The gate is inconclusive: declare a further look with a date, and no other after it.")},
	{"moved_against", func(s Standing) bool { return len(s.Against) > 0 }, Change,
		func(s Standing) string {
			return "The gate is not due, but " + oneline.List(s.Against) + " went the wrong way."
		}},
	{"not_due", func(Standing) bool { return true }, Continue,
		says("The gate is not due and the guardrail holds.")},
}

func says(text string) func(Standing) string { return func(Standing) string { return text } }

// Propose gives the decision that follows from stated rules. The first that applies decides:
//
//	| rule               | when                                                    | proposal |
//	| ------------------ | ------------------------------------------------------- | -------- |
//	| guardrail_breached | the guardrail is breached, whatever else holds          | stop     |
//	| gate_failed        | the gate is failed; the sheet's "otherwise" is quoted   | stop     |
//	| data_blocked       | data of gate, guardrail or outcome is wrong             | none     |
//	| guardrail_unknown  | the guardrail cannot be told, or there is none          | none     |
//	| no_gate            | there is no gate that readings can be held against      | none     |
//	| gate_unknown       | the gate cannot be told                                 | none     |
//	| guardrail_burning  | the guardrail is close to a breach                      | change   |
//	| gate_passed        | the gate is passed, the guardrail holds                 | continue |
//	| extended_again     | the gate is inconclusive and was put off before         | stop     |
//	| gate_inconclusive  | the gate is inconclusive for the first time             | change   |
//	| moved_against      | the gate is not due, a metric moved the wrong way       | change   |
//	| not_due            | the gate is not due, the guardrail holds                | continue |
//
// A gate that was put off twice or more is named a sunk-cost spiral in the note whichever rule decides, and so is one that
// is inconclusive after it was put off.
func Propose(s Standing) Proposal {
	for _, rule := range rules {
		if rule.applies(s) {
			return Proposal{Decision: rule.decision, Rationale: rule.rationale(s), Rule: rule.code, Facts: []string{}}
		}
	}
	return Proposal{Decision: None, Facts: []string{}}
}

// spiral reports whether the note names a sunk-cost spiral.
func (p Proposal) spiral(extensions int) bool {
	return extensions >= spiralAt || p.Rule == "extended_again"
}
