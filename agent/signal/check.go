package signal

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Check is something about the data that a reader has to know before the verdict.
type Check struct {
	Code     CheckCode `json:"code"`
	Severity Severity  `json:"severity"`
	Period   string    `json:"period"` // the first one that it is about; "" for the series as a whole
	Message  string    `json:"message"`
	Next     string    `json:"next"` // what to do about it
}

// CheckCode is a kind of check.
type CheckCode string

// The checks.
const (
	PartialPeriod       CheckCode = "partial_period"
	Late                CheckCode = "late"
	Restated            CheckCode = "restated"           // a period says something else than it did
	DefinitionChanged   CheckCode = "definition_changed" // from some period on the metric means something else
	Gap                 CheckCode = "gap"
	DuplicatePeriod     CheckCode = "duplicate"
	UnitJump            CheckCode = "unit_jump"
	DenominatorCollapse CheckCode = "denominator_collapse"
	SmallCounts         CheckCode = "small_counts"
	Flatline            CheckCode = "flatline"
	CarriedForward      CheckCode = "carried_forward" // the newest value may be the one before, handed on
	ValueMismatch       CheckCode = "value_mismatch"  // a value is not its numerator over its denominator
	Seasonal            CheckCode = "seasonality"     // weekdays differ, and the baseline is too short to allow for it
)

// Severity says whether a check leaves a verdict.
type Severity string

// The severities.
const (
	Block Severity = "block"
	Warn  Severity = "warn"
)

// check looks for all that may be wrong with a series, as of a time, which may be zero. The points are the complete ones.
func (j judged) check(asOf time.Time) []Check {
	found := []Check{}
	for _, look := range []func() []Check{
		func() []Check { return j.partial(asOf) },
		func() []Check { return j.late(asOf) },
		j.gaps, j.duplicates, j.unitJump, j.mismatch, j.denominators, j.repeats, j.smallCounts, j.seasonal,
	} {
		found = append(found, look()...)
	}
	slices.SortStableFunc(found, func(a, b Check) int { return strings.Compare(string(a.Severity), string(b.Severity)) })
	return found
}

// partial names the periods that are left out because they are not over, or else a newest total that looks like that.
func (j judged) partial(asOf time.Time) []Check {
	var out []Check
	for _, p := range j.series.Points {
		over := p.Complete && (asOf.IsZero() || !j.series.Period.End(p.Start).After(asOf))
		if !over {
			out = append(out, Check{PartialPeriod, Warn, p.Label(), fmt.Sprintf("the %s of %s is not over and is left out", j.series.Period, p.Label()),
				"Look again when it is over."})
		}
	}
	const fewest = 8
	n := len(j.points)
	if len(out) > 0 || n < fewest || j.series.Rate {
		return out
	}
	newest, before := j.points[n-1], j.points[:n-1]
	lowest := slices.Min(values(before))
	if limits := XmR(j.series, before); lowest > 0 && newest.Value < 0.7*lowest && newest.Value < limits.Lower {
		out = append(out, Check{PartialPeriod, Warn, newest.Label(), fmt.Sprintf("the newest value is far below all others; is the %s of %s over?", j.series.Period, newest.Label()),
			"If it is not, say so in a column complete, or with --as-of."})
	}
	return out
}

// late says how many periods are over for which there is no reading yet. Three and more leave no verdict on today.
func (j judged) late(asOf time.Time) []Check {
	if asOf.IsZero() || len(j.points) == 0 {
		return nil
	}
	newest := j.series.Points[len(j.series.Points)-1].Slot
	overdue := 0
	for next := j.series.Period.End(newest.Start); overdue <= MostRows; overdue++ {
		after := j.series.Period.Add(next, 1)
		if after.After(asOf) {
			break
		}
		next = after
	}
	if overdue == 0 {
		return nil
	}
	severity := Warn
	if overdue >= 3 {
		severity = Block
	}
	return []Check{{Late, severity, newest.Label(), fmt.Sprintf("the newest reading is of %s; %s over since then without one", newest.Label(), plural(overdue, string(j.series.Period), "is", "are")),
		"Fetch the readings again, or judge as of an earlier day with --as-of."}}
}

// gaps tells of periods without a reading between others. When they are more than a quarter there is no verdict.
func (j judged) gaps() []Check {
	missing, first := 0, ""
	for i := 1; i < len(j.series.Points); i++ {
		a, b := j.series.Points[i-1].Slot, j.series.Points[i].Slot
		n := j.series.missing(a, b)
		if n > 0 && missing == 0 {
			first = j.series.Period.Add(a.Start, 1).Format(time.DateOnly)
		}
		missing += max(0, n)
	}
	if missing == 0 {
		return nil
	}
	severity := Warn
	if 3*missing > len(j.series.Points) {
		severity = Block
	}
	return []Check{{Gap, severity, first, plural(missing, string(j.series.Period), "has", "have") + " no reading, first that of " + first,
		"Fetch what is missing; nothing is made up in between."}}
}

