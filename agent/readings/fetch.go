package readings

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// Asked is what a metric is asked of.
type Asked struct {
	Metric semantic.Metric
	Source connectors.Source
	Name   string    // of the source in the configuration
	Query  string    // of the metric in the source
	AsOf   time.Time // the moment that the readings are wanted for; zero for now
	Since  time.Time // first day that is wanted when nothing was ever fetched; zero for two years, of longer periods five
	Again  bool      // ask also when everything that is due is there
	By     agent.Actor
}

// Fetched says what came of asking for a metric.
type Fetched struct {
	Metric   string        `json:"metric"`
	Source   string        `json:"source"`
	State    FetchState    `json:"state"`
	Fetch    string        `json:"fetch"`    // id; "" when nothing was asked
	New      int           `json:"new"`      // periods of which there was no complete reading before
	Filled   int           `json:"filled"`   // of these, how many lie before the newest one that was known
	Newest   string        `json:"newest"`   // ISO date of the newest complete period that is known now; "" for none
	Due      string        `json:"due"`      // ISO date of the newest period that should be known; "" for none
	Restated []Restatement `json:"restated"` // that this fetch showed
	Warnings []string      `json:"warnings"`
	Failure  string        `json:"failure"`
	Next     string        `json:"next"` // what to do about the failure, or when to ask again; may be empty
}

// FetchState says what became of a fetch.
type FetchState string

// The states of a fetch.
const (
	StateFetched FetchState = "fetched"
	StateThere   FetchState = "there"   // everything that is due was known already
	StateLate    FetchState = "late"    // it was asked, and the newest period that is due did not come
	StateFailed  FetchState = "failed"  // the source could not be asked
	StateUnbound FetchState = "unbound" // no source is configured for the metric
)

// overlap is how many known periods are asked for again with each fetch, so that restatements show.
const overlap = 12

// Fetch asks a source for what is due of a metric and not known, and keeps the answer as it comes. Asking again on the same
// day asks nothing when everything was there; what was missed in between comes with the next fetch, once. A failure of
// the source is kept and reported, and is no error: an error is a failure to keep. What somebody else fetched while the
// source was asked is not kept again.
func (b *Book) Fetch(ctx context.Context, a Asked) (Fetched, error) {
	if a.AsOf.IsZero() {
		a.AsOf = b.now()
	}
	out, err := b.fetch(ctx, a)
	if err != nil {
		out.State, out.Failure, out.Next = StateFailed, err.Error(), fault.Next(err)
	}
	return out, err
}

func (b *Book) fetch(ctx context.Context, a Asked) (Fetched, error) {
	id := a.Metric.ID()
	out := Fetched{Metric: id, Source: a.Name, State: StateThere, Restated: []Restatement{}, Warnings: []string{}}
	kept, err := b.kept(ctx, a.Metric, a.AsOf)
	if err != nil {
		return out, err
	}
	fetches, err := b.store.Fetches(ctx, id)
	if err != nil {
		return out, err
	}
	p := plan(a, kept, fetches)
	out.Newest, out.Due = p.newestKnown(), day(p.due)
	if !p.asks {
		return out, nil
	}
	f := Fetch{
		Metric: id, Source: a.Name, Period: p.period, From: p.from, To: p.to, AsOf: a.AsOf.UTC().Truncate(time.Microsecond),
		DefinitionHash: a.Metric.DefinitionHash(), Warnings: []string{}, Readings: []connectors.Reading{},
		At: b.now().UTC().Truncate(time.Microsecond), By: a.By,
	}
	answer, err := a.Source.Readings(ctx, connectors.Request{
		Metric: a.Metric, Query: a.Query, Period: p.period, From: p.from, To: p.to, AsOf: f.AsOf,
	})
	if err == nil {
		err = checkAnswer(answer, p)
	}
	if ctx.Err() != nil {
		return out, fault.Wrap(ctx.Err(), fault.Unavailable, opFetch, "the fetch of "+id+" was interrupted", "Repeat it: what was fetched before is kept.")
	}
	if err != nil {
		f.Failure = err.Error()
		out.State, out.Failure, out.Next = StateFailed, f.Failure, fault.Next(err)
		out.Fetch, _, err = b.keep(ctx, f, nil)
		return out, err
	}
	f.Statement, f.QueryHash = answer.Statement, answer.QueryHash
	f.Warnings = append(f.Warnings, answer.Warnings...)
	for _, r := range answer.Readings {
		r.Complete = r.Complete && !a.Metric.Freshness.After(p.period.End(r.Start)).After(a.AsOf) // more may come until then
		f.Readings = append(f.Readings, r)
	}
	keptAs, there, err := b.keep(ctx, f, fetches)
	if err != nil {
		return out, err
	}
	f.ID = keptAs
	out.tell(a.Metric, p, f, kept)
	if there {
		out.New, out.Filled = 0, 0
		if out.State == StateFetched {
			out.State = StateThere
		}
	}
	return out, nil
}

