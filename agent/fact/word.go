package fact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordPlaces gives where the words of a text stand: letters, with at most one apostrophe between them.
func wordPlaces(text string) [][]int {
	var out [][]int
	for at := 0; at < len(text); {
		end := lettersFrom(text, at)
		if end == at {
			_, size := utf8.DecodeRuneInString(text[at:])
			at += size
			continue
		}
		for _, mark := range []string{"'", "\u2019"} {
			if strings.HasPrefix(text[end:], mark) {
				if more := lettersFrom(text, end+len(mark)); more > end+len(mark) {
					end = more
				}
				break
			}
		}
		out = append(out, []int{at, end})
		at = end
	}
	return out
}

// lettersFrom gives where the letters end that start at a place; that place when there are none.
func lettersFrom(text string, at int) int {
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !unicode.IsLetter(r) {
			break
		}
		at += size
	}
	return at
}

// wordsOf gives the words of a text.
func wordsOf(text string) []string {
	var out []string
	for _, at := range wordPlaces(text) {
		out = append(out, text[at[0]:at[1]])
	}
	return out
}

// mapWords gives a text with every word replaced.
func mapWords(text string, to func(word string) string) string {
	var b strings.Builder
	done := 0
	for _, at := range wordPlaces(text) {
		b.WriteString(text[done:at[0]])
		b.WriteString(to(text[at[0]:at[1]]))
		done = at[1]
	}
	b.WriteString(text[done:])
	return b.String()
}
