package signal

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Gate is the condition under which a team goes on: the mean of the newest periods against a threshold.
type Gate struct {
	Op        string  // ">=", ">", "<=" or "<"
	Threshold float64 // in the unit of the values
	Periods   int     // newest complete periods, whose mean is looked at
	Baseline  int     // complete periods from the first on; 0 for up to 12 of those before the newest
	AsOf      time.Time
	// Start is when the mechanism started, zero when that is not known; the baseline is what ended before it, as that of
	// [Options] is.
	Start time.Time
	// By is the day of the gate, zero when there is none. The one look is then at all periods from Start up to the one
	// that By falls into, Periods is passed over, and what comes later changes nothing.
	By        time.Time
	Freshness time.Duration // how long after the end of a period its reading may come before it is late
}

// GateState is how a gate stands.
type GateState string

// The states of a gate.
const (
	GatePassed GateState = "passed" // the threshold is reached, and by more than noise
	GateFailed GateState = "failed" // it is not reached
	GateNotDue GateState = "not_due"
	// GateInconclusive is a result: the threshold is reached, but noise alone would reach it too often.
	GateInconclusive GateState = "inconclusive"
	GateUnknown      GateState = "unknown" // it cannot be told
)

// GateResult is how a gate stands and why. Its JSON is what other programs read.
type GateResult struct {
	State        GateState `json:"state"`
	Observed     float64   `json:"observed"` // mean of the newest periods
	BaselineMean float64   `json:"baseline_mean"`
	Statistic    float64   `json:"statistic"` // Student's t; positive in the direction of the gate
	P            float64   `json:"p_value"`   // one-sided
	MDE          float64   `json:"mde"`       // difference to the baseline that passes the test with 80%
	Detail       string    `json:"detail"`
	From         string    `json:"from"` // first day of the first period that was looked at; "" before the look
	To           string    `json:"to"`   // first day of the last one
	N            int       `json:"n"`    // periods looked at
	BaselineN    int       `json:"baseline_n"`
	Due          string    `json:"due"` // day by which the look can be taken: the period of the gate's day is over, and its reading no longer late; "" where that is not known
	Checks       []Check   `json:"checks"`
}

// gateLevel is the probability with which noise alone passes the test of a gate, one-sided; gatePower is that with which
// a difference as large as the MDE does.
const (
	gateLevel = 0.05
	gatePower = 0.80
)

const opGate = "signal.gate"

// JudgeGate looks at a gate once. It passes when the mean of the k periods of the look reaches the threshold and differs
// from the mean of the n0 periods of the baseline by more than t·s·√(1/k + 1/n0), with s the standard deviation of the
// baseline and t the 95% quantile of Student's t with n0−1 degrees of freedom (Student 1908; see Montgomery, Design and
// Analysis of Experiments, 2.4). The test takes periods for independent: where neighbours correlate by 0.3 it
// passes about 8 of 100 mechanisms that do nothing, instead of 5. Readings that contradict themselves, of which a value is not
// its numerator over its denominator, leave no result. The error is Usage when the gate itself makes no
// sense, and Invalid when a value is not a finite number.
func JudgeGate(s Series, g Gate) (GateResult, error) {
	if err := g.valid(); err != nil {
		return GateResult{}, err
	}
	if err := s.finite(); err != nil {
		return GateResult{}, err
	}
	if g.By.IsZero() {
		return g.newest(s)
	}
	return g.dated(s)
}

// newest looks at the newest periods.
func (g Gate) newest(s Series) (GateResult, error) {
	complete := s.complete(wall(g.AsOf))
	available := len(complete)
	if !g.Start.IsZero() {
		available = s.before(complete, wall(g.Start))
	}
	o := Options{Baseline: g.Baseline, Start: g.Start, AsOf: g.AsOf, Freshness: g.Freshness}
	due := len(complete)-available >= g.Periods
	if g.Start.IsZero() {
		if o.Baseline == 0 {
			o.Baseline = max(0, min(usualBaseline, available-g.Periods))
		}
		due = available >= o.Baseline+g.Periods
	}
	o.Baseline = min(o.Baseline, available)
	j, err := newJudged(s, o)
	if err != nil {
		return GateResult{}, err
	}
	if g.Start.IsZero() && o.Baseline == 0 {
		j.n0 = 0 // all there is belongs to the look
	}
	r := GateResult{State: GateUnknown, P: 1, Checks: contradicted(j.check()), BaselineN: j.n0}
	if !due {
		r.State = GateNotDue
		r.Detail = fmt.Sprintf("There are %d complete periods; the gate is due when there are %d: %d of the baseline and %d after it.",
			len(complete), g.Baseline+g.Periods, g.Baseline, g.Periods)
		switch {
		case !g.Start.IsZero():
			r.Detail = fmt.Sprintf("There are %d complete periods since the mechanism started; the gate looks at %d.", len(complete)-available, g.Periods)
		case g.Baseline == 0:
			r.Detail = fmt.Sprintf("There are %d complete periods; the gate looks at %d.", len(complete), g.Periods)
		}
		r.foresee(values(j.baseline()), g.Periods)
		return r, nil
	}
	if r.blocked() {
		return r, nil
	}
	r.judge(g, j.baseline(), complete[len(complete)-g.Periods:])
	return r, nil
}

