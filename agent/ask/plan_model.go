package ask

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/prompts"
)

const planPrompt = "ask-plan/v1"

// Bounds of what a model is shown and may say.
const (
	mostSheetsShown  = 8
	mostMetricsShown = 16
	longestName      = 120 // bytes
	longestPlanReply = 800 // tokens
)

// meanings say what each kind of query is for, in the order of [Kinds].
var meanings = map[Kind]string{
	Working: "how a bet stands, whether its mechanism works, whether to stop or go on", Moved: "what moved or did not, since when; of one metric if one is named",
	Value: "what a metric is now, or was in a week", Cause: "why a metric moved, whether something caused it", Gate: "how the stage gate stands, when it is due, what it would take",
	Guardrail: "whether the guardrail holds, whether anybody is harmed", Meaning: "what a metric or a term means, how it is computed, how teams differ",
	Decided: "what was decided about something, why, and what was predicted", RuledOut: "what was ruled out, what is not done", Revisit: "when a decision is looked at again",
	Who: "who owns something, who decides", Said: "what people said about something, with quotes", Changed: "what is new since a day",
	Compare: "two weeks of a metric, or two metrics", Open: "which questions are open, what is not known", Prepare: "what to prepare for the next review",
	Aim: "what a bet is: its aim, its mechanism, why it is believed", Bets: "which bets there are, and how each stands",
}

// planned is the reply of a model.
type planned struct {
	Queries []plannedQuery `json:"queries"`
	Left    []string       `json:"left"`
}

type plannedQuery struct {
	Kind    Kind     `json:"kind"`
	Sheet   string   `json:"sheet"`
	Metrics []string `json:"metrics"`
	Subject string   `json:"subject"`
	Person  string   `json:"person"`
	Times   []string `json:"times"`
}

// ReadWith is [Read] with a model that says what to look up. It is shown the question, the kinds of queries, and the sheets and
// metrics that the builtin reading recalls, and it chooses among them; subjects, people and times are pieces of the question,
// which code checks letter by letter and reads. What the builtin reading takes for granted stays, and so do its refusals of
// what is no question, ambiguous, in another language or about days to come: no model is asked about these.
//
// Where the model fails the plan is the builtin one, and failure says why and what to do next. The error is that of Read, of the
// context, or of a prompt that cannot be made.
func ReadWith(ctx context.Context, k Knowledge, q Question, m model.Model) (plan Plan, failure string, err error) {
	builtin, err := Read(ctx, k, q)
	if err != nil || final(builtin.Refusal) {
		return builtin, "", err
	}
	r := newReader(ctx, k, q, cleaned(q.Text))
	o, err := r.offer(builtin)
	if err != nil {
		return builtin, "", err
	}
	request, err := o.request(r)
	if err != nil {
		return builtin, "", err
	}
	reply, _, err := model.Decode(ctx, m, request, func(p planned) error { return o.check(r, p) })
	switch {
	case ctx.Err() != nil:
		return builtin, "", ctx.Err()
	case err != nil:
		return builtin, model.Why(err), nil
	}
	return o.plan(r, reply, builtin), "", nil
}

// final reports whether a refusal stands whatever a model says.
func final(why *Refusal) bool {
	if why == nil {
		return false
	}
	switch why.Reason {
	case Unclear, Outside, UnknownName, NotOnRecord:
		return false
	}
	return true
}

// offer is what a model may choose from.
type offer struct {
	sheets  []offered
	metrics []Heard
	before  string
}

// offered is a sheet with its short id in the prompt.
type offered struct{ ID, Name string }

