package transcript

import (
	"strings"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent"
)

// Some transcripts are tables: | [00:00:56](address) | Person | text |.

// readProse reads lines as a table when that is what they are, otherwise as turns and notes.
func readProse(p *prose) {
	if t, ok := findSpeechTable(p.lines); ok {
		t.read(p)
		return
	}
	p.read()
}

// speechTable says which columns of the table rows hold what. A column that is missing is -1.
type speechTable struct {
	from, to            int // lines of the table, to excluded
	time, speaker, text int
}

// minTableRows keeps the small tables of minutes (attendees, actions) from being taken for speech.
const minTableRows = 3

// findSpeechTable finds the largest table that is a transcript: its heading row names a speaker and a text, or most rows
// begin with a time.
func findSpeechTable(lines []proseLine) (speechTable, bool) {
	var best speechTable
	found := false
	for i := 0; i < len(lines); i++ {
		if !isRow(lines[i].text) {
			continue
		}
		end := tableEnd(lines, i)
		if t, ok := asSpeech(lines, i, end); ok && (!found || end-i > best.to-best.from) {
			best, found = t, true
		}
		i = end
	}
	return best, found
}

// tableEnd gives the line after the last row. Blank lines inside a table do not end it: documents have one after a row.
func tableEnd(lines []proseLine, i int) int {
	end := i
	for ; i < len(lines); i++ {
		if isRow(lines[i].text) {
			end = i + 1
		} else if lines[i].text != "" {
			break
		}
	}
	return end
}

func isRow(text string) bool {
	return strings.HasPrefix(text, "|") && strings.Count(text, "|") >= 2
}

// splitRow gives the cells of a row; text after the last pipe is an extra cell.
func splitRow(text string) []string {
	text = strings.TrimPrefix(text, "|")
	var cells []string
	start := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '|':
			cells = append(cells, strings.TrimSpace(text[start:i]))
			start = i + 1
		}
	}
	if rest := strings.TrimSpace(text[min(start, len(text)):]); rest != "" {
		cells = append(cells, rest)
	}
	for i, c := range cells {
		cells[i] = strings.ReplaceAll(c, `\|`, "|")
	}
	return cells
}

// divider reports whether a row is the line below the headings: |---|:--|.
func divider(text string) bool {
	return strings.Trim(text, "|-: \t") == "" && strings.Contains(text, "-")
}

func asSpeech(lines []proseLine, from, to int) (speechTable, bool) {
	t := speechTable{from: from, to: to, time: -1, speaker: -1, text: -1}
	t.columnsFromHeadings(splitRow(lines[from].text))
	named := t.speaker >= 0 && t.text >= 0
	rows, timed := 0, map[int]int{}
	length := map[int]int{}
	for _, l := range lines[from:to] {
		if !isRow(l.text) || divider(l.text) {
			continue
		}
		rows++
		for i, c := range splitRow(l.text) {
			if _, ok := cellTime(c); ok {
				timed[i]++
			}
			length[i] += utf8.RuneCountInString(c)
		}
	}
	for i, n := range timed {
		if n*2 > rows && (t.time < 0 || i < t.time) {
			t.time = i
		}
	}
	if rows < minTableRows || (!named && t.time < 0) {
		return t, false
	}
	if named {
		return t, true
	}
	for i := range len(length) {
		if i != t.time && (t.text < 0 || length[i] > length[t.text]) {
			t.text = i
		}
	}
	for i := range len(length) {
		if i != t.time && i != t.text && t.speaker < 0 {
			t.speaker = i
		}
	}
	return t, t.text >= 0
}

func (t *speechTable) columnsFromHeadings(cells []string) {
	for i, c := range cells {
		switch strings.ToLower(stripMarks(c)) {
		case "time", "timestamp", "timecode", "start":
			t.time = i
		case "speaker", "person", "who", "name", "said by":
			t.speaker = i
		case "text", "transcript", "speech", "what", "comment", "said", "utterance", "words", "transcription":
			t.text = i
		}
	}
}

// cellTime reads [00:01](address), [01:02], 00:01:02.
func cellTime(cell string) (int64, bool) {
	ms, rest, ok := leadingTime(cell)
	if ok && rest == "" {
		return ms, true
	}
	if i := strings.LastIndexByte(cell, '['); i > 0 {
		return cellTime(cell[i:])
	}
	return 0, false
}

// read hands over the rows; what stands around the table is read as notes.
func (t speechTable) read(p *prose) {
	before, rows, after := p.lines[:t.from], p.lines[t.from:t.to], p.lines[t.to:]
	p.notesOnly(before)
	var beyond tally
	var clock int64
	timed := 0
	for i, l := range rows {
		if !isRow(l.text) || divider(l.text) {
			continue
		}
		cells := splitRow(l.text)
		ms, ok := int64(0), false
		if t.time >= 0 && t.time < len(cells) {
			ms, ok = cellTime(cells[t.time])
		}
		if i == 0 && !ok {
			continue // the headings
		}
		if ok {
			clock = ms
			timed++
		}
		text := cellAt(cells, t.text)
		for extra := max(t.text, t.speaker, t.time) + 1; extra < len(cells); extra++ {
			if t.text < extra && cells[extra] != "" {
				text = strings.TrimSpace(text + " " + cells[extra])
				beyond.add(l.num)
			}
		}
		p.rec.say(l.num, stripMarks(p.decode(cellAt(cells, t.speaker))), p.decode(text), clock, 0)
	}
	p.rec.report(beyond, "One row has text after its last column; it was added to what was said.",
		"%d rows have text after their last column; it was added to what was said.")
	if timed > 0 {
		p.rec.t.Timing = agent.TimingCue
		p.rec.endAtNextStart(0)
	}
	p.notesOnly(after)
}

func cellAt(cells []string, i int) string {
	if i < 0 || i >= len(cells) {
		return ""
	}
	return cells[i]
}
