package ask

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/semantic"
)

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
