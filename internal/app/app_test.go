package app

import (
	"context"
	"database/sql"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const meeting = `Ines Brandt: The goal of the trial emails is that more people finish the setup in their first week.
Tom Reyes: We believe that a reminder will raise activation, because most people forget about it.
Ines Brandt: So we continue if activation is at least 40 percent by March 27.
Tom Reyes: I will own the trial emails.
`

// newApp makes an App with a home of its own, in which nothing exists.
func newApp(t *testing.T) *App {
	t.Helper()
	home := filepath.Join(t.TempDir(), "home")
	settings, err := config.Load(config.Place{Dir: t.TempDir(), Getenv: func(name string) string {
		if name == config.EnvHome {
			return home
		}
		return ""
	}})
	require.NoError(t, err)
	a := New(Config{
		Settings: settings, Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC) },
	})
	t.Cleanup(func() { require.NoError(t, a.Close()) })
	return a
}

func request() DraftRequest {
	return DraftRequest{Paths: []string{"-"}, Stdin: strings.NewReader(meeting), Engine: EngineBuiltin}
}

func TestDraftIsKeptOnce(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	first, err := a.Draft(t.Context(), request())
	require.NoError(t, err)
	require.False(t, first.Existing)
	require.Equal(t, agent.EngineNamed("builtin"), first.Version.CreatedBy, "an engine drafts; it is no person")
	again, err := a.Draft(t.Context(), request())
	require.NoError(t, err)
	require.True(t, again.Existing)
	require.Equal(t, first.Version.ID, again.Version.ID)
	sheets, err := a.Sheets(t.Context())
	require.NoError(t, err)
	require.NoError(t, sheets.Recheck(t.Context(), again.Version))
}

func TestInterruptedDraftKeepsNothing(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := a.Draft(ctx, request())
	require.Error(t, err)
	require.NoDirExists(t, a.Settings.Home.Value)
}

func TestLookingCreatesNothing(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	_, err := a.Sheets(t.Context())
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	require.NotEmpty(t, fault.Next(err))
	require.NotContains(t, states(a.Checks(t.Context())), CheckFail)
	require.NoDirExists(t, a.Settings.Home.Value)
}

func TestChecksLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	require.NoError(t, os.MkdirAll(a.Settings.Home.Value, 0o700))
	require.NotContains(t, states(a.Checks(t.Context())), CheckFail)
	entries, err := os.ReadDir(a.Settings.Home.Value)
	require.NoError(t, err)
	require.Empty(t, entries)
}

func TestChecksFindALockedDatabase(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	_, err := a.Draft(t.Context(), request())
	require.NoError(t, err)
	require.NoError(t, a.Close())
	a.store = nil

	other, err := sql.Open("sqlite", a.Settings.Database.Value+"?_pragma=locking_mode(EXCLUSIVE)")
	require.NoError(t, err)
	defer func() { require.NoError(t, other.Close()) }()
	other.SetMaxOpenConns(1)
	_, err = other.ExecContext(t.Context(), "BEGIN EXCLUSIVE")
	require.NoError(t, err)

	c := check(t, a.Checks(t.Context()), "database")
	require.Equal(t, CheckFail, c.State)
	require.Contains(t, c.Detail, "locked by another process")
	require.NotEmpty(t, c.Next)
	_, err = other.ExecContext(t.Context(), "ROLLBACK")
	require.NoError(t, err)
}

func TestChecksNoticeAnotherWriter(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	_, err := a.Draft(t.Context(), request())
	require.NoError(t, err)
	c := check(t, a.Checks(t.Context()), "database")
	require.Equal(t, CheckOK, c.State)
	require.Regexp(t, `\(schema \d+, sound\)`, c.Detail)

	other, err := sql.Open("sqlite", a.Settings.Database.Value)
	require.NoError(t, err)
	defer func() { require.NoError(t, other.Close()) }()
	other.SetMaxOpenConns(1)
	_, err = other.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	require.NoError(t, err)
	c = check(t, a.Checks(t.Context()), "database")
	require.Equal(t, CheckWarn, c.State)
	require.Contains(t, c.Detail, "another process is writing")
	require.NotEmpty(t, c.Next)

	_, err = other.ExecContext(t.Context(), "PRAGMA ignore_check_constraints = ON")
	require.NoError(t, err)
	_, err = other.ExecContext(t.Context(), "UPDATE versions SET state = 'lost'")
	require.NoError(t, err)
	_, err = other.ExecContext(t.Context(), "COMMIT")
	require.NoError(t, err)
	c = check(t, a.Checks(t.Context()), "database")
	require.Equal(t, CheckFail, c.State)
	require.Contains(t, c.Detail, "is damaged")
	require.NotEmpty(t, c.Next)
}

func TestChecksFindWhatWasChanged(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	drafted, err := a.Draft(t.Context(), request())
	require.NoError(t, err)
	require.Equal(t, CheckOK, check(t, a.Checks(t.Context()), "audit log").State)

	other, err := sql.Open("sqlite", a.Settings.Database.Value)
	require.NoError(t, err)
	defer func() { require.NoError(t, other.Close()) }()
	dropTriggers(t, other)
	changed, err := other.ExecContext(t.Context(), "UPDATE audit SET detail = 'another story' WHERE subject = $1", drafted.Version.ID)
	require.NoError(t, err)
	rows, err := changed.RowsAffected()
	require.NoError(t, err)
	require.Positive(t, rows)

	c := check(t, a.Checks(t.Context()), "audit log")
	require.Equal(t, CheckFail, c.State)
	require.Contains(t, c.Next, "plumb audit verify")
}

// dropTriggers takes away what keeps honest programs from changing history.
func dropTriggers(t *testing.T, db *sql.DB) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	var names []string
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		names = append(names, name)
	}
	require.NoError(t, rows.Err())
	for _, name := range names {
		_, err := db.ExecContext(t.Context(), "DROP TRIGGER "+name)
		require.NoError(t, err)
	}
}

func TestCitationSaysWhere(t *testing.T) {
	t.Parallel()
	records, err := newApp(t).Read(t.Context(), []string{"-"}, strings.NewReader(meeting))
	require.NoError(t, err)
	found := NewCiter(records.Transcripts).Cite("Ines Brandt wants activation at 40 percent by March 27")
	require.NotEmpty(t, found.Hits)
	hit := found.Hits[0]
	require.Equal(t, "Ines Brandt", hit.Speaker)
	require.Equal(t, "stdin", hit.File)
	u, ok := records.Transcripts[0].Find(hit.Utterance)
	require.True(t, ok)
	require.Contains(t, u.Text, hit.Quote)

	nothing, err := json.Marshal(NewCiter(nil).Cite("anything"))
	require.NoError(t, err)
	require.JSONEq(t, `{"claim": "anything", "supported": false, "hits": []}`, string(nothing))
}

func check(t *testing.T, checks []Check, name string) Check {
	t.Helper()
	for _, c := range checks {
		if c.Name == name {
			return c
		}
	}
	require.Fail(t, "there is no check "+name)
	return Check{}
}

func states(checks []Check) []CheckState {
	var out []CheckState
	for _, c := range checks {
		out = append(out, c.State)
	}
	return out
}
