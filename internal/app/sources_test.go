package app

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// withSources makes an App whose plumb.yaml stands in a folder with a file of readings.
func withSources(t *testing.T, content string) *App {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, config.FileName), []byte(content), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "weekly.csv"), []byte("period,value\n2026-03-02,12\n2026-03-09,14\n"), 0o600))
	settings, err := config.Load(config.Place{Dir: dir, Getenv: func(name string) string {
		return map[string]string{config.EnvHome: dir, "PLUMB_SOURCE_WAREHOUSE_KEY": "tell-nobody"}[name]
	}})
	require.NoError(t, err)
	a := New(Config{Settings: settings, Log: slog.New(slog.DiscardHandler), Now: time.Now})
	t.Cleanup(func() { require.NoError(t, a.Close()) })
	return a
}

const everySource = `sources:
  sheet: {kind: csv, path: weekly.csv, metrics: {growth.active_users: users}}
  published: {kind: csv, url: "https://docs.example/pub?output=csv"}
  warehouse: {kind: postgres, url: "postgres://reader@db.example/w", queries: {counts: SELECT 1}, metrics: {shop.orders: counts}}
  local: {kind: sqlite, path: shop.db, queries: {counts: SELECT 1}}
  monitoring: {kind: prometheus, url: "http://localhost:9090", private: true, queries: {errors: "sum(errors)"}}
  cube: {kind: cube, url: "https://cube.example/cubejs-api/v1", queries: {orders: '{"measures": ["a.n"], "timeDimensions": [{"dimension": "a.at"}]}'}}
  layer: {kind: dbt, url: "https://layer.example/api/graphql", environment: 4711}
  delivery: {kind: github}
`

func TestSource(t *testing.T) {
	t.Parallel()
	a := withSources(t, everySource)
	for _, s := range a.Settings.Sources {
		first, err := a.source(s.Name)
		require.NoError(t, err, s.Name)
		again, err := a.source(s.Name)
		require.NoError(t, err)
		require.Same(t, first, again, "a source is opened once")
	}
	sheet, err := a.source("sheet")
	require.NoError(t, err)
	monday := time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	got, err := sheet.Readings(t.Context(), connectors.Request{
		Metric: semantic.Metric{Namespace: "growth", Name: "active_users"}, Period: semantic.Week, From: monday, To: monday.AddDate(0, 0, 14), AsOf: monday.AddDate(0, 0, 14),
	})
	require.NoError(t, err)
	require.Len(t, got.Readings, 2)
	require.NotContains(t, got.Statement, filepath.Dir(a.Settings.File), "a folder that is moved is the same folder")

	_, err = a.source("warehose")
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	require.Equal(t, "Did you mean warehouse?", fault.Next(err))
	_, err = a.source("xyz")
	require.Contains(t, fault.Next(err), "The sources are cube, delivery, layer")
	_, err = withSources(t, "actor: Ruth\n").source("sheet")
	require.ErrorContains(t, err, "none is configured")
}

func TestSourceThatCannotBeOpened(t *testing.T) {
	t.Parallel()
	a := withSources(t, "sources:\n  warehouse: {kind: postgres, url: \"postgres://reader@db.example/w\", queries: {counts: \"SELECT 1; DROP TABLE t\"}}\n")
	_, err := a.source("warehouse")
	require.ErrorContains(t, err, "the query counts of warehouse cannot be used: it is more than one statement")
	require.NotContains(t, err.Error(), "tell-nobody")
}

func TestSourceOf(t *testing.T) {
	t.Parallel()
	a := withSources(t, everySource)
	for _, c := range []struct {
		metric      semantic.Metric
		name, query string
	}{
		{semantic.Metric{Namespace: "growth", Name: "active_users"}, "sheet", "users"},
		{semantic.Metric{Namespace: "shop", Name: "orders", Source: semantic.Source{Connector: "cube", Query: "orders"}}, "warehouse", "counts"},
		{semantic.Metric{Namespace: "shop", Name: "refunds", Source: semantic.Source{Connector: "cube", Query: "orders"}}, "cube", "orders"},
		{semantic.Metric{Namespace: "flow", Name: "lead", Source: semantic.Source{Connector: "delivery", Query: "acme/shop:lead_time"}}, "delivery", "acme/shop:lead_time"},
	} {
		name, query, err := a.sourceOf(c.metric)
		require.NoError(t, err)
		require.Equal(t, []string{c.name, c.query}, []string{name, query})
	}
	_, _, err := a.sourceOf(semantic.Metric{Namespace: "shop", Name: "mood", Source: semantic.Source{Connector: "orders_table"}})
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	require.Contains(t, fault.Next(err), "{shop.mood: QUERY}")
}
