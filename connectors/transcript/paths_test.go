package transcript

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

const (
	smallVTT  = "WEBVTT\n\n00:01.000 --> 00:02.000\nAda: Hello.\n"
	smallText = "Ada: Hello.\nBen: Hi.\n"
)

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func files(b Batch) []string {
	var names []string
	for _, t := range b.Transcripts {
		names = append(names, t.File)
	}
	return names
}

func skipped(b Batch, path string) string {
	for _, s := range b.Skipped {
		if s.Path == path {
			return s.Reason
		}
	}
	return ""
}

func TestReadPathsFolder(t *testing.T) {
	t.Parallel()
	dir, outside := t.TempDir(), t.TempDir()
	write(t, dir, "b.vtt", smallVTT)
	write(t, dir, "a/late.txt", smallText)
	again := write(t, dir, "c/copy.vtt", smallVTT)
	table := write(t, dir, "corrections.tsv", "heard\tmeant\n")
	picture := write(t, dir, "photo.png", "\x89PNG")
	hidden := write(t, dir, ".draft.txt", smallText)
	write(t, dir, ".git/config.txt", smallText)
	empty := write(t, dir, "empty.vtt", "")
	other := write(t, dir, "package.json", `{"name": "x"}`)
	secret := write(t, outside, "secret.txt", "Eve: The key is under the mat.\nEve: Yes.\n")
	link := filepath.Join(dir, "link.txt")
	require.NoError(t, os.Symlink(secret, link))
	require.NoError(t, os.Symlink(outside, filepath.Join(dir, "linked")))
	inner := filepath.Join(dir, "inner.vtt")
	require.NoError(t, os.Symlink("b.vtt", inner))

	got, err := ReadPaths(context.Background(), []string{dir}, nil)
	require.NoError(t, err)
	require.Equal(t, []string{"late.txt", "b.vtt"}, files(got))
	require.Contains(t, skipped(got, again), "same content as "+filepath.Join(dir, "b.vtt"))
	require.Contains(t, skipped(got, inner), "same content")
	require.Contains(t, skipped(got, table), "a table")
	require.Contains(t, skipped(got, picture), ".png")
	require.Contains(t, skipped(got, hidden), "hidden")
	require.Equal(t, "it is empty", skipped(got, empty), "the path stands beside the reason already")
	require.Contains(t, skipped(got, other), "not a meeting record")
	require.NotContains(t, skipped(got, other), "package.json")
	require.NotEmpty(t, skipped(got, link), "a link out of the folder is passed over")
	require.NotEmpty(t, skipped(got, filepath.Join(dir, "linked")))
	require.Len(t, got.Skipped, 9)
}

func TestReadPathsNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := write(t, dir, "good.vtt", smallVTT)
	empty := write(t, dir, "empty.vtt", "")
	missing := filepath.Join(dir, "missing.vtt")

	got, err := ReadPaths(context.Background(), []string{missing, good, empty, good, "-"}, strings.NewReader(smallText))
	require.Equal(t, []string{"good.vtt", "stdin"}, files(got), "what can be read is read")
	require.ErrorContains(t, err, missing+" does not exist")
	require.ErrorContains(t, err, "empty.vtt: it is empty")
	require.Contains(t, skipped(got, good), "same content")

	_, err = ReadPaths(context.Background(), []string{missing}, nil)
	require.True(t, fault.Is(err, fault.NotFound))
	require.NotEmpty(t, fault.Next(err))

	_, err = ReadPaths(context.Background(), []string{""}, nil)
	require.True(t, fault.Is(err, fault.Usage), "a path that is empty is a mistake in the call")
	require.NotEmpty(t, fault.Next(err))

	_, err = ReadPaths(context.Background(), []string{t.TempDir()}, nil)
	require.ErrorContains(t, err, "there are no files")

	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = ReadPaths(cancelled, []string{good}, nil)
	require.ErrorIs(t, err, context.Canceled)
}
