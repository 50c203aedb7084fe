package search

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/nearest"
)

const (
	fewHits  = 10 // unless a query says how many
	mostHits = 1000
)

// Find gives what a query asks for, best first. The index has to be caught up; see [Index.CatchUp]. The passages of a hit are
// byte for byte those of what they come from: of a query for what one person said, only their utterances. It fails with kind
// Usage for a query that asks for nothing, or for too much.
//
// With a model, passages that mean much the same are found as well; one that fails is the error of the search.
func (x *Index) Find(ctx context.Context, q Query, m *Meaning) ([]Hit, error) {
	w, err := q.read(x.words)
	if err != nil {
		return nil, err
	}
	p, err := x.position(ctx)
	if err != nil {
		return nil, err
	}
	f := finder{store: x.store, words: x.words, query: q, wanted: w, state: p.State, meaning: m}
	return f.find(ctx)
}

// Check refuses, with kind Usage, a query that asks for nothing, or for too much.
func (q Query) Check() error {
	_, err := q.read(newVocabulary())
	return err
}

func (q Query) read(v *vocabulary) (wanted, error) {
	for _, k := range q.Kinds {
		if !slices.Contains(Kinds(), k) {
			return wanted{}, fault.Newf(fault.Usage, opFind, "%q is no kind of what is kept", k).Do("Use speech, sheet, decision, review, event or definition.")
		}
	}
	if q.Limit < 0 || q.Limit > mostHits {
		return wanted{}, fault.Newf(fault.Usage, opFind, "%d is no number of hits", q.Limit).Do("Ask for 1 to %d.", mostHits)
	}
	if named := q.Sheet + q.Speaker; !utf8.ValidString(named) || strings.ContainsRune(named, 0) {
		return wanted{}, fault.New(fault.Usage, opFind, "the sheet or the speaker is not plain text", "Type it again; something invisible may have been pasted along with it.")
	}
	return read(v, q.Text)
}

// finder answers one query.
type finder struct {
	store  Store
	words  *vocabulary
	query  Query
	wanted wanted
	state  State

	meaning *Meaning          // nil to go by words alone
	meant   map[string]string // terms that nobody said: the nearest that somebody did
	found   map[int64]string  // of passages that were not found by words alone: how they were found
}

func (f *finder) find(ctx context.Context) ([]Hit, error) {
	if f.state.Passages == 0 {
		return []Hit{}, nil
	}
	kept, err := f.store.Postings(ctx, f.terms())
	if err != nil {
		return nil, err
	}
	if err := f.guess(ctx, kept); err != nil {
		return nil, err
	}
	allowed, err := f.allowed(ctx, kept)
	if err != nil {
		return nil, err
	}
	t := newTally(f.state)
	for _, term := range f.wanted.terms {
		if other, ok := f.meant[term]; ok {
			t.count(kept[other], guessed)
		} else {
			t.count(kept[term], 1)
		}
	}
	ranked := t.ranking(allowed)
	if f.meaning == nil {
		return f.take(ctx, ranked)
	}
	near, err := f.meaning.near(ctx, f.store, f.query.Text, f.state.Passages, allowed)
	if err != nil {
		return nil, err
	}
	all, found := fused(ranked.next(max(mostFused, 2*f.limit())), near)
	f.found = found
	together := &ranking{heap: all}
	together.order()
	return f.take(ctx, together)
}

func (f *finder) limit() int {
	if f.query.Limit == 0 {
		return fewHits
	}
	return f.query.Limit
}

// guessed is how much a word counts that stands in for a misspelt one.
const guessed = 0.7

// terms gives everything that postings are needed of, but for names and misspelt words.
func (f *finder) terms() []string {
	all := slices.Clone(f.wanted.terms)
	for _, phrase := range f.wanted.phrases {
		all = append(all, phrase...)
	}
	for _, out := range f.wanted.without {
		all = append(all, out...)
	}
	for _, k := range f.query.Kinds {
		all = append(all, kindMark(k))
	}
	return distinct(all)
}

