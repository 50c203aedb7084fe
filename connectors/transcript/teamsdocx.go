package transcript

import (
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// Microsoft Teams saves transcripts as Word documents. New ones have a title, a date, a length, "X started
// transcription", and then "Ana Silva   0:03" above the text. Old ones have "0:0:0.0 --> 0:0:1.510", the name, the text.

func looksTeamsOld(lines []proseLine) bool {
	timings, total := 0, 0
	for _, l := range lines {
		if l.text == "" {
			continue
		}
		total++
		if isTiming(l.text) {
			timings++
		}
	}
	return timings > 0 && timings*6 >= total
}

func looksTeamsNew(lines []proseLine) bool {
	if !headed(lines, false) {
		return false
	}
	for _, l := range lines {
		if lower := strings.ToLower(l.text); strings.HasSuffix(lower, "started transcription") || strings.HasSuffix(lower, "stopped transcription") {
			return true
		}
	}
	return false
}

// readTeamsOld reads blocks of a timing, a name and text. A block of one line names nobody, unless that line is known as a
// name from other blocks.
func readTeamsOld(rec *record, lines []proseLine) {
	rec.t.Format, rec.t.Timing = agent.FormatTeamsDocx, agent.TimingCue
	type block struct {
		start, end int64
		lines      []proseLine
	}
	var blocks []block
	var above []string
	names := map[string]bool{}
	for _, l := range lines {
		start, end, ok := parseTiming(l.text)
		switch {
		case ok:
			blocks = append(blocks, block{start: start, end: end})
		case l.text == "":
		case len(blocks) == 0:
			rec.dateLine(l.num, l.text)
			above = append(above, l.text)
		default:
			b := &blocks[len(blocks)-1]
			if b.lines = append(b.lines, l); len(b.lines) == 2 {
				names[b.lines[0].text] = true
			}
		}
	}
	rec.note(1, "", strings.Join(above, "\n"))
	for _, b := range blocks {
		speaker, text := "", b.lines
		if len(text) > 0 && names[text[0].text] {
			speaker, text = text[0].text, text[1:]
		}
		for _, l := range text {
			rec.say(l.num, speaker, l.text, b.start, b.end)
		}
		if len(text) == 0 {
			rec.empty.add(0)
		}
	}
}
