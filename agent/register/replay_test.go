package register_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
)

// rechain writes the log anew with honest hashes, as somebody would who knows how it is made.
func (f forger) rechain(b *bundle, change func(e agent.AuditEntry) (agent.AuditEntry, bool)) {
	f.t.Helper()
	var prev agent.AuditEntry
	var log []agent.AuditEntry
	for e, err := range b.store.Audit(f.t.Context()) {
		require.NoError(f.t, err)
		if e, keep := change(e); keep {
			prev = e.Chained(prev)
			log = append(log, prev)
		}
	}
	f.run(`DELETE FROM audit`)
	for _, e := range log {
		f.run(`INSERT INTO audit VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			e.Seq, e.At.UnixMicro(), string(e.Actor.Kind), e.Actor.Name, string(e.Action), e.Subject, e.Version, e.ContentHash,
			e.Detail, e.Prev, e.Hash)
	}
}

func TestReplayRefusesImpossibleHistories(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(e agent.AuditEntry) (agent.AuditEntry, bool)
		says   string
	}{
		"approved without review": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) { return e, e.Action != agent.ActSheetInReview },
			"a sheet that is draft cannot become approved",
		},
		"approved by an engine": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == agent.ActSheetApproved {
					e.Actor = storetest.Builtin
				}
				return e, true
			},
			"only a person may do this",
		},
		"a run without a name": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == agent.ActRunFinished {
					e.Subject = "x-1"
				}
				return e, true
			},
			"it ends the run x-1 a second time, or none",
		},
		"a run that ends twice": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == agent.ActRunFinished {
					e.Subject = "run:x-1"
				}
				return e, true
			},
			"it ends the run x-1 a second time, or none",
		},
		"edited by an engine": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == agent.ActSheetEdited {
					e.Actor = storetest.Builtin
				}
				return e, true
			},
			"only a person may do this",
		},
		"moved before it began": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) { return e, e.Action != agent.ActSheetDrafted },
			"did not exist then",
		},
		"edited from nothing": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == agent.ActSheetEdited {
					e.Version = 7
				}
				return e, true
			},
			"version 7 of sheet s-001 cannot begin there",
		},
		"another content approved": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == agent.ActSheetApproved {
					e.ContentHash = agent.GenesisHash
				}
				return e, true
			},
			"it is about another content",
		},
		"an unknown act": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == agent.ActSheetRejected {
					e.Action = "sheet.burnt"
				}
				return e, true
			},
			`"sheet.burnt" is not an act that this plumb knows`,
		},
		"definitions of no file": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == agent.ActDefinitionsKept {
					e.Subject = "nothing"
				}
				return e, true
			},
			"it names no file of definitions",
		},
		"an alias approved by an engine": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == agent.ActAliasApproved {
					e.Actor = storetest.Builtin
				}
				return e, true
			},
			"only a person may do this",
		},
		"an alias decided before it was proposed": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) { return e, e.Action != agent.ActAliasProposed },
			"the alias a-1 did not exist then",
		},
		"an alias proposed twice": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == agent.ActAliasApproved {
					e.Action = agent.ActAliasProposed
				}
				return e, true
			},
			"it proposes the alias a-1 a second time, or none",
		},
		"an alias superseded that was never approved": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) { return e, e.Action != agent.ActAliasApproved },
			"the alias a-1 was proposed then",
		},
		"another alias approved": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == agent.ActAliasApproved {
					e.ContentHash = agent.GenesisHash
				}
				return e, true
			},
			"it is about something else than was proposed as alias a-1",
		},
		"a decision approved by an engine": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == "decision.approved" {
					e.Actor = storetest.Builtin
				}
				return e, true
			},
			"only a person may do this",
		},
		"a review approved without review": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) { return e, e.Action != "review.in_review" },
			"a review that is draft cannot become approved",
		},
		"a review edited by an engine": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == "review.edited" {
					e.Actor = storetest.Builtin
				}
				return e, true
			},
			"only a person may do this",
		},
		"a decision edited after its approval": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == "event.drafted" {
					e.Action, e.Subject, e.Version, e.Actor = "decision.edited", "d-1", 2, storetest.Lead
				}
				return e, true
			},
			"version 1 of decision d-1 was approved, and what is approved of its kind is final",
		},
		"a decision taken back": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == "event.drafted" {
					e.Action, e.Subject = "decision.superseded", "d-1"
				}
				return e, true
			},
			"version 1 of decision d-1 was approved, and what is approved of its kind is final",
		},
		"a decision of a kind that there is not": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == "decision.approved" {
					e.Action = "decree.approved"
				}
				return e, true
			},
			`"decree.approved" is not an act that this plumb knows`,
		},
		"a fetch of nothing": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == agent.ActReadingsFetched {
					e.Subject = "nothing"
				}
				return e, true
			},
			"it keeps the fetch nothing a second time, or none",
		},
		"a fetch with two entries": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == agent.ActReadingsFetched {
					e.Subject = "fetch:f-1"
				}
				return e, true
			},
			"it keeps the fetch f-1 a second time, or none",
		},
		"a transcript of nothing": {
			func(e agent.AuditEntry) (agent.AuditEntry, bool) {
				if e.Action == agent.ActTranscriptAdded {
					e.Subject = "nothing"
				}
				return e, true
			},
			"(transcript.added) does not make sense",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, _ := history(t)
			forge(b).rechain(b, test.change)
			report, err := b.Verify(t.Context(), "")
			require.NoError(t, err)
			require.Contains(t, strings.Join(report.Problems, "\n"), test.says)
		})
	}
}
