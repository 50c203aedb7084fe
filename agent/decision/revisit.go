package decision

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Check is what kept readings say of a prediction. The person who looks back says what became of it; this only proposes.
type Check struct {
	Outcome     Outcome      `json:"outcome"`     // what the readings come down to; cannot_tell where they don't
	Observed    *float64     `json:"observed"`    // in the unit of the predicate; nil when there is none
	Observation *Observation `json:"observation"` // the reading as it is kept; nil when there is none
	Detail      string       `json:"detail"`      // why, in a sentence
}

// Observe holds the prediction of an entry against the readings that were there on a day.
func (l *Log) Observe(ctx context.Context, e Entry, asOf time.Time) (Check, error) {
	cannot := func(detail string) (Check, error) { return Check{Outcome: CannotTell, Detail: detail}, nil }
	p := e.Prediction
	switch {
	case p.Text == "":
		return cannot("Nothing was predicted.")
	case p.Predicate == nil || p.Metric == "":
		return cannot("No reading checks this prediction: a person has to tell.")
	}
	by := cmp.Or(p.Predicate.By, e.RevisitBy)
	today := asOf.Format(time.DateOnly)
	if by > today {
		return cannot("It is too early: the prediction is about " + by + ".")
	}
	on, ok := day(by)
	if !ok {
		return cannot("The prediction has no date.")
	}
	seen, found, err := l.observe(ctx, p.Metric, on, asOf)
	switch {
	case err != nil:
		return Check{}, err
	case !found:
		return cannot("No reading of " + p.Metric + " is known of the last period that was over by " + by + ".")
	case seen.Period < e.Date:
		return cannot("The newest reading of " + p.Metric + ", of the period from " + seen.Period + ", is older than the decision.")
	}
	value, ok := inUnit(seen, p.Predicate.Unit)
	if !ok {
		return cannot(fmt.Sprintf("The reading of %s is in %s and the prediction in %s.", p.Metric, unitName(seen.Unit), unitName(p.Predicate.Unit)))
	}
	check := Check{Outcome: DidNot, Observed: &value, Observation: &seen}
	if p.Predicate.Holds(value) {
		check.Outcome = CameTrue
	}
	check.Detail = fmt.Sprintf("%s was %s in the period from %s.", p.Metric, amount(value, p.Predicate.Unit), seen.Period)
	return check, nil
}

const percent = "%"

// inUnit gives an observed value in the unit of a prediction, where it is certain how: the units are the same, one side
// says none, or a share is meant in percent.
func inUnit(o Observation, unit string) (float64, bool) {
	if math.IsNaN(o.Value) || math.IsInf(o.Value, 0) {
		return 0, false
	}
	have := strings.Trim(strings.ToLower(o.Unit), "{}")
	want := strings.Trim(strings.ToLower(unit), "{}")
	same := have == want || have+"s" == want || have == want+"s" || (have == "" || want == "") && have != percent
	switch {
	case want == percent && o.Fraction:
		return rounded(o.Value * 100), true
	case !same || want == percent && have != percent:
		return 0, false
	}
	return o.Value, true
}

// rounded removes what multiplying by a hundred adds behind the digits that a reading has.
func rounded(v float64) float64 {
	const digits = 1e9
	if math.Abs(v) > 1e6 {
		return v
	}
	return math.Round(v*digits) / digits
}

func unitName(unit string) string {
	if unit == "" {
		return "no unit"
	}
	return unit
}

func amount(value float64, unit string) string {
	s := strconv.FormatFloat(math.Round(value*1e4)/1e4, 'f', -1, 64)
	switch unit {
	case "":
		return s
	case percent:
		return s + percent
	}
	return s + " " + unit
}

// Answer is what a person says when a decision is looked at again.
type Answer struct {
	Outcome   Outcome
	Lesson    string
	RevisitBy string // ISO date of the next look; "" when this was the last
	AsOf      time.Time
}

