package evals

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent/signal"
)

// FaultRow says how often a fault that was put into a file is found: by a check, or because the file is refused.
type FaultRow struct {
	Fault  string `json:"fault"`
	Caught Share  `json:"caught"`
}

// CleanSeriesRow says how often a check blocks a series without any fault.
type CleanSeriesRow struct {
	Noise   string `json:"noise"`
	Blocked Share  `json:"blocked"`
	Checked Share  `json:"checked"` // with any check but that of small counts
}

// faultyWeeks is how long a file is into which a fault is put.
const faultyWeeks = 30

// dataFault is a way in which data goes wrong. It changes the lines of a file, of which the first is the head, and says as
// of which day it is judged.
type dataFault struct {
	name   string
	code   signal.CheckCode // what has to be found; "" where the file has to be refused
	inject func(r *rand.Rand, lines []string) []string
	late   bool
}

func faultsOf() []dataFault {
	return []dataFault{
		{name: "newest week is partial", code: signal.PartialPeriod, inject: scaleValue(func(r *rand.Rand) float64 { return 0.1 + 0.4*r.Float64() }, true)},
		{name: "value in another unit, lasting", code: signal.UnitJump, inject: unitChange},
		{name: "newest value in another unit", code: signal.UnitJump, inject: scaleValue(func(r *rand.Rand) float64 {
			return []float64{10, 60, 100, 1000, 0.1, 0.01, 0.001}[r.IntN(7)]
		}, true)},
		{name: "weeks missing", code: signal.Gap, inject: func(r *rand.Rand, lines []string) []string {
			at, n := 2+r.IntN(len(lines)-8), 1+r.IntN(3)
			return append(append([]string{}, lines[:at]...), lines[at+n:]...)
		}},
		{name: "a week twice", code: signal.DuplicatePeriod, inject: func(r *rand.Rand, lines []string) []string {
			return append(lines, lines[1+r.IntN(len(lines)-1)])
		}},
		{name: "newest value stands still", code: signal.Flatline, inject: func(r *rand.Rand, lines []string) []string {
			return carry(lines, 3+r.IntN(4))
		}},
		{name: "newest value is carried forward", code: signal.CarriedForward, inject: func(_ *rand.Rand, lines []string) []string { return carry(lines, 1) }},
		{name: "readings are late", code: signal.Late, late: true, inject: func(_ *rand.Rand, lines []string) []string { return lines }},
		{name: "text in a number", inject: replaceValue("n/a?", "12 orders", "#REF!", "1.2.3", "1e5x")},
		{name: "not a number", inject: replaceValue("NaN", "Inf", "-inf", "1e999")},
		{name: "a column vanishes", inject: func(_ *rand.Rand, lines []string) []string {
			out := make([]string, len(lines))
			for i, line := range lines {
				out[i], _, _ = strings.Cut(line, ",")
			}
			return out
		}},
	}
}

// faults puts each kind of fault into many files, and counts also how often files without one are blocked.
func faults(ctx context.Context, r *rand.Rand, series int) ([]FaultRow, []CleanSeriesRow, error) {
	var rows []FaultRow
	for _, f := range faultsOf() {
		caught := 0
		for range series {
			lines := f.inject(r, fileOf(positive(r, faultyWeeks)))
			caught += one(f.caught(lines))
		}
		rows = append(rows, FaultRow{f.name, shareOf(caught, series)})
	}
	collapsed, err := collapses(r, series)
	if err != nil {
		return rows, nil, err
	}
	rows = append(rows, FaultRow{"the denominator collapses", collapsed})
	var clean []CleanSeriesRow
	for _, noise := range append(JudgingNoises(), NoiseKind{"normal, 5 to 15% of its mean", positive}) {
		blocked, checked := 0, 0
		for range series {
			j, err := signal.Judge(weeks(noise.Make(r, faultyWeeks)), signal.Options{})
			if err != nil {
				return rows, clean, err
			}
			blocked += one(j.Verdict.Outcome == signal.Blocked)
			for _, c := range j.Checks {
				if c.Code != signal.SmallCounts {
					checked++
					break
				}
			}
		}
		clean = append(clean, CleanSeriesRow{noise.Name, shareOf(blocked, series), shareOf(checked, series)})
	}
	return rows, clean, ctx.Err()
}

func (f dataFault) caught(lines []string) bool {
	s, err := signal.ReadCSV("faulty.csv", []byte(strings.Join(lines, "\n")))
	if err != nil || f.code == "" {
		return err != nil
	}
	o := signal.Options{}
	if f.late {
		o.AsOf = s.Points[len(s.Points)-1].Start.AddDate(0, 0, 7*(2+len(lines)%4))
	}
	j, err := signal.Judge(s, o)
	if err != nil {
		return false
	}
	for _, c := range j.Checks {
		if c.Code == f.code {
			return true
		}
	}
	return false
}

