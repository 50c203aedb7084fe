package evals

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/semantic"
)

// narratedMetric is a definition that notes are generated about. Several names are traps: they hold numbers, or words that
// claim a cause elsewhere.
type narratedMetric struct {
	label, unit string
	level       float64 // of its values
	noise       float64
	size        float64 // of its denominators; 0 for values alone
}

var narratedMetrics = []narratedMetric{
	{"Second count by day 14", "%", 31, 0, 400}, {"Orders baked on time", "%", 62, 0, 900}, {"Corrected orders", "%", 2.4, 0, 4000},
	{"Wait at the counter (p95)", "min", 12, 0.8, 0}, {"28-day active users", "{user}", 5200, 160, 0}, {"Help desk tickets", "{ticket}", 140, 12, 0},
	{"Impact score", "{point}", 41, 3, 0}, {"Driver app crashes", "%", 0.8, 0, 20000}, {"Recurring revenue", "EUR", 48200, 900, 0}, {"Sync latency (p50)", "ms", 220, 18, 0},
	{"Lead time", "h", 26, 3, 0}, {"Refunds", "{refund}", 9, 3, 0}, {"First response time", "h", 3.5, 0.4, 0}, {"Effective orders", "", 310, 22, 0}, {"Returns because of damage", "%", 4, 0, 1500},
}

const (
	narratedWeeks = 22 // readings of each metric
	narratedStart = 16 // week in which the mechanism starts
	narratedSpace = "shop"
)

var narratedFirst = time.Date(2025, time.November, 3, 0, 0, 0, 0, time.UTC)

func narratedWeek(n int) time.Time { return narratedFirst.AddDate(0, 0, 7*n) }

// narratedWorkspace draws what a note is built from: two to twelve metrics, each unchanged, moved at the start, moved at
// another time, broken, restated, short or without readings; with and without gate, guardrail, start and events.
func narratedWorkspace(r *rand.Rand) review.Input {
	in := review.Input{
		Metrics: map[string]semantic.Metric{}, Histories: map[string]review.History{},
		AsOf: narratedWeek(narratedWeeks - r.IntN(5)).Add(9 * time.Hour), Extensions: max(0, r.IntN(6)-3),
	}
	v := &in.Sheet
	v.ID, v.Number, v.State = "s-1e7k3m9", 1, agent.StateApproved
	v.Title, v.MeetingDate = "Order list by oven", narratedWeek(narratedStart-1).Format(time.DateOnly)
	v.Fields.Owner = said("Ines Duarte")
	drawn := slices.Clone(narratedMetrics)
	r.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
	for i, m := range drawn[:2+r.IntN(11)] {
		defined := semantic.Metric{Namespace: narratedSpace, Name: fmt.Sprintf("m%d", i), Label: m.label, Unit: m.unit, Direction: []semantic.Direction{semantic.Up, semantic.Down, ""}[r.IntN(3)]}
		in.Metrics[defined.ID()] = defined
		in.Histories[defined.ID()] = narratedHistory(r, m)
		roles := []agent.Role{agent.RoleProxy, agent.RoleLeading, agent.RoleOutcome}
		v.Fields.Signals = append(v.Fields.Signals, agent.Signal{Field: said(m.label), Role: roles[r.IntN(3)], Direction: defined.Direction, Match: linkedTo(defined.ID())})
	}
	narratedGate(r, &in, drawn)
	narratedEvents(r, &in)
	if r.IntN(8) == 0 {
		v.State = agent.StateDraft
	}
	return in
}

func narratedGate(r *rand.Rand, in *review.Input, drawn []narratedMetric) {
	f := &in.Sheet.Fields
	if r.IntN(6) > 0 {
		unit := drawn[0].unit
		f.Gate.Condition = agent.GateCondition{Field: said("We go on if it is that much by then."), Match: linkedTo("shop.m0"), Predicate: &agent.Predicate{
			Op: []agent.Op{agent.AtLeast, agent.MoreThan, agent.AtMost, agent.LessThan}[r.IntN(4)], Threshold: math.Round(drawn[0].level*(0.85+0.4*r.Float64())*10) / 10, Unit: unit,
			By: narratedWeek(narratedStart+1+r.IntN(5)).AddDate(0, 0, r.IntN(5)).Format(time.DateOnly),
		}}
		if r.IntN(10) == 0 {
			f.Gate.Condition.Predicate.By = ""
		}
		f.Gate.Otherwise = said("If not, we go back to the list by hour, because it worked for 3 years and drove the orders up.")
	}
	if r.IntN(6) > 0 {
		f.Guardrail = agent.Guardrail{Field: said("It stays below that."), Match: linkedTo("shop.m1"),
			Objective: &agent.Objective{Op: []agent.Op{agent.LessThan, agent.AtMost, agent.AtLeast}[r.IntN(3)], Threshold: math.Round(drawn[1].level*(0.9+0.4*r.Float64())*10) / 10, Unit: drawn[1].unit}}
	}
	if r.IntN(2) == 0 {
		f.Mechanism.Outcome = agent.Outcome{Field: said("more of it"), Match: linkedTo("shop.m0")}
	}
}

