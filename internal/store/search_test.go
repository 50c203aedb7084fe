package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
)

func found(t *testing.T, s *store.Store, text string) int {
	t.Helper()
	x := search.New(s)
	require.NoError(t, x.CatchUp(t.Context(), nil))
	hits, err := x.Find(t.Context(), search.Query{Text: text}, nil)
	require.NoError(t, err)
	return len(hits)
}

// TestSearchPassesOverWhatWasChanged leaves out what was changed past plumb, and finds the rest.
func TestSearchPassesOverWhatWasChanged(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	s := open(t, path)
	require.NoError(t, keepSheet(t.Context(), s, "s-1"))
	_, err := s.AddTranscript(t.Context(), storetest.Meeting("zeppelin"), storetest.Lead, storetest.Noon)
	require.NoError(t, err)
	require.Equal(t, 1, found(t, s, "zeppelin"))
	execute(t, path, `DROP TRIGGER transcripts_are_not_changed`)
	execute(t, path, `UPDATE transcripts SET content = replace(content, 'without help', 'with help') WHERE content LIKE '%zeppelin%'`)
	require.NoError(t, search.New(s).Rebuild(t.Context(), nil))
	require.Zero(t, found(t, s, "zeppelin"))
	require.Positive(t, found(t, s, "invited teams"))
}

// TestSearchNoticesAnotherLog makes the index anew when it follows from a log that is no longer there, or is not readable.
func TestSearchNoticesAnotherLog(t *testing.T) {
	t.Parallel()
	for name, statement := range map[string]string{
		"another log":       `UPDATE search_state SET entry_hash = 'sha256:00'`,
		"beyond its end":    `UPDATE search_state SET entry = 999`,
		"another form":      `UPDATE search_state SET form = 'words-0'`,
		"emptied":           `DELETE FROM search_state`,
		"much was replaced": `UPDATE search_state SET next = 5000, entry_hash = ''`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := dbPath(t)
			s := open(t, path)
			require.NoError(t, keepSheet(t.Context(), s, "s-1"))
			before := found(t, s, "invited teams")
			require.Positive(t, before)
			execute(t, path, `DELETE FROM search_passages`)
			execute(t, path, statement)
			require.Equal(t, before, found(t, s, "invited teams"))
		})
	}
}

// TestDamagedIndexIsNoError searches in an index of which parts are gone or changed.
func TestDamagedIndexIsNoError(t *testing.T) {
	t.Parallel()
	for name, statement := range map[string]string{
		"postings":   `UPDATE search_terms SET postings = x'ffffffffffffffffffff0101'`,
		"passages":   `DELETE FROM search_passages`,
		"evidence":   `UPDATE search_passages SET said = '[{"u":"u0001","n":999999}]'`,
		"state":      `UPDATE search_state SET next = 1`,
		"no numbers": `UPDATE search_state SET passages = 0, words = 0, next = 0`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := dbPath(t)
			s := open(t, path)
			require.NoError(t, keepSheet(t.Context(), s, "s-1"))
			require.Positive(t, found(t, s, "invited teams"))
			execute(t, path, statement)
			found(t, s, `invited "teams come" -legacy`)
		})
	}
}