// positive draws a usual business metric: normal around 100, of 5 to 15% noise.
func positive(r *rand.Rand, n int) []signal.Point {
	noise := 5 + 10*r.Float64()
	out := make([]signal.Point, n)
	for i := range out {
		out[i].Value = math.Max(20, 100+noise*r.NormFloat64())
	}
	return out
}

func fileOf(points []signal.Point) []string {
	lines := []string{"period,value"}
	for i, p := range points {
		day := time.Date(2024, time.January, 1+7*i, 0, 0, 0, 0, time.UTC)
		lines = append(lines, fmt.Sprintf("%s,%.2f", day.Format(time.DateOnly), p.Value))
	}
	return lines
}

func scaled(line string, factor float64) string {
	day, text, _ := strings.Cut(line, ",")
	var v float64
	_, _ = fmt.Sscan(text, &v)
	return fmt.Sprintf("%s,%.5g", day, v*factor)
}

func scaleValue(factor func(*rand.Rand) float64, newest bool) func(*rand.Rand, []string) []string {
	return func(r *rand.Rand, lines []string) []string {
		at := len(lines) - 1
		if !newest {
			at = 1 + r.IntN(at)
		}
		lines[at] = scaled(lines[at], factor(r))
		return lines
	}
}

func unitChange(r *rand.Rand, lines []string) []string {
	factor := []float64{10, 60, 100, 1000, 0.1, 0.01, 0.001}[r.IntN(7)]
	for i := len(lines) - 1 - r.IntN(15); i < len(lines); i++ {
		lines[i] = scaled(lines[i], factor)
	}
	return lines
}

func carry(lines []string, n int) []string {
	_, value, _ := strings.Cut(lines[len(lines)-1-n], ",")
	for i := len(lines) - n; i < len(lines); i++ {
		day, _, _ := strings.Cut(lines[i], ",")
		lines[i] = day + "," + value
	}
	return lines
}

func replaceValue(texts ...string) func(*rand.Rand, []string) []string {
	return func(r *rand.Rand, lines []string) []string {
		at := 1 + r.IntN(len(lines)-1)
		day, _, _ := strings.Cut(lines[at], ",")
		lines[at] = day + "," + texts[r.IntN(len(texts))]
		return lines
	}
}

// collapses counts how often a newest rate that rests on a tenth to a third of what it should is noticed.
func collapses(r *rand.Rand, series int) (Share, error) {
	caught := 0
	for range series {
		points := shares(0.1, 500, 0.1)(r, faultyWeeks)
		p := &points[len(points)-1]
		p.Denominator = math.Max(1, math.Round(p.Denominator*(0.1+0.25*r.Float64())))
		p.Numerator = math.Min(p.Numerator, math.Round(p.Denominator*0.1))
		p.Value = p.Numerator / p.Denominator
		j, err := signal.Judge(weeks(points), signal.Options{})
		if err != nil {
			return Share{}, err
		}
		for _, c := range j.Checks {
			if c.Code == signal.DenominatorCollapse {
				caught++
				break
			}
		}
	}
	return shareOf(caught, series), nil
}

// String shows the report to a person.
func (r JudgingReport) String() string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%-30s %4s %8s %8s %8s %8s\n", "noise", "n0", "moved", "stated", "begun", "rules")
	for _, a := range r.Alarms {
		fmt.Fprintf(&b, "%-30s %4d %7.1f%% %7.1f%% %8.1f %7.1f%%\n", a.Noise, a.Baseline, 100*a.Moved.Value, 100*a.Stated, a.Begun, 100*a.Rules.Value)
	}
	for _, d := range r.Delays {
		fmt.Fprintf(&b, "shift %.1f, baseline %d: within 8 weeks %.1f%%, median %d, stated mde %.2f\n", d.Shift, d.Baseline, 100*d.Soon.Value, d.Median, d.MDE)
	}
	for _, g := range r.Gates {
		fmt.Fprintf(&b, "gate %.1f, baseline %d: passed without effect %.1f%%\n", g.Threshold, g.Baseline, 100*g.Passed.Value)
	}
	for _, f := range r.Faults {
		fmt.Fprintf(&b, "fault, %s: caught %.1f%%\n", f.Fault, 100*f.Caught.Value)
	}
	for _, c := range r.Clean {
		fmt.Fprintf(&b, "clean, %s: blocked %.1f%%, checked %.1f%%\n", c.Noise, 100*c.Blocked.Value, 100*c.Checked.Value)
	}
	return b.String()
}
