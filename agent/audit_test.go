package agent_test

import (
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// chain is a log of three entries.
func chain() []agent.AuditEntry {
	at := time.Date(2026, 3, 3, 9, 30, 0, 123456000, time.UTC)
	first := agent.AuditEntry{
		At: at, Actor: agent.EngineNamed("builtin"), Action: agent.ActTranscriptAdded,
		Subject: "transcript:ab12", ContentHash: "sha256:01",
	}.Chained(agent.AuditEntry{})
	second := agent.AuditEntry{
		At: at.Add(time.Second), Actor: agent.EngineNamed("builtin"), Action: agent.ActSheetDrafted,
		Subject: "s1", Version: 1, ContentHash: "sha256:02",
	}.Chained(first)
	third := agent.AuditEntry{
		At: at.Add(time.Minute), Actor: agent.Actor{Kind: agent.PersonActor, Name: "Orla Benes"}, Action: agent.ActSheetRejected,
		Subject: "s1", Version: 1, ContentHash: "sha256:02", Detail: "not what we said",
	}.Chained(second)
	return []agent.AuditEntry{first, second, third}
}

func walk(entries []agent.AuditEntry) iter.Seq2[agent.AuditEntry, error] {
	return func(yield func(agent.AuditEntry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func TestChain(t *testing.T) {
	t.Parallel()
	log := chain()
	require.Equal(t, agent.GenesisHash, log[0].Prev)
	require.Equal(t, log[0].Hash, log[1].Prev)
	require.Equal(t, log[1].Hash, log[2].Prev)
	require.Equal(t, []int64{1, 2, 3}, []int64{log[0].Seq, log[1].Seq, log[2].Seq})
	head, err := agent.VerifyChain(walk(log))
	require.NoError(t, err)
	require.Equal(t, log[2], head)

	head, err = agent.VerifyChain(walk(nil))
	require.NoError(t, err)
	require.Zero(t, head)
}

// The hash of an entry must never change, or every log that was ever written would look tampered with.
func TestHashOfAnEntryIsForGood(t *testing.T) {
	t.Parallel()
	require.Equal(t, "sha256:3cc37878812f1913c749728dba929ee25f2543d0a2cf1eaa8895d9bb2b9e13b6", chain()[2].Hash)
}

// Chaining keeps the instant, in UTC and to the microsecond, which is what a database gives back.
func TestChainedTime(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("somewhere", 2*60*60)
	e := agent.AuditEntry{At: time.Date(2026, 3, 3, 11, 30, 0, 123456789, zone)}.Chained(agent.AuditEntry{})
	require.Equal(t, time.Date(2026, 3, 3, 9, 30, 0, 123456000, time.UTC), e.At)
	_, err := agent.VerifyChain(walk([]agent.AuditEntry{e}))
	require.NoError(t, err)
}

func TestTamperingShows(t *testing.T) {
	t.Parallel()
	changes := map[string]func(*agent.AuditEntry){
		"seq":          func(e *agent.AuditEntry) { e.Seq++ },
		"at":           func(e *agent.AuditEntry) { e.At = e.At.Add(time.Microsecond) },
		"actor kind":   func(e *agent.AuditEntry) { e.Actor.Kind = "persons" },
		"actor name":   func(e *agent.AuditEntry) { e.Actor.Name += "s" },
		"action":       func(e *agent.AuditEntry) { e.Action = agent.ActSheetApproved },
		"subject":      func(e *agent.AuditEntry) { e.Subject += "1" },
		"version":      func(e *agent.AuditEntry) { e.Version++ },
		"content hash": func(e *agent.AuditEntry) { e.ContentHash = "sha256:03" },
		"detail":       func(e *agent.AuditEntry) { e.Detail = "exactly what we said" },
		"prev":         func(e *agent.AuditEntry) { e.Prev = "sha256:04" },
		"hash":         func(e *agent.AuditEntry) { e.Hash = "sha256:05" },
		"a byte moved from one text to the next": func(e *agent.AuditEntry) {
			e.Subject, e.Action = e.Subject[1:], e.Action+agent.Action(e.Subject[:1])
		},
	}
	for name, change := range changes {
		for i := range 3 {
			log := chain()
			change(&log[i])
			last, err := agent.VerifyChain(walk(log))
			require.Equal(t, fault.Conflict, fault.KindOf(err), "%s of entry %d", name, i+1)
			require.ErrorContains(t, err, "entry "+string(rune('1'+i)), name)
			require.NotEmpty(t, fault.Next(err))
			require.Equal(t, int64(i), last.Seq, "the last entry that holds is given")
		}
	}
}

// Whoever changes an entry and works its hash out anew breaks the link of the next one.
func TestRehashedEntryBreaksTheNext(t *testing.T) {
	t.Parallel()
	log := chain()
	log[1].Actor = agent.Actor{Kind: agent.PersonActor, Name: "Orla Benes"}
	log[1] = log[1].Chained(log[0])
	_, err := agent.VerifyChain(walk(log))
	require.ErrorContains(t, err, "entry 3")
}

func TestMissingAndMovedEntriesShow(t *testing.T) {
	t.Parallel()
	log := chain()
	for name, entries := range map[string][]agent.AuditEntry{
		"first gone":  {log[1], log[2]},
		"middle gone": {log[0], log[2]},
		"swapped":     {log[0], log[2], log[1]},
		"repeated":    {log[0], log[0], log[1], log[2]},
		"zero":        {{}},
	} {
		_, err := agent.VerifyChain(walk(entries))
		require.Equal(t, fault.Conflict, fault.KindOf(err), name)
	}
	head, err := agent.VerifyChain(walk(log[:2]))
	require.NoError(t, err, "a truncated end shows only against a head that was kept elsewhere")
	require.NotEqual(t, log[2].Hash, head.Hash)
}

func TestVerifyPassesOnWhatReadingSays(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is gone")
	log := chain()
	last, err := agent.VerifyChain(func(yield func(agent.AuditEntry, error) bool) {
		if yield(log[0], nil) {
			yield(agent.AuditEntry{}, broken)
		}
	})
	require.ErrorIs(t, err, broken)
	require.Equal(t, log[0], last)
}

// No two entries share an encoding: every field is hashed behind its length.
func TestEntriesWithTheSameBytesDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	parts := []string{"a", "b", "ab", "", "aba"}
	for _, subject := range parts {
		for _, content := range parts {
			for _, detail := range parts {
				e := agent.AuditEntry{Subject: subject, ContentHash: content, Detail: detail}.Chained(agent.AuditEntry{})
				require.False(t, seen[e.Hash], "%q %q %q", subject, content, detail)
				require.True(t, strings.HasPrefix(e.Hash, "sha256:"))
				seen[e.Hash] = true
			}
		}
	}
	require.Len(t, seen, len(parts)*len(parts)*len(parts))
}