// duplicates tells of periods with several rows; when these differ, nobody knows which one is true.
func (j judged) duplicates() []Check {
	var out []Check
	for _, d := range j.series.Duplicates {
		lines := strings.Trim(strings.ReplaceAll(fmt.Sprint(d.Lines), " ", ", "), "[]")
		if d.Same {
			out = append(out, Check{DuplicatePeriod, Warn, d.Label(), fmt.Sprintf("%s is there %d times with the same value (lines %s); it counts once", d.Label(), len(d.Lines), lines),
				"Leave the repetitions out."})
			continue
		}
		out = append(out, Check{DuplicatePeriod, Block, d.Label(), fmt.Sprintf("%s is there %d times with different values (lines %s)", d.Label(), len(d.Lines), lines),
			"Keep the row that is right."})
	}
	return out
}

// unitFactors are ratios by which values change when their unit does: decimal prefixes, percent, minutes, hours, days,
// binary prefixes.
var unitFactors = []float64{10, 24, 60, 100, 1000, 1024, 3600, 86400, 1e6}

const (
	unitBefore = 8   // values that a jump is compared with
	unitNear   = 0.4 // how far, as a logarithm, a ratio may be off its factor
	unitClear  = 4   // how many standard deviations, of logarithms, a jump is at least
)

// unitJump looks for a value that is one of the usual factors above or below those before it, far beyond their noise.
func (j judged) unitJump() []Check {
	for i := unitBefore; i < len(j.points); i++ {
		factor := jumpAt(j.points, i)
		if factor == 0 {
			continue
		}
		label := j.points[i].Label()
		lasting := i == len(j.points)-1 || jumpAt(append(slices.Clone(j.points[:i]), j.points[len(j.points)-1]), i) == factor
		if !lasting {
			return []Check{{UnitJump, Warn, label, fmt.Sprintf("the value of %s is about %s than those before it, and alone", label, times(factor)),
				"Check that reading and its unit."}}
		}
		return []Check{{UnitJump, Block, label, fmt.Sprintf("from %s on values are about %s than before: a change of unit?", label, times(factor)),
			"Bring all values to one unit, or leave out those before the change."}}
	}
	return nil
}

// jumpAt gives the factor by which a point is above (or, as a fraction, below) those before it; 0 if there is none, as
// in a series with values that are not positive.
func jumpAt(points []Point, i int) float64 {
	if points[i].Value <= 0 {
		return 0
	}
	logs := make([]float64, 0, i)
	for _, p := range points[max(0, i-3*unitBefore):i] {
		if p.Value <= 0 {
			return 0
		}
		logs = append(logs, math.Log(p.Value))
	}
	if len(logs) < unitBefore {
		return 0
	}
	jump := math.Log(points[i].Value) - median(logs[len(logs)-unitBefore:])
	spread := math.Sqrt(squares(logs, mean(logs)) / float64(len(logs)-1))
	if math.Abs(jump) < unitClear*spread {
		return 0
	}
	for _, f := range unitFactors {
		if math.Abs(math.Abs(jump)-math.Log(f)) < unitNear {
			if jump < 0 {
				return 1 / f
			}
			return f
		}
	}
	return 0
}

func times(factor float64) string {
	if factor < 1 {
		return fmt.Sprintf("%.0f times smaller", 1/factor)
	}
	return fmt.Sprintf("%.0f times larger", factor)
}

func (j judged) mismatch() []Check {
	if j.series.Mismatch == nil {
		return nil
	}
	label := j.series.Mismatch.Label()
	return []Check{{ValueMismatch, Warn, label, "the value of " + label + " is not its numerator over its denominator; values are judged alone",
		"Correct the row, or leave the columns numerator and denominator out."}}
}

// denominators looks for a period that rests on less than half of those before it, and on far less than their own
// differences explain.
func (j judged) denominators() []Check {
	const before = 4
	var out []Check
	for i, p := range j.points {
		if i < before || !p.HasRate {
			continue
		}
		var usual []float64
		for _, q := range j.points[max(0, i-8):i] {
			usual = append(usual, q.Denominator)
		}
		part := p.Denominator / median(usual)
		if part >= 0.5 || math.Log(part) > -3.5*logSpread(j.points[:i]) {
			continue
		}
		severity := Warn
		if part < 0.3 && i == len(j.points)-1 {
			severity = Block
		}
		out = append(out, Check{DenominatorCollapse, severity, p.Label(), fmt.Sprintf("the denominator of %s is %.0f%% of what it was before", p.Label(), 100*part),
			"Check whether part of the data is missing."})
	}
	if len(out) == 0 {
		for _, b := range j.series.Blank {
			if slices.ContainsFunc(j.series.Points, func(p Point) bool { return p.HasRate }) {
				out = append(out, Check{DenominatorCollapse, Warn, b.Label(), "there is nothing that " + b.Label() + " could have a rate of", "Check whether the data are missing."})
			}
		}
	}
	return out
}

