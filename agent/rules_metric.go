package agent

import (
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/semantic"
)

// metrics holds what was said against the definitions that it was linked to.
func (r *ruling) metrics(f *Fields) {
	r.gateMetric(&f.Gate.Condition)
	for i := range f.Signals {
		r.signalMetric(&f.Signals[i])
	}
	r.guardrailMetric(&f.Guardrail)
}

func (r *ruling) gateMetric(c *GateCondition) {
	p := c.Predicate
	if p == nil || !c.Filled() {
		return
	}
	if c.Match.LookedUp() && c.Match.Outcome == semantic.Unknown {
		r.add(CodeUndefinedGateMetric, Warn, "Nobody has defined what the stage gate measures: two people may count it differently.", &c.Field)
	}
	if worse := worseBy(p.Op, quantity(p.Threshold, p.Unit), c.Match); worse != "" {
		r.add(CodeGateDirection, Warn, "The stage gate asks for "+worse, &c.Field)
	}
	if other := otherUnit(quantity(p.Threshold, p.Unit), p.Unit, c.Match); other != "" {
		r.add(CodeGateUnit, Warn, "The stage gate says "+other, &c.Field)
	}
}

func (r *ruling) guardrailMetric(g *Guardrail) {
	o := g.Objective
	if o == nil || !g.Filled() {
		return
	}
	if worse := worseBy(o.Op, quantity(o.Threshold, o.Unit), g.Match); worse != "" {
		r.add(CodeGuardrailDirection, Warn, "The guardrail asks for "+worse, &g.Field)
	}
	if other := otherUnit(quantity(o.Threshold, o.Unit), o.Unit, g.Match); other != "" {
		r.add(CodeGuardrailUnit, Warn, "The guardrail says "+other, &g.Field)
	}
}

func (r *ruling) signalMetric(s *Signal) {
	good := goodDirection(s.Match)
	if s.Direction != "" && good != "" && s.Direction != good {
		r.add(CodeSignalDirection, Info,
			fmt.Sprintf("This signal is to go %s, and %s is better for %s.", s.Direction, comparative[good], metricName(s.Match)), &s.Field)
	}
}

// comparisons gives the words for a comparison, and the way of a metric that has to be good for it.
var comparisons = map[Op]struct {
	words string
	good  Direction
}{
	AtLeast: {"at least", Up}, MoreThan: {"more than", Up}, AtMost: {"at most", Down}, LessThan: {"less than", Down},
}

var comparative = map[Direction]string{Up: "higher", Down: "lower"}

// worseBy says that a limit keeps a metric where it is bad; "" when it does not, or when nobody said what is good.
func worseBy(op Op, limit string, m semantic.Match) string {
	good := goodDirection(m)
	said, known := comparisons[op]
	if !known || good == "" || said.good == good {
		return ""
	}
	return fmt.Sprintf("%s %s, and %s is better for %s.", said.words, limit, comparative[good], metricName(m))
}

func goodDirection(m semantic.Match) Direction {
	if m.Definition == nil {
		return ""
	}
	return m.Definition.Direction
}

// otherUnit says that a limit is of another kind than its metric; "" when it is not, or when a unit is not known.
func otherUnit(limit, unit string, m semantic.Match) string {
	if m.Definition == nil {
		return ""
	}
	said, defined := kindOf(unit), kindOf(m.Definition.Unit)
	if said == "" || defined == "" || said == defined {
		return ""
	}
	return fmt.Sprintf("%s, and %s is %s.", limit, metricName(m), kindWords[defined]+strings.Trim(m.Definition.Unit, "{}"))
}

// metricName names the metric of a linked match for a person.
func metricName(m semantic.Match) string {
	if len(m.Candidates) > 0 && m.Candidates[0].Name != "" {
		return fmt.Sprintf("%s (%s)", m.Candidates[0].Name, m.Metric)
	}
	return m.Metric
}

// unitKind says what a unit measures. Limits of different kinds cannot be compared; those of one kind can be converted.
type unitKind string

const (
	shareUnit    unitKind = "share"
	timeUnit     unitKind = "time"
	currencyUnit unitKind = "currency"
	countUnit    unitKind = "count"
)

var kindWords = map[unitKind]string{
	shareUnit: "a share in ", timeUnit: "a time in ", currencyUnit: "an amount in ", countUnit: "a count of ",
}

// unitWords lists the units of UCUM and ISO 4217, and the words for them, whose kind is beyond doubt.
var unitWords = map[unitKind][]string{
	shareUnit: {"%", "percent", "percentage", "pct", "%pt", "pp", "percentage point"},
	timeUnit: {"us", "ms", "msec", "millisecond", "s", "sec", "second", "min", "minute", "h", "hr", "hour", "d", "day", "wk", "week",
		"mo", "month", "year"},
	currencyUnit: {"usd", "eur", "gbp", "chf", "jpy", "cad", "aud", "nzd", "sek", "nok", "dkk", "pln", "czk", "inr", "cny", "brl", "mxn",
		"$", "€", "£", "¥", "dollar", "euro", "pound", "cent"},
	countUnit: {"user", "people", "person", "customer", "account", "session", "visit", "order", "ticket", "call", "request", "error", "signup",
		"sign-up", "shop", "team", "workspace", "time"},
}

// kindOf gives the kind of a unit as it was said or defined; "" for a bare number and for a unit that is not known.
func kindOf(unit string) unitKind {
	unit = strings.ToLower(strings.TrimSpace(unit))
	if strings.HasPrefix(unit, "{") && strings.HasSuffix(unit, "}") {
		return countUnit
	}
	if amount, _, per := strings.Cut(unit, "/"); per {
		if kindOf(amount) != currencyUnit {
			return "" // a speed or a density
		}
		return currencyUnit
	}
	for _, kind := range []unitKind{shareUnit, timeUnit, currencyUnit, countUnit} {
		if slices.Contains(unitWords[kind], unit) || slices.Contains(unitWords[kind], strings.TrimSuffix(unit, "s")) {
			return kind
		}
	}
	return ""
}
