package draft

import (
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/quantity"
	"github.com/plumbline-dev/plumb/semantic"
)

// filler turns a choice into the fields of a sheet.
type filler struct {
	sp      *speech
	ch      *choice
	meeting time.Time // zero when the date is unknown
}

func (f *filler) fields() agent.Fields {
	single := f.ch.single
	fields := agent.Fields{
		Aim:      f.field(single[kindAim]),
		DoneWhen: f.field(single[kindDone]),
		Mechanism: agent.Mechanism{
			Lever:   f.field(single[kindLever]),
			Outcome: agent.Outcome{Field: f.field(single[kindOutcome]), Match: semantic.NotLookedUp()},
			Because: f.field(single[kindBecause]),
		},
		Gate: agent.Gate{
			Condition: f.condition(),
			Learn:     f.field(single[kindLearn]),
			Otherwise: f.field(single[kindOtherwise]),
		},
		Guardrail:      f.guardrail(),
		Owner:          f.owner(),
		Cadence:        f.field(single[kindCadence]),
		RuledOut:       f.list(kindRuledOut),
		TradeOffs:      f.list(kindTradeOff),
		DecisionRights: f.list(kindRights),
		Dependencies:   f.list(kindDependency),
		Objections:     f.list(kindObjection),
		OpenQuestions:  f.list(kindOpen),
	}
	for _, c := range f.ch.lists[kindSignal] {
		fields.Signals = append(fields.Signals, f.signal(c))
	}
	fields.MetricTree = f.tree(&fields)
	return fields
}

// condition fills the gate condition. It is only partly stated without a threshold and a date that resolves.
func (f *filler) condition() agent.GateCondition {
	c := agent.GateCondition{Field: f.field(f.ch.single[kindGate]), Match: semantic.NotLookedUp()}
	if !c.Filled() {
		return c
	}
	c.Predicate, _ = quantity.ParsePredicate(c.Text, f.meeting)
	if c.Predicate != nil {
		f.settleDate(&c)
	}
	if c.Predicate == nil || c.Predicate.By == "" {
		c.Status = agent.Partly
	}
	return c
}

// guardrail fills the guardrail. It is only partly stated without a limit.
func (f *filler) guardrail() agent.Guardrail {
	g := agent.Guardrail{Field: f.field(f.ch.single[kindGuardrail]), Match: semantic.NotLookedUp()}
	if !g.Filled() {
		return g
	}
	g.Objective = quantity.ParseObjective(g.Text)
	if g.Objective == nil {
		g.Status = agent.Partly
	}
	return g
}

// field fills a field with the words of a candidate; without one it stays blank, and its question is set later.
func (f *filler) field(c *candidate) agent.Field {
	if c == nil {
		return agent.Blank("")
	}
	field := agent.Field{Status: agent.Stated, Maturity: c.settled()}
	field.Text, field.Evidence = f.words(c)
	for _, o := range f.ch.also[c.kind] {
		from, to := o.bytes()
		field.Evidence = append(field.Evidence, f.sp.evidence(o.s, from, to)...)
	}
	if c.score < threshold[c.kind]+statedMargin || field.Maturity == agent.Tentative {
		field.Status = agent.Partly
	}
	return field
}

// words gives the text of a candidate and where it stands.
func (f *filler) words(c *candidate) (string, []agent.Evidence) {
	if c.written != nil {
		return c.written.text, slices.Clip(c.written.evidence)
	}
	from, to := f.span(c)
	return strings.Join(strings.Fields(c.s.text[from:to]), " "), f.sp.evidence(c.s, from, to)
}

// span gives the bytes that fill the field. When lever, outcome and reason stand in one sentence, each begins with its
// own cue and ends where the next one begins.
func (f *filler) span(c *candidate) (from, to int) {
	if c.kind != kindLever && c.kind != kindOutcome && c.kind != kindBecause || f.ch.single[c.kind] != c {
		return c.bytes()
	}
	first, last := c.from, c.to
	for _, k := range []kind{kindLever, kindOutcome, kindBecause} {
		o := f.ch.single[k]
		if o == nil || o.s != c.s || o == c || min(o.cue, c.cue) < c.from || o.cue >= c.to {
			continue
		}
		switch {
		case o.cue > c.cue+leastSpan:
			last = min(last, o.cue)
		case o.cue+leastSpan < c.cue:
			first = max(first, c.cue)
		}
	}
	for last < c.to && last-1 > first && joins[c.s.words[last-1].norm] {
		last--
	}
	if last-first < leastSpan {
		return c.bytes()
	}
	from, to = c.s.words[first].start, c.s.words[last-1].end
	if last < c.to {
		_, to = trimPunctuation(c.s.text, from, to)
	}
	return from, to
}

// joins are words that lead over to the next part and are left off the end of a part.
var joins = set(`because and so but which that if then cause`)

const leastSpan = 3 // words below which a part of a sentence says too little on its own

// settled says how settled a candidate was when the meeting ended.
func (c *candidate) settled() agent.Maturity {
	switch {
	case c.kind == kindObjection || c.kind == kindOpen || c.kind == kindDependency || c.kind == kindRights:
		return ""
	case c.maturity != "":
		return c.maturity
	case c.stance.deferred:
		return agent.Deferred
	case c.agreed || c.stance.decided:
		return agent.Agreed
	case c.stance.hedges > 0 || c.s.question:
		return agent.Tentative
	}
	return agent.Proposed
}

func (f *filler) list(k kind) []agent.Field {
	var list []agent.Field
	for _, c := range f.ch.lists[k] {
		list = append(list, f.field(c))
	}
	return list
}

// owner names one accountable person, in the words of the meeting or by the name of who said it.
func (f *filler) owner() agent.Field {
	c := f.ch.single[kindOwner]
	if c == nil {
		return agent.Blank("")
	}
	field := f.field(c)
	field.Text = c.name
	if c.name != c.s.turn.speaker {
		field.Evidence = f.sp.whole(c.s) // the name may stand outside of the clause that hands it over
	}
	if c.context != nil {
		field.Evidence = append(field.Evidence, f.sp.whole(c.context)...)
	}
	return field
}

// signal fills a signal and reads its role and direction off its own words. What nobody calls a proxy or early is taken
// for an outcome: it answers late until somebody says otherwise.
func (f *filler) signal(c *candidate) agent.Signal {
	s := agent.Signal{Field: f.field(c), Role: agent.RoleOutcome, Match: semantic.NotLookedUp()}
	norm := c.s.norm
	switch {
	case containsAny(norm, " leading indicator", " leading signal", " early sign", " early indicator", " moves first", " move first", " first thing to move", " show up first", " shift first"):
		s.Role, s.FirstMover = agent.RoleLeading, true
	case containsAny(norm, " proxy "):
		s.Role = agent.RoleProxy
	}
	up := containsAny(norm, " go up ", " goes up ", " increase", " rise", " grow", " more ", " higher ", " climb", " at least ", " above ", " reach ")
	down := containsAny(norm, " go down ", " goes down ", " come down ", " comes down ", " drop", " fall", " fewer ", " lower ", " reduce", " decrease", " below ", " under ", " at most ", " shrink")
	switch {
	case up && !down:
		s.Direction = agent.Up
	case down && !up:
		s.Direction = agent.Down
	}
	return s
}

func containsAny(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}
