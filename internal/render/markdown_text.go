package render

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The text of a field is written as ordinary Markdown and read back byte for byte. A backslash before punctuation makes
// the punctuation literal (as in CommonMark), a backslash at the end of a line is a line break inside the text, and
// \u{200B} stands for a character that could not be seen, or for a space or a line break that would get lost.

const notStated = "_not stated_"

// isNotStated reports whether a line says that a field is blank.
func isNotStated(line string) bool {
	return line == "*not stated*" || strings.EqualFold(line, notStated) || strings.EqualFold(line, "not stated")
}

// encodeText writes text as one or more lines, none of which is empty unless the text is.
func encodeText(text string) []string {
	var segments []string
	for i, segment := range strings.Split(text, "\n") {
		last := len(segments) - 1
		if i > 0 && (blankLine(segment) || blankLine(segments[last])) {
			segments[last] += "\n" + segment
			continue
		}
		segments = append(segments, segment)
	}
	for i, segment := range segments {
		segments[i] = encodeLine(segment)
		if i < len(segments)-1 {
			segments[i] += `\`
		}
	}
	return segments
}

// encodeLine writes text on one line.
func encodeLine(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if strings.EqualFold(text, "not stated") {
		return strings.Replace(text, " ", `\u{20}`, 1)
	}
	start := len(text) - len(strings.TrimLeft(text, " \t"))
	end := len(strings.TrimRight(text, " \t"))
	opener := lineOpener(text)
	var b strings.Builder
	prev := rune(0)
	for i, r := range text {
		next, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
		switch {
		case i < start || i >= end || isHidden(r) || isBreak(r):
			fmt.Fprintf(&b, `\u{%X}`, r)
		case i == opener || isMarkup(prev, r, next):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
		prev = r
	}
	return b.String()
}

// lineOpener gives the index of the character that would make a line something else than text (a heading, an item, a
// quote, a table, a setting), or -1.
func lineOpener(line string) int {
	if line == "" {
		return -1
	}
	if strings.ContainsRune("#>-+=|:~", rune(line[0])) {
		return 0
	}
	if digits := len(line) - len(strings.TrimLeft(line, "0123456789")); digits > 0 && digits < len(line) &&
		(line[digits] == '.' || line[digits] == ')') {
		return digits
	}
	for _, name := range []string{predicateKey, objectiveKey} {
		if hasFoldPrefix(line, name) {
			return len(name) - 1
		}
	}
	return -1
}

// isMarkup reports whether r between its neighbours could be read as Markdown or HTML.
func isMarkup(prev, r, next rune) bool {
	switch r {
	case '\\', '`', '<', '[':
		return true
	case '*':
		return prev != ' ' || next != ' '
	case '_':
		return !isWord(prev) || !isWord(next)
	case '&':
		return next == '#' || unicode.IsLetter(next)
	case '~':
		return prev == '~' || next == '~'
	}
	return false
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// decodeLine reads one line of text. hard says that the line ends in a backslash of its own, which is left out.
func decodeLine(line string) (text string, hard bool) {
	var b strings.Builder
	for i := 0; i < len(line); {
		if line[i] != '\\' {
			b.WriteByte(line[i])
			i++
			continue
		}
		if i == len(line)-1 {
			return b.String(), true
		}
		if r, n, ok := hiddenRune(line[i:]); ok {
			b.WriteRune(r)
			i += n
			continue
		}
		if c := line[i+1]; isASCIIPunct(c) {
			b.WriteByte(c)
			i += 2
			continue
		}
		b.WriteByte('\\')
		i++
	}
	return b.String(), false
}

// decodeInline reads text that stands on one line; a backslash at its end is a backslash.
func decodeInline(line string) string {
	text, hard := decodeLine(line)
	if hard {
		text += `\`
	}
	return text
}

// hiddenRune reads \u{1F600} at the start of s.
func hiddenRune(s string) (r rune, n int, ok bool) {
	hex, found := strings.CutPrefix(s[:min(len(s), len(`\u{10FFFF}`))], `\u{`)
	if !found {
		return 0, 0, false
	}
	hex, _, found = strings.Cut(hex, "}")
	if !found || hex == "" {
		return 0, 0, false
	}
	v, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || v > unicode.MaxRune || !utf8.ValidRune(rune(v)) {
		return 0, 0, false
	}
	return rune(v), len(`\u{`) + len(hex) + 1, true
}

func isASCIIPunct(c byte) bool {
	return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}

// quote writes any text between double quotes so that it cannot open a tag, start a link or be emphasised. unquote
// reads it back.
func quote(s string) string { return quoteWithout(s, "<>[`*&") }

// quoteInComment writes any text between double quotes so that it cannot end the comment it stands in.
func quoteInComment(s string) string { return quoteWithout(s, ">") }

func quoteWithout(s, risky string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case strings.ContainsRune(risky, r) || isHidden(r) || isBreak(r):
			fmt.Fprintf(&b, `\u{%X}`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// unquote reads a quoted text at the start of s and gives what follows it.
func unquote(s string) (text, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		return "", s, false
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return decodeInline(s[1:i]), s[i+1:], true
		}
	}
	return "", s, false
}

// isPlain reports whether a short text holds nothing but words, so that it can stand without quotes.
func isPlain(s string) bool {
	if s == "" || s != trimSpace(s) || strings.Contains(s, "  ") {
		return false
	}
	for _, r := range s {
		known := unicode.In(r, unicode.L, unicode.Nd, unicode.M, unicode.Sc) || strings.ContainsRune(" -./'()+%_,", r)
		if !known || isHidden(r) {
			return false
		}
	}
	return true
}

// trimSpace removes blanks and tabs only: every other kind of white space belongs to the text.
func trimSpace(s string) string { return strings.Trim(s, " \t") }

func blankLine(s string) bool { return trimSpace(s) == "" }

func hasFoldPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
