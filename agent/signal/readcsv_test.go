package signal

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

func TestReadCSV(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in     string
		period Period
		labels string
		values []float64
	}{
		"weeks":                       {"period,value\n2026-03-02,1\n2026-03-09,2\n2026-03-16,3\n", Week, "2026-03-02 2026-03-09 2026-03-16", []float64{1, 2, 3}},
		"any order, any case":         {"Value, PERIOD ,note\n2,2026-03-09,x\n1,2026-03-02,\n", Week, "2026-03-02 2026-03-09", []float64{1, 2}},
		"byte order mark and CRLF":    {"\ufeffperiod,value\r\n2026-03-02,1\r\n2026-03-09,2\r\n", Week, "2026-03-02 2026-03-09", []float64{1, 2}},
		"semicolons, decimal commas":  {"period;value\n2026-03-02;1.234,5\n2026-03-09;2,25\n", Week, "2026-03-02 2026-03-09", []float64{1234.5, 2.25}},
		"tabs":                        {"period\tvalue\n2026-03-02\t1\n2026-03-09\t2\n", Week, "2026-03-02 2026-03-09", []float64{1, 2}},
		"quoted thousands":            {"period,value\n2026-03-02,\"1,234\"\n2026-03-09,\"1,234,567\"\n", Week, "2026-03-02 2026-03-09", []float64{1234, 1234567}},
		"spaces and apostrophes":      {"period,value\n2026-03-02,1 234.5\n2026-03-09,1'000\n", Week, "2026-03-02 2026-03-09", []float64{1234.5, 1000}},
		"three decimals":              {"period,value\n2026-03-02,1.234\n2026-03-09,2.345\n", Week, "2026-03-02 2026-03-09", []float64{1.234, 2.345}},
		"percentages":                 {"period,value\n2026-03-02,3.5%\n2026-03-09,4 %\n", Week, "2026-03-02 2026-03-09", []float64{3.5, 4}},
		"negative and scientific":     {"period,value\n2026-03-02,-3.5\n2026-03-09,1e-3\n2026-03-16,\u22122\n", Week, "2026-03-02 2026-03-09 2026-03-16", []float64{-3.5, 0.001, -2}},
		"ISO weeks over new year":     {"period,value\n2026-W01,1\n2025-W52,2\n2026W2,3\n", Week, "2025-12-22 2025-12-29 2026-01-05", []float64{2, 1, 3}},
		"months":                      {"month,value\n2025-12,1\n2026-01,2\n", Month, "2025-12-01 2026-01-01", []float64{1, 2}},
		"month ends":                  {"date,value\n2026-01-31,1\n2026-02-28,2\n2026-03-31,3\n", Month, "2026-01-01 2026-02-01 2026-03-01", []float64{1, 2, 3}},
		"quarters":                    {"period,value\n2025-Q4,1\n2026-Q1,2\n", Quarter, "2025-10-01 2026-01-01", []float64{1, 2}},
		"years":                       {"period,value\n2024,1\n2025,2\n", Year, "2024-01-01 2025-01-01", []float64{1, 2}},
		"days over a change of clock": {"period,value\n2026-03-28T00:00:00+01:00,1\n2026-03-29T00:00:00+01:00,2\n2026-03-30T00:00:00+02:00,3\n", Day, "2026-03-28 2026-03-29 2026-03-30", []float64{1, 2, 3}},
		"a week dated a day late":     {"period,value\n2026-03-02,1\n2026-03-10,2\n2026-03-16,3\n", Week, "2026-03-02 2026-03-09 2026-03-16", []float64{1, 2, 3}},
		"blank rows and blank values": {"period,value\n2026-03-02,1\n\n,\n2026-03-09,\n2026-03-16,3\n", Week, "2026-03-02 2026-03-16", []float64{1, 3}},
		"value worked out":            {"period,numerator,denominator\n2026-03-02,3,100\n2026-03-09,4,200\n", Week, "2026-03-02 2026-03-09", []float64{0.03, 0.02}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := ReadCSV("orders.csv", []byte(c.in))
			require.NoError(t, err)
			require.Equal(t, c.period, s.Period)
			var labels []string
			for i, p := range s.Points {
				labels = append(labels, p.Label())
				require.InDelta(t, c.values[i], p.Value, 1e-12)
				if i > 0 && name != "blank rows and blank values" {
					require.Equal(t, 1, p.Index-s.Points[i-1].Index)
				}
			}
			require.Equal(t, c.labels, strings.Join(labels, " "))
		})
	}
}

func TestReadCSVRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, message string }{
		"empty":              {" \n", "orders.csv is empty"},
		"no text":            {"period,value\n2026-03-02,\xff\n", "not text in UTF-8"},
		"no head":            {"2026-03-02,1\n", "line 1: it names no column period"},
		"no value":           {"period,values\n2026-03-02,1\n", "line 1: it names no column value"},
		"half a rate":        {"period,value,numerator\n2026-03-02,1,1\n", "only one of numerator and denominator"},
		"a column twice":     {"period,value,value\n2026-03-02,1,1\n", "names the column value twice"},
		"no rows":            {"period,value\n", "no rows below its head"},
		"no values":          {"period,value\n2026-03-02,\n", "no value in any row"},
		"text":               {"period,value\n2026-03-02,1\n2026-03-09,about 12\n", `line 3: the value "about 12" is not a number`},
		"NaN":                {"period,value\n2026-03-02,NaN\n", `line 2: the value "NaN" is not a finite number`},
		"infinity":           {"period,value\n2026-03-02,-Inf\n", "is not a finite number"},
		"too large":          {"period,value\n2026-03-02,1e99\n", "is not a finite number"},
		"hexadecimal":        {"period,value\n2026-03-02,0x1p4\n", "is not a number"},
		"a thousand or not":  {"period;value\n2026-03-02;1,234\n", "could be a thousand or a fraction"},
		"one odd mark":       {"period;value\n2026-03-02;1,5\n2026-03-09;1.5\n2026-03-16;2.5\n", "line 2: the value \"1,5\" is not a number"},
		"both marks":         {"period;value\n2026-03-02;1.5\n2026-03-09;1,5\n", "line 3: the value \"1,5\" is not a number"},
		"no period":          {"period,value\n,1\n", `line 2: the period "" is no date`},
		"American dates":     {"period,value\n03/02/2026,1\n", `"03/02/2026" is no date`},
		"no such day":        {"period,value\n2026-02-30,1\n", "is not in the calendar"},
		"no such week":       {"period,value\n2026-W54,1\n", "is not in the calendar"},
		"two ways of dating": {"period,value\n2026-W10,1\n2026-03-09,1\n", `line 3: the period "2026-03-09" is not written as the one in line 2 is`},
		"some percentages":   {"period,value\n2026-03-02,3%\n2026-03-09,4\n", "line 3: the value \"4\" is a percentage and others are not"},
		"neither nor":        {"period,value,complete\n2026-03-02,3,maybe\n", `the complete "maybe" is neither true nor false`},
		"a negative whole":   {"period,numerator,denominator\n2026-03-02,3,-4\n", `the denominator "-4" is negative`},
		"half a row":         {"period,numerator,denominator\n2026-03-02,3,\n", "line 2: it has only one of numerator and denominator"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ReadCSV("orders.csv", []byte(c.in))
			require.ErrorContains(t, err, c.message)
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.NotEmpty(t, fault.Next(err))
		})
	}
}

func TestReadCSVKeepsWhatIsOdd(t *testing.T) {
	t.Parallel()
	s, err := ReadCSV("orders.csv", []byte("period,value,complete\n2026-03-09,2,true\n2026-03-02,1,\n2026-03-09,3,true\n2026-03-02,1,\n2026-03-16,,\n2026-03-23,9,false\n"))
	require.NoError(t, err)
	require.Equal(t, []float64{1, 3, 9}, values(s.Points))
	require.Len(t, s.Duplicates, 2)
	require.True(t, s.Duplicates[0].Same)
	require.False(t, s.Duplicates[1].Same)
	require.Equal(t, []int{2, 4}, s.Duplicates[1].Lines)
	require.Equal(t, "2026-03-16", s.Blank[0].Label())
	require.Len(t, s.complete(time.Time{}), 2)
	require.Len(t, s.complete(time.Date(2026, time.March, 9, 0, 0, 0, 0, time.UTC)), 1)
}

