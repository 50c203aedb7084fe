package dbt_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors/dbt"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func FuzzAnswer(f *testing.F) {
	const whole = `{"data": {"createQuery": {"queryId": "q"}, "query": {"status": "SUCCESSFUL", "totalPages": 1, "jsonResult": %q}}}`
	for _, seed := range []string{`{"data": [{"metric_time__week": "2026-03-02", "order_total": 1.5}]}`, `{"data": [null]}`, `{"data": [{"ORDER_TOTAL": "NaN"}]}`, `[`} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Add(`{"errors": [{}]}`, false)
	answer := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(answer)) }))
	f.Cleanup(server.Close)
	source, err := dbt.New(dbt.Config{
		Name: "layer", URL: server.URL, Environment: "4711", Private: true, Pause: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, text string, table bool) {
		answer = text
		if table {
			answer = fmt.Sprintf(whole, base64.StdEncoding.EncodeToString([]byte(text)))
		}
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
