package render

import (
	"fmt"
	"strings"

	"github.com/plumbline-dev/plumb/agent/review"
)

// ChartFile is a chart to be written beside a document.
type ChartFile struct {
	Metric string // id
	Name   string // of the file, such as "chart-01-product.activation_d1.svg"
	SVG    string
}

// ReviewCharts draws the chart of each metric of a review as a file of its own.
func ReviewCharts(r review.Review) []ChartFile {
	out := make([]ChartFile, 0, len(r.Signals))
	for i, s := range r.Signals {
		out = append(out, ChartFile{Metric: s.Metric, Name: fmt.Sprintf("chart-%02d-%s.svg", i+1, fileName(s.Metric)), SVG: Chart(s.Chart, signalChart("chart", s))})
	}
	return out
}

// fileName keeps of an id what every file system and every link takes.
func fileName(id string) string {
	const longest = 60
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.', r == '_', r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '_'
	}, id)
	return strings.Trim(name[:min(len(name), longest)], ".")
}
