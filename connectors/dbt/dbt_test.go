package dbt_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/connectors/dbt"
	"github.com/plumbline-dev/plumb/connectors/sourcetest"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

func monday(n int) time.Time { return time.Date(2026, time.March, 2+7*n, 0, 0, 0, 0, time.UTC) }

var request = connectors.Request{
	Metric: semantic.Metric{Namespace: "shop", Name: "order_total"}, Period: semantic.Week, From: monday(0), To: monday(4), AsOf: monday(4),
}

var want = []connectors.Reading{
	{Start: monday(0), Value: 1204.25, Complete: true},
	{Start: monday(1), Value: 0, Complete: true},
	{Start: monday(2), Value: -3.5, Complete: true},
	{Start: monday(3), Value: 1180, Complete: true},
}

// layer answers as the Semantic Layer does: it takes a query, is busy with it at first, and gives a page for every two rows.
type layer struct {
	t     *testing.T
	first string // the value of the first period, as JSON

	mu     sync.Mutex
	polled map[string]int
	rows   map[string][]string
}

func newLayer(t *testing.T, first string) *layer {
	return &layer{t: t, first: first, polled: map[string]int{}, rows: map[string][]string{}}
}

func (l *layer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var asked struct {
		Query     string
		Variables struct {
			Environment, ID string
			Page            int
			Metrics, By     []map[string]string
			Where           []struct{ SQL string }
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.Variables.Environment != "4711" || r.URL.Path != "/api/graphql" {
		l.t.Error("the question is not one of the Semantic Layer", err)
	}
	v := asked.Variables
	switch {
	case strings.Contains(asked.Query, "environmentInfo"):
		_, _ = fmt.Fprint(w, `{"data": {"environmentInfo": {"dialect": "SNOWFLAKE"}}}`)
	case strings.HasPrefix(asked.Query, "mutation"):
		id := fmt.Sprintf("query-%d", len(l.rows))
		l.rows[id] = l.compute(v.Metrics[0]["name"], v.By[0]["grain"], v.Where[0].SQL, v.Where[1].SQL)
		_, _ = fmt.Fprintf(w, `{"data": {"createQuery": {"queryId": %q}}}`, id)
	default:
		if l.polled[v.ID]++; l.polled[v.ID] < 3 {
			_, _ = fmt.Fprint(w, `{"data": {"query": {"status": "RUNNING", "error": null, "totalPages": null, "jsonResult": null}}}`)
			return
		}
		_, _ = fmt.Fprint(w, l.page(l.rows[v.ID], v.Page))
	}
}

// compute gives the rows that lie within two conditions, in the form of a warehouse that likes capitals.
func (l *layer) compute(metric, grain, from, to string) []string {
	rows := []string{}
	for i, reading := range want {
		day := reading.Start.Format(time.DateOnly)
		if day < from[len(from)-11:len(from)-1] || day >= to[len(to)-11:len(to)-1] {
			continue
		}
		value := fmt.Sprint(reading.Value)
		if i == 0 {
			value = l.first
		}
		rows = append(rows, fmt.Sprintf(`{"index": %d, "METRIC_TIME__%s": "%sT00:00:00.000", %q: %s}`, i, grain, day, strings.ToUpper(metric), value))
	}
	return rows
}

func (l *layer) page(rows []string, number int) string {
	const size = 2
	from := min(len(rows), size*(number-1))
	table := `{"schema": {"fields": []}, "data": [` + strings.Join(rows[from:min(len(rows), from+size)], ",") + `]}`
	return fmt.Sprintf(`{"data": {"query": {"status": "SUCCESSFUL", "error": null, "totalPages": %d, "jsonResult": %q}}}`,
		(len(rows)+size-1)/size, base64.StdEncoding.EncodeToString([]byte(table)))
}

func TestContract(t *testing.T) {
	t.Parallel()
	sourcetest.Run(t, sourcetest.Contract{
		Open: func(t *testing.T, s sourcetest.Server) connectors.Source {
			t.Helper()
			source, err := dbt.New(dbt.Config{Name: "layer", URL: s.URL + "/api/graphql", Environment: "4711", Token: s.Key, Private: true, Pause: s.Pause})
			require.NoError(t, err)
			return source
		},
		Request: request, Want: want,
		Good: func() http.Handler { return newLayer(t, "1204.25") },
		Odd: func(value string) http.Handler {
			if value == "" {
				return newLayer(t, "null")
			}
			return newLayer(t, fmt.Sprintf("%q", value))
		},
	})
}

func open(t *testing.T, answer string) *dbt.Source {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, answer) }))
	t.Cleanup(server.Close)
	source, err := dbt.New(dbt.Config{
		Name: "layer", URL: server.URL, Environment: "4711", Token: "tell-nobody", Private: true,
		Pause: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	require.NoError(t, err)
	return source
}

func TestAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	result := func(status, failure, table string) string {
		return fmt.Sprintf(`{"data": {"createQuery": {"queryId": "q"}, "query": {"status": %q, "error": %q, "totalPages": 1, "jsonResult": %q}}}`,
			status, failure, base64.StdEncoding.EncodeToString([]byte(table)))
	}
	for name, c := range map[string]struct {
		answer, want string
		class        connectors.Class
	}{
		"an unknown metric":   {`{"data": null, "errors": [{"message": "Metric order_totl does not exist"}]}`, "order_totl does not exist", connectors.Permanent},
		"a token that ended":  {`{"data": null, "errors": [{"message": "User is not authorized: tell-nobody"}]}`, "does not let us in", connectors.Credentials},
		"a query that failed": {result("FAILED", "Database error: no such column", ""), "no such column", connectors.Permanent},
		"a query for ever":    {result("COMPILED", "", ""), "has not computed the answer yet", connectors.Retry},
		"no status":           {result("", "", ""), "not that of the Semantic Layer", connectors.Permanent},
		"no table":            {result("SUCCESSFUL", "", "nothing"), "not that of the Semantic Layer", connectors.Permanent},
		"no rows at all":      {result("SUCCESSFUL", "", `{"schema": {}}`), "not that of the Semantic Layer", connectors.Permanent},
		"another column":      {result("SUCCESSFUL", "", `{"data": [{"metric_time__week": "2026-03-02", "other": 1}]}`), "there is no column order_total", connectors.Permanent},
		"another grain":       {result("SUCCESSFUL", "", `{"data": [{"metric_time__day": "2026-03-02", "order_total": 1}]}`), "the period is NULL", connectors.Permanent},
		"too many pages":      {strings.Replace(result("SUCCESSFUL", "", `{"data": []}`), `"totalPages": 1`, `"totalPages": 900`, 1), "900 pages", connectors.Permanent},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := open(t, c.answer).Readings(t.Context(), request)
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error(), "tell-nobody")
			require.Equal(t, c.class, connectors.ClassOf(err))
			require.NotEmpty(t, fault.Next(err))
		})
	}
	require.Error(t, open(t, `{"data": {"environmentInfo": null}}`).Check(t.Context()))
}

func TestNames(t *testing.T) {
	t.Parallel()
	source := open(t, `{}`)
	for _, name := range []string{"order total", "x') }} or 1=1", "{{ Dimension('a') }}", "1st"} {
		r := request
		r.Query = name
		_, err := source.Readings(t.Context(), r)
		require.ErrorContains(t, err, "is not the name of a metric in dbt")
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
}
