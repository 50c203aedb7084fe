package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
)

// The test binary plays a second process when these are set: the role says what it does to the database at path.
const (
	roleVariable = "PLUMB_STORE_TEST_ROLE"
	pathVariable = "PLUMB_STORE_TEST_PATH"
)

func TestMain(m *testing.M) {
	role := os.Getenv(roleVariable)
	if role == "" {
		os.Exit(m.Run())
	}
	play := map[string]func(ctx context.Context, path string) error{
		"open": playOpen, "lock": playLock, "write": playWrite, "read": playRead,
	}[role]
	if err := play(context.Background(), os.Getenv(pathVariable)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// child is a second process that has the database open. It says what it did, a line an act.
type child struct {
	*exec.Cmd
	said *bufio.Scanner
}

func startChild(t *testing.T, role, path string) *child {
	t.Helper()
	return startChildAs(t, role, path, func(*exec.Cmd) {})
}

// startChildAs starts a child that runs as prepare says.
func startChildAs(t *testing.T, role, path string, prepare func(cmd *exec.Cmd)) *child {
	t.Helper()
	exe, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), roleVariable+"="+role, pathVariable+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	prepare(cmd)
	require.NoError(t, cmd.Start())
	return &child{Cmd: cmd, said: bufio.NewScanner(out)}
}

// hear waits for the next line.
func (c *child) hear(t *testing.T) string {
	t.Helper()
	require.True(t, c.said.Scan(), "the child fell silent: %v", c.said.Err())
	return c.said.Text()
}

// kill ends the child without warning and gives what it had said until then.
func (c *child) kill(t *testing.T) []string {
	t.Helper()
	require.NoError(t, c.Process.Kill())
	var rest []string
	for c.said.Scan() {
		rest = append(rest, c.said.Text())
	}
	require.Error(t, c.Wait(), "it was killed")
	return rest
}

// place says where the database at a path or a URL is, for somebody with patience.
func place(at string) store.Config {
	if strings.HasPrefix(at, "postgres://") {
		return store.Config{URL: at, BusyTimeout: time.Minute}
	}
	return store.Config{Path: at, BusyTimeout: time.Minute}
}

// playOpen opens the database and leaves.
func playOpen(ctx context.Context, path string) error {
	s, err := store.Open(ctx, place(path))
	if err != nil {
		return err
	}
	fmt.Println("opened")
	return s.Close()
}

// playLock holds the write lock of the database until it is killed.
func playLock(ctx context.Context, path string) error {
	db, err := rawDB(path)
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		return err
	}
	fmt.Println("locked")
	select {}
}

// playWrite keeps meetings, sheets, definitions and fetches in a loop until it is killed, and names each sheet once it was acknowledged.
func playWrite(ctx context.Context, path string) error {
	s, err := store.Open(ctx, place(path))
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		id := fmt.Sprintf("s-%d-%d", os.Getpid(), i)
		if err := keepSheet(ctx, s, id); err != nil {
			return err
		}
		definitions := storetest.Definitions("growth.yaml", 30)
		for i := range definitions.Metrics {
			definitions.Metrics[i].Expression = "COUNT(" + id + ")"
		}
		if _, err := s.KeepDefinitions(ctx, definitions); err != nil {
			return err
		}
		if err := s.AddFetch(ctx, storetest.Fetch("f-"+id, "growth.metric_00000", 40)); err != nil {
			return err
		}
		fmt.Println(id)
	}
}

