package search

import (
	"context"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
)

// Store keeps the index: passages, and for each term the numbers of the passages that have it. All of it follows from what
// else is kept, up to an entry of the audit log. Implementations are checked by the suite in internal/store/storetest.
// Errors are of package fault: Unavailable (locked, full, not to be written to), Internal.
type Store interface {
	// SearchPosition says where the index stands, and where the log ends.
	SearchPosition(ctx context.Context) (Position, error)
	// Postings gives what each segment has kept under each of the terms, in the order of the segments.
	Postings(ctx context.Context, terms []string) (map[string][][]byte, error)
	// Terms gives the terms that begin with a prefix, in order.
	Terms(ctx context.Context, prefix string) ([]string, error)
	// Passages gives those of the passages with the given numbers that are there and were kept by a moment; by a zero time, all.
	Passages(ctx context.Context, numbers []int64, by time.Time) ([]Row, error)
	// Sources gives the digests of the records that the newest version of a sheet rests on, none for an unknown sheet.
	Sources(ctx context.Context, sheet string) ([]string, error)
	// Hashes gives the hashes of the texts of those of the passages with the given numbers that are there, by number.
	Hashes(ctx context.Context, numbers []int64) (map[int64]string, error)
	// Signatures gives the blocks of signatures that are kept of a model, by their numbers, and VectorsOf its vectors with the
	// given keys, as far as they are there.
	Signatures(ctx context.Context, model string) (map[int64][]byte, error)
	VectorsOf(ctx context.Context, model string, keys []string) (map[string][]float32, error)
	// UpdateSearch lets do change the index, all or nothing, while nobody else writes.
	UpdateSearch(ctx context.Context, do func(Update) error) error
}

// Position is where the index stands.
type Position struct {
	State
	Log     int64  // number of the newest entry of the log; 0 for none
	LogHash string // of that entry
	// Meant is the hash of the entry of the log with the number State.Entry: that of the state, unless the log is another one.
	Meant string
}

// Current reports whether everything that is in the log is in the index.
func (p Position) Current() bool { return p.Form == form && p.Entry == p.Log && p.Hash == p.LogHash }

// State is what an index holds.
type State struct {
	Form     string // how texts are taken apart; "" for an index that was never made
	Entry    int64  // number of the last entry of the log that was taken in
	Hash     string // of that entry
	Passages int64  // how many there are
	Words    int64  // in all of them
	Next     int64  // number of the next passage; numbers are never used again
}

// Row is a passage as it is kept.
type Row struct {
	Number   int64
	Document string
	Passage         // without Evidence and Lines
	Said     string // Evidence and Lines, see [Row.Open]
	Words    int64
}

// Segment is a part of the index that was made at once. Segments follow each other: every number of a passage in one is
// smaller than those in the next.
type Segment struct {
	Number   int64 // of its first passage
	Passages int64
}

// Update changes the index. It sees what is kept, and its own changes.
type Update interface {
	Position(ctx context.Context) (Position, error)
	// Acts gives the next entries of the log that can have changed what is found, at most so many, and the number up to
	// which there are no others.
	Acts(ctx context.Context, after int64, most int) (acts []agent.AuditEntry, upTo int64, err error)

	// What is kept, with kind NotFound where it is not there, and a conflict where it was changed past plumb.
	Transcript(ctx context.Context, digest string) (*agent.Transcript, time.Time, error)
	Sheet(ctx context.Context, id string) (agent.Version, error)                              // newest version
	Proposal(ctx context.Context, kind agent.ProposalKind, id string) (agent.Proposal, error) // newest version
	// Definitions gives what the act with a number kept, as far as nothing newer was kept of it.
	Definitions(ctx context.Context, entry int64) ([]Defined, error)

	// Of gives the passages of a document, in order, and Drop removes passages.
	Of(ctx context.Context, document string) ([]Row, error)
	Drop(ctx context.Context, numbers []int64) error
	// Restate gives passages another state and time.
	Restate(ctx context.Context, numbers []int64, state string, at time.Time) error
	Add(ctx context.Context, rows []Row) error

	Segments(ctx context.Context) ([]Segment, error)
	// AddSegment keeps the postings of a new segment by term.
	AddSegment(ctx context.Context, s Segment, postings map[string][]byte) error
	// TakeSegment removes a segment, and gives its postings to each.
	TakeSegment(ctx context.Context, s Segment, each func(term string, postings []byte) error) error

	// SetSignatures keeps a block of signatures of a model in place of the one that was kept.
	SetSignatures(ctx context.Context, model string, block int64, signatures []byte) error

	// Clear empties the index.
	Clear(ctx context.Context) error
	SetState(ctx context.Context, s State) error
}

// Defined is a definition that was kept: one of the two.
type Defined struct {
	Metric *semantic.Metric
	Term   *semantic.Term
	At     time.Time
}