// keep keeps a fetch under an id that is free, and gives it. It keeps nothing, and says that it is there, when another fetch
// that asked for the same came since those that were known.
func (b *Book) keep(ctx context.Context, f Fetch, known []Fetch) (id string, there bool, err error) {
	const attempts = 8
	for range attempts {
		f.ID, f.After = b.newID(), nil
		if f.Failure == "" {
			f.After = newestOf(known)
		}
		if err = b.store.AddFetch(ctx, f); !fault.Is(err, fault.Conflict) {
			return f.ID, false, err
		}
		now, err := b.store.Fetches(ctx, f.Metric)
		if err != nil {
			return "", false, err
		}
		if slices.ContainsFunc(now, func(other Fetch) bool { return !has(known, other.ID) && answers(other, f) }) {
			return "", true, nil
		}
		known = now
	}
	return "", false, err
}

func newestOf(fetches []Fetch) *string {
	id := ""
	if len(fetches) > 0 {
		id = fetches[len(fetches)-1].ID
	}
	return &id
}

func has(fetches []Fetch, id string) bool {
	return slices.ContainsFunc(fetches, func(f Fetch) bool { return f.ID == id })
}

// answers reports whether a fetch that worked asked for all that another one asks for, about the same day.
func answers(done, f Fetch) bool {
	return f.Failure == "" && done.Failure == "" && done.Source == f.Source && done.Period == f.Period && done.DefinitionHash == f.DefinitionHash &&
		done.QueryHash == f.QueryHash && !done.From.After(f.From) && !done.To.Before(f.To) && day(done.AsOf) == day(f.AsOf)
}

const opFetch = "signals.fetch"

// checkAnswer refuses an answer that is not about what was asked: a source is not believed to keep the rules of the port.
func checkAnswer(answer connectors.Result, p fetchPlan) error {
	for i, r := range answer.Readings {
		switch {
		case !p.period.Start(r.Start).Equal(r.Start):
			return fault.Newf(fault.Invalid, opFetch, "the source gave a value for %s, on which no %s starts", day(r.Start), p.period).
				Do("Have the query give one row a %s, dated with its first day.", p.period)
		case i > 0 && !r.Start.After(answer.Readings[i-1].Start):
			return fault.Newf(fault.Invalid, opFetch, "the source gave several values for %s, or gave them out of order", day(r.Start)).
				Do("Have the query give one row a %s.", p.period)
		case r.Start.Before(p.from) || !r.Start.Before(p.to):
			return fault.Newf(fault.Invalid, opFetch, "the source gave a value for %s, which was not asked for", day(r.Start)).
				Do("Have the query respect the window that it is given.")
		case !finite(r.Value) || r.Parts != nil && (!finite(r.Parts.Numerator) || !finite(r.Parts.Denominator)):
			return fault.Newf(fault.Invalid, opFetch, "the value for %s is no number", day(r.Start)).Do("Leave out rows without a value.")
		}
	}
	return nil
}

// fetchPlan is what is known of a metric, and what is to be asked for.
type fetchPlan struct {
	period   semantic.Period
	known    map[time.Time]connectors.Reading // complete ones, under the definition of today
	due      time.Time                        // first day of the newest period that should be known; zero for none
	from, to time.Time
	asks     bool
}

