package signal

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

func TestBaselineEndsBeforeTheStart(t *testing.T) {
	t.Parallel()
	s := weekly(wobble(80, 100, 5)...)
	week := func(n int) time.Time { return s.Points[n].Start }
	for name, c := range map[string]struct {
		o        Options
		from, to int
	}{
		"at the beginning of a week":   {Options{Start: week(20)}, 0, 19},
		"in the middle of a week":      {Options{Start: week(20).AddDate(0, 0, 3)}, 0, 19},
		"at the last moment of a week": {Options{Start: week(20).Add(-time.Nanosecond)}, 0, 18},
		"the newest year":              {Options{Start: week(70)}, 18, 69},
		"as many as were asked for":    {Options{Start: week(70), Baseline: 8}, 62, 69},
		"nothing is known yet":         {Options{Start: week(79).AddDate(0, 0, 30)}, 28, 79},
		"late at night, elsewhere":     {Options{Start: time.Date(week(20).Year(), week(20).Month(), week(20).Day()-1, 23, 0, 0, 0, time.FixedZone("", -8*3600))}, 0, 18},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := judge(t, s, c.o)
			require.Equal(t, s.Points[c.from].Label(), j.Baseline.From)
			require.Equal(t, s.Points[c.to].Label(), j.Baseline.To)
			require.Equal(t, c.to-c.from+1, j.Baseline.N)
			require.Equal(t, 80, j.N)
			require.Equal(t, 79-c.to, j.Verdict.Looks)
			for _, p := range j.Points {
				require.True(t, p.Complete)
			}
		})
	}
	j := judge(t, s, Options{Start: week(4)})
	require.Equal(t, InsufficientData, j.Verdict.Outcome)
	require.Contains(t, j.Verdict.Reason, "before the start")
	j = judge(t, s, Options{Start: week(0).AddDate(-1, 0, 0)})
	require.Equal(t, InsufficientData, j.Verdict.Outcome)
	require.Zero(t, j.Baseline.N)
	_, err := Judge(s, Options{Start: week(10), Baseline: 11})
	require.Equal(t, fault.Usage, fault.KindOf(err))
}

// TestTogetherAsksForMore judges one shift as that of one metric, and as that of one of twelve.
func TestTogetherAsksForMore(t *testing.T) {
	t.Parallel()
	v := wobble(22, 100, 5)
	for i := 14; i < 22; i++ {
		v[i] += 9
	}
	alone, among := judge(t, weekly(v...), Options{}).Verdict, judge(t, weekly(v...), Options{Together: 12}).Verdict
	require.Equal(t, MovedUp, alone.Outcome)
	require.Equal(t, NoChangeDetected, among.Outcome)
	require.Greater(t, among.MDE, 1.3*alone.MDE)
	require.InDelta(t, alone.FalseAlarmRate, among.FalseAlarmRate, 0)
	for i := 14; i < 22; i++ {
		v[i] += 16
	}
	require.Equal(t, MovedUp, judge(t, weekly(v...), Options{Together: 12}).Verdict.Outcome)
	short := judge(t, weekly(wobble(10, 100, 5)...), Options{Together: 24, Baseline: 5}).Verdict
	require.Zero(t, short.MDE)
	require.Contains(t, short.Reason, "so many metrics")
}

