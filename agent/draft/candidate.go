package draft

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/quantity"
)

// candidate is a place that may fill a field: words [from, to) of a sentence, with the confidence that it does.
type candidate struct {
	kind     kind
	s        *sentence
	from, to int
	cue      int // word at which the construction begins
	score    float64
	company  float64 // how much what is said around it speaks for it against others of its kind, see companyOf
	answer   bool    // the reply to a question that asked for the field
	agreed   bool
	stance   stance
	maturity agent.Maturity
	name     string    // of the owner, for kindOwner
	context  *sentence // what it answers to, shown with it; nil for most
	written  *written  // what a model made of it; nil for the words of the span
}

const (
	answerBonus   = 0.05
	agreedBonus   = 0.07
	decidedBonus  = 0.06
	quantityBonus = 0.06

	saidOutright = 0.1  // a reply that says what was asked for in so many words
	onlyImplied  = 0.25 // a reply that does not

	unansweredScore = 0.7 // a question about what to do that nobody answers
	hedgeCost       = 0.05
	hearsayFactor   = 0.7
	metaFactor      = 0.45
	pastFactor      = 0.72
	brokenFactor    = 0.7
	talkFactor      = 0.75

	shortDependency = 8  // words; who needs what from whom takes more to say
	longMeeting     = 60 // sentences; in a shorter one hardly a word is said twice, and every one counts
	interruptedCost = 0.1
	vagueGateCost   = 0.3
	askedFactor     = 0.6 // a statement construction inside a question
	shortWords      = 5   // a sentence of fewer words says too little on its own
	longWords       = 38  // a span longer than this is cut to clauses
)

// gather finds every candidate of the meeting.
func (sp *speech) gather() [kinds][]*candidate {
	var found [kinds][]*candidate
	add := func(c *candidate) { found[c.kind] = append(found[c.kind], c) }
	for _, s := range sp.sentences {
		if readOut(s) {
			continue
		}
		if reversalRE.MatchString(s.norm) {
			sp.reversals = append(sp.reversals, s)
		}
		fits := statements().fits(s)
		if len(fits) > 0 {
			st := stanceOf(s)
			for _, f := range fits {
				if c := sp.weigh(s, f, st); c != nil {
					add(c)
				}
			}
		}
		if !s.question {
			continue
		}
		for _, f := range inquiries().fits(s) {
			if a := sp.answerTo(s, f.kind); a != nil && !readOut(a) {
				add(sp.weighAnswer(a, f))
			}
		}
		if len(s.words) >= 6 && undecidedRE.MatchString(s.norm) && !tagRE.MatchString(s.norm) && !sp.answered(s) {
			if st := stanceOf(s); !st.meta {
				add(&candidate{kind: kindOpen, s: s, to: len(s.words), score: unansweredScore, stance: st})
			}
		}
	}
	for k := range found {
		found[k] = onePerSentence(found[k])
	}
	return found
}

// weigh scores a statement. It gives nil for one that does not count.
func (sp *speech) weigh(s *sentence, f fit, st stance) *candidate {
	score := f.confidence
	if stated(f.kind) && s.deniedIn(f.from, f.to) || denies(f.kind) && s.negated(f.from) || f.kind == kindObjection && s.supposed(f.from) {
		return nil
	}
	if s.question && !mayAsk(f.kind) {
		score *= askedFactor
	}
	if len(s.words) < shortWords && f.kind != kindOwner && f.kind != kindCadence && f.kind != kindRefusal {
		score -= 0.2
	}
	if f.kind != kindOwner && f.kind != kindCadence && f.kind != kindRefusal && f.kind != kindHandOver {
		score -= sp.emptiness(s)
	}
	if st.meta {
		score *= metaFactor
	}
	if st.deferred && f.kind == kindSignal {
		score *= talkFactor
	}
	if st.talk && (ofMechanism(f.kind) || f.kind == kindSignal) {
		score *= talkFactor
	}
	if st.broken {
		score *= brokenFactor
	}
	if st.past && reportable(f.kind) {
		score *= pastFactor
	}
	if st.hearsay && f.kind != kindDependency && f.kind != kindRights {
		score *= hearsayFactor
	}
	if !toleratesHedges(f.kind) {
		score -= hedgeCost * float64(min(st.hedges, 3))
	}
	rec := sp.receptionOf(s)
	if rec.agreed {
		score += agreedBonus
	}
	if st.decided && f.kind != kindObjection && f.kind != kindOpen {
		score += decidedBonus
	}
	if gainsFromQuantity(f.kind) && hasNumber(s) {
		score += quantityBonus
	}
	score += precision(f.kind, s)
	if interrupted(s) {
		score -= interruptedCost
	}
	c := &candidate{kind: f.kind, s: s, cue: f.from, score: score, stance: st, agreed: rec.agreed && !rec.objected}
	c.from, c.to = s.clauseAround(f.from, f.to)
	return c
}

