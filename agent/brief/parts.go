package brief

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/semantic"
)

// opener is how people begin to say what a bet is; the forms of a bet say it already.
var opener = regexp.MustCompile(`(?i)^(?:(?:so|well|and|okay|ok|right|yeah|um|uh),? )*(?:(?:the|our) bet (?:here )?is,? (?:that )?)?(?:(?:that )?we believe,? (?:that )?)?`)

// leverOf gives the words of the lever that say what is done: a part of them, byte by byte.
func leverOf(f *agent.Field) string {
	whole := oneline.Tidy(f.Text)
	if rest := opener.ReplaceAllString(whole, ""); len(strings.Fields(rest)) > 1 {
		return rest
	}
	return whole
}

// bet writes the bet in one line.
func (b *builder) bet(rank int) {
	m := &b.in.Sheet.Fields.Mechanism
	lever, ok := b.quote("mechanism.lever", &m.Lever, leverOf(&m.Lever))
	if !ok {
		return
	}
	outcome, ok := b.quote("mechanism.outcome", &m.Outcome.Field, oneline.Tidy(m.Outcome.Text))
	if !ok {
		b.say(rank, theLever, lever).Mark = markOf(&m.Lever)
		return
	}
	b.say(rank, theBet, lever, outcome).Mark = markOf(&m.Lever)
}

func (b *builder) lever(rank int) {
	f := &b.in.Sheet.Fields.Mechanism.Lever
	if lever, ok := b.quote("mechanism.lever", f, leverOf(f)); ok {
		b.say(rank, theLever, lever).Mark = markOf(f)
	}
}

var opWords = map[agent.Op]string{agent.AtLeast: "at least", agent.AtMost: "at most", agent.MoreThan: "more than", agent.LessThan: "less than", agent.Equals: "exactly"}

// linked gives the metric that words mean; "" for none.
func linked(m semantic.Match) string {
	if m.Outcome != semantic.Linked {
		return ""
	}
	return m.Metric
}

// limit gives a comparison with a number as a slot.
func (b *builder) limit(op agent.Op, threshold float64, unit, metric, what, by, path string) slot {
	text := opWords[op] + " " + fact.Format(threshold, fact.UnitOf(unit))
	f := fact.Fact{Text: what + " " + text, Value: threshold, Unit: fact.UnitOf(unit), Metric: metric, Period: by, Formula: "as the sheet has it"}
	if name, ok := b.metric(metric); ok {
		f.Name = b.nameOf(metric)
		f.Text = fmt.Sprintf("%s %s of %s", what, text, name.text)
	}
	if day, err := time.Parse(time.DateOnly, by); err == nil {
		f.Text += " by " + fact.Day(day)
	}
	return slot{dated, text, b.add(f, b.ofSheet(path))}
}

// nameOf gives the name of a metric as the facts have it.
func (b *builder) nameOf(metric string) string {
	for _, f := range b.facts {
		if f.Metric == metric && f.Name != "" {
			return f.Name
		}
	}
	return ""
}

// gateSlots gives the metric, the limit and the day of the gate, as far as the sheet has them.
func (b *builder) gateSlots() (metric, limit, by slot, isDated, ok bool) {
	c := &b.in.Sheet.Fields.Gate.Condition
	if c.Predicate == nil || linked(c.Match) == "" {
		return
	}
	if metric, ok = b.metric(c.Match.Metric); !ok {
		return
	}
	p := c.Predicate
	limit = b.limit(p.Op, p.Threshold, p.Unit, c.Match.Metric, "the stage gate asks for", p.By, "gate.condition")
	if day, err := time.Parse(time.DateOnly, p.By); err == nil {
		by, isDated = slot{dated, fact.Day(day), limit.fact}, true
	}
	metric.fact = limit.fact
	return metric, limit, by, isDated, true
}

