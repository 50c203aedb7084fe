package cli

import (
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

// dueDecision is what `plumb decisions due --json` prints of a decision.
type dueDecision struct {
	decision.Entry
	Overdue int            `json:"overdue_days"`
	Check   decision.Check `json:"check"` // what kept readings say of its prediction
}

func (s *session) decisionsDueCommand() *cobra.Command {
	var day string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "due",
		Short: "List the decisions to look back at; exit code 4 when there are any",
		Long: `Lists the approved decisions that are to be looked at again by now, the most overdue first, with what kept readings
say of what was predicted. When any is due the exit code is 4: a person is needed. When none is, it is 0.

With --json every decision is one object on one line.`,
		Example: `  plumb decisions due
  plumb decisions due --as-of 2026-04-06 --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := s.momentOf(day)
			if err != nil {
				return err
			}
			list, err := s.dueDecisions(cmd, at)
			if err != nil {
				return err
			}
			if len(list) == 0 {
				s.tell("Nothing is due.")
				return nil
			}
			if err := s.showDue(list, asJSON); err != nil {
				return err
			}
			return fault.Newf(fault.NeedsPerson, opDecisions, "%s due", isOrAre(len(list))).
				Do("Look back at the first: plumb decisions revisit %s", list[0].ID)
		},
	}
	cmd.Flags().StringVar(&day, "as-of", "", "what day it is, a `DATE` (default: today)")
	jsonFlag(cmd, &asJSON)
	return cmd
}

func isOrAre(n int) string {
	if n == 1 {
		return "1 decision is"
	}
	return strconv.Itoa(n) + " decisions are"
}

func (s *session) dueDecisions(cmd *cobra.Command, at time.Time) ([]dueDecision, error) {
	log, err := s.decisions(cmd.Context())
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	due, err := log.Due(cmd.Context(), at)
	if err != nil {
		return nil, err
	}
	list := make([]dueDecision, len(due))
	for i, e := range due {
		check, err := log.Observe(cmd.Context(), e, at)
		if err != nil {
			return nil, err
		}
		list[i] = dueDecision{e, decision.DaysBetween(e.Due, at.Format(time.DateOnly)), check}
	}
	return list, nil
}

func (s *session) showDue(list []dueDecision, asJSON bool) error {
	for i := range list {
		d := &list[i]
		if asJSON {
			if err := s.printJSON(d); err != nil {
				return err
			}
			continue
		}
		if err := render.DueDecision(s.out, d.Entry, d.Overdue, d.Check, s.view()); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) decisionsScoreCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "score",
		Short: "Say how good the predictions were",
		Long: `Gives the Brier score of all predictions that were looked back at: the mean of (p - o) squared, where p is how sure
somebody was, and o is 1 for what came true and 0 for what did not. 0 is perfect; always saying 50% gets 0.25.
Predictions that cannot be told are left out and counted. Below ten predictions the number says little.`,
		Example: `  plumb decisions score
  plumb decisions score --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			log, err := s.decisions(cmd.Context())
			if err != nil {
				return err
			}
			score, err := log.Score(cmd.Context())
			if err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(score)
			}
			return render.DecisionScore(s.out, score, s.view())
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

// describeCheck says what readings say of a prediction, for a person who has to tell.
func describeCheck(c decision.Check) string {
	if c.Observed == nil {
		return c.Detail
	}
	return fmt.Sprintf("%s By that it %s.", c.Detail, c.Outcome.Words())
}
