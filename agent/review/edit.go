package review

import (
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const (
	opEdit          = "review.edit"
	decisionKey     = "Decision:"
	rationaleKey    = "Rationale:"
	longestEdit     = 64 << 10 // bytes
	longestSentence = 600      // characters
	mostSentences   = 60
)

const editHelp = `<!--
Change what you like, then save. A line is a sentence of the note; delete it, change it, or add one.
The decision is continue, change, stop or none. Numbers, dates and moves have to be those of the
facts below, which stay as they are; why something moved may be said only as far as it is known.
-->
`

// EditMarkdown gives the text that a person edits, see [Edit]: a heading for each section, a line for each sentence, the
// decision with its rationale, and the facts in a comment at the end.
func (r Review) EditMarkdown() string {
	var b strings.Builder
	b.WriteString(editHelp)
	for _, section := range r.editedSections() {
		fmt.Fprintf(&b, "\n## %s\n\n", section)
		if section == SectionProposal {
			fmt.Fprintf(&b, "%s %s\n%s %s\n", decisionKey, r.Proposal.Decision, rationaleKey, oneline.Tidy(r.Proposal.Rationale))
		}
		for _, s := range r.Sentences {
			if s.Section == section {
				fmt.Fprintf(&b, "- %s\n", oneline.Tidy(s.Text))
			}
		}
	}
	b.WriteString("\n<!-- The facts:\n")
	for _, f := range r.Facts {
		fmt.Fprintf(&b, "%s  %s\n", f.ID, strings.NewReplacer("--", "- -", "<!", "< !").Replace(oneline.Tidy(f.Text)))
	}
	b.WriteString("-->\n")
	return b.String()
}

// editedSections gives the sections of the note and, after them, those that only this review has.
func (r Review) editedSections() []string {
	out := slices.Clone(sections)
	for _, s := range r.Sentences {
		if s.Section != "" && !slices.Contains(out, s.Section) {
			out = append(out, s.Section)
		}
	}
	return out
}

// Edit takes the text of [Review.EditMarkdown] as a person changed it: sentences may be added, changed and left out, and
// the proposal may be another one. Facts, states and numbers stay: what is new is held against the facts (see
// [fact.Check]), cites those that it rests on, and carries the name of its author. The error is NeedsPerson unless a
// person edits, else Invalid, and names the lines of what cannot be taken and what may be said instead.
func Edit(r Review, markdown []byte, by agent.Actor) (Review, error) {
	if err := by.CheckPerson(opEdit, "edits a review"); err != nil {
		return Review{}, err
	}
	e := edit{review: r, by: by.Name, sections: r.editedSections()}
	e.read(string(markdown))
	e.check()
	if len(e.problems) > 0 {
		return Review{}, e.refusal()
	}
	out := r
	out.Sentences = make([]fact.Sentence, 0, len(e.lines))
	for _, l := range e.lines {
		out.Sentences = append(out.Sentences, l.sentence)
	}
	slices.SortStableFunc(out.Sentences, func(x, y fact.Sentence) int {
		return slices.Index(e.sections, x.Section) - slices.Index(e.sections, y.Section)
	})
	out.Proposal = e.proposal
	out.Note = out.Markdown()
	return out, nil
}

// suspects gives what may be taken for a cause: the bet, and what else people noted.
func (r Review) suspects() (bet, noted []string) {
	for _, f := range r.Facts {
		if f.Formula == notedByPerson {
			noted = append(noted, f.Text)
		}
	}
	return []string{r.Title, r.Bet}, noted
}

// edit is one text while it is read.
type edit struct {
	review   Review
	by       string
	sections []string
	lines    []editedLine
	proposal Proposal
	decided  int // line of the decision, 0 when there is none
	reasoned int // line of the rationale
	problems []lineProblem
}

// editedLine is a sentence with the line that it stands in.
type editedLine struct {
	number   int
	sentence fact.Sentence
	kept     bool // as it was
}

type lineProblem struct {
	line     int
	text, do string
}

func (e *edit) problem(line int, do, format string, args ...any) {
	e.problems = append(e.problems, lineProblem{line, fmt.Sprintf(format, args...), do})
}

// read finds the sentences.
func (e *edit) read(markdown string) {
	e.proposal = e.review.Proposal
	if len(markdown) > longestEdit {
		e.problem(1, "Shorten it to one screen.", "the note has more than %d bytes", longestEdit)
		return
	}
	section, inComment := "", false
	for i, line := range strings.Split(strings.ReplaceAll(markdown, "\r\n", "\n"), "\n") {
		number := i + 1
		line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
		switch {
		case inComment:
			inComment = !strings.HasSuffix(line, "-->")
		case strings.HasPrefix(line, "<!--"):
			inComment = !strings.HasSuffix(line, "-->")
		case line == "":
		case strings.ContainsFunc(line, func(r rune) bool { return oneline.Hidden(r) && r != '\t' }):
			e.problem(number, "Type the line again; it may have been copied with something invisible.", "holds a character that cannot be seen")
		case strings.HasPrefix(line, "#"):
			section = e.heading(number, strings.TrimSpace(strings.TrimLeft(line, "#")))
		case section == SectionProposal && strings.HasPrefix(line, decisionKey):
			e.decide(number, strings.TrimSpace(strings.TrimPrefix(line, decisionKey)))
		case section == SectionProposal && strings.HasPrefix(line, rationaleKey):
			e.reason(number, oneline.Tidy(strings.TrimPrefix(line, rationaleKey)))
		case section == "":
			e.problem(number, "Put it below one of the headings: "+oneline.List(e.sections)+".", "stands before the first heading")
		default:
			e.sentence(number, section, oneline.Tidy(strings.TrimPrefix(line, "- ")))
		}
	}
	if inComment {
		e.problem(strings.Count(markdown, "\n")+1, "Close it with -->.", "a comment is not closed")
	}
}

func (e *edit) heading(number int, title string) string {
	for _, section := range e.sections {
		if strings.EqualFold(section, title) {
			return section
		}
	}
	e.problem(number, "The headings are "+oneline.List(e.sections)+".", "%q is no section of a note", title)
	return e.sections[0]
}

func (e *edit) decide(number int, word string) {
	choice := Choice(strings.ToLower(strings.TrimRight(word, ".")))
	switch {
	case e.decided > 0:
		e.problem(number, "Keep one.", "decides a second time, after line %d", e.decided)
	case !slices.Contains([]Choice{Continue, Change, Stop, None}, choice):
		e.problem(number, "Write continue, change, stop or none.", "%q is no decision", word)
	case choice != e.proposal.Decision:
		e.proposal.Decision, e.proposal.Author = choice, e.by
	}
	e.decided = number
}

func (e *edit) reason(number int, text string) {
	switch {
	case e.reasoned > 0:
		e.problem(number, "Keep one line.", "gives a second rationale, after line %d", e.reasoned)
	case text != oneline.Tidy(e.proposal.Rationale):
		e.proposal.Rationale, e.proposal.Author = text, e.by
	}
	e.reasoned = number
}

// sentence takes a line that was there as it is, and any other one as its author's.
func (e *edit) sentence(number int, section, text string) {
	if text == "" || text == "-" {
		return
	}
	for _, s := range e.review.Sentences {
		if s.Section == section && oneline.Tidy(s.Text) == text {
			e.lines = append(e.lines, editedLine{number, s, true})
			return
		}
	}
	switch {
	case len([]rune(text)) > longestSentence:
		e.problem(number, "Make two sentences of it, or shorten it.", "is longer than %d characters", longestSentence)
		return
	case len(e.lines) >= mostSentences:
		e.problem(number, "A note fits on one screen; leave something out.", "is one of more than %d sentences", mostSentences)
		return
	}
	e.lines = append(e.lines, editedLine{number, fact.Sentence{Text: text, Section: section, Facts: []string{}, Evidence: e.evidence(section, text), Author: e.by}, false})
}

// evidence gives what was said in the meeting and is still quoted by a changed sentence of a section.
func (e *edit) evidence(section, text string) []agent.Evidence {
	out := []agent.Evidence{}
	for _, s := range e.review.Sentences {
		if s.Section != section {
			continue
		}
		for _, said := range s.Evidence {
			if quotes(text, said.Quote) && !slices.Contains(out, said) {
				out = append(out, said)
			}
		}
	}
	return out
}

// quotes reports whether a text has a part of a quote between quotation marks.
func quotes(text, quote string) bool {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("“”\"", r) }) {
		if part = strings.TrimSpace(part); len(part) > 3 && strings.Contains(quote, part) {
			return true
		}
	}
	return false
}

