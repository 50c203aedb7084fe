package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func (s *session) evalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "eval",
		Short:   "Measure how good plumb is where the right answers are known",
		GroupID: groupCheck,
		Long: `Measures reading, citing, drafting, linking, judging, narrating and asking where the right answers are known, and what
attacks can bring about, and prints the figures that the README shows. Runs can be kept, compared and shown as a page.`,
		Example: `  plumb eval run --suite all --data ../shared/data --out before
  plumb eval compare before after
  plumb eval report after --html after.html`,
	}
	return group(cmd, s.evalRunCommand(), s.evalCompareCommand(), s.evalReportCommand(), s.evalRecordCommand())
}

// evalRunCommand runs suites.
func (s *session) evalRunCommand() *cobra.Command {
	var r app.EvalRequest
	var engine string
	var asJSON bool
	suites := app.EvalSuites()
	names := []string{app.AllSuites}
	for _, suite := range suites {
		names = append(names, suite.Name)
	}
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Run a suite, or all of them",
		Long:  evalRunHelp(suites),
		Example: `  plumb eval run --suite drafting --data ../shared/data
  plumb eval run --suite all --data ../shared/data --replay --out before
  plumb eval run --suite linking --metrics our/metrics
  plumb eval run --suite drafting --cases our/labels --records our/meetings --engine model --repeats 3`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if r.Suite == "" {
				return usage(cmd.CommandPath()+" needs --suite").Do("For example: %s", firstExample(cmd))
			}
			if err := oneOf("--suite", r.Suite, names...); err != nil {
				return err
			}
			if err := oneOf("--engine", engine, string(app.EngineBuiltin), string(app.EngineModel)); err != nil {
				return err
			}
			r.Engine, r.Program = app.Engine(engine), release
			return s.runEval(cmd, r, asJSON)
		},
	}
	f := cmd.Flags()
	f.StringVar(&r.Suite, "suite", "", "the suite by its `NAME`: "+strings.Join(names, ", "))
	f.StringVar(&engine, "engine", string(app.EngineBuiltin), "what is measured: builtin, or the configured model (drafting)")
	f.BoolVar(&r.Replay, "replay", false, "use recorded replies in place of a model (drafting, narrating)")
	f.IntVar(&r.Repeats, "repeats", 1, "how often a model is asked each case")
	f.StringVar(&r.Data, "data", "", "the `FOLDER` of public data, with transcripts, semantic and attacks in it")
	f.StringVar(&r.Cases, "cases", "", "the `FOLDER` of labels (default: the one in a clone of plumb, below evals/cases)")
	f.StringVar(&r.Records, "records", "", "the `FOLDER` of the records that --cases is about (default: beside the labels)")
	f.StringVar(&r.Metrics, "metrics", "", "`PATH` of your own definitions, for linking")
	f.StringVar(&r.Rescore, "rescore", "", "score the drafts again that were kept in this `FOLDER`")
	f.StringVar(&r.Out, "out", "", "keep the run in this new `FOLDER`: run.json, trials.jsonl, generations.jsonl")
	completeFlag(cmd, "suite", names...)
	completeFlag(cmd, "engine", string(app.EngineBuiltin), string(app.EngineModel))
	jsonFlag(cmd, &asJSON)
	return cmd
}

// evalRunHelp says what every suite measures.
func evalRunHelp(suites []app.EvalSuite) string {
	var b strings.Builder
	b.WriteString("Measures one suite, or all of them, and prints its tables. Promises are measured, too: when one does not hold in every\ntrial, the command fails.\n")
	for _, suite := range suites {
		fmt.Fprintf(&b, "\n%s: %s\n%s\n", suite.Name, suite.Short, shifted(suite.Long))
	}
	return strings.TrimSpace(b.String())
}

func shifted(text string) string {
	return "  " + strings.ReplaceAll(strings.ReplaceAll(text, "\n", "\n  "), "\n  \n", "\n\n")
}

func (s *session) runEval(cmd *cobra.Command, r app.EvalRequest, asJSON bool) error {
	a, err := s.app()
	if err != nil {
		return err
	}
	run, err := a.Eval(cmd.Context(), r, func(suite app.EvalSuite) { s.tell("Measuring %s: %s.", suite.Name, suite.Short) })
	if err != nil {
		return err
	}
	if asJSON {
		err = s.printJSON(run)
	} else {
		s.printEval(r, run)
	}
	if r.Out != "" {
		s.tell("Kept in %s. Look at it with plumb eval report %s.", r.Out, r.Out)
	}
	if broken := run.Broken(); err == nil && len(broken) > 0 {
		return fault.New(fault.Invalid, "cli.eval", "promises do not hold: "+strings.Join(broken, "; "), "Keep the run with --out, and see which cases failed with plumb eval report.")
	}
	return err
}

func (s *session) printEval(r app.EvalRequest, run app.EvalRun) {
	for i, suite := range run.Suites {
		if len(run.Suites) > 1 {
			if i > 0 {
				_, _ = fmt.Fprintln(s.out)
			}
			_, _ = fmt.Fprintf(s.out, "%s: %s\n\n", strings.ToUpper(suite.Suite), shortOf(suite.Suite))
		}
		_, _ = fmt.Fprint(s.out, run.EvalReport(suite.Suite))
		for _, note := range suite.Notes {
			_, _ = fmt.Fprintf(s.out, "\n%s\n", note)
		}
	}
	if promises := run.Promises(); promises.Made > 0 {
		_, _ = fmt.Fprintf(s.out, "\n%s\n", promises)
	}
	for _, left := range run.LeftOut {
		_, _ = fmt.Fprintf(s.out, "Not measured: %s.\n", left)
	}
	if r.Suite == app.AllSuites && r.Data == "" {
		_, _ = fmt.Fprintln(s.out, "Without public data, drafting and linking were measured on invented material alone.")
	}
}

func shortOf(name string) string {
	for _, suite := range app.EvalSuites() {
		if suite.Name == name {
			return suite.Short
		}
	}
	return ""
}
