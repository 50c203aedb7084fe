package render

import (
	"io"
	"strconv"
	"strings"

	"github.com/plumbline-dev/plumb/agent/ask"
	"github.com/plumbline-dev/plumb/agent/fact"
)

// AnswerTerminal shows an answer on a screen: the first sentence, which is the answer, the others, what was said in meetings
// about it, and what it is about; how sure it is says the last sentence. Where nothing can be told, what would settle it takes the place of that. With
// full evidence each sentence names its facts, and they follow with their formulas and readings.
func AnswerTerminal(w io.Writer, a ask.Answer, opts TerminalOptions) error {
	t := answerScreen{newScreen(opts.Width, opts.Color), &a, opts.Evidence == EvidenceFull}
	t.sentences()
	t.ending()
	if t.full {
		t.facts()
	}
	return t.writeTo(w, "render.answer_terminal")
}

type answerScreen struct {
	*screen
	a    *ask.Answer
	full bool
}

const answerIndent = 2

func (t *answerScreen) sentences() {
	said := t.a.Sentences
	if len(said) == 0 {
		said = []fact.Sentence{{Text: t.a.Answer.Text}}
	}
	as := bold
	if t.a.Answer.Outcome != ask.Answered {
		as = yellow
	}
	for i, s := range said {
		text := tidy(s.Text)
		if t.full && len(s.Facts) > 0 {
			text += " [" + tidy(strings.Join(s.Facts, ", ")) + "]"
		}
		if i > 0 {
			as = plain
		}
		t.block("", plain, 0, text, as)
		for _, e := range s.Evidence {
			if t.full || !strings.Contains(text, tidy(e.Quote)) {
				t.block("", plain, answerIndent, reference(e, 1)+` "`+tidy(e.Quote)+`"`, dim)
			}
		}
	}
}

// ending says what would settle it, between what to choose, and what the answer is about.
func (t *answerScreen) ending() {
	o := t.a.Answer
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
	about := []string{"As of " + longDate(t.a.AsOf)}
	if t.a.Sheet != "" {
		about = append(about, tidy(or(t.a.Title, "a sheet without a title"))+" ("+tidy(t.a.Sheet)+")")
	}
	t.block("", plain, 0, strings.Join(about, " · "), dim)
}

func (t *answerScreen) facts() {
	if len(t.a.Facts) == 0 {
		return
	}
	t.blank()
	t.block("", plain, 0, "Facts", bold)
	for _, f := range t.a.Facts {
		t.block("  "+shorten(tidy(f.ID), 4), dim, 7, factText(f), plain)
		t.block("", plain, 7, factBasis(f, "; "), dim)
	}
}
