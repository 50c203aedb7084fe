package register

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
)

// importState is what can be known of an import of definitions from the log alone.
type importState struct {
	File        string
	ContentHash string
	At          time.Time
	By          agent.Actor
}

// aliasState is what can be known of an alias from the log alone.
type aliasState struct {
	ID         string
	State      glossary.AliasState
	Hash       string
	Why        string
	ProposedBy agent.Actor
	ProposedAt time.Time
	DecidedBy  agent.Actor
	DecidedAt  time.Time
	Definition string // hash of the definition that was approved
}

func definitionName(d glossary.KeptDefinition) string {
	return fmt.Sprintf("revision %d of %s %s", d.Revision, d.Kind, d.ID)
}

// readGlossary reads the definitions and aliases that are kept, the definitions without their content, which is held
// against its hash.
func (r *Register) readGlossary(ctx context.Context, kept *tables, report *VerifyReport) error {
	for d, err := range r.store.KeptDefinitions(ctx) {
		if tampering(err) {
			report.Problems = append(report.Problems, err.Error())
			continue
		}
		if err != nil {
			return err
		}
		if agent.ContentHash(d.Content) != d.ContentHash {
			report.Problems = append(report.Problems, "the content of "+definitionName(d)+" does not have the hash that it is kept under")
		}
		d.Content = nil
		kept.definitions = append(kept.definitions, d)
	}
	for a, err := range r.store.KeptAliases(ctx) {
		if tampering(err) {
			report.Problems = append(report.Problems, err.Error())
			continue
		}
		if err != nil {
			return err
		}
		kept.aliases = append(kept.aliases, aliasState{
			ID: a.ID, State: a.State, Hash: a.Hash(), Why: a.Why, ProposedBy: a.ProposedBy, ProposedAt: a.ProposedAt,
			DecidedBy: a.DecidedBy, DecidedAt: a.DecidedAt, Definition: a.DefinitionHash,
		})
	}
	report.Definitions, report.Aliases = len(kept.definitions), len(kept.aliases)
	return nil
}

// applyGlossary lets an entry take effect that is about definitions or an alias.
func (l *replay) applyGlossary(e agent.AuditEntry) {
	if e.Action == agent.ActDefinitionsKept {
		file, named := glossary.FileOf(e.Subject)
		if !named {
			l.fail(e, "it names no file of definitions")
			return
		}
		l.imports[e.Seq] = importState{file, e.ContentHash, e.At, e.Actor}
		return
	}
	id, named := glossary.AliasOf(e.Subject)
	a := l.aliases[id]
	if e.Action == agent.ActAliasProposed {
		if !named || a != nil {
			l.fail(e, "it proposes the alias "+id+" a second time, or none")
			return
		}
		l.aliases[id] = &aliasState{ID: id, State: glossary.AliasProposed, Hash: e.ContentHash, Why: e.Detail, ProposedBy: e.Actor, ProposedAt: e.At}
		return
	}
	if a == nil {
		l.fail(e, "the alias "+id+" did not exist then")
		return
	}
	if a.Hash != e.ContentHash {
		l.fail(e, "it is about something else than was proposed as alias "+id)
	}
	l.checkPerson(e)
	step := aliasSteps[e.Action]
	if a.State != step.from {
		l.fail(e, fmt.Sprintf("the alias %s was %s then", id, a.State))
	}
	a.State = step.to
	if step.from == glossary.AliasProposed {
		a.DecidedBy, a.DecidedAt, a.Definition = e.Actor, e.At, glossary.ApprovedDefinition(e.Detail)
	}
}

// aliasSteps says what each act about a proposed alias does to it.
var aliasSteps = map[agent.Action]struct{ from, to glossary.AliasState }{
	agent.ActAliasApproved:   {glossary.AliasProposed, glossary.AliasApproved},
	agent.ActAliasRejected:   {glossary.AliasProposed, glossary.AliasRejected},
	agent.ActAliasSuperseded: {glossary.AliasApproved, glossary.AliasSuperseded},
}

// compareDefinitions gives every difference between the definitions that are kept and what the log tells. The log has one
// hash for all that an import kept; the numbers of the revisions show which one is missing.
func (l *replay) compareDefinitions(kept []glossary.KeptDefinition) []string {
	var problems []string
	byEntry := map[int64][]glossary.KeptDefinition{}
	var last glossary.KeptDefinition
	for _, d := range kept {
		if d.Kind != last.Kind || d.ID != last.ID {
			last = glossary.KeptDefinition{Kind: d.Kind, ID: d.ID}
		}
		if d.Revision != last.Revision+1 {
			problems = append(problems, fmt.Sprintf("%s follows revision %d: something was removed or added", definitionName(d), last.Revision))
		}
		last = d
		want, known := l.imports[d.Entry]
		if !known {
			problems = append(problems, definitionName(d)+" is kept, and the log does not know it")
			continue
		}
		byEntry[d.Entry] = append(byEntry[d.Entry], d)
		problems = append(problems, differences(definitionName(d), want.columns(), importState{File: d.File, At: d.At, By: d.By}.columns())...)
	}
	for _, entry := range slices.Sorted(maps.Keys(l.imports)) {
		switch made := l.imports[entry]; {
		case len(byEntry[entry]) == 0:
			problems = append(problems, fmt.Sprintf("what entry %d of the log kept of %s is no longer kept", entry, made.File))
		case glossary.ImportHash(byEntry[entry]) != made.ContentHash:
			problems = append(problems, fmt.Sprintf("what entry %d of the log kept of %s was changed: a definition is another one, is missing or was added", entry, made.File))
		}
	}
	return problems
}

func (i importState) columns() []column {
	return []column{{"file", i.File}, {"importer", actorName(i.By)}, {"time of the import", moment(i.At)}}
}

// compareAliases gives every difference between the aliases that are kept and what the log tells.
func (l *replay) compareAliases(kept []aliasState) []string {
	var problems []string
	for _, a := range kept {
		want := l.aliases[a.ID]
		if want == nil {
			problems = append(problems, "alias "+a.ID+" is kept, and the log does not know it")
			continue
		}
		delete(l.aliases, a.ID)
		problems = append(problems, differences("alias "+a.ID, want.columns(), a.columns())...)
	}
	for _, id := range slices.Sorted(maps.Keys(l.aliases)) {
		problems = append(problems, "alias "+id+" is in the log, and is no longer kept")
	}
	return problems
}

func (a aliasState) columns() []column {
	decision := "none"
	if a.DecidedBy != (agent.Actor{}) || !a.DecidedAt.IsZero() {
		decision = fmt.Sprintf("by %s on %s", actorName(a.DecidedBy), moment(a.DecidedAt))
	}
	return []column{
		{"state", string(a.State)},
		{"hash of the term, team and metric", a.Hash},
		{"reason", quoteEmpty(a.Why)},
		{"proposer", actorName(a.ProposedBy)},
		{"time of the proposal", moment(a.ProposedAt)},
		{"decision", decision},
		{"hash of the definition that was approved", quoteEmpty(a.Definition)},
	}
}
