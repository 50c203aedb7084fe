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
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// changed answers what is new since a day: the note as of that day is held against the one as of now.
func (d *desk) changed(ctx context.Context, query Query, b *bet) (*piece, error) {
	if asksRestated(d.q.Text) {
		return d.restated(ctx, b)
	}
	if b == nil {
		return d.changedAnywhere(ctx, query)
	}
	p := d.part()
	p.readings = b
	notes, err := d.k.Notes(ctx, b.review.Sheet)
	if err != nil {
		return nil, err
	}
	since := d.since(query, notes)
	if since.After(d.q.AsOf) {
		return d.refused(Refusal{Reason: Future}), nil
	}
	arrived := d.part()
	in, err := d.k.Review(ctx, b.review.Sheet, since)
	if err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	if err == nil && !in.AsOf.IsZero() {
		before, err := review.Build(in)
		if err != nil {
			return nil, err
		}
		p.sayStates(b, before, since)
		arrived.sayArrived(b, before)
		arrived.sayNewMoves(b, before)
	}
	if err := p.sayNewDecisions(ctx, b.review.Sheet, isoOf(since)); err != nil {
		return nil, err
	}
	p.sayNewEvents(b.in.Events, isoOf(since))
	p.sayNewNotes(notes, isoOf(since))
	p.sentences = append(p.sentences, arrived.sentences...)
	if len(p.sentences) == 0 {
		p.tell(SectionAnswer, "Nothing that is kept changed since "+fact.Day(since)+".", fact.Fact{Period: isoOf(since), Formula: "note as of that day, held against the one as of the end"})
		if !d.back {
			p.say(SectionFacts, "Fetch the newest readings to be sure: plumb signals fetch.")
		}
	}
	p.howSure("it is what came to be known here in that time; what nobody fetched or noted is not in it")
	return p, nil
}

// changedAnywhere answers what is new about all bets that are approved: what was noted and decided, and how each stands.
func (d *desk) changedAnywhere(ctx context.Context, query Query) (*piece, error) {
	sheets, err := d.list(ctx)
	if err != nil {
		return nil, err
	}
	if len(sheets) == 0 {
		return d.refused(Refusal{Reason: NoSheet}), nil
	}
	p := d.part()
	since := isoOf(d.since(query, nil))
	events, err := d.k.Events(ctx, "")
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	bets, err := d.newestApproved(ctx)
	if err != nil {
		return nil, err
	}
	for _, b := range bets {
		for _, e := range b.in.Events {
			if !slices.Contains(events, e) {
				events = append(events, e)
			}
		}
	}
	slices.SortStableFunc(events, func(x, y readings.Event) int { return strings.Compare(x.On, y.On) })
	p.sayNewEvents(events, since)
	for _, b := range bets {
		if len(p.sentences) <= choicesShown {
			p.sayBet(b)
		}
	}
	if err := p.sayNewDecisions(ctx, "", since); err != nil {
		return nil, err
	}
	if len(p.sentences) == 0 {
		p.say(SectionAnswer, "Nothing that is kept changed in that time.")
	}
	p.howSure("it is what came to be known here in that time; what nobody fetched or noted is not in it")
	return p, nil
}

// newestApproved gives the notes of the newest approved sheets, as many as one answer tells of.
func (d *desk) newestApproved(ctx context.Context) ([]*bet, error) {
	return d.approved(ctx, mostBets, func(agent.Summary) bool { return true })
}

// asksRestated reports whether a question is about values that were changed afterwards.
func asksRestated(text string) bool { return strings.Contains(strings.ToLower(text), "restate") }

