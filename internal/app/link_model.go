package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/plumbline-dev/plumb/agent/linking"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/semantic"
)

// LinkModel has the configured model put first, among the choices of an open term, the one that it takes to be meant. A person still chooses.
type LinkModel struct {
	run         *modelRun
	definitions *Definitions
	asked       int
	behind      string
}

// LinkModel begins with the configured model. The error is Unavailable when none is configured.
func (a *App) LinkModel(ctx context.Context, d *Definitions) (*LinkModel, error) {
	run, err := a.modelRun(ctx)
	if err != nil {
		return nil, err
	}
	return &LinkModel{run: run, definitions: d}, nil
}

// Order gives what was found with the likely choice first. Where the model fails it stays as it was, and no more is asked; see
// Behind. The error is that of the context.
func (l *LinkModel) Order(ctx context.Context, asked Lookup, found Found) (Found, error) {
	if o := found.Match.Outcome; l.behind != "" || o != semantic.Ambiguous && o != semantic.Conflict {
		return found, ctx.Err()
	}
	l.asked++
	m, err := linking.Choose(ctx, linking.Term{Words: found.Term, Context: asked.Context, Team: asked.Team}, found.Match, l.definitions.describe, l.run)
	if ctx.Err() != nil {
		return found, ctx.Err()
	}
	if err != nil {
		l.behind = model.Why(err)
	}
	found.Match = m
	return found, nil
}

// Behind says why the model was not asked any more, and what to do about it; "" when it was.
func (l *LinkModel) Behind() string { return l.behind }

// End takes the calls up in the audit log.
func (l *LinkModel) End(ctx context.Context) error {
	return l.run.end(context.WithoutCancel(ctx), fmt.Sprintf("link: %d open terms", l.asked))
}

// describe says what a metric measures.
func (d *Definitions) describe(metric string) string {
	i := slices.IndexFunc(d.defined.Metrics, func(m semantic.Metric) bool { return m.ID() == metric })
	if i < 0 {
		return ""
	}
	return d.defined.Metrics[i].Description
}
