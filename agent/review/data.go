package review

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/signal"
)

// problem is something about the data that the owner has to know.
type problem struct {
	text   string
	facts  []string
	weight int // the least is the most important
}

// writeData tells what is wrong with the data and with the sheet, the most important first.
func (b *builder) writeData() {
	var all []problem
	for _, m := range b.order {
		all = append(all, b.problems(m)...)
	}
	all = append(all, b.tooShort()...)
	all = append(all, b.sheetProblems()...)
	slices.SortStableFunc(all, func(x, y problem) int { return x.weight - y.weight })
	for _, p := range all[:min(b.limits.data, len(all))] {
		b.say(SectionData, p.text, p.facts...)
	}
	if more := len(all) - b.limits.data; more > 0 {
		text := oneline.Count(more, "more remark") + " on data with the charts"
		b.say(SectionData, text+".", b.add(fact.Fact{Text: text, Value: float64(more), Formula: "counted"}))
	}
}

// problems gives those of one metric. What stands in the sentence of gate or guardrail already is not said again.
func (b *builder) problems(m *metric) []problem {
	said := strings.Contains(b.r.Gate.Detail+b.r.Guardrail.Detail, m.name+" has no readings") || strings.Contains(b.r.Gate.Detail+b.r.Guardrail.Detail, "wrong with the data of "+m.name+";")
	switch {
	case said:
		return nil
	case len(m.series.Points) == 0:
		return []problem{{m.name + " has no readings.", nil, 1}}
	case m.failed != "":
		return []problem{b.problem(m, m.name+" cannot be judged: "+reasonOf(m.failed), 0)}
	}
	var out []problem
	for _, c := range m.judgement.Checks {
		if b.routine(m, c) || c.Code == signal.Restated && len(m.history.Restated) > 0 {
			continue
		}
		weight := 3
		text := fmt.Sprintf("%s: %s", m.name, dayWords(c.Message))
		if c.Severity == signal.Block {
			weight = 0
			text = fmt.Sprintf("%s is not judged: %s", m.name, dayWords(c.Message))
		}
		out = append(out, b.problem(m, text, weight))
		if weight == 0 {
			break // one reason is enough
		}
	}
	out = append(out, b.restated(m)...)
	return out
}

// tooShort names the metrics that cannot be judged yet, those with the same reason together.
func (b *builder) tooShort() []problem {
	var reasons []string
	names := map[string][]string{}
	for _, m := range b.order {
		v := m.judgement.Verdict
		if v.Outcome != signal.InsufficientData || len(m.series.Points) == 0 {
			continue
		}
		if !slices.Contains(reasons, v.Reason) {
			reasons = append(reasons, v.Reason)
		}
		names[v.Reason] = append(names[v.Reason], m.name)
	}
	var out []problem
	for _, reason := range reasons {
		text := fmt.Sprintf("%s cannot be judged yet: %s", oneline.List(names[reason]), reason)
		out = append(out, problem{text + ".", []string{b.add(fact.Fact{Text: text, Formula: "check of the data"})}, 2})
	}
	return out
}

func reasonOf(message string) string { return strings.TrimSuffix(oneline.Tidy(message), ".") }

// problem makes the words about a metric a fact of their own.
func (b *builder) problem(m *metric, text string, weight int) problem {
	id := b.about(m, fact.Fact{Text: text, Formula: "check of the data"})
	return problem{ended(text), []string{id}, weight}
}

// routine reports whether a check only says that the running period is not over.
func (b *builder) routine(m *metric, c signal.Check) bool {
	start, err := time.Parse(time.DateOnly, c.Period)
	return c.Code == signal.PartialPeriod && err == nil && m.series.Period.End(start).After(b.asOf)
}

// restated names the newest value that a source changed afterwards, with the old and the new one.
func (b *builder) restated(m *metric) []problem {
	if len(m.history.Restated) == 0 {
		return nil
	}
	newest := slices.MaxFunc(m.history.Restated, func(x, y Restatement) int { return strings.Compare(x.On+x.Period, y.On+y.Period) })
	period, err := time.Parse(time.DateOnly, newest.Period)
	if err != nil {
		return nil
	}
	was, is := newest.Was*m.factor(), newest.Is*m.factor()
	text := fmt.Sprintf("%s %s was restated from %s to %s", m.name, fact.InPeriod(m.series.Period, period), fact.FormatBeside(was, is, m.unit), fact.FormatBeside(is, was, m.unit))
	if on, err := time.Parse(time.DateOnly, newest.On); err == nil {
		text += " on " + fact.Day(on)
	}
	f := fact.Fact{Value: is, Unit: m.unit, Period: newest.Period, Formula: "two readings of one period"}
	if id := m.history.Readings[newest.Period]; id != "" {
		f.Readings = []string{id}
	}
	if n := len(m.history.Restated); n > 1 {
		text += fmt.Sprintf(", the newest of %d restatements", n)
	}
	f.Text = text
	return []problem{{text + ".", []string{b.about(m, f)}, 2}}
}

// sheetProblems gives what is wrong with what the note is about.
func (b *builder) sheetProblems() []problem {
	var out []problem
	if b.in.Sheet.State != agent.StateApproved {
		out = append(out, problem{"The sheet is not approved yet, so nothing here is agreed.", nil, 1})
	}
	switch {
	case len(b.order) == 0:
		out = append(out, problem{"The sheet names no metric that is defined; link its signals with plumb sheet link.", nil, 0})
	case b.start.noted && b.start.on.After(b.asOf):
		out = append(out, problem{"The mechanism has not started yet; it starts on " + fact.Day(b.start.on) + ".", []string{b.start.fact}, 1})
	case b.start.noted:
	case b.start.on.IsZero():
		out = append(out, problem{"It is not known when the mechanism started; note the day.", nil, 1})
	default:
		out = append(out, problem{"No start of the mechanism was noted; the meeting of " + fact.Day(b.start.on) + " stands in for it.", []string{b.start.fact}, 1})
	}
	if len(b.passed) > 0 {
		text := fmt.Sprintf("%s of the sheet beyond the first %d not judged", oneline.Count(len(b.passed), "metric"), mostMetrics)
		text = strings.Replace(text, fmt.Sprintf("%d not", mostMetrics), fmt.Sprintf("%d %s not", mostMetrics, are(len(b.passed))), 1)
		out = append(out, problem{text + ".", []string{b.add(fact.Fact{Text: text, Value: float64(len(b.passed)), Formula: "counted"})}, 2})
	}
	return out
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