// weighAnswer scores the reply to a question that asked for a field outright.
func (sp *speech) weighAnswer(a *sentence, f fit) *candidate {
	st := stanceOf(a)
	score := f.confidence + answerBonus - hedgeCost*float64(min(st.hedges, 3))
	if st.meta {
		score *= metaFactor
	}
	if st.broken {
		score *= brokenFactor
	}
	if interrupted(a) {
		score -= interruptedCost
	}
	score += precision(f.kind, a)
	if f.kind == kindGate && !hasNumber(a) {
		score -= vagueGateCost
	}
	if f.kind == kindDependency && len(a.words) < shortDependency {
		score -= 0.3
	}
	if notKnownRE.MatchString(a.norm) {
		score *= 0.4
	}
	if f.kind != kindHandOver {
		said := slices.ContainsFunc(statements().fits(a), func(g fit) bool { return g.kind == f.kind })
		switch {
		case said:
			score += saidOutright
		case ofMechanism(f.kind):
			score -= onlyImplied
		}
	}
	c := &candidate{kind: f.kind, s: a, score: score, answer: true, stance: st, agreed: sp.receptionOf(a).agreed}
	c.from, c.to = a.clauseAround(0, min(len(a.words), longWords/2))
	return c
}

// precision rewards a limit and a date where the field needs them.
func precision(k kind, s *sentence) float64 {
	if !hasNumber(s) && k != kindCadence {
		return 0
	}
	switch k {
	case kindGate:
		p, gap := quantity.ParsePredicate(s.text, time.Time{})
		switch {
		case p != nil && (gap.DateWords != "" || !gap.Date):
			return 0.15
		case p != nil:
			return 0.05
		}
	case kindCadence:
		if engagedRE.MatchString(s.norm) {
			return -0.2
		}
		if r, ok := quantity.ParseRhythm(s.text); ok && r.Weekday != nil && r.HasTime {
			return 0.06 + 0.04*float64(min(1, r.Minutes)) + 0.04*float64(min(1, r.Weeks))
		}
	case kindGuardrail:
		if quantity.ParseObjective(s.text) != nil {
			return 0.1
		}
	}
	return 0
}

// interrupted reports whether a sentence breaks off in the middle.
func interrupted(s *sentence) bool {
	return strings.HasSuffix(s.text, ",") || strings.HasSuffix(s.text, "-") || strings.HasSuffix(s.text, "—") || strings.HasSuffix(s.text, "{disfmarker}")
}

// emptiness is what a sentence loses when neither it nor its neighbours say anything about a subject of the meeting.
func (sp *speech) emptiness(s *sentence) float64 {
	if len(sp.sentences) < longMeeting {
		return 0
	}
	n := 0
	for _, terms := range sp.words.terms[max(0, s.index-1):min(len(sp.sentences), s.index+2)] {
		n += len(terms)
	}
	switch {
	case n == 0:
		return 0.2
	case n <= 2:
		return 0.05
	}
	return 0
}

// denies reports whether "not" before a construction of the kind turns it into its opposite.
func denies(k kind) bool {
	switch k {
	case kindAim, kindLever, kindOutcome, kindSignal, kindOwner, kindBecause, kindLearn, kindDependency:
		return true
	}
	return false
}

// ofMechanism reports whether the kind is about doing and its effect, which talk about talking is not.
func ofMechanism(k kind) bool {
	switch k {
	case kindAim, kindDone, kindLever, kindOutcome, kindBecause, kindGate, kindLearn, kindOtherwise:
		return true
	}
	return false
}

// stated reports whether the kind is stated outright, so that "not" in the middle of it, or right after it, says the
// opposite: "the goal isn't to", "the owner is not".
func stated(k kind) bool { return k == kindAim || k == kindOwner || k == kindHandOver }

