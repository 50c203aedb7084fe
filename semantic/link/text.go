package link

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
	"golang.org/x/text/unicode/norm"
)

// maxText bounds how much of a term or description is looked at, in bytes: a name is short, and a page is no name.
const maxText = 2000

// tokens splits a text into lower-case words. Words end at everything that is neither letter nor digit and at the humps
// of camel case; a hump is also kept together with its neighbours when glued says that it is known so.
func tokens(text string, glued func(string) bool) []string {
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	text = strings.ReplaceAll(text, "/", " over ")
	if !isASCII(text) {
		text = norm.NFKC.String(strings.ToValidUTF8(text, " "))
	}
	var out []string
	for _, field := range strings.FieldsFunc(text, isGap) {
		field = strings.Trim(field, "'")
		field = strings.TrimSuffix(strings.TrimSuffix(field, "'s"), "'")
		whole := strings.ToLower(field)
		parts := humps(field)
		switch {
		case whole == "":
		case len(parts) < 2 || glued != nil && glued(whole):
			out = append(out, whole)
		default:
			for _, p := range parts {
				out = append(out, strings.ToLower(p))
			}
		}
	}
	return joinLetters(joinThousands(out, text))
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// isGap reports whether a rune separates words. An apostrophe does not: it is trimmed later.
func isGap(r rune) bool {
	if r < utf8.RuneSelf {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '\'' || r == '%')
	}
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && r != '\'' && r != '’' && r != '%'
}

// humps splits a word where a capital follows a small letter, and before the last capital of a run that goes on in at
// least two small letters: "pageLoad", "HTTPServer", but not "URIs".
func humps(word string) []string {
	if strings.IndexFunc(word, unicode.IsUpper) <= 0 && strings.LastIndexFunc(word, unicode.IsUpper) <= 0 {
		return []string{word}
	}
	runes := []rune(word)
	var out []string
	start := 0
	for i := 1; i < len(runes); i++ {
		rises := unicode.IsUpper(runes[i]) && unicode.IsLower(runes[i-1])
		ends := i+2 < len(runes) && unicode.IsUpper(runes[i-1]) && unicode.IsUpper(runes[i]) &&
			unicode.IsLower(runes[i+1]) && unicode.IsLower(runes[i+2])
		if rises || ends {
			out = append(out, string(runes[start:i]))
			start = i
		}
	}
	return append(out, string(runes[start:]))
}

// joinLetters puts letters that were spelt out together: "d a u" is "dau".
func joinLetters(words []string) []string {
	if !slices.ContainsFunc(words, func(w string) bool { return len(w) == 1 }) {
		return words
	}
	out := words[:0:0]
	for i := 0; i < len(words); {
		j := i
		for j < len(words) && len(words[j]) == 1 && words[j][0] >= 'a' && words[j][0] <= 'z' {
			j++
		}
		if j-i >= 2 && (j-i >= 3 || words[i] != "a") {
			out = append(out, strings.Join(words[i:j], ""))
			i = j
			continue
		}
		out = append(out, words[i])
		i++
	}
	return out
}

// joinThousands puts digits that a comma grouped together: "1,000" is "1000".
func joinThousands(words []string, text string) []string {
	if !strings.ContainsRune(text, ',') {
		return words
	}
	out := words[:0:0]
	for _, w := range words {
		if n := len(out); n > 0 && len(w) == 3 && allDigits(w) && allDigits(out[n-1]) && len(out[n-1]) <= 3 &&
			strings.Contains(text, out[n-1]+","+w) {
			out[n-1] += w
			continue
		}
		out = append(out, w)
	}
	return out
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// stemOf folds the forms of an English word: clicks, clicked and clicking.
func stemOf(word string) string {
	if base, ok := lemmas[word]; ok {
		return base
	}
	if _, ok := expansions[word]; ok {
		return word
	}
	if len(word) < 3 || strings.ContainsAny(word, "0123456789") {
		return word
	}
	if n := len(word); word[n-1] == 's' && n <= 5 && !strings.ContainsAny(word[:n-1], "aeiouy") {
		return word[:n-1] // the plural of an abbreviation: daus, kpis
	}
	return stems.of(word)
}

// stemCache remembers stems: the same few thousand words come again and again, and stemming is what a lookup would spend most
// of its time on. It stops learning when it is full, so that hostile text cannot make it grow.
type stemCache struct {
	known sync.Map // word to stem
	size  atomic.Int64
}

const mostStems = 1 << 16

var stems stemCache

func (c *stemCache) of(word string) string {
	if stem, ok := c.known.Load(word); ok {
		return stem.(string) //nolint:errcheck,forcetypeassert // it holds nothing else
	}
	stem := english.Stem(word, false)
	if c.size.Load() < mostStems {
		c.size.Add(1)
		c.known.Store(strings.Clone(word), stem)
	}
	return stem
}

// Key gives the form under which a term is compared with an approved alias: its words in small letters without inflection,
// in order, without articles. Terms with the same key are the same term.
func Key(term string) string {
	words := tokens(strings.ToLower(term), nil)
	words = slices.DeleteFunc(words, func(w string) bool { return w == "the" || w == "a" || w == "an" || w == "our" })
	for i, w := range words {
		if words[i] = stemOf(w); words[i] == counting && !strings.HasPrefix(w, counting) {
			words[i] = stems.of(w) // "our numbers" are no count
		}
	}
	return strings.Join(words, " ")
}
