package transcript

import (
	"html"
	"strings"
	"unicode"
)

// lineScanner walks over the lines of a text without copying them. Lines come without LF or CRLF.
type lineScanner struct {
	rest string
	num  int // 1-based number of the line that next gave last
}

func (s *lineScanner) next() (line string, ok bool) {
	if s.rest == "" {
		return "", false
	}
	s.num++
	i := strings.IndexByte(s.rest, '\n')
	if i < 0 {
		line, s.rest = s.rest, ""
	} else {
		line, s.rest = s.rest[:i], s.rest[i+1:]
	}
	return strings.TrimSuffix(line, "\r"), true
}

// peekText gives the next line that is not blank, without moving, and whether blank lines stand before it.
func (s *lineScanner) peekText() (line string, blankBefore bool) {
	ahead := *s
	for {
		l, ok := ahead.next()
		if !ok {
			return "", blankBefore
		}
		if !blank(l) {
			return l, blankBefore
		}
		blankBefore = true
	}
}

func blank(line string) bool { return strings.TrimSpace(line) == "" }

// cue is one timed caption as it stands in the source.
type cue struct {
	start, end int64
	line       int      // of the first line of text
	text       []string // lines with their tags
}

// cueReader reads the cues that WebVTT and SRT share.
type cueReader struct {
	scan    lineScanner
	rec     *record
	buf     []string // lines of the current cue, reused
	emptied tally    // cues without text
	stray   tally    // text that stands outside any cue
	untimed tally    // lines with an arrow whose times cannot be read
	lastEnd int64    // end of the cue before
}

// each calls use for every cue with text. The lines of a cue are valid during the call only. Blocks that start outside a
// cue are offered to block first, which reports whether it consumed them.
func (c *cueReader) each(block func(line string, scan *lineScanner) bool, use func(cue), strayText func(line int, text string)) {
	for {
		line, ok := c.scan.next()
		if !ok {
			return
		}
		for ok && line != "" && !blank(line) {
			line, ok = c.step(line, block, use, strayText)
		}
	}
}

// step handles one line outside a cue. It gives the next line when that was already read.
func (c *cueReader) step(line string, block func(string, *lineScanner) bool, use func(cue), strayText func(int, string)) (string, bool) {
	if start, end, ok := parseTiming(line); ok {
		return c.cue(start, end, use)
	}
	if block(line, &c.scan) {
		return "", false
	}
	if holdsArrow(line) || cutTiming(line) {
		return c.untimedCue(line, use)
	}
	if next, gap := c.scan.peekText(); holdsArrow(next) && (!gap || isCueID(line)) {
		return "", false // the identifier of the cue that follows
	}
	c.stray.add(c.scan.num)
	strayText(c.scan.num, line)
	return "", false
}

// untimedCue reads a cue whose times are damaged. What stands below them was said, by whoever is named there, and not by
// the voice of the cue above; it is put at the end of that cue. The line itself is no speech; where no time stands beside
// its arrow it may be somebody's words all the same, and is kept as a note.
func (c *cueReader) untimedCue(line string, use func(cue)) (string, bool) {
	c.untimed.add(c.scan.num)
	if !timeAtArrow(line) {
		c.rec.note(c.scan.num, "", line)
	}
	return c.cue(c.lastEnd, c.lastEnd, use)
}

// cue reads the text of one cue. It ends at a blank line, at the timing line of the next cue, or at the end of the
// record. Some exports put a blank line between the timing and the text.
func (c *cueReader) cue(start, end int64, use func(cue)) (string, bool) {
	timingLine := c.scan.num
	got := cue{start: start, end: end}
	c.lastEnd = end
	c.buf = c.buf[:0]
	var next string
	var more bool
	for {
		line, ok := c.scan.next()
		if !ok {
			break
		}
		if blank(line) {
			if len(c.buf) > 0 || !c.skipGap() {
				break
			}
			continue
		}
		if holdsArrow(line) {
			next, more = line, true
			// Without a blank line between cues the identifier of the next one looks like text.
			if n := len(c.buf); n > 0 && isCueID(c.buf[n-1]) {
				c.buf = c.buf[:n-1]
			}
			break
		}
		if len(c.buf) == 0 {
			got.line = c.scan.num
		}
		c.buf = append(c.buf, line)
	}
	if len(c.buf) == 0 {
		c.emptied.add(timingLine)
		return next, more
	}
	got.text = c.buf
	use(got)
	return next, more
}

// skipGap moves over blank lines to the text of the cue. It reports false, and does not move, when what comes next is a
// timing line, the identifier before one, or the end.
func (c *cueReader) skipGap() bool {
	ahead := c.scan
	for {
		before := ahead
		line, ok := ahead.next()
		if !ok {
			return false
		}
		if blank(line) {
			continue
		}
		if holdsArrow(line) || strings.HasPrefix(line, "NOTE") {
			return false
		}
		if next, _ := ahead.peekText(); holdsArrow(next) && isCueID(line) {
			return false
		}
		c.scan = before
		return true
	}
}