// mayAsk reports whether the kind is often said in the form of a question.
func mayAsk(k kind) bool {
	switch k {
	case kindLever, kindObjection, kindOpen, kindHandOver, kindCadence:
		return true
	}
	return false
}

// reportable reports whether the kind is about what is to come, so that a report of the past is not one.
func reportable(k kind) bool {
	switch k {
	case kindAim, kindLever, kindOutcome, kindSignal, kindGate, kindLearn, kindOtherwise, kindOwner, kindGuardrail, kindDone, kindDependency, kindRuledOut:
		return true
	}
	return false
}

func toleratesHedges(k kind) bool {
	switch k {
	case kindObjection, kindOpen, kindOtherwise, kindTradeOff, kindBecause:
		return true
	}
	return false
}

func gainsFromQuantity(k kind) bool {
	switch k {
	case kindAim, kindDone, kindGate, kindGuardrail, kindSignal, kindOutcome:
		return true
	}
	return false
}

var numberWords = set(`two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million percent half third quarter quarters dozen zero`)

func hasNumber(s *sentence) bool {
	for _, w := range s.words {
		if numberWords[w.norm] || strings.ContainsAny(w.norm, "0123456789%") {
			return true
		}
	}
	return false
}

// onePerSentence keeps the best candidate of each sentence, in the order of the meeting.
func onePerSentence(list []*candidate) []*candidate {
	best := map[int]*candidate{}
	for _, c := range list {
		if old := best[c.s.index]; old == nil || c.score > old.score {
			best[c.s.index] = c
		}
	}
	kept := make([]*candidate, 0, len(best))
	for _, c := range best {
		kept = append(kept, c)
	}
	slices.SortFunc(kept, func(a, b *candidate) int { return cmp.Compare(a.s.index, b.s.index) })
	return kept
}

// clauseAround gives the words of the clause around words [from, to): the whole sentence if it is short, otherwise
// whole clauses around the fit, without the small talk before them.
func (s *sentence) clauseAround(from, to int) (int, int) {
	a, b := 0, len(s.words)
	if b-a > longWords {
		for i := 1; i <= from; i++ {
			if s.clauseBreak(i) {
				a = i
			}
		}
		if from-a > longWords/2 {
			a = from
		}
		b = min(len(s.words), a+longWords)
		for i := max(to+4, a+10); i < b; i++ {
			if s.clauseBreak(i) && i-a >= longWords*3/5 {
				b = i
				break
			}
		}
	}
	for a < from && opener[s.words[a].norm] {
		a++
	}
	return a, max(b, min(to, len(s.words)))
}

var opener = set(`so and but well okay ok yeah yes right alright now then anyway also cool sure no hey look listen yep`)

// clauseBreak reports whether a clause begins at word i: after a comma or before a conjunction.
func (s *sentence) clauseBreak(i int) bool {
	if i <= 0 || i >= len(s.words) {
		return false
	}
	before := s.words[i-1]
	if isNumberWord(before.norm) && (isNumberWord(s.words[i].norm) || i+1 < len(s.words) && isNumberWord(s.words[i+1].norm)) {
		return false // inside "1.2 million" or "nine hundred and fifty"
	}
	between := s.text[before.end:s.words[i].start]
	if strings.ContainsAny(between, ",;:.…—–") || strings.ContainsAny(s.text[before.end-1:before.end], ",;:.") {
		return true
	}
	switch s.words[i].norm {
	case "and", "but", "so", "because", "which", "if", "then":
		return true
	}
	return false
}

// bytes gives the bytes of the sentence's text that the candidate spans.
func (c *candidate) bytes() (int, int) {
	return c.s.words[c.from].start, c.s.words[c.to-1].end
}

// rank is what a candidate is preferred by. Its company says which of several statements is the one about the
// initiative, but not whether it is a statement, so that it never lifts a candidate over a threshold.
func (c *candidate) rank() float64 { return c.score + c.company }

// better orders candidates: higher rank first, then the later one, because later turns win.
func better(a, b *candidate) int {
	if d := math.Round(b.rank()*50) - math.Round(a.rank()*50); d != 0 {
		return cmp.Compare(d, 0)
	}
	return cmp.Compare(b.s.index, a.s.index)
}
