package app

import (
	"cmp"
	"database/sql"
	"encoding/csv"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/pgtest"
	"github.com/plumbline-dev/plumb/internal/promtest"
)

const example = "../../docs/example/"

// exampleReading is a row of the example's readings that was the last word on its period on the day of the review.
type exampleReading struct {
	metric, period, value, numerator, denominator, complete string
}

// knownReadings gives the readings of the example as they were known at the end of a day.
func knownReadings(t *testing.T, day string) []exampleReading {
	t.Helper()
	file, err := os.Open(example + "readings.csv")
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{"metric", "period", "value", "numerator", "denominator", "complete", "reported"}, rows[0])
	newest := map[string][]string{}
	for _, row := range rows[1:] {
		id := row[0] + " " + row[1]
		if row[6] <= day && (newest[id] == nil || newest[id][6] < row[6]) {
			newest[id] = row
		}
	}
	var out []exampleReading
	for _, row := range newest {
		out = append(out, exampleReading{row[0], row[1], row[2], row[3], row[4], row[5]})
	}
	slices.SortFunc(out, func(a, b exampleReading) int {
		return cmp.Or(strings.Compare(a.metric, b.metric), strings.Compare(a.period, b.period))
	})
	return out
}

// loop is the example from the meeting to an approved decision, with readings from some source.
type loop struct {
	*App
	sheet string
	ruth  agent.Actor
}

// begin drafts and approves the sheet of the example, and notes the start of its mechanism.
func begin(t *testing.T, sources, database, key string) loop {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, config.FileName), []byte(sources), 0o600))
	settings, err := config.Load(config.Place{Dir: dir, Getenv: func(name string) string {
		return map[string]string{
			config.EnvHome: filepath.Join(dir, "home"), config.EnvDatabase: database, config.EnvSourceKey("warehouse"): key,
		}[name]
	}})
	require.NoError(t, err)
	l := loop{App: New(Config{
		Settings: settings, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return time.Date(2026, time.April, 9, 20, 0, 0, 0, time.UTC) },
	})}
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	l.ruth, err = agent.Person("Ruth Adeyemi")
	require.NoError(t, err)
	_, err = l.ImportMetrics(t.Context(), ImportRequest{Paths: []string{example + "metrics", example + "pilot.yaml"}})
	require.NoError(t, err)
	drafted, err := l.Draft(t.Context(), DraftRequest{Paths: []string{example + "product-weekly-2026-03-02.vtt"}, Engine: EngineBuiltin})
	require.NoError(t, err)
	sheets, err := l.Sheets(t.Context())
	require.NoError(t, err)
	_, err = sheets.Approve(t.Context(), drafted.Version.ID, drafted.Version.ContentHash, l.ruth)
	require.NoError(t, err)
	l.sheet = drafted.Version.ID
	_, _, err = l.NoteEvent(t.Context(), readings.Event{
		Kind: readings.Start, On: "2026-03-09", Sheet: l.sheet, Control: "product.second_count_14d_alphabet", Randomised: true,
	}, l.ruth)
	require.NoError(t, err)
	return l
}

// review fetches and reviews, as of a day.
func (l loop) review(t *testing.T, day time.Time) review.Version {
	t.Helper()
	evening := day.AddDate(0, 0, 1).Add(-time.Microsecond)
	fetched, err := l.FetchSignals(t.Context(), FetchRequest{AsOf: evening})
	require.NoError(t, err)
	require.NotEmpty(t, fetched)
	for _, f := range fetched {
		require.Equal(t, readings.StateFetched, f.State, "%s: %s", f.Metric, f.Failure)
	}
	v, err := l.DraftReview(t.Context(), l.sheet, evening, EngineBuiltin)
	require.NoError(t, err)
	again, err := l.DraftReview(t.Context(), l.sheet, evening, EngineBuiltin)
	require.NoError(t, err)
	require.Equal(t, v.ID, again.ID, "the same note is kept once")
	return v
}

// decide approves a review and the decision that follows from it, and has everything verified.
func (l loop) decide(t *testing.T, v review.Version) decision.Entry {
	t.Helper()
	desk, err := l.ReviewDesk(t.Context())
	require.NoError(t, err)
	_, err = desk.Approve(t.Context(), agent.KindReview, v.ID, v.ContentHash, l.ruth)
	require.NoError(t, err)
	d, err := l.DecisionOfReview(t.Context(), v.ID)
	require.NoError(t, err)
	log, err := l.Decisions(t.Context())
	require.NoError(t, err)
	draft, _, err := log.Draft(t.Context(), d, agent.EngineNamed(agent.BuiltinEngine))
	require.NoError(t, err)
	d.Text = "Go on, and look at the corrections."
	d.Prediction = decision.Prediction{}.Predict("product.second_count_30d >= 40% by 2026-06-30")
	d.Prediction.Confidence = 0.7
	edited, err := log.Edit(t.Context(), draft.ID, draft.Number, d, l.ruth)
	require.NoError(t, err)
	decided, err := log.Approve(t.Context(), edited.ID, edited.ContentHash, l.ruth)
	require.NoError(t, err)
	sheets, err := l.Sheets(t.Context())
	require.NoError(t, err)
	report, err := sheets.Verify(t.Context(), "")
	require.NoError(t, err)
	require.Empty(t, report.Problems)
	return decided
}