// guess finds, for words that nobody said, the word that was probably meant: one that begins alike and is spelt nearly alike.
func (f *finder) guess(ctx context.Context, kept map[string][][]byte) error {
	f.meant = map[string]string{}
	var others []string
	for w := range f.words.words(f.query.Text) {
		spelling := folded(f.query.Text[w.from:w.to])
		if !slices.Contains(f.wanted.terms, w.term) || len(kept[w.term]) > 0 || len(spelling) < shortestGuessed || !plainWord(spelling) || f.inPhrase(w.term) {
			continue
		}
		terms, err := f.store.Terms(ctx, spelling[:1])
		if err != nil {
			return err
		}
		spellings, err := f.store.Terms(ctx, spellingMark(spelling[:1]))
		if err != nil {
			return err
		}
		for _, mark := range spellings {
			terms = append(terms, strings.TrimPrefix(mark, spellingMark("")))
		}
		if other := misspelt(spelling, terms); other != "" {
			f.meant[w.term] = f.words.term(other)
			others = append(others, f.meant[w.term])
		}
	}
	if len(others) == 0 {
		return nil
	}
	more, err := f.store.Postings(ctx, distinct(others))
	for term, lists := range more {
		kept[term] = lists
	}
	return err
}

// shortestGuessed is the length of the shortest word that is taken for a misspelt one: too many short ones are alike.
const shortestGuessed = 4

// misspelt gives the word that is nearest to another in its spelling: one letter is wrong, missing, added or swapped, or in a long
// word two; "" when there is none.
func misspelt(word string, others []string) string {
	const long = 8
	allowed := 1
	if len(word) >= long {
		allowed = 2
	}
	best := ""
	for _, other := range others {
		if !plainWord(other) || common()[other] || len(other) < shortestGuessed-1 {
			continue
		}
		if d := nearest.Distance([]byte(word), []byte(other), allowed); d <= allowed {
			best, allowed = other, d-1
		}
		if allowed < 0 {
			break
		}
	}
	return best
}

