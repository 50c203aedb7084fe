package render

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent/search"
)

// Hits writes what was found, best first: what it is and where it comes from, the words, and the command that shows more.
func Hits(w io.Writer, hits []search.Hit, o TerminalOptions) error {
	s := newScreen(o.Width, o.Color)
	for i, h := range hits {
		s.blank()
		s.block(fmt.Sprintf("%d.", i+1), dim, hitIndent, strings.Join(originOf(h), " · "), bold)
		for _, line := range excerpts(h) {
			s.block("", plain, hitIndent, line, plain)
		}
		if show := h.Show(); show != "" {
			s.block("", plain, hitIndent, tidy(show), dim)
		}
	}
	return s.writeTo(w, "render.search")
}

const hitIndent = 4

// originOf says what a hit is part of.
func originOf(h search.Hit) []string {
	out := []string{string(h.Kind), tidy(cmp.Or(h.Title, h.ID))}
	if h.Kind != search.Speech {
		out = append(out, tidy(h.ID), tidy(h.Part))
	}
	if h.State != "" {
		out = append(out, strings.ReplaceAll(tidy(h.State), "_", " "))
	}
	if len(h.Evidence) > 0 && h.Kind == search.Speech && h.Evidence[0].StartMS > 0 {
		out = append(out, clock(h.Evidence[0].StartMS))
	}
	if h.File != "" {
		out = append(out, fmt.Sprintf("%s line %d", tidy(h.File), h.Line))
	}
	return append(out, h.At.Format(time.DateOnly))
}

// The parts of a hit that are shown: so many utterances, and so many characters of each.
const (
	mostExcerpts = 3
	longExcerpt  = 240
)

// excerpts gives the utterances of a stretch of speech that have words of the query, or else its first one, and of
// anything else its text, from shortly before such a word on.
func excerpts(h search.Hit) []string {
	if h.Kind != search.Speech || len(h.Evidence) == 0 {
		return []string{around(h.Text, h.Match)}
	}
	var out []string
	at := 0
	for _, e := range h.Evidence {
		var inside [][2]int
		for _, m := range h.Match {
			if m[0] >= at && m[1] <= at+len(e.Quote) {
				inside = append(inside, [2]int{m[0] - at, m[1] - at})
			}
		}
		if len(inside) > 0 && len(out) < mostExcerpts {
			out = append(out, spokenLine(e.Speaker, around(e.Quote, inside)))
		}
		at += len(e.Quote) + len("\n")
	}
	if len(out) == 0 {
		out = append(out, spokenLine(h.Evidence[0].Speaker, around(h.Evidence[0].Quote, nil)))
	}
	return out
}

func spokenLine(speaker, words string) string {
	if speaker = tidy(speaker); speaker != "" {
		return speaker + ": " + words
	}
	return words
}

// around gives a text from shortly before the first match on, and says where it is cut.
func around(text string, match [][2]int) string {
	const before = 60
	lead := ""
	if len(match) > 0 && match[0][0] > longExcerpt/2 {
		from := match[0][0] - before
		if space := strings.IndexByte(text[from:], ' '); space >= 0 && space < before {
			from += space
		}
		text, lead = strings.ToValidUTF8(text[from:], ""), "... "
	}
	return lead + shorten(tidy(text), longExcerpt)
}
