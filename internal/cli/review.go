package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) reviewCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "review",
		Short:   "Draft, correct and approve the weekly review note of a sheet",
		GroupID: groupNumbers,
		Long: `Works with the weekly notes: what moved, what did not, how sure that is, how gate and guardrail stand, and which
decision follows. A note is a draft until a person approves it, and every number in it is that of a kept reading.`,
		Example: `  plumb signals fetch
  plumb review draft s-1e7k3m9
  plumb review approve r-1e7k3m9`,
	}
	return group(cmd, s.reviewDraftCommand(), s.reviewListCommand(), s.reviewShowCommand(), s.reviewEditCommand(), s.reviewApproveCommand(),
		s.reviewRejectCommand(), s.reviewExportCommand())
}

// keptReview gives the desk and the version of a review that a person named, such as "r-1e7k3m9" or "r-1e7k3m9@2".
func (s *session) keptReview(ctx context.Context, arg string) (*proposals.Desk, review.Version, error) {
	a, err := s.app()
	if err != nil {
		return nil, review.Version{}, err
	}
	desk, err := a.ReviewDesk(ctx)
	if err != nil {
		return nil, review.Version{}, err
	}
	p, err := s.keptProposal(ctx, desk, agent.KindReview, arg)
	if err != nil {
		return nil, review.Version{}, err
	}
	v, err := review.VersionOf(p)
	return desk, v, err
}

// reviewBy gives the person who acts on a review, and the review. Whoever acts is asked for a name first.
func (s *session) reviewBy(ctx context.Context, as, arg string) (agent.Actor, *proposals.Desk, review.Version, error) {
	by, err := s.person(as)
	if err != nil {
		return by, nil, review.Version{}, err
	}
	desk, v, err := s.keptReview(ctx, arg)
	return by, desk, v, err
}

// reviewIDs offers the ids of the reviews that are kept.
func (s *session) reviewIDs(ctx context.Context) ([]cobra.Completion, error) {
	list, err := s.reviews(ctx, "")
	var found []cobra.Completion
	for _, v := range list {
		found = append(found, cobra.CompletionWithDesc(v.ID, printable(v.State.Words()+": "+titleOf(v.Title)+" as of "+v.AsOf)))
	}
	return found, err
}

// reviews gives the reviews of a sheet, or with "" all, newest first.
func (s *session) reviews(ctx context.Context, sheet string) ([]review.Version, error) {
	a, err := s.app()
	if err != nil {
		return nil, err
	}
	return a.Reviews(ctx, sheet)
}