// offer recalls the sheets and metrics that a question may be about.
func (r *reader) offer(builtin Plan) (offer, error) {
	live, err := r.live()
	if err != nil {
		return offer{}, err
	}
	o := offer{before: string(r.q.About.Kind)}
	wanted := []string{r.q.Sheet, r.q.About.Sheet}
	for _, q := range builtin.Queries {
		wanted = append(wanted, q.Sheet)
	}
	for _, first := range []bool{true, false} {
		for _, s := range live {
			if slices.Contains(wanted, s.ID) == first && len(o.sheets) < mostSheetsShown {
				o.sheets = append(o.sheets, offered{s.ID, plainName(s.Title)})
			}
		}
	}
	add := func(h Heard) {
		known := slices.ContainsFunc(o.metrics, func(have Heard) bool { return have.Match.Metric == h.Match.Metric })
		if h.Match.Metric != "" && !known && len(o.metrics) < mostMetricsShown {
			o.metrics = append(o.metrics, h)
		}
	}
	for _, q := range builtin.Queries {
		for _, h := range q.Metrics {
			add(h)
		}
	}
	for _, id := range wanted {
		if id == "" || !slices.ContainsFunc(o.sheets, func(s offered) bool { return s.ID == id }) {
			continue
		}
		v, err := r.sheet(id)
		if err != nil {
			return o, err
		}
		vocab, err := r.vocabularyOf(v)
		if err != nil {
			return o, err
		}
		for _, metric := range slices.Sorted(maps.Keys(vocab.metrics)) {
			add(Heard{Match: linkTo(vocab.metrics[metric])})
		}
	}
	return o, nil
}

func (o offer) request(r *reader) (model.Request, error) {
	name, version, _ := strings.Cut(planPrompt, "/")
	p, err := prompts.Load(name, version)
	if err != nil {
		return model.Request{}, err
	}
	type kindShown struct{ Kind, Means string }
	kinds, sheets, metrics := []kindShown{}, []offered{}, []offered{}
	for _, k := range Kinds() {
		kinds = append(kinds, kindShown{string(k), meanings[k]})
	}
	for i, s := range o.sheets {
		sheets = append(sheets, offered{sheetMark(i), s.Name})
	}
	for i, m := range o.metrics {
		label := m.Match.Metric
		if len(m.Match.Candidates) > 0 {
			label = m.Match.Candidates[0].Name + " (" + m.Match.Metric + ")"
		}
		metrics = append(metrics, offered{metricMark(i), plainName(label)})
	}
	values := map[string]any{
		"Question": strings.Join(strings.Fields(r.text), " "), "Before": o.before, "Kinds": kinds, "Most": mostQueries, "Sheets": sheets, "Metrics": metrics,
	}
	sum := sha256.Sum256(fmt.Append(nil, values)) // the keys of a map are printed in order
	values["Fence"] = "~~~ " + hex.EncodeToString(sum[:8])
	text, err := p.Render(values)
	if err != nil {
		return model.Request{}, err
	}
	return model.Request{
		Role: model.Ask, System: text.System, Input: text.User, Schema: p.Schema, SchemaName: strings.ReplaceAll(name, "-", "_"),
		MaxTokens: longestPlanReply, Prompt: model.PromptRef{Name: p.Name, Version: p.Version, Hash: p.Hash},
	}, nil
}

func sheetMark(i int) string  { return fmt.Sprintf("S%d", i+1) }
func metricMark(i int) string { return fmt.Sprintf("M%d", i+1) }

// plainName puts foreign words on one line of a bounded length.
func plainName(text string) string {
	text = strings.Join(strings.Fields(cleaned(text)), " ")
	if len(text) > longestName {
		text = strings.ToValidUTF8(text[:longestName], "")
	}
	return text
}

// check holds a reply against what was offered: every id is one of the lists, every text a piece of the question.
func (o offer) check(r *reader, p planned) error {
	question := strings.Join(strings.Fields(r.text), " ")
	piece := func(at, words string) error {
		if words != "" && !strings.Contains(question, words) {
			return fmt.Errorf("%s %q is not a piece of the question, letter by letter", at, plainName(words))
		}
		return nil
	}
	if len(p.Queries) > mostQueries {
		return fmt.Errorf("there are %d queries, and at most %d are looked up", len(p.Queries), mostQueries)
	}
	for i, q := range p.Queries {
		at := fmt.Sprintf("queries[%d]", i)
		if !slices.Contains(Kinds(), q.Kind) {
			return fmt.Errorf("%s.kind %q is none of the kinds", at, plainName(string(q.Kind)))
		}
		if q.Sheet != "" && o.sheetOf(q.Sheet) == "" {
			return fmt.Errorf("%s.sheet %q is no id of the list of sheets", at, plainName(q.Sheet))
		}
		for _, m := range q.Metrics {
			if _, ok := o.metricOf(m); !ok {
				return fmt.Errorf("%s.metrics: %q is no id of the list of metrics", at, plainName(m))
			}
		}
		for _, err := range []error{piece(at+".subject", q.Subject), piece(at+".person", q.Person)} {
			if err != nil {
				return err
			}
		}
		for _, words := range q.Times {
			if err := piece(at+".times", words); err != nil {
				return err
			}
			if _, ok := r.timeOf(words); !ok && words != "" {
				return fmt.Errorf("%s.times: %q names no day or week that can be told", at, plainName(words))
			}
		}
	}
	for _, words := range p.Left {
		if err := piece("left", words); err != nil {
			return err
		}
	}
	return nil
}

