package draft

import (
	"context"
	"fmt"
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
// a whole. Term is what was looked up.
func (l *lookup) metric(text, subject string) (m semantic.Match, term string) {
	if l.definitions == nil || strings.TrimSpace(text) == "" {
		return semantic.NotLookedUp(), ""
	}
	best := semantic.Match{Outcome: semantic.Unknown, Candidates: []semantic.Candidate{}}
	for _, mention := range l.definitions.Mentions(text) {
		found := l.link(mention.Text, text)
		if found.Definition == nil && found.Outcome == semantic.Linked {
			continue // a product or a team
		}
		if certainty[found.Outcome] > certainty[best.Outcome] {
			best, term = found, mention.Text
		}
	}
	if term != "" {
		return best, term
	}
	for _, whole := range []string{subject, text} {
		if n := len(strings.Fields(whole)); n > 0 && n <= longestTerm {
			if found := l.link(whole, text); found.Outcome != semantic.Unknown {
				return found, whole
			}
		}
	}
	best.Reason = "nothing in these words is called as anything that is defined"
	return best, ""
}

// longestTerm is the number of words beyond which a text is no name of a metric.
const longestTerm = 9

// certainty orders outcomes: of several names in one field, the surest counts.
var certainty = map[semantic.Outcome]int{semantic.Linked: 3, semantic.Conflict: 2, semantic.Ambiguous: 1}

// define looks up the metrics of the fields, checks what is to be computed against them, and lists the jargon of the
// meeting.
func (l *lookup) define(s *agent.Sheet, sources []*agent.Transcript) []agent.Question {
	if l.definitions == nil {
		return nil
	}
	var questions []agent.Question
	asked := map[string]bool{}
	match := func(path, text, subject string, into *semantic.Match) {
		m, term := l.metric(text, subject)
		*into = m
		if q, ok := whichOne(m, term); ok && !asked[q] {
			asked[q] = true
			questions = append(questions, agent.Question{Field: path, Text: q})
		}
	}
	f := &s.Fields
	match("mechanism.outcome", f.Mechanism.Outcome.Text, "", &f.Mechanism.Outcome.Match)
	subject := ""
	if p := f.Gate.Condition.Predicate; p != nil {
		subject = p.Metric
	}
	match("gate.condition", f.Gate.Condition.Text, subject, &f.Gate.Condition.Match)
	for i := range f.Signals {
		match(fmt.Sprintf("signals[%d]", i), f.Signals[i].Text, "", &f.Signals[i].Match)
	}
	match("guardrail", f.Guardrail.Text, "", &f.Guardrail.Match)
	l.units(f)
	s.Jargon = l.jargon(sources)
	return questions
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

// whichOne asks which of the definitions is meant, when there are several.
func whichOne(m semantic.Match, term string) (string, bool) {
	if m.Outcome != semantic.Ambiguous && m.Outcome != semantic.Conflict {
		return "", false
	}
	const shown = 3
	var names []string
	for _, c := range m.Candidates[:min(shown, len(m.Candidates))] {
		names = append(names, fmt.Sprintf("%s (%s)", c.Name, c.Metric))
	}
	if len(names) == 1 {
		return fmt.Sprintf("Does “%s” mean %s?", term, names[0]), true
	}
	which := fmt.Sprintf("Which one does “%s” mean", term)
	if m.Outcome == semantic.Conflict {
		which = fmt.Sprintf("Teams define “%s” differently. Which one is meant", term)
	}
	return which + ": " + strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1] + "?", true
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
