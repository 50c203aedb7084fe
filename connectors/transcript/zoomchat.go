package transcript

import (
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// Zoom saves the chat of a meeting apart from the speech: "00:13:46<tab>Name:<tab>text", and in older versions "18:30:19
// From Name To Everyone:" above indented lines. Each message is one utterance; agent.Transcript.IsSpeech says that it was
// not spoken.

func sureZoomChat(s *source) int {
	scan := lineScanner{rest: s.head()}
	first, _ := scan.peekText()
	if _, ok := readChatLine(first); !ok {
		return 0
	}
	messages, clocks := 0, 0
	for {
		line, ok := scan.next()
		if !ok {
			break
		}
		if _, chat := readChatLine(line); chat {
			messages++
		}
		if _, n := parseClock(line); n > 0 {
			clocks++
		}
	}
	if messages*10 >= clocks*9 {
		return 88
	}
	return 0
}

// chatLine is the first line of a message.
type chatLine struct {
	ms   int64
	name string
	text string
}

func readChatLine(line string) (chatLine, bool) {
	ms, n := parseClock(line)
	if n < len("0:00:00") {
		return chatLine{}, false
	}
	rest := line[n:]
	if tabbed, ok := strings.CutPrefix(rest, "\t"); ok {
		if name, text, found := strings.Cut(tabbed, ":\t"); found && name != "" {
			return chatLine{ms, name, text}, true
		}
		if name, found := strings.CutSuffix(strings.TrimRight(tabbed, " "), ":"); found && name != "" && !strings.Contains(tabbed, "From ") {
			return chatLine{ms, name, ""}, true
		}
	}
	from, ok := strings.CutPrefix(strings.TrimSpace(rest), "From ")
	if !ok {
		return chatLine{}, false
	}
	from = strings.TrimSpace(from)
	for _, to := range []string{" To ", " to "} {
		i := strings.Index(from, to)
		if i <= 0 {
			continue
		}
		if colon := strings.IndexByte(from[i:], ':'); colon > 0 {
			return chatLine{ms, strings.TrimSpace(from[:i]), from[i+colon+1:]}, true
		}
	}
	if name, text, found := strings.Cut(from, " : "); found {
		return chatLine{ms, name, text}, true
	}
	return chatLine{}, false
}

func readZoomChat(s *source, rec *record) error {
	rec.t.Format = agent.FormatZoomChat
	rec.t.Timing = agent.TimingCue
	scan := lineScanner{rest: s.text}
	var open chatLine
	var text []string
	at := 0
	flush := func() {
		if at > 0 {
			rec.say(at, open.name, strings.Join(text, "\n"), open.ms, open.ms)
		}
	}
	for {
		line, ok := scan.next()
		if !ok {
			break
		}
		if next, chat := readChatLine(line); chat {
			flush()
			open, at, text = next, scan.num, text[:0]
			line = next.text
		}
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if len(text) == 0 {
			at = scan.num
		}
		text = append(text, line)
	}
	flush()
	return nil
}
