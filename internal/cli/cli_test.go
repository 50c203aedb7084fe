package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

func fixedNow() time.Time { return time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC) }

func TestExitCodes(t *testing.T) {
	t.Parallel()
	for kind, want := range map[fault.Kind]int{
		fault.Invalid: 1, fault.Usage: 2, fault.NotFound: 3, fault.Conflict: 1, fault.NeedsPerson: 4, fault.Unauthorised: 1,
		fault.Unavailable: 1, fault.Internal: 1,
	} {
		require.Equal(t, want, exitCode(fault.New(kind, "op", "message", "")), kind)
		require.Equal(t, want, exitCode(fmt.Errorf("wrapped: %w", fault.New(kind, "op", "message", ""))), kind)
	}
	require.Equal(t, 0, exitCode(nil))
	require.Equal(t, 1, exitCode(errors.New("of no kind")))
}

func TestReport(t *testing.T) {
	t.Parallel()
	cause := errors.New("no such file")
	joined := errors.Join(
		fault.Wrap(cause, fault.NotFound, "op", "a.vtt is not there", "Check the path."),
		fault.New(fault.Invalid, "op", "b.vtt is \x1b[31mempty", "Export it again.\nThen try again."),
	)
	var text strings.Builder
	report(&text, joined, false)
	require.Equal(t, "plumb: a.vtt is not there: no such file\n  Check the path.\nplumb: b.vtt is [31mempty\n  Export it again.\n  Then try again.\n", text.String())

	var asJSON strings.Builder
	report(&asJSON, joined, true)
	require.JSONEq(t, `{"error": {"kind": "not_found", "message": "a.vtt is not there: no such file; b.vtt is \u001b[31mempty", "next": "Check the path."}}`, asJSON.String())
	require.Equal(t, 1, strings.Count(asJSON.String(), "\n"))
}

func TestAsksForJSON(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]bool{
		"":                             false,
		"sheet list --json":            true,
		"--json sheet list":            true,
		"sheet list --json=true":       true,
		"cite meeting.vtt -- --json":   false,
		"transcript file --jsonx":      false,
		"cite --json meeting.vtt -- x": true,
	} {
		require.Equal(t, want, asksForJSON(strings.Fields(args)), args)
	}
}

// TestHelpTeaches holds every command to what its help promises: words, and examples that could be typed as they stand.
func TestHelpTeaches(t *testing.T) {
	t.Parallel()
	root := newSession(t.Context(), Env{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard, Getenv: func(string) string { return "" }}).root()
	seen := 0
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		for _, child := range cmd.Commands() {
			visit(child)
		}
		if cmd.Parent() != nil && cmd.Parent().Name() == "completion" || cmd.Name() == "completion" {
			return // comes from cobra
		}
		seen++
		path := cmd.CommandPath()
		require.NotEmpty(t, cmd.Short, path)
		require.False(t, strings.HasSuffix(cmd.Short, "."), "%s: a short help is a title", path)
		require.Greater(t, len(cmd.Long), len(cmd.Short), path)
		for line := range strings.SplitSeq(cmd.Long, "\n") {
			require.LessOrEqual(t, len(line), 120, "%s: %s", path, line)
		}
		examples := strings.Split(cmd.Example, "\n")
		require.GreaterOrEqual(t, len(examples), 2, path)
		require.LessOrEqual(t, len(examples), 4, path)
		for _, example := range examples {
			require.Contains(t, example, "plumb", path)
			requireRuns(t, root, example)
		}
	}
	visit(root)
	require.Greater(t, seen, 15)
}

// requireRuns checks that each command of an example exists and takes the flags and the number of arguments it is given.
func requireRuns(t *testing.T, root *cobra.Command, example string) {
	t.Helper()
	for part := range strings.SplitSeq(example, "|") {
		words := shellWords(part)
		for len(words) > 0 && strings.Contains(words[0], "=") {
			words = words[1:]
		}
		if len(words) == 0 || words[0] != "plumb" {
			continue
		}
		cmd, rest, err := root.Find(words[1:])
		require.NoError(t, err, example)
		require.NoError(t, cmd.ParseFlags(rest), example)
		if cmd.Args != nil {
			require.NoError(t, cmd.Args(cmd, cmd.Flags().Args()), example)
		}
		require.False(t, isGroup(cmd) && len(cmd.Flags().Args()) > 0, "%s: there is no such command", example)
	}
}

// shellWords parts a line as a shell does, as far as the examples need it, and drops redirections.
func shellWords(line string) []string {
	var words []string
	var word strings.Builder
	quote, begun := rune(0), false
	end := func() {
		if begun {
			words = append(words, word.String())
		}
		word.Reset()
		begun = false
	}
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, begun = r, true
		case quote == 0 && (r == '<' || r == '>'):
			end()
			return words
		case quote == 0 && r == ' ':
			end()
		default:
			begun = true
			word.WriteRune(r)
		}
	}
	end()
	return words
}

