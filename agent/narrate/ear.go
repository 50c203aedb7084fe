package narrate

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/plumbline-dev/plumb/agent/model"
)

// reply is what the prompts of this package ask for.
type reply struct {
	Sentences []sentence `json:"sentences"`
}

// ear asks a model, and hears the sentences of its reply as they come. Each is held against its point alone, so those of a
// reply that is cut off, or goes wrong after them, are as good as any.
type ear struct {
	next    model.Model
	telling *telling
}

// Generate asks.
func (e *ear) Generate(ctx context.Context, r model.Request) (model.Response, error) {
	e.telling.begin()
	s := &scanner{take: e.telling.take, again: e.telling.begin}
	if e.telling.task.Settled != nil {
		r.Stream = s.hear
	}
	response, err := e.next.Generate(ctx, r)
	s.finish(response.Text)
	return response, err
}

// scanner reads the sentences of a reply while it comes.
type scanner struct {
	take  func(sentence)
	again func()          // what was taken of this reply counts as not said: it is read from its beginning
	heard strings.Builder // so far
	at    int             // how far that was read
	state scanState

	object   int // where the object begins that is read
	inText   bool
	escaped  bool
	finished bool
}

// scanState is where in the reply a scanner is.
type scanState int

const (
	beforeList  scanState = iota
	betweenList           // in the list, and in no object
	inObject
	afterList // or beside anything that is asked for: the rest is not read
)

// listBegins is how the list of sentences begins, with whatever a model says before.
var listBegins = regexp.MustCompile(`^[^{]*\{\s*"sentences"\s*:\s*\[`)

// longestStart is how much a model may say before its list begins, in bytes.
const longestStart = 2000

// hear takes up a piece of the reply.
func (s *scanner) hear(piece string) {
	if s.finished || s.state == afterList {
		return
	}
	_, _ = s.heard.WriteString(piece) // a builder takes everything
	s.read(s.heard.String())
}

// finish takes up the whole reply, of which pieces may have been heard before. Where it is not what was heard, which a ledger that
// keeps no odd bytes can make of it, it is read from its beginning.
func (s *scanner) finish(text string) {
	heard := s.heard.String()
	if rest, ok := strings.CutPrefix(text, heard); ok {
		s.hear(rest)
	} else if text != "" {
		s.again()
		*s = scanner{take: s.take, again: s.again}
		s.hear(text)
	}
	s.finished = true
}

// read goes on in what was heard.
func (s *scanner) read(text string) {
	if s.state == beforeList {
		m := listBegins.FindStringIndex(text)
		if m == nil {
			if len(text) > longestStart {
				s.state = afterList
			}
			return
		}
		s.at, s.state = m[1], betweenList
	}
	for ; s.at < len(text) && s.state != afterList; s.at++ {
		if s.state == betweenList {
			s.between(text[s.at])
			continue
		}
		s.within(text)
	}
}

// between reads a byte between two objects.
func (s *scanner) between(c byte) {
	switch c {
	case ' ', '\t', '\r', '\n', ',':
	case '{':
		s.object, s.state, s.inText, s.escaped = s.at, inObject, false, false
	default:
		s.state = afterList
	}
}

// within reads a byte of an object, which holds texts and no other object.
func (s *scanner) within(text string) {
	c := text[s.at]
	switch {
	case s.at-s.object > longestSentence+longestStart:
		s.state = afterList
	case s.escaped:
		s.escaped = false
	case s.inText:
		s.escaped, s.inText = c == '\\', c != '"'
	case c == '"':
		s.inText = true
	case c == '{' || c == '[':
		s.state = afterList
	case c == '}':
		s.state = betweenList
		s.end(text[s.object : s.at+1])
	}
}

// end takes an object that came to its end.
func (s *scanner) end(object string) {
	decoder := json.NewDecoder(strings.NewReader(object))
	decoder.DisallowUnknownFields()
	var said struct {
		Point *string `json:"point"`
		Text  *string `json:"text"`
	}
	if decoder.Decode(&said) != nil || said.Point == nil || said.Text == nil {
		s.state = afterList
		return
	}
	s.take(sentence{*said.Point, *said.Text})
}
