package ask

import (
	"context"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent/fact"
)

// lookBack gives the moment of which a query asks how things stood; the zero time when that is the moment of the question. What
// moved in some days is known when their readings are: a week later.
func (d *desk) lookBack(ctx context.Context, query Query) (time.Time, error) {
	if len(query.Periods) != 1 || !slices.Contains([]Kind{Working, Gate, Guardrail, Changed, Moved}, query.Kind) {
		return time.Time{}, nil
	}
	end := query.Periods[0].To.Add(-time.Microsecond)
	if query.Kind == Moved && len(query.Metrics) > 0 {
		return time.Time{}, nil // since when one moved is told
	}
	if query.Kind == Moved {
		end = end.AddDate(0, 0, 7)
	}
	if isoOf(end) >= d.today() {
		return time.Time{}, nil
	}
	if query.Kind == Gate { // the day on which the gate was due says which gate is meant
		b, _, err := d.betOf(ctx, query)
		if err != nil {
			return time.Time{}, err
		}
		if b != nil && isoOf(query.Periods[0].From) <= b.review.Gate.Due && b.review.Gate.Due <= isoOf(end) {
			return time.Time{}, nil
		}
	}
	return end, nil
}

// goBack puts the desk to the moment of which all queries ask how things stood. It reports false when they ask of several: one
// answer rests on the notes of one moment.
func (d *desk) goBack(ctx context.Context, queries []Query) (bool, error) {
	at, err := d.lookBack(ctx, queries[0])
	if err != nil {
		return false, err
	}
	for _, query := range queries[1:] {
		other, err := d.lookBack(ctx, query)
		if err != nil || !other.Equal(at) {
			return false, err
		}
	}
	if !at.IsZero() {
		d.q.AsOf, d.back = at, true
		clear(d.bets)
	}
	return true, nil
}

// sayBack says of which day an answer is, when that is not the day of the question.
func (d *desk) sayBack() *piece {
	p := d.part()
	day := fact.Day(d.q.AsOf)
	p.tell(SectionPremise, "This is the state of "+day+", by what was known then.", fact.Fact{Period: d.today(), Formula: "day that the question names"})
	return p
}
