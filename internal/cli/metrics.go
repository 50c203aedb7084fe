package cli

import (
	"context"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent/glossary"
)

func (s *session) metricsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "metrics",
		Short:   "Say what the organisation measures, and look up what people call it",
		GroupID: groupWords,
		Long: `Keeps the metric definitions of the organisation and maps what people say onto them: one definition is meant, several
fit, teams disagree, or nothing that is defined fits.

Definitions are read from the files in which they are kept already: dbt, Cube, Snowflake, Databricks, LookML, Apache
Ossie, metric-hub and plumb's own YAML. A definition that changed is a new version; nothing is overwritten.
An ID is namespace.name, such as growth.weekly_active_users; its beginning or the name alone will do as long as one
metric is meant.`,
		Example: `  plumb metrics import models/
  plumb metrics list
  plumb metrics show growth.weekly_active_users
  plumb metrics link "active users" --team growth`,
	}
	return group(cmd, s.importCommand(), s.metricsListCommand(), s.metricsShowCommand(), s.metricsDiffCommand(), s.lintCommand(),
		s.linkCommand(), s.aliasCommand(), s.retireCommand(), s.reindexCommand(), s.metricsExportCommand())
}

// glossary gives the definitions that are kept.
func (s *session) glossary(ctx context.Context) (*glossary.Glossary, error) {
	a, err := s.app()
	if err != nil {
		return nil, err
	}
	return a.Glossary(ctx)
}

// completeMetrics offers the ids of the metrics that are kept, with their names, for the argument at a place.
// Completion never fails: it offers nothing.
func (s *session) completeMetrics(place int) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		const nothingElse = cobra.ShellCompDirectiveNoFileComp
		if len(args) != place {
			return nil, nothingElse
		}
		g, err := s.glossary(cmd.Context())
		if err != nil {
			return nil, nothingElse
		}
		kept, err := g.Catalogue(cmd.Context())
		if err != nil {
			return nil, nothingElse
		}
		offers := make([]cobra.Completion, 0, len(kept.Metrics))
		for _, m := range kept.Metrics {
			offers = append(offers, cobra.CompletionWithDesc(oneLine(m.ID()), oneLine(m.Title())))
		}
		return offers, nothingElse
	}
}

// completeTeams offers the teams that define something, for the flag --team.
func (s *session) completeTeams(cmd *cobra.Command) {
	_ = cmd.RegisterFlagCompletionFunc("team", func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		g, err := s.glossary(cmd.Context())
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		kept, err := g.Catalogue(cmd.Context())
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		teams := map[string]bool{}
		for _, m := range kept.Metrics {
			teams[oneLine(m.Home())] = true
		}
		return slices.Sorted(maps.Keys(teams)), cobra.ShellCompDirectiveNoFileComp
	}) // it fails only for a flag that is not there, see completeFlag
}
