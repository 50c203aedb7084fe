package plainfile

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

func TestReadTakesRegularFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	require.NoError(t, os.WriteFile(path, []byte("hello"), 0o600))
	link := filepath.Join(dir, "link")
	require.NoError(t, os.Symlink(path, link))

	for _, name := range []string{path, link} {
		got, err := Read(name, 5)
		require.NoError(t, err)
		require.Equal(t, "hello", string(got))
	}
	got, err := Read(path, 2)
	require.NoError(t, err)
	require.Equal(t, "hel", string(got), "one byte more tells that there is more")
	_, err = Read(filepath.Join(dir, "gone"), 5)
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestCheckNamesWhatItIs(t *testing.T) {
	t.Parallel()
	for mode, want := range map[fs.FileMode]string{
		fs.ModeDir:                        "x is a folder, not a file",
		fs.ModeNamedPipe:                  "x is a pipe, not a file",
		fs.ModeSocket:                     "x is a socket, not a file",
		fs.ModeDevice | fs.ModeCharDevice: "x is a device, not a file",
		fs.ModeSymlink:                    "x is a link, not a file",
		fs.ModeIrregular:                  "x is something else, not a file",
	} {
		err := Check("x", mode)
		require.EqualError(t, err, want)
		require.True(t, fault.Is(err, fault.Invalid))
		require.NotEmpty(t, fault.Next(err))
	}
	require.NoError(t, Check("x", 0o600))
}
