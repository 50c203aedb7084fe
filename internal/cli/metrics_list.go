package cli

import (
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/semantic"
)

// metricFilter says which metrics to list; "" stands for all.
type metricFilter struct{ team, status, search string }

func (s *session) metricsListCommand() *cobra.Command {
	var f metricFilter
	var terms, asJSON bool
	statuses := []string{string(semantic.Proposed), string(semantic.Active), string(semantic.Deprecated)}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List what is defined",
		Long: `Lists the newest version of every metric. --search looks in ids, names, synonyms and descriptions. --terms lists the
jargon that is no metric instead: products, teams, acronyms and what they mean.

With --json every metric is one object on one line.`,
		Example: `  plumb metrics list
  plumb metrics list --team growth --search active
  plumb metrics list --status deprecated
  plumb metrics list --terms`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.status != "" {
				if err := oneOf("--status", f.status, statuses...); err != nil {
					return err
				}
			}
			return s.ifKept(cmd.Context(), func(g *glossary.Glossary) error {
				kept, err := g.Catalogue(cmd.Context())
				if err != nil {
					return err
				}
				if terms {
					return s.showTerms(kept.Terms, f, asJSON)
				}
				return s.showMetrics(kept.Metrics, f, asJSON)
			})
		},
	}
	cmd.Flags().StringVar(&f.team, "team", "", "only the definitions of this `TEAM`")
	cmd.Flags().StringVar(&f.status, "status", "", "only those with this `STATUS`: proposed, active or deprecated")
	cmd.Flags().StringVar(&f.search, "search", "", "only those that have this `TEXT` somewhere")
	offers(s.teams).flag(cmd, "team")
	cmd.Flags().BoolVar(&terms, "terms", false, "list the jargon that is no metric")
	jsonFlag(cmd, &asJSON)
	completeFlag(cmd, "status", statuses...)
	return cmd
}

func (f metricFilter) takes(m semantic.Metric) bool {
	status := m.Status
	if status == "" {
		status = semantic.Active
	}
	return (f.team == "" || strings.EqualFold(f.team, m.Home())) &&
		(f.status == "" || f.status == string(status)) &&
		f.finds(append([]string{m.ID(), m.Title(), m.Description}, m.Synonyms...))
}

func (f metricFilter) takesTerm(t semantic.Term) bool {
	return (f.team == "" || strings.EqualFold(f.team, t.Team)) && f.finds(append([]string{t.ID(), t.Meaning}, t.Variants...))
}

func (f metricFilter) finds(texts []string) bool {
	return strings.Contains(strings.ToLower(strings.Join(texts, "\n")), strings.ToLower(f.search))
}

// metricLine is a metric as "plumb metrics list --json" prints it.
type metricLine struct {
	ID             string `json:"id"`
	DefinitionHash string `json:"definition_hash"`
	semantic.Metric
}

func lineOfMetric(m semantic.Metric) metricLine { return metricLine{m.ID(), m.DefinitionHash(), m} }

func (s *session) showMetrics(all []semantic.Metric, f metricFilter, asJSON bool) error {
	rows := [][]string{{"ID", "STATUS", "UNIT", "WINDOW", "GOOD", "NAME"}}
	for _, m := range all {
		if !f.takes(m) {
			continue
		}
		if asJSON {
			if err := s.printJSON(lineOfMetric(m)); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{oneLine(m.ID()), oneLine(string(m.Status)), dash(m.Unit), dash(string(m.Window)), dash(string(m.Direction)), oneLine(m.Title())})
	}
	if !asJSON {
		s.showRows(rows, len(all) == 0)
	}
	return nil
}

func (s *session) showTerms(all []semantic.Term, f metricFilter, asJSON bool) error {
	rows := [][]string{{"TERM", "KIND", "TEAM", "MEANING"}}
	for _, t := range all {
		if !f.takesTerm(t) {
			continue
		}
		if asJSON {
			if err := s.printJSON(t); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{oneLine(t.Name), dash(string(t.Kind)), dash(t.Team), oneLine(t.Meaning)})
	}
	if !asJSON {
		s.showRows(rows, len(all) == 0)
	}
	return nil
}

// showRows shows a table, or says why it is empty.
func (s *session) showRows(rows [][]string, nothingKept bool) {
	switch {
	case len(rows) > 1:
		width, isTerminal := terminalWidth(s.env.Stdout)
		if !isTerminal {
			width = 0
		}
		printTable(s.out, narrowed(rows, width), width)
	case nothingKept:
		s.tellNoMetrics()
	default:
		s.tell("Nothing that is defined is like that. Leave a flag out to see more.")
	}
}

// leastName is how much of the last column has to be seen.
const leastName = 16

// narrowed leaves out the columns before the last one, from the right, until the first one, which is never cut, fits
// into the width; 0 is no limit.
func narrowed(rows [][]string, width int) [][]string {
	for width > 0 && len(rows[0]) > 2 && widthOf(rows)+leastName > width {
		for i, row := range rows {
			last := len(row) - 1
			rows[i] = append(slices.Clone(row[:last-1]), row[last])
		}
	}
	return rows
}

// widthOf gives the columns of a terminal that all but the last column of a table take.
func widthOf(rows [][]string) int {
	total := 0
	for i := range len(rows[0]) - 1 {
		widest := 0
		for _, row := range rows {
			widest = max(widest, runewidth.StringWidth(row[i]))
		}
		total += widest + 2
	}
	return total
}

func dash(text string) string {
	if text = oneLine(text); text == "" {
		return "-"
	}
	return text
}
