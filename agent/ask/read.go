package ask

import (
	"context"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/semantic"
)

// mostQueries is how many things one question may ask for; what is beyond is named in Plan.Left.
const mostQueries = 4

// Read takes a question apart into what has to be looked up for it. The same question about the same knowledge gives the same
// plan. A question that cannot be read, or that asks for what plumb does not keep, gives a plan with a refusal; errors are
// those of k.
func Read(ctx context.Context, k Knowledge, q Question) (Plan, error) {
	text := cleaned(q.Text)
	if why := unreadable(text); why != nil {
		return Plan{Refusal: why}, nil
	}
	r := newReader(ctx, k, q, text)
	parts := r.parts()
	plans := make([]partPlan, 0, len(parts))
	for _, p := range parts {
		plan, err := r.readPart(p)
		if err != nil {
			return Plan{}, err
		}
		plans = append(plans, plan)
	}
	return merged(plans), nil
}

// reader reads one question.
type reader struct {
	ctx    context.Context
	k      Knowledge
	q      Question
	text   string // of the question, cleaned
	tokens []token

	summaries []agent.Summary // nil before they were asked for
	loaded    map[string]agent.Version
	vocab     map[string]*vocabulary // of each loaded sheet
	about     Topic                  // of the conversation, and then of the parts that were read
}

func newReader(ctx context.Context, k Knowledge, q Question, text string) *reader {
	r := &reader{ctx: ctx, k: k, q: q, text: text, tokens: tokensOf(text), loaded: map[string]agent.Version{}, vocab: map[string]*vocabulary{}, about: q.About}
	corrected(r.tokens)
	return r
}

// part is a stretch of a question that asks one thing.
type part struct {
	tokens []token // with fillers
	words  []token // without, and without polite words before the question
	times  []stretch
	first  bool
	last   bool
}

// partPlan is what came of reading a part.
type partPlan struct {
	queries  []Query
	premises []Premise
	refusal  *Refusal
	said     string // the words of the part
	asks     bool   // it has the form of a question
	idle     bool   // it asks nothing: a greeting, or what leads up to a question
}

// said gives the words of the question from one token to another, as they were written.
func (r *reader) said(tokens []token) string {
	if len(tokens) == 0 {
		return ""
	}
	return r.text[tokens[0].start:tokens[len(tokens)-1].end]
}

// readPart reads one part of the question.
func (r *reader) readPart(p part) (partPlan, error) {
	plan := partPlan{said: r.said(p.tokens)}
	plan.asks = p.tokens[len(p.tokens)-1].query || len(p.words) > 0 && questionWord[p.words[0].norm]
	if len(p.words) == 0 || nods(p.words) && !p.first {
		plan.idle = true
		return plan, nil
	}
	if orders(p.tokens) {
		plan.refusal = instructed(p.tokens)
		return plan, nil
	}
	at, err := r.sheetFor(p)
	if err != nil {
		return plan, err
	}
	heard, err := r.metricsAtHand(p, at)
	if err != nil {
		return plan, err
	}
	if outside(p.words) && !at.named && !slices.ContainsFunc(heard, func(m mention) bool { return !m.partial }) {
		plan.idle = !plan.asks && !p.last
		plan.refusal = beyond()
		return plan, nil
	}
	if leadsOn(p) {
		plan.idle, plan.premises = true, r.premises(p, heard)
		if plan.premises != nil {
			r.remember(Query{Kind: Moved, Sheet: at.id(), Metrics: heardOf(heard)})
		}
		return plan, nil
	}
	if heard, err = r.lookFurther(p, &at, heard); err != nil {
		return plan, err
	}
	f, why, ok := r.choose(p, at, heard)
	if why != nil {
		plan.idle = !plan.asks && !p.last
		plan.refusal = why
		return plan, nil
	}
	if !ok {
		return r.withoutKind(p, at, heard, plan)
	}
	return r.fill(p, at, heard, f, plan)
}

// lookFurther looks a metric up beyond the sheet at hand where a part seems to name one that the sheet does not have. The sheet
// that has it, if it is one of several, is the one that is meant.
func (r *reader) lookFurther(p part, at *place, heard []mention) ([]mention, error) {
	if len(heard) == 0 {
		words := r.masked(p, *at, heard, intents().knows)
		if !measures(intents().guesses(featuresOf(words, p.tokens[len(p.tokens)-1].query, r.fitsOf(p, *at, heard)))) {
			return heard, nil
		}
		var err error
		if heard, err = r.lookedUp(p, *at); err != nil {
			return nil, err
		}
	}
	if at.sheet != nil || len(heard) == 0 {
		return heard, nil
	}
	var owner []agent.Summary
	for _, s := range at.chosen {
		v, err := r.sheet(s.ID)
		if err != nil {
			return nil, err
		}
		vocab, err := r.vocabularyOf(v)
		if err != nil {
			return nil, err
		}
		if vocab.owns(heard[0].Match) {
			owner = append(owner, s)
		}
	}
	if len(owner) != 1 {
		return heard, nil
	}
	var err error
	at.sheet, err = r.sheet(owner[0].ID)
	for i := range heard {
		heard[i].Match = r.atHand(heard[i].Match, *at)
	}
	return heard, err
}

