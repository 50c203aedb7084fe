package ask

import (
	"context"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/semantic"
)

// Knowledge is what is kept, as far as questions are answered from it. It only reads. Errors are of package fault; one of
// kind NotFound says that there is nothing of the kind. Implementations may remember what they read: one Knowledge serves one
// question, or one conversation.
type Knowledge interface {
	// Sheets lists the newest version of every sheet, most recently changed first.
	Sheets(ctx context.Context) ([]agent.Summary, error)
	// Sheet gives the version of a sheet that counts: the approved one, or else the newest.
	Sheet(ctx context.Context, id string) (agent.Version, error)
	// Approved gives the version of a sheet that a person approved last, even if it was edited or replaced since.
	Approved(ctx context.Context, id string) (agent.Version, error)
	// Review gives what the weekly note of a sheet is built from, as of a moment.
	Review(ctx context.Context, sheet string, asOf time.Time) (review.Input, error)
	// Notes gives the newest versions of the weekly notes of a sheet, newest first.
	Notes(ctx context.Context, sheet string) ([]review.Version, error)
	// Decisions gives the decision log: the newest version of every entry, newest first.
	Decisions(ctx context.Context) ([]decision.Entry, error)
	// Events gives what people noted about a sheet, or with "" about everything.
	Events(ctx context.Context, sheet string) ([]readings.Event, error)

	// Metrics gives the definitions with the given ids, as far as there are any.
	Metrics(ctx context.Context, ids ...string) ([]semantic.Metric, error)
	// Link says which metric words mean. It looks at all that is defined.
	Link(ctx context.Context, words, heardIn, team string) (semantic.Match, error)
	// Mentions finds names of defined metrics in a text.
	Mentions(ctx context.Context, text string) ([]string, error)
	// Terms gives the defined terms that are no metrics and have the given name.
	Terms(ctx context.Context, name string) ([]semantic.Term, error)
	// History gives what was known of a metric at a moment.
	History(ctx context.Context, m semantic.Metric, asOf time.Time) (readings.History, error)

	// Search finds what is kept about something, best first; see [search.Query].
	Search(ctx context.Context, q search.Query) ([]search.Hit, error)
	// Behind reports whether a search so far may have left out what was kept last, because its index cannot be brought up to date.
	Behind() bool
	// Transcript gives a record by the digest of its source.
	Transcript(ctx context.Context, sha256 string) (*agent.Transcript, error)
}
