package signal

import (
	"math"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// judged is what the judging of a series works on.
type judged struct {
	series Series
	all    []Point // complete ones
	points []Point // of these, from the first of the baseline on
	n0     int     // of these, in the baseline
	// together is how many series are judged in one note.
	together  int
	asOf      time.Time
	freshness time.Duration
	started   bool // it is known when the mechanism started
	season    season
}

// newJudged finds the baseline. The error is Usage when one is asked for that there are too few complete periods for, and
// Invalid when a value is not a finite number.
func newJudged(s Series, o Options) (judged, error) {
	if err := s.finite(); err != nil {
		return judged{}, err
	}
	j := judged{series: s, together: o.Together, asOf: wall(o.AsOf), freshness: max(0, o.Freshness), started: !o.Start.IsZero()}
	j.all = s.complete(j.asOf)
	j.series = s.reconciled(j.all)
	j.points = j.all
	available := len(j.all)
	if j.started {
		available = s.before(j.all, wall(o.Start))
	}
	switch {
	case o.Baseline < 0:
		return j, fault.New(fault.Usage, opJudge, "a baseline cannot be negative", "Give how many periods it has, such as 12.")
	case o.Baseline > available:
		return j, fault.Newf(fault.Usage, opJudge, "a baseline of %d periods needs as many complete ones; there are %d", o.Baseline, available).
			Do("Ask for a shorter baseline, or leave it out.")
	case o.Baseline > 0:
		j.n0 = o.Baseline
	case j.started:
		j.n0 = min(available, s.longestBaseline(j.all[:available]))
	default:
		j.n0 = min(usualBaseline, available)
	}
	if j.started {
		j.points = j.all[available-j.n0:]
	}
	j.season = j.seasonOf()
	return j, nil
}

const opJudge = "signal.judge"

// before counts the points whose period ended before a time.
func (s Series) before(points []Point, start time.Time) int {
	n := 0
	for n < len(points) && !s.Period.End(points[n].Start).After(start) {
		n++
	}
	return n
}

// finite refuses numbers that nothing can be worked out from. Neither [ReadCSV] nor [NewSeries] gives any.
func (s Series) finite() error {
	for _, p := range s.Points {
		if !usable(p) {
			return fault.Newf(fault.Invalid, opJudge, "the reading of %s is not a finite number", p.Label()).Do("Correct the reading, or leave it out.")
		}
	}
	return nil
}

// usable reports whether a point has numbers that can be worked with.
func usable(p Point) bool {
	for _, v := range []float64{p.Value, p.Numerator, p.Denominator} {
		if math.IsNaN(v) || math.Abs(v) > largest {
			return false
		}
	}
	return !p.HasRate || p.Denominator >= 1/largest
}

// wall takes date and clock as they are in the time's own zone for those of UTC, in which periods are kept. So a week
// ends at midnight where its team is, also when the clocks change.
func wall(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	y, m, d := t.Date()
	return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// baseline gives the points of the baseline.
func (j judged) baseline() []Point { return j.points[:j.n0] }

// blocked reports whether a check leaves no verdict.
func blocked(checks []Check) bool {
	return slices.ContainsFunc(checks, func(c Check) bool { return c.Severity == Block })
}
