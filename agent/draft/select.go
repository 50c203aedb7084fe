package draft

import (
	"cmp"
	"math"
	"slices"

	"github.com/plumbline-dev/plumb/agent"
)

// threshold is the confidence from which a candidate fills a field; below it the field stays blank and is asked for.
// Fields that meetings seldom state ask for more.
var threshold = [kinds]float64{
	kindAim: 0.58, kindDone: 0.68, kindLever: 0.55, kindOutcome: 0.6, kindBecause: 0.62, kindSignal: 0.62,
	kindGate: 0.72, kindLearn: 0.72, kindOtherwise: 0.72, kindGuardrail: 0.72, kindOwner: 0.68, kindCadence: 0.68,
	kindRuledOut: 0.7, kindTradeOff: 0.72, kindRights: 0.72, kindDependency: 0.72, kindObjection: 0.72, kindOpen: 0.66,
}

// room is how many items of a list fit on the page.
var room = [kinds]int{
	kindSignal: 3, kindRuledOut: 4, kindTradeOff: 3, kindRights: 3, kindDependency: 4, kindObjection: 4, kindOpen: 4,
}

const (
	statedMargin  = 0.12 // above the threshold: stated, not only partly
	takenBackCost = 0.25
	linkedReach   = 8 // sentences between a lever and its outcome or because
)

// choice is what was selected for a sheet.
type choice struct {
	single  [kinds]*candidate
	also    [kinds][]*candidate // other places that say what the single one says
	lists   [kinds][]*candidate
	owners  []*candidate // who took it on, best supported first
	reasons []*candidate // every reason that was given
}

// choose selects the best supported candidate for each field among the talk about the initiative.
func choose(sp *speech, in *initiative, found [kinds][]*candidate) *choice {
	scoped := [kinds][]*candidate{}
	company := sp.companyOf(found)
	for k := range found {
		for _, c := range found[k] {
			if !in.covers(c.s) {
				continue
			}
			c.score += in.affinity(sp, c.s)
			c.company = companyWeight * (company[c.s.index] - 0.5)
			if back := sp.takenBack(c); back != nil && commits(c.kind) {
				c.score -= takenBackCost
				c.maturity = agent.Reversed
			}
			scoped[k] = append(scoped[k], c)
		}
	}
	ch := &choice{reasons: scoped[kindBecause]}
	ch.chooseMechanism(scoped)
	for _, k := range []kind{kindAim, kindDone, kindGate, kindGuardrail, kindCadence, kindLearn, kindOtherwise} {
		if k == kindLearn || k == kindOtherwise {
			ch.preferNearGate(scoped[k])
		}
		ch.single[k] = best(scoped[k], threshold[k], ch.taken)
	}
	ch.chooseOwner(sp.owners(scoped))
	for k, c := range ch.single {
		if c != nil && restated(kind(k)) {
			ch.also[k] = alsoSaid(scoped[k], c, threshold[k])
		}
	}
	for k := range room {
		if room[k] > 0 {
			ch.lists[k] = ch.bestOf(scoped[k], kind(k))
		}
	}
	ch.outcomeFromMetric()
	if gate := ch.single[kindGate]; gate != nil {
		ch.lists[kindSignal] = slices.DeleteFunc(ch.lists[kindSignal], func(c *candidate) bool { return c.s == gate.s })
	}
	return ch
}

const (
	nearGate      = 15   // sentences around a gate in which its other parts are said
	nearGateBonus = 0.08 // for what stands there
)

// preferNearGate lifts what is said close to the gate: what will be learned, and what happens if it is missed. What
// happens when the guardrail is broken is another matter.
func (ch *choice) preferNearGate(list []*candidate) {
	gate, guardrail := ch.single[kindGate], ch.single[kindGuardrail]
	for _, c := range list {
		switch {
		case guardrail != nil && c.s.turn == guardrail.s.turn:
			c.score -= nearGateBonus
		case gate != nil && max(c.s.index-gate.s.index, gate.s.index-c.s.index) <= nearGate:
			c.score += nearGateBonus
		}
	}
}

// restated reports whether a meeting says the kind again in other words. Two reasons, or two dates, are not the same
// thing said twice.
func restated(k kind) bool {
	return k == kindAim || k == kindLever || k == kindOutcome || k == kindGate
}

// commits reports whether a kind is something that can be taken back.
func commits(k kind) bool {
	switch k {
	case kindAim, kindLever, kindGate, kindOwner, kindCadence, kindGuardrail:
		return true
	}
	return false
}

// chooseMechanism picks lever, outcome and because together: what people say about one lever stands close together.
func (ch *choice) chooseMechanism(scoped [kinds][]*candidate) {
	bestTotal := 0.0
	for _, lever := range scoped[kindLever] {
		if lever.score < threshold[kindLever] {
			continue
		}
		outcome := nearest(scoped[kindOutcome], lever, threshold[kindOutcome]-0.12)
		because := nearest(scoped[kindBecause], lever, threshold[kindBecause]-0.14)
		total := lever.rank() + 0.5*rankOf(outcome) + 0.5*rankOf(because)
		if total > bestTotal+0.02 {
			bestTotal = total
			ch.single[kindLever], ch.single[kindOutcome], ch.single[kindBecause] = lever, outcome, because
		}
	}
	if ch.single[kindOutcome] == nil {
		ch.single[kindOutcome] = best(scoped[kindOutcome], threshold[kindOutcome]+0.06, nil)
	}
	if ch.single[kindBecause] == nil {
		ch.single[kindBecause] = best(scoped[kindBecause], threshold[kindBecause]+0.08, nil)
	}
}

