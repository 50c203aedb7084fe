// Package readings keeps what sources say about metrics. Every fetch is kept as it came and never overwritten, so a value
// that a source changed afterwards shows as a restatement, and what was known on a day can be said later.
package readings

import (
	"context"
	"iter"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/semantic"
)

// Store keeps fetches. AddFetch writes its audit entry in the same transaction, or keeps nothing. Errors are of package
// fault. Implementations are checked by the suite in internal/store/storetest.
type Store interface {
	// AddFetch keeps what came of asking a source, also when it failed. It answers Conflict, and keeps nothing, when the id
	// is taken, or when f.After names another fetch than the newest one of the metric.
	AddFetch(ctx context.Context, f Fetch) error

	// Fetches gives the fetches of a metric, or with "" of all, without their readings, oldest first.
	Fetches(ctx context.Context, metric string) ([]Fetch, error)

	// Readings gives what the fetches whose AsOf is not after a time said of a metric, ordered by period, what was said of
	// one period in the order in which it was fetched; what repeats what was said before is left out. A zero time is after
	// all of them.
	Readings(ctx context.Context, metric string, asOf time.Time) ([]Kept, error)

	// KeptFetches walks every fetch that is kept with its readings, unchecked, for the verification against the audit log.
	KeptFetches(ctx context.Context) iter.Seq2[Fetch, error]
}

// Fetch is one asking of one source for one metric, and what came back.
type Fetch struct {
	ID             string               `json:"id"`     // such as "f-1e7k3m9"
	Metric         string               `json:"metric"` // id
	Source         string               `json:"source"` // name in the configuration
	Period         semantic.Period      `json:"period"`
	From           time.Time            `json:"from"`  // first day of the first period that was asked for
	To             time.Time            `json:"to"`    // first day after the last one
	AsOf           time.Time            `json:"as_of"` // the moment that it is about
	Statement      string               `json:"statement"`
	QueryHash      string               `json:"query_hash"`
	DefinitionHash string               `json:"definition_hash"`
	Warnings       []string             `json:"warnings"`
	Failure        string               `json:"failure"` // why nothing came; "" when it worked
	Readings       []connectors.Reading `json:"readings"`
	At             time.Time            `json:"at"` // when the source was asked
	By             agent.Actor          `json:"by"`

	// After is the id of the newest fetch of the metric that was known when this one was planned, "" for none, so that two
	// who ask at the same time do not keep the same answer twice; nil does not look. It is not kept.
	After *string `json:"-"`
}

// Kept is a reading as it is kept.
type Kept struct {
	connectors.Reading
	Fetch          string // id
	AsOf           time.Time
	QueryHash      string
	DefinitionHash string
	Period         semantic.Period
}

// ID names a kept reading, such as "f-1e7k3m9/2026-03-02".
func (k Kept) ID() string { return k.Fetch + "/" + k.Start.Format(time.DateOnly) }

// Event is something that happened to what is measured, as a person noted it: when a mechanism started, or what else may
// have moved a metric. It is kept as an approved agent.Proposal of kind event.
type Event struct {
	Kind  EventKind `json:"kind"`
	On    string    `json:"on"`    // ISO date of its first day
	Until string    `json:"until"` // ISO date of its last day; "" for one that does not end, or took a day
	Text  string    `json:"text"`  // in a line; may be empty for a start
	Sheet string    `json:"sheet"` // id of the sheet whose metrics it is about; "" for all

	// Of the start of a mechanism: the metric of a group that the mechanism did not reach, "" for none; the metric of the
	// sheet that this is the control of; and whether chance decided who got the mechanism.
	Control    string `json:"control"`
	Of         string `json:"of"`
	Randomised bool   `json:"randomised"`
}

// EventKind says what happened.
type EventKind string

// The kinds of events.
const (
	Start    EventKind = "start"    // the mechanism of a sheet began to reach people
	Campaign EventKind = "campaign" // something else that may have moved a metric ...
	Deploy   EventKind = "deploy"
	Holiday  EventKind = "holiday"
	Incident EventKind = "incident"
	Note     EventKind = "note"
)
