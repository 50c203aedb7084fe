package render_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/render"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
)

func weeklyActives() semantic.Metric {
	return semantic.Metric{
		Namespace: "growth", Name: "weekly_active_users", Label: "Weekly active users", Team: "growth",
		Description: "People who did at least one thing that counts in a project within the last seven days. Opening a page is none of them.",
		Synonyms:    []string{"actives", "WAU"}, Aliases: map[string][]string{"support": {"active people"}, "finance": {"heads"}},
		Unit: "{user}", Window: "7d", Grain: "1d", Direction: semantic.Up, Owner: []string{"Growth analyst"},
		Caveats: []string{"Bots are in before March 2025.", "Late by a day."}, Dimensions: []string{"plan", "country"}, Freshness: "1d",
		Kind: "count_distinct", Expression: "COUNT(DISTINCT user_id)", Dialect: "ANSI_SQL", Filters: []string{"event <> 'page_view'"},
		Source: semantic.Source{Connector: "warehouse", Query: "events"}, Status: semantic.Active,
		Extensions: []semantic.Extension{{Vendor: "ossie", Data: `{"label":"wau"}`}},
	}
}

func shownMetric() glossary.Shown {
	before, now := weeklyActives(), weeklyActives()
	before.Window = "1w"
	before.Filters = nil
	other := semantic.Metric{Namespace: "support", Name: "weekly_active_users", Expression: "COUNT(DISTINCT requester_id)"}
	same := now
	same.Namespace = "finance"
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	person := agent.Actor{Kind: agent.PersonActor, Name: "Rosa Lind"}
	return glossary.Shown{
		Newest: glossary.Revision{Metric: now, Revision: 2, Version: 2},
		History: []glossary.Revision{
			{Metric: before, Revision: 1, Version: 1, File: "growth.yaml", At: at, By: agent.EngineNamed("import")},
			{Metric: now, Revision: 2, Version: 2, File: "growth.yaml", At: at.AddDate(0, 0, 7), By: person},
		},
		Elsewhere: []glossary.Namesake{{Metric: other, Name: "weekly active users"}, {Metric: same, Name: "WAU"}}, UsedBy: []string{"growth.stickiness"},
		Aliases: []glossary.Alias{
			{ID: "a-0a00001", State: glossary.AliasProposed, Term: "actives", Team: "support", Metric: now.ID(), ProposedBy: agent.EngineNamed("import")},
			{ID: "a-0a00002", State: glossary.AliasApproved, Term: "wow", Metric: now.ID(), DecidedBy: person, DecidedAt: at},
		},
	}
}

func metric(t *testing.T, shown glossary.Shown, opts render.TerminalOptions) string {
	t.Helper()
	return show(t, func(buf *bytes.Buffer) error { return render.Metric(buf, shown, opts) })
}

func match(t *testing.T, term string, m semantic.Match) string {
	t.Helper()
	return show(t, func(buf *bytes.Buffer) error { return render.Match(buf, term, m, render.TerminalOptions{}) })
}

func TestMetricGolden(t *testing.T) {
	t.Parallel()
	golden(t, "metric.txt", []byte(metric(t, shownMetric(), render.TerminalOptions{})))
	bare := semantic.Metric{Namespace: "growth", Name: "churn", Status: semantic.Deprecated, ReplacedBy: "growth.churn_28d", Kind: "ratio", Inputs: []string{"growth.lost", "growth.all"}}
	kept := glossary.Revision{Metric: bare, Revision: 1, Version: 1, File: "growth.yaml", By: agent.EngineNamed("import")}
	golden(t, "metric-bare.txt", []byte(metric(t, glossary.Shown{Newest: kept, History: []glossary.Revision{kept}}, render.TerminalOptions{})))
}

func TestMatchGolden(t *testing.T) {
	t.Parallel()
	candidate := func(name, why string) semantic.Candidate {
		return semantic.Candidate{Metric: "growth." + name, Name: name, Score: 0.95, Why: why}
	}
	all := []semantic.Candidate{
		candidate("weekly_active_users", "weekly: a window of 7 days"), candidate("monthly_active_users", "monthly: a window of 28 days"),
		candidate("daily_active_users", "daily: a window of one day"), candidate("active_projects", "only active is heard"),
	}
	far := candidate("active_teams", "only active is heard")
	far.Score = 0.6
	golden(t, "matches.txt", []byte(
		match(t, "weekly actives", semantic.Match{Outcome: semantic.Linked, Metric: "growth.weekly_active_users", Score: 0.9, Candidates: all, Reason: "weekly and active are said of it"})+
			match(t, "actives", semantic.Match{Outcome: semantic.Ambiguous, DiffersIn: "window", Candidates: all, Reason: "several fit, and the window was not said; ask which one is meant"})+
			match(t, "activation", semantic.Match{Outcome: semantic.Conflict, Candidates: append(all[:2:2], far), Reason: "growth and support count it differently"})+
			match(t, "the dashboard", semantic.NotLookedUp())))
}

