package register

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
)

// kindSheet is what a sheet is called where it is looked at as one of the things that are proposed.
const kindSheet agent.ProposalKind = "sheet"

// versionState is what can be known of a version of a sheet or another proposal from the log alone.
type versionState struct {
	Kind        agent.ProposalKind
	ID          string
	Number      int
	State       agent.State
	Of          string // id of the sheet that a sheet replaces, or of what another proposal is about; may be empty
	ContentHash string
	CreatedAt   time.Time
	CreatedBy   agent.Actor
	UpdatedAt   time.Time
	Approval    *agent.Approval
}

func (v versionState) name() string { return versionName(v.Kind, v.ID, v.Number) }

func versionName(kind agent.ProposalKind, id string, number int) string {
	return fmt.Sprintf("version %d of %s %s", number, kind, id)
}

// readVersions reads the sheets and other proposals that are kept. It reports content that does not have the hash that
// stands beside it, and counts.
func (r *Register) readVersions(ctx context.Context, kept *tables, report *VerifyReport) error {
	sheets := map[string]bool{}
	for k, err := range r.store.KeptVersions(ctx) {
		if tampering(err) {
			report.Problems = append(report.Problems, err.Error())
			continue
		}
		if err != nil {
			return err
		}
		kept.addVersion(versionState{
			Kind: kindSheet, ID: k.ID, Number: k.Number, State: k.State, Of: k.Replaces, ContentHash: k.ContentHash, CreatedAt: k.CreatedAt,
			CreatedBy: k.CreatedBy, UpdatedAt: k.UpdatedAt, Approval: k.Approval,
		}, k.Content, report)
		sheets[k.ID] = true
	}
	report.Sheets, report.Versions = len(sheets), len(kept.versions)
	others := map[string]bool{}
	for p, err := range r.store.KeptProposals(ctx) {
		if tampering(err) {
			report.Problems = append(report.Problems, err.Error())
			continue
		}
		if err != nil {
			return err
		}
		kept.addVersion(versionState{
			Kind: p.Kind, ID: p.ID, Number: p.Number, State: p.State, Of: p.About, ContentHash: p.ContentHash, CreatedAt: p.CreatedAt,
			CreatedBy: p.CreatedBy, UpdatedAt: p.UpdatedAt, Approval: p.Approval,
		}, p.Content, report)
		others[string(p.Kind)+" "+p.ID] = true
	}
	report.Proposals = len(others)
	return nil
}

func (t *tables) addVersion(v versionState, content []byte, report *VerifyReport) {
	if agent.ContentHash(content) != v.ContentHash {
		report.Problems = append(report.Problems, "the content of "+v.name()+" does not have the hash that it is kept under")
	}
	t.versions = append(t.versions, v)
}

// versionAct is what an entry of the log does to a version.
type versionAct struct {
	kind agent.ProposalKind
	to   agent.State
	edit bool // that makes a further version
}

func (a versionAct) begins() bool { return a.to == agent.StateDraft }

// versionActs has the acts on sheets and on proposals of every kind.
var versionActs = func() map[agent.Action]versionAct {
	acts := map[agent.Action]versionAct{}
	for _, kind := range append(agent.ProposalKinds(), kindSheet) {
		acts[kind.Drafted()] = versionAct{kind: kind, to: agent.StateDraft}
		acts[kind.Edited()] = versionAct{kind: kind, to: agent.StateDraft, edit: true}
		for _, to := range []agent.State{agent.StateInReview, agent.StateApproved, agent.StateRejected, agent.StateSuperseded} {
			acts[kind.Action(to)] = versionAct{kind: kind, to: to}
		}
	}
	return acts
}()

// begin adds a version: the first one of a new sheet or other proposal, or the one that follows the newest.
func (l *replay) begin(e agent.AuditEntry, act versionAct) {
	v := versionState{
		Kind: act.kind, ID: e.Subject, Number: e.Version, State: agent.StateDraft, ContentHash: e.ContentHash, CreatedAt: e.At,
		CreatedBy: e.Actor, UpdatedAt: e.At,
	}
	before := l.versions[versionName(act.kind, e.Subject, e.Version-1)]
	_, again := l.versions[v.name()]
	switch {
	case again, act.edit == (e.Version == 1), act.edit && before == nil:
		l.fail(e, v.name()+" cannot begin there")
		return
	case act.edit:
		v.Of = before.Of
		l.checkPerson(e)
		l.checkFinal(e, *before)
	default:
		v.Of = linkedIn(act.kind, e.Detail)
	}
	l.versions[v.name()] = &v
}

func (l *replay) move(e agent.AuditEntry, act versionAct) {
	name := versionName(act.kind, e.Subject, e.Version)
	v := l.versions[name]
	if v == nil {
		l.fail(e, name+" did not exist then")
		return
	}
	if v.ContentHash != e.ContentHash {
		l.fail(e, "it is about another content than "+name+" has")
	}
	if v.State.CheckMove(act.to) != nil {
		l.fail(e, fmt.Sprintf("%s that is %s cannot become %s", proposals.Article(act.kind), v.State.Words(), act.to.Words()))
	}
	l.checkFinal(e, *v)
	if act.to == agent.StateApproved {
		v.Approval = &agent.Approval{By: e.Actor, At: e.At, ContentHash: e.ContentHash}
	}
	if act.to == agent.StateApproved || act.to == agent.StateRejected {
		l.checkPerson(e)
	}
	v.State, v.UpdatedAt = act.to, e.At
}

// checkFinal reports an act on what was final then.
func (l *replay) checkFinal(e agent.AuditEntry, v versionState) {
	if v.State == agent.StateApproved && v.Kind.AppendOnly() {
		l.fail(e, v.name()+" was approved, and what is approved of its kind is final")
	}
}

// linkedIn reads what [ReplacesDetail] or [AboutDetail] wrote.
func linkedIn(kind agent.ProposalKind, detail string) string {
	prefix := aboutPrefix
	if kind == kindSheet {
		prefix = replacesPrefix
	}
	id, _ := strings.CutPrefix(detail, prefix)
	return id
}

// compareVersions gives every difference between the versions that are kept and what the log tells.
func (l *replay) compareVersions(kept []versionState) []string {
	var problems []string
	for _, v := range kept {
		want := l.versions[v.name()]
		if want == nil {
			problems = append(problems, v.name()+" is kept, and the log does not know it")
			continue
		}
		delete(l.versions, v.name())
		problems = append(problems, differences(v.name(), want.columns(), v.columns())...)
	}
	for _, name := range slices.Sorted(maps.Keys(l.versions)) {
		problems = append(problems, name+" is in the log, and is no longer kept")
	}
	return problems
}

func (v versionState) columns() []column {
	approval := "none"
	if a := v.Approval; a != nil {
		approval = fmt.Sprintf("by %s on %s of %s", actorName(a.By), moment(a.At), a.ContentHash)
	}
	of := "subject"
	if v.Kind == kindSheet {
		of = "replaced sheet"
	}
	return []column{
		{"state", v.State.Words()},
		{"content hash", v.ContentHash},
		{"approval", approval},
		{of, quoteEmpty(v.Of)},
		{"author", actorName(v.CreatedBy)},
		{"creation time", moment(v.CreatedAt)},
		{"time of the last change", moment(v.UpdatedAt)},
	}
}
