package decision

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/agent/review"
)

// Offer gives one past decision to look back at in the weekly review of a sheet, nil when there is none: the most overdue one
// that is due, else the oldest that nobody looked back at. Decisions about the sheet go before others that are as good. The one
// that the review before offered is not offered again, so that no decision blocks the others.
func (l *Log) Offer(ctx context.Context, asOf time.Time, sheet string) (*review.Past, error) {
	b, err := l.book(ctx)
	if err != nil {
		return nil, err
	}
	last, err := l.offeredLast(ctx, asOf, sheet)
	if err != nil {
		return nil, err
	}
	today := asOf.Format(time.DateOnly)
	candidates := slices.DeleteFunc(b.entries, func(e Entry) bool {
		lookedAt := len(e.Revisits) > 0
		return !e.Effective() || e.Date >= today || e.ID == last || !e.isDue(asOf) && (lookedAt || e.Due == "")
	})
	if len(candidates) == 0 {
		return nil, nil
	}
	chosen := slices.MinFunc(candidates, func(a, b Entry) int {
		return cmp.Or(
			first(a.isDue(asOf), b.isDue(asOf)),
			first(a.Sheet == sheet, b.Sheet == sheet),
			offerOrder(a, b, asOf),
			cmp.Compare(a.ID, b.ID),
		)
	})
	check, err := l.Observe(ctx, chosen, asOf)
	if err != nil {
		return nil, err
	}
	return &review.Past{
		Decision: chosen.ID, Date: chosen.Date, Text: cmp.Or(chosen.Text, chosen.Heading()),
		Prediction: chosen.Prediction.Text, Confidence: chosen.Prediction.Confidence, Outcome: check.Outcome.Words(),
	}, nil
}

// offerOrder puts the most overdue first among those that are due, and the oldest among the others.
func offerOrder(a, b Entry, asOf time.Time) int {
	if a.isDue(asOf) && b.isDue(asOf) {
		return mostOverdue(a, b)
	}
	return cmp.Or(cmp.Compare(a.Date, b.Date), a.CreatedAt.Compare(b.CreatedAt))
}

// mostOverdue puts what has been due for longer first.
func mostOverdue(a, b Entry) int {
	return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Date, b.Date), a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
}

// first puts what holds before what does not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// offeredLast gives the id of the decision that the newest review of a sheet before a day offered; "" for none. Drafting the
// review of that day again so offers the same.
func (l *Log) offeredLast(ctx context.Context, asOf time.Time, sheet string) (string, error) {
	reviews, err := l.desk.List(ctx, agent.KindReview, sheet)
	if err != nil {
		return "", err
	}
	today, newest, offered := asOf.Format(time.DateOnly), "", ""
	for _, p := range reviews {
		r, err := proposals.Parse[review.Review](p)
		if err != nil {
			return "", err
		}
		if r.AsOf >= today || r.AsOf <= newest {
			continue
		}
		newest, offered = r.AsOf, ""
		if r.Past != nil {
			offered = r.Past.Decision
		}
	}
	return offered, nil
}

// DaysBetween gives how many days lie between two ISO dates; 0 when one of them is none.
func DaysBetween(from, to string) int {
	start, startOK := day(from)
	end, endOK := day(to)
	if !startOK || !endOK {
		return 0
	}
	return int(end.Sub(start) / (24 * time.Hour))
}
