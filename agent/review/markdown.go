package review

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/signal"
)

// Markdown gives the note alone, with a footnote for every fact that it rests on: what it says, how it was computed, and
// from which readings. Everything that came from people or files is made literal.
func (r Review) Markdown() string {
	w := noteWriter{facts: r.Facts}
	title := r.Title
	if title == "" {
		title = "A sheet without a title"
	}
	w.line("# " + literal(oneline.UpperFirst(oneline.Tidy(title))) + ": weekly review")
	about := "As of " + r.AsOf
	if day, err := time.Parse(time.DateOnly, r.AsOf); err == nil {
		about = "As of " + fact.Day(day)
	}
	if r.Owner != "" {
		about += ", for " + r.Owner
	}
	w.line("")
	w.line("_" + literal(oneline.Tidy(about)) + "._")
	w.line("")
	w.line(fmt.Sprintf("**Proposed: %s.** Gate %s, guardrail %s.", choiceWords[r.Proposal.Decision], gateWords[r.Gate.State], guardrailWords[r.Guardrail.State]))
	for _, section := range r.editedSections() {
		w.section(r, section)
	}
	w.footnotes()
	return w.b.String()
}

var (
	choiceWords = map[Choice]string{Continue: "continue", Change: "change", Stop: "stop", None: "nothing yet"}
	gateWords   = map[signal.GateState]string{
		signal.GatePassed: "passed", signal.GateFailed: "missed", signal.GateNotDue: "not due", signal.GateInconclusive: "inconclusive", signal.GateUnknown: "unknown",
	}
	guardrailWords = map[signal.GuardrailState]string{
		signal.GuardrailOK: "ok", signal.GuardrailBurning: "close to a breach", signal.GuardrailBreached: "breached", signal.GuardrailUnknown: "unknown",
	}
)

// noteWriter writes a note and remembers which facts it rests on.
type noteWriter struct {
	b     strings.Builder
	facts []fact.Fact
	cited []string
}

func (w *noteWriter) line(text string) {
	w.b.WriteString(text)
	w.b.WriteByte('\n')
}

// section writes the sentences of one section: what moved and what is wrong with the data as lists, all else as a
// paragraph.
func (w *noteWriter) section(r Review, name string) {
	var texts []string
	if name == SectionProposal {
		texts = append(texts, w.cite(r.Proposal.Rationale, r.Proposal.Facts))
	}
	for _, s := range r.Sentences {
		if s.Section == name {
			texts = append(texts, w.cite(s.Text, s.Facts))
		}
	}
	if len(texts) == 0 {
		return
	}
	w.line("")
	switch {
	case name == SectionShort:
		w.line(strings.Join(texts, " "))
	case len(texts) == 1 || name != SectionMoved && name != SectionData:
		w.line("**" + name + ".** " + strings.Join(texts, " "))
	default:
		w.line("**" + name + "**")
		for _, text := range texts {
			w.line("- " + text)
		}
	}
}

// cite makes a sentence literal and adds its footnotes.
func (w *noteWriter) cite(text string, facts []string) string {
	out := literal(oneline.Tidy(text))
	for _, id := range facts {
		out += "[^" + id + "]"
		w.cited = append(w.cited, id)
	}
	return out
}

// footnotes defines the facts that were cited, in the order of the facts.
func (w *noteWriter) footnotes() {
	first := true
	for _, f := range w.facts {
		if !contains(w.cited, f.ID) {
			continue
		}
		if first {
			w.line("")
			first = false
		}
		w.line(fmt.Sprintf("[^%s]: %s%s", f.ID, literal(ended(oneline.UpperFirst(oneline.Tidy(f.Text)))), literal(basis(f))))
	}
}

// basis says how a fact was computed and from which readings.
func basis(f fact.Fact) string {
	out := ""
	if f.Formula != "" {
		out = " " + oneline.UpperFirst(oneline.Tidy(f.Formula)) + "."
	}
	switch n := len(f.Readings); {
	case n == 0:
	case n <= 3:
		out += " Readings: " + oneline.Tidy(strings.Join(f.Readings, ", ")) + "."
	default:
		out += fmt.Sprintf(" Readings: %s to %s (%d).", oneline.Tidy(f.Readings[0]), oneline.Tidy(f.Readings[n-1]), n)
	}
	return out
}

func contains(list []string, id string) bool {
	for _, other := range list {
		if other == id {
			return true
		}
	}
	return false
}

// literal makes text mean itself in a line of Markdown: no emphasis, link, image, tag, footnote or heading comes of it,
// and no address becomes a link.
func literal(text string) string {
	var b strings.Builder
	runes := []rune(text)
	for i, r := range runes {
		next := rune(0)
		if i+1 < len(runes) {
			next = runes[i+1]
		}
		switch {
		case strings.ContainsRune("\\`*_[]<>|~", r),
			r == '&' && (next == '#' || unicode.IsLetter(next)),
			r == '@',
			r == '/' && next == '/',
			r == '.' && i >= 3 && strings.EqualFold(string(runes[i-3:i]), "www"),
			i == 0 && strings.ContainsRune("#+-=:", r),
			(r == '.' || r == ')') && i > 0 && opensList(runes[:i]):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// opensList reports whether a line would be an item of a numbered list with what follows.
func opensList(before []rune) bool {
	for _, r := range before {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(before) <= 9
}
