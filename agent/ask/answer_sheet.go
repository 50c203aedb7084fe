package ask

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// aim answers what a bet is: its aim, its mechanism and why that is believed, in the words of the meeting.
func (d *desk) aim(_ context.Context, _ Query, b *bet) (*piece, error) {
	p := d.part()
	f := &b.sheet().Fields
	section := SectionAnswer
	p.sayTitle(b)
	p.standing(b)
	if f.Aim.Filled() {
		p.sayField(section, "The aim", b, &f.Aim)
		section = SectionFacts
	}
	switch {
	case !f.Mechanism.Lever.Filled():
		p.say(section, "The sheet names no mechanism, so nobody can steer by it.")
	default:
		p.sayField(section, "The bet", b, &f.Mechanism.Lever)
		p.sayField(SectionFacts, "What it is to move", b, &f.Mechanism.Outcome.Field)
	}
	if f.Mechanism.Because.Filled() {
		p.sayField(SectionFacts, "Why, as it was said", b, &f.Mechanism.Because)
	} else if f.Mechanism.Lever.Filled() {
		p.say(SectionFacts, "The meeting gave no reason for it.")
	}
	if f.DoneWhen.Filled() && len(p.sentences) < mostSentences-1 {
		p.sayField(SectionFacts, "Done when", b, &f.DoneWhen)
	}
	if !f.Aim.Filled() && !f.Mechanism.Lever.Filled() {
		p.sentences = nil
		return p.refuse(NotStated, "The sheet states neither an aim nor a mechanism.", "Ask the owner, and write it down: plumb sheet edit "+b.review.Sheet+"."), nil
	}
	p.howSure("these are the words of the meeting; how settled they were stands beside them")
	return p, nil
}

// sayTitle names a sheet, and says whose bet it is.
func (p *piece) sayTitle(b *bet) {
	var q quotation
	text := titleOf(b, &q)
	if owner := q.name(b.sheet().Fields.Owner.Text); owner != "" {
		text += " is the bet of " + owner
	} else {
		text += " is a bet that nobody owns yet"
	}
	p.tell(SectionAnswer, text+".", fact.Fact{Formula: "sheet " + b.review.Sheet, Quote: q.text()})
}

// stillOpen answers which questions are open: those of the meeting, what the sheet does not say, and decisions that are due.
func (d *desk) stillOpen(ctx context.Context, _ Query, b *bet) (*piece, error) {
	p := d.part()
	f := &b.sheet().Fields
	count := len(f.OpenQuestions)
	if count > 0 {
		text := oneline.Count(count, "question") + " of the meeting " + are(count) + " open"
		p.tell(SectionAnswer, text+".", fact.Fact{Text: text, Value: float64(count), Formula: "counted in sheet " + b.review.Sheet})
	}
	for i := range f.OpenQuestions[:min(count, mostQuotes-1)] {
		p.sayField(SectionFacts, "Open", b, &f.OpenQuestions[i])
	}
	questions := b.sheet().Questions
	if n := len(questions); n > 0 {
		var q quotation
		text := fmt.Sprintf("The sheet leaves %s blank", oneline.Count(n, "place"))
		if blank := blanks(f); len(blank) > 0 {
			text += ", among them " + oneline.List(blank)
		}
		text += "; the first thing to ask: " + q.of(questions[0].Text)
		p.tell(sectionFirst(p), stopped(text), fact.Fact{Value: float64(n), Formula: "counted in sheet " + b.review.Sheet, Quote: q.text()})
	}
	p.standing(b)
	if err := p.sayDue(ctx, b); err != nil {
		return nil, err
	}
	p.sayFindings(b)
	if len(p.sentences) == 0 {
		p.say(SectionAnswer, "No question is on record as open.")
		p.say(SectionFacts, "The sheet has no blanks, and no decision is due.")
	}
	p.howSure("only what was said or written down is known here")
	return p, nil
}

// blanks names the most important places of which a sheet says nothing.
func blanks(f *agent.Fields) []string {
	var out []string
	for _, place := range []struct {
		name  string
		field *agent.Field
	}{
		{"the aim", &f.Aim}, {"the mechanism", &f.Mechanism.Lever}, {"the stage gate", &f.Gate.Condition.Field}, {"the guardrail", &f.Guardrail.Field},
		{"the owner", &f.Owner}, {"why it is believed", &f.Mechanism.Because},
	} {
		if !place.field.Filled() && len(out) < mostQuotes {
			out = append(out, place.name)
		}
	}
	return out
}

