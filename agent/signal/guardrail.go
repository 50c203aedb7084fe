package signal

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Objective is a guardrail in the terms of OpenSLO: a share of good events, over a window (https://openslo.com).
type Objective struct {
	Target float64 // share of events that have to be good; above 0 and below 1
	Events float64 // expected in the whole window; 0 where that is not known
}

// Slice is how many events there were in some time, and how many of them were bad.
type Slice struct{ Bad, Total float64 }

// Burn is a pair of windows that both have to burn faster than a factor.
type Burn struct {
	Factor      float64
	Long, Short Slice
}

// BurnFactors are the factors for a window of 30 days, with the lengths of their long and short windows (Beyer et al.,
// The Site Reliability Workbook, 2018, chapter 5).
func BurnFactors() []struct {
	Factor      float64
	Long, Short string
} {
	return []struct {
		Factor      float64
		Long, Short string
	}{{14.4, "1h", "5m"}, {6, "6h", "30m"}, {3, "1d", "2h"}, {1, "3d", "6h"}}
}

// GuardrailState is how a guardrail stands.
type GuardrailState string

// The states of a guardrail. Missing data is never ok.
const (
	GuardrailOK       GuardrailState = "ok"
	GuardrailBurning  GuardrailState = "burning" // the budget lasts no longer than the window at this pace, in some pair of windows
	GuardrailBreached GuardrailState = "breached"
	GuardrailUnknown  GuardrailState = "unknown"
)

// GuardrailResult is how a guardrail stands, and why.
type GuardrailResult struct {
	State    GuardrailState `json:"state"`
	SLI      float64        `json:"sli"`  // share of good events
	Low      float64        `json:"low"`  // 95% interval of the share
	High     float64        `json:"high"` //
	BurnRate float64        `json:"burn_rate"`
	Consumed float64        `json:"consumed"` // of the error budget of the window; 1 is all
	Coverage float64        `json:"coverage"` // of the time of the window, 0 to 1
	Bad      float64        `json:"bad"`      // events in the window; 0 of 0 where values are no shares
	Total    float64        `json:"total"`
	Observed float64        `json:"observed"` // the newest value, in the unit of the values
	From     string         `json:"from"`     // first day of the first period of the window
	To       string         `json:"to"`       // first day of the last one
	Detail   string         `json:"detail"`   // a sentence with the numbers that the state rests on
	Checks   []Check        `json:"checks"`
}

// leastCoverage is the part of a window that has to be known for a guardrail to be ok.
const leastCoverage = 0.9

// JudgeGuardrail holds what was seen in a window so far against an objective: SLI with the interval of Wilson (Journal of
// the American Statistical Association 22, 1927), burn rate (1−SLI)/(1−target) and budget consumed
// bad/((1−target)·events). Coverage says for which part of the time there is data. A budget that is used up is breached,
// whatever is missing. The error is Invalid when the objective or the counts make no sense.
func JudgeGuardrail(o Objective, seen Slice, coverage float64, burns []Burn) (GuardrailResult, error) {
	if !(o.Target > 0 && o.Target < 1) || !(o.Events >= 0) || o.Events > largest {
		return GuardrailResult{}, fault.Newf(fault.Invalid, "signal.guardrail", "%g is no target", o.Target).Do("Give a share of good events between 0 and 1, such as 0.995.")
	}
	slices := []Slice{seen}
	for _, b := range burns {
		slices = append(slices, b.Long, b.Short)
	}
	for _, s := range slices {
		if !(s.Bad >= 0 && s.Bad <= s.Total) || s.Total > largest {
			return GuardrailResult{}, fault.Newf(fault.Invalid, "signal.guardrail", "%g bad events of %g make no sense", s.Bad, s.Total).Do("Check the readings of the guardrail.")
		}
	}
	r := GuardrailResult{State: GuardrailUnknown, Bad: seen.Bad, Total: seen.Total, Checks: []Check{}, Coverage: math.Max(0, math.Min(1, coverage))}
	if seen.Total == 0 || math.IsNaN(coverage) {
		r.Coverage = 0
		return r, nil
	}
	r.SLI = 1 - seen.Bad/seen.Total
	r.Low, r.High = wilson(seen.Total-seen.Bad, seen.Total)
	r.BurnRate = seen.rate(o.Target)
	r.Consumed = seen.Bad / ((1 - o.Target) * math.Max(o.Events, seen.Total))
	switch {
	case r.Consumed >= 1 || same(r.Consumed, 1):
		r.State = GuardrailBreached
	case burning(burns, o.Target):
		r.State = GuardrailBurning
	case r.Coverage >= leastCoverage:
		r.State = GuardrailOK
	}
	return r, nil
}

// rate gives how many times faster than it may the budget is used.
func (s Slice) rate(target float64) float64 {
	if s.Total == 0 {
		return 0
	}
	return s.Bad / s.Total / (1 - target)
}

func burning(burns []Burn, target float64) bool {
	for _, b := range burns {
		if b.Factor > 0 && b.Long.rate(target) > b.Factor && b.Short.rate(target) > b.Factor {
			return true
		}
	}
	return false
}

// wilson gives the 95% interval of a share.
func wilson(good, total float64) (low, high float64) {
	z := distuv.UnitNormal.Quantile(confidence)
	p := good / total
	middle := (p + z*z/(2*total)) / (1 + z*z/total)
	half := z / (1 + z*z/total) * math.Sqrt(p*(1-p)/total+z*z/(4*total*total))
	return math.Max(0, middle-half), math.Min(1, middle+half)
}
