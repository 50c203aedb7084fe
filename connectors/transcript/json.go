package transcript

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// maxDepth bounds the nesting of a JSON record. Real ones stay below 10.
const maxDepth = 64

// sureJSON recognises JSON of whatever shape; the readers that know a shape are surer.
func sureJSON(s *source) int {
	t := strings.TrimLeft(s.head(), " \t\r\n")
	if t == "" || (t[0] != '{' && t[0] != '[') {
		return sureScalar(s, t)
	}
	rest := strings.TrimLeft(t[1:], " \t\r\n")
	if rest != "" && strings.IndexByte(`"{[]}`, rest[0]) < 0 {
		return 0 // "[00:01] Ana: ..." and "{laughs} ..." are text
	}
	if s.named(".json") || strings.Contains(t, `":`) || strings.Contains(t, `" :`) || json.Valid([]byte(s.text)) {
		return 50
	}
	return 0
}

// sureScalar recognises JSON that is one value without any parts, such as null, 1 or "x": an export that failed, and not
// something that was said. Anything longer than a line is taken for text.
func sureScalar(s *source, text string) int {
	text = strings.TrimRight(text, " \t\r\n")
	if len(s.text) == len(s.head()) && !strings.Contains(text, "\n") && json.Valid([]byte(text)) {
		return 50
	}
	return 0
}

// refuseJSON says which JSON records are read.
func refuseJSON(s *source, _ *record) error { return s.unknownJSON() }

func (s *source) unknownJSON() error {
	return s.invalid("this JSON is not a meeting record that is known here").
		Do(`Give a Fireflies export (an object with "sentences") or a QMSum meeting (an object with "meeting_transcripts"), or export captions or text instead.`)
}

// unmarshal decodes a whole JSON record into v. The depth is checked first, so that a hostile nesting costs nothing.
func (s *source) unmarshal(v any) error {
	if tooDeep(s.text) {
		return s.invalid("the JSON is nested more than %d levels deep", maxDepth).Do("Export the transcript again.")
	}
	if strings.Count(s.text, "{") > maxLines {
		return s.tooMany("entries")
	}
	dec := json.NewDecoder(strings.NewReader(s.text))
	err := dec.Decode(v)
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return s.unknownJSON()
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return s.invalid("the JSON ends too early").Do("Export the transcript again; the file was cut off.")
	case err != nil:
		return s.damaged(err, "the JSON cannot be read").Do("Export the transcript again; the file may be damaged.")
	}
	if dec.More() {
		return s.invalid("there is more than one JSON value in it").Do("Give one record a file.")
	}
	return nil
}

// tooDeep counts brackets outside strings.
func tooDeep(text string) bool {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}
