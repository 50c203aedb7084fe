package app

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ask"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// Conversation is a row of questions about what is kept. What was looked up for one is there for the next: it sees what was
// kept when it began, and what is kept while it goes on may be missing. It serves one caller at a time.
type Conversation struct {
	app    *App
	engine Engine
	of     knowledge
}

// Conversation begins a conversation. With EngineModel a model may read questions and put answers in other words; what is
// answered is computed all the same.
func (a *App) Conversation(engine Engine) *Conversation {
	return &Conversation{app: a, engine: engine, of: newKnowledge(a)}
}

// Ask answers a question. Without a moment it is asked about now; the sheet may be named by the beginning of its id. If said is
// set, it is called with every sentence of an answer that a model puts in words, as soon as it stands, and with none of another.
func (c *Conversation) Ask(ctx context.Context, q ask.Question, said func(fact.Sentence)) (ask.Answer, error) {
	if c.engine != EngineModel {
		return c.answer(ctx, q)
	}
	if !c.app.Settings.Model.Configured() {
		answer, err := c.answer(ctx, q)
		answer.Engine.FallbackReason = NoModel
		return answer, err
	}
	q, err := c.settled(ctx, q)
	if err != nil {
		return ask.Answer{}, err
	}
	run, err := c.app.modelRun(ctx)
	if err != nil {
		return ask.Answer{}, err
	}
	answer, err := ask.WithModel(ctx, &c.of, q, run, said)
	if ended := run.end(context.WithoutCancel(ctx), "a question"); err == nil {
		err = ended
	}
	return answer, err
}

// answer is the answer of the builtin engine.
func (c *Conversation) answer(ctx context.Context, q ask.Question) (ask.Answer, error) {
	q, err := c.settled(ctx, q)
	if err != nil {
		return ask.Answer{}, err
	}
	return ask.Ask(ctx, &c.of, q)
}

// settled fills in what a question leaves open.
func (c *Conversation) settled(ctx context.Context, q ask.Question) (ask.Question, error) {
	if q.AsOf.IsZero() {
		q.AsOf = c.app.Now()
	}
	if q.Sheet == "" {
		return q, nil
	}
	v, err := c.of.Sheet(ctx, q.Sheet)
	q.Sheet = v.ID
	return q, err
}

// knowledge is what is kept, as questions look it up. Where nothing was ever kept, it is empty.
type knowledge struct {
	behind      bool // the index of what was said could not be brought up to date
	app         *App
	book        *readings.Book // nil until it is asked for
	definitions *Definitions   // nil until a name has to be looked up in all that is defined
	sheets      []agent.Summary
	decisions   []decision.Entry
	versions    map[string]agent.Version // that count, by id
	inputs      map[inputKey]review.Input
	notes       map[string][]review.Version // by the id of the sheet
}

func newKnowledge(a *App) knowledge {
	return knowledge{app: a, versions: map[string]agent.Version{}, inputs: map[inputKey]review.Input{}, notes: map[string][]review.Version{}}
}

var _ ask.Knowledge = (*knowledge)(nil)

type inputKey struct {
	sheet string
	asOf  time.Time
}

// Sheets lists the newest version of every sheet.
func (k *knowledge) Sheets(ctx context.Context) ([]agent.Summary, error) {
	if k.sheets != nil || !k.app.kept() {
		return k.sheets, nil
	}
	sheets, err := k.app.Sheets(ctx)
	if err != nil {
		return nil, err
	}
	k.sheets, err = sheets.List(ctx)
	return k.sheets, err
}

// Sheet gives the version of a sheet that counts.
func (k *knowledge) Sheet(ctx context.Context, id string) (agent.Version, error) {
	if v, ok := k.versions[id]; ok {
		return v, nil
	}
	v, err := k.app.standing(ctx, id)
	if err == nil {
		k.versions[v.ID] = v
	}
	return v, err
}

// Approved gives the version of a sheet that a person approved last.
func (k *knowledge) Approved(ctx context.Context, id string) (agent.Version, error) {
	opened, err := k.app.openStore(ctx)
	if err != nil {
		return agent.Version{}, err
	}
	versions, err := opened.Versions(ctx, id)
	if err != nil {
		return agent.Version{}, err
	}
	for _, v := range slices.Backward(versions) {
		if v.Approval != nil {
			return v, nil
		}
	}
	return agent.Version{}, fault.Newf(fault.NotFound, "app.ask", "nobody approved sheet %s", id)
}

// Review gives what the weekly note of a sheet is built from.
func (k *knowledge) Review(ctx context.Context, sheet string, asOf time.Time) (review.Input, error) {
	key := inputKey{sheet, asOf}
	if in, ok := k.inputs[key]; ok {
		return in, nil
	}
	v, err := k.Sheet(ctx, sheet)
	if err != nil {
		return review.Input{}, err
	}
	book, err := k.readings(ctx)
	if err != nil {
		return review.Input{}, err
	}
	in, err := k.app.reviewInputOf(ctx, book, v, asOf)
	if err == nil {
		k.inputs[key] = in
	}
	return in, err
}

