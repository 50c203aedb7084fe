package ground

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// oneLine gives text with every run of space as one blank.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// bare gives text without the space and punctuation around it.
func bare(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return !isWord(r) && r != '%' })
}

// isWord reports whether r is part of a word or number.
func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// spaceless are the scripts that write words without space between them.
var spaceless = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// holdsWhole reports whether text holds part somewhere without cutting a word or number at either end.
func holdsWhole(text, part string) bool {
	if part == "" {
		return false
	}
	for from := 0; ; {
		i := strings.Index(text[from:], part)
		if i < 0 {
			return false
		}
		start := from + i
		if !cuts(text, start) && !cuts(text, start+len(part)) {
			return true
		}
		_, size := utf8.DecodeRuneInString(text[start:])
		from = start + size
	}
}

// cuts reports whether position i lies inside a word or number: between letters, before a combining mark, at the
// apostrophe of "don't", the point of "4.5" or the sign of "-3".
func cuts(text string, i int) bool {
	before, after := text[:i], text[i:]
	if before == "" || after == "" {
		return false
	}
	b, size := utf8.DecodeLastRuneInString(before)
	bb, _ := utf8.DecodeLastRuneInString(before[:len(before)-size])
	a, size := utf8.DecodeRuneInString(after)
	aa, _ := utf8.DecodeRuneInString(after[size:])
	digits := func(x, y rune) bool { return unicode.IsDigit(x) && unicode.IsDigit(y) }
	letters := func(x, y rune) bool { return unicode.IsLetter(x) && unicode.IsLetter(y) }
	switch {
	case unicode.IsMark(a):
		return true
	case isWord(b) && isWord(a):
		return !unicode.In(b, spaceless...) && !unicode.In(a, spaceless...)
	case isApostrophe(a):
		return letters(b, aa)
	case isApostrophe(b):
		return letters(bb, a)
	case a == '.' || a == ',' || a == ':':
		return digits(b, aa)
	case b == '.' || b == ',' || b == ':':
		return digits(bb, a)
	case b == '-' || b == '\u2212':
		return unicode.IsDigit(a) && !isWord(bb)
	}
	return false
}

func isApostrophe(r rune) bool { return r == '\'' || r == '\u2019' }

// token is one word of a text.
type token struct {
	text   string // as written, without a possessive ending
	folded string
	opens  bool // it opens a sentence or piece
	joined bool // only space stands between it and the word before
}

// tokens splits text into words. An apostrophe inside a word belongs to it.
func tokens(text string) []token {
	var out []token
	opens, joined := true, false
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !isWord(r) {
			opens = opens || strings.ContainsRune(".!?:;\u2026\n", r)
			joined = joined && unicode.IsSpace(r)
			i += size
			continue
		}
		end := i
		for end < len(text) {
			r, size = utf8.DecodeRuneInString(text[end:])
			if !isWord(r) && (!isApostrophe(r) || !cuts(text, end)) {
				break
			}
			end += size
		}
		word := withoutPossessive(text[i:end])
		out = append(out, token{text: word, folded: fold(word), opens: opens, joined: joined})
		opens, joined = false, true
		i = end
	}
	return out
}

func withoutPossessive(word string) string {
	for _, ending := range []string{"'s", "\u2019s", "'S", "\u2019S"} {
		if w, ok := strings.CutSuffix(word, ending); ok && w != "" {
			return w
		}
	}
	return word
}

// fold gives the form in which words are compared when their case does not matter.
func fold(s string) string { return strings.ToLower(s) }

// holdsTokens reports whether the words of part stand in text in the same order without another between them,
// whatever their case and punctuation.
func holdsTokens(text, part string) bool {
	have, want := tokens(text), tokens(part)
	if len(want) == 0 {
		return false
	}
next:
	for i := 0; i+len(want) <= len(have); i++ {
		for k := range want {
			if have[i+k].folded != want[k].folded {
				continue next
			}
		}
		return true
	}
	return false
}
