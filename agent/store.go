package agent

import (
	"context"
	"iter"
	"time"
)

// Store keeps transcripts, versions of sheets and the audit log. Every method that changes something writes its audit
// entries in the same transaction, or changes nothing. Implementations are checked by the suite in
// internal/store/storetest. Errors are of package fault: NotFound, Conflict, Unavailable (locked, full), Internal.
type Store interface {
	// AddTranscript keeps a transcript under the digest of its source. Adding the same source again changes nothing
	// and reports false.
	AddTranscript(ctx context.Context, t *Transcript, by Actor, at time.Time) (added bool, err error)

	// Transcript gives the transcript with the given source digest.
	Transcript(ctx context.Context, sha256 string) (*Transcript, error)

	// AddSheet keeps version 1 of a new sheet, in state draft. The transcripts of its sources must have been added.
	// When an open sheet (neither rejected nor superseded) began with the same content, and replaces the same sheet if
	// n.Replaces names one, nothing is kept: the newest version of that sheet is given, with existing true. So of
	// several who add the same content at the same time, one does, and all get the same sheet.
	AddSheet(ctx context.Context, n NewSheet) (v Version, existing bool, err error)

	// AddVersion keeps a further version of a sheet, in state draft, and supersedes the version before it. It answers
	// with a conflict unless n.Base is the newest version, not rejected.
	AddVersion(ctx context.Context, n NewVersion) (Version, error)

	// MoveVersion changes the state of a version, or leaves everything as it was. Approving a sheet that replaces another supersedes the newest
	// version of that other in the same transaction.
	MoveVersion(ctx context.Context, m Move) (Version, error)

	// Version gives one version of a sheet; number 0 means the newest.
	Version(ctx context.Context, id string, number int) (Version, error)

	// Versions gives all versions of a sheet, oldest first.
	Versions(ctx context.Context, id string) ([]Version, error)

	// Sheets gives the newest version of every sheet, most recently changed first.
	Sheets(ctx context.Context) ([]Summary, error)

	// Audit walks the audit log from its first entry.
	Audit(ctx context.Context) iter.Seq2[AuditEntry, error]
}

// NewSheet is the first version of a sheet to be kept.
type NewSheet struct {
	ID       string
	Draft    Draft
	Replaces string // id of an approved sheet, or ""
	By       Actor
	At       time.Time
}

// NewVersion is a further version of a sheet to be kept.
type NewVersion struct {
	ID    string
	Base  int // number of the version that was edited
	Draft Draft
	By    Actor
	At    time.Time
}
