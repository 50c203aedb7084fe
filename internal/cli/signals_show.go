package cli

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/render"
)

// signalLine is a metric as "plumb signals list --json" prints it.
type signalLine struct {
	Metric  string             `json:"metric"`
	Name    string             `json:"name"`
	Unit    string             `json:"unit"`
	Source  string             `json:"source"`
	State   render.SignalState `json:"state"`
	Period  string             `json:"period"` // of the newest complete value; "" for none
	Value   float64            `json:"value"`
	Fetched time.Time          `json:"fetched,omitzero"`
	Failure string             `json:"failure"`
	Next    string             `json:"next"`
}

func signalRow(l app.SignalStatus) render.SignalRow {
	row := render.SignalRow{
		Metric: l.Metric.ID(), Unit: l.Metric.Unit, Period: l.Newest, Value: l.Value, Source: l.Source, Fetched: l.Fetched, Next: l.Next,
		State: render.SignalFresh,
	}
	switch {
	case l.Fetched.IsZero():
		row.State = render.SignalNever
	case l.Failure != "":
		row.State = render.SignalFailed
	case l.Redefined:
		row.State = render.SignalRedefined
	case l.Late:
		row.State = render.SignalLate
	}
	return row
}

// signalShown is a metric as "plumb signals show --json" prints it: what "plumb signal --json" prints, and what is kept.
type signalShown struct {
	Metric string `json:"metric"`
	Name   string `json:"name"`
	Unit   string `json:"unit"`
	app.Judgement
	Readings []string               `json:"readings"` // ids, one a point
	Restated []readings.Restatement `json:"restated"`
	Fetches  []readings.Fetch       `json:"fetches"` // without their readings
}

func (s *session) signalsShowCommand() *cobra.Command {
	var day string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show METRIC",
		Short: "Show what is kept of a metric, with its chart",
		Long: `Shows the readings that are kept of a metric as a process-behaviour chart, whether it moved since the mechanism of its
sheet started, what is wrong with the data, what its source changed afterwards, and when it was fetched.

With --as-of it shows what was known at the end of that day.`,
		Example: `  plumb signals show product.weekly_active_users
  plumb signals show "weekly active users" --as-of 2026-03-09`,
		Args:              needs("a METRIC", 1),
		ValidArgsFunction: offers(s.keptMetricIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			asOf, err := s.onDay(day)
			if err != nil {
				return err
			}
			a, err := s.app()
			if err != nil {
				return err
			}
			h, err := a.ShowSignal(cmd.Context(), args[0], asOf)
			if err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(signalShown{h.Metric.ID(), h.Metric.Title(), h.Metric.Unit, h.Judgement, h.History.IDs, h.History.Restated, h.Fetches})
			}
			return render.SignalHistory(s.out, render.MetricHistory{
				Metric: h.Metric.ID(), Name: h.Metric.Title(), Unit: h.Metric.Unit, Direction: string(h.Metric.Direction), Judgement: h.Judgement,
				Restated: h.History.Restated, Fetches: h.Fetches,
			}, s.view())
		},
	}
	asOfFlag(cmd, &day)
	jsonFlag(cmd, &asJSON)
	return cmd
}
