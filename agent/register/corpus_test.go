package register_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
	"github.com/plumbline-dev/plumb/connectors/transcript"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
)

// corpus gives the public records that lie beside the repository. They must be there in CI.
func corpus(t *testing.T) []string {
	t.Helper()
	root := filepath.Join("..", "..", "..", "shared", "data", "transcripts")
	if _, err := os.Stat(root); err != nil {
		if os.Getenv("CI") == "true" {
			require.NoError(t, err, "../shared/data must lie beside the repository in CI")
		}
		t.Skip("../shared/data is not there")
	}
	var all []string
	for _, pattern := range []string{"zoom-vtt/*.vtt", "qmsum/*.json", "google-meet-markdown/*.md"} {
		paths, err := filepath.Glob(filepath.Join(root, pattern))
		require.NoError(t, err)
		require.NotEmpty(t, paths, pattern)
		all = append(all, paths...)
	}
	return all
}

// TestEveryPublicRecordIsKept takes every public record from draft over edit to approval, in one database.
func TestEveryPublicRecordIsKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	paths := corpus(t)
	for _, path := range paths {
		batch, err := transcript.ReadPaths(t.Context(), []string{path}, nil)
		require.NoError(t, err)
		require.Len(t, batch.Transcripts, 1, path)
		d, err := draft.Builtin(batch.Transcripts, draft.Options{})
		require.NoError(t, err, path)
		v, existing, err := b.Propose(t.Context(), d, batch.Transcripts, storetest.Builtin, "")
		require.NoError(t, err, path)
		require.False(t, existing, path)
		sources, err := b.Sources(t.Context(), v)
		require.NoError(t, err)
		require.Equal(t, batch.Transcripts, sources, path)
		v = b.approve(b.reviseAim(v, "New teams need no help."))
		require.Equal(t, agent.StateApproved, v.State)
	}
	report := b.sound()
	require.Equal(t, len(paths), report.Sheets)
	require.Equal(t, 2*len(paths), report.Versions)
}
