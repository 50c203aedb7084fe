package search

import (
	"context"
	"slices"
	"strings"
)

// builder collects a segment.
type builder struct {
	words  *vocabulary
	state  State
	first  int64 // number of the first passage of the segment
	rows   []Row
	lists  map[string]*list
	places map[string][]int64 // of the terms of the passage at hand
}

func newBuilder(v *vocabulary, s State) *builder {
	return &builder{words: v, state: s, first: s.Next, lists: map[string]*list{}, places: map[string][]int64{}}
}

// replace puts a document in the place of what is kept of it. One of which only the state changed keeps its passages.
func (b *builder) replace(ctx context.Context, u Update, d Document) error {
	before, err := u.Of(ctx, d.Key)
	if err != nil {
		return err
	}
	switch {
	case len(before) == 0:
	case sameWords(before, d):
		return b.restate(ctx, u, before, d)
	default:
		if err := b.drop(ctx, u, before); err != nil {
			return err
		}
	}
	for _, p := range d.Passages {
		b.add(d, p)
	}
	return nil
}

// sameWords reports whether a document is found by the same words as before. Of a definition, that is not known.
func sameWords(before []Row, d Document) bool {
	return slices.EqualFunc(before, d.Passages, func(r Row, p Passage) bool {
		return p.Kind != Definition && r.Kind == p.Kind && r.ID == p.ID && r.Part == p.Part && r.Title == p.Title && r.Text == p.Text &&
			r.Said == rowOf(0, "", p, 0).Said
	})
}

func (b *builder) restate(ctx context.Context, u Update, before []Row, d Document) error {
	if before[0].State == d.Passages[0].State && before[0].At.Equal(d.Passages[0].At) {
		return nil
	}
	return u.Restate(ctx, numbersOf(before), d.Passages[0].State, d.Passages[0].At)
}

func numbersOf(rows []Row) []int64 {
	numbers := make([]int64, len(rows))
	for i, r := range rows {
		numbers[i] = r.Number
	}
	return numbers
}

func (b *builder) drop(ctx context.Context, u Update, rows []Row) error {
	for _, r := range rows {
		b.state.Passages--
		b.state.Words -= r.Words
	}
	return u.Drop(ctx, numbersOf(rows))
}

// apart is how many places are left between the text of a passage and the other words that it is found by, so that no phrase
// begins in the one and ends in the other.
const apart = 10

// add gives a passage a number, and puts it under its terms.
func (b *builder) add(d Document, p Passage) {
	clear(b.places)
	length := int64(0)
	for w := range b.words.words(p.Text) {
		b.places[w.term] = append(b.places[w.term], length)
		length++
	}
	place := length + apart
	for w := range b.words.words(d.Also) {
		b.places[w.term] = append(b.places[w.term], place)
		place++
	}
	inText := length
	if p.Kind == Definition { // whose name says as much as its text
		inText = place
	}
	number := b.state.Next
	for term, places := range b.places {
		b.list(term).add(number, inText, places)
	}
	for _, mark := range marksOf(d, p) {
		b.list(mark).add(number, inText, nil)
	}
	b.rows = append(b.rows, rowOf(number, d.Key, p, length))
	b.state.Next++
	b.state.Passages++
	b.state.Words += length
}

func (b *builder) list(term string) *list {
	l, ok := b.lists[term]
	if !ok {
		l = newList()
		b.lists[term] = l
	}
	return l
}

// marksOf gives what a passage is kept under besides its words: its kind, its document, its sheet and its speakers. No term
// begins with a mark.
func marksOf(d Document, p Passage) []string {
	marks := []string{kindMark(p.Kind), documentMark(d.Key)}
	if d.Sheet != "" {
		marks = append(marks, sheetMark(d.Sheet))
	}
	var names []string
	if p.Kind == Speech {
		for _, e := range p.Evidence {
			names = append(names, e.Speaker)
		}
	}
	for _, name := range distinct(names) {
		marks = append(marks, speakerMarks(name)...)
	}
	return distinct(marks)
}

func spellingMark(word string) string  { return "=" + word }
func kindMark(k Kind) string           { return "!" + string(k) }
func documentMark(key string) string   { return "#" + key }
func sheetMark(id string) string       { return "~" + id }
func speakerPrefix(name string) string { return "@" + spelt(name) }

// speakerMarks gives a name from each of its words on, so that the beginning of any will do.
func speakerMarks(name string) []string {
	words := strings.Fields(spelt(name))
	marks := make([]string, len(words))
	for i := range words {
		marks[i] = "@" + bounded(strings.Join(words[i:], " "))
	}
	return marks
}

// spelt gives a name in small letters without accents, its words parted by a space.
func spelt(name string) string { return strings.Join(strings.Fields(folded(name)), " ") }

// speaks reports whether somebody goes by a name that begins as asked.
func speaks(speaker, asked string) bool {
	asked = speakerPrefix(asked)
	return slices.ContainsFunc(speakerMarks(speaker), func(mark string) bool { return strings.HasPrefix(mark, asked) })
}

// keep keeps what was collected as a segment, and merges segments when there are many.
func (b *builder) keep(ctx context.Context, u Update) error {
	if len(b.rows) == 0 {
		return nil
	}
	if err := u.Add(ctx, b.rows); err != nil {
		return err
	}
	b.addSpellings()
	if err := addSegment(ctx, u, Segment{b.first, int64(len(b.rows))}, b.lists); err != nil {
		return err
	}
	return merge(ctx, u)
}

// addSpellings puts the spellings of the words beside their terms, so that a misspelt word can be held against them.
func (b *builder) addSpellings() {
	for spelling, term := range b.words.terms {
		if _, there := b.lists[term]; there && spelling != term {
			b.list(spellingMark(spelling))
		}
	}
}

func addSegment(ctx context.Context, u Update, s Segment, lists map[string]*list) error {
	kept := make(map[string][]byte, len(lists))
	for term, l := range lists {
		kept[term] = l.bytes
	}
	return u.AddSegment(ctx, s, kept)
}

const (
	mostSegments = 12
	// largestMerged is how many passages a segment may have to be merged: larger ones cost more to write than they save to read.
	largestMerged = 2 * portion
	// growth is how many times as large as those that follow it a segment is that is left alone: so each passage is written
	// again a few times only, however many there are.
	growth = 4
)

// merge makes one segment of the newest ones when there are many, so that a term is read from few places.
func merge(ctx context.Context, u Update) error {
	all, err := u.Segments(ctx)
	if err != nil || len(all) <= mostSegments {
		return err
	}
	first, size := len(all), int64(0)
	for first > 0 && all[first-1].Passages <= min(largestMerged, growth*max(size, all[len(all)-1].Passages)) && size < largestMerged {
		first--
		size += all[first].Passages
	}
	if len(all)-first < 2 {
		return nil
	}
	lists := map[string]*list{}
	for _, s := range all[first:] {
		err := u.TakeSegment(ctx, s, func(term string, kept []byte) error {
			l, ok := lists[term]
			if !ok {
				l = newList()
				lists[term] = l
			}
			for p := range postings(kept) {
				l.addAgain(p)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return addSegment(ctx, u, Segment{all[first].Number, size}, lists)
}
