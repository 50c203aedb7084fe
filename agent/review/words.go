package review

import (
	"fmt"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/semantic"
)

// named names a period, such as "the week of 16 March 2026".
func named(p semantic.Period, start time.Time) string { return fact.PeriodWords(p, start) }

// within says in which period, such as "in the week of 16 March 2026" or "on 16 March 2026".
func within(p semantic.Period, start time.Time) string {
	if p == semantic.Day {
		return "on " + fact.Day(start)
	}
	return "in " + named(p, start)
}

// counted gives a number of periods, such as "12 weeks".
func counted(n int, p semantic.Period) string { return plural(n, string(p)) }

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

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