// dated looks at the periods from the start of the mechanism up to the gate's day, once they are over, and at nothing
// that came later.
func (g Gate) dated(s Series) (GateResult, error) {
	if len(s.Points) == 0 {
		return GateResult{State: GateUnknown, P: 1, Checks: []Check{}, Detail: "There is no reading."}, nil
	}
	first, by := g.span(s)
	end := s.Period.End(by.Start)
	now := wall(g.AsOf)
	if now.IsZero() {
		now = s.Period.End(s.Points[len(s.Points)-1].Start)
	}
	j, err := g.judgedUntil(s, first, end, now)
	if err != nil {
		return GateResult{}, err
	}
	look := slices.DeleteFunc(slices.Clone(j.points[j.n0:]), func(p Point) bool { return p.Index < first.Index })
	due := end.Add(g.Freshness)
	r := GateResult{State: GateUnknown, P: 1, Checks: contradicted(j.check()), Due: due.Format(time.DateOnly), BaselineN: j.n0}
	planned := s.count(first, by)
	r.foresee(values(j.baseline()), planned)
	arrived := len(look) > 0 && look[len(look)-1].Index == by.Index
	switch {
	case planned < 1:
		r.Detail = fmt.Sprintf("No whole %s lies between the start of the mechanism and the day of the gate.", s.Period)
	case now.Before(end), !arrived && now.Before(due):
		r.State = GateNotDue
		r.Detail = fmt.Sprintf("The gate is due on %s, when the %s of %s is known; it then looks at %s.", r.Due, s.Period, by.Label(), counted(planned, string(s.Period)))
	case !arrived:
		r.Detail = fmt.Sprintf("The gate was due on %s, and there is no reading of the %s of %s.", r.Due, s.Period, by.Label())
	case !r.blocked():
		r.judge(g, j.baseline(), look)
	}
	return r, nil
}

// span gives the first and the last period of the look of a gate with a day.
func (g Gate) span(s Series) (first, by Slot) {
	by = s.slotAt(wall(g.By))
	if g.Start.IsZero() {
		return Slot{Start: s.Period.Add(by.Start, 1-g.Periods), Index: by.Index + 1 - g.Periods}, by
	}
	return s.firstAfter(wall(g.Start)), by
}

// judgedUntil gives what was known when the look was due, at end, or what is known now where that is earlier.
func (g Gate) judgedUntil(s Series, first Slot, end, now time.Time) (judged, error) {
	if now.After(end) {
		now = end
	}
	s = s.Until(end)
	o := Options{Baseline: g.Baseline, Start: g.Start, AsOf: now, Freshness: g.Freshness}
	if o.Start.IsZero() {
		o.Start = first.Start
	}
	available := s.before(s.complete(now), wall(o.Start))
	if o.Baseline == 0 && g.Start.IsZero() {
		o.Baseline = usualBaseline
	}
	o.Baseline = min(o.Baseline, available)
	return newJudged(s, o)
}

// blocked says which check leaves no result, if one does.
func (r *GateResult) blocked() bool {
	i := slices.IndexFunc(r.Checks, func(c Check) bool { return c.Severity == Block })
	if i >= 0 {
		r.Detail = r.Checks[i].blocking()
	}
	return i >= 0
}

// slotAt gives the period that a day lies in, as the series counts its periods; on a weekend that of the working day
// before, where the series has no weekends.
func (s Series) slotAt(day time.Time) Slot {
	day = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
	for s.Weekdays && weekend(day) {
		day = day.AddDate(0, 0, -1)
	}
	if s.Period != Week {
		return slotOf(s.Period, day, 0)
	}
	known := s.Points[0].Slot
	index := known.Index + floorDiv(dayNumber(day)-dayNumber(known.Start), 7)
	return Slot{Start: known.Start.AddDate(0, 0, 7*(index-known.Index)), Index: index}
}

// firstAfter gives the first period that begins at or after a day.
func (s Series) firstAfter(day time.Time) Slot {
	slot := s.slotAt(day)
	if slot.Start.Before(day) {
		slot.Start, slot.Index = s.Period.Add(slot.Start, 1), slot.Index+1
	}
	return slot
}

