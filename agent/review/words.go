package review

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/semantic"
)

// tidy puts text on one line and drops what could not be seen.
func tidy(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case hidden(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return strings.Join(strings.Fields(text), " ")
}

// hidden reports whether a character leaves no mark of its own: controls, joiners, marks of direction, private ones.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp) || r == '\ufffd' || r == '\u115f' || r == '\u3164' || r == '\u034f'
}

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

// list joins names with commas and a last "and".
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func upperFirst(text string) string {
	for i, r := range text {
		return string(unicode.ToUpper(r)) + text[i+len(string(r)):]
	}
	return ""
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
