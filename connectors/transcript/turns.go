package transcript

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// turn is a line that may open what somebody says.
type turn struct {
	label string // the name as it is written, "" when the line has only a time
	text  string
	ms    int64
	timed bool
	// loose marks a form that is trusted only for a name that other lines establish: no space after the colon, or a
	// semicolon in its place.
	loose bool
}

// readTurns gives the ways in which a line can be read as a turn, the likeliest first.
func readTurns(line string) []turn {
	line = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(line), `\`))
	ms, rest, timed := leadingTime(line)
	if t, ok := boldTurn(rest); ok {
		return []turn{t.at(ms, timed)}
	}
	rest = strings.TrimLeft(rest, "*")
	var found []turn
	if label, text, ok := splitLabel(rest); ok {
		t := turn{label: strings.TrimRight(label, ":* "), text: dropDoubledColon(text)}
		if t.label != "" {
			found = append(found, t.labelTime().at(ms, timed))
		}
	}
	if t, ok := looseTurn(rest); ok {
		found = append(found, t.labelTime().at(ms, timed))
	}
	return found
}

// at sets the time that stands before the name; a time inside the label wins.
func (t turn) at(ms int64, timed bool) turn {
	if timed && !t.timed {
		t.ms, t.timed = ms, true
	}
	return t
}

// boldTurn reads **Name:** text, **Name**: text, **Name (00:01:02):** text, and the same with one mark or with __.
func boldTurn(s string) (turn, bool) {
	for _, mark := range []string{"**", "__", "*", "_"} {
		inner, found := strings.CutPrefix(s, mark)
		if !found || inner == "" || startsWithSpace(inner) {
			continue
		}
		end := strings.Index(inner, mark)
		if end <= 0 {
			continue
		}
		label, rest := strings.TrimSpace(inner[:end]), inner[end+len(mark):]
		colonInside := strings.HasSuffix(label, ":")
		colonAfter := strings.HasPrefix(strings.TrimLeft(rest, " "), ":")
		if !colonInside && !colonAfter {
			continue
		}
		t := turn{label: strings.TrimRight(label, ": "), text: dropDoubledColon(rest)}
		if colonAfter {
			t.text = dropDoubledColon(strings.TrimPrefix(strings.TrimLeft(rest, " "), ":"))
		}
		if t.label == "" {
			return turn{}, false
		}
		return t.labelTime(), true
	}
	return turn{}, false
}

// looseTurn reads ABC:text and ABC; text.
func looseTurn(s string) (turn, bool) {
	i := strings.IndexAny(s, ":;")
	if i <= 0 || i > 40 || i+1 >= len(s) || s[i+1] == '/' || (s[i] == ';' && s[i+1] != ' ') {
		return turn{}, false
	}
	if s[i] == ':' && s[i+1] >= '0' && s[i+1] <= '9' {
		return turn{}, false
	}
	return turn{label: strings.TrimSpace(s[:i]), text: s[i+1:], loose: true}, true
}

// labelTime moves a time at the end of the label (Name (1:02), Name [00:01:02], Name 00:01:02) to where it belongs.
func (t turn) labelTime() turn {
	i := strings.LastIndexAny(t.label, " \t([\u00a0")
	if i < 0 {
		return t
	}
	word := strings.TrimLeft(t.label[i:], " \t([\u00a0")
	ms, ok := loneClock(word)
	if name := strings.TrimRight(t.label[:i], " \t([-,\u00a0"); ok && name != "" {
		t.label, t.ms, t.timed = name, ms, true
	}
	return t
}

func dropDoubledColon(text string) string {
	return strings.TrimLeft(text, ": \t\u00a0")
}

// leadingTime takes a time off the start of a line: [00:01] , (5:35), 00:01:02, **[00:01]**, [00:01](address). The text
// after it comes without its leading space.
func leadingTime(line string) (ms int64, rest string, ok bool) {
	s := strings.TrimLeft(line, "*_`")
	open := s != "" && (s[0] == '[' || s[0] == '(')
	if open {
		s = s[1:]
	}
	ms, n := parseClock(s)
	if n == 0 {
		return 0, line, false
	}
	s = s[n:]
	if open {
		if s == "" || (s[0] != ']' && s[0] != ')') {
			return 0, line, false
		}
		s = s[1:]
		if end := strings.IndexByte(s, ')'); strings.HasPrefix(s, "(http") && end > 0 {
			s = s[end+1:]
		}
	}
	closing := strings.TrimLeft(s, "`")
	for _, mark := range []string{"**", "__", "*", "_"} {
		if strings.HasPrefix(line, mark) && strings.HasPrefix(closing, mark) {
			closing = closing[len(mark):]
			break
		}
	}
	if closing != "" && !startsWithSpace(closing) && (!open || closing[0] != '*') {
		return 0, line, false
	}
	rest = strings.TrimLeftFunc(closing, unicode.IsSpace)
	if after, dash := strings.CutPrefix(rest, "- "); dash {
		rest = strings.TrimLeft(after, " ")
	}
	return ms, rest, true
}

// nameAndTime reads a line that holds only a name and a time, as Otter and Teams write them above what was said:
// "Sidney  55:21", "Ana Silva   0:03", "**Ana Silva** (0:03)", "0:15" (nobody known). One space is enough when strict is
// false.
func nameAndTime(line string, strict bool) (name string, ms int64, ok bool) {
	if len(line) > 4*maxNameRunes {
		return "", 0, false
	}
	if !strict {
		line = strings.NewReplacer("**", "", " (", " ", " [", " ").Replace(strings.TrimRight(line, ")]* "))
	}
	line = strings.TrimRightFunc(line, unicode.IsSpace)
	i := strings.LastIndexAny(line, " \t\u00a0")
	if i >= 0 {
		_, size := utf8.DecodeRuneInString(line[i:])
		i += size
	} else {
		i = 0
	}
	ms, n := parseClock(line[i:])
	if n == 0 || i+n != len(line) {
		return "", 0, false
	}
	before := line[:i]
	name = strings.TrimSpace(strings.TrimRightFunc(before, unicode.IsSpace))
	if name == "" {
		return "", ms, true
	}
	gap := utf8.RuneCountInString(before) - utf8.RuneCountInString(strings.TrimRightFunc(before, unicode.IsSpace))
	if (strict && gap < 2 && !strings.HasSuffix(before, "\t")) || shapeOf(name) < shapePossible {
		return "", 0, false
	}
	return name, ms, true
}
