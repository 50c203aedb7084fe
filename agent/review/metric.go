package review

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/semantic"
)

// metric is one metric of the note while it is built.
type metric struct {
	id, label, unit string
	name            string // the label as it stands in sentences
	direction       agent.Direction
	history         History
	series          signal.Series
	complete        []signal.Point // as of the note
	judgement       signal.Judgement
	failed          string // why it could not be judged at all; "" when it was
	evidence        signal.Evidence
	since           time.Time          // first day of the first period that a move is told of
	compared        *signal.Comparison // with the control; nil where there is none

	newest, base, level, change, mde, beyond string // ids of facts; "" where there is none
}

// judge judges every metric that has readings.
func (b *builder) judge() {
	ids := Metrics(b.in.Sheet.Sheet)
	for _, id := range ids[min(mostMetrics, len(ids)):] {
		b.passed = append(b.passed, b.title(id))
	}
	ids = ids[:min(mostMetrics, len(ids))]
	together := 0
	for _, id := range ids {
		m := b.metric(id)
		b.order = append(b.order, m)
		b.metrics[id] = m
		if len(m.series.Points) > 0 {
			together++
		}
	}
	b.distinguish()
	for _, m := range b.order {
		j, err := signal.Judge(m.series, signal.Options{Start: b.start.on, AsOf: b.asOf, Freshness: m.history.Freshness, Together: together})
		if err != nil {
			m.failed = err.Error()
			j = signal.Judgement{Points: []signal.PointView{}, Checks: []signal.Check{}, Verdict: signal.Verdict{Outcome: signal.Blocked, Reason: m.failed}}
		}
		m.judgement = j
		m.complete = m.series.Until(b.asOf).Points
		b.assess(m)
		b.r.Signals = append(b.r.Signals, b.signal(m))
		b.describe(m)
	}
}

// metric gathers what is known of a metric.
func (b *builder) metric(id string) *metric {
	defined := b.in.Metrics[id]
	m := &metric{id: id, name: b.title(id), unit: fact.UnitOf(defined.Unit), direction: defined.Direction, history: b.in.Histories[id], evidence: signal.EvidenceNone}
	for _, s := range b.in.Sheet.Fields.Signals {
		if s.Match.Metric == id && s.Direction != "" {
			m.direction = s.Direction
		}
	}
	m.series = inPercent(m.history.Series, m.unit)
	return m
}

const longestName = 48 // characters of a metric's name in a note

func (b *builder) title(id string) string {
	name := id
	if defined, ok := b.in.Metrics[id]; ok {
		name = defined.Title()
	}
	name = oneline.Tidy(name)
	if runes := []rune(name); len(runes) > longestName {
		name = strings.TrimSpace(string(runes[:longestName-1])) + "…"
	}
	if name == "" {
		return oneline.Tidy(id)
	}
	return name
}

// distinguish gives metrics with the same name different ones.
func (b *builder) distinguish() {
	times := map[string]int{}
	for _, m := range b.order {
		times[strings.ToLower(m.name)]++
	}
	for _, m := range b.order {
		if times[strings.ToLower(m.name)] > 1 {
			m.name = oneline.Tidy(m.id)
		}
	}
	for _, m := range b.order {
		m.label, m.name = spoken(m.name)
	}
}

// spoken gives a label and how it stands in sentences: one that would claim something there stands in quotation marks.
func spoken(label string) (bare, name string) {
	if !fact.Claims(label) {
		return label, label
	}
	bare = oneline.Tidy(unquoted.Replace(label))
	return bare, "“" + bare + "”"
}

var unquoted = strings.NewReplacer("“", "", "”", "", `"`, "")

// inPercent gives a rate that was read as a fraction in percent, where its definition is in percent.
func inPercent(s signal.Series, unit string) signal.Series {
	if unit != fact.Percent || !s.Rate || s.Scale != 1 {
		return s
	}
	s.Points = slices.Clone(s.Points)
	for i := range s.Points {
		p := &s.Points[i]
		p.Value *= 100
		if p.Was != nil {
			was := 100 * *p.Was
			p.Was = &was
		}
	}
	s.Scale = 100
	return s
}

// factor gives what values as they were read are to be multiplied by to be in the unit of the note.
func (m *metric) factor() float64 {
	if m.series.Scale == 100 && m.history.Series.Scale == 1 {
		return 100
	}
	return 1
}

func (m *metric) moved() bool {
	return m.judgement.Verdict.Outcome == signal.MovedUp || m.judgement.Verdict.Outcome == signal.MovedDown
}

func (m *metric) blocked() bool { return m.judgement.Verdict.Outcome == signal.Blocked }

// against reports whether a metric moved the way that is not wanted.
func (m *metric) against() bool {
	return m.judgement.Verdict.Outcome == signal.MovedUp && m.direction == semantic.Down ||
		m.judgement.Verdict.Outcome == signal.MovedDown && m.direction == semantic.Up
}

