package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func (s *session) evalCompareCommand() *cobra.Command {
	var margin, maxCost float64
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "compare BEFORE AFTER",
		Short: "Say what changed between two runs, and whether it may pass",
		Long: `Holds two runs over the same data against each other, case by case: the difference of every measure with the interval
of 95% in which it lies (a paired bootstrap of clusters: cases of one meeting, metric or attack are alike), what both
cost, and which cases were right before and are not any more. Runs over different data are not compared.

It fails when a promise does not hold in AFTER, when a measure may have fallen by more than --margin (the lower end of
its interval does), or when AFTER cost more than --max-cost.`,
		Example: "  plumb eval compare before after\n  plumb eval compare before after --margin 0.01 --max-cost 2.50 --json",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage(cmd.CommandPath()+" needs two folders, BEFORE and AFTER").Do("For example: %s", firstExample(cmd))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if margin < 0 || margin > 1 {
				return usage("--margin is a share from 0 to 1").Do("For example: --margin 0.02 for two percentage points.")
			}
			a, err := s.app()
			if err != nil {
				return err
			}
			if !cmd.Flags().Changed("max-cost") {
				maxCost = -1
			}
			c, err := a.CompareEvals(args[0], args[1], margin, maxCost)
			if err != nil {
				return err
			}
			if asJSON {
				err = s.printJSON(c)
			} else {
				s.printComparison(c)
			}
			if err == nil && !c.Passes {
				return mayNotPass(c.Reasons)
			}
			return err
		},
	}
	cmd.Flags().Float64Var(&margin, "margin", 0.02, "by how much a `SHARE` may have fallen")
	cmd.Flags().Float64Var(&maxCost, "max-cost", 0, "what AFTER may have cost, an `AMOUNT` in the currency of the prices (default: any)")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// mayNotPass fails with the first of the reasons.
func mayNotPass(reasons []string) error {
	what := "the change may not pass: " + reasons[0]
	if more := len(reasons) - 1; more > 0 {
		what += ", and " + count(more, "more reason", "more reasons")
	}
	return fault.New(fault.Invalid, "cli.eval", what, "Look at the cases that turned wrong, or allow more with --margin.")
}

func (s *session) printComparison(c app.EvalComparison) {
	rows := [][]string{{"SUITE", "SET", "WHAT", "BEFORE", "AFTER", "CHANGE", "95% INTERVAL", "CASES", "CLUSTERS", ""}}
	same := 0
	for _, r := range c.Rows {
		if r.Cases == 0 {
			continue
		}
		if r.Verdict == "same" {
			same++
			continue
		}
		rows = append(rows, []string{r.Suite, r.Set, r.Measure, percent(r.Before), percent(r.After), fmt.Sprintf("%+.1f", 100*r.Change),
			fmt.Sprintf("%+.1f to %+.1f", 100*r.Low, 100*r.High), fmt.Sprint(r.Cases), fmt.Sprint(r.Clusters), r.Verdict})
	}
	if len(rows) > 1 {
		printTable(s.out, rows, 0)
		_, _ = fmt.Fprintln(s.out)
	}
	_, _ = fmt.Fprintf(s.out, "%s as they were, to the case.\n", count(same, "figure is", "figures are"))
	for _, cost := range c.Costs {
		_, _ = fmt.Fprintf(s.out, "%s took %.1f s before and %.1f s after", cost.Suite, cost.BeforeMillis/1000, cost.AfterMillis/1000)
		if cost.After.Cases > 0 && cost.Before.Cases > 0 {
			_, _ = fmt.Fprintf(s.out, "; a case %.0f ms and %.0f ms (median)", cost.Before.Median, cost.After.Median)
		}
		if cost.Before.Tokens+cost.After.Tokens > 0 {
			_, _ = fmt.Fprintf(s.out, "; %d and %d tokens, cost %.4f and %.4f", cost.Before.Tokens, cost.After.Tokens, cost.Before.CostUSD, cost.After.CostUSD)
		}
		_, _ = fmt.Fprintln(s.out, ".")
	}
	for _, alone := range c.Alone {
		_, _ = fmt.Fprintf(s.out, "%s.\n", alone)
	}
	for _, skipped := range c.Skipped {
		_, _ = fmt.Fprintf(s.out, "Not compared: %s.\n", skipped)
	}
	s.printTurned("Right before, and not any more", c.Worse)
	s.printTurned("Right now, and not before", c.Better)
	if !c.Passes {
		_, _ = fmt.Fprintf(s.out, "\nThe change may not pass:\n- %s\n", strings.Join(c.Reasons, "\n- "))
	} else {
		_, _ = fmt.Fprintf(s.out, "\nThe change may pass: every promise holds, and nothing fell by more than %.1f points.\n", 100*c.Margin)
	}
}

// printTurned lists cases, with what was expected, what came, and the words that they come from.
func (s *session) printTurned(title string, cases []app.EvalTurned) {
	const most = 20
	if len(cases) == 0 {
		return
	}
	_, _ = fmt.Fprintf(s.out, "\n%s (%d):\n", title, len(cases))
	for _, c := range cases[:min(most, len(cases))] {
		_, _ = fmt.Fprintf(s.out, "- %s: %s\n  %s\n", strings.Trim(c.Suite+" "+c.Set, " "), printable(c.Case), strings.Join(c.Measures, "; "))
		if c.Expected+c.Got != "" {
			_, _ = fmt.Fprintf(s.out, "  expected: %s\n  came:     %s\n", printable(c.Expected), printable(c.Got))
		}
		for _, e := range c.Source {
			_, _ = fmt.Fprintf(s.out, "  %s:%d %s\n", printable(e.Record), e.Line, printable(e.Text))
		}
	}
	if len(cases) > most {
		_, _ = fmt.Fprintf(s.out, "and %d more; --json lists all.\n", len(cases)-most)
	}
}

func percent(share float64) string { return fmt.Sprintf("%.1f%%", 100*share) }
