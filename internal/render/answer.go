package render

import (
	"io"
	"strconv"
	"strings"

	"github.com/plumbline-dev/plumb/agent/ask"
	"github.com/plumbline-dev/plumb/agent/fact"
)

// AnswerTerminal shows an answer on a screen: the first sentence, which is the answer, the others, what was said in meetings
// about it, and what it is about; how sure it is says the last sentence. Where nothing can be told, what would settle it takes
// the place of that. With full evidence each sentence names its facts, and they follow with their formulas and readings. The
// first sentences that were shown already, see [AnswerSentence], are not shown again.
func AnswerTerminal(w io.Writer, a ask.Answer, shown int, opts TerminalOptions) error {
	t := answerScreen{newScreen(opts.Width, opts.Color), opts.Evidence == EvidenceFull}
	said := a.Sentences
	if len(said) == 0 {
		said = []fact.Sentence{{Text: a.Answer.Text}}
	}
	for i := min(shown, len(said)); i < len(said); i++ {
		t.sentence(said[i], sentenceStyle(i, a.Answer.Outcome == ask.Answered))
	}
	t.ending(&a)
	if t.full {
		t.facts(a.Facts)
	}
	return t.writeTo(w, "render.answer_terminal")
}

// AnswerSentence shows one sentence of an answer, at its place from 0, before the others are there.
func AnswerSentence(w io.Writer, s fact.Sentence, place int, opts TerminalOptions) error {
	t := answerScreen{newScreen(opts.Width, opts.Color), opts.Evidence == EvidenceFull}
	t.sentence(s, sentenceStyle(place, true))
	return t.writeTo(w, "render.answer_sentence")
}

type answerScreen struct {
	*screen
	full bool
}

const answerIndent = 2

func sentenceStyle(place int, answered bool) style {
	switch {
	case place > 0:
		return plain
	case answered:
		return bold
	}
	return yellow
}

func (t *answerScreen) sentence(s fact.Sentence, as style) {
	text := tidy(s.Text)
	if t.full && len(s.Facts) > 0 {
		text += " [" + tidy(strings.Join(s.Facts, ", ")) + "]"
	}
	t.block("", plain, 0, text, as)
	for _, e := range s.Evidence {
		if t.full || !strings.Contains(text, tidy(e.Quote)) {
			t.block("", plain, answerIndent, reference(e, 1)+` "`+tidy(e.Quote)+`"`, dim)
		}
	}
}

// ending says what would settle it, between what to choose, and what the answer is about.
func (t *answerScreen) ending(a *ask.Answer) {
	o := a.Answer
	if settle := tidy(o.WouldSettle); settle != "" {
		t.block("", plain, 0, settle, plain)
	}
	for i, c := range o.Choices {
		t.block("  "+strconv.Itoa(i+1), bold, 4, tidy(or(c.Name, c.ID)), plain)
		if c.ID != c.Name {
			t.block("", plain, 4, tidy(c.ID), dim)
		}
	}
	t.blank()
	about := []string{"As of " + longDate(a.AsOf)}
	if a.Sheet != "" {
		about = append(about, tidy(or(a.Title, "a sheet without a title"))+" ("+tidy(a.Sheet)+")")
	}
	t.block("", plain, 0, strings.Join(about, " · "), dim)
}

func (t *answerScreen) facts(facts []fact.Fact) {
	if len(facts) == 0 {
		return
	}
	t.blank()
	t.block("", plain, 0, "Facts", bold)
	for _, f := range facts {
		t.block("  "+shorten(tidy(f.ID), 4), dim, 7, factText(f), plain)
		t.block("", plain, 7, factBasis(f, "; "), dim)
	}
}
