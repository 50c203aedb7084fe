package signal

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
)

// jumped makes weeks of shares of so many users each, 44% before and another share in the last weeks.
func jumped(users, before, after float64, weeksBefore, weeksAfter int) Series {
	r := rand.New(rand.NewPCG(3, uint64(users)))
	num, den := make([]float64, weeksBefore+weeksAfter), make([]float64, weeksBefore+weeksAfter)
	for i := range num {
		p := before
		if i >= weeksBefore {
			p = after
		}
		num[i], den[i] = distuv.Binomial{N: users, P: p, Src: r}.Rand(), users
	}
	return shares(num, den)
}

// TestHugeShift holds that a jump of many times what is sure to be seen is never called no change, however many users and
// metrics there are.
func TestHugeShift(t *testing.T) {
	t.Parallel()
	for _, before := range []int{5, 6, 8, 12, 15, 30} {
		for _, together := range []int{1, 3, 6, 12, 24} {
			for _, users := range []float64{1000, 5000, 20000} {
				for after, outcome := range map[int]Outcome{1: InsufficientData, 2: MovedUp, 3: MovedUp, 8: MovedUp} {
					t.Run(fmt.Sprint(before, together, users, after), func(t *testing.T) {
						t.Parallel()
						s := jumped(users, 0.44, 0.91, before, after)
						j := judge(t, s, Options{Start: s.Points[before].Start, Together: together})
						if before == 5 && together > 6 && j.Verdict.Outcome == InsufficientData {
							outcome = InsufficientData // five weeks tell too little of noise for a note of so many
						}
						require.Equal(t, outcome, j.Verdict.Outcome, "%+v", j.Verdict)
						if outcome == InsufficientData {
							require.Contains(t, j.Verdict.Reason, "the newest week is far off")
						}
					})
				}
			}
		}
	}
}

// TestHugeMeasuredShift is the same for values, up and down, with weeks missing in between and after a while without any
// shift.
func TestHugeMeasuredShift(t *testing.T) {
	t.Parallel()
	for _, together := range []int{1, 6, 24} {
		for _, way := range []float64{1, -1} {
			v := wobble(22, 1000, 5)
			v[20] += way * 300
			outcome := map[float64]Outcome{1: MovedUp, -1: MovedDown}[way]
			s := weekly(v[:21]...)
			j := judge(t, s, Options{Together: together})
			require.Equal(t, InsufficientData, j.Verdict.Outcome)
			require.Greater(t, math.Abs(v[20]-1000), 2*j.Verdict.MDE)

			require.Equal(t, NoChangeDetected, judge(t, weekly(v...), Options{Together: together}).Verdict.Outcome, "a week that was odd is no shift")
			v[21] += way * 290
			require.Equal(t, outcome, judge(t, weekly(v...), Options{Together: together}).Verdict.Outcome)
			v[21] -= way * 600
			require.NotEqual(t, outcome, judge(t, weekly(v...), Options{Together: together}).Verdict.Outcome, "two weeks that are off to different sides")
			v[21] += way * 600
			gap := weekly(append(append(append([]float64{}, v[:21]...), 0), v[21])...)
			gap = NewSeries(Week, append(append([]Point{}, gap.Points[:21]...), gap.Points[22]))
			require.Equal(t, outcome, judge(t, gap, Options{Together: together}).Verdict.Outcome)
		}
	}
}

// TestOddSmallWeek holds that a week that rests on few users is not called far off for what chance does.
func TestOddSmallWeek(t *testing.T) {
	t.Parallel()
	s := jumped(5000, 0.44, 0.44, 15, 2)
	num, den := make([]float64, 17), make([]float64, 17)
	for i, p := range s.Points {
		num[i], den[i] = p.Numerator, p.Denominator
	}
	num[16], den[16] = 3, 4
	small := shares(num, den)
	j := judged{series: small, all: small.Points, points: small.Points, n0: 15}
	require.Equal(t, NoChangeDetected, j.verdict().Outcome)
}
