package transcript

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden reads every fixture and compares all that was read with the golden file beside it.
func TestGolden(t *testing.T) {
	t.Parallel()
	want := map[string]agent.Format{
		"teams.vtt": agent.FormatWebVTT, "zoom-odd.vtt": agent.FormatWebVTT, "gaps.vtt": agent.FormatWebVTT,
		"youtube.srt": agent.FormatSRT, "chat.txt": agent.FormatZoomChat, "otter.txt": agent.FormatOtter,
		"meet.txt": agent.FormatGoogleMeet, "meet-notes.md": agent.FormatGoogleMeet, "meet-empty.md": agent.FormatGoogleMeet,
		"fireflies.json": agent.FormatFirefliesJSON, "qmsum.json": agent.FormatQMSumJSON, "granola.md": agent.FormatMarkdown,
		"table.md": agent.FormatMarkdown, "minutes.md": agent.FormatMarkdown, "notes.md": agent.FormatMarkdown,
		"plain.txt": agent.FormatText, "turns.txt": agent.FormatText,
	}
	for name, format := range want {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readFile(t, filepath.Join("testdata", name))
			require.Equal(t, format, got.Format)
			requireSound(t, got)

			// Detection goes by content: under another name the same is read.
			raw, err := os.ReadFile(filepath.Join("testdata", name))
			require.NoError(t, err)
			renamed, err := Read("upload.bin", bytes.NewReader(raw))
			require.NoError(t, err)
			renamed.File = got.File
			require.Equal(t, got, renamed)

			golden := filepath.Join("testdata", "golden", name+".json")
			text, err := json.MarshalIndent(got, "", "  ")
			require.NoError(t, err)
			if *update {
				require.NoError(t, os.WriteFile(golden, append(text, '\n'), 0o600))
			}
			saved, err := os.ReadFile(golden)
			require.NoError(t, err, "run the test with -update to write it")
			require.JSONEq(t, string(saved), string(text))
		})
	}
}

func readFile(t *testing.T, path string) *agent.Transcript {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	got, err := Read(path, f)
	require.NoError(t, err)
	return got
}

func readString(t *testing.T, name, text string) *agent.Transcript {
	t.Helper()
	got, err := Read(name, strings.NewReader(text))
	require.NoError(t, err)
	requireSound(t, got)
	return got
}

// requireSound checks what holds for every transcript, whatever was read.
func requireSound(t *testing.T, got *agent.Transcript) {
	t.Helper()
	require.Len(t, got.SHA256, 64)
	require.NotEmpty(t, got.Format)
	require.NotNil(t, got.Utterances)
	require.NotNil(t, got.Notes)
	require.NotNil(t, got.Warnings)
	require.NotNil(t, got.Speakers)
	heard := map[string]bool{}
	for i, u := range got.Utterances {
		require.Equal(t, fmt.Sprintf("u%04d", i+1), u.ID)
		require.NotEmpty(t, u.Text)
		require.True(t, plain(u.Text), "hidden characters in %q", u.Text)
		require.True(t, plain(u.Speaker), "hidden characters in %q", u.Speaker)
		require.Equal(t, strings.TrimSpace(u.Text), u.Text)
		require.Positive(t, u.Line)
		require.GreaterOrEqual(t, u.StartMS, int64(0))
		require.GreaterOrEqual(t, u.EndMS, u.StartMS)
		if u.Speaker != "" {
			heard[u.Speaker] = true
		}
	}
	require.Len(t, got.Speakers, len(heard))
	for _, s := range got.Speakers {
		require.True(t, heard[s], "%q never speaks", s)
	}
	if got.Date == "" {
		require.Empty(t, got.DateFrom)
	} else {
		require.NotEmpty(t, got.DateFrom)
	}
}

// who gives "speaker: text" for each utterance.
func who(got *agent.Transcript) []string {
	lines := make([]string, 0, len(got.Utterances))
	for _, u := range got.Utterances {
		lines = append(lines, u.Speaker+": "+u.Text)
	}
	return lines
}

// timed gives who said what, and when in milliseconds.
func timed(got *agent.Transcript) []string {
	lines := make([]string, 0, len(got.Utterances))
	for _, u := range got.Utterances {
		lines = append(lines, fmt.Sprintf("%d %d %s: %s", u.StartMS, u.EndMS, u.Speaker, u.Text))
	}
	return lines
}

func linesWarned(got *agent.Transcript) []int {
	lines := make([]int, 0, len(got.Warnings))
	for _, w := range got.Warnings {
		lines = append(lines, w.Line)
	}
	return lines
}

func warned(got *agent.Transcript, part string) bool {
	for _, w := range got.Warnings {
		if strings.Contains(w.Message, part) {
			return true
		}
	}
	return false
}
