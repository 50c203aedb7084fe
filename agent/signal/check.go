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

// blocking says in a sentence that a check leaves no result.
func (c Check) blocking() string {
	end := "."
	if strings.HasSuffix(c.Message, "?") {
		end = ""
	}
	return "Something is wrong with the data: " + c.Message + end
}

// CheckCode is a kind of check.
type CheckCode string

// The checks.
const (
	PartialPeriod       CheckCode = "partial_period"
	Late                CheckCode = "late"
	Restated            CheckCode = "restated"           // a period says something else than it did
	DefinitionChanged   CheckCode = "definition_changed" // from some period on the metric means something else
	NotFinite           CheckCode = "not_finite"         // a reading is no number that can be worked with
	Gap                 CheckCode = "gap"
	DuplicatePeriod     CheckCode = "duplicate"
	UnitJump            CheckCode = "unit_jump"
	DenominatorCollapse CheckCode = "denominator_collapse"
	SmallCounts         CheckCode = "small_counts"
	Flatline            CheckCode = "flatline"
	CarriedForward      CheckCode = "carried_forward"  // the newest value may be the one before, handed on
	ValueMismatch       CheckCode = "value_mismatch"   // a value is not its numerator over its denominator
	ImpossibleShare     CheckCode = "impossible_share" // more than all, or less than none
	Seasonal            CheckCode = "seasonality"      // weekdays or the seasons of the year differ, and the baseline is too short to allow for it
)

// Severity says whether a check leaves a verdict.
type Severity string

// The severities.
const (
	Block Severity = "block"
	Warn  Severity = "warn"
)

// check looks for all that may be wrong with a series.
func (j judged) check() []Check {
	found := []Check{}
	for _, look := range []func() []Check{
		j.unusable, j.partial, j.late, j.restated, j.redefined, j.gaps, j.duplicates, j.unitJump, j.mismatch, j.impossible, j.denominators, j.repeats, j.smallCounts, j.seasonal,
	} {
		found = append(found, look()...)
	}
	slices.SortStableFunc(found, func(a, b Check) int { return strings.Compare(string(a.Severity), string(b.Severity)) })
	return found
}

// unusable names the readings that are not finite numbers.
func (j judged) unusable() []Check {
	if len(j.series.Unusable) == 0 {
		return nil
	}
	first := j.series.Unusable[0].Label()
	return []Check{{NotFinite, Block, first, plural(len(j.series.Unusable), "reading", "is", "are") + " not a finite number, first that of " + first,
		"Correct it at its source, and fetch it again."}}
}

