package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) sheetLinkCommand() *cobra.Command {
	var r app.LinkRequest
	var as string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "link ID [FIELD METRIC]",
		Short: "Say which metric is meant where a sheet leaves it open",
		Long: `Lists the terms of a sheet of which it is open what they mean: ambiguous ones, ones that teams define differently, and
unknown ones that come near to something. In a terminal you are asked about one after the other; Enter leaves it open.

With FIELD and METRIC that field means that metric, without a question. A FIELD is written as in the questions of
"show --json": mechanism.outcome, gate.condition, guardrail, signals[0], or jargon[0] for a term of the meeting.

What you choose becomes a new version under your name, and an approval of the version before is void; the metric of a
stage gate that was approved is locked. The choice is proposed as an alias, so that later drafts know what the term
means once somebody approves it; --remember approves it at once. The alias holds for the team of the sheet (the --team
of its draft), or for everybody when it has none.`,
		Example: `  plumb sheet link s-1e7k3m9
  plumb sheet link s-1e7k3m9 'signals[0]' growth.weekly_active_users
  plumb sheet link s-1e7k3m9 guardrail support.first_response_time --as "Rosa Lind" --remember
  plumb sheet link s-1e7k3m9 --json`,
		Args:              needsFieldAndMetric,
		ValidArgsFunction: s.completeLink,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 && !s.asks(asJSON) {
				return s.listOpen(cmd.Context(), args[0], asJSON)
			}
			by, err := s.person(as)
			if err != nil {
				return err
			}
			_, v, err := s.keptNewest(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			r.Base, r.By = v, by
			if len(args) == 1 {
				r.Choices, err = s.askOpen(cmd.Context(), v)
			} else {
				r.Choices = []app.Choice{{Places: []string{args[1]}, Metric: args[2]}}
			}
			if err != nil || len(r.Choices) == 0 {
				return err
			}
			return s.link(cmd.Context(), r, asJSON)
		},
	}
	s.actorFlag(cmd, &as)
	cmd.Flags().StringVar(&r.Team, "team", "", "the `TEAM` that says the term so (default: the team of the sheet, else everybody)")
	offers(s.teams).flag(cmd, "team")
	cmd.Flags().BoolVar(&r.Remember, "remember", false, "approve at once that the term means this metric")
	jsonFlag(cmd, &asJSON)
	return cmd
}

func needsFieldAndMetric(cmd *cobra.Command, args []string) error {
	if len(args) == 2 {
		return usage(cmd.CommandPath()+" needs the METRIC that "+strconv.Quote(args[1])+" means").
			Do("For example: plumb sheet link %s '%s' growth.weekly_active_users", args[0], args[1])
	}
	return needs("the ID of a sheet", 3)(cmd, args)
}

// asks reports whether a person can be asked.
func (s *session) asks(asJSON bool) bool {
	return !asJSON && !s.noInput && isTerminal(s.env.Stdin)
}

// listOpen lists the terms about which somebody has to say what they mean.
func (s *session) listOpen(ctx context.Context, arg string, asJSON bool) error {
	_, v, err := s.kept(ctx, arg)
	if err != nil {
		return err
	}
	open := app.OpenTerms(&v.Sheet)
	for i, term := range open {
		if asJSON {
			err = s.printJSON(term)
		} else {
			err = render.OpenTerm(s.out, i == 0, term, s.view())
		}
		if err != nil {
			return err
		}
	}
	if len(open) == 0 {
		return s.tellNothingOpen(ctx)
	}
	if !asJSON {
		s.tell("\nNext:")
		s.suggest(fmt.Sprintf("plumb sheet link %s '%s' METRIC", v.ID, open[0].Places[0]), "say what one of them means")
	}
	return nil
}

// tellNothingOpen says why there is nothing to choose.
func (s *session) tellNothingOpen(ctx context.Context) error {
	defined, err := s.catalogue(ctx)
	if err != nil {
		return err
	}
	if len(defined.Metrics) == 0 {
		s.tellNoMetrics()
		return nil
	}
	s.tell("No term of this sheet is open. To change what a field means: plumb sheet link ID FIELD METRIC")
	return nil
}

