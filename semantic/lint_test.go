package semantic_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
)

// complete gives a metric that lint has nothing to say about, changed as a test needs.
func complete(namespace, name string, change func(*semantic.Metric)) semantic.Metric {
	m := semantic.Metric{
		Namespace: namespace, Name: name, Description: "What it counts.", Owner: []string{"data lead"}, Unit: "{user}",
		Window: "7d", Direction: semantic.Up, Kind: "count_distinct", Expression: "COUNT(DISTINCT " + namespace + "_" + name + ")",
	}
	if change != nil {
		change(&m)
	}
	return m
}

func TestLint(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		catalogue semantic.Catalogue
		want      []string // metric, code, severity
	}{
		"nothing to say": {
			catalogue: semantic.Catalogue{Metrics: []semantic.Metric{complete("growth", "visits", nil), complete("sales", "leads", nil)}},
		},
		"what is missing": {
			catalogue: semantic.Catalogue{Metrics: []semantic.Metric{{Namespace: "growth", Name: "visits", Expression: "COUNT(*)", Kind: "count"}}},
			want: []string{
				"growth.visits missing_description warn", "growth.visits missing_direction warn", "growth.visits missing_owner warn",
				"growth.visits missing_unit warn", "growth.visits missing_window info",
			},
		},
		"a ratio has the window of what it is made of": {
			catalogue: semantic.Catalogue{Metrics: []semantic.Metric{complete("growth", "share", func(m *semantic.Metric) { m.Window, m.Kind = "", "ratio" })}},
		},
		"what is deprecated is not asked": {
			catalogue: semantic.Catalogue{Metrics: []semantic.Metric{{Namespace: "growth", Name: "visits", Status: semantic.Deprecated}}},
		},
		"the same formula twice in a team": {
			catalogue: semantic.Catalogue{Metrics: []semantic.Metric{
				complete("growth", "visits", nil),
				complete("growth", "sessions", func(m *semantic.Metric) { m.Expression = "COUNT(DISTINCT  growth_visits)" }),
				complete("sales", "visitors", func(m *semantic.Metric) { m.Expression = "COUNT(DISTINCT growth_visits)" }),
			}},
			want: []string{"growth.visits duplicate warn"},
		},
		"teams that compute a name differently": {
			catalogue: semantic.Catalogue{Metrics: []semantic.Metric{
				complete("growth", "active_users", nil),
				complete("support", "actives", func(m *semantic.Metric) { m.Synonyms = []string{"Active Users"} }),
			}},
			want: []string{"support.actives conflicting_definition warn"},
		},
		"teams that compute a name alike": {
			catalogue: semantic.Catalogue{Metrics: []semantic.Metric{
				complete("growth", "active_users", func(m *semantic.Metric) { m.Expression = "COUNT(u)" }),
				complete("support", "active_users", func(m *semantic.Metric) { m.Expression = "COUNT(u)" }),
			}},
		},
		"a synonym of two metrics of a team": {
			catalogue: semantic.Catalogue{Metrics: []semantic.Metric{
				complete("growth", "wau", func(m *semantic.Metric) { m.Synonyms = []string{"actives"} }),
				complete("growth", "mau", func(m *semantic.Metric) { m.Synonyms = []string{"Actives"} }),
			}},
			want: []string{"growth.wau synonym_used_twice warn"},
		},
		"references that lead nowhere": {
			catalogue: semantic.Catalogue{Metrics: []semantic.Metric{
				complete("growth", "old", func(m *semantic.Metric) { m.Status, m.ReplacedBy = semantic.Deprecated, "growth.gone" }),
				complete("growth", "rate", func(m *semantic.Metric) { m.Inputs = []string{"growth.old", "growth.never"} }),
				complete("growth", "visits", func(m *semantic.Metric) { m.Aliases = map[string][]string{"slaes": {"walk-ins"}} }),
			}, Aliases: []semantic.Alias{{Term: "footfall", Team: "growth", Metric: "shop.footfall"}}},
			want: []string{
				"growth.old replaced_by_unknown error", "growth.rate input_deprecated warn", "growth.rate input_unknown error",
				"growth.visits alias_unknown_team warn", "shop.footfall alias_unknown_metric error",
			},
		},
		"metrics that replace each other": {
			catalogue: semantic.Catalogue{Metrics: []semantic.Metric{
				complete("growth", "b", func(m *semantic.Metric) { m.Status, m.ReplacedBy = semantic.Deprecated, "growth.c" }),
				complete("growth", "c", func(m *semantic.Metric) { m.Status, m.ReplacedBy = semantic.Deprecated, "growth.a" }),
				complete("growth", "a", func(m *semantic.Metric) { m.Status, m.ReplacedBy = semantic.Deprecated, "growth.b" }),
				complete("growth", "into", func(m *semantic.Metric) { m.Status, m.ReplacedBy = semantic.Deprecated, "growth.c" }),
				complete("growth", "self", func(m *semantic.Metric) { m.Status, m.ReplacedBy = semantic.Deprecated, "growth.self" }),
			}},
			want: []string{"growth.a replaced_by_cycle error", "growth.self replaced_by_cycle error"},
		},
		"a label of two metrics of a team": {
			catalogue: semantic.Catalogue{Metrics: []semantic.Metric{
				complete("web", "actives", func(m *semantic.Metric) { m.Team, m.Label, m.Expression = "growth", "Active users", "COUNT(a)" }),
				complete("app", "actives_app", func(m *semantic.Metric) { m.Team, m.Label, m.Expression = "Growth", "active users", "COUNT(b)" }),
			}},
			want: []string{"web.actives conflicting_definition warn"},
		},
		"the name that a team has for a metric": {
			catalogue: semantic.Catalogue{Metrics: []semantic.Metric{
				complete("growth", "wau", func(m *semantic.Metric) {
					m.Aliases = map[string][]string{"Support Desk": {"Churn", "actives"}, "grwoth": {"regulars"}}
				}),
				complete("growth", "mau", func(m *semantic.Metric) { m.Aliases = map[string][]string{"support-desk": {"Actives"}} }),
				complete("support_desk", "churn", nil),
			}},
			want: []string{"growth.wau alias_shadows warn", "growth.wau alias_unknown_team warn", "growth.wau synonym_used_twice warn"},
		},
		"an alias of a team in another spelling": {
			catalogue: semantic.Catalogue{
				Metrics: []semantic.Metric{complete("growth_team", "wau", nil)},
				Aliases: []semantic.Alias{{Term: "actives", Team: "Growth-Team", Metric: "growth_team.wau"}},
			},
		},
		"metrics computed from each other": {
			catalogue: semantic.Catalogue{Metrics: []semantic.Metric{
				complete("growth", "c", func(m *semantic.Metric) { m.Inputs = []string{"growth.a"} }),
				complete("growth", "a", func(m *semantic.Metric) { m.Inputs = []string{"growth.b"} }),
				complete("growth", "b", func(m *semantic.Metric) { m.Inputs = []string{"growth.c"} }),
				complete("growth", "0", func(m *semantic.Metric) { m.Inputs = []string{"growth.c"} }),
			}},
			want: []string{"growth.a cycle error"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, briefly(semantic.Lint(c.catalogue)))
			slices.Reverse(c.catalogue.Metrics)
			require.Equal(t, c.want, briefly(semantic.Lint(c.catalogue)), "the order of the catalogue carries no meaning")
		})
	}
}

func briefly(findings []semantic.LintFinding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, fmt.Sprintf("%s %s %s", f.Metric, f.Code, f.Severity))
	}
	return out
}

func TestLintNamesTheCycle(t *testing.T) {
	t.Parallel()
	found := semantic.Lint(semantic.Catalogue{Metrics: []semantic.Metric{complete("growth", "a", func(m *semantic.Metric) { m.Inputs = []string{"growth.a"} })}})
	require.Len(t, found, 1)
	require.Equal(t, "these metrics are computed from each other: growth.a -> growth.a", found[0].Message)
}

// BenchmarkLint50000 is about a catalogue in which every tenth name is used by several teams.
func BenchmarkLint50000(b *testing.B) {
	var c semantic.Catalogue
	for i := range 50_000 {
		c.Metrics = append(c.Metrics, complete(fmt.Sprintf("team%d", i%50), fmt.Sprintf("metric_%d", i/10), func(m *semantic.Metric) {
			m.Synonyms = []string{fmt.Sprintf("synonym %d", i), "the number"}
		}))
	}
	for b.Loop() {
		semantic.Lint(c)
	}
}
