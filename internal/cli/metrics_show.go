package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/render"
	"github.com/plumbline-dev/plumb/semantic"
)

func (s *session) metricsShowCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show a metric: its definition, who defines it otherwise, its history",
		Long: `Shows everything that is known about a metric: what it means, how it is computed and from what, what nobody stated,
who defines the same name otherwise, what people call it, and when its definition changed.`,
		Example: `  plumb metrics show growth.weekly_active_users
  plumb metrics show weekly_active_users
  plumb metrics show growth.w --json`,
		Args:              needs("the ID of a metric", 1),
		ValidArgsFunction: offers(s.metricIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			g, err := s.glossary(cmd.Context())
			if err != nil {
				return err
			}
			shown, err := g.Show(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(shownJSON(shown))
			}
			return render.Metric(s.out, shown, s.view())
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

// shownMetric is what "plumb metrics show --json" prints.
type shownMetric struct {
	metricLine
	Revision  int              `json:"revision"`
	Version   int              `json:"version"`
	History   []keptRevision   `json:"history"`   // oldest first
	Elsewhere []namesake       `json:"elsewhere"` // that go by the same name
	UsedBy    []string         `json:"used_by"`   // ids
	Learned   []glossary.Alias `json:"learned"`   // aliases that were proposed or approved
}

type namesake struct {
	SharedName string `json:"shared_name"`
	metricLine
}

type keptRevision struct {
	Revision       int         `json:"revision"`
	Version        int         `json:"version"`
	DefinitionHash string      `json:"definition_hash"`
	File           string      `json:"file"`
	At             time.Time   `json:"at"`
	By             agent.Actor `json:"by"`
}

func shownJSON(shown glossary.Shown) shownMetric {
	out := shownMetric{
		metricLine: lineOfMetric(shown.Newest.Metric), Revision: shown.Newest.Revision, Version: shown.Newest.Version,
		History: []keptRevision{}, Elsewhere: []namesake{}, UsedBy: append([]string{}, shown.UsedBy...), Learned: append([]glossary.Alias{}, shown.Aliases...),
	}
	for _, r := range shown.History {
		out.History = append(out.History, keptRevision{r.Revision, r.Version, r.Metric.DefinitionHash(), r.File, r.At, r.By})
	}
	for _, other := range shown.Elsewhere {
		out.Elsewhere = append(out.Elsewhere, namesake{other.Name, lineOfMetric(other.Metric)})
	}
	return out
}

// revisions are the numbers of a comparison, 0 for the newest one and the one before.
type revisions struct{ from, to int }

func (s *session) metricsDiffCommand() *cobra.Command {
	var between revisions
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "diff ID | PATH...",
		Short: "Show what changed in a definition, or what an import would change",
		Long: `With the ID of a metric: shows field by field what its newest revision changed, or what changed between two revisions.

With files or folders: shows what importing them would change, and keeps nothing. What is there as a file is taken for
a file.`,
		Example: `  plumb metrics diff growth.weekly_active_users
  plumb metrics diff growth.weekly_active_users --from 1 --to 3
  plumb metrics diff models/ --json`,
		Args:              needs("the ID of a metric, or a PATH", 0),
		ValidArgsFunction: offers(s.metricIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			numbered := cmd.Flags().Changed("from") || cmd.Flags().Changed("to")
			if numbered && (between.from < 1 && cmd.Flags().Changed("from") || between.to < 1 && cmd.Flags().Changed("to")) {
				return usage("revisions are counted from 1").Do("See their numbers with plumb metrics show %s.", args[0])
			}
			if len(args) == 1 && !isPath(args[0]) {
				return s.diffMetric(cmd.Context(), args[0], between, asJSON)
			}
			if numbered {
				return usage("--from and --to are about the revisions of one metric").Do("Leave them out to compare files with what is kept.")
			}
			return s.diffFiles(cmd.Context(), args, asJSON)
		},
	}
	cmd.Flags().IntVar(&between.from, "from", 0, "the earlier revision, a `NUMBER` (default: the one before)")
	cmd.Flags().IntVar(&between.to, "to", 0, "the later revision, a `NUMBER` (default: the newest)")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// isPath reports whether an argument names a file or folder, or can only be meant as one that is not there.
func isPath(arg string) bool {
	_, err := os.Stat(arg)
	definitions := []string{".yml", ".yaml", ".toml", ".lkml", ".json"}
	return err == nil || strings.ContainsAny(arg, `/\`) || slices.Contains(definitions, strings.ToLower(filepath.Ext(arg)))
}

// comparison is what "plumb metrics diff ID --json" prints.
type comparison struct {
	ID     string                 `json:"id"`
	From   int                    `json:"from"`
	To     int                    `json:"to"`
	Fields []semantic.FieldChange `json:"fields"`
}

func (s *session) diffMetric(ctx context.Context, id string, between revisions, asJSON bool) error {
	g, err := s.glossary(ctx)
	if err != nil {
		return err
	}
	c, err := g.Diff(ctx, id, between.from, between.to)
	if err != nil {
		return err
	}
	if asJSON {
		return s.printJSON(comparison{c.After.Metric.ID(), c.Before.Revision, c.After.Revision, append([]semantic.FieldChange{}, c.Fields...)})
	}
	return render.MetricDiff(s.out, c, s.view())
}

func (s *session) diffFiles(ctx context.Context, paths []string, asJSON bool) error {
	a, err := s.app()
	if err != nil {
		return err
	}
	report, failed := a.ImportMetrics(ctx, app.ImportRequest{Paths: paths, DryRun: true})
	if err := s.showImport(report, asJSON, render.ReportOptions{TerminalOptions: s.view(), Preview: true}); err != nil {
		return err
	}
	return failed
}