// outcomeFromMetric falls back on what the gate or a signal measures when nobody said outright what the lever moves: a
// team that watches a number believes that it will move.
func (ch *choice) outcomeFromMetric() {
	if ch.single[kindLever] == nil || ch.single[kindOutcome] != nil {
		return
	}
	measured := ch.single[kindGate]
	if measured == nil || !hasNumber(measured.s) {
		if len(ch.lists[kindSignal]) == 0 {
			return
		}
		measured = ch.lists[kindSignal][0]
	}
	outcome := *measured
	outcome.kind = kindOutcome
	outcome.score = threshold[kindOutcome] // partly: it was not said as the outcome
	ch.single[kindOutcome] = &outcome
}

// rankOf gives the rank of a candidate, 0 for none.
func rankOf(c *candidate) float64 {
	if c == nil {
		return 0
	}
	return c.rank()
}

// nearest gives the best candidate close to the lever; what stands closer counts more.
func nearest(list []*candidate, lever *candidate, least float64) *candidate {
	var found *candidate
	bestRank := 0.0
	for _, c := range list {
		distance := math.Abs(float64(c.s.index - lever.s.index))
		if distance > linkedReach {
			continue
		}
		cost := 0.02 * distance
		if c.score-cost > least && c.rank()-cost > bestRank {
			found, bestRank = c, c.rank()-cost
		}
	}
	return found
}

// taken reports whether a sentence already fills the mechanism or another single field in the same words.
func (ch *choice) taken(c *candidate) bool {
	for _, other := range ch.single {
		if other != nil && other != c && other.s == c.s && other.from < c.to && c.from < other.to && c.kind != kindGate {
			return c.kind == kindLearn || c.kind == kindDone
		}
	}
	return false
}

const (
	corroborations = 2 // further places shown for a single field
	sameMatter     = 3 // content words that two places must share to say the same
)

// alsoSaid gives the best other places that say the same: clear enough on their own, and about the same things.
func alsoSaid(list []*candidate, c *candidate, least float64) []*candidate {
	stems := contentStems(c.s)
	var more []*candidate
	for _, o := range list {
		if o.s == c.s || o.score < least || o.maturity != c.maturity {
			continue
		}
		if overlap(stems, contentStems(o.s)) >= sameMatter {
			more = append(more, o)
		}
	}
	slices.SortStableFunc(more, better)
	return more[:min(len(more), corroborations)]
}

func best(list []*candidate, least float64, taken func(*candidate) bool) *candidate {
	var found *candidate
	for _, c := range list {
		if c.score < least || taken != nil && taken(c) {
			continue
		}
		if found == nil || better(c, found) < 0 {
			found = c
		}
	}
	return found
}

// bestOf picks the items of a list: the best supported ones that say different things, in the order of the meeting.
func (ch *choice) bestOf(list []*candidate, k kind) []*candidate {
	ranked := slices.Clone(list)
	slices.SortStableFunc(ranked, better)
	var picked []*candidate
	for _, c := range ranked {
		if len(picked) == room[k] {
			break
		}
		if c.score >= threshold[k] && !slices.ContainsFunc(picked, func(p *candidate) bool { return sayTheSame(p, c) }) {
			picked = append(picked, c)
		}
	}
	slices.SortFunc(picked, func(a, b *candidate) int { return cmp.Compare(a.s.index, b.s.index) })
	return picked
}

// sayTheSame reports whether two candidates share most of their content words.
func sayTheSame(a, b *candidate) bool {
	if a.s == b.s {
		return true
	}
	x, y := contentStems(a.s), contentStems(b.s)
	return overlap(x, y)*5 >= 3*max(1, min(len(x), len(y)))
}

const clearer = 0.13 // how much clearer an earlier acceptance must be to stand against a later one

// laterFirst puts the latest of the nearly equally clear acceptances first.
func laterFirst(ranked []*candidate) []*candidate {
	if len(ranked) == 0 {
		return nil
	}
	latest := 0
	for i, c := range ranked {
		if c.score >= ranked[0].score-clearer && c.s.index > ranked[latest].s.index {
			latest = i
		}
	}
	c := ranked[latest]
	return slices.Insert(slices.Delete(ranked, latest, latest+1), 0, c)
}

// chooseOwner takes the latest clear acceptance: later turns win.
func (ch *choice) chooseOwner(list []*candidate) {
	var accepted []*candidate
	for _, c := range list {
		if c.score >= threshold[kindOwner]-0.04 {
			accepted = append(accepted, c)
		}
	}
	slices.SortStableFunc(accepted, better)
	accepted = laterFirst(accepted)
	seen := map[string]bool{}
	for _, c := range accepted {
		if !seen[c.name] && c.score >= accepted[0].score-0.1 {
			seen[c.name] = true
			ch.owners = append(ch.owners, c)
		}
	}
	if len(ch.owners) > 0 {
		ch.single[kindOwner] = ch.owners[0]
	}
}
