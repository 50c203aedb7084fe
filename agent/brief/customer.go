package brief

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/brief/vocabulary"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/signal"
)

// customer writes the page of whoever talks to customers. It would rather leave out than leak: words that name people,
// metrics or figures, or are how people talk among themselves, are not shown, and a blank stands in their place.
func (b *builder) customer() {
	f := &b.in.Sheet.Fields
	out := b.outsider()
	if !out.mayHear(b.b.Title) {
		b.b.Title = "A change for customers"
		b.leftOut++
	}
	b.section("What it is for")
	b.outward(&f.Aim, "aim", oneline.Tidy(f.Aim.Text), out, "aim")
	b.section("What changes")
	b.outward(&f.Mechanism.Lever, "mechanism.lever", leverOf(&f.Mechanism.Lever), out, "change")
	b.section("What may not be promised")
	b.promises()
	b.section("To be written")
	for i, what := range []string{"title", "who", "begin", "day"} {
		b.blank(important+i/2, what)
	}
}

// outward quotes a field where outsiders may hear it, and leaves a blank elsewhere.
func (b *builder) outward(f *agent.Field, path, part string, out outsider, what string) {
	if f.Filled() && out.mayHear(part) {
		if s, ok := b.quote(path, f, part); ok {
			b.say(must, onlyQuote, s).Mark = markOf(f)
			return
		}
	}
	if f.Filled() {
		b.leftOut++
	}
	l := b.blank(must, what)
	l.cites = []string{b.add(fact.Fact{Text: "the sheet has no words for it that customers may hear", Formula: "looked up"}, b.ofSheet(path))}
}

// promises lists what is not known, or not to be told.
func (b *builder) promises() {
	n := b.in.Note
	if n == nil {
		b.say(must, notTold).cites = []string{b.noNoteFact()}
		if b.in.Sheet.Fields.Guardrail.Filled() {
			b.say(must, railNotTold).cites = []string{b.noNoteFact()}
		}
	} else {
		if n.Gate.State == signal.GatePassed {
			b.say(must, notForGood).cites = []string{b.stateOf("gate", gateWords[n.Gate.State])}
		} else {
			b.say(must, notPassed, slot{word, gateWords[n.Gate.State], b.stateOf("gate", gateWords[n.Gate.State])})
		}
		if b.in.Sheet.Fields.Guardrail.Filled() {
			b.say(must, railWatched, slot{word, outwardRail[n.Guardrail.State], b.stateOf("guardrail", railWords[n.Guardrail.State])})
		}
	}
	b.say(must, noFigures).cites = []string{b.add(fact.Fact{Text: "no figure is approved for customers", Formula: "looked up"}, b.ofSheet(""))}
	if len(b.in.Sheet.Fields.RuledOut) > 0 {
		b.say(must, ruledOutSome, b.ident(b.in.Sheet.ID, "the sheet is", b.ofSheet("ruled_out")))
	}
}

// outwardRail are the states of the guardrail for those who talk to customers: one that holds is still being watched.
var outwardRail = map[signal.GuardrailState]string{
	signal.GuardrailOK: "still being watched", signal.GuardrailBurning: "close to a breach", signal.GuardrailBreached: "breached", signal.GuardrailUnknown: "unknown",
}

// outsider is somebody who may not hear everything.
type outsider struct {
	people   map[string]bool // words of names, in lower case
	metrics  []string        // names, ids and other names of metrics
	products []string        // names of what the company offers, which may be told
}

