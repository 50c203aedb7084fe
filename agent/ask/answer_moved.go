package ask

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/semantic"
)

// movedOnes answers what moved and what did not: of the metrics that are named, else of all of the sheet.
func (d *desk) movedOnes(ctx context.Context, query Query, b *bet) (*piece, error) {
	if len(query.Metrics) > 0 {
		return d.movedNamed(ctx, query, b)
	}
	p := d.part()
	p.readings = b
	var moved, still, open []review.Signal
	for _, s := range b.review.Signals {
		switch {
		case hasMoved(s) && against(s):
			moved = slices.Insert(moved, 0, s)
		case hasMoved(s):
			moved = append(moved, s)
		case s.Verdict.Outcome == signal.NoChangeDetected:
			still = append(still, s)
		default:
			open = append(open, s)
		}
	}
	if len(moved) == 0 && len(still) == 0 {
		p.sayOpen(b, open)
		if len(open) == 0 {
			return p.refuse(NotStated, "The sheet names no metric that is defined.", "Link its signals: plumb sheet link "+b.review.Sheet+"."), nil
		}
		reason, settle := d.why(b, open[0].Metric)
		return p.refuse(reason, "No metric of the sheet can be judged yet.", settle), nil
	}
	if len(moved) == 0 {
		p.say(SectionAnswer, "Nothing moved beyond noise in what can be judged: "+oneline.List(namesOf(still))+".")
	}
	for _, s := range moved[:min(len(moved), 3)] {
		p.moved(SectionAnswer, b, s)
	}
	if rest := moved[min(len(moved), 3):]; len(rest) > 0 {
		p.sayMoreMoved(b, rest)
	}
	if len(moved) > 0 && len(still) > 0 {
		p.say(SectionFacts, "No change beyond noise is seen in "+oneline.List(namesOf(still))+".")
	}
	if len(still) > 0 {
		p.sayLeastShift(b, still)
	}
	p.sayOpen(b, open)
	if len(moved) > 0 {
		p.sureOfMoves(b)
	} else {
		p.howSure("a small shift may hide in the noise")
	}
	return p, nil
}

func namesOf(signals []review.Signal) []string {
	names := make([]string, len(signals))
	for i, s := range signals {
		names[i] = s.NameIn()
	}
	return names
}

// sayMoreMoved names further metrics that moved.
func (p *piece) sayMoreMoved(b *bet, rest []review.Signal) {
	for way, outcome := range map[string]signal.Outcome{"up": signal.MovedUp, "down": signal.MovedDown} {
		var names, facts []string
		for _, s := range rest {
			if s.Verdict.Outcome == outcome {
				names, facts = append(names, s.NameIn()), append(facts, b.review.FactsOf(s.Metric).Change)
			}
		}
		if len(names) > 0 {
			p.say(SectionFacts, oneline.List(names)+" moved "+way+", too.", p.desk.cite(b, facts...)...)
		}
	}
}

// sayLeastShift says how large a lasting shift would have shown: of the gate's metric if that did not move, else of the first.
func (p *piece) sayLeastShift(b *bet, still []review.Signal) {
	i := max(0, slices.IndexFunc(still, func(s review.Signal) bool { return s.Metric == b.review.Gate.Metric }))
	p.sayShiftOf(b, still[i])
}

func (p *piece) sayShiftOf(b *bet, s review.Signal) {
	mde := b.review.FactOf(b.review.FactsOf(s.Metric).MDE)
	if mde.ID == "" {
		return
	}
	p.say(SectionFacts, fmt.Sprintf("In %s, a lasting shift of %s would show within 8 %ss with 80%% probability.", s.NameIn(), fact.Format(mde.Value, mde.Unit), s.Chart.Period), p.desk.cite(b, mde.ID)...)
}

// sayOpen names the metrics that cannot be judged.
func (p *piece) sayOpen(b *bet, open []review.Signal) {
	switch {
	case len(open) == 0:
	case len(open) == 1:
		p.sayMetric(b, open[0].Metric)
	default:
		var facts []string
		for _, s := range open {
			facts = append(facts, b.review.FactsOf(s.Metric).Newest)
		}
		p.say(SectionOpen, oneline.List(namesOf(open))+" cannot be judged yet.", p.desk.cite(b, facts...)...)
	}
}

