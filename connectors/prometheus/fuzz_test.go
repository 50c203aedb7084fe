package prometheus

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors/internal/web"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"b"},"values":[[1773014399.999,"1"],[1773619199.999,"NaN"]]}]},"warnings":["w"]}`), "x[14d]")
	f.Add([]byte(`{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1773014399.999,"-Inf"]}]}}`), "x[$period]")
	f.Add([]byte(`{"status":"success","data":{"resultType":"scalar","result":[1773014399.999,"0x1p4"]}}`), "x[99999999999999y:1h]")
	client, err := web.New(web.Config{Source: "monitoring", BaseURL: "https://prometheus.example"})
	require.NoError(f, err)
	s := &Source{name: "monitoring", web: client}
	week := time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, content []byte, promQL string) {
		require.GreaterOrEqual(t, longest(promQL), time.Duration(0))
		var e envelope
		if json.Unmarshal(content, &e) != nil || e.Data == nil {
			return
		}
		answer := &found{source: s, query: query{text: promQL, period: semantic.Week, repeats: 2}, values: map[time.Time]string{}, labels: map[string]bool{}}
		if err := answer.add(e, []time.Time{week, week.AddDate(0, 0, 7)}); err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.NotEmpty(t, fault.Next(err))
			return
		}
		readings := answer.readings()
		answer.doubt(readings)
		for _, r := range readings {
			require.Equal(t, semantic.Week.Start(r.Start), r.Start)
			require.False(t, math.IsNaN(r.Value) || math.IsInf(r.Value, 0))
		}
	})
}
