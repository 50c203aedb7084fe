package signal

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/publicdata"
)

// published gives a file of the public series.
func published(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(publicdata.Path(t, "signals", name))
	require.NoError(t, err)
	return content
}

// TestCalifornia compares cigarette sales in California, where Proposition 99 took effect in 1989, with the mean of 38
// other states. The difference in differences is that of the package synthdid.
func TestCalifornia(t *testing.T) {
	t.Parallel()
	r := csv.NewReader(bytes.NewReader(published(t, "california_prop99.csv")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	require.NoError(t, err)
	const years, first = 31, 1970
	treated, control, states := make([]float64, years), make([]float64, years), make([]float64, years)
	for _, row := range rows[1:] {
		year, err := strconv.Atoi(row[1])
		require.NoError(t, err)
		packs, err := strconv.ParseFloat(row[2], 64)
		require.NoError(t, err)
		if row[0] == "California" {
			treated[year-first] = packs
			continue
		}
		control[year-first] += packs
		states[year-first]++
	}
	for i := range control {
		control[i] /= states[i]
	}
	effect, err := DifferenceInDifferences(treated, control, 1989-first)
	require.NoError(t, err)
	require.InDelta(t, -27.349, effect.Estimate, 5e-4)
	require.True(t, effect.Clear())
	require.Empty(t, effect.Caveat)

	placebo, err := PlaceboInTime(treated, 1989-first, 5, StepOLS)
	require.NoError(t, err)
	require.Equal(t, 10, placebo.Starts)
}

// TestCausalImpact compares the step of series of independent noise with the effect that R's CausalImpact gives. That is
// a mean over a local level, and no step on a trend, so the two agree within their intervals only.
func TestCausalImpact(t *testing.T) {
	t.Parallel()
	for name, clear := range map[string]bool{"basic": true, "no_effect": false} {
		var reference struct {
			Pre  int `json:"n_pre"`
			Data struct{ Y []float64 }
			Out  struct {
				Mean float64 `json:"point_effect_mean"`
				Low  float64 `json:"ci_lower"`
				High float64 `json:"ci_upper"`
			} `json:"r_output"`
		}
		require.NoError(t, json.Unmarshal(published(t, "causalimpact_r_"+name+".json"), &reference))
		flatControl := make([]float64, len(reference.Data.Y))
		effect, err := DifferenceInDifferences(reference.Data.Y, flatControl, reference.Pre)
		require.NoError(t, err)
		require.Equal(t, clear, effect.Clear())
		require.InDelta(t, reference.Out.Mean, effect.Estimate, 0.1, name)
		require.InDelta(t, reference.Out.Low, effect.Low, 0.2, name)
		require.InDelta(t, reference.Out.High, effect.High, 0.2, name)
	}
}

// TestStepOLS recovers a step and a trend without noise, and gives the interval of a regression worked out by hand.
func TestStepOLS(t *testing.T) {
	t.Parallel()
	y := make([]float64, 20)
	for i := range y {
		y[i] = 3 + 0.5*float64(i)
		if i >= 9 {
			y[i] += 4
		}
	}
	effect, err := StepOLS(y, 9)
	require.NoError(t, err)
	require.InDelta(t, 4, effect.Estimate, 1e-9)
	require.True(t, effect.Clear())

	// By hand: the part of the step that the trend leaves over has squares of 0.342857 and a product with y of −0.457143; the
	// residuals have squares of 8/3 on three degrees of freedom, of which the quantile is 3.182446.
	effect, err = StepOLS([]float64{1, 2, 4, 3, 5, 4}, 3)
	require.NoError(t, err)
	require.InDelta(t, -4.0/3, effect.Estimate, 1e-9)
	require.InDelta(t, -4.0/3-3.182446*1.610153, effect.Low, 1e-5)
	require.InDelta(t, -4.0/3+3.182446*1.610153, effect.High, 1e-5)
	require.Equal(t, "fewer than 12 periods: the interval is too narrow", effect.Caveat)
}

// TestIntervalsHold counts how often the 95% intervals of simulated steps hold the true one.
func TestIntervalsHold(t *testing.T) {
	t.Parallel()
	const series, n, step = 600, 60, 2.0
	r := rand.New(rand.NewPCG(6, 6))
	for phi, want := range map[float64][2]float64{0: {0.93, 0.92}, 0.5: {0.60, 0.82}} {
		ols, pw := 0, 0
		for range series {
			y := autoregression(phi)(r, n)
			for i := n / 2; i < n; i++ {
				y[i] += step
			}
			a, err := StepOLS(y, n/2)
			require.NoError(t, err)
			b, err := StepPraisWinsten(y, n/2)
			require.NoError(t, err)
			if a.Low <= step && step <= a.High {
				ols++
			}
			if b.Low <= step && step <= b.High {
				pw++
			}
		}
		require.Greater(t, float64(ols)/series, want[0], phi)
		require.Greater(t, float64(pw)/series, want[1], phi)
		if phi > 0 {
			require.Greater(t, pw, ols)
		}
	}
}

// TestStepPoisson fits counts that follow the model exactly, and then counts around it.
func TestStepPoisson(t *testing.T) {
	t.Parallel()
	const n, start = 48, 24
	exact, exposure := make([]float64, n), make([]float64, n)
	r := rand.New(rand.NewPCG(7, 7))
	noisy := make([]float64, n)
	for i := range exact {
		exposure[i] = 1000 + 10*float64(i)
		rate := 0.5 * math.Exp(0.01*float64(i))
		if i >= start {
			rate *= 0.8
		}
		exact[i] = rate * exposure[i]
		noisy[i] = math.Max(0, math.Round(exact[i]+3*math.Sqrt(exact[i])*r.NormFloat64()))
	}
	effect, err := StepPoisson(exact, exposure, start, false)
	require.NoError(t, err)
	require.InDelta(t, 0.8, effect.Estimate, 1e-6)
	require.Less(t, effect.High, 1.0)

	plainly, err := StepPoisson(noisy, exposure, start, false)
	require.NoError(t, err)
	widened, err := StepPoisson(noisy, exposure, start, true)
	require.NoError(t, err)
	require.InDelta(t, plainly.Estimate, widened.Estimate, 1e-12)
	require.InDelta(t, 9, math.Pow(math.Log(widened.High/widened.Low)/math.Log(plainly.High/plainly.Low), 2), 4)
	require.Less(t, widened.Low, 0.8)
	require.Greater(t, widened.High, 0.8)
}

func TestEffectsRefuse(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"too few before":   second(StepOLS([]float64{1, 2, 3, 4, 5, 6}, 1)),
		"too few after":    second(StepPraisWinsten([]float64{1, 2, 3, 4, 5, 6}, 5)),
		"other periods":    second(DifferenceInDifferences([]float64{1, 2, 3, 4, 5, 6}, []float64{1}, 3)),
		"a negative count": second(StepPoisson([]float64{1, 2, -3, 4, 5, 6}, nil, 3, true)),
		"no exposure":      second(StepPoisson([]float64{1, 2, 3, 4, 5, 6}, []float64{1, 1, 0, 1, 1, 1}, 3, true)),
		"few exposures":    second(StepPoisson([]float64{1, 2, 3, 4, 5, 6}, []float64{1}, 3, true)),
		"nothing before":   second(Decompose([]Segment{{Name: "a", After: Part{1, 2}}})),
		"a negative part":  second(Decompose([]Segment{{Name: "a", Before: Part{1, -2}, After: Part{1, 2}}})),
		"no target":        second(JudgeGuardrail(Objective{Target: 1}, Slice{}, 1, nil)),
		"more than all":    second(JudgeGuardrail(Objective{Target: 0.9}, Slice{2, 1}, 1, nil)),
	} {
		require.Equal(t, fault.Invalid, fault.KindOf(err), name)
		require.NotEmpty(t, fault.Next(err), name)
	}
}

func second[T any](_ T, err error) error { return err }

func TestDecompose(t *testing.T) {
	t.Parallel()
	// Both segments convert better, and far more of the traffic is of the one that converts less.
	m, err := Decompose([]Segment{
		{"desktop", Part{80, 800}, Part{24, 200}},
		{"phone", Part{4, 200}, Part{24, 800}},
	})
	require.NoError(t, err)
	require.True(t, m.Simpson)
	require.InDelta(t, 0.048-0.084, m.Total, 1e-12)
	require.InDelta(t, m.Total, m.Within+m.Shift, 1e-12)
	require.InDelta(t, 0.5*0.02+0.5*0.01, m.Within, 1e-12)

	m, err = Decompose([]Segment{{"old", Part{5, 100}, Part{}}, {"new", Part{}, Part{8, 100}}, {"gone", Part{}, Part{}}})
	require.NoError(t, err)
	require.False(t, m.Simpson)
	require.Len(t, m.Segments, 2)
	require.Zero(t, m.Within)
	require.InDelta(t, 0.03, m.Shift, 1e-12)
}

// TestDecomposeIsExact parts the changes of random segments.
func TestDecomposeIsExact(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(8, 8))
	for range 200 {
		var segments []Segment
		for range 1 + r.IntN(6) {
			segments = append(segments, Segment{Before: Part{r.Float64() * 10, r.Float64() * 100}, After: Part{r.Float64() * 10, r.Float64() * 100}})
		}
		m, err := Decompose(segments)
		require.NoError(t, err)
		require.InDelta(t, m.Total, m.Within+m.Shift, 1e-9)
	}
}