// partial names the periods that are left out because they are not over, or else a newest total that looks like that.
func (j judged) partial() []Check {
	var out []Check
	for _, p := range j.series.Points {
		if !j.series.over(p, j.asOf) {
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

const tooLate = 3 // periods without a reading, after which nothing is known of today

// late says for how many periods the reading should be there and is not. Three and more leave no verdict on today.
func (j judged) late() []Check {
	if j.asOf.IsZero() || len(j.series.Points) == 0 {
		return nil
	}
	newest := j.series.Points[len(j.series.Points)-1].Slot
	overdue := j.overdue(newest)
	if overdue == 0 {
		return nil
	}
	severity := Warn
	if overdue >= tooLate {
		severity = Block
	}
	return []Check{{Late, severity, newest.Label(), fmt.Sprintf("the newest reading is of %s; %s over since then without one", newest.Label(), plural(overdue, string(j.series.Period), "is", "are")),
		"Fetch the readings again, or judge as of an earlier day with --as-of."}}
}

// overdue counts the periods after one whose readings should have come.
func (j judged) overdue(newest Slot) int {
	n := 0
	for next := j.series.Period.Add(newest.Start, 1); n <= MostRows; next = j.series.Period.Add(next, 1) {
		end := j.series.Period.End(next)
		if !end.After(next) || end.Add(j.freshness).After(j.asOf) {
			break
		}
		if !j.series.Weekdays || !weekend(next) {
			n++
		}
	}
	return n
}

// restated tells of periods that say something else than they did. When one changed by more than periods differ by noise,
// the history is not stable and what is new in it cannot be told.
func (j judged) restated() []Check {
	count, most, largest := 0, Point{}, -1.0
	for _, p := range j.points {
		if p.Was == nil || !math.IsInf(*p.Was, 0) && same(*p.Was, p.Value) {
			continue
		}
		count++
		if by := math.Abs(*p.Was - p.Value); !(by <= largest) {
			largest, most = by, p
		}
	}
	if count == 0 {
		return nil
	}
	severity, beyond := Warn, ""
	if !(largest <= j.usualDifference()) {
		severity, beyond = Block, ", by more than periods differ by chance"
	}
	return []Check{{Restated, severity, most.Label(), fmt.Sprintf("%s restated, most that of %s from %s to %s%s", plural(count, string(j.series.Period), "was", "were"), most.Label(),
		short(*most.Was), short(most.Value), beyond), "Ask the owner of the data what was corrected; once that is understood, judge it anew."}}
}

// usualDifference gives the standard deviation of a period as the moving ranges of the baseline tell it, or those of all
// periods where there is no baseline to speak of; less than anything where nothing is known.
func (j judged) usualDifference() float64 {
	from := j.baseline()
	if len(from) < leastBaseline {
		from = j.points
	}
	if len(from) < 2 {
		return -1
	}
	return XmR(j.series, from).MRBar / d2
}

// redefined says from which period on the metric means something else. Nothing can be compared across that.
func (j judged) redefined() []Check {
	before := ""
	for _, p := range j.points {
		if p.Definition == "" {
			continue
		}
		if before != "" && p.Definition != before {
			return []Check{{DefinitionChanged, Block, p.Label(), "from " + p.Label() + " on the metric is defined otherwise than before",
				"Fetch all periods by the new definition, or judge only those since then."}}
		}
		before = p.Definition
	}
	if now := j.series.Definition; now != "" && before != "" && before != now {
		newest := j.points[len(j.points)-1].Label()
		return []Check{{DefinitionChanged, Block, newest, "the metric is defined otherwise now than when the readings up to " + newest + " were fetched",
			"Fetch its readings again, by the new definition."}}
	}
	return nil
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
		lines := d.lines()
		if d.Same {
			out = append(out, Check{DuplicatePeriod, Warn, d.Label(), fmt.Sprintf("%s is there %d times with the same value%s; it counts once", d.Label(), len(d.Lines), lines),
				"Leave the repetitions out."})
			continue
		}
		out = append(out, Check{DuplicatePeriod, Block, d.Label(), fmt.Sprintf("%s is there %d times with different values%s", d.Label(), len(d.Lines), lines),
			"Keep the row that is right."})
	}
	return out
}

// lines names the lines of a file; readings that come from elsewhere have none.
func (d Duplicate) lines() string {
	if slices.Contains(d.Lines, 0) {
		return ""
	}
	return " (lines " + strings.Trim(strings.ReplaceAll(fmt.Sprint(d.Lines), " ", ", "), "[]") + ")"
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
	logs := make([]float64, len(j.points))
	for i, p := range j.points {
		logs[i] = math.Log(p.Value) // not a finite number where there is no logarithm
	}
	newest := len(logs) - 1
	for i := unitBefore; i <= newest; i++ {
		before := logs[max(0, i-3*unitBefore):i]
		factor := jump(before, logs[i])
		if factor == 0 {
			continue
		}
		label := j.points[i].Label()
		if i < newest && jump(before, logs[newest]) != factor {
			return []Check{{UnitJump, Warn, label, fmt.Sprintf("the value of %s is about %s than those before it, and alone", label, times(factor)),
				"Check that reading and its unit."}}
		}
		return []Check{{UnitJump, Block, label, fmt.Sprintf("from %s on values are about %s than before: a change of unit?", label, times(factor)),
			"Bring all values to one unit, or leave out those before the change."}}
	}
	return nil
}

// jump gives the factor by which a value is above (or, as a fraction, below) those before it, all as logarithms; 0 if
// there is none, as for values that are not positive.
func jump(before []float64, value float64) float64 {
	sum := 0.0
	for _, x := range before {
		sum += x
	}
	if math.IsNaN(sum+value) || math.IsInf(sum+value, 0) {
		return 0
	}
	var newest [unitBefore]float64
	copy(newest[:], before[len(before)-unitBefore:])
	slices.Sort(newest[:])
	off := value - (newest[(unitBefore-1)/2]+newest[unitBefore/2])/2
	spread := math.Sqrt(squares(before, sum/float64(len(before))) / float64(len(before)-1))
	if math.Abs(off) < unitClear*spread {
		return 0
	}
	for _, f := range unitFactors {
		if math.Abs(math.Abs(off)-math.Log(f)) < unitNear {
			if off < 0 {
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

// seasonal says when a season shows that is not allowed for: that of the week in daily values, that of the year in
// weekly, monthly and quarterly ones of two years and more. A shape of the year that is shorter than a month is not looked
// for, and neither is that of fewer than two years, which nobody can tell from a change.
func (j judged) seasonal() []Check {
	if j.season != noSeason || !j.differ(j.all, tellLevel) {
		return nil
	}
	if j.series.Period == Day {
		return []Check{{Seasonal, Warn, "", "the days of the week differ, and the baseline is too short to allow for it",
			"Give a baseline of whole weeks, such as --baseline 28, or one value a week."}}
	}
	year := perYear(j.series.Period)
	if len(j.all) <= leastYears*year {
		return []Check{{Seasonal, Warn, "", "the year has a shape, and there are too few years to allow for it", "Compare with the same season of the year before."}}
	}
	return []Check{{Seasonal, Warn, "", "the year has a shape, and the baseline is too short to allow for it",
		fmt.Sprintf("Give a baseline of whole years, such as --baseline %d, or compare with the same season of the year before.", leastYears*year)}}
}

func plural(n int, what, is, are string) string {
	if n == 1 {
		are = is
	}
	return counted(n, what) + " " + are
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
