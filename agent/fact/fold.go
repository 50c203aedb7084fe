package fact

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold gives a text in the letters that it looks like: without marks above, below and through letters, in plain forms, and
// with Latin letters for those of other scripts that look the same. It is read for claims, and never shown as a sentence.
func fold(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII {
			return r
		}
		if unicode.Is(unicode.M, r) {
			return -1
		}
		if latin, ok := lookAlikes[r]; ok {
			return latin
		}
		return r
	}, norm.NFKD.String(text))
}

// lookAlikes are letters that look like Latin ones, from the confusables of Unicode Technical Standard 39
// (https://www.unicode.org/reports/tr39/), as far as fonts of everyday use have them.
var lookAlikes = pairs(
	"аеорсухіјѕһԁԛԝѵӏгпкмнтвɑɡıοαενικρτυχωуӐАВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
	"aeopcyxijshdqwvlrnkmhtbagioaevikptuxwyAABEKMHOPCTYXIJSABEZHIKMNOPTYX",
)

func pairs(from, to string) map[rune]rune {
	latin := []rune(to)
	out := map[rune]rune{}
	for i, r := range []rune(from) {
		out[r] = latin[i]
	}
	return out
}
