package app

import (
	"context"
	"time"
	"unicode/utf8"

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
	Garbled bool   `json:"-"`       // whether it did not come in UTF-8, so that Term is not what was sent
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
	ahead   *ahead                                                        // what embeds for the linker; nil unless a model is used
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

// maxTerm is the length of the longest text, in bytes, that is looked up; a longer one is no term.
const maxTerm = 1000

// patience is how long somebody who looks a term up waits for a model, before the builtin index stands in for it.
const patience = 5 * time.Second

// Link looks a term up.
func (d *Definitions) Link(ctx context.Context, l Lookup) (Found, error) {
	var found Found
	err := d.LinkAll(ctx, []Lookup{l}, func(f Found) error { found = f; return nil })
	return found, err
}

// LinkAll looks terms up and hands over what came of it, in order. What a model has to be asked for all of them it is asked
// at once.
func (d *Definitions) LinkAll(ctx context.Context, all []Lookup, each func(Found) error) error {
	err := d.prepare(ctx, func() error {
		for _, l := range all {
			if _, err := d.link(ctx, l); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, l := range all {
		m, err := d.link(ctx, l)
		if err != nil {
			return err
		}
		if err := each(Found{Term: l.Term, Match: m}); err != nil {
			return err
		}
	}
	return nil
}

// prepare has the texts embedded that lookups will need; run is those lookups, whose results do not count. A model that
// does not answer is given up: the builtin index stands in for it.
func (d *Definitions) prepare(ctx context.Context, run func() error) error {
	if d.ahead == nil || d.standIn == nil {
		return nil
	}
	texts, err := d.ahead.rehearse(run)
	if d.standIn == nil { // the index failed on the way
		return err
	}
	if err == nil {
		limited, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		err = d.ahead.fetch(limited, texts)
	}
	if err == nil || ctx.Err() != nil {
		return err
	}
	return d.fallBack(ctx, err)
}

func (d *Definitions) fallBack(ctx context.Context, reason error) (err error) {
	d.linker, err = d.standIn(ctx, reason)
	d.standIn = nil
	return err
}

// link looks one term up, with the builtin index when the other one fails.
func (d *Definitions) link(ctx context.Context, l Lookup) (semantic.Match, error) {
	m := semantic.NotLookedUp()
	switch {
	case l.Garbled || !utf8.ValidString(l.Term):
		m.Reason = "this is not valid UTF-8"
		return m, nil
	case len(l.Term) > maxTerm:
		m.Reason = "this is too long for a term"
		return m, nil
	}
	q := link.Query{Term: l.Term, Context: l.Context, Team: l.Team}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	m, err := d.linker.Link(limited, q)
	if err == nil || d.standIn == nil || ctx.Err() != nil {
		return m, err
	}
	if err := d.fallBack(ctx, err); err != nil {
		return m, err
	}
	return d.linker.Link(ctx, q)
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
	kept, existing, err := g.Propose(ctx, p, a.actorOr(importEngine))
	if err != nil {
		return ProposedAlias{}, err
	}
	before, note, err := a.Meaning(ctx, kept)
	return ProposedAlias{Alias: kept, Existing: existing, Before: before, Note: note}, err
}

// Meaning gives what the term of an alias means now to whoever says it, and a note when that team defines nothing.
func (a *App) Meaning(ctx context.Context, alias glossary.Alias) (now semantic.Match, teamNote string, err error) {
	definitions, err := a.Definitions(ctx, nil)
	if err != nil {
		return semantic.Match{}, "", err
	}
	found, err := definitions.Link(ctx, Lookup{Term: alias.Term, Team: alias.Team})
	return found.Match, definitions.TeamNote(alias.Team), err
}
