package draft

import (
	"context"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/link"
)

// lookup maps what was said onto what the organisation has defined.
type lookup struct {
	ctx         context.Context //nolint:containedctx // of one draft, for brevity
	definitions *link.Linker    // nil when nothing is defined
	team        string
	err         error // the first failure; the rest is then not looked up
}

// link looks one term up.
func (l *lookup) link(term, context string) semantic.Match {
	if l.definitions == nil || l.err != nil {
		return semantic.NotLookedUp()
	}
	m, err := l.definitions.Link(l.ctx, link.Query{Term: term, Context: context, Team: l.team})
	if err != nil {
		l.err = err
		return semantic.NotLookedUp()
	}
	return m
}

// metric gives the metric that a field is about: the name in its words that is defined best, else its subject or the words as
// a whole.
func (l *lookup) metric(text, subject string) semantic.Match {
	if l.definitions == nil {
		return semantic.NotLookedUp()
	}
	best := semantic.Match{Outcome: semantic.Unknown, Candidates: []semantic.Candidate{}, Reason: "nothing was said that could be looked up"}
	if strings.TrimSpace(text) == "" {
		return best
	}
	for _, mention := range l.definitions.Mentions(text) {
		found := l.link(mention.Text, text)
		if found.Definition == nil && found.Outcome == semantic.Linked {
			continue // a product or a team
		}
		if certainty[found.Outcome] > certainty[best.Outcome] {
			best = found
			best.Term = mention.Text
		}
	}
	if best.Term != "" {
		return best
	}
	for _, whole := range []string{subject, text} {
		if n := len(strings.Fields(whole)); n > 0 && n <= longestTerm {
			if found := l.link(whole, text); found.Outcome != semantic.Unknown {
				found.Term = whole
				return found
			}
		}
	}
	best.Reason = "nothing in these words is called as anything that is defined"
	return best
}

// longestTerm is the number of words beyond which a text is no name of a metric.
const longestTerm = 9

// certainty orders outcomes: of several names in one field, the surest counts.
var certainty = map[semantic.Outcome]int{semantic.Linked: 3, semantic.Conflict: 2, semantic.Ambiguous: 1}

// define looks up the metrics of the fields, checks what is to be computed against them, and lists the jargon of the
// meeting.
func (l *lookup) define(s *agent.Sheet, sources []*agent.Transcript) {
	if l.definitions == nil {
		return
	}
	for ref := range s.Matches() {
		*ref.Match = l.metric(ref.Text, subjectOf(s, ref.Path))
	}
	l.units(&s.Fields)
	s.Jargon = l.jargon(sources)
}

// subjectOf gives what was heard to be measured where that is known besides the words of a field.
func subjectOf(s *agent.Sheet, path string) string {
	if p := s.Fields.Gate.Condition.Predicate; path == "gate.condition" && p != nil {
		return p.Metric
	}
	return ""
}

// units gives a limit that was said without a unit the one that its metric is defined in.
func (l *lookup) units(f *agent.Fields) {
	if p, d := f.Gate.Condition.Predicate, f.Gate.Condition.Match.Definition; p != nil && d != nil && p.Unit == "" {
		p.Unit = spokenUnit(d.Unit)
	}
	if o, d := f.Guardrail.Objective, f.Guardrail.Match.Definition; o != nil && d != nil && o.Unit == "" {
		o.Unit = spokenUnit(d.Unit)
	}
}

// spokenUnit gives a unit of a definition as a predicate has it: a share is "%", and what is only counted has none.
func spokenUnit(unit string) string {
	if strings.HasPrefix(unit, "{") || unit == "1" {
		return ""
	}
	return unit
}

// jargon lists every defined name, and every common acronym of a metric, that was said, where it was said first.
func (l *lookup) jargon(sources []*agent.Transcript) []agent.Jargon {
	var out []agent.Jargon
	seen := map[string]bool{}
	for i, t := range sources {
		if !t.IsSpeech() {
			continue
		}
		for _, u := range t.Utterances {
			for _, mention := range l.definitions.Mentions(u.Text) {
				if seen[mention.Key] {
					continue
				}
				seen[mention.Key] = true
				m := l.link(mention.Text, u.Text)
				if m.Outcome != semantic.Unknown || mention.Common {
					out = append(out, agent.Jargon{Heard: mention.Text, Source: i, Utterance: u.ID, Match: m})
				}
			}
		}
	}
	return out
}
