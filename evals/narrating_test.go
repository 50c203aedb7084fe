package evals

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNarratingKeepsItsPromises drafts fewer notes than the evaluation does, and so holds the nearer ends of intervals
// against what is promised of shares, and everything against what may never happen.
func TestNarratingKeepsItsPromises(t *testing.T) {
	t.Parallel()
	r, err := Narrating(t.Context(), 8)
	require.NoError(t, err)
	t.Log("\n" + r.String())
	require.Equal(t, r.Notes, r.Built.Count)
	require.Equal(t, r.Notes, r.Whole.Count)
	require.Equal(t, r.Resolved.Of, r.Resolved.Count)
	require.Equal(t, r.Recomputed.Of, r.Recomputed.Count)
	require.Zero(t, r.Causal.Count)
	require.Equal(t, r.Claims.Of, r.Claims.Count)
	require.Greater(t, r.Seeded.High, 0.99)
	require.Greater(t, r.Paraphrase.High, 0.98)
}
