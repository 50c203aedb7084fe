package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/render"
)

// signalFlags are what a judgement is asked for.
type signalFlags struct {
	direction  string
	baseline   int
	asOf       string
	nhs, plain bool
	batch      string
	asJSON     bool
}

func (s *session) signalCommand() *cobra.Command {
	var f signalFlags
	cmd := &cobra.Command{
		Use:     "signal FILE",
		Short:   "Say whether a metric moved, and how sure that is",
		GroupID: groupNumbers,
		Long: `Reads a metric over time and says whether it moved: up, down, no change detected, too little data to say, or no
verdict because something is wrong with the data. Each of these is an answer, so the exit code is 0. Nothing is kept.

FILE is CSV or TSV with the columns period and value, and where there are any numerator, denominator and complete; - is
standard input. Periods are days, weeks, months, quarters or years, such as 2026-03-02, 2026-W10, 2026-03 or 2026-Q1.

The verdict compares a weighted mean of what came after the baseline with the baseline. It allows for chance in the
baseline, for periods that resemble the one before, for counts and for rates, and says how often it cries wolf: of
metrics that never change and are looked at every week for half a year, at most about 15 in 100 are called moved, and
fewer where periods do not resemble each other. Slow noise that a short baseline hides can fool it more often. When no
change was detected it says how large a shift would have been seen. It never says why something moved.

The chart below it is a process-behaviour chart: the limits and patterns that practitioners know. It is for looking;
its patterns cry wolf more often than the verdict does.`,
		Example: `  plumb signal orders.csv
  plumb signal lead_time.csv --direction down --baseline 12 --as-of 2026-03-09
  plumb signal orders.csv --nhs --json
  plumb signal --batch readings/ --json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if f.batch == "" {
				return needs("a FILE, or --batch with a folder", 1)(cmd, args)
			}
			if len(args) > 0 {
				return usage("--batch judges a folder, so it takes no FILE").Do("Leave out %s, or --batch.", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := s.app()
			if err != nil {
				return err
			}
			o, err := f.options()
			if err != nil {
				return err
			}
			if f.batch != "" {
				return s.judgeFolder(cmd, a, f, o)
			}
			judged, err := a.JudgeFile(cmd.Context(), args[0], s.in, o)
			if err != nil {
				return err
			}
			if f.asJSON {
				return s.printJSON(judged)
			}
			return render.Signal(s.out, judged.File, judged.Judgement, render.SignalOptions{TerminalOptions: s.view(), Direction: f.direction})
		},
	}
	cmd.Flags().StringVar(&f.direction, "direction", "", "where the metric should go: `up` or down")
	completeFlag(cmd, "direction", "up", "down")
	cmd.Flags().IntVar(&f.baseline, "baseline", 0, "freeze the first `N` complete periods (default: 12, or what there is)")
	cmd.Flags().StringVar(&f.asOf, "as-of", "", "what day it is, as `DATE`; periods that are not over by then are left out")
	cmd.Flags().BoolVar(&f.nhs, "nhs", false, "draw limits and patterns as NHSRplotthedots does, over the whole series")
	cmd.Flags().BoolVar(&f.plain, "xmr", false, "draw plain limits over the whole series")
	cmd.Flags().StringVar(&f.batch, "batch", "", "judge every CSV and TSV file of this `FOLDER`")
	jsonFlag(cmd, &f.asJSON)
	cmd.AddCommand(s.signalGateCommand())
	return cmd
}

func (f signalFlags) options() (app.SignalOptions, error) {
	o := app.SignalOptions{Baseline: f.baseline}
	if f.baseline < 0 {
		return o, usage("a baseline cannot be negative").Do("Give how many periods it has, such as --baseline 12.")
	}
	if f.direction != "" {
		if err := oneOf("--direction", f.direction, "up", "down"); err != nil {
			return o, err
		}
	}
	if f.nhs && f.plain {
		return o, usage("--nhs and --xmr are two charts").Do("Choose one of them.")
	}
	if f.nhs {
		o.Chart = app.ScreenedChart
	}
	if f.plain {
		o.Chart = app.PlainChart
	}
	var err error
	o.AsOf, err = asOf(f.asOf)
	return o, err
}

// judgeFolder judges all files of a folder. A file that cannot be judged does not keep the others from it.
func (s *session) judgeFolder(cmd *cobra.Command, a *app.App, f signalFlags, o app.SignalOptions) error {
	paths, err := a.SeriesFiles(f.batch)
	if err != nil {
		return err
	}
	var failed []error
	for judged, err := range a.JudgeFiles(cmd.Context(), paths, o) {
		switch {
		case s.out.err != nil:
			return nil // whoever reads has gone; that is told at the end
		case err != nil:
		case f.asJSON:
			err = s.printJSON(judged)
		default:
			err = render.SignalLine(s.out, judged.File, judged.Judgement, s.view())
		}
		failed = append(failed, err)
	}
	return errors.Join(append(failed, cmd.Context().Err())...)
}
