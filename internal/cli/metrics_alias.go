package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) aliasCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "alias",
		Short: "Agree on what a term means",
		Long: `An alias says that a term means a metric, to one team or to everybody. Anybody, and any program, may propose one; it
has no effect until a named person approves it. From then on the term is never looked up in another way.`,
		Example: `  plumb metrics alias propose actives support.weekly_active_users --team support
  plumb metrics alias list
  plumb metrics alias approve a-1e7k3m9 --as "Rosa Lind"`,
	}
	return group(cmd, s.aliasListCommand(), s.aliasProposeCommand(), s.aliasSuggestCommand(), s.aliasApproveCommand(), s.aliasRejectCommand())
}

func (s *session) aliasProposeCommand() *cobra.Command {
	var p glossary.Proposal
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "propose TERM METRIC",
		Short: "Propose that a term means a metric",
		Long: `Keeps the proposal that a term means a metric, and says what it would change. Without --team it is proposed for
everybody who has no alias of their own. Proposing the same again gives the proposal that is there.`,
		Example: `  plumb metrics alias propose actives support.weekly_active_users --team support
  plumb metrics alias propose "the 30-day thing" growth.retention_30d --why "said in the product weekly"`,
		Args:              needsTermAndMetric,
		ValidArgsFunction: offers(s.metricIDs).argument(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := s.app()
			if err != nil {
				return err
			}
			p.Term, p.Metric = args[0], args[1]
			proposed, err := a.ProposeAlias(cmd.Context(), p)
			if err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(proposed)
			}
			s.showProposed(proposed)
			return nil
		},
	}
	cmd.Flags().StringVar(&p.Team, "team", "", "the `TEAM` that says it (default: everybody)")
	offers(s.teams).flag(cmd, "team")
	cmd.Flags().StringVar(&p.Why, "why", "", "where it was heard, or why it should hold, in a few `WORDS`")
	jsonFlag(cmd, &asJSON)
	return cmd
}

func needsTermAndMetric(cmd *cobra.Command, args []string) error {
	if len(args) == 1 {
		return usage(cmd.CommandPath()+" needs the METRIC that the term means").Do("For example: %s", firstExample(cmd))
	}
	return needs("a TERM and a METRIC", 2)(cmd, args)
}

func (s *session) showProposed(p app.ProposedAlias) {
	_, _ = fmt.Fprintf(s.out, "%s proposed: %s would mean %s\n", p.ID, render.Said(p.Term, p.Team), render.Clean(p.Metric))
	_, _ = fmt.Fprintf(s.out, "  now: %s\n", render.Meaning(p.Before))
	for _, warning := range aliasWarnings(p.Term, p.Note) {
		s.tell("plumb: %s", warning)
	}
	if p.Existing {
		s.tell("plumb: this was proposed before, as %s; nothing was added", p.ID)
	}
	s.tell("\nNext:")
	s.suggest("plumb metrics alias approve "+p.ID, "make it effective, by name")
}

