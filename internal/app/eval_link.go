package app

import (
	"context"
	"path/filepath"

	"github.com/plumbline-dev/plumb/evals"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
	"github.com/plumbline-dev/plumb/semantic/link"
)

// definitionsFolder is where published definitions lie in the folder of public data.
const definitionsFolder = "semantic"

// LinkEvalRequest says what linking is measured on.
type LinkEvalRequest struct {
	Data    string // folder of public data; "" for the labelled terms alone
	Cases   string // folder of labelled terms
	Metrics string // the definitions that they are about: a file or a folder
}

// LinkEval says how well terms are linked by plumb, as it is delivered, and by plain engines.
type LinkEval struct {
	evals.LinkReport
	Targets []LinkTarget `json:"targets"`
}

// LinkTarget is what a share should be, and what it is.
type LinkTarget struct {
	evals.LinkTarget
	Share evals.Share `json:"share"`
	Met   bool        `json:"met"`
}

// Missed counts the targets that are not met.
func (e LinkEval) Missed() int {
	missed := 0
	for _, t := range e.Targets {
		if !t.Met {
			missed++
		}
	}
	return missed
}

// EvalLink looks up every term of every suite with plumb's own engine and with the plain ones.
func (a *App) EvalLink(ctx context.Context, r LinkEvalRequest) (LinkEval, error) {
	suites, err := a.linkSuites(ctx, r)
	if err != nil {
		return LinkEval{}, err
	}
	report, err := evals.Link(ctx, suites, append([]evals.LinkEngine{builtinEngine()}, evals.LinkBaselines()...)...)
	return LinkEval{report, targetsOf(report)}, err
}

func (a *App) linkSuites(ctx context.Context, r LinkEvalRequest) ([]evals.LinkSuite, error) {
	var suites []evals.LinkSuite
	if r.Data != "" {
		public, err := evals.PublicLinkSuites(ctx, filepath.Join(r.Data, definitionsFolder))
		if err != nil {
			return nil, err
		}
		suites = public
	}
	if !exists(r.Cases) || !exists(r.Metrics) {
		return nil, fault.Newf(fault.NotFound, "app.eval", "there are no labelled terms in %s, or no definitions for them in %s", r.Cases, r.Metrics).
			Do("Run this in a clone of plumb, or say where they are with --cases and --metrics.")
	}
	files, err := a.readMetrics(ctx, []string{r.Metrics}, format.Options{})
	if err != nil {
		return nil, err
	}
	labelled, err := evals.LabelledLinkSuites(r.Cases, onTop(semantic.Catalogue{}, files))
	return append(suites, labelled...), err
}

// builtinEngine links as plumb does where no model is configured.
func builtinEngine() evals.LinkEngine {
	return evals.LinkEngine{Name: "plumb", Over: func(ctx context.Context, c semantic.Catalogue) (evals.LinkFunc, error) {
		linker, err := builtinLinker(ctx, c)
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context, q evals.LinkQuery) (semantic.Match, error) {
			return linker.Link(ctx, link.Query{Term: q.Term, Context: q.Context, Team: q.Team})
		}, nil
	}}
}

// targetsOf holds what the first engine of a report reached against the targets of the suites that it holds.
func targetsOf(report evals.LinkReport) []LinkTarget {
	targets := []LinkTarget{}
	for _, table := range report.Tables() {
		for _, row := range table.Rows {
			if row.Target != nil {
				targets = append(targets, LinkTarget{*row.Target, row.Shares[0], row.Met()})
			}
		}
	}
	return targets
}
