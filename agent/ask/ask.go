package ask

import (
	"context"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const opAsk = "ask"

// mostSentences is how long an answer is at most.
const mostSentences = 6

// Ask answers a question: [Read] takes it apart, and [AnswerPlan] answers what it asks for.
func Ask(ctx context.Context, k Knowledge, q Question) (Answer, error) {
	if err := dated(q); err != nil {
		return Answer{}, err
	}
	plan, err := Read(ctx, k, q)
	if err != nil {
		return Answer{}, err
	}
	return AnswerPlan(ctx, k, q, plan)
}

// dated refuses a question that is about no moment.
func dated(q Question) error {
	if q.AsOf.IsZero() {
		return fault.New(fault.Invalid, opAsk, "a question needs the day that it is asked about", "Give the day, such as --as-of 2026-03-26.")
	}
	return nil
}

// AnswerPlan looks up what a plan says, and answers with facts and a few sentences that cite them. Everything about readings
// is what the weekly note of the sheet says as of the same moment. What cannot be told is no error but an answer. The error is
// Invalid without a moment that is asked about, or that of the knowledge.
func AnswerPlan(ctx context.Context, k Knowledge, q Question, plan Plan) (Answer, error) {
	if err := dated(q); err != nil {
		return Answer{}, err
	}
	_, a, err := answerTo(ctx, k, q, plan)
	return a, err
}

// answerTo gives the answer to what a plan says, with the desk that it was made at.
func answerTo(ctx context.Context, k Knowledge, q Question, plan Plan) (*desk, Answer, error) {
	d := newDesk(k, q)
	parts, err := d.parts(ctx, plan)
	if err != nil {
		return d, Answer{}, err
	}
	a, _ := d.compose(plan, parts)
	return d, a, nil
}

// parts answers every query of a plan.
func (d *desk) parts(ctx context.Context, plan Plan) ([]*piece, error) {
	if plan.Refusal != nil {
		return []*piece{d.refused(*plan.Refusal)}, nil
	}
	if len(plan.Queries) == 0 {
		return []*piece{d.refused(Refusal{Reason: Unclear})}, nil
	}
	one, err := d.goBack(ctx, plan.Queries)
	if err != nil {
		return nil, err
	}
	if !one {
		return []*piece{d.refused(Refusal{Reason: Unclear, Text: "The question is about several moments, and one answer is about one.", WouldSettle: "Ask about one day at a time."})}, nil
	}
	about := make([]*bet, len(plan.Queries))
	refusals := make([]*Refusal, len(plan.Queries))
	for i, query := range plan.Queries {
		var err error
		if about[i], refusals[i], err = d.betOf(ctx, query); err != nil {
			return nil, err
		}
	}
	d.settle(onlyOne(about))
	premises, err := d.premises(ctx, plan, about)
	if err != nil {
		return nil, err
	}
	parts := premises
	if d.back {
		parts = append([]*piece{d.sayBack()}, parts...)
	}
	for i, query := range plan.Queries {
		if refusals[i] != nil {
			parts = append(parts, d.refused(*refusals[i]))
			continue
		}
		p, err := d.answer(ctx, query, about[i])
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// onlyOne gives the bet that all queries which are about one are about; nil for none or several.
func onlyOne(about []*bet) *bet {
	var one *bet
	for _, b := range about {
		if b != nil && one != nil && b != one {
			return nil
		}
		if b != nil {
			one = b
		}
	}
	return one
}

// answerer answers a query about a bet, which is nil for a query that is about none.
type answerer func(d *desk, ctx context.Context, query Query, b *bet) (*piece, error)

// answerers has one for each kind, and whether it needs a sheet.
var answerers = map[Kind]struct {
	answer answerer
	needs  bool
}{
	Working: {(*desk).working, true}, Moved: {(*desk).movedOnes, false}, Value: {(*desk).value, false}, Cause: {(*desk).cause, false},
	Gate: {(*desk).gate, true}, Guardrail: {(*desk).guardrail, true}, Meaning: {(*desk).meaning, false}, Decided: {(*desk).decided, false},
	RuledOut: {(*desk).ruledOut, false}, Revisit: {(*desk).revisit, false}, Who: {(*desk).who, false}, Said: {(*desk).said, false},
	Changed: {(*desk).changed, false}, Compare: {(*desk).compare, false}, Open: {(*desk).stillOpen, true}, Prepare: {(*desk).prepare, true},
	Aim: {(*desk).aim, true}, Bets: {(*desk).betsOnRecord, false},
}

func (d *desk) answer(ctx context.Context, query Query, b *bet) (*piece, error) {
	a, known := answerers[query.Kind]
	if !known {
		return d.refused(Refusal{Reason: Unclear}), nil
	}
	p, err := a.answer(d, ctx, query, b)
	if fault.Is(err, fault.NotFound) { // a metric that was defined once, or never
		return d.refused(Refusal{Reason: UnknownName}), nil
	}
	return p, err
}

// betOf finds the sheet that a query is about. A query that needs one and does not say which is refused unless there is only
// one that it can mean.
func (d *desk) betOf(ctx context.Context, query Query) (*bet, *Refusal, error) {
	id := query.Sheet
	if id == "" {
		id = d.q.Sheet
	}
	needs := answerers[query.Kind].needs || len(query.Metrics) == 0 && slices.Contains([]Kind{Moved, Value, Cause, Compare}, query.Kind)
	if id == "" && query.Kind != Bets {
		only, refusal, err := d.only(ctx)
		if err != nil {
			return nil, nil, err
		}
		if refusal != nil && needs {
			return nil, refusal, nil
		}
		id = only
	}
	if id == "" || query.Kind == Bets {
		return nil, nil, nil
	}
	b, err := d.open(ctx, id)
	switch {
	case fault.Is(err, fault.NotFound):
		return nil, &Refusal{Reason: NoSheet, Text: "There is no such sheet.", WouldSettle: "See which there are with plumb sheet list."}, nil
	case fault.Is(err, fault.Conflict):
		return nil, &Refusal{Reason: NotOnRecord, Text: "That sheet is not in effect any more.", WouldSettle: oneline.Tidy(fault.Next(err))}, nil
	case err != nil:
		return nil, nil, err
	}
	if b.sheet().MeetingDate > d.today() {
		return nil, &Refusal{Reason: Future, Text: "On that day the sheet did not exist yet.", WouldSettle: "Ask about a day after its meeting, with --as-of."}, nil
	}
	return b, nil, nil
}

// only gives the sheet that is meant when nobody says which: the only approved one, or else the only one. Otherwise it says why
// there is none.
func (d *desk) only(ctx context.Context) (string, *Refusal, error) {
	all, err := d.list(ctx)
	if err != nil {
		return "", nil, err
	}
	if len(all) == 0 {
		return "", &Refusal{Reason: NoSheet}, nil
	}
	var approved []agent.Summary
	for _, s := range all {
		if s.State == agent.StateApproved {
			approved = append(approved, s)
		}
	}
	if len(approved) == 0 {
		approved = all
	}
	if len(approved) == 1 {
		return approved[0].ID, nil, nil
	}
	r := &Refusal{Reason: Ambiguous, Text: "The question may be about any of several sheets.", WouldSettle: "Say which with --sheet."}
	for _, s := range approved[:min(len(approved), choicesShown)] {
		r.Choices = append(r.Choices, Choice{ID: s.ID, Name: oneline.Tidy(s.Title), Ask: d.q.Text + " --sheet " + s.ID})
	}
	return "", r, nil
}

// refused makes a part of the reason why there is no answer.
func (d *desk) refused(r Refusal) *piece {
	usual := refusals[r.Reason]
	if r.Text == "" {
		r.Text = usual.text
	}
	if r.WouldSettle == "" {
		r.WouldSettle = usual.settle
	}
	p := d.part()
	p.refuse(r.Reason, unquoted(r.Text), unquoted(r.WouldSettle), r.Choices...)
	return p
}

// unquoted gives a text without the marks around commands: a note would show them as they are.
func unquoted(text string) string { return strings.ReplaceAll(text, "`", "") }

// compose makes the answer of its parts. It gives the sentences that their facts do not carry, too: there should be none.
func (d *desk) compose(plan Plan, parts []*piece) (Answer, []fact.Violation) {
	a := d.blank(plan)
	a.Sentences = d.sentences(parts)
	a.Answer = outcomeOf(parts)
	if len(plan.Left) > 0 && len(a.Sentences) < mostSentences {
		a.Sentences = append(a.Sentences, sentenceOf(SectionOpen, "A part of the question is not answered here; ask it on its own.", nil, nil))
	}
	if d.k.Behind() {
		last := min(len(a.Sentences), mostSentences-1)
		a.Sentences = append(a.Sentences[:last], sentenceOf(SectionOpen, "What was kept last may be missing: the search index is behind and cannot be written to.", nil, nil))
	}
	var dropped []fact.Violation
	for i := range a.Sentences {
		d.citeNamed(&a.Sentences[i])
	}
	a.Sentences, dropped = d.held(a.Sentences)
	if len(a.Sentences) == 0 {
		text := refusals[a.Answer.Reason].text
		if text == "" {
			text = refusals[Unclear].text
		}
		a.Sentences = []fact.Sentence{sentenceOf(SectionAnswer, text, nil, nil)}
	}
	d.keepCited(&a)
	d.show(&a, parts)
	a.Answer.Text = textOf(a.Sentences)
	a.Note = note(a)
	return a, dropped
}

// blank is an answer before anything is said.
func (d *desk) blank(plan Plan) Answer {
	a := Answer{
		Question: oneline.Tidy(d.q.Text), AsOf: d.today(), Engine: agent.Engine{Name: agent.BuiltinEngine}, Facts: []fact.Fact{}, Sentences: []fact.Sentence{},
		Signals: []review.Signal{}, Gate: review.Gate{State: signal.GateUnknown}, Guardrail: review.Guardrail{State: signal.GuardrailUnknown},
		Proposal: review.Proposal{Decision: review.None, Facts: []string{}}, Plan: plan, Topic: d.q.About,
	}
	if d.home != nil {
		a.Sheet, a.Title = d.home.review.Sheet, d.home.review.Title
		a.Topic.Sheet = a.Sheet
	}
	if n := len(plan.Queries); n > 0 {
		last := plan.Queries[n-1]
		a.Topic.Kind = last.Kind
		a.Topic.Metric = d.metricOf(last)
	}
	if a.Plan.Queries == nil {
		a.Plan.Queries = []Query{}
	}
	return a
}

// metricOf gives the metric that a follow-up to a query is about: the one that it names, or that of the gate or the guardrail that
// it asks about, or the one that was talked about before, unless that was of another sheet.
func (d *desk) metricOf(query Query) string {
	switch {
	case len(query.Metrics) > 0:
		return query.Metrics[0].Match.Metric
	case d.home == nil:
		return d.q.About.Metric
	case query.Kind == Gate && d.home.review.Gate.Metric != "":
		return d.home.review.Gate.Metric
	case query.Kind == Guardrail && d.home.review.Guardrail.Metric != "":
		return d.home.review.Guardrail.Metric
	case d.q.About.Sheet != "" && d.q.About.Sheet != d.home.review.Sheet:
		return ""
	}
	return d.q.About.Metric
}

// sentences takes the most important sentences of every part: first what each says first, then, in turns, what else there is room
// for. Last comes how sure it is.
func (d *desk) sentences(parts []*piece) []fact.Sentence {
	said := make([][]fact.Sentence, len(parts))
	var sure []fact.Sentence
	for i, p := range parts {
		said[i] = p.all()
		if p.sure != "" && p.refusal == nil && len(sure) == 0 {
			sure = append(sure, sentenceOf(SectionSure, "How sure: "+p.sure+".", nil, p.sureFacts))
		}
	}
	room := mostSentences - len(sure)
	taken := make([]int, len(parts))
	for more := true; more && room > 0; {
		more = false
		for i := range said {
			if taken[i] < len(said[i]) && room > 0 {
				taken[i]++
				room--
				more = true
			}
		}
	}
	out := []fact.Sentence{}
	for i, n := range taken {
		for _, s := range said[i][:n] {
			said := strings.TrimSuffix(s.Text, ".")
			if !slices.ContainsFunc(out, func(o fact.Sentence) bool { return strings.HasPrefix(o.Text, said) }) {
				out = append(out, s)
			}
		}
	}
	return append(out, sure...)
}

// all gives the sentences of a part, what stands in the way of an answer first.
func (p *piece) all() []fact.Sentence {
	if p.refusal == nil {
		return p.sentences
	}
	out := []fact.Sentence{sentenceOf(SectionAnswer, p.refusal.Text, nil, p.cited)}
	return append(out, p.sentences...)
}

// outcomeOf says whether a question is answered: when at least one of its parts is.
func outcomeOf(parts []*piece) Outcome {
	var first *Refusal
	answered, sure := false, ""
	for _, p := range parts {
		switch {
		case p.refusal != nil && first == nil:
			first = p.refusal
		case p.refusal != nil:
		default:
			answered = answered || !p.isPremise()
			if sure == "" {
				sure = p.sure
			}
		}
	}
	if answered || first == nil {
		return Outcome{Outcome: Answered, Sure: sure, Choices: []Choice{}}
	}
	return Outcome{Outcome: Abstained, Reason: first.Reason, WouldSettle: first.WouldSettle, Choices: append([]Choice{}, first.Choices...)}
}

func (p *piece) isPremise() bool {
	return len(p.sentences) > 0 && p.sentences[0].Section == SectionPremise
}

// held gives the sentences that their facts carry, and what is wrong with the others.
func (d *desk) held(sentences []fact.Sentence) ([]fact.Sentence, []fact.Violation) {
	table := fact.NewTable(d.facts, d.licence)
	out := []fact.Sentence{}
	var dropped []fact.Violation
	for _, s := range sentences {
		if d.isNoted(s) {
			out = append(out, s)
			continue
		}
		if wrong := table.Violations([]fact.Sentence{s}); len(wrong) > 0 {
			dropped = append(dropped, wrong...)
			continue
		}
		out = append(out, s)
	}
	return out, dropped
}

// isNoted reports whether a sentence stands in the note that numbers the facts, and was held against them there.
func (d *desk) isNoted(s fact.Sentence) bool {
	if d.home == nil {
		return false
	}
	noted, ok := noted(d.home, s.Text)
	return ok && !slices.ContainsFunc(noted.Facts, func(id string) bool { return !slices.Contains(s.Facts, id) })
}

// keepCited gives an answer the facts that its sentences cite, and those that these are differences of.
func (d *desk) keepCited(a *Answer) {
	wanted := map[string]bool{}
	for _, s := range a.Sentences {
		for _, id := range s.Facts {
			wanted[id] = true
		}
	}
	for _, f := range slices.Backward(d.facts) {
		if level, base, ok := strings.Cut(f.Formula, " - "); wanted[f.ID] && ok && f.Signed {
			wanted[level], wanted[base] = true, true
		}
	}
	for _, f := range d.facts {
		if wanted[f.ID] {
			a.Facts = append(a.Facts, f)
		}
	}
}

// show adds how the sheet stands, where an answer rests on its readings.
func (d *desk) show(a *Answer, parts []*piece) {
	i := slices.IndexFunc(parts, func(p *piece) bool { return p.readings != nil && p.readings == d.home })
	if i < 0 {
		return
	}
	r := &d.home.review
	a.Gate, a.Guardrail = r.Gate, r.Guardrail
	for _, s := range r.Signals {
		if slices.ContainsFunc(a.Facts, func(f fact.Fact) bool { return f.Metric == s.Metric }) {
			a.Signals = append(a.Signals, s)
		}
	}
}

func textOf(sentences []fact.Sentence) string {
	texts := make([]string, len(sentences))
	for i, s := range sentences {
		texts[i] = s.Text
	}
	return strings.Join(texts, " ")
}

// note gives an answer as Markdown.
func note(a Answer) string {
	sentences := slices.Clone(a.Sentences)
	if a.Answer.WouldSettle != "" {
		sentences = append(sentences, sentenceOf("Settle", "What would settle it: "+a.Answer.WouldSettle, nil, nil))
	}
	for _, c := range a.Answer.Choices {
		sentences = append(sentences, sentenceOf("Choice "+c.ID, "Or ask: "+c.Ask, nil, nil))
	}
	return review.Prose(sentences, a.Facts)
}
