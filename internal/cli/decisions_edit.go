package cli

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

// decisionFlags are the parts of a decision that a person gives by flags.
type decisionFlags struct {
	choice, title, text, rationale, owner, revisitBy, prediction, confidence, aim, mechanism, gate, date, replaces string
	ruledOut                                                                                                       []string
}

// decisionParts are the names of those flags.
var decisionParts = []string{
	"decision", "title", "text", "rationale", "owner", "revisit-by", "prediction", "confidence", "ruled-out", "aim", "mechanism", "gate",
	"date", "replaces",
}

func (f *decisionFlags) add(cmd *cobra.Command, s *session) {
	flags := cmd.Flags()
	flags.StringVar(&f.choice, "decision", "", "the `CHOICE`: start, continue, change, stop or other")
	flags.StringVar(&f.title, "title", "", "what it is about, in a few `WORDS`")
	flags.StringVar(&f.text, "text", "", "what is decided, in a `SENTENCE`")
	flags.StringVar(&f.rationale, "rationale", "", "`WHY`")
	flags.StringVar(&f.owner, "owner", "", "the one `NAME` that is accountable")
	flags.StringVar(&f.revisitBy, "revisit-by", "", "the `DATE` of the next look")
	flags.StringVar(&f.prediction, "prediction", "", "what will happen, a `SENTENCE` or \"METRIC >= 40% by DATE\", which readings check")
	flags.StringVar(&f.confidence, "confidence", "", "how sure that is, a `PERCENTAGE` from 1% to 99%")
	flags.StringArrayVar(&f.ruledOut, "ruled-out", nil, "what is not done, in `WORDS`; may be repeated, and replaces what stands there")
	flags.StringVar(&f.aim, "aim", "", "the `AIM`, in a line")
	flags.StringVar(&f.mechanism, "mechanism", "", "what is believed to reach it, a `SENTENCE`")
	flags.StringVar(&f.gate, "gate", "", "the `CONDITION` under which it goes on")
	flags.StringVar(&f.date, "date", "", "the `DATE` on which it was decided (default: today, the meeting or the review)")
	flags.StringVar(&f.replaces, "replaces", "", "the approved decision whose place it takes, an `ID`")
	var choices []string
	for _, c := range decision.Choices() {
		choices = append(choices, string(c))
	}
	completeFlag(cmd, "decision", choices...)
	offers(s.decisionIDs).flag(cmd, "replaces")
}

// any reports whether a person gave a part of a decision.
func (f *decisionFlags) any(cmd *cobra.Command) bool {
	for _, name := range decisionParts {
		if cmd.Flags().Changed(name) {
			return true
		}
	}
	return false
}

// apply gives a decision with the parts that were given.
func (f *decisionFlags) apply(cmd *cobra.Command, d decision.Decision) (decision.Decision, error) {
	given, usual := cmd.Flags().Changed, d.HasUsualLook()
	if drafted := d.Text == d.Sentence(); given("title") {
		if d.Title = f.title; drafted {
			d.Text = d.Sentence()
		}
	}
	for _, part := range []struct {
		flag, value string
		to          *string
	}{{"date", f.date, &d.Date}, {"aim", f.aim, &d.Aim}, {"mechanism", f.mechanism, &d.Mechanism}, {"gate", f.gate, &d.Gate}} {
		if given(part.flag) {
			*part.to = part.value
		}
	}
	if given("decision") {
		choice := decision.Choice(strings.ToLower(strings.TrimSpace(f.choice)))
		if err := oneOf("--decision", string(choice), "start", "continue", "change", "stop", "other"); err != nil {
			return d, err
		}
		d = d.Choose(choice)
	}
	if given("prediction") {
		d.Prediction = d.Prediction.Predict(f.prediction)
	}
	if given("confidence") {
		confidence, err := render.ParseConfidence(f.confidence)
		if err != nil {
			return d, usage("--confidence: "+err.Error()).Do("%s", fault.Next(err))
		}
		d.Prediction.Confidence = confidence
	}
	if given("ruled-out") {
		d.RuledOut = f.ruledOut
	}
	for _, part := range []struct {
		flag, value string
		to          *string
	}{
		{"text", f.text, &d.Text}, {"rationale", f.rationale, &d.Rationale}, {"owner", f.owner, &d.Owner}, {"revisit-by", f.revisitBy, &d.RevisitBy},
		{"replaces", f.replaces, &d.Replaces},
	} {
		if given(part.flag) {
			*part.to = part.value
		}
	}
	if usual && !given("revisit-by") {
		d.RevisitBy = d.NextLook()
	}
	return d, nil
}

func (s *session) decisionsDraftCommand() *cobra.Command {
	var parts decisionFlags
	var review, sheet, as string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "draft",
		Short: "Draft a decision from a review, a sheet, or your own words",
		Long: `Drafts an entry of the decision log. From an approved review it takes what the review proposes and why; from an approved
sheet, the decision to start its bet, with what was said in the meeting. Flags add to that, or say all of it.

Without --revisit-by a decision to start or continue is looked at again on the date of its gate or in two weeks, a change in one
week, everything else in four.`,
		Example: `  plumb decisions draft --review r-1e7k3m9
  plumb decisions draft --sheet s-1e7k3m9 --confidence 70%
  plumb decisions draft --decision stop --title "Trial emails" --rationale "Nobody opened them" --owner "Rosa Lind"`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			drafted, by, err := s.draftedDecision(cmd, review, sheet, as, &parts)
			if err != nil {
				return err
			}
			e, existing, err := s.keepDecision(cmd.Context(), drafted, by)
			if err != nil {
				return err
			}
			if existing {
				s.tell("plumb: this was drafted before, as %s; nothing was added", e.ID)
			}
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
	d := decision.Decision{Date: s.env.Now().Format(time.DateOnly)}
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

// defined tells the person when readings cannot check a prediction because its metric is not defined.
func (s *session) defined(ctx context.Context, d decision.Decision) (decision.Decision, error) {
	a, err := s.app()
	if err != nil {
		return d, err
	}
	named := d.Prediction.Metric
	d, checked, err := a.DefinedPrediction(ctx, d)
	if err == nil && named != "" && !checked {
		s.tell("plumb: no metric %s is defined, so no reading will check the prediction", named)
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

func (s *session) decisionsEditCommand() *cobra.Command {
	var parts decisionFlags
	var as, from string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "edit ID",
		Short: "Change a draft, by flags or in your editor",
		Long: `Changes a decision that is not approved yet; every edit is a new version under your name. Flags change single parts. Without
any, the decision is opened as Markdown in $VISUAL or $EDITOR; if something cannot be read, you are told the line and can go on
editing. --from takes the Markdown from a file, or from standard input with -.

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
	_, err := w.inEditor(ctx)
	return err
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
	_, _ = fmt.Fprintf(s.out, "%s version %d is %s, by %s (%s).\n", e.ID, e.Number, e.State.Words(), render.Clean(by.Name), e.ContentHash)
}
