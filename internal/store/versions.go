package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// AddSheet keeps version 1 of a new sheet, in state draft, unless an open sheet began with the same content: then it
// gives the newest version of that one, with existing true. The transcripts of its sources must have been added.
func (s *Store) AddSheet(ctx context.Context, n agent.NewSheet) (v agent.Version, existing bool, err error) {
	const op = "store.add_sheet"
	if n.ID == "" {
		return agent.Version{}, false, fault.New(fault.Invalid, op, "a sheet needs an id", "")
	}
	if err := checkText(op, "the id of the sheet", n.ID); err != nil {
		return agent.Version{}, false, err
	}
	k, err := firstState(op, n.ID, 1, n.Draft, n.By, n.At)
	if err != nil {
		return agent.Version{}, false, err
	}
	k.Replaces = n.Replaces
	err = s.inTx(ctx, op, func(tx *sql.Tx) error {
		known, err := openSheetBegunWith(ctx, tx, op, k.ContentHash, n.Replaces)
		if existing = err == nil; existing {
			k = known
			return nil
		}
		if fault.KindOf(err) != fault.NotFound {
			return err
		}
		if _, err := newest(ctx, tx, op, n.ID); fault.KindOf(err) != fault.NotFound {
			return taken(err, op, "a sheet "+n.ID)
		}
		if err := checkSources(ctx, tx, op, n.Draft); err != nil {
			return err
		}
		if err := checkReplaceable(ctx, tx, op, n.Replaces); err != nil {
			return err
		}
		if err := insertVersion(ctx, tx, k); err != nil {
			return err
		}
		return record(ctx, tx, entryFor(k, agent.ActSheetDrafted, n.By, n.At, register.ReplacesDetail(n.Replaces)))
	})
	if err != nil {
		return agent.Version{}, false, err
	}
	v, err = checked(k)
	return v, existing && err == nil, err
}

// AddVersion keeps a further version of a sheet, in state draft, and supersedes the version before it. If that one was
// approved, its approval is void from then on, and the log says so.
func (s *Store) AddVersion(ctx context.Context, n agent.NewVersion) (agent.Version, error) {
	const op = "store.add_version"
	if err := n.By.CheckPerson(op, "edits a sheet"); err != nil {
		return agent.Version{}, err
	}
	k, err := firstState(op, n.ID, n.Base+1, n.Draft, n.By, n.At)
	if err != nil {
		return agent.Version{}, err
	}
	err = s.inTx(ctx, op, func(tx *sql.Tx) error {
		base, err := newest(ctx, tx, op, n.ID)
		if err != nil {
			return err
		}
		if base.Number != n.Base {
			return fault.Newf(fault.Conflict, op, "sheet %s is at version %d now, and this edit was made to version %d",
				n.ID, base.Number, n.Base).Do("Read it again with `plumb sheet show %s` and repeat the edit.", n.ID)
		}
		if err := base.State.CheckMove(agent.StateSuperseded); err != nil {
			return fault.Newf(fault.Conflict, op, "sheet %s was %s and can no longer be edited", n.ID, base.State.Words()).
				Do("Draft a new one with `plumb draft FILE`.")
		}
		if err := checkSources(ctx, tx, op, n.Draft); err != nil {
			return err
		}
		k.Replaces = base.Replaces
		if err := insertVersion(ctx, tx, k); err != nil {
			return err
		}
		if err := record(ctx, tx, entryFor(k, agent.ActSheetEdited, n.By, n.At, fmt.Sprintf("edited from version %d", n.Base))); err != nil {
			return err
		}
		return supersede(ctx, tx, base, n.By, n.At, fmt.Sprintf("version %d took its place", k.Number))
	})
	if err != nil {
		return agent.Version{}, err
	}
	return checked(k)
}

// MoveVersion changes the state of a version, if it is still what the caller saw. Approving a sheet that replaces
// another supersedes the newest version of that other in the same transaction. When a step is refused, none is taken.
func (s *Store) MoveVersion(ctx context.Context, m agent.Move) (agent.Version, error) {
	const op = "store.move_version"
	steps, err := stepsOf(op, "a sheet", m, agent.State.CheckMove)
	if err != nil {
		return agent.Version{}, err
	}
	var moved agent.Version
	err = s.inTx(ctx, op, func(tx *sql.Tx) error {
		k, err := newest(ctx, tx, op, m.ID)
		if err != nil {
			return err
		}
		if k.Number != m.Number || k.ContentHash != m.ContentHash || k.State != m.From {
			return fault.Newf(fault.Conflict, op, "sheet %s is at version %d now, %s, with the content hash %s",
				m.ID, k.Number, k.State.Words(), k.ContentHash).Do("Read it again with `plumb sheet show %s`, then repeat.", m.ID)
		}
		for _, step := range steps {
			if err := take(ctx, tx, op, &k, step); err != nil {
				return err
			}
		}
		moved, err = checked(k)
		return err
	})
	if err != nil {
		return agent.Version{}, err
	}
	return moved, nil
}