// sureOfMoves says how often notes like this one are wrong about what moved.
func (p *piece) sureOfMoves(b *bet) {
	for _, s := range b.review.Sentences {
		if text, ok := strings.CutPrefix(s.Text, "How sure: "); ok && s.Section == review.SectionUnmoved {
			p.howSure(strings.TrimSuffix(text, "."), p.desk.cite(b, s.Facts...)...)
			return
		}
	}
	p.howSure("such a verdict is wrong now and then, and says nothing of why")
}

// movedNamed answers of each metric that is named whether it moved.
func (d *desk) movedNamed(ctx context.Context, query Query, b *bet) (*piece, error) {
	p := d.part()
	if b == nil && len(query.Metrics) == 1 && unlinked(query.Metrics[0]) == nil {
		if told, err := d.movedAtBets(ctx, query); told != nil || err != nil {
			return told, err
		}
	}
	for i, heard := range query.Metrics[:min(len(query.Metrics), choicesShown)] {
		if r := unlinked(heard); r != nil {
			p.refusal = r
			continue
		}
		of, err := d.about(ctx, b, heard.Match.Metric)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			p.readings = of
		}
		p.sayWhetherMoved(of, heard.Match.Metric, query, len(query.Metrics) == 1)
	}
	if len(p.sentences) > 0 && len(query.Metrics) > 1 {
		p.refusal = nil
	}
	return p, nil
}

// movedAtBets answers whether a metric moved by the notes of the approved sheets that look at it: each counts from its own start.
// It gives nil when no sheet does.
func (d *desk) movedAtBets(ctx context.Context, query Query) (*piece, error) {
	metric := query.Metrics[0].Match.Metric
	bets, err := d.betsWith(ctx, metric)
	if err != nil || len(bets) == 0 {
		return nil, err
	}
	p := d.part()
	if len(bets) == 1 {
		p.readings = bets[0]
		p.sayWhetherMoved(bets[0], metric, query, true)
		return p, nil
	}
	for _, b := range bets[:min(len(bets), choicesShown)] {
		s, _ := b.review.SignalOf(metric)
		if !hasMoved(s) {
			p.sayMetric(b, metric)
			continue
		}
		var q quotation
		at := d.part()
		at.moved(SectionAnswer, b, s)
		for _, said := range at.sentences {
			p.tell(SectionAnswer, "By the note of "+titleOf(b, &q)+": "+midway(said.Text), fact.Fact{Metric: metric, Name: s.Name, Formula: "sheet " + b.review.Sheet, Quote: q.text()}, said.Facts...)
		}
	}
	if more := len(bets) - choicesShown; more > 0 {
		text := "and " + oneline.Count(more, "more sheet") + " look at it"
		p.tell(SectionFacts, text+".", fact.Fact{Text: text, Value: float64(more), Unit: "sheets", Formula: "counted"})
	}
	p.howSure("each note counts from the start of its own mechanism, and none says why by that alone")
	return p, nil
}

// sayWhetherMoved says of one metric whether it moved, since when, and what would have shown if it did not.
func (p *piece) sayWhetherMoved(b *bet, metric string, query Query, alone bool) {
	s, ok := b.review.SignalOf(metric)
	if !ok {
		return
	}
	switch {
	case hasMoved(s):
		p.saySize(b, s)
		p.moved(SectionAnswer, b, s)
		p.saySince(s, query)
		p.sayNewest(b, metric)
		p.sayRestated(b, s)
		p.sureOfMoves(b)
	case s.Verdict.Outcome == signal.NoChangeDetected:
		p.say(SectionAnswer, "No change beyond noise is seen in "+s.NameIn()+".", p.desk.cite(b, b.review.FactsOf(metric).Newest)...)
		p.sayNewest(b, metric)
		if base := b.review.FactOf(b.review.FactsOf(metric).Baseline); base.ID != "" {
			p.say(SectionFacts, base.Text+".", p.desk.cite(b, base.ID)...)
		}
		p.sayShiftOf(b, s)
		p.sayRestated(b, s)
		p.howSure("a small shift may hide in the noise")
	case !alone:
		p.sayMetric(b, metric)
	default:
		p.sayUnjudged(b, s)
	}
}

