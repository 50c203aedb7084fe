package decision

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Config is what a log needs; all of it is required.
type Config struct {
	Desk    *proposals.Desk
	Observe Observe
}

// Observe gives what kept readings say of a metric: the value of the last period that was over at the end of a day, as it was
// known at the moment asOf. It reports false where that is not known.
type Observe func(ctx context.Context, metric string, on, asOf time.Time) (Observation, bool, error)

// Observation is the value of a metric for a period.
type Observation struct {
	Value    float64  `json:"value"`
	Unit     string   `json:"unit"`     // of the metric's definition; "" when it says none
	Fraction bool     `json:"fraction"` // whether Value is a share from 0 to 1
	Period   string   `json:"period"`   // ISO date of its first day
	Readings []string `json:"readings"` // ids of the kept readings
}

// Log is the decision log. It is safe for concurrent use.
type Log struct {
	desk    *proposals.Desk
	observe Observe
}

// NewLog makes a log.
func NewLog(cfg Config) *Log { return &Log{desk: cfg.Desk, observe: cfg.Observe} }

// Draft keeps a decision that somebody, or an engine, proposes. It has no effect before it is approved. Drafting the same
// again gives what is there, with existing true.
func (l *Log) Draft(ctx context.Context, d Decision, by agent.Actor) (e Entry, existing bool, err error) {
	content, err := l.content(ctx, d)
	if err != nil {
		return Entry{}, false, err
	}
	p, existing, err := l.desk.Propose(ctx, agent.KindDecision, d.Sheet, content, by)
	if err != nil {
		return Entry{}, false, err
	}
	e, err = l.entry(ctx, p)
	return e, existing, err
}

// Edit keeps a person's edit of version base of a draft as a new version. Where it comes from and what was said about it
// cannot be edited. A decision that was approved is never edited; a new one may replace it.
func (l *Log) Edit(ctx context.Context, id string, base int, d Decision, by agent.Actor) (Entry, error) {
	before, err := l.Show(ctx, id, 0)
	if err != nil {
		return Entry{}, err
	}
	d.Sheet, d.Review, d.Evidence, d.Engine = before.Sheet, before.Review, before.Evidence, before.Engine
	if d.Rationale != before.Rationale {
		d.Engine = agent.Engine{} // the words are a person's from now on
	}
	content, err := l.content(ctx, d)
	if err != nil {
		return Entry{}, err
	}
	return l.acted(ctx)(l.desk.Revise(ctx, agent.KindDecision, before.ID, base, content, by))
}

// Approve makes a decision effective, by a named person who saw the content with the given hash; see
// [proposals.Desk.Approve]. A decision from which something is missing that only a person can add is refused.
func (l *Log) Approve(ctx context.Context, id, hash string, by agent.Actor) (Entry, error) {
	e, err := l.Show(ctx, id, 0)
	if err != nil {
		return Entry{}, err
	}
	if e.State == agent.StateDraft || e.State == agent.StateInReview {
		if err := e.Approvable(); err != nil {
			return Entry{}, err
		}
		if err := l.checkReplaces(ctx, e.Decision); err != nil {
			return Entry{}, err
		}
	}
	return l.acted(ctx)(l.desk.Approve(ctx, agent.KindDecision, e.ID, hash, by))
}

// Reject turns a draft down, by a named person who may say why.
func (l *Log) Reject(ctx context.Context, id, hash string, by agent.Actor, reason string) (Entry, error) {
	return l.acted(ctx)(l.desk.Reject(ctx, agent.KindDecision, id, hash, by, reason))
}

// List gives the newest version of every decision, newest first.
func (l *Log) List(ctx context.Context) ([]Entry, error) {
	b, err := l.book(ctx)
	return b.entries, err
}

// Effective gives the approved decisions in the order in which they were approved, to which later ones are only added.
func (l *Log) Effective(ctx context.Context) ([]Entry, error) {
	b, err := l.book(ctx)
	if err != nil {
		return nil, err
	}
	effective := slices.DeleteFunc(b.entries, func(e Entry) bool { return !e.Effective() || e.Approval == nil })
	slices.SortStableFunc(effective, func(a, b Entry) int {
		return cmp.Or(a.Approval.At.Compare(b.Approval.At), cmp.Compare(a.ID, b.ID))
	})
	return effective, nil
}

