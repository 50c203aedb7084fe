package link

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/plumbline-dev/plumb/semantic"
)

// Config is what a linker is made of.
type Config struct {
	Catalogue semantic.Catalogue
	// Index and Embedder, when set, add candidates whose texts are near to a term. They never decide.
	Index    semantic.Index
	Embedder semantic.Embedder
}

// Query is a term to be looked up.
type Query struct {
	Term    string
	Context string // the sentence in which it was heard; may be empty
	Team    string // of whoever said it; may be empty
}

// Linker looks terms up in a catalogue. It is safe for concurrent use.
type Linker struct {
	catalogue *catalogue
	aliases   map[aliasKey]semantic.Alias
	terms     terms
	index     semantic.Index
	embedder  semantic.Embedder
	scratch   *sync.Pool

	approvedTerms []string

	learn    sync.Once       // for what Mentions looks for
	names    map[string]bool // keys of everything that something is called
	bare     map[string]bool // names without their window or rate, as people say them
	nouns    map[string]bool // names of one word, in the singular
	initials map[string]bool // what long names are abbreviated to
	opens    map[string]bool // stems with which a name can start
}

type aliasKey struct{ key, team string }

// New makes a linker for a catalogue. It does not touch the index: see [Entries] for what belongs into it.
func New(c Config) *Linker {
	l := &Linker{
		catalogue: newCatalogue(c.Catalogue.Metrics), aliases: map[aliasKey]semantic.Alias{}, terms: newTerms(c.Catalogue.Terms),
		index: c.Index, embedder: c.Embedder,
	}
	for _, a := range c.Catalogue.Aliases {
		l.approvedTerms = append(l.approvedTerms, a.Term)
		l.aliases[aliasKey{Key(a.Term), semantic.TeamKey(a.Team)}] = a
	}
	l.scratch = l.newTallies()
	return l
}

// textMark stands between the id of a metric and the number of its text in the key of an index entry.
const textMark = "#"

// Entries gives what an index has to hold so that a linker of these metrics finds its neighbours: the name, label, synonyms and
// description of each.
func Entries(metrics []semantic.Metric) []semantic.Entry {
	var out []semantic.Entry
	for _, m := range metrics {
		texts := []string{strings.ReplaceAll(m.Name, "_", " ")}
		for _, t := range append([]string{m.Label, m.Description}, m.Synonyms...) {
			if t != "" && !slices.Contains(texts, t) {
				texts = append(texts, t)
			}
		}
		for i, t := range texts {
			out = append(out, semantic.Entry{Key: m.ID() + textMark + strconv.Itoa(i), Text: t})
		}
	}
	return out
}

// ownTeam is what a metric of the team that speaks is ahead of others in the ranking.
const ownTeam = 0.15

// markup are the characters that no name of a metric has when people say it.
const markup = "{}<>|\\\n"

// maxCandidates is how many candidates a match lists.
const maxCandidates = 10

// Link looks a term up. It fails only when the index does.
func (l *Linker) Link(ctx context.Context, q Query) (semantic.Match, error) {
	if m, ok := l.approved(q); ok {
		return m, nil
	}
	if len(l.catalogue.entries) == 0 && len(l.terms.all) == 0 {
		return semantic.NotLookedUp(), nil
	}
	if at, ok := l.catalogue.place[strings.TrimSpace(q.Term)]; ok {
		return l.certain(at, "this is the id of the metric"), nil
	}
	if term, ok := l.terms.find(q.Term, q.Team); ok && l.terms.long[Key(term.Name)] == "" {
		return l.terms.match(term), nil
	}
	candidates, err := l.candidates(ctx, q)
	if err != nil {
		return semantic.Match{}, err
	}
	m := l.decide(q, candidates)
	if m.Outcome == semantic.Linked && strings.ContainsAny(q.Term, markup) {
		m.Outcome, m.Metric, m.Definition, m.Reason = semantic.Unknown, "", nil, "this looks like a piece of code or markup, not like a term"
	}
	if term, ok := l.terms.find(q.Term, q.Team); ok && m.Outcome == semantic.Unknown {
		return l.terms.match(term), nil // an acronym that no metric goes by
	}
	return m, nil
}

// candidate is a metric that a term may mean.
type candidate struct {
	at int
	*entry
	comparison
}

// candidates gives the metrics that come closest, best first.
func (l *Linker) candidates(ctx context.Context, q Query) ([]candidate, error) {
	c := l.catalogue
	glued := func(word string) bool { _, ok := c.words.ids[stemOf(word)]; return ok }
	spoken := []phrase{takeApart(q.Term, glued)}
	if long, ok := l.terms.expand(q.Term); ok {
		spoken = append(spoken, long)
	}
	best := map[int]comparison{}
	for _, p := range spoken {
		h := c.hear(p, q.Term)
		places, err := l.recall(ctx, &h, q.Term)
		if err != nil {
			return nil, err
		}
		for _, at := range places {
			e := &c.entries[at]
			for i := range e.surfaces {
				s := &e.surfaces[i]
				if s.team != "" && s.team != semantic.TeamKey(q.Team) {
					continue
				}
				got := c.compare(&h, e, s)
				if had, ok := best[at]; !ok || got.better(had) {
					best[at] = got
				}
			}
		}
	}
	out := make([]candidate, 0, len(best))
	for at, got := range best {
		e := &c.entries[at]
		if q.Team != "" && e.isOf(q.Team) {
			got.score += ownTeam
		}
		if !e.metric.Current() {
			got.score *= 0.97
		}
		out = append(out, candidate{at, e, got})
	}
	slices.SortFunc(out, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.version, a.version), cmp.Compare(a.id, b.id))
	})
	return out, nil
}

func (a comparison) better(b comparison) bool {
	if a.identical != b.identical {
		return a.identical
	}
	return a.score > b.score
}

// approved answers with what people approved, the team's own word first.
func (l *Linker) approved(q Query) (semantic.Match, bool) {
	key := Key(q.Term)
	for _, team := range []string{semantic.TeamKey(q.Team), ""} {
		alias, ok := l.aliases[aliasKey{key, team}]
		if !ok {
			continue
		}
		id := alias.Metric
		at, ok := l.catalogue.place[id]
		if !ok {
			return semantic.Match{
				Outcome: semantic.Unknown, Candidates: []semantic.Candidate{},
				Reason: "this was approved to mean " + id + ", which is no longer defined",
			}, true
		}
		why := "this was approved to mean it"
		if team != "" {
			why = "this was approved to mean it when " + q.Team + " says so"
		}
		m := &l.catalogue.entries[at].metric
		if alias.DefinitionHash != "" && alias.DefinitionHash != m.DefinitionHash() {
			why += "; its definition changed since then"
		}
		if !m.Current() {
			why += "; it is deprecated"
		}
		if m.ReplacedBy != "" {
			why += ", and " + m.ReplacedBy + " replaces it"
		}
		return l.certain(at, why), true
	}
	return semantic.Match{}, false
}

// certain links to a metric without any doubt.
func (l *Linker) certain(at int, why string) semantic.Match {
	e := &l.catalogue.entries[at]
	return semantic.Match{
		Outcome: semantic.Linked, Metric: e.id, Score: 1, Reason: why,
		Candidates: []semantic.Candidate{{Metric: e.id, Name: e.metric.Title(), Score: 1, Why: why, Choice: true}}, Definition: e.metric.Definition(),
	}
}
