package transcript

import (
	"strings"
	"unicode"

	"github.com/plumbline-dev/plumb/agent"
)

// prose reads records that are written as text: sections of notes, and turns that begin with a name. It serves Google
// Meet, Markdown, plain text, and the text of documents.
type prose struct {
	rec      *record
	lines    []proseLine
	markdown bool // marks and escapes are decoded
	wrapped  bool // lines end where the page does, so a line goes on from the one above it

	survey // what was found out before reading

	inSections bool   // the first heading was passed
	speech     bool   // what is read is speech
	begun      bool   // the transcript's heading was passed
	over       bool   // the closing line was passed
	level      int    // of the heading that began the notes or the transcript
	speaker    string // of the turn that is open, "" when none is
	open       bool   // the last utterance may go on with the next line
	bare       int    // line of a name without words so far, 0 when there is none
	clock      int64
	length     int64 // of the meeting, when the record gives it
	timed      int   // turns with a time of their own
	marked     bool  // at least one time marker was seen
	continued  tally
	noteAt     int
	heading    string
	note       []string
}

func (p *prose) read() {
	p.frontMatter()
	p.titleLine()
	p.survey = surveyOf(p.lines)
	for i := range p.lines {
		p.line(i)
	}
	p.closeTurn()
	p.flushNote()
	p.rec.report(p.continued, "One paragraph names no speaker; it was taken to go on from the turn above it.",
		"%d paragraphs name no speaker; they were taken to go on from the turns above them.")
	p.setTimes()
}

// notesOnly reads lines none of which is speech.
func (p *prose) notesOnly(lines []proseLine) {
	p.lines = lines
	p.survey = survey{sectioned: true, labels: newCensus()}
	p.frontMatter()
	for i, l := range p.lines {
		if l.heading > 0 && headingSection(l) != sectionTranscript {
			p.startSection(i)
		} else if l.heading == 0 {
			p.noteLine(l)
		}
	}
	p.flushNote()
}

// frontMatter reads title and date from YAML between --- lines at the top and keeps the whole as a note.
func (p *prose) frontMatter() {
	if len(p.lines) == 0 || p.lines[0].text != "---" {
		return
	}
	for i := 1; i < len(p.lines) && i < 100; i++ {
		if p.lines[i].text != "---" {
			continue
		}
		var text []string
		for _, l := range p.lines[1:i] {
			text = append(text, l.text)
			p.frontField(l)
		}
		p.rec.note(1, "Front matter", strings.Join(text, "\n"))
		p.lines = p.lines[i+1:]
		return
	}
}

func (p *prose) frontField(l proseLine) {
	key, value, _ := strings.Cut(l.text, ":")
	value = strings.Trim(strings.TrimSpace(value), `"'`)
	switch strings.ToLower(key) {
	case "title":
		p.rec.t.Title = value
	case "language", "lang":
		p.rec.t.Language = value
	case "date", "created", "start", "started_at", "created_at", "meeting_date":
		p.rec.dateFromTimestamp(value)
	}
}

// titleLine makes a heading of a first line such as "Weekly (2025-03-12 10:00 GMT) - Transcript", which Google Meet puts
// above its text exports.
func (p *prose) titleLine() {
	for i := range p.lines {
		l := &p.lines[i]
		if l.text == "" {
			continue
		}
		if l.heading == 0 && endsInTranscript(strings.ToLower(l.text)) && len(l.text) < 200 {
			l.heading, l.title = 1, l.text
		}
		return
	}
}

// turnOf reads a line as a turn of a known speaker.
func (p *prose) turnOf(text string) (turn, bool) {
	for _, t := range readTurns(text) {
		if p.speakers[t.label] || (t.loose && p.labels.isConfirmed(t.label)) {
			return t, true
		}
	}
	if p.timedLines {
		if ms, rest, ok := leadingTime(text); ok {
			return turn{text: rest, ms: ms, timed: true}, true
		}
	}
	return turn{}, false
}

func (p *prose) isTurn(text string) bool {
	_, ok := p.turnOf(text)
	return ok
}

