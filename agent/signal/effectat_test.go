package signal

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// raised adds a step to the last values.
func raised(v []float64, from int, by float64) []float64 {
	out := append([]float64{}, v...)
	for i := from; i < len(out); i++ {
		out[i] += by
	}
	return out
}

func TestEffectAt(t *testing.T) {
	t.Parallel()
	control := weekly(wobble(32, 50, 3)...)
	noise := wobble(64, 0, 5)[32:]
	shared := func(by float64, from int) Series {
		v := raised(noise, from, by)
		for i := range v {
			v[i] += control.Points[i].Value
		}
		return weekly(v...)
	}
	for name, c := range map[string]struct {
		series Series
		level  Evidence
	}{
		"a step at the start":     {shared(20, 20), EvidenceControlled},
		"a step down":             {shared(-20, 20), EvidenceControlled},
		"a step long before":      {shared(20, 12), EvidenceNone},
		"a step long after":       {shared(20, 26), EvidenceMoved},
		"no step":                 {shared(0, 20), EvidenceNone},
		"a step in the control's": {weekly(raised(noise, 20, 0)...), EvidenceNone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := c.series.Points[20].Start.AddDate(0, 0, 2)
			v := judge(t, c.series, Options{Start: start}).Verdict
			e, err := EffectAt(c.series, start, &control)
			require.NoError(t, err)
			require.Equal(t, c.level, EvidenceOf(e.Facts(v, false)), "%+v %+v", v, e)
			require.Equal(t, 20, e.Before)
			require.Equal(t, 12, e.After)
			require.Equal(t, c.series.Points[20].Label(), e.Start)
			require.False(t, e.Factor)
			require.Equal(t, 32, e.Control.Periods)
			if c.level == EvidenceControlled {
				require.Equal(t, EvidenceRandomised, EvidenceOf(e.Facts(v, true)))
				require.Less(t, e.Control.Difference.High-e.Control.Difference.Low, e.Step.High-e.Step.Low)
			}
			_, err = json.Marshal(e)
			require.NoError(t, err)
		})
	}
	s := shared(20, 20)
	e, err := EffectAt(s, s.Points[20].Start, nil)
	require.NoError(t, err)
	require.Nil(t, e.Control)
	require.Empty(t, e.Step.Caveat)
	v := judge(t, s, Options{Start: s.Points[20].Start}).Verdict
	require.Equal(t, EvidenceTimed, EvidenceOf(e.Facts(v, true)))
	e, err = EffectAt(s.Until(s.Points[28].Start), s.Points[20].Start, nil)
	require.NoError(t, err)
	require.Equal(t, 8, e.After)
	require.Equal(t, fewPeriods, e.Step.Caveat)
}

// TestEffectAtOfCounts gives what counts were multiplied by.
func TestEffectAtOfCounts(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 9))
	v := make([]float64, 40)
	for i := range v {
		rate := 12.0
		if i >= 24 {
			rate = 30
		}
		v[i] = distuv.Poisson{Lambda: rate, Src: r}.Rand()
	}
	s := weekly(v...)
	e, err := EffectAt(s, s.Points[24].Start, nil)
	require.NoError(t, err)
	require.True(t, e.Factor)
	require.Less(t, e.Step.Low, 2.5)
	require.Greater(t, e.Step.High, 2.5)
	require.Equal(t, EvidenceTimed, EvidenceOf(e.Facts(judge(t, s, Options{Start: s.Points[24].Start}).Verdict, false)))
}

// TestEffectAtTakesTheYearOff has a shape of the year, and no other change, in the weeks around the start.
func TestEffectAtTakesTheYearOff(t *testing.T) {
	t.Parallel()
	v := wobble(124, 100, 2)
	for i := range v {
		if month := time.Date(2025, time.January, 6+7*i+3, 0, 0, 0, 0, time.UTC).Month(); month >= time.January && month <= time.March {
			v[i] += 20
		}
	}
	s := weekly(v...)
	e, err := EffectAt(s, s.Points[104].Start, nil)
	require.NoError(t, err)
	require.Less(t, e.Step.Estimate, 8.0)
	require.False(t, e.Step.Clear())
}

func TestEffectAtRefuses(t *testing.T) {
	t.Parallel()
	s := weekly(wobble(20, 100, 5)...)
	few := weekly(1, 2, 3)
	days := NewSeries(Day, s.Points)
	broken := weekly(1, 2, 3)
	broken.Points[1].Value = 1e300
	for name, err := range map[string]error{
		"no start":            second(EffectAt(s, time.Time{}, nil)),
		"nothing after":       second(EffectAt(s, s.Points[19].Start.AddDate(1, 0, 0), nil)),
		"nothing before":      second(EffectAt(s, s.Points[0].Start, nil)),
		"little in common":    second(EffectAt(s, s.Points[10].Start, &few)),
		"other periods":       second(EffectAt(s, s.Points[10].Start, &days)),
		"a control of no use": second(EffectAt(s, s.Points[10].Start, &broken)),
	} {
		require.Equal(t, fault.Invalid, fault.KindOf(err), name)
		require.NotEmpty(t, fault.Next(err), name)
	}
}
