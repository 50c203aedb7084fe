package signal

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Guardrail is what must not get worse while a mechanism is tried: values on the good side of a threshold. Where values
// are shares of events, the threshold is the share that may be bad, and the periods of the window have one budget.
type Guardrail struct {
	Op        string    // how good values compare: "<", "<=", ">" or ">="
	Threshold float64   // in the unit of the values, such as 3 for "< 3" percent
	Start     time.Time // when the mechanism started; zero when that is not known
	AsOf      time.Time // what time it is; zero: just after the newest period
	Freshness time.Duration
}

const (
	opWatch        = "signal.guardrail"
	guardedPeriods = 4 // newest complete periods whose events share a budget
)

// WatchGuardrail says how a guardrail stands after the newest complete period.
//
// Shares (numerator out of denominator, where neither threshold is 0 or everything): the window is the newest four complete periods, or
// those since the start of the mechanism where these are fewer, and at least one. Breached when its budget, the threshold
// times all its events, is used up; burning when the newest period alone is beyond the threshold; SLI, interval, burn rate and
// budget are as [JudgeGuardrail] gives them. All other values: breached when the newest is beyond the threshold; burning when the
// natural limits around the level of today reach beyond the threshold, so that chance alone will breach it.
//
// A reading that is missing, blocked, or not its numerator over its denominator makes the state unknown, except that a breach
// that is seen stays a breach; a newest reading that is no possible share, or that seems to be in another unit than those
// before, shows none. The error is
// Usage when the guardrail makes no sense, and Invalid when a value is not a finite number.
func WatchGuardrail(s Series, g Guardrail) (GuardrailResult, error) {
	if !slices.Contains([]string{">=", ">", "<=", "<"}, g.Op) {
		return GuardrailResult{}, fault.Newf(fault.Usage, opWatch, "a guardrail cannot compare with %q", g.Op).Do(`Use ">=", ">", "<=" or "<".`)
	}
	if math.IsNaN(g.Threshold) || math.Abs(g.Threshold) > largest {
		return GuardrailResult{}, fault.New(fault.Usage, opWatch, "the threshold is no number that can be kept", "Give the threshold in the unit of the values.")
	}
	if g.AsOf.IsZero() && len(s.Points) > 0 {
		g.AsOf = s.Period.End(s.Points[len(s.Points)-1].Start)
	}
	o := Options{Start: g.Start, AsOf: g.AsOf, Freshness: g.Freshness}
	j, err := newJudged(s, o)
	if err != nil {
		return GuardrailResult{}, err
	}
	r := GuardrailResult{State: GuardrailUnknown, Checks: contradicted(j.check())}
	if len(j.all) == 0 {
		r.Detail = "There is no complete reading."
		return r, nil
	}
	allowed, shares := j.allowed(g)
	w := window{points: j.all[len(j.all)-1:], expected: 1}
	if shares {
		w = j.guarded(g)
	}
	r.From, r.To = w.points[0].Label(), w.points[len(w.points)-1].Label()
	r.Coverage = float64(len(w.points)) / float64(w.expected)
	newest := w.points[len(w.points)-1]
	r.Observed = newest.Value
	if shares {
		if err := r.spend(g, j.series, w.points, allowed); err != nil {
			return r, err
		}
	} else {
		r.compare(g, newest)
		if r.State == GuardrailOK && !blocked(r.Checks) {
			r.foreboding(g, j)
		}
	}
	r.doubt(j, newest.Slot)
	return r, nil
}

// window is what a guardrail looks at.
type window struct {
	points   []Point
	expected int // periods from its first to its last
}

// guarded gives the newest complete periods, of four in the calendar, that ended after the start of the mechanism.
func (j judged) guarded(g Guardrail) window {
	newest := j.all[len(j.all)-1]
	points := j.all
	if !g.Start.IsZero() {
		since := points[j.series.before(points, wall(g.Start)):]
		if len(since) == 0 {
			since = points[len(points)-1:]
		}
		points = since
	}
	first := newest
	for n := len(points) - 1; n >= 0 && j.series.count(points[n].Slot, newest.Slot) <= guardedPeriods; n-- {
		first = points[n]
	}
	from := slices.IndexFunc(points, func(p Point) bool { return p.Index == first.Index })
	w := window{points: points[from:]}
	w.expected = j.series.count(first.Slot, newest.Slot)
	return w
}

