package format_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
)

// folder puts files into a folder of their own and gives its path.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for path, content := range files {
		full := filepath.Join(root, filepath.FromSlash(path))
		require.NoError(t, os.MkdirAll(filepath.Dir(full), 0o750))
		require.NoError(t, os.WriteFile(full, []byte(content), 0o600))
	}
	return root
}

// metricsByID gives the metrics of files under their ids.
func metricsByID(t *testing.T, files []format.File) map[string]semantic.Metric {
	t.Helper()
	out := make(map[string]semantic.Metric)
	for _, m := range metricsOf(files) {
		require.NotContains(t, out, m.ID())
		out[m.ID()] = m
	}
	return out
}

func lossesOf(files []format.File) []format.Loss {
	var out []format.Loss
	for _, f := range files {
		out = append(out, f.Losses...)
	}
	return out
}

// TestCubesExtendOthers reads cubes that have the measures of others, in another file too, and measures that are computed
// from those of other cubes.
func TestCubesExtendOthers(t *testing.T) {
	t.Parallel()
	files := read(t, folder(t, map[string]string{
		"kids/kids.yml": `
cubes:
  - name: returns
    extends: events
    sql_table: depot.returns
    dimensions: [{name: reason, sql: reason, type: string}]
    measures:
      - {name: count, type: count, description: Parcels that came back}
      - {name: share, type: number, sql: "{CUBE.weight} / {events.weight} + {returns.events.count} + {share}"}
  - {name: alone, extends: nowhere, measures: [{name: n, type: count}]}
  - {name: one, extends: two, measures: [{name: a, type: count}]}
  - {name: two, extends: one, measures: [{name: b, type: count}]}
`,
		"base.yml": `
cubes:
  - name: events
    sql_table: depot.events
    dimensions: [{name: id, sql: id, type: number}]
    measures:
      - {name: count, type: count}
      - {name: weight, type: sum, sql: grams, meta: {owner: depot lead}, drill_members: [id]}
      - {name: paid, type: sum, sql: amount, format: currency, currency: eur}
`,
	}))
	m := metricsByID(t, files)
	require.Len(t, m, 3+4+1+4)
	require.Equal(t, "Parcels that came back", m["returns.count"].Description)
	require.Equal(t, "SUM(grams)", m["returns.weight"].Expression)
	require.Equal(t, semantic.Source{Connector: "depot.returns"}, m["returns.weight"].Source)
	require.Equal(t, []string{"id", "reason"}, m["returns.weight"].Dimensions)
	require.Equal(t, []string{"depot lead"}, m["returns.weight"].Owner)
	require.Equal(t, m["events.weight"].Extensions, m["returns.weight"].Extensions, "what is inherited is inherited whole")
	require.NotEmpty(t, m["events.weight"].Extensions)
	require.Equal(t, []string{"returns.weight", "events.weight", "events.count"}, m["returns.share"].Inputs, "not itself")
	require.Equal(t, "EUR", m["events.paid"].Unit)
	require.Equal(t, "COUNT(*)", m["one.b"].Expression)
	require.Contains(t, lossesOf(files), format.Loss{Field: "cubes[].extends"}, "of the cube whose base no file has")
}

// TestErrorInWhatIsInherited names the place of the heir, whose file it is about.
func TestErrorInWhatIsInherited(t *testing.T) {
	t.Parallel()
	_, err := format.ReadPaths(t.Context(), []string{folder(t, map[string]string{
		"base.yml": "\n\n\n\n\ncubes:\n  - {name: base, measures: [{name: a, type: number, sql: '{kid.b}'}]}\n",
		"kid.yml":  "cubes:\n  - name: kid\n    extends: base\n    measures: [{name: b, type: number, sql: '{a}'}]\n",
	})}, format.Options{})
	require.ErrorContains(t, err, "kid.yml:4:16: these metrics are computed from each other: kid.b -> kid.a -> kid.b")
}

// TestWhatChangesTheValuesOfACube keeps windows, shifts and switches among what is computed.
func TestWhatChangesTheValuesOfACube(t *testing.T) {
	t.Parallel()
	m := metricsByID(t, read(t, written(t, "a.yml", `
cubes:
  - name: c
    sql_table: t
    measures:
      - {name: total, type: sum, sql: v}
      - {name: week, type: sum, sql: v, rolling_window: {trailing: 7 day, offset: start}}
      - {name: ever, type: sum, sql: v, rolling_window: {trailing: unbounded, leading: 1 day}}
      - {name: ytd, type: sum, sql: v, rolling_window: {type: to_date, granularity: year}}
      - {name: before, type: number, sql: "{total}", multi_stage: true, time_shift: [{interval: 1 month, type: prior}, {interval: 2 day, type: next}]}
      - {name: chosen, type: number, multi_stage: true, case: {switch: "{CUBE.span}", when: [{value: W, sql: "{CUBE.week}"}], else: {sql: "{CUBE.ytd}"}}}
      - {name: running, type: runningTotal, sql: "{total}"}
      - {name: near, type: countDistinctApprox, sql: who}
`)))
	require.Equal(t, semantic.Span("7d"), m["c.week"].Window)
	require.Equal(t, []string{"as of the start of a period"}, m["c.week"].Filters)
	require.Equal(t, []string{"from the first period on", "and the time ahead: 1 day"}, m["c.ever"].Filters)
	require.Equal(t, []string{"from the start of the year"}, m["c.ytd"].Filters)
	require.Equal(t, []string{"1 month earlier", "2 day later"}, m["c.before"].Filters)
	require.Equal(t, "CASE {CUBE.span} WHEN 'W' THEN {CUBE.week} ELSE {CUBE.ytd} END", m["c.chosen"].Expression)
	require.Equal(t, []string{"c.week", "c.ytd"}, m["c.chosen"].Inputs)
	require.Equal(t, "RUNNING_TOTAL({total})", m["c.running"].Expression)
	require.Equal(t, "APPROX_COUNT_DISTINCT(who)", m["c.near"].Expression)
	require.Contains(t, m["c.ytd"].Extensions[0].Data, "to_date", "the original stays")
}

