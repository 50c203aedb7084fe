package ask

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/semantic"
)

// historyOf gives what is known of a metric as a note looks at it.
func historyOf(m semantic.Metric, h readings.History) review.History {
	out := review.History{Series: h.Series, Readings: map[string]string{}, Freshness: readings.Freshness(m)}
	for i, p := range h.Series.Points {
		if i < len(h.IDs) {
			out.Readings[p.Label()] = h.IDs[i]
		}
	}
	for _, r := range h.Restated {
		out.Restated = append(out.Restated, review.Restatement(r))
	}
	return out
}

// measured is a metric with its readings, in the unit of the note.
type measured struct {
	of     *bet
	signal review.Signal
	name   string
	points []signal.PointView // those that are over, oldest first
	factor float64            // what values as they were read are to be multiplied by
}

// measure gives the readings of a metric.
func (d *desk) measure(ctx context.Context, b *bet, metric string) (measured, error) {
	of, err := d.about(ctx, b, metric)
	if err != nil {
		return measured{}, err
	}
	m := measured{of: of}
	m.signal, _ = of.review.SignalOf(metric)
	m.name = m.signal.NameIn()
	series := of.in.Histories[metric].Series
	m.factor = 1
	if m.signal.Unit == fact.Percent && series.Rate && series.Scale == 1 {
		m.factor = 100 // read as a fraction
	}
	for _, p := range series.Until(d.q.AsOf).Points {
		point := signal.PointView{Period: p.Label(), Value: m.factor * p.Value, Complete: true}
		if i := slices.IndexFunc(m.signal.Chart.Points, func(v signal.PointView) bool { return v.Period == point.Period }); i >= 0 {
			point.Lower, point.Upper = m.signal.Chart.Points[i].Lower, m.signal.Chart.Points[i].Upper
		}
		m.points = append(m.points, point)
	}
	return m, nil
}

func (m measured) period() semantic.Period { return m.of.in.Histories[m.signal.Metric].Series.Period }

// reading gives the id of the kept reading of a period.
func (m measured) reading(label string) []string {
	if id := m.of.in.Histories[m.signal.Metric].Readings[label]; id != "" {
		return []string{id}
	}
	return []string{}
}