// gate writes the gate: what it asks for, in numbers and as it was said.
func (b *builder) gate(rank int) {
	g := &b.in.Sheet.Fields.Gate
	if metric, limit, by, isDated, ok := b.gateSlots(); ok && isDated {
		b.say(rank, gateAsksBy, limit, metric, by)
		b.field(rank+2, onlyQuote, "gate.condition", &g.Condition.Field)
	} else if ok {
		b.say(rank, gateAsks, limit, metric)
		b.field(rank+2, onlyQuote, "gate.condition", &g.Condition.Field)
	} else {
		b.field(rank, onlyQuote, "gate.condition", &g.Condition.Field)
	}
	if due, ok := b.due(); ok {
		b.join(rank+1, gateDue, due)
	} else if n := b.in.Note; n != nil {
		if was, ok := b.day(n.Gate.Due, "the gate could be told from", b.ofNote("gate.due")); ok {
			b.join(rank+2, gateWasDue, was)
		}
	}
	b.field(rank+1, otherwise, "gate.otherwise", &g.Otherwise)
}

// due gives the day from which on the gate can be told, where the note says it and it is to come.
func (b *builder) due() (slot, bool) {
	n := b.in.Note
	if n == nil || n.Gate.Due == "" || n.Gate.Due < b.b.AsOf {
		return slot{}, false
	}
	return b.day(n.Gate.Due, "the gate can be told from", b.ofNote("gate.due"))
}

// guardrail writes what protects users.
func (b *builder) guardrail(rank int) {
	g := &b.in.Sheet.Fields.Guardrail
	if id := linked(g.Match); id != "" && g.Objective != nil {
		if metric, ok := b.metric(id); ok {
			limit := b.limit(g.Objective.Op, g.Objective.Threshold, g.Objective.Unit, id, "the guardrail allows", "", "guardrail")
			metric.fact = limit.fact
			b.say(rank, railAllows, limit, metric)
			b.field(rank+2, onlyQuote, "guardrail", &g.Field)
			return
		}
	}
	b.field(rank, onlyQuote, "guardrail", &g.Field)
}

var (
	gateWords = map[signal.GateState]string{
		signal.GatePassed: "passed", signal.GateFailed: "missed", signal.GateNotDue: "not due", signal.GateInconclusive: "inconclusive", signal.GateUnknown: "unknown",
	}
	railWords = map[signal.GuardrailState]string{
		signal.GuardrailOK: "ok", signal.GuardrailBurning: "close to a breach", signal.GuardrailBreached: "breached", signal.GuardrailUnknown: "unknown",
	}
	gateTones = map[signal.GateState]Tone{signal.GatePassed: Good, signal.GateFailed: Bad, signal.GateNotDue: Waiting, signal.GateInconclusive: Waiting, signal.GateUnknown: Waiting}
	railTones = map[signal.GuardrailState]Tone{signal.GuardrailOK: Good, signal.GuardrailBurning: Bad, signal.GuardrailBreached: Bad, signal.GuardrailUnknown: Waiting}
)

const notToldWord = "not told"

// standings say in a word how gate and guardrail stand, by the note, and what was decided last.
func (b *builder) standings() {
	gate, rail := Standing{Label: "Gate", Word: notToldWord, Tone: Waiting}, Standing{Label: "Guardrail", Word: notToldWord, Tone: Waiting}
	if n := b.in.Note; n != nil {
		gate.Word, gate.Tone = gateWords[n.Gate.State], gateTones[n.Gate.State]
		rail.Word, rail.Tone = railWords[n.Guardrail.State], railTones[n.Guardrail.State]
		gate.cites, rail.cites = []string{b.stateOf("gate", gate.Word)}, []string{b.stateOf("guardrail", rail.Word)}
	} else {
		looked := []string{b.noNoteFact()}
		gate.cites, rail.cites = looked, looked
	}
	last := Standing{Label: "Decided", Word: "nothing yet", Tone: Waiting, cites: []string{b.noDecisionFact()}}
	if len(b.in.Decisions) > 0 {
		e := &b.in.Decisions[0]
		last.Word, last.Tone = choiceOf(e), Neutral
		last.cites = []string{b.add(fact.Fact{Text: "the last decision is to " + last.Word, Formula: "as it was approved"}, ofDecision(e, "choice"))}
	}
	b.b.Standings = []Standing{gate, rail, last}
}

// stateOf adds the fact of how something stands by the note.
func (b *builder) stateOf(what, state string) string {
	return b.add(fact.Fact{Text: fmt.Sprintf("the %s is %s", what, state), Formula: "as the approved note has it"}, b.ofNote(what+".state"))
}

func (b *builder) noNoteFact() string {
	return b.add(fact.Fact{Text: "no note of the sheet was approved", Formula: "looked up"}, ofRecords("approved notes of sheet "+b.in.Sheet.ID))
}