// narratedEvents notes a start and other events, some in words that claim causes and numbers.
func narratedEvents(r *rand.Rand, in *review.Input) {
	if r.IntN(4) > 0 {
		in.Events = append(in.Events, readings.Event{Kind: readings.Start, On: narratedWeek(narratedStart).Format(time.DateOnly), Sheet: in.Sheet.ID})
	}
	texts := []string{"Spring bread", "The campaign drove orders up by 20%", "outage caused by release 4.2", "20% off for bakeries", "school holiday", "new ovens helped", "![x](http://x.example/a.png)", ""}
	kinds := []readings.EventKind{readings.Campaign, readings.Deploy, readings.Holiday, readings.Incident, readings.Note}
	for range r.IntN(4) {
		on := narratedWeek(narratedStart-1+r.IntN(6)).AddDate(0, 0, r.IntN(7))
		e := readings.Event{Kind: kinds[r.IntN(len(kinds))], On: on.Format(time.DateOnly), Text: texts[r.IntN(len(texts))]}
		if r.IntN(2) == 0 {
			e.Until = on.AddDate(0, 0, r.IntN(12)).Format(time.DateOnly)
		}
		in.Events = append(in.Events, e)
	}
	if r.IntN(2) == 0 {
		in.Past = &review.Past{Decision: "d-1a2b3c4", Date: narratedWeek(10).Format(time.DateOnly), Confidence: float64(r.IntN(10)) / 10,
			Text:       []string{"Keep the second oven.", "Continue, because the list drove orders up.", "Stop the trial of 60 days."}[r.IntN(3)],
			Prediction: []string{"", "Corrections stay under 3%.", "The list will boost orders by 10%."}[r.IntN(3)], Outcome: []string{"", "came true, at 2.4%", "did not", "it worked"}[r.IntN(4)]}
	}
}

func said(text string) agent.Field {
	return agent.Field{Text: text, Status: agent.Stated, Evidence: []agent.Evidence{{Utterance: "u0001", Speaker: "Ines Duarte", Quote: text}}}
}

func linkedTo(id string) semantic.Match {
	return semantic.Match{Outcome: semantic.Linked, Metric: id, Score: 1}
}

// narratedHistory draws the readings of a metric, with one of the things that happen to data.
func narratedHistory(r *rand.Rand, m narratedMetric) review.History {
	if r.IntN(20) == 0 {
		return review.History{}
	}
	shift, at := 1.0, narratedStart
	switch r.IntN(4) {
	case 0:
		shift = 1 + []float64{-0.5, -0.3, 0.25, 0.5}[r.IntN(4)]
	case 1:
		shift, at = 1+[]float64{-0.4, 0.4}[r.IntN(2)], 8+r.IntN(12)
	}
	points := make([]signal.Point, narratedWeeks)
	for i := range points {
		level := m.level
		if i >= at {
			level *= shift
		}
		points[i] = signal.Point{Slot: signal.Slot{Start: narratedWeek(i)}, Value: math.Round(10*(level+m.noise*r.NormFloat64())) / 10, Complete: true}
		if m.size > 0 {
			points[i].Denominator = math.Round(m.size * (0.8 + 0.4*r.Float64()))
			points[i].Numerator = binomial(r, points[i].Denominator, level/100)
			points[i].Value, points[i].HasRate = 100*points[i].Numerator/points[i].Denominator, true
		}
	}
	h := review.History{Readings: map[string]string{}, Freshness: 8 * time.Hour}
	points, h.Restated = narratedFault(r, points)
	h.Series = signal.NewSeries(signal.Week, points)
	for i, p := range h.Series.Points {
		h.Readings[p.Label()] = fmt.Sprintf("f-%04d/%s", i, p.Label())
	}
	return h
}

func narratedFault(r *rand.Rand, points []signal.Point) ([]signal.Point, []review.Restatement) {
	n := len(points)
	switch r.IntN(14) {
	case 0: // weeks missing
		return slices.Delete(points, 6, 7+r.IntN(5)), nil
	case 1: // in another unit
		for i := n - 1 - r.IntN(4); i < n; i++ {
			points[i].Value *= 100
			points[i].HasRate = false
		}
	case 2: // late
		return points[:n-1-r.IntN(5)], nil
	case 3: // a short history
		return points[n-1-r.IntN(8):], nil
	case 4: // carried forward
		points[n-1].Value, points[n-1].Numerator, points[n-1].Denominator = points[n-2].Value, points[n-2].Numerator, points[n-2].Denominator
	case 5: // restated
		var out []review.Restatement
		for range 1 + r.IntN(3) {
			p := &points[r.IntN(n-2)]
			was := math.Round(10*p.Value*(0.9+0.2*r.Float64())) / 10
			if was == p.Value {
				continue
			}
			p.Was = &was
			out = append(out, review.Restatement{Period: p.Start.Format(time.DateOnly), Was: was, Is: p.Value, On: narratedWeek(n - 1).Format(time.DateOnly)})
		}
		return points, out
	case 6: // all the same
		for i := range points {
			points[i].Value, points[i].HasRate = 7, false
		}
	}
	return points, nil
}

// binomial draws by the normal approximation where counts are large, else trial by trial.
func binomial(r *rand.Rand, n, p float64) float64 {
	p = math.Max(0, math.Min(1, p))
	if n*p > 30 {
		return math.Max(0, math.Min(n, math.Round(n*p+math.Sqrt(n*p*(1-p))*r.NormFloat64())))
	}
	count := 0.0
	for range int(n) {
		if r.Float64() < p {
			count++
		}
	}
	return count
}
