package decision_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store"
)

var (
	rosa   = agent.Actor{Kind: agent.PersonActor, Name: "Rosa Lind"}
	tom    = agent.Actor{Kind: agent.PersonActor, Name: "Tom Reyes"}
	engine = agent.EngineNamed(agent.BuiltinEngine)
)

// bench is a log over a store of its own, with a clock that goes on a second at every look.
type bench struct {
	*decision.Log
	desk *proposals.Desk
	seen map[string]decision.Observation // what readings say, by metric
	fail error                           // of looking at readings
}

func setup(t *testing.T) *bench {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "plumb.db")})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	var looks atomic.Int64
	begun := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	b := &bench{
		desk: proposals.New(proposals.Config{Store: s, Now: func() time.Time { return begun.Add(time.Duration(looks.Add(1)) * time.Second) }}),
		seen: map[string]decision.Observation{},
	}
	b.Log = decision.NewLog(decision.Config{Desk: b.desk, Observe: b.observe})
	return b
}

func (b *bench) observe(_ context.Context, metric string, _, _ time.Time) (decision.Observation, bool, error) {
	o, ok := b.seen[metric]
	return o, ok, b.fail
}

func on(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t
}

// bet gives a whole decision about a bet, of a day.
func bet(title, date string) decision.Decision {
	return decision.Decision{
		Date: date, Title: title, Choice: decision.Continue, Text: "Go on with " + title, Rationale: "The gate is within reach.",
		Aim: "More second counts", Mechanism: title + " helps", Gate: "40 percent by the end of the month", RuledOut: []string{"Reminder mails"},
		Owner: "Rosa Lind", Sheet: "s-1",
	}
}

// predicting gives a decision with a prediction that readings check.
func predicting(d decision.Decision, text string, confidence float64) decision.Decision {
	d.Prediction = d.Prediction.Predict(text)
	d.Prediction.Confidence = confidence
	return d
}

// approved keeps a decision and approves it.
func (b *bench) approved(t *testing.T, d decision.Decision) decision.Entry {
	t.Helper()
	e, _, err := b.Draft(t.Context(), d, rosa)
	require.NoError(t, err)
	e, err = b.Approve(t.Context(), e.ID, e.ContentHash, rosa)
	require.NoError(t, err)
	return e
}

func requireFault(t *testing.T, err error, kind fault.Kind, text string) {
	t.Helper()
	require.ErrorContains(t, err, text)
	require.Equal(t, kind, fault.KindOf(err))
	require.NotEmpty(t, fault.Next(err))
}

func TestADecisionIsDraftedEditedAndApproved(t *testing.T) {
	t.Parallel()
	b := setup(t)
	d := predicting(bet("shelf order", "2026-03-02"), "product.second_count >= 40% by 2026-03-20", 0)
	e, existing, err := b.Draft(t.Context(), d, engine)
	require.NoError(t, err)
	require.False(t, existing)
	require.Equal(t, agent.StateDraft, e.State)
	require.Equal(t, "2026-03-20", e.RevisitBy)
	require.Empty(t, e.Due, "a draft is never due")

	again, existing, err := b.Draft(t.Context(), d, engine)
	require.NoError(t, err)
	require.True(t, existing)
	require.Equal(t, e.ID, again.ID)

	_, err = b.Approve(t.Context(), e.ID, e.ContentHash, rosa)
	requireFault(t, err, fault.Invalid, "how sure that is")
	require.Contains(t, fault.Next(err), "plumb decisions edit "+e.ID+" --confidence 70%")

	edited := e.Decision
	edited.Prediction.Confidence = 0.7
	edited.Sheet, edited.Review, edited.Evidence = "s-other", "r-other", []agent.Evidence{{Quote: "never said"}}
	_, err = b.Edit(t.Context(), e.ID, e.Number, edited, engine)
	requireFault(t, err, fault.NeedsPerson, "only a person edits a decision")
	second, err := b.Edit(t.Context(), e.ID[:6], e.Number, edited, rosa)
	require.NoError(t, err)
	require.Equal(t, 2, second.Number)
	require.Equal(t, "s-1", second.Sheet, "where it comes from cannot be edited")
	require.Empty(t, second.Review)
	require.Empty(t, second.Evidence)

	_, err = b.Edit(t.Context(), e.ID, 1, edited, rosa)
	requireFault(t, err, fault.Conflict, "at version 2 now")
	_, err = b.Approve(t.Context(), e.ID, e.ContentHash, rosa)
	requireFault(t, err, fault.Conflict, "not what was shown")
	_, err = b.Approve(t.Context(), e.ID, second.ContentHash, engine)
	requireFault(t, err, fault.NeedsPerson, "only a person approves a decision")

	done, err := b.Approve(t.Context(), e.ID, second.ContentHash, rosa)
	require.NoError(t, err)
	require.Equal(t, agent.StateApproved, done.State)
	require.Equal(t, "2026-03-20", done.Due)
	_, err = b.Approve(t.Context(), e.ID, second.ContentHash, rosa)
	require.NoError(t, err, "approving again changes nothing")
	_, err = b.Approve(t.Context(), e.ID, second.ContentHash, tom)
	requireFault(t, err, fault.Conflict, "approved already, by Rosa Lind")

	edited.Owner = "Tom Reyes"
	_, err = b.Edit(t.Context(), e.ID, 2, edited, rosa)
	requireFault(t, err, fault.Conflict, "cannot be edited")
	_, err = b.Reject(t.Context(), e.ID, second.ContentHash, rosa, "")
	requireFault(t, err, fault.Conflict, "cannot be rejected")

	first, err := b.Show(t.Context(), e.ID+"@1", 0)
	require.NoError(t, err)
	require.Equal(t, agent.StateSuperseded, first.State)
}

