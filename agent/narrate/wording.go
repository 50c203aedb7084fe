package narrate

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/signal"
)

// Material is what statements about metrics rest on.
type Material struct {
	Facts   []fact.Fact
	Names   []string                            // of metrics, besides those that the facts name
	Licence func(metric string) signal.Evidence // how much is known about why a metric moved, by its id
	Bet     []string                            // how people call the bet that is looked at, and
	Noted   []string                            // what else happened: both may be taken for a cause, see fact.Table.Suspect
}

// Wording is the gate for statements about metrics. A wording stands only if it says the same as its point: the same metrics,
// numbers, words that carry weight and denials, no cause that the evidence does not license, and every number carried by a fact that it cites.
// It may put them in another order, and add and leave out [SmallWords].
//
// It is not for use by several goroutines at once.
type Wording struct {
	facts []fact.Fact
	names []string // of metrics, the longest first
	table *fact.Table
}

// NewWording makes the gate for statements that rest on some material.
func NewWording(m Material) *Wording {
	w := &Wording{facts: m.Facts, names: namesOf(m), table: fact.NewTable(m.Facts, m.Licence)}
	w.table.Suspect(m.Bet, m.Noted...)
	return w
}

// Point makes a point of a computed sentence, and says whether a model may be shown it. One that rests on no fact, repeats what
// people said, or was written by a person stays as it is; and so does one that does not pass the gate in its own words,
// such as "they moved", because nothing can be held to it.
func (w *Wording) Point(s fact.Sentence) (Point, bool) {
	p := Point{Section: s.Section, Text: s.Text, Facts: s.Facts}
	if s.Author != "" || len(s.Facts) == 0 || len(s.Evidence) > 0 || strings.ContainsAny(w.unnamed(s.Text), "“”\"?!") {
		return Point{}, false
	}
	said, problem := p.read(p.Marked())
	return p, problem == "" && w.Gate(p, said) == ""
}

// Gate says what a wording lost, added or changed of its point, or claims beyond the facts that it cites.
func (w *Wording) Gate(p Point, s Said) string {
	was, is := w.essenceOf(p.Text), w.essenceOf(s.Text)
	for _, problem := range []func() string{
		func() string { return w.form(p, s.Text) },
		func() string { return kept(was, is) },
		func() string { return lost(p.Text, s.Text, was, is) },
		func() string { return w.added(p, was, is) },
		func() string { return w.uncarried(s) },
	} {
		if says := problem(); says != "" {
			return says
		}
	}
	return ""
}

// SmallWords are those that a wording may add or leave out, in alphabetical order: they carry no weight of their own. A prompt for
// wordings lists them.
func SmallWords() []string { return slices.Sorted(maps.Keys(smallWords)) }

// uncarried finds what the cited facts do not carry.
func (w *Wording) uncarried(s Said) string {
	for _, v := range w.table.Violations([]fact.Sentence{{Text: s.Text, Facts: s.Cited}}) {
		return fmt.Sprintf("%q %s", oneline.Short(v.Says, longestName), oneline.Short(v.Why, longestName))
	}
	return ""
}

// longerBy is how many characters a wording may have beyond those of the sentence that it stands for.
const longerBy = 60

// form holds a sentence to plain prose.
func (w *Wording) form(p Point, text string) string {
	plain := w.unnamed(text)
	odd := strings.IndexFunc(plain, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune(" ,.;:'’-–()%", r) && !strings.ContainsRune(p.Text, r)
	})
	switch {
	case text == "" || !strings.HasSuffix(text, "."):
		return "it is no sentence that ends with a period"
	case utf8.RuneCountInString(text) > utf8.RuneCountInString(p.Text)+longerBy:
		return "it is much longer than the sentence of the point"
	case odd >= 0:
		r, _ := utf8.DecodeRuneInString(plain[odd:])
		return fmt.Sprintf("it holds %q", r)
	case oneline.LinkIn(plain) != "" && oneline.LinkIn(p.Text) == "":
		return "it holds a link or an address"
	}
	return ""
}

// unnamed leaves out the names of metrics, which may hold anything.
func (w *Wording) unnamed(text string) string {
	for _, name := range w.names {
		for _, form := range formsOf(name) {
			text = strings.ReplaceAll(text, form.text, "")
		}
	}
	return text
}
