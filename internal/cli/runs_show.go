package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/render"
)

// callLine is a call as "plumb runs show --json" prints it.
type callLine struct {
	Number    int             `json:"number"`
	At        time.Time       `json:"at"`
	Role      model.Role      `json:"role"`
	Prompt    model.PromptRef `json:"prompt"`
	Host      string          `json:"host"`
	Model     string          `json:"model"`
	Replied   string          `json:"replied"`
	InputHash string          `json:"input_hash"`
	Reply     string          `json:"reply"`
	Finish    model.Finish    `json:"finish"`
	Tokens    model.Usage     `json:"tokens"`
	Cost      float64         `json:"cost"`
	LatencyMS int64           `json:"latency_ms"`
	Failure   model.Class     `json:"failure"`
	Problem   string          `json:"problem"`
	Reused    string          `json:"reused"`
}

// runShown is a run as "plumb runs show --json" prints it.
type runShown struct {
	runLine
	List []callLine `json:"list"`
}

func (s *session) runsShowCommand() *cobra.Command {
	var replies, asJSON bool
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show the requests of one piece of work, with what they used",
		Long: `Shows every request of a run: its prompt, its model, what it used, how it ended. What was asked is kept as a hash
only; what was replied is shown with --replies.`,
		Example: `  plumb runs show x-1e7k3m9
  plumb runs show x-1e7k3m9 --replies`,
		Args:              needs("the ID of a run", 1),
		ValidArgsFunction: offers(s.runIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := s.app()
			if err != nil {
				return err
			}
			run, calls, err := a.Run(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(shownRun(run, calls))
			}
			s.showRun(run, calls, replies)
			return nil
		},
	}
	cmd.Flags().BoolVar(&replies, "replies", false, "show what was replied too")
	jsonFlag(cmd, &asJSON)
	return cmd
}

func shownRun(run model.Run, calls []model.Call) runShown {
	shown := runShown{runLineOf(run), []callLine{}}
	for _, c := range calls {
		shown.List = append(shown.List, callLine{
			Number: c.Number, At: c.At, Role: c.Role, Prompt: c.Prompt, Host: c.Host, Model: c.Model, Replied: c.Replied, InputHash: c.InputHash, Reply: c.Reply,
			Finish: c.Finish, Tokens: c.Usage, Cost: amountOf(c.Cost), LatencyMS: c.Latency.Milliseconds(), Failure: c.Failure, Problem: c.Problem, Reused: c.Reused,
		})
	}
	return shown
}

func (s *session) showRun(run model.Run, calls []model.Call, replies bool) {
	what := run.Detail
	if !run.Ended {
		what = "interrupted, or still under way"
	}
	_, _ = fmt.Fprintf(s.out, "%s, begun %s: %s\n", run.ID, run.Begun.Local().Format("2006-01-02 15:04"), dash(what))
	_, _ = fmt.Fprintf(s.out, "%s, %d reused; %d tokens in, %d out; cost %s; waited %s\n\n", count(run.Calls, "call", "calls"), run.Reused, run.Usage.Prompt, run.Usage.Completion,
		run.Cost, waited(run.Latency))
	rows := [][]string{{"#", "PROMPT", "MODEL", "AT", "IN", "OUT", "COST", "WAITED", "ENDED"}}
	for _, c := range calls {
		rows = append(rows, []string{
			strconv.Itoa(c.Number), dash(c.Prompt.String()), oneLine(c.Model), oneLine(c.Host), strconv.Itoa(c.Usage.Prompt), strconv.Itoa(c.Usage.Completion), c.Cost.String(),
			waited(c.Latency), oneLine(ending(c)),
		})
	}
	s.showRows(rows, false)
	if !replies {
		return
	}
	for _, c := range calls {
		if c.Reply != "" {
			_, _ = fmt.Fprintf(s.out, "\n#%d replied:\n%s\n", c.Number, indented(c.Reply))
		}
	}
}

// ending says how a call ended.
func ending(c model.Call) string {
	switch {
	case c.Reused != "":
		return "answered from " + c.Reused
	case c.Failure != "":
		return "failed: " + c.Problem
	}
	return string(c.Finish)
}

// indented makes foreign text of several lines fit to be shown.
func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("  " + render.Clean(strings.TrimRight(line, "\r\n")) + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

func (s *session) runIDs(ctx context.Context) ([]cobra.Completion, error) {
	a, err := s.app()
	if err != nil {
		return nil, err
	}
	runs, err := a.Runs(ctx)
	if err != nil {
		return nil, err
	}
	var found []cobra.Completion
	for _, r := range runs {
		found = append(found, cobra.CompletionWithDesc(r.ID, oneLine(r.Detail)))
	}
	return found, nil
}