func TestARejectedDraftEnds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	e, _, err := b.Draft(t.Context(), bet("shelf order", "2026-03-02"), engine)
	require.NoError(t, err)
	e, err = b.Reject(t.Context(), e.ID, e.ContentHash, rosa, "nobody decided this")
	require.NoError(t, err)
	require.Equal(t, agent.StateRejected, e.State)
	due, err := b.Due(t.Context(), on("2030-01-01"))
	require.NoError(t, err)
	require.Empty(t, due)
	effective, err := b.Effective(t.Context())
	require.NoError(t, err)
	require.Empty(t, effective)
	_, err = b.Revisit(t.Context(), e.ID, decision.Answer{Outcome: decision.CannotTell, Lesson: "x", AsOf: on("2026-04-01")}, rosa)
	requireFault(t, err, fault.Conflict, "is rejected: only what was approved")
}

func TestANewDecisionReplacesAnOldOne(t *testing.T) {
	t.Parallel()
	b := setup(t)
	old := b.approved(t, bet("shelf order", "2026-03-02"))
	next := bet("shelf order", "2026-03-09")
	next.Choice, next.Text, next.Replaces = decision.Stop, "Stop shelf order", "d-none"
	_, _, err := b.Draft(t.Context(), next, rosa)
	requireFault(t, err, fault.NotFound, `no decision "d-none"`)
	next.Replaces = old.ID[:5]
	_, _, err = b.Draft(t.Context(), next, rosa)
	requireFault(t, err, fault.Invalid, "only the beginning of the id")

	next.Replaces = old.ID
	draft, _, err := b.Draft(t.Context(), next, rosa)
	require.NoError(t, err)
	other := next
	other.Rationale = "Another reason"
	rival, _, err := b.Draft(t.Context(), other, tom)
	require.NoError(t, err)
	kept, err := b.Show(t.Context(), old.ID, 0)
	require.NoError(t, err)
	require.Empty(t, kept.ReplacedBy, "a draft replaces nothing")

	_, err = b.Approve(t.Context(), draft.ID, draft.ContentHash, rosa)
	require.NoError(t, err)
	kept, err = b.Show(t.Context(), old.ID, 0)
	require.NoError(t, err)
	require.Equal(t, draft.ID, kept.ReplacedBy)
	require.Empty(t, kept.Due, "nothing was predicted, so nothing is left to look at")
	_, err = b.Approve(t.Context(), rival.ID, rival.ContentHash, tom)
	requireFault(t, err, fault.Conflict, "was replaced already")

	next.Replaces = rival.ID
	_, _, err = b.Draft(t.Context(), next, rosa)
	requireFault(t, err, fault.Conflict, "is draft, so there is nothing to replace")
}

