package search

import "strings"

// Show gives the command that shows what a passage is part of: of speech the record, by the name that it was read by; "" for
// what no command shows.
func (p Passage) Show() string {
	switch p.Kind {
	case Speech:
		if p.File != "" {
			return "plumb transcript " + shellWord(p.File)
		}
	case Sheet:
		return "plumb sheet show " + shellWord(p.ID)
	case Decision:
		return "plumb decisions show " + shellWord(p.ID)
	case Review:
		return "plumb review show " + shellWord(p.ID)
	case Definition:
		if p.Part == "meaning" || p.Part == "term" {
			return "plumb metrics list --terms"
		}
		return "plumb metrics show " + shellWord(p.ID)
	}
	return ""
}

// shellWord gives a text as one word of a shell.
func shellWord(text string) string {
	if text != "" && !strings.ContainsFunc(text, isSpecial) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

func isSpecial(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("._-/:@%+,=", r))
}
