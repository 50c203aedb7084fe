package app

import (
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/pgtest"
)

const shopMetrics = `plumb: metrics/1
namespace: shop
metrics:
  - {name: refund_rate, label: Refund rate, grain: 1w, unit: "%", expression: refunds / orders, source: {connector: warehouse, query: weekly}}
`

// warehouse is a database with twenty weeks of a metric, as a source of both kinds.
type warehouse struct {
	settings string // of the source, in YAML
	key      string
	db       *sql.DB
}

func fillWarehouse(t *testing.T, driver, address, settings, key string) warehouse {
	t.Helper()
	db, err := sql.Open(driver, address)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	_, err = db.ExecContext(t.Context(), `CREATE TABLE weekly (metric TEXT, week DATE, refunds INTEGER, orders INTEGER)`)
	require.NoError(t, err)
	for i := range 20 {
		week := time.Date(2026, time.January, 5+7*i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		_, err = db.ExecContext(t.Context(), fmt.Sprintf(`INSERT INTO weekly VALUES ('refund_rate', '%s', %d, 400)`, week, 8+i%5))
		require.NoError(t, err)
	}
	return warehouse{settings, key, db}
}

func (w warehouse) app(t *testing.T, now *time.Time) *App {
	t.Helper()
	dir := t.TempDir()
	content := "sources:\n  warehouse:\n" + w.settings + `    queries:
      weekly: |
        SELECT week AS period, 100.0 * refunds / orders AS value, refunds AS numerator, orders AS denominator -- in percent
        FROM weekly WHERE metric = :metric AND week >= :from AND week < :to
`
	require.NoError(t, os.WriteFile(filepath.Join(dir, config.FileName), []byte(content), 0o600))
	settings, err := config.Load(config.Place{Dir: dir, Getenv: func(name string) string {
		return map[string]string{config.EnvHome: filepath.Join(dir, "home"), "PLUMB_SOURCE_WAREHOUSE_KEY": w.key}[name]
	}})
	require.NoError(t, err)
	a := New(Config{Settings: settings, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return *now }})
	t.Cleanup(func() { require.NoError(t, a.Close()) })
	_, err = a.ImportMetrics(t.Context(), ImportRequest{Paths: []string{written(t, "shop.yaml", shopMetrics)}})
	require.NoError(t, err)
	return a
}

// TestFetchFromDatabases runs from a real database to the history of a metric: fetched once, fetched again when a week is
// over, and a value that was changed behind our back shows.
func TestFetchFromDatabases(t *testing.T) {
	t.Parallel()
	for name, fill := range map[string]func(*testing.T) warehouse{
		"PostgreSQL": func(t *testing.T) warehouse {
			t.Helper()
			address := pgtest.Server(t)
			u, err := url.Parse(address)
			require.NoError(t, err)
			u.User = url.User(u.User.Username())
			return fillWarehouse(t, "pgx", address, fmt.Sprintf("    kind: postgres\n    private: true\n    url: %q\n", u), pgtest.Password)
		},
		"SQLite": func(t *testing.T) warehouse {
			t.Helper()
			path := filepath.Join(t.TempDir(), "shop.db")
			return fillWarehouse(t, "sqlite", path, fmt.Sprintf("    kind: sqlite\n    path: %q\n", path), "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := time.Date(2026, time.May, 20, 8, 0, 0, 0, time.UTC) // a Wednesday: nineteen weeks are over
			w := fill(t)
			a := w.app(t, &now)
			fetch := func() readings.Fetched {
				got, err := a.FetchSignals(t.Context(), FetchRequest{Metrics: []string{"shop.refund_rate"}, Since: time.Date(2026, time.January, 5, 0, 0, 0, 0, time.UTC)})
				require.NoError(t, err)
				require.Len(t, got, 1)
				require.Empty(t, got[0].Failure)
				return got[0]
			}
			first := fetch()
			require.Equal(t, readings.StateFetched, first.State)
			require.Equal(t, 19, first.New)
			require.Equal(t, "2026-05-11", first.Newest)
			require.Equal(t, readings.StateThere, fetch().State)

			_, err := w.db.ExecContext(t.Context(), `UPDATE weekly SET refunds = 40 WHERE week = '2026-05-04'`)
			require.NoError(t, err)
			now = now.AddDate(0, 0, 7)
			second := fetch()
			require.Equal(t, "2026-05-18", second.Newest)
			require.Len(t, second.Restated, 1)
			require.Equal(t, "2026-05-04", second.Restated[0].Period)

			shown, err := a.ShowSignal(t.Context(), "shop.refund_rate", time.Time{})
			require.NoError(t, err)
			require.Len(t, shown.History.Series.Points, 20)

			health, err := a.CheckSources(t.Context())
			require.NoError(t, err)
			require.True(t, health[0].OK, health[0].Failure)
			require.Equal(t, []string{"shop.refund_rate"}, health[0].Metrics)
			if name == "PostgreSQL" {
				require.Contains(t, health[0].Warnings[0], "is a superuser")
			} else {
				require.Empty(t, health[0].Warnings)
			}
		})
	}
}