func TestAReplacedPredictionIsStillLookedAt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	old := b.approved(t, predicting(bet("shelf order", "2026-03-02"), "People like it", 0.8))
	next := bet("shelf order two", "2026-03-09")
	next.Replaces = old.ID
	b.approved(t, next)
	kept, err := b.Show(t.Context(), old.ID, 0)
	require.NoError(t, err)
	require.Equal(t, "2026-03-16", kept.Due)
	kept, err = b.Revisit(t.Context(), old.ID, decision.Answer{Outcome: decision.CannotTell, Lesson: "it was replaced", RevisitBy: "2026-05-01", AsOf: on("2026-03-20")}, rosa)
	require.NoError(t, err)
	require.Empty(t, kept.Due)
}

func TestDueAndRevisit(t *testing.T) {
	t.Parallel()
	b := setup(t)
	early := bet("mails", "2026-03-03")
	early.RevisitBy = "2026-03-10"
	e := b.approved(t, predicting(bet("shelf order", "2026-03-02"), "product.second_count >= 40% by 2026-03-20", 0.7))
	first := b.approved(t, early)

	for day, want := range map[string][]string{
		"2026-03-09": nil, "2026-03-10": {first.ID}, "2026-03-19": {first.ID}, "2026-03-20": {first.ID, e.ID}, "2027-01-01": {first.ID, e.ID},
	} {
		due, err := b.Due(t.Context(), on(day))
		require.NoError(t, err)
		var ids []string
		for _, d := range due {
			ids = append(ids, d.ID)
		}
		require.Equal(t, want, ids, day)
	}

	b.seen["product.second_count"] = decision.Observation{Value: 0.412, Fraction: true, Period: "2026-03-09", Readings: []string{"f-1/2026-03-09"}}
	answer := decision.Answer{Outcome: decision.CannotTell, Lesson: "too few shops", RevisitBy: "2026-04-20", AsOf: on("2026-03-23")}
	_, err := b.Revisit(t.Context(), e.ID, answer, engine)
	requireFault(t, err, fault.NeedsPerson, "only a person looks back at a decision")
	seen, err := b.Revisit(t.Context(), e.ID, answer, rosa)
	require.NoError(t, err)
	require.Equal(t, "2026-04-20", seen.Due)
	require.Len(t, seen.Revisits, 1)
	require.InDelta(t, 41.2, *seen.Revisits[0].Observed, 0)
	require.Equal(t, []string{"f-1/2026-03-09"}, seen.Revisits[0].Readings)
	require.Equal(t, rosa, seen.Revisits[0].By)

	answer = decision.Answer{Outcome: decision.CameTrue, Lesson: "it works", AsOf: on("2026-04-20")}
	seen, err = b.Revisit(t.Context(), e.ID, answer, tom)
	require.NoError(t, err)
	require.Empty(t, seen.Due)
	require.Equal(t, decision.CameTrue, seen.Outcome())
	require.Equal(t, e.ContentHash, seen.ContentHash, "looking back changes nothing of the decision")
	again, err := b.Revisit(t.Context(), e.ID, answer, tom)
	require.NoError(t, err)
	require.Len(t, again.Revisits, 2, "saying the same again adds nothing")
	_, err = b.Revisit(t.Context(), e.ID, answer, rosa)
	requireFault(t, err, fault.Conflict, "was closed by Tom Reyes on 2026-04-20: came true")
	answer.Outcome = decision.DidNot
	_, err = b.Revisit(t.Context(), e.ID, answer, tom)
	requireFault(t, err, fault.Conflict, "was closed by Tom Reyes")

	score, err := b.Score(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, score.Resolved)
	require.InDelta(t, 0.09, *score.Brier, 1e-12)
}

func TestOfManyWhoCloseOneIsKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	e := b.approved(t, predicting(bet("shelf order", "2026-03-02"), "People like it", 0.8))
	const people = 4
	errs := make([]error, people)
	var done sync.WaitGroup
	for i := range people {
		done.Go(func() {
			by := agent.Actor{Kind: agent.PersonActor, Name: fmt.Sprintf("Person %d", i)}
			_, errs[i] = b.Revisit(t.Context(), e.ID, decision.Answer{Outcome: decision.CameTrue, AsOf: on("2026-03-30")}, by)
		})
	}
	done.Wait()
	failed := 0
	for _, err := range errs {
		if err != nil {
			failed++
			require.Equal(t, fault.Conflict, fault.KindOf(err), err)
		}
	}
	require.Equal(t, people-1, failed)
	seen, err := b.Show(t.Context(), e.ID, 0)
	require.NoError(t, err)
	require.Len(t, seen.Revisits, 1)
}