// line takes one line where it belongs.
func (p *prose) line(i int) {
	l := p.lines[i]
	switch {
	case blank(l.text):
		p.open = p.open && p.wrapped
		if !p.speech {
			p.note = append(p.note, "")
		}
	case p.marker(l):
	case disclaimer(l.text) && !p.isTurn(l.text):
		p.rec.note(l.num, "", stripMarks(strings.TrimLeft(l.text, "#-* ")))
	case l.heading > 0:
		p.startSection(i)
	case p.silent:
		p.noteLine(l)
	case p.speech:
		p.speechLine(l)
	case (!p.sectioned || p.over) && p.startsSpeech(i):
		p.flushNote()
		p.speech = true
		p.speechLine(l)
	default:
		p.noteLine(l)
	}
}

// marker handles lone times and the closing line; both stand in the speech, or open it when the record has no headings.
func (p *prose) marker(l proseLine) bool {
	text := l.text
	if l.heading > 0 {
		text = l.title
	}
	if ms, ok := ended(text); ok {
		p.closeTurn()
		p.flushNote()
		p.length = ms
		p.speech, p.over = false, true
		p.rec.note(l.num, "", stripMarks(text))
		return true
	}
	ms, ok := loneClock(stripMarks(text))
	if !ok || (p.sectioned && !p.begun) {
		return false
	}
	p.closeTurnKeepSpeaker()
	p.over = false
	if !p.speech && (p.sectioned || p.carry) {
		p.flushNote()
		p.speech = true
	}
	p.clock, p.marked = ms, true
	return true
}

// startSection handles a heading: it begins the transcript, notes, or a topic inside the speech.
func (p *prose) startSection(i int) {
	l := p.lines[i]
	p.closeTurn()
	p.flushNote()
	switch kind := headingSection(l); {
	case kind == sectionTranscript:
		p.speech, p.begun, p.level = true, true, l.heading
		p.titleFrom(l)
		return
	case kind != sectionOther:
		p.speech, p.level = false, l.heading
	case p.inNotesOf(l):
		p.speech = false
	case p.turnsBelow(i):
		p.speech = true
	case p.sectioned:
		p.speech = p.speech && l.heading > p.level
	default:
		p.speech = p.plain() && !p.over
	}
	if p.titleFrom(l) {
		return
	}
	p.noteAt, p.heading = l.num, p.decode(l.title)
	if p.speech {
		p.flushNote()
	}
}

// plain reports whether the record has no turns at all: then every paragraph counts as said, by nobody known.
func (p *prose) plain() bool { return !p.sectioned && !p.carry }

// inNotesOf reports whether a heading stands below the one that began the notes.
func (p *prose) inNotesOf(l proseLine) bool { return !p.speech && p.level > 0 && l.heading > p.level }

// turnsBelow reports whether a known speaker has a turn before the next heading, where the record allows turns.
func (p *prose) turnsBelow(i int) bool {
	if p.sectioned && !p.begun {
		return false
	}
	for _, l := range p.lines[i+1:] {
		if l.heading > 0 && !isMarker(l) {
			return false
		}
		if p.isTurn(l.text) {
			return true
		}
	}
	return false
}

// startsSpeech reports whether the speech of a record without a transcript heading begins here.
func (p *prose) startsSpeech(i int) bool {
	if p.plain() && p.level == 0 && !p.over {
		return true
	}
	if p.level > 0 && !p.over {
		return false
	}
	text, _ := bullet(p.lines[i].text)
	return p.isTurn(text)
}

// titleFrom takes the title from the first heading that is not a section's.
func (p *prose) titleFrom(l proseLine) bool {
	first := !p.inSections
	p.inSections = true
	if p.rec.t.Title != "" || !first || l.heading > 2 || sectionOf(l.text) != sectionOther {
		return false
	}
	p.rec.t.Title = p.decode(withoutTranscript(l.title))
	p.rec.dateInside(l.num, l.title)
	return true
}

// speechLine handles one line of the speech.
func (p *prose) speechLine(l proseLine) {
	text, listed := bullet(l.text)
	if t, ok := p.turnOf(text); ok {
		p.turn(l, t)
		return
	}
	switch {
	case !speechLine(l.text):
		if !rule(l.text) {
			p.noteLine(l)
		}
		p.open = false
	case p.preamble(l):
		p.noteLine(l)
	case listed && p.plain():
		p.closeTurn()
		p.say(l.num, "", text)
	default:
		p.text(l)
	}
}

// preamble reports whether a line stands between the transcript's heading and its first turn: a date, a title, a list of
// attendees. A record without turns has none.
func (p *prose) preamble(l proseLine) bool {
	if !p.sectioned || len(p.speakers) == 0 || len(p.rec.t.Utterances) > 0 || p.bare > 0 || p.marked {
		return false
	}
	return len(strings.Fields(l.text)) <= 12
}

