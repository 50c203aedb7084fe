package draft

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/prompts"
)

const (
	windowTokens  = 6000 // of a window, so that small models read it with the prompt and have room to reply
	slackTokens   = 1500 // that the last window may have more, rather than leave a short one after it
	overlapTokens = 400  // of the turns that a window repeats from the one before
)

// line is an utterance as a model is shown it.
type line struct {
	ID, Text  string
	source    int
	utterance int // index in the source
}

// shownTurn is a turn, or a part of one that is longer than a window.
type shownTurn struct {
	Speaker string
	Lines   []line
}

func (t shownTurn) tokens() int {
	n := tokens(t.Speaker) + 2
	for _, l := range t.Lines {
		n += l.tokens()
	}
	return n
}

func (l line) tokens() int { return tokens(l.ID) + tokens(l.Text) + 1 }

// window is a part of the records that is read in one go.
type window struct {
	turns []shownTurn
	lines map[string]line
	fence string
}

// windows cuts the speech into windows of whole turns. Each but the first begins with the last turns of the one before, so
// that an answer is read with its question. Together they hold every utterance, or it is an error.
func (r *modelRun) windows() ([]*window, error) {
	var list []*window
	var open []shownTurn
	size, fresh := 0, 0
	flush := func() {
		if fresh > 0 {
			list = append(list, r.fenced(open, len(list)))
		}
		open = overlapOf(open)
		size, fresh = 0, 0
		for _, t := range open {
			size += t.tokens()
		}
	}
	var all []shownTurn
	left := 0
	for _, source := range r.spoken() {
		all = append(all, r.shownTurns(source)...)
	}
	for _, t := range all {
		left += t.tokens()
	}
	shown := map[[2]int]bool{}
	for _, t := range all {
		n := t.tokens()
		if size+n > windowTokens && size+left > windowTokens+slackTokens && fresh > 0 {
			flush()
		}
		open = append(open, t)
		size, left = size+n, left-n
		fresh++
		for _, l := range t.Lines {
			shown[[2]int{l.source, l.utterance}] = true
		}
	}
	flush()
	return list, r.covered(shown)
}

// covered makes sure that every utterance that says anything is shown.
func (r *modelRun) covered(shown map[[2]int]bool) error {
	for _, source := range r.spoken() {
		for i, u := range r.sources[source].Utterances {
			if strings.TrimSpace(u.Text) != "" && !shown[[2]int{source, i}] {
				return fault.Newf(fault.Internal, "draft.model", "%s of %s would not be read", u.ID, r.sources[source].File)
			}
		}
	}
	return nil
}

// shownTurns gives the turns of a source; one that is longer than a window is cut between its utterances.
func (r *modelRun) shownTurns(source int) []shownTurn {
	t := r.sources[source]
	var list []shownTurn
	for _, raw := range gatherTurns(t) {
		next := shownTurn{Speaker: inBrackets(raw.speaker)}
		size := 0
		for _, u := range raw.utterances {
			l := line{ID: r.lineID(source, t.Utterances[u].ID), Text: plain(t.Utterances[u].Text), source: source, utterance: u}
			if size += l.tokens(); size > windowTokens/2 && len(next.Lines) > 0 {
				list = append(list, next)
				next, size = shownTurn{Speaker: next.Speaker}, l.tokens()
			}
			next.Lines = append(next.Lines, l)
		}
		list = append(list, next)
	}
	return list
}

// lineID gives the id of an utterance; with several sources it begins with the number of its own.
func (r *modelRun) lineID(source int, id string) string {
	if len(r.spoken()) == 1 {
		return id
	}
	return fmt.Sprintf("%d.%s", source+1, id)
}

// inBrackets makes a name fit to stand between brackets.
func inBrackets(name string) string {
	name = strings.NewReplacer("[", "(", "]", ")").Replace(plain(name))
	if name == "" {
		return "unknown"
	}
	return clip(name, longestName)
}

// overlapOf gives the last turns that fit in the overlap.
func overlapOf(turns []shownTurn) []shownTurn {
	size, from := 0, len(turns)
	for from > 0 && size+turns[from-1].tokens() <= overlapTokens {
		from--
		size += turns[from].tokens()
	}
	return append([]shownTurn(nil), turns[from:]...)
}

// fenced closes a window between two lines that nothing in it holds. The fence is worked out from the words, so that the same
// window is asked for in the same bytes; nobody can write words that hold their own hash.
func (r *modelRun) fenced(turns []shownTurn, number int) *window {
	w := &window{turns: turns, lines: map[string]line{}}
	var text strings.Builder
	fmt.Fprintf(&text, "%d\n", number)
	for _, t := range turns {
		text.WriteString(t.Speaker + "\n")
		for _, l := range t.Lines {
			text.WriteString(l.Text + "\n")
			w.lines[l.ID] = l
		}
	}
	w.fence = prompts.Fence(text.String())
	return w
}

// tokens estimates how many tokens a text is for common models: four characters of English each, and most other scripts one
// a character.
func tokens(text string) int {
	ascii, other := 0, 0
	for _, r := range text {
		if r < utf8.RuneSelf {
			ascii++
		} else {
			other++
		}
	}
	return (ascii+3)/4 + other
}

// plain gives text in one line as a model is shown it: space is a blank, and what cannot be seen stands as its code.
func plain(text string) string {
	s, _ := plainAt(text)
	return s
}

// plainAt is plain with the place in the text that each byte comes from.
func plainAt(text string) (string, []int) {
	var b strings.Builder
	var at []int
	add := func(s string, from int) {
		b.WriteString(s)
		for range len(s) {
			at = append(at, from)
		}
	}
	space := true
	for i, r := range text {
		switch {
		case unicode.IsSpace(r):
			if !space {
				add(" ", i)
			}
			space = true
			continue
		case r == utf8.RuneError || !unicode.IsPrint(r):
			add(fmt.Sprintf("\\u{%x}", r), i)
		default:
			add(string(r), i)
		}
		space = false
	}
	s := strings.TrimSuffix(b.String(), " ")
	return s, at[:len(s)]
}

// find gives the bytes of an utterance's text that a quote stands for, as it was shown.
func find(u *agent.Utterance, quote string) (from, to int, ok bool) {
	shown, at := plainAt(u.Text)
	quote = strings.Join(strings.Fields(quote), " ")
	for _, q := range []string{quote, strings.Trim(quote, "\"\u201c\u201d\u2026. ")} {
		if q == "" {
			continue
		}
		if i := strings.Index(shown, q); i >= 0 {
			to := len(u.Text)
			if end := i + len(q); end < len(at) {
				to = at[end]
			}
			return at[i], to, true
		}
	}
	return 0, 0, false
}

// clip cuts text to a number of bytes.
func clip(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "\u2026"
}
