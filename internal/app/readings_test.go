package app

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/config"
)

func TestASheetTakesOverTheStartOfTheOneThatItReplaces(t *testing.T) {
	t.Parallel()
	folder, err := filepath.Abs(example)
	require.NoError(t, err)
	l := begin(t, fmt.Sprintf("sources:\n  warehouse: {kind: csv, path: %q}\n", filepath.Join(folder, "readings.csv")), "", "")
	evening := time.Date(2026, time.April, 9, 23, 0, 0, 0, time.UTC)
	_, err = l.FetchSignals(t.Context(), FetchRequest{AsOf: evening})
	require.NoError(t, err)
	before, err := l.BuildReview(t.Context(), l.sheet, evening)
	require.NoError(t, err)

	day := "2026-03-03"
	next, err := l.Draft(t.Context(), DraftRequest{Paths: []string{example + "product-weekly-2026-03-02.vtt"}, Engine: EngineBuiltin, Replaces: l.sheet, Date: day})
	require.NoError(t, err)
	require.NotEqual(t, l.sheet, next.Version.ID)
	sheets, err := l.Sheets(t.Context())
	require.NoError(t, err)
	_, err = sheets.Approve(t.Context(), next.Version.ID, next.Version.ContentHash, l.ruth)
	require.NoError(t, err)

	after, err := l.BuildReview(t.Context(), next.Version.ID, evening)
	require.NoError(t, err)
	require.Equal(t, before.Gate.State, after.Gate.State)
	newestOfBaseline := func() string {
		shown, err := l.ShowSignal(t.Context(), "product.freezer_pass_rate", evening)
		require.NoError(t, err)
		require.Equal(t, next.Version.ID, shown.Sheet)
		r, err := l.BuildReview(t.Context(), next.Version.ID, evening)
		require.NoError(t, err)
		i := slices.IndexFunc(r.Signals, func(s review.Signal) bool { return s.Metric == "product.freezer_pass_rate" })
		require.Equal(t, r.Signals[i].Verdict, shown.Judgement.Verdict, "a metric is shown as its note has it")
		require.Equal(t, r.Signals[i].Chart.Baseline, shown.Judgement.Baseline)
		return shown.Judgement.Baseline.To
	}
	require.Equal(t, "2026-03-02", newestOfBaseline())

	_, _, err = l.NoteEvent(t.Context(), readings.Event{Kind: readings.Start, On: "2026-03-16", Sheet: next.Version.ID}, l.ruth)
	require.NoError(t, err)
	require.Equal(t, "2026-03-09", newestOfBaseline(), "its own start comes first")
}

func TestAReviewDoesNotJudgeReadingsOfAnOldDefinition(t *testing.T) {
	t.Parallel()
	folder, err := filepath.Abs(example)
	require.NoError(t, err)
	l := begin(t, fmt.Sprintf("sources:\n  warehouse: {kind: csv, path: %q}\n", filepath.Join(folder, "readings.csv")), "", "")
	evening := time.Date(2026, time.April, 9, 23, 0, 0, 0, time.UTC)
	_, err = l.FetchSignals(t.Context(), FetchRequest{AsOf: evening})
	require.NoError(t, err)
	before, err := l.BuildReview(t.Context(), l.sheet, evening)
	require.NoError(t, err)
	require.Equal(t, signal.GatePassed, before.Gate.State)

	require.Equal(t, "product.second_count_14d", before.Gate.Metric)
	defined, err := os.ReadFile(example + "metrics/product.yaml")
	require.NoError(t, err)
	changed := strings.Replace(string(defined), `["MOD(shop_number, 2) = 0"]`, "[]", 1)
	require.NotEqual(t, string(defined), changed)
	_, err = l.ImportMetrics(t.Context(), ImportRequest{Paths: []string{written(t, "product.yaml", changed)}})
	require.NoError(t, err)
	after, err := l.BuildReview(t.Context(), l.sheet, evening)
	require.NoError(t, err)
	require.NotEqual(t, signal.GatePassed, after.Gate.State, after.Gate.Detail)
	require.Contains(t, after.Gate.Detail, "defined otherwise now")
	require.NotEqual(t, review.Continue, after.Proposal.Decision)
}

// orderly is a metric whose readings are in weekly.csv.
const orderly = `plumb: metrics/1
namespace: shop
metrics:
  - {name: orders, label: Orders, grain: 1w, unit: %q, source: {connector: weekly, query: orders}}
  - {name: visits, label: Visits, grain: 1w, unit: "{visit}", source: {connector: broken, query: visits}}
  - {name: returns, label: Returns, grain: 1w, unit: "{return}", source: {connector: tables, query: returns}}
`

func withOrders(t *testing.T) *App {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, config.FileName), []byte(`sources:
  weekly: {kind: csv, path: weekly.csv, metrics: {shop.order: orders}}
  broken: {kind: sqlite, path: nowhere.db, queries: {visits: "SELECT 1; DROP TABLE t"}}
`), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "weekly.csv"), []byte("period,value\n2026-03-02,12\n2026-03-09,14\n"), 0o600))
	settings, err := config.Load(config.Place{Dir: dir, Getenv: func(name string) string { return map[string]string{config.EnvHome: dir}[name] }})
	require.NoError(t, err)
	a := New(Config{Settings: settings, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return time.Date(2026, time.March, 17, 9, 0, 0, 0, time.UTC) }})
	t.Cleanup(func() { require.NoError(t, a.Close()) })
	a.define(t, "{order}")
	return a
}

func (a *App) define(t *testing.T, unit string) {
	t.Helper()
	_, err := a.ImportMetrics(t.Context(), ImportRequest{Paths: []string{written(t, "shop.yaml", fmt.Sprintf(orderly, unit))}})
	require.NoError(t, err)
}

func TestReadingsOfAnOldDefinitionAreListedAsSuch(t *testing.T) {
	t.Parallel()
	a := withOrders(t)
	status := func() SignalStatus {
		t.Helper()
		list, err := a.SignalStatuses(t.Context(), time.Time{})
		require.NoError(t, err)
		require.Len(t, list, 1)
		return list[0]
	}
	fetch := func() readings.Fetched {
		t.Helper()
		fetched, err := a.FetchSignals(t.Context(), FetchRequest{Metrics: []string{"shop.orders"}})
		require.NoError(t, err)
		return fetched[0]
	}
	require.Equal(t, 2, fetch().New)
	require.False(t, status().Redefined)
	a.define(t, "EUR")
	require.True(t, status().Redefined)
	require.Contains(t, status().Next, "plumb signals fetch shop.orders")
	require.Equal(t, 2, fetch().New, "it is asked for anew")
	require.False(t, status().Redefined)
}

func TestASourceThatIsWrongIsNoneThatIsMissing(t *testing.T) {
	t.Parallel()
	a := withOrders(t)
	fetched, err := a.FetchSignals(t.Context(), FetchRequest{Metrics: []string{"shop.visits", "shop.returns"}})
	require.NoError(t, err)
	require.Equal(t, readings.StateFailed, fetched[0].State)
	require.Contains(t, fetched[0].Failure, "more than one statement")
	require.Equal(t, readings.StateUnbound, fetched[1].State)
	require.Contains(t, fetched[1].Failure, `shop.returns names the source "tables", which is not configured`)

	list, err := a.CheckSources(t.Context())
	require.NoError(t, err)
	require.Equal(t, "weekly", list[1].Name)
	require.Equal(t, []string{"it binds shop.order, which is not defined; did you mean shop.orders?"}, list[1].Warnings)
}
