package quantity

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var seeds = []string{
	"if we get activation to at least, um, forty percent by the end of week two we keep going, otherwise we stop",
	"from 31 to 40 percent, no more than two escalations a week, p95 stays below 800 ms, $4.6 million, 10-15k",
	"by March 14th, 2026, next Friday, in two to three weeks, 2026-03-14, 3/4, mid-March, EOD Friday, the 31st",
	"every other Tuesday at half past nine for fifteen minutes", "one in five, two and a half thousand, a third of, ½, 2½",
	"EIP-7702 v2.1 u0012 Q3 10:30 1.2.3 1,000,50 ４０％ -5 +1 .5 #3 €1,5", "\xff\xfe 12\xc3 ’ don’t 9’9 a’", "twenty twenty-",
	"two$00", "half", "a", "by", "point five", "or more", "to", "at least", "1e999", strings.Repeat("9", 400), "- - - 5 -",
}

// FuzzFind checks that every span lies within the text, in order, and that every quantity is among the values.
func FuzzFind(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		values := Values(text)
		for _, v := range values {
			require.False(t, math.IsNaN(v) || math.IsInf(v, 0))
		}
		end := 0
		for _, q := range quantitiesOf(text) {
			requireSpan(t, text, end, q.Start, q.End)
			require.Contains(t, values, q.Value)
			end = q.End
		}
		for _, b := range boundsOf(text) {
			requireSpan(t, text, 0, b.Start, b.End)
			requireSpan(t, text, b.Start, b.quantity.Start, b.quantity.End)
			require.LessOrEqual(t, b.quantity.End, b.End)
			require.True(t, b.Op.Valid())
		}
	})
}

// FuzzDeadlines checks the spans of deadlines and that what resolves is a day.
func FuzzDeadlines(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, int64(1_772_600_000))
	}
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		meeting := time.Unix(unix%250_000_000_000, 0).UTC()
		end := 0
		for _, d := range Deadlines(text) {
			requireSpan(t, text, end, d.Start, d.End)
			require.Equal(t, text[d.Start:d.End], d.Text)
			end = d.End
			for _, m := range []time.Time{meeting, {}} {
				date, ok := Resolve(d, m)
				require.Equal(t, ok, date != "")
				if ok {
					_, err := time.Parse(time.DateOnly, date)
					require.NoError(t, err)
					require.NotEqual(t, KindVague, d.Kind)
				}
			}
		}
	})
}

// FuzzParse checks that what is parsed out of a sentence stands in it.
func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		pred, gap := ParsePredicate(text, wednesday)
		require.Equal(t, pred == nil, gap.Threshold)
		if pred != nil {
			require.Contains(t, text, pred.Metric)
			require.Equal(t, pred.Metric == "", gap.Metric)
			require.Equal(t, pred.By == "", gap.Date)
			require.True(t, pred.Op.Valid())
			require.Contains(t, Values(text), pred.Threshold)
		}
		require.Contains(t, text, gap.DateWords)
		if o := ParseObjective(text); o != nil {
			require.Contains(t, Values(text), o.Threshold)
		}
		if r, ok := ParseRhythm(text); ok {
			require.NotEqual(t, r.Daily, r.Weeks > 0)
			require.True(t, r.Hour >= 0 && r.Hour < 24 && r.Minute >= 0 && r.Minute < 60 && r.Minutes >= 0)
		}
	})
}

func requireSpan(t *testing.T, text string, from, start, end int) {
	t.Helper()
	require.LessOrEqual(t, from, start)
	require.Less(t, start, end)
	require.LessOrEqual(t, end, len(text))
}
