package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const opDecisions = "cli.decisions"

func (s *session) decisionsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "decisions",
		Short:   "Keep the decision log: decide, predict, look back",
		GroupID: groupNumbers,
		Long: `Works with the decision log. An entry says what is decided about a bet, why, what is predicted and how sure that is,
what was ruled out, who owns it and when it is looked at again. It is a draft until a named person approves it; from
then on it is never edited, only looked back at. An ID may be shortened as long as one decision is meant.`,
		Example: `  plumb decisions draft --review r-1e7k3m9
  plumb decisions edit d-1e7k3m9 --confidence 70%
  plumb decisions approve d-1e7k3m9
  plumb decisions due`,
	}
	return group(cmd, s.decisionsListCommand(), s.decisionsShowCommand(), s.decisionsDraftCommand(), s.decisionsEditCommand(),
		s.decisionsApproveCommand(), s.decisionsRejectCommand(), s.decisionsDueCommand(), s.decisionsRevisitCommand(),
		s.decisionsScoreCommand(), s.decisionsExportCommand())
}

// decisions gives the decision log.
func (s *session) decisions(ctx context.Context) (*decision.Log, error) {
	a, err := s.app()
	if err != nil {
		return nil, err
	}
	return a.Decisions(ctx)
}

// keptDecision gives the decision log, and the decision that a person named, such as "d-1e7k3m9" or "d-1e7k3m9@2".
func (s *session) keptDecision(ctx context.Context, arg string) (*decision.Log, decision.Entry, error) {
	if strings.TrimSpace(arg) == "" {
		return nil, decision.Entry{}, usage("the id of a decision is missing").Do("Run plumb decisions list to see the ids.")
	}
	log, err := s.decisions(ctx)
	if err != nil {
		return nil, decision.Entry{}, err
	}
	e, err := log.Show(ctx, arg, 0)
	return log, e, err
}

// tellRestatedUnder warns of a decision that follows from a review whose readings a source changed afterwards.
func (s *session) tellRestatedUnder(ctx context.Context, e decision.Entry) error {
	a, err := s.app()
	if err != nil {
		return err
	}
	said, err := a.RestatedSinceDecision(ctx, e.Decision)
	for _, sentence := range said {
		s.tell("plumb: %s", printable(sentence))
	}
	return err
}

// keptDecisions gives all decisions, newest first; none while nothing is kept at all.
func (s *session) keptDecisions(ctx context.Context) ([]decision.Entry, error) {
	log, err := s.decisions(ctx)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return log.List(ctx)
}

// decisionBy gives the person who acts on a decision, and the decision. Whoever acts is asked for a name first.
func (s *session) decisionBy(ctx context.Context, as, arg string) (agent.Actor, *decision.Log, decision.Entry, error) {
	by, err := s.person(as)
	if err != nil {
		return by, nil, decision.Entry{}, err
	}
	log, e, err := s.keptDecision(ctx, arg)
	return by, log, e, err
}

// decisionIDs offers the ids of the decisions that are kept.
func (s *session) decisionIDs(ctx context.Context) ([]cobra.Completion, error) {
	list, err := s.keptDecisions(ctx)
	var found []cobra.Completion
	for i := range list {
		found = append(found, cobra.CompletionWithDesc(list[i].ID, printable(list[i].State.Words()+": "+list[i].Heading())))
	}
	return found, err
}
