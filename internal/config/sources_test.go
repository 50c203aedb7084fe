package config

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

const allSources = `sources:
  warehouse:
    kind: postgres
    url: postgres://reader@db.example:6432/warehouse?sslmode=verify-full
    queries:
      counts: "SELECT day AS period, n AS value FROM counts WHERE day >= :from AND day < :to"
      refunds: |
        SELECT week AS period, rate AS value -- of all orders
        FROM refunds WHERE week >= :from AND week < :to
    metrics:
      product.second_count_14d: counts
      shop.refund_rate: refunds
  sheet:
    kind: csv
    path: readings/weekly.csv
    metrics: {growth.active_users: "Active users"}
  published: {kind: csv, url: "https://docs.example/pub?gid=0&single=true&output=csv"}
  local-file: {kind: sqlite, path: shop.db, queries: {orders: SELECT 1}}
  monitoring: {kind: prometheus, url: "http://localhost:9090", private: true, queries: {errors: "sum(increase(errors[$period]))"}}
  cube: {kind: cube, url: "https://cube.example/cubejs-api/v1", queries: {orders: '{"measures": ["orders.count"]}'}}
  layer: {kind: dbt, url: "https://semantic-layer.example/api/graphql", environment: 4711}
  delivery: {kind: github}
`

func TestLoadSources(t *testing.T) {
	t.Parallel()
	p := place(t, allSources, "", map[string]string{"PLUMB_SOURCE_WAREHOUSE_KEY": "tell-nobody", "PLUMB_SOURCE_LOCAL_FILE_KEY": "k"})
	c, err := Load(p)
	require.NoError(t, err)
	names := []string{}
	for _, s := range c.Sources {
		names = append(names, s.Name+" "+s.Kind.Value)
	}
	require.Equal(t, []string{
		"cube cube", "delivery github", "layer dbt", "local-file sqlite", "monitoring prometheus", "published csv", "sheet csv", "warehouse postgres",
	}, names)

	warehouse, ok := c.Source("warehouse")
	require.True(t, ok)
	require.Equal(t, Setting{"postgres", "plumb.yaml line 3"}, warehouse.Kind)
	require.Equal(t, "postgres://reader@db.example:6432/warehouse?sslmode=verify-full", warehouse.URL.Value)
	require.Contains(t, warehouse.Queries["refunds"].Value, "all orders\nFROM refunds")
	require.Equal(t, Setting{"counts", "plumb.yaml line 11"}, warehouse.Metrics["product.second_count_14d"])
	require.Equal(t, "tell-nobody", warehouse.Key.Reveal())
	encoded, err := json.Marshal(c)
	require.NoError(t, err)
	require.NotContains(t, string(encoded)+fmt.Sprintf("%v %+v %#v", c, c, c), "tell-nobody")

	sheet, _ := c.Source("sheet")
	require.Equal(t, filepath.Join(p.Dir, "readings", "weekly.csv"), sheet.Path.Value, "a path starts in the folder of the file")
	require.False(t, sheet.Private)
	monitoring, _ := c.Source("monitoring")
	require.True(t, monitoring.Private)
	local, _ := c.Source("local-file")
	require.Equal(t, "k", local.Key.Reveal())
	layer, _ := c.Source("layer")
	require.Equal(t, "4711", layer.Environment.Value)
	_, ok = c.Source("nowhere")
	require.False(t, ok)
}

func TestLoadTakesNoSources(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"sources:\n", "sources: {}\n", "actor: A\n"} {
		c, err := Load(place(t, content, "", nil))
		require.NoError(t, err, content)
		require.Empty(t, c.Sources, content)
	}
}

