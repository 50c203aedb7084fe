package cli

import (
	"context"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
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

// ifKept shows something of the definitions that are kept, or tells that there are none yet.
func (s *session) ifKept(ctx context.Context, show func(g *glossary.Glossary) error) error {
	g, err := s.glossary(ctx)
	if fault.Is(err, fault.NotFound) {
		s.tellNoMetrics()
		return nil
	}
	if err != nil {
		return err
	}
	return show(g)
}

func (s *session) tellNoMetrics() {
	s.tell("No metric definitions are kept yet. Import them with: plumb metrics import PATH")
}

// metricIDs offers the ids of the metrics that are kept, with their names.
func (s *session) metricIDs(ctx context.Context) ([]cobra.Completion, error) {
	kept, err := s.catalogue(ctx)
	if err != nil {
		return nil, err
	}
	found := make([]cobra.Completion, 0, len(kept.Metrics))
	for _, m := range kept.Metrics {
		found = append(found, cobra.CompletionWithDesc(oneLine(m.ID()), oneLine(m.Title())))
	}
	return found, nil
}

// teams offers the teams that define something.
func (s *session) teams(ctx context.Context) ([]cobra.Completion, error) {
	kept, err := s.catalogue(ctx)
	if err != nil {
		return nil, err
	}
	teams := map[string]bool{}
	for _, m := range kept.Metrics {
		teams[oneLine(m.Home())] = true
	}
	return slices.Sorted(maps.Keys(teams)), nil
}

// catalogue gives everything that is defined; it is empty when nothing was ever kept.
func (s *session) catalogue(ctx context.Context) (semantic.Catalogue, error) {
	a, err := s.app()
	if err != nil {
		return semantic.Catalogue{}, err
	}
	return a.Catalogue(ctx)
}
