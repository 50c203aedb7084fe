package app

import (
	"cmp"
	"context"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// ReviewDesk gives what is proposed besides sheets: reviews, decisions, events. It answers NotFound when nothing was ever
// kept here.
func (a *App) ReviewDesk(ctx context.Context) (*proposals.Desk, error) {
	if !a.kept() {
		return nil, fault.Newf(fault.NotFound, "app.review", "nothing is kept in %s yet", a.Settings.Database).
			Do("Draft a sheet with plumb draft FILE, and approve it.")
	}
	opened, err := a.openStore(ctx)
	if err != nil {
		return nil, err
	}
	return a.deskOf(opened), nil
}

// Reviews gives the newest version of every review of a sheet, or with "" of all, newest first.
func (a *App) Reviews(ctx context.Context, sheet string) ([]review.Version, error) {
	desk, err := a.ReviewDesk(ctx)
	if err != nil {
		return nil, err
	}
	list, err := desk.List(ctx, agent.KindReview, sheet)
	if err != nil {
		return nil, err
	}
	out := make([]review.Version, len(list))
	for i, p := range list {
		if out[i], err = review.VersionOf(p); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// BuildReview builds the weekly note of a sheet as of a moment, zero for now, and keeps nothing.
func (a *App) BuildReview(ctx context.Context, sheet string, asOf time.Time) (review.Review, error) {
	in, err := a.reviewInput(ctx, sheet, asOf)
	if err != nil {
		return review.Review{}, err
	}
	return review.Build(in)
}

// DraftReview builds the weekly note of a sheet and keeps it as a draft. The same note is kept once. With EngineModel a model
// puts it in other words; what it says, and what it proposes, is the same.
func (a *App) DraftReview(ctx context.Context, sheet string, asOf time.Time, engine Engine) (review.Version, error) {
	r, err := a.BuildReview(ctx, sheet, asOf)
	if err == nil && engine == EngineModel {
		r, err = a.narrated(ctx, r)
	}
	if err != nil {
		return review.Version{}, err
	}
	desk, err := a.ReviewDesk(ctx)
	if err != nil {
		return review.Version{}, err
	}
	content, err := proposals.Canonical(r)
	if err != nil {
		return review.Version{}, err
	}
	p, _, err := desk.Propose(ctx, agent.KindReview, r.Sheet, content, agent.EngineNamed(r.Engine.Name))
	if err != nil {
		return review.Version{}, err
	}
	return review.VersionOf(p)
}

// narrated puts a note in the words of the configured model, as far as these hold.
func (a *App) narrated(ctx context.Context, r review.Review) (review.Review, error) {
	if !a.Settings.Model.Configured() {
		r.Engine.FallbackReason = NoModel
		return r, nil
	}
	run, err := a.modelRun(ctx)
	if err != nil {
		return r, err
	}
	narrated, err := review.Narrate(ctx, r, run)
	if ended := run.end(context.WithoutCancel(ctx), "review of sheet "+r.Sheet); err == nil {
		err = ended
	}
	return narrated, err
}

// reviewInput gathers what a review is built from: the sheet that stands, the definitions of its metrics, what was
// known of them, and what people noted.
func (a *App) reviewInput(ctx context.Context, sheet string, asOf time.Time) (review.Input, error) {
	v, err := a.standing(ctx, sheet)
	if err != nil {
		return review.Input{}, err
	}
	book, err := a.Readings(ctx)
	if err != nil {
		return review.Input{}, err
	}
	return a.reviewInputOf(ctx, book, v, asOf)
}

// reviewInputOf gathers it for a version that stands, with the readings of a book.
func (a *App) reviewInputOf(ctx context.Context, book *readings.Book, v agent.Version, asOf time.Time) (review.Input, error) {
	in := review.Input{AsOf: asOf, Histories: map[string]review.History{}, Sheet: v}
	if asOf.IsZero() {
		in.AsOf = a.Now()
	}
	if err := a.checkInEffect(ctx, in.Sheet); err != nil {
		return in, err
	}
	var err error
	if in.Events, err = a.eventsOf(ctx, book, in.Sheet); err != nil {
		return in, err
	}
	if in.Metrics, err = a.defined(ctx, reviewed(in.Sheet.Sheet, in.Events)...); err != nil {
		return in, err
	}
	for id, m := range in.Metrics {
		h, err := book.History(ctx, m, in.AsOf)
		if err != nil {
			return in, err
		}
		in.Histories[id] = historyOf(m, h)
	}
	if in.Extensions, err = a.extensions(ctx, in.Sheet); err != nil {
		return in, err
	}
	log, err := a.Decisions(ctx)
	if err != nil {
		return in, err
	}
	in.Past, err = log.Offer(ctx, in.AsOf, in.Sheet.ID)
	return in, err
}

// checkInEffect refuses a sheet that another one replaced, and names the one that is in effect.
func (a *App) checkInEffect(ctx context.Context, v agent.Version) error {
	if v.State != agent.StateSuperseded {
		return nil
	}
	sheets, err := a.Sheets(ctx)
	if err != nil {
		return err
	}
	list, err := sheets.List(ctx)
	if err != nil {
		return err
	}
	next := map[string]string{}
	for _, s := range list {
		if s.Replaces != "" && (s.InEffect > 0 || s.State == agent.StateSuperseded) {
			next[s.Replaces] = s.ID
		}
	}
	newest := lastReplacement(v.ID, next)
	if newest == v.ID {
		return fault.Newf(fault.Conflict, "app.review", "sheet %s is not in effect any more", v.ID).Do("See which one is with plumb sheet list.")
	}
	return fault.Newf(fault.Conflict, "app.review", "sheet %s was replaced by %s", v.ID, newest).Do("Give that one: %s", newest)
}

// lastReplacement follows what replaced a sheet, by its id, to the sheet that nothing replaced; next says what replaced each.
func lastReplacement(id string, next map[string]string) string {
	for range next {
		id = cmp.Or(next[id], id)
	}
	return id
}

// historyOf gives what is known of a metric as a review looks at it.
func historyOf(m semantic.Metric, h readings.History) review.History {
	out := review.History{Series: h.Series, Readings: map[string]string{}, Freshness: readings.Freshness(m)}
	for i, p := range h.Series.Points {
		out.Readings[p.Label()] = h.IDs[i]
	}
	for _, r := range h.Restated {
		out.Restated = append(out.Restated, review.Restatement(r))
	}
	return out
}

// extensions counts how often the bet of a sheet was replaced by one with a later gate on the same metric.
func (a *App) extensions(ctx context.Context, v agent.Version) (int, error) {
	seen := map[string]bool{v.ID: true}
	count := 0
	for later := v; later.Replaces != "" && !seen[later.Replaces]; {
		seen[later.Replaces] = true
		before, err := a.standing(ctx, later.Replaces)
		if fault.Is(err, fault.NotFound) {
			break
		}
		if err != nil {
			return 0, err
		}
		if extends(before.Fields.Gate.Condition, later.Fields.Gate.Condition) {
			count++
		}
		later = before
	}
	return count, nil
}

// extends reports whether a gate is one on the same metric with a later date.
func extends(before, later agent.GateCondition) bool {
	if before.Predicate == nil || later.Predicate == nil || later.Predicate.By <= before.Predicate.By {
		return false
	}
	if before.Match.Metric != "" || later.Match.Metric != "" {
		return before.Match.Metric == later.Match.Metric
	}
	return before.Predicate.Metric == later.Predicate.Metric
}