// count gives how many periods there are from one to another.
func (s Series) count(from, to Slot) int {
	if to.Index < from.Index {
		return 0
	}
	before := Slot{Start: s.Period.Add(from.Start, -1), Index: from.Index - 1}
	return s.missing(before, to) + 1
}

func (g Gate) valid() error {
	switch {
	case !slices.Contains([]string{">=", ">", "<=", "<"}, g.Op):
		return fault.Newf(fault.Usage, opGate, "a gate cannot compare with %q", g.Op).Do(`Use ">=", ">", "<=" or "<", in quotes.`)
	case math.IsNaN(g.Threshold) || math.Abs(g.Threshold) > largest:
		return fault.New(fault.Usage, opGate, "the threshold is no number that can be reached", "Give the threshold in the unit of the values.")
	case (g.By.IsZero() || g.Start.IsZero()) && (g.Periods < 1 || g.Periods > MostRows):
		return fault.Newf(fault.Usage, opGate, "a gate cannot look at %d periods", g.Periods).Do("Give at least 1, such as --periods 2.")
	case !g.By.IsZero() && wall(g.By).Before(wall(g.Start)):
		return fault.New(fault.Usage, opGate, "the gate's day is before the start of the mechanism", "Give a later day.")
	case g.Baseline < 0 || g.Baseline > MostRows:
		return fault.Newf(fault.Usage, opGate, "a baseline cannot have %d periods", g.Baseline).Do("Give how many it has, such as --baseline 12, or leave it out.")
	}
	return nil
}

// foresee says which difference a look at k periods would find, and gives the noise of that difference; 0 where the
// baseline does not tell it.
func (r *GateResult) foresee(base []float64, k int) float64 {
	n0 := float64(len(base))
	if len(base) < leastBaseline || flat(base) || k < 1 {
		return 0
	}
	r.BaselineMean = mean(base)
	noise := math.Sqrt(squares(base, r.BaselineMean) / (n0 - 1) * (1/float64(k) + 1/n0))
	t := distuv.StudentsT{Sigma: 1, Nu: n0 - 1}
	r.MDE = noise * (t.Quantile(1-gateLevel) + t.Quantile(gatePower))
	return noise
}

// judge compares the periods of the look with the baseline.
func (r *GateResult) judge(g Gate, before, look []Point) {
	base, newest := values(before), values(look)
	r.Observed, r.N = mean(newest), len(look)
	r.From, r.To = look[0].Label(), look[len(look)-1].Label()
	if len(base) == 0 {
		r.Detail = "There is no baseline to compare with."
		return
	}
	r.BaselineMean = mean(base)
	reached := g.reached(r.Observed)
	noise := r.foresee(base, len(newest))
	if noise > 0 {
		r.Statistic = g.direction() * (r.Observed - r.BaselineMean) / noise
		r.P = distuv.StudentsT{Sigma: 1, Nu: float64(len(base)) - 1}.Survival(r.Statistic)
	}
	seen := fmt.Sprintf("The mean of the newest %d is %s, of the baseline of %d %s; the gate is %s %s.", len(newest), short(r.Observed), len(base),
		short(r.BaselineMean), g.Op, short(g.Threshold))
	switch {
	case !reached:
		r.State, r.Detail = GateFailed, seen+" The threshold is not reached."
	case noise == 0 && len(base) < leastBaseline:
		r.Detail = seen + " The threshold is reached, but a baseline of fewer than 5 periods does not tell what noise is."
	case noise == 0:
		r.Detail = seen + " The threshold is reached, but the baseline never varies, so it does not tell what noise is."
	case r.P < gateLevel:
		r.State, r.Detail = GatePassed, seen+" The threshold is reached, and by more than noise explains."
	default:
		r.State = GateInconclusive
		r.Detail = fmt.Sprintf("%s The threshold is reached, but noise alone does as much in %.0f of 100 cases; a difference of %s would have shown.",
			seen, math.Ceil(100*r.P), short(r.MDE))
	}
}

func (g Gate) reached(v float64) bool {
	switch g.Op {
	case ">=":
		return v >= g.Threshold || same(v, g.Threshold)
	case ">":
		return v > g.Threshold && !same(v, g.Threshold)
	case "<=":
		return v <= g.Threshold || same(v, g.Threshold)
	}
	return v < g.Threshold && !same(v, g.Threshold)
}

// direction is 1 for a gate that asks for more, -1 for one that asks for less.
func (g Gate) direction() float64 {
	if strings.HasPrefix(g.Op, "<") {
		return -1
	}
	return 1
}

// short gives a number with four significant digits.
func short(v float64) string {
	if v != 0 && (math.Abs(v) >= 1e4 && math.Abs(v) < 1e15) {
		return strconv.FormatFloat(math.Round(v), 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}
