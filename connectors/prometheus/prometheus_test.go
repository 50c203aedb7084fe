package prometheus_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/connectors/prometheus"
	"github.com/plumbline-dev/plumb/connectors/sourcetest"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

var orders = semantic.Metric{Namespace: "shop", Name: "orders"}

func day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }

// march asks for the four weeks from 2 to 29 March.
func march(query string) connectors.Request {
	return connectors.Request{Metric: orders, Query: query, Period: semantic.Week, From: day(time.March, 2), To: day(time.March, 30), AsOf: day(time.March, 30)}
}

// fake answers queries as a Prometheus does, with the values that value gives for the ends of periods.
func fake(value func(end time.Time) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		number := func(name string) float64 {
			v, _ := strconv.ParseFloat(r.FormValue(name), 64)
			return v
		}
		w.Header().Set("Content-Type", "application/json")
		if r.FormValue("query") == "vector(1)" {
			_, _ = fmt.Fprint(w, `{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1772409600,"1"]}]}}`)
			return
		}
		var samples []string
		for at := number("start"); at <= number("end"); at += number("step") {
			if v := value(time.UnixMilli(int64(at*1000 + 0.5)).UTC()); v != "" {
				samples = append(samples, fmt.Sprintf("[%.3f,%q]", at, v))
			}
		}
		result := "[]"
		if len(samples) > 0 {
			result = `[{"metric":{"shop":"north"},"values":[` + strings.Join(samples, ",") + `]}]`
		}
		_, _ = fmt.Fprintf(w, `{"status":"success","data":{"resultType":"matrix","result":%s}}`, result)
	})
}

// ended gives the week of March that a moment ends, from 1.
func ended(end time.Time) int {
	return int(end.Add(time.Millisecond).Sub(day(time.March, 2)).Hours() / (7 * 24))
}

func TestContract(t *testing.T) {
	t.Parallel()
	var want []connectors.Reading
	for i, start := range march("").Starts() {
		want = append(want, connectors.Reading{Start: start, Value: float64(i+1) / 8, Complete: true})
	}
	usual := func(end time.Time) string { return strconv.FormatFloat(float64(ended(end))/8, 'g', -1, 64) }
	sourcetest.Run(t, sourcetest.Contract{
		Open: func(t *testing.T, s sourcetest.Server) connectors.Source {
			t.Helper()
			source, err := prometheus.New(prometheus.Config{Name: "monitoring", URL: s.URL, Key: s.Key, Private: true, Pause: s.Pause})
			require.NoError(t, err)
			return source
		},
		Request: march("sum(increase(orders_total[$period]))"),
		Want:    want,
		Good:    func() http.Handler { return fake(usual) },
		Odd: func(value string) http.Handler {
			return fake(func(end time.Time) string {
				if ended(end) == 1 {
					return value
				}
				return usual(end)
			})
		},
	})
}

func serve(t *testing.T, h http.HandlerFunc) *prometheus.Source {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return open(t, server.URL)
}

func open(t *testing.T, address string) *prometheus.Source {
	t.Helper()
	source, err := prometheus.New(prometheus.Config{Name: "monitoring", URL: address, Private: true, Queries: map[string]string{
		"net": "sum(net)", "shop.orders": "sum(orders)",
	}})
	require.NoError(t, err)
	return source
}

