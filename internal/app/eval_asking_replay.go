package app

import (
	"bytes"
	"cmp"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/evals"
	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

const opReplay = "app.replay"

// replayed is a workspace that questions are asked about, made step by step in a home of its own.
type replayed struct {
	*App
	ids   map[string]string // of what the steps made, by the name that they give it
	actor string            // who acts where a step does not say
	clock time.Time         // what time it is in the workspace
	base  string            // the folder that paths start in

	built   map[time.Time][]review.Review // the weekly notes that were built, by their moments
	records []*agent.Transcript           // that are kept; nil until they were needed
}

// replay makes a workspace in an empty folder. The database is a file in it, or the empty one that is named by its URL. The
// caller closes what is returned, also with an error.
func replay(ctx context.Context, w evals.Workspace, home, database string) (*replayed, error) {
	r := &replayed{
		ids: map[string]string{}, actor: w.Actor, base: w.Folder, clock: time.Date(2026, time.January, 5, 0, 0, 0, 0, time.UTC),
		built: map[time.Time][]review.Review{},
	}
	settings, err := settingsOf(w, home, database)
	if err != nil {
		return r, err
	}
	r.App = New(Config{Settings: settings, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return r.clock }})
	for i, step := range w.Steps {
		if step.At.Before(r.clock) {
			return r, fault.Newf(fault.Invalid, opReplay, "step %d of the workspace is before the one before it", i+1).Do("Put the steps in the order of their times.")
		}
		r.clock = step.At
		if err := r.do(ctx, step); err != nil {
			return r, fault.Wrap(err, fault.KindOf(err), opReplay, "the step of "+step.At.Format(time.DateTime)+" in the workspace failed", fault.Next(err))
		}
	}
	return r, nil
}

// settingsOf gives the settings of a workspace, whose sources lie in its own folder.
func settingsOf(w evals.Workspace, home, database string) (config.Config, error) {
	sources := map[string]map[string]any{}
	for name, node := range w.Sources {
		var s map[string]any
		if err := node.Decode(&s); err != nil {
			return config.Config{}, fault.Wrap(err, fault.Invalid, opReplay, "the source "+name+" of the workspace is not written as it has to be", "")
		}
		if path, ok := s["path"].(string); ok {
			s["path"] = filepath.Join(w.Folder, path)
		}
		sources[name] = s
	}
	text, err := yaml.Marshal(map[string]any{"sources": sources})
	if err != nil {
		return config.Config{}, err
	}
	if err := os.WriteFile(filepath.Join(home, config.FileName), text, 0o600); err != nil {
		return config.Config{}, fault.Wrap(err, fault.Unavailable, opReplay, "the folder "+home+" cannot be written to", "")
	}
	environment := map[string]string{config.EnvHome: filepath.Join(home, "home"), config.EnvDatabase: database}
	return config.Load(config.Place{Dir: home, Getenv: func(name string) string { return environment[name] }})
}

func (r *replayed) do(ctx context.Context, s evals.Step) error {
	switch {
	case len(s.Import) > 0:
		_, err := r.ImportMetrics(ctx, ImportRequest{Paths: r.paths(s.Import)})
		return err
	case s.Draft != nil:
		drafted, err := r.Draft(ctx, DraftRequest{Paths: r.paths(s.Draft.Records), Team: s.Draft.Team, Engine: EngineBuiltin})
		r.ids[s.Draft.As] = drafted.Version.ID
		return err
	case s.Edit != nil:
		return r.edit(ctx, *s.Edit)
	case s.Link != nil:
		return r.link(ctx, *s.Link)
	case s.Approve != nil:
		return r.settle(ctx, *s.Approve, false)
	case s.Reject != nil:
		return r.settle(ctx, *s.Reject, true)
	case s.Event != nil:
		return r.note(ctx, *s.Event)
	case s.Fetch != nil:
		return r.fetch(ctx, *s.Fetch)
	case s.Review != nil:
		return r.review(ctx, *s.Review)
	case s.Decide != nil:
		return r.decide(ctx, *s.Decide)
	}
	return fault.New(fault.Invalid, opReplay, "it does nothing", "Give it one of the keys of evals.Step.")
}

func (r *replayed) edit(ctx context.Context, s evals.EditStep) error {
	by, base, err := r.sheetBy(ctx, s.Sheet, s.By)
	if err != nil {
		return err
	}
	var markdown bytes.Buffer
	if err := render.Markdown(&markdown, base); err != nil {
		return err
	}
	text := markdown.String()
	for _, change := range s.Changes {
		if text, err = change.Apply(text); err != nil {
			return err
		}
	}
	edited, err := render.ParseMarkdown(strings.NewReader(text), base.Sheet)
	if err != nil {
		return err
	}
	_, err = r.ReviseSheet(ctx, base, edited, by)
	return err
}

func (r *replayed) link(ctx context.Context, s evals.LinkStep) error {
	by, base, err := r.sheetBy(ctx, s.Sheet, s.By)
	if err != nil {
		return err
	}
	_, err = r.LinkSheet(ctx, LinkRequest{Base: base, Choices: []Choice{{Places: s.Places, Metric: s.Metric}}, By: by})
	return err
}

