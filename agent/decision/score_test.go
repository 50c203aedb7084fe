package decision

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func resolved(confidence float64, outcomes ...Outcome) Entry {
	e := Entry{State: "approved", Decision: Decision{Prediction: Prediction{Text: "it works", Confidence: confidence}}}
	for _, o := range outcomes {
		e.Revisits = append(e.Revisits, Look{Revisit: Revisit{Outcome: o}})
	}
	return e
}

// The example of Brier's own kind: (0.9-1)^2 = 0.01, (0.6-0)^2 = 0.36, (0.7-1)^2 = 0.09; their mean is 0.46/3.
func TestScore(t *testing.T) {
	t.Parallel()
	draft := resolved(0.9, CameTrue)
	draft.State = "draft"
	unpredicted := Entry{State: "approved", Revisits: []Look{{Revisit: Revisit{Outcome: CannotTell}}}}
	s := score([]Entry{
		resolved(0.9, CameTrue), resolved(0.6, DidNot), resolved(0.7, CannotTell, CameTrue), // the last word counts
		resolved(0.8, CannotTell), resolved(0.8, CameTrue, CannotTell), resolved(0.5), draft, unpredicted,
	})
	require.Equal(t, 3, s.Resolved)
	require.Equal(t, 2, s.CameTrue)
	require.Equal(t, 2, s.CannotTell)
	require.Equal(t, 1, s.Open)
	require.InDelta(t, 0.46/3, *s.Brier, 1e-12)
	require.InDelta(t, 2.0/3, *s.BaseRate, 1e-12)
	require.InDelta(t, 2.0/9, *s.Reference, 1e-12)
	require.InDelta(t, 2.2/3, *s.MeanSaid, 1e-12)
	require.True(t, s.TooFew)
}

func TestScoreOfNothing(t *testing.T) {
	t.Parallel()
	s := score([]Entry{resolved(0.5, CannotTell)})
	require.Nil(t, s.Brier)
	require.Nil(t, s.BaseRate)
	require.True(t, s.TooFew)
}

func TestTenPredictionsAreEnough(t *testing.T) {
	t.Parallel()
	var all []Entry
	for range 10 {
		all = append(all, resolved(0.5, CameTrue))
	}
	s := score(all)
	require.False(t, s.TooFew)
	require.InDelta(t, 0.25, *s.Brier, 1e-12)
	require.True(t, score(all[:9]).TooFew)
}

func TestInUnit(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		seen Observation
		unit string
		want float64
		ok   bool
	}{
		"percent":               {Observation{Value: 41.2, Unit: "%"}, "%", 41.2, true},
		"a share in percent":    {Observation{Value: 0.412, Unit: "%", Fraction: true}, "%", 41.2, true},
		"a share without unit":  {Observation{Value: 0.29, Fraction: true}, "%", 29, true},
		"a count and a percent": {Observation{Value: 41}, "%", 0, false},
		"percent as a number":   {Observation{Value: 41, Unit: "%"}, "", 0, false},
		"the same unit":         {Observation{Value: 250, Unit: "ms"}, "ms", 250, true},
		"users":                 {Observation{Value: 250, Unit: "{user}"}, "users", 250, true},
		"no unit was said":      {Observation{Value: 250, Unit: "ms"}, "", 250, true},
		"another unit":          {Observation{Value: 250, Unit: "ms"}, "s", 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			value, ok := inUnit(test.seen, test.unit)
			require.Equal(t, test.ok, ok)
			require.InDelta(t, test.want, value, 0)
		})
	}
}
