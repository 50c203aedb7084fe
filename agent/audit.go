package agent

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"iter"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Action names what an audit entry records.
type Action string

// The actions.
const (
	ActTranscriptAdded Action = "transcript.added"
	ActSheetDrafted    Action = "sheet.drafted"
	ActSheetEdited     Action = "sheet.edited"
	ActSheetInReview   Action = "sheet.in_review"
	ActSheetApproved   Action = "sheet.approved"
	ActSheetRejected   Action = "sheet.rejected"
	ActSheetSuperseded Action = "sheet.superseded"
	ActDefinitionsKept Action = "definitions.kept" // what one file defines was new or had changed
	ActAliasProposed   Action = "alias.proposed"
	ActAliasApproved   Action = "alias.approved"
	ActAliasRejected   Action = "alias.rejected"
	ActAliasSuperseded Action = "alias.superseded"
	ActReadingsFetched Action = "readings.fetched" // a source was asked, whatever came of it
	ActRunFinished     Action = "run.finished"     // a piece of work that asked a model is over
)

// AuditEntry is one line of the audit log. Each entry carries the hash of the one before it, so that a change, a
// removal in the middle or a reordering shows; a truncated end shows against a head that was kept elsewhere.
type AuditEntry struct {
	Seq         int64     `json:"seq"` // counted from 1 without gaps
	At          time.Time `json:"at"`  // UTC, microseconds
	Actor       Actor     `json:"actor"`
	Action      Action    `json:"action"`
	Subject     string    `json:"subject"`      // id of a sheet or proposal; or what it is, a colon, and which: "transcript:" and the digest of its source
	Version     int       `json:"version"`      // of the sheet or proposal; 0 for what has none
	ContentHash string    `json:"content_hash"` // of what the act was about
	Detail      string    `json:"detail"`       // reason, or what follows from the act; may be empty
	Prev        string    `json:"prev"`         // hash of the entry before; GenesisHash for the first
	Hash        string    `json:"hash"`
}

// GenesisHash is the Prev of the first entry.
const GenesisHash = hashPrefix + "0000000000000000000000000000000000000000000000000000000000000000"

// Chained gives the entry as it follows prev: with the next number, prev's hash and its own. The zero entry stands for
// the start of the log.
func (e AuditEntry) Chained(prev AuditEntry) AuditEntry {
	e.Seq = prev.Seq + 1
	e.Prev = prev.Hash
	if prev.Seq == 0 {
		e.Prev = GenesisHash
	}
	e.At = e.At.UTC().Truncate(time.Microsecond)
	e.Hash = e.digest()
	return e
}

// digest hashes every field but Hash, each prefixed with its length, so that no two entries share an encoding.
func (e AuditEntry) digest() string {
	h := sha256.New()
	write := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	number := func(v int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(v)) }
	write([]byte("plumb audit entry 1"))
	write(number(e.Seq))
	write(number(e.At.UnixMicro()))
	for _, s := range []string{string(e.Actor.Kind), e.Actor.Name, string(e.Action), e.Subject} {
		write([]byte(s))
	}
	write(number(int64(e.Version)))
	for _, s := range []string{e.ContentHash, e.Detail, e.Prev} {
		write([]byte(s))
	}
	return hashPrefix + hex.EncodeToString(h.Sum(nil))
}

// VerifyChain walks the log from its first entry and gives the last one. It fails at the first entry that is missing,
// changed or out of order.
func VerifyChain(entries iter.Seq2[AuditEntry, error]) (AuditEntry, error) {
	var prev AuditEntry
	for e, err := range entries {
		if err != nil {
			return prev, err
		}
		if want := e.Chained(prev); e.Seq != want.Seq || e.Prev != want.Prev || e.Hash != want.Hash {
			return prev, fault.Newf(fault.Conflict, "audit.verify",
				"the audit log was tampered with: entry %d does not follow from the entries before it", prev.Seq+1).
				Do("Restore the database from a backup, and find out who could write to it.")
		}
		prev = e
	}
	return prev, nil
}
