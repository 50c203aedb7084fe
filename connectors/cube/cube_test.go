package cube_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/connectors/cube"
	"github.com/plumbline-dev/plumb/connectors/sourcetest"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

const refunds = `{"measures": ["orders.refund_rate", "orders.refunds", "orders.count"], "timeDimensions": [{"dimension": "orders.created_at"}],
	"filters": [{"member": "orders.status", "operator": "equals", "values": ["paid & sent"]}]}`

func monday(n int) time.Time { return time.Date(2026, time.March, 2+7*n, 0, 0, 0, 0, time.UTC) }

var request = connectors.Request{
	Metric: semantic.Metric{Namespace: "shop", Name: "refund_rate"}, Query: "refunds", Period: semantic.Week,
	From: monday(0), To: monday(4), AsOf: monday(4),
}

var want = []connectors.Reading{
	{Start: monday(0), Value: 2.5, Parts: &connectors.Parts{Numerator: 5, Denominator: 200}, Complete: true},
	{Start: monday(1), Value: 0, Parts: &connectors.Parts{Numerator: 0, Denominator: 210}, Complete: true},
	{Start: monday(2), Value: 3.125, Parts: &connectors.Parts{Numerator: 6, Denominator: 192}, Complete: true},
	{Start: monday(3), Value: 1, Parts: &connectors.Parts{Numerator: 2, Denominator: 200}, Complete: true},
}

// service answers as Cube does: at first that it is not done yet, numbers as text, and only the range that was asked for.
func service(t *testing.T, first any) http.Handler {
	var asked atomic.Int64
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cubejs-api/v1/meta", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, `{"cubes": []}`) })
	mux.HandleFunc("POST /cubejs-api/v1/load", func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Query struct {
				Measures []string
				Time     []struct {
					Dimension, Granularity string
					DateRange              [2]string
				} `json:"timeDimensions"`
				Filters  []map[string]any
				Timezone string
			}
		}
		if asked.Add(1) == 1 {
			_, _ = fmt.Fprint(w, `{"error": "Continue wait", "stage": "Executing query"}`)
			return
		}
		if json.NewDecoder(r.Body).Decode(&body) != nil || len(body.Query.Time) != 1 || len(body.Query.Filters) != 1 || body.Query.Timezone != "UTC" {
			t.Error("the query is not one of Cube")
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		asked := body.Query.Time[0]
		rows := []map[string]any{}
		for i, reading := range want {
			if day := reading.Start.Format(time.DateOnly); day < asked.DateRange[0] || day > asked.DateRange[1] {
				continue
			}
			var value any = strconv.FormatFloat(reading.Value, 'f', -1, 64)
			if i == 0 {
				value = first
			}
			rows = append(rows, map[string]any{
				asked.Dimension: reading.Start.Format("2006-01-02T15:04:05.000"), asked.Dimension + "." + asked.Granularity: reading.Start.Format("2006-01-02T15:04:05.000"),
				"orders.refund_rate": value, "orders.refunds": strconv.FormatFloat(reading.Parts.Numerator, 'f', -1, 64), "orders.count": reading.Parts.Denominator,
			})
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"query": body.Query, "data": rows, "annotation": map[string]any{}})
	})
	return mux
}

func TestContract(t *testing.T) {
	t.Parallel()
	sourcetest.Run(t, sourcetest.Contract{
		Open: func(t *testing.T, s sourcetest.Server) connectors.Source {
			t.Helper()
			source, err := cube.New(cube.Config{Name: "cube", URL: s.URL + "/cubejs-api/v1/", Token: s.Key, Private: true, Pause: s.Pause, Queries: map[string]string{"refunds": refunds}})
			require.NoError(t, err)
			return source
		},
		Request: request, Want: want,
		Good: func() http.Handler { return service(t, "2.5") },
		Odd: func(value string) http.Handler {
			if value == "" {
				return service(t, nil)
			}
			return service(t, value)
		},
	})
}

