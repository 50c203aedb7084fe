package evals

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/plumbline-dev/plumb/agent/signal"
)

// The setting of the measurements: a metric is looked at every week for half a year, a shift has eight weeks to be seen.
const (
	judgingLooks = 26
	judgingSoon  = 8
)

// JudgingReport says how often verdicts are wrong and how soon they are right, on simulated series. The same seed gives
// the same report.
type JudgingReport struct {
	Series int              `json:"series"` // simulated for each row
	Alarms []FalseAlarmRow  `json:"alarms"`
	Delays []DelayRow       `json:"delays"`
	Gates  []GateRow        `json:"gates"`
	Faults []FaultRow       `json:"faults"`
	Clean  []CleanSeriesRow `json:"clean"`
	// What costs more to measure rests on fewer series: notes on half of them, seasons and evidence on a quarter; gates rest on
	// five times as many.
	Notes    []NoteRow     `json:"notes"`
	Seasons  []SeasonRow   `json:"seasons"`
	Coverage []CoverageRow `json:"coverage"`
	Evidence []EvidenceRow `json:"evidence"`
}

// FalseAlarmRow says how often series without any change are called moved.
type FalseAlarmRow struct {
	Noise    string  `json:"noise"`
	Baseline int     `json:"baseline"`
	Moved    Share   `json:"moved"`  // series that were ever called moved in 26 looks
	Stated   float64 `json:"stated"` // mean of the rates that the verdicts stated
	// Begun is how many false alarms begin in 1000 weeks of looking.
	Begun float64 `json:"begun_per_1000"`
	Rules Share   `json:"rules"` // series of which a newest point ever was part of a pattern of the chart
}

// DelayRow says how soon a lasting shift, in standard deviations, is seen in independent normal noise.
type DelayRow struct {
	Baseline int     `json:"baseline"`
	Shift    float64 `json:"shift"`
	Soon     Share   `json:"within_8"`
	Median   int     `json:"median"` // weeks until half of the series are called moved; 0 when they are not within 26
	MDE      float64 `json:"mde"`    // mean of what the verdicts before the shift stated, in standard deviations
}

// GateRow says how often a gate passes without any effect. Its threshold lies that many standard deviations above the
// mean.
type GateRow struct {
	Threshold float64 `json:"threshold"`
	Baseline  int     `json:"baseline"`
	Phi       float64 `json:"autocorrelation"`
	Dated     bool    `json:"dated"` // the gate has a day, and is looked at later
	Passed    Share   `json:"passed"`
}

// NoiseKind is a way in which a series varies without any change.
type NoiseKind struct {
	Name string
	Make func(r *rand.Rand, n int) []signal.Point // values, or numerators and denominators
}

// JudgingNoises are the kinds of noise that false alarms are measured on.
func JudgingNoises() []NoiseKind {
	return []NoiseKind{
		{"normal", plain(func(r *rand.Rand) float64 { return r.NormFloat64() })},
		{"AR(0.3)", autoregression(0.3)},
		{"AR(0.5)", autoregression(0.5)},
		{"lognormal(0.5)", plain(func(r *rand.Rand) float64 { return math.Exp(0.5 * r.NormFloat64()) })},
		{"lognormal(1)", plain(func(r *rand.Rand) float64 { return math.Exp(r.NormFloat64()) })},
		{"Student t(3)", plain(func(r *rand.Rand) float64 { return distuv.StudentsT{Sigma: 1, Nu: 3, Src: r}.Rand() })},
		{"Poisson(0.3)", plain(func(r *rand.Rand) float64 { return distuv.Poisson{Lambda: 0.3, Src: r}.Rand() })},
		{"Poisson(3)", plain(func(r *rand.Rand) float64 { return distuv.Poisson{Lambda: 3, Src: r}.Rand() })},
		{"negative binomial(3, 6)", plain(func(r *rand.Rand) float64 {
			return distuv.Poisson{Lambda: distuv.Gamma{Alpha: 3, Beta: 1, Src: r}.Rand(), Src: r}.Rand()
		})},
		{"rate 3% of 400", shares(0.03, 400, 0)},
		{"rate 3% of 100 to 1600", shares(0.03, 400, 0.5)},
		{"rate 3% of 400, values alone", plain(func(r *rand.Rand) float64 {
			return distuv.Binomial{N: 400, P: 0.03, Src: r}.Rand() / 400
		})},
		{"rate 30% of 50", shares(0.3, 50, 0)},
	}
}

