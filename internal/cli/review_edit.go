package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/agent/review"
)

func (s *session) reviewEditCommand() *cobra.Command {
	var as, from string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "edit ID",
		Short: "Correct a note in your editor; every edit is a new version",
		Long: `Opens the note and the proposal as Markdown in $VISUAL or $EDITOR. What you save becomes a new version under your name,
and an approval of the version before is void. You may say things in your words, leave them out, and propose another
decision. Numbers stay those of the facts, and nothing is called a cause that the readings cannot show: if something
cannot be taken, you are told the line and can go on editing.`,
		Example: `  plumb review edit r-1e7k3m9
  plumb review edit r-1e7k3m9 --from note.md --as "Rosa Lind"`,
		Args:              needs("the ID of a review", 1),
		ValidArgsFunction: offers(s.reviewIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			by, desk, v, err := s.reviewBy(cmd.Context(), as, args[0])
			if err != nil {
				return err
			}
			var revised agent.Proposal
			w := writing{
				session: s, name: v.ID + ".md", again: "plumb review edit " + v.ID, begin: []byte(v.EditMarkdown()),
				take: func(ctx context.Context, written []byte) error {
					edited, err := review.Edit(v.Review, written, by)
					if err != nil {
						return err
					}
					content, err := proposals.Canonical(edited)
					if err != nil {
						return err
					}
					revised, err = desk.Revise(ctx, agent.KindReview, v.ID, v.Number, content, by)
					return err
				},
			}
			if from != "" {
				err = w.fromFile(cmd.Context(), from)
			} else {
				err = w.inEditor(cmd.Context())
			}
			if err != nil || revised.ID == "" {
				return err
			}
			if err := s.showReviewState(revised, by, asJSON); err != nil || asJSON {
				return err
			}
			s.tell("\nNext:")
			s.suggest("plumb review approve "+revised.ID, "approve it by name, and draft the decision")
			return nil
		},
	}
	s.actorFlag(cmd, &as)
	cmd.Flags().StringVar(&from, "from", "", "take the Markdown from this `FILE` instead of opening an editor")
	jsonFlag(cmd, &asJSON)
	return cmd
}
