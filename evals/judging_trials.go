package evals

import (
	"fmt"

	"github.com/plumbline-dev/plumb/evals/result"
)

const suiteJudging = "judging"

// JudgingMeasures are what trials of judging tell: a trial for each kind of series, which weighs as much as series of it were drawn.
func JudgingMeasures() []result.Measure {
	return []result.Measure{
		{Name: "quiet", Kind: result.Quality, Title: "series without a change are never called moved"},
		{Name: "found", Kind: result.Quality, Title: "shifts are called moved within eight weeks"},
		{Name: "gate", Kind: result.Quality, Title: "gates without an effect do not pass"},
		{Name: "caught", Kind: result.Quality, Title: "faults of the data are noticed"},
		{Name: "unblocked", Kind: result.Quality, Title: "series without a fault are not blocked"},
		{Name: "covered", Kind: result.Quality, Title: "intervals of effects hold the true one"},
		{Name: "untimed", Kind: result.Quality, Title: "nothing is called timed where nothing changed"},
		{Name: "timed", Kind: result.Quality, Title: "a shift at the start is called timed"},
	}
}

// Trials gives a trial for each row of the report. A kind of series is a cluster.
func (r JudgingReport) Trials() []result.Trial {
	var out []result.Trial
	tell := func(measure, set, name string, s Share, wrong bool) {
		t := result.Trial{Suite: suiteJudging, Engine: BuiltinEngine, Set: set, Case: name, Cluster: name, Measure: measure, Value: s.Value, Weight: float64(s.Of)}
		if wrong {
			t.Value = 1 - s.Value
		}
		out = append(out, t)
	}
	for _, a := range r.Alarms {
		tell("quiet", "one metric", fmt.Sprintf("%s, baseline %d", a.Noise, a.Baseline), a.Moved, true)
	}
	for _, n := range r.Notes {
		tell("quiet", "a note of several", fmt.Sprintf("%s, %d metrics, baseline %d", n.Noise, n.Metrics, n.Baseline), n.Moved, true)
	}
	for _, s := range r.Seasons {
		tell("quiet", "with a season", fmt.Sprintf("%s, %d years, amplitude %g", s.Noise, s.Years, s.Amplitude), s.Moved, true)
	}
	for _, d := range r.Delays {
		tell("found", fmt.Sprintf("%g standard deviations", d.Shift), fmt.Sprintf("baseline %d", d.Baseline), d.Soon, false)
	}
	for _, g := range r.Gates {
		tell("gate", fmt.Sprintf("autocorrelation %g", g.Phi), fmt.Sprintf("%g above the mean, baseline %d, dated %t", g.Threshold, g.Baseline, g.Dated), g.Passed, true)
	}
	for _, f := range r.Faults {
		tell("caught", "", f.Fault, f.Caught, false)
	}
	for _, c := range r.Clean {
		tell("unblocked", "", c.Noise, c.Blocked, true)
	}
	for _, c := range r.Coverage {
		tell("covered", c.Method, fmt.Sprintf("autocorrelation %g, %d before, %d after", c.Phi, c.Before, c.After), c.Held, false)
	}
	for _, e := range r.Evidence {
		name := fmt.Sprintf("%s, %d before", e.Noise, e.Before)
		switch {
		case e.Shift == 0:
			tell("untimed", "", name, e.EverTimed, true)
		case e.Late == 0:
			tell("timed", fmt.Sprintf("%g standard deviations", e.Shift), name, e.Timed, false)
		}
	}
	return out
}
