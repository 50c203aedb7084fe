package decision

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
)

// Likeness is a past decision that says much the same as another one.
type Likeness struct {
	Entry
	Score float64 `json:"score"` // cosine of the weighted words, from 0 to 1
	Why   string  `json:"why"`   // what they share
}

const (
	mostSimilar  = 3
	minLikeness  = 0.2 // below it, decisions of an ordinary log share words by chance
	minShared    = 2   // words that both hold
	shownShared  = 4
	minOverruled = 0.5 // share of the weight of what was ruled out that a decision has to take up again
)

// Similar gives up to three approved decisions that say much the same as d, the most similar first; id is that of d itself, ""
// when it is not kept. It compares words, not meanings: title, text, mechanism and what was ruled out, each word weighted by how
// few decisions hold it (tf-idf, cosine). A decision that takes up again what another one ruled out comes first.
func (l *Log) Similar(ctx context.Context, id string, d Decision) ([]Likeness, error) {
	b, err := l.book(ctx)
	if err != nil {
		return nil, err
	}
	past := slices.DeleteFunc(b.entries, func(e Entry) bool { return !e.Effective() || e.ID == id })
	return similar(d, past), nil
}

func similar(d Decision, past []Entry) []Likeness {
	bags := make([]bag, len(past))
	for i := range past {
		bags[i] = bagOf(past[i].Decision)
	}
	mine := bagOf(d)
	weights := weigh(append(slices.Clone(bags), mine))
	found := []Likeness{}
	for i, e := range past {
		score, shared := mine.like(bags[i], weights)
		overruled, isOverruled := takesUp(d, e.RuledOut, weights)
		if !isOverruled && (score < minLikeness || len(shared) < minShared) {
			continue
		}
		why := "both speak of " + strings.Join(shared, ", ")
		if isOverruled {
			why, score = `it ruled out: "`+overruled+`"`, 1
		} else if d.Sheet != "" && e.Sheet == d.Sheet {
			why = "about the same sheet; " + why
		}
		found = append(found, Likeness{Entry: e, Score: math.Round(score*100) / 100, Why: why})
	}
	slices.SortStableFunc(found, func(a, b Likeness) int { return cmp.Compare(b.Score, a.Score) })
	return found[:min(len(found), mostSimilar)]
}

// bag holds how often the words of a text occur in it, by their stems, and how each was written first.
type bag struct {
	counts  map[string]int
	written map[string]string
}

func bagOf(d Decision) bag {
	texts := append([]string{d.Title, d.Text, d.Mechanism}, d.RuledOut...)
	if d.Text == d.Sentence() { // it repeats the title
		texts[1] = ""
	}
	return wordsOf(texts...)
}

func wordsOf(texts ...string) bag {
	b := bag{counts: map[string]int{}, written: map[string]string{}}
	for _, text := range texts {
		if text == NotStated {
			continue
		}
		for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if len(word) < 3 || stopwords[word] {
				continue
			}
			s := stem(word)
			b.counts[s]++
			if b.written[s] == "" {
				b.written[s] = word
			}
		}
	}
	return b
}

// stem removes the endings by which English words differ most: plural, past and -ing.
func stem(word string) string {
	for _, ending := range []string{"ings", "ing", "ies", "ied", "ed", "es", "s"} {
		if rest, ok := strings.CutSuffix(word, ending); ok && len(rest) >= 4 && !strings.HasSuffix(rest, "s") {
			return strings.TrimSuffix(rest, "e")
		}
	}
	return strings.TrimSuffix(word, "e")
}

// weigh gives each word the weight of how few of the bags hold it.
func weigh(bags []bag) map[string]float64 {
	in := map[string]int{}
	for _, b := range bags {
		for word := range b.counts {
			in[word]++
		}
	}
	weights := make(map[string]float64, len(in))
	for word, n := range in {
		weights[word] = math.Log(1 + float64(len(bags))/float64(n))
	}
	return weights
}

// like gives the cosine of two bags and the words that both hold, the weightiest first.
func (b bag) like(other bag, weights map[string]float64) (score float64, shared []string) {
	dot := 0.0
	for word := range b.counts {
		if other.counts[word] > 0 {
			dot += b.weight(word, weights) * other.weight(word, weights)
			shared = append(shared, word)
		}
	}
	slices.SortFunc(shared, func(x, y string) int { return cmp.Or(cmp.Compare(weights[y], weights[x]), cmp.Compare(x, y)) })
	shared = shared[:min(len(shared), shownShared)]
	for i, word := range shared {
		shared[i] = b.written[word]
	}
	norm := b.norm(weights) * other.norm(weights)
	if norm == 0 {
		return 0, shared
	}
	return dot / norm, shared
}

func (b bag) weight(word string, weights map[string]float64) float64 {
	return math.Sqrt(float64(b.counts[word])) * weights[word]
}

func (b bag) norm(weights map[string]float64) float64 {
	words := make([]string, 0, len(b.counts))
	for word := range b.counts {
		words = append(words, word)
	}
	slices.Sort(words) // sums of floats depend on the order
	sum := 0.0
	for _, word := range words {
		w := b.weight(word, weights)
		sum += w * w
	}
	return math.Sqrt(sum)
}

// takesUp gives what was ruled out before and is now decided; what d rules out itself it does not take up.
func takesUp(d Decision, ruledOut []string, weights map[string]float64) (string, bool) {
	if d.Choice == Stop {
		return "", false
	}
	decided := wordsOf(d.Title, d.Text, d.Mechanism)
	for _, item := range ruledOut {
		if slices.Contains(d.RuledOut, item) {
			continue
		}
		all, taken, words := 0.0, 0.0, 0
		out := wordsOf(item)
		for word := range out.counts {
			all += weights[word]
			if decided.counts[word] > 0 {
				taken += weights[word]
				words++
			}
		}
		if words >= minShared && taken > minOverruled*all {
			return item, true
		}
	}
	return "", false
}

// stopwords are words that every decision holds.
var stopwords = set("about after all and any are because been before believe but can could did does done each even for from had has have her his " +
	"how into its just less may mean more most move must not now one only other our out over own per see shall she should some such than that the their " +
	"them then there they this those through too two under until was way we were what when where which while who why will with would yes yet you your " +
	"bet continue continued decide decided decision start stop stated")

func set(words string) map[string]bool {
	all := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		all[word] = true
	}
	return all
}

// String names a likeness in a line, for a person.
func (l Likeness) String() string { return fmt.Sprintf("%s (%s): %s", l.ID, l.Date, l.Why) }
