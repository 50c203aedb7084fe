package review

import (
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/semantic"
)

// counted gives a number of periods, such as "12 weeks".
func counted(n int, p semantic.Period) string { return oneline.Count(n, string(p)) }

// dayWords writes the ISO dates of a text as days in words.
func dayWords(text string) string {
	words := strings.Split(text, " ")
	for i, word := range words {
		bare := strings.TrimRight(word, ".,;:?)")
		if day, err := time.Parse(time.DateOnly, bare); err == nil {
			words[i] = fact.Day(day) + word[len(bare):]
		}
	}
	return strings.Join(words, " ")
}

// ended ends a sentence that has no end yet.
func ended(text string) string {
	if strings.HasSuffix(text, "?") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}
