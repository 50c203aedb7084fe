package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
)

// FuzzTexts keeps any words of people and records, or refuses them as invalid: what is kept comes back byte by byte
// and does not break the chain of the log.
func FuzzTexts(f *testing.F) {
	f.Add("s-1", "Ines Okafor", "no mechanism", "We'll see.")
	f.Add("%' OR 1=1", "O'Brien\"; DROP TABLE audit; --", "$1 ?1 :a @b", "\u202e\u0000\u2028")
	f.Add("s\x00", "\xff", "\x00", "\xc3\x28")
	f.Fuzz(func(t *testing.T, id, name, reason, title string) {
		s := open(t, dbPath(t))
		by := agent.Actor{Kind: agent.PersonActor, Name: name}
		m := storetest.Meeting("onboarding")
		m.Title = title
		if _, err := s.AddTranscript(t.Context(), m, by, storetest.Noon); err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			return
		}
		v, _, err := s.AddSheet(t.Context(), agent.NewSheet{ID: id, Draft: storetest.Draft(t, m), By: by, At: storetest.Noon})
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			return
		}
		_, err = s.MoveVersion(t.Context(), agent.Move{
			ID: id, Number: 1, ContentHash: v.ContentHash, From: v.State, To: agent.StateRejected, By: by, At: storetest.Noon, Reason: reason,
		})
		if err != nil {
			require.Contains(t, []fault.Kind{fault.Invalid, fault.NeedsPerson}, fault.KindOf(err))
			return
		}
		head, err := agent.VerifyChain(s.Audit(t.Context()))
		require.NoError(t, err)
		require.Equal(t, []string{id, name, reason}, []string{head.Subject, head.Actor.Name, head.Detail})
		got, err := s.Version(t.Context(), id, 0)
		require.NoError(t, err)
		require.Equal(t, id, got.ID)
		require.Equal(t, by, got.CreatedBy)
	})
}