// logSpread gives the standard deviation of the logarithms of denominators.
func logSpread(points []Point) float64 {
	logs := make([]float64, 0, len(points))
	for _, p := range points {
		if p.HasRate {
			logs = append(logs, math.Log(p.Denominator))
		}
	}
	if len(logs) < 2 {
		return 0
	}
	return math.Sqrt(squares(logs, mean(logs)) / float64(len(logs)-1))
}

// repeats looks for values that stand still longer than values of this kind do by chance.
func (j judged) repeats() []Check {
	n := len(j.points)
	if n < leastBaseline {
		return nil
	}
	if flat(values(j.points)) {
		return []Check{{Flatline, Warn, j.points[0].Label(), "every value is the same", "Check that the number is counted, and not a placeholder."}}
	}
	for start := 0; start < n; {
		end := start + 1
		for end < n && j.repeated(start, end) {
			end++
		}
		if c, found := j.still(start, end); found {
			return []Check{c}
		}
		start = end
	}
	return nil
}

func (j judged) repeated(a, b int) bool {
	p, q := j.points[a], j.points[b]
	return p.Value == q.Value && p.Numerator == q.Numerator && p.Denominator == q.Denominator
}

// still judges a run of equal values. How often a value repeats by chance is taken from the periods outside of the run:
// from how often two of them are equal, with two more of four pairs than were seen, and from how common this value is.
func (j judged) still(start, end int) (Check, bool) {
	n, run := len(j.points), end-start
	if run < 2 {
		return Check{}, false
	}
	others := slices.Concat(j.points[:start], j.points[end:])
	equal, pairs := equalPairs(others)
	common := 0.5
	for _, p := range others {
		if p.Value == j.points[start].Value {
			common++
		}
	}
	chance := math.Pow(math.Max((equal+2)/(pairs+4), common/float64(len(others)+1)), float64(run-1))
	label, newest := j.points[start].Label(), end == n
	switch {
	case run >= 3 && newest && chance < 0.003:
		return Check{Flatline, Block, label, fmt.Sprintf("the value has not changed since %s, for %d periods", label, run),
			"Check that readings still arrive; a value that is carried forward is no reading."}, true
	case run >= 3 && chance < 0.0005:
		return Check{Flatline, Warn, label, fmt.Sprintf("from %s on the value is the same for %d periods", label, run),
			"Check whether readings were missing then."}, true
	case run == 2 && newest && len(others) >= 8 && common < 1 && (equal == 0 || equal+1 < 0.01*pairs):
		return Check{CarriedForward, Warn, j.points[end-1].Label(), "the newest value is exactly the one before it, which no other value is",
			"Check that it is a reading of its own, and not carried forward."}, true
	}
	return Check{}, false
}

// equalPairs counts how many of the pairs of points have the same value.
func equalPairs(points []Point) (equal, pairs float64) {
	times := map[float64]float64{}
	for _, p := range points {
		equal += times[p.Value]
		times[p.Value]++
	}
	n := float64(len(points))
	return equal, n * (n - 1) / 2
}

// fewCounts is the mean below which single periods say little.
const fewCounts = 5

func (j judged) smallCounts() []Check {
	if len(j.points) == 0 {
		return nil
	}
	sum := 0.0
	switch j.noiseKind() {
	case noiseCounts:
		for _, p := range j.points {
			sum += p.Value
		}
	case noiseEvents, noiseShares:
		for _, p := range j.points {
			sum += p.Numerator
		}
	default:
		return nil
	}
	if each := sum / float64(len(j.points)); each < fewCounts {
		return []Check{{SmallCounts, Warn, "", fmt.Sprintf("about %.2g events a %s: chance alone moves them a lot", each, j.series.Period),
			"Look at longer periods together."}}
	}
	return nil
}

// seasonal says when weekdays differ and the baseline is too short to give each its own mean.
func (j judged) seasonal() []Check {
	if j.series.Period != Day || !weekdaysDiffer(j.points) || weekdaysDiffer(j.points[:j.n0]) && j.weekdaysKnown() {
		return nil
	}
	return []Check{{Seasonal, Warn, "", "the days of the week differ, and the baseline is too short to allow for it",
		"Give a baseline of whole weeks, such as --baseline 28, or one value a week."}}
}

func plural(n int, what, is, are string) string {
	if n == 1 {
		return "1 " + what + " " + is
	}
	return fmt.Sprintf("%d %ss %s", n, what, are)
}
