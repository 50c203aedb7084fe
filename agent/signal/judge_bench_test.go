package signal

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkJudge judges one series of 52 weeks.
func BenchmarkJudge(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	s := weekly(autoregression(0.2)(r, 52)...)
	for b.Loop() {
		if _, err := Judge(s, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkJudgeMoved judges one series of 52 weeks that moved long ago, so that every look is taken.
func BenchmarkJudgeMoved(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	v := autoregression(0.2)(r, 52)
	for i := 12; i < len(v); i++ {
		v[i] += 5
	}
	s := weekly(v...)
	for b.Loop() {
		if _, err := Judge(s, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkJudgeTenYearsMoved judges one series of 3650 days that moved long ago.
func BenchmarkJudgeTenYearsMoved(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	s := weekly(raised(autoregression(0.2)(r, 3650), 100, 5)...)
	for b.Loop() {
		if _, err := Judge(s, Options{Baseline: 52}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkJudgeTogether judges one series of 52 weeks as one of twelve, from a start on.
func BenchmarkJudgeTogether(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	s := weekly(autoregression(0.2)(r, 52)...)
	for b.Loop() {
		if _, err := Judge(s, Options{Together: 12, Start: s.Points[40].Start}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEffectAt estimates what changed in the middle of 78 weeks, with a control.
func BenchmarkEffectAt(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	s, control := weekly(raised(autoregression(0.2)(r, 78), 52, 2)...), weekly(autoregression(0.2)(r, 78)...)
	for b.Loop() {
		if _, err := EffectAt(s, s.Points[52].Start, &control); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkJudgeTenYearsDaily judges one series of 3650 days.
func BenchmarkJudgeTenYearsDaily(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	s := weekly(autoregression(0.2)(r, 3650)...)
	for b.Loop() {
		if _, err := Judge(s, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
