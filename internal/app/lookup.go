package app

import (
	"context"
	"time"

	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
	"github.com/plumbline-dev/plumb/semantic/link"
)

// Lookup is a term to be looked up.
type Lookup struct {
	Term    string `json:"term"`
	Context string `json:"context"` // the sentence in which it was heard; may be empty
	Team    string `json:"team"`    // of whoever said it; may be empty
}

// WithDefaults gives the lookup with what it leaves open taken from another one.
func (l Lookup) WithDefaults(d Lookup) Lookup {
	if l.Team == "" {
		l.Team = d.Team
	}
	if l.Context == "" {
		l.Context = d.Context
	}
	return l
}

// Found is a term and what came of looking it up.
type Found struct {
	Term  string         `json:"term"`
	Match semantic.Match `json:"match"`
}

// Definitions are a catalogue in which terms can be looked up.
type Definitions struct {
	Metrics int    // how many there are
	Behind  string // why a configured model is not used; "" when it is, or when none is configured
	defined semantic.Catalogue
	linker  *link.Linker
	standIn func(ctx context.Context, reason error) (*link.Linker, error) // for when the index fails; nil when it has
}

// Definitions gives what is kept, with what files define added on top; the files are not kept.
func (a *App) Definitions(ctx context.Context, paths []string) (*Definitions, error) {
	catalogue, err := a.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	if len(paths) > 0 {
		files, err := a.readMetrics(ctx, paths, format.Options{})
		if err != nil {
			return nil, err
		}
		catalogue = onTop(catalogue, files)
	}
	return a.definitions(ctx, catalogue, len(paths) == 0)
}

// TeamNote says that a team defines nothing, as App.TeamNote does.
func (d *Definitions) TeamNote(team string) string { return teamNote(d.defined, team) }

// maxTerm is the length of the longest text, in bytes, that is looked up; a longer one is no term.
const maxTerm = 1000

// patience is how long somebody who looks a term up waits for a model, before the builtin index stands in for it.
const patience = 5 * time.Second

// Link looks a term up.
func (d *Definitions) Link(ctx context.Context, l Lookup) (Found, error) {
	if len(l.Term) > maxTerm {
		m := semantic.NotLookedUp()
		m.Reason = "this is too long for a term"
		return Found{Term: l.Term, Match: m}, nil
	}
	q := link.Query{Term: l.Term, Context: l.Context, Team: l.Team}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	m, err := d.linker.Link(limited, q)
	if err == nil || d.standIn == nil || ctx.Err() != nil {
		return Found{Term: l.Term, Match: m}, err
	}
	if d.linker, err = d.standIn(ctx, err); err != nil {
		return Found{}, err
	}
	d.standIn = nil
	m, err = d.linker.Link(ctx, q)
	return Found{Term: l.Term, Match: m}, err
}

// ProposedAlias is a proposal with what it would change.
type ProposedAlias struct {
	glossary.Alias
	Existing bool           `json:"existing"` // it had been proposed before
	Before   semantic.Match `json:"before"`   // what the term means to the team until somebody approves
	Note     string         `json:"note"`     // that the team defines nothing; "" otherwise
}

// ProposeAlias keeps the proposal that a term means a metric.
func (a *App) ProposeAlias(ctx context.Context, p glossary.Proposal) (ProposedAlias, error) {
	g, err := a.Glossary(ctx)
	if err != nil {
		return ProposedAlias{}, err
	}
	kept, existing, err := g.Propose(ctx, p, a.importer())
	if err != nil {
		return ProposedAlias{}, err
	}
	note, err := a.TeamNote(ctx, kept.Team)
	if err != nil {
		return ProposedAlias{}, err
	}
	before, err := a.Meaning(ctx, kept)
	return ProposedAlias{Alias: kept, Existing: existing, Before: before, Note: note}, err
}

// Meaning gives what the term of an alias means now to whoever says it.
func (a *App) Meaning(ctx context.Context, alias glossary.Alias) (semantic.Match, error) {
	definitions, err := a.Definitions(ctx, nil)
	if err != nil {
		return semantic.Match{}, err
	}
	found, err := definitions.Link(ctx, Lookup{Term: alias.Term, Team: alias.Team})
	return found.Match, err
}
