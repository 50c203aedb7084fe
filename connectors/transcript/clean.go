package transcript

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxNameRunes caps the name of a speaker and the title of a meeting. Meeting tools stop well below it; a longer one is
// an accident or an attack.
const maxNameRunes = 200

// plain reports whether s can be kept as it is: no control, direction, tag or otherwise invisible character.
func plain(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < 0x20 || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if hidden(r) {
			return false
		}
		i += size
	}
	return true
}

// scrub removes what a reader cannot see and turns line breaks and tabs into spaces. It gives the number of characters
// that were removed. Joiners stay where a script or an emoji needs them.
func scrub(s string) (clean string, removed int) {
	if plain(s) {
		return s, 0
	}
	var b strings.Builder
	b.Grow(len(s))
	var before rune
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\f' || r == '\v' || r == 0x85 || r == 0x2028 || r == 0x2029:
			b.WriteByte(' ')
			before = ' '
		case r == 0x1b:
			size = escapeLength(s[i:])
			removed++
		case hidden(r) && !joins(before, r, s[i+size:]):
			removed++
		default:
			b.WriteString(s[i : i+size])
			before = r
		}
		i += size
	}
	return b.String(), removed
}

// escapeLength gives the length of the terminal escape sequence at the start of s, at least 1.
func escapeLength(s string) int {
	if len(s) < 2 {
		return 1
	}
	switch s[1] {
	case '[': // control sequence: parameters, then one final byte
		for i := 2; i < len(s) && i < 32; i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				return i + 1
			}
			if s[i] < 0x20 || s[i] > 0x7e {
				break
			}
		}
		return 2
	case ']': // operating system command, up to BEL or ST
		for i := 2; i < len(s) && i < 1024; i++ {
			if s[i] == 0x07 {
				return i + 1
			}
			if s[i] == 0x1b && i+1 < len(s) && s[i+1] == '\\' {
				return i + 2
			}
			if s[i] < 0x20 {
				break
			}
		}
		return 2
	}
	return 1
}

// hidden reports whether r shows nothing by itself: controls, zero-width and direction characters, tags, fillers.
func hidden(r rune) bool {
	switch {
	case r < 0xa0:
		return r < 0x20 || r >= 0x7f
	case r < 0x0300:
		return r == 0xad // soft hyphen
	case r < 0x2000:
		return r == 0x034f || r == 0x061c || r == 0x115f || r == 0x1160 || r == 0x17b4 || r == 0x17b5 || (r >= 0x180b && r <= 0x180f)
	case r < 0x2070:
		return (r >= 0x200b && r <= 0x200f) || (r >= 0x2028 && r <= 0x202e) || r >= 0x2060
	case r < 0xe0000:
		return r == 0x3164 || r == 0xfeff || r == 0xffa0 || (r >= 0xfff0 && r <= 0xfffb)
	default:
		return r <= 0xe0fff // tags and supplementary variation selectors
	}
}

const (
	zeroWidthNonJoiner = 0x200c
	zeroWidthJoiner    = 0x200d
)

// joins reports whether the hidden r does visible work between the rune before it and the text after it: a joiner
// inside an emoji sequence or between letters of a script that shapes with it, or a variant of an ideograph.
func joins(before, r rune, after string) bool {
	next, _ := utf8.DecodeRuneInString(after)
	switch {
	case r == zeroWidthJoiner && emoji(before):
		return emoji(next)
	case r == zeroWidthJoiner || r == zeroWidthNonJoiner:
		return shaping(before) && (shaping(next) || r == zeroWidthJoiner)
	case r >= 0xe0100 && r <= 0xe01ef:
		return unicode.Is(unicode.Han, before)
	}
	return false
}

func emoji(r rune) bool {
	return r == 0xfe0f || (r >= 0x1f000 && r <= 0x1faff) || (r >= 0x2190 && r <= 0x2bff && unicode.In(r, unicode.So, unicode.Sm))
}

func shaping(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Nko, unicode.Devanagari, unicode.Bengali,
		unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam,
		unicode.Sinhala, unicode.Khmer, unicode.Myanmar)
}

// cleanName gives the form of a speaker's name under which two spellings are certainly the same person: NFC, nothing
// hidden, single spaces. It reports whether more than spacing and composition was changed.
func cleanName(name string) (clean string, odd bool) {
	scrubbed, removed := scrub(name)
	clean = norm.NFC.String(foldSpaces(scrubbed))
	if utf8.RuneCountInString(clean) <= maxNameRunes {
		return clean, removed > 0
	}
	runes := 0
	for i := range clean {
		if runes == maxNameRunes-1 {
			return strings.TrimSpace(clean[:i]) + "…", true
		}
		runes++
	}
	return clean, true
}

// foldSpaces trims s and turns every run of white space into one space.
func foldSpaces(s string) string {
	s = strings.TrimSpace(s)
	run := false
	for _, r := range s {
		space := unicode.IsSpace(r)
		if space && (run || r != ' ') {
			return strings.Join(strings.Fields(s), " ")
		}
		run = space
	}
	return s
}