// sheetBy gives whoever acts on a sheet, and its newest version.
func (r *replayed) sheetBy(ctx context.Context, sheet, by string) (agent.Actor, agent.Version, error) {
	person, err := r.person(by)
	if err != nil {
		return person, agent.Version{}, err
	}
	sheets, err := r.Sheets(ctx)
	if err != nil {
		return person, agent.Version{}, err
	}
	v, err := sheets.Show(ctx, r.ids[sheet], 0)
	return person, v, err
}

// settle approves or rejects exactly the newest version.
func (r *replayed) settle(ctx context.Context, s evals.ApproveStep, reject bool) error {
	by, err := r.person(s.By)
	if err != nil {
		return err
	}
	if s.Sheet != "" {
		_, v, err := r.sheetBy(ctx, s.Sheet, s.By)
		if err != nil {
			return err
		}
		sheets, err := r.Sheets(ctx)
		if err != nil {
			return err
		}
		if reject {
			_, err = sheets.Reject(ctx, v.ID, v.ContentHash, by, s.Reason)
			return err
		}
		_, err = sheets.Approve(ctx, v.ID, v.ContentHash, by)
		return err
	}
	desk, err := r.ReviewDesk(ctx)
	if err != nil {
		return err
	}
	kind, id := agent.KindReview, r.ids[s.Review]
	if s.Decision != "" {
		kind, id = agent.KindDecision, r.ids[s.Decision]
	}
	p, err := desk.Find(ctx, kind, id, 0)
	if err != nil {
		return err
	}
	if reject {
		_, err = desk.Reject(ctx, kind, id, p.ContentHash, by, s.Reason)
		return err
	}
	if kind == agent.KindReview {
		_, err = desk.Approve(ctx, kind, id, p.ContentHash, by)
		return err
	}
	log, err := r.Decisions(ctx)
	if err != nil {
		return err
	}
	_, err = log.Approve(ctx, id, p.ContentHash, by)
	return err
}

func (r *replayed) note(ctx context.Context, s evals.EventStep) error {
	by, err := r.person(s.By)
	if err != nil {
		return err
	}
	_, _, err = r.NoteEvent(ctx, readings.Event{
		Kind: readings.EventKind(s.Kind), On: s.On, Until: s.Until, Text: s.Text, Sheet: r.ids[s.Sheet], Control: s.Control, Randomised: s.Randomised,
	}, by)
	return err
}

func (r *replayed) fetch(ctx context.Context, s evals.FetchStep) error {
	moment, err := eveningOf(s.AsOf)
	if err != nil {
		return err
	}
	fetched, err := r.FetchSignals(ctx, FetchRequest{Metrics: s.Metrics, AsOf: moment})
	if err != nil {
		return err
	}
	for _, f := range fetched {
		if f.State == readings.StateFailed {
			return fault.Newf(fault.Unavailable, opReplay, "%s was not fetched: %s", f.Metric, f.Failure).Do("%s", f.Next)
		}
	}
	return nil
}

func (r *replayed) review(ctx context.Context, s evals.ReviewStep) error {
	moment, err := eveningOf(s.AsOf)
	if err != nil {
		return err
	}
	v, err := r.DraftReview(ctx, r.ids[s.Sheet], moment, EngineBuiltin)
	r.ids[s.As] = v.ID
	return err
}

func (r *replayed) decide(ctx context.Context, s evals.DecisionStep) error {
	by, err := r.person(s.By)
	if err != nil {
		return err
	}
	d := decision.Decision{Date: r.clock.Format(time.DateOnly)}
	switch {
	case s.Review != "":
		d, err = r.DecisionOfReview(ctx, r.ids[s.Review])
	case s.Sheet != "":
		d, err = r.DecisionOfSheet(ctx, r.ids[s.Sheet])
	}
	if err != nil {
		return err
	}
	if s.Choice != "" {
		d = d.Choose(decision.Choice(s.Choice))
	}
	d.Title, d.Text, d.Rationale = cmp.Or(s.Title, d.Title), cmp.Or(s.Text, d.Text), cmp.Or(s.Rationale, d.Rationale)
	d.Owner, d.RevisitBy, d.Replaces = cmp.Or(s.Owner, d.Owner), cmp.Or(s.RevisitBy, d.RevisitBy), cmp.Or(r.ids[s.Replaces], d.Replaces)
	if len(s.RuledOut) > 0 {
		d.RuledOut = s.RuledOut
	}
	if s.Prediction != "" {
		d.Prediction = d.Prediction.Predict(s.Prediction)
	}
	if s.Confidence > 0 {
		d.Prediction.Confidence = s.Confidence
	}
	log, err := r.NewDecisions(ctx)
	if err != nil {
		return err
	}
	if d, _, err = r.DefinedPrediction(ctx, d); err != nil {
		return err
	}
	e, _, err := log.Draft(ctx, d, by)
	r.ids[s.As] = e.ID
	return err
}

func (r *replayed) person(name string) (agent.Actor, error) {
	return agent.Person(cmp.Or(name, r.actor))
}

// paths gives paths of the workspace as the program can open them.
func (r *replayed) paths(relative []string) []string {
	out := make([]string, len(relative))
	for i, p := range relative {
		out[i] = filepath.Join(r.base, p)
	}
	return out
}

// eveningOf gives the last moment of a day, as of which a day is looked at.
func eveningOf(day string) (time.Time, error) {
	at, err := ParseDay(day)
	return at.AddDate(0, 0, 1).Add(-time.Microsecond), err
}
