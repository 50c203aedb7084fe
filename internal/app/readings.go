package app

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/semantic"
)

const (
	opSignals   = "app.signals"
	fetchEngine = "fetch" // acts when readings are fetched and nobody is named
)

// Readings gives the book of readings that are kept. It answers NotFound when nothing was ever kept here.
func (a *App) Readings(ctx context.Context) (*readings.Book, error) {
	if !a.kept() {
		return nil, fault.Newf(fault.NotFound, opSignals, "nothing is kept in %s yet", a.Settings.Database).
			Do("Import definitions with plumb metrics import PATH, then fetch their readings with plumb signals fetch.")
	}
	opened, err := a.openStore(ctx)
	if err != nil {
		return nil, err
	}
	return a.bookOf(opened, opened), nil
}

// bookOf gives the book over a store, with readings from there or from what stands before it.
func (a *App) bookOf(s *store.Store, kept readings.Store) *readings.Book {
	return readings.New(readings.Config{Store: kept, Events: a.deskOf(s), Now: a.Now, NewID: readings.FetchIDs(a.Now)})
}

func (a *App) deskOf(s *store.Store) *proposals.Desk {
	return proposals.New(proposals.Config{Store: s, Now: a.Now})
}

// FetchRequest says which readings to fetch.
type FetchRequest struct {
	Metrics []string  // ids, or names that mean one metric; none for those of Sheet
	Sheet   string    // id of a sheet; "" for all approved ones, when no metric is named
	AsOf    time.Time // zero for now
	Since   time.Time // first day that is wanted of a metric that was never fetched
	Again   bool
}

// mostFetches is how many sources are asked at the same time.
const mostFetches = 4

// FetchSignals fetches what is due of metrics, and says of each what came of it, in their order. A source that fails does
// not keep the others from being asked, and is no error.
func (a *App) FetchSignals(ctx context.Context, r FetchRequest) ([]readings.Fetched, error) {
	book, err := a.Readings(ctx)
	if err != nil {
		return nil, err
	}
	metrics, err := a.wanted(ctx, r)
	if err != nil {
		return nil, err
	}
	if r.AsOf.IsZero() {
		r.AsOf = a.Now() // one moment for all
	}
	out := make([]readings.Fetched, len(metrics))
	failed := make([]error, len(metrics))
	var all sync.WaitGroup
	places := make(chan struct{}, mostFetches)
	for i, m := range metrics {
		asked := readings.Asked{Metric: m, AsOf: r.AsOf, Since: r.Since, Again: r.Again, By: a.actorOr(fetchEngine)}
		asked.Name, asked.Query, asked.Source, err = a.binding(m)
		if err != nil {
			out[i] = notAsked(m, asked.Name, err)
			continue
		}
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			out[i], failed[i] = book.Fetch(ctx, asked)
		})
	}
	all.Wait()
	for _, f := range out {
		a.Log.LogAttrs(ctx, slog.LevelInfo, "readings fetched", slog.String("metric", f.Metric), slog.String("source", f.Source),
			slog.String("state", string(f.State)), slog.Int("new", f.New), slog.String("failure", f.Failure))
	}
	if i := slices.IndexFunc(failed, func(err error) bool { return err != nil }); i >= 0 {
		return out, failed[i]
	}
	return out, nil
}

// notAsked says why a metric could not be asked for: no source is set for it, or the one that is set is wrong.
func notAsked(m semantic.Metric, source string, err error) readings.Fetched {
	state := readings.StateFailed
	if source == "" {
		state = readings.StateUnbound
	}
	return readings.Fetched{
		Metric: m.ID(), Source: source, State: state, Failure: err.Error(), Next: fault.Next(err), Restated: []readings.Restatement{}, Warnings: []string{},
	}
}

// binding says where the values of a metric are, and opens that source.
func (a *App) binding(m semantic.Metric) (name, query string, source connectors.Source, err error) {
	if name, query, err = a.sourceOf(m); err != nil {
		return name, query, nil, err
	}
	source, err = a.source(name)
	return name, query, source, err
}

// wanted gives the metrics of a request: those that are named, else those of a sheet, else those of all approved sheets.
func (a *App) wanted(ctx context.Context, r FetchRequest) ([]semantic.Metric, error) {
	g, err := a.glossary(ctx)
	if err != nil {
		return nil, err
	}
	catalogue, err := g.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]semantic.Metric, len(catalogue.Metrics))
	for _, m := range catalogue.Metrics {
		byID[m.ID()] = m
	}
	if len(r.Metrics) > 0 {
		named := make([]semantic.Metric, len(r.Metrics))
		for i, name := range r.Metrics {
			if m, known := byID[name]; known && m.Current() {
				named[i] = m
				continue
			}
			if named[i], err = g.InUse(ctx, name); err != nil {
				return nil, err
			}
		}
		return named, nil
	}
	ids, err := a.metricsOfSheets(ctx, r.Sheet)
	if err != nil {
		return nil, err
	}
	var found []semantic.Metric
	for _, id := range ids {
		if m, known := byID[id]; known {
			found = append(found, m)
		}
	}
	if len(found) == 0 {
		return nil, fault.New(fault.NotFound, opSignals, "no sheet names a metric that is defined",
			"Say which metric its words mean with plumb sheet link SHEET, approve the sheet, or name a metric: plumb signals fetch METRIC")
	}
	return found, nil
}