func plain(draw func(r *rand.Rand) float64) func(*rand.Rand, int) []signal.Point {
	return func(r *rand.Rand, n int) []signal.Point {
		out := make([]signal.Point, n)
		for i := range out {
			out[i].Value = draw(r)
		}
		return out
	}
}

func autoregression(phi float64) func(*rand.Rand, int) []signal.Point {
	return func(r *rand.Rand, n int) []signal.Point {
		out := make([]signal.Point, n)
		last := r.NormFloat64()
		for i := range out {
			out[i].Value = last
			last = phi*last + math.Sqrt(1-phi*phi)*r.NormFloat64()
		}
		return out
	}
}

// shares draws shares of p, out of about size, which varies by a factor e^(±spread).
func shares(p, size, spread float64) func(*rand.Rand, int) []signal.Point {
	return func(r *rand.Rand, n int) []signal.Point {
		out := make([]signal.Point, n)
		for i := range out {
			den := math.Round(size * math.Exp(spread*r.NormFloat64()))
			num := distuv.Binomial{N: den, P: p, Src: r}.Rand()
			out[i] = signal.Point{Value: num / den, Numerator: num, Denominator: den, HasRate: true}
		}
		return out
	}
}

// weeks makes a series of complete weeks.
func weeks(points []signal.Point) signal.Series {
	dated := slices.Clone(points)
	for i := range dated {
		dated[i].Start = time.Date(2024, time.January, 1+7*i, 0, 0, 0, 0, time.UTC)
		dated[i].Complete = true
		dated[i].Line = i + 2
	}
	return signal.NewSeries(signal.Week, dated)
}

// Judging measures verdicts, gates and checks on simulated series; series says how many for each row. The error is that
// of the context, or of a judgement that failed.
func Judging(ctx context.Context, series int) (JudgingReport, error) {
	report := JudgingReport{Series: series}
	lengths, shifts, noises := []int{8, 12, 20}, []float64{1, 1.5, 2, 3}, JudgingNoises()
	report.Alarms = make([]FalseAlarmRow, len(noises)*len(lengths))
	err := sideBySide(len(report.Alarms), func(i int) (err error) {
		n, n0 := i/len(lengths), lengths[i%len(lengths)]
		report.Alarms[i], err = falseAlarms(ctx, rand.New(rand.NewPCG(uint64(n), uint64(n0))), noises[n], n0, series)
		return err
	})
	if err != nil {
		return report, err
	}
	report.Delays = make([]DelayRow, len(lengths)*len(shifts))
	err = sideBySide(len(report.Delays), func(i int) (err error) {
		n0 := lengths[i/len(shifts)]
		report.Delays[i], err = delays(ctx, rand.New(rand.NewPCG(100, uint64(n0))), n0, shifts[i%len(shifts)], series)
		return err
	})
	if err != nil {
		return report, err
	}
	if report.Gates, err = gates(ctx, rand.New(rand.NewPCG(101, 0)), 5*series); err != nil {
		return report, err
	}
	if report.Faults, report.Clean, err = faults(ctx, rand.New(rand.NewPCG(102, 0)), series); err != nil {
		return report, err
	}
	if report.Notes, err = notes(ctx, series/2); err != nil {
		return report, err
	}
	if report.Seasons, err = seasons(ctx, series/4); err != nil {
		return report, err
	}
	if report.Coverage, err = coverages(ctx, series); err != nil {
		return report, err
	}
	report.Evidence, err = evidences(ctx, series/4)
	return report, err
}

