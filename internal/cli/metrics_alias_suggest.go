package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) aliasSuggestCommand() *cobra.Command {
	var common app.Lookup
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "suggest [TERM...]",
		Short: "Have a model propose what unknown terms mean",
		Long: `Asks the configured language model which metric people mean by terms that nothing defined goes by: those that are
given, or those of the sheets that are kept. What it says becomes a proposal, as from anybody; it has no effect until a
named person approves it with plumb metrics alias approve.

A suggestion is not proposed when another metric goes by that name, when the term says another window than the metric
has, when it would be ambiguous, or when a person turned the same down before.

With --json every term is one object on one line.`,
		Example: `  plumb metrics alias suggest
  plumb metrics alias suggest "the day-thirty thing" --team support --context "How is the day-thirty thing doing?"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			terms := make([]app.Lookup, len(args))
			for i, term := range args {
				if strings.TrimSpace(term) == "" {
					return usage("a term is empty").Do(`Give the words that people say, such as plumb metrics alias suggest "the day-thirty thing".`)
				}
				terms[i] = app.Lookup{Term: term}.WithDefaults(common)
			}
			a, err := s.app()
			if err != nil {
				return err
			}
			suggested, err := a.SuggestAliases(cmd.Context(), terms)
			if err != nil {
				return err
			}
			return s.showSuggested(suggested, asJSON)
		},
	}
	cmd.Flags().StringVar(&common.Team, "team", "", "the `TEAM` that said the terms that are given")
	offers(s.teams).flag(cmd, "team")
	cmd.Flags().StringVar(&common.Context, "context", "", "the `SENTENCE` in which they were said")
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (s *session) showSuggested(all app.SuggestedAliases, asJSON bool) error {
	if all.Behind != "" {
		s.tell("plumb: nothing was suggested, because %s", all.Behind)
	}
	proposed := 0
	for _, t := range all.Terms {
		if t.Alias != nil {
			proposed++
		}
		if asJSON {
			if err := s.printJSON(t); err != nil {
				return err
			}
			continue
		}
		if t.Alias == nil {
			_, _ = fmt.Fprintf(s.out, "%s: nothing is proposed; %s\n", render.Said(t.Term, t.Team), render.Clean(t.Reason))
			continue
		}
		_, _ = fmt.Fprintf(s.out, "%s proposed: %s would mean %s\n", t.Alias.ID, render.Said(t.Term, t.Team), render.Clean(t.Alias.Metric))
	}
	switch {
	case asJSON:
	case len(all.Terms) == 0:
		s.tell("No sheet has a term that nothing is known for. Name one: plumb metrics alias suggest TERM")
	case proposed > 0:
		s.tell("\nNext:")
		s.suggest("plumb metrics alias list --state proposed", "see what waits for a decision")
		s.suggest("plumb metrics alias approve ID", "make one effective, by name")
	}
	return nil
}
