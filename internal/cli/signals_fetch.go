package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) signalsFetchCommand() *cobra.Command {
	var r app.FetchRequest
	var day, since string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "fetch [METRIC...]",
		Short: "Fetch what is due and not known yet",
		Long: `Asks the sources for every period that is over and was not fetched before: of the metrics that are named, else of those
of the sheet, else of those of all approved sheets. Asking twice changes nothing, and what was missed is filled in once.
The last twelve known periods are asked for again along with a new one, so that values which were changed at the
source show.

A source that cannot be asked does not keep the others from being asked. The exit code is 1 if one failed.
With --json every metric is one object on one line.`,
		Example: `  plumb signals fetch
  plumb signals fetch product.weekly_active_users --since 2025-09-01
  plumb signals fetch --sheet s-1e7k3m9 --as-of 2026-03-09 --json`,
		ValidArgsFunction: offers(s.metricIDs).every(),
		RunE: func(cmd *cobra.Command, args []string) error {
			r.Metrics = args
			if len(args) > 0 && r.Sheet != "" {
				return usage("--sheet names the metrics, and so do the arguments").Do("Leave one of the two out.")
			}
			var err error
			if r.AsOf, err = s.onDay(day); err != nil {
				return err
			}
			if r.Since, err = sinceDay(since); err != nil {
				return err
			}
			a, err := s.app()
			if err != nil {
				return err
			}
			list, err := a.FetchSignals(cmd.Context(), r)
			if asJSON {
				for _, f := range list {
					if err := s.printJSON(f); err != nil {
						return err
					}
				}
			} else if len(list) > 0 {
				if err := render.Fetched(s.out, list, s.view()); err != nil {
					return err
				}
			}
			if err != nil {
				return err
			}
			return fetchFailure(list)
		},
	}
	cmd.Flags().StringVar(&r.Sheet, "sheet", "", "the metrics of this sheet, an `ID`, whether it is approved or not")
	offers(s.sheetIDs).flag(cmd, "sheet")
	asOfFlag(cmd, &day)
	cmd.Flags().StringVar(&since, "since", "", "the first day that is wanted, a `DATE` (default: two years back, of longer periods than weeks five)")
	cmd.Flags().BoolVar(&r.Again, "again", false, "ask also when everything that is due is known")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// fetchFailure says, as an error, that some metrics could not be fetched; what came of each was shown.
func fetchFailure(list []readings.Fetched) error {
	failed, unbound := 0, 0
	for _, f := range list {
		switch f.State {
		case readings.StateFailed:
			failed++
		case readings.StateUnbound:
			unbound++
		}
	}
	switch {
	case failed > 0:
		return fault.New(fault.Unavailable, "cli.fetch", fmt.Sprintf("%d of %s could not be fetched", failed, count(len(list), "metric", "metrics")),
			"What came was kept. See to the sources with plumb signals doctor, then run the same command again.")
	case unbound > 0 && unbound == len(list):
		return fault.New(fault.NotFound, "cli.fetch", "no source is set for any of these metrics", "Add it to the section sources of plumb.yaml; plumb signals doctor shows what is there.")
	}
	return nil
}
