package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/evals"
	"github.com/plumbline-dev/plumb/evals/result"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// The folders of public data.
const (
	recordsFolder     = "transcripts" // invented records lie beside their labels
	definitionsFolder = "semantic"
	attacksFolder     = "attacks"
)

// AllSuites names every suite.
const AllSuites = "all"

const opEval = "app.eval"

// EvalRequest says what is measured, and on what.
type EvalRequest struct {
	Suite   string // name, or AllSuites
	Engine  Engine // the model stands in for the builtin engine where a suite knows both
	Replay  bool   // use recorded replies where a suite has some
	Repeats int    // how often a model is asked each case; 0 is once
	Data    string // folder of public data; "" for none
	Cases   string // folder of labels; "" for those of a clone
	Records string // folder of the records that labels are about; "" for beside the labels, or the public data
	Metrics string // definitions, a file or a folder; "" for those of the example
	Rescore string // folder of a run whose drafts are scored again; "" to draft
	Out     string // folder to keep the run in; "" for none
	Program string // release of plumb
}

// EvalSuite is one thing about plumb that is measured.
type EvalSuite struct {
	Name  string
	Short string
	Long  string

	needsData bool // whether there is nothing to measure without public data
	replies   bool // whether there are recorded replies
	model     bool // whether a model can be measured
	measures  []result.Measure
	run       func(a *App, ctx context.Context, r EvalRequest) (evals.Outcome, error)
}

// EvalSuites lists the suites in the order in which they are run.
func EvalSuites() []EvalSuite {
	return []EvalSuite{parsingSuite(), citingSuite(), draftingSuite(), linkingSuite(), judgingSuite(), narratingSuite(), injectionSuite(), askingSuite()}
}

// EvalRun is what came of the suites: their figures in the shape that all have, and what each reports by itself.
type EvalRun struct {
	result.Run
	Reports map[string]fmt.Stringer `json:"reports"` // by suite
	LeftOut []string                `json:"left_out"`
}

// EvalReport prints what a suite reports.
func (r EvalRun) EvalReport(suite string) string {
	if report := r.Reports[suite]; report != nil {
		return report.String()
	}
	return ""
}

// Broken lists the promises that do not hold.
func (r EvalRun) Broken() []string {
	var out []string
	for _, s := range r.Suites {
		out = append(out, s.Broken()...)
	}
	return out
}

// Promises counts the promises that were measured, and those that hold.
func (r EvalRun) Promises() result.Promises {
	var p result.Promises
	for _, s := range r.Suites {
		p = p.Add(s.Promises())
	}
	return p
}

// Eval runs one suite or all of them, and keeps the run if it is asked to. Began is told of each suite before it runs.
func (a *App) Eval(ctx context.Context, r EvalRequest, began func(EvalSuite)) (EvalRun, error) {
	out := EvalRun{Run: result.Run{Schema: result.SchemaVersion, Program: r.Program, At: a.Now().UTC().Truncate(time.Second), Suites: []result.SuiteRun{}}, Reports: map[string]fmt.Stringer{}, LeftOut: []string{}}
	suites, left, err := r.suites()
	if err != nil {
		return out, err
	}
	out.LeftOut = left
	if r.Out != "" {
		if err := result.Free(r.Out); err != nil {
			return out, err
		}
	}
	var trials []result.Trial
	var generations []result.Generation
	for _, s := range suites {
		began(s)
		begun := time.Now()
		o, err := s.run(a, ctx, r)
		if err != nil {
			return out, err
		}
		run := result.SuiteRun{Suite: s.Name, Engine: o.Engine, Repeats: max(1, r.Repeats), Prompts: o.Prompts, Data: o.Data, Notes: o.Notes, Measures: s.measures, Curve: o.Curve,
			Millis: float64(time.Since(begun).Milliseconds())}
		run.Summarise(o.Trials)
		out.Suites = append(out.Suites, run)
		out.Reports[s.Name] = o.Report
		trials, generations = append(trials, o.Trials...), append(generations, o.Generations...)
	}
	out.Trials = len(trials)
	if r.Out == "" {
		return out, nil
	}
	return out, result.Save(r.Out, out.Run, trials, generations)
}