// withoutKind reads a part whose words say nothing of what is asked: a bare metric, a bare subject, or nothing at all.
func (r *reader) withoutKind(p part, at place, heard []mention, plan partPlan) (partPlan, error) {
	follows := r.about != Topic{}
	switch {
	case len(heard) > 0 && whyWhenWho[p.words[0].norm]:
		plan.refusal = unclear()
		return plan, nil
	case len(heard) > 0:
		kind := Value
		if follows && takesMetric(r.about.Kind) {
			kind = r.about.Kind
		}
		return r.fill(p, at, heard, r.settled(p, at, heard, fit{phrasing: &phrasing{kind: kind}}), plan)
	case follows && len(p.times) > 0:
		kind := r.about.Kind
		if r.about.Metric != "" && kind != Changed && kind != Compare && kind != Moved {
			kind = Value
		}
		return r.fill(p, at, heard, fit{phrasing: &phrasing{kind: kind}}, plan)
	case at.named && len(r.subjectWords(p, p.words, at)) == 0:
		kind := Working
		if follows && r.about.Kind != "" {
			kind = r.about.Kind
		}
		return r.fill(p, at, heard, fit{phrasing: &phrasing{kind: kind}}, plan)
	}
	subject := r.subjectWords(p, p.words, at)
	if len(subject) == 0 || !p.first && !p.tokens[len(p.tokens)-1].query && !followsUp(p.words) {
		plan.idle = !p.tokens[len(p.tokens)-1].query && len(p.words) <= 4 || leadsUp(p.words)
		plan.refusal = unclear()
		return plan, nil
	}
	return r.bareSubject(p, at, subject, plan)
}

// whyWhenWho are words whose questions no number answers.
var whyWhenWho = wordSet(`why when who whose`)

// bareSubject reads words that name something and ask nothing of it: a metric that is defined, or what can be found.
func (r *reader) bareSubject(p part, at place, subject []token, plan partPlan) (partPlan, error) {
	words := r.said(subject)
	if len(subject) <= 6 {
		m, err := r.link(subject, p)
		if err != nil {
			return plan, err
		}
		if m.Outcome != semantic.Unknown && m.Outcome != "" {
			kind := Value
			if takesMetric(r.about.Kind) {
				kind = r.about.Kind
			}
			heard := []mention{{Heard: Heard{Words: words, Match: m}}}
			return r.fill(p, at, heard, fit{phrasing: &phrasing{kind: kind}}, plan)
		}
	}
	found := Query{}
	if err := r.mentioned(&found, p, at); err != nil {
		return plan, err
	}
	if len(found.Metrics) > 0 && numeric(subject) || len(found.Metrics) > 0 && len(subject) <= 6 {
		return r.fill(p, at, []mention{{Heard: found.Metrics[0]}}, fit{phrasing: &phrasing{kind: Value}}, plan)
	}
	if len(p.times) > 0 && p.tokens[len(p.tokens)-1].query || numeric(subject) {
		plan.refusal = r.metricUnknown(&Query{Kind: Moved}, p, subject)
		if plan.refusal != nil {
			return plan, nil
		}
	}
	if gibberish(subject) || len(subject) > 8 || p.words[0].norm == "why" || p.words[0].norm == "how" {
		plan.refusal = unclear()
		return plan, nil
	}
	hits, err := r.k.Search(r.ctx, search.Query{Text: words, AsOf: r.q.AsOf, Limit: 1})
	if err != nil {
		return plan, err
	}
	if len(hits) == 0 && !followsUp(p.words) {
		plan.refusal = unclear()
		return plan, nil
	}
	kind := Said
	if k := r.about.Kind; k == Decided || k == RuledOut || k == Meaning || k == Who {
		kind = k
	}
	return r.fill(p, at, nil, fit{phrasing: &phrasing{kind: kind}, slots: map[byte][2]int{'s': {0, len(p.words)}}}, plan)
}

// gibberish reports whether no word could be one.
func gibberish(tokens []token) bool {
	for _, t := range tokens {
		if strings.ContainsAny(t.norm, "aeiouy") && !longRun(t.norm) || strings.ContainsFunc(t.norm, func(r rune) bool { return r > 127 }) {
			return false
		}
	}
	return true
}

