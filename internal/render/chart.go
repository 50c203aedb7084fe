package render

import (
	"github.com/plumbline-dev/plumb/agent/review"
)

// ChartOptions say how a chart is drawn.
type ChartOptions struct {
	ID       string // what the ids in it start with; has to be its own on a page
	Name     string // of the metric
	Unit     string
	Sentence string // what is to be said of it: the description for who cannot see the chart
	Small    bool   // half as wide, to stand beside another one
}

// Chart draws a process-behaviour chart as SVG that stands alone: values with their natural limits, the baseline, the
// line of the gate or guardrail, when the mechanism started and what else happened.
func Chart(c review.Chart, o ChartOptions) string {
	return ""
}
