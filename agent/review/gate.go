package review

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// undatedPeriods is how many periods a gate looks at where no start is known: the two weeks that a gate is usually for.
const undatedPeriods = 2

// gate holds the stage gate of the sheet against the readings.
func (b *builder) gate() {
	condition := &b.in.Sheet.Fields.Gate.Condition
	g := &b.r.Gate
	*g = Gate{State: signal.GateUnknown, Metric: condition.Match.Metric, Extensions: b.in.Extensions}
	p := condition.Predicate
	m := b.metrics[g.Metric]
	switch {
	case !condition.Filled():
		g.Detail = "The sheet has no stage gate."
		return
	case p == nil:
		g.Detail = "The stage gate names no threshold that readings can be held against."
		return
	case m == nil:
		g.Detail = "The stage gate is linked to no metric."
		return
	}
	threshold, unclear := m.inUnitOf(p.Threshold, p.Unit)
	if unclear != "" {
		b.cannotTell(m, unclear)
		return
	}
	asked := limit(p.Op, threshold, m.unit)
	by, err := time.Parse(time.DateOnly, p.By)
	text := fmt.Sprintf("the stage gate asks for %s of %s", asked, m.name)
	if err == nil {
		text += " by " + fact.Day(by)
	}
	b.gateFacts = []string{b.about(m, fact.Fact{Text: text, Value: threshold, Unit: m.unit, Period: p.By, Formula: "stage gate of the sheet"})}
	b.line(m, &Line{Label: fmt.Sprintf("gate %s %s", p.Op, fact.Format(threshold, m.unit)), Value: threshold})
	switch {
	case err != nil:
		b.cannotTell(m, "the stage gate has no date")
		return
	case len(m.series.Points) == 0:
		b.cannotTell(m, m.name+" has no readings")
		return
	case !p.Op.Valid() || p.Op == agent.Equals:
		b.cannotTell(m, "noise makes an exact value a matter of luck; a gate needs at least or at most")
		return
	}
	result, err := signal.JudgeGate(m.series, signal.Gate{
		Op: string(p.Op), Threshold: threshold, By: by, Start: b.start.on, Periods: undatedPeriods, AsOf: b.asOf, Freshness: m.history.Freshness,
	})
	if err != nil {
		b.cannotTell(m, reason(err))
		return
	}
	g.State, g.Result, g.Due = result.State, &result, result.Due
	b.gateSentence(m, asked, result)
}

// reason gives the message of an error alone.
func reason(err error) string {
	if err == nil {
		return ""
	}
	return strings.TrimSuffix(strings.Join(strings.Fields(err.Error()), " "), ".") + ending(fault.Next(err))
}

func ending(next string) string {
	if next == "" {
		return ""
	}
	return " (" + strings.TrimSuffix(next, ".") + ")"
}

// line draws the threshold on the chart of a metric.
func (b *builder) line(m *metric, l *Line) {
	i := slices.IndexFunc(b.r.Signals, func(s Signal) bool { return s.Metric == m.id })
	if i >= 0 && b.r.Signals[i].Chart.Gate == nil {
		b.r.Signals[i].Chart.Gate = l
	}
}

// cannotTell says why nothing can be said of the gate.
func (b *builder) cannotTell(m *metric, why string) {
	b.r.Gate.Detail = ended("The gate cannot be told: " + dayWords(why))
	b.gateFacts = append(b.gateFacts, b.about(m, fact.Fact{Text: dayWords(why), Formula: "why the gate cannot be told"}))
}

// gateSentence says how the gate stands, with facts for every number.
func (b *builder) gateSentence(m *metric, asked string, r signal.GateResult) {
	g := &b.r.Gate
	due := ""
	if day, err := time.Parse(time.DateOnly, r.Due); err == nil {
		due = fact.Day(day)
		b.gateFacts = append(b.gateFacts, b.about(m, fact.Fact{Text: "the gate is due on " + due, Period: r.Due, Formula: "end of the period that the date of the gate lies in, and the time that its reading may be late"}))
	}
	switch r.State {
	case signal.GateNotDue:
		g.Detail = fmt.Sprintf("The gate is due on %s; it asks for %s of %s.", due, asked, m.name)
		if r.MDE > 0 {
			b.about(m, fact.Fact{Text: fmt.Sprintf("a difference of %s to the baseline passes the test of the gate with a probability of 80%%", fact.Format(r.MDE, m.differenceUnit())),
				Value: r.MDE, Unit: m.differenceUnit(), Period: r.Due, Readings: []string{}, Formula: "minimum detectable effect of the gate"})
		}
		return
	case signal.GateUnknown:
		b.gateUnknown(m, r)
		return
	case signal.GatePassed, signal.GateFailed, signal.GateInconclusive:
	}
	look := m.between(r.From, r.To)
	p := b.in.Sheet.Fields.Gate.Condition.Predicate
	threshold, _ := m.inUnitOf(p.Threshold, p.Unit)
	observed := fact.FormatBeside(r.Observed, threshold, m.unit)
	over := fmt.Sprintf("%s since %s", m.over(look), fact.PeriodWords(m.series.Period, look[0].Start))
	b.gateFacts = append(b.gateFacts, b.about(m, fact.Fact{
		Text:  fmt.Sprintf("%s averaged %s in the %s", m.name, observed, over),
		Value: r.Observed, Unit: m.unit, Period: r.To, Readings: m.ids(look), Formula: fmt.Sprintf("mean of %d values", r.N),
	}))
	seen := fmt.Sprintf("%s averaged %s in the %s", m.name, observed, over)
	switch r.State {
	case signal.GatePassed:
		g.Detail = fmt.Sprintf("The gate is passed: %s, which is %s and more than noise explains.", seen, asked)
	case signal.GateFailed:
		g.Detail = fmt.Sprintf("The gate is missed: %s, and %s was asked for.", seen, asked)
	default:
		cases := math.Ceil(100 * r.P)
		b.gateFacts = append(b.gateFacts, b.about(m, fact.Fact{
			Text: fmt.Sprintf("noise alone does as much as %s did in %.0f of 100 cases", m.name, cases), Value: r.P, Period: r.To, Readings: m.ids(look), Formula: "one-sided p of Student's t test of these values against the baseline",
		}))
		g.Detail = fmt.Sprintf("The gate is inconclusive: %s, which is %s, but noise alone does as much in %.0f of 100 cases.", seen, asked, cases)
	}
}

// gateUnknown says why a gate that is due cannot be told.
func (b *builder) gateUnknown(m *metric, r signal.GateResult) {
	why := strings.TrimSuffix(r.Detail, ".")
	if i := slices.IndexFunc(r.Checks, func(c signal.Check) bool { return c.Severity == signal.Block }); i >= 0 {
		why = "something is wrong with the data of " + m.name + "; " + r.Checks[i].Message
	}
	b.cannotTell(m, lowerFirst(why))
}

// lowerFirst puts a sentence in the middle of another one.
func lowerFirst(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToLower(text[:1]) + text[1:]
}
