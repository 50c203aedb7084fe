package ask

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/semantic"
)

// meaning answers what a metric or a term means here, how it is counted, who owns it, and how teams differ.
func (d *desk) meaning(ctx context.Context, query Query, b *bet) (*piece, error) {
	p := d.part()
	if len(query.Metrics) == 0 {
		return d.term(ctx, query.Subject)
	}
	for _, heard := range query.Metrics[:min(len(query.Metrics), choicesShown)] {
		ids := []string{heard.Match.Metric}
		several := heard.Match.Outcome == semantic.Ambiguous || heard.Match.Outcome == semantic.Conflict
		if several {
			ids = ids[:0]
			for _, c := range heard.Match.Choices() {
				ids = append(ids, c.Metric)
			}
		}
		if heard.Match.Outcome == semantic.Unknown || heard.Match.Outcome == "" {
			of, err := d.term(ctx, heard.Words)
			if err != nil {
				return nil, err
			}
			p.sentences = append(p.sentences, of.sentences...)
			p.refusal = of.refusal
			continue
		}
		defined, err := d.k.Metrics(ctx, ids...)
		if err != nil {
			return nil, err
		}
		defined = ordered(defined, ids)
		switch {
		case len(defined) == 0:
			p.refusal = d.refused(Refusal{Reason: UnknownName}).refusal
		case several && len(defined) > 1:
			p.sayTeamsDiffer(heard, defined)
		default:
			p.define(defined[0], b)
		}
	}
	if len(p.sentences) > 0 {
		p.refusal = nil
	}
	return p, nil
}

// ordered puts definitions in the order of their ids in a list.
func ordered(defined []semantic.Metric, ids []string) []semantic.Metric {
	out := slices.Clone(defined)
	slices.SortStableFunc(out, func(x, y semantic.Metric) int { return slices.Index(ids, x.ID()) - slices.Index(ids, y.ID()) })
	return out
}

// define says what one metric means.
func (p *piece) define(m semantic.Metric, b *bet) {
	label, name := p.desk.nameAmong(m, nil)
	of := func(q *quotation) fact.Fact {
		return fact.Fact{Metric: m.ID(), Name: label, Formula: "definition of " + m.ID(), Quote: q.text()}
	}
	var q quotation
	text := name + " has a definition without words"
	if words := q.of(m.Description); words != "" {
		text = name + " means: " + words
	}
	p.tell(SectionAnswer, stopped(text), of(&q))
	q = quotation{}
	if how := formula(m, &q); how != "" {
		p.tell(SectionFacts, "It is computed as "+how+".", of(&q))
	}
	q = quotation{}
	p.tell(SectionFacts, measuredHow(m, &q), of(&q))
	p.sayAliases(m, label, name)
	for _, caveat := range m.Caveats[:min(len(m.Caveats), 2)] {
		q = quotation{}
		if words := q.of(caveat); words != "" {
			p.tell(SectionFacts, stopped("What to know: "+words), of(&q))
		}
	}
	if b != nil {
		p.sayUse(m.ID(), label, name, b)
	}
	if !m.Current() {
		p.tell(SectionFacts, "It is deprecated: use "+m.ReplacedBy+" instead.", fact.Fact{Formula: "definition of " + m.ID()})
	}
}

