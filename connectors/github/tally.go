package github

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/connectors"
)

// tally is what was found for each period.
type tally struct {
	hours  map[time.Time][]float64 // of a median; infinite for what still waits
	counts map[time.Time]int       // of a frequency
	seen   time.Time               // everything from then on was seen; zero when the whole list was
}

// readings gives a reading for each period that was seen wholly.
func (t tally) readings(r connectors.Request) ([]connectors.Reading, []string) {
	var out []connectors.Reading
	var warnings []string
	unseen, waiting := 0, 0
	for _, start := range r.Starts() {
		if start.After(r.AsOf) {
			break
		}
		if start.Before(t.seen) {
			unseen++
			continue
		}
		reading := connectors.Reading{Start: start, Complete: true}
		switch {
		case t.counts != nil:
			reading.Value = float64(t.counts[start])
		case len(t.hours[start]) == 0:
			continue
		default:
			reading.Value = median(t.hours[start])
		}
		if math.IsInf(reading.Value, 1) {
			waiting++
			continue
		}
		out = append(out, reading)
	}
	if unseen > 0 {
		warnings = append(warnings, fmt.Sprintf("%d periods before %s were left out: GitHub was asked for as many pages as plumb reads at once", unseen, t.seen.Format(time.DateOnly)))
	}
	if waiting > 0 {
		warnings = append(warnings, fmt.Sprintf("%d periods were left out: most of their pull requests still wait for a review", waiting))
	}
	return out, warnings
}

// median gives the middle, or the mean of the two in the middle.
func median(values []float64) float64 {
	values = slices.Sorted(slices.Values(values))
	middle := len(values) / 2
	if len(values)%2 == 1 {
		return values[middle]
	}
	return (values[middle-1] + values[middle]) / 2
}
