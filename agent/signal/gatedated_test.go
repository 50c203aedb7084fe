package signal

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// TestGateWithADay starts a mechanism on the Monday of week 12 and asks on the Thursday of week 15.
func TestGateWithADay(t *testing.T) {
	t.Parallel()
	v := append([]float64{98, 103, 101, 96, 104, 99, 102, 97, 100, 105, 95, 100}, 108, 110, 109, 111, 60, 61, 62, 63)
	s := weekly(v...)
	gate := Gate{Op: ">=", Threshold: 107, Start: s.Points[12].Start, By: s.Points[15].Start.AddDate(0, 0, 3)}
	due := s.Points[16].Start
	at := func(s Series, g Gate, asOf time.Time) GateResult {
		g.AsOf = asOf
		r, err := JudgeGate(s, g)
		require.NoError(t, err)
		_, err = json.Marshal(r)
		require.NoError(t, err)
		return r
	}
	first := NewSeries(Week, s.Points[:16])

	r := at(NewSeries(Week, s.Points[:14]), gate, s.Points[14].Start)
	require.Equal(t, GateNotDue, r.State)
	require.Contains(t, r.Detail, "due on "+due.Format(time.DateOnly))
	require.Contains(t, r.Detail, "looks at 4 weeks")
	require.Positive(t, r.MDE)
	require.Equal(t, 12, r.BaselineN)
	require.InDelta(t, 100, r.BaselineMean, 1e-9)

	// A day before the week is over, also when its reading is there.
	require.Equal(t, GateNotDue, at(first, gate, due.Add(-time.Hour)).State)

	once := at(first, gate, due)
	require.Equal(t, GatePassed, once.State, once.Detail)
	require.InDelta(t, 109.5, once.Observed, 1e-9)
	require.Equal(t, []string{s.Points[12].Label(), s.Points[15].Label()}, []string{once.From, once.To})
	require.Equal(t, 4, once.N)
	require.InDelta(t, r.MDE, once.MDE, 1e-9)

	// What comes later changes nothing, neither the values nor that they are late.
	require.Equal(t, once, at(s, gate, due.AddDate(0, 0, 28)))
	require.Equal(t, once, at(s, gate, time.Time{}))
	require.Equal(t, once, at(first, gate, due.AddDate(1, 0, 0)))
	require.Equal(t, once, at(first, gate, time.Time{}))

	// The reading of the gate's week is missing.
	short := NewSeries(Week, s.Points[:15])
	require.Equal(t, GateUnknown, at(short, gate, due).State)
	require.Contains(t, at(short, gate, due).Detail, "there is no reading of the week of "+s.Points[15].Label())
	require.Equal(t, GateNotDue, at(short, Gate{Op: ">=", Threshold: 107, Start: gate.Start, By: gate.By, Freshness: 48 * time.Hour}, due.Add(24*time.Hour)).State)

	// The week in which the mechanism started belongs neither to the baseline nor to the look.
	gate.Start = s.Points[12].Start.AddDate(0, 0, 2)
	r = at(s, gate, time.Time{})
	require.Equal(t, 12, r.BaselineN)
	require.Equal(t, 3, r.N)
	require.InDelta(t, 110, r.Observed, 1e-9)

	gate.By = gate.Start.AddDate(0, 0, 1)
	r = at(s, gate, time.Time{})
	require.Equal(t, GateUnknown, r.State)
	require.Contains(t, r.Detail, "No whole week")

	gate.By = gate.Start.AddDate(0, 0, -1)
	_, err := JudgeGate(s, gate)
	require.Equal(t, fault.Usage, fault.KindOf(err))
	r = at(Series{Period: Week}, Gate{Op: ">", Start: due, By: due}, due)
	require.Equal(t, GateUnknown, r.State)
}

func TestGateWithADayAndNoStart(t *testing.T) {
	t.Parallel()
	s := weekly(append([]float64{98, 103, 101, 96, 104, 99, 102, 97, 100, 105, 95, 100}, 110, 109, 60, 61)...)
	r, err := JudgeGate(s, Gate{Op: ">=", Threshold: 107, Periods: 2, By: s.Points[13].Start})
	require.NoError(t, err)
	require.Equal(t, GatePassed, r.State, r.Detail)
	require.Equal(t, 12, r.BaselineN)
	_, err = JudgeGate(s, Gate{Op: ">=", Threshold: 107, By: s.Points[13].Start})
	require.Equal(t, fault.Usage, fault.KindOf(err))
}

// TestGateSinceAStart looks at the newest periods, with the baseline before the start.
func TestGateSinceAStart(t *testing.T) {
	t.Parallel()
	s := weekly(append([]float64{98, 103, 101, 96, 104, 99, 102, 97}, 100, 105, 112, 113)...)
	gate := Gate{Op: ">=", Threshold: 107, Periods: 2, Start: s.Points[8].Start}
	r, err := JudgeGate(s, gate)
	require.NoError(t, err)
	require.Equal(t, GatePassed, r.State, r.Detail)
	require.Equal(t, 8, r.BaselineN)
	require.Equal(t, s.Points[10].Label(), r.From)
	gate.Start = s.Points[11].Start
	r, err = JudgeGate(s, gate)
	require.NoError(t, err)
	require.Equal(t, GateNotDue, r.State)
	require.Contains(t, r.Detail, "1 complete periods since")
	require.Positive(t, r.MDE)
}

// TestGateOfWorkingDays has its day on a Sunday, which the series does not have.
func TestGateOfWorkingDays(t *testing.T) {
	t.Parallel()
	var points []Point
	v := wobble(40, 100, 5)
	for i := range v {
		if day := time.Date(2025, time.January, 6+i, 0, 0, 0, 0, time.UTC); !weekend(day) {
			points = append(points, Point{Slot: Slot{Start: day}, Value: v[i], Complete: true})
		}
	}
	s := NewSeries(Day, points)
	r, err := JudgeGate(s, Gate{Op: ">=", Threshold: 90, Start: s.Points[15].Start, By: time.Date(2025, time.February, 2, 0, 0, 0, 0, time.UTC), AsOf: time.Date(2025, time.February, 3, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	require.Equal(t, "2025-01-31", r.To, r.Detail)
	require.Equal(t, 5, r.N)
}
