package review

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent/fact"
)

// essence is what another wording of a sentence has to keep.
type essence struct {
	names   []string            // of the metrics that it names, sorted, each as often as it stands there
	numbers map[string][]string // as they are written, with their bounds, in their order, by kind and unit
	order   []string            // numbers that are no times, and the words that say what such a number is, in their order
	words   map[string]bool     // that are left, in lower case
	denials int
}

// essenceOf takes a sentence apart: first the names of metrics, which may hold anything, then numbers and dates, then words.
func (n *narration) essenceOf(text string) essence {
	e := essence{numbers: map[string][]string{}, words: map[string]bool{}}
	plain := " " + text
	for _, name := range n.names {
		for _, form := range formsOf(name) {
			for found := strings.Count(plain, form.text); found > 0; found-- {
				e.names = append(e.names, form.of)
			}
			plain = strings.ReplaceAll(plain, form.text, " \x00 ")
		}
	}
	slices.Sort(e.names)
	at := 0
	for _, number := range fact.Numbers(plain) {
		e.read(plain[at:number.Start])
		at = number.End
		written := bound.FindString(plain[:number.Start]) + strings.Join(strings.Fields(number.Text), " ")
		key := string(number.Kind) + " " + number.Unit
		e.numbers[key] = append(e.numbers[key], strings.ToLower(written))
		if number.Kind != fact.Date && !times[number.Unit] {
			e.order = append(e.order, strings.ToLower(written))
		}
	}
	e.read(plain[at:])
	return e
}

// read takes up the words of a text without numbers and names.
func (e *essence) read(text string) {
	for _, word := range wordsOf(text) {
		e.words[word] = true
		if denials[word] || strings.HasSuffix(word, "n't") {
			e.denials++
		}
		if anchors[word] {
			e.order = append(e.order, word)
		}
	}
}

// bound is what makes a limit of the number after it.
var bound = regexp.MustCompile(`(?i)\b(?:(?:at (?:least|most)|(?:less|more|fewer|higher|lower) than|up to|over|under|above|below|beyond|about|around|nearly|almost) )+$`)

var times = wordSet("day days week weeks month months year years")

// anchors say which of the numbers of a sentence is which.
var anchors = wordSet("before after now stood averaged average asked asks allowed allows")

// namesOf gives the names of the metrics of a note, the longest first: one may be a part of another.
func namesOf(r Review) []string {
	set := map[string]bool{}
	for _, f := range r.Facts {
		set[f.Name] = true
	}
	for _, s := range r.Signals {
		set[s.Name] = true
	}
	delete(set, "")
	return slices.SortedFunc(maps.Keys(set), func(x, y string) int {
		if len(x) != len(y) {
			return len(y) - len(x)
		}
		return strings.Compare(x, y)
	})
}

// nameForm is a way to write a name, and what it is a way of.
type nameForm struct{ text, of string }

// formsOf gives the ways in which a name may stand in a sentence. One in quotation marks is another name: it would claim something without them.
func formsOf(name string) []nameForm {
	quoted := "“" + name + "”"
	return []nameForm{{quoted, quoted}, {name, name}, {upperFirst(name), name}}
}

func wordsOf(text string) []string {
	text = strings.ReplaceAll(strings.ToLower(text), "’", "'")
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && r != '\''
	})
}

// markers are the facts that a sentence of a model cites, such as [F3] or [F3, F4].
var markers = regexp.MustCompile(`\s*\[\s*(F\d+(?:\s*[,;]?\s*F\d+)*)\s*\]`)

var factID = regexp.MustCompile(`F\d+`)

// longerBy is how many characters a wording may have beyond those of the sentence that it stands for.
const longerBy = 60

// examine gives the text of a model's sentence without its markers, or what is wrong with it.
func (n *narration) examine(p *point, said string) (text, problem string) {
	var cited []string
	for _, m := range markers.FindAllStringSubmatch(said, -1) {
		cited = append(cited, factID.FindAllString(m[1], -1)...)
	}
	text = tidy(markers.ReplaceAllString(said, ""))
	cited = compact(cited)
	for _, id := range cited {
		if !slices.Contains(p.said.Facts, id) {
			return "", fmt.Sprintf("it cites %s, which is not listed at the point", id)
		}
	}
	if len(cited) == 0 {
		return "", "it cites no fact"
	}
	for _, check := range []func(*point, string) string{n.form, n.kept, n.added} {
		if problem := check(p, text); problem != "" {
			return "", problem
		}
	}
	s := p.said
	s.Text, s.Facts = text, cited
	if v := n.table.Violations([]fact.Sentence{s}); len(v) > 0 {
		return "", fmt.Sprintf("%q %s", short(v[0].Says, longestModel), short(v[0].Why, longestModel))
	}
	if says, is := n.review.contradicts(text); says != "" {
		return "", fmt.Sprintf("%q is wrong: %s", short(says, longestModel), is)
	}
	return text, ""
}

