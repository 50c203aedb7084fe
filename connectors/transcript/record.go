package transcript

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// record collects what a reader finds, and completes the transcript at the end.
type record struct {
	src   *source
	t     *agent.Transcript
	names map[string]string // spelling in the source → clean name
	seen  map[string]bool   // clean names that have spoken
	tail  []string          // lines that go on from the newest utterance

	invisible tally  // hidden characters removed from texts and notes
	oddNames  tally  // names with hidden characters or of absurd length
	empty     tally  // turns without a word
	doubtful  bool   // the date contradicts its weekday
	timeText  string // the time of day as the record writes it
}

// tally counts one kind of oddity and remembers where it first occurred.
type tally struct{ count, line int }

func (t *tally) add(line int) { t.addN(1, line) }

func (t *tally) addN(n, line int) {
	if t.count == 0 {
		t.line = line
	}
	t.count += n
}

func newRecord(src *source) *record {
	return &record{
		src: src,
		t: &agent.Transcript{
			File: src.name, SHA256: src.sum, Timing: agent.TimingNone,
			Utterances: []agent.Utterance{}, Speakers: []string{}, Notes: []agent.Note{}, Warnings: src.warnings,
		},
		names: map[string]string{},
		seen:  map[string]bool{},
	}
}

// say adds an utterance. The speaker and the text are given as they stand in the source; a text without a visible
// character is counted and left out.
func (r *record) say(line int, speaker, text string, startMS, endMS int64) {
	text = r.clean(line, text)
	if text == "" {
		r.empty.add(line)
		return
	}
	r.joinTail()
	r.t.Utterances = append(r.t.Utterances, agent.Utterance{
		Speaker: r.speaker(line, speaker), StartMS: startMS, EndMS: endMS, Line: line, Text: text,
	})
}

// more adds words to the newest utterance. They are joined when the next one begins.
func (r *record) more(line int, text string) {
	if text = r.clean(line, text); text != "" {
		r.tail = append(r.tail, text)
	}
}

func (r *record) joinTail() {
	if len(r.tail) > 0 {
		u := &r.t.Utterances[len(r.t.Utterances)-1]
		u.Text += " " + strings.Join(r.tail, " ")
		r.tail = r.tail[:0]
	}
}

// speaker gives the clean form of a name and remembers who has spoken.
func (r *record) speaker(line int, name string) string {
	if name == "" {
		return ""
	}
	clean, known := r.names[name]
	if !known {
		var odd bool
		clean, odd = cleanName(name)
		if clean == "?" || clean == "Unknown Speaker" {
			clean = ""
		}
		if odd {
			r.oddNames.add(line)
		}
		r.names[strings.Clone(name)] = clean
	}
	if clean != "" && !r.seen[clean] {
		r.seen[clean] = true
		r.t.Speakers = append(r.t.Speakers, clean)
	}
	return clean
}

// clean gives the text as it is kept: trimmed, on one line, nothing hidden in it.
func (r *record) clean(line int, text string) string { return strings.TrimSpace(r.visible(line, text)) }

// note keeps a section that is not speech. The text may have several lines.
func (r *record) note(line int, heading, text string) {
	heading = r.clean(line, heading)
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(r.visible(line, l), " ")
	}
	text = strings.Trim(strings.Join(lines, "\n"), "\n")
	if heading == "" && text == "" {
		return
	}
	r.t.Notes = append(r.t.Notes, agent.Note{Line: line, Heading: heading, Text: text})
}

// visible gives a line of text without what is hidden in it.
func (r *record) visible(line int, text string) string {
	text, removed := scrub(text)
	if removed > 0 {
		r.invisible.addN(removed, line)
	}
	return text
}

func (r *record) warn(line int, format string, args ...any) {
	r.t.Warnings = append(r.t.Warnings, agent.Warning{Line: line, Message: fmt.Sprintf(format, args...)})
}

// report turns a tally into one warning. The words for one occurrence and for several are given; the latter hold %d.
func (r *record) report(t tally, one, many string) {
	switch {
	case t.count == 1:
		r.warn(t.line, "%s", one)
	case t.count > 1:
		r.warn(t.line, many, t.count)
	}
}

// finish numbers the utterances and adds what can only be said about the whole record.
func (r *record) finish() *agent.Transcript {
	r.joinTail()
	r.number()
	r.warnTimes()
	r.report(r.empty, "One turn has no words; it was left out.", "%d turns have no words; they were left out.")
	r.report(r.invisible, "One invisible or control character was removed.", "%d invisible or control characters were removed.")
	r.report(r.oddNames, "One name held hidden characters or was far too long; it was cleaned.",
		"%d names held hidden characters or were far too long; they were cleaned.")
	r.warnSpeakers()
	r.t.Title, _ = cleanName(r.t.Title)
	r.dateFromName()
	r.startFromTime()
	sort.SliceStable(r.t.Warnings, func(i, j int) bool { return r.t.Warnings[i].Line < r.t.Warnings[j].Line })
	if r.t.Warnings == nil {
		r.t.Warnings = []agent.Warning{}
	}
	return r.t
}

// number gives the utterances their ids. All ids share one string: a long record has tens of thousands.
func (r *record) number() {
	buf := make([]byte, 0, len(r.t.Utterances)*len("u00001"))
	ends := make([]int, len(r.t.Utterances))
	for i := range r.t.Utterances {
		buf = append(buf, 'u')
		for limit := 1000; limit > i+1; limit /= 10 {
			buf = append(buf, '0')
		}
		buf = strconv.AppendInt(buf, int64(i+1), 10)
		ends[i] = len(buf)
	}
	ids, start := string(buf), 0
	for i, end := range ends {
		r.t.Utterances[i].ID = ids[start:end]
		start = end
	}
}

// warnTimes reports cues that overlap and times that go back. Both keep their place in the record.
func (r *record) warnTimes() {
	if r.t.Timing != agent.TimingCue {
		return
	}
	var overlap, back, inverted tally
	for i := range r.t.Utterances {
		u := &r.t.Utterances[i]
		if u.EndMS < u.StartMS {
			inverted.add(u.Line)
			u.EndMS = u.StartMS
		}
		if i == 0 {
			continue
		}
		switch before := r.t.Utterances[i-1]; {
		case u.StartMS < before.StartMS:
			back.add(u.Line)
		case u.StartMS > before.StartMS && u.StartMS < before.EndMS:
			overlap.add(u.Line)
		}
	}
	r.report(overlap, "One cue starts before the one above it has ended.", "%d cues start before the one above them has ended.")
	r.report(back, "One time goes back; the order of the record was kept.", "%d times go back; the order of the record was kept.")
	r.report(inverted, "One cue ends before it starts; its end was set to its start.", "%d cues end before they start; their ends were set to their starts.")
}

// endAtNextStart fills missing ends: an utterance ends at the next later start, the last ones at the end of the meeting
// when that is known.
func (r *record) endAtNextStart(length int64) {
	end := length
	for i := len(r.t.Utterances) - 1; i >= 0; i-- {
		u := &r.t.Utterances[i]
		u.EndMS = max(u.StartMS, end)
		if i > 0 && r.t.Utterances[i-1].StartMS != u.StartMS {
			end = u.StartMS
		}
	}
}
