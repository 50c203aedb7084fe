package narrate

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
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
func (w *Wording) essenceOf(text string) essence {
	e := essence{numbers: map[string][]string{}, words: map[string]bool{}}
	plain := " " + text
	for _, name := range w.names {
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
		e.read(plain[at:max(at, number.Start)]) // numbers may overlap, as in "0$0"
		at = max(at, number.End)
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

// namesOf gives the names of the metrics of some material, the longest first: one may be a part of another.
func namesOf(m Material) []string {
	set := map[string]bool{}
	for _, f := range m.Facts {
		set[f.Name] = true
	}
	for _, name := range m.Names {
		set[name] = true
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
	return []nameForm{{quoted, quoted}, {name, name}, {oneline.UpperFirst(name), name}}
}

func wordsOf(text string) []string {
	text = strings.ReplaceAll(strings.ToLower(text), "’", "'")
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && r != '\''
	})
}

// kept finds what a wording tells differently from the sentence that it stands for: metrics, numbers, and which is which.
func kept(was, e essence) string {
	if !slices.Equal(e.names, was.names) {
		return "it does not name the same metrics as often as the point"
	}
	for _, key := range slices.Sorted(maps.Keys(was.numbers)) {
		if !slices.Equal(e.numbers[key], was.numbers[key]) {
			return fmt.Sprintf("it has to tell %s as it is written and in this order", oneline.List(was.numbers[key]))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(e.numbers)) {
		if len(was.numbers[key]) == 0 {
			return fmt.Sprintf("%q is not in the sentence of the point", oneline.Short(e.numbers[key][0], longestName))
		}
	}
	if !slices.Equal(e.order, was.order) {
		return fmt.Sprintf("it has to say in this order: %s", oneline.List(was.order))
	}
	return ""
}

// lost finds what a wording left out of the sentence that it stands for, or tore apart.
func lost(before, after string, was, e essence) string {
	for _, word := range slices.Sorted(maps.Keys(was.words)) {
		if !smallWords[word] && !e.words[word] {
			return fmt.Sprintf("it left out the word %q", word)
		}
	}
	if phrase := lostPhrase(before, after); phrase != "" {
		return fmt.Sprintf("it has to keep %q together", phrase)
	}
	if e.denials != was.denials {
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
func (w *Wording) added(p Point, was, is essence) string {
	known := map[string]bool{}
	for _, f := range w.facts {
		if slices.Contains(p.Facts, f.ID) {
			maps.Copy(known, w.essenceOf(f.Text).words)
		}
	}
	for _, word := range slices.Sorted(maps.Keys(is.words)) {
		if !smallWords[word] && !was.words[word] && !known[word] {
			return fmt.Sprintf("neither the point nor its facts have the word %q", oneline.Short(word, longestName))
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
