package register

import (
	"context"
	"reflect"
	"slices"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ground"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Revise keeps a person's edit of version base as a new version, in state draft; an approval of base is void from then
// on. The findings of the edited sheet are worked out anew. It answers with a conflict when base is no longer the newest
// version, or when the edit changes the stage gate or the meeting date of a sheet that was ever approved; with Invalid when nothing was
// changed; and with the violations of package ground when the edit does not hold against the transcripts.
func (r *Register) Revise(ctx context.Context, id string, base int, edited agent.Sheet, by agent.Actor) (agent.Version, error) {
	const op = "sheet.revise"
	if err := by.CheckPerson(op, "edits a sheet"); err != nil {
		return agent.Version{}, err
	}
	v, err := r.find(ctx, op, id)
	if err != nil {
		return agent.Version{}, err
	}
	if v.Number != base {
		return agent.Version{}, fault.Newf(fault.Conflict, op,
			"sheet %s is at version %d now, and this edit was made to version %d", v.ID, v.Number, base).
			Do("Read it again with `plumb sheet show %s` and repeat the edit.", v.ID)
	}
	if err := checkState(op, v, agent.StateSuperseded, "be edited"); err != nil {
		return agent.Version{}, err
	}
	d, err := r.sealEdit(ctx, v, edited, by)
	if err != nil {
		return agent.Version{}, err
	}
	if err := r.checkLocks(ctx, v.ID, d.Sheet()); err != nil {
		return agent.Version{}, err
	}
	return r.store.AddVersion(ctx, agent.NewVersion{ID: v.ID, Base: base, Draft: d, By: by, At: r.now()})
}

// sealEdit lets an edit through the gates, first as it was made, to see what was changed, and then with its findings.
func (r *Register) sealEdit(ctx context.Context, v agent.Version, edited agent.Sheet, by agent.Actor) (agent.Draft, error) {
	sources, err := r.kept(ctx, v.Sources)
	if err != nil {
		return agent.Draft{}, err
	}
	edited.Findings = v.Findings
	content, err := agent.Canonical(edited)
	if err != nil {
		return agent.Draft{}, err
	}
	d, err := ground.Revise(v.Sheet, edited, by, sources)
	if err != nil {
		return agent.Draft{}, err
	}
	if agent.ContentHash(content) == v.ContentHash || d.Hash() == v.ContentHash {
		return agent.Draft{}, fault.New(fault.Invalid, "sheet.revise", "nothing was changed", "Edit a field, then save.")
	}
	revised := d.Sheet()
	revised.Findings = r.findings(revised)
	return ground.Revise(v.Sheet, revised, by, sources)
}

// checkLocks refuses a stage gate or a meeting date, which the dates of the gate are counted from, that differs from the
// one that was approved last: what was promised is not moved later. Of the gate all is locked, with its marks, its
// evidence and its blanks.
func (r *Register) checkLocks(ctx context.Context, id string, edited agent.Sheet) error {
	approved, err := r.approvedLast(ctx, id)
	if err != nil || approved == nil {
		return err
	}
	gate, locked := edited.Fields.Gate, approved.Fields.Gate
	for _, part := range []struct {
		name, of string
		is, was  any
	}{
		{"meeting date", "", edited.MeetingDate, approved.MeetingDate},
		{"stage gate", " (condition)", gate.Condition.Field, locked.Condition.Field},
		{"stage gate", " (predicate)", gate.Condition.Predicate, locked.Condition.Predicate},
		{"stage gate", " (metric)", gate.Condition.Match, locked.Condition.Match},
		{"stage gate", " (what we learn)", gate.Learn, locked.Learn},
		{"stage gate", " (otherwise)", gate.Otherwise, locked.Otherwise},
	} {
		if !reflect.DeepEqual(part.is, part.was) {
			return fault.Newf(fault.Conflict, "sheet.revise",
				"the %s of sheet %s is locked since %s approved version %d, and this edit changes it%s",
				part.name, id, approved.Approval.By.Name, approved.Number, part.of).
				Do("Leave it as it was, or draft a new sheet with `plumb draft FILE --replaces %s`.", id)
		}
	}
	return nil
}

// approvedLast gives the newest version of a sheet that was ever approved, nil when none was.
func (r *Register) approvedLast(ctx context.Context, id string) (*agent.Version, error) {
	versions, err := r.store.Versions(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, v := range slices.Backward(versions) {
		if v.Approval != nil {
			return &v, nil
		}
	}
	return nil, nil
}