func TestGuardrail(t *testing.T) {
	t.Parallel()
	o := Objective{Target: 0.99, Events: 100_000}
	for name, c := range map[string]struct {
		seen     Slice
		coverage float64
		burns    []Burn
		state    GuardrailState
	}{
		"fine":                      {Slice{100, 50_000}, 1, nil, GuardrailOK},
		"nothing seen":              {Slice{}, 1, nil, GuardrailUnknown},
		"half seen":                 {Slice{100, 50_000}, 0.5, nil, GuardrailUnknown},
		"used up":                   {Slice{1000, 50_000}, 1, nil, GuardrailBreached},
		"used up, though half seen": {Slice{1200, 50_000}, 0.5, nil, GuardrailBreached},
		"burning":                   {Slice{100, 50_000}, 1, []Burn{{14.4, Slice{30, 200}, Slice{3, 20}}}, GuardrailBurning},
		"it has stopped":            {Slice{100, 50_000}, 1, []Burn{{14.4, Slice{30, 200}, Slice{0, 20}}}, GuardrailOK},
	} {
		r, err := JudgeGuardrail(o, c.seen, c.coverage, c.burns)
		require.NoError(t, err)
		require.Equal(t, c.state, r.State, name)
	}
	r, err := JudgeGuardrail(o, Slice{100, 50_000}, 1, nil)
	require.NoError(t, err)
	require.InDelta(t, 0.998, r.SLI, 1e-12)
	require.InDelta(t, 0.2, r.BurnRate, 1e-9)
	require.InDelta(t, 0.1, r.Consumed, 1e-9)
	require.InDelta(t, 0.99757, r.Low, 5e-6) // Wilson's interval of 49,900 of 50,000
	require.InDelta(t, 0.99836, r.High, 5e-6)
	require.InDelta(t, 14.4, BurnFactors()[0].Factor, 0)
}

func TestEvidence(t *testing.T) {
	t.Parallel()
	levels := []Evidence{EvidenceNone, EvidenceMoved, EvidenceTimed, EvidenceControlled, EvidenceRandomised}
	facts := []Facts{{Timed: true, Controlled: true, Randomised: true}, {Moved: true, Controlled: true}, {Moved: true, Timed: true, Randomised: true},
		{Moved: true, Timed: true, Controlled: true}, {true, true, true, true}}
	for i, level := range levels {
		require.Equal(t, level, EvidenceOf(facts[i]))
		require.Equal(t, i >= 3, level.Causal())
		require.NotEmpty(t, level.Words())
		for k, other := range levels {
			require.Equal(t, i >= k, level.AtLeast(other))
		}
	}
	require.Equal(t, EvidenceNone.Words(), Evidence("proven").Words())
	require.NotRegexp(t, `effect|caus|because|led to|thanks`, EvidenceNone.Words()+EvidenceMoved.Words()+EvidenceTimed.Words())
}
