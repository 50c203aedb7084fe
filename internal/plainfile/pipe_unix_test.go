//go:build unix

package plainfile

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// TestOpenDoesNotWait would hang if a pipe were opened in the ordinary way: nobody writes into it.
func TestOpenDoesNotWait(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	_, err := Open(pipe)
	require.ErrorContains(t, err, "pipe is a pipe, not a file")
	require.True(t, fault.Is(err, fault.Invalid))
	_, err = Open("/dev/zero")
	require.ErrorContains(t, err, "/dev/zero is a device, not a file")
	_, err = Open(t.TempDir())
	require.ErrorContains(t, err, "is a folder, not a file")
}
