package signal

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// guarded makes weeks of which 2 of 100 events are bad, and then those that are given, of 1000 each. When those are most,
// they are the good ones.
func guarded(bad ...float64) Series {
	num, den := make([]float64, 12+len(bad)), make([]float64, 12+len(bad))
	for i := range num {
		num[i], den[i] = []float64{19, 22, 18, 21, 20}[i%5], 1000
		if i >= 12 {
			num[i] = bad[i-12]
		}
		if len(bad) > 0 && bad[0] > 500 && i < 12 {
			num[i] = 1000 - num[i]
		}
	}
	s := shares(num, den)
	for i := range s.Points {
		s.Points[i].Value *= 100
	}
	return NewSeries(Week, s.Points)
}

func TestWatchGuardrailOfShares(t *testing.T) {
	t.Parallel()
	good := guarded(19, 22, 20)
	start := good.Points[12].Start
	for name, c := range map[string]struct {
		series Series
		g      Guardrail
		state  GuardrailState
		bad    float64
		total  float64
		says   string
	}{
		"fine":                            {good, Guardrail{Op: "<", Threshold: 3}, GuardrailOK, 83, 4000, "83 of 4000 events were bad, which is 69% of what < 3 allows"},
		"since the start":                 {good, Guardrail{Op: "<", Threshold: 3, Start: start}, GuardrailOK, 61, 3000, "In 3 weeks"},
		"nothing since the start":         {good, Guardrail{Op: "<", Threshold: 3, Start: start.AddDate(0, 0, 60)}, GuardrailOK, 20, 1000, "In 1 week "},
		"the newest is beyond":            {guarded(19, 20, 34), Guardrail{Op: "<", Threshold: 3}, GuardrailBurning, 95, 4000, "The newest alone, with 3.4"},
		"used up":                         {guarded(30, 34, 38), Guardrail{Op: "<", Threshold: 3}, GuardrailBreached, 124, 4000, "103%"},
		"exactly used up, none to spare":  {guarded(30, 30, 30, 30), Guardrail{Op: "<", Threshold: 3}, GuardrailBreached, 120, 4000, "100%"},
		"exactly used up, and so allowed": {guarded(30, 30, 30, 30), Guardrail{Op: "<=", Threshold: 3}, GuardrailOK, 120, 4000, "100%"},
		"more is good":                    {guarded(990, 992, 991, 989), Guardrail{Op: ">=", Threshold: 98.5}, GuardrailOK, 38, 4000, "63% of what >= 98.5 allows"},
		"more is good, and used up":       {guarded(980, 982, 981, 989), Guardrail{Op: ">=", Threshold: 98.5}, GuardrailBreached, 68, 4000, "113%"},
		"nothing is allowed":              {good, Guardrail{Op: "<", Threshold: 0}, GuardrailBreached, 0, 0, "breaks < 0"},
		"a reading is missing":            {good, Guardrail{Op: "<", Threshold: 3, AsOf: start.AddDate(0, 0, 28)}, GuardrailUnknown, 83, 4000, "is missing"},
		"a reading has time to come":      {good, Guardrail{Op: "<", Threshold: 3, AsOf: start.AddDate(0, 0, 28), Freshness: 25 * time.Hour}, GuardrailOK, 83, 4000, "allows"},
		"breached, and then missing":      {guarded(30, 34, 38), Guardrail{Op: "<", Threshold: 3, AsOf: start.AddDate(0, 0, 28)}, GuardrailBreached, 124, 4000, "103%"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := WatchGuardrail(c.series, c.g)
			require.NoError(t, err)
			require.Equal(t, c.state, r.State, r.Detail)
			require.InDelta(t, c.bad, r.Bad, 1e-9)
			require.InDelta(t, c.total, r.Total, 1e-9)
			require.Contains(t, r.Detail, c.says)
			_, err = json.Marshal(r)
			require.NoError(t, err)
		})
	}
	r, err := WatchGuardrail(good, Guardrail{Op: "<", Threshold: 3})
	require.NoError(t, err)
	require.Equal(t, "2025-03-24", r.From)
	require.Equal(t, "2025-04-14", r.To)
	require.InDelta(t, 1-83.0/4000, r.SLI, 1e-12)
	require.InDelta(t, 83.0/120, r.Consumed, 1e-9)
	require.InDelta(t, 2, r.Observed, 1e-9)

	gap := guarded(19, 22, 20)
	gap = NewSeries(Week, append(append([]Point{}, gap.Points[:13]...), gap.Points[14]))
	r, err = WatchGuardrail(gap, Guardrail{Op: "<", Threshold: 3})
	require.NoError(t, err)
	require.Equal(t, GuardrailUnknown, r.State)
	require.InDelta(t, 0.75, r.Coverage, 1e-12)
}

func TestWatchGuardrailOfValues(t *testing.T) {
	t.Parallel()
	calm := []float64{200, 204, 198, 202, 199, 203, 197, 201, 205, 196, 200, 202}
	drift := append(append([]float64{}, calm...), 214, 215, 213, 216, 214, 215)
	for name, c := range map[string]struct {
		values []float64
		g      Guardrail
		state  GuardrailState
	}{
		"far away":                   {calm, Guardrail{Op: "<", Threshold: 400}, GuardrailOK},
		"broken":                     {calm, Guardrail{Op: "<", Threshold: 201}, GuardrailBreached},
		"within its natural limits":  {calm, Guardrail{Op: "<", Threshold: 206}, GuardrailBurning},
		"moved, and still far away":  {drift, Guardrail{Op: "<", Threshold: 400}, GuardrailOK},
		"moved near to it":           {drift, Guardrail{Op: "<", Threshold: 220}, GuardrailBurning},
		"moved to the good side":     {drift, Guardrail{Op: ">", Threshold: 100}, GuardrailOK},
		"more is good, and too near": {calm, Guardrail{Op: ">=", Threshold: 195}, GuardrailBurning},
		"no baseline to speak of":    {calm[:2], Guardrail{Op: "<", Threshold: 206}, GuardrailOK},
		"stands still":               {append(append([]float64{}, calm...), 201.5, 201.5, 201.5, 201.5), Guardrail{Op: "<", Threshold: 400}, GuardrailUnknown},
		"broken, in another unit":    {append(append([]float64{}, calm...), 12060, 11940, 12120), Guardrail{Op: "<", Threshold: 400}, GuardrailUnknown},
		"broken, and stands still":   {append(append([]float64{}, calm...), 201.5, 201.5, 201.5, 201.5), Guardrail{Op: "<", Threshold: 201}, GuardrailBreached},
	} {
		r, err := WatchGuardrail(weekly(c.values...), c.g)
		require.NoError(t, err)
		require.Equal(t, c.state, r.State, "%s: %s", name, r.Detail)
		require.Equal(t, r.From, r.To)
	}
}

func TestWatchGuardrailRefuses(t *testing.T) {
	t.Parallel()
	for _, g := range []Guardrail{{Op: "", Threshold: 1}, {Op: "=", Threshold: 1}, {Op: "<", Threshold: 1e99}} {
		_, err := WatchGuardrail(weekly(1, 2, 3), g)
		require.Equal(t, fault.Usage, fault.KindOf(err))
	}
	r, err := WatchGuardrail(Series{Period: Week}, Guardrail{Op: "<", Threshold: 1})
	require.NoError(t, err)
	require.Equal(t, GuardrailUnknown, r.State)
	require.NotEmpty(t, r.Detail)
}