// holdsArrow reports whether a line is a timing line, sound or damaged. WebVTT allows no arrow in speech, but people type
// them; what stands behind a name or a voice tag was said.
func holdsArrow(line string) bool {
	if !strings.Contains(line, arrow) || strings.HasPrefix(line, "<v") {
		return false
	}
	name, rest, named := splitLabel(line)
	return !named || strings.Contains(name, arrow) || strings.IndexFunc(name, unicode.IsLetter) < 0 ||
		strings.HasPrefix(strings.TrimSpace(rest), arrow) || isTiming(rest)
}

// timeAtArrow reports whether digits or signs of a time stand right beside the arrow of a line, or it has none.
func timeAtArrow(line string) bool {
	const ofTimes = "0123456789:.,-"
	before, after, found := strings.Cut(line, arrow)
	if !found {
		return true
	}
	before, after = strings.TrimSpace(before), strings.TrimSpace(after)
	return before == "" || after == "" || strings.IndexByte(ofTimes, before[len(before)-1]) >= 0 || strings.IndexByte(ofTimes, after[0]) >= 0
}

func isTiming(line string) bool {
	if !strings.Contains(line, arrow) {
		return false
	}
	_, _, ok := parseTiming(line)
	return ok
}

// isCueID reports whether a line is a cue number or an identifier such as 001ec368-8d1f-4a5b-b0a5-1de5a53bd9a6/12-0.
func isCueID(line string) bool {
	line = strings.TrimSpace(line)
	if line == "" || len(line) > 64 {
		return false
	}
	digits := false
	for i := range len(line) {
		switch c := line[i]; {
		case c >= '0' && c <= '9':
			digits = true
		case c == '-' || c == '/' || c == '_' || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'):
		default:
			return false
		}
	}
	return digits
}

// cutTiming reports whether a line is what is left of a timing line that lost its arrow: digits and their punctuation.
func cutTiming(line string) bool {
	colon := false
	for i := range len(line) {
		switch c := line[i]; {
		case c == ':':
			colon = true
		case (c >= '0' && c <= '9') || c == '.' || c == ',' || c == '-' || c == '>' || c == ' ' || c == '\t':
		default:
			return false
		}
	}
	return colon
}

// report adds the warnings that every caption format shares.
func (c *cueReader) report() {
	c.rec.report(c.emptied, "One cue has no text; it was left out.", "%d cues have no text; they were left out.")
	c.rec.report(c.stray, "One line stood outside any cue; it was added to the cue above it.",
		"%d lines stood outside any cue; they were added to the cues above them.")
	c.rec.report(c.untimed, "One timing line cannot be read; what was said below it was put at the end of the cue above it.",
		"%d timing lines cannot be read; what was said below them was put at the end of the cues above them.")
}

// stripTags removes caption markup: <c>, <i>, <b>, <u>, <ruby>, <rt>, <lang>, <v>, <font>, their closing and classed
// forms, timestamps such as <00:00:01.000>, and {\an8}. Anything else that begins with < was said and stays.
func stripTags(s string) string {
	if strings.IndexByte(s, '<') < 0 && !strings.Contains(s, `{\`) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for s != "" {
		i := strings.IndexAny(s, "<{")
		if i < 0 {
			b.WriteString(s)
			break
		}
		b.WriteString(s[:i])
		s = s[i:]
		n := tagLength(s)
		if n == 0 {
			b.WriteByte(s[0])
			n = 1
		}
		s = s[n:]
	}
	return b.String()
}

// tagLength gives the length of the markup at the start of s, 0 when it is none.
func tagLength(s string) int {
	if strings.HasPrefix(s, `{\`) {
		return strings.IndexByte(s[:min(len(s), 32)], '}') + 1
	}
	end := tagEnd(s)
	if end < 0 {
		return 0
	}
	inside := strings.TrimPrefix(s[1:end], "/")
	if _, n := parseClock(inside); n > 0 && n == len(inside) {
		return end + 1
	}
	name := inside
	if i := strings.IndexAny(inside, " \t."); i >= 0 {
		name = inside[:i]
	}
	switch strings.ToLower(name) {
	case "c", "i", "b", "u", "v", "ruby", "rt", "lang", "font", "s", "em", "strong", "br", "br/", "p", "span":
		return end + 1
	}
	return 0
}

// tagEnd gives the place of the > that closes the < at the start of s, -1 when another < comes first or there is none.
func tagEnd(s string) int {
	if s == "" || s[0] != '<' {
		return -1
	}
	end := strings.IndexAny(s[1:], "<>") + 1
	if end == 0 || s[end] != '>' {
		return -1
	}
	return end
}

// decodeEntities turns &amp;, &#237; and the like into the characters they stand for.
func decodeEntities(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	return html.UnescapeString(s)
}
