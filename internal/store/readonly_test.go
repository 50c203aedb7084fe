//go:build unix

package store_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReadOnlyHomeCanBeRead(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	s := open(t, path)
	require.NoError(t, keepSheet(t.Context(), s, "s-1"))
	require.NoError(t, s.Close())
	protect(t, path)
	reader := startReader(t, path)
	require.Equal(t, "1 sheets, 3 entries, 0 schema problems", reader.hear(t))
	require.Contains(t, reader.hear(t), "unavailable: the database "+path+" may not be written to")
	require.NoError(t, reader.Wait())
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, left, 1, "reading leaves nothing")
}

func TestReadOnlyHomeThatIsOutOfDate(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	require.NoError(t, open(t, path).Close())
	execute(t, path, `DELETE FROM goose_db_version WHERE version_id > 0`)
	protect(t, path)
	reader := startReader(t, path)
	require.Equal(t, "unavailable: the database "+path+" was written by an older plumb, and it cannot be brought up to date: it may not be written to",
		reader.hear(t))
	require.NoError(t, reader.Wait())
}

// protect takes away the right to write to a database and its folder, and lets everybody read.
func protect(t *testing.T, path string) {
	t.Helper()
	folder := filepath.Dir(path)
	require.NoError(t, os.Chmod(path, 0o444))
	require.NoError(t, os.Chmod(folder, 0o555))
	require.NoError(t, os.Chmod(filepath.Dir(folder), 0o755))
	t.Cleanup(func() { require.NoError(t, os.Chmod(folder, 0o700)) }) //nolint:gosec // a test's own folder
}

// startReader starts the test binary in the role of a reader without special rights: nothing is protected from root.
func startReader(t *testing.T, path string) *child {
	t.Helper()
	return startChildAs(t, "read", path, func(cmd *exec.Cmd) {
		if os.Geteuid() != 0 {
			return
		}
		const nobody = 65534
		folder := t.TempDir()
		require.NoError(t, os.Chmod(filepath.Dir(folder), 0o755))
		binary, err := os.ReadFile(cmd.Path)
		require.NoError(t, err)
		cmd.Path = filepath.Join(folder, "store.test")
		require.NoError(t, os.WriteFile(cmd.Path, binary, 0o755))
		cmd.Dir = folder
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	})
}