// TestViewsExtendOthers reads LookML views that have the measures of others, with what a refinement adds.
func TestViewsExtendOthers(t *testing.T) {
	t.Parallel()
	files := read(t, folder(t, map[string]string{
		"a.view.lkml": "view: scans {\n" + `  extends: [dated, gone]
  measure: weight { label: "{% if x %}Grams{% else %}Weight{% endif %}" }
  measure: prior { type: period_over_period based_on: weight based_on_time: scanned_year period: year kind: previous }
  measure: growth { type: period_over_period based_on: weight period: year kind: relative_change }
  measure: per { type: number sql: 1.0*${weight}/NULLIF(${depots.count}, 0) + ${per} ;; }
}
view: +scans { extends: [paid] measure: count { description: "Every scan" } }
view: paid { measure: fee { type: sum sql: ${TABLE}.fee ;; value_format_name: gbp_0 } measure: share { type: percent_of_total sql: ${fee} ;; } }
`,
		"b.view.lkml": "view: dated {\n" + `  extension: required
  sql_table_name: ` + "`@{PROJECT}.@{SET}.scans`" + ` ;;
  dimension: day {}
  measure: count { type: count hidden: yes label: "Scans in @{city}" }
  measure: weight { type: sum sql: ${TABLE}.grams ;; }
}
view: depots { measure: count { type: count } }
`,
	}))
	m := metricsByID(t, files)
	require.NotContains(t, m, "dated.count")
	require.Equal(t, "SUM(${TABLE}.grams)", m["scans.weight"].Expression)
	require.Equal(t, "{% if x %}Grams{% else %}Weight{% endif %}", m["scans.weight"].Label)
	require.Equal(t, semantic.Source{Connector: "`@{PROJECT}.@{SET}.scans`"}, m["scans.weight"].Source)
	require.Equal(t, []string{"day"}, m["scans.weight"].Dimensions)
	require.Equal(t, "Every scan", m["scans.count"].Description)
	require.Equal(t, "Scans in @{city}", m["scans.count"].Label)
	require.JSONEq(t, `{"hidden":"yes"}`, m["scans.count"].Extensions[0].Data)
	require.Equal(t, "PERIOD_OVER_PERIOD(${weight})", m["scans.prior"].Expression)
	require.Equal(t, []string{"scans.weight"}, m["scans.prior"].Inputs)
	require.Equal(t, []string{"of the year before"}, m["scans.prior"].Filters)
	require.Equal(t, []string{"relative change to the year before"}, m["scans.growth"].Filters)
	require.Equal(t, []string{"scans.weight", "depots.count"}, m["scans.per"].Inputs)
	require.Equal(t, "GBP", m["scans.fee"].Unit)
	require.Equal(t, "PERCENT_OF_TOTAL(${fee})", m["scans.share"].Expression)
	require.Equal(t, []string{"scans.fee"}, m["scans.share"].Inputs)
	require.Contains(t, lossesOf(files), format.Loss{Field: "view[].extends"}, "one base is in no file")
	require.Equal(t, []format.Skip{{Name: "dated", Reason: "a base for other views, which have its measures"}}, files[1].Skipped)
}

// TestFirstLookML reads the form that LookML had at first, next to the newer one.
func TestFirstLookML(t *testing.T) {
	t.Parallel()
	files := read(t, folder(t, map[string]string{
		"old.view.lookml": `# Scans.
- view: scans
  extends: dated
  fields:

  - dimension: id
    primary_key: true
    sql: ${TABLE}.id

  - measure: late
    type: count
    label: 'Late %'
    filters:
      state: -lost
      hours: '>24'
    drill_fields: detail*
  sets:
    detail:
    - id
- explore: scans
`,
		"new.view.lkml":          "view: dated { sql_table_name: depot.scans ;; measure: count { type: count } }\n",
		"board.dashboard.lookml": "- dashboard: board\n  elements: [\n",
	}))
	m := metricsByID(t, files)
	require.Len(t, m, 3)
	require.Equal(t, []string{"state: -lost", "hours: >24"}, m["scans.late"].Filters)
	require.Equal(t, "Late %", m["scans.late"].Label)
	require.Equal(t, "depot.scans", m["scans.count"].Source.Connector)
	require.Equal(t, []string{"id"}, m["scans.late"].Dimensions)

	_, err := format.ReadPaths(t.Context(), []string{written(t, "old.view.lookml", "- view: x\n  fields:\n  - measure: y\n     type: count\n")}, format.Options{})
	require.ErrorContains(t, err, "old.view.lookml:4:6: this is not YAML")
}
