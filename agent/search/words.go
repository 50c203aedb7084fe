package search

import (
	"iter"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
	"golang.org/x/text/unicode/norm"
)

// form names how texts are taken apart and dated. An index that was made in another form is made anew, so whoever changes what a
// term is, or since when a passage counts, gives this another name.
const form = "words-5"

// word is a word of a text: the term that it is looked up by, and the bytes that it stands at.
type word struct {
	term     string
	from, to int
}

// vocabulary gives words their terms: small letters, without accents and English endings. It remembers what it has worked
// out, and is for one goroutine.
type vocabulary struct {
	terms map[string]string
	lower []byte
}

// mostRemembered bounds the memory of a vocabulary: more different words than that are noise.
const mostRemembered = 200_000

func newVocabulary() *vocabulary { return &vocabulary{terms: map[string]string{}} }

// words gives the words of a text in order. A word is a run of letters and digits; an apostrophe in it is left out, and so is
// a comma between digits. A character that is a word by itself, as in Chinese, is one.
func (v *vocabulary) words(text string) iter.Seq[word] {
	return func(yield func(word) bool) {
		for at := 0; at < len(text); {
			end := wordEnd(text, at)
			if end == at {
				_, size := utf8.DecodeRuneInString(text[at:])
				at += size
				continue
			}
			if term := v.term(text[at:end]); term != "" && !yield(word{term, at, end}) {
				return
			}
			at = end
		}
	}
}

// wordEnd gives where the word that begins at a place of a text ends: at that place when none begins there.
func wordEnd(text string, at int) int {
	end := at
	for end < len(text) {
		c := text[end]
		switch {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9':
			end++
			continue
		case c == '\'' && between(text, end, 1, isLetter), c == ',' && between(text, end, 1, isDigit):
			end++
			continue
		case c < utf8.RuneSelf:
			return end
		}
		r, size := utf8.DecodeRuneInString(text[end:])
		switch {
		case alone(r):
			if end == at {
				return end + size
			}
			return end
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r) && end > at:
		case r == '’' && between(text, end, size, isLetter):
		default:
			return end
		}
		end += size
	}
	return end
}

// between reports whether what stands on both sides of a part of a text is of a sort.
func between(text string, at, size int, is func(byte) bool) bool {
	return at > 0 && at+size < len(text) && is(text[at-1]) && is(text[at+size])
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= utf8.RuneSelf }

// alone reports whether a character is a word by itself: its script puts no space between words.
func alone(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer)
}

// longestTerm bounds a term in bytes: what is longer is data, and found by its beginning.
const longestTerm = 60

// term gives the form under which a word is looked up.
func (v *vocabulary) term(raw string) string {
	v.lower = v.lower[:0]
	for i := range len(raw) {
		c := raw[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c == '\'' || c == ',':
			continue
		case c >= utf8.RuneSelf:
			return v.remembered(folded(raw))
		}
		v.lower = append(v.lower, c)
	}
	if known, ok := v.terms[string(v.lower)]; ok {
		return known
	}
	return v.remembered(string(v.lower))
}

func (v *vocabulary) remembered(lower string) string {
	if known, ok := v.terms[lower]; ok {
		return known
	}
	term := english.Stem(bounded(lower), false)
	if len(v.terms) < mostRemembered {
		v.terms[lower] = term
	}
	return term
}

// folded gives a word in small letters, without accents and apostrophes.
func folded(raw string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(raw, "")) {
		if r != '\'' && r != '’' && r != ',' && !unicode.IsMark(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func bounded(word string) string {
	if len(word) <= longestTerm {
		return word
	}
	return strings.ToValidUTF8(word[:longestTerm], "")
}

// common are the words that most sentences have; they are looked for only where nothing else is asked for, or in a phrase.
var common = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	v := newVocabulary()
	for w := range v.words(`a about after all am an and any are as at be because been before being but by can could did do does doing
		for from had has have having he her here hers him his how i if in into is it its itself just me more most my of off on once or
		our ours out over said say says she so some such than that the their theirs them then there these they this those to too
		up us very was we were what when where which while who whom why will with would you your yours`) {
		all[w.term] = true
	}
	return all
})
