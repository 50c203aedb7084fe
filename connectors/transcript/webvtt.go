package transcript

import (
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// WebVTT (https://www.w3.org/TR/webvtt1/) comes from Zoom ("Name: text"), Teams (<v Name>text</v>), YouTube (rolling lines)
// and many others.

func sureWebVTT(s *source) int {
	line, _ := (&lineScanner{rest: s.text}).next()
	switch {
	case line == "WEBVTT" || strings.HasPrefix(line, "WEBVTT ") || strings.HasPrefix(line, "WEBVTT\t"):
		return 100
	case s.named(".vtt") && strings.Contains(s.head(), arrow):
		return 80
	}
	return 0
}

func readWebVTT(s *source, rec *record) error {
	rec.t.Format = agent.FormatWebVTT
	scan := lineScanner{rest: s.text}
	if strings.HasPrefix(s.text, "WEBVTT") {
		vttHeader(&scan, rec)
	}
	return readCues(s, rec, scan)
}

// vttHeader reads the title and the Language field, which stand above the first blank line.
func vttHeader(scan *lineScanner, rec *record) {
	first, _ := scan.next()
	rec.t.Title = strings.TrimSpace(strings.TrimLeft(strings.TrimPrefix(first, "WEBVTT"), " \t-"))
	for {
		ahead := *scan
		line, ok := ahead.next()
		if !ok || blank(line) || strings.Contains(line, arrow) {
			return
		}
		*scan = ahead
		if key, value, found := strings.Cut(line, ":"); found && strings.EqualFold(strings.TrimSpace(key), "language") {
			rec.t.Language = strings.TrimSpace(value)
		}
	}
}

// readCues reads everything after the header of a caption file.
func readCues(s *source, rec *record, scan lineScanner) error {
	cues := cueReader{scan: scan, rec: rec}
	captions := captionReader{rec: rec, pieces: make([]piece, 0, len(s.text)/128)}
	cues.each(captions.block, captions.add, captions.stray)
	captions.keepStrays()
	cues.report()
	rec.report(captions.styled, "One block of style or layout was left out.", "%d blocks of style or layout were left out.")
	if len(captions.pieces) == 0 && cues.emptied.count == 0 && len(rec.t.Notes) == 0 {
		return s.invalid("there are no captions in it").Do("Export the transcript again; the file may have been cut off.")
	}
	captions.dropRollingRepeats()
	captions.emit()
	rec.t.Timing = agent.TimingCue
	return nil
}

// piece is what one voice says in one cue.
type piece struct {
	start, end int64
	line       int
	voice      string // from a voice tag; "" without one
	text       string // without tags; lines separated by \n
}

type captionReader struct {
	rec    *record
	pieces []piece
	strays []string // lines outside any cue since the last piece
	styled tally
}

// block consumes NOTE, STYLE and REGION blocks.
func (c *captionReader) block(line string, scan *lineScanner) bool {
	note := line == "NOTE" || strings.HasPrefix(line, "NOTE ") || strings.HasPrefix(line, "NOTE\t")
	style := strings.TrimSpace(line) == "STYLE" || strings.TrimSpace(line) == "REGION"
	if !note && !style {
		return false
	}
	first := scan.num
	text := []string{strings.TrimSpace(strings.TrimPrefix(line, "NOTE"))}
	for {
		ahead := *scan
		l, ok := ahead.next()
		if !ok || blank(l) || isTiming(l) {
			break
		}
		*scan = ahead
		text = append(text, l)
	}
	if style {
		c.styled.add(first)
		return true
	}
	if tag, found := strings.CutPrefix(text[0], "language:"); found && len(text) == 1 {
		c.rec.t.Language = strings.TrimSpace(tag)
	}
	c.rec.note(first, "", strings.Join(text, "\n"))
	return true
}

// add splits one cue into what its voices say.
func (c *captionReader) add(q cue) {
	c.keepStrays()
	text := q.text[0]
	if len(q.text) > 1 {
		text = strings.Join(q.text, "\n")
	}
	if !strings.Contains(text, "<v") {
		c.pieces = append(c.pieces, piece{q.start, q.end, q.line, "", decodeEntities(stripTags(text))})
		return
	}
	voice, line := "", q.line
	for text != "" {
		at, name, n := nextVoice(text)
		said := text[:at]
		if cleaned := decodeEntities(stripTags(said)); !blank(cleaned) {
			skipped := len(said) - len(strings.TrimLeft(said, "\n"))
			c.pieces = append(c.pieces, piece{q.start, q.end, line + skipped, voice, strings.TrimLeft(cleaned, "\n")})
		}
		line += strings.Count(text[:at+n], "\n")
		text = text[at+n:]
		if n > 0 {
			voice = decodeEntities(name)
		}
	}
}

// nextVoice finds the next voice tag: its place, the name in it, and its length. A closing tag ends the voice and has no
// name. Without a tag the place is the end of the text.
func nextVoice(text string) (at int, name string, n int) {
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '<')
		if i < 0 {
			return len(text), "", 0
		}
		i += from
		end := tagEnd(text[i:])
		if end < 0 {
			from = i + 1
			continue
		}
		switch inside := text[i+1 : i+end]; {
		case inside == "/v":
			return i, "", end + 1
		case strings.HasPrefix(inside, "v ") || strings.HasPrefix(inside, "v\t"):
			return i, strings.TrimSpace(inside[2:]), end + 1
		case strings.HasPrefix(inside, "v."):
			_, name, _ = strings.Cut(inside, " ")
			return i, strings.TrimSpace(name), end + 1
		}
		from = i + 1
	}
}

