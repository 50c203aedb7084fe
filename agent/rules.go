package agent

import (
	"fmt"
	"strings"
)

// The codes of the rules. Those of the first group are read off a sheet by [Rules]; those of the second concern what
// happened in the meeting, are found while drafting, and stay with the sheet through edits.
const (
	CodeUnsteerable             Code = "unsteerable"
	CodeMechanismWithoutOutcome Code = "mechanism_without_outcome"
	CodeMechanismWithoutBecause Code = "mechanism_without_because"
	CodeMetricsWithoutMechanism Code = "metrics_without_mechanism"
	CodeNoAim                   Code = "no_aim"
	CodeMoreFaster              Code = "more_faster"
	CodeNothingRuledOut         Code = "nothing_ruled_out"
	CodeSignalsTooFew           Code = "signals_too_few"
	CodeSignalsTooMany          Code = "signals_too_many"
	CodeNoProxy                 Code = "no_proxy"
	CodeNoOutcomeSignal         Code = "no_outcome_signal"
	CodeSnapshotOnly            Code = "snapshot_only"
	CodeJunkSignal              Code = "junk_signal"
	CodeGateMissing             Code = "gate_missing"
	CodeGateWithoutThreshold    Code = "gate_without_threshold"
	CodeGateWithoutDate         Code = "gate_without_date"
	CodeGateWithoutOtherwise    Code = "gate_without_otherwise"
	CodeGuardrailMissing        Code = "guardrail_missing"
	CodeGuardrailNoObjective    Code = "guardrail_without_objective"
	CodeNoOwner                 Code = "no_owner"
	CodeTwoOwners               Code = "two_owners"
	CodeTakenBack               Code = "taken_back"
	CodeGateDirection           Code = "gate_direction"
	CodeGateUnit                Code = "gate_unit"
	CodeUndefinedGateMetric     Code = "undefined_gate_metric"
	CodeGuardrailDirection      Code = "guardrail_direction"
	CodeGuardrailUnit           Code = "guardrail_unit"
	CodeSignalDirection         Code = "signal_direction"

	CodeNoInitiative        Code = "no_initiative"
	CodePromiseWithoutOwner Code = "promise_without_owner"
	CodeUnanimity           Code = "unanimity"
	CodeChatKeptApart       Code = "chat_kept_apart"
	CodeFewWords            Code = "few_words"
	CodeWithheld            Code = "withheld"
)

// fromMeeting are the codes of findings that an edit cannot change.
var fromMeeting = map[Code]bool{
	CodeNoInitiative: true, CodePromiseWithoutOwner: true, CodeUnanimity: true, CodeChatKeptApart: true,
	CodeFewWords: true, CodeWithheld: true,
}

// Rules gives what the rules have to say about a sheet, what blocks first. Findings about the meeting that the sheet
// already carries are kept; all others are worked out anew. A sheet without an initiative breaks no further rule.
func Rules(s Sheet) []Finding {
	var r ruling
	for _, f := range s.Findings {
		heardTwo := f.Code == CodeTwoOwners && s.Fields.Owner.Author == "" && !namesTwo(s.Fields.Owner.Text)
		if fromMeeting[f.Code] || heardTwo {
			r.findings = append(r.findings, f)
			r.noInitiative = r.noInitiative || f.Code == CodeNoInitiative
		}
	}
	if r.noInitiative && !anyFilled(&s.Fields) {
		return r.sorted()
	}
	r.mechanism(&s.Fields)
	r.aim(&s.Fields)
	r.signals(&s.Fields)
	r.gate(&s.Fields.Gate)
	r.guardrail(&s.Fields.Guardrail)
	r.metrics(&s.Fields)
	r.owner(&s.Fields.Owner)
	if len(s.Fields.RuledOut) == 0 {
		r.add(CodeNothingRuledOut, Warn, "Nothing was ruled out. If nothing was ruled out, nothing was decided.")
	}
	r.takenBack(&s.Fields)
	return r.sorted()
}

func anyFilled(f *Fields) bool {
	for ref := range f.All() {
		if ref.Field.Filled() {
			return true
		}
	}
	return false
}

// ruling collects findings.
type ruling struct {
	findings     []Finding
	noInitiative bool
}

func (r *ruling) add(code Code, severity Severity, message string, about ...*Field) {
	f := Finding{Code: code, Severity: severity, Message: message, Evidence: []Evidence{}}
	for _, field := range about {
		f.Evidence = append(f.Evidence, field.Evidence...)
	}
	r.findings = append(r.findings, f)
}

// sorted gives the findings by severity, otherwise in the order of the sheet.
func (r *ruling) sorted() []Finding {
	list := make([]Finding, 0, len(r.findings))
	for _, severity := range []Severity{Block, Warn, Info} {
		for _, f := range r.findings {
			if f.Severity == severity {
				list = append(list, f)
			}
		}
	}
	return list
}

