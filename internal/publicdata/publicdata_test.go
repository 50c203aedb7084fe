package publicdata

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// beside makes a repository with public data beside it, and goes into the folder of a package of it.
func beside(t *testing.T) (data string) {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	deep := filepath.Join(root, "main", "agent", "draft")
	data = filepath.Join(root, "shared", "data")
	require.NoError(t, os.MkdirAll(deep, 0o700))
	require.NoError(t, os.MkdirAll(filepath.Join(data, "records"), 0o700))
	for _, file := range []string{filepath.Join(root, "main", "go.mod"), filepath.Join(data, "records", "a.vtt")} {
		require.NoError(t, os.WriteFile(file, nil, 0o600))
	}
	t.Chdir(deep)
	return data
}

func TestFound(t *testing.T) {
	data := beside(t)
	require.Equal(t, filepath.Join(data, "records"), Path(t, "records"))
	require.Equal(t, []string{filepath.Join(data, "records", "a.vtt")}, Match(t, "records/*.vtt"))
}

func TestMissingSkipsAndFailsInCI(t *testing.T) {
	beside(t)
	for ci, want := range map[string]outcome{"": {skipped: true}, "true": {failed: true}} {
		t.Setenv("CI", ci)
		require.Equal(t, want, outcomeOf(t, func(t testing.TB) { Path(t, "nothing") }), "CI=%s", ci)
	}
	require.Equal(t, outcome{failed: true}, outcomeOf(t, func(t testing.TB) { Match(t, "records/*.srt") }))
}

// outcome is what becomes of a test.
type outcome struct{ skipped, failed bool }

// outcomeOf runs a test whose end does not touch t.
func outcomeOf(t *testing.T, run func(t testing.TB)) outcome {
	t.Helper()
	inner := &trial{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		run(inner)
	}()
	<-done
	return inner.outcome
}

type trial struct {
	testing.TB
	outcome outcome
}

func (r *trial) Errorf(format string, args ...any) { r.Logf(format, args...) }

func (r *trial) FailNow() {
	r.outcome.failed = true
	runtime.Goexit()
}

func (r *trial) Skipf(format string, args ...any) {
	r.Logf(format, args...)
	r.outcome.skipped = true
	runtime.Goexit()
}