// restated answers which values were changed after they were first read: of a sheet, or of all.
func (d *desk) restated(ctx context.Context, b *bet) (*piece, error) {
	p := d.part()
	bets := []*bet{b}
	if b == nil {
		var err error
		if bets, err = d.newestApproved(ctx); err != nil {
			return nil, err
		}
	}
	told := map[string]bool{}
	for _, of := range bets {
		for _, s := range of.review.Signals {
			changed := of.in.Histories[s.Metric].Restated
			if told[s.Metric] || len(changed) == 0 {
				continue
			}
			told[s.Metric] = true
			m, err := d.measure(ctx, of, s.Metric)
			if err != nil {
				return nil, err
			}
			newest := slices.MaxFunc(changed, func(x, y review.Restatement) int { return strings.Compare(x.On+x.Period, y.On+y.Period) })
			p.sayChanged(m, []signal.PointView{{Period: newest.Period}})
			if more := len(changed) - 1; more > 0 {
				text := oneline.Count(more, "more period") + " of " + m.name + " were restated"
				if more == 1 {
					text = "1 more period of " + m.name + " was restated"
				}
				p.tell(SectionFacts, text+".", fact.Fact{Text: text, Value: float64(more), Unit: string(m.period()) + "s", Metric: s.Metric, Name: s.Name, Formula: "counted"})
			}
		}
	}
	p.readings = b
	switch {
	case len(p.sentences) > 0:
	case b == nil:
		p.say(SectionAnswer, "No value that the newest approved sheets look at is on record as restated.")
	default:
		p.say(SectionAnswer, "No value that the sheet looks at is on record as restated.")
	}
	p.howSure("a value that was not fetched again is not known to have changed")
	return p, nil
}

// since gives the last moment before what counts as new: the end of the day before the one that is named, else the day of the note
// before today, else a week ago.
func (d *desk) since(query Query, notes []review.Version) time.Time {
	if !query.Since.IsZero() {
		return query.Since.Add(-time.Microsecond)
	}
	newest := ""
	for _, n := range notes {
		if n.AsOf < d.today() && n.State != agent.StateRejected {
			newest = max(newest, n.AsOf)
		}
	}
	if day := isoDay(newest); !day.IsZero() {
		return day.AddDate(0, 0, 1).Add(-time.Microsecond)
	}
	return d.q.AsOf.AddDate(0, 0, -7)
}

// sayStates says how gate and guardrail stood then, where that is not how they stand now.
func (p *piece) sayStates(b *bet, before review.Review, since time.Time) {
	was, is := before.Gate.State, b.review.Gate.State
	if was != is {
		text := fmt.Sprintf("As of %s the gate was %s; %s: %s", fact.Day(since), gateWords[was], p.desk.nowWords(), midway(strings.TrimSuffix(b.review.Gate.Detail, ".")))
		p.change(b, text, b.review.Gate.Detail, since)
	} else {
		p.sayGate(b)
	}
	if was, is := before.Guardrail.State, b.review.Guardrail.State; was != is {
		text := fmt.Sprintf("As of %s the guardrail was %s; %s: %s", fact.Day(since), guardrailWords[was], p.desk.nowWords(), midway(strings.TrimSuffix(b.review.Guardrail.Detail, ".")))
		p.change(b, text, b.review.Guardrail.Detail, since)
	}
}

// nowWords says which moment the second of two notes is of.
func (d *desk) nowWords() string {
	if d.back {
		return "at the end of that time"
	}
	return "now"
}

// change says a state then and now, with the facts of the note for how it is now.
func (p *piece) change(b *bet, text, detail string, since time.Time) {
	facts := []string{p.desk.add(fact.Fact{Text: clause(text), Period: isoOf(since), Formula: "note as of " + fact.Day(since)})}
	if s, ok := noted(b, detail); ok {
		facts = append(facts, p.desk.cite(b, s.Facts...)...)
	}
	p.say(SectionAnswer, text+".", facts...)
}