func (s *session) aliasListCommand() *cobra.Command {
	var state string
	var asJSON bool
	states := []string{string(glossary.AliasProposed), string(glossary.AliasApproved), string(glossary.AliasRejected), string(glossary.AliasSuperseded)}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List what was proposed and agreed, newest first",
		Long: `Lists every alias with what became of it.

With --json every alias is one object on one line.`,
		Example: `  plumb metrics alias list
  plumb metrics alias list --state proposed --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if state != "" {
				if err := oneOf("--state", state, states...); err != nil {
					return err
				}
			}
			return s.ifKept(cmd.Context(), func(g *glossary.Glossary) error {
				all, err := g.Aliases(cmd.Context())
				if err != nil {
					return err
				}
				return s.showAliases(all, state, asJSON)
			})
		},
	}
	cmd.Flags().StringVar(&state, "state", "", "only those in this `STATE`: proposed, approved, rejected or superseded")
	jsonFlag(cmd, &asJSON)
	completeFlag(cmd, "state", states...)
	return cmd
}

func (s *session) showAliases(all []glossary.Alias, state string, asJSON bool) error {
	rows := [][]string{{"ID", "METRIC", "STATE", "TEAM", "TERM"}}
	for _, a := range all {
		if state != "" && state != string(a.State) {
			continue
		}
		if asJSON {
			if err := s.printJSON(a); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{a.ID, oneLine(a.Metric), string(a.State), dash(a.Team), oneLine(a.Term)})
	}
	switch {
	case asJSON:
	case len(rows) > 1:
		s.showRows(rows, false)
	default:
		s.tell("There are no aliases like that. Propose one with: plumb metrics alias propose TERM METRIC")
	}
	return nil
}

func (s *session) aliasApproveCommand() *cobra.Command {
	var as string
	var yes, asJSON bool
	cmd := &cobra.Command{
		Use:   "approve ID",
		Short: "Approve what a term means, exactly as it is shown",
		Long: `Makes an alias effective. An approval is the act of a named person; an alias that was approved for the same term and
team before is superseded.

In a terminal the alias is shown with what the term means now and what it would mean, and you are asked to type yes.
Elsewhere --yes stands for that, together with --as and the whole ID: what is printed is what is approved. An approval
is refused when the definition of the metric changed after it was shown.`,
		Example: `  plumb metrics alias approve a-1e7k3m9
  plumb metrics alias approve a-1e7k3m9 --as "Rosa Lind" --yes`,
		Args:              needs("the ID of an alias", 1),
		ValidArgsFunction: offers(s.openAliases).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			if yes && as == "" {
				return usage("--yes needs --as: who approves?").Do(`For example: plumb metrics alias approve %s --as "Rosa Lind" --yes`, args[0])
			}
			return s.decide(cmd.Context(), args[0], as, asJSON, func(g *glossary.Glossary, a glossary.Alias, by agent.Actor) (glossary.Alias, error) {
				open := a.State == glossary.AliasProposed
				if yes && args[0] != a.ID {
					return a, usage("--yes needs the whole ID of the alias").Do("It is %s; look at it with plumb metrics alias list.", a.ID)
				}
				var seen string
				if open { // of anything else nobody is asked: the glossary says why it is too late
					var err error
					if seen, err = s.confirmAlias(cmd.Context(), g, a, by, yes); err != nil {
						return a, err
					}
				}
				approved, err := g.Approve(cmd.Context(), a.ID, seen, by)
				if err == nil && !open {
					s.tell("plumb: you approved it already, on %s; nothing was changed", approved.DecidedAt.Format(time.DateOnly))
				}
				return approved, err
			})
		},
	}
	s.actorFlag(cmd, &as)
	cmd.Flags().BoolVar(&yes, "yes", false, "approve without being asked; needs --as")
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (s *session) aliasRejectCommand() *cobra.Command {
	var as string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "reject ID",
		Short: "Turn a proposed alias down",
		Long:  "Ends a proposal that is not to become effective. It stays in the records; nothing is deleted.",
		Example: `  plumb metrics alias reject a-1e7k3m9
  plumb metrics alias reject a-1e7k3m9 --as "Rosa Lind"`,
		Args:              needs("the ID of an alias", 1),
		ValidArgsFunction: offers(s.openAliases).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.decide(cmd.Context(), args[0], as, asJSON, func(g *glossary.Glossary, a glossary.Alias, by agent.Actor) (glossary.Alias, error) {
				return g.Reject(cmd.Context(), a.ID, by)
			})
		},
	}
	s.actorFlag(cmd, &as)
	jsonFlag(cmd, &asJSON)
	return cmd
}

// aliasAct is an act of a person on an alias.
type aliasAct func(g *glossary.Glossary, a glossary.Alias, by agent.Actor) (glossary.Alias, error)

// decide has a person decide about an alias, and says what came of it.
func (s *session) decide(ctx context.Context, id, as string, asJSON bool, do aliasAct) error {
	by, err := s.person(as)
	if err != nil {
		return err
	}
	g, err := s.glossary(ctx)
	if err != nil {
		return err
	}
	a, err := g.Alias(ctx, id)
	if err != nil {
		return err
	}
	decided, err := do(g, a, by)
	if err != nil {
		return err
	}
	if asJSON {
		return s.printJSON(decided)
	}
	_, _ = fmt.Fprintf(s.out, "%s is %s, by %s: %s means %s.\n", decided.ID, decided.State, render.Clean(by.Name),
		render.Said(decided.Term, decided.Team), render.Clean(decided.Metric))
	return nil
}

// confirmAlias shows what an alias would change, has the person confirm it unless that was done in advance, and gives the
// hash of the definition that was shown.
func (s *session) confirmAlias(ctx context.Context, g *glossary.Glossary, a glossary.Alias, by agent.Actor, confirmed bool) (seen string, err error) {
	d := &dialogue{out: s.env.Stderr, view: render.TerminalOptions{Width: render.DefaultWidth}, done: func() {}}
	if !confirmed {
		var ok bool
		if d, ok = s.dialogue(); !ok {
			return "", fault.New(fault.NeedsPerson, "cli.approve", "an approval needs a person who saw the alias, and nobody can be asked here",
				"Look at it with plumb metrics alias list, then run plumb metrics alias approve "+a.ID+" --as \"Your Name\" --yes.")
		}
	}
	defer d.done()
	view, err := s.aliasView(ctx, g, a)
	if err != nil {
		return "", err
	}
	if err := render.AliasProposal(d.out, view, d.view); err != nil {
		return "", err
	}
	seen = view.Metric.DefinitionHash()
	if confirmed {
		return seen, nil
	}
	answer, err := d.ask(fmt.Sprintf("Approve exactly this as %s? Type yes to approve:", render.Clean(by.Name)))
	if err != nil {
		return "", err
	}
	if answer != "yes" {
		return "", fault.New(fault.NeedsPerson, "cli.approve", "not approved", "Nothing was changed. Turn it down with plumb metrics alias reject "+a.ID+", or propose another meaning.")
	}
	return seen, nil
}

// aliasView gathers what a person has to see before approving an alias.
func (s *session) aliasView(ctx context.Context, g *glossary.Glossary, a glossary.Alias) (render.AliasView, error) {
	view := render.AliasView{Alias: a}
	opened, err := s.app()
	if err != nil {
		return view, err
	}
	before, note, err := opened.Meaning(ctx, a)
	if err != nil {
		return view, err
	}
	view.Before, view.Warnings = before, aliasWarnings(a.Term, note)
	shown, err := g.Show(ctx, a.Metric)
	if err != nil {
		return view, err
	}
	view.Metric = shown.Newest.Metric
	old, superseded, err := g.Supersedes(ctx, a)
	if err != nil {
		return view, err
	}
	if superseded {
		view.Supersedes = old.ID
	}
	return view, nil
}

// aliasWarnings says what is odd about a term and its team.
func aliasWarnings(term, teamNote string) []string {
	var all []string
	if word, mixed := glossary.MixedWord(term); mixed {
		all = append(all, fmt.Sprintf("%q mixes letters of several alphabets that look alike; it may not be the word that it seems to be", word))
	}
	if teamNote != "" {
		all = append(all, teamNote)
	}
	return all
}

// openAliases offers the ids of the aliases that wait for a decision.
func (s *session) openAliases(ctx context.Context) ([]cobra.Completion, error) {
	g, err := s.glossary(ctx)
	if err != nil {
		return nil, err
	}
	all, err := g.Aliases(ctx)
	if err != nil {
		return nil, err
	}
	var found []cobra.Completion
	for _, a := range all {
		if a.State == glossary.AliasProposed {
			found = append(found, cobra.CompletionWithDesc(a.ID, printable(render.Said(a.Term, a.Team)+" means "+render.Clean(a.Metric))))
		}
	}
	return found, nil
}
