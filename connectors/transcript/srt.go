package transcript

import "github.com/plumbline-dev/plumb/agent"

// SubRip captions: numbered cues, comma before the milliseconds, no header.

func sureSRT(s *source) int {
	scan := lineScanner{rest: s.head()}
	first, _ := scan.peekText()
	if isTiming(first) {
		return 85 // captions whose header or numbers were lost
	}
	if second := secondLine(scan); isCueID(first) && isTiming(second) {
		return 90
	} else if !holdsArrow(first) && !(isCueID(first) && holdsArrow(second)) && !s.named(".srt") {
		return 0
	}
	for { // the first cue is damaged; others may not be
		line, ok := scan.next()
		if !ok {
			return 0
		}
		if isTiming(line) {
			return 85
		}
	}
}

// secondLine gives the second line that is not blank.
func secondLine(scan lineScanner) string {
	for {
		line, ok := scan.next()
		if !ok || !blank(line) {
			break
		}
	}
	second, _ := scan.peekText()
	return second
}

func readSRT(s *source, rec *record) error {
	rec.t.Format = agent.FormatSRT
	return readCues(s, rec, lineScanner{rest: s.text})
}