// facts and sentences give the texts of a review, without the ids of readings.
func facts(v review.Version) []string {
	var out []string
	for _, f := range v.Facts {
		out = append(out, f.Text)
	}
	return out
}

func sentences(v review.Version) []string {
	var out []string
	for _, s := range v.Sentences {
		out = append(out, s.Text)
	}
	return out
}

// requirePassed goes through the loop and ends with a decision.
func (l loop) requirePassed(t *testing.T, guardrail signal.GuardrailState, choice review.Choice) review.Version {
	t.Helper()
	v := l.review(t, time.Date(2026, time.April, 9, 0, 0, 0, 0, time.UTC))
	require.Equal(t, signal.GatePassed, v.Gate.State, v.Gate.Detail)
	require.Equal(t, guardrail, v.Guardrail.State, v.Guardrail.Detail)
	require.Equal(t, choice, v.Proposal.Decision)
	decided := l.decide(t, v)
	require.Equal(t, decision.Choice(choice), decided.Choice)
	require.Equal(t, agent.StateApproved, decided.State)
	return v
}

func TestTheLoopOnFilesOnPostgreSQLAndOnPrometheus(t *testing.T) {
	t.Parallel()
	folder, err := filepath.Abs(example)
	require.NoError(t, err)
	files := begin(t, fmt.Sprintf("sources:\n  warehouse: {kind: csv, path: %q}\n", filepath.Join(folder, "readings.csv")), "", "")
	want := files.requirePassed(t, signal.GuardrailOK, review.Continue)

	t.Run("PostgreSQL, as source and as store", func(t *testing.T) {
		t.Parallel()
		sources, key := postgresReadings(t)
		have := begin(t, sources, pgtest.Server(t), key).requirePassed(t, signal.GuardrailOK, review.Continue)
		require.Equal(t, facts(want), facts(have), "the same readings give the same facts, wherever they are and wherever they are kept")
		require.Equal(t, sentences(want), sentences(have))
	})
	t.Run("Prometheus", func(t *testing.T) {
		t.Parallel()
		// A gauge does not say of how many counts a share is, so no budget is known, and what lies that near the limit is close to it.
		have := begin(t, prometheusReadings(t), "", "").requirePassed(t, signal.GuardrailBurning, review.Change)
		require.InDelta(t, want.Gate.Result.Observed, have.Gate.Result.Observed, 0)
	})
}

// bound binds the metrics of the example to a query.
func bound(query string, known []exampleReading) string {
	var ids []string
	for _, r := range known {
		ids = append(ids, r.metric)
	}
	var lines strings.Builder
	for _, id := range slices.Compact(ids) {
		_, _ = fmt.Fprintf(&lines, "      %s: %s\n", id, strings.ReplaceAll(query, "METRIC", strings.TrimPrefix(id, "product.")))
	}
	return lines.String()
}

// postgresReadings puts the readings of the example into a database of their own.
func postgresReadings(t *testing.T) (sources, key string) {
	t.Helper()
	address := pgtest.Server(t)
	db, err := sql.Open("pgx", address)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	_, err = db.ExecContext(t.Context(), `CREATE TABLE weekly (metric TEXT, week DATE, value NUMERIC, numerator BIGINT, denominator BIGINT, complete BOOLEAN)`)
	require.NoError(t, err)
	known := knownReadings(t, "2026-04-09")
	for _, r := range known {
		_, err := db.ExecContext(t.Context(), `INSERT INTO weekly VALUES ($1, $2, $3, $4, $5, $6)`, r.metric, r.period, r.value, r.numerator, r.denominator, r.complete)
		require.NoError(t, err)
	}
	u, err := url.Parse(address)
	require.NoError(t, err)
	u.User = url.User(u.User.Username())
	return fmt.Sprintf(`sources:
  warehouse:
    kind: postgres
    private: true
    url: %q
    queries:
      weekly: SELECT week AS period, value, numerator, denominator, complete FROM weekly WHERE metric = :metric_id AND week >= :from AND week < :to
    metrics:
%s`, u, bound("weekly", known)), pgtest.Password
}

// prometheusReadings puts the readings of the example into a Prometheus, each as a gauge that was set a minute before its week
// was over.
func prometheusReadings(t *testing.T) (sources string) {
	t.Helper()
	known := knownReadings(t, "2026-04-09")
	var samples, queries strings.Builder
	last := ""
	for _, r := range known {
		name := strings.TrimPrefix(r.metric, "product.")
		if name != last {
			_, _ = fmt.Fprintf(&samples, "# TYPE %s gauge\n", name)
			_, _ = fmt.Fprintf(&queries, "      %s: %s\n", name, name)
			last = name
		}
		week, err := time.Parse(time.DateOnly, r.period)
		require.NoError(t, err)
		_, _ = fmt.Fprintf(&samples, "%s %s %d\n", name, r.value, week.AddDate(0, 0, 7).Add(-time.Minute).Unix())
	}
	return fmt.Sprintf("sources:\n  warehouse:\n    kind: prometheus\n    private: true\n    url: %s\n    queries:\n%s    metrics:\n%s",
		promtest.Start(t, samples.String()).URL, queries.String(), bound("METRIC", known))
}
