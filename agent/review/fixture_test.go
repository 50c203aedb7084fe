package review

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/semantic"
)

// The bet of the tests: a bakery app puts its order list by oven, started on 2 March 2026, gate on 20 March.
const (
	baked     = "bakery.orders_baked_on_time"
	corrected = "bakery.corrected_orders"
	waiting   = "bakery.wait"
	repeat    = "bakery.repeat_orders"
)

var firstWeek = time.Date(2025, time.November, 10, 0, 0, 0, 0, time.UTC)

func monday(n int) time.Time { return firstWeek.AddDate(0, 0, 7*n) }

func linked(id string) semantic.Match {
	return semantic.Match{Outcome: semantic.Linked, Metric: id, Score: 1}
}

func stated(text string) agent.Field {
	return agent.Field{Text: text, Status: agent.Stated, Evidence: []agent.Evidence{{Utterance: "u0001", Speaker: "Ines Duarte", Quote: text}}}
}

func definitions() map[string]semantic.Metric {
	out := map[string]semantic.Metric{}
	for _, m := range []semantic.Metric{
		{Namespace: "bakery", Name: "orders_baked_on_time", Label: "Orders baked on time", Unit: "%", Direction: semantic.Up},
		{Namespace: "bakery", Name: "corrected_orders", Label: "Corrected orders", Unit: "%", Direction: semantic.Down},
		{Namespace: "bakery", Name: "wait", Label: "Wait at the counter (p95)", Unit: "min", Direction: semantic.Down},
		{Namespace: "bakery", Name: "repeat_orders", Label: "Repeat orders", Unit: "{order}", Direction: semantic.Up},
	} {
		out[m.ID()] = m
	}
	return out
}

func sheet() agent.Version {
	v := agent.Version{ID: "s-1e7k3m9", Number: 1, State: agent.StateApproved}
	v.Title, v.MeetingDate = "Order list by oven", "2026-02-27"
	f := &v.Fields
	f.Owner = stated("Ines Duarte")
	f.Mechanism.Outcome = agent.Outcome{Field: stated("more orders baked on time"), Match: linked(baked)}
	f.Signals = []agent.Signal{
		{Field: stated("the wait"), Role: agent.RoleLeading, Direction: agent.Down, Match: linked(waiting)},
		{Field: stated("repeat orders"), Role: agent.RoleProxy, Direction: agent.Up, Match: linked(repeat)},
	}
	f.Gate.Condition = agent.GateCondition{
		Field: stated("We go on if at least forty percent are baked on time by the 20th."), Match: linked(baked),
		Predicate: &agent.Predicate{Metric: "baked on time", Op: agent.AtLeast, Threshold: 40, Unit: "%", By: "2026-03-20"},
	}
	f.Gate.Otherwise = stated("If not, we go back to the list by hour, because the bakers know it.")
	f.Guardrail = agent.Guardrail{Field: stated("Corrections stay under three percent."), Match: linked(corrected), Objective: &agent.Objective{Op: agent.LessThan, Threshold: 3, Unit: "%"}}
	return v
}

// rate makes weekly shares out of about size, in percent.
func rate(seed uint64, weeks int, size float64, at func(week int) float64) History {
	r := rand.New(rand.NewPCG(seed, 1))
	var points []signal.Point
	for i := range weeks {
		den := math.Round(size * (0.9 + 0.2*r.Float64()))
		num := 0.0
		for range int(den) {
			if 100*r.Float64() < at(i) {
				num++
			}
		}
		points = append(points, signal.Point{Slot: signal.Slot{Start: monday(i)}, Value: 100 * num / den, Numerator: num, Denominator: den, HasRate: true, Complete: true})
	}
	return history(points)
}

func amounts(seed uint64, weeks int, level, noise float64) History {
	r := rand.New(rand.NewPCG(seed, 2))
	var points []signal.Point
	for i := range weeks {
		points = append(points, signal.Point{Slot: signal.Slot{Start: monday(i)}, Value: math.Round(10*(level+noise*r.NormFloat64())) / 10, Complete: true})
	}
	return history(points)
}

func history(points []signal.Point) History {
	h := History{Series: signal.NewSeries(signal.Week, points), Readings: map[string]string{}, Freshness: 8 * time.Hour}
	for i, p := range h.Series.Points {
		h.Readings[p.Label()] = fmt.Sprintf("f-%04d/%s", i, p.Label())
	}
	return h
}

func always(level float64) func(int) float64 { return func(int) float64 { return level } }

// step is a level that changes at the start of the mechanism, in week 16.
func step(from, to float64) func(int) float64 {
	return func(week int) float64 {
		if week >= 16 {
			return to
		}
		return from
	}
}

// input is the example in its usual state: the gate is due, the outcome has moved.
func input() Input {
	const weeks = 19
	return Input{
		Sheet: sheet(), Metrics: definitions(), AsOf: monday(weeks).Add(9 * time.Hour),
		Histories: map[string]History{
			baked: rate(1, weeks, 400, step(31, 44)), corrected: rate(2, weeks, 4000, always(2.4)),
			waiting: amounts(3, weeks, 12, 0.8), repeat: amounts(4, weeks, 1210, 40),
		},
		Events: []readings.Event{{Kind: readings.Start, On: "2026-03-02", Sheet: "s-1e7k3m9"}, {Kind: readings.Campaign, On: "2026-03-09", Until: "2026-03-12", Text: "Spring bread"}},
		Past:   &Past{Decision: "d-1a2b3c4", Date: "2026-02-09", Text: "Keep the second oven.", Prediction: "Corrections stay under 3%.", Confidence: 0.7, Outcome: "came true, at 2.4%"},
	}
}

func violations(r Review) []fact.Violation {
	return fact.Violations(r.Sentences, r.Facts, r.licence)
}
