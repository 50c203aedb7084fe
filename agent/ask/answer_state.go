package ask

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
)

// working answers whether the mechanism works, as far as gate, guardrail, what moved and how much is known about why tell.
func (d *desk) working(ctx context.Context, _ Query, b *bet) (*piece, error) {
	p := d.part()
	p.readings = b
	r := &b.review
	if r.Guardrail.State == signal.GuardrailBreached {
		p.sayGuardrail(SectionAnswer, b)
	}
	if r.Gate.State == signal.GateNotDue {
		early := "It is too early to tell: " + midway(r.Gate.Detail)
		if s, ok := noted(b, r.Gate.Detail); ok {
			p.say(SectionAnswer, early, d.cite(b, s.Facts...)...)
		}
		p.sayOld(b, r.Gate.Metric)
	} else {
		p.sayGate(b)
	}
	p.standing(b)
	if r.Guardrail.State != signal.GuardrailBreached {
		p.sayGuardrail(SectionFacts, b)
	}
	for _, metric := range deciding(b) {
		p.sayMetric(b, metric)
	}
	p.sayProposal(b)
	if err := p.sayEdited(ctx, b); err != nil {
		return nil, err
	}
	if r.Gate.State == signal.GateUnknown {
		reason, settle := d.unknownGate(b)
		p.sentences = slices.DeleteFunc(p.sentences, func(s fact.Sentence) bool { return s.Text == r.Gate.Detail })
		p.refuseWith(reason, "It cannot be told whether it works, because the gate cannot be.", settle, b)
		return p, nil
	}
	p.sureOfGate(b)
	return p, nil
}

// refuseWith refuses with the sentence of the gate where that says why.
func (p *piece) refuseWith(reason Reason, usual, settle string, b *bet) {
	text := usual
	if s, ok := noted(b, b.review.Gate.Detail); ok {
		text, p.cited = s.Text, p.desk.cite(b, s.Facts...)
	}
	p.refuse(reason, text, settle)
}

// sayGate repeats what the note says of the gate.
func (p *piece) sayGate(b *bet) {
	if !p.repeat(SectionAnswer, b, b.review.Gate.Detail) {
		p.say(SectionAnswer, "The gate is "+gateWords[b.review.Gate.State]+".")
	}
}

func (p *piece) sayGuardrail(section string, b *bet) {
	if !p.repeat(section, b, b.review.Guardrail.Detail) {
		p.say(section, "The guardrail is "+guardrailWords[b.review.Guardrail.State]+".")
	}
}