// suites gives the suites that are asked for, and says which of all are left out for want of data.
func (r EvalRequest) suites() (run []EvalSuite, left []string, err error) {
	for _, s := range EvalSuites() {
		switch {
		case r.Suite != AllSuites && r.Suite != s.Name:
		case s.needsData && r.Data == "" && r.Suite == AllSuites:
			left = append(left, s.Name+" needs public data (--data)")
		case s.needsData && r.Data == "":
			return nil, nil, fault.Newf(fault.Usage, opEval, "the suite %s needs --data", s.Name).Do("For example: plumb eval run --suite %s --data ../shared/data", s.Name)
		default:
			run = append(run, s)
		}
	}
	return run, left, r.check(run)
}

// check refuses what the suites do not know.
func (r EvalRequest) check(run []EvalSuite) error {
	wrong := func(what, next string) error { return fault.New(fault.Usage, opEval, what, next) }
	some := func(can func(EvalSuite) bool) bool { return slices.ContainsFunc(run, can) }
	switch {
	case r.Engine == EngineModel && !some(func(s EvalSuite) bool { return s.model }):
		return wrong("the suite "+r.Suite+" measures no model", "Leave --engine out; drafting measures one.")
	case r.Replay && !some(func(s EvalSuite) bool { return s.replies }):
		return wrong("the suite "+r.Suite+" has no recorded replies", "Leave --replay out; drafting and narrating have some.")
	case r.Replay && r.Engine == EngineModel:
		return wrong("--replay asks no model, and --engine model does", "Choose one of them.")
	case r.Repeats > 1 && r.Engine != EngineModel:
		return wrong("--repeats is for --engine model: all else gives the same every time", "Leave --repeats out, or add --engine model.")
	case r.Repeats < 0:
		return wrong("--repeats is a number of times", "Give a number from 1 on.")
	case r.Rescore != "" && (r.Suite != "drafting" || r.Replay || r.Engine == EngineModel):
		return wrong("--rescore scores stored drafts again, and drafts nothing", "Give it with --suite drafting, and without --replay and --engine.")
	case r.Records != "" && r.Cases == "":
		return wrong("--records says where the records of your own labels are, and --cases says where the labels are", "Give --cases, too.")
	case r.Suite == AllSuites && (r.Cases != "" || r.Records != "" || r.Metrics != ""):
		return wrong("--cases, --records and --metrics are for one suite", "Name it: --suite drafting or --suite linking.")
	}
	return nil
}

// casesOr gives the folder of labels.
func (r EvalRequest) casesOr(kind string) string {
	if r.Cases != "" {
		return r.Cases
	}
	return filepath.Join("evals", "cases", kind)
}

// recordings gives the folder of recorded replies in a clone.
func recordings() string { return filepath.Join("evals", "recordings") }

// setsOf gives the folders of labels: those below cases, or cases itself where the labels lie in it.
func setsOf(cases string) ([]string, error) {
	entries, err := os.ReadDir(cases)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(err, fault.Unavailable, opEval, "the labels cannot be read", "Check the folder given with --cases.")
	}
	var sets []string
	for _, e := range entries {
		switch ext := filepath.Ext(e.Name()); {
		case e.IsDir():
			sets = append(sets, filepath.Join(cases, e.Name()))
		case ext == ".yaml" || ext == ".jsonl":
			return []string{cases}, nil
		}
	}
	if len(sets) == 0 {
		return nil, fault.Newf(fault.NotFound, opEval, "there are no labels in %s", cases).
			Do("Run this in a clone of plumb, or say where the labels are with --cases.")
	}
	return sets, nil
}

// EvalComparison is what changed between two runs.
type EvalComparison = result.Comparison

// CompareEvals holds a run against an earlier one, both in their folders.
func (a *App) CompareEvals(before, after string, margin, maxCost float64) (EvalComparison, error) {
	was, err := result.Open(before)
	if err != nil {
		return EvalComparison{}, err
	}
	now, err := result.Open(after)
	if err != nil {
		return EvalComparison{}, err
	}
	return result.Compare(was, now, result.Limits{Margin: margin, MaxCost: maxCost})
}

// EvalPages is a run as people read it.
type EvalPages struct {
	Markdown, HTML []byte
}

// ReportEval makes the pages of a run in a folder.
func (a *App) ReportEval(folder string) (EvalPages, error) {
	s, err := result.Open(folder)
	if err != nil {
		return EvalPages{}, err
	}
	var markdown, html strings.Builder
	if err := errors.Join(result.Markdown(&markdown, s), result.HTML(&html, s)); err != nil {
		return EvalPages{}, err
	}
	return EvalPages{Markdown: []byte(markdown.String()), HTML: []byte(html.String())}, nil
}

// EvalTurned is a case that came out differently.
type EvalTurned = result.Turned
