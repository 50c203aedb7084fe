package brief

import (
	"strings"

	"github.com/plumbline-dev/plumb/agent/brief/vocabulary"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/semantic"
)

// newcomer writes the page of somebody who knows nothing of it, with the words that it takes.
func (b *builder) newcomer() {
	f := &b.in.Sheet.Fields
	b.standings()
	b.section("What we want")
	b.field(must, onlyQuote, "aim", &f.Aim)
	b.field(important, doneWhen, "done_when", &f.DoneWhen)
	b.section("What we try, and why")
	b.lever(must)
	b.field(must, theOutcome, "mechanism.outcome", &f.Mechanism.Outcome.Field)
	b.field(must, theReason, "mechanism.because", &f.Mechanism.Because)
	b.section("How we will know")
	b.gate(must)
	b.signals(important)
	b.field(extra, learnt, "gate.learn", &f.Gate.Learn)
	b.section("What must not get worse")
	b.guardrail(must)
	b.section(b.noteTitle())
	b.note(must, review.SectionShort)
	b.section("Ruled out")
	b.fields(important, onlyQuote, "ruled_out", f.RuledOut)
	b.fields(extra, costOf, "trade_offs", f.TradeOffs)
	b.section("Whom to ask")
	if who, ok := b.person("owner", &f.Owner); ok {
		b.say(must, owner, who)
	}
	b.field(important, cadence, "cadence", &f.Cadence)
	b.metricOwners(important)
	b.end()
	b.section("Words")
	for i, metric := range b.matches() {
		b.meaning(important+i/4, metric)
	}
	b.terms(important)
}

// meaning writes what a metric means, as it is defined.
func (b *builder) meaning(rank int, metric string) {
	m, defined := b.in.Metrics[metric]
	name, ok := b.metric(metric)
	if !ok || !defined {
		return
	}
	whole := oneline.Tidy(m.Description)
	if said, quotable := quoteOf(whole); whole != "" && quotable {
		means := b.definition(m, fact.Fact{Text: "it is described as " + said, Quote: whole, Formula: "words of the definition"}, "description")
		name.fact = means
		b.say(rank, meansMetric, name, slot{quoted, said, means})
	} else {
		b.say(rank, meansBare, name)
	}
	if span := spanOf(m.Window); span.Text != "" {
		span.Metric, span.Name = metric, b.nameOf(metric)
		b.join(rank, window, slot{dated, fact.Format(span.Value, span.Unit), b.definition(m, span, "window")})
	}
	if way := m.Direction; way != "" {
		says := b.definition(m, fact.Fact{Text: "its definition says which way is good", Formula: "definition"}, "direction")
		b.join(rank, goodWay, slot{word, wayWords[way], says})
	}
	if u := fact.UnitOf(m.Unit); unitWords[u] != "" {
		says := b.definition(m, fact.Fact{Text: "its definition names the unit", Formula: "definition"}, "unit")
		b.join(rank+2, unit, slot{word, unitWords[u], says})
	}
}

var (
	wayWords  = map[semantic.Direction]string{semantic.Up: "Up", semantic.Down: "Down"}
	unitWords = map[string]string{
		fact.Percent: "percent", "ms": "milliseconds", "s": "seconds", "min": "minutes", "h": "hours", "days": "days",
		"EUR": "euros", "USD": "dollars", "GBP": "pounds", "CHF": "francs",
	}
)

// spanOf gives a stretch of time as a fact; one without a text is none.
func spanOf(s semantic.Span) fact.Fact {
	text := string(s)
	digits := text[:len(text)-len(strings.TrimLeft(text, "0123456789"))]
	word := map[string]string{"min": "min", "h": "h", "d": "days", "w": "weeks", "mo": "months", "q": "quarters", "y": "years"}[text[len(digits):]]
	count := 0.0
	for _, d := range digits {
		count = 10*count + float64(d-'0')
	}
	if word == "" || count == 0 {
		return fact.Fact{}
	}
	return fact.Fact{Text: "one value covers " + fact.Format(count, word), Value: count, Unit: word, Formula: "definition"}
}

// mostTerms is how many terms a page explains.
const mostTerms = 6

// terms explains the defined terms that the page so far uses.
func (b *builder) terms(rank int) {
	explained := 0
	for _, t := range b.in.Terms {
		whole := oneline.Tidy(t.Meaning)
		said, ok := quoteOf(whole)
		used := b.used(t)
		name, nameOK := quoteOf(used)
		if whole == "" || !ok || !nameOK || explained == mostTerms || used == "" {
			continue
		}
		from := Source{Kind: FromDefinition, ID: t.ID(), Path: "meaning", whole: whole}
		is := b.add(fact.Fact{Text: "it is called " + name, Quote: used, Formula: "words of the definition"}, Source{Kind: FromDefinition, ID: t.ID(), Path: "name", whole: whole})
		means := b.add(fact.Fact{Text: "it is explained as " + said, Quote: whole, Formula: "words of the definition"}, from)
		b.say(rank+explained/3, meansTerm, slot{quoted, name, is}, slot{quoted, said, means})
		explained++
	}
}

// used gives the name under which the page so far uses a term, "" when it does not.
func (b *builder) used(t semantic.Term) string {
	for _, name := range append([]string{t.Name}, t.Variants...) {
		name = oneline.Tidy(name)
		if vocabulary.Holds(b.b.Title, name) {
			return name
		}
		for _, s := range b.b.Sections {
			for _, l := range s.Lines {
				if vocabulary.Holds(l.Text, name) {
					return name
				}
			}
		}
	}
	return ""
}