func TestLoadRefusesSources(t *testing.T) {
	t.Parallel()
	const pg = "sources:\n  w:\n    kind: postgres\n    url: postgres://db.example/w\n"
	for name, c := range map[string]struct{ file, want, next string }{
		"a list":                 {"sources: [a]\n", "line 1: the section sources holds a section for each source", "kind, path, url"},
		"a near key":             {"source:\n  w: {kind: csv}\n", "line 1: the key source is not known", "Did you mean sources?"},
		"a name with blanks":     {"sources:\n  my file: {kind: csv}\n", `line 2: "my file" cannot be the name of a source`, "small letters"},
		"the same name twice":    {"sources:\n  w: {kind: github}\n  w: {kind: github}\n", "line 3: the key sources.w stands there twice, first on line 2", "Keep one"},
		"a source of nothing":    {"sources:\n  w:\n", "the source w in plumb.yaml line 2 has no kind", "csv, cube, dbt, github, postgres, prometheus, sqlite"},
		"a value for a source":   {"sources:\n  w: csv\n", "line 2: the source w is a section", "Write its keys below its name"},
		"an unknown kind":        {"sources:\n  w: {kind: postgress}\n", `the kind of source "postgress" in plumb.yaml line 2 is not known`, "Did you mean postgres?"},
		"a kind far from all":    {"sources:\n  w: {kind: spreadsheet}\n", `"spreadsheet"`, "Use one of csv, cube"},
		"an unknown key":         {"sources:\n  w:\n    kind: csv\n    pth: a.csv\n", "line 4: the key sources.w.pth is not known", "Did you mean path?"},
		"a key in the file":      {"sources:\n  my-w: {kind: csv, password: CRET}\n", "the key sources.my-w.password is not known", "PLUMB_SOURCE_MY_W_KEY"},
		"a key twice":            {"sources:\n  w:\n    kind: csv\n    kind: csv\n", "line 4: the key sources.w.kind stands there twice, first on line 3", "Keep one"},
		"a list for a value":     {"sources:\n  w: {kind: [csv]}\n", "the key sources.w.kind takes one value", "on one line"},
		"no place":               {"sources:\n  w: {kind: csv}\n", "the source w in plumb.yaml line 2 does not say where it is", "path: readings.csv"},
		"no url":                 {"sources:\n  w: {kind: postgres}\n", "does not say where it is", "url: postgres://"},
		"two places":             {"sources:\n  w: {kind: csv, path: a.csv, url: \"https://a.example/a.csv\"}\n", "has a path and a url", "Keep one"},
		"a path for a server":    {"sources:\n  w: {kind: github, path: a}\n", "a source of kind github has no path, in plumb.yaml line 2", "Remove the line"},
		"a url for a file":       {"sources:\n  w: {kind: sqlite, url: \"https://a.example\"}\n", "a source of kind sqlite has no url", "Remove the line"},
		"a url as the path":      {"sources:\n  w: {kind: csv, path: \"https://a.example\"}\n", "the path in plumb.yaml line 2 is not one of a file", "with the key url"},
		"another scheme":         {"sources:\n  w: {kind: cube, url: \"ftp://a.example\"}\n", "not one of a source of kind cube", "https://cube.example"},
		"no host":                {"sources:\n  w: {kind: cube, url: \"https:///load\"}\n", "not one of a source of kind cube", "https://cube.example"},
		"a local file as a url":  {"sources:\n  w: {kind: csv, url: \"file:///etc/passwd\"}\n", "not one of a source of kind csv", "path: readings.csv"},
		"no url at all":          {"sources:\n  w: {kind: cube, url: cube.example}\n", "cannot be read", "Write it whole"},
		"a password":             {"sources:\n  w: {kind: postgres, url: \"postgres://me:SECRET@db/w\"}\n", "the address in plumb.yaml line 2 holds a password, a key", "PLUMB_SOURCE_W_KEY"},
		"a password parameter":   {"sources:\n  w: {kind: postgres, url: \"postgres://db/w?Password=SECRET\"}\n", "holds a password", "PLUMB_SOURCE_W_KEY"},
		"a token parameter":      {"sources:\n  w: {kind: csv, url: \"https://a.example/a?access_token=SECRET\"}\n", "holds a password, a key", "PLUMB_SOURCE_W_KEY"},
		"a user of a service":    {"sources:\n  w: {kind: prometheus, url: \"https://ops@metrics.example\"}\n", "a name to log in with", "PLUMB_SOURCE_W_KEY"},
		"a bad url":              {"sources:\n  w: {kind: postgres, url: \"postgres://me:SEC%RET@db/w\"}\n", "cannot be read", "Write it whole"},
		"private as a word":      {"sources:\n  w: {kind: github, private: maybe}\n", `the value of private "maybe" in plumb.yaml line 2 is not known`, "true, false"},
		"no environment":         {"sources:\n  w: {kind: dbt, url: \"https://a.example\"}\n", "needs the number of its environment", "Add the key environment"},
		"an odd environment":     {"sources:\n  w: {kind: dbt, url: \"https://a.example\", environment: prod}\n", "needs the number of its environment", "Add the key"},
		"environment elsewhere":  {"sources:\n  w: {kind: github, environment: 5}\n", "has no environment", "Remove"},
		"queries elsewhere":      {"sources:\n  w: {kind: github, queries: {a: b}}\n", "a source of kind github has no queries", "Remove"},
		"queries as a list":      {pg + "    queries: [SELECT 1]\n", "line 5: lines of the form name: value are expected in sources.w.queries", "in quotes"},
		"a query of nothing":     {pg + "    queries:\n      counts:\n", "line 6: counts of sources.w.queries needs one value", "in quotes"},
		"a query that is a map":  {pg + "    queries:\n      counts: {measures: [a]}\n", "line 6: counts of sources.w.queries needs one value", "in quotes"},
		"a query twice":          {pg + "    queries:\n      a: SELECT 1\n      a: SELECT 2\n", "line 7: the key sources.w.queries.a stands there twice, first on line 6", "Keep one"},
		"a query without a name": {pg + "    queries:\n      \"\": SELECT 1\n", "line 6: a name is missing in sources.w.queries", "in quotes"},
		"a metric of no query":   {pg + "    queries: {counts: SELECT 1}\n    metrics: {a.b: count}\n", `w has no query "count", in plumb.yaml line 6`, "Did you mean counts?"},
		"a metric of nothing":    {pg + "    metrics: {a.b: }\n", "a.b of sources.w.metrics needs one value", "id of the metric"},
		"a metric twice": {
			"sources:\n  v: {kind: github, metrics: {a.b: \"o/r:lead_time\"}}\n  w: {kind: csv, path: a.csv, metrics: {a.b: x}}\n",
			"the metric a.b has two sources, in plumb.yaml line 2 and plumb.yaml line 3", "Keep one",
		},
		"names that share a key": {"sources:\n  a-b: {kind: github}\n  a_b: {kind: github}\n", "would share the key in PLUMB_SOURCE_A_B_KEY", "another name"},
		"a merge":                {"sources:\n  w:\n    <<: {kind: csv}\n", "the key sources.w.<< is not known", "The keys of a source"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(place(t, c.file, "", nil))
			require.ErrorContains(t, err, c.want)
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.Contains(t, fault.Next(err), c.next)
			require.NotContains(t, strings.ToUpper(err.Error()+fault.Next(err)), "CRET")
		})
	}
}
