// Package connectors is the port to the systems that hold the values of metrics: what is asked of them, what comes back,
// and which failures are worth another try. Each child package reads one kind of system.
//
// What a source answers is data that somebody else wrote. It is bounded in size and time, it is never run, and a value
// that cannot be read is an error and never a zero.
package connectors

import (
	"context"
	"time"

	"github.com/plumbline-dev/plumb/semantic"
)

// Source gives the readings of metrics. Implementations are safe for concurrent use and pass the suite in
// connectors/sourcetest.
type Source interface {
	// Readings gives the values of a metric for the periods of the request that the system knows, in the order of their
	// periods, one a period. Periods that it does not know are left out. Errors are of package fault, tell what to do next,
	// hold no secret, and have a class, see [ClassOf].
	Readings(ctx context.Context, r Request) (Result, error)

	// Check asks the system for as little as shows that it is there and lets us in.
	Check(ctx context.Context) error
}

// Request is what is asked of a source.
type Request struct {
	Metric semantic.Metric
	Query  string          // name of the query or series in the source; see the packages of the systems
	Period semantic.Period // how long each value is about
	From   time.Time       // first day of the first period, at midnight UTC
	To     time.Time       // first day after the last period
	AsOf   time.Time       // the moment that the answer is about; what was not known then is left out where the source can tell
}

// Result is what a source answered.
type Result struct {
	Readings []Reading
	// Statement is what was asked, for a person to look at, without secrets. Two results with another QueryHash may not
	// have been computed in the same way: it covers the statement and all that is set for it, and not the window.
	Statement string
	QueryHash string
	Warnings  []string // what the source, or the reader of its answer, has to say about it
}

// Reading is the value of a metric for one period.
type Reading struct {
	Start    time.Time `json:"start"` // first day of the period, at midnight UTC
	Value    float64   `json:"value"` // in the unit of the metric; finite
	Parts    *Parts    `json:"parts"` // what a ratio was computed from; nil where that is not known
	Complete bool      `json:"complete"`
}

// Parts are what a ratio is computed from.
type Parts struct {
	Numerator   float64 `json:"numerator"`
	Denominator float64 `json:"denominator"`
}
