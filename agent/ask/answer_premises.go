package ask

import (
	"context"
	"fmt"

	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// premises contradicts what a question takes for granted and facts say otherwise, and says so where nobody can tell.
func (d *desk) premises(ctx context.Context, plan Plan, about []*bet) ([]*piece, error) {
	b := onlyOne(about)
	p := d.part()
	for _, premise := range plan.Premises {
		switch premise.Claim {
		case ClaimFailed, ClaimWorked:
			if b != nil && premise.Metric == "" {
				p.readings = b
				p.premiseOfGate(b, premise.Claim)
			}
		case ClaimRose, ClaimFell, ClaimMoved:
			if premise.Metric == "" {
				continue
			}
			of, err := d.about(ctx, b, premise.Metric)
			if fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			if s, ok := of.review.SignalOf(premise.Metric); ok {
				p.premiseOfMove(of, s, premise.Claim)
			}
		case ClaimCaused, ClaimDecided: // the answer itself says what is known of these
		}
	}
	if len(p.sentences) == 0 {
		return nil, nil
	}
	return []*piece{p}, nil
}

// premiseOfGate holds "it failed" and "it worked" against the gate and the guardrail.
func (p *piece) premiseOfGate(b *bet, claim Claim) {
	state := b.review.Gate.State
	breached := b.review.Guardrail.State == signal.GuardrailBreached
	says := ""
	switch {
	case claim == ClaimFailed && state == signal.GatePassed && breached:
		says = "The gate was not missed, but the guardrail is breached."
	case claim == ClaimFailed && state == signal.GatePassed:
		says = "It did not fail: the gate is passed."
	case claim == ClaimFailed && state == signal.GateNotDue:
		says = "It has not failed: the gate is not due yet."
	case claim == ClaimFailed && state == signal.GateInconclusive:
		says = "That it failed is not settled: the gate is inconclusive."
	case state == signal.GateUnknown:
		says = "Nobody can tell that yet: the gate is unknown."
	case claim == ClaimWorked && state == signal.GateFailed:
		says = "The facts say otherwise: the gate is missed."
	case claim == ClaimWorked && state == signal.GateNotDue:
		says = "Nobody can say that yet: the gate is not due."
	case claim == ClaimWorked && state == signal.GateInconclusive:
		says = "That is not settled: the gate is inconclusive."
	case claim == ClaimWorked && breached:
		says = "The gate is passed, but the guardrail is breached."
	}
	p.say(SectionPremise, says)
}

// premiseOfMove holds "it rose" and "it fell" against the verdict on a metric.
func (p *piece) premiseOfMove(b *bet, s review.Signal, claim Claim) {
	verb := map[Claim]string{ClaimRose: "rise", ClaimFell: "fall", ClaimMoved: "move"}[claim]
	known := b.review.FactsOf(s.Metric)
	name := s.NameIn()
	switch outcome := s.Verdict.Outcome; {
	case claim == ClaimRose && outcome == signal.MovedDown:
		p.say(SectionPremise, fmt.Sprintf("%s did not %s; it moved down.", name, verb), p.desk.cite(b, known.Change)...)
	case claim == ClaimFell && outcome == signal.MovedUp:
		p.say(SectionPremise, fmt.Sprintf("%s did not %s; it moved up.", name, verb), p.desk.cite(b, known.Change)...)
	case outcome == signal.NoChangeDetected:
		p.say(SectionPremise, fmt.Sprintf("%s did not %s beyond noise.", name, verb), p.desk.cite(b, known.Newest)...)
	case outcome == signal.InsufficientData || outcome == signal.Blocked:
		p.say(SectionPremise, fmt.Sprintf("Whether %s moved cannot be told.", name), p.desk.cite(b, known.Newest)...)
	}
}
