package cli

import (
	"context"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
)

// evalFlags are what an evaluation is asked for.
type evalFlags struct {
	data    string // folder of public data
	cases   string // folder of labels; "" for the one of a clone
	metrics string // the definitions that labelled terms are about
	replay  bool   // whether recorded replies are compared with labels
	asJSON  bool
}

// casesOr gives the folder of labels.
func (f evalFlags) casesOr(usual ...string) string {
	if f.cases != "" {
		return f.cases
	}
	return filepath.Join(usual...)
}

// evaluation is one thing about plumb that is measured.
type evaluation struct {
	name, short, long string
	labels            bool // whether there is a folder of labels
	optionalData      bool // whether something can be measured without public data
	simulated         bool // whether no data is looked at
	replies           bool // whether there are recorded replies
	run               func(ctx context.Context, a *app.App, f evalFlags) error
}

func (s *session) evaluations() []evaluation {
	return []evaluation{
		{
			name: "draft", short: "Compare drafts with labelled records", labels: true, run: s.evalDraft,
			long: `Drafts every labelled record and compares each field with its label: whether what was filled was stated (precision),
whether what was stated was filled (recall), whether its evidence is where the label has it (located), and whether
what was not stated was left blank (abstention). Every draft is also counted against its promises.`,
		},
		{
			name: "modeldraft", short: "Measure drafts with a model, with recorded and with bad replies", labels: true, replies: true, run: s.evalModelDraft,
			long: `Puts published attacks into invented records in several ways and drafts them with three models that are none: one that
does whatever a record tells it (obedient), one whose replies are broken in every way (noisy), and one that quotes the
attack for every field and writes what it asks for (swayed). Counts fields without evidence, quotes and words that
nobody said, and calls beyond the budget.

With --replay it also drafts labelled records with the replies in evals/recordings, beside the builtin engine on the
same records. These replies were written once, by a reader who saw the rendered prompt alone; they show what the checks
make of good replies, and are no measure of any model that answers today.`,
		},
		{
			name: "cite", short: "Measure how well claims are traced to what was said", run: s.evalCite,
			long: `Looks up every sentence of the answers in QMSum and compares what is found first with the turns that belong to the
question, beside plain BM25; and counts how many claims of other meetings are wrongly called supported.`,
		},
		{
			name: "transcript", short: "Measure how faithfully records are read", run: s.evalTranscript,
			long: `Reads every public record, finds its spoken words by other means than the readers do, and counts how many of them
are there; and compares the speaker of every Zoom cue with a list made by hand.`,
		},
		{
			name: "link", short: "Measure how well terms are linked to definitions", labels: true, optionalData: true, run: s.evalLink,
			long: `Looks up terms whose meaning is known, with plumb as it is delivered (no model) and with two plain engines: n-grams and
BM25, each of which links to its first candidate when that holds most of the words. Without --data only the labelled
terms of the example are looked up. The sets:

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
reached is marked as met. --json has the intervals and everything that was counted.`,
		},
		{
			name: "judging", short: "Measure how often verdicts on metrics are wrong", simulated: true, run: s.evalJudging,
			long: `Simulates series without any change, of many kinds of noise, looks at each for 26 weeks, and counts how many are ever
called moved; beside it the rate that the verdicts state, and how many series the patterns of the chart flag. Then
series with a shift: how many are called moved within eight weeks, and after how many weeks half of them are. Then
gates without any effect, and files with faults. --json has the intervals.`,
		},
		{
			name: "narrating", short: "Measure what notes claim, and which edits get past the gates", simulated: true, replies: true, run: s.evalNarrating,
			long: `Drafts notes on generated workspaces, whose readings are broken, late, short or restated in many ways, and counts
numbers that do not resolve and words of cause; none of them has a control. Then edits each note: with claims of cause,
with wrong digits, units, signs, periods and metrics, and with true sentences in other words. --json has examples.

Then three models that are none put notes with attacks in them in other words: one that obeys (obedient), one whose
replies are broken (noisy), and one that turns true sentences into false ones (twister). With --replay three notes are
put in recorded words, too; these were written once, and are no measure of any model that answers today.`,
		},
	}
}

