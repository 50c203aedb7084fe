package cli

import (
	"bytes"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) decisionsEditCommand() *cobra.Command {
	var parts decisionFlags
	var as, from string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "edit ID",
		Short: "Change a draft, by flags or in your editor",
		Long: `Changes a decision that is not approved yet; every edit is a new version under your name. Flags change single parts.
Without any, the decision is opened as Markdown in $VISUAL or $EDITOR; if something cannot be read, you are told the
line and can go on editing. --from takes the Markdown from a file, or from standard input with -.

A decision that was approved is never edited. Draft a new one with --replaces.`,
		Example: `  plumb decisions edit d-1e7k3m9 --confidence 70% --owner "Rosa Lind"
  plumb decisions edit d-1e7k3m9 --decision change --text "Send the reminder on day two"
  plumb decisions edit d-1e7k3m9`,
		Args:              needs("the ID of a decision", 1),
		ValidArgsFunction: offers(s.decisionIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			by, err := s.person(as)
			if err != nil {
				return err
			}
			if from != "" && parts.any(cmd) {
				return usage("--from says all of a decision, and the other flags say parts of it").Do("Use one or the other.")
			}
			log, e, err := s.keptDecision(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			edit := decisionEdit{session: s, log: log, base: e, by: by}
			if parts.any(cmd) {
				err = edit.byFlags(cmd, &parts)
			} else {
				err = edit.inWriting(cmd.Context(), from)
			}
			if err != nil || edit.revised.ID == "" {
				return err
			}
			if asJSON {
				return s.printJSON(edit.revised)
			}
			_, _ = fmt.Fprintf(s.out, "%s version %d is a draft, by %s (%s).\n", edit.revised.ID, edit.revised.Number, render.Clean(by.Name), edit.revised.ContentHash)
			s.suggestForDecision(&edit.revised)
			return nil
		},
	}
	parts.add(cmd, s)
	cmd.Flags().StringVar(&from, "from", "", "take the Markdown from this `FILE` instead of opening an editor")
	s.actorFlag(cmd, &as)
	jsonFlag(cmd, &asJSON)
	return cmd
}

// decisionEdit is one edit of one version of a decision by one person.
type decisionEdit struct {
	*session
	log     *decision.Log
	base    decision.Entry
	by      agent.Actor
	revised decision.Entry // the zero entry while nothing was changed
}

func (e *decisionEdit) byFlags(cmd *cobra.Command, parts *decisionFlags) error {
	d, err := parts.apply(cmd, e.base.Decision)
	if err != nil {
		return err
	}
	return e.keep(cmd.Context(), d)
}

func (e *decisionEdit) inWriting(ctx context.Context, from string) error {
	var form bytes.Buffer
	if err := render.DecisionForm(&form, e.base); err != nil {
		return err
	}
	w := writing{
		session: e.session, name: e.base.ID + ".md", again: "plumb decisions edit " + e.base.ID, begin: form.Bytes(),
		take: func(ctx context.Context, written []byte) error {
			d, err := render.ParseDecisionForm(bytes.NewReader(written), e.base.Decision)
			if err != nil {
				return err
			}
			return e.keep(ctx, d)
		},
	}
	if from != "" {
		return w.fromFile(ctx, from)
	}
	return w.inEditor(ctx)
}

func (e *decisionEdit) keep(ctx context.Context, d decision.Decision) error {
	d, err := e.defined(ctx, d)
	if err != nil {
		return err
	}
	e.revised, err = e.log.Edit(ctx, e.base.ID, e.base.Number, d, e.by)
	return err
}

func (s *session) showDecisionState(e *decision.Entry, by agent.Actor) {
	_, _ = fmt.Fprintf(s.out, "%s version %d is %s, by %s (%s).\n", e.ID, e.Number, standing(e.State), render.Clean(by.Name), e.ContentHash)
}
