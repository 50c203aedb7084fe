package transcript

import (
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// Google Meet gives "Name: text" paragraphs under lone times that stand minutes apart. People paste them below an agenda,
// participants and notes, under a heading "Transcript".

func sureMeet(s *source) int {
	return meetSigns(proseLinesOf(s))
}

// meetSigns gives how surely the lines are a Google Meet transcript.
func meetSigns(lines []proseLine) int {
	markers, section, turns := 0, false, 0
	for _, l := range lines {
		text := l.text
		if l.heading > 0 {
			text = l.title
			section = section || sectionOf(l.text) == sectionTranscript
		}
		if _, ok := ended(text); ok {
			return 75
		}
		if strings.Contains(text, "editable transcript was computer generated") {
			return 75
		}
		if _, ok := loneClock(stripMarks(text)); ok {
			markers++
			continue
		}
		if label, ok := firstLabel(l.text); ok && shapeOf(label) >= shapePossible && l.heading == 0 {
			turns++
		}
	}
	switch {
	case section && markers > 0, markers > 1 && turns > markers:
		return 65
	case section:
		return 45
	}
	return 0
}

func readMeet(s *source, rec *record) error {
	rec.t.Format = agent.FormatGoogleMeet
	readProse(&prose{rec: rec, lines: proseLinesOf(s), markdown: looksMarkdown(s)})
	return nil
}