// stopped ends a sentence that a quotation may have ended already.
func stopped(text string) string {
	if strings.HasSuffix(text, ".”") || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// nameAmong gives the name of a metric that can be told from those of others: the one that facts at hand have, its label, or
// else its id.
func (d *desk) nameAmong(m semantic.Metric, others []semantic.Metric) (label, name string) {
	for _, f := range d.facts {
		if f.Metric == m.ID() && f.Name != "" {
			return f.Name, inSentence(f.Name)
		}
	}
	label, name = review.NameOf(m)
	for _, o := range others {
		if o.ID() != m.ID() && strings.EqualFold(o.Title(), m.Title()) {
			return m.ID(), m.ID()
		}
	}
	return label, name
}

// measuredHow says in which unit and how often a metric is counted, which way is good and whom to ask.
func measuredHow(m semantic.Metric, q *quotation) string {
	var said []string
	if unit := fact.UnitOf(m.Unit); unit != "" {
		said = append(said, "in "+unitWords(unit))
	}
	if m.Grain != "" {
		said = append(said, "for every "+strings.TrimPrefix(spanWords(m.Grain), "a "))
	}
	if m.Window != "" {
		said = append(said, "looking at "+spanWords(m.Window)+" at a time")
	}
	text := "It is counted " + strings.Join(said, ", ")
	if len(said) == 0 {
		text = "Nobody wrote down how often it is counted"
	}
	switch m.Direction {
	case semantic.Up:
		text += "; higher is better"
	case semantic.Down:
		text += "; lower is better"
	}
	if len(m.Owner) > 0 {
		owners := make([]string, len(m.Owner))
		for i, o := range m.Owner {
			owners[i] = q.name(o)
		}
		text += fmt.Sprintf("; its owner is %s (%s)", oneline.List(owners), q.name(m.Home()))
	} else {
		text += fmt.Sprintf("; nobody is named as its owner (%s)", q.name(m.Home()))
	}
	return text + "."
}

var shareForm = regexp.MustCompile(`(?i)^(?:100(?:\.0)?\s*\*\s*)?COUNT\(\s*(DISTINCT\s+)?([a-z_]+)\s*\)\s*/\s*COUNT\(\s*(DISTINCT\s+)?([a-z_]+)\s*\)$`)
var countForm = regexp.MustCompile(`(?i)^COUNT\(\s*(DISTINCT\s+)?([a-z_*]+)\s*\)$`)

// formula says in words how a metric is computed, and quotes a formula that has no simple words.
func formula(m semantic.Metric, q *quotation) string {
	expression := oneline.Tidy(m.Expression)
	if expression == "" {
		return ""
	}
	column := func(name, distinct string) string {
		words := strings.ReplaceAll(strings.ToLower(name), "_", " ")
		if distinct != "" {
			return "the different values of " + q.upTo(words, 60)
		}
		return "the entries with " + q.upTo(words, 60)
	}
	var out string
	if part := shareForm.FindStringSubmatch(expression); part != nil {
		out = column(part[2], part[1]) + " over " + column(part[4], part[3])
	} else if part := countForm.FindStringSubmatch(expression); part != nil && part[2] != "*" {
		out = "the number of " + column(part[2], part[1])
	} else {
		out = q.of(expression)
	}
	if len(m.Filters) > 0 {
		out += ", only where " + q.of(strings.Join(m.Filters, " and "))
	}
	return out
}

// sayAliases gives the other names of a metric.
func (p *piece) sayAliases(m semantic.Metric, label, name string) {
	var q quotation
	var names []string
	add := func(alias, team string) {
		if len(names) < 4 && !strings.EqualFold(alias, m.Title()) {
			words := q.upTo(alias, 60)
			if team != "" && words != "" {
				words += " (" + q.name(team) + ")"
			}
			names = append(names, words)
		}
	}
	for _, s := range m.Synonyms {
		add(s, "")
	}
	teams := make([]string, 0, len(m.Aliases))
	for team := range m.Aliases {
		teams = append(teams, team)
	}
	slices.Sort(teams)
	for _, team := range teams {
		for _, a := range m.Aliases[team] {
			add(a, team)
		}
	}
	if len(names) > 0 {
		p.tell(SectionFacts, name+" is also called "+oneline.List(names)+".", fact.Fact{Metric: m.ID(), Name: label, Formula: "definition of " + m.ID(), Quote: q.text()})
	}
}

// sayUse says what a metric is for in the sheet at hand.
func (p *piece) sayUse(metric, label, name string, b *bet) {
	f := &b.sheet().Fields
	var uses []string
	if f.Gate.Condition.Match.Metric == metric {
		uses = append(uses, "the metric of the gate")
	}
	if f.Guardrail.Match.Metric == metric {
		uses = append(uses, "the guardrail")
	}
	if f.Mechanism.Outcome.Match.Metric == metric {
		uses = append(uses, "what the mechanism is to move")
	}
	for _, s := range f.Signals {
		if s.Match.Metric == metric && len(uses) == 0 {
			uses = append(uses, "one of the signals")
		}
	}
	if len(uses) == 0 {
		return
	}
	var q quotation
	p.tell(SectionFacts, fmt.Sprintf("In %s, %s is %s.", titleOf(b, &q), name, oneline.List(uses)), fact.Fact{Metric: metric, Name: label, Formula: "sheet " + b.review.Sheet, Quote: q.text()})
}

// titleOf gives the title of a sheet between quotation marks.
func titleOf(b *bet, q *quotation) string {
	if title := q.upTo(b.review.Title, 80); title != "" {
		return title
	}
	return "the sheet without a title"
}

// sayTeamsDiffer says what a name means to each of the teams that use it.
func (p *piece) sayTeamsDiffer(heard Heard, defined []semantic.Metric) {
	var q quotation
	defined = defined[:min(len(defined), choicesShown)]
	var names, facts []string
	for _, m := range defined {
		label, name := p.desk.nameAmong(m, defined)
		names = append(names, name)
		facts = append(facts, p.desk.add(fact.Fact{Text: name + " is defined by " + m.Home(), Metric: m.ID(), Name: label, Formula: "definition of " + m.ID()}))
	}
	words := q.upTo(heard.Words, 60)
	if words == "" || !slices.Contains(heardNames(defined), strings.ToLower(oneline.Tidy(heard.Words))) && len(fact.Numbers(heard.Words)) > 0 {
		words, q = "That name", quotation{}
	}
	lead := fmt.Sprintf("%s does not mean the same to all: it may be %s.", words, strings.Replace(oneline.List(names), " and ", " or ", 1))
	if heard.Match.Outcome == semantic.Ambiguous {
		lead = fmt.Sprintf("%s may mean more than a single metric: %s.", words, strings.Replace(oneline.List(names), " and ", " or ", 1))
	}
	p.tell(SectionAnswer, lead, fact.Fact{Formula: "definitions", Quote: q.text()}, facts...)
	for _, m := range defined {
		label, name := p.desk.nameAmong(m, defined)
		q = quotation{}
		text := fmt.Sprintf("For %s it is %s", q.name(m.Home()), name)
		if words := q.upTo(m.Description, 180); words != "" {
			text += ": " + words
		}
		p.tell(SectionFacts, stopped(text), fact.Fact{Metric: m.ID(), Name: label, Formula: "definition of " + m.ID(), Quote: q.text()}, facts...)
	}
	p.say(SectionOpen, "Ask about either by its own name to see its numbers.")
}

// heardNames gives the names of definitions in lower case.
func heardNames(defined []semantic.Metric) []string {
	var out []string
	for _, m := range defined {
		out = append(out, strings.ToLower(m.Title()))
		for _, s := range m.Synonyms {
			out = append(out, strings.ToLower(s))
		}
	}
	return out
}

// term answers what a word means that is no metric.
func (d *desk) term(ctx context.Context, words string) (*piece, error) {
	p := d.part()
	words = oneline.Tidy(words)
	if words == "" {
		return d.refused(Refusal{Reason: UnknownName}), nil
	}
	terms, err := d.k.Terms(ctx, words)
	if err != nil {
		return nil, err
	}
	for _, t := range terms[:min(len(terms), choicesShown)] {
		var q quotation
		text := q.upTo(t.Name, 60)
		if text == "" {
			continue
		}
		if kind := map[semantic.TermKind]string{semantic.ProductTerm: "a product", semantic.TeamTerm: "a team", semantic.AcronymTerm: "an acronym"}[t.Kind]; kind != "" {
			text += " is " + kind
		} else {
			text += " is a word that people use here"
		}
		if meaning := q.of(t.Meaning); meaning != "" {
			text += ": " + meaning
		}
		p.tell(SectionAnswer, stopped(text), fact.Fact{Formula: "term " + t.ID(), Quote: q.text()})
		var also quotation
		var variants []string
		for _, v := range t.Variants[:min(len(t.Variants), choicesShown)] {
			variants = append(variants, also.upTo(v, 60))
		}
		if len(variants) > 0 {
			p.tell(SectionFacts, "It is also heard as "+oneline.List(variants)+".", fact.Fact{Formula: "term " + t.ID(), Quote: also.text()})
		}
		var home quotation
		where := "It is no metric, so there are no readings of it"
		if t.Team != "" {
			where += "; it is said by " + home.name(t.Team)
		}
		p.tell(SectionFacts, where+".", fact.Fact{Formula: "term " + t.ID(), Quote: home.text()})
	}
	if len(p.sentences) == 0 {
		return d.refused(Refusal{Reason: UnknownName, Text: "No metric and no term with that name is defined here."}), nil
	}
	return p, nil
}
