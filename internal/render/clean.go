package render

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may follow one another. Real scripts need four or five; a longer pile covers
// the lines above and below it.
const maxMarks = 6

// Clean makes untrusted text safe to show on one line. Line breaks, tabs and other white space become single spaces
// in place; control, bidirectional, zero-width and other invisible characters are removed; bytes that are not UTF-8
// and characters for private use become U+FFFD. Text that was clean is returned unchanged.
func Clean(s string) string {
	if isPrintable(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	marks := 0
	for _, r := range s {
		switch {
		case isBreak(r) || unicode.IsSpace(r):
			r = ' '
		case isHidden(r):
			continue
		case unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cs, r):
			r = utf8.RuneError
		}
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) {
			if marks++; marks > maxMarks {
				continue
			}
		} else {
			marks = 0
		}
		b.WriteRune(r)
	}
	return b.String()
}

// tidy is Clean with outer space removed and inner runs of space made one: the form in which text is wrapped.
func tidy(s string) string { return strings.Join(strings.Fields(Clean(s)), " ") }

func isBreak(r rune) bool {
	switch r {
	case '\n', '\r', '\t', '\v', '\f', 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

// isHidden reports whether a reader cannot see r although it changes what they see: controls, format characters
// (bidirectional marks, zero-width joiners, tags), variation selectors and fillers. The few format characters that
// have a shape of their own, such as the Arabic number sign, are not hidden.
func isHidden(r rune) bool {
	switch {
	case r < 0x20 || r >= 0x7f && r < 0xa0:
		return true
	case r < 0xad:
		return false
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}
