package review

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/signal"
)

// The sections of a note, in their order.
const (
	SectionShort    = "In short"
	SectionMoved    = "What moved"
	SectionUnmoved  = "What did not"
	SectionData     = "Data"
	SectionProposal = "Proposal"
	SectionPast     = "Looking back"
)

var sections = []string{SectionShort, SectionMoved, SectionUnmoved, SectionData, SectionProposal, SectionPast}

const mostEvents = 3

// limits are how much a note tells one by one. What is beyond them is named, or counted.
type limits struct {
	moved int // metrics that moved and get a sentence of their own
	data  int // sentences about what is wrong with the data
}

// tighter are the limits that are tried one after the other, until a note fits on a screen.
var tighter = []limits{{3, 3}, {2, 2}, {1, 2}, {1, 1}}

const (
	screenLines   = 24
	screenColumns = 80
)

// write makes the sentences of the note, as many as fit on a screen.
func (b *builder) write() {
	facts := len(b.r.Facts)
	for _, l := range tighter {
		b.limits, b.leftOut = l, 0
		b.r.Facts, b.r.Sentences = b.r.Facts[:facts], []fact.Sentence{}
		b.writeSections()
		if b.r.lines() <= screenLines {
			return
		}
	}
}

// lines counts the lines of the note on a screen, without its footnotes.
func (r Review) lines() int {
	body, _, _ := strings.Cut(footnote.ReplaceAllString(r.Markdown(), ""), "\n:")
	lines := 0
	for line := range strings.SplitSeq(strings.TrimSpace(body), "\n") {
		lines++
		width := 0
		for word := range strings.FieldsSeq(line) {
			size := utf8.RuneCountInString(word)
			if width > 0 && width+1+size > screenColumns {
				lines++
				width = 0
			}
			width += 1 + size
		}
	}
	return lines
}

var footnote = regexp.MustCompile(`\[\^F\d+\]`)

// writeSections makes the sentences of every section.
func (b *builder) writeSections() {
	if b.r.Guardrail.State == signal.GuardrailOK {
		b.say(SectionShort, b.r.Gate.Detail, b.gateFacts...)
		b.say(SectionShort, b.r.Guardrail.Detail, b.guardrailFacts...)
	} else {
		b.say(SectionShort, b.r.Guardrail.Detail, b.guardrailFacts...)
		b.say(SectionShort, b.r.Gate.Detail, b.gateFacts...)
	}
	moved := b.writeMoved()
	b.writeUnmoved(moved)
	b.writeData()
	b.writeProposal()
	b.writePast()
	if b.leftOut > 0 {
		b.r.Sentences = append(b.r.Sentences, fact.Sentence{
			Text: "Something was left out of this note, since its facts did not carry the words for it; see the charts.", Section: SectionData, Facts: []string{}, Evidence: []agent.Evidence{},
		})
	}
	b.arrange()
}

// arrange puts the sentences in the order of the sections.
func (b *builder) arrange() {
	slices.SortStableFunc(b.r.Sentences, func(x, y fact.Sentence) int {
		return slices.Index(sections, x.Section) - slices.Index(sections, y.Section)
	})
}

// say adds a sentence, if its facts carry it. That they do is what this package promises; the check makes sure.
func (b *builder) say(section, text string, facts ...string) {
	if !b.mayBeSaid(section, text, nil, facts...) {
		b.leftOut++
	}
}

// mayBeSaid adds a sentence if its facts and its evidence carry it, and reports whether they do.
func (b *builder) mayBeSaid(section, text string, evidence []agent.Evidence, facts ...string) bool {
	if text == "" {
		return true
	}
	s := fact.Sentence{Text: oneline.UpperFirst(text), Section: section, Facts: compact(facts), Evidence: evidence}
	if s.Evidence == nil {
		s.Evidence = []agent.Evidence{}
	}
	c := b.hold(s)
	if !c.held {
		return false
	}
	if len(c.used) > 0 {
		cited := s.Facts
		s.Facts = []string{}
		for _, i := range c.used {
			s.Facts = append(s.Facts, cited[i])
		}
	}
	b.r.Sentences = append(b.r.Sentences, s)
	return true
}

// carried is whether the facts of a sentence carry it, and which of them do.
type carried struct {
	held bool
	used []int // places in its list of facts
}