// saySince says since which period a metric has been called moved: that is later than the start, because it takes some periods to
// tell a move from noise.
func (p *piece) saySince(s review.Signal, query Query) {
	since := isoDay(s.Verdict.Since)
	if since.IsZero() {
		return
	}
	text := fmt.Sprintf("It has stood out from noise since %s", fact.PeriodWords(s.Chart.Period, since))
	switch {
	case len(query.Periods) == 1 && !since.Before(query.Periods[0].To):
		text += ", which is after the time that was asked about"
	case !query.Since.IsZero() && since.Before(query.Since):
		text += ", which is before the day that was asked about"
	}
	p.tell(SectionFacts, text+".", fact.Fact{Text: s.NameIn() + " has stood out from noise since " + fact.PeriodWords(s.Chart.Period, since), Metric: s.Metric, Name: s.Name, Period: s.Verdict.Since, Formula: "first of the unbroken row of periods at which the verdict is that it moved"})
}

// sayUnjudged refuses to say whether a metric moved.
func (p *piece) sayUnjudged(b *bet, s review.Signal) {
	reason, settle := p.desk.why(b, s.Metric)
	text := s.NameIn() + " cannot be judged yet"
	switch {
	case reason == NoReading:
		text = "There are no readings of " + s.NameIn()
	case reason == Stale || reason == BadData:
		text = fmt.Sprintf("%s cannot be judged: %s", s.NameIn(), problemOf(s))
	case s.Verdict.Reason != "":
		text += ": " + s.Verdict.Reason
	}
	p.cited = []string{p.desk.add(fact.Fact{Text: clause(text), Metric: s.Metric, Name: s.Name, Formula: "check of the data"})}
	p.refuse(reason, stopped(text), settle)
	if reason != BadData { // what cannot be believed is not repeated
		p.sayNewest(b, s.Metric)
	}
	p.sayRestated(b, s)
}

// problemOf gives what a check finds wrong with the data of a metric, the worst first.
func problemOf(s review.Signal) string {
	for _, severity := range []signal.Severity{signal.Block, signal.Warn} {
		for _, c := range s.Checks {
			if c.Severity == severity && (severity == signal.Block || c.Code == signal.Late) {
				return strings.TrimSuffix(datesInWords(oneline.Tidy(c.Message)), ".")
			}
		}
	}
	return "something is wrong with its data"
}

// datesInWords writes the ISO dates of a text as days in words.
func datesInWords(text string) string {
	words := strings.Split(text, " ")
	for i, word := range words {
		bare := strings.TrimRight(word, ".,;:?)")
		words[i] = dayWords(bare) + word[len(bare):]
	}
	return strings.Join(words, " ")
}

// sayRestated names the newest value that a source changed afterwards.
func (p *piece) sayRestated(b *bet, s review.Signal) {
	if s.Restated == 0 {
		return
	}
	for _, f := range b.review.Facts {
		if f.Metric == s.Metric && f.Formula == "two readings of one period" {
			p.say(SectionFacts, f.Text+".", p.desk.cite(b, f.ID)...)
			return
		}
	}
}

// unlinked refuses words that name no metric, or may name several.
func unlinked(h Heard) *Refusal {
	switch h.Match.Outcome {
	case semantic.Linked:
		if h.Match.Metric != "" {
			return nil
		}
	case semantic.Ambiguous, semantic.Conflict:
		r := &Refusal{Reason: Ambiguous, Text: "The name may mean several metrics here.", WouldSettle: "Say which one is meant, by its name or its id.", Choices: []Choice{}}
		for _, c := range h.Match.Choices() {
			if len(r.Choices) < choicesShown {
				r.Choices = append(r.Choices, Choice{ID: c.Metric, Name: c.Name, Ask: c.Metric})
			}
		}
		return r
	case semantic.Unknown:
	}
	return &Refusal{Reason: UnknownName, Text: refusals[UnknownName].text, WouldSettle: refusals[UnknownName].settle, Choices: []Choice{}}
}

