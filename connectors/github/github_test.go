package github_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/connectors/github"
	"github.com/plumbline-dev/plumb/connectors/sourcetest"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

func monday(n int) time.Time { return time.Date(2026, time.March, 2+7*n, 0, 0, 0, 0, time.UTC) }

func request(metric string) connectors.Request {
	return connectors.Request{
		Metric: semantic.Metric{Namespace: "delivery", Name: "flow"}, Query: "acme/shop:" + metric, Period: semantic.Week,
		From: monday(0), To: monday(4), AsOf: monday(4),
	}
}

type object = map[string]any

func at(week int, hours float64) string {
	return monday(week).Add(time.Duration(hours * float64(time.Hour))).Format(time.RFC3339)
}

// merged is a pull request that took some hours and was merged in a week.
func merged(number, week int, opened, hours float64) object {
	return object{
		"number": number, "draft": false, "user": object{"login": "ines", "type": "User"},
		"created_at": at(week, opened), "merged_at": at(week, opened+hours), "closed_at": at(week, opened+hours), "updated_at": at(week, opened+hours),
	}
}

// hub answers as the API does: lists in pages of two, newest first, with a link to the next page.
type hub struct {
	pulls       []object
	reviews     map[int][]object
	deployments []object
	releases    []object
}

func (h hub) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /rate_limit", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, `{"resources": {}}`) })
	mux.HandleFunc("GET /repos/acme/shop/pulls", func(w http.ResponseWriter, r *http.Request) {
		by := map[string]string{"updated": "updated_at", "created": "created_at"}[r.URL.Query().Get("sort")]
		page(w, r, newest(h.pulls, by))
	})
	mux.HandleFunc("GET /repos/acme/shop/pulls/{n}/reviews", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.PathValue("n"))
		page(w, r, append([]object{}, h.reviews[n]...))
	})
	mux.HandleFunc("GET /repos/acme/shop/deployments", func(w http.ResponseWriter, r *http.Request) { page(w, r, newest(h.deployments, "created_at")) })
	mux.HandleFunc("GET /repos/acme/shop/releases", func(w http.ResponseWriter, r *http.Request) { page(w, r, newest(h.releases, "created_at")) })
	return mux
}

