package transcript

import "github.com/plumbline-dev/plumb/agent"

// SubRip captions: numbered cues, comma before the milliseconds, no header.

func sureSRT(s *source) int {
	scan := lineScanner{rest: s.head()}
	first, _ := scan.peekText()
	if isTiming(first) {
		return 85 // captions whose header or numbers were lost
	}
	if !isCueID(first) {
		return 0
	}
	for {
		line, ok := scan.next()
		if !ok {
			return 0
		}
		if blank(line) || line == first {
			continue
		}
		if isTiming(line) {
			return 90
		}
		return 0
	}
}

func readSRT(s *source, rec *record) error {
	rec.t.Format = agent.FormatSRT
	return readCues(s, rec, lineScanner{rest: s.text})
}