// in gives the points of periods that begin in a stretch of days, or the one that the stretch lies in.
func (m measured) in(s Span) []signal.PointView {
	var out []signal.PointView
	from, to := isoOf(s.From), isoOf(s.To)
	for _, p := range m.points {
		if p.Period >= from && p.Period < to {
			out = append(out, p)
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, p := range m.points {
		if start := isoDay(p.Period); !start.After(s.From) && m.period().End(start).After(s.From) {
			return []signal.PointView{p}
		}
	}
	return nil
}

// stand keeps the fact of what a metric was in some periods: its value in one, its mean in several.
func (p *piece) stand(m measured, points []signal.PointView) fact.Fact {
	first, last := points[0], points[len(points)-1]
	if known := m.of.review.FactOf(m.of.review.FactsOf(m.signal.Metric).Newest); len(points) == 1 && known.Period == last.Period {
		if ids := p.desk.cite(m.of, known.ID); len(ids) == 1 {
			known.ID = ids[0]
			return known
		}
	}
	f := fact.Fact{Value: last.Value, Unit: m.signal.Unit, Metric: m.signal.Metric, Name: m.signal.Name, Period: last.Period, Formula: "complete reading", Readings: m.reading(last.Period)}
	f.Text = fmt.Sprintf("%s stood at %s %s", m.name, fact.Format(last.Value, m.signal.Unit), within(m.period(), isoDay(last.Period)))
	if len(points) > 1 {
		sum := 0.0
		f.Readings = []string{}
		for _, v := range points {
			sum += v.Value
			f.Readings = append(f.Readings, m.reading(v.Period)...)
		}
		f.Value = sum / float64(len(points))
		f.Formula = fmt.Sprintf("mean of %d values", len(points))
		f.Text = fmt.Sprintf("%s averaged %s in the %s from %s to %s", m.name, fact.Format(f.Value, f.Unit), plural(len(points), string(m.period())),
			fact.PeriodWords(m.period(), isoDay(first.Period)), fact.PeriodWords(m.period(), isoDay(last.Period)))
	}
	if math.IsNaN(f.Value) || math.IsInf(f.Value, 0) {
		f.Value = 0
	}
	f.ID = p.desk.add(f)
	return f
}

// value answers what a metric is, or was in the periods that are named.
func (d *desk) value(ctx context.Context, query Query, b *bet) (*piece, error) {
	if len(query.Metrics) == 0 && b != nil && b.review.Gate.Metric != "" {
		query.Metrics = []Heard{{Match: semantic.Match{Outcome: semantic.Linked, Metric: b.review.Gate.Metric}}}
	}
	if len(query.Metrics) == 0 {
		return d.refused(Refusal{Reason: UnknownName, Text: "It is not clear which metric is asked about.", WouldSettle: "Name it, as plumb metrics list has it."}), nil
	}
	p := d.part()
	for i, heard := range query.Metrics[:min(len(query.Metrics), choicesShown)] {
		if r := unlinked(heard); r != nil {
			p.refusal = r
			continue
		}
		m, err := d.measure(ctx, b, heard.Match.Metric)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			p.readings = m.of
		}
		p.sayValue(m, query.Periods)
		if b == nil && len(query.Periods) == 0 {
			if err := p.sayGuarded(ctx, heard.Match.Metric); err != nil {
				return nil, err
			}
		}
	}
	if len(query.Metrics) > 1 && slices.ContainsFunc(p.sentences, func(s fact.Sentence) bool { return s.Section == SectionAnswer }) {
		p.refusal = nil
	}
	return p, nil
}

// sayGuarded says of a metric that is asked about without a bet how the guardrails on it stand. A breach leads.
func (p *piece) sayGuarded(ctx context.Context, metric string) error {
	bets, err := p.desk.betsWith(ctx, metric)
	if err != nil {
		return err
	}
	var breached, others []fact.Sentence
	for _, b := range bets {
		if b.review.Guardrail.Metric != metric {
			continue
		}
		var q quotation
		said := p.desk.part()
		text := "It is the guardrail of " + titleOf(b, &q) + ", which is " + guardrailWords[b.review.Guardrail.State]
		said.tell(SectionFacts, text+".", fact.Fact{Metric: metric, Period: b.review.AsOf, Formula: "sheet " + b.review.Sheet, Quote: q.text()})
		if b.review.Guardrail.State == signal.GuardrailBreached {
			breached = append(breached, said.sentences...)
		} else {
			others = append(others, said.sentences...)
		}
	}
	at := min(1, len(p.sentences))
	p.sentences = slices.Insert(p.sentences, at, append(breached, others...)...)
	return nil
}

// sayValue says what one metric is, or was.
func (p *piece) sayValue(m measured, periods []Span) {
	if len(m.points) == 0 {
		reason, settle := p.desk.why(m.of, m.signal.Metric)
		text := "There are no readings of " + m.name
		p.cited = []string{p.desk.add(fact.Fact{Text: text, Metric: m.signal.Metric, Name: m.signal.Name, Formula: "counted"})}
		p.refuse(reason, text+".", settle)
		return
	}
	if len(periods) == 0 {
		p.sayNow(m)
		return
	}
	for _, span := range periods {
		if points := m.in(span); len(points) > 0 {
			if unbelievable(m.signal, points) {
				p.sayUnjudged(m.of, m.signal)
				continue
			}
			f := p.stand(m, points)
			p.say(SectionAnswer, f.Text+".", f.ID)
			p.sayChanged(m, points)
			p.sayUsual(m, points)
			p.howSure("it is what the source says of a period that is over")
			continue
		}
		p.refuseMissing(m, span)
	}
	if p.refusal != nil && slices.ContainsFunc(p.sentences, func(s fact.Sentence) bool { return s.Section == SectionAnswer }) {
		p.say(SectionOpen, p.refusal.Text, p.cited...)
		p.refusal = nil
	}
}

// unbelievable reports whether something is wrong with the values of some periods.
func unbelievable(s review.Signal, points []signal.PointView) bool {
	return slices.ContainsFunc(s.Checks, func(c signal.Check) bool {
		return c.Severity == signal.Block && c.Code != signal.Late && (c.Period == "" || points[len(points)-1].Period >= c.Period)
	})
}

// sayNow says what a metric is by its newest complete reading.
func (p *piece) sayNow(m measured) {
	if late := lateOf(m.signal); late != "" {
		reason, settle := p.desk.why(m.of, m.signal.Metric)
		if reason == NotEnough {
			reason = Stale
		}
		text := fmt.Sprintf("How %s stands now cannot be told: %s", m.name, late)
		p.cited = []string{p.desk.add(fact.Fact{Text: clause(text), Metric: m.signal.Metric, Name: m.signal.Name, Formula: "check of the data"})}
		p.refuse(reason, text+".", settle)
		p.sayNewest(m.of, m.signal.Metric)
		return
	}
	if m.signal.Verdict.Outcome == signal.Blocked {
		p.sayUnjudged(m.of, m.signal)
		return
	}
	newest := m.points[len(m.points)-1:]
	f := p.stand(m, newest)
	p.say(SectionAnswer, f.Text+", which is the newest complete reading.", f.ID)
	known := m.of.review.FactsOf(m.signal.Metric)
	if base := m.of.review.FactOf(known.Baseline); base.ID != "" {
		p.say(SectionFacts, base.Text+".", p.desk.cite(m.of, base.ID)...)
	}
	if m.of.review.Sheet != "" || !hasMoved(m.signal) {
		p.sayMetric(m.of, m.signal.Metric)
	}
	p.sayRestated(m.of, m.signal)
	p.howSure("it is what the source says of a period that is over")
}

// lateOf says that the readings of a metric are late; "" when they are not.
func lateOf(s review.Signal) string {
	for _, c := range s.Checks {
		if c.Code == signal.Late {
			return strings.TrimSuffix(datesInWords(c.Message), ".")
		}
	}
	return ""
}

// sayChanged says that values of some periods were other ones before.
func (p *piece) sayChanged(m measured, points []signal.PointView) {
	for _, r := range m.of.in.Histories[m.signal.Metric].Restated {
		if !slices.ContainsFunc(points, func(v signal.PointView) bool { return v.Period == r.Period }) {
			continue
		}
		was, is := r.Was*m.factor, r.Is*m.factor
		text := fmt.Sprintf("%s %s was restated from %s to %s on %s", m.name, within(m.period(), isoDay(r.Period)), fact.FormatBeside(was, is, m.signal.Unit), fact.FormatBeside(is, was, m.signal.Unit), dayWords(r.On))
		p.tell(SectionFacts, text+".", fact.Fact{Text: text, Value: is, Unit: m.signal.Unit, Metric: m.signal.Metric, Name: m.signal.Name, Period: r.Period, Readings: m.reading(r.Period), Formula: "two readings of one period"})
	}
}

// sayUsual says whether values lie in the usual range of the metric.
func (p *piece) sayUsual(m measured, points []signal.PointView) {
	base := m.of.review.FactOf(m.of.review.FactsOf(m.signal.Metric).Baseline)
	if len(points) != 1 || base.ID == "" || m.signal.Verdict.Outcome == signal.Blocked {
		return
	}
	p.say(SectionFacts, base.Text+".", p.desk.cite(m.of, base.ID)...)
	v, usual := points[0], m.signal.Chart.Baseline
	if !(usual.Lower < usual.Upper) {
		return
	}
	where := "inside"
	if v.Value < usual.Lower || v.Value > usual.Upper {
		where = "outside"
	}
	text := fmt.Sprintf("it lies %s its usual range of %s to %s", where, fact.Format(usual.Lower, m.signal.Unit), fact.Format(usual.Upper, m.signal.Unit))
	p.tell(SectionFacts, text+".", fact.Fact{Text: m.name + " " + strings.TrimPrefix(text, "it "), Unit: m.signal.Unit, Metric: m.signal.Metric, Name: m.signal.Name, Period: v.Period, Readings: m.reading(v.Period), Formula: "limits of the chart, from the noise of the baseline"})
}

// refuseMissing says why there is no value for some days, and when there will be one.
func (p *piece) refuseMissing(m measured, span Span) {
	period := m.period()
	start := period.Start(span.From)
	end := period.End(start)
	name := within(period, start)
	newest := m.points[len(m.points)-1]
	known := end.Add(m.of.in.Histories[m.signal.Metric].Freshness)
	fetch := "plumb signals fetch " + m.signal.Metric
	reason, text, settle := NoReading, fmt.Sprintf("There is no reading of %s %s", m.name, name), "Fetch it, if the source has it: "+fetch+" --since "+isoOf(start)+"."
	switch {
	case start.After(p.desk.q.AsOf):
		reason, text, settle = Future, fmt.Sprintf("There is no reading of %s %s: that has not come yet, and no forecast is made", m.name, name), fmt.Sprintf("Ask again on %s.", fact.Day(known))
	case end.After(p.desk.q.AsOf):
		text = fmt.Sprintf("There is no complete reading of %s %s: that %s is not over", m.name, name, period)
		settle = fmt.Sprintf("Ask again on %s, after %s.", fact.Day(known), fetch)
	case known.After(p.desk.q.AsOf):
		text = fmt.Sprintf("There is no reading of %s %s yet", m.name, name)
		settle = fmt.Sprintf("It should be known on %s: %s.", fact.Day(known), fetch)
	case start.After(isoDay(newest.Period)):
		reason = NoReading
	}
	f := fact.Fact{Text: clause(text), Metric: m.signal.Metric, Name: m.signal.Name, Period: isoOf(start), Formula: "looked up in what was read"}
	p.cited = []string{p.desk.add(f)}
	p.refuse(reason, text+".", settle)
	p.sayNewest(m.of, m.signal.Metric)
}

// compare answers how two periods of a metric, or two metrics, differ.
func (d *desk) compare(ctx context.Context, query Query, b *bet) (*piece, error) {
	if len(query.Metrics) == 0 && b != nil && b.review.Gate.Metric != "" {
		query.Metrics = []Heard{{Match: semantic.Match{Outcome: semantic.Linked, Metric: b.review.Gate.Metric}}}
	}
	if len(query.Metrics) == 0 {
		return d.refused(Refusal{Reason: UnknownName, Text: "It is not clear which metric is to be compared.", WouldSettle: "Name one metric and two weeks, or two metrics."}), nil
	}
	var all []measured
	for _, heard := range query.Metrics[:min(len(query.Metrics), 2)] {
		if r := unlinked(heard); r != nil {
			return d.refused(*r), nil
		}
		m, err := d.measure(ctx, b, heard.Match.Metric)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	p := d.part()
	p.readings = all[0].of
	for _, m := range all {
		if len(m.points) == 0 {
			p.sayValue(m, nil)
			return p, nil
		}
	}
	if len(all) == 1 && !query.Since.IsZero() {
		p.compareAcross(all[0], query.Since)
		return p, nil
	}
	if len(all) == 2 {
		p.compareMetrics(all[0], all[1], query.Periods)
		return p, nil
	}
	p.comparePeriods(all[0], query.Periods)
	return p, nil
}

// comparePeriods holds two periods of a metric against each other: those that are named, else the newest two; one that is named
// stands beside the newest.
func (p *piece) comparePeriods(m measured, spans []Span) {
	var sides [][]signal.PointView
	for _, s := range spans {
		points := m.in(s)
		if len(points) == 0 {
			p.refuseMissing(m, s)
			return
		}
		sides = append(sides, points)
	}
	newest := len(m.points) - 1
	switch {
	case len(sides) == 0 && newest < 1:
		p.sayUnjudged(m.of, m.signal)
		return
	case len(sides) == 0:
		sides = [][]signal.PointView{m.points[newest-1 : newest], m.points[newest:]}
	case len(sides) == 1:
		sides = append(sides, m.points[newest:])
	}
	slices.SortStableFunc(sides, func(x, y []signal.PointView) int { return strings.Compare(x[0].Period, y[0].Period) })
	older, newer := sides[0], sides[1]
	if older[0].Period == newer[0].Period {
		f := p.stand(m, newer)
		p.say(SectionAnswer, f.Text+".", f.ID)
		p.say(SectionFacts, "There is only one period to look at, so there is nothing to compare.")
		return
	}
	if unbelievable(m.signal, older) || unbelievable(m.signal, newer) {
		p.sayUnjudged(m.of, m.signal)
		return
	}
	was, is := p.stand(m, older), p.stand(m, newer)
	p.sayDifference(m, was, is)
	p.say(SectionFacts, was.Text+".", was.ID)
	p.say(SectionFacts, is.Text+".", is.ID)
	p.sayChanged(m, append(slices.Clone(older), newer...))
	p.sayWithin(m, append(slices.Clone(older), newer...))
	p.say(SectionFacts, "A pair of periods alone is no verdict.")
	p.sayMetric(m.of, m.signal.Metric)
	p.howSure("the values are what was read; whether they differ for good, a pair of periods cannot tell")
}

// compareAcross holds what a metric was before a day against what it was from then on. Around the start of the mechanism these
// are the means of the note.
func (p *piece) compareAcross(m measured, since time.Time) {
	if m.signal.Verdict.Outcome == signal.Blocked {
		p.sayUnjudged(m.of, m.signal)
		return
	}
	var before, after []signal.PointView
	for _, v := range m.points {
		switch start := isoDay(v.Period); {
		case !m.period().End(start).After(since):
			before = append(before, v)
		case !start.Before(since):
			after = append(after, v)
		}
	}
	if len(before) == 0 || len(after) == 0 {
		p.sayUnjudged(m.of, m.signal)
		return
	}
	if isoOf(since) == m.signal.Start {
		usual := m.signal.Chart.Baseline
		before = slices.DeleteFunc(before, func(v signal.PointView) bool { return v.Period < usual.From || v.Period > usual.To })
	}
	known := m.of.review.FactsOf(m.signal.Metric)
	if hasMoved(m.signal) && isoOf(since) == m.signal.Start && known.Change != "" {
		p.moved(SectionAnswer, m.of, m.signal)
		for _, id := range []string{known.Baseline, known.Level} {
			p.say(SectionFacts, m.of.review.FactOf(id).Text+".", p.desk.cite(m.of, id)...)
		}
		p.sureOfMoves(m.of)
		return
	}
	was, is := p.stand(m, before), p.stand(m, after)
	p.sayDifference(m, was, is)
	p.say(SectionFacts, was.Text+".", was.ID)
	p.say(SectionFacts, is.Text+".", is.ID)
	p.sayMetric(m.of, m.signal.Metric)
	p.howSure("the values are what was read; a difference of means alone is no verdict")
}

// sayDifference says by how much two values differ.
func (p *piece) sayDifference(m measured, was, is fact.Fact) {
	difference := is.Value - was.Value
	unit := differenceUnit(m.signal.Unit)
	way := "more"
	if difference < 0 {
		way = "less"
	}
	text := fmt.Sprintf("In %s the later value is %s %s", m.name, fact.Format(math.Abs(difference), unit), way)
	if difference == 0 {
		text = "Both values of " + m.name + " are the same"
	}
	// The sign stands in the words: what differs between two periods is not called a move.
	p.tell(SectionAnswer, text+".", fact.Fact{Text: clause(text), Value: math.Abs(difference), Unit: unit, Metric: m.signal.Metric, Name: m.signal.Name, Period: is.Period,
		Readings: append(slices.Clone(was.Readings), is.Readings...), Formula: "difference of " + is.ID + " and " + was.ID}, is.ID, was.ID)
}

// sayWithin says whether values lie in the usual range.
func (p *piece) sayWithin(m measured, points []signal.PointView) {
	usual := m.signal.Chart.Baseline
	if !(usual.Lower < usual.Upper) {
		return
	}
	inside := func(v signal.PointView) bool { return usual.Lower <= v.Value && v.Value <= usual.Upper }
	switch older, newer := points[0], points[len(points)-1]; {
	case !slices.ContainsFunc(points, func(v signal.PointView) bool { return !inside(v) }):
		p.say(SectionFacts, "All of these values lie inside the usual range, so noise alone would do as much.")
	case len(points) == 2 && inside(older):
		p.say(SectionFacts, "The earlier value lies inside the usual range, the later one outside.")
	case len(points) == 2 && inside(newer):
		p.say(SectionFacts, "The earlier value lies outside the usual range, the later one inside.")
	case len(points) == 2:
		p.say(SectionFacts, "Both values lie outside the usual range.")
	default:
		p.say(SectionFacts, "Some of these values lie outside the usual range.")
	}
}

// compareMetrics holds two metrics against each other in the newest period that both have, or in the one that is named.
func (p *piece) compareMetrics(a, b measured, spans []Span) {
	x, y, ok := together(a, b, spans)
	if !ok {
		p.refuse(NoReading, "There is no period of which both were read.", "Fetch the readings of both: plumb signals fetch "+a.signal.Metric+" "+b.signal.Metric+".")
		p.sayNewest(a.of, a.signal.Metric)
		p.sayNewest(b.of, b.signal.Metric)
		return
	}
	for _, side := range []struct {
		m      measured
		points []signal.PointView
	}{{a, x}, {b, y}} {
		if unbelievable(side.m.signal, side.points) {
			p.sayUnjudged(side.m.of, side.m.signal)
			return
		}
	}
	first, second := p.stand(a, x), p.stand(b, y)
	p.say(SectionAnswer, first.Text+".", first.ID)
	p.say(SectionAnswer, second.Text+".", second.ID)
	if a.signal.Unit == b.signal.Unit {
		difference := first.Value - second.Value
		way := "more"
		if difference < 0 {
			way = "less"
		}
		text := fmt.Sprintf("That is %s %s for the first of them", fact.Format(math.Abs(difference), differenceUnit(a.signal.Unit)), way)
		p.tell(SectionFacts, text+".", fact.Fact{Text: clause(text), Value: math.Abs(difference), Unit: differenceUnit(a.signal.Unit), Period: first.Period,
			Readings: append(slices.Clone(first.Readings), second.Readings...), Formula: "difference of " + first.ID + " and " + second.ID})
	} else {
		p.say(SectionFacts, "They are measured in different units, so no difference is computed.")
	}
	p.sayBeside(a.of, a.signal)
	p.say(SectionFacts, "A single period is no verdict.")
	p.howSure("the values are what was read; whether they differ for good, a single period cannot tell")
}

// together gives the points of two metrics in the period that is named, or in the newest that both have.
func together(a, b measured, spans []Span) (x, y []signal.PointView, ok bool) {
	if len(spans) > 0 {
		x, y = a.in(spans[0]), b.in(spans[0])
		return x, y, len(x) > 0 && len(y) > 0
	}
	for i := len(a.points) - 1; i >= 0; i-- {
		at := slices.IndexFunc(b.points, func(v signal.PointView) bool { return v.Period == a.points[i].Period })
		if at >= 0 {
			return a.points[i : i+1], b.points[at : at+1], true
		}
	}
	return nil, nil, false
}