func (r *ruling) mechanism(f *Fields) {
	m := &f.Mechanism
	if !m.Lever.Filled() {
		r.add(CodeUnsteerable, Block, "No mechanism: nobody said what will be done to bring the aim about. Who cannot name the mechanism cannot steer.")
		if len(f.Signals) > 0 {
			r.add(CodeMetricsWithoutMechanism, Warn, "There are signals but no mechanism: that is watching a scoreboard.", &f.Signals[0].Field)
		}
		return
	}
	if !m.Outcome.Filled() {
		r.add(CodeMechanismWithoutOutcome, Warn, "The mechanism does not say what it moves.", &m.Lever)
	}
	if !m.Because.Filled() {
		r.add(CodeMechanismWithoutBecause, Warn, "The mechanism does not say why it should work.", &m.Lever)
	}
}

func (r *ruling) aim(f *Fields) {
	if !f.Aim.Filled() {
		r.add(CodeNoAim, Warn, "No aim: nobody said what should be different when this has worked.")
		return
	}
	if onlyMoreOrFaster(f.Aim.Text) {
		r.add(CodeMoreFaster, Warn, "The aim asks for more or faster and names no outcome: more speed multiplies misaligned work.", &f.Aim)
	}
}

func (r *ruling) signals(f *Fields) {
	n := len(f.Signals)
	switch {
	case n < 2:
		r.add(CodeSignalsTooFew, Warn, fmt.Sprintf("%s: a sheet needs two or three, at least one that should move first and the outcome.", count(n, "signal")))
	case n > 3:
		r.add(CodeSignalsTooMany, Warn, fmt.Sprintf("%s: with more than three nobody knows which one counts.", count(n, "signal")))
	}
	if n == 0 {
		return
	}
	early, outcome, snapshots := false, false, 0
	for i := range f.Signals {
		s := &f.Signals[i]
		early = early || s.Role == RoleProxy || s.Role == RoleLeading || s.FirstMover
		outcome = outcome || s.Role == RoleOutcome
		if isSnapshot(s.Text) {
			snapshots++
		}
		if why := junk(s.Text); why != "" {
			r.add(CodeJunkSignal, Warn, why, &s.Field)
		}
	}
	if !early {
		r.add(CodeNoProxy, Warn, "No signal was said to move first: the outcome alone answers too late to steer by.")
	}
	if !outcome {
		r.add(CodeNoOutcomeSignal, Info, "No signal was named as the outcome itself.")
	}
	if snapshots == n {
		r.add(CodeSnapshotOnly, Warn, "Every signal is a snapshot, a total at one moment. Look at a rate or a flow per week.")
	}
}

func (r *ruling) gate(g *Gate) {
	c := &g.Condition
	if !c.Filled() {
		r.add(CodeGateMissing, Warn, "No stage gate: nobody said on what condition the work goes on.")
		return
	}
	if c.Predicate == nil {
		r.add(CodeGateWithoutThreshold, Warn, "The stage gate names no threshold: it cannot fail, so it cannot pass.", &c.Field)
	}
	if c.Predicate == nil || c.Predicate.By == "" {
		r.add(CodeGateWithoutDate, Warn, "The stage gate has no date that is certain.", &c.Field)
	}
	if !g.Otherwise.Filled() {
		r.add(CodeGateWithoutOtherwise, Info, "The stage gate does not say what happens if it is missed.", &c.Field)
	}
}

func (r *ruling) guardrail(g *Guardrail) {
	switch {
	case !g.Filled():
		r.add(CodeGuardrailMissing, Warn, "No guardrail: nothing protects users meanwhile.")
	case g.Objective == nil:
		r.add(CodeGuardrailNoObjective, Warn, "The guardrail has no limit: nobody can tell when it is broken.", &g.Field)
	}
}

func (r *ruling) owner(owner *Field) {
	switch {
	case !owner.Filled():
		r.add(CodeNoOwner, Warn, "No owner: nobody took this on in the first person.")
	case namesTwo(owner.Text):
		r.add(CodeTwoOwners, Block, "Two owners: exactly one person is accountable.", owner)
	}
}

// takenBack points at fields that were taken back later in the meeting.
func (r *ruling) takenBack(f *Fields) {
	for ref := range f.All() {
		if ref.Field.Maturity == Reversed {
			r.add(CodeTakenBack, Block, ref.Label+" was taken back later in the meeting.", ref.Field)
		}
	}
}

// FindTwoOwners is the finding for a meeting in which a second person took on the same thing.
func FindTwoOwners(first, second string, evidence []Evidence) Finding {
	return Finding{
		Code: CodeTwoOwners, Severity: Block, Evidence: evidence,
		Message: fmt.Sprintf("Two owners: %s and %s both took it on. Exactly one person is accountable.", first, second),
	}
}

func count(n int, noun string) string {
	switch n {
	case 0:
		return "No " + noun + "s"
	case 1:
		return "Only one " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func namesTwo(owner string) bool {
	lower := " " + strings.ToLower(owner) + " "
	return strings.Contains(lower, " and ") || strings.Contains(lower, " & ") || strings.Contains(lower, " / ") ||
		strings.Contains(lower, "/") || strings.Contains(lower, "; ")
}
