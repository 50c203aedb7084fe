package cli

import (
	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) signalGateCommand() *cobra.Command {
	var g app.SignalGate
	var day string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "gate FILE",
		Short: "Say whether a stage gate is passed",
		Long: `Takes the mean of the newest complete periods and says how the gate stands:
  passed        the threshold is reached, and by more than the noise of the baseline explains
  failed        the threshold is not reached
  inconclusive  the threshold is reached, but noise alone would often do as much
  not_due       there are not enough complete periods after the baseline
  unknown       something is wrong with the data, or there is too little of it
Each of these is an answer, so the exit code is 0.

The test is one-sided at 5%: of 100 mechanisms that do nothing, at most about five pass. It holds for one look at the
day that was agreed on, not for looking until it passes. It also says which difference would pass the test four times in
five: look at that while a gate is being drafted.`,
		Example: `  plumb signal gate orders.csv --op ">=" --threshold 120 --periods 2
  plumb signal gate lead_time.csv --op "<" --threshold 4.5 --periods 2 --baseline 12 --json`,
		Args: needs("a FILE", 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, needed := range []string{"op", "threshold", "periods"} {
				if !cmd.Flags().Changed(needed) {
					return usage(cmd.CommandPath()+" needs --"+needed).Do("For example: %s", firstExample(cmd))
				}
			}
			a, err := s.app()
			if err != nil {
				return err
			}
			if g.AsOf, err = asOf(day); err != nil {
				return err
			}
			result, err := a.JudgeFileGate(cmd.Context(), args[0], s.in, g)
			if err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(result)
			}
			return render.Gate(s.out, args[0], result, s.view())
		},
	}
	cmd.Flags().StringVar(&g.Op, "op", "", "how to compare, in quotes: `OP` is >=, >, <= or <")
	completeFlag(cmd, "op", ">=", ">", "<=", "<")
	cmd.Flags().Float64Var(&g.Threshold, "threshold", 0, "the `VALUE` to reach")
	cmd.Flags().IntVar(&g.Periods, "periods", 0, "how many of the newest complete periods count: `K`")
	cmd.Flags().IntVar(&g.Baseline, "baseline", 0, "freeze the first `N` complete periods (default: up to 12 before the newest)")
	cmd.Flags().StringVar(&day, "as-of", "", "what day it is, as `DATE`; periods that are not over by then are left out")
	jsonFlag(cmd, &asJSON)
	return cmd
}
