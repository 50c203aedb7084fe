package github_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors/github"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		`[{"number": 1, "created_at": "2026-03-02T10:00:00Z", "updated_at": "2026-03-04T10:00:00Z", "merged_at": "2026-03-04T10:00:00Z", "user": {"login": "ines"}}]`,
		`[{"id": 1, "created_at": "2026-03-02T10:00:00Z", "published_at": null}]`, `[{}]`, `[null]`, `{}`, `null`, `[{"number": "x"}]`,
	} {
		f.Add(seed, "lead_time", `<http://127.0.0.1/next>; rel="next"`)
		f.Add(seed, "review_latency", "")
		f.Add(seed, "release_frequency", `<>; rel=next`)
		f.Add(seed, "deployment_frequency", `<`)
	}
	answer, link := "", ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Link", link)
		_, _ = w.Write([]byte(answer))
	}))
	f.Cleanup(server.Close)
	source, err := github.New(github.Config{Name: "delivery", URL: server.URL, Private: true, Pause: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, text, metric, next string) {
		answer, link = text, next
		got, err := source.Readings(t.Context(), request(metric))
		if err != nil {
			require.NotEmpty(t, fault.Next(err))
			require.NotEqual(t, fault.Internal, fault.KindOf(err))
			return
		}
		for _, reading := range got.Readings {
			require.GreaterOrEqual(t, reading.Value, 0.0)
		}
	})
}
