package review

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/signal"
)

// nearEdge is the part of the budget of a guardrail that, used up, is worth a word.
const nearEdge = 0.9

// guardrail holds the guardrail of the sheet against the readings. What cannot be told is unknown, never ok.
func (b *builder) guardrail() {
	field := &b.in.Sheet.Fields.Guardrail
	g := &b.r.Guardrail
	*g = Guardrail{State: signal.GuardrailUnknown, Metric: field.Match.Metric}
	m := b.metrics[g.Metric]
	switch {
	case !field.Filled():
		g.Detail = "The sheet has no guardrail."
		return
	case field.Objective == nil:
		g.Detail = "The guardrail names no limit that readings can be held against."
		return
	case m == nil:
		g.Detail = "The guardrail is linked to no metric."
		return
	}
	o := field.Objective
	threshold, unclear := m.inUnitOf(o.Threshold, o.Unit)
	if unclear != "" {
		b.unguarded(m, unclear)
		return
	}
	asked := limit(o.Op, threshold, m.unit)
	b.guardrailFacts = []string{b.about(m, fact.Fact{
		Text: fmt.Sprintf("the guardrail allows %s of %s", asked, m.name), Value: threshold, Unit: m.unit, Formula: "guardrail of the sheet",
	})}
	b.line(m, &Line{Label: fmt.Sprintf("guardrail %s %s", o.Op, fact.Format(threshold, m.unit)), Value: threshold})
	if len(m.series.Points) == 0 {
		b.unguarded(m, m.name+" has no readings")
		return
	}
	if !o.Op.Valid() || o.Op == agent.Equals {
		b.unguarded(m, "a guardrail needs at least or at most")
		return
	}
	result, err := signal.WatchGuardrail(m.series, signal.Guardrail{
		Op: string(o.Op), Threshold: threshold, Start: b.start.on, AsOf: b.asOf, Freshness: m.history.Freshness,
	})
	if err != nil {
		b.unguarded(m, reason(err))
		return
	}
	g.State, g.Result = result.State, &result
	b.guardrailSentence(m, o.Op, threshold, asked, result)
}

// unguarded says why nothing can be said of the guardrail.
func (b *builder) unguarded(m *metric, why string) {
	b.r.Guardrail.Detail = ended("The guardrail is unknown: " + dayWords(why))
	b.guardrailFacts = append(b.guardrailFacts, b.about(m, fact.Fact{Text: dayWords(why), Formula: "why the guardrail is unknown"}))
}

// guardrailSentence says how the guardrail stands, with facts for every number.
func (b *builder) guardrailSentence(m *metric, op agent.Op, threshold float64, asked string, r signal.GuardrailResult) {
	g := &b.r.Guardrail
	if r.State == signal.GuardrailUnknown {
		why := strings.TrimSuffix(r.Detail, ".")
		if i := slices.IndexFunc(r.Checks, func(c signal.Check) bool { return c.Severity == signal.Block }); i >= 0 {
			why = "something is wrong with the data of " + m.name + "; " + r.Checks[i].Message
		}
		b.unguarded(m, lowerFirst(why))
		return
	}
	window := m.between(r.From, r.To)
	newest := window[len(window)-1]
	seen := fmt.Sprintf("%s stood at %s %s", m.name, fact.FormatBeside(newest.Value, threshold, m.unit), fact.InPeriod(m.series.Period, newest.Start))
	b.guardrailFacts = append(b.guardrailFacts, b.about(m, fact.Fact{
		Text: seen, Value: newest.Value, Unit: m.unit, Period: newest.Label(), Readings: m.ids([]signal.Point{newest}), Formula: "newest complete reading",
	}))
	spent := r.Total > 0
	if spent {
		share := m.series.Scale * r.Bad / r.Total
		if op == agent.AtLeast || op == agent.MoreThan {
			share = m.series.Scale * (r.Total - r.Bad) / r.Total
		}
		all := fmt.Sprintf("%s stood at %s over the %s up to %s", m.name, fact.FormatBeside(share, threshold, m.unit), m.over(window), fact.PeriodWords(m.series.Period, newest.Start))
		b.guardrailFacts = append(b.guardrailFacts, b.about(m, fact.Fact{
			Text: all, Value: share, Unit: m.unit, Period: r.To, Readings: m.ids(window), Formula: fmt.Sprintf("%s bad of %s events", fact.Format(r.Bad, ""), fact.Format(r.Total, "")),
		}))
		if r.State != signal.GuardrailBurning {
			seen = all
		}
	}
	switch r.State {
	case signal.GuardrailOK:
		g.Detail = fmt.Sprintf("The guardrail holds: %s; %s is allowed.", seen, asked)
		if near := r.Consumed; spent && near >= nearEdge {
			used := fact.Format(math.Floor(100*near), fact.Percent)
			b.guardrailFacts = append(b.guardrailFacts, b.about(m, fact.Fact{
				Text: fmt.Sprintf("%s of what the guardrail allows in that time is used up", used), Value: 100 * near, Unit: fact.Percent, Period: r.To, Readings: m.ids(window),
				Formula: fmt.Sprintf("%s bad events of the %s that the limit allows", fact.Format(r.Bad, ""), fact.Format(r.Bad/near, "")),
			}))
			g.Detail = fmt.Sprintf("The guardrail holds: %s; %s is allowed. That is near its edge: %s of what is allowed in that time is used up.", seen, asked, used)
		}
	case signal.GuardrailBreached:
		g.Detail = fmt.Sprintf("The guardrail is breached: %s; %s is allowed.", seen, asked)
	default:
		g.Detail = fmt.Sprintf("The guardrail is close to a breach: %s; %s is allowed", seen, asked)
		if !spent && !m.against() {
			g.Detail += ", and its usual swings reach beyond that"
		}
		g.Detail += "."
	}
}