// broken is an output whose reader went away.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, &fsError{syscall.EPIPE} }

type fsError struct{ err error }

func (e *fsError) Error() string { return "write: " + e.err.Error() }
func (e *fsError) Unwrap() error { return e.err }

func TestBrokenPipeIsSilent(t *testing.T) {
	t.Parallel()
	var complaints strings.Builder
	code := Run(t.Context(), Env{
		Args: []string{"version", "--json"}, Stdin: strings.NewReader(""), Stdout: broken{}, Stderr: &complaints, Now: fixedNow,
		Getenv: func(string) string { return "" },
	})
	require.Equal(t, exitFailure, code)
	require.Empty(t, complaints.String())
}

func TestFilesAndClaims(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, c := range []struct {
		args   []string
		dash   int
		files  int
		claims int
		kind   fault.Kind
	}{
		{[]string{dir}, -1, 1, 0, ""},
		{[]string{dir, "-", "a claim"}, -1, 2, 1, ""},
		{[]string{dir, "a claim", dir}, -1, 1, 2, ""},
		{[]string{dir, "agreed"}, 1, 1, 1, ""},
		{[]string{dir, "agreed"}, -1, 1, 1, ""},
		{[]string{dir, "agreed..."}, -1, 1, 1, ""},
		{[]string{dir, "gone.vtt"}, -1, 0, 0, fault.NotFound},
		{[]string{dir, "notes/gone"}, -1, 0, 0, fault.NotFound},
		{[]string{"no file at all"}, -1, 0, 0, fault.NotFound},
		{[]string{"a claim"}, 0, 0, 0, fault.Usage},
		{[]string{dir, ""}, -1, 0, 0, fault.Usage},
		{[]string{dir, " \t"}, -1, 0, 0, fault.Usage},
		{[]string{dir, "a claim", ""}, -1, 0, 0, fault.Usage},
		{[]string{dir, ""}, 1, 0, 0, fault.Usage},
		{[]string{""}, -1, 0, 0, fault.Usage},
	} {
		files, claims, err := filesAndClaims(c.args, c.dash)
		require.Equal(t, c.kind, fault.KindOf(err), c.args)
		require.Len(t, files, c.files, c.args)
		require.Len(t, claims, c.claims, c.args)
	}
}

// TestClaimsThatCannotBeRead holds the refusals to plain words: no name of a package or type shows in them.
func TestClaimsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for claims, want := range map[string]string{
		"fine\n" + strings.Repeat("a", maxLine+1): "line 2 of the claims is longer than a million characters",
		`{"claim": 3}`:   `line 1 of the claims cannot be read: "claim" is not text`,
		`{"claim": `:     "line 1 of the claims cannot be read: it is not JSON",
		`{"clain": "x"}`: `line 1 of the claims cannot be read: there is no key "claim"`,
	} {
		err := eachClaim(strings.NewReader(claims), func(string) error { return nil })
		require.EqualError(t, err, want)
		require.NotEmpty(t, fault.Next(err))
	}
}

func FuzzEachClaim(f *testing.F) {
	for _, seed := range []string{"", "a claim\n\nanother", `{"claim": "x"}`, `{"claim": 1}`, "{", "\ufeff{\"claim\":\"x\"}", "\xff\xfe", `{"claim":"\ud800"}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		err := eachClaim(strings.NewReader(text), func(claim string) error {
			require.Equal(t, claim, strings.ToValidUTF8(claim, ""))
			return nil
		})
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.NotEmpty(t, fault.Next(err))
		}
	})
}

func FuzzParseSheetRef(f *testing.F) {
	for _, seed := range []string{"", "s-1e7k3m9", "s-1e7k3m9@2", "@", "@1", "s@0", "s@-1", "s@99999999999999999999", "s@1@2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, arg string) {
		ref, err := parseSheetRef(arg)
		if err != nil {
			require.Equal(t, fault.Usage, fault.KindOf(err))
			return
		}
		require.NotEmpty(t, ref.id)
		require.GreaterOrEqual(t, ref.number, 0)
	})
}

func TestParseDay(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Weekday{"Tuesday": time.Tuesday, "tue": time.Tuesday, "SUN": time.Sunday} {
		got, err := parseDay(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, text := range []string{"", "t", "Tues", "someday"} {
		_, err := parseDay(text)
		require.Equal(t, fault.Usage, fault.KindOf(err), text)
	}
}

func TestFindEditor(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	env := func(visual, name string) func(string) string {
		return func(key string) string { return map[string]string{"VISUAL": visual, "EDITOR": name}[key] }
	}
	_, err := findEditor(env("", ""))
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	_, err = findEditor(env("gone --wait", ""))
	require.ErrorContains(t, err, `the editor "gone --wait" in VISUAL is not there`)
}