func shown(readings []connectors.Reading) string {
	parts := make([]string, 0, len(readings))
	for _, r := range readings {
		part := fmt.Sprintf("%s=%v", r.Start.Format("01-02"), r.Value)
		if !r.Complete {
			part += "?"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " ")
}

func TestWhatIsAsked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*connectors.Request)
		want   []string
	}{
		"weeks at once, a millisecond before their ends": {
			func(r *connectors.Request) { r.Query = "sum(increase(x[$period]))" },
			[]string{"query_range sum(increase(x[7d])) 1773014399.999 1774828799.999 604800"},
		},
		"only what is over": {
			func(r *connectors.Request) { r.Query, r.AsOf = "x", day(time.March, 22) },
			[]string{"query_range x 1773014399.999 1773619199.999 604800"},
		},
		"nothing is over":         {func(r *connectors.Request) { r.Query, r.AsOf = "x", day(time.March, 8) }, nil},
		"a name of a query":       {func(r *connectors.Request) { r.Query = "net" }, []string{"query_range sum(net) 1773014399.999 1774828799.999 604800"}},
		"the query of the metric": {func(r *connectors.Request) { r.Query = "" }, []string{"query_range sum(orders) 1773014399.999 1774828799.999 604800"}},
		"months one by one": {
			func(r *connectors.Request) {
				r.Query, r.Period, r.From, r.To, r.AsOf = "x[$period]", semantic.Month, day(time.January, 1), day(time.May, 1), day(time.April, 15)
			},
			[]string{"query x[31d] 1769903999.999", "query x[28d] 1772323199.999", "query x[31d] 1775001599.999"},
		},
		"more than a server gives at once": {
			func(r *connectors.Request) {
				r.Query, r.Period, r.From = "x", semantic.Day, r.To.AddDate(0, 0, -10_001)
			},
			[]string{"query_range x 910828799.999 1774742399.999 86400", "query_range x 1774828799.999 1774828799.999 86400"},
		},
		"a period more where values may be repeated": {
			func(r *connectors.Request) { r.Query = "last_over_time(x[14d])" },
			[]string{"query_range last_over_time(x[14d]) 1772409599.999 1774828799.999 604800"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			source := serve(t, func(w http.ResponseWriter, r *http.Request) {
				line := strings.TrimPrefix(r.URL.Path, "/api/v1/")
				for _, field := range []string{"query", "time", "start", "end", "step"} {
					line += " " + r.FormValue(field)
				}
				got = append(got, strings.Join(strings.Fields(line), " "))
				_, _ = fmt.Fprint(w, `{"status":"success","data":{"resultType":"matrix","result":[]}}`)
			})
			r := march("")
			c.change(&r)
			result, err := source.Readings(t.Context(), r)
			require.NoError(t, err)
			require.Empty(t, result.Readings)
			require.Equal(t, c.want, got)
			if len(c.want) > 0 {
				require.Contains(t, result.Warnings[0], "no value in any period")
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	const first = "1773014399.999"
	for name, c := range map[string]struct{ body, want, warns, says string }{
		"warnings and infos": {
			body:  `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[` + first + `,"1"]]}]},"warnings":["block \u001b[31mmissing"],"infos":["not a counter"]}`,
			want:  "03-02=1",
			warns: "Prometheus says: block [31mmissing|Prometheus says: not a counter",
		},
		"not finite": {body: matrix(`[` + first + `,"NaN"],[1773619199.999,"+Inf"],[1774223999.999,"3"]`), want: "03-16=3", warns: "2026-03-02: the value is NaN, which is no finite number, and was passed over|2026-03-09: the value is +Inf, which is no finite number, and was passed over"},
		"a scalar":   {body: `{"status":"success","data":{"resultType":"scalar","result":[` + first + `,"7"]}}`, want: "03-02=7"},
		"two series": {
			body: `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"x","pod":"a"},"values":[]},{"metric":{"__name__":"x","pod":"b"},"values":[]}]}}`,
			says: `has more than one series: x{pod="a"} and x{pod="b"}`,
		},
		"a time that was not asked for": {body: matrix(`[1773014400,"1"]`), says: "which was not asked for"},
		"a histogram":                   {body: `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"histograms":[[` + first + `,{"count":"1"}]]}]}}`, says: "is a histogram"},
		"a text":                        {body: `{"status":"success","data":{"resultType":"string","result":[1,"x"]}}`, says: "is a text"},
		"another type":                  {body: `{"status":"success","data":{"resultType":"streams","result":[]}}`, says: "no type that can be read"},
		"no result":                     {body: `{"status":"success","data":{"resultType":"matrix"}}`, says: "cannot be read"},
		"a number that is not quoted":   {body: matrix(`[` + first + `,1]`), says: "cannot be read"},
		"a sample of three":             {body: matrix(`[` + first + `,"1","2"]`), says: "cannot be read"},
		"a time far off":                {body: matrix(`[1e300,"1"]`), says: "cannot be read"},
		"an error with a status of 200": {body: `{"status":"error","errorType":"bad_data","error":"parse error"}`, says: "bad_data: parse error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, c.body) }).Readings(t.Context(), march("x"))
			if c.says != "" {
				require.ErrorContains(t, err, c.says)
				require.Equal(t, fault.Invalid, fault.KindOf(err))
				require.NotEmpty(t, fault.Next(err))
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, shown(got.Readings))
			require.Equal(t, c.warns, strings.Join(got.Warnings, "|"))
		})
	}
}

func matrix(samples string) string {
	return `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[` + samples + `]}]}}`
}

func TestErrorsOfTheServer(t *testing.T) {
	t.Parallel()
	for kind, c := range map[string]struct {
		status int
		kind   fault.Kind
		class  connectors.Class
	}{
		"bad_data":  {400, fault.Invalid, connectors.Permanent},
		"execution": {422, fault.Invalid, connectors.Permanent},
		"timeout":   {503, fault.Unavailable, connectors.Retry},
		"internal":  {500, fault.Unavailable, connectors.Retry},
	} {
		body, err := json.Marshal(map[string]string{"status": "error", "errorType": kind, "error": "the reason \x1b[0m"})
		require.NoError(t, err)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, _ = w.Write(body)
		}))
		t.Cleanup(server.Close)
		source, err := prometheus.New(prometheus.Config{Name: "monitoring", URL: server.URL, Private: true, Pause: noPause})
		require.NoError(t, err)
		_, err = source.Readings(t.Context(), march("x"))
		require.ErrorContains(t, err, "monitoring does not evaluate the query: "+kind+": the reason")
		require.NotContains(t, err.Error(), "\x1b")
		require.Equal(t, c.kind, fault.KindOf(err))
		require.Equal(t, c.class, connectors.ClassOf(err))
		require.NotEmpty(t, fault.Next(err))
	}
}

func TestNothingToAsk(t *testing.T) {
	t.Parallel()
	source, err := prometheus.New(prometheus.Config{Name: "monitoring", URL: "https://prometheus.example"})
	require.NoError(t, err)
	_, err = source.Readings(t.Context(), march(" "))
	require.ErrorContains(t, err, "nothing says what to ask monitoring for shop.orders")
	_, err = prometheus.New(prometheus.Config{Name: "monitoring"})
	require.ErrorContains(t, err, "needs the url")
	_, err = prometheus.New(prometheus.Config{Name: "monitoring", URL: "http://prometheus.example"})
	require.ErrorContains(t, err, "in the clear")
}