// readings gives the book of readings, which reads those of a metric once.
func (k *knowledge) readings(ctx context.Context) (*readings.Book, error) {
	if k.book != nil {
		return k.book, nil
	}
	if book, err := k.app.Readings(ctx); err != nil {
		return book, err
	}
	opened, err := k.app.openStore(ctx)
	if err == nil {
		k.book = k.app.bookOf(opened, remembered{opened, map[string][]readings.Kept{}})
	}
	return k.book, err
}

// remembered is a store of readings that are read once.
type remembered struct {
	readings.Store
	known map[string][]readings.Kept // by the id of the metric
}

// Readings gives what fetches until a moment said of a metric.
func (r remembered) Readings(ctx context.Context, metric string, asOf time.Time) ([]readings.Kept, error) {
	all, ok := r.known[metric]
	if !ok {
		var err error
		if all, err = r.Store.Readings(ctx, metric, time.Time{}); err != nil {
			return nil, err
		}
		r.known[metric] = all
	}
	return slices.DeleteFunc(slices.Clone(all), func(k readings.Kept) bool { return !asOf.IsZero() && k.AsOf.After(asOf) }), nil
}

// Notes gives the weekly notes of a sheet, newest first.
func (k *knowledge) Notes(ctx context.Context, sheet string) ([]review.Version, error) {
	if notes, ok := k.notes[sheet]; ok {
		return notes, nil
	}
	notes, err := k.app.Reviews(ctx, sheet)
	if err == nil {
		k.notes[sheet] = notes
	}
	return notes, err
}

// Decisions gives the decision log, newest first.
func (k *knowledge) Decisions(ctx context.Context) ([]decision.Entry, error) {
	if k.decisions != nil || !k.app.kept() {
		return k.decisions, nil
	}
	log, err := k.app.Decisions(ctx)
	if err != nil {
		return nil, err
	}
	k.decisions, err = log.List(ctx)
	return k.decisions, err
}

// Events gives what people noted about a sheet and those that it replaced, or about everything.
func (k *knowledge) Events(ctx context.Context, sheet string) ([]readings.Event, error) {
	book, err := k.readings(ctx)
	if err != nil {
		return nil, err
	}
	if sheet == "" {
		return book.Events(ctx, "")
	}
	v, err := k.Sheet(ctx, sheet)
	if err != nil {
		return nil, err
	}
	return k.app.eventsOf(ctx, book, v)
}

// Metrics gives the definitions with the given ids, in their order.
func (k *knowledge) Metrics(ctx context.Context, ids ...string) ([]semantic.Metric, error) {
	defined, err := k.app.defined(ctx, ids...)
	if err != nil {
		return nil, err
	}
	found := make([]semantic.Metric, 0, len(ids))
	for _, id := range ids {
		if m, ok := defined[id]; ok {
			found = append(found, m)
		}
	}
	return found, nil
}

// defined loads all that is defined, once.
func (k *knowledge) defined(ctx context.Context) (*Definitions, error) {
	if k.definitions == nil {
		var err error
		if k.definitions, err = k.app.Definitions(ctx, nil); err != nil {
			return nil, err
		}
	}
	return k.definitions, nil
}

// Link says which metric words mean.
func (k *knowledge) Link(ctx context.Context, words, heardIn, team string) (semantic.Match, error) {
	d, err := k.defined(ctx)
	if err != nil {
		return semantic.Match{}, err
	}
	found, err := d.Link(ctx, Lookup{Term: words, Context: heardIn, Team: team})
	return found.Match, err
}

// Mentions finds names of defined metrics in a text.
func (k *knowledge) Mentions(ctx context.Context, text string) ([]string, error) {
	d, err := k.defined(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, m := range d.linker.Mentions(text) {
		names = append(names, m.Text)
	}
	return names, nil
}

// Terms gives the defined terms that are no metrics and go by a name.
func (k *knowledge) Terms(ctx context.Context, name string) ([]semantic.Term, error) {
	d, err := k.defined(ctx)
	if err != nil {
		return nil, err
	}
	same := func(other string) bool { return strings.EqualFold(strings.TrimSpace(other), strings.TrimSpace(name)) }
	return slices.DeleteFunc(slices.Clone(d.defined.Terms), func(t semantic.Term) bool {
		return !same(t.Name) && !slices.ContainsFunc(t.Variants, same)
	}), nil
}

// History gives what was known of a metric at a moment.
func (k *knowledge) History(ctx context.Context, m semantic.Metric, asOf time.Time) (readings.History, error) {
	book, err := k.readings(ctx)
	if err != nil {
		return readings.History{}, err
	}
	return book.History(ctx, m, asOf)
}

// Search finds what is kept about something.
func (k *knowledge) Search(ctx context.Context, q search.Query) ([]search.Hit, error) {
	found, err := k.app.SearchTelling(ctx, q, nil)
	k.behind = k.behind || found.Behind
	return found.Hits, err
}

// Behind reports whether something that was looked up may leave out what was kept last.
func (k *knowledge) Behind() bool { return k.behind }

// Transcript gives a record by the digest of its source.
func (k *knowledge) Transcript(ctx context.Context, sha256 string) (*agent.Transcript, error) {
	if !k.app.kept() {
		return nil, fault.Newf(fault.NotFound, "app.ask", "there is no record %s", cmp.Or(sha256, "without a digest"))
	}
	opened, err := k.app.openStore(ctx)
	if err != nil {
		return nil, err
	}
	return opened.Transcript(ctx, sha256)
}
