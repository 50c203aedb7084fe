package app

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/pgtest"
	"github.com/plumbline-dev/plumb/internal/store"
)

func TestVectorCheck(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]Check{
		"":       {State: CheckOK, Detail: "no vector extension: exact scan in memory; fine below 50,000 metrics"},
		"0.8.4":  {State: CheckOK, Detail: "vector extension 0.8.4: HNSW index"},
		"0.8.7":  {State: CheckOK, Detail: "vector extension 0.8.7: HNSW index"},
		"0.10.0": {State: CheckOK, Detail: "vector extension 0.10.0: HNSW index"},
		"1.0":    {State: CheckOK, Detail: "vector extension 1.0: HNSW index"},
		"0.8.3":  {State: CheckWarn, Detail: "vector extension 0.8.3: its HNSW index has known faults"},
		"0.8":    {State: CheckWarn, Detail: "vector extension 0.8: its HNSW index has known faults"},
		"0.7.12": {State: CheckWarn, Detail: "vector extension 0.7.12: its HNSW index has known faults"},
	} {
		got := checkVectors(store.Health{Vector: version})
		require.Equal(t, want.State, got.State, version)
		require.Equal(t, want.Detail, got.Detail)
		require.Equal(t, want.State == CheckWarn, got.Next != "")
	}
}

func TestChecksOnServer(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.Settings.Database = config.Setting{Value: pgtest.Server(t), From: config.EnvDatabase}
	_, err := a.Draft(t.Context(), request())
	require.NoError(t, err)
	checks := a.Checks(t.Context())
	require.NotContains(t, states(checks), CheckFail)
	database := check(t, checks, "database")
	require.Regexp(t, `^postgres://plumb:xxxxx@.* \(PostgreSQL \d+\.\d+, schema \d+\)$`, database.Detail)
	require.Equal(t, config.EnvDatabase, database.From)
	require.Contains(t, check(t, checks, "audit log").Detail, "sheets: 1")
	require.NoDirExists(t, a.Settings.Home.Value)
	for _, c := range checks {
		require.NotContains(t, c.Detail+c.Next, pgtest.Password)
		require.NotEqual(t, "home folder", c.Name)
	}
}