// TestSeasonOfTheYear judges weeks whose level follows the year, and in the end also really changes.
func TestSeasonOfTheYear(t *testing.T) {
	t.Parallel()
	year := func(weeks int, amplitude float64) []float64 {
		v := wobble(weeks, 100, 2)
		for i := range v {
			v[i] += amplitude * math.Sin(2*math.Pi*float64(i)/52.18)
		}
		return v
	}
	v := year(130, 8)
	start := weekly(v...).Points[110].Start
	j := judge(t, weekly(v...), Options{Start: start})
	require.Equal(t, "month", j.Verdict.Noise.Season)
	require.Equal(t, NoChangeDetected, j.Verdict.Outcome, "%+v", j.Verdict)
	require.Equal(t, 104, j.Baseline.N)
	require.Equal(t, "each month is compared with its own mean", j.Verdict.Reason)
	require.NotContains(t, codes(j.Checks, Warn), Seasonal)

	for i := 118; i < 130; i++ {
		v[i] += 8
	}
	require.Equal(t, MovedUp, judge(t, weekly(v...), Options{Start: start}).Verdict.Outcome)

	j = judge(t, weekly(year(130, 8)...), Options{})
	require.Contains(t, codes(j.Checks, Warn), Seasonal)
	require.Empty(t, j.Verdict.Noise.Season)

	j = judge(t, weekly(year(130, 0)...), Options{Start: start})
	require.Equal(t, 52, j.Baseline.N)
	require.NotContains(t, codes(j.Checks, Warn), Seasonal)

	months := year(40, 0)
	for i := range months {
		months[i] += 10 * math.Sin(2*math.Pi*float64(i)/12)
	}
	s := monthly(months)
	j = judge(t, s, Options{Start: s.Points[36].Start})
	require.Equal(t, 36, j.Baseline.N)
	require.Equal(t, "month", j.Verdict.Noise.Season)
	require.Equal(t, NoChangeDetected, j.Verdict.Outcome)
}

func monthly(v []float64) Series {
	points := make([]Point, len(v))
	for i, x := range v {
		points[i] = Point{Slot: Slot{Start: time.Date(2021, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC)}, Value: x, Complete: true}
	}
	return NewSeries(Month, points)
}

func TestRestatements(t *testing.T) {
	t.Parallel()
	restate := func(at int, by float64) Series {
		s := weekly(wobble(26, 100, 5)...)
		was := s.Points[at].Value - by
		s.Points[at].Was = &was
		return s
	}
	for name, c := range map[string]struct {
		series Series
		warn   []CheckCode
		block  []CheckCode
	}{
		"not":               {restate(20, 0), []CheckCode{}, []CheckCode{}},
		"a little":          {restate(20, 2), []CheckCode{Restated}, []CheckCode{}},
		"in the baseline":   {restate(3, -2), []CheckCode{Restated}, []CheckCode{}},
		"beyond noise":      {restate(20, 12), []CheckCode{}, []CheckCode{Restated}},
		"beyond all bounds": {restate(20, math.Inf(1)), []CheckCode{}, []CheckCode{Restated}},
		"by nobody knows":   {restate(20, math.NaN()), []CheckCode{}, []CheckCode{Restated}},
	} {
		j := judge(t, c.series, Options{})
		require.Equal(t, c.warn, codes(j.Checks, Warn), name)
		require.Equal(t, c.block, codes(j.Checks, Block), name)
		_, err := json.Marshal(j)
		require.NoError(t, err)
	}
	j := judge(t, restate(20, 2), Options{})
	require.Equal(t, "2025-05-26", j.Checks[0].Period)
	require.Contains(t, j.Checks[0].Message, "1 week was restated")
	// What lies before a baseline that ends with the start is of no account.
	s := restate(3, 40)
	require.Empty(t, judge(t, s, Options{Start: s.Points[20].Start, Baseline: 12}).Checks)
}

func TestDefinitionChanges(t *testing.T) {
	t.Parallel()
	s := weekly(wobble(26, 100, 5)...)
	for i := range s.Points {
		s.Points[i].Definition = "a"
	}
	require.Empty(t, judge(t, s, Options{}).Checks)
	s.Points[3].Definition = ""
	require.Empty(t, judge(t, s, Options{}).Checks)
	for i := 15; i < 26; i++ {
		s.Points[i].Definition = "b"
	}
	j := judge(t, s, Options{})
	require.Equal(t, Blocked, j.Verdict.Outcome)
	require.Equal(t, []CheckCode{DefinitionChanged}, codes(j.Checks, Block))
	require.Contains(t, j.Checks[0].Message, "from 2025-04-21 on")
	// Since then only.
	require.Empty(t, judge(t, s, Options{Start: s.Points[20].Start, Baseline: 5}).Checks)
}

