package draft

import (
	"regexp"
	"slices"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/quantity"
)

const (
	explainedWithin = 6 // sentences after a gate in which its date is explained
	shortAnswer     = 8 // words of a sentence that only names the date
)

// explainsRE fits words that explain a date just said: "so that's Friday the twentieth".
var explainsRE = regexp.MustCompile(` (?:that's|that is|that would be|that makes it|which is|meaning|call it|so it's|i mean) `)

// settleDate takes the date of a gate from a later place that says it more exactly: an explanation right after it, or
// a restatement of the same threshold with a day of the calendar. Later turns win. The place is added to the evidence.
func (f *filler) settleDate(c *agent.GateCondition) {
	gate := f.ch.single[kindGate].s
	for _, s := range f.sp.sentences[gate.index+1:] {
		if s.turn.source != gate.turn.source || readOut(s) {
			continue
		}
		if !explainsDate(gate, s) && !restates(s, c.Predicate.Threshold) {
			continue
		}
		for _, d := range quantity.Deadlines(s.text) {
			if d.Kind != quantity.KindDate {
				continue
			}
			if day, ok := quantity.Resolve(d, f.meeting); ok && day != c.Predicate.By {
				c.Predicate.By = day
				c.Evidence = append(c.Evidence, f.sp.whole(s)...)
			}
		}
	}
}

// explainsDate reports whether a sentence soon after the gate says which date was meant.
func explainsDate(gate, s *sentence) bool {
	return s.index-gate.index <= explainedWithin && (explainsRE.MatchString(s.norm) || len(s.words) <= shortAnswer)
}

// restates reports whether a sentence says the threshold of a gate again.
func restates(s *sentence, threshold float64) bool {
	return slices.ContainsFunc(quantity.Values(s.text), func(v float64) bool { return quantity.Same(v, threshold) })
}
