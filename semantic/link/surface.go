package link

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/semantic"
)

// surfaceKind says what a surface is to its metric.
type surfaceKind int

const (
	surfaceName surfaceKind = iota
	surfaceLabel
	surfaceSynonym
	surfaceAlias // what one team calls it
	surfaceInitials
)

// surface is one way to name a metric.
type surface struct {
	kind   surfaceKind
	team   string // of an alias
	phrase phrase
	ids    []int // of the phrase's words in the vocabulary
	joined []int // of its compounds, -1 for those that no word of the catalogue is
	runs   []int // of the initials of its runs, in the order of phrase.runs; nil for most surfaces
}

// entry is a metric with everything that it can be recognised by.
type entry struct {
	metric   semantic.Metric
	id       string
	surfaces []surface
	nouns    []string // names of one word, in the singular
	scope    []int    // words of its namespace and team, ascending
	said     []int    // words of its description, ascending
	family   string   // namespace and name without a version: the same for all versions of a metric
	version  int
	home     string // the team whose definition it is, and the namespace, as teams are compared
	space    string
	counts   bool // whether one of its names says that it is a count
}

const maxDescription = 1200 // bytes of a description that are looked at

// surfacesOf gives the ways to name a metric, and the names of one word in the singular.
func surfacesOf(m *semantic.Metric) (out []surface, nouns []string) {
	take := func(words []string) phrase {
		p := phraseOf(words)
		if noun, ok := p.noun(); ok {
			nouns = append(nouns, noun)
		}
		return p
	}
	add := func(kind surfaceKind, team, text string) {
		words := tokens(text, nil)
		p := take(words)
		if p.exact == "" && p.slots == (slots{}) {
			return
		}
		out = append(out, surface{kind: kind, team: team, phrase: p})
		if long, ok := expanded(words); ok {
			out = append(out, surface{kind: kind, team: team, phrase: long})
		}
	}
	name, label := tokens(m.Name, nil), tokens(m.Label, nil)
	out = []surface{{kind: surfaceName, phrase: take(name)}}
	if long, ok := expanded(name); ok {
		out = append(out, surface{kind: surfaceName, phrase: long})
	}
	if m.Label != "" {
		add(surfaceLabel, "", m.Label)
	}
	for _, s := range m.Synonyms {
		add(surfaceSynonym, "", s)
	}
	for _, team := range slices.Sorted(maps.Keys(m.Aliases)) {
		for _, s := range m.Aliases[team] {
			add(surfaceAlias, semantic.TeamKey(team), s)
		}
	}
	for _, words := range [][]string{name, label} {
		if short, ok := initials(words); ok {
			out = append(out, surface{kind: surfaceInitials, phrase: short})
		}
	}
	return slices.CompactFunc(out, func(a, b surface) bool {
		return a.kind == b.kind && a.phrase.exact == b.phrase.exact && a.phrase.slots == b.phrase.slots
	}), nouns
}

// expanded gives a phrase with its common acronyms written out, if there is one in it.
func expanded(words []string) (phrase, bool) { return new(terms).expandWords(words) }

// initials gives what people make of a long name: the first letters of its words, of which there are three to six. The slots stay
// those of the name: who says "dau" says the day.
func initials(of []string) (phrase, bool) {
	words := slices.DeleteFunc(slices.Clone(of), isVersion)
	if len(words) < 3 || len(words) > 6 {
		return phrase{}, false
	}
	var short strings.Builder
	for _, w := range words {
		short.WriteString(string([]rune(w)[:1]))
	}
	if !plainLetters(short.String()) {
		return phrase{}, false
	}
	return phrase{words: []string{short.String()}, raw: []string{short.String()}, exact: short.String(), slots: phraseOf(of).slots}, true
}

func plainLetters(s string) bool {
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

// capitalised is a run of words with capitals in a description, such as "Search Access Points".
var capitalised = regexp.MustCompile(`\b[A-Z][a-z]+(?:[ -](?:of |the |and )?[A-Z][a-z]+){1,4}`)

// saidIn gives the stems of a description, and the initials of what it writes with capitals.
func saidIn(description string) []string {
	if len(description) > maxDescription {
		description = strings.ToValidUTF8(description[:maxDescription], "")
	}
	var out []string
	for _, w := range tokens(description, nil) {
		if !stopWords[w] {
			out = append(out, stemOf(w))
		}
	}
	if capitals(description) < 2 {
		return out
	}
	for _, run := range capitalised.FindAllString(description, 20) {
		var short strings.Builder
		for _, w := range strings.FieldsFunc(run, func(r rune) bool { return r == ' ' || r == '-' }) {
			if w[0] >= 'A' && w[0] <= 'Z' {
				short.WriteByte(w[0] + 'a' - 'A')
			}
		}
		if short.Len() >= 2 {
			out = append(out, short.String())
		}
	}
	return out
}

// capitals counts the words of ASCII letters that start with a capital and go on in small letters, from which [capitalised] is
// made; it may count too many.
func capitals(text string) int {
	n := 0
	for i := 1; i < len(text); i++ {
		if text[i-1] >= 'A' && text[i-1] <= 'Z' && text[i] >= 'a' && text[i] <= 'z' {
			n++
		}
	}
	return n
}