// form holds a sentence to plain prose.
func (n *narration) form(p *point, text string) string {
	plain := n.unnamed(text)
	odd := strings.IndexFunc(plain, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune(" ,.;:'’-–()%", r) && !strings.ContainsRune(p.said.Text, r)
	})
	switch {
	case text == "" || !strings.HasSuffix(text, "."):
		return "it is no sentence that ends with a period"
	case utf8.RuneCountInString(text) > utf8.RuneCountInString(p.said.Text)+longerBy:
		return "it is much longer than the sentence of the point"
	case odd >= 0:
		r, _ := utf8.DecodeRuneInString(plain[odd:])
		return fmt.Sprintf("it holds %q", r)
	case links.MatchString(plain) && !links.MatchString(p.said.Text):
		return "it holds a link or an address"
	}
	return ""
}

// unnamed leaves out the names of metrics, which may hold anything.
func (n *narration) unnamed(text string) string {
	for _, name := range n.names {
		for _, form := range formsOf(name) {
			text = strings.ReplaceAll(text, form.text, "")
		}
	}
	return text
}

// kept finds what a wording lost of the sentence that it stands for, or tells differently.
func (n *narration) kept(p *point, text string) string {
	e := n.essenceOf(text)
	if !slices.Equal(e.names, p.is.names) {
		return "it does not name the same metrics as often as the point"
	}
	for _, key := range slices.Sorted(maps.Keys(p.is.numbers)) {
		if !slices.Equal(e.numbers[key], p.is.numbers[key]) {
			return fmt.Sprintf("it has to tell %s as it is written and in this order", list(p.is.numbers[key]))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(e.numbers)) {
		if len(p.is.numbers[key]) == 0 {
			return fmt.Sprintf("%q is not in the sentence of the point", short(e.numbers[key][0], longestModel))
		}
	}
	if !slices.Equal(e.order, p.is.order) {
		return fmt.Sprintf("it has to say in this order: %s", list(p.is.order))
	}
	for _, word := range slices.Sorted(maps.Keys(p.is.words)) {
		if !smallWords[word] && !e.words[word] {
			return fmt.Sprintf("it left out the word %q", word)
		}
	}
	if phrase := lostPhrase(p.said.Text, text); phrase != "" {
		return fmt.Sprintf("it has to keep %q together", phrase)
	}
	if e.denials != p.is.denials {
		return "it denies more or less than the point"
	}
	return ""
}

// phrases would say something else in another order of their words. A denial is one with the word after it.
var phrases = regexp.MustCompile(`\b(?:more than noise explains|noise alone does as much|the wrong way|when the mechanism started|other things may have changed then|why is not known|close to a breach|` +
	`its usual swings reach beyond that|if nothing changed|would cry wolf|would show|near its edge|is used up|moved (?:up|down)|(?:(?:gate|guardrail) (?:is |cannot be )?(?:passed|missed|inconclusive|holds|breached|told|unknown))|` +
	`(?:not?|never|none|nothing|nobody|neither|nor|cannot|without) \w+)\b`)

// lostPhrase gives a phrase of a sentence that another wording tore apart, "" for none.
func lostPhrase(was, is string) string {
	is = strings.ToLower(is)
	for _, phrase := range phrases.FindAllString(strings.ToLower(was), -1) {
		if !strings.Contains(is, phrase) {
			return phrase
		}
	}
	return ""
}

// added finds a word that neither the point nor its facts have, and that is not small.
func (n *narration) added(p *point, text string) string {
	known := map[string]bool{}
	for _, f := range n.review.Facts {
		if slices.Contains(p.said.Facts, f.ID) {
			maps.Copy(known, n.essenceOf(f.Text).words)
		}
	}
	for _, word := range slices.Sorted(maps.Keys(n.essenceOf(text).words)) {
		if !smallWords[word] && !p.is.words[word] && !known[word] {
			return fmt.Sprintf("neither the point nor its facts have the word %q", short(word, longestModel))
		}
	}
	return ""
}

// denials turn a sentence around.
var denials = wordSet("no not never none nothing nobody neither nor cannot without hardly isn't")

// smallWords carry no weight of their own: a wording may add them or leave them out. The prompt lists them.
var smallWords = wordSet(`a an the that this these those it its they their them we our of in on at to for from with and which is are was were be been has have had
	there so far while as by than also too over during`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}