func TestRevisitRefuses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	e := b.approved(t, predicting(bet("shelf order", "2026-03-02"), "People like it", 0.8))
	silent := b.approved(t, bet("mails", "2026-03-02"))
	later := on("2026-03-30")
	for name, test := range map[string]struct {
		id     string
		answer decision.Answer
		text   string
	}{
		"an outcome of its own":  {e.ID, decision.Answer{Outcome: "maybe", AsOf: later}, `cannot be "maybe"`},
		"no outcome":             {e.ID, decision.Answer{AsOf: later}, `cannot be ""`},
		"nothing was predicted":  {silent.ID, decision.Answer{Outcome: decision.CameTrue, AsOf: later}, "predicted nothing"},
		"nothing is said":        {e.ID, decision.Answer{Outcome: decision.CannotTell, AsOf: later}, "what was learned"},
		"before the decision":    {e.ID, decision.Answer{Outcome: decision.CameTrue, AsOf: on("2026-03-01")}, "this look is of 2026-03-01"},
		"another look on a past": {e.ID, decision.Answer{Outcome: decision.CameTrue, RevisitBy: "2026-03-30", AsOf: later}, "not a date after 2026-03-30"},
		"no date":                {e.ID, decision.Answer{Outcome: decision.CameTrue, RevisitBy: "soon", AsOf: later}, "not a date after 2026-03-30"},
		"a lesson that is none":  {e.ID, decision.Answer{Outcome: decision.CameTrue, Lesson: "\xff", AsOf: later}, "a lesson has at most"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := b.Revisit(t.Context(), test.id, test.answer, rosa)
			requireFault(t, err, fault.Invalid, test.text)
		})
	}
}

func TestObserve(t *testing.T) {
	t.Parallel()
	const prediction = "product.second_count >= 40% by 2026-03-20"
	later := on("2026-03-30")
	for name, test := range map[string]struct {
		prediction string
		seen       decision.Observation
		asOf       time.Time
		want       decision.Outcome
		detail     string
	}{
		"it came true":          {prediction, decision.Observation{Value: 40, Unit: "%", Period: "2026-03-09"}, later, decision.CameTrue, "product.second_count was 40% in the period from 2026-03-09."},
		"it did not":            {prediction, decision.Observation{Value: 39.99, Unit: "%", Period: "2026-03-09"}, later, decision.DidNot, "was 39.99%"},
		"it is too early":       {prediction, decision.Observation{Value: 41, Unit: "%", Period: "2026-03-09"}, on("2026-03-19"), decision.CannotTell, "too early"},
		"nothing is read":       {prediction, decision.Observation{}, later, decision.CannotTell, "No reading of product.second_count is known of the last period"},
		"it is an old reading":  {prediction, decision.Observation{Value: 41, Unit: "%", Period: "2026-02-23"}, later, decision.CannotTell, "older than the decision"},
		"it is another unit":    {prediction, decision.Observation{Value: 41, Unit: "s", Period: "2026-03-09"}, later, decision.CannotTell, "is in s and the prediction in %"},
		"only people can tell":  {"People like it", decision.Observation{}, later, decision.CannotTell, "a person has to tell"},
		"nothing was predicted": {"", decision.Observation{}, later, decision.CannotTell, "Nothing was predicted."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			if test.seen.Period != "" {
				b.seen["product.second_count"] = test.seen
			}
			d := bet("shelf order", "2026-03-02")
			if test.prediction != "" {
				d = predicting(d, test.prediction, 0.7)
			}
			check, err := b.Observe(t.Context(), b.approved(t, d), test.asOf)
			require.NoError(t, err)
			require.Equal(t, test.want, check.Outcome)
			require.Contains(t, check.Detail, test.detail)
			require.Equal(t, test.want != decision.CannotTell, check.Observed != nil)
		})
	}
}

func TestReadingsThatCannotBeLookedAtAreNoAnswer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	e := b.approved(t, predicting(bet("shelf order", "2026-03-02"), "product.second_count >= 40% by 2026-03-20", 0.7))
	b.fail = errors.New("the database is gone")
	_, err := b.Revisit(t.Context(), e.ID, decision.Answer{Outcome: decision.CameTrue, AsOf: on("2026-03-30")}, rosa)
	require.ErrorContains(t, err, "the database is gone")
	b.fail = nil
	kept, err := b.Show(t.Context(), e.ID, 0)
	require.NoError(t, err)
	require.Empty(t, kept.Revisits)
}