// deciding gives the metrics that a bet is judged by: the outcome of its mechanism and that of its gate.
func deciding(b *bet) []string {
	f := &b.sheet().Fields
	var out []string
	for _, id := range []string{f.Gate.Condition.Match.Metric, f.Mechanism.Outcome.Match.Metric} {
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// sayMetric says of a metric whether it moved, as the note has it.
func (p *piece) sayMetric(b *bet, metric string) {
	s, ok := b.review.SignalOf(metric)
	if !ok {
		return
	}
	name := s.NameIn()
	switch s.Verdict.Outcome {
	case signal.MovedUp, signal.MovedDown:
		p.moved(SectionFacts, b, s)
	case signal.NoChangeDetected:
		p.say(SectionFacts, "No change beyond noise is seen in "+name+".", p.desk.cite(b, b.review.FactsOf(metric).Newest)...)
	case signal.InsufficientData:
		p.sayTooLittle(SectionFacts, b, s)
	case signal.Blocked:
		p.tell(SectionFacts, fmt.Sprintf("%s is not judged: something is wrong with its data.", name), fact.Fact{Metric: metric, Name: s.Name, Formula: "check of the data"})
	}
}

// sayTooLittle says why a metric cannot be judged yet.
func (p *piece) sayTooLittle(section string, b *bet, s review.Signal) {
	text := s.NameIn() + " cannot be judged yet"
	switch {
	case b.review.FactsOf(s.Metric).Newest == "":
		text = s.NameIn() + " has no readings"
	case s.Verdict.Reason != "":
		text += ": " + s.Verdict.Reason
	}
	p.tell(section, text+".", fact.Fact{Metric: s.Metric, Name: s.Name, Formula: "check of the data"})
}

// sayProposal says what the rules of the note propose. An answer proposes nothing itself.
func (p *piece) sayProposal(b *bet) {
	proposed := b.review.Proposal
	lead := proposalWords[proposed.Decision]
	if lead == "" || proposed.Rationale == "" {
		return
	}
	p.say(SectionFacts, lead+": "+midway(strings.TrimSuffix(proposed.Rationale, "."))+".", p.desk.cite(b, proposed.Facts...)...)
}

// sayEdited names a person who changed the note of the day before it was approved.
func (p *piece) sayEdited(ctx context.Context, b *bet) error {
	notes, err := p.desk.k.Notes(ctx, b.review.Sheet)
	if err != nil {
		return err
	}
	for _, n := range notes {
		author := authorOf(n.Review)
		if n.AsOf != b.review.AsOf || n.State != agent.StateApproved || author == "" {
			continue
		}
		var q quotation
		p.tell(SectionFacts, fmt.Sprintf("%s changed the approved note of this day by hand; see plumb review show %s.", q.name(author), n.ID),
			fact.Fact{Formula: "review " + n.ID, Quote: q.text()})
		return nil
	}
	return nil
}

// authorOf names who wrote in a note by hand; "" when nobody did.
func authorOf(r review.Review) string {
	if r.Proposal.Author != "" {
		return r.Proposal.Author
	}
	for _, s := range r.Sentences {
		if s.Author != "" {
			return s.Author
		}
	}
	return ""
}

// sureOfGate says how sure an answer that rests on the gate is.
func (p *piece) sureOfGate(b *bet) {
	why := "why is not known"
	level := b.review.Licence(b.review.Gate.Metric)
	switch {
	case level.Causal():
		why = "it is compared with a control"
	case level == signal.EvidenceTimed:
		why = "other things may have changed at the time of the start, too"
	}
	switch b.review.Gate.State {
	case signal.GateFailed:
		p.howSure("what was read does not reach the threshold, which takes no test to see; " + why)
	case signal.GatePassed, signal.GateInconclusive:
		text := "the gate is one test, which noise alone passes in 5 of 100 cases"
		p.howSure(text+"; "+why, p.desk.add(fact.Fact{Text: text, Value: 5, Formula: "level of the test of the gate"}))
	case signal.GateNotDue, signal.GateUnknown:
		p.howSure("before the gate is due there is no verdict")
	}
}

// gate answers how the gate stands, when it is due and what it would take.
func (d *desk) gate(_ context.Context, _ Query, b *bet) (*piece, error) {
	p := d.part()
	p.readings = b
	g := b.review.Gate
	if g.State == signal.GateUnknown {
		reason, settle := d.unknownGate(b)
		p.refuseWith(reason, "The gate cannot be told.", settle, b)
		p.standing(b)
		if reason != BadData {
			p.sayNewest(b, g.Metric)
		}
		return p, nil
	}
	p.sayGate(b)
	p.standing(b)
	if g.State == signal.GateNotDue {
		p.sayOld(b, g.Metric)
		p.sayWhatItTakes(b)
	} else {
		p.sayMargin(b)
		if due := factOf(b, g.Metric, "end of the period that the date"); due.ID != "" {
			p.say(SectionFacts, "The gate was due on "+dayWords(due.Period)+".", d.cite(b, due.ID)...)
		}
	}
	p.sayExtensions(b)
	if f := &b.sheet().Fields.Gate.Otherwise; f.Filled() {
		p.sayField(SectionFacts, "What happens if it is missed", b, f)
	}
	p.sureOfGate(b)
	return p, nil
}

// sayNewest gives the newest complete reading of a metric.
func (p *piece) sayNewest(b *bet, metric string) {
	if f := b.review.FactOf(b.review.FactsOf(metric).Newest); f.ID != "" {
		p.say(SectionFacts, f.Text+".", p.desk.cite(b, f.ID)...)
	}
}

// sayOld says that the readings of a metric stopped coming.
func (p *piece) sayOld(b *bet, metric string) {
	s, _ := b.review.SignalOf(metric)
	if late := lateOf(s); late != "" {
		p.tell(SectionFacts, "Its readings are old: "+midway(late)+".", fact.Fact{Metric: metric, Name: s.Name, Formula: "check of the data"})
	}
}

// sayMargin says by how much the look at the gate was over or under what it asks for.
func (p *piece) sayMargin(b *bet) {
	s, predicate, ok := gateMetric(b)
	asked := factOf(b, b.review.Gate.Metric, "stage gate of the sheet")
	result := b.review.Gate.Result
	if !ok || result == nil || asked.ID == "" || predicate == nil {
		return
	}
	seen := seenAtGate(b)
	difference := result.Observed - asked.Value
	way := "above"
	if difference < 0 {
		way, difference = "below", -difference
	}
	if seen.ID == "" || difference == 0 {
		return
	}
	unit := differenceUnit(s.Unit)
	ids := p.desk.cite(b, seen.ID, asked.ID)
	text := fmt.Sprintf("that is %s %s what it asks for", fact.Format(difference, unit), way)
	p.tell(SectionFacts, text+".", fact.Fact{Text: text, Value: difference, Unit: unit, Metric: s.Metric, Name: s.Name, Period: seen.Period, Readings: seen.Readings, Formula: "distance of " + ids[0] + " from " + ids[1]})
	if base := b.review.FactOf(b.review.FactsOf(s.Metric).Baseline); base.ID != "" {
		p.say(SectionFacts, base.Text+".", p.desk.cite(b, base.ID)...)
	}
}

// gateMetric gives the signal of the gate's metric, and its predicate.
func gateMetric(b *bet) (review.Signal, *agent.Predicate, bool) {
	s, ok := b.review.SignalOf(b.review.Gate.Metric)
	return s, b.sheet().Fields.Gate.Condition.Predicate, ok
}

// factOf finds the fact of a note about a metric that was computed in some way.
func factOf(b *bet, metric, formula string) fact.Fact {
	for _, f := range b.review.Facts {
		if f.Metric == metric && strings.HasPrefix(f.Formula, formula) {
			return f
		}
	}
	return fact.Fact{}
}

// seenAtGate finds the fact of what the gate looked at.
func seenAtGate(b *bet) fact.Fact {
	s, ok := noted(b, b.review.Gate.Detail)
	if !ok {
		return fact.Fact{}
	}
	for _, id := range s.Facts {
		if f := b.review.FactOf(id); strings.HasPrefix(f.Formula, "mean of ") {
			return f
		}
	}
	return fact.Fact{}
}

func differenceUnit(unit string) string {
	if unit == fact.Percent {
		return fact.Points
	}
	return unit
}

// sayWhatItTakes holds the newest reading against what the gate asks for, and what noise leaves of that. It forecasts nothing.
func (p *piece) sayWhatItTakes(b *bet) {
	s, predicate, ok := gateMetric(b)
	known := b.review.FactsOf(b.review.Gate.Metric)
	newest, base := b.review.FactOf(known.Newest), b.review.FactOf(known.Baseline)
	asked := factOf(b, b.review.Gate.Metric, "stage gate of the sheet")
	if !ok || predicate == nil || asked.ID == "" {
		return
	}
	if newest.ID != "" {
		p.sayDistance(b, s, newest, asked, predicate)
	}
	if mde := factOf(b, b.review.Gate.Metric, "minimum detectable effect of the gate"); mde.ID != "" && base.ID != "" {
		p.say(SectionFacts, fmt.Sprintf("Noise asks for something, too: %s, and %s.", midway(base.Text), midway(mde.Text)), p.desk.cite(b, base.ID, mde.ID)...)
	}
	p.say(SectionFacts, "Whether it will be passed is not forecast; the gate is looked at once, when it is due.")
}

// sayDistance says how far the newest reading is from what the gate asks for.
func (p *piece) sayDistance(b *bet, s review.Signal, newest, asked fact.Fact, predicate *agent.Predicate) {
	more := predicate.Op == agent.AtLeast || predicate.Op == agent.MoreThan
	difference := asked.Value - newest.Value
	way, reached := "below", difference <= 0
	if !more {
		reached = difference >= 0
	}
	if difference < 0 {
		way, difference = "above", -difference
	}
	unit := differenceUnit(s.Unit)
	ids := p.desk.cite(b, newest.ID, asked.ID)
	tail := fmt.Sprintf("%s %s what the gate asks for", fact.Format(difference, unit), way)
	if difference == 0 {
		tail = "exactly what the gate asks for"
	}
	f := fact.Fact{
		Text: s.NameIn() + " is " + tail, Value: difference, Unit: unit, Metric: s.Metric, Name: s.Name, Period: newest.Period, Readings: newest.Readings,
		Formula: "distance of " + ids[0] + " from " + ids[1],
	}
	text := newest.Text + ", " + tail
	if start := isoDay(s.Start); !start.IsZero() && isoDay(newest.Period).Before(start) {
		text += "; that was before the start"
	} else if reached {
		text += ", on the side that it wants"
	}
	p.say(SectionFacts, text+".", append([]string{p.desk.add(f)}, ids...)...)
}

// sayExtensions says how often the gate was put off.
func (p *piece) sayExtensions(b *bet) {
	if n := b.in.Extensions; n > 0 {
		text := "the gate was put off " + oneline.Count(n, "time") + " before"
		p.tell(SectionFacts, text+".", fact.Fact{Text: text, Value: float64(n), Unit: "times", Formula: "sheets that were replaced by one with a later gate on the same metric"})
	}
}

// unknownGate says why a gate cannot be told, and what would settle it.
func (d *desk) unknownGate(b *bet) (Reason, string) {
	c := &b.sheet().Fields.Gate.Condition
	switch {
	case !c.Filled(), c.Predicate == nil:
		return NotStated, fmt.Sprintf("Write a metric, a threshold and a day into the gate: plumb sheet edit %s.", b.review.Sheet)
	case c.Match.Metric == "":
		return NotStated, fmt.Sprintf("Link the gate to a metric: plumb sheet link %s.", b.review.Sheet)
	case c.Predicate.By == "":
		return NotStated, fmt.Sprintf("Give the gate a day: plumb sheet edit %s.", b.review.Sheet)
	}
	return d.why(b, c.Match.Metric)
}

// guardrail answers whether the guardrail holds.
func (d *desk) guardrail(_ context.Context, _ Query, b *bet) (*piece, error) {
	p := d.part()
	p.readings = b
	g := b.review.Guardrail
	if g.State == signal.GuardrailUnknown {
		reason, settle := d.unknownGuardrail(b)
		text := "The guardrail is unknown, and unknown is not ok."
		if s, ok := noted(b, g.Detail); ok {
			text, p.cited = s.Text, d.cite(b, s.Facts...)
		}
		p.refuse(reason, text, settle)
		p.say(SectionFacts, "Unknown is not ok: nobody can say that users are protected meanwhile.")
		if reason != BadData {
			p.sayNewest(b, g.Metric)
		}
		return p, nil
	}
	p.sayGuardrail(SectionAnswer, b)
	p.standing(b)
	if s, ok := b.review.SignalOf(g.Metric); ok {
		if newest := b.review.FactOf(b.review.FactsOf(g.Metric).Newest); newest.ID != "" && !strings.Contains(g.Detail, "stood at "+fact.Format(newest.Value, newest.Unit)+" in the week") {
			p.sayNewest(b, g.Metric)
		}
		if hasMoved(s) {
			p.moved(SectionFacts, b, s)
		} else {
			p.sayMetric(b, g.Metric)
		}
	}
	switch {
	case g.Result != nil && g.Result.Total > 0:
		p.howSure("it is counted from what was read, and nothing is known of later days")
	default:
		p.howSure("it rests on the newest complete reading alone")
	}
	return p, nil
}

func (d *desk) unknownGuardrail(b *bet) (Reason, string) {
	f := &b.sheet().Fields.Guardrail
	switch {
	case !f.Filled(), f.Objective == nil:
		return NotStated, fmt.Sprintf("Write a metric and a limit into the guardrail: plumb sheet edit %s.", b.review.Sheet)
	case f.Match.Metric == "":
		return NotStated, fmt.Sprintf("Link the guardrail to a metric: plumb sheet link %s.", b.review.Sheet)
	}
	return d.why(b, f.Match.Metric)
}

// why says why nothing can be told of a metric, and what would settle it.
func (d *desk) why(b *bet, metric string) (Reason, string) {
	reason, settle := d.whyNow(b, metric)
	if d.back { // nothing that is fetched now was known then
		settle = "Ask without the day, or about a later one: what came to be known since may tell."
	}
	return reason, settle
}

func (d *desk) whyNow(b *bet, metric string) (Reason, string) {
	s, ok := b.review.SignalOf(metric)
	fetch := "plumb signals fetch " + metric
	if !ok || b.review.FactsOf(metric).Newest == "" {
		return NoReading, "Fetch its readings: " + fetch + "; plumb signals doctor says whether its source can be asked."
	}
	for _, c := range s.Checks {
		if c.Severity == signal.Block {
			if c.Code == signal.Late {
				return Stale, "Fetch the newest readings: " + fetch + "."
			}
			return BadData, "Ask the owner of the data what happened, and fetch again: " + fetch + "."
		}
	}
	for _, c := range s.Checks {
		if c.Code == signal.Late {
			return Stale, "Fetch the newest readings: " + fetch + "."
		}
	}
	return NotEnough, d.moreNeeded(b, s)
}

// moreNeeded says which readings would let a metric be judged, and when these are there.
func (d *desk) moreNeeded(b *bet, s review.Signal) string {
	h := b.in.Histories[s.Metric]
	period := h.Series.Period
	complete := h.Series.Until(d.q.AsOf).Points
	if len(complete) == 0 {
		return "Fetch its readings: plumb signals fetch " + s.Metric + "."
	}
	start, before := isoDay(s.Start), 0
	for _, p := range complete {
		if start.IsZero() || !period.End(p.Start).After(start) {
			before++
		}
	}
	const least = 5 // complete periods of a baseline
	if before < least {
		missing := least - before
		if start.IsZero() || start.After(d.q.AsOf) {
			return fmt.Sprintf("It takes %s more.", oneline.Count(missing, "complete "+string(period)))
		}
		return fmt.Sprintf("It takes %s more from before the start; fetch earlier ones, if the source has them.", oneline.Count(missing, "complete "+string(period)))
	}
	next := period.Add(complete[len(complete)-1].Start, 1)
	for !start.IsZero() && next.Before(start) {
		next = period.Add(next, 1)
	}
	known := period.End(next).Add(h.Freshness)
	if known.Before(d.q.AsOf) {
		return "The next " + string(period) + " should be known by now: plumb signals fetch " + s.Metric + "."
	}
	return fmt.Sprintf("Look again on %s, when %s is known: plumb signals fetch --as-of %s.", fact.Day(known), fact.PeriodWords(period, next), isoOf(known.Add(24*time.Hour-time.Nanosecond).Truncate(24*time.Hour)))
}