// hold holds a sentence against its facts, once: the same one is written again when a note is made shorter.
func (b *builder) hold(s fact.Sentence) carried {
	key := s.Text
	for _, id := range s.Facts {
		key += "\x00" + b.factOf(id).Text
	}
	if c, ok := b.known[key]; ok {
		return c
	}
	used, held := b.table.Among(b.facts(s.Facts)).Carry(s)
	c := carried{held: held}
	for _, id := range used {
		if i := slices.Index(s.Facts, id); i >= 0 {
			c.used = append(c.used, i)
		}
	}
	b.known[key] = c
	return c
}

// facts gives those with some ids, and of every metric the first one, which has its name.
func (b *builder) facts(ids []string) []fact.Fact {
	var out []fact.Fact
	named := map[string]bool{}
	for _, f := range b.r.Facts {
		if first := f.Metric != "" && !named[f.Metric]; first || slices.Contains(ids, f.ID) {
			out = append(out, f)
			named[f.Metric] = true
		}
	}
	return out
}

// compact gives the ids that there are, each once.
func compact(ids []string) []string {
	out := []string{}
	for _, id := range ids {
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// writeMoved tells what moved, what went the wrong way first, and gives the metrics that did.
func (b *builder) writeMoved() []*metric {
	var moved []*metric
	for _, m := range b.order {
		if m.moved() {
			moved = append(moved, m)
		}
	}
	slices.SortStableFunc(moved, func(x, y *metric) int { return rank(x) - rank(y) })
	shared := len(moved) > 1 && !slices.ContainsFunc(moved, func(m *metric) bool { return m.evidence != moved[0].evidence })
	for _, m := range moved[:min(b.limits.moved, len(moved))] {
		b.sayMoved(m, shared)
	}
	if rest := moved[min(b.limits.moved, len(moved)):]; len(rest) > 0 {
		b.sayAlso(rest)
	}
	if shared {
		var facts []string
		for _, m := range moved {
			facts = append(facts, m.change)
		}
		b.say(SectionMoved, "They "+moved[0].evidence.Words()+".", facts...)
	}
	b.writeEvents(moved)
	return moved
}

func rank(m *metric) int {
	if m.against() {
		return 0
	}
	return 1
}

// sayMoved tells of one metric how far it moved, since when, and what may be said of why. Shared leaves the last to a
// sentence about all that moved.
func (b *builder) sayMoved(m *metric, shared bool) {
	level, base := b.factOf(m.level), b.factOf(m.base)
	way := "down"
	if m.judgement.Verdict.Outcome == signal.MovedUp {
		way = "up"
	}
	if m.against() {
		way += ", the wrong way"
	}
	text := fmt.Sprintf("%s moved %s: %s on average since %s, %s before", m.name, way, fact.FormatBeside(level.Value, base.Value, m.unit),
		fact.PeriodWords(m.series.Period, m.since), fact.FormatBeside(base.Value, level.Value, m.unit))
	facts := []string{m.change, m.level, m.base, b.start.fact}
	switch {
	case shared:
	case m.evidence == signal.EvidenceMoved:
		text += "; why is not known"
	default:
		text += "; it " + m.evidence.Words()
	}
	b.say(SectionMoved, text+".", facts...)
	if m.evidence.Causal() {
		b.say(SectionMoved, b.factOf(m.beyond).Text+".", m.beyond)
	}
}

// sayAlso names the other metrics that moved.
func (b *builder) sayAlso(rest []*metric) {
	for _, way := range []signal.Outcome{signal.MovedUp, signal.MovedDown} {
		var names, facts []string
		for _, m := range rest {
			if m.judgement.Verdict.Outcome == way {
				names, facts = append(names, m.name), append(facts, m.change)
			}
		}
		if len(names) > 0 {
			b.say(SectionMoved, fmt.Sprintf("%s moved %s, too.", oneline.List(names), strings.TrimPrefix(string(way), "moved_")), facts...)
		}
	}
}

func (b *builder) factOf(id string) fact.Fact {
	i := slices.IndexFunc(b.r.Facts, func(f fact.Fact) bool { return f.ID == id })
	if i < 0 {
		return fact.Fact{}
	}
	return b.r.Facts[i]
}

// notedByPerson is the formula of facts about what people noted.
const notedByPerson = "noted by a person"

// writeEvents names what else happened around the time of the moves, and claims nothing of it.
func (b *builder) writeEvents(moved []*metric) {
	from := ""
	for _, m := range moved {
		if day, err := time.Parse(time.DateOnly, m.judgement.Verdict.Since); err == nil {
			if early := iso(m.series.Period.Add(day, -2)); from == "" || early < from {
				from = early
			}
		}
	}
	if from == "" {
		return
	}
	var texts, facts []string
	for _, e := range b.in.Events {
		if e.Kind == readings.Start || e.Sheet != "" && e.Sheet != b.in.Sheet.ID || !isDay(e.On) || e.On > b.r.AsOf || max(e.On, e.Until) < from || len(texts) == mostEvents {
			continue
		}
		text := b.eventText(e)
		texts = append(texts, text)
		facts = append(facts, b.add(fact.Fact{Text: text, Period: e.On, Formula: notedByPerson}))
	}
	if len(texts) > 0 {
		b.say(SectionMoved, "Also at that time: "+strings.Join(texts, "; ")+".", facts...)
	}
}

// eventText says what was noted. Words that claim a cause are left out: nobody checked them.
func (b *builder) eventText(e readings.Event) string {
	on, _ := time.Parse(time.DateOnly, e.On)
	text := kindWords[e.Kind]
	if text == "" {
		text = "a note"
	}
	if until, err := time.Parse(time.DateOnly, e.Until); err == nil && until.After(on) {
		text += fmt.Sprintf(" from %s to %s", fact.Day(on), fact.Day(until))
	} else {
		text += " on " + fact.Day(on)
	}
	words := oneline.Cut(strings.NewReplacer("“", "", "”", "", `"`, "").Replace(oneline.Tidy(e.Text)), 60)
	if words == "" || len(fact.Causal(words)) > 0 {
		return text
	}
	quoted := text + " (“" + words + "”)"
	f := fact.Fact{ID: "F0", Text: quoted, Period: e.On}
	s := fact.Sentence{Text: "Also at that time: " + quoted + ".", Facts: []string{"F0"}}
	if len(b.table.Among(append(slices.Clone(b.r.Facts), f)).Violations([]fact.Sentence{s})) > 0 {
		return text
	}
	return quoted
}

var kindWords = map[readings.EventKind]string{
	readings.Campaign: "a campaign", readings.Deploy: "a deploy", readings.Holiday: "a holiday", readings.Incident: "an incident", readings.Note: "a note",
}

// writeUnmoved names what did not move, and how large a move would have shown.
func (b *builder) writeUnmoved(moved []*metric) {
	var names []string
	var shown *metric
	for _, m := range b.order {
		if m.judgement.Verdict.Outcome != signal.NoChangeDetected {
			continue
		}
		names = append(names, m.name)
		if m.mde != "" && (shown == nil || m.id == b.r.Gate.Metric) {
			shown = m
		}
	}
	switch {
	case len(names) == 0 && len(moved) == 0 && len(b.order) > 0:
		b.say(SectionUnmoved, "No metric can be judged yet.")
	case len(names) == 0:
	case len(moved) == 0 && len(names) == len(b.order):
		b.say(SectionUnmoved, "Nothing moved.")
	case len(moved) == 0:
		b.say(SectionUnmoved, "Nothing moved in what can be judged: "+oneline.List(names)+".")
	default:
		b.say(SectionUnmoved, "No change beyond noise in "+oneline.List(names)+".")
	}
	if shown != nil && (len(moved) == 0 || shown.id == b.r.Gate.Metric) {
		mde := b.factOf(shown.mde)
		b.say(SectionUnmoved, fmt.Sprintf("In %s, a lasting shift of %s would show within 8 %ss with 80%% probability.", shown.name, fact.Format(mde.Value, mde.Unit), shown.series.Period), shown.mde)
	}
	if len(moved) > 0 {
		b.sayHowSure()
	}
}

// sayHowSure says how often a note like this is wrong.
func (b *builder) sayHowSure() {
	rate, newest := 0.0, ""
	for _, m := range b.order {
		rate = max(rate, m.judgement.Verdict.FalseAlarmRate)
		if m.newest != "" {
			newest = max(newest, b.factOf(m.newest).Period)
		}
	}
	text := fmt.Sprintf("How sure: if nothing changed, 26 such notes would cry wolf with up to %s probability", fact.Format(100*rate, fact.Percent))
	id := b.add(fact.Fact{Text: lowerFirst(text), Value: 100 * rate, Unit: fact.Percent, Period: newest, Formula: "false-alarm rate of the verdicts, for all metrics of the note together"})
	b.say(SectionUnmoved, text+".", id)
}