// offered keeps a review of a day that offered a decision.
func (b *bench) offered(t *testing.T, asOf string, past *review.Past) {
	t.Helper()
	content, err := proposals.Canonical(review.Review{Sheet: "s-1", AsOf: asOf, Past: past})
	require.NoError(t, err)
	_, _, err = b.desk.Propose(t.Context(), agent.KindReview, "s-1", content, engine)
	require.NoError(t, err)
}

func TestOffer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	none, err := b.Offer(t.Context(), on("2026-03-30"), "s-1")
	require.NoError(t, err)
	require.Nil(t, none)

	old := bet("old", "2026-02-02")
	old.RevisitBy = "2026-12-01"
	oldest := b.approved(t, old)
	dueLater := bet("due later", "2026-03-02")
	dueLater.RevisitBy = "2026-03-20"
	second := b.approved(t, dueLater)
	dueFirst := predicting(bet("due first", "2026-03-03"), "product.second_count >= 40% by 2026-03-15", 0.6)
	first := b.approved(t, dueFirst)
	b.approved(t, bet("of today", "2026-03-30"))
	b.seen["product.second_count"] = decision.Observation{Value: 41, Unit: "%", Period: "2026-03-09"}

	offer := func(day string) *review.Past {
		t.Helper()
		past, err := b.Offer(t.Context(), on(day), "s-1")
		require.NoError(t, err)
		return past
	}
	past := offer("2026-03-30")
	require.Equal(t, &review.Past{
		Decision: first.ID, Date: "2026-03-03", Text: "Go on with due first", Prediction: "product.second_count >= 40% by 2026-03-15",
		Confidence: 0.6, Outcome: "came true",
	}, past)
	b.offered(t, "2026-03-30", past)
	require.Equal(t, first.ID, offer("2026-03-30").Decision, "the review of a day can be drafted again")

	require.Equal(t, second.ID, offer("2026-04-06").Decision, "never the same twice in a row")
	b.offered(t, "2026-04-06", offer("2026-04-06"))
	require.Equal(t, first.ID, offer("2026-04-13").Decision)

	for _, id := range []string{first.ID, second.ID} {
		outcome := decision.CannotTell
		if id == first.ID {
			outcome = decision.CameTrue
		}
		_, err := b.Revisit(t.Context(), id, decision.Answer{Outcome: outcome, Lesson: "noted", AsOf: on("2026-04-13")}, rosa)
		require.NoError(t, err)
	}
	require.Equal(t, oldest.ID, offer("2026-04-10").Decision, "without a due one, the oldest that nobody looked at")
	b.offered(t, "2026-04-10", offer("2026-04-10"))
	require.NotEqual(t, oldest.ID, offer("2026-04-11").Decision)
}

func TestADecisionOfTheSheetIsOfferedFirst(t *testing.T) {
	t.Parallel()
	b := setup(t)
	elsewhere := bet("elsewhere", "2026-02-02")
	elsewhere.Sheet = "s-2"
	b.approved(t, elsewhere)
	here := b.approved(t, bet("here", "2026-03-02"))
	past, err := b.Offer(t.Context(), on("2026-03-30"), "s-1")
	require.NoError(t, err)
	require.Equal(t, here.ID, past.Decision)
	require.Equal(t, "cannot tell", past.Outcome)
}

func TestListIsNewestFirstAndEffectiveInTheOrderOfApproval(t *testing.T) {
	t.Parallel()
	b := setup(t)
	march := b.approved(t, bet("march", "2026-03-02"))
	february := b.approved(t, bet("february", "2026-02-02"))
	draft, _, err := b.Draft(t.Context(), bet("april", "2026-04-02"), tom)
	require.NoError(t, err)
	list, err := b.List(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{draft.ID, march.ID, february.ID}, ids(list))
	effective, err := b.Effective(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{march.ID, february.ID}, ids(effective))

	alike, err := b.Similar(t.Context(), march.ID, march.Decision)
	require.NoError(t, err)
	require.Len(t, alike, 1)
	require.Equal(t, february.ID, alike[0].ID, "neither itself nor a draft")
}

func ids(list []decision.Entry) []string {
	var all []string
	for _, e := range list {
		all = append(all, e.ID)
	}
	return all
}
