package evals

import (
	"context"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/plumbline-dev/plumb/agent/signal"
)

// CoverageRow says how often the 95% interval of an effect holds the true one.
type CoverageRow struct {
	Method string  `json:"method"`
	Phi    float64 `json:"autocorrelation"`
	Before int     `json:"before"`
	After  int     `json:"after"`
	Held   Share   `json:"held"`
	Width  float64 `json:"width"` // mean width of the interval, in standard deviations

	draw func(r *rand.Rand, row CoverageRow) (low, high float64, err error)
}

// EvidenceRow says how often a level of evidence is reached.
type EvidenceRow struct {
	Noise  string  `json:"noise"`
	Before int     `json:"before"`
	Shift  float64 `json:"shift"` // in standard deviations
	Late   int     `json:"late"`  // periods from the start to the shift
	// After eight periods; Ever in 26 looks.
	Moved      Share `json:"moved"`
	Timed      Share `json:"timed"`
	EverTimed  Share `json:"ever_timed"`
	Controlled Share `json:"controlled"`

	noise NoiseKind
}

// The changes that are put into series of which the interval is measured.
const (
	trueStep   = 2.0 // standard deviations
	trueFactor = 1.5 // of counts
)

func coverages(ctx context.Context, series int) ([]CoverageRow, error) {
	var rows []CoverageRow
	for _, method := range []struct {
		name string
		draw func(r *rand.Rand, row CoverageRow) (low, high float64, err error)
	}{{"step", stepInterval}, {"step of counts", countInterval}, {"difference in differences", differenceInterval}} {
		for _, phi := range []float64{0, 0.3, 0.5} {
			for _, sides := range [][2]int{{12, 8}, {20, 12}, {52, 26}} {
				rows = append(rows, CoverageRow{Method: method.name, Phi: phi, Before: sides[0], After: sides[1], draw: method.draw})
			}
		}
	}
	return rows, sideBySide(len(rows), func(i int) error { return rows[i].measure(ctx, rand.New(rand.NewPCG(202, uint64(i))), series) })
}

func (row *CoverageRow) measure(ctx context.Context, r *rand.Rand, series int) error {
	held := 0
	truth := trueStep
	if row.Method == "step of counts" {
		truth = trueFactor
	}
	for range series {
		low, high, err := row.draw(r, *row)
		if err != nil {
			return err
		}
		held += one(low <= truth && truth <= high)
		row.Width += (high - low) / float64(series)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	row.Held = shareOf(held, series)
	return nil
}

func (row *CoverageRow) stepped(r *rand.Rand) []signal.Point {
	points := autoregression(row.Phi)(r, row.Before+row.After)
	for i := row.Before; i < len(points); i++ {
		points[i].Value += trueStep
	}
	return points
}

func stepInterval(r *rand.Rand, row CoverageRow) (low, high float64, err error) {
	s := weeks(row.stepped(r))
	e, err := signal.EffectAt(s, s.Points[row.Before].Start, nil)
	return e.Step.Low, e.Step.High, err
}

func differenceInterval(r *rand.Rand, row CoverageRow) (low, high float64, err error) {
	treated, control := row.stepped(r), autoregression(0)(r, row.Before+row.After)
	for i := range treated {
		treated[i].Value += control[i].Value // what both share
	}
	s, other := weeks(treated), weeks(control)
	e, err := signal.EffectAt(s, s.Points[row.Before].Start, &other)
	if err != nil {
		return 0, 0, err
	}
	return e.Control.Difference.Low, e.Control.Difference.High, nil
}

// countInterval draws counts of about ten, of which the logarithm of the rate resembles that of the week before.
func countInterval(r *rand.Rand, row CoverageRow) (low, high float64, err error) {
	points := autoregression(row.Phi)(r, row.Before+row.After)
	for i := range points {
		rate := 10 * math.Exp(0.2*points[i].Value)
		if i >= row.Before {
			rate *= trueFactor
		}
		points[i].Value = distuv.Poisson{Lambda: rate, Src: r}.Rand()
	}
	e, err := signal.StepPoisson(valuesOf(points), nil, row.Before, true)
	return e.Low, e.High, err
}

func valuesOf(points []signal.Point) []float64 {
	out := make([]float64, len(points))
	for i, p := range points {
		out[i] = p.Value
	}
	return out
}

func evidences(ctx context.Context, series int) ([]EvidenceRow, error) {
	var rows []EvidenceRow
	befores := []int{12, 20, 52}
	for _, noise := range noteNoises() {
		for _, before := range befores {
			rows = append(rows, EvidenceRow{Noise: noise.Name, Before: before, noise: noise})
		}
	}
	normal := noteNoises()[0]
	for _, before := range befores {
		for _, shift := range []float64{2, 3} {
			for _, late := range []int{0, 5, -5} {
				rows = append(rows, EvidenceRow{Noise: normal.Name, Before: before, Shift: shift, Late: late, noise: normal})
			}
		}
	}
	return rows, sideBySide(len(rows), func(i int) error { return rows[i].measure(ctx, rand.New(rand.NewPCG(203, uint64(i))), series) })
}

func (row *EvidenceRow) measure(ctx context.Context, r *rand.Rand, series int) error {
	var moved, timed, ever, controlled int
	for range series {
		points, untreated := row.noise.Make(r, row.Before+judgingLooks), row.noise.Make(r, row.Before+judgingLooks)
		for i := row.Before + row.Late; i < len(points) && row.Shift != 0; i++ {
			points[i].Value += row.Shift
		}
		start := weeks(points).Points[row.Before].Start
		everTimed := false
		for after := 2; after <= judgingLooks; after++ {
			s := weeks(points[:row.Before+after])
			j, err := signal.Judge(s, signal.Options{Start: start})
			if err != nil {
				return err
			}
			if !movedNow(j.Verdict) || everTimed && after != judgingSoon { // what is counted is known already
				continue
			}
			control := weeks(untreated[:row.Before+after])
			e, err := signal.EffectAt(s, start, &control)
			if err != nil {
				return err
			}
			f := e.Facts(j.Verdict, false)
			everTimed = everTimed || f.Timed
			if after == judgingSoon {
				moved++
				timed += one(f.Timed)
				controlled += one(signal.EvidenceOf(f) == signal.EvidenceControlled)
			}
		}
		ever += one(everTimed)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	row.Moved, row.Timed, row.EverTimed, row.Controlled = shareOf(moved, series), shareOf(timed, series), shareOf(ever, series), shareOf(controlled, series)
	return nil
}
