package readings

import (
	"context"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/internal/shortid"
	"github.com/plumbline-dev/plumb/semantic"
)

// Config is what a book of readings needs; all of it is required.
type Config struct {
	Store  Store
	Events Events
	Now    func() time.Time
	NewID  func() string // gives the id of a new fetch, see [FetchIDs]
}

// Events keeps what people note about the metrics; agent/proposals does.
type Events interface {
	// Note keeps something that a named person says, approved in the same act.
	Note(ctx context.Context, kind agent.ProposalKind, about string, content []byte, by agent.Actor) (agent.Proposal, error)
	// List gives the newest version of every proposal of a kind, newest first; about something, or, with "", all.
	List(ctx context.Context, kind agent.ProposalKind, about string) ([]agent.Proposal, error)
}

// Book is where readings are fetched into, kept and looked up. It is safe for concurrent use.
type Book struct {
	store  Store
	events Events
	now    func() time.Time
	newID  func() string
}

// New makes a book.
func New(c Config) *Book { return &Book{store: c.Store, events: c.Events, now: c.Now, newID: c.NewID} }

// FetchIDs gives a source of ids for new fetches, such as "f-0a7k3m9".
func FetchIDs(now func() time.Time) func() string { return shortid.Source("f-", now) }

// kept gives the readings of a metric that were known at a moment, all in the unit of the metric.
func (b *Book) kept(ctx context.Context, m semantic.Metric, asOf time.Time) ([]Kept, error) {
	kept, err := b.store.Readings(ctx, m.ID(), asOf)
	for i, k := range kept {
		kept[i].Reading = inUnit(m, k.Reading)
	}
	return kept, err
}

// Fetches gives the fetches of a metric, or with "" of all, without their readings, oldest first.
func (b *Book) Fetches(ctx context.Context, metric string) ([]Fetch, error) {
	return b.store.Fetches(ctx, metric)
}
