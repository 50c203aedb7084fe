package connectors

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

const (
	opRequest = "source.request"
	opArrange = "source.arrange"
)

// mostPeriods is how many periods a request may be about: more than fifty years of days.
const mostPeriods = 20_000

// Check refuses a request that no source can answer.
func (r Request) Check() error {
	known := []semantic.Period{semantic.Day, semantic.Week, semantic.Month, semantic.Quarter, semantic.Year}
	switch {
	case !slices.Contains(known, r.Period):
		return fault.Newf(fault.Invalid, opRequest, "%s has no period of the calendar", r.Metric.ID()).Do("Give it a grain: 1d, 1w, 1mo, 1q or 1y.")
	case !r.From.Before(r.To):
		return fault.Newf(fault.Invalid, opRequest, "nothing lies between %s and %s", r.From.Format(time.DateOnly), r.To.Format(time.DateOnly)).
			Do("Ask for at least one whole period.")
	case !r.starts(r.From) || !r.starts(r.To):
		return fault.Newf(fault.Invalid, opRequest, "%s and %s do not both start a %s", r.From.Format(time.DateOnly), r.To.Format(time.DateOnly), r.Period).
			Do("Ask for whole periods; a week starts on a Monday.")
	case r.To.Sub(r.From) > mostPeriods*24*time.Hour:
		return fault.Newf(fault.Invalid, opRequest, "more than %d days are asked for", mostPeriods).Do("Ask for less.")
	}
	return nil
}

func (r Request) starts(at time.Time) bool { return at.Equal(r.Period.Start(at)) }

// Starts lists the first days of the periods of the window.
func (r Request) Starts() []time.Time {
	var out []time.Time
	for at := r.From; at.Before(r.To); at = r.Period.End(at) {
		out = append(out, at)
	}
	return out
}

// Arrange gives those of the readings that lie in the window of the request, in the order of their periods. A reading
// that starts within a period is moved to its start. One whose period was not over at AsOf is not complete. Values that are not finite are
// left out, and of several that say the same for a period one is kept, each with a warning; several that differ are an
// Invalid error.
func (r Request) Arrange(readings []Reading) ([]Reading, []string, error) {
	var out []Reading
	var warnings []string
	for _, reading := range readings {
		reading.Start = r.Period.Start(reading.Start)
		if reading.Start.Before(r.From) || !reading.Start.Before(r.To) {
			continue
		}
		if !reading.finite() {
			warnings = append(warnings, fmt.Sprintf("%s: the value is not a finite number and was passed over", reading.Start.Format(time.DateOnly)))
			continue
		}
		reading.Complete = reading.Complete && !r.Period.End(reading.Start).After(r.AsOf)
		out = append(out, reading)
	}
	slices.SortStableFunc(out, func(a, b Reading) int { return a.Start.Compare(b.Start) })
	for i := 1; i < len(out); i++ {
		one, next := out[i-1], &out[i]
		if !next.Start.Equal(one.Start) {
			continue
		}
		if !next.same(one) {
			return nil, nil, fault.Newf(fault.Invalid, opArrange, "there are two values for %s: %s and %s", one.Start.Format(time.DateOnly), number(one.Value), number(next.Value)).
				Do("Ask for one value a %s: group by it, or name one series.", r.Period)
		}
		next.Complete = next.Complete && one.Complete
		warnings = append(warnings, fmt.Sprintf("%s: the value was given more than once", one.Start.Format(time.DateOnly)))
	}
	return lastOfEach(out), warnings, nil
}

// lastOfEach keeps the last of the readings of each period.
func lastOfEach(readings []Reading) []Reading {
	var out []Reading
	for i, r := range readings {
		if i+1 == len(readings) || !readings[i+1].Start.Equal(r.Start) {
			out = append(out, r)
		}
	}
	return out
}

func (r Reading) finite() bool {
	numbers := []float64{r.Value}
	if r.Parts != nil {
		numbers = append(numbers, r.Parts.Numerator, r.Parts.Denominator)
	}
	return !slices.ContainsFunc(numbers, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
}

func (r Reading) same(other Reading) bool {
	if (r.Parts == nil) != (other.Parts == nil) {
		return false
	}
	return r.Value == other.Value && (r.Parts == nil || *r.Parts == *other.Parts)
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// Hash gives a hash of texts that tells apart where one ends and the next begins, for [Result.QueryHash].
func Hash(texts ...string) string {
	h := sha256.New()
	for _, text := range texts {
		_, _ = fmt.Fprintf(h, "%d:%s", len(text), text) // a hash takes everything
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}
