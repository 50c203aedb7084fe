package register

import (
	"context"
	"iter"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/agent/readings"
)

// Store is what the register needs of a store: the port of package agent, and a view of the tables as they stand, so
// that they can be held against the log and against how they were made. Implementations are checked by the suite in internal/store/storetest.
type Store interface {
	agent.Store

	// KeptTranscripts walks the transcripts that are kept, ordered by the digest of their source, unchecked.
	KeptTranscripts(ctx context.Context) iter.Seq2[KeptTranscript, error]

	// KeptVersions walks the versions that are kept, ordered by sheet and number, unchecked.
	KeptVersions(ctx context.Context) iter.Seq2[KeptVersion, error]

	// KeptDefinitions walks the revisions of metrics and terms that are kept, ordered by kind, id and revision, unchecked.
	KeptDefinitions(ctx context.Context) iter.Seq2[glossary.KeptDefinition, error]

	// KeptAliases walks the aliases that are kept, ordered by id, unchecked.
	KeptAliases(ctx context.Context) iter.Seq2[glossary.Alias, error]

	// KeptProposals walks every version of a proposal that is kept, ordered by kind, id and number, unchecked.
	KeptProposals(ctx context.Context) iter.Seq2[agent.Proposal, error]

	// KeptFetches walks every fetch that is kept with its readings, unchecked. What cannot be read is given as an error, and
	// the walk goes on after it.
	KeptFetches(ctx context.Context) iter.Seq2[readings.Fetch, error]

	// KeptCalls walks the calls of models that are kept, ordered by run and number, unchecked.
	KeptCalls(ctx context.Context) iter.Seq2[model.Call, error]

	// SchemaProblems tells what of the database's own tables and guards is not as the store made it, a sentence each.
	SchemaProblems(ctx context.Context) ([]string, error)
}

// KeptTranscript is a transcript as the tables have it; nothing of it was checked.
type KeptTranscript struct {
	SHA256      string // hex digest of the source
	Content     []byte // canonical JSON of the transcript
	ContentHash string // what the tables say that the hash of Content is
	AddedAt     time.Time
	AddedBy     agent.Actor
}

// KeptVersion is a version of a sheet as the tables have it; nothing of it was checked.
type KeptVersion struct {
	ID          string
	Number      int
	State       agent.State
	Replaces    string
	Content     []byte // canonical JSON of the sheet
	ContentHash string // what the tables say that the hash of Content is
	CreatedAt   time.Time
	CreatedBy   agent.Actor
	UpdatedAt   time.Time
	Approval    *agent.Approval
}

const replacesPrefix = "to replace sheet "

// ReplacesDetail is the detail of the audit entry of a new sheet: it says which sheet the new one is to replace, so
// that the log covers it; "" when it replaces none.
func ReplacesDetail(id string) string {
	if id == "" {
		return ""
	}
	return replacesPrefix + id
}

const aboutPrefix = "about "

// AboutDetail is the detail of the audit entry of a new proposal: it says what the proposal is about, so that the log
// covers it; "" when it is about nothing.
func AboutDetail(id string) string {
	if id == "" {
		return ""
	}
	return aboutPrefix + id
}