// stray keeps text outside any cue with the cue before it, or as a note when there is none yet.
func (c *captionReader) stray(line int, text string) {
	text = decodeEntities(stripTags(text))
	if len(c.pieces) == 0 {
		c.rec.note(line, "", text)
		return
	}
	c.strays = append(c.strays, text)
}

// keepStrays adds the text that stood outside any cue to the cue before it.
func (c *captionReader) keepStrays() {
	if len(c.strays) > 0 {
		last := &c.pieces[len(c.pieces)-1]
		last.text += "\n" + strings.Join(c.strays, "\n")
		c.strays = c.strays[:0]
	}
}

// dropRollingRepeats removes lines that a cue repeats from the one before it. Live captions do so throughout a record:
// the last line becomes the first of the next cue, or a cue begins with the whole of the one before. Where this is not
// the habit of the record, a repeated word was said twice and stays.
func (c *captionReader) dropRollingRepeats() {
	const habit = 0.3
	rolling, growing := 0, 0
	for i := 1; i < len(c.pieces); i++ {
		before, now := &c.pieces[i-1], &c.pieces[i]
		if before.voice != now.voice {
			continue
		}
		if rolledLines(before.text, now.text) > 0 && (strings.Contains(now.text, "\n") || strings.Contains(before.text, "\n")) {
			rolling++
		}
		if grows(before.text, now.text) {
			growing++
		}
	}
	n := float64(len(c.pieces))
	var repeats tally
	switch {
	case rolling >= 2 && float64(rolling) >= habit*n:
		c.dropRolled(&repeats)
	case growing >= 2 && float64(growing) >= habit*n:
		c.dropGrown(&repeats)
	}
	c.rec.report(repeats, "One line that repeats the cue above it was left out.", "%d lines that repeat the cue above them were left out.")
}

func (c *captionReader) dropRolled(repeats *tally) {
	kept := c.pieces[:0]
	before := ""
	for i, p := range c.pieces {
		whole := p.text
		if i > 0 {
			if n := rolledLines(before, whole); n > 0 {
				repeats.addN(n, p.line)
				lines := strings.Split(whole, "\n")
				p.text = strings.Join(lines[n:], "\n")
				p.line += n
			}
		}
		before = whole
		if !blank(p.text) {
			kept = append(kept, p)
			continue
		}
		kept[len(kept)-1].end = max(kept[len(kept)-1].end, p.end)
	}
	c.pieces = kept
}

func (c *captionReader) dropGrown(repeats *tally) {
	kept := c.pieces[:0]
	for _, p := range c.pieces {
		if n := len(kept); n > 0 && kept[n-1].voice == p.voice && grows(kept[n-1].text, p.text) {
			repeats.add(p.line)
			kept[n-1].text, kept[n-1].line = p.text, p.line
			kept[n-1].end = max(kept[n-1].end, p.end)
			continue
		}
		kept = append(kept, p)
	}
	c.pieces = kept
}

// rolledLines gives how many lines at the start of now are the last lines of before.
func rolledLines(before, now string) int {
	if strings.IndexByte(before, '\n') < 0 && strings.IndexByte(now, '\n') < 0 {
		if strings.TrimSpace(before) == strings.TrimSpace(now) {
			return 1
		}
		return 0
	}
	was, is := strings.Split(before, "\n"), strings.Split(now, "\n")
	for n := min(len(was), len(is)); n > 0; n-- {
		same := true
		for i := range n {
			if strings.TrimSpace(was[len(was)-n+i]) != strings.TrimSpace(is[i]) {
				same = false
				break
			}
		}
		if same {
			return n
		}
	}
	return 0
}

// grows reports whether now is before with words added.
func grows(before, now string) bool {
	return len(now) > len(before) && strings.HasPrefix(now, before) && !blank(before)
}

// emit decides which prefixes name speakers and hands the pieces over.
func (c *captionReader) emit() {
	labels := newCensus()
	for i := range c.pieces {
		if p := &c.pieces[i]; p.voice == "" {
			label, _, ok := splitLabel(p.text)
			labels.count(label, ok)
		}
	}
	speakers := labels.speakers()
	c.rec.t.Utterances = make([]agent.Utterance, 0, len(c.pieces))
	for i := range c.pieces {
		p := &c.pieces[i]
		voice, text := p.voice, p.text
		if voice == "" {
			if label, rest, ok := splitLabel(text); ok && speakers[label] {
				voice, text = label, rest
			}
		}
		c.rec.say(p.line, voice, text, p.start, p.end)
	}
}
