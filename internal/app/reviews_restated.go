package app

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// RestatedSince says, in a sentence a metric, which readings that a review rests on have another value now: a source changed
// them afterwards. The review stays as it is.
func (a *App) RestatedSince(ctx context.Context, r review.Review) ([]string, error) {
	book, err := a.Readings(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(r.Signals))
	for i := range r.Signals {
		ids[i] = r.Signals[i].Metric
	}
	defined, err := a.defined(ctx, ids...)
	if err != nil {
		return nil, err
	}
	var said []string
	for i := range r.Signals {
		s := &r.Signals[i]
		m, ok := defined[s.Metric]
		if !ok {
			continue
		}
		h, err := book.History(ctx, m, a.Now())
		if err != nil {
			return nil, err
		}
		if periods := changedPeriods(s, h); len(periods) > 0 {
			said = append(said, fmt.Sprintf("%s: readings that it rests on were restated since, the newest for the period from %s (%d in all).",
				s.Name, periods[len(periods)-1], len(periods)))
		}
	}
	return said, nil
}

// RestatedSinceDecision says the same of the review that a decision follows from; of one that follows from none, nothing.
func (a *App) RestatedSinceDecision(ctx context.Context, d decision.Decision) ([]string, error) {
	if d.Review == "" {
		return nil, nil
	}
	desk, err := a.ReviewDesk(ctx)
	if err != nil {
		return nil, err
	}
	p, err := desk.Find(ctx, agent.KindReview, d.Review, 0)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v, err := review.VersionOf(p)
	if err != nil {
		return nil, err
	}
	return a.RestatedSince(ctx, v.Review)
}

// changedPeriods gives the first days of the complete periods, oldest first, for which a source says something else than the
// chart of a review shows.
func changedPeriods(s *review.Signal, h readings.History) []string {
	scale := 1.0
	if s.Unit == "%" && h.Series.Rate && h.Series.Scale == 1 {
		scale = 100 // the chart shows shares in percent
	}
	now := map[string]float64{}
	for i, p := range h.Series.Points {
		restated := slices.ContainsFunc(h.Restated, func(r readings.Restatement) bool { return r.Period == p.Label() })
		if restated && !slices.Contains(s.Readings, h.IDs[i]) {
			now[p.Label()] = p.Value * scale
		}
	}
	var changed []string
	for _, shown := range s.Chart.Points {
		const relative = 1e-9 // what scaling may do to a number
		value, ok := now[shown.Period]
		if ok && shown.Complete && math.Abs(value-shown.Value) > relative*math.Max(math.Abs(value), math.Abs(shown.Value)) {
			changed = append(changed, shown.Period)
		}
	}
	return changed
}
