package brief

import (
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/semantic"
)

// team writes the page of those who do it.
func (b *builder) team() {
	f := &b.in.Sheet.Fields
	b.standings()
	b.section("Aim")
	b.field(must, onlyQuote, "aim", &f.Aim)
	b.field(useful, doneWhen, "done_when", &f.DoneWhen)
	b.section("What we do")
	b.bet(must)
	b.field(useful, theReason, "mechanism.because", &f.Mechanism.Because)
	b.section("How your work links to the aim")
	b.links(must)
	b.section("Signals to watch")
	b.signals(must)
	b.section("Stage gate")
	b.gate(must)
	b.section("Guardrail")
	b.guardrail(must)
	b.section(b.noteTitle())
	b.note(must, review.SectionShort, review.SectionMoved, review.SectionUnmoved, review.SectionData)
	b.section("Who owns what")
	b.owners(must)
	b.section("Ruled out")
	b.fields(important, onlyQuote, "ruled_out", f.RuledOut)
	b.section("Open questions")
	b.fields(useful, onlyQuote, "open_questions", f.OpenQuestions)
	b.blanks(important, askedBy)
}

// signals writes what to watch, and which way is good.
func (b *builder) signals(rank int) {
	for i := range b.in.Sheet.Fields.Signals {
		s := &b.in.Sheet.Fields.Signals[i]
		path := fmt.Sprintf("signals[%d]", i)
		metric, ok := b.metric(linked(s.Match))
		if !ok {
			if said, ok := b.quote(path, &s.Field, oneline.Tidy(s.Text)); ok {
				b.say(rank+1+i/3, watchUnlinked, said).Mark = markOf(&s.Field)
			}
			continue
		}
		b.say(rank+i/3, b.watchForm(s), b.watchSlots(path, s, metric)...).Mark = markOf(&s.Field)
	}
}

func (b *builder) watchForm(s *agent.Signal) form {
	switch {
	case b.wayOf(s) == "":
		return watchNoWay
	case s.FirstMover:
		return watchFirst
	}
	return watch
}

func (b *builder) watchSlots(path string, s *agent.Signal, metric slot) []slot {
	said := b.add(fact.Fact{Text: "the sheet lists it as a signal", Formula: "as the sheet has it"}, b.ofSheet(path))
	if way := b.wayOf(s); way != "" {
		return []slot{metric, {word, string(way), said}}
	}
	metric.fact = said
	return []slot{metric}
}

// wayOf gives the way in which a signal is good: as the sheet says, or else as its metric is defined.
func (b *builder) wayOf(s *agent.Signal) agent.Direction {
	if s.Direction != "" {
		return s.Direction
	}
	return b.in.Metrics[linked(s.Match)].Direction
}

// metricOwners writes whom to ask about the metrics, those of one owner together.
func (b *builder) metricOwners(rank int) {
	var owners []string
	of := map[string][]string{}
	for _, metric := range b.matches() {
		whom := oneline.Tidy(strings.Join(b.in.Metrics[metric].Owner, ", "))
		if _, named := b.metric(metric); !named || whom == "" {
			continue
		}
		if !slices.Contains(owners, whom) {
			owners = append(owners, whom)
		}
		of[whom] = append(of[whom], metric)
	}
	for i, whom := range owners {
		said, ok := quoteOf(whom)
		if !ok {
			continue
		}
		var names, cites []string
		for _, metric := range of[whom] {
			name, _ := b.metric(metric)
			names = append(names, name.text)
			cites = append(cites, b.definition(b.in.Metrics[metric], fact.Fact{Text: "its definition names " + said, Quote: whom, Metric: metric, Name: b.nameOf(metric), Formula: "words of the definition"}, "owner"))
		}
		l := b.say(rank+i, metricOwner, slot{named, oneline.List(names), cites[0]}, slot{quoted, said, cites[0]})
		l.cites = cites
	}
}

