package render

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/plumbline-dev/plumb/agent/brief"
)

// BriefMarkdown writes a brief as a document. What a line rests on is a footnote, with the words that stand there.
func BriefMarkdown(w io.Writer, b brief.Brief) error {
	var buf bytes.Buffer
	line := func(format string, args ...any) { fmt.Fprintf(&buf, format+"\n", args...) }
	line("# %s\n", mdInline(tidy(b.Title)))
	line("%s · %s\n", mdText(briefKicker(&b)), mdInline(strings.Join(briefMeta(&b), " · ")))
	for _, s := range b.Standings {
		line("- %s: **%s**%s", mdInline(tidy(s.Label)), mdInline(tidy(s.Word)), briefNotes(s.Sources))
	}
	for _, section := range b.Sections {
		line("\n## %s\n", mdInline(tidy(section.Title)))
		for _, p := range briefParagraphs(section) {
			var parts []string
			for _, l := range p.Lines {
				text := mdInline(l.Text)
				if l.Mark != "" {
					text += " _(" + mdInline(l.Mark) + ")_"
				}
				parts = append(parts, text+briefNotes(l.Refs))
			}
			line("- %s", strings.Join(parts, " "))
		}
		if section.More > 0 {
			line("- %d more in `plumb sheet show %s`", section.More, mdInline(tidy(b.Sheet)))
		}
	}
	line("\n%s\n", mdText(strings.Join(briefFooter(&b), ". ")+"."))
	for _, s := range b.Sources {
		text := briefDocument(s)
		if place := briefPlace(s); place != "" {
			text += ", " + place
		}
		if said := tidy(s.Text); said != "" {
			text += ": " + said
		}
		if formula := tidy(s.Formula); formula != "" {
			text += " (" + formula + ")"
		}
		line("[^%d]: %s", s.Number, mdInline(text))
	}
	return write(w, "render.brief_markdown", append(bytes.TrimRight(buf.Bytes(), "\n"), '\n'))
}

// briefNotes points to footnotes.
func briefNotes(sources []int) string {
	var b strings.Builder
	for _, n := range sources {
		fmt.Fprintf(&b, "[^%d]", n)
	}
	return b.String()
}
