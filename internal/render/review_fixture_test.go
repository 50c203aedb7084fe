package render_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
)

// weeklyChart judges weeks of values and gives their chart. NaN leaves a week out.
func weeklyChart(t *testing.T, start time.Time, partial bool, v ...float64) (review.Chart, signal.Judgement) {
	t.Helper()
	var points []signal.Point
	for i, value := range v {
		if !math.IsNaN(value) {
			points = append(points, signal.Point{Slot: signal.Slot{Start: monday(i)}, Value: value, Complete: !partial || i < len(v)-1})
		}
	}
	j, err := signal.Judge(signal.NewSeries(signal.Week, points), signal.Options{Start: start})
	require.NoError(t, err)
	// The views are tested here, not how fine the judgement is.
	j.Verdict.FalseAlarmRate = 0.15
	switch j.Verdict.Outcome {
	case signal.MovedUp, signal.MovedDown:
		j.Verdict.Since, j.Verdict.Level, j.Verdict.MDE = "2026-04-20", 39.87, 3.1
	case signal.NoChangeDetected:
		j.Verdict.MDE = j.Baseline.Mean / 16
	}
	return review.Chart{Period: j.Period, Baseline: j.Baseline, Points: j.Points, Marks: []review.Mark{}}, j
}

// monday gives the Monday of a week, counted from the first one of 2026.
func monday(week int) time.Time { return time.Date(2026, time.January, 5+7*week, 0, 0, 0, 0, time.UTC) }

var mechanismStart = time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC)

func signalOf(t *testing.T, metric, name, unit string, role agent.Role, direction agent.Direction, partial bool, v ...float64) review.Signal {
	t.Helper()
	chart, j := weeklyChart(t, mechanismStart, partial, v...)
	chart.Marks = []review.Mark{{On: "2026-04-01", Label: "mapping step for everyone", Start: true}}
	s := review.Signal{Metric: metric, Name: name, Unit: unit, Role: role, Direction: direction, Verdict: j.Verdict, Evidence: signal.EvidenceNone, Start: "2026-04-01",
		Chart: chart, Checks: j.Checks}
	for _, p := range chart.Points {
		s.Readings = append(s.Readings, "f-1e7k3m9/"+p.Period)
	}
	if j.Verdict.Outcome == signal.MovedUp || j.Verdict.Outcome == signal.MovedDown {
		s.Evidence = signal.EvidenceTimed
		s.Explanation = "It moved when the mechanism started; other things may have changed then, too."
	}
	return s
}

// shifted gives twenty weeks around a level that rise by something from the fourteenth on.
func shifted(level, noise, by float64) []float64 {
	wave := []float64{0.4, -0.9, 1.1, -0.2, 0.3, -1.2, 1.4, -0.4, 0.8, -1.4, 0, 0.6, -0.5, 0.2, 0.9, -0.7, 0.5, -0.3, 1.0, -0.6}
	out := make([]float64, len(wave))
	for i := range wave {
		out[i] = level + noise*wave[i]
		if i >= 13 {
			out[i] += by
		}
	}
	return out
}

// typicalReview is a review in a week in which one metric moved, another lacks weeks and a third one is blocked.
func typicalReview(t *testing.T) review.Review {
	t.Helper()
	activation := signalOf(t, "product.activation_d1", "Activation, day one", "%", agent.RoleOutcome, agent.Up, true, append(shifted(33, 1.8, 7), 12)...)
	activation.Chart.Gate = &review.Line{Label: "gate >= 40%", Value: 40}
	activation.Chart.Marks = append(activation.Chart.Marks, review.Mark{On: "2026-02-16", Label: "Carnival week"}, review.Mark{On: "2026-04-20", Label: "Release 4.2 with the new home page"},
		review.Mark{On: "2026-04-22", Label: "Outage of the import queue"})
	wrong := signalOf(t, "product.wrong_mappings", "Wrong mappings", "%", "", agent.Down, false, shifted(1.4, 0.2, 0.1)...)
	wrong.Chart.Gate = &review.Line{Label: "guardrail < 2%", Value: 2}
	gaps := shifted(412, 21, 0)
	gaps[4], gaps[5], gaps[15] = nan, nan, nan
	tickets := signalOf(t, "support.import_tickets", "Tickets about imports", "tickets", agent.RoleProxy, agent.Down, false, gaps...)
	tickets.Restated = 2
	unaided := signalOf(t, "product.unaided_imports", "Imports finished without a help article", "%", agent.RoleProxy, agent.Up, false, shifted(61, 2.5, 0)...)
	jump := shifted(38.2, 1.1, 0)
	jump[18], jump[19] = 38200, 37900
	revenue := signalOf(t, "finance.new_workspace_revenue", "Revenue of new workspaces", "EUR", agent.RoleLeading, agent.Up, false, jump...)
	young := signalOf(t, "product.second_source", "Second source connected", "", agent.RoleLeading, agent.Up, false, 12, 15, 11)
	return review.Review{
		Sheet: "s-0a7k3m9", SheetVersion: 2, Title: "Self-serve import for new workspaces", Owner: "Jun Park", AsOf: "2026-05-25", Engine: agent.Engine{Name: "builtin"},
		Facts: []fact.Fact{
			{ID: "F1", Text: "Activation, day one was 40.2% on average in the seven weeks from 6 April to 18 May 2026", Value: 40.2, Unit: "%", Metric: "product.activation_d1", Period: "2026-05-18",
				Readings: activation.Readings[13:20], Formula: "mean of 7 values"},
			{ID: "F2", Text: "Activation, day one was 33.0% on average in the baseline of 12 weeks", Value: 33, Unit: "%", Metric: "product.activation_d1", Period: "2026-03-23",
				Readings: activation.Readings[:12], Formula: "mean of 12 values"},
			{ID: "F3", Text: "Wrong mappings were 1.48% in the week of 18 May 2026", Value: 1.48, Unit: "%", Metric: "product.wrong_mappings", Period: "2026-05-18", Readings: wrong.Readings[19:], Formula: "the value as it was read"},
			{ID: "F4", Text: "three weeks of Tickets about imports are missing", Value: 3, Unit: "weeks", Metric: "support.import_tickets", Readings: []string{}, Formula: "periods without a reading"},
		},
		Sentences: []fact.Sentence{
			{Section: "In short", Text: "The gate is passed: day-one activation was 40.2% on average, and at least 40% were asked for.", Facts: []string{"F1"}},
			{Section: "In short", Text: "The guardrail holds: wrong mappings are at 1.48%.", Facts: []string{"F3"}},
			{Section: "What moved", Text: "Day-one activation moved up from 33.0% to 40.2%.", Facts: []string{"F1", "F2"}},
			{Section: "What moved", Text: "It moved when the mechanism started; other things may have changed then, too.", Facts: []string{"F1"}},
			{Section: "What did not", Text: "Unaided imports show no change that noise would not explain.", Facts: []string{}},
			{Section: "Data", Text: "Three weeks of tickets are missing.", Facts: []string{"F4"}},
			{Section: "Proposal", Text: "We said that we go on if it is 40 percent by Friday next week.", Facts: []string{}, Author: "Jun Park",
				Evidence: []agent.Evidence{said("u0061", "Tomas Lind", 815000, "we go on if day-one activation is at least 40 percent by Friday next week")}},
		},
		Signals:   []review.Signal{wrong, activation, revenue, young, unaided, tickets},
		Gate:      review.Gate{State: signal.GatePassed, Detail: "The mean of 7 weeks is 40.2%, and 40% were asked for; noise alone would reach it in 1 of 1000 cases.", Metric: "product.activation_d1", Due: "2026-05-22"},
		Guardrail: review.Guardrail{State: signal.GuardrailOK, Detail: "Wrong mappings are at 1.48%, below 2%.", Metric: "product.wrong_mappings"},
		Proposal:  review.Proposal{Decision: review.Continue, Rationale: "The gate is passed and the guardrail holds.", Rule: "gate_passed"},
		Past: &review.Past{Decision: "d-0a7k3m9", Date: "2026-02-23", Text: "Continue with templates for small teams", Prediction: "Unaided imports reach 65% by May", Confidence: 0.7,
			Outcome: "Unaided imports are at 61%."},
	}
}

