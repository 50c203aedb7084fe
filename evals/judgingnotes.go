package evals

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"

	"github.com/plumbline-dev/plumb/agent/signal"
)

// NoteRow says how often a note about several metrics of which none changes ever calls one of them moved in 26 looks.
type NoteRow struct {
	Noise    string `json:"noise"`
	Metrics  int    `json:"metrics"`
	Baseline int    `json:"baseline"`
	Moved    Share  `json:"moved"` // notes

	noise NoiseKind
}

// notedMetrics is how many metrics a note is measured with.
var notedMetrics = []int{3, 6, 12}

// noteNoises are the kinds of noise that notes are promised for, and one that is harder.
func noteNoises() []NoiseKind {
	var out []NoiseKind
	for _, n := range JudgingNoises() {
		switch n.Name {
		case "normal", "AR(0.3)", "AR(0.5)", "lognormal(0.5)", "Poisson(3)", "rate 3% of 400":
			out = append(out, n)
		}
	}
	return out
}

// notes measures rows side by side; each has a seed of its own.
func notes(ctx context.Context, series int) ([]NoteRow, error) {
	var rows []NoteRow
	for _, noise := range noteNoises() {
		for _, metrics := range notedMetrics {
			rows = append(rows, NoteRow{Noise: noise.Name, Metrics: metrics, Baseline: 12, noise: noise})
		}
		rows = append(rows, NoteRow{Noise: noise.Name, Metrics: 12, Baseline: 20, noise: noise})
	}
	return rows, sideBySide(len(rows), func(i int) error { return rows[i].measure(ctx, rand.New(rand.NewPCG(200, uint64(i))), series) })
}

// sideBySide measures n rows, as many at a time as there are processors, and gives the first error of all.
func sideBySide(n int, measure func(row int) error) error {
	var wait sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	errs := make([]error, n)
	for i := range n {
		free <- struct{}{}
		wait.Go(func() {
			errs[i] = measure(i)
			<-free
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}

func (row *NoteRow) measure(ctx context.Context, r *rand.Rand, series int) error {
	moved := 0
	for range series {
		called := false
		for metric := 0; metric < row.Metrics && !called; metric++ {
			var err error
			if called, err = everMoved(row.noise.Make(r, row.Baseline+judgingLooks), signal.Options{Baseline: row.Baseline, Together: row.Metrics}); err != nil {
				return err
			}
		}
		moved += one(called)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	row.Moved = shareOf(moved, series)
	return nil
}

// everMoved reports whether a series is called moved at any look after its baseline.
func everMoved(points []signal.Point, o signal.Options) (bool, error) {
	for k := o.Baseline + 1; k <= len(points); k++ {
		j, err := signal.Judge(weeks(points[:k]), o)
		if err != nil {
			return false, err
		}
		if movedNow(j.Verdict) {
			return true, nil
		}
	}
	return false, nil
}

func movedNow(v signal.Verdict) bool {
	return v.Outcome == signal.MovedUp || v.Outcome == signal.MovedDown
}

// SeasonRow says how often weekly series with a shape of the year, and no other change, are called moved in 26 looks.
type SeasonRow struct {
	Noise     string  `json:"noise"`
	Amplitude float64 `json:"amplitude"` // half the distance from the highest to the lowest season, in standard deviations
	Years     int     `json:"years"`     // before the start
	Moved     Share   `json:"moved"`
	Allowed   Share   `json:"allowed"` // series of which the shape was found, and allowed for

	phi float64
}

func seasons(ctx context.Context, series int) ([]SeasonRow, error) {
	rows := []SeasonRow{
		{Noise: "normal", Years: 2}, {Noise: "normal", Amplitude: 1, Years: 2}, {Noise: "normal", Amplitude: 2, Years: 2}, {Noise: "normal", Amplitude: 4, Years: 2},
		{Noise: "normal", Amplitude: 2, Years: 3}, {Noise: "AR(0.3)", Amplitude: 2, Years: 2, phi: 0.3},
	}
	return rows, sideBySide(len(rows), func(i int) error { return rows[i].measure(ctx, rand.New(rand.NewPCG(201, uint64(i))), series) })
}

func (row *SeasonRow) measure(ctx context.Context, r *rand.Rand, series int) error {
	before := 52*row.Years + 1
	moved, allowed := 0, 0
	for range series {
		points := autoregression(row.phi)(r, before+judgingLooks)
		turn := 2 * math.Pi * r.Float64()
		for i := range points {
			points[i].Value += row.Amplitude * math.Sin(2*math.Pi*float64(i)/52.18+turn)
		}
		start := weeks(points).Points[before].Start
		ever, known := false, false
		for k := before + 1; k <= len(points); k++ {
			j, err := signal.Judge(weeks(points[:k]), signal.Options{Start: start})
			if err != nil {
				return err
			}
			ever = ever || movedNow(j.Verdict)
			known = j.Verdict.Noise.Season != ""
		}
		moved += one(ever)
		allowed += one(known)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	row.Moved, row.Allowed = shareOf(moved, series), shareOf(allowed, series)
	return nil
}