// atOnce waits for nothing.
func atOnce(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func open(t *testing.T, h http.HandlerFunc) *cube.Source {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	source, err := cube.New(cube.Config{
		Name: "cube", URL: server.URL, Private: true, Pause: atOnce,
		Queries: map[string]string{"refunds": refunds, "berlin": `{"measures":["a.n"],"timeDimensions":[{"dimension":"a.at"}],"timezone":"Europe/Berlin"}`},
	})
	require.NoError(t, err)
	return source
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status     int
		body, want string
		class      connectors.Class
	}{
		"a query that is wrong":   {400, `{"error": "'refund_rate' not found for path 'orders.refund_rate'"}`, "not found for path", connectors.Permanent},
		"an error of the query":   {200, `{"error": "Error: division by zero"}`, "division by zero", connectors.Permanent},
		"a computation too long":  {200, `{"error": "Continue wait"}`, "has not computed the answer yet", connectors.Retry},
		"a measure that vanished": {200, `{"data": [{"orders.created_at.week": "2026-03-02T00:00:00.000"}]}`, "there is no orders.refund_rate", connectors.Permanent},
		"a time that vanished":    {200, `{"data": [{"orders.refund_rate": "1", "orders.refunds": null, "orders.count": null}]}`, "the period is NULL", connectors.Permanent},
		"two values a week": {
			200, `{"data": [{"orders.created_at.week": "2026-03-02", "orders.refund_rate": "1", "orders.refunds": null, "orders.count": null},
				{"orders.created_at.week": "2026-03-02", "orders.refund_rate": "2", "orders.refunds": null, "orders.count": null}]}`, "two values for 2026-03-02", connectors.Permanent,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := open(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				_, _ = fmt.Fprint(w, c.body)
			}).Readings(t.Context(), request)
			require.ErrorContains(t, err, c.want)
			require.Equal(t, c.class, connectors.ClassOf(err))
			require.NotEmpty(t, fault.Next(err))
		})
	}
	source := open(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, `{"data": []}`) })
	got, err := source.Readings(t.Context(), request)
	require.NoError(t, err)
	require.Empty(t, got.Readings, "no row is no value")
	require.Contains(t, got.Statement, `"dateRange":["2026-03-02","2026-03-29"]`)
	require.Contains(t, got.Statement, "paid & sent")
	berlin := request
	berlin.Query = "berlin"
	got, err = source.Readings(t.Context(), berlin)
	require.NoError(t, err)
	require.Contains(t, got.Statement, `"timezone":"Europe/Berlin"`)
	berlin.Query = "berln"
	_, err = source.Readings(t.Context(), berlin)
	require.Equal(t, "Did you mean berlin?", fault.Next(err))
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"":   "not an object of JSON",
		"[]": "not an object of JSON",
		`{"measures": ["a.n"], "timeDimensions": [{"dimension": "a.at"}]} {}`: "not an object of JSON",
		`null`:             "not an object of JSON",
		`{"measures": 5}`:  "of another form than Cube's",
		`{"measures": []}`: "it has 0 measures",
		`{"measures": ["a.n", "a.m"], "timeDimensions": [{"dimension": "a.at"}]}`: "it has 2 measures",
		`{"measures": ["a.n"]}`: "one time dimension",
		`{"measures": ["a.n"], "dimensions": ["a.b"], "timeDimensions": [{"dimension": "a.at"}]}`:           "more than one value a period",
		`{"measures": ["a.n"], "timeDimensions": [{"dimension": "a.at", "dateRange": "last week"}]}`:        "holds more than its name",
		`{"measures": ["a.n"], "timeDimensions": [{"dimension": "a.at"}], "timezone": "Mars/Olympus_Mons"}`: "time zone is not known",
	} {
		_, err := cube.New(cube.Config{Name: "cube", URL: "https://cube.example/cubejs-api/v1", Queries: map[string]string{"q": query}})
		require.ErrorContains(t, err, want, query)
		require.ErrorContains(t, err, "the query q of cube", query)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.NotEmpty(t, fault.Next(err), query)
	}
	_, err := cube.New(cube.Config{Name: "cube", URL: "http://cube.example"})
	require.ErrorContains(t, err, "in the clear")
}