// sayNewMoves says which metrics are called moved now and were not then, or the other way round.
func (p *piece) sayNewMoves(b *bet, before review.Review) {
	var fresh []review.Signal
	for _, s := range b.review.Signals {
		was, ok := before.SignalOf(s.Metric)
		switch {
		case !ok:
		case hasMoved(s) && was.Verdict.Outcome != s.Verdict.Outcome:
			fresh = append(fresh, s)
		case hasMoved(was) && s.Verdict.Outcome == signal.NoChangeDetected:
			p.say(SectionFacts, s.NameIn()+" is no longer beyond noise.", p.desk.cite(b, b.review.FactsOf(s.Metric).Newest)...)
		}
	}
	if len(fresh) == 1 {
		p.moved(SectionFacts, b, fresh[0])
		return
	}
	for _, way := range []struct {
		word    string
		outcome signal.Outcome
	}{{"up", signal.MovedUp}, {"down", signal.MovedDown}} {
		var names, facts []string
		for _, s := range fresh {
			if s.Verdict.Outcome == way.outcome {
				names, facts = append(names, s.NameIn()), append(facts, b.review.FactsOf(s.Metric).Change)
			}
		}
		if len(names) > 0 {
			p.say(SectionFacts, "Newly beyond noise: "+oneline.List(names)+" moved "+way.word+".", p.desk.cite(b, facts...)...)
		}
	}
}

// sayArrived says of how many metrics there are newer readings, and which were restated.
func (p *piece) sayArrived(b *bet, before review.Review) {
	count, newest := 0, ""
	for _, s := range b.review.Signals {
		is := b.review.FactOf(b.review.FactsOf(s.Metric).Newest)
		was := before.FactOf(before.FactsOf(s.Metric).Newest)
		if is.Period > was.Period {
			count++
			newest = max(newest, is.Period)
		}
		if old, ok := before.SignalOf(s.Metric); ok && s.Restated > old.Restated {
			defer p.sayRestated(b, s)
		}
	}
	if count > 0 {
		text := fmt.Sprintf("Newer readings came for %s, up to the period that starts on %s", oneline.Count(count, "metric"), dayWords(newest))
		p.tell(SectionFacts, text+".", fact.Fact{Value: float64(count), Unit: "metrics", Period: newest, Formula: "counted"})
	}
}

// sayNewDecisions says what was decided since then about a sheet, with "" about any.
func (p *piece) sayNewDecisions(ctx context.Context, sheet, since string) error {
	log, err := p.desk.log(ctx)
	if err != nil {
		return err
	}
	for _, e := range log {
		if (sheet == "" || e.Sheet == sheet) && e.Date > since && e.State != agent.StateRejected && e.State != agent.StateSuperseded {
			p.sayDecision(e, false)
		}
	}
	return nil
}

// sayNewEvents names what was noted since then.
func (p *piece) sayNewEvents(events []readings.Event, since string) {
	var q quotation
	var texts []string
	newest := ""
	for _, e := range events {
		if e.On <= since || e.On > p.desk.today() || len(texts) == mostEvents {
			continue
		}
		text := eventText(e, &q)
		if e.Kind == readings.Start {
			text = "the start of the mechanism on " + dayWords(e.On)
		}
		texts = append(texts, text)
		newest = max(newest, e.On)
	}
	if len(texts) > 0 {
		p.tell(SectionFacts, "Noted in that time: "+strings.Join(texts, "; ")+".", fact.Fact{Text: "noted in that time: " + strings.Join(texts, "; "), Period: newest, Formula: "noted by a person", Quote: q.text()})
	}
}

// sayNewNotes names the notes that were approved since then.
func (p *piece) sayNewNotes(notes []review.Version, since string) {
	for _, n := range notes {
		if n.AsOf <= since || n.AsOf > p.desk.today() || n.State != agent.StateApproved || n.Approval == nil {
			continue
		}
		var q quotation
		text := fmt.Sprintf("%s approved the note of %s (%s)", q.name(n.Approval.By.Name), dayWords(n.AsOf), n.ID)
		if author := authorOf(n.Review); author != "" {
			text += ", which " + q.name(author) + " had changed by hand"
		}
		p.tell(SectionFacts, text+".", fact.Fact{Period: n.AsOf, Formula: "review " + n.ID, Quote: q.text()})
	}
}
