package transcript

import (
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// Otter, Teams and others write a line with the name and the time above what was said:
//
//	Sidney  55:21
//	We should ask them first.

// headedTurns counts the lines that are a name and a time with text below, and all lines that are not blank.
func headedTurns(lines []proseLine, strict bool) (turns, total int) {
	for i, l := range lines {
		if l.text == "" {
			continue
		}
		total++
		if _, _, ok := nameAndTime(l.text, strict); !ok {
			continue
		}
		if below := textBelow(lines, i); below != "" {
			if _, _, again := nameAndTime(below, strict); !again {
				turns++
			}
		}
	}
	return turns, total
}

// textBelow gives the next line that is not blank.
func textBelow(lines []proseLine, i int) string {
	for _, l := range lines[i+1:] {
		if l.text != "" {
			return l.text
		}
	}
	return ""
}

// headedNames counts the lines with both a name and a time; lone times alone belong to other formats.
func headedNames(lines []proseLine, strict bool) int {
	n := 0
	for _, l := range lines {
		if name, _, ok := nameAndTime(l.text, strict); ok && name != "" {
			n++
		}
	}
	return n
}

// headed reports whether the lines are written in this manner.
func headed(lines []proseLine, strict bool) bool {
	turns, total := headedTurns(lines, strict)
	least := 2
	if !strict {
		least = 3
	}
	return turns >= least && turns*8 >= total && headedNames(lines, strict)*2 >= turns
}

// readHeaded reads such lines. What stands above the first turn is a note, and its first line the title.
func readHeaded(rec *record, lines []proseLine, strict bool) {
	var speaker string
	var at int64
	var above []string
	aboveLine, header, begun := 0, 0, false
	for i, l := range lines {
		name, ms, ok := nameAndTime(l.text, strict)
		switch {
		case ok && textBelow(lines, i) != "":
			if header > 0 {
				rec.empty.add(header)
			}
			speaker, at, header, begun = name, ms, l.num, true
		case l.text == "":
		case disclaimer(l.text) || rule(l.text):
			rec.note(l.num, "", l.text)
		case begun:
			rec.say(l.num, speaker, l.text, at, 0)
			header = 0
		default:
			if aboveLine == 0 {
				aboveLine = l.num
			}
			if rec.t.Title == "" && i < 5 && !rec.looksLikeDate(l.text) && sectionOf(l.text) == sectionOther {
				rec.t.Title = l.title
				if l.heading == 0 {
					rec.t.Title = l.text
				}
			}
			rec.dateLine(l.num, l.text)
			above = append(above, l.text)
		}
	}
	rec.note(aboveLine, "", strings.Join(above, "\n"))
	rec.t.Timing = agent.TimingCue
	rec.endAtNextStart(0)
}

func (r *record) looksLikeDate(text string) bool {
	_, ok := parseDate(text)
	return ok
}