// metricsOfSheets gives the ids of the metrics of a sheet, with the control of its mechanism, or of all sheets that are
// approved.
func (a *App) metricsOfSheets(ctx context.Context, id string) ([]string, error) {
	versions, err := a.approved(ctx)
	if id != "" {
		var v agent.Version
		v, err = a.standing(ctx, id)
		versions = []agent.Version{v}
	}
	if err != nil {
		return nil, err
	}
	book, err := a.Readings(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, v := range versions {
		events, err := a.eventsOf(ctx, book, v)
		if err != nil {
			return nil, err
		}
		ids = append(ids, reviewed(v.Sheet, events)...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// eventsOf gives what was noted about a sheet and about those that it replaced.
func (a *App) eventsOf(ctx context.Context, book *readings.Book, v agent.Version) ([]readings.Event, error) {
	var replaced []string
	for before := v.Replaces; before != "" && before != v.ID && !slices.Contains(replaced, before); {
		replaced = append(replaced, before)
		older, err := a.standing(ctx, before)
		if fault.Is(err, fault.NotFound) {
			break
		}
		if err != nil {
			return nil, err
		}
		before = older.Replaces
	}
	return book.Events(ctx, v.ID, replaced...)
}

// approved gives the approved version of every sheet that has one.
func (a *App) approved(ctx context.Context) ([]agent.Version, error) {
	sheets, err := a.Sheets(ctx)
	if err != nil {
		return nil, err
	}
	list, err := sheets.List(ctx)
	if err != nil {
		return nil, err
	}
	var versions []agent.Version
	for _, summary := range list {
		if summary.InEffect == 0 {
			continue
		}
		v, err := sheets.Show(ctx, summary.ID, summary.InEffect)
		if err != nil {
			return nil, err
		}
		versions = append(versions, v)
	}
	return versions, nil
}

// reviewed gives the ids of the metrics that a review of a sheet looks at, with the control of its mechanism.
func reviewed(s agent.Sheet, events []readings.Event) []string {
	ids := review.Metrics(s)
	for _, e := range events {
		if e.Control != "" && !slices.Contains(ids, e.Control) {
			ids = append(ids, e.Control)
		}
	}
	return ids
}

// standing gives the version of a sheet that counts: the approved one, else the newest.
func (a *App) standing(ctx context.Context, id string) (agent.Version, error) {
	sheets, err := a.Sheets(ctx)
	if err != nil {
		return agent.Version{}, err
	}
	v, err := sheets.Show(ctx, id, 0)
	if err != nil {
		return agent.Version{}, err
	}
	if v.State == agent.StateApproved {
		return v, nil
	}
	for n := v.Number - 1; n > 0; n-- {
		older, err := sheets.Show(ctx, v.ID, n)
		if err != nil {
			return agent.Version{}, err
		}
		if older.State == agent.StateApproved {
			return older, nil
		}
	}
	return v, nil
}

// NoteEvent keeps something that happened to what is measured, as a named person says it. The sheet and the metrics may be
// named by a beginning or by words; a control that is of no metric in particular is of that of the sheet's gate, or else of
// its outcome.
func (a *App) NoteEvent(ctx context.Context, e readings.Event, by agent.Actor) (agent.Proposal, readings.Event, error) {
	book, err := a.Readings(ctx)
	if err != nil {
		return agent.Proposal{}, e, err
	}
	if e.Sheet != "" {
		v, err := a.standing(ctx, e.Sheet)
		if err != nil {
			return agent.Proposal{}, e, err
		}
		e.Sheet = v.ID
		if e.Control != "" && e.Of == "" {
			e.Of = cmp.Or(v.Fields.Gate.Condition.Match.Metric, v.Fields.Mechanism.Outcome.Match.Metric)
		}
	}
	for _, name := range []*string{&e.Control, &e.Of} {
		if *name, err = a.metricNamed(ctx, *name); err != nil {
			return agent.Proposal{}, e, err
		}
	}
	p, err := book.Note(ctx, e, by)
	return p, e, err
}

// metricNamed gives the id of a metric in use that is named by its id or by words; "" for "".
func (a *App) metricNamed(ctx context.Context, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	g, err := a.glossary(ctx)
	if err != nil {
		return "", err
	}
	m, err := g.InUse(ctx, name)
	return m.ID(), err
}

// SignalStatus is a metric with how well its readings are up to date.
type SignalStatus struct {
	Metric  semantic.Metric
	Source  string // "" when none is configured
	Newest  string // ISO date of the newest complete period; "" for none
	Value   float64
	Fetched time.Time // of the newest fetch; zero for never
	Failure string    // of the newest fetch
	Late    bool      // the newest period that is due is missing
	// Redefined says that the newest value was fetched by another definition than the metric has now.
	Redefined bool
	Next      string // what to do; may be empty
}

// SignalStatuses gives every metric that a standing sheet names or of which readings were fetched, by id.
func (a *App) SignalStatuses(ctx context.Context, asOf time.Time) ([]SignalStatus, error) {
	book, err := a.Readings(ctx)
	if err != nil {
		return nil, err
	}
	if asOf.IsZero() {
		asOf = a.Now()
	}
	fetches, err := book.Fetches(ctx, "")
	if err != nil {
		return nil, err
	}
	last := map[string]readings.Fetch{}
	for _, f := range fetches {
		last[f.Metric] = f
	}
	ids, err := a.metricsOfSheets(ctx, "")
	if err != nil {
		return nil, err
	}
	for metric := range last {
		ids = append(ids, metric)
	}
	defined, err := a.defined(ctx, ids...)
	if err != nil {
		return nil, err
	}
	out := []SignalStatus{}
	for _, id := range slices.Sorted(maps.Keys(defined)) {
		m, f := defined[id], last[id]
		status := SignalStatus{Metric: m, Fetched: f.At, Failure: f.Failure}
		if status.Source, _, err = a.sourceOf(m); err != nil {
			status.Next = fault.Next(err)
		}
		h, err := book.History(ctx, m, asOf)
		if err != nil {
			return nil, err
		}
		for _, p := range h.Series.Points {
			if p.Complete {
				status.Newest, status.Value = p.Label(), p.Value
			}
		}
		if status.Redefined = h.Redefined(); status.Redefined && status.Next == "" {
			status.Next = "It is defined otherwise since; fetch it again: plumb signals fetch " + m.ID()
		}
		status.Late = status.Newest < readings.Due(m, asOf).Format(time.DateOnly)
		out = append(out, status)
	}
	return out, nil
}

// SignalHistory is what is kept of a metric, judged.
type SignalHistory struct {
	Metric    semantic.Metric
	Sheet     string // id of the approved sheet as whose review it is judged; "" when it is judged alone
	History   readings.History
	Judgement signal.Judgement
	Fetches   []readings.Fetch
}

// ShowSignal gives what is kept of a metric that is named by its id or by words, judged as of a moment; zero is now.
func (a *App) ShowSignal(ctx context.Context, name string, asOf time.Time) (SignalHistory, error) {
	book, err := a.Readings(ctx)
	if err != nil {
		return SignalHistory{}, err
	}
	g, err := a.glossary(ctx)
	if err != nil {
		return SignalHistory{}, err
	}
	shown, err := g.Show(ctx, name)
	if err != nil {
		return SignalHistory{}, err
	}
	if asOf.IsZero() {
		asOf = a.Now()
	}
	out := SignalHistory{Metric: shown.Newest.Metric}
	if out.History, err = book.History(ctx, out.Metric, asOf); err != nil {
		return out, err
	}
	if out.Fetches, err = book.Fetches(ctx, out.Metric.ID()); err != nil {
		return out, err
	}
	sheet, err := a.sheetOf(ctx, out.Metric.ID())
	if err != nil {
		return out, err
	}
	if sheet != "" {
		in, err := a.reviewInput(ctx, sheet, asOf)
		if err != nil {
			return out, err
		}
		if judged, ok := review.Judged(in, out.Metric.ID()); ok {
			out.Sheet, out.Judgement = sheet, judged
			return out, nil
		}
	}
	out.Judgement, err = signal.Judge(out.History.Series, signal.Options{AsOf: asOf, Freshness: readings.Freshness(out.Metric)})
	return out, err
}

// sheetOf gives the id of the approved sheet whose review judges a metric, the one whose mechanism started last where there
// are several; "" for none.
func (a *App) sheetOf(ctx context.Context, metric string) (string, error) {
	versions, err := a.approved(ctx)
	if err != nil {
		return "", err
	}
	book, err := a.Readings(ctx)
	if err != nil {
		return "", err
	}
	id, latest := "", ""
	for _, v := range versions {
		if !slices.Contains(review.Metrics(v.Sheet), metric) {
			continue
		}
		events, err := a.eventsOf(ctx, book, v)
		if err != nil {
			return "", err
		}
		started := ""
		for _, e := range events {
			if e.Kind == readings.Start {
				started = max(started, e.On)
			}
		}
		if id == "" || started > latest {
			id, latest = v.ID, started
		}
	}
	return id, nil
}