func (b *builder) noDecisionFact() string {
	return b.add(fact.Fact{Text: "no decision about the sheet was approved", Formula: "looked up"}, ofRecords("approved decisions about sheet "+b.in.Sheet.ID))
}

// staleAfter is how old a note is when a page says how old it is.
const staleAfter = 14 * 24 * time.Hour

// note writes sections of the approved note, sentence by sentence as they were approved, and how old it is. Without one it says
// so plainly.
func (b *builder) note(rank int, sections ...string) {
	n := b.in.Note
	if n == nil {
		l := b.say(rank, noNote, b.today())
		l.cites = append(l.cites, b.noNoteFact())
		b.pastGate(rank)
		b.waiting(rank + 1)
		return
	}
	for i, name := range sections {
		for _, s := range n.Sentences {
			if s.Section != name || len(s.Evidence) > 0 {
				continue
			}
			l := b.say(rank+i, onlySentence, slot{sentence, oneline.Tidy(s.Text), ""})
			if l.cites = append(l.cites, s.Facts...); len(l.cites) == 0 {
				l.cites = []string{b.add(fact.Fact{Text: "the approved note says so", Formula: "a sentence of the note"}, b.ofNote(s.Section))}
			}
			if l.Author = oneline.Tidy(s.Author); l.Author != "" {
				l.plain = false
			}
		}
	}
	b.noteAge(rank)
	if n.SheetVersion != b.in.Sheet.Number {
		other := b.amount(float64(n.SheetVersion), "", "the note is about version", b.ofNote("sheet_version"))
		b.say(rank+1, noteOfVersion, other, b.amount(float64(b.in.Sheet.Number), "", "the page is about version", b.ofSheet("version")))
	}
	b.waiting(rank + 1)
}

func (b *builder) noteAge(rank int) {
	of, err := time.Parse(time.DateOnly, b.in.Note.AsOf)
	today, todayErr := time.Parse(time.DateOnly, b.b.AsOf)
	if err != nil || todayErr != nil || today.Sub(of) < staleAfter {
		return
	}
	day, _ := b.day(b.in.Note.AsOf, "the note is of", b.ofNote("as_of"))
	days := b.amount(float64(int(today.Sub(of)/(24*time.Hour))), "days", "from the note to this page are", b.ofNote("as_of"))
	b.say(rank, noteAge, day, days)
}

// pastGate says that the day of the gate is past where no note tells how it came out.
func (b *builder) pastGate(rank int) {
	p := b.in.Sheet.Fields.Gate.Condition.Predicate
	if p == nil || p.By == "" || p.By >= b.b.AsOf {
		return
	}
	if by, ok := b.day(p.By, "the day of the gate is", b.ofSheet("gate.condition.predicate.by")); ok {
		l := b.say(rank, gatePast, by)
		l.cites = append(l.cites, b.noNoteFact())
	}
}

// waiting says that a newer note waits, and nothing of what it says.
func (b *builder) waiting(rank int) {
	w := b.in.Waiting
	if w == nil {
		return
	}
	if of, ok := b.day(w.AsOf, "a note that is not approved is of", Source{Kind: FromNote, ID: w.ID, Version: w.Number, Path: "as_of"}); ok {
		b.say(rank, noteWaits, of)
	}
}

// person gives the name of somebody as a slot: plainly where the words are a name and nothing else.
func (b *builder) person(path string, f *agent.Field) (slot, bool) {
	s, ok := b.quote(path, f, oneline.Tidy(f.Text))
	if name := strings.TrimSuffix(oneline.Tidy(f.Text), "."); ok && isName(name) {
		s.kind, s.text = named, name
	}
	return s, ok
}

// isName reports whether words are the name of a person and say nothing else.
func isName(text string) bool {
	words := strings.Fields(text)
	for _, w := range words {
		first, _ := firstRune(w)
		if !unicode.IsUpper(first) || strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' && r != '.' && r != '’' }) {
			return false
		}
	}
	return len(words) > 0 && len(words) <= 4 && len(text) <= 60 && len(fact.Numbers(text)) == 0 && len(fact.Causal(text)) == 0
}

func firstRune(s string) (rune, bool) {
	for _, r := range s {
		return r, true
	}
	return 0, false
}
