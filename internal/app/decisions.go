package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store"
)

const opDecision = "app.decision"

// Decisions gives the decision log. It answers NotFound when nothing was ever kept here.
func (a *App) Decisions(ctx context.Context) (*decision.Log, error) {
	if !a.kept() {
		return nil, fault.Newf(fault.NotFound, opDecision, "no decisions are kept in %s yet", a.Settings.Database).
			Do("Draft one with plumb decisions draft, or say where yours are with PLUMB_HOME or PLUMB_DATABASE.")
	}
	return a.NewDecisions(ctx)
}

// NewDecisions gives the decision log to write to, and creates the database when there is none.
func (a *App) NewDecisions(ctx context.Context) (*decision.Log, error) {
	opened, err := a.openStore(ctx)
	if err != nil {
		return nil, err
	}
	return decision.NewLog(decision.Config{Desk: a.deskOf(opened), Observe: a.observeIn(opened)}), nil
}

// observeIn gives how predictions are held against the readings that are kept.
func (a *App) observeIn(s *store.Store) decision.Observe {
	return func(ctx context.Context, metric string, on, asOf time.Time) (decision.Observation, bool, error) {
		defined, err := a.defined(ctx, metric)
		m, ok := defined[metric]
		if err != nil || !ok {
			return decision.Observation{}, false, err
		}
		history, err := a.bookOf(s, s).History(ctx, m, asOf)
		if err != nil {
			return decision.Observation{}, false, err
		}
		series := history.Series
		last := series.Period.Add(series.Period.Start(on.AddDate(0, 0, 1)), -1) // that was over at the end of the day
		for i, p := range slices.Backward(series.Points) {
			if !p.Complete || !p.Start.Equal(last) {
				continue
			}
			return decision.Observation{
				Value: p.Value, Unit: m.Unit, Fraction: series.Rate && series.Scale == 1, Period: p.Label(), Readings: []string{history.IDs[i]},
			}, true, nil
		}
		return decision.Observation{}, false, nil
	}
}

// DecisionOfReview drafts, without keeping it, the decision that follows from an approved review.
func (a *App) DecisionOfReview(ctx context.Context, id string) (decision.Decision, error) {
	desk, err := a.ReviewDesk(ctx)
	if err != nil {
		return decision.Decision{}, err
	}
	p, err := desk.Find(ctx, agent.KindReview, id, 0)
	if err != nil {
		return decision.Decision{}, err
	}
	if p.State != agent.StateApproved {
		return decision.Decision{}, fault.Newf(fault.Conflict, opDecision, "review %s is %s, and a decision follows from one that was approved", p.ID, p.State.Words()).
			Do("Look at it and approve it: plumb review approve %s", p.ID)
	}
	v, err := review.VersionOf(p)
	if err != nil {
		return decision.Decision{}, err
	}
	sheets, err := a.Sheets(ctx)
	if err != nil {
		return decision.Decision{}, err
	}
	sheet, err := sheets.Show(ctx, v.Sheet, v.SheetVersion)
	if err != nil {
		return decision.Decision{}, err
	}
	return decision.FromReview(sheet, v.ID, v.Review), nil
}

// DecisionOfSheet drafts, without keeping it, the decision of a meeting to start the bet of an approved sheet.
func (a *App) DecisionOfSheet(ctx context.Context, id string) (decision.Decision, error) {
	v, err := a.standing(ctx, id)
	if err != nil {
		return decision.Decision{}, err
	}
	if err := a.checkInEffect(ctx, v); err != nil {
		return decision.Decision{}, err
	}
	if v.State != agent.StateApproved {
		return decision.Decision{}, fault.Newf(fault.Conflict, opDecision, "sheet %s is %s, and a decision rests on one that was approved", v.ID, v.State.Words()).
			Do("Look at it and approve it: plumb sheet approve %s", v.ID)
	}
	return decision.FromSheet(v, a.Now().Location()), nil
}

// DefinedPrediction gives a decision whose prediction is checked by readings only where they can: its metric is defined, and
// in a unit that its number can be held against. Why they cannot, if so, is said in a few words: what looks like the id of a
// metric may be something else.
func (a *App) DefinedPrediction(ctx context.Context, d decision.Decision) (checkable decision.Decision, why string, err error) {
	if d.Prediction.Metric == "" {
		return d, "", nil
	}
	defined, err := a.defined(ctx, d.Prediction.Metric)
	if err != nil {
		return d, "", err
	}
	metric, ok := defined[d.Prediction.Metric]
	switch {
	case !ok:
		why = "no metric " + d.Prediction.Metric + " is defined"
	case !d.Prediction.MeasuredIn(metric.Unit):
		why = d.Prediction.Metric + " is measured in " + cmp.Or(metric.Unit, "no unit")
	default:
		return d, "", nil
	}
	d.Prediction.Metric = ""
	return d, why, nil
}