// check holds what is new against the facts. A sentence that was changed in a word or two rests on the facts that it rested
// on: another number of the same metric means something else. All others may cite any fact, first those of their section.
func (e *edit) check() {
	r := &e.review
	e.notEmpty()
	table := fact.NewTable(r.Facts, r.licence)
	bet, noted := r.suspects()
	table.Suspect(bet, noted...)
	for i := range e.lines {
		l := &e.lines[i]
		if l.kept {
			continue
		}
		if before, ok := e.before(l.sentence); ok {
			l.sentence.Facts = before.Facts
			l.sentence.Facts = table.CiteFew(l.sentence)
		} else {
			l.sentence.Facts = e.formerFacts(l.sentence.Section)
			l.sentence.Facts = table.Cite(l.sentence)
		}
		e.hold(l.number, table, l.sentence)
	}
	if e.proposal.Rationale == r.Proposal.Rationale {
		return
	}
	s := fact.Sentence{Text: e.proposal.Rationale, Facts: e.formerFacts(SectionShort)}
	e.proposal.Facts = table.Cite(s)
	s.Facts = e.proposal.Facts
	if len([]rune(s.Text)) > longestSentence {
		e.problem(e.reasoned, "Shorten it.", "is longer than %d characters", longestSentence)
		return
	}
	e.hold(e.reasoned, table, s)
}

