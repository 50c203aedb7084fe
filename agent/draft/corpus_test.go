package draft_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
	"github.com/plumbline-dev/plumb/internal/publicdata"
)

// A draft of every public record keeps its promises, and is the same when it is made again.
func TestPublicRecords(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{"zoom-vtt/*.vtt", "zoom-vtt/*.chat.txt", "google-meet-markdown/*.md", "qmsum/*.json"} {
		for _, path := range publicdata.Match(t, "transcripts/"+pattern) {
			t.Run(filepath.Base(path), func(t *testing.T) {
				t.Parallel()
				requireSame(t, readRecord(t, path), 1)
			})
		}
	}
}

func TestInventedRecords(t *testing.T) {
	t.Parallel()
	for _, path := range inventedRecords(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			requireSame(t, readRecord(t, path), 4)
		})
	}
}

// A call is drafted from its speech and its chat together; the chat fills nothing.
func TestCallsWithTheirChats(t *testing.T) {
	t.Parallel()
	for _, path := range publicdata.Match(t, "transcripts/zoom-vtt/*.vtt") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			call, chat := readRecord(t, path), readRecord(t, path[:len(path)-len("vtt")]+"chat.txt")
			alone := drafted(t, draft.Options{}, call)
			both := drafted(t, draft.Options{}, call, chat)
			require.Equal(t, alone.Fields, both.Fields)
			require.Contains(t, codes(both), agent.CodeChatKeptApart)
		})
	}
}

// requireSame drafts a record, and again as often as asked, and wants the same bytes.
func requireSame(t *testing.T, record *agent.Transcript, again int) {
	t.Helper()
	sources := []*agent.Transcript{record}
	first, err := draft.Builtin(t.Context(), sources, draft.Options{})
	require.NoError(t, err)
	requireKept(t, first.Sheet(), sources)
	require.NotContains(t, codes(first.Sheet()), agent.CodeWithheld, "what is found in real speech passes the gates")
	for range again {
		other, err := draft.Builtin(t.Context(), sources, draft.Options{})
		require.NoError(t, err)
		require.Equal(t, string(first.Content()), string(other.Content()))
	}
}
