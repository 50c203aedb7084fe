package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) signalsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "signals",
		Short:   "Fetch, keep and look at the readings of metrics",
		GroupID: groupNumbers,
		Long: `Fetches the values of metrics from where they are kept, such as a CSV file, a database or Prometheus, and keeps every
answer as it came. The section sources of plumb.yaml says where; "plumb signals doctor" says whether that works.

A period is fetched once. What was missed comes with the next fetch, and a value that a source changed afterwards
shows as a restatement: nothing that was kept is ever overwritten.`,
		Example: `  plumb signals doctor
  plumb signals fetch
  plumb signals show product.weekly_active_users
  plumb signals note 2026-03-09 --sheet s-1e7k3m9 --start`,
	}
	return group(cmd, s.signalsFetchCommand(), s.signalsListCommand(), s.signalsShowCommand(), s.signalsNoteCommand(), s.signalsDoctorCommand())
}

// sinceFlag reads the flag --since; "" is the zero time.
func sinceDay(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, usage("--since " + text + " is no day of the calendar").Do("Give a date such as --since 2025-09-01.")
	}
	return day, nil
}

// keptMetricIDs offers the ids of the metrics of which something was fetched.
func (s *session) keptMetricIDs(ctx context.Context) ([]cobra.Completion, error) {
	a, err := s.app()
	if err != nil {
		return nil, err
	}
	list, err := a.SignalStatuses(ctx, time.Time{})
	if err != nil {
		return nil, err
	}
	var found []cobra.Completion
	for _, l := range list {
		found = append(found, cobra.CompletionWithDesc(l.Metric.ID(), printable(l.Metric.Title())))
	}
	return found, nil
}

func (s *session) signalsListCommand() *cobra.Command {
	var day string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the metrics that are looked at, and how well they are up to date",
		Long: `Lists every metric that an approved sheet names, or that was ever fetched, with its newest complete value: fresh, late,
failed, redefined (fetched by another definition than it has now) or never fetched.

With --json every metric is one object on one line.`,
		Example: `  plumb signals list
  plumb signals list --as-of 2026-03-09 --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			asOf, err := s.onDay(day)
			if err != nil {
				return err
			}
			a, err := s.app()
			if err != nil {
				return err
			}
			list, err := a.SignalStatuses(cmd.Context(), asOf)
			if err != nil {
				return err
			}
			rows := make([]render.SignalRow, len(list))
			for i, l := range list {
				rows[i] = signalRow(l)
				if !asJSON {
					continue
				}
				if err := s.printJSON(signalLine{
					Metric: l.Metric.ID(), Name: l.Metric.Title(), Unit: l.Metric.Unit, Source: l.Source, State: rows[i].State, Period: l.Newest,
					Value: l.Value, Fetched: l.Fetched, Failure: l.Failure, Next: l.Next,
				}); err != nil {
					return err
				}
			}
			if asJSON {
				return nil
			}
			return render.Signals(s.out, rows, s.view())
		},
	}
	asOfFlag(cmd, &day)
	jsonFlag(cmd, &asJSON)
	return cmd
}