func reports() []glossary.Report {
	var lost []format.Loss
	for _, m := range []string{"growth.a", "growth.b", "growth.c"} {
		lost = append(lost, format.Loss{Metric: m, Field: "config.tags"}, format.Loss{Metric: m, Field: "version"})
	}
	lost = append(lost, format.Loss{Metric: "growth.a", Field: "config.group"})
	return []glossary.Report{
		{
			File: "models/growth.yaml", Format: "dbt", Metrics: 14, Terms: 1, Losses: lost,
			Skipped: []format.Skip{{Name: "old_signups", Reason: "config.enabled is false"}},
			Change:  glossary.Change{Added: []string{"growth.a"}, Changed: []string{"growth.b"}, Described: []string{"growth.c"}, Unchanged: 12},
			Edits: []glossary.Edit{
				{ID: "growth.c", Fields: []semantic.FieldChange{{Field: "owner", Before: "", After: "Growth analyst"}}},
				{ID: "growth.b", Definition: true, Fields: []semantic.FieldChange{{Field: "window", Before: "7d", After: "28d"}, {Field: "filters", Before: "country = 'DE'", After: ""}}},
			},
		},
		{
			File: "models/support.yaml", Format: "plumb", Metrics: 1, Change: glossary.Change{Changed: []string{"support.wau"}},
			Names: []glossary.TeamName{
				{Team: "field sales", Name: "heads", Metric: "support.wau"}, {Team: "support", Name: "regulars", Metric: "support.wau"},
				{Team: "support", Name: "3", Metric: "support.wau"}, {Team: "support", Name: "4", Metric: "support.wau"},
				{Team: "support", Name: "5", Metric: "support.wau"}, {Team: "support", Name: "6", Metric: "support.wau"},
			},
		},
		{File: "models/broken.yaml", Format: "plumb", Metrics: 2, Error: "models/broken.yaml was not kept"},
	}
}

func TestReportsGolden(t *testing.T) {
	t.Parallel()
	view := func(opts render.ReportOptions) string {
		return show(t, func(buf *bytes.Buffer) error { return render.Reports(buf, reports(), opts) })
	}
	golden(t, "reports.txt", []byte(view(render.ReportOptions{})))
	require.Contains(t, view(render.ReportOptions{Losses: true}), "config.tags of growth.b\n")
	require.Contains(t, view(render.ReportOptions{Preview: true}), "Nothing was kept")
}

// TestReportsCountWhatIsTooMuch looks at an import of which nobody would read every line.
func TestReportsCountWhatIsTooMuch(t *testing.T) {
	t.Parallel()
	r := glossary.Report{File: "all.yaml", Format: "plumb"}
	for range 30 {
		r.Edits = append(r.Edits, glossary.Edit{ID: "a.b", Fields: []semantic.FieldChange{{Field: "unit", After: "s"}}})
		r.Skipped = append(r.Skipped, format.Skip{Name: "x", Reason: "twice"})
	}
	view := show(t, func(buf *bytes.Buffer) error {
		return render.Reports(buf, []glossary.Report{r}, render.ReportOptions{})
	})
	require.Equal(t, 20, strings.Count(view, "a.b ("))
	require.Contains(t, view, "and 10 more; plumb metrics diff ID shows each")
	require.Contains(t, view, "and 25 more")
}

func TestAliasProposalGolden(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	view := render.AliasView{
		Alias:  glossary.Alias{ID: "a-0a00001", Term: "actives", Metric: "growth.weekly_active_users", Why: "said in the product weekly", ProposedBy: agent.EngineNamed("import"), ProposedAt: at},
		Before: semantic.Match{Outcome: semantic.Ambiguous, DiffersIn: "window"}, Metric: weeklyActives(), Supersedes: "a-0900001",
		Warnings: []string{"no team called \"grwoth\" defines anything; did you mean growth?"},
	}
	golden(t, "alias.txt", []byte(show(t, func(buf *bytes.Buffer) error { return render.AliasProposal(buf, view, render.TerminalOptions{}) })))
}