// turn opens the turn of a known speaker.
func (p *prose) turn(l proseLine, t turn) {
	p.closeTurn()
	p.flushNote()
	p.speaker = t.label
	if t.timed {
		p.clock = t.ms
		p.timed++
	}
	if blank(t.text) {
		p.bare = l.num
		return
	}
	p.say(l.num, t.label, t.text)
}

// text handles a line without a name: it goes on from the line above, or from the turn above, or nobody said it.
func (p *prose) text(l proseLine) {
	p.flushNote()
	switch {
	case p.bare > 0:
		p.bare = 0
		p.say(l.num, p.speaker, l.text)
	case p.open:
		text, glued := p.takeGluedMarker(l.text)
		p.rec.more(l.num, p.decode(text))
		p.clock = max(p.clock, glued)
	case p.speaker != "" && p.carry:
		p.continued.add(l.num)
		p.say(l.num, p.speaker, l.text)
	default:
		p.say(l.num, "", l.text)
	}
}

func (p *prose) say(line int, speaker, text string) {
	text, glued := p.takeGluedMarker(text)
	before := len(p.rec.t.Utterances)
	p.rec.say(line, speaker, p.decode(text), p.clock, 0)
	p.open = len(p.rec.t.Utterances) > before && p.joins(text)
	p.clock = max(p.clock, glued)
}

// joins reports whether the next line may belong to the same paragraph. Where nobody is named and lines are not broken
// at the page's width, each line is one.
func (p *prose) joins(text string) bool {
	if p.carry || p.wrapped {
		return true
	}
	last := text[len(text)-1]
	return len(text) >= 60 && strings.IndexByte(".?!:\"')", last) < 0
}

// takeGluedMarker removes a time marker that stands at the end of a sentence without a space, as edited exports have it.
func (p *prose) takeGluedMarker(text string) (string, int64) {
	const shape = "00:00:00"
	if !p.markers || len(text) <= len(shape) {
		return text, 0
	}
	cut := len(text) - len(shape)
	ms, n := parseClock(text[cut:])
	if n != len(shape) || strings.IndexByte(".?!", text[cut-1]) < 0 {
		return text, 0
	}
	return text[:cut], ms
}

// closeTurn ends the open turn; a name that was followed by nothing is counted.
func (p *prose) closeTurn() {
	p.closeTurnKeepSpeaker()
	p.speaker = ""
}

func (p *prose) closeTurnKeepSpeaker() {
	if p.bare > 0 {
		p.rec.empty.add(p.bare)
		p.bare = 0
	}
	p.open = false
}

func (p *prose) noteLine(l proseLine) {
	if p.noteAt == 0 {
		p.noteAt = l.num
	}
	p.note = append(p.note, p.decode(l.text))
	if dated := p.rec.dateLine(l.num, l.text); !dated && l.num == p.first && len(l.text) < maxNameRunes {
		p.rec.dateInside(l.num, l.text)
	}
}

func (p *prose) flushNote() {
	if p.noteAt > 0 {
		p.rec.note(p.noteAt, p.heading, strings.Join(p.note, "\n"))
	}
	p.noteAt, p.heading, p.note = 0, "", p.note[:0]
}

// decode removes the marks and escapes of Markdown.
func (p *prose) decode(text string) string {
	if !p.markdown {
		return text
	}
	text = strings.TrimSuffix(strings.TrimRightFunc(text, unicode.IsSpace), `\`)
	text = decodeEntities(stripTags(text))
	if strings.Count(text, "**") > 1 {
		text = strings.ReplaceAll(text, "**", "")
	}
	return unescape(text)
}

// unescape drops the backslash before ASCII punctuation.
func unescape(text string) string {
	if strings.IndexByte(text, '\\') < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) && text[i+1] < 0x80 && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", text[i+1]) >= 0 {
			i++
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// setTimes says how far the times can be trusted and sets the ends. With markers only, an utterance lies between the
// marker above it and the one below.
func (p *prose) setTimes() {
	n := len(p.rec.t.Utterances)
	switch {
	case n == 0 || (p.timed == 0 && !p.marked):
		return
	case p.timed*10 >= n*9:
		p.rec.t.Timing = agent.TimingCue
		p.rec.endAtNextStart(p.length)
	default:
		p.rec.t.Timing = agent.TimingCoarse
		p.rec.endAtNextStart(p.length)
	}
}
