package render

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// cells measures text in terminal columns. Ambiguous characters count as one column whatever the locale says, so that
// the same sheet looks the same everywhere.
var cells = &runewidth.Condition{EastAsianWidth: false, StrictEmojiNeutral: true}

func width(s string) int { return cells.StringWidth(s) }

// isPrintable reports whether s holds nothing but printable ASCII, of which each character takes one column.
func isPrintable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// wrap breaks tidy text into lines of at most limit columns, at spaces where there are any, between wide characters
// (which need no spaces) and inside a word only when it is longer than a line. It gives at least one line.
func wrap(text string, limit int) []string {
	limit = max(limit, 8)
	var lines []string
	var line strings.Builder
	used := 0
	flush := func() {
		lines = append(lines, line.String())
		line.Reset()
		used = 0
	}
	for i, word := range strings.Fields(text) {
		for j, piece := range pieces(word) {
			gap := 0
			if i > 0 && j == 0 && used > 0 {
				gap = 1
			}
			if used > 0 && exceeds(piece, limit-used-gap) {
				flush()
				gap = 0
			}
			for exceeds(piece, limit) {
				head := cut(piece, limit)
				line.WriteString(head)
				flush()
				piece = piece[len(head):]
			}
			w := width(piece)
			if gap == 1 {
				line.WriteByte(' ')
			}
			line.WriteString(piece)
			used += gap + w
		}
	}
	if used > 0 || len(lines) == 0 {
		flush()
	}
	return lines
}

// exceeds reports whether clean text is wider than limit columns. A very long one is not measured: no column takes more
// than maxMarks characters besides its own, of four bytes each.
func exceeds(s string, limit int) bool {
	return len(s) > 4*(maxMarks+1)*max(limit, 1) || width(s) > limit
}

// pieces splits a word where a line may end inside it: after every wide character, which keeps its combining marks.
func pieces(word string) []string {
	if isPrintable(word) {
		return []string{word}
	}
	var out []string
	start := 0
	wide := false
	for i, r := range word {
		if i > start && !unicode.In(r, unicode.Mn, unicode.Me) && (wide || cells.RuneWidth(r) == 2) {
			out = append(out, word[start:i])
			start = i
		}
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			wide = cells.RuneWidth(r) == 2
		}
	}
	return append(out, word[start:])
}

// cut gives the longest head of s that fits into limit columns, at least one character, with its combining marks.
func cut(s string, limit int) string {
	used, end := 0, 0
	for i, r := range s {
		w := cells.RuneWidth(r)
		if end > 0 && used+w > limit {
			return s[:i]
		}
		used += w
		end = i + utf8.RuneLen(r)
	}
	return s
}

// shorten gives tidy text in at most limit columns, with an ellipsis where something was left out.
func shorten(s string, limit int) string {
	if width(s) <= limit {
		return s
	}
	if limit < 2 {
		return "…"
	}
	head := cut(s, limit-1)
	if at := strings.LastIndexByte(head, ' '); at > len(head)*2/3 {
		head = head[:at]
	}
	return strings.TrimRight(head, " ,;:.…") + "…"
}