// outsider gathers what people outside may not hear.
func (b *builder) outsider() outsider {
	o := outsider{people: map[string]bool{}}
	f := &b.in.Sheet.Fields
	names := append(slices.Clone(b.in.People), f.Owner.Text, b.in.Sheet.CreatedBy.Name, b.in.Sheet.Approval.By.Name, b.in.Team, b.in.Sheet.Team)
	for ref := range f.All() {
		names = append(names, ref.Field.Author)
		for _, e := range ref.Field.Evidence {
			names = append(names, e.Speaker, strings.Join(capitalised(e.Quote), " "))
		}
		names = append(names, strings.Join(capitalised(ref.Field.Text), " "))
	}
	for _, m := range b.in.Metrics {
		names = append(names, m.Owner...)
		o.metrics = append(append(o.metrics, m.ID(), m.Name, strings.ReplaceAll(m.Name, "_", " "), m.Label), m.Synonyms...)
		for _, team := range m.Aliases {
			o.metrics = append(o.metrics, team...)
		}
	}
	for ref := range b.in.Sheet.Matches() {
		o.metrics = append(o.metrics, ref.Match.Term, ref.Match.Metric)
	}
	for _, t := range b.in.Terms {
		if t.Kind == "product" {
			o.products = append(append(o.products, t.Name), t.Variants...)
		}
	}
	for _, name := range names {
		for _, w := range wordsOf(name) {
			o.people[w] = true
		}
	}
	for _, plain := range []string{"data", "team", "the", "and", "of", "he", "him", "his", "she", "her", "hers", "they", "them", "we", "a", "i"} {
		delete(o.people, plain)
	}
	return o
}

// internalWords are how people talk of a bet among themselves.
var internalWords = regexp.MustCompile(`(?i)\b(?:bet|bets|believe|belief|hypothes\w+|gate|guardrail|metric|metrics|signal|signals|threshold|pilot|experiment|test|tests|control|baseline|kpi|okr|churn|conversion|retention|revenue|margin|upsell|cohort|` +
	`budget|deadline|internal|confidential|secret|risk|legal|lawsuit|incident|outage|bug|bugs|hack|blame|fail\w*|complain\w*|competitor\w*|quarter|sprint|roadmap|backlog|stakeholder\w*|honest\w*|horrible|awful|hate|stupid|damn|guess|maybe|probably|guarantee\w*|i|i'm|i'd|i'll|i've|you|your|he|she|him|her|they'd|somebody|nobody)\b`)

// mayHear reports whether people outside may hear words.
func (o outsider) mayHear(text string) bool {
	switch {
	case text == "" || len(fact.Numbers(text)) > 0 || strings.ContainsFunc(text, unicode.IsDigit):
		return false
	case strings.ContainsAny(text, "“”\"@%€$£[]<>?"), internalWords.MatchString(strings.ReplaceAll(text, "’", "'")), oneline.LinkIn(text) != "":
		return false
	}
	for _, name := range o.metrics {
		if vocabulary.Holds(text, strings.TrimSpace(name)) {
			return false
		}
	}
	rest := text
	for _, product := range o.products {
		if product != "" {
			rest = strings.ReplaceAll(rest, product, "")
		}
	}
	for _, w := range wordsOf(rest) {
		if o.people[w] {
			return false
		}
	}
	return len(capitalised(rest)) == 0
}

// capitalised gives the words of a text that look like names: with a capital, and not at the beginning of a sentence.
func capitalised(text string) []string {
	var out []string
	begins := true
	for w := range strings.FieldsSeq(text) {
		bare := strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })
		first, ok := firstRune(bare)
		if ok && unicode.IsUpper(first) && !begins && bare != "I" && !strings.HasPrefix(bare, "I'") && !strings.HasPrefix(bare, "I’") {
			out = append(out, bare)
		}
		begins = strings.HasSuffix(w, ".") || strings.HasSuffix(w, "!") || strings.HasSuffix(w, "?")
	}
	return out
}

// wordsOf gives the words of a text in lower case, without the ending of a possessive.
func wordsOf(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(text, "’", "'")), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
	for i, w := range words {
		words[i] = strings.Trim(strings.TrimSuffix(w, "'s"), "'")
	}
	return slices.DeleteFunc(words, func(w string) bool { return w == "" })
}
