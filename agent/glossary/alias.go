package glossary

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/internal/shortid"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

const (
	aliasPrefix = "a-"
	maxTerm     = 200  // bytes; longer is a sentence and no term
	maxTeam     = 100  // bytes
	maxWhy      = 1000 // bytes; a reason, not minutes
)

// AliasIDs gives a source of ids for new aliases, such as "a-0a7k3m9": short, lower case, and sorted by week.
func AliasIDs(now func() time.Time) func() string { return shortid.Source(aliasPrefix, now) }

// Proposal says what a term should mean.
type Proposal struct {
	Term   string // as it was heard
	Metric string // as [Glossary.Show] takes it
	Team   string // who says it; "" for everybody
	Why    string // where it was heard, or why it should hold; may be empty
}

// Propose keeps the proposal that a term means a metric that is defined and in use. It has no effect until a person
// approves it, so a program may propose as well. An open proposal of the same is given instead, with existing true. A team
// that defines something is kept in the spelling of the catalogue.
func (g *Glossary) Propose(ctx context.Context, p Proposal, by agent.Actor) (kept Alias, existing bool, err error) {
	const op = "alias.propose"
	p.Term, p.Team, p.Why = strings.TrimSpace(p.Term), strings.TrimSpace(p.Team), strings.TrimSpace(p.Why)
	key := g.key(p.Term)
	if hidden, ok := hiddenIn(p.Term); ok {
		return Alias{}, false, fault.Newf(fault.Invalid, op, "the term holds a character that nobody sees (%U)", hidden).
			Do("Type the term by hand: what was copied may hold characters that do not show.")
	}
	switch {
	case !isLine(p.Term, maxTerm) || key == "":
		return Alias{}, false, fault.New(fault.Invalid, op, "this is no term: it needs a word, on one line of at most 200 bytes",
			"Give the words that people say, such as \"actives\".")
	case p.Team != "" && !isLine(p.Team, maxTeam):
		return Alias{}, false, fault.New(fault.Invalid, op, "the name of the team is not one short line", "Give it as the definitions do, such as growth.")
	case p.Why != "" && !isLine(p.Why, maxWhy):
		return Alias{}, false, fault.New(fault.Invalid, op, "the reason is not one line of at most 1000 bytes", "Say in a sentence where it was heard, or why it should hold.")
	}
	catalogue, err := g.store.Catalogue(ctx)
	if err != nil {
		return Alias{}, false, err
	}
	m, err := find(op, catalogue.Metrics, p.Metric)
	if err != nil {
		return Alias{}, false, err
	}
	if !m.Current() {
		return Alias{}, false, deprecated(op, m.ID(), m.ReplacedBy)
	}
	if spelling, ok := catalogue.Team(p.Team); ok {
		p.Team = spelling
	}
	for _, approved := range catalogue.Aliases {
		if semantic.TeamKey(approved.Team) == semantic.TeamKey(p.Team) && approved.Metric == m.ID() && g.key(approved.Term) == key {
			return Alias{}, false, fault.Newf(fault.Conflict, op, "%q means %s already, by an alias that was approved", p.Term, m.ID()).
				Do("Nothing is left to do: `plumb metrics alias list` shows it.")
		}
	}
	return g.store.AddAlias(ctx, Alias{
		ID: g.newID(), State: AliasProposed, Term: p.Term, Key: key, Team: p.Team, Metric: m.ID(), Why: p.Why, ProposedBy: by, ProposedAt: g.now(),
	})
}

// Approve makes an alias effective, by a named person who saw the definition with this hash. The content of an alias never
// changes, so its id says what is approved. The approved alias of the same term and team, if there is one, is superseded in
// the same act. Approving again what the same person approved changes nothing. It answers with a conflict when the metric
// is no longer in use, or is defined in another way than the person saw.
func (g *Glossary) Approve(ctx context.Context, id, definitionHash string, by agent.Actor) (Alias, error) {
	const op = "alias.approve"
	if err := by.CheckPerson(op, "approves an alias"); err != nil {
		return Alias{}, err
	}
	a, err := g.Alias(ctx, id)
	switch {
	case err != nil:
		return Alias{}, err
	case a.State == AliasApproved && a.DecidedBy == by:
		return a, nil
	}
	if err := checkOpen(op, a); err != nil {
		return Alias{}, err
	}
	catalogue, err := g.store.Catalogue(ctx)
	if err != nil {
		return Alias{}, err
	}
	m, err := find(op, catalogue.Metrics, a.Metric)
	if err != nil {
		return Alias{}, err
	}
	if !m.Current() {
		return Alias{}, deprecated(op, m.ID(), m.ReplacedBy)
	}
	if definitionHash == "" {
		return Alias{}, fault.New(fault.Invalid, op, "an approval names the definition that was seen",
			"Look at it with `plumb metrics alias approve "+a.ID+"`.")
	}
	return g.store.DecideAlias(ctx, Decision{ID: a.ID, To: AliasApproved, By: by, At: g.now(), DefinitionHash: definitionHash})
}

