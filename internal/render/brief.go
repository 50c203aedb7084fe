package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/brief"
)

// briefKickers say whom a page is for.
var briefKickers = map[brief.Audience]string{
	brief.Exec: "Brief for executives", brief.Team: "Brief for the team", brief.Newcomer: "Brief for newcomers",
	brief.Customer: "Brief for those who talk to customers", brief.PRFAQ: "Press release and questions: a skeleton",
}

func briefKicker(b *brief.Brief) string { return or(briefKickers[b.Audience], "Brief") }

// briefMeta names what a page rests on, in short parts.
func briefMeta(b *brief.Brief) []string {
	parts := []string{"as of " + longDate(b.AsOf), fmt.Sprintf("sheet %s version %d", tidy(b.Sheet), b.SheetVersion)}
	if b.Note != nil {
		parts = append(parts, "note of "+longDate(b.Note.AsOf))
	}
	if team := tidy(b.Team); team != "" && b.Audience == brief.Team {
		parts = append(parts, "team "+shorten(team, 60))
	}
	return parts
}

// briefFooter says what the page is made of and what is not on it.
func briefFooter(b *brief.Brief) []string {
	parts := []string{"Only what a person has approved stands here, and every line names what it rests on"}
	if n := b.Missing(); n > 0 {
		parts = append(parts, fmt.Sprintf("%d more in plumb sheet show %s", n, tidy(b.Sheet)))
	}
	switch b.LeftOut {
	case 0:
	case 1:
		parts = append(parts, "1 thing was left out, as it is not for this audience")
	default:
		parts = append(parts, fmt.Sprintf("%d things were left out, as they are not for this audience", b.LeftOut))
	}
	return append(parts, "Drafted by "+shorten(engineName(b.Engine), 160))
}

// briefParagraph is a line with those that go on with it.
type briefParagraph struct {
	Blank bool
	Lines []briefLine
}

// briefLine is a line of a page. All text in it is clean.
type briefLine struct {
	Text  string
	Mark  string
	Blank bool
	Refs  []int
}

// briefParagraphs gathers the lines of a section.
func briefParagraphs(s brief.Section) []briefParagraph {
	var out []briefParagraph
	for _, l := range s.Lines {
		text := briefLine{Text: tidy(l.Text), Mark: briefMark(l), Blank: l.Blank, Refs: l.Sources}
		if l.Joined && len(out) > 0 {
			p := &out[len(out)-1]
			if before := &p.Lines[len(p.Lines)-1]; slices.Equal(before.Refs, text.Refs) {
				before.Refs = nil // said once, behind the last of them
			}
			p.Lines = append(p.Lines, text)
			continue
		}
		out = append(out, briefParagraph{Blank: l.Blank, Lines: []briefLine{text}})
	}
	return out
}

// briefMark says how settled words are, and who wrote them by hand.
func briefMark(l brief.Line) string {
	var marks []string
	if l.Mark != "" {
		marks = append(marks, strings.ReplaceAll(tidy(l.Mark), "_", " "))
	}
	if author := tidy(l.Author); author != "" {
		marks = append(marks, "written by "+shorten(author, 40))
	}
	return strings.Join(marks, ", ")
}

// briefSources are the sources of one document.
type briefSources struct {
	Of    string
	Items []briefSource
}

// briefSource is one source, in short.
type briefSource struct {
	Number int
	Text   string
}

// sourcesOf gathers the sources by the documents that they are of, in the order in which they are cited.
func sourcesOf(b *brief.Brief) []briefSources {
	var out []briefSources
	at := map[string]int{}
	for _, s := range b.Sources {
		of := briefDocument(s)
		i, known := at[of]
		if !known {
			i = len(out)
			at[of] = i
			out = append(out, briefSources{Of: of})
		}
		out[i].Items = append(out[i].Items, briefSource{s.Number, briefPlace(s)})
	}
	return out
}

// briefDocument names the document of a source.
func briefDocument(s brief.Source) string {
	switch s.Kind {
	case brief.FromSheet:
		return fmt.Sprintf("Sheet %s version %d", tidy(s.ID), s.Version)
	case brief.FromNote:
		return fmt.Sprintf("Note %s version %d", tidy(s.ID), s.Version)
	case brief.FromDecision:
		return fmt.Sprintf("Decision %s version %d", tidy(s.ID), s.Version)
	case brief.FromDefinition:
		return "Definitions"
	case brief.FromRecords:
	}
	return "What is kept"
}

// briefPlace names the place of a source in its document, and the original name of a metric that the page calls something else.
func briefPlace(s brief.Source) string {
	var parts []string
	if s.Kind == brief.FromDefinition {
		parts = append(parts, shorten(tidy(s.ID), 60))
	}
	if path := tidy(s.Path); path != "" {
		parts = append(parts, shorten(path, 60))
	} else if s.Kind == brief.FromSheet {
		parts = append(parts, "all of it")
	}
	if where := tidy(s.Where); where != "" {
		parts = append(parts, shorten(where, 40))
	}
	out := strings.Join(parts, ", ")
	if name := tidy(s.Name); name != "" {
		out += " (" + shorten(name, 60) + ")"
	}
	return out
}

// BriefTerminal shows a brief as text.
func BriefTerminal(w io.Writer, b brief.Brief, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	s.block("", plain, 0, briefKicker(&b), dim)
	s.block("", plain, 0, tidy(b.Title), bold)
	s.block("", plain, 0, strings.Join(briefMeta(&b), " · "), dim)
	if len(b.Standings) > 0 {
		s.blank()
	}
	for _, st := range b.Standings {
		s.block(tidy(st.Label), bold, 12, tidy(st.Word)+marksOf(st.Sources), briefStyle(st.Tone))
	}
	for _, section := range b.Sections {
		s.blank()
		s.block("", plain, 0, tidy(section.Title), cyan)
		for _, p := range briefParagraphs(section) {
			s.block("  -", dim, 4, paragraphText(p), plain)
		}
		if section.More > 0 {
			s.block("", plain, 4, fmt.Sprintf("%d more in plumb sheet show %s", section.More, tidy(b.Sheet)), dim)
		}
	}
	s.blank()
	s.block("", plain, 0, "Sources", cyan)
	for _, doc := range sourcesOf(&b) {
		s.block("", plain, 2, sourcesText(doc), dim)
	}
	s.blank()
	s.block("", plain, 0, strings.Join(briefFooter(&b), ". ")+".", dim)
	return s.writeTo(w, "render.brief")
}

func briefStyle(t brief.Tone) style {
	switch t {
	case brief.Good:
		return green
	case brief.Bad:
		return red
	case brief.Waiting:
		return yellow
	case brief.Neutral:
	}
	return plain
}

// marksOf writes the numbers of sources behind a text.
func marksOf(sources []int) string {
	if len(sources) == 0 {
		return ""
	}
	var out []string
	for _, n := range sources {
		out = append(out, fmt.Sprint(n))
	}
	return " [" + strings.Join(out, ",") + "]"
}

func paragraphText(p briefParagraph) string {
	var parts []string
	for _, l := range p.Lines {
		text := l.Text
		if l.Mark != "" {
			text += " (" + l.Mark + ")"
		}
		parts = append(parts, text+marksOf(l.Refs))
	}
	return strings.Join(parts, " ")
}

func sourcesText(doc briefSources) string {
	var parts []string
	for _, item := range doc.Items {
		parts = append(parts, fmt.Sprintf("%d %s", item.Number, item.Text))
	}
	return doc.Of + ": " + strings.Join(parts, " · ")
}