// assess finds out how much is known about why a metric moved. Without a start that a person noted it is not known when
// the mechanism started, so nothing can have moved then.
func (b *builder) assess(m *metric) {
	if !m.moved() {
		return
	}
	m.evidence = signal.EvidenceMoved
	if !b.start.noted || b.start.on.After(b.asOf) {
		return
	}
	seen := m.series.Until(b.asOf)
	effects, err := signal.EffectAt(seen, b.start.on, nil)
	if err != nil {
		return // too few periods on a side
	}
	if control, ok := b.in.Histories[b.start.control]; ok && b.start.of == m.id {
		against := inPercent(control.Series, m.unit).Until(b.asOf)
		if compared, err := signal.EffectAt(seen, b.start.on, &against); err == nil {
			effects, m.compared = compared, compared.Control
		}
	}
	m.evidence = signal.EvidenceOf(effects.Facts(m.judgement.Verdict, b.start.randomised))
}

// signal gives what the review keeps of a metric.
func (b *builder) signal(m *metric) Signal {
	s := Signal{
		Metric: m.id, Name: m.label, Unit: m.unit, Direction: m.direction, Verdict: m.judgement.Verdict, Evidence: m.evidence, Start: b.start.date(),
		Checks: m.judgement.Checks, Restated: len(m.history.Restated), Readings: []string{},
		Chart: Chart{Period: m.series.Period, Baseline: m.judgement.Baseline, Points: m.judgement.Points, Marks: []Mark{}},
	}
	for _, g := range b.in.Sheet.Fields.Signals {
		if g.Match.Metric == m.id && s.Role == "" {
			s.Role = g.Role
		}
	}
	if s.Role == "" && b.in.Sheet.Fields.Mechanism.Outcome.Match.Metric == m.id {
		s.Role = agent.RoleOutcome
	}
	for _, p := range s.Chart.Points {
		s.Readings = append(s.Readings, m.history.Readings[p.Period])
	}
	if m.moved() {
		s.Explanation = m.name + " " + m.evidence.Words()
	}
	if b.start.noted {
		s.Chart.Marks = append(s.Chart.Marks, Mark{On: b.start.date(), Label: "mechanism starts", Start: true})
	}
	for _, e := range b.in.Events {
		if e.Kind != "start" && (e.Sheet == "" || e.Sheet == b.in.Sheet.ID) && isDay(e.On) && e.On <= b.r.AsOf {
			s.Chart.Marks = append(s.Chart.Marks, Mark{On: e.On, Label: markLabel(e)})
		}
	}
	return s
}

// markLabel names an event under a chart, in the words of the person who noted it.
func markLabel(e readings.Event) string {
	if words := oneline.Tidy(unquoted.Replace(e.Text)); words != "" {
		return fmt.Sprintf("%s: “%s”", e.Kind, words)
	}
	return string(e.Kind)
}

func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// describe computes the facts about a metric.
func (b *builder) describe(m *metric) {
	if len(m.complete) == 0 {
		b.about(m, fact.Fact{Text: m.name + " has no readings", Formula: "counted"})
		return
	}
	last := m.complete[len(m.complete)-1]
	formula := "newest complete reading"
	if last.HasRate {
		formula = fmt.Sprintf("newest complete reading: %s / %s", fact.Format(last.Numerator, ""), fact.Format(last.Denominator, ""))
	}
	m.newest = b.about(m, fact.Fact{
		Text: fmt.Sprintf("%s stood at %s %s", m.name, fact.Format(last.Value, m.unit), fact.InPeriod(m.series.Period, last.Start)), Value: last.Value, Unit: m.unit,
		Period: last.Label(), Readings: m.ids([]signal.Point{last}), Formula: formula,
	})
	base := m.between(m.judgement.Baseline.From, m.judgement.Baseline.To)
	if len(base) == 0 || m.blocked() || m.failed != "" {
		return
	}
	usual := average(base)
	m.base = b.about(m, fact.Fact{
		Text:  fmt.Sprintf("%s averaged %s in the %s up to %s", m.name, fact.Format(usual, m.unit), m.over(base), fact.PeriodWords(m.series.Period, base[len(base)-1].Start)),
		Value: usual, Unit: m.unit, Period: m.judgement.Baseline.To, Readings: m.ids(base), Formula: averageFormula(len(base)),
	})
	v := m.judgement.Verdict
	if v.MDE > 0 {
		m.mde = b.about(m, fact.Fact{
			Text:  fmt.Sprintf("a lasting shift of %s in %s would be seen within 8 %ss with a probability of 80%%", fact.Format(v.MDE, m.differenceUnit()), m.name, m.series.Period),
			Value: v.MDE, Unit: m.differenceUnit(), Period: last.Label(), Readings: m.ids(base), Formula: "minimum detectable effect of the weighted mean that decides, from the noise of the baseline",
		})
	}
	if m.moved() {
		b.describeMove(m)
	}
}