// Reject turns a proposed alias down, by a named person.
func (g *Glossary) Reject(ctx context.Context, id string, by agent.Actor) (Alias, error) {
	const op = "alias.reject"
	if err := by.CheckPerson(op, "rejects an alias"); err != nil {
		return Alias{}, err
	}
	a, err := g.Alias(ctx, id)
	if err != nil {
		return Alias{}, err
	}
	if err := checkOpen(op, a); err != nil {
		return Alias{}, err
	}
	return g.store.DecideAlias(ctx, Decision{ID: a.ID, To: AliasRejected, By: by, At: g.now()})
}

// Aliases gives every alias, newest first.
func (g *Glossary) Aliases(ctx context.Context) ([]Alias, error) { return g.store.Aliases(ctx) }

// Alias gives the alias with an id, or with the only id that begins like it.
func (g *Glossary) Alias(ctx context.Context, id string) (Alias, error) {
	const op = "alias.find"
	all, err := g.store.Aliases(ctx)
	if err != nil {
		return Alias{}, err
	}
	typed := strings.ToLower(strings.TrimSpace(id))
	byID := make(map[string]Alias, len(all))
	var begun []string
	for _, a := range all {
		byID[a.ID] = a
		if len(typed) > len(aliasPrefix) && strings.HasPrefix(a.ID, typed) {
			begun = append(begun, a.ID)
		}
	}
	if a, ok := byID[typed]; ok {
		return a, nil
	}
	found, err := shortid.One(op, id, "begins the ids of several aliases", begun)
	if err != nil {
		return Alias{}, err
	}
	if a, ok := byID[found]; ok {
		return a, nil
	}
	return Alias{}, fault.Newf(fault.NotFound, op, "there is no alias %q", id).Do("See what was proposed with `plumb metrics alias list`.")
}

// Supersedes gives the approved alias whose place a proposed one would take, and whether there is one.
func (g *Glossary) Supersedes(ctx context.Context, proposed Alias) (Alias, bool, error) {
	all, err := g.store.Aliases(ctx)
	if err != nil {
		return Alias{}, false, err
	}
	for _, a := range all {
		if a.State == AliasApproved && a.Key == proposed.Key && semantic.TeamKey(a.Team) == semantic.TeamKey(proposed.Team) && a.ID != proposed.ID {
			return a, true, nil
		}
	}
	return Alias{}, false, nil
}

func checkOpen(op string, a Alias) error {
	if a.State == AliasProposed {
		return nil
	}
	refused := fault.Newf(fault.Conflict, op, "the alias %s is %s already", a.ID, a.State)
	if a.DecidedBy.Name != "" {
		refused = fault.Newf(fault.Conflict, op, "the alias %s is %s already, decided by %s on %s", a.ID, a.State, a.DecidedBy.Name, a.DecidedAt.Format(time.DateOnly))
	}
	return refused.Do("To change what the term means, propose it anew with `plumb metrics alias propose`.")
}

func deprecated(op, id, instead string) error {
	refused := fault.Newf(fault.Conflict, op, "%s is deprecated", id)
	if instead != "" {
		return refused.Do("Use %s, which replaces it.", instead)
	}
	return refused.Do("Name a metric that is in use; `plumb metrics list` shows them.")
}

// hiddenIn gives a character of a term that takes no place on a screen or turns the direction of what follows, and
// whether there is one.
func hiddenIn(term string) (hidden rune, ok bool) {
	for _, r := range term {
		if unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) {
			return r, true
		}
	}
	return 0, false
}

// isLine reports whether text is one line of printable characters, and not longer than most bytes.
func isLine(text string, most int) bool {
	return text != "" && len(text) <= most && utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}
