package transcript

import (
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// Markdown holds turns as **Name:** text or **Name (00:01:02):** text, names with times above the text, transcripts as
// tables, minutes with initials, or notes without any turn.

func sureMarkdown(s *source) int {
	switch {
	case looksMarkdown(s):
		return 40
	case s.named(".md", ".markdown"):
		return 30
	}
	return 0
}

// looksMarkdown reports whether lines have headings, bold labels, tables or front matter.
func looksMarkdown(s *source) bool {
	if s.named(".md", ".markdown") || strings.HasPrefix(s.text, "---\n") || strings.HasPrefix(s.text, "---\r\n") {
		return true
	}
	scan := lineScanner{rest: s.head()}
	for {
		line, ok := scan.next()
		if !ok {
			return false
		}
		line = strings.TrimSpace(line)
		for _, mark := range []string{"# ", "## ", "### ", "**", "| "} {
			if strings.HasPrefix(line, mark) {
				return true
			}
		}
	}
}

func readMarkdown(s *source, rec *record) error {
	rec.t.Format = agent.FormatMarkdown
	if headed(proseLinesOf(s), false) {
		readHeaded(rec, proseLinesOf(s), false)
		return nil
	}
	readProse(&prose{rec: rec, lines: proseLinesOf(s), markdown: true})
	return nil
}
