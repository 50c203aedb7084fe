// Package oneline makes foreign words fit to stand in a sentence, a reason or a prompt.
package oneline

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// Tidy puts text on one line and drops what could not be seen.
func Tidy(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case Hidden(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return strings.Join(strings.Fields(text), " ")
}

// Short is Tidy, cut to at most so many bytes and an ellipsis.
func Short(text string, most int) string {
	text = Tidy(text)
	if len(text) <= most {
		return text
	}
	return strings.TrimSpace(strings.ToValidUTF8(text[:most], "")) + "…"
}

// Cut gives at most so many characters of a text, up to the end of a word.
func Cut(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	short := string(runes[:most])
	if at := strings.LastIndexByte(short, ' '); at > 0 {
		short = short[:at]
	}
	return strings.TrimRight(short, " ,;:.-")
}

// Hidden reports whether a character leaves no mark of its own: controls, joiners, marks of direction, private ones.
func Hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp) || r == '\ufffd' || r == '\u115f' || r == '\u3164' || r == '\u034f'
}

// UpperFirst gives a text with a capital at its beginning.
func UpperFirst(text string) string {
	for i, r := range text {
		return string(unicode.ToUpper(r)) + text[i+len(string(r)):]
	}
	return ""
}

// LinkIn gives the first link, image or address of a text, in any form that a viewer may make something of; "" for none.
func LinkIn(text string) string { return links.FindString(text) }

var links = regexp.MustCompile(`(?i)\[[^\]]*\] ?[(\[:]|!\[|\b[a-z][a-z0-9+.-]*:\s?/+\S*|\b(?:mailto|javascript|data|tel):\S+|\bwww\.\S*|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|dev|example|info|co|app|ai|eu|de|fr|uk|ch|ru|cn|me|ly|xyz)\b/?\S*`)

// List joins names with commas and a last "and".
func List(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// Count gives a number with its noun, such as "1 week" and "12 weeks".
func Count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}