// askOpen asks about one open term after the other.
func (s *session) askOpen(ctx context.Context, v agent.Version) ([]app.Choice, error) {
	open := app.OpenTerms(&v.Sheet)
	if len(open) == 0 {
		return nil, s.tellNothingOpen(ctx)
	}
	d, there := s.dialogue()
	if !there {
		return nil, s.listOpen(ctx, v.ID, false)
	}
	defer d.done()
	var choices []app.Choice
	for i, term := range open {
		if err := render.OpenTerm(d.out, i == 0, term, d.view); err != nil {
			return nil, err
		}
		metric, err := s.askMetric(ctx, d, term)
		if err != nil {
			return nil, err
		}
		if metric != "" {
			choices = append(choices, app.Choice{Places: term.Places, Metric: metric})
		}
		if d.ended {
			break
		}
	}
	if len(choices) == 0 {
		s.tell("Nothing was changed.")
	}
	return choices, nil
}

// askMetric asks until there is a metric, or until the person leaves the term open, which gives "".
func (s *session) askMetric(ctx context.Context, d *dialogue, term agent.OpenTerm) (string, error) {
	a, err := s.app()
	if err != nil {
		return "", err
	}
	shown := render.Choices(term.Match)
	for {
		answer, err := d.ask("A number, or the id of a metric; Enter leaves it open:")
		if err != nil || answer == "" {
			return "", err
		}
		if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(shown) {
			answer = shown[n-1].Metric
		}
		metric, err := a.MetricInUse(ctx, answer)
		if err == nil {
			return metric.ID(), nil
		}
		report(d.out, err, false)
		if d.ended {
			return "", nil
		}
	}
}

// link keeps choices and says what came of them.
func (s *session) link(ctx context.Context, r app.LinkRequest, asJSON bool) error {
	a, err := s.app()
	if err != nil {
		return err
	}
	linked, err := a.LinkSheet(ctx, r)
	if err != nil {
		return err
	}
	if asJSON {
		return s.printJSON(linked)
	}
	_, _ = fmt.Fprintf(s.out, "%s version %d is a draft, by %s (%s).\n", linked.ID, linked.Number, render.Clean(r.By.Name), linked.ContentHash)
	for _, c := range linked.Choices {
		_, _ = fmt.Fprintf(s.out, "  %s means %s\n", strings.Join(c.Places, ", "), render.Clean(c.Metric))
		s.showRemembered(c)
	}
	s.tell("\nNext:")
	for _, c := range linked.Choices {
		if c.Alias != nil && !r.Remember {
			s.suggest("plumb metrics alias approve "+c.Alias.ID, "let later drafts know, by name")
		}
	}
	s.suggest("plumb sheet approve "+linked.ID, "make the sheet effective, by name")
	return nil
}

func (s *session) showRemembered(c app.Remembered) {
	if c.Alias == nil {
		s.tell("plumb: %s is not remembered: %s", strings.Join(c.Places, ", "), c.Note)
		return
	}
	_, _ = fmt.Fprintf(s.out, "  %s is %s for later drafts: %s means it\n", c.Alias.ID, c.Alias.State, render.Said(c.Alias.Term, c.Alias.Team))
}

// completeLink offers sheets, then the fields of the sheet, then metrics.
func (s *session) completeLink(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	fields := func(ctx context.Context) ([]cobra.Completion, error) { return s.matchedFields(ctx, args[0]) }
	find := []offers{s.sheetIDs, fields, s.metricIDs}
	if len(args) >= len(find) {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return find[len(args)].now(cmd.Context())
}

// matchedFields offers the fields of a sheet that can mean a metric, with what they say.
func (s *session) matchedFields(ctx context.Context, arg string) ([]cobra.Completion, error) {
	_, v, err := s.kept(ctx, arg)
	if err != nil {
		return nil, err
	}
	var found []cobra.Completion
	for ref := range v.Matches() {
		if ref.Text != "" {
			found = append(found, cobra.CompletionWithDesc(ref.Path, oneLine(ref.Text)))
		}
	}
	return found, nil
}