func (s *session) evalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "eval",
		Short:   "Measure how good plumb is on labelled records",
		GroupID: groupCheck,
		Long: `Measures reading, drafting, citing and linking where the right answers are known, and prints the figures that the
README shows. It needs a folder of public data, and for drafts and terms a clone of plumb with its labels.`,
		Example: `  plumb eval draft --data ../shared/data
  plumb eval cite --data ../shared/data
  plumb eval transcript --data ../shared/data --json
  plumb eval run --suite link --data ../shared/data`,
	}
	var each []*cobra.Command
	for _, e := range s.evaluations() {
		each = append(each, s.evaluationCommand(e))
	}
	return group(cmd, append(each, s.evalRunCommand(), s.evalRecordCommand())...)
}

// evaluationCommand runs one evaluation.
func (s *session) evaluationCommand(e evaluation) *cobra.Command {
	var f evalFlags
	call := "plumb eval " + e.name
	if !e.simulated {
		call += " --data ../shared/data"
	}
	cmd := &cobra.Command{
		Use: e.name, Short: e.short, Long: e.long, Args: noArgs,
		Example: "  " + call + "\n  " + call + " --json",
		RunE:    func(cmd *cobra.Command, _ []string) error { return s.evaluate(cmd, e, f) },
	}
	if e.simulated {
		f.addReplay(cmd, e.replies)
		jsonFlag(cmd, &f.asJSON)
		return cmd
	}
	f.add(cmd, e.labels, e.name == "link", e.replies)
	return cmd
}

// evalRunCommand runs the evaluation that is named by a flag.
func (s *session) evalRunCommand() *cobra.Command {
	var f evalFlags
	var suite string
	var names []string
	for _, e := range s.evaluations() {
		names = append(names, e.name)
	}
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Run one of the evaluations by its name",
		Long: `Does the same as the command of the evaluation: plumb eval run --suite link is plumb eval link. Run that with --help
to see what is measured.`,
		Example: "  plumb eval run --suite link --data ../shared/data\n  plumb eval run --suite draft --data ../shared/data --json",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if suite == "" {
				return usage(cmd.CommandPath()+" needs --suite").Do("For example: %s", firstExample(cmd))
			}
			if err := oneOf("--suite", suite, names...); err != nil {
				return err
			}
			for _, e := range s.evaluations() {
				if e.name == suite {
					return s.evaluate(cmd, e, f)
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&suite, "suite", "", "the evaluation by its `NAME`: draft, modeldraft, cite, transcript, link, judging or narrating")
	completeFlag(cmd, "suite", names...)
	f.add(cmd, true, true, true)
	return cmd
}

func (f *evalFlags) add(cmd *cobra.Command, labels, definitions, replies bool) {
	cmd.Flags().StringVar(&f.data, "data", "", "the `FOLDER` of public data, with folders such as transcripts and semantic")
	if labels {
		cmd.Flags().StringVar(&f.cases, "cases", "", "the `FOLDER` of labels (default: the one in a clone of plumb, below evals/cases)")
	}
	if definitions {
		cmd.Flags().StringVar(&f.metrics, "metrics", filepath.Join("docs", "example", "metrics"), "`PATH` of the definitions that labelled terms are about")
	}
	f.addReplay(cmd, replies)
	jsonFlag(cmd, &f.asJSON)
}

func (f *evalFlags) addReplay(cmd *cobra.Command, replies bool) {
	if replies {
		cmd.Flags().BoolVar(&f.replay, "replay", false, "use recorded replies, too (modeldraft, narrating)")
	}
}

func (s *session) evaluate(cmd *cobra.Command, e evaluation, f evalFlags) error {
	if f.data == "" && !e.optionalData && !e.simulated {
		return usage(cmd.CommandPath()+" needs --data").Do("For example: plumb eval %s --data ../shared/data", e.name)
	}
	a, err := s.app()
	if err != nil {
		return err
	}
	return e.run(cmd.Context(), a, f)
}