// cause answers why a metric moved, or whether something did it: with the level of evidence, the words that it licenses, and what
// else is on record.
func (d *desk) cause(ctx context.Context, query Query, b *bet) (*piece, error) {
	metric := d.metricOfCause(query, b)
	for _, heard := range query.Metrics {
		if r := unlinked(heard); r != nil {
			return d.refused(*r), nil
		}
	}
	if metric == "" {
		return d.nothingToExplain(ctx, b)
	}
	of, err := d.about(ctx, b, metric)
	if err != nil {
		return nil, err
	}
	p := d.part()
	p.readings = of
	s, ok := of.review.SignalOf(metric)
	switch {
	case !ok:
		return d.refused(Refusal{Reason: NoReading}), nil
	case s.Verdict.Outcome == signal.NoChangeDetected:
		p.say(SectionAnswer, "No change beyond noise is seen in "+s.NameIn()+"; there is no move to look into.", d.cite(of, of.review.FactsOf(metric).Newest)...)
		p.sayNewest(of, metric)
		p.sayShiftOf(of, s)
		p.howSure("a small shift may hide in the noise")
		return p, p.sayEvents(ctx, of, s)
	case !hasMoved(s):
		p.sayUnjudged(of, s)
		p.refusal.Text = "Why cannot be told: " + p.refusal.Text
		return p, p.sayEvents(ctx, of, s)
	}
	p.sayBeside(of, s)
	if err := p.sayEvents(ctx, of, s); err != nil {
		return nil, err
	}
	if s.Evidence.Causal() {
		p.sentences = slices.Insert(p.sentences, 0, sentenceOf(SectionAnswer, s.NameIn()+" "+s.Evidence.Words()+".", nil, d.cite(of, of.review.FactsOf(metric).Change)))
		p.howSure("it is compared with a control, at the level of evidence “" + string(s.Evidence) + "”")
		return p, nil
	}
	text := "Why " + s.NameIn() + " moved is not known"
	if s.Evidence == signal.EvidenceTimed {
		text = s.NameIn() + " moved when the mechanism started; other things may have changed then, too, so why it moved is not known"
	}
	p.cited = d.cite(of, of.review.FactsOf(metric).Change)
	p.refuse(NeedsControl, text+".", settleCause(of, s))
	move := d.part()
	move.moved(SectionFacts, of, s)
	for i := range move.sentences {
		move.sentences[i].Text = strings.Replace(move.sentences[i].Text, "; "+whyWords(s.Evidence), "", 1)
	}
	p.sentences = slices.Insert(p.sentences, 0, move.sentences...)
	return p, nil
}

// nothingToExplain answers for a sheet of which no metric moved; what was noted meanwhile is named all the same.
func (d *desk) nothingToExplain(ctx context.Context, b *bet) (*piece, error) {
	p := d.part()
	if b == nil || len(b.review.Signals) == 0 {
		return d.refused(Refusal{Reason: NotOnRecord, Text: "Nothing is on record that moved.", WouldSettle: "Name the metric that is meant."}), nil
	}
	p.readings = b
	open := slices.DeleteFunc(slices.Clone(b.review.Signals), func(s review.Signal) bool { return s.Verdict.Outcome == signal.NoChangeDetected })
	switch {
	case len(open) == len(b.review.Signals):
		first := open[max(0, slices.IndexFunc(open, func(s review.Signal) bool { return s.Metric == b.review.Gate.Metric }))]
		p.sayUnjudged(b, first)
		p.refusal.Text = "Why cannot be told: " + p.refusal.Text
	case len(open) > 0:
		p.say(SectionAnswer, "No metric of the sheet that can be judged stands out from noise, so there is no move to look into in these.")
		p.sayOpen(b, open)
	default:
		p.say(SectionAnswer, "No metric of the sheet stands out from noise; there is no move to look into.")
	}
	if err := p.sayEvents(ctx, b, b.review.Signals[0]); err != nil {
		return nil, err
	}
	if p.refusal == nil {
		p.howSure("a small shift may hide in the noise")
	}
	return p, nil
}

