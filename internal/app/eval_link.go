package app

import (
	"context"
	"path/filepath"

	"github.com/plumbline-dev/plumb/evals"
	"github.com/plumbline-dev/plumb/evals/result"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
	"github.com/plumbline-dev/plumb/semantic/link"
)

func linkingSuite() EvalSuite {
	return EvalSuite{
		Name: "linking", Short: "how well terms are linked to definitions", measures: evals.LinkingMeasures(), run: (*App).evalLinking,
		Long: `Looks up terms whose meaning is known, with plumb as it is delivered (no model) and with two plain engines:
n-grams and BM25, each of which links to its first candidate when that holds most of the words. Without --data
only the labelled terms of the example are looked up. The sets:

  otel-renamed             old names of OpenTelemetry metrics, looked up among the new ones
  metrichub-names          what people call a metric of Mozilla; nobody's label is in the catalogue
  metrichub-descriptions   first sentences of descriptions; no description is in the catalogue
  ossie-synonyms, -fields  synonyms in semantic models; no synonym is in the catalogue
  foreign-...              terms of another catalogue, and phrases of meetings: nothing may be linked
  removed-...              a metric was taken out: its names may not be linked to a neighbour
  twins-...                two metrics differ in one thing, which the term leaves out, or tells (-told)
  teams                    two teams define one name in different ways; -told says whose is meant
  aliases                  terms that a person approved; -elsewhere asks for them from another team
  example-...              labelled terms over the definitions in docs/example

A set with -product looks terms up in the catalogue of one product, its namesake in that of all. A target that is
reached is marked as met. --json has the intervals and everything that was counted.

Your own catalogue: --metrics PATH takes every label, synonym and alias out, one after the other, and looks it up
among the rest (own-...), and takes metrics out altogether (own-removed). The table at the end shows what it would
bring to trust first candidates from a score on: how many terms that covers, and how many of these are right.
--cases FOLDER has labelled terms of yours instead, a JSON object on each line: {"term": "weekly actives",
"context": "", "team": "", "outcome": "linked", "metric": "growth.weekly_active_shops"}`,
	}
}

func (a *App) evalLinking(ctx context.Context, r EvalRequest) (evals.Outcome, error) {
	suites, data, err := a.linkSuites(ctx, r)
	if err != nil {
		return evals.Outcome{}, err
	}
	report, err := evals.Link(ctx, suites, append([]evals.LinkEngine{builtinEngine()}, evals.LinkBaselines()...)...)
	if err != nil {
		return evals.Outcome{}, err
	}
	out := evals.Outcome{Report: report, Engine: builtinEngine().Name, Trials: report.Trials(), Data: data}
	if r.Metrics != "" {
		out.Curve = report.CurveOf(out.Engine)
		out.Report = evals.LinkCurve{LinkReport: report, Curve: out.Curve}
	}
	return out, nil
}

// linkSuites gives the terms: those of the public data, and those of the example or of a catalogue of one's own.
func (a *App) linkSuites(ctx context.Context, r EvalRequest) ([]evals.LinkSuite, []result.Datum, error) {
	var suites []evals.LinkSuite
	var data []result.Datum
	if r.Data != "" {
		folder := filepath.Join(r.Data, definitionsFolder)
		public, err := evals.PublicLinkSuites(ctx, folder)
		if err != nil {
			return nil, nil, err
		}
		if data, err = evals.Files(r.Data, folder); err != nil {
			return nil, nil, err
		}
		suites = public
	}
	metrics, cases := r.Metrics, r.casesOr("link")
	if metrics == "" {
		metrics = filepath.Join("docs", "example", "metrics")
	}
	own := r.Metrics != "" && r.Cases == ""
	if !own && !exists(cases) || !exists(metrics) {
		return nil, nil, fault.Newf(fault.NotFound, opEval, "there are no labelled terms in %s, or no definitions for them in %s", cases, metrics).
			Do("Run this in a clone of plumb, or say where they are with --cases and --metrics.")
	}
	files, err := a.readMetrics(ctx, []string{metrics}, format.Options{})
	if err != nil {
		return nil, nil, err
	}
	catalogue := onTop(semantic.Catalogue{}, files)
	paths := []string{metrics}
	var more []evals.LinkSuite
	if own {
		more, err = evals.OwnLinkSuites(catalogue)
	} else {
		paths = append(paths, cases)
		more, err = evals.LabelledLinkSuites(cases, catalogue)
	}
	if err != nil {
		return nil, nil, err
	}
	for _, path := range paths {
		hashed, err := evals.Files(path, path)
		if err != nil {
			return nil, nil, err
		}
		data = append(data, hashed...)
	}
	return append(suites, more...), data, nil
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