func newest(list []object, by string) []object {
	list = append([]object{}, list...)
	slices.SortStableFunc(list, func(a, b object) int {
		x, y := fmt.Sprint(a[by]), fmt.Sprint(b[by])
		switch {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return list
}

func page(w http.ResponseWriter, r *http.Request, list []object) {
	const size = 2
	n := max(1, number(r.URL.Query().Get("page")))
	if n*size < len(list) {
		next := *r.URL
		next.Scheme, next.Host = "http", r.Host
		query := next.Query()
		query.Set("page", strconv.Itoa(n+1))
		next.RawQuery = query.Encode()
		w.Header().Set("Link", fmt.Sprintf(`<%s>; rel="prev", <%s>; rel="next"`, "http://"+r.Host, next.String()))
	}
	from := min(len(list), size*(n-1))
	_ = json.NewEncoder(w).Encode(list[from:min(len(list), from+size)])
}

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

var pulls = []object{
	merged(1, 0, 1, 30), merged(2, 0, 20, 10), merged(3, 0, 40, 20),
	merged(4, 1, 5, 8), merged(5, 1, 50, 4),
	merged(6, 2, 5, 0.5),
	merged(7, 3, 5, 100),
	{"number": 8, "user": object{"login": "ines"}, "created_at": at(0, 1), "closed_at": at(1, 1), "merged_at": nil, "updated_at": at(1, 1)},
	merged(9, -1, 1, 1),
}

func TestContract(t *testing.T) {
	t.Parallel()
	week := func(n int, value float64) connectors.Reading {
		return connectors.Reading{Start: monday(n), Value: value, Complete: true}
	}
	sourcetest.Run(t, sourcetest.Contract{
		Open: func(t *testing.T, s sourcetest.Server) connectors.Source {
			t.Helper()
			source, err := github.New(github.Config{Name: "delivery", URL: s.URL, Token: s.Key, Private: true, Pause: s.Pause})
			require.NoError(t, err)
			return source
		},
		Request: request("lead_time"),
		Want:    []connectors.Reading{week(0, 20), week(1, 6), week(2, 0.5), week(3, 100)},
		Good:    func() http.Handler { return hub{pulls: pulls}.handler() },
		Odd: func(value string) http.Handler {
			odd := slices.Clone(pulls)
			for i := range 3 {
				odd[i] = merged(i+1, 0, 1, 30)
				odd[i]["merged_at"] = value
			}
			return hub{pulls: odd}.handler()
		},
	})
}

func open(t *testing.T, h http.Handler) *github.Source {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	source, err := github.New(github.Config{
		Name: "delivery", URL: server.URL, Private: true, Pause: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	require.NoError(t, err)
	return source
}

func values(readings []connectors.Reading) map[string]float64 {
	out := map[string]float64{}
	for _, r := range readings {
		out[r.Start.Format(time.DateOnly)] = r.Value
	}
	return out
}

func TestFrequencies(t *testing.T) {
	t.Parallel()
	source := open(t, hub{
		deployments: []object{{"id": 1, "created_at": at(0, 1)}, {"id": 2, "created_at": at(0, 167)}, {"id": 3, "created_at": at(2, 0)}, {"id": 3, "created_at": at(2, 0)}, {"id": 4, "created_at": at(-1, 5)}, {"id": 5, "created_at": at(4, 5)}},
		releases: []object{
			{"id": 1, "created_at": at(-9, 1), "published_at": at(1, 1)}, {"id": 2, "created_at": at(1, 1), "published_at": at(1, 2)},
			{"id": 3, "draft": true, "created_at": at(1, 1), "published_at": nil}, {"id": 4, "prerelease": true, "created_at": at(1, 1), "published_at": at(1, 1)},
			{"id": 5, "created_at": at(3, 1), "published_at": at(3, 2)},
		},
	}.handler())
	got, err := source.Readings(t.Context(), request("deployment_frequency"))
	require.NoError(t, err)
	require.Equal(t, map[string]float64{"2026-03-02": 2, "2026-03-09": 0, "2026-03-16": 1, "2026-03-23": 0}, values(got.Readings), "a week without a deployment has none")
	got, err = source.Readings(t.Context(), request("release_frequency"))
	require.NoError(t, err)
	require.Equal(t, map[string]float64{"2026-03-02": 0, "2026-03-09": 2, "2026-03-16": 0, "2026-03-23": 1}, values(got.Readings))

	early := request("release_frequency")
	early.AsOf = monday(3).Add(time.Hour)
	got, err = source.Readings(t.Context(), early)
	require.NoError(t, err)
	require.Equal(t, connectors.Reading{Start: monday(3), Value: 0}, got.Readings[3], "what came later was not known then")
	early.AsOf = monday(2).Add(time.Hour)
	got, err = source.Readings(t.Context(), early)
	require.NoError(t, err)
	require.Len(t, got.Readings, 3, "a week that has not begun has no value")
}

func TestReviewLatency(t *testing.T) {
	t.Parallel()
	given := func(by, kind, state string, week int, hours float64) object {
		return object{"user": object{"login": by, "type": kind}, "state": state, "submitted_at": at(week, hours)}
	}
	waiting := merged(3, 1, 10, 1)
	waiting["merged_at"], waiting["closed_at"] = nil, nil
	draft := merged(4, 1, 10, 1)
	draft["draft"] = true
	alone := merged(6, 2, 10, 1)
	alone["closed_at"], alone["merged_at"] = nil, nil
	source := open(t, hub{
		pulls: []object{merged(1, 0, 10, 30), merged(2, 0, 20, 30), waiting, draft, merged(5, 1, 10, 40), merged(7, 1, 20, 60), alone, merged(8, 3, 1, 9)},
		reviews: map[int][]object{
			1: {given("checks", "Bot", "COMMENTED", 0, 10.1), given("ines", "User", "COMMENTED", 0, 11), given("tom", "User", "APPROVED", 0, 14)},
			2: {given("tom", "User", "CHANGES_REQUESTED", 0, 26), given("uma", "User", "APPROVED", 0, 27)},
			5: {given("tom", "User", "APPROVED", 1, 12)},
			7: {given("tom", "User", "APPROVED", 1, 28)},
			8: {}, // merged without a review
		},
	}.handler())
	got, err := source.Readings(t.Context(), request("review_latency"))
	require.NoError(t, err)
	require.Equal(t, map[string]float64{"2026-03-02": 5, "2026-03-09": 8}, values(got.Readings), "the one that waits counts as the longest")
	require.Len(t, got.Warnings, 1)
	require.Contains(t, got.Warnings[0], "1 periods were left out: most of their pull requests still wait")
}

// TestLongLists reads a repository that is busier than plumb is patient.
func TestLongLists(t *testing.T) {
	t.Parallel()
	var busy []object
	for i := range 120 {
		busy = append(busy, object{"id": i, "created_at": at(3, -float64(i))})
	}
	got, err := open(t, hub{deployments: busy}.handler()).Readings(t.Context(), request("deployment_frequency"))
	require.NoError(t, err)
	require.Equal(t, map[string]float64{"2026-03-23": 1}, values(got.Readings), "a week that was seen in part has no value")
	require.Len(t, got.Warnings, 1)
	require.Contains(t, got.Warnings[0], "3 periods before 2026-03-18 were left out")
}

func TestPagesOfAnotherHost(t *testing.T) {
	t.Parallel()
	_, err := open(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Link", `<https://elsewhere.example/repos/acme/shop/pulls?page=2>; rel="next"`)
		_ = json.NewEncoder(w).Encode(pulls[:1])
	})).Readings(t.Context(), request("lead_time"))
	require.ErrorContains(t, err, "sends on to another host")
	require.Equal(t, connectors.Permanent, connectors.ClassOf(err))
}

func TestRateLimits(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.March, 30, 8, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		status int
		header map[string]string
		class  connectors.Class
		wait   time.Duration
	}{
		"by the hour":          {403, map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": fmt.Sprint(now.Add(17 * time.Minute).Unix())}, connectors.Throttled, 17 * time.Minute},
		"by the hour, as 429":  {429, map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": fmt.Sprint(now.Add(time.Minute).Unix())}, connectors.Throttled, time.Minute},
		"for too much at once": {403, map[string]string{"Retry-After": "60"}, connectors.Throttled, time.Minute},
		"without an end":       {403, map[string]string{"X-RateLimit-Remaining": "0"}, connectors.Throttled, time.Hour},
		"for ever":             {403, map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "99999999999"}, connectors.Throttled, 2 * time.Hour},
		"no limit at all":      {403, map[string]string{"X-RateLimit-Remaining": "4999"}, connectors.Credentials, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := open(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Date", now.Format(http.TimeFormat))
				for key, value := range c.header {
					w.Header().Set(key, value)
				}
				w.WriteHeader(c.status)
			}))
			_, err := source.Readings(t.Context(), request("lead_time"))
			require.Equal(t, c.class, connectors.ClassOf(err))
			require.Equal(t, c.wait, connectors.RetryAfter(err))
			require.NotEmpty(t, fault.Next(err))
			require.Equal(t, c.class, connectors.ClassOf(source.Check(t.Context())))
		})
	}
}

func TestQueries(t *testing.T) {
	t.Parallel()
	source := open(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }))
	for query, want := range map[string]string{
		"":                         "owner/repository:METRIC",
		"acme/shop":                "owner/repository:METRIC",
		"acme/shop:leadtime":       "Did you mean lead_time?",
		"acme/shop:happiness":      "Use one of deployment_frequency, lead_time",
		"acme/..:lead_time":        "owner/repository:METRIC",
		"acme/shop/pulls:x":        "owner/repository:METRIC",
		"acme/shop?x=1:lead_time":  "owner/repository:METRIC",
		"acme/shop%2f..:lead_time": "owner/repository:METRIC",
		"../shop:lead_time":        "owner/repository:METRIC",
	} {
		r := request("")
		r.Query = query
		_, err := source.Readings(t.Context(), r)
		require.Equal(t, fault.Invalid, fault.KindOf(err), query)
		require.Contains(t, fault.Next(err), want, query)
	}
}
