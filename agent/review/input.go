package review

import (
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/semantic"
)

// Input is what a review is built from: a sheet, the definitions of its metrics, and what was read of them.
type Input struct {
	Sheet   agent.Version
	Metrics map[string]semantic.Metric // by id; those of [Metrics], as far as they are defined
	// Histories are what is kept of each metric, by id: those of [Metrics], and of the control that the start of the
	// mechanism names. One that is missing has no readings.
	Histories map[string]History
	Events    []readings.Event // of the sheet, and those of all sheets
	// Extensions is how often the bet was replaced by one with a later gate on the same metric.
	Extensions int
	Past       *Past // a decision to look back at; nil for none
	AsOf       time.Time
}

// History is what is kept of one metric.
type History struct {
	Series    signal.Series
	Readings  map[string]string // id of the kept reading, by the ISO date of the first day of its period
	Restated  []Restatement
	Freshness time.Duration // how long after the end of a period its reading may come before it is late
}

// Restatement is a value that a source changed after it had given another one.
type Restatement struct {
	Period string // ISO date of the first day
	Was    float64
	Is     float64
	On     string // ISO date on which the new value was read
}

// Metrics gives the ids of the metrics that a review of a sheet needs, in the order in which they are judged: guardrail,
// gate, outcome of the mechanism, then the signals: outcomes, leading ones, proxies. Words that are linked to no metric
// are passed over.
func Metrics(s agent.Sheet) []string {
	f := &s.Fields
	ids := []string{}
	add := func(m semantic.Match) {
		if m.Outcome == semantic.Linked && m.Metric != "" && !slices.Contains(ids, m.Metric) {
			ids = append(ids, m.Metric)
		}
	}
	add(f.Guardrail.Match)
	add(f.Gate.Condition.Match)
	add(f.Mechanism.Outcome.Match)
	for _, role := range []agent.Role{agent.RoleOutcome, agent.RoleLeading, agent.RoleProxy} {
		for _, g := range f.Signals {
			if g.Role == role {
				add(g.Match)
			}
		}
	}
	return ids
}
