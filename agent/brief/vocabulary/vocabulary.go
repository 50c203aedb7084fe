// Package vocabulary keeps the words of an audience: by which of its own words something is called, and what never stands
// on a page for it. Replacing words cannot claim, deny, count or turn anything around: what could is refused.
package vocabulary

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Vocabulary is how an audience calls things.
type Vocabulary struct {
	Words    []Word   // the longest From counts first
	LeaveOut []string // what stands nowhere on the page
}

// Word is what stands for another one.
type Word struct {
	From string // words of plumb or of the name of a metric, without regard to case; see [Word.wholeName]
	To   string
}

// Longest is the length of words and of what is left out, in bytes.
const Longest = 60

const op = "vocabulary.check"

// Check refuses words that carry more than a name. The error is Invalid.
func (w Word) Check() error {
	for _, text := range []string{w.From, w.To} {
		if err := checkLine(text); err != nil {
			return err
		}
	}
	if held := carrying(w.To); held != "" {
		return fault.Newf(fault.Invalid, op, "%q holds %q, which says more than a name may", w.To, held).Do("Use the name of a thing: of a metric, a product, a term.")
	}
	switch {
	case !slices.ContainsFunc(wordsOf(w.From), func(word string) bool { return !carries(word) }):
		return fault.Newf(fault.Invalid, op, "what %q says must stay as it is", w.From).Do("Replace names of things: metrics, products, terms.")
	case fact.Claims(w.From) || !strings.ContainsFunc(w.From, unicode.IsLetter):
		return fault.Newf(fault.Invalid, op, "%q holds a number or a cause, and neither is replaced", w.From).Do("Replace names of things: metrics, products, terms.")
	case fact.Claims(w.To):
		return fault.Newf(fault.Invalid, op, "%q would claim a cause or an amount", w.To).Do("Use a name that says what something is, and not what it does.")
	case len(fact.Numbers(w.To)) > 0 || strings.ContainsFunc(w.To, unicode.IsDigit):
		return fault.Newf(fault.Invalid, op, "%q holds a number, which would be one that nobody counted", w.To).Do("Use a name without numbers and dates.")
	}
	return nil
}

// CheckLeaveOut refuses what cannot be looked for on a page. The error is Invalid.
func CheckLeaveOut(text string) error { return checkLine(text) }

func checkLine(text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return fault.New(fault.Invalid, op, "a word of a brief is empty", "Write what stands there, and what is to stand there instead.")
	case len(text) > Longest || !utf8.ValidString(text):
		return fault.Newf(fault.Invalid, op, "a word of a brief has at most %d bytes of valid UTF-8", Longest).Do("Replace the name alone, not the sentence around it.")
	case strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) || strings.ContainsRune("“”\"[]<>", r) }):
		return fault.Newf(fault.Invalid, op, "%q holds a character that cannot be seen, a quotation mark or a bracket", text).Do("Write plain words.")
	}
	return nil
}

// carrying gives a word of a text that says how something stands, which way it goes, or that it is not so; "" for none.
func carrying(text string) string {
	if i := slices.IndexFunc(wordsOf(text), carries); i >= 0 {
		return wordsOf(text)[i]
	}
	return ""
}

func carries(word string) bool {
	return carriers[word] || strings.HasSuffix(word, "n't") || strings.HasSuffix(word, "n\u2019t")
}

// wholeName reports whether a word counts only where it is the whole name of a metric: its digits and small words mean something
// anywhere else.
func (w Word) wholeName() bool {
	return strings.ContainsFunc(w.From, unicode.IsDigit) || carrying(w.From) != ""
}

var carriers = set(`no not never none nothing nobody neither nor cannot without hardly barely only all every any some most more less least fewer than about almost nearly up down higher lower good bad better worse right wrong
	passed missed met failed due inconclusive unknown ok holds held breached breach close near open approved draft rejected superseded replaced decided continue change stop start true false sure certain
	is are was were be been may must should would will can could might if unless until before after since by at from to between allows asks stood averaged moved rose fell noise believe expected stated told known blank
	first last newest oldest week weeks day days month months year years today now yet`)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		out[word] = true
	}
	return out
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '\u2019' })
}

// Say gives a text in the words of the audience. What stands between quotation marks stays, and so does every number: a
// Word with a digit, or a small word such as "by", counts only where the text has the whole of one of the names.
func (v Vocabulary) Say(text string, names []string) string {
	words := slices.Clone(v.Words)
	slices.SortStableFunc(words, func(a, b Word) int { return cmp.Compare(len(b.From), len(a.From)) })
	var b strings.Builder
	for at := 0; at < len(text); {
		if end := quoteEnd(text[at:]); end > 0 {
			b.WriteString(text[at : at+end])
			at += end
			continue
		}
		if w, ok := wordAt(text, at, words, names); ok {
			b.WriteString(likeCase(w.To, text[at:]))
			at += len(w.From)
			continue
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		b.WriteString(text[at : at+size])
		at += size
	}
	return b.String()
}

// quoteEnd gives how long the quotation is that a text begins with, 0 for none.
func quoteEnd(text string) int {
	for _, marks := range [][2]string{{"“", "”"}, {`"`, `"`}} {
		if rest, ok := strings.CutPrefix(text, marks[0]); ok {
			if end := strings.Index(rest, marks[1]); end >= 0 {
				return len(marks[0]) + end + len(marks[1])
			}
		}
	}
	return 0
}

func wordAt(text string, at int, words []Word, names []string) (Word, bool) {
	for _, w := range words {
		applies := !w.wholeName() || slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, w.From) })
		if applies && standsAt(text, at, w.From) {
			return w, true
		}
	}
	return Word{}, false
}

// standsAt reports whether words stand at a place, in any case, and are no part of longer ones.
func standsAt(text string, at int, words string) bool {
	end := at + len(words)
	if end > len(text) || !utf8.RuneStart(text[at]) || !strings.EqualFold(text[at:end], words) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return !inWord(before) && !inWord(after)
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_')
}

// likeCase gives words a capital where what they stand for has one.
func likeCase(words, as string) string {
	first, _ := utf8.DecodeRuneInString(as)
	if !unicode.IsUpper(first) {
		return words
	}
	r, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(r)) + words[size:]
}

// Hides reports whether a text holds something that stands nowhere on the page.
func (v Vocabulary) Hides(text string) bool {
	return slices.ContainsFunc(v.LeaveOut, func(words string) bool { return Holds(text, words) })
}

// Holds reports whether words stand in a text, in any case, and are no part of longer ones.
func Holds(text, words string) bool {
	for at := range text {
		if words != "" && standsAt(text, at, words) {
			return true
		}
	}
	return false
}
