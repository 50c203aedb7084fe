package cli

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) decisionsDraftCommand() *cobra.Command {
	var parts decisionFlags
	var review, sheet, as, engine string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "draft",
		Short: "Draft a decision from a review, a sheet, or your own words",
		Long: `Drafts an entry of the decision log. From an approved review it takes what the review proposes and why; from an
approved sheet, the decision to start its bet, with what was said in the meeting. Flags add to that, or say all of
it.

Without --revisit-by a decision to start or continue is looked at again on the date of its gate or in two weeks, a
change in one week, everything else in four.

With --engine model, or when the environment names a model, a language model puts the reason of a review in words, with
the numbers of gate and guardrail. Words that say anything else are not taken; what is decided never changes.`,
		Example: `  plumb decisions draft --review r-1e7k3m9
  plumb decisions draft --sheet s-1e7k3m9 --confidence 70%
  plumb decisions draft --decision stop --title "Trial emails" --rationale "Nobody opened them" --owner "Rosa Lind"`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkEngine(engine); err != nil {
				return err
			}
			drafted, by, err := s.draftedDecision(cmd, review, sheet, as, &parts)
			if err != nil {
				return err
			}
			if !cmd.Flags().Changed("rationale") {
				if drafted, by, err = s.wordedDecision(cmd.Context(), drafted, by, app.Engine(engine)); err != nil {
					return err
				}
			}
			e, existing, err := s.keepDecision(cmd.Context(), drafted, by)
			if err != nil {
				return err
			}
			if existing {
				s.tell("plumb: this was drafted before, as %s; nothing was added", e.ID)
			}
			s.tellWorded(e.Engine)
			if asJSON {
				return s.printJSON(e)
			}
			if err := render.Decision(s.out, e, s.view()); err != nil {
				return err
			}
			s.suggestForDecision(&e)
			return nil
		},
	}
	cmd.Flags().StringVar(&review, "review", "", "draft what this approved review proposes, an `ID`")
	cmd.Flags().StringVar(&sheet, "sheet", "", "draft the decision to start the bet of this approved sheet, an `ID`")
	offers(s.reviewIDs).flag(cmd, "review")
	offers(s.sheetIDs).flag(cmd, "sheet")
	parts.add(cmd, s)
	engineFlag(cmd, &engine, "what puts the reason of a review in words")
	s.actorFlag(cmd, &as)
	jsonFlag(cmd, &asJSON)
	return cmd
}

// draftedDecision gives what is to be kept as a draft, and who drafts it: a person who gives words of their own, else the engine.
func (s *session) draftedDecision(cmd *cobra.Command, review, sheet, as string, parts *decisionFlags) (decision.Decision, agent.Actor, error) {
	by := agent.EngineNamed(agent.BuiltinEngine)
	own := parts.any(cmd)
	switch {
	case review != "" && sheet != "":
		return decision.Decision{}, by, usage("a decision is drafted from a review or from a sheet, not from both").Do("Leave one of --review and --sheet out.")
	case review == "" && sheet == "" && !own:
		return decision.Decision{}, by, usage("it is not said what is decided").Do("For example: %s", firstExample(cmd))
	}
	var err error
	if own || as != "" {
		if by, err = s.person(as); err != nil {
			return decision.Decision{}, by, err
		}
	}
	a, err := s.app()
	if err != nil {
		return decision.Decision{}, by, err
	}
	d := decision.Decision{Date: s.today()}
	switch {
	case review != "":
		d, err = a.DecisionOfReview(cmd.Context(), review)
	case sheet != "":
		d, err = a.DecisionOfSheet(cmd.Context(), sheet)
	}
	if err != nil {
		return d, by, err
	}
	d, err = parts.apply(cmd, d)
	return d, by, err
}

// wordedDecision gives a decision with the reason of its review in the words of a model, where one is wanted, and who drafts it
// then. With "" it is wanted when the environment names a model.
func (s *session) wordedDecision(ctx context.Context, d decision.Decision, by agent.Actor, engine app.Engine) (decision.Decision, agent.Actor, error) {
	a, err := s.app()
	if err != nil {
		return d, by, err
	}
	if engine = cmp.Or(engine, a.UsualEngine()); engine != app.EngineModel || d.Review == "" {
		return d, by, nil
	}
	d, err = a.WordRationale(ctx, d)
	if by == agent.EngineNamed(agent.BuiltinEngine) && d.Engine.Name == agent.ModelEngine {
		by = agent.EngineNamed(agent.ModelEngine)
	}
	return d, by, err
}

// tellWorded says where the computed reason stands though a model was asked for.
func (s *session) tellWorded(e agent.Engine) {
	switch {
	case e.FallbackReason == "":
	case e.Name == agent.ModelEngine:
		s.tell("plumb: the reason is worded by %s, in part by the builtin engine: %s", e.Model, e.FallbackReason)
	default:
		s.tell("plumb: the reason is that of the builtin engine, because %s", e.FallbackReason)
	}
}

// keepDecision keeps a draft.
func (s *session) keepDecision(ctx context.Context, d decision.Decision, by agent.Actor) (decision.Entry, bool, error) {
	a, err := s.app()
	if err != nil {
		return decision.Entry{}, false, err
	}
	log, err := a.NewDecisions(ctx)
	if err != nil {
		return decision.Entry{}, false, err
	}
	if d, err = s.defined(ctx, d); err != nil {
		return decision.Entry{}, false, err
	}
	return log.Draft(ctx, d, by)
}

// defined tells the person when readings cannot check a prediction.
func (s *session) defined(ctx context.Context, d decision.Decision) (decision.Decision, error) {
	a, err := s.app()
	if err != nil {
		return d, err
	}
	d, why, err := a.DefinedPrediction(ctx, d)
	if why != "" {
		s.tell("plumb: %s, so no reading will check the prediction", why)
	}
	return d, err
}

// suggestForDecision says what a person can do next with a draft.
func (s *session) suggestForDecision(e *decision.Entry) {
	if e.State != agent.StateDraft {
		return
	}
	s.tell("\nNext:")
	missing := ""
	for _, f := range e.Findings {
		if f.Severity == agent.Block {
			missing += " " + decision.Flag(f.Code)
		}
	}
	if missing != "" {
		s.tell("  plumb decisions edit %s%s", e.ID, missing)
		return
	}
	s.suggest("plumb decisions edit "+e.ID, "change it in your words")
	s.suggest("plumb decisions approve "+e.ID, "make it effective, by name")
}