// take carries out a move from one state to the next.
func take(ctx context.Context, tx *sql.Tx, op string, k *register.KeptVersion, step agent.Move) error {
	if err := setState(ctx, tx, *k, step.To, step.At); err != nil {
		return err
	}
	if step.To == agent.StateApproved {
		if err := approve(ctx, tx, op, k, step); err != nil {
			return err
		}
	}
	k.State = step.To
	return record(ctx, tx, entryFor(*k, actions[step.To], step.By, step.At, step.Reason))
}

// approve writes the approval and supersedes the sheet that this one replaces.
func approve(ctx context.Context, tx *sql.Tx, op string, k *register.KeptVersion, m agent.Move) error {
	k.Approval = &agent.Approval{By: m.By, At: fromMicros(micros(m.At)), ContentHash: k.ContentHash}
	if err := setApproval(ctx, tx, *k, *k.Approval); err != nil {
		return err
	}
	if k.Replaces == "" {
		return nil
	}
	old, err := newest(ctx, tx, op, k.Replaces)
	if err != nil {
		return err
	}
	if old.State == agent.StateRejected {
		return nil // nothing of the old sheet is in effect
	}
	if old.State == agent.StateSuperseded {
		return fault.Newf(fault.Conflict, op, "sheet %s, which %s was to replace, was replaced by another sheet meanwhile", old.ID, k.ID).
			Do("See which one with `plumb sheet list`, and draft again with --replaces and its id.")
	}
	return supersede(ctx, tx, old, m.By, m.At, "replaced by sheet "+k.ID)
}

// supersede ends a version that is not at an end yet, and says why in the log.
func supersede(ctx context.Context, tx *sql.Tx, k register.KeptVersion, by agent.Actor, at time.Time, because string) error {
	if err := setState(ctx, tx, k, agent.StateSuperseded, at); err != nil {
		return err
	}
	if k.Approval != nil {
		because += fmt.Sprintf("; the approval by %s is void", k.Approval.By.Name)
	}
	return record(ctx, tx, entryFor(k, agent.ActSheetSuperseded, by, at, because))
}

func entryFor(k register.KeptVersion, act agent.Action, by agent.Actor, at time.Time, detail string) agent.AuditEntry {
	return agent.AuditEntry{
		At: at, Actor: by, Action: act, Subject: k.ID, Version: k.Number, ContentHash: k.ContentHash, Detail: detail,
	}
}

// firstState gives a version as it begins: a draft, made now.
func firstState(op, id string, number int, d agent.Draft, by agent.Actor, at time.Time) (register.KeptVersion, error) {
	if d.Hash() == "" {
		return register.KeptVersion{}, fault.New(fault.Invalid, op, "a sheet is kept only after it has passed the gates", "")
	}
	if err := checkActor(op, by); err != nil {
		return register.KeptVersion{}, err
	}
	at = fromMicros(micros(at))
	return register.KeptVersion{
		ID: id, Number: number, State: agent.StateDraft, Content: d.Content(), ContentHash: d.Hash(),
		CreatedAt: at, CreatedBy: by, UpdatedAt: at,
	}, nil
}

// actions names the act that brings a version to a state.
var actions = map[agent.State]agent.Action{
	agent.StateInReview:   agent.ActSheetInReview,
	agent.StateApproved:   agent.ActSheetApproved,
	agent.StateRejected:   agent.ActSheetRejected,
	agent.StateSuperseded: agent.ActSheetSuperseded,
}

// stepsOf parts a move of what, such as "a sheet", into moves from one state to the next, and checks what can be known of
// them without looking; check says which there are. The reason belongs to the last one.
func stepsOf(op, what string, m agent.Move, check func(from, to agent.State) error) ([]agent.Move, error) {
	if err := checkActor(op, m.By); err != nil {
		return nil, err
	}
	if err := checkText(op, "the reason", m.Reason); err != nil {
		return nil, err
	}
	steps := []agent.Move{m}
	if m.Via != "" {
		first, last := m, m
		first.To, first.Reason = m.Via, toBe(m.To)
		last.From = m.Via
		steps = []agent.Move{first, last}
	}
	for _, step := range steps {
		if err := check(step.From, step.To); err != nil {
			return nil, err
		}
		if err := checkMover(op, what, step); err != nil {
			return nil, err
		}
	}
	return steps, nil
}

// toBe is the reason of a step on the way to a state.
func toBe(to agent.State) string { return "to be " + to.Words() }

func checkMover(op, what string, m agent.Move) error {
	switch m.To {
	case agent.StateApproved:
		return m.By.CheckPerson(op, "approves "+what)
	case agent.StateRejected:
		return m.By.CheckPerson(op, "rejects "+what)
	default:
		return nil
	}
}