func plainWord(term string) bool {
	return strings.IndexFunc(term, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}

func (f *finder) inPhrase(term string) bool {
	return slices.ContainsFunc(f.wanted.phrases, func(phrase []string) bool { return slices.Contains(phrase, term) })
}

// allowed gives the passages that the query does not rule out, as far as postings tell; nil for all.
func (f *finder) allowed(ctx context.Context, kept map[string][][]byte) (*set, error) {
	var allowed *set
	for _, phrase := range f.wanted.phrases {
		allowed = allowed.and(following(phrase, kept))
	}
	if len(f.query.Kinds) > 0 {
		var lists [][][]byte
		for _, k := range f.query.Kinds {
			lists = append(lists, kept[kindMark(k)])
		}
		allowed = allowed.and(union(lists...))
	}
	for _, out := range f.wanted.without {
		allowed = allowed.without(following(out, kept), f.state.Next)
	}
	marks, err := f.marks(ctx)
	if err != nil {
		return nil, err
	}
	for _, oneOf := range marks {
		lists, err := f.store.Postings(ctx, oneOf)
		if err != nil {
			return nil, err
		}
		var parts [][][]byte
		for _, mark := range oneOf {
			parts = append(parts, lists[mark])
		}
		allowed = allowed.and(union(parts...))
	}
	return allowed, nil
}

// marks gives, for each restriction to a sheet or a speaker, the marks one of which a passage must have.
func (f *finder) marks(ctx context.Context) ([][]string, error) {
	var all [][]string
	if f.query.Sheet != "" {
		sources, err := f.store.Sources(ctx, f.query.Sheet)
		if err != nil {
			return nil, err
		}
		belonging := []string{sheetMark(f.query.Sheet)}
		for _, digest := range sources {
			belonging = append(belonging, documentMark(transcriptKey(digest)))
		}
		all = append(all, belonging)
	}
	if strings.TrimSpace(f.query.Speaker) != "" {
		names, err := f.store.Terms(ctx, speakerPrefix(f.query.Speaker))
		if err != nil {
			return nil, err
		}
		all = append(all, names)
	}
	return all, nil
}

// take gives the hits among ranked passages: it looks at the best ones first, and at more until there are enough.
func (f *finder) take(ctx context.Context, r *ranking) ([]Hit, error) {
	limit := f.limit()
	hits := []Hit{}
	for look := 2 * limit; len(hits) < limit; look *= 2 {
		best := r.next(look)
		if len(best) == 0 {
			break
		}
		rows, err := f.rows(ctx, best)
		if err != nil {
			return nil, err
		}
		for _, b := range best {
			row, there := rows[b.number]
			if !there {
				continue // it was replaced, or kept later
			}
			if h, ok := f.hit(row, b); ok && len(hits) < limit {
				hits = append(hits, h)
			}
		}
	}
	return hits, nil
}

func (f *finder) rows(ctx context.Context, best []scored) (map[int64]Row, error) {
	numbers := make([]int64, len(best))
	for i, b := range best {
		numbers[i] = b.number
	}
	rows, err := f.store.Passages(ctx, numbers, f.query.AsOf)
	byNumber := make(map[int64]Row, len(rows))
	for _, r := range rows {
		byNumber[r.Number] = r
	}
	return byNumber, err
}

// hit gives a row as a hit, unless it is somebody else who said what is looked for.
func (f *finder) hit(row Row, b scored) (Hit, bool) {
	p := row.Open()
	narrowed := false
	if f.query.Speaker != "" {
		p, narrowed = saidBy(p, f.query.Speaker)
	}
	h := Hit{Passage: p, Score: float64(b.score), Found: cmp.Or(f.found[b.number], foundByWords), Match: f.matches(p.Text)}
	if narrowed && len(h.Match) == 0 && h.Found == foundByWords || len(p.Evidence) == 0 && f.query.Speaker != "" {
		return Hit{}, false
	}
	for _, phrase := range f.wanted.phrases {
		if narrowed && !f.holds(p.Text, phrase) {
			return Hit{}, false
		}
	}
	return h, true
}

// What Hit.Found says.
const (
	foundByWords   = "words"
	foundByMeaning = "meaning"
	foundByBoth    = "words and meaning"
)

// saidBy leaves of a stretch of speech what one person said, and reports whether anything was left out.
func saidBy(p Passage, asked string) (Passage, bool) {
	narrowed := p
	narrowed.Evidence, narrowed.Lines = nil, nil
	var texts []string
	for i, e := range p.Evidence {
		if !speaks(e.Speaker, asked) {
			continue
		}
		narrowed.Evidence = append(narrowed.Evidence, e)
		if i < len(p.Lines) {
			narrowed.Lines = append(narrowed.Lines, p.Lines[i])
		}
		texts = append(texts, e.Quote)
	}
	if len(texts) == len(p.Evidence) {
		return p, false
	}
	narrowed.Text, narrowed.Speaker = strings.Join(texts, "\n"), speakers(narrowed.Evidence)
	if len(narrowed.Evidence) > 0 {
		narrowed.Part = narrowed.Evidence[0].Utterance
	}
	if len(narrowed.Lines) > 0 {
		narrowed.Line = narrowed.Lines[0]
	}
	return narrowed, true
}

// matches gives where words of the query stand in a text.
func (f *finder) matches(text string) [][2]int {
	out := [][2]int{}
	for w := range f.words.words(text) {
		if f.asked(w.term) {
			out = append(out, [2]int{w.from, w.to})
		}
	}
	return out
}

func (f *finder) asked(term string) bool {
	if slices.Contains(f.wanted.terms, term) {
		return true
	}
	for _, other := range f.meant {
		if other == term {
			return true
		}
	}
	return false
}

// holds reports whether a text has the words of a phrase, one after the other.
func (f *finder) holds(text string, phrase []string) bool {
	var terms []string
	for w := range f.words.words(text) {
		terms = append(terms, w.term)
	}
	for i := 0; i+len(phrase) <= len(terms); i++ {
		if slices.Equal(terms[i:i+len(phrase)], phrase) {
			return true
		}
	}
	return false
}