func sectionFirst(p *piece) string {
	if len(p.sentences) == 0 {
		return SectionAnswer
	}
	return SectionFacts
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// sayDue names the decisions about a sheet that are due to be looked at.
func (p *piece) sayDue(ctx context.Context, b *bet) error {
	due, err := p.desk.due(ctx, b)
	if err != nil {
		return err
	}
	for _, e := range due[:min(len(due), 2)] {
		text := fmt.Sprintf("The decision of %s (%s) was due to be looked at again on %s", dayWords(e.Date), e.ID, dayWords(e.Due))
		p.tell(sectionFirst(p), text+".", fact.Fact{Period: e.Due, Formula: "decision " + e.ID})
	}
	return nil
}

// due gives the approved decisions about a sheet whose next look is over, or is today.
func (d *desk) due(ctx context.Context, b *bet) ([]decision.Entry, error) {
	log, err := d.log(ctx)
	if err != nil {
		return nil, err
	}
	var out []decision.Entry
	for _, e := range log {
		if e.Effective() && e.Sheet == b.review.Sheet && e.Due != "" && e.Due <= d.today() {
			out = append(out, e)
		}
	}
	return out, nil
}

// sayFindings counts what the rules of a sheet find wrong with it.
func (p *piece) sayFindings(b *bet) {
	n := 0
	for _, f := range b.sheet().Findings {
		if f.Severity != agent.Info {
			n++
		}
	}
	if n > 0 {
		text := fmt.Sprintf("The rules of the sheet find %s to check", oneline.Count(n, "thing"))
		p.tell(sectionFirst(p), text+"; see plumb sheet show "+b.review.Sheet+".", fact.Fact{Text: text + "; see plumb sheet show " + b.review.Sheet, Value: float64(n), Formula: "counted in sheet " + b.review.Sheet})
	}
}

// prepare answers what to prepare for the next review: what is due, what is missing, what changed, and what is open.
func (d *desk) prepare(ctx context.Context, _ Query, b *bet) (*piece, error) {
	p := d.part()
	p.readings = b
	r := &b.review
	if r.Gate.State == signal.GateNotDue {
		p.repeat(SectionAnswer, b, r.Gate.Detail)
	} else {
		p.sayGate(b)
	}
	p.sayMissing(b)
	if err := p.sayDue(ctx, b); err != nil {
		return nil, err
	}
	p.sayProposal(b)
	if f := &b.sheet().Fields.Cadence; f.Filled() {
		p.sayField(SectionFacts, "When", b, f)
	}
	for _, s := range r.Signals {
		if hasMoved(s) && against(s) {
			p.moved(SectionFacts, b, s)
		}
	}
	for _, s := range r.Signals {
		p.sayRestated(b, s)
	}
	p.standing(b)
	if open := b.sheet().Fields.OpenQuestions; len(open) > 0 {
		p.sayField(SectionOpen, "Still open", b, &open[0])
	}
	p.tell(SectionFacts, "Draft the note: plumb review draft "+r.Sheet+".", fact.Fact{Formula: "sheet " + r.Sheet})
	return p, nil
}

// sayMissing names the metrics of which readings are missing, late or wrong.
func (p *piece) sayMissing(b *bet) {
	var names, facts []string
	for _, s := range b.review.Signals {
		reason, _ := p.desk.why(b, s.Metric)
		if reason == NoReading || reason == Stale || reason == BadData {
			names = append(names, s.NameIn())
			facts = append(facts, b.review.FactsOf(s.Metric).Newest)
		}
	}
	if len(names) > 0 {
		p.say(SectionFacts, "Readings are missing, late or wrong: "+oneline.List(names)+".", p.desk.cite(b, facts...)...)
	}
}

// mostBets is how many sheets an answer names one by one.
const mostBets = 5

// betsOnRecord answers which bets there are, and how each stands.
func (d *desk) betsOnRecord(ctx context.Context, _ Query, _ *bet) (*piece, error) {
	sheets, err := d.list(ctx)
	if err != nil {
		return nil, err
	}
	if len(sheets) == 0 {
		return d.refused(Refusal{Reason: NoSheet}), nil
	}
	slices.SortStableFunc(sheets, func(x, y agent.Summary) int {
		return rankOfState(x.State) - rankOfState(y.State)
	})
	p := d.part()
	told := 0
	for _, s := range sheets {
		if told == mostBets {
			break
		}
		b, err := d.open(ctx, s.ID)
		if fault.Is(err, fault.Conflict) || fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if b.sheet().MeetingDate > d.today() {
			continue
		}
		p.sayBet(b)
		told++
	}
	if more := len(sheets) - told; told == mostBets && more > 0 {
		text := oneline.Count(more, "more sheet")
		p.tell(SectionFacts, "And "+text+"; see plumb sheet list.", fact.Fact{Text: "and " + text + "; see plumb sheet list", Value: float64(more), Formula: "counted"})
	}
	if told == 0 {
		return d.refused(Refusal{Reason: NoSheet, Text: "On that day there was no sheet yet."}), nil
	}
	return p, nil
}

func rankOfState(s agent.State) int {
	if s == agent.StateApproved {
		return 0
	}
	return 1
}

// sayBet says how one bet stands, in a line.
func (p *piece) sayBet(b *bet) {
	var q quotation
	text := titleOf(b, &q)
	by := q.name(b.sheet().Fields.Owner.Text)
	if p.desk.sharesTitle(b) {
		by = strings.TrimPrefix(by+", "+b.review.Sheet, ", ")
	}
	if by != "" {
		text += " (" + by + ")"
	}
	if b.sheet().State != agent.StateApproved {
		text += " is " + article(b.sheet().State.Words()) + " and not agreed"
	} else {
		text += " is approved"
	}
	text += fmt.Sprintf("; its gate is %s", gateWords[b.review.Gate.State])
	if b.review.Gate.State == signal.GateNotDue {
		text += " before " + dayWords(b.review.Gate.Due)
	}
	text += ", its guardrail " + guardrailWords[b.review.Guardrail.State]
	p.tell(SectionAnswer, text+".", fact.Fact{Period: b.review.AsOf, Formula: "sheet " + b.review.Sheet, Quote: q.text()})
}

// sharesTitle reports whether another sheet that was listed has the title of a sheet.
func (d *desk) sharesTitle(b *bet) bool {
	return slices.ContainsFunc(d.sheets, func(s agent.Summary) bool { return s.ID != b.review.Sheet && s.Title == b.review.Title })
}

func article(state string) string {
	if strings.HasPrefix(state, "in ") {
		return state
	}
	return "a " + state
}