// describeMove computes by how much a metric moved: from the baseline to what came after it where a start is known, else
// to what came since it was first called moved. Where seasons are allowed for, plain means would mix them into the
// difference, so the level is that of the verdict.
func (b *builder) describeMove(m *metric) {
	v := m.judgement.Verdict
	up := v.Outcome == signal.MovedUp
	base := m.between(m.judgement.Baseline.From, m.judgement.Baseline.To)
	usual := average(base)
	last := m.complete[len(m.complete)-1].Label()
	since := m.between(v.Since, last)
	if after := m.after(); !b.start.on.IsZero() && (average(after) > usual) == up {
		since = after
	}
	level, formula := average(since), averageFormula(len(since))
	if v.Noise.Season != "" || (level > usual) != up || level == usual {
		level, formula = v.Level, "weighted mean of what came after the baseline, newest periods first, seasons allowed for"
	}
	from := signal.Slot{}
	if len(since) > 0 {
		from = since[0].Slot
	}
	newest := last
	m.since = from.Start
	m.level = b.about(m, fact.Fact{
		Text:  fmt.Sprintf("%s averaged %s in the %s since %s", m.name, fact.Format(level, m.unit), m.over(since), fact.PeriodWords(m.series.Period, from.Start)),
		Value: level, Unit: m.unit, Period: newest, Readings: m.ids(since), Formula: formula,
	})
	way := "down"
	if up {
		way = "up"
	}
	m.change = b.about(m, fact.Fact{
		Text:  fmt.Sprintf("%s moved %s by %s since %s", m.name, way, fact.Format(math.Abs(level-usual), m.differenceUnit()), fact.PeriodWords(m.series.Period, from.Start)),
		Value: level - usual, Unit: m.differenceUnit(), Signed: true, Period: newest, Readings: m.ids(append(base, since...)),
		Formula: m.level + " - " + m.base,
	})
	if m.compared != nil {
		b.describeComparison(m)
	}
}

// describeComparison computes by how much a metric changed at the start of the mechanism beyond its control.
func (b *builder) describeComparison(m *metric) {
	d, control := m.compared.Difference, b.in.Histories[b.start.control]
	_, other := spoken(b.title(b.start.control))
	verb := "rose"
	if d.Estimate < 0 {
		verb = "fell"
	}
	ids := m.ids(m.complete)
	for _, p := range control.Series.Until(b.asOf).Points {
		ids = append(ids, control.Readings[p.Label()])
	}
	m.beyond = b.about(m, fact.Fact{
		Text: fmt.Sprintf("%s %s by %s more than %s (95%% interval of the difference %s to %s)", m.name, verb, fact.Format(math.Abs(d.Estimate), m.differenceUnit()), other,
			fact.Format(d.Low, ""), fact.Format(d.High, "")),
		Value: d.Estimate, Unit: m.differenceUnit(), Signed: true, Period: m.complete[len(m.complete)-1].Label(), Readings: ids,
		Formula: fmt.Sprintf("difference in differences at the start of the mechanism, over %d periods", m.compared.Periods),
	})
}

// after gives the complete periods after the baseline.
func (m *metric) after() []signal.Point {
	i := slices.IndexFunc(m.complete, func(p signal.Point) bool { return p.Label() == m.judgement.Baseline.To })
	return m.complete[i+1:]
}

// about keeps a fact about a metric.
func (b *builder) about(m *metric, f fact.Fact) string {
	f.Metric, f.Name = m.id, m.label
	return b.add(f)
}

// over says over how many periods some readings go, and how many of these have one: "12 weeks", "12 of the 15 weeks".
func (m *metric) over(points []signal.Point) string {
	if len(points) == 0 {
		return counted(0, m.series.Period)
	}
	last, span := points[len(points)-1].Start, 1
	for at := points[0].Start; at.Before(last) && span <= mostSpan; span++ {
		at = m.series.Period.Add(at, 1)
	}
	if span <= len(points) {
		return counted(len(points), m.series.Period)
	}
	return fmt.Sprintf("%d of the %s", len(points), counted(span, m.series.Period))
}

// mostSpan bounds how far readings may lie apart to be counted.
const mostSpan = 5000

// differenceUnit is the unit of the difference of two values.
func (m *metric) differenceUnit() string {
	if m.unit == fact.Percent {
		return fact.Points
	}
	return m.unit
}

// between gives the complete periods from one to another, given by their first days.
func (m *metric) between(from, to string) []signal.Point {
	var out []signal.Point
	for _, p := range m.complete {
		if from != "" && p.Label() >= from && p.Label() <= to {
			out = append(out, p)
		}
	}
	return out
}

func (m *metric) ids(points []signal.Point) []string {
	out := []string{}
	for _, p := range points {
		if id := m.history.Readings[p.Label()]; id != "" {
			out = append(out, id)
		}
	}
	return out
}

// average gives the mean of periods.
func average(points []signal.Point) float64 {
	if len(points) == 0 {
		return 0
	}
	sum := 0.0
	for _, p := range points {
		sum += p.Value
	}
	return sum / float64(len(points))
}

func averageFormula(n int) string { return fmt.Sprintf("mean of %d values", n) }