// busyReview is a review in which six metrics moved and much is to be said.
func busyReview(t *testing.T) review.Review {
	t.Helper()
	r := typicalReview(t)
	first := r.Signals[1]
	r.Signals, r.Facts = nil, nil
	for i := range 6 {
		s := first
		s.Metric, s.Name = fmt.Sprintf("product.metric_%d", i), fmt.Sprintf("Activation of plan %d, day one", i)
		r.Signals = append(r.Signals, s)
	}
	for i := range 14 {
		r.Facts = append(r.Facts, fact.Fact{ID: fmt.Sprintf("F%d", i+1), Text: fmt.Sprintf("Activation of plan %d, day one was 40.2%% on average in the seven weeks from 6 April to 18 May 2026", i/3),
			Value: 40.2, Unit: "%", Metric: "product.metric_0", Readings: first.Readings[:7], Formula: "mean of 7 values"})
	}
	r.Sentences = nil
	for i := range 14 {
		r.Sentences = append(r.Sentences, fact.Sentence{Section: []string{"In short", "What moved", "How sure", "Proposal"}[i/4], Facts: []string{fmt.Sprintf("F%d", i+1)},
			Text: fmt.Sprintf("Day-one activation of plan %d moved up from 33.0%% to 40.2%% in the week of 6 April 2026.", i/3)})
	}
	return r
}

// quietReview is a review in a week in which nothing happened.
func quietReview(t *testing.T) review.Review {
	t.Helper()
	r := typicalReview(t)
	wrong := r.Signals[0]
	unaided := r.Signals[4]
	r.Signals = []review.Signal{wrong, unaided}
	r.Facts = r.Facts[2:3]
	r.Sentences = []fact.Sentence{{Text: "Nothing moved."}, {Text: "The gate is due on 5 June 2026; the guardrail holds, with wrong mappings at 1.48%.", Facts: []string{"F3"}}}
	r.Gate = review.Gate{State: signal.GateNotDue, Detail: "It is due on 5 June 2026.", Metric: "product.unaided_imports", Due: "2026-06-05"}
	r.Proposal = review.Proposal{Decision: review.Continue, Rationale: "The gate is not due and the guardrail holds.", Rule: "not_due"}
	r.Past = nil
	return r
}

// drafted is a review as it is kept: a draft that nobody has looked at.
func drafted(r review.Review) review.Version {
	return review.Version{ID: "r-1e7k3m9", Number: 1, State: agent.StateDraft, Review: r,
		ContentHash: "sha256:3f9a1c2b7d5e60718293a4b5c6d7e8f90112233445566778899aabbccddeeff0", CreatedAt: time.Date(2026, time.May, 25, 6, 30, 0, 0, time.UTC)}
}

// approved is the same once a person has approved it.
func approved(r review.Review) review.Version {
	v := drafted(r)
	v.State = agent.StateApproved
	v.Approval = &agent.Approval{By: agent.Actor{Kind: agent.PersonActor, Name: "Jun Park"}, At: time.Date(2026, time.May, 25, 9, 20, 0, 0, time.UTC), ContentHash: v.ContentHash}
	return v
}