func TestLintView(t *testing.T) {
	t.Parallel()
	lint := func(findings ...semantic.LintFinding) string {
		return show(t, func(buf *bytes.Buffer) error { return render.Lint(buf, findings, render.TerminalOptions{}) })
	}
	require.Equal(t, "Findings: nothing to mend.\n", lint())
	undirected := func(name string) semantic.LintFinding {
		return semantic.LintFinding{Code: "missing_direction", Severity: semantic.SeverityWarn, Metric: name, Message: "nobody said which way is good"}
	}
	circle := semantic.LintFinding{Code: "cycle", Severity: semantic.SeverityError, Message: "one circle"}
	require.Equal(t, "error  one circle (cycle)\nwarn   growth.churn: nobody said which way is good (missing_direction)\n\nFindings: 1 error, 1 warn.\n",
		lint(undirected("growth.churn"), circle))
	require.Equal(t, "warn   6 metrics: nobody said which way is good (missing_direction)\n         a.a, a.b, a.c, a.d, a.e and 1 more\n\nFindings: 6 warn.\n",
		lint(undirected("a.a"), undirected("a.b"), undirected("a.c"), undirected("a.d"), undirected("a.e"), undirected("a.f")))
}

// TestDefinitionsHostile shows definitions full of hostile text: nothing invisible comes out, and no line is wider than
// the screen.
func TestDefinitionsHostile(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		h := hostile{rand.New(rand.NewPCG(seed, 5))}
		list := func() []string { return []string{h.text(), h.text()} }
		m := semantic.Metric{
			Namespace: h.text(), Name: h.text(), Label: h.maybe(), Description: h.text(), Synonyms: list(), Aliases: map[string][]string{h.text(): list()},
			Team: h.maybe(), Owner: list(), Caveats: list(), Unit: h.text(), Dimensions: list(), Kind: h.text(), Expression: h.maybe(), Dialect: h.text(),
			Filters: list(), Inputs: list(), Source: semantic.Source{Connector: h.text(), Query: h.text()}, ReplacedBy: h.maybe(),
			Extensions: []semantic.Extension{{Vendor: h.text(), Data: h.text()}},
		}
		other := m
		other.Description, other.Expression = h.maybe(), h.maybe()
		alias := glossary.Alias{ID: "a-0a00001", Term: h.text(), Team: h.maybe(), Metric: h.text(), Why: h.maybe(), ProposedBy: agent.EngineNamed(h.text())}
		revision := glossary.Revision{Metric: m, Revision: 1, Version: 1, File: h.text(), By: agent.EngineNamed(h.text())}
		found := semantic.Match{
			Outcome: semantic.Outcome(h.pick([]string{"linked", "ambiguous", "conflict", "unknown"})), Metric: h.text(), DiffersIn: h.maybe(), Reason: h.text(),
			Candidates: []semantic.Candidate{{Metric: h.text(), Name: h.text(), Why: h.text()}},
		}
		field := semantic.FieldChange{Field: h.text(), Before: h.maybe(), After: h.text()}
		for _, width := range []int{40, 80} {
			opts := render.TerminalOptions{Width: width}
			var buf bytes.Buffer
			require.NoError(t, render.Metric(&buf, glossary.Shown{Newest: revision, History: []glossary.Revision{revision, revision}, Elsewhere: []glossary.Namesake{{Metric: other, Name: h.text()}}, UsedBy: list(), Aliases: []glossary.Alias{alias}}, opts))
			require.NoError(t, render.Match(&buf, h.text(), found, opts))
			require.NoError(t, render.MetricDiff(&buf, glossary.Comparison{Before: revision, After: revision, Fields: []semantic.FieldChange{field}}, opts))
			require.NoError(t, render.AliasProposal(&buf, render.AliasView{Alias: alias, Before: found, Metric: m, Supersedes: h.maybe()}, opts))
			require.NoError(t, render.Lint(&buf, []semantic.LintFinding{{Code: h.text(), Severity: semantic.SeverityWarn, Metric: h.text(), Message: h.text()}}, opts))
			require.NoError(t, render.Reports(&buf, []glossary.Report{{
				File: h.text(), Format: h.text(), Skipped: []format.Skip{{Name: h.text(), Reason: h.text()}}, Losses: []format.Loss{{Metric: h.text(), Field: h.text()}},
				Edits: []glossary.Edit{{ID: h.text(), Fields: []semantic.FieldChange{field}}},
			}}, render.ReportOptions{TerminalOptions: opts, Losses: seed%2 == 0}))
			require.Empty(t, unseen(buf.String()), "seed %d", seed)
			requireWidth(t, buf.String(), width)
		}
	}
}