func TestRateOfNumeratorAndDenominator(t *testing.T) {
	t.Parallel()
	for in, c := range map[string]struct {
		rate  bool
		scale float64
	}{
		"2026-03-02,0.03,3,100\n2026-03-09,0.02,4,200\n":   {true, 1},
		"2026-03-02,3.0,3,100\n2026-03-09,2.0,4,200\n":     {true, 100},
		"2026-03-02,3%,3,100\n2026-03-09,2%,4,200\n":       {true, 100},
		"2026-03-02,0.03,3,100\n2026-03-09,0.5,4,200\n":    {false, 0},
		"2026-03-02,0.03,3,100\n2026-03-09,0.5,,\n":        {false, 0},
		"2026-03-02,0,0,100\n2026-03-09,0,0,200\n":         {true, 1},
		"2026-03-02,0.667,2,3\n2026-03-09,0.3333,50,150\n": {true, 1},
	} {
		s, err := ReadCSV("rate.csv", []byte("period,value,numerator,denominator\n"+in))
		require.NoError(t, err)
		require.Equal(t, c.rate, s.Rate, in)
		require.InDelta(t, c.scale, s.Scale, 0, in)
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("period,value\n2026-03-02,1\n2026-03-09,2\n"), 0)
	f.Add([]byte("period;value;numerator;denominator;complete\n2026-W10;1,5;3;2;true\n2026-W11;\"2\";4;2;no\n"), 3)
	f.Add([]byte("\ufeffmonth\tvalue\n2026-03\t3%\n2026-03\t4%\n2027-01\t5%\n"), 1)
	f.Add([]byte("period,numerator,denominator\n0001-01-01,0,1\n9999-12-31,1e30,1e-30\n"), 1)
	f.Add([]byte("period,value\n2026-03-02,1e30\n2026-03-03,-1e30\n2026-03-04,1e-30\n2026-03-05,0\n2026-03-06,1e30\n2026-03-07,3\n"), 5)
	f.Fuzz(func(t *testing.T, content []byte, baseline int) {
		s, err := ReadCSV("fuzz.csv", content)
		if err != nil {
			require.Contains(t, []fault.Kind{fault.Invalid}, fault.KindOf(err))
			return
		}
		for i := 1; i < len(s.Points); i++ {
			require.Less(t, s.Points[i-1].Index, s.Points[i].Index)
		}
		for _, chart := range []Chart{Frozen, Plain, Screened} {
			j, err := Judge(s, Options{Baseline: baseline % 20, AsOf: s.Points[0].Start.AddDate(0, 0, 400), Chart: chart})
			if err != nil {
				require.Equal(t, fault.Usage, fault.KindOf(err))
				continue
			}
			requireFinite(t, j.Verdict.MDE, j.Verdict.Level, j.Verdict.Noise.Sigma, j.Baseline.Mean, j.Baseline.Lower, j.Baseline.Upper)
			for _, p := range j.Points {
				requireFinite(t, p.Lower, p.Upper)
			}
		}
		g, err := JudgeGate(s, Gate{Op: "<", Threshold: 3, Periods: 2})
		require.NoError(t, err)
		requireFinite(t, g.Statistic, g.P, g.MDE, g.Observed, g.BaselineMean)
		requireMarshals(t, s, s.Points[len(s.Points)/2].Start.Add(time.Hour))
	})
}

// requireMarshals asks for everything that rests on a start, and for JSON of it.
func requireMarshals(t *testing.T, s Series, start time.Time) {
	t.Helper()
	j, err := Judge(s, Options{Start: start, Together: 12, Freshness: time.Hour})
	require.NoError(t, err)
	gate, err := JudgeGate(s, Gate{Op: ">", Threshold: 3, Start: start, By: start.AddDate(0, 0, 40)})
	require.NoError(t, err)
	guardrail, err := WatchGuardrail(s, Guardrail{Op: "<", Threshold: 0.5, Start: start})
	require.NoError(t, err)
	effects, err := EffectAt(s, start, &s)
	if err != nil {
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		effects = Effects{}
	}
	for _, v := range []any{j, gate, guardrail, effects} {
		_, err := json.Marshal(v)
		require.NoError(t, err)
	}
}

func FuzzNewSeries(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}, 1.0, uint8(1))
	f.Add([]byte{0, 0, 255, 3, 3, 3, 9}, math.Inf(1), uint8(0))
	f.Add([]byte{9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1}, 1e-30, uint8(2))
	f.Fuzz(func(t *testing.T, steps []byte, scale float64, kind uint8) {
		if len(steps) > 300 {
			steps = steps[:300]
		}
		span := []Period{Day, Week, Month, Quarter, Year, "decade"}[kind%6]
		day := time.Date(1999, time.December, 27, 0, 0, 0, 0, time.FixedZone("", 13*3600))
		points := make([]Point, len(steps))
		for i, step := range steps {
			day = day.AddDate(0, int(step%3)*int(kind%4), int(step)%9-1)
			points[i] = Point{Slot: Slot{Start: day}, Value: scale * float64(step), Numerator: scale, Denominator: float64(step % 16), HasRate: kind&64 > 0, Complete: step != 7,
				Definition: string(rune('a' + step/250))}
			if step%32 == 31 {
				points[i].Was = &scale
			}
		}
		s := NewSeries(span, points)
		if len(s.Points) > 0 {
			requireMarshals(t, s, s.Points[len(s.Points)/2].Start.Add(time.Hour))
		}
	})
}

func requireFinite(t *testing.T, numbers ...float64) {
	t.Helper()
	for _, v := range numbers {
		require.False(t, math.IsNaN(v) || math.IsInf(v, 0), "%v", numbers)
	}
}