// plan works out which periods are due and were never asked for, and the window that holds them.
func plan(a Asked, kept []Kept, fetches []Fetch) fetchPlan {
	definition := a.Metric.DefinitionHash()
	p := fetchPlan{period: PeriodOf(a.Metric), known: complete(ofPeriod(kept, PeriodOf(a.Metric)), definition)}
	p.to = p.period.Start(a.AsOf)
	p.due = Due(a.Metric, a.AsOf)
	first := p.first(a)
	p.from = first
	if len(p.known) > 0 {
		p.from = p.period.Add(p.newest(), 1-overlap)
		for start := first; !start.After(p.due); start = p.period.Add(start, 1) {
			if p.open(start, a, fetches, definition) {
				p.asks = true
				p.from = earlier(p.from, start)
				break
			}
		}
		p.from = later(p.from, first)
	}
	p.asks = p.asks || a.Again || len(p.known) == 0
	if !p.from.Before(p.to) {
		p.asks = false
	}
	return p
}

// Due gives the first day of the newest period of a metric that should be known at a moment: it is over, and so is the time
// that its values may be late.
func Due(m semantic.Metric, asOf time.Time) time.Time {
	period := PeriodOf(m)
	due := period.Add(period.Start(asOf), -1)
	for i := 0; i < overlap && m.Freshness.After(period.End(due)).After(asOf); i++ {
		due = period.Add(due, -1)
	}
	return due
}

// Freshness is how long after the end of a period a value of a metric may come before it is late.
func Freshness(m semantic.Metric) time.Duration {
	from := time.Date(2001, time.January, 1, 0, 0, 0, 0, time.UTC)
	return m.Freshness.After(from).Sub(from)
}

// open reports whether a period is to be asked for: it is not known, and was not asked for since it was due. The newest
// one is asked for until it comes.
func (p fetchPlan) open(start time.Time, a Asked, fetches []Fetch, definition string) bool {
	if _, known := p.known[start]; known {
		return false
	}
	due := a.Metric.Freshness.After(p.period.End(start))
	return start.Equal(p.due) || !covered(fetches, definition, start, due)
}

// first gives the first period that is wanted at all.
func (p fetchPlan) first(a Asked) time.Time {
	switch {
	case !a.Since.IsZero():
		return p.period.Start(a.Since)
	case len(p.known) > 0:
		return p.oldest()
	}
	years := 2
	if p.period != semantic.Day && p.period != semantic.Week {
		years = 5
	}
	return p.period.Start(a.AsOf.AddDate(-years, 0, 0))
}

func (p fetchPlan) oldest() time.Time {
	var oldest time.Time
	for start := range p.known {
		if oldest.IsZero() || start.Before(oldest) {
			oldest = start
		}
	}
	return oldest
}

func (p fetchPlan) newest() time.Time {
	var newest time.Time
	for start := range p.known {
		newest = later(newest, start)
	}
	return newest
}

func (p fetchPlan) newestKnown() string {
	if len(p.known) == 0 {
		return ""
	}
	return day(p.newest())
}

// tell reports what a fetch brought that was not known.
func (out *Fetched) tell(m semantic.Metric, p fetchPlan, f Fetch, kept []Kept) {
	out.State, out.Fetch = StateFetched, f.ID
	out.Warnings = append(out.Warnings, f.Warnings...)
	before := p.newest()
	newest := before
	known := complete(ofPeriod(kept, p.period), f.DefinitionHash)
	for _, r := range f.Readings {
		r = inUnit(m, r)
		was, wasKnown := known[r.Start]
		switch {
		case !r.Complete:
			continue
		case !wasKnown:
			out.New++
			if r.Start.Before(before) {
				out.Filled++
			}
		case !sameReading(was, r):
			out.Restated = append(out.Restated, Restatement{day(r.Start), was.Value, r.Value, day(f.AsOf)})
		}
		newest = later(newest, r.Start)
	}
	if !newest.IsZero() {
		out.Newest = day(newest)
	}
	if newest.Before(p.due) {
		out.State = StateLate
		out.Next = fmt.Sprintf("The %s of %s is due; ask again later, or look at the source.", p.period, day(p.due))
	}
}

func ofPeriod(kept []Kept, period semantic.Period) []Kept {
	return slices.DeleteFunc(slices.Clone(kept), func(k Kept) bool { return k.Period != period })
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func finite(v float64) bool { return v-v == 0 }
