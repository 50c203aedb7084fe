// Package promtest gives tests a Prometheus of their own, a real one, with samples from the past. It listens on this
// machine, keeps its files in a folder of the test, and ends with the test or with the process of the tests, however that
// ends. With CI=true a missing Prometheus fails the test; elsewhere the test is skipped and says what is missing.
package promtest

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Server is a Prometheus that runs.
type Server struct {
	URL    string
	folder string
	stop   func() error
}

// Start gives a Prometheus that holds samples, which are written in OpenMetrics with a time in seconds
// (https://prometheus.io/docs/prometheus/latest/storage/#backfilling-from-openmetrics-format).
func Start(t testing.TB, samples string) *Server {
	t.Helper()
	need(t)
	s := &Server{folder: t.TempDir()}
	require.NoError(t, os.WriteFile(s.path("prometheus.yml"), []byte("global: {}\n"), 0o600))
	require.NoError(t, os.WriteFile(s.path("samples"), []byte(strings.TrimSpace(samples)+"\n# EOF\n"), 0o600))
	// Blocks of two hours, as they are made else, would be hundreds for months of samples.
	said, err := exec.CommandContext(t.Context(), "promtool", "tsdb", "create-blocks-from", "openmetrics", "--quiet", "--max-block-duration=2000h", s.path("samples"), s.path("data")).CombinedOutput()
	require.NoError(t, err, string(said))
	for range 3 { // somebody else may take the port before the server does
		s.URL = "http://" + free(t)
		if err = s.start(); err == nil {
			break
		}
	}
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.stop()) })
	return s
}

// Stop ends the server; its samples are kept.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	require.NoError(t, s.stop())
	s.stop = func() error { return nil }
}

// Restart starts the server that was stopped at the same address.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	require.NoError(t, s.start())
}

func (s *Server) start() error {
	stop, err := launch("FOLDER="+s.folder, "ADDRESS="+strings.TrimPrefix(s.URL, "http://"))
	if err == nil {
		s.stop = stop
	}
	return err
}

func (s *Server) path(name string) string { return filepath.Join(s.folder, name) }

// free gives an address of this machine that nobody listens on.
func free(t testing.TB) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }() // nobody has connected
	return listener.Addr().String()
}

// need ends a test that has no Prometheus to run on.
func need(t testing.TB) {
	t.Helper()
	err := errors.Join(missing("prometheus"), missing("promtool"))
	if err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		require.NoError(t, err)
	}
	t.Skip(err)
}

func missing(program string) error {
	if _, err := exec.LookPath(program); err != nil {
		return errors.New(program + " is needed to test against a real Prometheus: install it (apt-get install prometheus), or run make engines")
	}
	return nil
}