func falseAlarms(ctx context.Context, r *rand.Rand, noise NoiseKind, n0, series int) (FalseAlarmRow, error) {
	row := FalseAlarmRow{Noise: noise.Name, Baseline: n0}
	ever, rules, begun, stated := 0, 0, 0, 0.0
	for range series {
		points := noise.Make(r, n0+judgingLooks)
		moved, marked, before := false, false, false
		for k := n0 + 1; k <= len(points); k++ {
			j, err := signal.Judge(weeks(points[:k]), signal.Options{Baseline: n0})
			if err != nil {
				return row, err
			}
			now := movedNow(j.Verdict)
			begun += one(now && !before)
			before = now
			moved = moved || now
			marked = marked || j.Points[k-1].Signal
			stated += j.Verdict.FalseAlarmRate / judgingLooks
		}
		ever += one(moved)
		rules += one(marked)
		if ctx.Err() != nil {
			return row, ctx.Err()
		}
	}
	row.Moved, row.Rules = shareOf(ever, series), shareOf(rules, series)
	row.Stated = stated / float64(series)
	row.Begun = 1000 * float64(begun) / float64(series*judgingLooks)
	return row, nil
}

func delays(ctx context.Context, r *rand.Rand, n0 int, shift float64, series int) (DelayRow, error) {
	row := DelayRow{Baseline: n0, Shift: shift}
	soon := 0
	var after []int
	for range series {
		points := autoregression(0)(r, n0+judgingLooks)
		for i := n0; i < len(points); i++ {
			points[i].Value += shift
		}
		seen := judgingLooks + 1
		for k := n0; k <= len(points) && seen > judgingLooks; k++ {
			j, err := signal.Judge(weeks(points[:k]), signal.Options{Baseline: n0})
			if err != nil {
				return row, err
			}
			if k == n0 {
				row.MDE += j.Verdict.MDE / float64(series)
			}
			if j.Verdict.Outcome == signal.MovedUp {
				seen = k - n0
			}
		}
		after = append(after, seen)
		soon += one(seen <= judgingSoon)
		if ctx.Err() != nil {
			return row, ctx.Err()
		}
	}
	slices.Sort(after)
	row.Soon = shareOf(soon, series)
	if row.Median = after[len(after)/2]; row.Median > judgingLooks {
		row.Median = 0
	}
	return row, nil
}

func gates(ctx context.Context, r *rand.Rand, series int) ([]GateRow, error) {
	var rows []GateRow
	for _, phi := range []float64{0, 0.3} {
		for _, dated := range []bool{false, true} {
			for _, n0 := range []int{8, 12} {
				for _, threshold := range []float64{0, 0.5, 1} {
					row := GateRow{Threshold: threshold, Baseline: n0, Phi: phi, Dated: dated}
					if err := row.measure(r, series); err != nil {
						return rows, err
					}
					rows = append(rows, row)
				}
			}
		}
	}
	return rows, ctx.Err()
}

// measure looks once at the two weeks after the baseline, or with a day at what they were, two weeks later.
func (row *GateRow) measure(r *rand.Rand, series int) error {
	passed := 0
	for range series {
		g := signal.Gate{Op: ">=", Threshold: row.Threshold, Periods: 2, Baseline: row.Baseline}
		n := row.Baseline + 2
		if row.Dated {
			n += 2
		}
		s := weeks(autoregression(row.Phi)(r, n))
		if row.Dated {
			g = signal.Gate{Op: g.Op, Threshold: g.Threshold, Start: s.Points[row.Baseline].Start, By: s.Points[row.Baseline+1].Start}
		}
		result, err := signal.JudgeGate(s, g)
		if err != nil {
			return err
		}
		passed += one(result.State == signal.GatePassed)
	}
	row.Passed = shareOf(passed, series)
	return nil
}
