package narrate

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
)

// Subject is what the questions of one section ask about.
type Subject struct {
	Anchors []string // words one of which a question has to have, or it asks about something else
	Words   []string // that a question may have besides those of its point, the anchors and [AskingWords]
}

// Asking is the gate for questions. A question stands only if it is one short question about the subject of its point, in words
// that are given: those of the point, of the subject and a few that carry no weight. What anybody said stands in “quotation marks”,
// exactly as a fact that it cites has it. So there is no place for a number, a name, a metric or a claim that is not in a fact.
type Asking struct {
	facts    []fact.Fact
	subjects map[string]Subject // by the section of their points
}

// NewAsking makes the gate for questions that rest on some facts. The subjects are those of the points, by their section.
func NewAsking(facts []fact.Fact, subjects map[string]Subject) *Asking {
	return &Asking{facts: facts, subjects: subjects}
}

// Point makes a point of a computed question, and says whether a model may be shown it: one that does not pass the gate in its own
// words, such as one that goes on with a statement, stays as it is. The first of the facts is that nothing is known of its subject.
func (a *Asking) Point(section, question string, facts ...string) (Point, bool) {
	p := Point{Section: section, Text: question, Facts: facts}
	if len(facts) == 0 {
		return Point{}, false
	}
	said, problem := p.read(p.Marked())
	return p, problem == "" && a.Gate(p, said) == ""
}

// AskingWords are those that every question may have, in alphabetical order.
func AskingWords() []string { return slices.Sorted(maps.Keys(askingWords)) }

// askingWords hold none that asks and none of the past: "why was it missed" would take for granted that it was. A question asks
// with the words of its point.
var askingWords = wordSet(`a an the this that these those it its they them their you your yours we us our of in on at to for from with by and or if as than so
	is are be do does will would should can could may have not there`)

// openings are the words that a question begins with, some of them after a preposition.
var (
	openings     = wordSet("who whom whose what which when where why how is are do does did will would should can could")
	prepositions = wordSet("by on at in to for from with until of")
)

const (
	longestQuestion = 220 // characters
	questionLonger  = 80  // characters that it may have beyond those of its point
)

// quoted are the words of others in a question.
var quoted = regexp.MustCompile(`“[^“”]*”`)

// Gate says what makes a wording something else than the question of its point.
func (a *Asking) Gate(p Point, s Said) string {
	if !slices.Contains(s.Cited, p.Facts[0]) {
		return fmt.Sprintf("it has to cite %s, which says what is not known", p.Facts[0])
	}
	for _, quote := range quoted.FindAllString(s.Text, -1) {
		if !a.carries(s.Cited, quote) {
			return fmt.Sprintf("no fact that it cites has the words %s", oneline.Short(quote, longestName))
		}
	}
	bare := quoted.ReplaceAllString(s.Text, " ")
	if problem := form(p, s.Text, bare); problem != "" {
		return problem
	}
	words, subject := wordsOf(bare), a.subjects[p.Section]
	if len(words) == 0 || !openings[words[0]] && !(len(words) > 1 && prepositions[words[0]] && openings[words[1]]) {
		return "it does not begin like a question"
	}
	if !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(subject.Anchors, w) }) {
		return "it does not ask about what the point asks: it needs one of the words " + strings.Join(subject.Anchors, ", ")
	}
	was := wordsOf(quoted.ReplaceAllString(p.Text, " "))
	for _, w := range words {
		if !askingWords[w] && !slices.Contains(was, w) && !slices.Contains(subject.Anchors, w) && !slices.Contains(subject.Words, w) {
			return fmt.Sprintf("the word %q is not one that it may have outside of quotation marks", oneline.Short(w, longestName))
		}
	}
	if denied(words) != denied(was) {
		return "it denies more or less than the point"
	}
	return ""
}

// form holds a question to one short sentence. Bare is its text without what it quotes.
func form(p Point, text, bare string) string {
	odd := strings.IndexFunc(bare, func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune(" ,'’-?", r) })
	length := utf8.RuneCountInString(text)
	switch {
	case !strings.HasSuffix(text, "?") || strings.Count(bare, "?") != 1:
		return "it is not one question that ends with a question mark"
	case length > longestQuestion || length > utf8.RuneCountInString(p.Text)+questionLonger:
		return "it is much longer than the question of the point"
	case odd >= 0:
		r, _ := utf8.DecodeRuneInString(bare[odd:])
		return fmt.Sprintf("it holds %q outside of quotation marks", r)
	}
	return ""
}

// carries reports whether a fact that is cited has the words of a quote, as whole words and between quotation marks of its own.
func (a *Asking) carries(cited []string, quote string) bool {
	words := strings.TrimSpace(strings.TrimSuffix(strings.Trim(quote, "“”"), "…"))
	if words == "" {
		return false
	}
	for _, f := range a.facts {
		if !slices.Contains(cited, f.ID) {
			continue
		}
		for _, said := range quoted.FindAllString(oneline.Tidy(f.Text), -1) {
			if hasWhole(strings.Trim(said, "“”"), words) {
				return true
			}
		}
	}
	return false
}

// hasWhole reports whether a text has a part that cuts no word.
func hasWhole(text, part string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], part)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(text[:from+i])
		first, size := utf8.DecodeRuneInString(part)
		after, _ := utf8.DecodeRuneInString(text[from+i+len(part):])
		last, _ := utf8.DecodeLastRuneInString(part)
		if !(inWord(before) && inWord(first)) && !(inWord(last) && inWord(after)) {
			return true
		}
		from += i + size
	}
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r))
}

// denied counts the words that turn a sentence around.
func denied(words []string) int {
	count := 0
	for _, w := range words {
		if denials[w] || strings.HasSuffix(w, "n't") {
			count++
		}
	}
	return count
}
