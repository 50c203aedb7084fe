package readings

import (
	"math"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/semantic"
)

// inUnit gives a reading in the unit of its metric: the value of a metric in percent that a source gave as a plain share,
// or that was computed from its parts, is multiplied by a hundred. Only the parts of a reading tell which of the two it is.
func inUnit(m semantic.Metric, r connectors.Reading) connectors.Reading {
	if m.Unit != "%" || r.Parts == nil || r.Parts.Numerator == 0 || r.Parts.Denominator == 0 {
		return r
	}
	share := r.Parts.Numerator / r.Parts.Denominator
	if rounded(r.Value, share, 1) && math.Abs(r.Value-share) < math.Abs(r.Value-100*share) {
		r.Value *= 100
	}
	return r
}

// rounded reports whether a value is a share times a scale, up to the digits that it may have been rounded to.
func rounded(value, share, scale float64) bool {
	off := math.Abs(value - scale*share)
	return off <= 0.02*math.Abs(scale*share) || off <= 0.006*scale
}

// sameParts reports whether two readings were computed from the same numbers, and differ only in how far their values were
// rounded.
func sameParts(a, b connectors.Reading) bool {
	if a.Parts == nil || b.Parts == nil || *a.Parts != *b.Parts || a.Parts.Denominator == 0 {
		return false
	}
	share := a.Parts.Numerator / a.Parts.Denominator
	for _, scale := range []float64{1, 100} {
		if rounded(a.Value, share, scale) && rounded(b.Value, share, scale) {
			return true
		}
	}
	return false
}
