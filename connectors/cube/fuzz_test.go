package cube_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors/cube"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func FuzzQuery(f *testing.F) {
	for _, seed := range []string{refunds, `{"measures": ["a.n"], "timeDimensions": [{"dimension": "a.at"}], "timezone": "Europe/Berlin"}`, `{"measures": null}`, `[]`, `{"timeDimensions": [{}]}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		_, err := cube.New(cube.Config{Name: "cube", URL: "https://cube.example", Queries: map[string]string{"q": query}})
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.NotEmpty(t, fault.Next(err))
		}
	})
}

func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{`{"data": [{"orders.created_at.week": "2026-03-02", "orders.refund_rate": "1", "orders.refunds": 1, "orders.count": null}]}`, `{"data": [{}]}`, `{"data": [null]}`, `{"error": "Continue wait"}`, `{"data": {}}`, `[`} {
		f.Add(seed)
	}
	answer := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(answer)) }))
	f.Cleanup(server.Close)
	source, err := cube.New(cube.Config{Name: "cube", URL: server.URL, Private: true, Pause: atOnce, Queries: map[string]string{"refunds": refunds}})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, text string) {
		answer = text
		got, err := source.Readings(t.Context(), request)
		if err != nil {
			require.NotEmpty(t, fault.Next(err))
			require.NotEqual(t, fault.Internal, fault.KindOf(err))
			return
		}
		for _, reading := range got.Readings {
			require.False(t, reading.Start.Before(request.From))
		}
	})
}
