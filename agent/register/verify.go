package register

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"iter"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// VerifyReport is what came of holding everything that is kept against the audit log.
type VerifyReport struct {
	Entries     int64    `json:"entries"`     // of the log
	Head        string   `json:"head"`        // hash of the newest entry; keep it elsewhere to notice a cut end later
	Sheets      int      `json:"sheets"`      // that are kept
	Versions    int      `json:"versions"`    // that are kept
	Transcripts int      `json:"transcripts"` // that are kept
	Definitions int      `json:"definitions"` // revisions of metrics and terms that are kept
	Aliases     int      `json:"aliases"`     // that are kept
	Proposals   int      `json:"proposals"`   // reviews, decisions, revisits and events that are kept
	Fetches     int      `json:"fetches"`     // that are kept
	Readings    int      `json:"readings"`    // that are kept
	Calls       int      `json:"calls"`       // of models, that are kept
	Problems    []string `json:"problems"`    // what does not fit, a sentence each; empty when all is well
}

// OK reports whether nothing was found.
func (v VerifyReport) OK() bool { return len(v.Problems) == 0 }

// Verify checks the chain of the audit log, replays it, and compares the outcome with every version of a sheet or another
// proposal, transcript, definition, alias, fetch and run that is kept; what was done to the tables and guards of the database is reported too. KnownHead is the Head of an earlier report that was kept elsewhere, or "": a log that lost its end, or was
// written anew as a whole, no longer holds it. What does not fit is reported, not an error.
func (r *Register) Verify(ctx context.Context, knownHead string) (VerifyReport, error) {
	const attempts = 5
	for range attempts {
		report, settled, err := r.verifyOnce(ctx, knownHead)
		if err != nil || settled {
			return report, err
		}
	}
	return VerifyReport{}, fault.New(fault.Unavailable, "audit.verify",
		"the log was written to all the while it was verified", "Try again when less is going on.")
}

// verifyOnce walks the log before and after the tables. It is not settled when the log grew in between: the tables
// then cannot be compared with either.
func (r *Register) verifyOnce(ctx context.Context, knownHead string) (report VerifyReport, settled bool, err error) {
	report.Problems = []string{}
	before, broken, err := r.checkChain(ctx, knownHead, &report)
	if err != nil {
		return report, false, err
	}
	kept, err := r.readTables(ctx, &report)
	if err != nil {
		return report, false, err
	}
	var after tally
	log := newReplay()
	for e, err := range after.count(r.store.Audit(ctx)) {
		if tampering(err) {
			return report, true, nil // the chain has told of it, and without the log there is nothing to compare with
		}
		if err != nil {
			return report, false, err
		}
		log.apply(e)
	}
	report.Entries = after.entries
	report.Problems = append(report.Problems, log.compare(kept)...)
	schema, err := r.store.SchemaProblems(ctx)
	if err != nil {
		return report, false, err
	}
	report.Problems = append(report.Problems, schema...)
	return report, broken || before.entries == after.entries && before.last == after.last, nil
}

// checkChain walks the log from entry to entry and reports where it breaks, or that it lost the head that is known.
func (r *Register) checkChain(ctx context.Context, knownHead string, report *VerifyReport) (walked tally, broken bool, err error) {
	walked = tally{known: knownHead == "" || knownHead == agent.GenesisHash, knownHead: knownHead}
	head, err := agent.VerifyChain(walked.count(r.store.Audit(ctx)))
	if err != nil && !tampering(err) {
		return walked, false, err
	}
	report.Head = agent.GenesisHash
	if head.Seq > 0 {
		report.Head = head.Hash
	}
	switch {
	case err != nil:
		report.Problems = append(report.Problems, err.Error())
	case !walked.known:
		report.Problems = append(report.Problems,
			"the log does not hold the entry "+knownHead+" that it once ended with: its end was cut off, or it was written anew")
	}
	return walked, err != nil, nil
}

// Export writes the audit log as JSONL, an entry a line, from the first one.
func (r *Register) Export(ctx context.Context, w io.Writer) error {
	const op = "audit.export"
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for e, err := range r.store.Audit(ctx) {
		if err != nil {
			return err
		}
		if err := enc.Encode(e); err != nil {
			return unwritten(err, op)
		}
	}
	return unwritten(out.Flush(), op)
}

func unwritten(err error, op string) error {
	return fault.Wrap(err, fault.Unavailable, op, "the audit log could not be written out", "Check the place that it is written to.")
}

// tampering tells what a change from outside leads to from a failure that says nothing about what is kept.
func tampering(err error) bool { return err != nil && fault.Is(err, fault.Conflict) }

// tally watches a walk of the log go by.
type tally struct {
	knownHead string
	known     bool // whether the known head went by
	entries   int64
	last      string
}

func (t *tally) count(entries iter.Seq2[agent.AuditEntry, error]) iter.Seq2[agent.AuditEntry, error] {
	return func(yield func(agent.AuditEntry, error) bool) {
		for e, err := range entries {
			if err == nil {
				t.entries++
				t.last = e.Hash
				t.known = t.known || e.Hash == t.knownHead
			}
			if !yield(e, err) {
				return
			}
		}
	}
}