func (o offer) sheetOf(mark string) string {
	for i, s := range o.sheets {
		if sheetMark(i) == mark {
			return s.ID
		}
	}
	return ""
}

func (o offer) metricOf(mark string) (Heard, bool) {
	for i, m := range o.metrics {
		if metricMark(i) == mark {
			return m, true
		}
	}
	return Heard{}, false
}

// timeOf reads the time that a piece of the question names, as the question does.
func (r *reader) timeOf(words string) (stretch, bool) {
	tokens := tokensOf(words)
	list := clockOf(words, tokens, r.q.AsOf)
	for _, t := range r.tokens {
		list.ahead = list.ahead || t.norm == "will" || t.norm == "going"
	}
	found := list.stretches()
	if len(found) == 0 {
		return stretch{}, false
	}
	return found[0], true
}

// plan makes a plan of a reply that was checked. Where it chose nothing, or left out what the kind needs, the builtin plan stands.
func (o offer) plan(r *reader, reply planned, builtin Plan) Plan {
	plan := Plan{Premises: builtin.Premises}
	for _, p := range reply.Queries {
		q := Query{Kind: p.Kind, Sheet: o.sheetOf(p.Sheet), Subject: p.Subject, Person: p.Person}
		if r.q.Sheet != "" && q.Kind != Bets {
			q.Sheet = r.q.Sheet
		}
		if takesMetric(q.Kind) || q.Kind == Who {
			for _, mark := range p.Metrics {
				m, _ := o.metricOf(mark)
				q.Metrics = append(q.Metrics, m)
			}
		}
		for _, words := range p.Times {
			if s, ok := r.timeOf(words); ok {
				o.time(&q, s)
			}
		}
		if needsOne(q.Kind) && q.Sheet == "" && len(q.Metrics) == 0 || q.Kind == Value && len(q.Metrics) == 0 {
			return builtin
		}
		if why := r.future(q, part{words: r.tokens, tokens: r.tokens, times: stretchesOf(q)}); why != nil {
			return Plan{Refusal: why}
		}
		if !slices.ContainsFunc(plan.Queries, func(have Query) bool { return sameQuery(have, q) }) {
			plan.Queries = append(plan.Queries, q)
		}
	}
	if len(plan.Queries) == 0 {
		return builtin
	}
	for _, words := range append(slices.Clone(reply.Left), ordersIn(builtin.Left)...) {
		if words != "" && !slices.Contains(plan.Left, words) {
			plan.Left = append(plan.Left, words)
		}
	}
	return plan
}

func (o offer) time(q *Query, s stretch) {
	switch q.Kind {
	case Changed, Moved:
		if q.Since.IsZero() {
			q.Since = s.From
		}
	case Value, Compare, Cause:
		q.Periods = append(q.Periods, s.Span)
	case Working, Gate, Guardrail, Meaning, Decided, RuledOut, Revisit, Who, Said, Open, Prepare, Aim, Bets:
	}
}

func stretchesOf(q Query) []stretch {
	list := []stretch{}
	for _, s := range q.Periods {
		list = append(list, stretch{Span: s})
	}
	if !q.Since.IsZero() {
		list = append(list, stretch{Span: Span{Words: "that day", From: q.Since}})
	}
	return list
}

// needsOne reports whether a query of a kind is about one sheet.
func needsOne(k Kind) bool {
	return slices.Contains([]Kind{Working, Moved, Cause, Gate, Guardrail, Compare, Prepare, Aim}, k)
}

// ordersIn gives the parts that ask for something to be done: they stay unanswered, whatever a model makes of them.
func ordersIn(left []string) []string {
	var list []string
	for _, words := range left {
		if orders(tokensOf(words)) {
			list = append(list, words)
		}
	}
	return list
}
