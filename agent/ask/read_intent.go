package ask

import (
	"cmp"
	_ "embed" // for the weights
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// intent is a kind of query, or that a question is about something of which nothing is kept.
type intent string

const strange intent = "outside"

// intentWeights holds one line for each feature: its name, a tab, and the weight that it gives to each intent, in hundredths,
// as "gate:31 who:-8". The first line holds the names of the intents. The lines are sorted by their names, so that they are
// looked up where they stand and nothing has to be read beforehand.
//
// They are those of a multinomial logistic regression (maximum entropy classifier; Berger, Della Pietra and Della Pietra, "A
// Maximum Entropy Approach to Natural Language Processing", 1996) over masked words, pairs and triples of words, and over what
// the constructions of [allPhrasings] say. They were learned from the first 300 questions of testdata/phrasings.jsonl, by the
// digests of their texts, from testdata/phrasings2.jsonl and testdata/ways.tsv, and from the questions of TestReadTells;
// TestIntentsAreThoseThatAreLearned learns them again and compares.
//
//go:embed intents.tsv
var intentWeights string

// intentModel looks weights up.
type intentModel struct {
	lines   string
	intents []intent
}

var intents = sync.OnceValue(func() *intentModel { return newIntentModel(intentWeights) })

func newIntentModel(weights string) *intentModel {
	head, lines, _ := strings.Cut(weights, "\n")
	m := &intentModel{lines: lines}
	for name := range strings.FieldsSeq(head) {
		m.intents = append(m.intents, intent(name))
	}
	return m
}

// line gives the weights of a feature as they are written, and whether there are any.
func (m *intentModel) line(feature string) (string, bool) {
	from, to := 0, len(m.lines)
	for from < to {
		mid := (from + to) / 2
		start := strings.LastIndexByte(m.lines[:mid], '\n') + 1
		end := len(m.lines)
		if n := strings.IndexByte(m.lines[mid:], '\n'); n >= 0 {
			end = mid + n
		}
		name, weights, _ := strings.Cut(m.lines[start:end], "\t")
		switch strings.Compare(feature, name) {
		case 0:
			return weights, true
		case -1:
			to = start
		default:
			from = end + 1
		}
	}
	return "", false
}

// knows reports whether a word says something of what is asked.
func (m *intentModel) knows(word string) bool {
	_, ok := m.line(word)
	return ok
}

// guess is an intent with its probability.
type guess struct {
	intent intent
	p      float64
}

// guesses gives the intents of a question by its features, likeliest first.
func (m *intentModel) guesses(features []feature) []guess {
	scores := make([]float64, len(m.intents))
	for _, f := range features {
		weights, _ := m.line(f.name)
		for pair := range strings.FieldsSeq(weights) {
			name, value, _ := strings.Cut(pair, ":")
			i := slices.Index(m.intents, intent(name))
			n, err := strconv.Atoi(value)
			if i >= 0 && err == nil {
				scores[i] += f.value * float64(n) / 100
			}
		}
	}
	list := make([]guess, len(scores))
	for i, p := range softmax(scores) {
		list[i] = guess{m.intents[i], p}
	}
	slices.SortStableFunc(list, func(a, b guess) int { return cmp.Compare(b.p, a.p) })
	return list
}

// softmax makes probabilities of scores.
func softmax(scores []float64) []float64 {
	most := slices.Max(append([]float64{0}, scores...))
	sum := 0.0
	out := make([]float64, len(scores))
	for i, s := range scores {
		out[i] = math.Exp(s - most)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// feature is something that a question has: a word, a row of words, a construction.
type feature struct {
	name  string
	value float64
}

// Masks stand for words that differ from question to question and from company to company.
const (
	maskMetric  = "METRIC"
	maskPerson  = "PERSON"
	maskTime    = "TIME"
	maskNumber  = "NUMBER"
	maskBet     = "BET"
	maskSubject = "SUBJECT" // a word that tells no intent
)

// betNouns are what people call a bet.
var betNouns = wordSet(`bet pilot experiment initiative project rollout`)

// masked gives the words of a part as the classifier sees them.
func (r *reader) masked(p part, at place, heard []mention, knows func(string) bool) (words []string) {
	people := r.namesIn(p)
	add := func(w string) {
		if n := len(words); n > 0 && words[n-1] == w && unicode.IsUpper(rune(w[0])) {
			return
		}
		words = append(words, w)
	}
	for i, t := range p.words {
		w := stem(t.norm)
		switch {
		case i > 0 && i == len(p.words)-1 && p.words[i-1].comma && nodding[t.norm]:
		case at.title[0] <= i && i < at.title[1], betNouns[t.norm]:
			add(maskBet)
		case slices.ContainsFunc(heard, func(m mention) bool { return m.from <= i && i < m.to }):
			add(maskMetric)
		case slices.ContainsFunc(p.times, func(s stretch) bool { return s.from <= i && i < s.to }):
			add(maskTime)
		case people[i]:
			add(maskPerson)
		case articles[t.norm]:
		case strings.ContainsAny(w, "0123456789"):
			add(maskNumber)
		case knows(w) || conceptsOf()[w] != nil:
			add(w)
		default:
			add(maskSubject)
		}
	}
	return words
}

// nodding are words at the end of a statement that ask for a nod.
var nodding = wordSet(`no right true correct yes huh eh ok`)

// namesIn gives the places of the words that are names of people: of the sheets that were read, or by their capital letter.
func (r *reader) namesIn(p part) map[int]bool {
	found := map[int]bool{}
	for _, id := range slices.Sorted(maps.Keys(r.loaded)) {
		v := r.loaded[id]
		for _, name := range peopleOf(&v) {
			parts := tokensOf(name)
			for _, n := range parts[:min(2, len(parts))] {
				for i, w := range p.words {
					if len(n.norm) >= 3 && !common[n.norm] && (w.norm == n.norm || len(n.norm) >= 5 && alike(w.norm, n.norm)) {
						found[i] = true
					}
				}
			}
		}
	}
	for i, t := range p.words {
		word := r.text[t.start:t.end]
		if i > 0 && len(word) > 2 && word[0] >= 'A' && word[0] <= 'Z' && strings.ToUpper(word) != word && plainLetters(word[1:]) && monthNames[t.norm] == 0 && !capitals[t.norm] {
			found[i] = true
		}
	}
	return found
}

// capitals are words that have a capital letter and are no names of people.
var capitals = wordSet(`monday tuesday wednesday thursday friday saturday sunday easter christmas english`)

// features gives what a part has: its masked words, pairs and first words, and how well constructions fit it.
func featuresOf(words []string, query bool, found []fit) []feature {
	seen := map[string]bool{}
	var list []feature
	add := func(name string, value float64) {
		if !seen[name] {
			seen[name] = true
			list = append(list, feature{name, value})
		}
	}
	row := append(append([]string{"^"}, words...), "$")
	for i, w := range row {
		if i > 0 && i < len(row)-1 {
			add(w, 1)
		}
		if i+1 < len(row) {
			add(w+" "+row[i+1], 1)
		}
		if i+2 < len(row) {
			add(w+" * "+row[i+2], 0.5)
			if i == 0 {
				add(w+" "+row[1]+" "+row[2], 1)
			}
		}
	}
	for i, w := range words {
		for _, c := range conceptsOf()[w] {
			add("@"+c, 1)
			add(row[i]+" @"+c, 0.5)
			if i+1 < len(words) {
				for _, next := range conceptsOf()[words[i+1]] {
					add("@"+c+" @"+next, 0.5)
				}
			}
			if i > 0 {
				add(words[0]+" .. @"+c, 0.5)
			}
			add("@"+c+" "+row[i+2], 0.5)
		}
	}
	if query {
		add("?", 1)
	}
	add("#"+strconv.Itoa(min(len(words), 6)), 0.5)
	best := map[Kind]float64{}
	top, topScore := Kind(""), 0.0
	for _, f := range found {
		best[f.kind] = max(best[f.kind], f.score)
		if f.score > topScore {
			top, topScore = f.kind, f.score
		}
	}
	for _, k := range Kinds() {
		if s := best[k]; s > 0 {
			add("="+string(k), max(0, min(1, (s-0.6)/0.35)))
		}
	}
	if top != "" {
		add("=="+string(top), 1)
	}
	return list
}