// Show gives one version of a decision; number 0 means the newest. The beginning of an id will do if only one has it.
func (l *Log) Show(ctx context.Context, id string, number int) (Entry, error) {
	p, err := l.desk.Find(ctx, agent.KindDecision, id, number)
	if err != nil {
		return Entry{}, err
	}
	return l.entry(ctx, p)
}

// Due gives the approved decisions that are to be looked at again on a day or were before, the most overdue first.
func (l *Log) Due(ctx context.Context, asOf time.Time) ([]Entry, error) {
	b, err := l.book(ctx)
	if err != nil {
		return nil, err
	}
	due := slices.DeleteFunc(b.entries, func(e Entry) bool { return !e.isDue(asOf) })
	slices.SortStableFunc(due, mostOverdue)
	return due, nil
}

// isDue reports whether an entry is to be looked at on a day.
func (e *Entry) isDue(on time.Time) bool {
	return e.Due != "" && e.Due <= on.Format(time.DateOnly)
}

// content gives what is kept of a decision.
func (l *Log) content(ctx context.Context, d Decision) ([]byte, error) {
	d = d.settled()
	if err := d.Valid(); err != nil {
		return nil, err
	}
	if err := l.checkReplaces(ctx, d); err != nil {
		return nil, err
	}
	return proposals.Canonical(d)
}

// checkReplaces makes sure that what a decision replaces is there, is effective and was not replaced before.
func (l *Log) checkReplaces(ctx context.Context, d Decision) error {
	const op = "decision.replace"
	if d.Replaces == "" {
		return nil
	}
	old, err := l.Show(ctx, d.Replaces, 0)
	switch {
	case err != nil:
		return err
	case old.ID != d.Replaces:
		return fault.Newf(fault.Invalid, op, "%q is only the beginning of the id %s", d.Replaces, old.ID).Do("Give the whole id.")
	case !old.Effective():
		return fault.Newf(fault.Conflict, op, "decision %s is %s, so there is nothing to replace", old.ID, old.State.Words()).
			Do("Edit it instead: plumb decisions edit %s", old.ID)
	case old.ReplacedBy != "":
		return fault.Newf(fault.Conflict, op, "decision %s was replaced already, by %s", old.ID, old.ReplacedBy).Do("Replace that one.")
	}
	return nil
}

// acted gives the entry that an act on a proposal left.
func (l *Log) acted(ctx context.Context) func(agent.Proposal, error) (Entry, error) {
	return func(p agent.Proposal, err error) (Entry, error) {
		if err != nil {
			return Entry{}, err
		}
		return l.entry(ctx, p)
	}
}

func (l *Log) entry(ctx context.Context, p agent.Proposal) (Entry, error) {
	e, err := entryOf(p)
	if err != nil {
		return Entry{}, err
	}
	b, err := l.book(ctx)
	if err != nil {
		return Entry{}, err
	}
	b.complete(&e)
	return e, nil
}

// book reads everything that is kept of decisions.
func (l *Log) book(ctx context.Context) (book, error) {
	b := book{revisits: map[string][]Look{}, replaced: map[string]string{}}
	looks, err := l.desk.List(ctx, agent.KindRevisit, "")
	if err != nil {
		return b, err
	}
	for _, p := range slices.Backward(looks) { // oldest first
		look, err := lookOf(p)
		if err != nil {
			return b, err
		}
		b.revisits[look.Decision] = append(b.revisits[look.Decision], look)
	}
	kept, err := l.desk.List(ctx, agent.KindDecision, "")
	if err != nil {
		return b, err
	}
	b.entries = make([]Entry, len(kept))
	for i, p := range kept {
		if b.entries[i], err = entryOf(p); err != nil {
			return b, err
		}
		if e := &b.entries[i]; e.Effective() && e.Replaces != "" {
			b.replaced[e.Replaces] = e.ID
		}
	}
	for i := range b.entries {
		b.complete(&b.entries[i])
	}
	newestFirst(b.entries)
	return b, nil
}