// Revisit keeps what became of an approved decision, by a named person. What was observed is not said but computed, from
// the readings that are kept. It answers with Invalid for an outcome that does not go with what was predicted.
func (l *Log) Revisit(ctx context.Context, id string, a Answer, by agent.Actor) (Entry, error) {
	if err := by.CheckPerson("decision.revisit", "looks back at a decision"); err != nil {
		return Entry{}, err
	}
	e, err := l.Show(ctx, id, 0)
	if err != nil {
		return Entry{}, err
	}
	a.Lesson, a.RevisitBy = strings.TrimSpace(a.Lesson), strings.TrimSpace(a.RevisitBy)
	if err := a.valid(e); err != nil {
		return Entry{}, err
	}
	check, err := l.Observe(ctx, e, a.AsOf)
	if err != nil {
		return Entry{}, err
	}
	r := Revisit{
		Decision: e.ID, On: a.AsOf.Format(time.DateOnly), Outcome: a.Outcome, Observed: check.Observed, Readings: []string{},
		Lesson: a.Lesson, RevisitBy: a.RevisitBy,
	}
	if check.Observation != nil {
		r.Readings = append(r.Readings, check.Observation.Readings...)
	}
	content, err := proposals.Canonical(r)
	if err != nil {
		return Entry{}, err
	}
	if closed, err := e.closedWith(content, by); closed || err != nil {
		return e, err
	}
	if _, err := l.desk.NoteNext(ctx, agent.KindRevisit, e.ID, len(e.Revisits), content, by); err != nil {
		return Entry{}, err
	}
	return l.Show(ctx, e.ID, 0)
}

// closedWith reports whether the last look of an entry is this one, which a person says once more. It refuses any other look
// at an entry that was closed: what was said of a prediction stays.
func (e *Entry) closedWith(content []byte, by agent.Actor) (bool, error) {
	if len(e.Revisits) == 0 {
		return false, nil
	}
	last := e.Revisits[len(e.Revisits)-1]
	if last.RevisitBy != "" {
		return false, nil
	}
	said, err := proposals.Canonical(last.Revisit)
	if err != nil {
		return false, err
	}
	if last.By == by && bytes.Equal(said, content) {
		return true, nil
	}
	return false, fault.Newf(fault.Conflict, "decision.revisit", "decision %s was closed by %s on %s: %s", e.ID, last.By.Name, last.On, last.Outcome.Words()).
		Do("What was said stays. To decide anew, run plumb decisions draft with --replaces %s.", e.ID)
}

func (a Answer) valid(e Entry) error {
	const op = "decision.revisit"
	today := a.AsOf.Format(time.DateOnly)
	switch {
	case !e.Effective():
		return fault.Newf(fault.Conflict, op, "decision %s is %s: only what was approved is looked back at", e.ID, e.State.Words()).
			Do("See which are due with plumb decisions due.")
	case today < e.Date:
		return fault.Newf(fault.Invalid, op, "decision %s was made on %s, and this look is of %s", e.ID, e.Date, today).Do("Look back on a later day.")
	case !slices.Contains(Outcomes(), a.Outcome):
		return fault.Newf(fault.Invalid, op, "the outcome cannot be %q", string(a.Outcome)).Do("Use one of %s.", listed(Outcomes()))
	case e.Prediction.Text == "" && a.Outcome != CannotTell:
		return fault.Newf(fault.Invalid, op, "decision %s predicted nothing, so nothing came true or did not", e.ID).
			Do("Leave the outcome out, and say with --lesson what you learned.")
	case a.Outcome == CannotTell && a.Lesson == "":
		return fault.New(fault.Invalid, op, "a look back says whether the prediction came true, or what was learned", "Add --lesson \"What we learned\".")
	case !isText(a.Lesson, maxText):
		return fault.Newf(fault.Invalid, op, "a lesson has at most %d bytes of UTF-8", maxText).Do("Shorten it.")
	case a.RevisitBy != "" && !after(a.RevisitBy, today):
		return fault.Newf(fault.Invalid, op, "%q is not a date after %s", a.RevisitBy, today).Do("Give the day of the next look, such as %s.", plusDays(today, twoWeeks))
	}
	return nil
}
