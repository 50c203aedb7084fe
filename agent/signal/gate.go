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
	Due          string    `json:"due"` // day on which the look is due; "" where that is not known
	Checks       []Check   `json:"checks"`
}

// gateLevel is the probability with which noise alone passes the test of a gate, one-sided; gatePower is that with which
// a difference as large as the MDE does.
const (
	gateLevel = 0.05
	gatePower = 0.80
)

const opGate = "signal.gate"

// JudgeGate looks at a gate once. It passes when the mean of the newest k periods reaches the threshold and differs from
// the mean of the n0 periods of the baseline by more than t·s·√(1/k + 1/n0), with s the standard deviation of the
// baseline and t the 95% quantile of Student's t with n0−1 degrees of freedom (Student 1908; see Montgomery, Design and
// Analysis of Experiments, 2.4). The error is Usage when the gate itself makes no sense.
func JudgeGate(s Series, g Gate) (GateResult, error) {
	if err := g.valid(); err != nil {
		return GateResult{}, err
	}
	j := judged{series: s, points: s.complete(g.AsOf)}
	j.n0 = g.Baseline
	if j.n0 == 0 {
		j.n0 = max(0, min(usualBaseline, len(j.points)-g.Periods))
	}
	r := GateResult{State: GateUnknown, P: 1}
	if len(j.points) < j.n0+g.Periods {
		j.n0 = min(j.n0, len(j.points))
		r.State, r.Checks = GateNotDue, j.check(g.AsOf)
		r.Detail = fmt.Sprintf("There are %d complete periods; the gate is due when there are %d: %d of the baseline and %d after it.",
			len(j.points), g.Baseline+g.Periods, g.Baseline, g.Periods)
		if g.Baseline == 0 {
			r.Detail = fmt.Sprintf("There are %d complete periods; the gate looks at %d.", len(j.points), g.Periods)
		}
		return r, nil
	}
	r.Checks = j.check(g.AsOf)
	if i := slices.IndexFunc(r.Checks, func(c Check) bool { return c.Severity == Block }); i >= 0 {
		r.Detail = "Something is wrong with the data: " + r.Checks[i].Message + "."
		return r, nil
	}
	base, newest := values(j.points[:j.n0]), values(j.points[len(j.points)-g.Periods:])
	r.judge(g, base, newest)
	return r, nil
}

func (g Gate) valid() error {
	switch {
	case !slices.Contains([]string{">=", ">", "<=", "<"}, g.Op):
		return fault.Newf(fault.Usage, opGate, "a gate cannot compare with %q", g.Op).Do(`Use ">=", ">", "<=" or "<", in quotes.`)
	case math.IsNaN(g.Threshold) || math.Abs(g.Threshold) > largest:
		return fault.New(fault.Usage, opGate, "the threshold is no number that can be reached", "Give the threshold in the unit of the values.")
	case g.Periods < 1 || g.Periods > MostRows:
		return fault.Newf(fault.Usage, opGate, "a gate cannot look at %d periods", g.Periods).Do("Give at least 1, such as --periods 2.")
	case g.Baseline < 0 || g.Baseline > MostRows:
		return fault.Newf(fault.Usage, opGate, "a baseline cannot have %d periods", g.Baseline).Do("Give how many it has, such as --baseline 12, or leave it out.")
	}
	return nil
}

// judge compares the newest values with the baseline.
func (r *GateResult) judge(g Gate, base, newest []float64) {
	n0, k := float64(len(base)), float64(len(newest))
	r.Observed = mean(newest)
	if len(base) == 0 {
		r.Detail = "There is no baseline to compare with."
		return
	}
	r.BaselineMean = mean(base)
	reached := g.reached(r.Observed)
	noise := 0.0
	if len(base) >= leastBaseline && !flat(base) {
		noise = math.Sqrt(squares(base, r.BaselineMean) / (n0 - 1) * (1/k + 1/n0))
	}
	if noise > 0 {
		t := distuv.StudentsT{Sigma: 1, Nu: n0 - 1}
		r.Statistic = g.direction() * (r.Observed - r.BaselineMean) / noise
		r.P = t.Survival(r.Statistic)
		r.MDE = noise * (t.Quantile(1-gateLevel) + t.Quantile(gatePower))
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