// links writes how the metrics of a team are steps towards the aim, or, for no team, whose metrics are on the sheet.
func (b *builder) links(rank int) {
	metrics := b.matches()
	if len(b.in.Metrics) == 0 || len(metrics) == 0 {
		l := b.say(rank, linkNoMetric)
		l.cites = []string{b.add(fact.Fact{Text: "no field of the sheet is linked to a defined metric", Formula: "looked up"}, b.ofSheet(""))}
		return
	}
	if b.in.Team == "" {
		for i, id := range metrics {
			if name, ok := b.metric(id); ok {
				b.say(rank+1+i/3, linkOfTeam, name, b.homeOf(id))
			}
		}
		return
	}
	found := false
	for _, id := range metrics {
		if m, ok := b.in.Metrics[id]; ok && semantic.TeamKey(m.Home()) == semantic.TeamKey(b.in.Team) {
			found = true
			b.link(rank, id)
		}
	}
	if !found {
		if team, ok := b.teamSlot(); ok {
			l := b.say(rank, linkNone, team)
			l.cites = append(l.cites, b.add(fact.Fact{Text: "no metric of the team is linked to a field of the sheet", Formula: "looked up"}, b.ofSheet("")))
		}
	}
	for i := range b.in.Sheet.Fields.Dependencies {
		d := &b.in.Sheet.Fields.Dependencies[i]
		if !containsWords(d.Text, b.in.Team) {
			continue
		}
		team, named := b.teamSlot()
		if said, ok := b.quote(fmt.Sprintf("dependencies[%d]", i), d, oneline.Tidy(d.Text)); ok && named {
			b.say(rank, linkWaits, team, said)
		}
	}
}

// teamSlot gives the team that the page is for.
func (b *builder) teamSlot() (slot, bool) {
	name := oneline.Tidy(b.in.Team)
	said, ok := quoteOf(name)
	return slot{quoted, said, b.add(fact.Fact{Text: "the page is for " + said, Quote: name, Formula: "looked up"}, ofRecords("teams that define something"))}, ok && name != ""
}

// homeOf gives the team of a metric.
func (b *builder) homeOf(metric string) slot {
	m := b.in.Metrics[metric]
	home := oneline.Tidy(m.Home())
	said, ok := quoteOf(home)
	if !ok {
		said = oneline.Tidy(m.Namespace)
	}
	return slot{quoted, said, b.definition(m, fact.Fact{Text: "its definition is of " + said, Quote: home, Formula: "words of the definition"}, "team")}
}

// link writes which step towards the aim a metric is: every place that it has on the sheet, and what stands above it.
func (b *builder) link(rank int, metric string) {
	name, _ := b.metric(metric)
	f := &b.in.Sheet.Fields
	at := func(path string) slot {
		s := name
		s.fact = b.add(fact.Fact{Text: "the sheet links it there", Metric: metric, Name: b.nameOf(metric), Formula: "link of the sheet"}, b.ofSheet(path))
		return s
	}
	if linked(f.Gate.Condition.Match) == metric {
		b.say(rank, linkGate, at("gate.condition"))
	}
	if linked(f.Guardrail.Match) == metric {
		b.say(rank, linkRail, at("guardrail"))
	}
	if linked(f.Mechanism.Outcome.Match) == metric {
		b.say(rank, linkOutcome, at("mechanism.outcome"))
	}
	for i := range f.Signals {
		s := &f.Signals[i]
		if linked(s.Match) != metric || s.Role == "" {
			continue
		}
		way := linkSignal
		if s.FirstMover {
			way = linkFirst
		}
		b.say(rank, way, at(fmt.Sprintf("signals[%d]", i)), slot{word, string(s.Role), ""})
		b.steps(rank+1, oneline.Tidy(s.Text))
	}
}

// steps writes the edges of the metric tree that begin at a node.
func (b *builder) steps(rank int, node string) {
	t := &b.in.Sheet.Fields.MetricTree
	text := map[string]string{}
	from := ""
	for _, n := range t.Nodes {
		text[n.ID] = oneline.Tidy(n.Text)
		if text[n.ID] == node {
			from = n.ID
		}
	}
	found := false
	for i := range t.Edges {
		e := &t.Edges[i]
		if e.From != from || from == "" {
			continue
		}
		path := fmt.Sprintf("metric_tree.edges[%d]", i)
		above, ok := quoteOf(text[e.To])
		why, said := b.quote(path, &e.Because, oneline.Tidy(e.Because.Text))
		if !ok || !said || text[e.To] == "" {
			continue
		}
		to := b.add(fact.Fact{Text: "the step ends at " + above, Quote: text[e.To], Formula: "metric tree of the sheet"}, b.ofSheet(path+".to"))
		b.join(rank, linkEdge, slot{quoted, above, to}, why)
		found = true
	}
	if !found {
		l := b.join(rank, linkNoEdge)
		l.cites = []string{b.add(fact.Fact{Text: "the metric tree has no edge from it", Formula: "looked up"}, b.ofSheet("metric_tree"))}
	}
}

// containsWords reports whether a text names a team.
func containsWords(text, team string) bool {
	key := semantic.TeamKey(team)
	return key != "" && slices.Contains(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" ,.;:!?'’", r) }), key)
}
