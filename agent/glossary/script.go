package glossary

import (
	"strings"
	"unicode"
)

// lookalikes are the scripts with letters that look like those of another one: https://www.unicode.org/reports/tr39/#Mixed_Script_Detection.
var lookalikes = []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee}

// MixedWord gives the first word of a term with letters of several scripts that look alike, and whether there is one: it
// may not be the word that it seems to be.
func MixedWord(term string) (word string, ok bool) {
	for _, word := range strings.Fields(term) {
		seen := map[*unicode.RangeTable]bool{}
		for _, r := range word {
			for _, script := range lookalikes {
				if unicode.Is(script, r) {
					seen[script] = true
				}
			}
		}
		if len(seen) > 1 {
			return word, true
		}
	}
	return "", false
}