// longRun reports whether five consonants stand in a row.
func longRun(word string) bool {
	run := 0
	for _, c := range word {
		if strings.ContainsRune("aeiouy0123456789_.-", c) {
			run = 0
			continue
		}
		if run++; run >= 5 {
			return true
		}
	}
	return false
}

// followsUp reports whether words go on from what was talked about: and the owner, what about checkout.
func followsUp(words []token) bool {
	for _, p := range followLeads {
		if startsWith(words, p) {
			return true
		}
	}
	return false
}

var followLeads = leads(`and|what about|how about|same for|also|or`)

// nods reports whether a part only asks for a nod to the one before it.
func nods(words []token) bool {
	return len(words) <= 3 && questionWord[words[0].norm] && (len(words) < 3 || words[len(words)-1].norm == "not") &&
		containsAny(joined(words), " did they not ", " did it not ", " did we not ", " is it not ", " has it not ", " are they not ", " are we not ", " have we not ", " did they ", " did it ", " did we ", " is it ", " does it not ", " does it ", " was it ", " was it not ")
}

func heardOf(list []mention) []Heard {
	var out []Heard
	for _, m := range list {
		out = append(out, m.Heard)
	}
	return out
}

// leadsOn reports whether a part only leads to the question after it: since the gate failed, corrections went up last week.
func leadsOn(p part) bool {
	if p.last || p.tokens[len(p.tokens)-1].query || len(p.words) < 2 {
		return false
	}
	for _, lead := range subordinate {
		if startsWith(p.words, lead) {
			return p.words[0].norm != "since" && p.words[0].norm != "after" || len(p.times) == 0 || p.times[0].from > 2
		}
	}
	if !states(p) {
		return false
	}
	return leadsUp(p.words) || slices.ContainsFunc(claimWords[:5], func(c claimed) bool {
		for i := range p.words {
			for _, phrase := range c.words {
				if i > 0 && startsWith(p.words[i:], phrase) {
					return true
				}
			}
		}
		return false
	})
}

var subordinate = leads(`since|now that|that|given|because|as|although|even though|seeing|considering|after|while|assuming|provided`)

// leadsUp reports whether words lead up to a question: I missed the meeting, we are in a hurry.
func leadsUp(words []token) bool {
	switch words[0].norm {
	case "i", "we", "my", "it", "he", "she", "they", "there", "let", "the", "given", "having", "as", "in", "for", "not", "no", "yes", "ok", "good", "hope", "got", "new", "had":
		return true
	}
	return false
}

// takesMetric reports whether a query of a kind may name a metric.
func takesMetric(k Kind) bool {
	return slices.Contains([]Kind{Moved, Value, Cause, Meaning, Compare}, k)
}

// merged puts the parts of a question together.
func merged(parts []partPlan) Plan {
	plan := Plan{}
	var refused *Refusal
	for _, p := range parts {
		for _, premise := range p.premises {
			if !slices.Contains(plan.Premises, premise) {
				plan.Premises = append(plan.Premises, premise)
			}
		}
		for _, q := range p.queries {
			switch {
			case slices.ContainsFunc(plan.Queries, func(have Query) bool { return sameQuery(have, q) }):
			case len(plan.Queries) == mostQueries:
				if !slices.Contains(plan.Left, p.said) {
					plan.Left = append(plan.Left, p.said)
				}
			default:
				plan.Queries = append(plan.Queries, q)
			}
		}
		if p.refusal == nil {
			continue
		}
		if !p.idle && p.said != "" && (p.asks || p.refusal.Reason != Unclear) {
			plan.Left = append(plan.Left, p.said)
		}
		if refused == nil || weightOf(p.refusal.Reason) > weightOf(refused.Reason) {
			refused = p.refusal
		}
	}
	if len(plan.Queries) == 0 {
		if refused == nil {
			refused = unclear()
		}
		plan.Refusal, plan.Left = refused, nil
	}
	return plan
}

// weightOf says which of several refusals is told.
func weightOf(r Reason) int {
	return slices.Index([]Reason{Unclear, Outside, NoSheet, UnknownName, Future, Ambiguous, Instruction}, r)
}

func sameQuery(a, b Query) bool {
	return a.Kind == b.Kind && a.Sheet == b.Sheet && a.Subject == b.Subject && a.Person == b.Person && a.Since.Equal(b.Since) &&
		slices.Equal(a.Periods, b.Periods) && slices.EqualFunc(a.Metrics, b.Metrics, func(x, y Heard) bool {
		return x.Words == y.Words && x.Match.Metric == y.Match.Metric
	})
}