// playRead reads what there is, tries to add to it, and says what came of both.
func playRead(ctx context.Context, path string) error {
	s, err := store.Open(ctx, store.Config{Path: path})
	if err != nil {
		fmt.Printf("%s: %v\n", fault.KindOf(err), err)
		return nil
	}
	list, err := s.Sheets(ctx)
	if err != nil {
		return err
	}
	entries := 0
	for _, err := range s.Audit(ctx) {
		if err != nil {
			return err
		}
		entries++
	}
	problems, err := s.SchemaProblems(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("%d sheets, %d entries, %d schema problems\n", len(list), entries, len(problems))
	_, err = s.AddTranscript(ctx, storetest.Meeting("late"), storetest.Lead, storetest.Noon)
	fmt.Printf("%s: %v\n", fault.KindOf(err), err)
	return s.Close()
}

// keepSheet keeps a meeting and its sheet, and brings the sheet to review.
func keepSheet(ctx context.Context, s *store.Store, id string) error {
	t := &testing.T{} // a draft of the example fails no check
	meeting := storetest.Meeting("meeting of " + id)
	if _, err := s.AddTranscript(ctx, meeting, storetest.Lead, storetest.Noon); err != nil {
		return err
	}
	v, _, err := s.AddSheet(ctx, agent.NewSheet{ID: id, Draft: storetest.Draft(t, meeting), By: storetest.Builtin, At: storetest.Noon})
	if err != nil {
		return err
	}
	_, err = s.MoveVersion(ctx, storetest.MoveOf(v, agent.StateInReview, storetest.Noon))
	return err
}

func TestProcessesThatStartTogether(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	var children []*child
	for range 4 {
		children = append(children, startChild(t, "open", path))
	}
	for _, c := range children {
		require.Equal(t, "opened", c.hear(t))
		require.NoError(t, c.Wait())
	}
	var applied int
	require.NoError(t, raw(t, path).QueryRowContext(t.Context(),
		`SELECT COUNT(*) FROM goose_db_version WHERE version_id = 1`).Scan(&applied))
	require.Equal(t, 1, applied, "the migration ran once")
	s := open(t, path)
	require.NoError(t, keepSheet(t.Context(), s, "s-1"))
}

func TestLockedByAnotherProcess(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	require.NoError(t, open(t, path).Close())
	holder := startChild(t, "lock", path)
	require.Equal(t, "locked", holder.hear(t))

	s, err := store.Open(t.Context(), store.Config{Path: path, BusyTimeout: time.Millisecond})
	require.NoError(t, err, "a lock for writing does not stand in the way of reading")
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	_, err = s.AddTranscript(t.Context(), storetest.Meeting("late"), storetest.Lead, storetest.Noon)
	requireUnavailable(t, err, "the database "+path+" is locked by another process")
	list, err := s.Sheets(t.Context())
	require.NoError(t, err)
	require.Empty(t, list)

	holder.kill(t)
	_, err = s.AddTranscript(t.Context(), storetest.Meeting("late"), storetest.Lead, storetest.Noon)
	require.NoError(t, err, "the lock ends with its process")
}

func TestMigrationWaitsForOtherProcesses(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	_, err := raw(t, path).ExecContext(t.Context(), `PRAGMA journal_mode = WAL`)
	require.NoError(t, err)
	holder := startChild(t, "lock", path)
	require.Equal(t, "locked", holder.hear(t))
	_, err = store.Open(t.Context(), store.Config{Path: path, BusyTimeout: time.Millisecond})
	requireUnavailable(t, err, "the database "+path+" is locked by another process")
	holder.kill(t)
	require.NoError(t, open(t, path).Close())
}

func TestKillLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	var acknowledged []string
	for _, after := range []int{1, 2, 5, 11, 23} {
		writer := startChild(t, "write", path)
		for range after {
			acknowledged = append(acknowledged, writer.hear(t))
		}
		acknowledged = append(acknowledged, writer.kill(t)...)

		s := open(t, path)
		for _, id := range acknowledged {
			v, err := s.Version(t.Context(), id, 0)
			require.NoError(t, err)
			require.Equal(t, agent.StateInReview, v.State)
			_, err = s.Transcript(t.Context(), v.Sources[0].SHA256)
			require.NoError(t, err)
		}
		fetches, err := s.Fetches(t.Context(), "")
		require.NoError(t, err)
		for _, id := range acknowledged {
			require.True(t, slices.ContainsFunc(fetches, func(f readings.Fetch) bool { return f.ID == "f-"+id }), "the fetch of %s is lost", id)
		}
		requireSound(t, s, path)
		require.NoError(t, s.Close())
	}
}

// requireSound checks the file, the log, and that every row has its entry in the log and the other way round.
func requireSound(t *testing.T, s *store.Store, path string) {
	t.Helper()
	var verdict string
	require.NoError(t, raw(t, path).QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&verdict))
	require.Equal(t, "ok", verdict)
	requireWhole(t, s)
}

// requireWhole checks the log, and that every row has its entry in the log and the other way round.
func requireWhole(t *testing.T, s *store.Store) {
	t.Helper()
	_, err := agent.VerifyChain(s.Audit(t.Context()))
	require.NoError(t, err)
	logged := map[agent.Action]int{}
	for e, err := range s.Audit(t.Context()) {
		require.NoError(t, err)
		logged[e.Action]++
	}
	transcripts, drafts, reviews := 0, 0, 0
	for _, err := range s.KeptTranscripts(t.Context()) {
		require.NoError(t, err)
		transcripts++
	}
	for v, err := range s.KeptVersions(t.Context()) {
		require.NoError(t, err)
		drafts++
		if v.State == agent.StateInReview {
			reviews++
		}
	}
	imports := map[int64][]glossary.KeptDefinition{}
	for d, err := range s.KeptDefinitions(t.Context()) {
		require.NoError(t, err)
		imports[d.Entry] = append(imports[d.Entry], d)
	}
	for e, err := range s.Audit(t.Context()) {
		require.NoError(t, err)
		if e.Action == agent.ActDefinitionsKept {
			require.Equal(t, e.ContentHash, glossary.ImportHash(imports[e.Seq]), "an import is kept wholly")
		}
	}
	fetches := map[string]string{}
	for f, err := range s.KeptFetches(t.Context()) {
		require.NoError(t, err)
		hash, err := readings.Hash(f)
		require.NoError(t, err)
		fetches[readings.FetchSubject(f.ID)] = hash
	}
	for e, err := range s.Audit(t.Context()) {
		require.NoError(t, err)
		if e.Action == agent.ActReadingsFetched {
			require.Equal(t, e.ContentHash, fetches[e.Subject], "a fetch is kept wholly")
		}
	}
	want := map[agent.Action]int{
		agent.ActTranscriptAdded: transcripts, agent.ActSheetDrafted: drafts, agent.ActSheetInReview: reviews,
	}
	if len(imports) > 0 {
		want[agent.ActDefinitionsKept] = len(imports)
	}
	if len(fetches) > 0 {
		want[agent.ActReadingsFetched] = len(fetches)
	}
	require.Equal(t, want, logged)
	require.NotZero(t, reviews)
}
