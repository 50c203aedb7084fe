package ngram

import (
	"bytes"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxText = 4096 // bytes that are looked at: what is longer is no name and no definition
	edge    = ' '  // marks both ends of a word, and is in no word
)

// words takes texts apart. It is working memory for one text after another.
type words struct {
	runes []rune
	word  []byte
}

// of gives the words of a text in order: lower-case, without a plural ending, with both ends marked. A word ends at what is neither letter
// nor digit and at the humps of camel case. An apostrophe is left out. A word is valid until the next one.
func (w *words) of(text string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		w.runes = w.runes[:0]
		for _, r := range evened(text) {
			w.runes = append(w.runes, r)
		}
		for i := 0; i < len(w.runes); {
			if !inWord(w.runes[i]) {
				i++
				continue
			}
			end := i + 1
			for end < len(w.runes) && inWord(w.runes[end]) && !w.humpAt(end) {
				end++
			}
			if !w.spell(w.runes[i:end]) {
				i = end
				continue
			}
			if !yield(w.word) {
				return
			}
			i = end
		}
	}
}

// evened gives the beginning of a text, valid and in compatibility form: "ﬁ" and "fi", "½" and "1⁄2" are the same.
func evened(text string) string {
	if len(text) > maxText {
		text = text[:maxText]
	}
	return norm.NFKC.String(strings.ToValidUTF8(text, " "))
}

func inWord(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '\''
	case r == '’':
		return true
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// humpAt reports whether a new word of camel case begins at i: a capital after a small letter or digit, or the last
// capital of several before two small letters ("pageLoad", "HTTPServer", but not "URIs").
func (w *words) humpAt(i int) bool {
	if !isUpper(w.runes[i]) {
		return false
	}
	if !isUpper(w.runes[i-1]) {
		return true
	}
	return i+2 < len(w.runes) && isLower(w.runes[i+1]) && isLower(w.runes[i+2])
}

func isUpper(r rune) bool {
	if r < utf8.RuneSelf {
		return 'A' <= r && r <= 'Z'
	}
	return unicode.IsUpper(r)
}

func isLower(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z'
	}
	return unicode.IsLower(r)
}

// spell writes a word into w.word, and reports whether there is anything of it.
func (w *words) spell(runes []rune) bool {
	w.word = append(w.word[:0], edge)
	for _, r := range runes {
		switch {
		case r == '\'' || r == '’':
		case 'A' <= r && r <= 'Z':
			w.word = append(w.word, byte(r)+'a'-'A')
		case r < utf8.RuneSelf:
			w.word = append(w.word, byte(r))
		default:
			w.word = utf8.AppendRune(w.word, unicode.ToLower(r))
		}
	}
	if len(w.word) == 1 {
		return false
	}
	w.word = append(singular(w.word), edge)
	return true
}

// singular cuts the commonest English plural endings. It is crude on purpose ("news" loses its s): what matters is that both
// forms of a word come out alike.
func singular(word []byte) []byte {
	const shortestPlural = 4 + 1 // and the mark before it
	if len(word) < shortestPlural || word[len(word)-1] != 's' {
		return word
	}
	for _, keep := range [...]string{"ss", "us", "sis"} {
		if bytes.HasSuffix(word, []byte(keep)) {
			return word
		}
	}
	if bytes.HasSuffix(word, []byte("ies")) && len(word) > shortestPlural {
		return append(word[:len(word)-3], 'y')
	}
	for _, es := range [...]string{"sses", "xes", "ches", "shes"} {
		if bytes.HasSuffix(word, []byte(es)) {
			return word[:len(word)-2]
		}
	}
	return word[:len(word)-1]
}
