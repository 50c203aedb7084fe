package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestInterruptEndsTheRun(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot send itself a signal on Windows")
	}
	ctx, watched := watchInterrupts(t.Context())
	defer watched.stop()
	self, err := os.FindProcess(os.Getpid())
	require.NoError(t, err)
	require.NoError(t, self.Signal(os.Interrupt))
	<-ctx.Done()
	require.ErrorIs(t, ctx.Err(), context.Canceled)
}

func TestHeldInterruptsAreForTheEditor(t *testing.T) {
	t.Parallel()
	var i interrupts
	require.True(t, i.meantForUs(os.Interrupt))
	release := i.hold()
	require.False(t, i.meantForUs(os.Interrupt))
	require.True(t, i.meantForUs(syscall.SIGTERM), "an editor does not keep the machine from shutting down")
	release()
	require.True(t, i.meantForUs(os.Interrupt))

	var unwatched *interrupts
	unwatched.hold()()
}

// waiting is an input that says when somebody waits for it, and never gives anything.
type waiting struct{ begun chan struct{} }

func (w waiting) Read([]byte) (int, error) {
	close(w.begun)
	select {}
}

func TestRunStopsWaitingForInput(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	in := waiting{make(chan struct{})}
	go func() {
		<-in.begun
		cancel()
	}()
	out, complaints, code := run(ctx, t, in, "transcript", "-")
	require.Equal(t, exitFailure, code)
	require.Empty(t, out)
	require.Contains(t, complaints, "stopped before it was done")
}

func TestInterruptibleReaderGivesEverything(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("a line of speech\n", 5000)
	got, err := io.ReadAll(interruptible(t.Context(), strings.NewReader(text)))
	require.NoError(t, err)
	require.Equal(t, text, string(got))
}

// run runs one command in a home of its own and gives what it wrote.
func run(ctx context.Context, t *testing.T, in io.Reader, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	home := t.TempDir()
	var out, complaints bytes.Buffer
	code = Run(ctx, Env{
		Args: args, Stdin: in, Stdout: &out, Stderr: &complaints, Dir: home, Now: fixedNow,
		Getenv: func(name string) string {
			if name == "PLUMB_HOME" {
				return home
			}
			return ""
		},
	})
	return out.String(), complaints.String(), code
}
