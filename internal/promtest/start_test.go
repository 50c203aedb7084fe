//go:build unix

package promtest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAServerThatDoesNotStart(t *testing.T) {
	t.Parallel()
	need(t)
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "prometheus.yml"), []byte("this: is not known\n"), 0o600))
	_, err := launch("FOLDER="+folder, "ADDRESS=127.0.0.1:0")
	require.ErrorContains(t, err, "did not start")
	require.ErrorContains(t, err, "prometheus.yml")
}
