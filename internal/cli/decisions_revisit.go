package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

// lookFlags are what a person says when a decision is looked back at.
type lookFlags struct {
	outcome, lesson, revisitBy string
	closed                     bool
}

func (s *session) decisionsRevisitCommand() *cobra.Command {
	var f lookFlags
	var as, day string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "revisit ID",
		Short: "Look back at a decision: did it come true, and what was learned?",
		Long: `Adds to an approved decision what became of it, as the act of a named person. Where readings can check the
prediction plumb says what they come down to; the person says the outcome. What was observed is computed from kept
readings and kept beside it.

In a terminal you are asked. Elsewhere --outcome says it: came_true, did_not or cannot_tell; a decision that
predicted nothing takes only --lesson. It is then closed, unless --revisit-by names the day of another look. What
cannot be told needs either --revisit-by or --close.`,
		Example: `  plumb decisions revisit d-1e7k3m9
  plumb decisions revisit d-1e7k3m9 --outcome came_true --lesson "The second mail did nothing"
  plumb decisions revisit d-1e7k3m9 --outcome cannot_tell --lesson "No data yet" --revisit-by 2026-05-04`,
		Args:              needs("the ID of a decision", 1),
		ValidArgsFunction: offers(s.decisionIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			by, err := s.person(as)
			if err != nil {
				return err
			}
			at, err := s.onDay(day)
			if err != nil {
				return err
			}
			log, e, err := s.keptDecision(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			check, err := log.Observe(cmd.Context(), e, at)
			if err != nil {
				return err
			}
			answer, err := s.look(cmd, &f, e, check, at)
			if err != nil {
				return err
			}
			seen, err := log.Revisit(cmd.Context(), e.ID, answer, by)
			if err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(seen)
			}
			s.showLook(&seen, answer, check, by)
			return nil
		},
	}
	cmd.Flags().StringVar(&f.outcome, "outcome", "", "whether the prediction came true, an `OUTCOME`: came_true, did_not or cannot_tell")
	cmd.Flags().StringVar(&f.lesson, "lesson", "", "what was learned, in a few `WORDS`")
	cmd.Flags().StringVar(&f.revisitBy, "revisit-by", "", "the `DATE` of another look")
	cmd.Flags().BoolVar(&f.closed, "close", false, "do not look again, although it cannot be told")
	completeFlag(cmd, "outcome", string(decision.CameTrue), string(decision.DidNot), string(decision.CannotTell))
	asOfFlag(cmd, &day)
	s.actorFlag(cmd, &as)
	jsonFlag(cmd, &asJSON)
	return cmd
}

// look gives what the person says, by flags or when asked.
func (s *session) look(cmd *cobra.Command, f *lookFlags, e decision.Entry, check decision.Check, at time.Time) (decision.Answer, error) {
	answer := decision.Answer{Outcome: decision.CannotTell, Lesson: f.lesson, RevisitBy: f.revisitBy, AsOf: at}
	if f.closed && f.revisitBy != "" {
		return answer, usage("--close says that there is no other look, and --revisit-by names one").Do("Leave one of them out.")
	}
	said := cmd.Flags().Changed("outcome")
	if said {
		answer.Outcome = decision.Outcome(strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(strings.TrimSpace(f.outcome))))
		if err := oneOf("--outcome", string(answer.Outcome), "came_true", "did_not", "cannot_tell"); err != nil {
			return answer, err
		}
	}
	if e.Prediction.Text == "" {
		if f.lesson == "" {
			return answer, usage("this decision predicted nothing, so it is for you to say what was learned").Do("Add --lesson \"What we learned\".")
		}
		return answer, nil
	}
	if said {
		if answer.Outcome == decision.CannotTell && f.revisitBy == "" && !f.closed {
			return answer, usage("what cannot be told yet is looked at again, or closed for good").Do("Add --revisit-by DATE, or --close.")
		}
		return answer, nil
	}
	return s.askLook(e, check, answer, f.closed)
}

// askLook has the person at the terminal say what became of a prediction.
func (s *session) askLook(e decision.Entry, check decision.Check, answer decision.Answer, closed bool) (decision.Answer, error) {
	d, ok := s.dialogue()
	if !ok {
		return answer, fault.New(fault.NeedsPerson, opDecisions, "a person has to say what became of it, and nobody can be asked here. "+describeCheck(check),
			"Look at it with plumb decisions show "+e.ID+", then say it with --outcome came_true, did_not or cannot_tell.")
	}
	defer d.done()
	if err := render.Decision(d.out, e, d.view); err != nil {
		return answer, err
	}
	_, _ = fmt.Fprintf(d.out, "\n%s\n", printable(describeCheck(check)))
	said, err := d.ask("Did it come true? Type yes, no, or ? for what cannot be told:")
	if err != nil {
		return answer, err
	}
	switch strings.ToLower(said) {
	case "yes", "y":
		answer.Outcome = decision.CameTrue
	case "no", "n":
		answer.Outcome = decision.DidNot
	case "?":
		answer.Outcome = decision.CannotTell
	default:
		return answer, fault.New(fault.NeedsPerson, opDecisions, "nothing was said, so nothing was kept", "Run plumb decisions revisit "+e.ID+" again.")
	}
	if answer.Lesson == "" {
		if answer.Lesson, err = d.ask("What did you learn? (Enter for nothing)"); err != nil {
			return answer, err
		}
	}
	if answer.RevisitBy == "" && !closed {
		answer.RevisitBy, err = d.ask("Look again on which date? (Enter for never)")
	}
	return answer, err
}

func (s *session) showLook(e *decision.Entry, answer decision.Answer, check decision.Check, by agent.Actor) {
	what := "looked back at"
	if e.Prediction.Text != "" {
		what = answer.Outcome.Words()
	}
	next := "closed"
	if answer.RevisitBy != "" {
		next = "next look by " + answer.RevisitBy
	}
	_, _ = fmt.Fprintf(s.out, "%s: %s, says %s; %s.\n", e.ID, what, render.Clean(by.Name), render.Clean(next))
	if check.Observed != nil && check.Outcome != answer.Outcome && answer.Outcome != decision.CannotTell {
		s.tell("plumb: the readings say otherwise: %s Both are kept.", check.Detail)
	}
}