func (s *session) reviewDraftCommand() *cobra.Command {
	var day, engine string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "draft SHEET",
		Short: "Draft the note of this week",
		Long: `Judges the metrics of a sheet by the readings that are kept, and drafts the weekly note: gate and guardrail first, what
moved, what did not, what is wrong with the data, and a proposal to continue, change or stop, by rules that are written
down. It claims no cause that the readings cannot show. Nothing is fetched: run "plumb signals fetch" before.

With --as-of it is the note as it would have been at the end of that day. With --engine model, or when the environment
names a model, a language model may say the sentences in other words: one stands only if it tells the same numbers,
states and doubts, and what the note finds and proposes never depends on it.`,
		Example: `  plumb review draft s-1e7k3m9
  plumb review draft s-1e7k3m9 --as-of 2026-03-23 --json`,
		Args:              needs("the ID of a sheet", 1),
		ValidArgsFunction: offers(s.sheetIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkEngine(engine); err != nil {
				return err
			}
			asOf, err := s.onDay(day)
			if err != nil {
				return err
			}
			a, err := s.app()
			if err != nil {
				return err
			}
			v, err := a.DraftReview(cmd.Context(), args[0], asOf, cmp.Or(app.Engine(engine), a.UsualEngine()))
			if err != nil {
				return err
			}
			s.tellEngine(v.Engine)
			if asJSON {
				return s.printJSON(v)
			}
			if err := render.ReviewTerminal(s.out, v, s.view()); err != nil {
				return err
			}
			if v.State == agent.StateDraft {
				s.tell("\nNext:")
				s.suggest("plumb review edit "+v.ID, "change the note in your words, or the decision")
				s.suggest("plumb review approve "+v.ID, "approve it by name, and draft the decision")
			}
			return nil
		},
	}
	asOfFlag(cmd, &day)
	engineFlag(cmd, &engine, "what words the note")
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (s *session) reviewListCommand() *cobra.Command {
	var sheet string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the reviews, newest first",
		Long: `Lists every review in its newest version.

With --json every review is one object on one line.`,
		Example: `  plumb review list
  plumb review list --sheet s-1e7k3m9 --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			about := ""
			if sheet != "" {
				_, v, err := s.kept(cmd.Context(), sheet)
				if err != nil {
					return err
				}
				about = v.ID
			}
			list, err := s.reviews(cmd.Context(), about)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			rows := [][]string{{"ID", "VERSION", "STATUS", "AS OF", "GATE", "GUARDRAIL", "PROPOSAL", "SHEET"}}
			for _, v := range list {
				if asJSON {
					if err := s.printJSON(v); err != nil {
						return err
					}
					continue
				}
				rows = append(rows, []string{
					v.ID, fmt.Sprint(v.Number), v.State.Words(), v.AsOf, string(v.Gate.State), string(v.Guardrail.State), string(v.Proposal.Decision),
					oneLine(v.Sheet + " " + titleOf(v.Title)),
				})
			}
			switch {
			case asJSON:
			case len(list) == 0:
				s.tell("No review is kept yet. Draft one with: plumb review draft SHEET")
			default:
				s.showRows(rows, false)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&sheet, "sheet", "", "only those of this sheet, an `ID`")
	offers(s.sheetIDs).flag(cmd, "sheet")
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (s *session) reviewShowCommand() *cobra.Command {
	var facts, asJSON bool
	cmd := &cobra.Command{
		Use:   "show ID[@N]",
		Short: "Show a review",
		Long: `Shows a review with how each metric stands. --facts adds every fact with its formula and the readings that it was
computed from.`,
		Example: `  plumb review show r-1e7k3m9
  plumb review show r-1e7k3m9@1 --facts`,
		Args:              needs("the ID of a review", 1),
		ValidArgsFunction: offers(s.reviewIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, v, err := s.keptReview(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if err := s.tellRestated(cmd.Context(), v); err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(v)
			}
			view := s.view()
			if facts {
				view.Evidence = render.EvidenceFull
			}
			return render.ReviewTerminal(s.out, v, view)
		},
	}
	cmd.Flags().BoolVar(&facts, "facts", false, "show every fact with its formula and readings")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// tellRestated warns of a review whose readings a source changed afterwards.
func (s *session) tellRestated(ctx context.Context, v review.Version) error {
	a, err := s.app()
	if err != nil {
		return err
	}
	said, err := a.RestatedSince(ctx, v.Review)
	for _, sentence := range said {
		s.tell("plumb: %s", printable(sentence))
	}
	return err
}

// shownReview says what is approved of a review.
func shownReview(v review.Version) shown {
	return shown{what: "the review", id: v.ID, number: v.Number, hash: v.ContentHash, command: "plumb review"}
}

func (s *session) reviewApproveCommand() *cobra.Command {
	var as, hash string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "approve ID",
		Short: "Approve exactly the note that is shown, and draft its decision",
		Long: `Makes a note effective, as the act of a named person who saw exactly this content, and drafts the entry of the decision
log that follows from it. The decision itself counts once it is approved as well: "plumb decisions approve".

In a terminal the note is shown and you are asked to type yes. Elsewhere --hash says which content is meant.`,
		Example: `  plumb review approve r-1e7k3m9
  plumb review approve r-1e7k3m9 --as "Rosa Lind" --hash 9f2c4e1ab0`,
		Args:              needs("the ID of a review", 1),
		ValidArgsFunction: offers(s.reviewIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			by, desk, v, err := s.reviewBy(cmd.Context(), as, args[0])
			if err != nil {
				return err
			}
			if err := s.tellRestated(cmd.Context(), v); err != nil {
				return err
			}
			switch {
			case cmd.Flags().Changed("hash"):
				err = shownReview(v).match(hash)
			case v.State == agent.StateDraft || v.State == agent.StateInReview:
				err = s.confirm(shownReview(v), by, func(out io.Writer, view render.TerminalOptions) error {
					return render.ReviewTerminal(out, v, view)
				}, nil)
			}
			if err != nil {
				return err
			}
			p, err := desk.Approve(cmd.Context(), agent.KindReview, v.ID, v.ContentHash, by)
			if err != nil {
				return err
			}
			e, err := s.decisionOf(cmd.Context(), p.ID)
			if err != nil {
				return err
			}
			if err := s.showReviewState(p, by, asJSON); err != nil || asJSON {
				return err
			}
			_, _ = fmt.Fprintf(s.out, "%s is the decision that follows from it, a draft.\n", e.ID)
			s.suggestForDecision(&e)
			return nil
		},
	}
	s.actorFlag(cmd, &as)
	cmd.Flags().StringVar(&hash, "hash", "", "approve the content with this `HASH` without being asked")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// decisionOf drafts the decision that follows from an approved review.
func (s *session) decisionOf(ctx context.Context, id string) (decision.Entry, error) {
	a, err := s.app()
	if err != nil {
		return decision.Entry{}, err
	}
	d, err := a.DecisionOfReview(ctx, id)
	if err != nil {
		return decision.Entry{}, err
	}
	worded, by, err := s.wordedDecision(ctx, d, agent.EngineNamed(agent.BuiltinEngine), "")
	switch {
	case ctx.Err() != nil:
		return decision.Entry{}, ctx.Err()
	case err != nil: // the review is approved already, and its decision is not left out for want of words
		worded, by = d, agent.EngineNamed(agent.BuiltinEngine)
		worded.Engine = agent.Engine{Name: agent.BuiltinEngine, FallbackReason: model.Why(err)}
	}
	s.tellWorded(worded.Engine)
	e, _, err := s.keepDecision(ctx, worded, by)
	return e, err
}

func (s *session) reviewRejectCommand() *cobra.Command {
	var as, reason string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "reject ID",
		Short: "Turn a note down",
		Long:  "Ends a note that is not to become effective. It stays in the records with the reason; nothing is deleted.",
		Example: `  plumb review reject r-1e7k3m9 --reason "the export of last week was broken"
  plumb review reject r-1e7k3m9 --as "Rosa Lind"`,
		Args:              needs("the ID of a review", 1),
		ValidArgsFunction: offers(s.reviewIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			by, desk, v, err := s.reviewBy(cmd.Context(), as, args[0])
			if err != nil {
				return err
			}
			p, err := desk.Reject(cmd.Context(), agent.KindReview, v.ID, v.ContentHash, by, reason)
			if err != nil {
				return err
			}
			return s.showReviewState(p, by, asJSON)
		},
	}
	s.actorFlag(cmd, &as)
	cmd.Flags().StringVar(&reason, "reason", "", "why, in a few `WORDS`")
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (s *session) showReviewState(p agent.Proposal, by agent.Actor, asJSON bool) error {
	v, err := review.VersionOf(p)
	if err != nil {
		return err
	}
	if asJSON {
		return s.printJSON(v)
	}
	_, _ = fmt.Fprintf(s.out, "%s version %d is %s, by %s (%s).\n", v.ID, v.Number, standing(v.State), render.Clean(by.Name), v.ContentHash)
	return nil
}
