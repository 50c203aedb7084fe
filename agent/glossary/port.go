package glossary

import (
	"context"
	"iter"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
)

// Store keeps definitions and aliases. Every method that changes something writes its audit entries in the same
// transaction, or changes nothing. Implementations are checked by the suite in internal/store/storetest. Errors are of
// package fault: NotFound, Conflict, Unavailable (locked, full, not reached), Internal.
type Store interface {
	// KeepDefinitions keeps what one file defines, wholly or not at all: each metric and term that is new or differs from its
	// newest revision becomes a revision. A file that changes nothing writes nothing, no audit entry either.
	KeepDefinitions(ctx context.Context, f File) (Change, error)

	// Catalogue gives the newest revision of every metric and term, ordered by id, and the approved aliases.
	Catalogue(ctx context.Context) (semantic.Catalogue, error)

	// Metrics gives the newest revisions of the metrics with the given ids, ordered by id; those that were never kept are
	// left out.
	Metrics(ctx context.Context, ids []string) ([]semantic.Metric, error)

	// Origins gives, by id, the file that the newest revision of each metric was imported from.
	Origins(ctx context.Context) (map[string]string, error)

	// Revisions gives every revision of a metric, oldest first. It answers with NotFound for an id that was never kept.
	Revisions(ctx context.Context, metric string) ([]Revision, error)

	// AddAlias keeps a proposal. An open proposal of the same term, team and metric is given instead, with existing true.
	// Teams are the same when their semantic.TeamKey is.
	AddAlias(ctx context.Context, a Alias) (kept Alias, existing bool, err error)

	// DecideAlias moves an alias from proposed to approved or rejected, or answers with a conflict: also when the
	// decision names a definition, and the metric has another one by now or is no longer in use. Approving an alias
	// supersedes, in the same transaction, what is approved of the same key and team.
	DecideAlias(ctx context.Context, d Decision) (Alias, error)

	// Aliases gives every alias, newest first.
	Aliases(ctx context.Context) ([]Alias, error)

	// KeptDefinitions and KeptAliases walk what is kept, unchecked, for the verification against the audit log.
	KeptDefinitions(ctx context.Context) iter.Seq2[KeptDefinition, error]
	KeptAliases(ctx context.Context) iter.Seq2[Alias, error]
}

// File is what one file defines.
type File struct {
	Name    string // as it was given
	Format  string
	Metrics []semantic.Metric
	Terms   []semantic.Term
	By      agent.Actor
	At      time.Time
}

// Change is what keeping a file did, as ids of metrics and terms, each list in the order of the file.
type Change struct {
	Added     []string `json:"added"`
	Changed   []string `json:"changed"`   // another definition hash: a new version
	Described []string `json:"described"` // the same definition in other words
	Unchanged int      `json:"unchanged"`
}

// Revision is one state of a metric in its history. Revisions are appended and never changed.
type Revision struct {
	Metric   semantic.Metric
	Revision int // counted from 1; every change of anything is a new one
	Version  int // counted from 1; rises when the definition hash changes
	File     string
	At       time.Time
	By       agent.Actor
}

// KeptDefinition is a revision of a metric or a term as the tables have it; nothing of it was checked.
type KeptDefinition struct {
	Kind           string // KindMetric or KindTerm
	ID             string
	Revision       int
	Version        int
	Content        []byte // canonical JSON
	ContentHash    string // what the tables say that the hash of Content is
	DefinitionHash string // of a metric; "" for a term, of which no other version is made
	File           string // that it was imported from
	Entry          int64  // number of the audit entry of the act that kept it
	At             time.Time
	By             agent.Actor
}

// The kinds of definitions.
const (
	KindMetric = "metric"
	KindTerm   = "term"
)

// Alias is a proposal that a term, said by a team, means a metric, and what became of it.
type Alias struct {
	ID         string      `json:"id"` // such as "a-1e7k3m9"
	State      AliasState  `json:"state"`
	Term       string      `json:"term"`   // as it was heard
	Key        string      `json:"key"`    // Term as the linker compares it; two terms with the same key are the same alias
	Team       string      `json:"team"`   // "" for everybody
	Metric     string      `json:"metric"` // id
	Why        string      `json:"why"`    // where it was heard, or why it should hold; may be empty
	ProposedBy agent.Actor `json:"proposed_by"`
	ProposedAt time.Time   `json:"proposed_at"`
	DecidedBy  agent.Actor `json:"decided_by,omitzero"` // zero while proposed
	DecidedAt  time.Time   `json:"decided_at,omitzero"` // zero while proposed

	DefinitionHash string `json:"definition_hash"` // of the metric, as it was approved; "" unless it was
}

// AliasState is where an alias is on its way.
type AliasState string

// The states of an alias. Only an approved one has an effect.
const (
	AliasProposed   AliasState = "proposed"
	AliasApproved   AliasState = "approved"
	AliasRejected   AliasState = "rejected"
	AliasSuperseded AliasState = "superseded" // a later one of the same term and team was approved
)

// Decision is what a person decided about a proposed alias.
type Decision struct {
	ID string
	To AliasState // AliasApproved or AliasRejected
	By agent.Actor
	At time.Time

	DefinitionHash string // of the metric that the person saw; "" when the decision does not rest on it
}
