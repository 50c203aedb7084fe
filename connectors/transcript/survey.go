package transcript

import (
	"strings"
	"unicode/utf8"
)

// survey is what is found out about a whole record of prose before it is read: where the speech stands, and which labels
// are speakers.
type survey struct {
	labels     *census
	speakers   map[string]bool
	sectioned  bool // a heading says where the transcript begins
	carry      bool // text without a name goes on from the turn above it
	timedLines bool // lines begin with their time
	markers    bool // lone times stand between the turns
	silent     bool // below the transcript's heading there is none
	first      int  // number of the first line with text
}

func surveyOf(lines []proseLine) survey {
	s := survey{labels: newCensus()}
	for _, l := range lines {
		if s.first == 0 && l.text != "" {
			s.first = l.num
		}
		s.sectioned = s.sectioned || (l.heading > 0 && headingSection(l) == sectionTranscript)
		s.markers = s.markers || isMarker(l)
	}
	w := surveyor{labels: s.labels, started: !s.sectioned}
	for _, l := range lines {
		w.line(l)
	}
	if s.sectioned || s.labels.dialogue() {
		s.speakers = s.labels.speakers()
	}
	s.timedLines = w.timed >= 3 && w.timed*3 >= s.labels.turns
	s.silent = s.sectioned && len(s.speakers) == 0 && w.words <= fewWords
	s.carry = s.sectioned || s.labels.named(s.speakers)*5 >= max(s.labels.turns, 10)
	return s
}

// fewWords is the most that stands below a transcript's heading when there is no transcript: "not available".
const fewWords = 25

// surveyor follows the sections during the survey.
type surveyor struct {
	labels                 *census
	started, notes, people bool
	level                  int // of the heading that began the notes
	timed, words           int
}

func (s *surveyor) line(l proseLine) {
	if l.heading > 0 {
		s.heading(l, headingSection(l))
		return
	}
	if isRow(l.text) {
		s.confirmInitials(l.text)
	}
	if s.people {
		s.confirmPeople(l.text)
	}
	text, _ := bullet(l.text)
	if !s.started || s.notes || !speechLine(text) {
		return
	}
	if _, _, ok := leadingTime(text); ok {
		s.timed++
	}
	s.words += len(strings.Fields(text))
	label, found := firstLabel(text)
	s.labels.count(label, found)
	if found && strings.ContainsRune(".?!…", lastRune(text)) {
		s.labels.sentences++
	}
}

func (s *surveyor) heading(l proseLine, kind section) {
	switch {
	case isMarker(l):
	case kind == sectionTranscript:
		s.started, s.notes, s.people = true, false, false
	case kind != sectionOther:
		s.notes, s.people, s.level = true, kind == sectionPeople, l.heading
	default:
		s.people = false
		s.notes = s.notes && l.heading > s.level
	}
}

// headingSection gives what a heading announces; a document's title may end in "- Transcript".
func headingSection(l proseLine) section {
	if l.heading == 1 && endsInTranscript(strings.ToLower(l.title)) {
		return sectionTranscript
	}
	return sectionOf(l.text)
}

// confirmPeople takes the names of a list of participants, one a line or separated by commas.
func (s *surveyor) confirmPeople(line string) {
	text, listed := bullet(line)
	if !listed {
		for name := range strings.SplitSeq(text, ",") {
			s.confirmName(name)
		}
		return
	}
	name, _, _ := strings.Cut(text, ",")
	s.confirmName(name)
}

// confirmName leaves out what follows a name.
func (s *surveyor) confirmName(name string) {
	name = stripMarks(name)
	if i := strings.IndexAny(name, "(|;–"); i > 0 {
		name = strings.TrimSpace(name[:i])
	}
	if shapeOf(name) >= shapePossible {
		s.labels.confirm(name)
	}
}

// confirmInitials takes the initials out of a row of an attendee table: "| Ada Lindqvist | AL |".
func (s *surveyor) confirmInitials(row string) {
	for _, c := range splitRow(row) {
		if len(c) >= 2 && len(c) <= 4 && strings.Trim(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
			s.labels.confirm(c)
		}
	}
}

// speechLine reports whether a line could be a turn: not blank, not a rule, a table row, a comment or a lone time.
func speechLine(text string) bool {
	if text == "" || rule(text) || text[0] == '|' || strings.HasPrefix(text, "<!--") || strings.HasPrefix(text, "![") {
		return false
	}
	if _, ok := loneClock(stripMarks(text)); ok {
		return false
	}
	if _, ok := ended(text); ok {
		return false
	}
	return !disclaimer(text)
}

func firstLabel(text string) (string, bool) {
	for _, t := range readTurns(text) {
		if !t.loose {
			return t.label, true
		}
	}
	return "", false
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// isMarker reports whether a line is a lone time or closes the transcript.
func isMarker(l proseLine) bool {
	text := l.text
	if l.heading > 0 {
		text = l.title
	}
	_, lone := loneClock(stripMarks(text))
	_, end := ended(text)
	return lone || end
}