// notEmpty keeps a person from wiping the note: what there was in short stays said in some words.
func (e *edit) notEmpty() {
	short := func(s fact.Sentence) bool { return s.Section == SectionShort }
	switch {
	case len(e.problems) > 0:
	case len(e.lines) == 0 && len(e.review.Sentences) > 0:
		e.problem(1, "Change the text that the review gives you, and leave what should stay.", "the note has no sentence left")
	case slices.ContainsFunc(e.review.Sentences, short) && !slices.ContainsFunc(e.lines, func(l editedLine) bool { return short(l.sentence) }):
		e.problem(1, "Say in words of your own how gate and guardrail stand, below ## "+SectionShort+".", "nothing is left in short")
	}
}

func (e *edit) hold(line int, table *fact.Table, s fact.Sentence) {
	for _, v := range table.Violations([]fact.Sentence{s}) {
		e.problem(line, v.Do, "%q %s", v.Says, v.Why)
	}
	if says, is := e.review.contradicts(s.Text); says != "" {
		e.problem(line, "Say it as it stands; what follows from it is the decision, which you may change.", "%q is a wrong fact: %s", says, is)
	}
	if link := oneline.LinkIn(s.Text); link != "" {
		e.problem(line, "Name the page in words; a note holds no links.", "%q is a link or an address", link)
	}
}

// before gives the sentence that was changed into another one: one that is gone and has nearly the same words.
func (e *edit) before(now fact.Sentence) (fact.Sentence, bool) {
	for _, s := range e.review.Sentences {
		gone := !slices.ContainsFunc(e.lines, func(l editedLine) bool { return l.kept && l.sentence.Section == s.Section && l.sentence.Text == s.Text })
		if gone && len(s.Facts) > 0 && alike(s.Text, now.Text) {
			return s, true
		}
	}
	return fact.Sentence{}, false
}

// alike reports whether two sentences share four of five words.
func alike(a, b string) bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(a) {
		words[word] = true
	}
	shared, all := 0, len(words)
	for word := range strings.FieldsSeq(b) {
		if words[word] {
			shared++
			delete(words, word)
			continue
		}
		all++
	}
	return 5*shared >= 4*all
}

// formerFacts gives the facts of the sentences of a section, those of the sentences that are gone first.
func (e *edit) formerFacts(section string) []string {
	var gone, kept []string
	for _, s := range e.review.Sentences {
		switch {
		case s.Section != section:
		case slices.ContainsFunc(e.lines, func(l editedLine) bool { return l.kept && l.sentence.Text == s.Text }):
			kept = append(kept, s.Facts...)
		default:
			gone = append(gone, s.Facts...)
		}
	}
	return compact(append(gone, kept...))
}

// refusal names every line that cannot be taken.
func (e *edit) refusal() error {
	slices.SortStableFunc(e.problems, func(x, y lineProblem) int { return x.line - y.line })
	var texts []string
	var steps []string
	for _, p := range e.problems {
		texts = append(texts, fmt.Sprintf("line %d: %s", p.line, p.text))
		if step := fmt.Sprintf("Line %d: %s", p.line, p.do); !slices.Contains(steps, step) {
			steps = append(steps, step)
		}
	}
	return fault.New(fault.Invalid, opEdit, strings.Join(texts, "; "), strings.Join(steps, " "))
}
