package link

import (
	"math"
	"slices"

	"github.com/plumbline-dev/plumb/internal/nearest"
)

// vocabulary numbers the words of a catalogue and knows how telling each is.
type vocabulary struct {
	ids    map[string]int
	words  []string
	spelt  []bool // whether a name is written with the word, and not only abbreviated to it
	named  []int  // in how many metrics' names each word occurs
	total  int    // metrics
	grams  map[string][]int
	parts  [][]uint32 // trigrams of each word that a name has, ascending
	differ []float64  // how often each word makes a difference where it occurs, 0 to 1, see contrasts
	weight []float64
}

func newVocabulary() *vocabulary { return &vocabulary{ids: map[string]int{}} }

func (v *vocabulary) add(word string) int {
	id, ok := v.ids[word]
	if !ok {
		id = len(v.words)
		v.ids[word] = id
		v.words = append(v.words, word)
		v.named = append(v.named, 0)
		v.spelt = append(v.spelt, false)
	}
	return id
}

// finish works out what depends on the whole catalogue.
func (v *vocabulary) finish(metrics int, contrasts []float64) {
	v.total = metrics
	v.differ = contrasts
	v.weight = make([]float64, len(v.words))
	v.grams = map[string][]int{}
	v.parts = make([][]uint32, len(v.words))
	for id, word := range v.words {
		v.weight[id] = v.idf(v.named[id])
		if v.named[id] > 0 {
			v.weight[id] *= inert + (1-inert)*min(1, 3*v.differ[id])
		}
		if fillers[word] || word == counting {
			v.weight[id], v.differ[id] = v.weight[id]*faint, 0
		}
		if v.named[id] > 0 && v.spelt[id] && len(word) >= 4 {
			for _, g := range wordGrams(word) {
				v.grams[g] = append(v.grams[g], id)
			}
			v.parts[id] = packed(word)
		}
	}
}

// inert is what a word weighs that never makes a difference, against one that does.
const inert = 0.5

// faint is what a word weighs that stands for any metric, against another one.
const faint = 0.3

// idf is the inverse document frequency of BM25, kept above zero so that every word counts, and at most that of a word that
// occurs once.
func (v *vocabulary) idf(df int) float64 {
	n := float64(v.total)
	return 0.5 + math.Log(1+(n-float64(df)+0.5)/(float64(df)+0.5))/math.Log(1+(n+0.5)/0.5)*2
}

func (v *vocabulary) weightOf(id int) float64 {
	if id < 0 {
		return v.idf(0)
	}
	return v.weight[id]
}

// wordGrams gives the trigrams of a word with its ends marked.
func wordGrams(word string) []string {
	marked := "^" + word + "$"
	out := make([]string, 0, len(marked))
	for i := 0; i+3 <= len(marked); i++ {
		out = append(out, marked[i:i+3])
	}
	return out
}

// packed gives the trigrams of a word as numbers, ascending, each once.
func packed(word string) []uint32 {
	marked := "^" + word + "$"
	out := make([]uint32, 0, len(marked))
	for i := 0; i+3 <= len(marked); i++ {
		out = append(out, uint32(marked[i])<<16|uint32(marked[i+1])<<8|uint32(marked[i+2]))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// likeness is Dice's coefficient of two ascending lists.
func likeness(a, b []uint32) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	common, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			common, i, j = common+1, i+1, j+1
		}
	}
	return 2 * float64(common) / float64(len(a)+len(b))
}

// alike gives the words of the catalogue that may be a misspelling of an unknown one, with how sure that is (0 to 1).
func (v *vocabulary) alike(word string) []scored {
	if len(word) < 4 || allDigits(word) {
		return nil
	}
	shared := map[int]int{}
	grams := wordGrams(word)
	for _, g := range grams {
		for _, id := range v.grams[g] {
			shared[id]++
		}
	}
	var out []scored
	for id, n := range shared {
		other := v.words[id]
		if 5*n < len(grams) || allDigits(other) {
			continue
		}
		if s := spelling(word, other); s > 0 {
			out = append(out, scored{id, s})
		}
	}
	slices.SortFunc(out, func(a, b scored) int { return a.compare(b) })
	return out[:min(len(out), 3)]
}

// scored is a place with a score.
type scored struct {
	at    int
	score float64
}

// compare puts higher scores first, and of equal ones the earlier place.
func (a scored) compare(b scored) int {
	switch {
	case a.score > b.score:
		return -1
	case a.score < b.score:
		return 1
	}
	return a.at - b.at
}

// spelling gives how likely one word is a misspelling of the other: one slip in four to seven letters, two in longer words.
func spelling(a, b string) float64 {
	if a[0] != b[0] { // people seldom miss the first letter, and "hired" is not "fired"
		return 0
	}
	allowed := 1
	if min(len(a), len(b)) >= 8 {
		allowed = 2
	}
	slips := nearest.Distance([]byte(a), []byte(b), allowed)
	if slips > allowed {
		return 0
	}
	return 1 - 0.1*float64(slips)
}
