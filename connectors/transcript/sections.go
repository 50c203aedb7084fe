package transcript

import (
	"strings"
	"unicode"
)

// proseLine is one line of a text, or one line of a paragraph of a document.
type proseLine struct {
	num     int
	text    string
	heading int // 1 to 6 when the line is a heading, 7 for an unmarked one, 0 for other text
	title   string
}

// proseLines splits a text and finds its headings.
func proseLines(text string) []proseLine {
	lines := make([]proseLine, 0, strings.Count(text, "\n")+1)
	scan := lineScanner{rest: text}
	for {
		line, ok := scan.next()
		if !ok {
			return lines
		}
		lines = append(lines, newProseLine(scan.num, line))
	}
}

func newProseLine(num int, text string) proseLine {
	l := proseLine{num: num, text: strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), `\`))}
	hashes := 0
	for hashes < len(l.text) && l.text[hashes] == '#' {
		hashes++
	}
	switch {
	case hashes >= 1 && hashes <= 6 && (hashes == len(l.text) || startsWithSpace(l.text[hashes:])):
		l.heading, l.title = hashes, stripMarks(strings.TrimRight(l.text[hashes:], "# "))
	case sectionOf(l.text) != sectionOther && !strings.HasSuffix(strings.TrimRight(l.text, "*_ "), "."):
		l.heading, l.title = 7, stripMarks(l.text)
	case boldLine(l.text):
		l.heading, l.title = 7, stripMarks(l.text)
	}
	return l
}

// boldLine reports whether a line is wholly bold and does not end as a label or a sentence does.
func boldLine(s string) bool {
	inner, ok := strings.CutPrefix(s, "**")
	if !ok || len(s) < 5 || len(s) > 100 {
		return false
	}
	inner, ok = strings.CutSuffix(inner, "**")
	return ok && !strings.Contains(inner, "**") && strings.IndexByte(":.?!,", inner[len(inner)-1]) < 0
}

// stripMarks removes the emphasis around a line.
func stripMarks(s string) string {
	return strings.TrimFunc(strings.Trim(strings.TrimSpace(s), "*_ "), unicode.IsSpace)
}

// section is what a heading announces.
type section int

const (
	sectionOther section = iota
	sectionTranscript
	sectionNotes
	sectionPeople
)

// sectionOf recognises the headings of the usual sections, with marks, emoji or a colon around them.
func sectionOf(heading string) section {
	if len(heading) > 120 {
		return sectionOther
	}
	key := strings.ToLower(strings.TrimFunc(heading, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != ')' }))
	switch {
	case transcriptHeads[key]:
		return sectionTranscript
	case peopleHeads[key]:
		return sectionPeople
	case noteHeads[key]:
		return sectionNotes
	}
	return sectionOther
}

// endsInTranscript recognises titles such as "Weekly (2025-03-12) - Transcript", in lower case.
func endsInTranscript(title string) bool {
	title = stripMarks(title)
	return strings.HasSuffix(title, "- transcript") || strings.HasSuffix(title, "– transcript")
}

// withoutTranscript drops that ending.
func withoutTranscript(title string) string {
	if !endsInTranscript(strings.ToLower(title)) {
		return title
	}
	return strings.TrimRight(strings.TrimSpace(title[:len(title)-len("transcript")]), "-– ")
}

// These sets are only read.
var (
	transcriptHeads = wordSet(`transcript transcription full_transcript meeting_transcript call_transcript raw_transcript verbatim
		verbatim_transcript transcript_of_the_meeting transcript_of_the_call edited_transcript transkript transkription transcripción
		transcripcion trascrizione transcrição transcricao transcriptie 文字起こし 文字记录`)
	peopleHeads = wordSet(`participants participant attendees attendee attendance present committee members invited absent apologies regrets
		people who_was_there in_attendance`)
	noteHeads = wordSet(`agenda notes note meeting_notes meeting_details details summary summaries executive_summary action_items
		action_item actions action_points next_steps next_step decisions conclusion conclusions recap overview outline chat chat_log
		meeting_chat links resources references key_points key_takeaways takeaways highlights follow-up follow-ups follow_ups todo
		todos to-do to_do minutes recording recordings logistics suggested_next_steps agenda_items open_questions`)
)

// ended reads the line that closes a transcript ("Meeting ended after 00:45:21", "La transcription s'est terminée après
// 00:45:21"), and the length it gives.
func ended(line string) (ms int64, ok bool) {
	lower := strings.ToLower(strings.TrimLeft(stripMarks(line), "# "))
	if len(lower) > 100 {
		return 0, false
	}
	for _, words := range []string{"ended after ", "terminée après ", "terminé après ", "endete nach ", "beendet nach ", "finalizó después de ",
		"terminó después de ", "terminata dopo ", "encerrada após "} {
		if i := strings.Index(lower, words); i >= 0 {
			ms, n := parseClock(lower[i+len(words):])
			return ms, n > 0
		}
	}
	return 0, false
}

// disclaimer recognises what tools print around a transcript.
func disclaimer(line string) bool {
	if len(line) > 300 {
		return false
	}
	lower := strings.ToLower(line)
	for _, words := range []string{"editable transcript was computer generated", "people can also change the text after it was created",
		"transcribed by https://otter.ai", "transcribed by otter.ai", "transcript was automatically generated", "transcription was automatically generated",
		"computer-generated and may contain errors", "computer-generated and might contain errors", "transcript was generated by ai",
		"générée par ordinateur", "you should review gemini's notes", "started transcription", "stopped transcription"} {
		if strings.Contains(lower, words) {
			return true
		}
	}
	return false
}

// rule reports whether a line only divides: ---, ***, ===, or the fence of a code block.
func rule(line string) bool {
	return len(line) >= 3 && (strings.Trim(line, "-_*=~ ") == "" || strings.HasPrefix(line, "```"))
}

// bullet takes the mark off a list item.
func bullet(line string) (text string, ok bool) {
	for _, mark := range []string{"- ", "* ", "+ ", "• ", "– "} {
		if rest, found := strings.CutPrefix(line, mark); found {
			return strings.TrimSpace(rest), true
		}
	}
	return line, false
}

// proseLinesOf splits the record once; detectors and readers share the lines.
func proseLinesOf(s *source) []proseLine {
	if s.lines == nil {
		s.lines = proseLines(s.text)
	}
	return s.lines
}
