package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent/model"
)

func (s *session) runsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "runs",
		Short:   "See what was asked of a model, and what it cost",
		GroupID: groupCheck,
		Long: `Every request to a model is kept: which prompt, which model, where, how long it took, what it used and what came
back. A request that was answered before is answered from there, and not paid for again.

The cost follows from the prices in the section model of plumb.yaml; without them it is 0. An ID may be shortened
as long as one run is meant.`,
		Example: `  plumb runs list
  plumb runs show x-1e7k3m9`,
	}
	return group(cmd, s.runsListCommand(), s.runsShowCommand())
}

// runLine is a run as "plumb runs list --json" prints it.
type runLine struct {
	ID        string      `json:"id"`
	Begun     time.Time   `json:"begun"`
	State     string      `json:"state"` // ended or interrupted; one that is under way looks interrupted
	Detail    string      `json:"detail"`
	Models    []string    `json:"models"`
	Calls     int         `json:"calls"`
	Reused    int         `json:"reused"`
	Failed    int         `json:"failed"`
	Tokens    model.Usage `json:"tokens"`
	Cost      float64     `json:"cost"`
	LatencyMS int64       `json:"latency_ms"`
}

func runLineOf(r model.Run) runLine {
	return runLine{
		ID: r.ID, Begun: r.Begun, State: runState(r), Detail: r.Detail, Models: r.Models, Calls: r.Calls, Reused: r.Reused, Failed: r.Failed, Tokens: r.Usage,
		Cost: amountOf(r.Cost), LatencyMS: r.Latency.Milliseconds(),
	}
}

func runState(r model.Run) string {
	if r.Ended {
		return "ended"
	}
	return "interrupted"
}

// amountOf gives a cost in whole units of the currency.
func amountOf(c model.Cost) float64 { return float64(c) / 1e6 }

func (s *session) runsListCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the pieces of work that asked a model, newest first",
		Long: `Lists every piece of work that asked a model, such as a draft: its calls, its tokens, what it cost and how long
it waited.

With --json every run is one object on one line.`,
		Example: `  plumb runs list
  plumb runs list --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := s.app()
			if err != nil {
				return err
			}
			runs, err := a.Runs(cmd.Context())
			if err != nil {
				return err
			}
			return s.showRuns(runs, asJSON)
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (s *session) showRuns(runs []model.Run, asJSON bool) error {
	if asJSON {
		for _, r := range runs {
			if err := s.printJSON(runLineOf(r)); err != nil {
				return err
			}
		}
		return nil
	}
	if len(runs) == 0 {
		s.tell("No model was asked anything yet. Set one up with PLUMB_MODEL, and draft with: plumb draft FILE --engine model")
		return nil
	}
	rows := [][]string{{"ID", "BEGUN", "CALLS", "REUSED", "TOKENS", "COST", "WAITED", "MODEL", "FOR"}}
	for _, r := range runs {
		what := r.Detail
		if !r.Ended {
			what = "interrupted"
		}
		calls := strconv.Itoa(r.Calls)
		if r.Failed > 0 {
			calls += fmt.Sprintf(" (%d failed)", r.Failed)
		}
		rows = append(rows, []string{
			r.ID, r.Begun.Local().Format("2006-01-02 15:04"), calls, strconv.Itoa(r.Reused), strconv.Itoa(r.Usage.Total()), r.Cost.String(), waited(r.Latency),
			oneLine(strings.Join(r.Models, ", ")), oneLine(what),
		})
	}
	s.showRows(rows, false)
	return nil
}

// waited gives how long a reply took, no more exactly than matters.
func waited(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(100 * time.Millisecond).String()
}
