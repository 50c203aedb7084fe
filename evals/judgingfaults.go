package evals

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
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
	kept, err := keptFaults(r, series)
	if err != nil {
		return rows, nil, err
	}
	rows = append(rows, kept...)
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

// keptFaults puts faults into readings that were kept of several fetches: one that says something else than before, and
// a definition that changed.
func keptFaults(r *rand.Rand, series int) ([]FaultRow, error) {
	var rows []FaultRow
	for _, f := range []struct {
		name   string
		code   signal.CheckCode
		block  bool
		inject func(points []signal.Point, at int)
	}{
		{"a week is restated a little", signal.Restated, false, func(points []signal.Point, at int) {
			was := 1.01 * points[at].Value
			points[at].Was = &was
		}},
		{"a week is restated far beyond noise", signal.Restated, true, func(points []signal.Point, at int) {
			was := 1.5 * points[at].Value
			points[at].Was = &was
		}},
		{"the definition changes", signal.DefinitionChanged, true, func(points []signal.Point, at int) {
			for i := range points {
				points[i].Definition = "before"
				if i >= at {
					points[i].Definition = "after"
				}
			}
		}},
		{"a reading is not a finite number", signal.NotFinite, true, func(points []signal.Point, at int) {
			points[at].Value = []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300}[at%4]
		}},
	} {
		caught := 0
		for range series {
			points := positive(r, faultyWeeks)
			f.inject(points, 1+r.IntN(len(points)-1))
			j, err := signal.Judge(weeks(points), signal.Options{})
			if err != nil {
				return rows, err
			}
			found := slices.ContainsFunc(j.Checks, func(c signal.Check) bool { return c.Code == f.code })
			caught += one(found && f.block == (j.Verdict.Outcome == signal.Blocked))
		}
		rows = append(rows, FaultRow{f.name, shareOf(caught, series)})
	}
	return rows, nil
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
		fmt.Fprintf(&b, "gate %.1f, baseline %d, autocorrelation %.1f, with a day %t: passed without effect %.1f%%\n", g.Threshold, g.Baseline, g.Phi, g.Dated, 100*g.Passed.Value)
	}
	for _, f := range r.Faults {
		fmt.Fprintf(&b, "fault, %s: caught %.1f%%\n", f.Fault, 100*f.Caught.Value)
	}
	for _, c := range r.Clean {
		fmt.Fprintf(&b, "clean, %s: blocked %.1f%%, checked %.1f%%\n", c.Noise, 100*c.Blocked.Value, 100*c.Checked.Value)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "note of %d metrics, %s, baseline %d: any called moved %.1f%%\n", n.Metrics, n.Noise, n.Baseline, 100*n.Moved.Value)
	}
	for _, s := range r.Seasons {
		fmt.Fprintf(&b, "season of %.0f in %s, %d years before: called moved %.1f%%, allowed for in %.1f%%\n", s.Amplitude, s.Noise, s.Years, 100*s.Moved.Value, 100*s.Allowed.Value)
	}
	for _, c := range r.Coverage {
		fmt.Fprintf(&b, "interval of the %s, autocorrelation %.1f, %d before and %d after: holds in %.1f%%, width %.2f\n", c.Method, c.Phi, c.Before, c.After, 100*c.Held.Value, c.Width)
	}
	for _, e := range r.Evidence {
		fmt.Fprintf(&b, "%s, %d before, shift %.0f after %d: after 8 weeks moved %.1f%%, timed %.1f%%, controlled %.1f%%; ever timed %.1f%%\n", e.Noise, e.Before, e.Shift, e.Late,
			100*e.Moved.Value, 100*e.Timed.Value, 100*e.Controlled.Value, 100*e.EverTimed.Value)
	}
	return b.String()
}
