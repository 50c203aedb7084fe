package register

import (
	"context"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ground"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Config is what a register needs; all of it is required.
type Config struct {
	Store    Store
	Now      func() time.Time
	NewID    func() string                     // gives the id of a new sheet, see [SheetIDs]
	Findings func(agent.Sheet) []agent.Finding // what the rules have to say about an edited sheet
}

// Register is where sheets are proposed, edited, approved and looked up. It is safe for concurrent use.
type Register struct {
	store    Store
	now      func() time.Time
	newID    func() string
	findings func(agent.Sheet) []agent.Finding
}

// New makes a register.
func New(cfg Config) *Register {
	return &Register{store: cfg.Store, now: cfg.Now, newID: cfg.NewID, findings: cfg.Findings}
}

// Propose keeps a draft and the transcripts that it rests on as a new sheet. A sheet that is open and began with the
// same content is given instead, with existing true: so interrupted work can be repeated. Replaces is the id of an
// approved sheet that this one is to replace, or "".
func (r *Register) Propose(
	ctx context.Context, d agent.Draft, sources []*agent.Transcript, by agent.Actor, replaces string,
) (v agent.Version, existing bool, err error) {
	const op = "sheet.propose"
	if d.Hash() == "" {
		return v, false, fault.New(fault.Invalid, op, "a sheet is kept only after it has passed the gates", "")
	}
	if replaces != "" {
		old, err := r.find(ctx, op, replaces)
		if err != nil {
			return v, false, err
		}
		replaces = old.ID
	}
	for _, t := range sources {
		if _, err := r.store.AddTranscript(ctx, t, by, r.now()); err != nil {
			return v, false, err
		}
	}
	if err := r.checkReading(ctx, d.Sheet()); err != nil {
		return v, false, err
	}
	id, err := r.freeID(ctx)
	if err != nil {
		return v, false, err
	}
	return r.store.AddSheet(ctx, agent.NewSheet{ID: id, Draft: d, Replaces: replaces, By: by, At: r.now()})
}

// Submit brings the newest version of a sheet to review. A sheet that is in review already is given as it is.
func (r *Register) Submit(ctx context.Context, id string, by agent.Actor) (agent.Version, error) {
	const op = "sheet.submit"
	v, err := r.find(ctx, op, id)
	if err != nil || v.State == agent.StateInReview {
		return v, err
	}
	if err := checkState(op, v, agent.StateInReview, "be submitted"); err != nil {
		return agent.Version{}, err
	}
	return r.store.MoveVersion(ctx, r.moveOf(v, agent.StateInReview, by))
}

// Approve makes the newest version of a sheet effective, by a named person who saw the content with the given hash. It
// answers with a conflict when the content is another by now, and fails when the content no longer holds against the
// transcripts. Approving again what the same person approved changes nothing, and neither does a refused approval. A
// draft passes through review on the way, in the same act.
func (r *Register) Approve(ctx context.Context, id, hash string, by agent.Actor) (agent.Version, error) {
	const op = "sheet.approve"
	if err := by.CheckPerson(op, "approves a sheet"); err != nil {
		return agent.Version{}, err
	}
	v, err := r.find(ctx, op, id)
	if err != nil {
		return agent.Version{}, err
	}
	if err := checkShown(op, v, hash); err != nil {
		return agent.Version{}, err
	}
	switch {
	case v.State == agent.StateApproved && v.Approval != nil && v.Approval.By == by:
		return v, nil
	case v.State == agent.StateApproved && v.Approval != nil:
		return agent.Version{}, fault.Newf(fault.Conflict, op, "version %d of sheet %s was approved already, by %s on %s",
			v.Number, v.ID, v.Approval.By.Name, v.Approval.At.Format(time.DateOnly)).
			Do("Nothing is left to do: `plumb sheet show %s` shows it.", v.ID)
	case v.State != agent.StateDraft:
		if err := checkState(op, v, agent.StateApproved, "be approved"); err != nil {
			return agent.Version{}, err
		}
	}
	if err := r.Recheck(ctx, v); err != nil {
		return agent.Version{}, err
	}
	approval := r.moveOf(v, agent.StateApproved, by)
	if v.State == agent.StateDraft {
		approval.Via = agent.StateInReview
	}
	return r.store.MoveVersion(ctx, approval)
}

// Reject ends the newest version of a sheet, by a named person who may say why. Hash is the content that this person
// saw; "" rejects whatever is the newest.
func (r *Register) Reject(ctx context.Context, id, hash string, by agent.Actor, reason string) (agent.Version, error) {
	const op = "sheet.reject"
	if err := by.CheckPerson(op, "rejects a sheet"); err != nil {
		return agent.Version{}, err
	}
	if err := proposals.CheckReason(op, reason); err != nil {
		return agent.Version{}, err
	}
	v, err := r.find(ctx, op, id)
	if err != nil {
		return agent.Version{}, err
	}
	if hash != "" {
		if err := checkShown(op, v, hash); err != nil {
			return agent.Version{}, err
		}
	}
	if err := checkState(op, v, agent.StateRejected, "be rejected"); err != nil {
		return agent.Version{}, err
	}
	rejection := r.moveOf(v, agent.StateRejected, by)
	rejection.Reason = reason
	return r.store.MoveVersion(ctx, rejection)
}

// List gives the newest version of every sheet, most recently changed first.
func (r *Register) List(ctx context.Context) ([]agent.Summary, error) { return r.store.Sheets(ctx) }

// Show gives one version of a sheet; number 0 means the newest. The beginning of an id will do if only one sheet has it.
func (r *Register) Show(ctx context.Context, id string, number int) (agent.Version, error) {
	v, err := r.find(ctx, "sheet.show", id)
	if err != nil || number == 0 || number == v.Number {
		return v, err
	}
	return r.store.Version(ctx, v.ID, number)
}

// Recheck holds a version against the transcripts that it rests on, as it has to before it leaves the house.
func (r *Register) Recheck(ctx context.Context, v agent.Version) error {
	sources, err := r.kept(ctx, v.Sources)
	if err != nil {
		return err
	}
	return ground.Check(v.Sheet, sources)
}

// kept gives the transcripts that are kept, in the order of the sources that name them.
func (r *Register) kept(ctx context.Context, sources []agent.Source) ([]*agent.Transcript, error) {
	all := make([]*agent.Transcript, len(sources))
	for i, source := range sources {
		t, err := r.store.Transcript(ctx, source.SHA256)
		if err != nil {
			return nil, err
		}
		all[i] = t
	}
	return all, nil
}

// checkReading makes sure that a draft holds against the transcripts as they are kept: a record that was read and kept
// before is kept in the reading of that time.
func (r *Register) checkReading(ctx context.Context, s agent.Sheet) error {
	kept, err := r.kept(ctx, s.Sources)
	if err != nil {
		return err
	}
	if err := ground.Check(s, kept); err != nil {
		return fault.Wrap(err, fault.Conflict, "sheet.propose",
			"the draft does not fit the meeting records as they were kept when they were first read",
			"If plumb was updated since then, use a fresh PLUMB_HOME for a draft with the new reading.")
	}
	return nil
}

func (r *Register) moveOf(v agent.Version, to agent.State, by agent.Actor) agent.Move {
	return agent.Move{ID: v.ID, Number: v.Number, ContentHash: v.ContentHash, From: v.State, To: to, By: by, At: r.now()}
}