func TestFreshness(t *testing.T) {
	t.Parallel()
	s := weekly(wobble(26, 100, 5)...)
	end := s.Points[25].Start.AddDate(0, 0, 7)
	for days, c := range map[int]struct {
		freshness time.Duration
		late      int
	}{7: {0, 1}, 8: {24 * time.Hour, 1}, 9: {3 * 24 * time.Hour, 0}, 6: {0, 0}, 10: {3 * 24 * time.Hour, 1}} {
		j := judge(t, s, Options{AsOf: end.AddDate(0, 0, days), Freshness: c.freshness})
		require.Len(t, codes(j.Checks, Warn), c.late, days)
	}
	// The evening of Sunday in the west is Monday in UTC; the week is not over there.
	west := time.FixedZone("", -8*3600)
	j := judge(t, s, Options{AsOf: time.Date(end.Year(), end.Month(), end.Day()-1, 20, 0, 0, 0, west)})
	require.Equal(t, []CheckCode{PartialPeriod}, codes(j.Checks, Warn))
}

// TestWorkingDaysAreNotLate looks on a Monday at a series without weekends.
func TestWorkingDaysAreNotLate(t *testing.T) {
	t.Parallel()
	var points []Point
	v := wobble(60, 100, 5)
	for i := range v {
		if day := time.Date(2025, time.January, 6+i, 0, 0, 0, 0, time.UTC); !weekend(day) {
			points = append(points, Point{Slot: Slot{Start: day}, Value: v[i], Complete: true})
		}
	}
	for len(points) > 0 && points[len(points)-1].Start.Weekday() != time.Friday {
		points = points[:len(points)-1]
	}
	s := NewSeries(Day, points)
	monday := points[len(points)-1].Start.AddDate(0, 0, 3)
	require.NotContains(t, codes(judge(t, s, Options{AsOf: monday}).Checks, Warn), Late)
	require.Contains(t, codes(judge(t, s, Options{AsOf: monday.AddDate(0, 0, 1)}).Checks, Warn), Late)
}

func TestWorkdaysBefore(t *testing.T) {
	t.Parallel()
	day := time.Date(1969, time.December, 1, 0, 0, 0, 0, time.UTC)
	n := workdaysBefore(dayNumber(day))
	for range 100 {
		require.Equal(t, n, workdaysBefore(dayNumber(day)), day)
		if !weekend(day) {
			n++
		}
		day = day.AddDate(0, 0, 1)
	}
}

func TestNewSeriesKeepsOutWhatIsNoNumber(t *testing.T) {
	t.Parallel()
	points := weekly(wobble(20, 100, 5)...).Points
	points[4].Value = math.NaN()
	points[5].Value = math.Inf(-1)
	points[6].Value = 1e300
	s := NewSeries(Week, points)
	require.Len(t, s.Points, 17)
	require.Len(t, s.Unusable, 3)
	j := judge(t, s, Options{})
	require.Contains(t, codes(j.Checks, Block), NotFinite)
	require.Equal(t, Blocked, j.Verdict.Outcome)
	_, err := json.Marshal(j)
	require.NoError(t, err)

	rates := shares(wobble(20, 60, 4), wobble(20, 500, 20)).Points
	rates[3].Denominator = 0
	s = NewSeries(Week, rates)
	require.Len(t, s.Blank, 1)
	require.True(t, s.Rate)

	broken := weekly(1, 2, 3, 4, 5, 6)
	broken.Points[2].Value = math.NaN()
	_, err = Judge(broken, Options{})
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	_, err = JudgeGate(broken, Gate{Op: ">", Periods: 1})
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	_, err = WatchGuardrail(broken, Guardrail{Op: ">"})
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	_, err = EffectAt(broken, broken.Points[3].Start, nil)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}