// allowed gives the share of events that may be bad; it reports false for values that are no shares, and for a threshold
// that leaves no budget.
func (j judged) allowed(g Guardrail) (float64, bool) {
	if !j.series.Rate || j.series.Scale == 0 {
		return 0, false
	}
	for _, p := range j.points {
		if p.Numerator < 0 || p.Numerator > p.Denominator {
			return 0, false
		}
	}
	share := g.Threshold / j.series.Scale
	if g.above() {
		share = 1 - share
	}
	return share, share > 0 && share < 1
}

// above reports whether more is good.
func (g Guardrail) above() bool { return g.Op[0] == '>' }

// holds reports whether a value is on the good side.
func (g Guardrail) holds(v float64) bool { return Gate{Op: g.Op, Threshold: g.Threshold}.reached(v) }

// bad counts the bad events of a period.
func (g Guardrail) bad(p Point) float64 {
	if g.above() {
		return p.Denominator - p.Numerator
	}
	return p.Numerator
}

// spend holds the events of the window against their budget.
func (r *GuardrailResult) spend(g Guardrail, s Series, points []Point, allowed float64) error {
	for _, p := range points {
		r.Bad += g.bad(p)
		r.Total += p.Denominator
	}
	judged, err := JudgeGuardrail(Objective{Target: 1 - allowed}, Slice{r.Bad, r.Total}, r.Coverage, nil)
	if err != nil {
		return err
	}
	r.SLI, r.Low, r.High, r.BurnRate, r.Consumed = judged.SLI, judged.Low, judged.High, judged.BurnRate, judged.Consumed
	share := s.Scale * (r.Total - r.Bad) / r.Total
	if !g.above() {
		share = s.Scale * r.Bad / r.Total
	}
	newest := points[len(points)-1]
	switch {
	case !g.holds(share):
		r.State = GuardrailBreached
	case !g.holds(newest.Value):
		r.State = GuardrailBurning
	default:
		r.State = GuardrailOK
	}
	r.Detail = fmt.Sprintf("In %s up to that of %s %s of %s events were bad, which is %.0f%% of what %s %s allows.", counted(len(points), string(s.Period)), newest.Label(),
		short(r.Bad), short(r.Total), 100*r.Consumed, g.Op, plainly(g.Threshold))
	if r.State == GuardrailBurning {
		r.Detail += fmt.Sprintf(" The newest alone, with %s, is beyond it.", short(newest.Value))
	}
	return nil
}

// compare holds the newest value against the threshold.
func (r *GuardrailResult) compare(g Guardrail, newest Point) {
	r.State = GuardrailOK
	holds := "keeps"
	if !g.holds(newest.Value) {
		r.State, holds = GuardrailBreached, "breaks"
	}
	r.Detail = fmt.Sprintf("The newest value, %s of %s, %s %s %s.", short(newest.Value), newest.Label(), holds, g.Op, plainly(g.Threshold))
}

// foreboding tells of a guardrail that holds and will not for long: the usual swings of the series, around the level that
// it has by now, reach beyond the threshold.
func (r *GuardrailResult) foreboding(g Guardrail, j judged) {
	base := j.baseline()
	if len(base) < leastBaseline {
		return
	}
	limits := XmR(j.series, base)
	level := limits.Mean
	if v := j.verdict(); v.Outcome == MovedUp || v.Outcome == MovedDown {
		level = v.Level
	}
	edge := level + limits.Upper - limits.Mean
	if g.above() {
		edge = level + limits.Lower - limits.Mean
	}
	if !g.holds(edge) {
		r.State = GuardrailBurning
		r.Detail += fmt.Sprintf(" Around its level of about %s it swings to %s, so chance alone will break it.", short(level), short(edge))
	}
}

// doubt makes the state unknown where a reading is missing or blocked, unless there is a breach.
func (r *GuardrailResult) doubt(j judged, newest Slot) {
	usual, share := j.usualShare()
	impossible := share && j.all[len(j.all)-1].noShare(usual)
	otherUnit := slices.ContainsFunc(r.Checks, func(c Check) bool { return c.Code == UnitJump && c.Severity == Block })
	if r.State == GuardrailBreached && !impossible && !otherUnit {
		return
	}
	i := slices.IndexFunc(r.Checks, func(c Check) bool { return c.Severity == Block })
	switch {
	case i >= 0:
		r.Detail = r.Checks[i].blocking()
	case j.overdue(newest) > 0:
		r.Detail = fmt.Sprintf("The newest complete reading is of %s; that of a later %s should be there and is missing.", newest.Label(), j.series.Period)
	case r.Coverage < leastCoverage:
		r.Detail = fmt.Sprintf("Of the %ss from %s to %s not all have a reading.", j.series.Period, r.From, r.To)
	default:
		return
	}
	r.State = GuardrailUnknown
}

// plainly gives a threshold as it was set.
func plainly(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
