package ask

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
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
	f.Text = fmt.Sprintf("%s stood at %s %s", m.name, fact.Format(last.Value, m.signal.Unit), fact.InPeriod(m.period(), isoDay(last.Period)))
	if len(points) > 1 {
		sum := 0.0
		f.Readings = []string{}
		for _, v := range points {
			sum += v.Value
			f.Readings = append(f.Readings, m.reading(v.Period)...)
		}
		f.Value = sum / float64(len(points))
		f.Formula = fmt.Sprintf("mean of %d values", len(points))
		f.Text = fmt.Sprintf("%s averaged %s in the %s from %s to %s", m.name, fact.Format(f.Value, f.Unit), oneline.Count(len(points), string(m.period())),
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
		text := fmt.Sprintf("%s %s was restated from %s to %s on %s", m.name, fact.InPeriod(m.period(), isoDay(r.Period)), fact.FormatBeside(was, is, m.signal.Unit), fact.FormatBeside(is, was, m.signal.Unit), dayWords(r.On))
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
	name := fact.InPeriod(period, start)
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