// metricOfCause gives the metric of which the reason is asked: one that is named, else the first that decides and moved, else any.
func (d *desk) metricOfCause(query Query, b *bet) string {
	if len(query.Metrics) > 0 {
		return query.Metrics[0].Match.Metric
	}
	if b == nil {
		return ""
	}
	for _, id := range deciding(b) {
		if s, ok := b.review.SignalOf(id); ok && hasMoved(s) {
			return id
		}
	}
	for _, s := range b.review.Signals {
		if hasMoved(s) {
			return s.Metric
		}
	}
	return ""
}

// sayBeside says how a metric moved beside its control.
func (p *piece) sayBeside(b *bet, s review.Signal) {
	if f := b.review.FactOf(b.review.FactsOf(s.Metric).Beyond); f.ID != "" {
		text := f.Text // the interval before the name of the control, whose it is not
		if m := besideForm.FindStringSubmatch(text); m != nil {
			text = m[1] + " (" + m[3] + " " + m[4] + ") more than " + m[2]
		}
		p.say(SectionFacts, text+".", p.desk.cite(b, f.ID)...)
	}
}

var besideForm = regexp.MustCompile(`^(.*) more than (.*) \((95% interval) of the difference (.*)\)$`)

// settleCause says what would show why a metric moved.
func settleCause(b *bet, s review.Signal) string {
	if b.review.FactsOf(s.Metric).Beyond != "" {
		return "A control is on record; what is missing is more weeks after the start, in which the difference stays: plumb review draft " + b.review.Sheet + " each week."
	}
	if b.review.Sheet == "" {
		return "A control: readings of a group that did not have the change, and is otherwise alike."
	}
	day := s.Start
	if day == "" {
		day = "DATE"
	}
	return fmt.Sprintf("A control, which is the same metric of a group that the mechanism does not reach: plumb signals note %s --sheet %s --start --control METRIC --of %s.", day, b.review.Sheet, s.Metric)
}

const mostEvents = 3

var eventWords = map[readings.EventKind]string{
	readings.Campaign: "a campaign", readings.Deploy: "a deploy", readings.Holiday: "a holiday", readings.Incident: "an incident", readings.Note: "a note",
}

// sayEvents names what else was noted around the time of a move, and claims nothing of it.
func (p *piece) sayEvents(ctx context.Context, b *bet, s review.Signal) error {
	events, err := p.desk.eventsOf(ctx, b)
	if err != nil {
		return err
	}
	from := isoDay(s.Verdict.Since)
	if start := isoDay(s.Start); !start.IsZero() && (from.IsZero() || start.Before(from)) {
		from = start
	}
	if from.IsZero() {
		from = p.desk.q.AsOf.AddDate(0, 0, -28)
	}
	since := isoOf(s.Chart.Period.Add(from, -2))
	var texts []string
	var q quotation
	newest := ""
	for _, e := range events {
		if e.Kind == readings.Start || isoDay(e.On).IsZero() || e.On > p.desk.today() || max(e.On, e.Until) < since || len(texts) == mostEvents {
			continue
		}
		texts = append(texts, eventText(e, &q))
		newest = max(newest, e.On)
	}
	if len(texts) == 0 {
		p.say(SectionFacts, "Nothing else is noted around that time; what nobody noted is not known here.")
		return nil
	}
	p.tell(SectionFacts, "Also at that time: "+strings.Join(texts, "; ")+".", fact.Fact{Text: "also at that time: " + strings.Join(texts, "; "), Period: newest, Formula: "noted by a person", Quote: q.text()})
	return nil
}

// eventsOf gives what is noted about a sheet, or about everything where the question is about a metric alone.
func (d *desk) eventsOf(ctx context.Context, b *bet) ([]readings.Event, error) {
	if b.review.Sheet != "" {
		return b.in.Events, nil
	}
	return d.k.Events(ctx, "")
}

// eventText says what was noted, and when it was.
func eventText(e readings.Event, q *quotation) string {
	text := eventWords[e.Kind]
	if text == "" {
		text = "a note"
	}
	on, until := isoDay(e.On), isoDay(e.Until)
	if until.After(on) {
		text += " from " + fact.Day(on) + " to " + fact.Day(until)
	} else {
		text += " on " + fact.Day(on)
	}
	if words := q.upTo(e.Text, 60); words != "" {
		text += " (" + words + ")"
	}
	return text
}
