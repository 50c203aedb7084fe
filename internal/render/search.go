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

// originOf says what a hit is part of. Of speech, that is the place of the first utterance that is shown.
func originOf(h search.Hit) []string {
	out := []string{string(h.Kind)}
	if title := tidy(cmp.Or(h.Title, h.ID)); title != tidy(h.File) {
		out = append(out, title)
	}
	if h.Kind != search.Speech {
		out = append(out, tidy(h.ID), tidy(h.Part))
	}
	if h.State != "" {
		out = append(out, strings.ReplaceAll(tidy(h.State), "_", " "))
	}
	if h.File != "" {
		first, line := shownOf(h)[0], h.Line
		if first < len(h.Lines) {
			line = h.Lines[first]
		}
		if first < len(h.Evidence) && h.Evidence[first].StartMS > 0 {
			out = append(out, clock(h.Evidence[first].StartMS))
		}
		out = append(out, fmt.Sprintf("%s line %d", tidy(h.File), line))
	}
	return append(out, h.At.Format(time.DateOnly))
}

// The parts of a hit that are shown: so many utterances, and so many characters of each.
const (
	mostExcerpts = 3
	longExcerpt  = 240
)

// excerpts gives what is shown of a hit: the words of each utterance, or of anything else its text.
func excerpts(h search.Hit) []string {
	if len(h.Lines) == 0 {
		return []string{around(h.Text, h.Match)}
	}
	var out []string
	for _, i := range shownOf(h) {
		e := h.Evidence[i]
		out = append(out, spokenLine(e.Speaker, around(e.Quote, matchesIn(h, i))))
	}
	return out
}

// shownOf gives the places of the utterances of a hit that are shown: the first ones that have words of the query, or else
// its first one.
func shownOf(h search.Hit) []int {
	var out []int
	for i := range h.Lines {
		if len(out) < mostExcerpts && len(matchesIn(h, i)) > 0 {
			out = append(out, i)
		}
	}
	if len(out) == 0 {
		out = []int{0}
	}
	return out
}

// matchesIn gives where words of the query stand in one utterance of a hit.
func matchesIn(h search.Hit, utterance int) [][2]int {
	from := 0
	for _, e := range h.Evidence[:utterance] {
		from += len(e.Quote) + len("\n")
	}
	to := from + len(h.Evidence[utterance].Quote)
	var inside [][2]int
	for _, m := range h.Match {
		if m[0] >= from && m[1] <= to {
			inside = append(inside, [2]int{m[0] - from, m[1] - from})
		}
	}
	return inside
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
