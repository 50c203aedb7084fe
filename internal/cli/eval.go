package cli

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
)

func (s *session) evalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "eval",
		Short:   "Measure how good plumb is on labelled records",
		GroupID: groupCheck,
		Long: `Measures reading, drafting and citing on records whose right answers are known, and prints the figures that the
README shows. It needs a folder of public records, and for drafts a clone of plumb with its labels.`,
		Example: `  plumb eval draft --data ../shared/data
  plumb eval cite --data ../shared/data
  plumb eval transcript --data ../shared/data --json`,
	}
	return group(cmd, s.evalDraftCommand(), s.evalCiteCommand(), s.evalTranscriptCommand())
}

// evalFlags adds what every evaluation takes.
func evalFlags(cmd *cobra.Command, data *string, asJSON *bool) {
	cmd.Flags().StringVar(data, "data", "", "the `FOLDER` of public data, with the records in its folder transcripts")
	jsonFlag(cmd, asJSON)
}

// needsData asks for --data.
func needsData(cmd *cobra.Command, data string) error {
	if data != "" {
		return nil
	}
	return usage(cmd.CommandPath()+" needs --data").Do("For example: %s", firstExample(cmd))
}

func (s *session) evalDraftCommand() *cobra.Command {
	var data, cases string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "draft",
		Short: "Compare drafts with labelled records",
		Long: `Drafts every labelled record and compares each field with its label: whether what was filled was stated (precision),
whether what was stated was filled (recall), whether its evidence is where the label has it (located), and whether
what was not stated was left blank (abstention). Every draft is also counted against its promises.`,
		Example: `  plumb eval draft --data ../shared/data
  plumb eval draft --data ../shared/data --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := s.appWithData(cmd, data)
			if err != nil {
				return err
			}
			result, err := a.EvalDraft(cmd.Context(), data, cases)
			if err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(result)
			}
			s.showDraftEval(result)
			return nil
		},
	}
	evalFlags(cmd, &data, &asJSON)
	cmd.Flags().StringVar(&cases, "cases", filepath.Join("evals", "cases", "draft"), "the `FOLDER` of labels, a folder below it for each set")
	return cmd
}

func (s *session) showDraftEval(e app.DraftEval) {
	rows := [][]string{{"SET", "RECORDS", "PRECISION", "RECALL", "LOCATED", "ABSTENTION"}}
	for _, set := range e.Sets {
		rows = append(rows, []string{
			set.Set, fmt.Sprint(set.Records), percent(set.Precision), percent(set.Recall), percent(set.Located), percent(set.Abstention),
		})
	}
	printTable(s.out, rows, 0)
	i := e.Integrity
	_, _ = fmt.Fprintf(s.out, "\nOf %d drafts: %d of %d filled fields have evidence, %d of %d quotes are exact,\n%d of %d numbers stand in their quotes, %d of %d utterances were read.\n",
		i.Drafts, i.WithEvidence, i.Filled, i.Exact, i.Quotes, i.NumbersQuoted, i.Numbers, i.UtterancesRead, i.Utterances)
}

func (s *session) evalCiteCommand() *cobra.Command {
	var data string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "cite",
		Short: "Measure how well claims are traced to what was said",
		Long: `Looks up every sentence of the answers in QMSum and compares what is found first with the turns that belong to the
question, beside plain BM25; and counts how many claims of other meetings are wrongly called supported.`,
		Example: `  plumb eval cite --data ../shared/data
  plumb eval cite --data ../shared/data --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := s.appWithData(cmd, data)
			if err != nil {
				return err
			}
			r, err := a.EvalCite(data)
			if err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(r)
			}
			printTable(s.out, [][]string{
				{fmt.Sprintf("%d CLAIMS", r.Claims), "FIRST HIT RIGHT", "ONE OF THREE RIGHT"},
				{"plain BM25", percent(r.BM25.At1), percent(r.BM25.At3)},
				{"plumb", percent(r.Plumb.At1), percent(r.Plumb.At3)},
			}, 0)
			_, _ = fmt.Fprintf(s.out, "\nCalled supported: %s of the claims of the meeting itself, %s of %d claims of meetings about\nsomething else, %s of %d claims of meetings on the same brief.\n",
				percent(r.SupportRecall), percent(r.Foreign.Supported), r.Foreign.Claims, percent(r.SameScenario.Supported), r.SameScenario.Claims)
			return nil
		},
	}
	evalFlags(cmd, &data, &asJSON)
	return cmd
}

func (s *session) evalTranscriptCommand() *cobra.Command {
	var data string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "transcript",
		Short: "Measure how faithfully records are read",
		Long: `Reads every public record, finds its spoken words by other means than the readers do, and counts how many of them
are there; and compares the speaker of every Zoom cue with a list made by hand.`,
		Example: `  plumb eval transcript --data ../shared/data
  plumb eval transcript --data ../shared/data --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := s.appWithData(cmd, data)
			if err != nil {
				return err
			}
			r, err := a.EvalReading(cmd.Context(), data)
			if err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(r)
			}
			rows := [][]string{{"CORPUS", "FILES", "SPOKEN", "KEPT", "SHARE"}}
			for _, c := range r.Corpora {
				rows = append(rows, []string{c.Corpus, fmt.Sprint(c.Files), fmt.Sprint(c.Spoken), fmt.Sprint(c.Kept), fmt.Sprintf("%.3f%%", 100*c.Share)})
			}
			printTable(s.out, rows, 0)
			_, _ = fmt.Fprintf(s.out, "\nThe speaker is right on %d of %d Zoom cues (%.3f%%).\n", r.Speakers.Right, r.Speakers.Cues, 100*r.Speakers.Share)
			return nil
		},
	}
	evalFlags(cmd, &data, &asJSON)
	return cmd
}

func (s *session) appWithData(cmd *cobra.Command, data string) (*app.App, error) {
	if err := needsData(cmd, data); err != nil {
		return nil, err
	}
	return s.app()
}

func percent(share float64) string { return fmt.Sprintf("%.1f%%", 100*share) }
